library(dplyr)

# Episodes of need by year.
cin_episodes <- function(cin_details, cin_child_link, with_nfa = 0, gap_days = 0) {
  day <- function(starts, month_day) as.Date(if_else(is.na(starts), NA_character_, paste0(starts, month_day)))
  link <- cin_child_link %>% filter(!is.na(academic_year), !is.na(child_table_id))
  pupils <- link %>%
    filter(!is.na(pmr)) %>%
    distinct(academic_year, child_table_id, pmr) %>%
    group_by(academic_year, child_table_id) %>%
    filter(n() == 1) %>%
    ungroup()
  authorities <- link[order(link$la, method = "radix"), ] %>%
    distinct(academic_year, child_table_id, .keep_all = TRUE) %>%
    select(academic_year, child_table_id, la)
  rows <- cin_details %>%
    filter(!is.na(CIN_CINReferralDate)) %>%
    inner_join(pupils, by = c("academic_year", "CIN_ChildTableID" = "child_table_id")) %>%
    left_join(authorities, by = c("academic_year", "CIN_ChildTableID" = "child_table_id")) %>%
    transmute(
      pmr, la, cin_start = CIN_CINReferralDate, starts = as.numeric(substr(academic_year, 1, 4)), year_end = day(starts + 1, "-03-31"),
      closure = CIN_CINClosureDate, reason = CIN_ReasonForClosure, nfa = coalesce(CIN_ReferralNFA, 0)
    )
  rows <- rows[order(
    rows$pmr, rows$la, rows$cin_start, -rows$starts, -as.numeric(rows$closure), rows$reason, rows$nfa,
    method = "radix"
  ), ] %>%
    distinct(pmr, la, cin_start, .keep_all = TRUE) %>%
    filter(with_nfa == 1 | (nfa != 1 & !(reason %in% "RC8"))) %>%
    mutate(
      is_open = as.numeric(is.na(closure) | closure > year_end),
      cin_end = if_else(is_open == 1, year_end, closure),
      cin_end = if_else(cin_end < cin_start, cin_start, cin_end)
    ) %>%
    group_by(pmr, la) %>%
    mutate(number = cumsum(as.numeric(cin_start) - lag(cummax(as.numeric(cin_end)), default = -Inf) > gap_days)) %>%
    ungroup()
  # the first row of each episode tells the start, the one that ends last (open before closed) the end
  firsts <- rows %>%
    group_by(pmr, la, number) %>%
    summarise(cin_start = min(cin_start), n_referrals = n(), .groups = "drop")
  lasts <- rows[order(rows$pmr, rows$la, rows$number, -as.numeric(rows$cin_end), -rows$is_open, rows$reason, method = "radix"), ] %>%
    distinct(pmr, la, number, .keep_all = TRUE) %>%
    transmute(pmr, la, number, cin_end, right_censored = is_open, closure_reason = if_else(is_open == 1, NA_character_, reason))
  merged <- inner_join(firsts, lasts, by = c("pmr", "la", "number"))
  merged <- merged[order(merged$pmr, merged$cin_start, merged$la, method = "radix"), ] %>%
    group_by(pmr) %>%
    mutate(episode = row_number()) %>%
    ungroup()

  years <- cin_details %>%
    filter(!is.na(academic_year)) %>%
    distinct(financial_year = academic_year) %>%
    mutate(
      starts = as.numeric(substr(financial_year, 1, 4)), all = 1,
      first_day = day(starts, "-04-01"), last_day = day(starts + 1, "-03-31")
    )
  merged %>%
    mutate(all = 1) %>%
    inner_join(years, by = "all") %>%
    filter(first_day <= cin_end, last_day >= cin_start) %>%
    mutate(
      days = pmin(as.numeric(cin_end), as.numeric(last_day)) - pmax(as.numeric(cin_start), as.numeric(first_day)) + 1,
      at_year_end = as.numeric(cin_end > last_day | (cin_end == last_day & right_censored == 1))
    ) %>%
    select(pmr, financial_year, episode, la, cin_start, cin_end, days, right_censored, at_year_end, closure_reason, n_referrals)
}
