library(dplyr)

# Months with employment.
employment_month_flags <- function(spell_union, first_day = "1997-04-06", last_day = "2021-04-05", uncertain = "keep") {
  first <- as.Date(first_day)
  last <- as.Date(last_day)
  months <- seq(as.Date(paste0(substr(first_day, 1, 7), "-01")), last, by = "month")
  month_ends <- seq(months[1], by = "month", length.out = length(months) + 1)[-1] - 1
  spells <- spell_union %>%
    # a spell that touches the window counts, also where it began before
    filter(!is.na(edukey), start_date <= end_date, start_date <= last, end_date >= first) %>%
    filter(uncertain == "keep" | coalesce(any_uncertain_date, 0) == 0) %>%
    transmute(edukey, start = pmax(start_date, first), end = pmin(end_date, last))
  spells <- spells[order(spells$edukey, spells$start, spells$end, method = "radix"), ] %>%
    group_by(edukey) %>%
    mutate(covered = lag(cummax(as.numeric(end)))) %>%
    ungroup() %>%
    # days that an earlier spell has covered do not count again
    mutate(start = if_else(is.na(covered) | covered < as.numeric(start), start, as.Date(covered + 1, origin = "1970-01-01"))) %>%
    filter(start <= end)

  first_month <- findInterval(spells$start, months)
  count <- findInterval(spells$end, months) - first_month + 1
  row <- rep(seq_len(nrow(spells)), count)
  month <- rep(first_month, count) + sequence(count) - 1
  tibble(edukey = spells$edukey[row], month_start = months[month], month_end = month_ends[month]) %>%
    mutate(days = as.numeric(pmin(spells$end[row], month_end)) - as.numeric(pmax(spells$start[row], month_start)) + 1) %>%
    group_by(edukey, month_start) %>%
    summarise(days = sum(days), .groups = "drop") %>%
    mutate(
      year = as.integer(format(month_start, "%Y")) - (format(month_start, "%m") < "04"),
      tax_year = sprintf("%d/%02d", year, (year + 1L) %% 100L)
    ) %>%
    select(edukey, month_start, tax_year, days)
}
