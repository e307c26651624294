import pandas as pd


def ks5_best3_alevel(ks5_student, ks5_exam, record_type=5, a_level="111", left_out="7810"):
    """Points of the best three A levels."""
    person_year = ["pmr", "academic_year"]
    students = ks5_student.rename(
        columns={
            "KS5_PupilMatchingRefAnonymous": "pmr", "KS5_TRIGGER": "reported", "KS5_INCLUDE_B3": "included",
            "KS5_ENTRIES_ALEV_B3": "entries", "KS5_B3PTS_B3": "points",
        }
    ).dropna(subset=person_year)  # fmt: skip
    year = students["academic_year"]
    students = students[(year < "2016/17") | (students["KS5_RECTYPE"] == record_type).fillna(False)].copy()
    year = students["academic_year"]
    students["reported"] = students["reported"].mask(year == "2015/16", students["KS5_TRIGGER_2016"])
    students["reported"] = students["reported"].mask(year >= "2020/21", students["KS5_TRIGGER_2021"])
    supplied, flags = ["included", "points", "entries"], ["included", "reported"]
    students[flags] = students[flags].where(students[flags].isin([0, 1]))
    students["points"] = students["points"].where((students["points"] >= 0) & (students["entries"].fillna(1) != 0))
    students["entries"] = students["entries"].where(students["entries"] >= 0)
    students[supplied] = students[supplied].where(year >= "2015/16")
    students = students.sort_values([*supplied, "reported"], ascending=False).drop_duplicates(subset=person_year)

    exams = ks5_exam.rename(columns={"KS5_PupilMatchingRefAnonymous": "pmr", "KS5_MAPPING": "subject", "KS5_POINTS": "points"})
    exams = exams[exams["pmr"].notna() & exams["KS5_SUBLEVNO"].notna() & exams["academic_year"].between("2005/06", "2014/15").fillna(False)].copy()
    counts = (exams["KS5_SUBLEVNO"] == a_level) & (exams["subject"].fillna("") != left_out) & (exams["KS5_INCLUDE"].fillna(1) != 0)
    exams["points"] = exams["points"].where((counts & (exams["points"] >= 0)).fillna(False))
    subjects = exams.groupby([*person_year, "subject"], as_index=False, dropna=False)["points"].max()
    subjects = subjects.sort_values([*person_year, "points"], ascending=[True, True, False], na_position="last")
    subjects["best"] = subjects["points"].where(subjects.groupby(person_year).cumcount() < 3)
    by_year = subjects.groupby(person_year)
    rebuilt = pd.DataFrame({"entries_2": by_year["points"].count(), "points_2": by_year["best"].sum(min_count=1)}).reset_index()

    result = students.merge(rebuilt, on=person_year, how="left")
    year = result["academic_year"]
    trigger = pd.Series("KS5_TRIGGER", index=result.index, dtype="string")
    result["trigger_field"] = trigger.mask(year == "2015/16", "KS5_TRIGGER_2016").mask(year >= "2020/21", "KS5_TRIGGER_2021")
    scale = pd.Series("2016", index=result.index, dtype="string")
    result["b3_scale"] = scale.mask(year < "2015/16", "qca").mask(year < "2005/06")
    result["b3_entries"] = result["entries"].fillna(result["entries_2"].astype("Int64"))
    three = pd.Series(1, index=result.index, dtype="Int64").where((result["entries_2"] >= 3).fillna(False))
    result["b3_included"] = result["included"].fillna(three)
    result["b3_points"] = result["points"].fillna(result["points_2"].astype("Float64"))
    result["b3_average"] = result["b3_points"] / 3
    return result[[*person_year, "trigger_field", "reported", "b3_scale", "b3_entries", "b3_included", "b3_points", "b3_average"]]
