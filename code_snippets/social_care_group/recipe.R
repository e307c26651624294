library(dplyr)

# Highest contact with social care.
social_care_group <- function(cin_episodes, cpp_episodes, cla_periods, census_main_record, years = 1, point = "any") {
  of_level <- function(source, level) source %>% transmute(pmr, financial_year, at_year_end, sc_level = level)
  contact <- bind_rows(of_level(cin_episodes, 1), of_level(cpp_episodes, 2), of_level(cla_periods, 3)) %>%
    distinct() %>%
    mutate(starts = as.numeric(substr(financial_year, 1, 4)))
  covered <- contact %>%
    group_by(financial_year, starts) %>%
    summarise(
      cin = as.numeric(any(sc_level == 1)), cpp = as.numeric(any(sc_level == 2)), cla = as.numeric(any(sc_level == 3)), .groups = "drop"
    )
  in_window <- function(now) covered$starts <= now & covered$starts > now - years
  within <- function(source) vapply(covered$starts, function(now) sum(source[in_window(now)]), numeric(1))
  cover <- covered %>% mutate(cin_years = within(cin), cpp_years = within(cpp), cla_years = within(cla))

  pupils <- census_main_record %>% transmute(pmr, financial_year = academic_year, in_census = 1)
  rows <- bind_rows(pupils, contact %>% transmute(pmr, financial_year, in_census = 0)) %>%
    filter(!is.na(pmr), !is.na(financial_year)) %>%
    distinct()
  rows <- rows[order(rows$pmr, rows$financial_year, -rows$in_census, method = "radix"), ] %>%
    distinct(pmr, financial_year, .keep_all = TRUE) %>%
    inner_join(cover, by = "financial_year")
  seen <- rows %>%
    select(pmr, financial_year, starts) %>%
    inner_join(contact %>% filter(point == "any" | at_year_end %in% 1) %>% select(pmr, then = starts, level = sc_level), by = "pmr") %>%
    filter(then <= starts) %>%
    group_by(pmr, financial_year) %>%
    summarise(sc_level = max(c(0, level[then > starts - years])), sc_ever = max(level), .groups = "drop") %>%
    mutate(sc_level = na_if(sc_level, 0))
  rows %>%
    left_join(seen, by = c("pmr", "financial_year")) %>%
    mutate(
      sc_level = case_when(!is.na(sc_level) ~ sc_level, cin_years == years & cla_years == years ~ 0),
      sc_ever = case_when(!is.na(sc_ever) ~ sc_ever, cin * cla == 1 ~ 0),
      sc_group = case_when(sc_level == 3 ~ "CLA", sc_level == 2 ~ "CPPO", sc_level == 1 ~ "CINO", sc_level == 0 ~ "not seen")
    ) %>%
    select(pmr, financial_year, sc_level, sc_group, sc_ever, cin_years, cpp_years, cla_years, in_census)
}
