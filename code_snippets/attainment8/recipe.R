library(dplyr)

# Attainment 8, in all and by groups of subjects.
attainment8 <- function(ks4_row_selection, ks4_pupil) {
  # what ks4_row_selection hands on, by which the chosen row is found again
  row <- c(
    school = "KS4_LAESTAB_anon", ks4_acadyr = "KS4_ACADYR", ks4_yeargrp = "KS4_YEARGRP", ks4_y11year = "KS4_Y11YEAR",
    ks4_status = "KS4_STATUS", ks4_endks = "KS4_ENDKS", ks4_natres = "KS4_NATRES", ks4_norflage = "KS4_NORFLAGE",
    ks4_entries = "KS4_ENTRIES", ks4_amdflag = "KS4_AMDFLAG"
  )
  results <- ks4_pupil %>%
    select(
      pmr = KS4_PupilMatchingRefAnonymous, academic_year, all_of(row), att8 = KS4_ATT8, att8_english = KS4_SLOT1ENG,
      att8_maths = KS4_SLOT2MAT, att8_ebacc = KS4_EBACSCR, att8_open = KS4_OPENSCR
    ) %>%
    filter(!is.na(pmr), as.integer(substr(academic_year, 1, 4)) >= 2015) %>%
    mutate(across(starts_with("att8"), function(x) replace(x, which(x < 0), NA)))

  # left_join() joins missing to missing, as the schools of 2019/20 and 2020/21
  rows <- ks4_row_selection %>%
    filter(!is.na(pmr), !is.na(academic_year)) %>%
    select(pmr, academic_year, all_of(names(row)), in_national, end_of_ks4) %>%
    left_join(results, by = c("pmr", "academic_year", names(row)))
  rows <- rows[order(-rows$att8, -rows$att8_english, -rows$att8_maths, -rows$att8_ebacc, -rows$att8_open, method = "radix"), ]
  rows %>%
    distinct(pmr, academic_year, .keep_all = TRUE) %>%
    mutate(
      starts = as.integer(substr(academic_year, 1, 4)),
      a8_scale = case_when(starts == 2015 ~ "8-to-1", starts %in% 2016:2018 ~ "9-to-1", starts %in% 2019:2020 ~ "assessed"),
      mean_grade = att8 / 10
    ) %>%
    select(
      pmr, academic_year, in_national, end_of_ks4, a8_scale, att8, mean_grade, att8_english, att8_maths, att8_ebacc, att8_open
    )
}
