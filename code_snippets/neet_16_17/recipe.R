library(dplyr)

# NEET or not known at 16 and 17.
neet_16_17 <- function(nccis_states, academic_birth_cohort, first_month = 12, lowest_age = 16, highest_age = 17) {
  nccis_states %>%
    inner_join(academic_birth_cohort %>% select(pmr, birth_year_start), by = "pmr") %>%
    mutate(
      starts = as.numeric(substr(academic_year, 1, 4)),
      age = starts - birth_year_start - 1,
      month = as.numeric(format(month_start, "%Y")) * 12 + as.numeric(format(month_start, "%m")),
      since = month - (starts + (first_month < 9)) * 12 - first_month
    ) %>%
    filter(age >= lowest_age, age <= highest_age, since >= 0, since <= 2) %>%
    mutate(in_base = !(is.na(state) | state %in% "other" | (state %in% "custody" & activity_code %in% 710))) %>%
    group_by(pmr, academic_year, age) %>%
    summarise(
      base_months = sum(in_base), neet_months = sum(state %in% c("neet_avail", "neet_unavail")),
      not_known_months = sum(state %in% "unknown"), .groups = "drop"
    ) %>%
    mutate(
      neet = case_when(neet_months > 0 ~ 1, base_months == 3 ~ 0),
      not_known = case_when(not_known_months > 0 ~ 1, base_months == 3 ~ 0),
      neet_or_unknown = case_when(neet_months + not_known_months > 0 ~ 1, base_months == 3 ~ 0),
      neet_months = if_else(base_months > 0, neet_months, NA_integer_),
      not_known_months = if_else(base_months > 0, not_known_months, NA_integer_)
    ) %>%
    select(pmr, academic_year, age, base_months, neet_months, not_known_months, neet, not_known, neet_or_unknown)
}
