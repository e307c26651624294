import pandas as pd

APPLICANT = ["cycle_year", "unique_id_cycle"]
SCALE = {"A*": 6, "*": 6, "A": 5, "B": 4, "C": 3, "D": 2, "E": 1, "U": 0}


def best_three(subjects, keys, number, points):
    """How many subjects each person has, and the points of the best three, missing for fewer than three."""
    subjects = subjects.groupby([*keys, "subject"], as_index=False)["points"].max()
    subjects["order"] = -subjects["points"]
    subjects = subjects.sort_values([*keys, "order", "subject"])
    subjects[number] = subjects.groupby(keys)["subject"].transform("size")
    subjects = subjects[subjects.groupby(keys).cumcount() < 3]
    sums = subjects.groupby([*keys, number], as_index=False)["points"].sum().rename(columns={"points": points})
    sums[points] = sums[points].where(sums[number] >= 3)
    return sums


def ucas_predicted_points(ucas, ks5_exam, a_level="GCE Advanced Level", split_grade="lower"):
    """Predicted and achieved A level points."""
    pending = (ucas["qualification_status"] == "Pending") & (ucas["qualification_description"] == a_level)
    declared = ucas[pending.fillna(False)].dropna(subset=[*APPLICANT, "subject_title", "grade"])
    grades = declared["grade"].str.upper().str.replace(" ", "", regex=False)
    one = grades.str.replace("/.*", "", regex=True).map(SCALE).astype("Int64")
    other = grades.str.replace("^[^/]*/", "", regex=True).map(SCALE).astype("Int64")
    both = pd.concat([one, other], axis=1)
    points = (both.min(axis=1) if split_grade == "lower" else both.max(axis=1)).where(both.notna().all(axis=1)).astype("Int64")
    declared = declared.assign(subject=declared["subject_title"].str.strip(" ").str.upper(), points=points).dropna(subset=["points"])
    predicted = best_three(declared, APPLICANT, "n_pred", "pred_points")

    summer = ks5_exam["KS5_EXAMYEAR"] == ks5_exam["academic_year"].str[:4].astype("Int64") + 1
    results = ks5_exam[((ks5_exam["KS5_SUBLEVNO"] == "111") & summer).fillna(False)].rename(
        columns={"KS5_PupilMatchingRefAnonymous": "pmr", "academic_year": "cycle_year", "KS5_MAPPING": "subject"}
    )
    grades = results["KS5_GRADE"].str.upper().str.replace(" ", "", regex=False)
    results = results.assign(points=grades.map(SCALE).astype("Int64")).dropna(subset=["pmr", "subject", "points"])
    achieved = best_three(results, ["pmr", "cycle_year"], "n_ach", "ach_points")

    applicants = ucas.groupby(APPLICANT, as_index=False)[["PupilMatchingRefAnonymous"]].min()
    rows = predicted.merge(applicants.rename(columns={"PupilMatchingRefAnonymous": "pmr"}), on=APPLICANT)
    rows = rows.merge(achieved, on=["pmr", "cycle_year"], how="left")
    rows["pred_gap"] = rows["pred_points"].astype("Int64") - rows["ach_points"].astype("Int64")
    rows["missed_by_two"] = (rows["pred_gap"] >= 2).astype("Int64")
    rows["normal_exams"] = (~rows["cycle_year"].isin(["2019/20", "2020/21"])).astype("Int64")
    columns = ["pmr", "n_pred", "pred_points", "n_ach", "ach_points", "pred_gap", "missed_by_two", "normal_exams"]
    return rows[[*APPLICANT, *columns]]
