library(dplyr)

# Graduates by years after graduation.
graduate_yag_frame <- function(he_qualifier_class, link_person_spine, provider_area = "england", last_tax_year = "2020/21") {
  countries <- if (provider_area == "england") "E" else c("E", "S", "W")
  spine <- link_person_spine %>%
    filter(key_type == "pmr", !is.na(key_value)) %>%
    select(pmr = key_value, person, number, n_edukey)
  people <- he_qualifier_class %>%
    filter(
      first_degree_award == 1, !is.na(pmr), !is.na(award_year), provider_area == "all" | provider_country %in% countries
    ) %>%
    left_join(spine, by = "pmr") %>%
    mutate(
      person = coalesce(person, paste0("PMR", pmr)), number = coalesce(number, 1), n_edukey = coalesce(n_edukey, 0)
    )
  people <- people[order(
    people$person, people$award_year, people$number, people$pmr, people$degree_class, people$uk_home, people$provider_country,
    people$n_edukey,
    method = "radix"
  ), ] %>%
    distinct(person, .keep_all = TRUE)
  rows <- bind_rows(lapply(c(1, 3, 5, 10), function(k) mutate(people, yag = k)))
  starts <- as.numeric(substr(rows$award_year, 1, 4)) + rows$yag + 1
  rows %>%
    mutate(
      tax_year = sprintf("%d/%02d", as.integer(starts), as.integer((starts + 1) %% 100)),
      tax_year_held = as.numeric(tax_year <= last_tax_year),
      matched = as.numeric(n_edukey > 0)
    ) %>%
    select(person, award_year, yag, tax_year, tax_year_held, matched, n_edukey, degree_class, uk_home, provider_country)
}
