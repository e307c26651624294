import pandas as pd

SCORES = {
    "KS4_ATT8": "att8", "KS4_SLOT1ENG": "att8_english", "KS4_SLOT2MAT": "att8_maths", "KS4_EBACSCR": "att8_ebacc",
    "KS4_OPENSCR": "att8_open",
}  # fmt: skip
SCALES = [("2015/16", "2015/16", "8-to-1"), ("2016/17", "2018/19", "9-to-1"), ("2019/20", "2020/21", "assessed")]


def attainment8(ks4_row_selection, ks4_pupil):
    """Attainment 8, in all and by groups of subjects."""
    person_year, scores = ["pmr", "academic_year"], list(SCORES.values())
    rows = ks4_pupil.rename(columns={"KS4_PupilMatchingRefAnonymous": "pmr", "KS4_LAESTAB_anon": "school", **SCORES})
    rows = rows[rows["pmr"].notna() & (rows["academic_year"] >= "2015/16").fillna(False)].copy()
    rows[scores] = rows[scores].where(rows[scores] >= 0)

    chosen = ks4_row_selection[[*person_year, "school", "in_national", "end_of_ks4"]].dropna(subset=person_year)
    # merge() joins a missing school to a missing school, as in 2019/20 and 2020/21
    chosen = chosen.merge(rows[[*person_year, "school", *scores]], on=[*person_year, "school"], how="left")
    flags = chosen.groupby(person_year, as_index=False)[["in_national", "end_of_ks4"]].max()
    best = chosen.sort_values(scores, ascending=False, na_position="last").drop_duplicates(subset=person_year)
    result = flags.merge(best[[*person_year, *scores]], on=person_year)
    scale = pd.Series(pd.NA, index=result.index, dtype="string")
    for first, last, name in SCALES:
        scale = scale.mask(result["academic_year"].between(first, last), name)
    result.insert(4, "a8_scale", scale)
    result.insert(6, "mean_grade", result["att8"] / 10)
    return result
