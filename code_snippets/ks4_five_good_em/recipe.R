library(dplyr)

# Five or more good GCSEs or equivalents, with English and maths among them.
ks4_five_good_em <- function(ks4_row_selection, ks4_pupil) {
  flag <- function(x) replace(x, !x %in% c(0, 1), NA)
  highest <- function(x) if (all(is.na(x))) NA_real_ else max(x, na.rm = TRUE)
  # what ks4_row_selection hands on, by which the chosen row is found again
  row <- c(
    school = "KS4_LAESTAB_anon", ks4_acadyr = "KS4_ACADYR", ks4_yeargrp = "KS4_YEARGRP", ks4_y11year = "KS4_Y11YEAR",
    ks4_status = "KS4_STATUS", ks4_endks = "KS4_ENDKS", ks4_natres = "KS4_NATRES", ks4_norflage = "KS4_NORFLAGE",
    ks4_entries = "KS4_ENTRIES", ks4_amdflag = "KS4_AMDFLAG"
  )

  results <- ks4_pupil %>%
    filter(!is.na(KS4_PupilMatchingRefAnonymous), !is.na(academic_year)) %>%
    mutate(
      starts = as.integer(substr(academic_year, 1, 4)),
      five_ac_em = flag(case_when(
        starts %in% 2003:2012 ~ KS4_LEVEL2_EM, starts == 2013 ~ KS4_LEVEL2_EM_PTQ, starts >= 2014 ~ KS4_LEVEL2_EM_94
      )),
      five_ac_em_gcse = flag(case_when(
        starts %in% 2010:2012 ~ KS4_GLEVEL2EM, starts == 2013 ~ KS4_GLEVEL2EM_PTQ, starts >= 2014 ~ KS4_GLEVEL2EM_PTQ_EE
      )),
      five_ac = flag(case_when(
        starts %in% 2003:2012 ~ KS4_LEVEL2, starts == 2013 ~ KS4_LEVEL2_PTQ, starts >= 2014 ~ KS4_LEVEL2_PTQ_EE
      ))
    ) %>%
    select(pmr = KS4_PupilMatchingRefAnonymous, academic_year, all_of(row), five_ac_em, five_ac_em_gcse, five_ac)

  # left_join() joins missing to missing, as the schools of 2019/20 and 2020/21
  ks4_row_selection %>%
    filter(!is.na(pmr), !is.na(academic_year)) %>%
    select(pmr, academic_year, all_of(names(row)), in_national, end_of_ks4) %>%
    left_join(results, by = c("pmr", "academic_year", names(row))) %>%
    group_by(pmr, academic_year) %>%
    summarise(across(c(in_national, end_of_ks4, five_ac_em, five_ac_em_gcse, five_ac), highest), .groups = "drop") %>%
    mutate(
      starts = as.integer(substr(academic_year, 1, 4)),
      ks4_rules = case_when(
        starts <= 2012 ~ "older", starts == 2013 ~ "2014", starts <= 2015 ~ "first-entry", starts <= 2018 ~ "9-to-1",
        starts <= 2020 ~ "assessed"
      )
    ) %>%
    select(pmr, academic_year, in_national, end_of_ks4, ks4_rules, five_ac_em, five_ac_em_gcse, five_ac)
}
