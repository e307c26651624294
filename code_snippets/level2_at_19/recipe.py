import pandas as pd

NAMES = {
    "YPMAD_PupilMatchingRefAnonymous": "pmr", "YPMAD_Base_Year": "base_year", "YPMAD_Chars15CensusSource": "census_at_15",
    "YPMAD_L2_at_16": "l2_by_16", "YPMAD_L2_at_19": "l2_by_19", "YPMAD_Academic_Age_L2": "academic_age_l2",
    "YPMAD_L3AnyRouteNoL2DW": "l2_only_by_l3",
}  # fmt: skip


def level2_at_19(ypmad_snapshot, english_maths="academic"):
    """Level 2 by age 19."""
    rows = ypmad_snapshot.rename(columns=NAMES)
    rows["age_em"] = rows["YPMAD_AcAge_L2incAcEM" if english_maths == "academic" else "YPMAD_AcAge_L2incFuncAcEM"]
    for level, present in {"l2_by_16": "YPMAD_In16", "l2_by_19": "YPMAD_In19"}.items():
        followed = (rows[present] == 1).fillna(False).groupby(rows["base_year"], dropna=False).transform("max").astype("bool")
        rows[level] = rows[level].where((rows[level] == 1).fillna(False) | ((rows[level] == 0).fillna(False) & followed))
    rows["census_at_15"] = rows["census_at_15"].where(rows["census_at_15"].isin([1, 2]))
    rows["l2_only_by_l3"] = rows["l2_only_by_l3"].where(rows["l2_only_by_l3"].isin([0, 1]))
    lowest, highest = ["base_year", "census_at_15", "academic_age_l2", "age_em"], ["l2_by_16", "l2_by_19", "l2_only_by_l3"]
    people = rows.groupby("pmr", as_index=False).agg({**dict.fromkeys(lowest, "min"), **dict.fromkeys(highest, "max")})
    not_reached = pd.Series(0, index=people.index, dtype="Int64").where(people["l2_by_19"].notna())
    people["l2_em_by_19"] = not_reached.mask((people["age_em"] <= 18).fillna(False), 1)
    return people[
        ["pmr", "base_year", "census_at_15", "l2_by_16", "l2_by_19", "academic_age_l2", "l2_em_by_19", "l2_only_by_l3"]
    ]
