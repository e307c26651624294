import pandas as pd


def social_care_group(cin_episodes, cpp_episodes, cla_periods, census_main_record, years=1, point="any"):
    """Highest contact with social care."""
    key = ["pmr", "financial_year"]
    sources = [cin_episodes.assign(sc_level=1, cin=1), cpp_episodes.assign(sc_level=2, cpp=1), cla_periods.assign(sc_level=3, cla=1)]
    columns = [*key, "at_year_end", "sc_level", "cin", "cpp", "cla"]
    contact = pd.concat([source.reindex(columns=columns) for source in sources]).drop_duplicates()
    contact[["sc_level", "cin", "cpp", "cla"]] = contact[["sc_level", "cin", "cpp", "cla"]].astype("Int64").fillna(0)
    contact["starts"] = contact["financial_year"].str[:4].astype("Int64")
    covered = contact.groupby(["financial_year", "starts"], as_index=False)[["cin", "cpp", "cla"]].max()
    pairs = covered.merge(covered, how="cross", suffixes=("_now", ""))
    pairs = pairs[(pairs["starts"] <= pairs["starts_now"]) & (pairs["starts"] > pairs["starts_now"] - years)]
    cover = pairs.groupby("financial_year_now")[["cin", "cpp", "cla"]].sum().add_suffix("_years")
    cover = covered.merge(cover, left_on="financial_year", right_index=True)

    pupils = census_main_record[["pmr", "academic_year"]].rename(columns={"academic_year": "financial_year"}).assign(in_census=1)
    rows = pd.concat([pupils, contact[key].assign(in_census=0)]).dropna(subset=key)
    rows = rows.groupby(key, as_index=False)["in_census"].max().merge(cover, on="financial_year")
    counted = contact if point == "any" else contact[contact["at_year_end"] == 1]
    seen = rows[[*key, "starts"]].merge(counted[["pmr", "starts", "sc_level"]], on="pmr", suffixes=("", "_then"))
    seen = seen[seen["starts_then"] <= seen["starts"]]
    seen = seen.assign(sc_ever=seen["sc_level"], sc_level=seen["sc_level"].where(seen["starts_then"] > seen["starts"] - years))
    rows = rows.merge(seen.groupby(key, as_index=False)[["sc_level", "sc_ever"]].max(), on=key, how="left")
    rows["sc_level"] = rows["sc_level"].mask(rows["sc_level"].isna() & (rows["cin_years"] == years) & (rows["cla_years"] == years), 0)
    rows["sc_ever"] = rows["sc_ever"].mask(rows["sc_ever"].isna() & (rows["cin"] == 1) & (rows["cla"] == 1), 0)
    rows["sc_group"] = rows["sc_level"].map({0: "not seen", 1: "CINO", 2: "CPPO", 3: "CLA"}).astype("string")
    return rows[["pmr", "financial_year", "sc_level", "sc_group", "sc_ever", "cin_years", "cpp_years", "cla_years", "in_census"]]
