library(dplyr)

# Months on an out-of-work benefit.
oow_benefit_any <- function(leo_benefit, definition = "flag", data_start = "1999-04-06", data_end = "2021-04-05") {
  both <- c("ESA", "IB", "IS", "JSA", "JTA", "PC", "PIB", "SDA", "UAA", "UBC", "UCE", "UDF")
  codes <- if (definition == "published_script") c(both, "AA", "ICA", "RP") else both
  months <- paste0("in_", c("apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar"))
  data_start <- as.Date(data_start)
  data_end <- as.Date(data_end)
  # months are numbered from April of the year 0, so that twelve of them make a tax year
  month_number <- function(date) 12 * as.numeric(format(date, "%Y")) + as.numeric(format(date, "%m")) - 4

  spells <- leo_benefit %>%
    filter(
      if (definition == "flag") Out_of_work_benefit %in% 1 else Benefit_type %in% codes,
      !is.na(EduKey), StartDate <= data_end, is.na(EndDate) | (EndDate >= StartDate & EndDate >= data_start)
    ) %>%
    transmute(
      edukey = EduKey,
      start = pmax(StartDate, data_start), end = if_else(is.na(EndDate) | EndDate > data_end, data_end, EndDate)
    ) %>%
    distinct()
  spells <- spells[order(spells$edukey, spells$start, spells$end, method = "radix"), ] %>%
    mutate(
      person = cumsum(coalesce(edukey != lag(edukey), TRUE)),
      to_day = as.numeric(end),
      # one running maximum for all: each person stands so far behind the one before that it begins anew
      covered_day = lag(cummax(to_day + 1e7 * person)) - 1e7 * person,
      # days that an earlier spell has covered do not count again
      from_day = pmax(as.numeric(start), covered_day + 1, na.rm = TRUE)
    ) %>%
    filter(from_day <= to_day) %>%
    mutate(
      m1 = month_number(as.Date(from_day, origin = "1970-01-01")), m2 = month_number(end),
      times = m2 %/% 12 - m1 %/% 12 + 1
    )
  first_year <- as.numeric(format(data_start, "%Y")) - 1
  begins <- as.numeric(as.Date(sprintf("%.0f-04-01", first_year:(as.numeric(format(data_end, "%Y")) + 1))))
  parts <- spells[rep(seq_len(nrow(spells)), spells$times), ] %>%
    mutate(
      y = m1 %/% 12 + sequence(spells$times) - 1,
      days = pmin(to_day, begins[y - first_year + 2] - 1) - pmax(from_day, begins[y - first_year + 1]) + 1
    )
  parts <- parts[order(parts$person, parts$y), ] %>%
    mutate(is_new = coalesce(person != lag(person) | y != lag(y), TRUE), year = cumsum(is_new))
  years <- parts[parts$is_new, ] %>%
    mutate(tax_year = sprintf("%.0f/%02.0f", y, (y + 1) %% 100), days = as.vector(rowsum(parts$days, parts$year)), months = 0)
  for (place in seq_along(months)) {
    month <- 12 * parts$y + place - 1
    covered <- unique(parts$year[parts$m1 <= month & parts$m2 >= month])
    years[[months[place]]] <- as.numeric(years$year %in% covered)
    years$months <- years$months + years[[months[place]]]
  }
  years[c("edukey", "tax_year", "days", "months", months)]
}
