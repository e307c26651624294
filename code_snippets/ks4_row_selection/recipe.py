def ks4_row_selection(ks4_pupil):
    """One key stage 4 row for each pupil and year."""
    rows = ks4_pupil[
        ["KS4_PupilMatchingRefAnonymous", "academic_year", "KS4_LAESTAB_anon", "KS4_ACADYR", "KS4_YEARGRP", "KS4_Y11YEAR",
         "KS4_STATUS", "KS4_ENDKS", "KS4_NATRES", "KS4_NORFLAGE", "KS4_ENTRIES", "KS4_AMDFLAG"]
    ]  # fmt: skip
    rows = rows.rename(columns={"KS4_PupilMatchingRefAnonymous": "pmr", "KS4_LAESTAB_anon": "school"})
    rows = rows.dropna(subset=["pmr", "academic_year"]).drop_duplicates()
    starts = rows["academic_year"].str[:4].astype("int")

    year_11 = rows["KS4_Y11YEAR"].eq(rows["KS4_ACADYR"]).astype("Int64").where(starts.between(2002, 2004))
    year_group = rows["KS4_YEARGRP"].eq("11").astype("Int64").where(rows["KS4_YEARGRP"].ne("99").fillna(False))
    rows["end_of_ks4"] = rows["KS4_ENDKS"].where(starts >= 2006, year_11.fillna(year_group)).astype("Int64")
    status = rows["KS4_STATUS"].map({1: 1, 3: 1, 4: 1, 5: 0}).astype("Int64")
    rows["in_national"] = rows["KS4_NATRES"].where(starts >= 2003, status).astype("Int64")

    keys = ["pmr", "academic_year"]
    rows["n_rows"] = rows.groupby(keys)["pmr"].transform("size")
    rows["not_end"] = ~rows["end_of_ks4"].eq(1).fillna(False)
    rows["not_national"] = ~rows["in_national"].eq(1).fillna(False)
    rows["is_duplicate"] = rows["KS4_NORFLAGE"].eq(2).fillna(False)
    rows["not_amended"] = rows["KS4_AMDFLAG"].isna()
    rows["order_entries"] = -rows["KS4_ENTRIES"].astype("Float64")
    rows["end_unknown"], rows["national_unknown"] = rows["end_of_ks4"].isna(), rows["in_national"].isna()
    order = ["not_end", "not_national", "is_duplicate", "order_entries", "not_amended", "school", "end_unknown"]
    rows = rows.sort_values([*keys, *order, "national_unknown"])
    return rows.drop_duplicates(keys)[["pmr", "academic_year", "school", "n_rows", "in_national", "end_of_ks4"]]
