import pandas as pd

NAMES = ["pmr", "birth_year", "birth_month", "age_start", "month_part", "academic_year"]


def academic_birth_cohort(school_census, pru_census, ap_census, ks4_pupil):
    """School cohort of birth."""
    school = school_census[
        ["PupilMatchingRefAnonymous", "YearOfBirth", "MonthOfBirth", "AgeAtStartOfAcademicYear",
         "MonthPartOfAgeAtStartOfAcademicYear", "academic_year"]
    ].set_axis(NAMES, axis=1)  # fmt: skip
    pru = pru_census[
        ["PRU_PupilMatchingRefAnonymous", "PRU_YearOfBirth", "PRU_MonthOfBirth", "PRU_AgeAtStartOfAcademicYear",
         "PRU_MonthPartOfAgeAtStartOfAcademicYear", "academic_year"]
    ].set_axis(NAMES, axis=1)  # fmt: skip
    ap = ap_census[
        ["AP_PupilMatchingRefAnonymous", "AP_YearOfBirth", "AP_MonthOfBirth", "AP_Age_Start",
         "AP_Month_Part", "academic_year"]
    ].set_axis(NAMES, axis=1)  # fmt: skip
    ks4 = ks4_pupil[
        ["KS4_PupilMatchingRefAnonymous", "KS4_YEAROFBIRTH", "KS4_MONTHOFBIRTH", "KS4_AGE_START",
         "KS4_MONTH_PART", "academic_year"]
    ].set_axis(NAMES, axis=1)  # fmt: skip
    school["source"] = school_census["census_term"].fillna("spring")
    votes = pd.concat([school, pru.assign(source="pru"), ap.assign(source="ap"), ks4.assign(source="ks4")])
    votes = votes.dropna(subset=["pmr", "academic_year"]).drop_duplicates()

    votes["starts"] = votes["academic_year"].str[:4].astype("Int64")
    year = votes["birth_year"].where(votes["birth_year"].between(1900, 2100).fillna(False))
    month = votes["birth_month"].where(votes["birth_month"].between(1, 12).fillna(False))
    age = votes["age_start"].where(votes["age_start"].between(0, 25).fillna(False))
    part = votes["month_part"].where(votes["month_part"].between(0, 11).fillna(False))
    # month part 0 is August, 7 January, 8 December, 11 September
    by_month = year - month.lt(9).astype("Int64")
    by_part = year - part.lt(8).astype("Int64")
    votes["birth_year_start"] = by_month.fillna(votes["starts"] - age - 1).fillna(by_part)
    votes = votes[(votes["starts"] - votes["birth_year_start"] - 1).between(0, 25).fillna(False)]
    votes = votes[["pmr", "academic_year", "source", "starts", "birth_year_start"]].drop_duplicates()

    counted = votes.groupby(["pmr", "birth_year_start"], as_index=False).agg(
        votes=("source", "size"), last_year=("starts", "max")
    )
    counted["n_sources"] = counted.groupby("pmr")["votes"].transform("sum")
    counted["conflict"] = counted.duplicated("pmr", keep=False).astype("int")
    counted = counted.sort_values(
        ["pmr", "votes", "last_year", "birth_year_start"], ascending=[True, False, False, True]
    )
    chosen = counted.drop_duplicates("pmr")
    after = (chosen["birth_year_start"] + 1).astype("string").str[2:]
    chosen = chosen.assign(cohort=chosen["birth_year_start"].astype("string") + "/" + after)
    return chosen[["pmr", "birth_year_start", "cohort", "conflict", "n_sources"]]
