library(dplyr)

# School cohort of birth.
academic_birth_cohort <- function(school_census, pru_census, ap_census, ks4_pupil) {
  votes <- bind_rows(
    school_census %>% transmute(
      pmr = PupilMatchingRefAnonymous, academic_year, source = coalesce(census_term, "spring"), birth_year = YearOfBirth,
      birth_month = MonthOfBirth, age_start = AgeAtStartOfAcademicYear, month_part = MonthPartOfAgeAtStartOfAcademicYear
    ),
    pru_census %>% transmute(
      pmr = PRU_PupilMatchingRefAnonymous, academic_year, source = "pru", birth_year = PRU_YearOfBirth,
      birth_month = PRU_MonthOfBirth, age_start = PRU_AgeAtStartOfAcademicYear, month_part = PRU_MonthPartOfAgeAtStartOfAcademicYear
    ),
    ap_census %>% transmute(
      pmr = AP_PupilMatchingRefAnonymous, academic_year, source = "ap", birth_year = AP_YearOfBirth, birth_month = AP_MonthOfBirth,
      age_start = AP_Age_Start, month_part = AP_Month_Part
    ),
    ks4_pupil %>% transmute(
      pmr = KS4_PupilMatchingRefAnonymous, academic_year, source = "ks4", birth_year = KS4_YEAROFBIRTH,
      birth_month = KS4_MONTHOFBIRTH, age_start = KS4_AGE_START, month_part = KS4_MONTH_PART
    )
  ) %>%
    filter(!is.na(pmr), !is.na(academic_year)) %>%
    mutate(
      starts = as.numeric(substr(academic_year, 1, 4)),
      birth_year = if_else(between(birth_year, 1900, 2100), as.numeric(birth_year), NA_real_),
      birth_year_start = case_when(
        between(birth_month, 9, 12) & !is.na(birth_year) ~ birth_year,
        between(birth_month, 1, 8) & !is.na(birth_year) ~ birth_year - 1,
        between(age_start, 0, 25) ~ starts - age_start - 1,
        # month part 0 is August, 7 January, 8 December, 11 September
        between(month_part, 8, 11) ~ birth_year,
        between(month_part, 0, 7) ~ birth_year - 1
      )
    ) %>%
    filter(between(starts - birth_year_start - 1, 0, 25)) %>%
    distinct(pmr, academic_year, source, starts, birth_year_start)

  counted <- votes %>%
    group_by(pmr, birth_year_start) %>%
    summarise(votes = n(), last_year = max(starts), .groups = "drop_last") %>%
    mutate(n_sources = sum(votes), conflict = as.numeric(n() > 1)) %>%
    ungroup()
  counted[order(counted$pmr, -counted$votes, -counted$last_year, counted$birth_year_start, method = "radix"), ] %>%
    distinct(pmr, .keep_all = TRUE) %>%
    transmute(
      pmr, birth_year_start, cohort = paste0(birth_year_start, "/", substr(birth_year_start + 1, 3, 4)), conflict, n_sources
    )
}
