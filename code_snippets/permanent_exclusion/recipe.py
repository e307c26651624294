import pandas as pd


def permanent_exclusion(exclusions_table1, exclusions_table3, exclusions_pre2006, census_main_record, permanent_code="P"):
    """Permanent exclusion in a school year and so far."""
    key = ["pmr", "academic_year"]
    late = exclusions_table1.rename(columns={"PupilMatchingRefAnonymous": "pmr", "Perm_Duplicate": "duplicate"})
    late["perm"] = (late["Category"] == "PERM").astype("Int64")
    late["duplicate"] = late["duplicate"].fillna(0)
    early = exclusions_pre2006.rename(columns={"PupilMatchingRefAnonymous": "pmr"}).assign(duplicate=0)
    # the table of 2004/05 holds permanent exclusions only
    early["perm"] = (early["PermanentExclusionInd"] == permanent_code).astype("Int64").mask(early["academic_year"] == "2004/05", 1)
    rows = pd.concat([late, early])[[*key, "StartDate", "perm", "duplicate"]].dropna(subset=key).drop_duplicates()

    rows["n_unknown"] = rows["perm"].isna().astype("Int64")
    rows["n_plain"] = ((rows["perm"] == 1) & (rows["duplicate"] != 1)).fillna(False).astype("Int64")
    rows["perm_excl_date"] = rows["StartDate"].where((rows["perm"] == 1).fillna(False))
    pupil = rows.groupby(key, as_index=False).agg({"perm": "max", "n_unknown": "sum", "n_plain": "sum", "perm_excl_date": "min"})
    census = census_main_record[key].dropna().drop_duplicates()
    census = census[census["academic_year"].isin(rows["academic_year"])].assign(in_census=1)
    result = census.merge(pupil, on=key, how="outer")
    result["in_census"] = result["in_census"].fillna(0).astype("Int64")
    permanent = (result["perm"] == 1).fillna(False)
    known = result["n_unknown"].fillna(0) == 0
    result["perm_excl"] = permanent.astype("Int64").where(permanent | known)
    result["n_perm"] = result["n_plain"].fillna(0).mask(permanent & (result["n_plain"] == 0), 1).where(known)

    third = exclusions_table3.rename(columns={"PupilMatchingRefAnonymous": "pmr"})
    third["n_table3"] = third["PermanentExclusionCount"].fillna(third["PermanentExclusionIndicator"])
    result = result.merge(third.groupby(key, as_index=False)["n_table3"].max(), on=key, how="left")
    result = result.sort_values(key)
    seen = permanent.reindex(result.index).groupby(result["pmr"]).cummax()
    doubt = result["perm_excl"].isna().groupby(result["pmr"]).cummax()
    result["perm_excl_ever"] = seen.astype("Int64").where(seen | ~doubt)
    columns = ["pmr", "academic_year", "perm_excl", "n_perm", "perm_excl_date", "perm_excl_ever", "n_table3", "in_census"]
    return result[columns].reset_index(drop=True)
