library(dplyr)

# Apprenticeships and their starts in each year.
apprenticeship_start <- function(lilr_aims, link_person_spine, first_year = "2004/05") {
  persons <- link_person_spine %>% filter(key_type == "record", !is.na(key_value), !is.na(person))
  persons <- persons[order(persons$key_value, persons$person, method = "radix"), ] %>%
    distinct(key_value, .keep_all = TRUE) %>%
    select(key_value, spine_person = person)
  from_2_to_7 <- function(level) if_else(level >= 2 & level <= 7, level, NA_real_)

  rows <- lilr_aims %>%
    filter(!is.na(RECORDID), academic_year >= first_year, app == 1, AimType %in% c(1, 35, NA)) %>%
    # integer columns become numeric: if_else() and case_when() do not mix the two
    mutate(across(where(is.numeric), as.numeric), key_value = sprintf("%.0f", RECORDID)) %>%
    left_join(persons, by = "key_value") %>%
    transmute(
      person = coalesce(spine_person, paste0("REC", key_value)),
      academic_year, started = start,
      begins = if_else(start_date > as.Date("1900-01-01"), as.numeric(start_date), NA_real_),
      kind = if_else(programme_type >= 0, programme_type, NA_real_),
      framework = if_else(framework_id >= 0, framework_id, NA_real_),
      standard = if_else(Standard_id >= 0, Standard_id, NA_real_),
      level = case_when(
        kind == 3 ~ 2,
        kind == 2 ~ 3,
        kind >= 20 & kind <= 23 ~ kind - 16,
        TRUE ~ coalesce(from_2_to_7(Notional_Level_v2_latest), from_2_to_7(Notional_Level_v2))
      ),
      is_standard = case_when(
        StandardApp %in% 1 | kind %in% 25 ~ 1,
        FrameworkApp %in% 1 | kind %in% c(2, 3, 10, 20:23) ~ 0
      )
    ) %>%
    distinct()
  # dates are numbers here, and those that are missing count as later than all others
  late <- 1e9
  rows <- rows %>%
    group_by(person) %>%
    mutate(first_ever = min(begins, late, na.rm = TRUE)) %>%
    group_by(person, kind, framework, standard) %>%
    mutate(first_of_programme = min(begins, late, na.rm = TRUE)) %>%
    ungroup()
  rows <- rows[order(
    rows$person, rows$academic_year, rows$started, rows$begins, rows$level, rows$is_standard,
    decreasing = c(FALSE, FALSE, TRUE, TRUE, TRUE, TRUE), method = "radix"
  ), ]
  described <- rows %>%
    distinct(person, academic_year, .keep_all = TRUE) %>%
    select(person, academic_year, app_level = level, app_standard = is_standard, first_ever)
  known <- rows %>%
    group_by(person, academic_year) %>%
    summarise(
      app_start = case_when(any(started == 1, na.rm = TRUE) ~ 1, !any(is.na(started)) ~ 0),
      .groups = "drop"
    )
  starts <- rows %>%
    filter(started == 1) %>%
    distinct(person, academic_year, kind, framework, standard, begins, .keep_all = TRUE) %>%
    group_by(person, academic_year) %>%
    summarise(
      starts = n(), new_starts = sum(begins == first_of_programme, na.rm = TRUE), first_in_year = min(begins, late, na.rm = TRUE),
      .groups = "drop"
    )
  described %>%
    inner_join(known, by = c("person", "academic_year")) %>%
    left_join(starts, by = c("person", "academic_year")) %>%
    mutate(
      is_dated = app_start %in% 0 | coalesce(first_in_year < late, FALSE),
      starts = if_else(is.na(app_start), NA_real_, coalesce(as.numeric(starts), 0)),
      new_starts = if_else(is_dated, coalesce(as.numeric(new_starts), 0), NA_real_),
      app_first = if_else(is_dated, as.numeric(coalesce(first_in_year == first_ever, FALSE)), NA_real_)
    ) %>%
    select(person, academic_year, app_start, starts, new_starts, app_first, app_level, app_standard)
}
