library(dplyr)

# Permanent exclusion in a school year and so far.
permanent_exclusion <- function(exclusions_table1, exclusions_table3, exclusions_pre2006, census_main_record, permanent_code = "P") {
  late <- exclusions_table1 %>%
    transmute(
      pmr = PupilMatchingRefAnonymous, academic_year, starts = StartDate, perm = as.numeric(Category == "PERM"),
      duplicate = coalesce(Perm_Duplicate, 0)
    )
  # the table of 2004/05 holds permanent exclusions only
  early <- exclusions_pre2006 %>%
    transmute(
      pmr = PupilMatchingRefAnonymous, academic_year, starts = StartDate,
      perm = if_else(academic_year == "2004/05", 1, as.numeric(PermanentExclusionInd == permanent_code)), duplicate = 0
    )
  rows <- bind_rows(late, early) %>%
    filter(!is.na(pmr), !is.na(academic_year)) %>%
    distinct()
  pupil <- rows %>%
    group_by(pmr, academic_year) %>%
    summarise(n_perm = sum(perm %in% 1), n_unknown = sum(is.na(perm)), n_plain = sum(perm %in% 1 & duplicate != 1), .groups = "drop")
  dated <- rows %>% filter(perm %in% 1, !is.na(starts))
  dated <- dated[order(dated$pmr, dated$academic_year, dated$starts, method = "radix"), ] %>%
    distinct(pmr, academic_year, .keep_all = TRUE) %>%
    select(pmr, academic_year, perm_excl_date = starts)
  census <- census_main_record %>%
    filter(!is.na(pmr), academic_year %in% rows$academic_year) %>%
    distinct(pmr, academic_year) %>%
    mutate(in_census = 1)
  third <- exclusions_table3 %>%
    transmute(
      pmr = PupilMatchingRefAnonymous, academic_year, n_table3 = coalesce(PermanentExclusionCount, PermanentExclusionIndicator)
    ) %>%
    filter(!is.na(pmr), !is.na(academic_year), !is.na(n_table3)) %>%
    group_by(pmr, academic_year) %>%
    summarise(n_table3 = max(n_table3), .groups = "drop")
  result <- full_join(census, pupil, by = c("pmr", "academic_year")) %>%
    left_join(dated, by = c("pmr", "academic_year")) %>%
    left_join(third, by = c("pmr", "academic_year")) %>%
    mutate(
      across(c(in_census, n_perm, n_unknown, n_plain), ~ coalesce(as.numeric(.x), 0)),
      perm_excl = case_when(n_perm > 0 ~ 1, n_unknown == 0 ~ 0),
      n_perm = case_when(n_unknown > 0 ~ NA_real_, n_plain > 0 ~ n_plain, n_perm > 0 ~ 1, TRUE ~ 0)
    )
  result <- result[order(result$pmr, result$academic_year, method = "radix"), ]
  result %>%
    group_by(pmr) %>%
    mutate(seen = cumsum(perm_excl %in% 1) > 0, doubt = cumsum(is.na(perm_excl)) > 0) %>%
    ungroup() %>%
    mutate(perm_excl_ever = case_when(seen ~ 1, !doubt ~ 0)) %>%
    select(pmr, academic_year, perm_excl, n_perm, perm_excl_date, perm_excl_ever, n_table3, in_census)
}
