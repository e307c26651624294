library(dplyr)

# Pay and income from self-employment together.
total_earnings_paye_sa <- function(self_employment, link_person_spine, paye_earnings_annual, losses = "keep") {
  keys <- link_person_spine %>%
    filter(key_type == "edukey", !is.na(key_value), !is.na(person)) %>%
    distinct(person, edukey = key_value)
  pay <- paye_earnings_annual %>%
    distinct(edukey, tax_year, earnings) %>%
    inner_join(keys, by = "edukey") %>%
    group_by(person, tax_year) %>%
    # an amount that is missing makes the sum missing
    summarise(paye_earn = sum(as.numeric(earnings)), has_pay = TRUE, .groups = "drop")
  self_employment %>%
    filter(!is.na(person), !is.na(tax_year)) %>%
    distinct(person, tax_year, linked = coalesce(linked, 0), self_emp, se_earn = as.numeric(se_earn)) %>%
    left_join(pay, by = c("person", "tax_year")) %>%
    mutate(
      paye_record = if_else(linked %in% 1, as.numeric(has_pay %in% TRUE), NA_real_),
      paye_earn = if_else(linked %in% 1, paye_earn, NA_real_),
      counted = if (losses == "zero") pmax(se_earn, 0) else se_earn,
      earn_type = case_when(
        paye_record == 1 & self_emp == 1 ~ "both",
        paye_record == 1 & self_emp == 0 ~ "paye",
        paye_record == 0 & self_emp == 1 ~ "se",
        paye_record == 0 & self_emp == 0 ~ "none"
      ),
      total_earn = case_when(
        earn_type == "both" ~ paye_earn + counted,
        earn_type == "paye" ~ paye_earn,
        earn_type == "se" ~ counted
      ),
      total_filled = if_else(earn_type %in% "none", 0, total_earn)
    ) %>%
    select(person, tax_year, linked, paye_record, paye_earn, self_emp, se_earn, earn_type, total_earn, total_filled)
}
