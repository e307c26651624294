library(dplyr)

# Tax years counted from a school year.
taxyear_alignment <- function(ks4_pupil, hesa, leo_earnings, first_month = 9) {
  years <- function(labels) {
    labels <- unique(labels[grepl("^[0-9]{4}/[0-9]{2}$", labels)])
    y <- as.numeric(substr(labels, 1, 4))
    tibble(label = labels, y = y, join = rep(1, length(labels))) %>%
      filter(y >= 1900, y <= 2099, (y + 1) %% 100 == as.numeric(substr(label, 6, 7)))
  }
  day <- function(year, month_day) as.numeric(as.Date(sprintf("%.0f-%s", year, month_day)))
  first_day <- sprintf("%02.0f-01", first_month)
  inner_join(
    years(c(ks4_pupil$academic_year, hesa$academic_year)) %>% rename(academic_year = label),
    years(leo_earnings$tax_year) %>% rename(tax_year = label, y_tax = y),
    by = "join"
  ) %>%
    mutate(
      distance = y_tax - y,
      shared_days = case_when(
        distance == 0 ~ day(y + 1, "04-06") - day(y, first_day),
        distance == 1 ~ day(y + 1, first_day) - day(y + 1, "04-06"),
        TRUE ~ 0
      ),
      relation = case_when(distance < 0 ~ "before", distance == 0 ~ "begins", distance == 1 ~ "leaving", TRUE ~ "after"),
      years_after = if_else(distance > 1, distance - 1, NA_real_),
      first_full = if_else(distance == 2, 1, 0)
    ) %>%
    select(academic_year, tax_year, shared_days, relation, years_after, first_full)
}
