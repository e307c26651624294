import pandas as pd

SCORES = {
    "KS4_ATT8": "att8", "KS4_SLOT1ENG": "att8_english", "KS4_SLOT2MAT": "att8_maths", "KS4_EBACSCR": "att8_ebacc",
    "KS4_OPENSCR": "att8_open",
}  # fmt: skip
# what ks4_row_selection hands on, by which the chosen row is found again
ROW = {
    "KS4_LAESTAB_anon": "school", "KS4_ACADYR": "ks4_acadyr", "KS4_YEARGRP": "ks4_yeargrp", "KS4_Y11YEAR": "ks4_y11year",
    "KS4_STATUS": "ks4_status", "KS4_ENDKS": "ks4_endks", "KS4_NATRES": "ks4_natres", "KS4_NORFLAGE": "ks4_norflage",
    "KS4_ENTRIES": "ks4_entries", "KS4_AMDFLAG": "ks4_amdflag",
}  # fmt: skip
SCALES = [("2015/16", "2015/16", "8-to-1"), ("2016/17", "2018/19", "9-to-1"), ("2019/20", "2020/21", "assessed")]


def attainment8(ks4_row_selection, ks4_pupil):
    """Attainment 8, in all and by groups of subjects."""
    person_year, scores = ["pmr", "academic_year"], list(SCORES.values())
    rows = ks4_pupil.rename(columns={"KS4_PupilMatchingRefAnonymous": "pmr", **ROW, **SCORES})
    rows = rows[rows["pmr"].notna() & (rows["academic_year"] >= "2015/16").fillna(False)].copy()
    rows[scores] = rows[scores].where(rows[scores] >= 0)

    keys = [*person_year, *ROW.values()]
    chosen = ks4_row_selection[[*keys, "in_national", "end_of_ks4"]].dropna(subset=person_year)
    # merge() joins missing to missing, as the schools of 2019/20 and 2020/21
    chosen = chosen.merge(rows[[*keys, *scores]], on=keys, how="left")
    best = chosen.sort_values(scores, ascending=False, na_position="last").drop_duplicates(subset=person_year)
    result = best[[*person_year, "in_national", "end_of_ks4", *scores]].reset_index(drop=True)
    scale = pd.Series(pd.NA, index=result.index, dtype="string")
    for first, last, name in SCALES:
        scale = scale.mask(result["academic_year"].between(first, last), name)
    result.insert(4, "a8_scale", scale)
    result.insert(6, "mean_grade", result["att8"] / 10)
    return result
