library(dplyr)

# One census row for each pupil and school year.
census_reference_year_row <- function(census_main_record, first_term = "spring") {
  terms <- c(first_term, setdiff(c("spring", "summer", "autumn"), first_term))
  rows <- census_main_record %>%
    filter(!is.na(pmr), !is.na(academic_year), !is.na(census_term)) %>%
    rename(ref_term = census_term) %>%
    distinct()
  rows <- rows[order(
    rows$pmr, rows$academic_year, rows$on_roll %in% 0, match(rows$ref_term, terms), method = "radix"
  ), ]
  rows$is_other <- duplicated(rows[c("pmr", "academic_year")]) # not the reference term

  year <- rows %>%
    filter(!is_other) %>%
    select(pmr, academic_year, ref_term, source, school, on_roll, enrol_status) %>%
    mutate(ref_term_filled = 0)
  fill <- function(year, known, names) {
    value <- rows[known, ] %>%
      distinct(pmr, academic_year, .keep_all = TRUE) %>%
      select(all_of(c("pmr", "academic_year", names, "is_other")))
    year %>%
      left_join(value, by = c("pmr", "academic_year")) %>%
      mutate(ref_term_filled = if_else(is_other %in% TRUE, 1, ref_term_filled)) %>%
      select(-is_other)
  }
  for (name in c("year_group", "sex", "ethnic_minor", "first_language", "fsm", "sen")) {
    year <- fill(year, !is.na(rows[[name]]), name)
  }
  year <- fill(year, !is.na(rows$age_start), c("age_start", "month_part"))
  has_home <- !is.na(rows$lsoa01) | !is.na(rows$lsoa11) | !is.na(rows$idaci_rank)
  year <- fill(year, has_home, c("lsoa01", "lsoa11", "idaci_rank"))
  year %>%
    select(
      pmr, academic_year, ref_term, ref_term_filled, source, school, year_group, on_roll, enrol_status, sex, ethnic_minor,
      first_language, fsm, sen, age_start, month_part, lsoa01, lsoa11, idaci_rank
    )
}
