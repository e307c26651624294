import pandas as pd

NAMES = {
    "YPMAD_PupilMatchingRefAnonymous": "pmr", "YPMAD_Base_Year": "base_year", "YPMAD_Chars15CensusSource": "census_at_15",
    "YPMAD_L3_at_18": "l3_by_18", "YPMAD_L3_at_19": "l3_by_19", "YPMAD_Academic_Age_L3": "academic_age_l3",
}  # fmt: skip


def level3_at_19(ypmad_snapshot):
    """Level 3 by age 19."""
    rows = ypmad_snapshot.rename(columns=NAMES)
    for level, present in {"l3_by_18": "YPMAD_In18", "l3_by_19": "YPMAD_In19"}.items():
        followed = (rows[present] == 1).fillna(False).groupby(rows["base_year"], dropna=False).transform("max").astype("bool")
        rows[level] = rows[level].where((rows[level] == 1).fillna(False) | ((rows[level] == 0).fillna(False) & followed))
    rows["census_at_15"] = rows["census_at_15"].where(rows["census_at_15"].isin([1, 2]))
    lowest, highest = ["base_year", "census_at_15", "academic_age_l3"], ["l3_by_18", "l3_by_19"]
    people = rows.groupby("pmr", as_index=False).agg({**dict.fromkeys(lowest, "min"), **dict.fromkeys(highest, "max")})
    by_18, by_19 = people["l3_by_18"], people["l3_by_19"]
    people["l3_in_last_year"] = pd.Series(pd.NA, index=people.index, dtype="Int64")
    people["l3_in_last_year"] = people["l3_in_last_year"].mask(((by_18 == 0) & (by_19 == 1)).fillna(False), 1)
    people["l3_in_last_year"] = people["l3_in_last_year"].mask((by_18 == 1).fillna(False) | (by_19 == 0).fillna(False), 0)
    return people[["pmr", "base_year", "census_at_15", "l3_by_18", "l3_by_19", "academic_age_l3", "l3_in_last_year"]]
