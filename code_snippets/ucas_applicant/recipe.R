library(dplyr)

# Applied to university at 18.
ucas_applicant <- function(census_reference_year_row, academic_birth_cohort, link_person_spine, ucas,
                           first_cycle = "2007/08", last_cycle = "2020/21", early_month = 10, early_day = 15) {
  applicant <- c("cycle_year", "unique_id_cycle")
  year_of <- function(year) as.numeric(substr(year, 1, 4))
  spine <- link_person_spine %>%
    filter(key_type == "pmr", !is.na(key_value)) %>%
    distinct(pmr = key_value, person, number)
  with_person <- function(table) {
    table %>%
      left_join(spine, by = "pmr") %>%
      mutate(person = coalesce(person, paste0("PMR", pmr)), number = coalesce(number, 1))
  }
  pupils <- census_reference_year_row %>%
    filter(source == "school", on_roll == 1, !is.na(pmr)) %>%
    inner_join(academic_birth_cohort, by = "pmr") %>%
    filter(year_of(academic_year) == birth_year_start + 16) %>%
    with_person()
  pupils <- pupils[order(pupils$person, pupils$number, pupils$pmr, pupils$birth_year_start, method = "radix"), ] %>%
    distinct(person, .keep_all = TRUE) %>%
    mutate(cycle = birth_year_start + 18) %>%
    filter(cycle >= year_of(first_cycle), cycle <= year_of(last_cycle)) %>%
    transmute(
      person, cycle_year = sprintf("%d/%02d", as.integer(cycle), as.integer((cycle + 1) %% 100)), at_school_at_15 = 1
    )

  rows <- ucas %>%
    filter(!is.na(cycle_year), !is.na(unique_id_cycle)) %>%
    mutate(main_scheme = case_when(main_scheme_application_flag == "1" ~ 1, main_scheme_application_flag == "0" ~ 0))
  # the lowest value first, missing ones last
  lowest <- function(table, keys, name) {
    places <- do.call(order, c(unname(as.list(table[c(keys, name)])), method = "radix"))
    table[places, c(keys, name)] %>% distinct(across(all_of(keys)), .keep_all = TRUE)
  }
  applications <- rows %>%
    filter(!is.na(unique_application_id_cycle)) %>%
    distinct(cycle_year, unique_id_cycle, unique_application_id_cycle, main_scheme)
  applications <- applications[order(-applications$main_scheme, method = "radix"), ] %>%
    distinct(cycle_year, unique_id_cycle, unique_application_id_cycle, .keep_all = TRUE) %>%
    group_by(cycle_year, unique_id_cycle) %>%
    summarise(
      n_applications = n(), known = sum(!is.na(main_scheme)), n_main = sum(main_scheme, na.rm = TRUE), .groups = "drop"
    )
  applied <- lowest(rows, applicant, "PupilMatchingRefAnonymous") %>%
    rename(pmr = PupilMatchingRefAnonymous) %>%
    filter(!is.na(pmr)) %>%
    left_join(lowest(rows, applicant, "application_date"), by = applicant) %>%
    left_join(applications, by = applicant) %>%
    with_person()
  applied <- applied %>%
    group_by(person, cycle_year) %>%
    summarise(
      n_applications = sum(n_applications, na.rm = TRUE), known = sum(known, na.rm = TRUE), n_main = sum(n_main, na.rm = TRUE),
      .groups = "drop"
    ) %>%
    left_join(lowest(applied, c("person", "cycle_year"), "application_date"), by = c("person", "cycle_year")) %>%
    transmute(
      person, cycle_year, applied = 1, n_applications, n_main_choices = if_else(known > 0, n_main, NA_real_),
      first_application = application_date
    )
  cycles <- applied %>% count(person, name = "n_cycles")

  full_join(applied, pupils, by = c("person", "cycle_year")) %>%
    left_join(cycles, by = "person") %>%
    mutate(
      applied = coalesce(applied, 0), at_school_at_15 = coalesce(at_school_at_15, 0),
      n_applications = coalesce(as.numeric(n_applications), 0),
      n_main_choices = if_else(applied == 0, 0, n_main_choices), n_cycles = coalesce(n_cycles, 0L),
      early_applicant = as.numeric(
        first_application <= as.Date(sprintf("%s-%02d-%02d", substr(cycle_year, 1, 4), as.integer(early_month), as.integer(early_day)))
      )
    ) %>%
    select(
      person, cycle_year, applied, at_school_at_15, n_applications, n_main_choices, first_application, early_applicant, n_cycles
    )
}
