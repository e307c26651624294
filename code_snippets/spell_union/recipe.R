library(dplyr)

# Employment spells without overlaps.
spell_union <- function(leo_employment, tolerance_days = 1, data_end = "2021-04-05") {
  data_end <- as.Date(data_end)
  rows <- leo_employment %>%
    select(edukey = EduKey, start_date = StartDate, raw_end = EndDate, UncertainStartDate, UncertainEndDate) %>%
    distinct() %>%
    filter(!is.na(edukey), start_date <= data_end, is.na(raw_end) | raw_end >= start_date) %>%
    mutate(
      right_censored = is.na(raw_end) | raw_end > data_end,
      end_date = if_else(right_censored, data_end, raw_end),
      is_uncertain = UncertainStartDate %in% 1 | UncertainEndDate %in% 1,
      is_unknown = !is_uncertain & (is.na(UncertainStartDate) | is.na(UncertainEndDate))
    )
  rows <- rows[order(rows$edukey, rows$start_date, rows$end_date, method = "radix"), ] %>%
    mutate(
      person = cumsum(coalesce(edukey != lag(edukey), TRUE)),
      # one running maximum for all: each person stands so far behind the one before that it begins anew
      latest = cummax(as.numeric(end_date) + 1e7 * person) - 1e7 * person,
      is_new = coalesce(person != lag(person), TRUE) | as.numeric(start_date) - lag(latest) > tolerance_days,
      spell = cumsum(is_new)
    )
  with_any <- function(rows_that) as.numeric(unique(rows$spell) %in% rows$spell[rows_that])
  first <- rows[!duplicated(rows$spell), ]
  last <- rows[!duplicated(rows$spell, fromLast = TRUE), ]
  first %>%
    mutate(
      spell_number = spell - spell[match(person, person)] + 1,
      end_date = as.Date(last$latest, origin = "1970-01-01"),
      right_censored = with_any(rows$right_censored),
      n_raw = tabulate(rows$spell, nbins = n()),
      any_uncertain_date = case_when(with_any(rows$is_uncertain) == 1 ~ 1, with_any(rows$is_unknown) == 0 ~ 0)
    ) %>%
    select(edukey, spell_number, start_date, end_date, right_censored, n_raw, any_uncertain_date)
}
