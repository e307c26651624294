library(dplyr)

# Pay scaled to a full year.
annualised_earnings <- function(paye_earnings_annual, spell_split_periods, least_days = 30) {
  # order() by radix puts missing values last
  pay <- paye_earnings_annual[order(-paye_earnings_annual$earnings, method = "radix"), ] %>%
    filter(!is.na(edukey), !is.na(tax_year)) %>%
    distinct(edukey, tax_year, .keep_all = TRUE)
  worked <- spell_split_periods[order(-spell_split_periods$days, method = "radix"), ] %>%
    filter(days >= 1) %>%
    distinct(edukey, tax_year, days) %>%
    distinct(edukey, tax_year, .keep_all = TRUE)
  pay %>%
    left_join(worked, by = c("edukey", "tax_year")) %>%
    mutate(
      # 29 February lies in the calendar year in which the tax year ends
      year_days = if_else((as.integer(substr(tax_year, 1, 4)) + 1) %% 4 == 0, 366, 365),
      status = case_when(
        is.na(earnings) ~ "pay missing",
        earnings <= 0 ~ "no pay",
        is.na(days) ~ "no days",
        days < least_days ~ "few days",
        TRUE ~ "annualised"
      ),
      annualised = if_else(status == "annualised", earnings * year_days / days, NA_real_)
    ) %>%
    select(edukey, tax_year, earnings, days, year_days, status, annualised)
}
