COPIED = [
    "KS4_ACADYR", "KS4_YEARGRP", "KS4_Y11YEAR", "KS4_STATUS", "KS4_ENDKS", "KS4_NATRES", "KS4_NORFLAGE", "KS4_ENTRIES",
    "KS4_AMDFLAG",
]  # fmt: skip


def ks4_row_selection(ks4_pupil):
    """One key stage 4 row for each pupil and year."""
    rows = ks4_pupil[["KS4_PupilMatchingRefAnonymous", "academic_year", "KS4_LAESTAB_anon", *COPIED]]
    rows = rows.rename(columns={"KS4_PupilMatchingRefAnonymous": "pmr", "KS4_LAESTAB_anon": "school"})
    rows = rows.rename(columns=str.lower).dropna(subset=["pmr", "academic_year"]).drop_duplicates()
    starts = rows["academic_year"].str[:4].astype("int")

    year_11 = rows["ks4_y11year"].eq(rows["ks4_acadyr"]).astype("Int64").where(starts.between(2002, 2004))
    year_group = rows["ks4_yeargrp"].eq("11").astype("Int64").where(rows["ks4_yeargrp"].ne("99").fillna(False))
    rows["end_of_ks4"] = rows["ks4_endks"].where(starts >= 2006, year_11.fillna(year_group)).astype("Int64")
    status = rows["ks4_status"].map({1: 1, 3: 1, 4: 1, 5: 0}).astype("Int64")
    rows["in_national"] = rows["ks4_natres"].where(starts >= 2003, status).astype("Int64")

    keys = ["pmr", "academic_year"]
    rows["n_rows"] = rows.groupby(keys)["pmr"].transform("size")
    rows["not_end"] = ~rows["end_of_ks4"].eq(1).fillna(False)
    rows["not_national"] = ~rows["in_national"].eq(1).fillna(False)
    rows["is_duplicate"] = rows["ks4_norflage"].eq(2).fillna(False)
    rows["not_amended"] = rows["ks4_amdflag"].isna()
    rows["order_entries"] = -rows["ks4_entries"].astype("Float64")
    rows["end_unknown"], rows["national_unknown"] = rows["end_of_ks4"].isna(), rows["in_national"].isna()
    order = ["not_end", "not_national", "is_duplicate", "order_entries", "not_amended", "school", "end_unknown", "national_unknown"]
    values = ["ks4_norflage", "ks4_amdflag", "ks4_yeargrp", "ks4_y11year", "ks4_acadyr", "ks4_status", "ks4_endks", "ks4_natres"]
    rows = rows.sort_values([*keys, *order, *values]).drop_duplicates(keys)
    # with the copied columns and the school the results of the row are found again
    return rows[[*keys, "school", "n_rows", "in_national", "end_of_ks4", *(name.lower() for name in COPIED)]]
