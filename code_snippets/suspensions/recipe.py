

def suspensions(exclusions_table1, exclusions_table3, census_main_record):
    """Suspensions in a school year."""
    key = ["pmr", "academic_year"]
    rows = exclusions_table1.rename(columns={"PupilMatchingRefAnonymous": "pmr"}).dropna(subset=key)
    rows = rows.assign(Sessions=rows["Sessions"].where(rows["Sessions"] >= 0))
    rows = rows[[*key, "StartDate", "Category", "Sessions"]].drop_duplicates()
    suspended = rows["Category"].isin(["FIXD", "SUSP"])
    rows["n_susp"] = suspended.astype("Int64")
    rows["n_lunch"] = (rows["Category"] == "LNCH").fillna(False).astype("Int64")
    rows["n_unknown"] = rows["Category"].isna().astype("Int64")
    rows["sessions"] = rows["Sessions"].where(suspended, 0).fillna(0)
    rows["n_no_length"] = (suspended & rows["Sessions"].isna()).astype("Int64")
    pupil = rows.groupby(key, as_index=False)[["n_susp", "n_lunch", "n_unknown", "sessions", "n_no_length"]].sum()

    census = census_main_record[key].dropna().drop_duplicates()
    census = census[census["academic_year"].isin(rows["academic_year"])].assign(in_census=1)
    result = census.merge(pupil, on=key, how="outer")
    result["in_census"] = result["in_census"].fillna(0).astype("Int64")
    counts = ["n_susp", "n_lunch", "n_unknown", "sessions", "n_no_length"]
    result[counts] = result[counts].fillna(0)
    third = exclusions_table3.rename(columns={"PupilMatchingRefAnonymous": "pmr", "TotalFixedExclusions": "n_table3"})
    result = result.merge(third.groupby(key, as_index=False)["n_table3"].max(), on=key, how="left")
    known = result["n_unknown"] == 0
    result["any_susp"] = (result["n_susp"] > 0).astype("Int64").where(known | (result["n_susp"] > 0))
    result["n_susp"] = result["n_susp"].where(known)
    result["n_lunch"] = result["n_lunch"].where(known)
    result["susp_sessions"] = result["sessions"].where(known & (result["n_no_length"] == 0))
    return result[["pmr", "academic_year", "n_susp", "any_susp", "susp_sessions", "n_lunch", "n_table3", "in_census"]]
