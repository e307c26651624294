library(dplyr)

# Furlough and grants for the self-employed.
furlough_support <- function(link_person_spine, leo_cjrs, leo_seiss, marker = "dtm", first_month = 4) {
  years <- c("2019/20", "2020/21")
  spine <- filter(link_person_spine, !is.na(person))
  people <- spine %>%
    group_by(person) %>%
    summarise(linked = as.numeric(any(key_type %in% "edukey")), .groups = "drop")
  keys <- spine %>%
    filter(key_type == "edukey") %>%
    distinct(person, EDUKEY = key_value)

  records <- bind_rows(
    leo_cjrs %>%
      filter(tax_year %in% years) %>%
      transmute(
        scheme = "cjrs", EDUKEY, tax_year, eom = CJRS_EOM_IND, dtm = CJRS_DTM_IND, weeks = CJRS_TOT_WKS, capped = CJRS_WKS_CAPPED,
        amount = NA_real_
      ),
    leo_seiss %>%
      filter(tax_year %in% "2020/21") %>%
      transmute(
        scheme = "seiss", EDUKEY, tax_year, eom = SEISS_EOM_IND, dtm = SEISS_DTM_IND, weeks = SEISS_TOT_WKS, capped = NA_real_,
        amount = SEISS_TOT_AMT
      )
  ) %>%
    inner_join(keys, by = "EDUKEY", na_matches = "never") %>%
    distinct() %>%
    mutate(
      # only twelve marks of 0 and 1 can be read
      eom = if_else(grepl("^[01]{12}$", eom), eom, NA_character_), dtm = if_else(grepl("^[01]{12}$", dtm), dtm, NA_character_),
      marks = if (marker == "eom") eom else dtm,
      supported = case_when(
        grepl("1", eom) | grepl("1", dtm) ~ 1, weeks > 0 | amount > 0 ~ 1,
        !is.na(eom) | !is.na(dtm) | !is.na(weeks) | !is.na(amount) ~ 0
      ),
      capped = if_else(capped %in% c(0, 1), capped, NA_real_)
    )

  # what one record does not say is not known in all
  sums <- records %>%
    group_by(scheme, person, tax_year) %>%
    summarise(
      supported = if (any(supported %in% 1)) 1 else if (anyNA(supported)) NA_real_ else 0,
      weeks = if (anyNA(weeks)) NA_real_ else max(weeks),
      capped = if (any(capped %in% 1)) 1 else if (any(capped %in% 0)) 0 else NA_real_,
      amount = if (anyNA(amount)) NA_real_ else sum(amount), months_known = !anyNA(marks), .groups = "drop"
    )
  months <- bind_rows(lapply(1:12, function(place) {
    records %>%
      filter(substr(marks, place, place) == "1") %>%
      transmute(scheme, person, tax_year, month = (first_month + place - 2) %% 12 + 1)
  })) %>%
    distinct() %>%
    mutate(start = as.Date(sprintf("%d-%02d-01", as.integer(substr(tax_year, 1, 4)) + (month < 4), as.integer(month)))) %>%
    group_by(scheme, person, tax_year) %>%
    summarise(months = n(), first = start[order(start)][1], last = start[order(start, decreasing = TRUE)][1], .groups = "drop")
  found <- sums %>%
    left_join(months, by = c("scheme", "person", "tax_year")) %>%
    mutate(
      months = if_else(months_known, coalesce(as.numeric(months), 0), NA_real_),
      first = if_else(months_known, first, as.Date(NA)), last = if_else(months_known, last, as.Date(NA)), has = TRUE
    )
  furlough <- found %>%
    filter(scheme == "cjrs") %>%
    select(
      person, tax_year, has,
      furlough_any = supported, furlough_months = months, furlough_weeks = weeks, weeks_capped = capped, furlough_from = first,
      furlough_to = last
    )
  grants <- found %>%
    filter(scheme == "seiss") %>%
    select(person, tax_year, has_grant = has, seiss_any = supported, seiss_months = months, seiss_weeks = weeks, seiss_amt = amount)

  bind_rows(lapply(years, function(year) mutate(people, tax_year = rep(year, n())))) %>%
    left_join(furlough, by = c("person", "tax_year")) %>%
    left_join(grants, by = c("person", "tax_year")) %>%
    mutate(
      none = is.na(has) & linked == 1, no_grant = is.na(has_grant) & linked == 1 & tax_year == "2020/21",
      across(c(furlough_any, furlough_months, furlough_weeks), ~ if_else(none, 0, as.numeric(.x))),
      # the grants are supplied for 2020/21 alone
      across(c(seiss_any, seiss_months, seiss_weeks, seiss_amt), ~ if_else(no_grant, 0, as.numeric(.x)))
    ) %>%
    select(
      person, tax_year, linked, furlough_any, furlough_months, furlough_weeks, weeks_capped, furlough_from, furlough_to, seiss_any,
      seiss_months, seiss_weeks, seiss_amt
    )
}
