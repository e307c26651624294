library(dplyr)

# Person spine from the lookups.
link_person_spine <- function(link_ae_id_pmr, link_ae_id_edukey, link_education_records,
                              school_census, ks4_pupil, lilr_learners, leo_employment, leo_earnings, leo_benefit) {
  as_text <- function(x) if_else(is.na(x), NA_character_, sprintf("%.0f", x)) # 1e5 would become "1e+05"
  keys <- function(key_type, key_value, ae_id = NA_real_) {
    distinct(tibble(key_type = rep(key_type, length(key_value)), key_value = key_value, ae_id = ae_id))
  }
  spine <- bind_rows(
    keys("pmr", link_ae_id_pmr$PUPILMATCHINGREFANONYMOUS, link_ae_id_pmr$AE_ID),
    keys("edukey", link_ae_id_edukey$EDUKEY, link_ae_id_edukey$AE_ID),
    keys("record", as_text(link_education_records$RECORDID), link_education_records$AE_ID),
    keys("pmr", school_census$PupilMatchingRefAnonymous),
    keys("pmr", ks4_pupil$KS4_PupilMatchingRefAnonymous),
    keys("record", as_text(lilr_learners$RECORDID)),
    keys("edukey", leo_employment$EduKey),
    keys("edukey", leo_earnings$Edukey),
    keys("edukey", leo_benefit$EduKey)
  ) %>%
    filter(key_value != "")
  # the lowest number first, missing ones last
  spine <- spine[order(spine$key_type, spine$key_value, spine$ae_id, method = "radix"), ] %>%
    distinct(key_type, key_value, .keep_all = TRUE) %>%
    mutate(person = case_when(
      !is.na(ae_id) ~ paste0("AE", as_text(ae_id)),
      key_type == "pmr" ~ paste0("PMR", key_value),
      key_type == "edukey" ~ paste0("EDU", key_value),
      TRUE ~ paste0("REC", key_value)
    ))
  spine[order(spine$person, spine$key_type, spine$key_value, method = "radix"), ] %>%
    group_by(person, key_type) %>%
    mutate(number = row_number()) %>%
    group_by(person) %>%
    mutate(n_pmr = sum(key_type == "pmr"), n_edukey = sum(key_type == "edukey")) %>%
    ungroup() %>%
    transmute(person, key_type, key_value, number, n_pmr, n_edukey, multiplex = if_else(n_pmr > 1 | n_edukey > 1, 1, 0))
}
