library(dplyr)

# Where a person can be seen.
linkage_flags <- function(link_person_spine, school_census, ks4_pupil, lilr_learners, hesa, ucas,
                          leo_employment, leo_earnings, leo_self_assessment, leo_benefit) {
  records <- lilr_learners$RECORDID[!is.na(lilr_learners$RECORDID)]
  pupils <- c(school_census$PupilMatchingRefAnonymous, ks4_pupil$KS4_PupilMatchingRefAnonymous)
  workers <- c(leo_employment$EduKey, leo_earnings$Edukey, leo_self_assessment$Edukey)
  link_person_spine %>%
    filter(!is.na(person), !is.na(key_value)) %>%
    distinct(person, key_type, key_value) %>%
    mutate(
      is_pmr = key_type %in% "pmr", is_record = key_type %in% "record", is_edukey = key_type %in% "edukey",
      npd = is_pmr & key_value %in% pupils,
      ilr = is_record & key_value %in% sprintf("%.0f", records), # 1e5 would become "1e+05"
      hesa = is_pmr & key_value %in% hesa$HE_PUPILMATCHINGREFANONYMOUS,
      ucas = is_pmr & key_value %in% ucas$PupilMatchingRefAnonymous,
      tax = is_edukey & key_value %in% workers,
      benefits = is_edukey & key_value %in% leo_benefit$EduKey
    ) %>%
    group_by(person) %>%
    summarise(
      n_pmr = sum(is_pmr), n_edukey = sum(is_edukey), n_record = sum(is_record),
      npd = sum(npd), ilr = sum(ilr), hesa = sum(hesa), ucas = sum(ucas), tax = sum(tax), benefits = sum(benefits)
    ) %>%
    transmute(
      person, n_pmr, n_edukey,
      has_ae_id = as.numeric(substr(person, 1, 2) == "AE"),
      matched_school = as.numeric(n_pmr > 0), matched_fe = as.numeric(n_record > 0), matched_tax = as.numeric(n_edukey > 0),
      # missing where no key leads to the source
      in_npd = if_else(matched_school == 1, as.numeric(npd > 0), NA_real_),
      in_ilr = if_else(has_ae_id == 1 | matched_fe == 1, as.numeric(ilr > 0), NA_real_),
      in_hesa = if_else(matched_school == 1, as.numeric(hesa > 0), NA_real_),
      in_ucas = if_else(matched_school == 1, as.numeric(ucas > 0), NA_real_),
      in_tax = if_else(matched_tax == 1, as.numeric(tax > 0), NA_real_),
      in_benefits = if_else(matched_tax == 1, as.numeric(benefits > 0), NA_real_)
    )
}
