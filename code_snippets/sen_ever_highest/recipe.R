library(dplyr)

# Highest provision for special educational needs so far.
sen_ever_highest <- function(census_main_record, school_census, ks4_pupil, youngest = 4, oldest = 15,
                             alternative_provision = "yes") {
  also <- alternative_provision == "yes"
  years <- census_main_record %>%
    filter(!is.na(pmr), !is.na(academic_year), age_start >= youngest, age_start <= oldest) %>%
    mutate(level = case_when(sen == "N" ~ 0, sen %in% c("A", "P", "K") ~ 1, sen %in% c("S", "E") ~ 2))
  # the highest level of a year first, missing ones last
  years <- years[order(-years$level), ] %>% distinct(pmr, academic_year, .keep_all = TRUE)

  census <- school_census %>%
    filter(
      coalesce(RecordStatus, 0) <= 100,
      SENUnitIndicator %in% 1 | ResourcedProvisionIndicator %in% 1 | SpecialProvisionIndicator %in% 1 |
        PHASE %in% "SP" | (also & PHASE %in% "PR")
    ) %>%
    select(pmr = PupilMatchingRefAnonymous, academic_year)
  ks4 <- ks4_pupil %>%
    filter(KS4_NEWER_TYPE %in% c(5, 7) | (also & KS4_NEWER_TYPE %in% 6)) %>%
    select(pmr = KS4_PupilMatchingRefAnonymous, academic_year)
  other <- census_main_record %>%
    filter(also, source %in% c("pru", "ap")) %>%
    select(pmr, academic_year)
  settings <- bind_rows(census, ks4, other) %>%
    distinct() %>%
    mutate(setting = 1)

  years <- years %>%
    left_join(settings, by = c("pmr", "academic_year")) %>%
    mutate(
      level = if_else(level %in% 2 & setting %in% 1, 3, level),
      seen = as.numeric(!is.na(level)),
      phase = as.numeric(!is.na(level) & academic_year >= "2013/14")
    )
  counted <- years %>%
    group_by(pmr) %>%
    summarise(years_seen = sum(seen), years_phase = sum(phase), .groups = "drop")
  years[order(-years$level), ] %>%
    distinct(pmr, .keep_all = TRUE) %>%
    select(pmr, level) %>%
    left_join(counted, by = "pmr") %>%
    transmute(
      pmr, sen_highest = c("none", "support", "plan", "specialist")[level + 1], sen_ever = as.numeric(level > 0),
      years_seen, years_phase
    )
}
