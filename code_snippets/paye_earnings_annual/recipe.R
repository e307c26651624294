library(dplyr)

# Pay by tax year.
paye_earnings_annual <- function(leo_earnings, industry_by = "enterprise") {
  rows <- leo_earnings %>%
    filter(!is.na(Edukey), !is.na(tax_year)) %>%
    distinct(
      Edukey, tax_year, Earnings, Num_Employments, main_enterprise, enterprise_earnings, main_enterprise_linked_section,
      Main_Section, Section_Earnings
    ) %>%
    # integer columns become numeric: if_else() and case_when() do not mix the two
    mutate(across(where(is.numeric), as.numeric))
  totals <- rows %>%
    group_by(Edukey, tax_year) %>%
    summarise(
      pay_known = sum(!is.na(Earnings)), total = sum(Earnings, na.rm = TRUE),
      count_known = sum(!is.na(Num_Employments)), n_employments = sum(Num_Employments, na.rm = TRUE),
      n_rows = n(), .groups = "drop"
    ) %>%
    mutate(total = if_else(pay_known > 0, total, NA_real_), n_employments = if_else(count_known > 0, n_employments, NA_real_))

  # order() by radix sorts text alike on every computer, and missing values last
  rows <- rows[order(
    -rows$enterprise_earnings, rows$main_enterprise, -rows$Earnings, -rows$Section_Earnings, -rows$Num_Employments,
    rows$main_enterprise_linked_section, rows$Main_Section,
    method = "radix"
  ), ]
  rows %>%
    distinct(Edukey, tax_year, .keep_all = TRUE) %>%
    left_join(select(totals, Edukey, tax_year, total, n_employments, n_rows), by = c("Edukey", "tax_year")) %>%
    mutate(
      industry = if (industry_by == "enterprise") main_enterprise_linked_section else Main_Section,
      industry_pay = if (industry_by == "enterprise") enterprise_earnings else Section_Earnings
    ) %>%
    transmute(
      edukey = Edukey, tax_year, earnings = pmax(total, 0), zero_pay = as.numeric(total <= 0), n_employments, main_enterprise,
      main_pay = enterprise_earnings, industry, industry_pay, n_rows
    )
}
