library(dplyr)

# One row for each application.
ucas_choice_set <- function(ucas, course_change_is_offer = 1) {
  applicant <- c("cycle_year", "unique_id_cycle")
  application <- c(applicant, "unique_application_id_cycle")
  rows <- ucas %>%
    mutate(
      pmr = PupilMatchingRefAnonymous, course = course_identifier, subject = jacs3_sub_line_code,
      tariff_group = case_when(
        he_provider_tariff_group %in% c("Higher tariff", "Highe tariff") ~ "higher",
        he_provider_tariff_group == "Medium tariff" ~ "medium", he_provider_tariff_group == "Lower tariff" ~ "lower"
      ),
      main_scheme = case_when(main_scheme_application_flag == "1" ~ 1, main_scheme_application_flag == "0" ~ 0),
      june_known = as.numeric(
        !is.na(coalesce(
          provider_decision_june30, app_response_june30, course_identifier_june30_deadline, jacs3_sub_line_june30_code
        ))
      ),
      decision = provider_decision_june30, reply = app_response_june30
    ) %>%
    filter(!is.na(cycle_year), !is.na(unique_id_cycle))

  # min() of text follows the language of the computer; order() by radix does not
  lowest <- function(table, name, keys) {
    found <- table[!is.na(table[[name]]), c(keys, name)] %>% distinct()
    places <- do.call(order, c(unname(as.list(found[c(keys, name)])), method = "radix"))
    found[places, ] %>% distinct(across(all_of(keys)), .keep_all = TRUE)
  }
  applications <- rows %>% filter(!is.na(unique_application_id_cycle))
  choices <- applications %>%
    group_by(cycle_year, unique_id_cycle, unique_application_id_cycle) %>%
    summarise(
      main_scheme = if (all(is.na(main_scheme))) NA_real_ else max(main_scheme, na.rm = TRUE), june_known = max(june_known),
      .groups = "drop"
    )
  disagree <- NULL
  for (name in c("course", "tariff_group", "subject", "decision", "reply", "entry_year", "main_scheme")) {
    if (name != "main_scheme") choices <- left_join(choices, lowest(applications, name, application), by = application)
    several <- applications[!is.na(applications[[name]]), c(application, name)] %>% distinct()
    disagree <- bind_rows(disagree, several[duplicated(several[application]), application])
  }
  choices <- choices %>% left_join(distinct(disagree) %>% mutate(conflict = 1), by = application)

  offers <- c("Conditional offer", "Unconditional offer", if (course_change_is_offer == 1) "Unconditional course change")
  choices <- choices %>%
    mutate(
      conflict = coalesce(conflict, 0),
      offer = if_else(june_known == 1, as.numeric(decision %in% offers), NA_real_),
      main_offer = if_else(main_scheme %in% 1, offer, NA_real_)
    ) %>%
    group_by(cycle_year, unique_id_cycle) %>%
    mutate(
      n_applications = n(),
      n_choices = if (all(is.na(main_scheme))) NA_real_ else sum(main_scheme, na.rm = TRUE),
      n_offers = if (all(is.na(main_offer))) NA_real_ else sum(main_offer, na.rm = TRUE)
    ) %>%
    ungroup()
  votes <- choices %>%
    filter(main_scheme == 1, !is.na(subject)) %>%
    count(cycle_year, unique_id_cycle, subject)
  votes <- votes[order(votes$cycle_year, votes$unique_id_cycle, -votes$n, votes$subject, method = "radix"), ] %>%
    distinct(cycle_year, unique_id_cycle, .keep_all = TRUE) %>%
    select(cycle_year, unique_id_cycle, main_subject = subject)
  choices %>%
    left_join(votes, by = applicant) %>%
    left_join(lowest(rows, "pmr", applicant), by = applicant) %>%
    select(
      cycle_year, unique_id_cycle, unique_application_id_cycle, pmr, course, tariff_group, subject, main_scheme, june_known,
      decision, offer, reply, entry_year, conflict, n_applications, n_choices, n_offers, main_subject
    )
}
