library(dplyr)

# Free school meal eligibility on census day.
fsm_point <- function(census_main_record, terms = "spring_first") {
  rows <- census_main_record %>% filter(!is.na(pmr), !is.na(academic_year))
  years <- rows %>% distinct(pmr, academic_year)
  for (term in c("spring", "summer", "autumn")) {
    values <- rows %>% filter(census_term == term, !is.na(fsm))
    # the highest value of a term first: one "yes" is enough
    values <- values[order(-values$fsm), ] %>% distinct(pmr, academic_year, .keep_all = TRUE)
    years <- left_join(years, values %>% select(pmr, academic_year, !!term := fsm), by = c("pmr", "academic_year"))
  }
  years %>%
    mutate(
      fsm_term = case_when(
        !is.na(spring) ~ "spring",
        terms == "spring" ~ NA_character_,
        !is.na(summer) ~ "summer",
        !is.na(autumn) ~ "autumn"
      ),
      fsm = case_when(fsm_term == "spring" ~ spring, fsm_term == "summer" ~ summer, fsm_term == "autumn" ~ autumn),
      fsm_basis = case_when(
        is.na(fsm_term) ~ NA_character_,
        academic_year <= "2011/12" ~ "reported",
        academic_year <= "2016/17" | (academic_year == "2017/18" & fsm_term != "summer") ~ "periods",
        TRUE ~ "protected"
      ),
      fsm_any_term = pmax(spring, summer, autumn, na.rm = TRUE),
      fsm_terms = (!is.na(spring)) + (!is.na(summer)) + (!is.na(autumn))
    ) %>%
    select(pmr, academic_year, fsm, fsm_term, fsm_basis, fsm_any_term, fsm_terms)
}
