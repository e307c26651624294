library(dplyr)

# Industry of the main employer.
main_employer_sic <- function(leo_earnings, basis = "section") {
  # letter, first and last division, and how the name begins
  letter <- c("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U")
  first <- c(1, 5, 10, 35, 36, 41, 45, 49, 55, 58, 64, 68, 69, 77, 84, 85, 86, 90, 94, 97, 99)
  last <- c(3, 9, 33, 35, 39, 43, 47, 53, 56, 63, 66, 68, 75, 82, 84, 85, 88, 93, 96, 98, 99)
  begins <- c(
    "agricult", "mining", "manufact", "electric", "water", "construct", "wholesale", "transport", "accommod", "information",
    "financ", "real estate", "professional", "administrat", "public admin", "education", "human health", "arts", "other service",
    "activities of house", "activities of extra"
  )
  fields <- list(
    section = c("Section_Earnings", "Main_Section", "Main_SIC2007", "Tied_Main_Section_Flag"),
    code = c("SIC_Earnings", NA, "Main_SIC2007", "Tied_Main_SIC_Flag"),
    enterprise = c(
      "enterprise_earnings", "main_enterprise_linked_section", "main_enterprise_linked_sic2007",
      "tied_main_record_enterprise_sic_fg"
    )
  )[[basis]]
  rows <- leo_earnings %>%
    filter(!is.na(Edukey), !is.na(tax_year)) %>%
    transmute(
      edukey = Edukey, tax_year, main_enterprise, pay = as.numeric(.data[[fields[1]]]), tie_mark = .data[[fields[4]]],
      section_name = if (is.na(fields[2])) NA_character_ else .data[[fields[2]]],
      code = if (basis == "enterprise") sprintf("%.0f", .data[[fields[3]]]) else trimws(.data[[fields[3]]])
    ) %>%
    distinct()
  # 1110 is 01110: a leading zero was lost
  rows$number <- as.numeric(ifelse(grepl("^[0-9]{4,5}$", rows$code), rows$code, NA))
  division <- rows$number %/% 1000
  of_code <- rep(NA_character_, nrow(rows))
  of_name <- of_code
  for (i in seq_along(letter)) {
    of_code[which(division >= first[i] & division <= last[i])] <- letter[i]
    of_name[which(startsWith(tolower(rows$section_name), begins[i]))] <- letter[i]
  }
  rows$sic_section <- if (basis == "section") of_name else if (basis == "code") of_code else coalesce(of_code, of_name)
  # a code of another section than the one that was chosen describes another part of the pay
  rows$number[is.na(of_code) | (basis == "section" & !(of_code == of_name) %in% TRUE)] <- NA

  rows <- rows %>%
    group_by(edukey, tax_year) %>%
    mutate(n_rows = n()) %>%
    ungroup()
  # order() by radix sorts text alike on every computer, and missing values last
  rows <- rows[order(
    rows$edukey, rows$tax_year, -rows$pay, rows$main_enterprise, rows$sic_section, rows$number, rows$tie_mark,
    method = "radix"
  ), ]
  rows %>%
    distinct(edukey, tax_year, .keep_all = TRUE) %>%
    group_by(edukey, known = !is.na(sic_section)) %>%
    mutate(prev_year = lag(tax_year), section_before = lag(sic_section), enterprise_before = lag(main_enterprise)) %>%
    ungroup() %>%
    mutate(
      prev_year = if_else(known, prev_year, NA_character_),
      crosses = if_else(is.na(prev_year), NA_real_, as.numeric(tax_year >= "2017/18" & prev_year < "2017/18")),
      # the same enterprise under another load of the register: a new coding, or a new business, can not be told
      ind_switch = case_when(
        is.na(prev_year) ~ NA_real_, sic_section == section_before ~ 0,
        crosses == 1 & main_enterprise == enterprise_before ~ NA_real_, TRUE ~ 1
      )
    ) %>%
    transmute(
      edukey, tax_year, sic_basis = rep(basis, n()), sic_section, sic_division = number %/% 1000,
      sic2007 = if_else(is.na(number), NA_character_, sprintf("%05.0f", number)),
      industry_pay = if_else(known, pay, NA_real_), tie_mark, prev_year, ind_switch, across_loads = crosses, n_rows
    )
}
