library(dplyr)

# Self-employment by tax year.
self_employment <- function(link_person_spine, leo_self_assessment, paye_earnings_annual, first_year = 2013, last_year = 2020) {
  years <- first_year + 0:99
  years <- as.integer(years[years <= last_year])
  spine <- link_person_spine %>% filter(!is.na(person))
  keys <- spine %>% filter(key_type == "edukey", !is.na(key_value)) %>% distinct(person, edukey = key_value)
  people <- unique(spine$person)

  returns <- leo_self_assessment %>%
    distinct(edukey = Edukey, tax_year, Self_Employed, EARNINGS_SOLE, EARNINGS_PTR, EARNINGS_SELF_EMPLOYMENT) %>%
    filter(Self_Employed %in% 1 | !is.na(coalesce(EARNINGS_SELF_EMPLOYMENT, EARNINGS_SOLE, EARNINGS_PTR))) %>%
    inner_join(keys, by = "edukey") %>%
    # the form: no value means no such income
    mutate(se_earn = coalesce(EARNINGS_SELF_EMPLOYMENT, coalesce(EARNINGS_SOLE, 0) + coalesce(EARNINGS_PTR, 0))) %>%
    group_by(person, tax_year) %>%
    summarise(
      se_earn = sum(se_earn), has_sole = any(!is.na(EARNINGS_SOLE)), has_partner = any(!is.na(EARNINGS_PTR)), has_return = TRUE,
      .groups = "drop"
    )
  pay <- paye_earnings_annual %>%
    distinct(edukey, tax_year, earnings) %>%
    inner_join(keys, by = "edukey") %>%
    group_by(person, tax_year) %>%
    summarise(paye_earn = sum(as.numeric(earnings), na.rm = TRUE), pay_unknown = any(is.na(earnings)), .groups = "drop")

  tibble(person = rep(people, each = length(years)), starts = rep(years, times = length(people))) %>%
    mutate(tax_year = sprintf("%d/%02d", starts, (starts + 1L) %% 100L), linked = as.numeric(person %in% keys$person)) %>%
    left_join(returns, by = c("person", "tax_year")) %>%
    left_join(pay, by = c("person", "tax_year")) %>%
    mutate(
      # before 2013/14 the returns are not sound
      self_emp = if_else(starts >= 2013 & linked == 1, as.numeric(has_return %in% TRUE), NA_real_),
      se_type = case_when(
        !self_emp %in% 1 ~ NA_character_,
        has_sole & has_partner ~ "both",
        has_sole ~ "sole",
        has_partner ~ "partner",
        TRUE ~ "unknown"
      ),
      se_earn = if_else(self_emp %in% 1, se_earn, NA_real_),
      mainly_se = case_when(
        self_emp == 0 ~ 0,
        self_emp == 1 & !pay_unknown %in% TRUE ~ as.numeric(se_earn > coalesce(paye_earn, 0))
      )
    ) %>%
    select(person, tax_year, linked, self_emp, se_type, se_earn, mainly_se)
}
