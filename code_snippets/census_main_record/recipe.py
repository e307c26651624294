import pandas as pd

COLUMNS = [
    "pmr", "academic_year", "census_term", "source", "school", "year_group", "on_roll", "enrol_status", "sex", "ethnic_minor",
    "first_language", "fsm", "sen", "age_start", "month_part", "lsoa01", "lsoa11", "idaci_rank",
]  # fmt: skip


def census_main_record(school_census, pru_census, ap_census):
    """One census row for each pupil and term."""
    school = school_census.rename(
        columns={
            "PupilMatchingRefAnonymous": "pmr", "RecordStatus": "record_status", "LAEstab_anon": "school", "NCyearActual": "year_group",
            "OnRoll": "on_roll", "EnrolStatus": "enrol_status", "Gender": "sex", "EthnicGroupMinor": "ethnic_minor",
            "LanguageGroupMinor": "first_language", "FSMeligible": "fsm", "SENprovision": "sen",
            "AgeAtStartOfAcademicYear": "age_start", "MonthPartOfAgeAtStartOfAcademicYear": "month_part",
            "LSOA01": "lsoa01", "LSOA11": "lsoa11", "IDACIRank": "idaci_rank", "EntryDate": "entry_date", "URN_anon": "urn",
        }
    ).assign(source="school")  # fmt: skip
    school["census_term"] = school["census_term"].fillna("spring")
    school["first_language"] = school["first_language"].fillna(school["FirstLanguage"])
    by_table = school["SourceTable"].map({"PupilsOnRoll": 1, "PupilsNoLongerOnRoll": 0}).astype("Int64")
    by_date = school["LeavingDate"].isna().astype("Int64")
    school["on_roll"] = school["on_roll"].fillna(by_table).fillna(by_date)
    pru = pru_census.rename(
        columns={
            "PRU_PupilMatchingRefAnonymous": "pmr", "PRU_RecordStatus": "record_status", "PRU_LAEstab_anon": "school",
            "PRU_NCyearActual": "year_group", "PRU_OnRoll": "on_roll", "PRU_EnrolStatus": "enrol_status", "PRU_Gender": "sex",
            "PRU_EthnicGroupMinor": "ethnic_minor", "PRU_LanguageGroupMinor": "first_language", "PRU_FSMeligible": "fsm",
            "PRU_SENprovision": "sen", "PRU_AgeAtStartOfAcademicYear": "age_start",
            "PRU_MonthPartOfAgeAtStartOfAcademicYear": "month_part", "PRU_LSOA01": "lsoa01", "PRU_IDACI_R": "idaci_rank",
            "PRU_EntryDate": "entry_date", "PRU_URN_anon": "urn",
        }
    ).assign(source="pru", census_term="spring")  # fmt: skip
    pru["idaci_rank"] = pru["idaci_rank"].astype("Int64")
    ap = ap_census.rename(
        columns={
            "AP_PupilMatchingRefAnonymous": "pmr", "AP_RecordStatus": "record_status", "AP_EthnicGroupMinor": "ethnic_minor",
            "AP_FSMeligible": "fsm", "AP_SENProvision": "sen", "AP_Age_Start": "age_start", "AP_Month_Part": "month_part",
        }
    ).assign(source="ap", census_term="spring")  # fmt: skip
    ap["sex"] = ap["AP_Gender"].map({1: "M", 2: "F"}).astype("string")

    rows = pd.concat([school, pru, ap])
    rows = rows[rows["pmr"].notna() & (rows["record_status"].fillna(0) <= 100)]
    rows["sex"] = rows["sex"].where(rows["sex"].isin(["M", "F"]))
    rows = rows[[*COLUMNS, "entry_date", "urn"]].drop_duplicates()
    # a row in the alternative provision census is current
    rows["order_on_roll"] = -rows["on_roll"].mask(rows["source"] == "ap", 1).fillna(0)
    rows["order_enrol"] = rows["enrol_status"].map({"C": 1, "M": 1, "F": 2, "O": 2, "S": 3, "G": 4}).fillna(5)
    rows["order_entry"] = (pd.Timestamp("1900-01-01") - rows["entry_date"]).dt.days
    person_term = ["pmr", "academic_year", "census_term"]
    rows["rows_in_term"] = rows.groupby(person_term)["source"].transform("size")
    values = [name for name in COLUMNS if name not in person_term]
    rows = rows.sort_values(
        [*person_term, "order_on_roll", "order_enrol", "order_entry", "urn", "school", *values], na_position="last"
    )
    return rows.drop_duplicates(subset=person_term)[[*COLUMNS, "rows_in_term"]].reset_index(drop=True)
