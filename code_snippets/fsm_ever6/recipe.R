library(dplyr)

# Free school meals in the last six years.
fsm_ever6 <- function(census_main_record, school_census, absence, ks4_pupil, prefer = "supplied") {
  # fsm counts on spring census days up to 2011/12 and in all terms after that; years in nursery do not count
  main <- census_main_record %>%
    mutate(
      counts = !(year_group %in% c("E1", "E2", "N1", "N2")) & (academic_year > "2011/12" | census_term %in% "spring"),
      value = if_else(counts, as.numeric(fsm), NA_real_)
    )
  highest <- function(pmr, academic_year, value) {
    rows <- tibble(pmr, academic_year, value)
    rows[order(-rows$value), ] %>% distinct(pmr, academic_year, .keep_all = TRUE) %>% filter(!is.na(pmr), !is.na(academic_year))
  }
  key <- c("pmr", "academic_year")
  census <- with(school_census, highest(PupilMatchingRefAnonymous, academic_year, EVERFSM_6)) %>% filter(!is.na(value))
  absent <- with(absence, highest(PupilMatchingRefAnonymous, academic_year, EVERFSM_6)) %>% filter(!is.na(value))
  ks4 <- with(ks4_pupil, highest(KS4_PupilMatchingRefAnonymous, academic_year, KS4_FSM6)) %>% filter(!is.na(value))
  years <- with(main, highest(pmr, academic_year, value)) %>%
    rename(fsm = value) %>%
    full_join(rename(census, census = value), by = key) %>%
    full_join(rename(absent, absence = value), by = key) %>%
    full_join(rename(ks4, ks4 = value), by = key) %>%
    mutate(starts = as.numeric(substr(academic_year, 1, 4)))
  years <- years[order(years$pmr, years$starts, method = "radix"), ]

  # one row a year at most, so that this row and the five before hold every year of the window
  observed <- rep(0, nrow(years))
  eligible <- rep(0, nrow(years))
  for (back in 0:5) {
    inside <- coalesce(years$pmr == lag(years$pmr, back) & years$starts - lag(years$starts, back) <= 5, FALSE)
    before <- lag(years$fsm, back)
    observed <- observed + (inside & !is.na(before))
    eligible <- eligible + (inside & before %in% 1)
  }
  years %>%
    mutate(
      fsm6_derived = case_when(eligible > 0 ~ 1, observed > 0 ~ 0),
      supplied = if (prefer == "supplied") coalesce(census, absence, ks4) else NA_real_,
      fsm6 = coalesce(supplied, fsm6_derived),
      fsm6_source = case_when(
        is.na(fsm6) ~ NA_character_,
        is.na(supplied) ~ "derived",
        !is.na(census) ~ "school_census",
        !is.na(absence) ~ "absence",
        TRUE ~ "ks4"
      ),
      fsm6_years_observed = observed
    ) %>%
    select(pmr, academic_year, fsm6, fsm6_source, fsm6_derived, fsm6_years_observed)
}
