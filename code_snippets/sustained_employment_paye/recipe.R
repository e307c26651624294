library(dplyr)

# Sustained employment.
sustained_employment_paye <- function(link_person_spine, employment_month_flags, least_months = 5, first_year = 1997,
                                      last_year = 2020, data_end = "2021-04-05") {
  end <- as.Date(data_end)
  years <- first_year + 0:99
  years <- years[years <= last_year & as.Date(sprintf("%d-03-31", as.integer(years + 1))) <= end]
  spine <- link_person_spine %>% filter(!is.na(person))
  keys <- spine %>% filter(key_type == "edukey", !is.na(key_value)) %>% distinct(person, edukey = key_value)
  people <- unique(spine$person)
  seen <- tibble(person = rep(people, each = length(years)), starts = rep(years, times = length(people))) %>%
    mutate(linked = as.numeric(person %in% keys$person))

  # a month counts once for a person, whatever number of keys it stands under
  before <- c("in_apr", "in_may", "in_jun", "in_jul", "in_aug", "in_sep")
  window <- c("in_oct", "in_nov", "in_dec", "in_jan", "in_feb", "in_mar")
  worked <- employment_month_flags %>%
    inner_join(keys, by = "edukey") %>%
    group_by(person, starts = as.numeric(substr(tax_year, 1, 4))) %>%
    summarise(across(all_of(c(before, window)), max), .groups = "drop")
  counted <- worked %>%
    transmute(
      person, starts,
      months_year = rowSums(worked[c(before, window)]), months_window = rowSums(worked[window]), march = in_mar
    )
  # April belongs to the tax year before as well: it is the April that follows
  following <- worked %>% transmute(person, starts = starts - 1, next_april = in_apr)

  seen %>%
    left_join(counted, by = c("person", "starts")) %>%
    left_join(following, by = c("person", "starts")) %>%
    mutate(across(
      c(months_year, months_window, march, next_april),
      ~ if_else(linked == 1, coalesce(.x, 0), NA_real_)
    )) %>%
    mutate(
      april_covered = as.Date(sprintf("%d-04-30", as.integer(starts + 1))) <= end,
      next_april = if_else(april_covered | next_april %in% 1, next_april, NA_real_),
      sust_emp = case_when(
        months_window < least_months ~ 0,
        march == 1 | next_april == 1 ~ 1,
        next_april == 0 ~ 0
      ),
      tax_year = sprintf("%d/%02d", as.integer(starts), as.integer(starts + 1) %% 100L)
    ) %>%
    select(person, tax_year, linked, months_year, months_window, march, next_april, sust_emp)
}
