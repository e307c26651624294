import pandas as pd

COLUMNS = {
    "basics": {
        "em_94": [
            ("2009/10", "2012/13", "KS4_L2BASICS"), ("2013/14", "2013/14", "KS4_L2BASICS_PTQ"),
            ("2014/15", "2014/15", "KS4_L2BASICS_PTQ_EE"), ("2015/16", "2015/16", "KS4_L2BASICS_LL_PTQ_EE"),
            ("2016/17", "9999/00", "KS4_L2BASICS_94"),
        ],
        "em_95": [("2016/17", "9999/00", "KS4_L2BASICS_95")],
    },
    "gcse": {
        "em_94": [
            ("2004/05", "2012/13", "KS4_LEV2EM"), ("2013/14", "2013/14", "KS4_LEV2EM_PTQ"),
            ("2014/15", "2015/16", "KS4_LEV2EM_PTQ_EE"), ("2016/17", "9999/00", "KS4_LEV2EM_94"),
        ],
        "em_95": [("2016/17", "9999/00", "KS4_LEV2EM_95")],
    },
}  # fmt: skip
# what ks4_row_selection hands on, by which the chosen row is found again
ROW = {
    "KS4_LAESTAB_anon": "school", "KS4_ACADYR": "ks4_acadyr", "KS4_YEARGRP": "ks4_yeargrp", "KS4_Y11YEAR": "ks4_y11year",
    "KS4_STATUS": "ks4_status", "KS4_ENDKS": "ks4_endks", "KS4_NATRES": "ks4_natres", "KS4_NORFLAGE": "ks4_norflage",
    "KS4_ENTRIES": "ks4_entries", "KS4_AMDFLAG": "ks4_amdflag",
}  # fmt: skip
RULES = [
    ("0000/01", "2012/13", "older"), ("2013/14", "2013/14", "2014"), ("2014/15", "2015/16", "first-entry"),
    ("2016/17", "2018/19", "9-to-1"), ("2019/20", "2020/21", "assessed"),
]  # fmt: skip


def ks4_english_maths_threshold(ks4_row_selection, ks4_pupil, measure="basics"):
    """English and maths at grade 4 and at grade 5."""
    keys = ["pmr", "academic_year", *ROW.values()]
    rows = ks4_pupil.rename(columns={"KS4_PupilMatchingRefAnonymous": "pmr", **ROW})
    rows = rows[rows["pmr"].notna() & rows["academic_year"].notna()].copy()
    for name, versions in COLUMNS[measure].items():
        rows[name] = pd.Series(pd.NA, index=rows.index, dtype="Int64")
        for first, last, column in versions:
            rows[name] = rows[name].mask(rows["academic_year"].between(first, last), rows[column])
        rows[name] = rows[name].where(rows[name].isin([0, 1]))

    # merge() joins missing to missing, as the schools of 2019/20 and 2020/21
    chosen = ks4_row_selection[[*keys, "in_national", "end_of_ks4"]].merge(rows[[*keys, "em_94", "em_95"]], on=keys, how="left")
    result = chosen.groupby(["pmr", "academic_year"], as_index=False)[["in_national", "end_of_ks4", "em_94", "em_95"]].max()
    rules = pd.Series(pd.NA, index=result.index, dtype="string")
    for first, last, rule in RULES:
        rules = rules.mask(result["academic_year"].between(first, last), rule)
    result.insert(4, "ks4_rules", rules)
    return result
