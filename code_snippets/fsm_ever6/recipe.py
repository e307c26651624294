import pandas as pd


def fsm_ever6(census_main_record, school_census, absence, ks4_pupil, prefer="supplied"):
    """Free school meals in the last six years."""
    key = ["pmr", "academic_year"]
    # fsm counts on spring census days up to 2011/12 and in all terms after that; years in nursery do not count
    main = census_main_record
    counts = ~main["year_group"].isin(["E1", "E2", "N1", "N2"])
    counts &= (main["academic_year"] > "2011/12").fillna(False) | (main["census_term"] == "spring").fillna(False)
    years = main.assign(fsm=main["fsm"].where(counts)).groupby(key, as_index=False)["fsm"].max()
    supplied = {
        "census": school_census.rename(columns={"PupilMatchingRefAnonymous": "pmr", "EVERFSM_6": "census"}),
        "absence": absence.rename(columns={"PupilMatchingRefAnonymous": "pmr", "EVERFSM_6": "absence"}),
        "ks4": ks4_pupil.rename(columns={"KS4_PupilMatchingRefAnonymous": "pmr", "KS4_FSM6": "ks4"}),
    }
    for name, table in supplied.items():
        one = table.dropna(subset=[name]).groupby(key, as_index=False)[name].max()
        years = years.merge(one, on=key, how="outer")
    years["starts"] = years["academic_year"].str[:4].astype(int)
    years = years.sort_values(["pmr", "starts"]).reset_index(drop=True)

    # one row a year at most, so that this row and the five before hold every year of the window
    years["observed"] = 0
    years["eligible"] = 0
    for back in range(6):
        inside = (years["pmr"] == years["pmr"].shift(back)).fillna(False) & (years["starts"] - years["starts"].shift(back) <= 5)
        before = years["fsm"].shift(back)
        years["observed"] += (inside & before.notna()).astype(int)
        years["eligible"] += (inside & (before == 1).fillna(False)).astype(int)

    years["fsm6_derived"] = (years["eligible"] > 0).astype("Int64").where(years["observed"] > 0)
    years["fsm6"] = years["fsm6_derived"]
    years["fsm6_source"] = pd.array(["derived"] * len(years), dtype="string")
    if prefer == "supplied":
        for name, source in {"ks4": "ks4", "absence": "absence", "census": "school_census"}.items():
            years["fsm6"] = years[name].fillna(years["fsm6"])
            years.loc[years[name].notna(), "fsm6_source"] = source
    years["fsm6_source"] = years["fsm6_source"].where(years["fsm6"].notna())
    years = years.rename(columns={"observed": "fsm6_years_observed"})
    return years[[*key, "fsm6", "fsm6_source", "fsm6_derived", "fsm6_years_observed"]]
