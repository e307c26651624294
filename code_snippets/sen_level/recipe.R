library(dplyr)

# Level of provision for special educational needs.
sen_level <- function(census_reference_year_row, blank_on_roll = "missing") {
  census_reference_year_row %>%
    filter(!is.na(pmr), !is.na(academic_year)) %>%
    transmute(
      pmr, academic_year,
      sen_code = case_when(
        sen %in% c("N", "A", "P", "K", "S", "E") ~ sen,
        is.na(sen) & on_roll == 1 & blank_on_roll == "none" ~ "N"
      )
    ) %>%
    distinct() %>%
    transmute(
      pmr, academic_year,
      sen_level = case_when(
        sen_code == "N" ~ "none", sen_code %in% c("A", "P", "K") ~ "support", sen_code %in% c("S", "E") ~ "plan"
      ),
      any_sen = as.numeric(sen_level != "none"),
      has_plan = as.numeric(sen_level == "plan"),
      sen_code,
      sen_system = case_when(sen_code %in% c("A", "P", "S") ~ "old", sen_code %in% c("K", "E") ~ "new")
    )
}
