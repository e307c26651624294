import pandas as pd

TOTALS = ["SessionsPossible", "OverallAbsence", "UnauthorisedAbsence"]
COLUMNS = [
    "pmr", "academic_year", "age", "verdict", "span", "sess_possible", "sess_missed", "sess_unauth", "absence_rate", "unauth_rate",
    "halfterms_seen", "n_schools", "x_sessions",
]  # fmt: skip


def absence_rate(absence, youngest=5, oldest=15, sixth=1, most_sessions=420):
    """Absence in a school year."""
    rows = absence.rename(columns={"PupilMatchingRefAnonymous": "pmr", "URN_anon": "urn", "LAEstab_anon": "laestab"})
    rows = rows[rows["pmr"].notna() & rows["academic_year"].notna()].copy()
    starts = rows["academic_year"].str[:4].astype("Int64")
    own_age = rows["AgeAtStartOfAcademicYear"].where(rows["AgeAtStartOfAcademicYear"].between(0, 30))
    from_other_years = starts - (starts - own_age).groupby(rows["pmr"]).transform("min")
    rows["age"] = own_age.groupby([rows["pmr"], rows["academic_year"]]).transform("max").fillna(from_other_years)
    rows["span"] = ((starts >= 2012) & (rows["age"] < 15) & (sixth == 1)).fillna(False).astype("Int64") + 5
    rows = rows[rows["age"].between(youngest, oldest).fillna(False)].copy()

    for name in TOTALS:
        rows[f"{name}_5"] = rows[f"{name}_3Term"].fillna(rows[f"{name}_5HalfTerms"])
        rows[f"{name}_6"] = rows[f"{name}_6HalfTerms"].where(rows["span"] == 6)
    for name in ["possible", "missed", "unauth"]:
        rows[name] = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    for ending in ["6", "5", "Annual"]:
        possible, missed, unauth = (rows[f"{name}_{ending}"] for name in TOTALS)
        taken = (rows["possible"].isna() & (possible > 0) & (missed >= 0) & (missed <= possible)).fillna(False)
        rows["unauth"] = rows["unauth"].mask(taken & ((unauth >= 0) & (unauth <= missed)).fillna(False), unauth)
        rows["missed"] = rows["missed"].mask(taken, missed)
        rows["possible"] = rows["possible"].mask(taken, possible)
    terms = [("autumn", "Autumn", 2), ("spring", "Spring", 2), ("summer", "Summer", 1), ("last_half", "Summer6th", 1)]
    for name, term, weight in terms:
        rows[name] = (rows[f"SessionsPossible_{term}"] > 0).fillna(False).astype("Int64") * weight
    rows["last_half"] = rows["last_half"].where(rows["span"] == 6, 0)
    for name, term in [("x_summer", "Summer"), ("x_last_half", "Summer6th")]:
        sessions = rows[f"TermlyReasonX_{term}"]
        rows[name] = sessions.where((rows["academic_year"] == "2020/21") & (sessions >= 0))
    rows["main"] = rows["MainRecord"].fillna(0)

    year, school = ["pmr", "academic_year", "age", "span"], ["pmr", "academic_year", "urn", "laestab"]
    order = ["missed", "unauth", "autumn", "spring", "summer", "last_half", "x_summer", "x_last_half"]
    rows = rows[[*year, "urn", "laestab", "main", "possible", *order]].drop_duplicates()
    rows["empty"] = rows["possible"].isna()
    ascending = [True] * 5 + [False, False, True, True] + [False] * 6
    rows = rows.sort_values([*school, "empty", "main", "possible", *order], ascending=ascending, na_position="last")
    rows = rows[~rows.duplicated(school) | (rows["urn"].isna() & rows["laestab"].isna())]

    grouped = rows.groupby(year)
    sums = grouped[["possible", "missed", "unauth", "x_summer", "x_last_half"]].sum(min_count=1)
    counts = grouped[["possible", "unauth"]].count()
    sums["unauth"] = sums["unauth"].where(counts["unauth"] == counts["possible"])
    seen = grouped[["autumn", "spring", "summer", "last_half"]].max().sum(axis=1).astype("Int64")
    sums["halfterms_seen"] = seen.where(seen > 0)
    sums["n_schools"] = counts["possible"].astype("Int64")
    sums["x_sessions"] = (sums["x_summer"] + sums["x_last_half"]).fillna(sums["x_summer"]).fillna(sums["x_last_half"])
    result = sums.reset_index()
    result["verdict"] = "usual"
    result["verdict"] = (
        result["verdict"].mask(result["academic_year"] == "2020/21", "pandemic")
        .mask((result["possible"] > most_sessions).fillna(False), "implausible").mask(result["n_schools"] == 0, "none")
    )  # fmt: skip
    for name, source in [("sess_possible", "possible"), ("sess_missed", "missed"), ("sess_unauth", "unauth")]:
        result[name] = result[source].where(result["verdict"] != "implausible")
    result["absence_rate"] = result["sess_missed"] / result["sess_possible"]
    result["unauth_rate"] = result["sess_unauth"] / result["sess_possible"]
    return result[COLUMNS]
