import pandas as pd

CARRIED = [("2010/11", "2012/13", ""), ("2013/14", "2013/14", "_PTQ"), ("2014/15", "9999/00", "_PTQ_EE")]
# what ks4_row_selection hands on, by which the chosen row is found again
ROW = {
    "KS4_LAESTAB_anon": "school", "KS4_ACADYR": "ks4_acadyr", "KS4_YEARGRP": "ks4_yeargrp", "KS4_Y11YEAR": "ks4_y11year",
    "KS4_STATUS": "ks4_status", "KS4_ENDKS": "ks4_endks", "KS4_NATRES": "ks4_natres", "KS4_NORFLAGE": "ks4_norflage",
    "KS4_ENTRIES": "ks4_entries", "KS4_AMDFLAG": "ks4_amdflag",
}  # fmt: skip


def number(text):
    """Texts that are plain numbers, as numbers."""
    return pd.to_numeric(text.where(text.str.fullmatch(r"[0-9]+([.][0-9]+)?").fillna(False)), errors="coerce").astype("Float64")


def ks2_prior_attainment(ks2_pupil, ks4_row_selection, ks4_pupil, early_measure="marks", below_level="points"):
    """Attainment at the end of primary school, as a score within the year of the tests."""
    rows = ks2_pupil.rename(columns={"KS2_PupilMatchingRefAnonymous": "pmr"})
    rows = rows[rows["pmr"].notna() & rows["academic_year"].notna()].reset_index(drop=True)
    year = rows["academic_year"]
    ks2 = rows[["pmr", "academic_year"]].assign(source="ks2")
    ks2["measure"] = "marks" if early_measure == "marks" else "points"
    ks2["measure"] = ks2["measure"].mask(year >= "2005/06", "points").mask(year >= "2015/16", "scaled")
    ks2["in_base"] = ((year < "2003/04") | (rows["KS2_NATRES"] == 1).fillna(False)).astype("Int64")
    subjects = {
        "e": (rows["KS2_ENGLEV"].mask(year >= "2012/13", rows["KS2_READLEV"]).mask(year >= "2015/16", rows["KS2_READOUTCOME"]),
              rows["KS2_ENGFINE"].mask(year >= "2012/13", rows["KS2_READFINE"]), rows["KS2_ENGTOTMRK"], rows["KS2_READSCORE"]),
        "m": (rows["KS2_MATLEV"].mask(year >= "2015/16", rows["KS2_MATOUTCOME"]),
              number(rows["KS2_MATFINE"]), rows["KS2_MATTOTMRK"], rows["KS2_MATSCORE"]),
    }  # fmt: skip
    for name, (code, fine, mark, scaled) in subjects.items():
        fine, mark, scaled = fine.where(year >= "2005/06"), number(mark), scaled.astype("Float64")
        level, below = number(code.where(code.isin(list("23456")))), code.isin(["B", "N"])
        points = (6 * fine.where(fine.between(2.5, 8))).fillna(6 * level + 3)
        if below_level == "points":
            points = points.fillna(pd.Series(15.0, index=rows.index).where(below).astype("Float64"))
        whole = mark.where((mark % 1 == 0) & mark.between(0, 100))
        scaled = scaled.where((ks2["measure"] == "scaled") & scaled.between(80, 120))
        ks2[name] = points.mask(ks2["measure"] == "marks", whole).mask(ks2["measure"] == "scaled", scaled)
        expected = (level >= 4).where(level.notna() & ((ks2["measure"] != "scaled") | (level < 4))).mask(below, False)
        ks2[f"{name}_expected"] = expected.astype("Int64").mask(scaled.notna(), (scaled >= 100).astype("Int64"))
        ks2[f"{name}_below"], ks2[f"{name}_absent"] = below, code.eq("A").fillna(False)
    ks2["score"] = (ks2["e"] + ks2["m"]) / 2
    ks2["expected"] = ks2[["e_expected", "m_expected"]].min(axis=1, skipna=False).astype("Int64")
    ks2["expected"] = ks2["expected"].mask((ks2["e_expected"] == 0).fillna(False) | (ks2["m_expected"] == 0).fillna(False), 0)
    ks2["why"] = "other"
    ks2["why"] = ks2["why"].mask(ks2["e_absent"] | ks2["m_absent"], "absent").mask(ks2["e_below"] | ks2["m_below"], "below_level")
    ks2["why"] = ks2["why"].mask(rows["KS2_REFTEST"].isin([1, 2, 9]), "withheld").mask(ks2["score"].notna(), "none")

    keys = ["pmr", "academic_year", *ROW.values()]
    pupils = ks4_pupil.rename(columns={"KS4_PupilMatchingRefAnonymous": "pmr", **ROW})
    pupils = pupils[pupils["pmr"].notna() & pupils["academic_year"].notna()].copy()
    for name, column in {"e": "KS4_KS2ENG24P", "m": "KS4_KS2MAT24P"}.items():
        pupils[name] = pd.Series(pd.NA, index=pupils.index, dtype="Float64")
        for first, last, ending in CARRIED:
            in_years = pupils["academic_year"].between(first, last)
            pupils[name] = pupils[name].mask(in_years, pupils[column + ending].astype("Float64"))
    # merge() joins missing to missing, as the schools of 2019/20 and 2020/21
    ks4 = ks4_row_selection[[*keys, "in_national"]].merge(pupils[[*keys, "e", "m"]], on=keys)
    ks4 = ks4[(ks4["e"].between(0, 6) & ks4["m"].between(0, 6)).fillna(False)]
    ks4 = ks4.assign(source="ks4", measure="points", why="none", in_base=(ks4["in_national"] == 1).fillna(False).astype("Int64"))
    ks4["score"] = ((6 * ks4["e"] + 3).where(ks4["e"] > 2, 15.0) + (6 * ks4["m"] + 3).where(ks4["m"] > 2, 15.0)) / 2
    ks4["expected"] = ((ks4["e"] >= 4) & (ks4["m"] >= 4)).astype("Int64")

    columns = ["pmr", "academic_year", "source", "measure", "in_base", "score", "expected", "why"]
    records = pd.concat([ks2[columns], ks4[columns]], ignore_index=True)
    records = records.sort_values(["in_base", "score", "expected", "why"], ascending=[False, False, False, True])
    records = records.drop_duplicates(subset=["pmr", "source", "academic_year"])
    records["has_score"] = records["score"].notna().astype("Int64")
    group = records.groupby(["source", "academic_year", "in_base", "has_score"])["score"]
    records["off"] = records["score"] - group.transform("mean")
    records["spread"] = (group.transform("max") > group.transform("min")).fillna(False)
    below = group.rank(method="min") - 1
    equals = records.groupby(["source", "academic_year", "in_base", "score"])["score"].transform("size")
    records["ks2_percentile"] = (100 * (below + 0.5 * equals) / group.transform("size")).where(records["in_base"] == 1)
    squares = (records["off"] ** 2).groupby([records[name] for name in ["source", "academic_year", "in_base", "has_score"]])
    records["ks2_std"] = (records["off"] / squares.transform("mean") ** 0.5).where((records["in_base"] == 1) & records["spread"])
    records["why_missing"] = records["why"].mask((records["has_score"] == 1) & ~records["spread"], "no_spread")
    records["why_missing"] = records["why_missing"].mask((records["has_score"] == 1) & (records["in_base"] == 0), "not_national")

    records["order"] = -records["has_score"] - records["in_base"] * records["has_score"]
    records = records.sort_values(["pmr", "order", "source", "academic_year"])
    records = records.drop_duplicates(subset=["pmr"]).rename(columns={"score": "ks2_score", "expected": "ks2_expected"})
    return records[
        ["pmr", "academic_year", "source", "measure", "ks2_score", "ks2_std", "ks2_percentile", "ks2_expected", "why_missing"]
    ].reset_index(drop=True)
