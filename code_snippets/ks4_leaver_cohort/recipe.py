import pandas as pd

# what ks4_row_selection hands on, by which the chosen row is found again
ROW = {
    "KS4_LAESTAB_anon": "school", "KS4_ACADYR": "ks4_acadyr", "KS4_YEARGRP": "ks4_yeargrp", "KS4_Y11YEAR": "ks4_y11year",
    "KS4_STATUS": "ks4_status", "KS4_ENDKS": "ks4_endks", "KS4_NATRES": "ks4_natres", "KS4_NORFLAGE": "ks4_norflage",
    "KS4_ENTRIES": "ks4_entries", "KS4_AMDFLAG": "ks4_amdflag",
}  # fmt: skip

def ks4_leaver_cohort(
    ks4_row_selection,
    academic_birth_cohort,
    census_main_record,
    ks4_pupil,
    which_year="first",
    national_only=1,
    add_census=0,
):
    """Cohort at the end of key stage 4."""
    is_spring = census_main_record["census_term"].eq("spring").fillna(False)
    is_present = census_main_record["on_roll"].eq(1).fillna(False) | census_main_record["source"].eq("ap").fillna(False)
    census = census_main_record[is_spring & is_present].dropna(subset=["pmr", "academic_year"])

    ends = ks4_row_selection[ks4_row_selection["end_of_ks4"].eq(1).fillna(False)].dropna(
        subset=["pmr", "academic_year"]
    )
    if national_only:
        ends = ends[ends["in_national"].eq(1).fillna(False)]
    ends = ends.assign(in_ks4_results=1, n_end_years=ends.groupby("pmr")["pmr"].transform("size").astype("Int64"))
    cohort = ends[["pmr", "academic_year", "school", "in_ks4_results", "in_national", "n_end_years"]]
    if add_census:
        added = census[census["age_start"].eq(15).fillna(False) & ~census["pmr"].isin(ends["pmr"])]
        added = added[["pmr", "academic_year", "school"]].assign(in_ks4_results=0, n_end_years=0)
        cohort = pd.concat([cohort, added])
    cohort = cohort.sort_values(["pmr", "academic_year"]).drop_duplicates("pmr", keep=which_year)

    state = ks4_pupil.rename(columns={"KS4_PupilMatchingRefAnonymous": "pmr", "KS4_MSCH": "state_school", **ROW})
    keys = ["pmr", "academic_year"]
    # merge() joins missing to missing, as the schools of 2019/20 and 2020/21
    state = state.dropna(subset=keys).merge(ks4_row_selection[[*keys, *ROW.values()]], on=[*keys, *ROW.values()])
    cohort = cohort.merge(state.groupby(keys, as_index=False)["state_school"].max(), on=keys, how="left")
    cohort = cohort.merge(academic_birth_cohort[["pmr", "birth_year_start"]], on="pmr", how="left")
    cohort = cohort.merge(
        census[["pmr", "academic_year", "source"]], on=["pmr", "academic_year"], how="left", indicator=True
    )
    cohort["in_census"] = cohort["_merge"].eq("both").astype("int")
    cohort["state_school"] = cohort["state_school"].astype("Int64").where(cohort["in_ks4_results"] == 1)
    in_state_census = cohort["source"].isin(["school", "pru"])
    cohort["state_school"] = cohort["state_school"].mask(in_state_census & cohort["state_school"].isna(), 1)
    starts = cohort["academic_year"].str[:4].astype("Int64")
    cohort["year_11_on_time"] = cohort["birth_year_start"].eq(starts - 16).astype("Int64")
    cohort = cohort.rename(columns={"academic_year": "ks4_year"})
    return cohort[
        [
            "pmr",
            "ks4_year",
            "year_11_on_time",
            "school",
            "in_ks4_results",
            "in_national",
            "in_census",
            "state_school",
            "n_end_years",
        ]
    ]
