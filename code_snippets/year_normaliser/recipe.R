library(dplyr)

# Year labels of all sources in one form.
year_normaliser <- function(lilr_aims, lilr_learners, school_census, ks4_pupil, nccis, hesa, ucas, leo_earnings, cla, cin_details) {
  # meant: what four digits are, the start or the end of the year, or nothing where both years should stand
  read <- function(source, kind, meant, written, label) {
    if (is.numeric(written)) written <- if_else(is.na(written), NA_character_, sprintf("%.0f", written))
    tibble(source = source, kind = kind, meant = meant, written = gsub("^ +| +$", "", written), label = label) %>% distinct()
  }
  rows <- bind_rows(
    read("lilr_aims.Year", "college", "start", lilr_aims$Year, lilr_aims$academic_year),
    read("lilr_aims.AcademicYear", "college", "both", lilr_aims$AcademicYear, lilr_aims$academic_year),
    read("lilr_learners.Year", "college", "start", lilr_learners$Year, lilr_learners$academic_year),
    read("school_census.AcademicYear", "school", "end", school_census$AcademicYear, school_census$academic_year),
    read("ks4_pupil.KS4_ACADYR", "school", "end", ks4_pupil$KS4_ACADYR, ks4_pupil$academic_year),
    read("nccis.NCCIS_ACADYR", "school", "both", nccis$NCCIS_ACADYR, nccis$academic_year),
    read("hesa.academic_year", "college", "both", hesa$academic_year, hesa$academic_year),
    read("ucas.application_cycle", "cycle", "end", ucas$application_cycle, ucas$cycle_year),
    read("ucas.entry_year", "college", "start", ucas$entry_year, NA_character_),
    read("leo_earnings.TaxYear", "tax", "both", leo_earnings$TaxYear, leo_earnings$tax_year),
    read("cla.cla_PROCESSING_YEAR", "care", "end", cla$cla_PROCESSING_YEAR, cla$academic_year),
    read("cin_details.CIN_ACADYR", "care", "end", cin_details$CIN_ACADYR, cin_details$academic_year)
  )
  day <- function(year, month_day) as.Date(if_else(is.na(year) | is.na(month_day), NA_character_, sprintf("%.0f-%s", year, month_day)))
  rows %>%
    filter(!is.na(written), written != "") %>%
    mutate(
      digits = as.numeric(if_else(grepl("^[0-9]{4}", written), substr(written, 1, 4), NA_character_)),
      digits = if_else(digits >= 1900 & digits <= 2099, digits, NA_real_),
      rest = sub("^[/-]", "", substr(written, 5, nchar(written))),
      y = case_when(
        nchar(written) == 4 & meant == "start" ~ digits,
        nchar(written) == 4 & meant == "end" ~ digits - 1,
        rest == sprintf("%02.0f", (digits + 1) %% 100) | rest == sprintf("%.0f", digits + 1) ~ digits
      ),
      year_label = if_else(is.na(y), NA_character_, sprintf("%.0f/%02.0f", y, (y + 1) %% 100)),
      end_year = y + 1,
      begins = case_when(kind == "school" ~ "09-01", kind == "college" ~ "08-01", kind == "care" ~ "04-01", kind == "tax" ~ "04-06"),
      first_day = day(y, begins),
      last_day = day(y + 1, begins) - 1,
      agrees = as.numeric(label == year_label)
    ) %>%
    group_by(source, written, kind, year_label, end_year, first_day, last_day) %>%
    summarise(agrees = if (all(is.na(agrees))) NA_real_ else min(agrees, na.rm = TRUE), .groups = "drop")
}
