library(dplyr)

# Days and months in work in each tax year.
spell_split_periods <- function(spell_union, first_year = 1997, last_year = 2020) {
  last_year <- min(last_year, first_year + 99)
  month_number <- function(date) 12 * as.numeric(format(date, "%Y")) + as.numeric(format(date, "%m"))
  spells <- spell_union %>%
    distinct(edukey, start_date, end_date) %>%
    filter(!is.na(edukey), start_date <= end_date)
  spells <- spells[order(spells$edukey, spells$start_date, spells$end_date, method = "radix"), ] %>%
    mutate(
      person = cumsum(coalesce(edukey != lag(edukey), TRUE)),
      # the months of a tax year are April to March, with April from the 1st
      from_day = as.numeric(start_date), to_day = as.numeric(end_date),
      from_month = month_number(start_date), to_month = month_number(end_date),
      # one running maximum for all: each person stands so far behind the one before that it begins anew
      covered_day = lag(cummax(to_day + 1e7 * person)) - 1e7 * person,
      covered_month = lag(cummax(to_month + 1e7 * person)) - 1e7 * person,
      # where the days and months begin that no earlier spell has covered
      new_day = pmax(from_day, covered_day + 1, na.rm = TRUE),
      new_month = pmax(from_month, covered_month + 1, na.rm = TRUE),
      first = pmax((month_number(start_date - 5) - 4) %/% 12, first_year),
      last = pmin((to_month - 4) %/% 12, last_year),
      times = pmax(last - first + 1, 0)
    )
  pieces <- spells[rep(seq_len(nrow(spells)), spells$times), ] %>%
    mutate(y = first + sequence(spells$times) - 1)
  begins <- as.numeric(as.Date(sprintf("%.0f-04-06", first_year:(last_year + 1))))
  pieces <- pieces %>%
    mutate(
      first_day = begins[y - first_year + 1],
      last_day = begins[y - first_year + 2] - 1,
      longest_days = pmin(to_day, last_day) + 1 - pmax(from_day, first_day),
      days = pmax(pmin(to_day, last_day) + 1 - pmax(new_day, first_day), 0),
      months = pmax(pmin(to_month, 12 * y + 15) + 1 - pmax(new_month, 12 * y + 4), 0)
    )
  pieces <- pieces[order(pieces$person, pieces$y, -pieces$longest_days), ] %>%
    mutate(year = cumsum(coalesce(person != lag(person) | y != lag(y), TRUE)))
  pieces[!duplicated(pieces$year), ] %>%
    mutate(
      tax_year = sprintf("%.0f/%02.0f", y, (y + 1) %% 100),
      days = as.vector(rowsum(pieces$days, pieces$year)),
      months = as.vector(rowsum(pieces$months, pieces$year))
    ) %>%
    filter(days > 0) %>%
    select(edukey, tax_year, days, months, longest_days)
}
