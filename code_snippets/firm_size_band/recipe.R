library(dplyr)

# Size band of the employer.
firm_size_band <- function(leo_idbr, paye_earnings_annual, size_bands) {
  firms <- paye_earnings_annual %>%
    filter(!is.na(main_enterprise), !is.na(tax_year)) %>%
    distinct(enterprise = main_enterprise, tax_year) %>%
    mutate(source_year = if_else(as.numeric(substr(tax_year, 1, 4)) <= 2016, 2019, 2020))

  register <- leo_idbr %>%
    filter(!is.na(ENTKEY), !is.na(SourceYear)) %>%
    distinct(
      enterprise = ENTKEY, source_year = SourceYear, employees = Employees, firm_region = Govt_Region, code = SIC2007,
      death = Death_month
    ) %>%
    group_by(enterprise, source_year) %>%
    mutate(n_records = n()) %>%
    ungroup()
  # order() by radix sorts text alike on every computer, and missing values last
  register <- register[order(
    register$enterprise, register$source_year, !is.na(register$death), -as.numeric(register$death), -register$employees,
    register$code, register$firm_region,
    method = "radix"
  ), ] %>%
    distinct(enterprise, source_year, .keep_all = TRUE) %>%
    mutate(found = 1)

  bands <- size_bands %>%
    filter(!is.na(employees)) %>%
    distinct(employees, lowest, highest) %>%
    group_by(employees) %>%
    filter(n() == 1) %>% # a value with two meanings has none
    ungroup() %>%
    transmute(
      employees,
      firm_size = case_when(
        lowest < 0 | highest < lowest ~ NA_character_,
        lowest >= 0 & highest <= 9 ~ "0-9",
        lowest >= 10 & highest <= 49 ~ "10-49",
        lowest >= 50 & highest <= 249 ~ "50-249",
        lowest >= 250 ~ "250+"
      )
    )

  firms %>%
    left_join(register, by = c("enterprise", "source_year")) %>%
    left_join(bands, by = "employees", na_matches = "never") %>%
    mutate(
      load = as.Date(if_else(source_year == 2019, "2018-01-01", "2020-09-01")),
      # 1110 is 01110: a leading zero was lost
      number = as.numeric(ifelse(grepl("^[0-9]{4,5}$", trimws(code)), trimws(code), NA))
    ) %>%
    transmute(
      enterprise, tax_year, source_year, found = coalesce(found, 0), employees, firm_size,
      closed_before_load = if_else(found == 1, as.numeric(coalesce(death < load, FALSE)), NA_real_), firm_region,
      sic_division = if_else(number >= 1000, number %/% 1000, NA_real_), n_records = coalesce(n_records, 0L)
    )
}
