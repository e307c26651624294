library(dplyr)

# Most frequent recorded gender.
modal_gender <- function(census_main_record, ks4_pupil, first_year = "2001/02", last_year = "2020/21") {
  census <- census_main_record %>%
    transmute(
      pmr, academic_year, source = "census", sex,
      term = case_when(census_term == "autumn" ~ 1, census_term == "spring" ~ 2, census_term == "summer" ~ 3, TRUE ~ 0)
    )
  ks4 <- ks4_pupil %>%
    transmute(pmr = KS4_PupilMatchingRefAnonymous, academic_year, source = "ks4", sex = KS4_GENDER, term = 0)
  counted <- bind_rows(census, ks4) %>%
    filter(!is.na(pmr), academic_year >= first_year, academic_year <= last_year) %>%
    mutate(
      sex = if_else(sex %in% c("M", "F"), sex, NA_character_),
      term = as.numeric(substr(academic_year, 1, 4)) * 10 + term
    ) %>%
    distinct(pmr, source, sex, term) %>%
    group_by(pmr, source, sex) %>%
    summarise(n_modal = sum(!is.na(sex)), latest = max(term), .groups = "drop") %>%
    group_by(pmr, source) %>%
    mutate(n_votes = sum(n_modal)) %>%
    ungroup()
  # rows without a value last; the census before key stage 4
  counted <- counted[order(
    counted$pmr, is.na(counted$sex), counted$source, -counted$n_modal, -counted$latest, counted$sex,
    method = "radix"
  ), ]
  counted %>%
    distinct(pmr, .keep_all = TRUE) %>%
    transmute(
      pmr, gender_modal = sex, gender_source = if_else(is.na(sex), NA_character_, source),
      gender_conflict = if_else(is.na(sex), NA_real_, as.numeric(n_modal < n_votes)), n_votes, n_modal
    )
}
