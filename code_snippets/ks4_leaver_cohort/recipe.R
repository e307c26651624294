library(dplyr)

# Cohort at the end of key stage 4.
ks4_leaver_cohort <- function(ks4_row_selection, academic_birth_cohort, census_main_record, ks4_pupil,
                              which_year = "first", national_only = 1, add_census = 0) {
  # what ks4_row_selection hands on, by which the chosen row is found again
  row <- c(
    school = "KS4_LAESTAB_anon", ks4_acadyr = "KS4_ACADYR", ks4_yeargrp = "KS4_YEARGRP", ks4_y11year = "KS4_Y11YEAR",
    ks4_status = "KS4_STATUS", ks4_endks = "KS4_ENDKS", ks4_natres = "KS4_NATRES", ks4_norflage = "KS4_NORFLAGE",
    ks4_entries = "KS4_ENTRIES", ks4_amdflag = "KS4_AMDFLAG"
  )
  census <- census_main_record %>%
    filter(census_term == "spring", on_roll %in% 1 | source %in% "ap", !is.na(pmr), !is.na(academic_year))
  ends <- ks4_row_selection %>%
    filter(end_of_ks4 == 1, in_national %in% 1 | national_only == 0, !is.na(pmr), !is.na(academic_year)) %>%
    group_by(pmr) %>%
    mutate(n_end_years = n()) %>%
    ungroup() %>%
    transmute(pmr, academic_year, school, in_ks4_results = 1, in_national, n_end_years)
  added <- census %>%
    filter(add_census == 1, age_start == 15, !pmr %in% ends$pmr) %>%
    transmute(pmr, academic_year, school, in_ks4_results = 0, n_end_years = 0)
  cohort <- bind_rows(ends, added)
  cohort$starts <- as.numeric(substr(cohort$academic_year, 1, 4))
  direction <- if (which_year == "last") -1 else 1
  cohort <- cohort[order(cohort$pmr, direction * cohort$starts, method = "radix"), ] %>% distinct(pmr, .keep_all = TRUE)

  state <- ks4_pupil %>%
    select(pmr = KS4_PupilMatchingRefAnonymous, academic_year, all_of(row), KS4_MSCH) %>%
    filter(!is.na(pmr), !is.na(academic_year), !is.na(KS4_MSCH)) %>%
    # semi_join() joins missing to missing, as the schools of 2019/20 and 2020/21
    semi_join(ks4_row_selection, by = c("pmr", "academic_year", names(row))) %>%
    group_by(pmr, academic_year) %>%
    summarise(state_school = as.numeric(max(KS4_MSCH)), .groups = "drop")
  seen <- census %>% transmute(pmr, academic_year, source, in_census = 1)
  cohort %>%
    left_join(state, by = c("pmr", "academic_year")) %>%
    left_join(select(academic_birth_cohort, pmr, birth_year_start), by = "pmr") %>%
    left_join(seen, by = c("pmr", "academic_year")) %>%
    transmute(
      pmr, ks4_year = academic_year, year_11_on_time = as.numeric(birth_year_start == starts - 16),
      school, in_ks4_results, in_national, in_census = coalesce(in_census, 0),
      state_school = case_when(
        in_ks4_results == 1 & !is.na(state_school) ~ state_school,
        source %in% c("school", "pru") ~ 1
      ),
      n_end_years
    )
}
