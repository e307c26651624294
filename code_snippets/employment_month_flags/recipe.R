library(dplyr)

# Months with employment, a row for each tax year.
employment_month_flags <- function(spell_union, first_day = "1997-04-06", last_day = "2021-04-05", uncertain = "keep") {
  first <- as.Date(first_day)
  last <- as.Date(last_day)
  # months are numbered from April of the year 0
  month_number <- function(date) 12 * as.numeric(format(date, "%Y")) + as.numeric(format(date, "%m")) - 4
  years <- (month_number(first) %/% 12):(month_number(last) %/% 12)
  year_starts <- as.numeric(as.Date(sprintf("%.0f-04-01", c(years, max(years) + 1))))
  spells <- spell_union %>%
    # a spell that touches the window counts, also where it began before
    filter(!is.na(edukey), start_date <= end_date, start_date <= last, end_date >= first) %>%
    filter(uncertain == "keep" | coalesce(any_uncertain_date, 0) == 0) %>%
    mutate(
      start_date = pmax(start_date, first), end_date = pmin(end_date, last),
      from_month = month_number(start_date), to_month = month_number(end_date)
    )

  count <- spells$to_month %/% 12 - spells$from_month %/% 12 + 1
  parts <- spells[rep(seq_len(nrow(spells)), count), ] %>%
    mutate(
      y = from_month %/% 12 + sequence(count) - 1,
      year_start = year_starts[y - years[1] + 1],
      next_year_start = year_starts[y - years[1] + 2],
      days = pmin(as.numeric(end_date) + 1, next_year_start) - pmax(as.numeric(start_date), year_start)
    )
  months <- paste0("in_", c("apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar"))
  for (number in 0:11) {
    asked <- 12 * parts$y + number
    parts[[months[number + 1]]] <- as.numeric(parts$from_month <= asked & parts$to_month >= asked)
  }
  found <- parts %>%
    group_by(edukey, y) %>%
    summarise(days = sum(days), across(all_of(months), max), .groups = "drop")
  found %>%
    mutate(tax_year = sprintf("%.0f/%02.0f", y, (y + 1) %% 100), months = rowSums(found[months])) %>%
    select(edukey, tax_year, days, months, all_of(months))
}
