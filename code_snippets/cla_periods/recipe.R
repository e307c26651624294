library(dplyr)

# Periods of care by year.
cla_periods <- function(cla, short_breaks = 0) {
  day <- function(starts, month_day) as.Date(if_else(is.na(starts), NA_character_, paste0(starts, month_day)))
  month_number <- function(x) as.numeric(format(x, "%Y")) * 12 + as.numeric(format(x, "%m"))
  years <- cla %>%
    filter(!is.na(academic_year)) %>%
    distinct(financial_year = academic_year) %>%
    mutate(
      year = as.numeric(substr(financial_year, 1, 4)), first_day = day(year, "-04-01"), last_day = day(year + 1, "-03-31"), all = 1
    )
  rows <- cla %>%
    transmute(
      pmr = cla_PupilMatchingRefAnonymous, starts = coalesce(cla_POC_START, cla_DATE_EPI_COMM), financial_year = academic_year,
      ceased = cla_DATE_EPI_CEASED, reason = cla_REC, legal_status = cla_LEGAL_STATUS, months = cla_POC_LENGTH
    ) %>%
    filter(!is.na(pmr), !is.na(starts), short_breaks == 1 | !(legal_status %in% c("V3", "V4"))) %>%
    inner_join(years, by = "financial_year") %>%
    mutate(
      is_open = 1 - as.numeric(coalesce(ceased <= last_day, FALSE) & !(reason %in% "-10")),
      ends = if_else(is_open == 1, last_day, ceased)
    )
  rows <- rows[order(
    rows$pmr, rows$starts, -rows$year, -as.numeric(rows$ends), -rows$is_open, rows$legal_status, rows$reason, -rows$months,
    method = "radix"
  ), ] %>%
    distinct(pmr, starts, .keep_all = TRUE) %>%
    mutate(
      length_agrees = as.numeric(abs(month_number(ends) - month_number(starts) - months) <= 1),
      ends = if_else(ends < starts, starts, ends)
    ) %>%
    group_by(pmr) %>%
    mutate(period = cumsum(as.numeric(starts) > lag(cummax(as.numeric(ends)), default = -Inf))) %>%
    group_by(pmr, period) %>%
    mutate(cla_start = min(starts), n_parts = n()) %>%
    ungroup()
  rows <- rows[order(rows$pmr, rows$period, -as.numeric(rows$ends), -rows$is_open, -as.numeric(rows$starts), method = "radix"), ] %>%
    distinct(pmr, period, .keep_all = TRUE) %>%
    transmute(
      pmr, period, cla_start, cla_end = ends, right_censored = is_open, last_legal_status = legal_status,
      end_reason = if_else(is_open == 1, NA_character_, reason), length_agrees = if_else(n_parts == 1, length_agrees, NA_real_), all = 1
    )
  rows %>%
    inner_join(years, by = "all") %>%
    filter(first_day <= cla_end, last_day >= cla_start) %>%
    mutate(
      days = pmin(as.numeric(cla_end), as.numeric(last_day)) - pmax(as.numeric(cla_start), as.numeric(first_day)) + 1,
      at_year_end = as.numeric(cla_end > last_day | (cla_end == last_day & right_censored == 1))
    ) %>%
    select(
      pmr, financial_year, period, cla_start, cla_end, days, right_censored, at_year_end, last_legal_status, end_reason, length_agrees
    )
}
