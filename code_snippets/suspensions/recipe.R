library(dplyr)

# Suspensions in a school year.
suspensions <- function(exclusions_table1, exclusions_table3, census_main_record) {
  rows <- exclusions_table1 %>%
    transmute(
      pmr = PupilMatchingRefAnonymous, academic_year, starts = StartDate, category = Category,
      length = if_else(Sessions >= 0, as.numeric(Sessions), NA_real_)
    ) %>%
    filter(!is.na(pmr), !is.na(academic_year)) %>%
    distinct() %>%
    mutate(suspended = category %in% c("FIXD", "SUSP"))
  pupil <- rows %>%
    group_by(pmr, academic_year) %>%
    summarise(
      n_susp = sum(suspended), n_lunch = sum(category %in% "LNCH"), n_unknown = sum(is.na(category)),
      sessions = sum(length[suspended], na.rm = TRUE), n_no_length = sum(suspended & is.na(length)), .groups = "drop"
    )
  census <- census_main_record %>%
    filter(!is.na(pmr), academic_year %in% rows$academic_year) %>%
    distinct(pmr, academic_year) %>%
    mutate(in_census = 1)
  third <- exclusions_table3 %>%
    filter(!is.na(PupilMatchingRefAnonymous), !is.na(academic_year), !is.na(TotalFixedExclusions)) %>%
    group_by(pmr = PupilMatchingRefAnonymous, academic_year) %>%
    summarise(n_table3 = max(TotalFixedExclusions), .groups = "drop")
  full_join(census, pupil, by = c("pmr", "academic_year")) %>%
    left_join(third, by = c("pmr", "academic_year")) %>%
    mutate(
      across(c(in_census, n_susp, n_lunch, n_unknown, sessions, n_no_length), ~ coalesce(as.numeric(.x), 0)),
      any_susp = case_when(n_susp > 0 ~ 1, n_unknown == 0 ~ 0),
      n_susp = if_else(n_unknown == 0, n_susp, NA_real_), n_lunch = if_else(n_unknown == 0, n_lunch, NA_real_),
      susp_sessions = if_else(n_unknown == 0 & n_no_length == 0, sessions, NA_real_)
    ) %>%
    select(pmr, academic_year, n_susp, any_susp, susp_sessions, n_lunch, n_table3, in_census)
}
