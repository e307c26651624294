import pandas as pd


def first_job(
    link_person_spine, academic_birth_cohort, spell_union, employment_month_flags, paye_earnings_annual,
    leaving_age=16, stable_months=6, least_pay=0, data_end="2021-04-05",
):  # fmt: skip
    """First job after compulsory school."""
    end = pd.Timestamp(data_end)
    spine = link_person_spine[["person", "key_type", "key_value"]].dropna().drop_duplicates()
    keys = spine.loc[spine["key_type"] == "edukey", ["person", "key_value"]].rename(columns={"key_value": "edukey"})
    pmrs = spine.loc[spine["key_type"] == "pmr", ["person", "key_value"]].rename(columns={"key_value": "pmr"})
    cohorts = academic_birth_cohort[academic_birth_cohort["birth_year_start"].between(1950, 2050).fillna(False)]
    people = cohorts.merge(pmrs, on="pmr").sort_values(
        ["person", "n_sources", "birth_year_start"], ascending=[True, False, True], na_position="last"
    )
    people = people.drop_duplicates(subset="person")[["person", "birth_year_start"]]
    people["from_date"] = pd.to_datetime({"year": people["birth_year_start"] + 1 + leaving_age, "month": 9, "day": 1})
    people["linked"] = people["person"].isin(keys["person"]).astype("Int64")
    linked = people.merge(keys, on="person")

    # a spell that runs over the first day counts, also where it began before
    jobs = linked.merge(spell_union[["edukey", "start_date", "end_date"]], on="edukey")
    jobs = jobs[
        (jobs["start_date"] <= jobs["end_date"]) & (jobs["end_date"] >= jobs["from_date"]) & (jobs["start_date"] <= end)
    ]
    jobs = jobs.groupby("person")["start_date"].min().rename("earliest")

    flags = [f"in_{month}" for month in "apr may jun jul aug sep oct nov dec jan feb mar".split()]
    worked = linked.merge(employment_month_flags[["edukey", "tax_year", *flags]], on="edukey")
    worked["starts"] = worked["tax_year"].str[:4].astype("int64")
    months = worked.melt(["person", "from_date", "starts"], flags, "flag", "employed")
    # months are numbered from April 1900
    places = months["flag"].map({flag: place for place, flag in enumerate(flags)}).astype("int64")
    months["number"] = 12 * (months["starts"] - 1900) + places
    september = 12 * (months["from_date"].dt.year - 1900) + 5
    months = months[(months["employed"] == 1) & (months["number"] >= september)]
    # a month counts once for a person, whatever number of keys it stands under
    months = months[["person", "number"]].drop_duplicates().sort_values(["person", "number"])
    # months in a row have the same difference between their number and their place
    months["run"] = months["number"] - months.groupby("person").cumcount()
    runs = months.groupby(["person", "run"], as_index=False).agg(first=("number", "min"), length=("number", "size"))
    stable = runs[runs["length"] >= stable_months].groupby("person")["first"].min().rename("stable")

    paid = paye_earnings_annual[["edukey", "tax_year", "earnings"]].drop_duplicates().merge(linked, on="edukey")
    # the first full tax year begins in the April after from_date
    starts = paid["tax_year"].str[:4].astype("Int64")
    paid = paid[(starts > paid["from_date"].dt.year).fillna(False)]
    pay = paid.groupby(["person", "tax_year"], as_index=False)["earnings"].sum(min_count=1)
    pay = pay[(pay["earnings"] > least_pay).fillna(False)].groupby("person")["tax_year"].min().rename("first_pay_year")

    rows = people.join(jobs, on="person").join(stable, on="person").join(pay, on="person")
    began_before = rows["earliest"] < rows["from_date"]
    rows["first_job_date"] = rows["earliest"].mask(began_before, rows["from_date"]).where(rows["from_date"] <= end)
    rows["status"] = "started"
    rows.loc[began_before, "status"] = "working"
    rows.loc[rows["earliest"].isna(), "status"] = "none"
    rows.loc[rows["from_date"] > end, "status"] = "not_yet"
    rows.loc[rows["linked"] == 0, "status"] = "not_linked"
    school_year = rows["first_job_date"].dt.year - (rows["first_job_date"].dt.month < 9)
    rows["age_first_job"] = school_year.astype("Int64") - rows["birth_year_start"] - 1
    rows["first_stable_month"] = pd.to_datetime(
        {"year": 1900 + (rows["stable"] + 3) // 12, "month": (rows["stable"] + 3) % 12 + 1, "day": 1}
    )
    return rows[
        [
            "person",
            "linked",
            "from_date",
            "status",
            "first_job_date",
            "age_first_job",
            "first_stable_month",
            "first_pay_year",
        ]
    ].reset_index(drop=True)
