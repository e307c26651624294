library(dplyr)

# Attainment 8, in all and by groups of subjects.
attainment8 <- function(ks4_row_selection, ks4_pupil) {
  known <- function(x) if_else(x >= 0, x, NA_real_)
  highest <- function(x) if (all(is.na(x))) NA_real_ else max(x, na.rm = TRUE)

  results <- ks4_pupil %>%
    filter(!is.na(KS4_PupilMatchingRefAnonymous), as.integer(substr(academic_year, 1, 4)) >= 2015) %>%
    transmute(
      pmr = KS4_PupilMatchingRefAnonymous, academic_year, school = KS4_LAESTAB_anon, att8 = known(KS4_ATT8),
      att8_english = known(KS4_SLOT1ENG), att8_maths = known(KS4_SLOT2MAT), att8_ebacc = known(KS4_EBACSCR),
      att8_open = known(KS4_OPENSCR)
    )

  # left_join() joins a missing school to a missing school, as in 2019/20 and 2020/21
  rows <- ks4_row_selection %>%
    filter(!is.na(pmr), !is.na(academic_year)) %>%
    select(pmr, academic_year, school, in_national, end_of_ks4) %>%
    left_join(results, by = c("pmr", "academic_year", "school")) %>%
    group_by(pmr, academic_year) %>%
    mutate(in_national = highest(in_national), end_of_ks4 = highest(end_of_ks4)) %>%
    ungroup()
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
