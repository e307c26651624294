library(dplyr)

# In higher education by 19.
he_entry_by_19 <- function(census_reference_year_row, academic_birth_cohort, link_person_spine, hesa, lilr_aims,
                           first_year = "2004/05", last_year = "2019/20", apprenticeships = 1) {
  year_of <- function(academic_year) as.numeric(substr(academic_year, 1, 4))
  by_pmr <- link_person_spine %>%
    filter(key_type == "pmr", !is.na(key_value)) %>%
    select(pmr = key_value, person, number)
  by_record <- link_person_spine %>%
    filter(key_type == "record", !is.na(key_value)) %>%
    select(key_value, person)

  pupils <- census_reference_year_row %>%
    filter(source == "school", on_roll == 1, !is.na(pmr)) %>%
    inner_join(academic_birth_cohort, by = "pmr") %>%
    filter(year_of(academic_year) == birth_year_start + 16) %>%
    left_join(by_pmr, by = "pmr") %>%
    mutate(person = coalesce(person, paste0("PMR", pmr)), number = coalesce(number, 1))
  pupils <- pupils[order(
    pupils$person, pupils$number, pupils$pmr, pupils$birth_year_start, pupils$fsm,
    method = "radix"
  ), ] %>%
    distinct(person, .keep_all = TRUE) %>%
    select(person, birth_year_start, fsm_15 = fsm)

  university <- hesa %>%
    filter(!is.na(HE_PUPILMATCHINGREFANONYMOUS), HE_XPSR01 == 1, coalesce(HE_XLEV601, 0) != 6) %>%
    select(pmr = HE_PUPILMATCHINGREFANONYMOUS, academic_year) %>%
    left_join(by_pmr, by = "pmr") %>%
    transmute(person = coalesce(person, paste0("PMR", pmr)), academic_year, hesa = 1, ilr = 0)
  college <- lilr_aims %>%
    filter(active == 1, Notional_Level_v2_latest >= 4, Notional_Level_v2_latest <= 9, !is.na(RECORDID)) %>%
    filter(apprenticeships != 0 | !programme_type %in% c(2, 3, 10, 20, 21, 22, 23, 25)) %>%
    mutate(key_value = sprintf("%.0f", RECORDID)) %>%
    inner_join(by_record, by = "key_value") %>%
    transmute(person, academic_year, hesa = 0, ilr = 1)
  entries <- bind_rows(university, college) %>%
    filter(academic_year >= first_year, academic_year <= last_year) %>%
    inner_join(pupils, by = "person") %>%
    mutate(he_entry_age = year_of(academic_year) - birth_year_start - 1) %>%
    filter(he_entry_age >= 18) %>%
    group_by(person, he_entry_age) %>%
    summarise(found = max(hesa) + 2 * max(ilr), .groups = "drop")
  entries <- entries[order(entries$person, entries$he_entry_age, method = "radix"), ] %>%
    distinct(person, .keep_all = TRUE) %>%
    mutate(he_source = c("hesa", "ilr", "both")[found])

  pupils %>%
    left_join(entries, by = "person") %>%
    mutate(
      both_years_held = as.numeric(birth_year_start + 19 >= year_of(first_year) & birth_year_start + 20 <= year_of(last_year)),
      he_by_19 = case_when(he_entry_age <= 19 ~ 1, both_years_held == 1 ~ 0)
    ) %>%
    select(person, birth_year_start, fsm_15, he_by_19, he_entry_age, he_source, both_years_held)
}
