import pandas as pd

TERMS = ["spring", "summer", "autumn"]


def fsm_point(census_main_record, terms="spring_first"):
    """Free school meal eligibility on census day."""
    key = ["pmr", "academic_year"]
    rows = census_main_record.dropna(subset=key)
    years = rows[key].drop_duplicates()
    for term in TERMS:
        values = rows[rows["census_term"] == term].groupby(key, as_index=False)["fsm"].max().rename(columns={"fsm": term})
        years = years.merge(values, on=key, how="left")

    years["fsm"] = pd.array([pd.NA] * len(years), dtype="Int64")
    years["fsm_term"] = pd.array([pd.NA] * len(years), dtype="string")
    for term in TERMS if terms == "spring_first" else ["spring"]:
        first = years["fsm_term"].isna() & years[term].notna()
        years.loc[first, "fsm_term"] = term
        years["fsm"] = years["fsm"].fillna(years[term])

    year = years["academic_year"]
    protected = (year > "2017/18") | ((year == "2017/18") & (years["fsm_term"] == "summer").fillna(False))
    years["fsm_basis"] = pd.array(["periods"] * len(years), dtype="string")
    years.loc[year <= "2011/12", "fsm_basis"] = "reported"
    years.loc[protected, "fsm_basis"] = "protected"
    years["fsm_basis"] = years["fsm_basis"].where(years["fsm_term"].notna())
    years["fsm_any_term"] = years[TERMS].max(axis=1)
    years["fsm_terms"] = years[TERMS].notna().sum(axis=1)
    return years[[*key, "fsm", "fsm_term", "fsm_basis", "fsm_any_term", "fsm_terms"]]
