import pandas as pd


def eal_status(census_reference_year_row, ks4_pupil):
    """English as an additional language, in the year and so far."""
    key = ["pmr", "academic_year"]
    census = census_reference_year_row.dropna(subset=key)
    census["census"] = census["first_language"].map({"ENG": 0, "ENB": 0, "OTH": 1, "OTB": 1}).astype("Int64")
    census = census.groupby(key, as_index=False)["census"].max()

    ks4 = ks4_pupil.rename(columns={"KS4_PupilMatchingRefAnonymous": "pmr"}).dropna(subset=key)
    group = ks4["KS4_EALGRP_PTQ_EE"].mask(ks4["academic_year"] == "2013/14", ks4["KS4_EALGRP_PTQ"])
    group = group.mask(ks4["academic_year"] <= "2012/13", ks4["KS4_EALGRP"])
    ks4["ks4"] = group.map({1: 0, 2: 1}).astype("Int64")
    ks4 = ks4.groupby(key, as_index=False)["ks4"].max()

    rows = census.merge(ks4, on=key, how="outer").sort_values(key).reset_index(drop=True)
    rows["eal"] = rows["census"].fillna(rows["ks4"])
    rows["eal_source"] = pd.array([pd.NA] * len(rows), dtype="string")
    rows.loc[rows["ks4"].notna(), "eal_source"] = "ks4"
    rows.loc[rows["census"].notna(), "eal_source"] = "census"
    so_far = rows["eal"].fillna(-1).groupby(rows["pmr"]).cummax()
    rows["eal_ever"] = so_far.where(so_far >= 0)
    return rows[[*key, "eal", "eal_source", "eal_ever"]]
