library(dplyr)

# One census row for each pupil and term.
census_main_record <- function(school_census, pru_census, ap_census) {
  school <- school_census %>%
    transmute(
      pmr = PupilMatchingRefAnonymous, academic_year, census_term = coalesce(census_term, "spring"), source = "school",
      school = LAEstab_anon, year_group = NCyearActual,
      on_roll = case_when(
        !is.na(OnRoll) ~ as.numeric(OnRoll),
        SourceTable == "PupilsOnRoll" ~ 1,
        SourceTable == "PupilsNoLongerOnRoll" ~ 0,
        is.na(LeavingDate) ~ 1,
        TRUE ~ 0
      ),
      enrol_status = EnrolStatus, sex = Gender, ethnic_minor = EthnicGroupMinor,
      first_language = coalesce(LanguageGroupMinor, FirstLanguage), fsm = FSMeligible, sen = SENprovision,
      age_start = AgeAtStartOfAcademicYear, month_part = MonthPartOfAgeAtStartOfAcademicYear,
      lsoa01 = LSOA01, lsoa11 = LSOA11, idaci_rank = IDACIRank,
      record_status = RecordStatus, entry_date = EntryDate, urn = URN_anon
    )
  pru <- pru_census %>%
    transmute(
      pmr = PRU_PupilMatchingRefAnonymous, academic_year, census_term = "spring", source = "pru",
      school = PRU_LAEstab_anon, year_group = PRU_NCyearActual, on_roll = PRU_OnRoll, enrol_status = PRU_EnrolStatus,
      sex = PRU_Gender, ethnic_minor = PRU_EthnicGroupMinor, first_language = PRU_LanguageGroupMinor,
      fsm = PRU_FSMeligible, sen = PRU_SENprovision, age_start = PRU_AgeAtStartOfAcademicYear,
      month_part = PRU_MonthPartOfAgeAtStartOfAcademicYear, lsoa01 = PRU_LSOA01, idaci_rank = PRU_IDACI_R,
      record_status = PRU_RecordStatus, entry_date = PRU_EntryDate, urn = PRU_URN_anon
    )
  ap <- ap_census %>%
    transmute(
      pmr = AP_PupilMatchingRefAnonymous, academic_year, census_term = "spring", source = "ap",
      sex = case_when(AP_Gender == 1 ~ "M", AP_Gender == 2 ~ "F"), ethnic_minor = AP_EthnicGroupMinor,
      fsm = AP_FSMeligible, sen = AP_SENProvision, age_start = AP_Age_Start, month_part = AP_Month_Part,
      record_status = AP_RecordStatus
    )

  rows <- bind_rows(school, pru, ap) %>%
    filter(!is.na(pmr), is.na(record_status) | record_status <= 100) %>%
    mutate(sex = if_else(sex %in% c("M", "F"), sex, NA_character_)) %>%
    select(-record_status) %>%
    distinct() %>%
    group_by(pmr, academic_year, census_term) %>%
    mutate(rows_in_term = n()) %>%
    ungroup() %>%
    mutate(
      # a row in the alternative provision census is current
      order_on_roll = if_else(source == "ap" | on_roll %in% 1, 0, 1),
      order_enrol = case_when(
        enrol_status %in% c("C", "M") ~ 1, enrol_status %in% c("F", "O") ~ 2, enrol_status == "S" ~ 3, enrol_status == "G" ~ 4,
        TRUE ~ 5
      )
    )
  # order() by radix sorts text alike on every computer, and missing values last
  rows <- rows[order(
    rows$pmr, rows$academic_year, rows$census_term,
    rows$order_on_roll, rows$order_enrol, -as.numeric(rows$entry_date), rows$urn, rows$school,
    rows$source, rows$year_group, rows$on_roll, rows$enrol_status, rows$sex, rows$ethnic_minor, rows$first_language, rows$fsm,
    rows$sen, rows$age_start, rows$month_part, rows$lsoa01, rows$lsoa11, rows$idaci_rank,
    method = "radix"
  ), ]
  rows %>%
    distinct(pmr, academic_year, census_term, .keep_all = TRUE) %>%
    select(
      pmr, academic_year, census_term, source, school, year_group, on_roll, enrol_status, sex, ethnic_minor, first_language,
      fsm, sen, age_start, month_part, lsoa01, lsoa11, idaci_rank, rows_in_term
    )
}
