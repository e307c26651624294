library(dplyr)

# Pay in the prices of one year.
real_earnings <- function(paye_earnings_annual, price_index, base_year = "2017/18") {
  # order() by radix puts missing values last
  pay <- paye_earnings_annual[order(-paye_earnings_annual$earnings, method = "radix"), ] %>%
    filter(!is.na(edukey), !is.na(tax_year)) %>%
    distinct(edukey, tax_year, .keep_all = TRUE)
  prices <- price_index %>%
    filter(!is.na(tax_year), price_index > 0) %>%
    distinct(tax_year, price_index) %>%
    group_by(tax_year) %>%
    filter(n() == 1) %>% # a year with two different values has none that can be used
    ungroup()
  base <- prices$price_index[prices$tax_year == base_year]
  pay %>%
    left_join(prices, by = "tax_year") %>%
    mutate(
      price_factor = (if (length(base) == 1) base else NA_real_) / price_index,
      real_earnings = earnings * price_factor
    ) %>%
    select(edukey, tax_year, earnings, price_factor, real_earnings)
}
