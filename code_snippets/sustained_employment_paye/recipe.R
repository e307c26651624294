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

  counted <- employment_month_flags %>%
    filter(!is.na(month_start)) %>%
    inner_join(keys, by = "edukey") %>%
    # a month counts once for a person, whatever number of keys it stands under
    transmute(person, y = as.integer(format(month_start, "%Y")), m = as.integer(format(month_start, "%m"))) %>%
    distinct()
  # the April after a tax year is its month 13
  next_april <- counted %>% filter(m == 4) %>% mutate(m = 13L)
  counted <- bind_rows(counted, next_april) %>%
    group_by(person, starts = y - (m %in% c(1, 2, 3, 13))) %>%
    summarise(
      months_year = sum(m <= 12), months_window = sum(m %in% c(10, 11, 12, 1, 2, 3)), march = sum(m == 3),
      next_april = sum(m == 13), .groups = "drop"
    )

  seen %>%
    left_join(counted, by = c("person", "starts")) %>%
    mutate(across(
      c(months_year, months_window, march, next_april),
      ~ if_else(linked == 1, as.numeric(coalesce(.x, 0L)), NA_real_)
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
