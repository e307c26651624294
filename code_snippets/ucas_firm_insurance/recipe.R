library(dplyr)

# Replies, place and deferral.
ucas_firm_insurance <- function(ucas_choice_set, ucas) {
  applicant <- c("cycle_year", "unique_id_cycle")
  routes <- c(
    "firm choice", "insurance choice", "other main scheme choice", "extra", "adjustment", "main scheme clearing",
    "direct clearing", "rpa"
  )
  short <- c("firm", "insurance", "other_main", "extra", "adjustment", "clearing_main", "clearing_direct", "prior")
  facts <- ucas %>%
    filter(!is.na(cycle_year), !is.na(unique_id_cycle)) %>%
    transmute(
      cycle_year, unique_id_cycle, pmr = PupilMatchingRefAnonymous, application_cycle,
      accepted = case_when(accept_flag == "1" ~ 1, accept_flag == "0" ~ 0),
      route = match(tolower(acceptance_route), routes)
    )
  # the first row of an applicant by a column in order, missing values last
  first_by <- function(name, order_by) {
    facts[order(facts$cycle_year, facts$unique_id_cycle, order_by, method = "radix"), c(applicant, name)] %>%
      distinct(cycle_year, unique_id_cycle, .keep_all = TRUE)
  }
  choices <- ucas_choice_set %>%
    filter(!is.na(cycle_year), !is.na(unique_id_cycle), !is.na(unique_application_id_cycle)) %>%
    mutate(
      firm = reply %in% "Firm", insurance = reply %in% "Insurance", known = june_known %in% 1,
      open = june_known %in% 0 & coalesce(main_scheme, 1) == 1, entry_year = as.numeric(entry_year)
    )
  replies <- choices %>%
    group_by(cycle_year, unique_id_cycle) %>%
    summarise(
      firm = any(firm), insurance = any(insurance), all_known = any(known) & !any(open), .groups = "drop"
    )
  common_year <- function(rows, name) {
    rows %>%
      filter(!is.na(entry_year)) %>%
      distinct(cycle_year, unique_id_cycle, entry_year) %>%
      add_count(cycle_year, unique_id_cycle) %>%
      filter(n == 1) %>%
      select(cycle_year, unique_id_cycle, !!name := entry_year)
  }
  first_by("pmr", facts$pmr) %>%
    left_join(first_by("application_cycle", facts$application_cycle), by = applicant) %>%
    left_join(first_by("accepted", -facts$accepted), by = applicant) %>%
    left_join(first_by("route", facts$route), by = applicant) %>%
    left_join(replies, by = applicant) %>%
    left_join(common_year(filter(choices, firm), "firm_year"), by = applicant) %>%
    left_join(common_year(filter(choices, insurance), "insurance_year"), by = applicant) %>%
    left_join(common_year(choices, "common_year"), by = applicant) %>%
    mutate(
      has_firm = case_when(firm ~ 1, all_known ~ 0),
      has_insurance = case_when(insurance ~ 1, all_known ~ 0),
      placed = case_when(!is.na(accepted) ~ accepted, !is.na(route) ~ 1),
      placed_route = if_else(placed %in% 1, short[route], NA_character_),
      entry_year = case_when(
        !placed %in% 1 ~ NA_real_, route %in% 1 ~ firm_year, route %in% 2 ~ insurance_year, TRUE ~ common_year
      ),
      years_deferred = pmax(entry_year - application_cycle, 0),
      deferred = as.numeric(years_deferred > 0)
    ) %>%
    select(
      cycle_year, unique_id_cycle, pmr, has_firm, has_insurance, placed, placed_route, entry_year, years_deferred, deferred
    )
}
