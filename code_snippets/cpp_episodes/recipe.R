library(dplyr)

# Child protection plans by year.
cpp_episodes <- function(cin_cpp, cin_child_link) {
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
  # the column holds the year in which the return ends: 2009 for April 2008 to March 2009
  rows <- cin_cpp %>%
    filter(CIN_ACADYR >= 2009, CIN_ACADYR <= 2099, !is.na(CIN_CPPstartDate)) %>%
    mutate(
      financial_year = paste0(CIN_ACADYR - 1, "/", substr(CIN_ACADYR, 3, 4)), first_day = day(CIN_ACADYR - 1, "-04-01"),
      last_day = day(CIN_ACADYR, "-03-31")
    )
  years <- rows %>% distinct(financial_year, first_day, last_day) %>% mutate(all = 1)
  rows <- rows %>%
    inner_join(pupils, by = c("financial_year" = "academic_year", "CIN_ChildTableID" = "child_table_id")) %>%
    left_join(authorities, by = c("financial_year" = "academic_year", "CIN_ChildTableID" = "child_table_id")) %>%
    transmute(
      pmr, la, cpp_start = CIN_CPPstartDate, ends = CIN_ACADYR, ended = CIN_CPPendDate, last_day,
      category_initial = coalesce(CIN_InitialCategoryOfAbuse, CIN_CategoryOfAbuse),
      category_latest = coalesce(CIN_LatestCategoryOfAbuse, CIN_CategoryOfAbuse),
      cpp_n = if_else(CIN_NumberOfPreviousCPP >= 0, CIN_NumberOfPreviousCPP + 1, NA_real_)
    )
  rows <- rows[order(
    rows$pmr, rows$la, rows$cpp_start, -rows$ends, -as.numeric(rows$ended), rows$category_initial, rows$category_latest, -rows$cpp_n,
    method = "radix"
  ), ] %>%
    distinct(pmr, la, cpp_start, .keep_all = TRUE) %>%
    mutate(
      right_censored = as.numeric(is.na(ended) | ended > last_day), cpp_end = if_else(right_censored == 1, last_day, ended),
      cpp_end = if_else(cpp_end < cpp_start, cpp_start, cpp_end), all = 1
    ) %>%
    select(-last_day)
  rows <- rows[order(rows$pmr, rows$cpp_start, rows$la, method = "radix"), ] %>%
    group_by(pmr) %>%
    mutate(episode = row_number()) %>%
    ungroup()
  rows %>%
    inner_join(years, by = "all") %>%
    filter(first_day <= cpp_end, last_day >= cpp_start) %>%
    mutate(
      days = pmin(as.numeric(cpp_end), as.numeric(last_day)) - pmax(as.numeric(cpp_start), as.numeric(first_day)) + 1,
      at_year_end = as.numeric(cpp_end > last_day | (cpp_end == last_day & right_censored == 1))
    ) %>%
    select(
      pmr, financial_year, episode, la, cpp_start, cpp_end, days, right_censored, at_year_end, category_initial, category_latest, cpp_n
    )
}
