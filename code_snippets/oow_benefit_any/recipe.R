library(dplyr)

# Months on an out-of-work benefit.
oow_benefit_any <- function(leo_benefit, definition = "flag", data_start = "1999-04-06", data_end = "2021-04-05") {
  both <- c("ESA", "IB", "IS", "JSA", "JTA", "PC", "PIB", "SDA", "UAA", "UBC", "UCE", "UDF")
  codes <- if (definition == "published_script") c(both, "AA", "ICA", "RP") else both
  data_start <- as.Date(data_start)
  data_end <- as.Date(data_end)
  month_number <- function(date) 12 * as.numeric(format(date, "%Y")) + as.numeric(format(date, "%m")) - 1

  spells <- leo_benefit %>%
    filter(
      if (definition == "flag") Out_of_work_benefit %in% 1 else Benefit_type %in% codes,
      !is.na(EduKey), StartDate <= data_end, is.na(EndDate) | (EndDate >= StartDate & EndDate >= data_start)
    ) %>%
    transmute(
      edukey = EduKey, benefit = Benefit_type,
      start = pmax(StartDate, data_start), end = if_else(is.na(EndDate) | EndDate > data_end, data_end, EndDate)
    ) %>%
    distinct()
  spells <- spells[order(spells$edukey, spells$start, spells$end, method = "radix"), ] %>%
    mutate(
      person = cumsum(coalesce(edukey != lag(edukey), TRUE)),
      from_day = as.numeric(start), to_day = as.numeric(end),
      # one running maximum for all: each person stands so far behind the one before that it begins anew
      covered_day = lag(cummax(to_day + 1e7 * person)) - 1e7 * person,
      new_day = pmax(from_day, covered_day + 1, na.rm = TRUE),
      first_month = month_number(start),
      times = month_number(end) - first_month + 1
    )
  starts <- seq(as.Date(format(data_start, "%Y-%m-01")), by = "month", length.out = month_number(data_end) - month_number(data_start) + 2)
  pieces <- spells[rep(seq_len(nrow(spells)), spells$times), ] %>%
    mutate(
      place = first_month + sequence(spells$times) - month_number(data_start),
      first_day = as.numeric(starts)[place],
      last_day = as.numeric(starts)[place + 1] - 1,
      days = pmax(pmin(to_day, last_day) + 1 - pmax(new_day, first_day), 0)
    )
  pieces <- pieces[order(pieces$person, pieces$place, pieces$benefit, method = "radix"), ] %>%
    mutate(
      is_new = coalesce(person != lag(person) | place != lag(place), TRUE),
      month = cumsum(is_new),
      is_code = !is.na(benefit) & (is_new | coalesce(benefit != lag(benefit), TRUE))
    )
  pieces[pieces$is_new, ] %>%
    mutate(
      month_start = starts[place],
      days = as.vector(rowsum(pieces$days, pieces$month)),
      benefits = as.vector(rowsum(as.numeric(pieces$is_code), pieces$month))
    ) %>%
    select(edukey, month_start, days, benefits)
}
