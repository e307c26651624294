def neet_16_17(nccis_states, academic_birth_cohort, first_month=12, lowest_age=16, highest_age=17):
    """NEET or not known at 16 and 17."""
    rows = nccis_states.merge(academic_birth_cohort[["pmr", "birth_year_start"]], on="pmr")
    starts = rows["academic_year"].str[:4].astype("Int64")
    rows["age"] = starts - rows["birth_year_start"] - 1
    window_start = (starts + (first_month < 9)) * 12 + first_month
    since = rows["month_start"].dt.year * 12 + rows["month_start"].dt.month - window_start
    rows = rows[(rows["age"].between(lowest_age, highest_age) & since.between(0, 2)).fillna(False)]
    left_out = (rows["state"] == "other") | ((rows["state"] == "custody") & (rows["activity_code"] == 710))
    rows["base_months"] = (rows["state"].notna() & ~left_out.fillna(False)).astype("Int64")
    rows["neet_months"] = rows["state"].isin(["neet_avail", "neet_unavail"]).astype("Int64")
    rows["not_known_months"] = rows["state"].isin(["unknown"]).astype("Int64")
    months = ["base_months", "neet_months", "not_known_months"]
    people = rows.groupby(["pmr", "academic_year", "age"], as_index=False)[months].sum()

    complete = people["base_months"] == 3
    either = people["neet_months"] + people["not_known_months"]
    counts = {"neet": people["neet_months"], "not_known": people["not_known_months"], "neet_or_unknown": either}
    for name, count in counts.items():
        people[name] = (count > 0).astype("Int64").where((count > 0) | complete)
    people[months[1:]] = people[months[1:]].where(people["base_months"] > 0)
    return people[["pmr", "academic_year", "age", *months, "neet", "not_known", "neet_or_unknown"]]
