library(dplyr)

# English as an additional language, in the year and so far.
eal_status <- function(census_reference_year_row, ks4_pupil) {
  census <- census_reference_year_row %>%
    mutate(census = case_when(first_language %in% c("ENG", "ENB") ~ 0, first_language %in% c("OTH", "OTB") ~ 1))
  ks4 <- ks4_pupil %>%
    mutate(
      pmr = KS4_PupilMatchingRefAnonymous,
      group = case_when(
        academic_year <= "2012/13" ~ as.numeric(KS4_EALGRP),
        academic_year == "2013/14" ~ as.numeric(KS4_EALGRP_PTQ),
        TRUE ~ as.numeric(KS4_EALGRP_PTQ_EE)
      ),
      ks4 = case_when(group == 1 ~ 0, group == 2 ~ 1)
    )
  # the highest value first, missing ones last: one "other" is enough
  census <- census[order(-census$census), ] %>% distinct(pmr, academic_year, .keep_all = TRUE)
  ks4 <- ks4[order(-ks4$ks4), ] %>% distinct(pmr, academic_year, .keep_all = TRUE)
  rows <- full_join(
    census %>% select(pmr, academic_year, census), ks4 %>% select(pmr, academic_year, ks4),
    by = c("pmr", "academic_year")
  ) %>%
    filter(!is.na(pmr), !is.na(academic_year)) %>%
    mutate(
      eal = coalesce(census, ks4),
      eal_source = case_when(!is.na(census) ~ "census", !is.na(ks4) ~ "ks4")
    )
  rows <- rows[order(rows$pmr, rows$academic_year, method = "radix"), ]
  # a running maximum for each person: -1 stands for no answer so far
  person <- match(rows$pmr, unique(rows$pmr))
  so_far <- cummax(person * 10 + coalesce(rows$eal, -1)) - person * 10
  rows %>%
    mutate(eal_ever = if_else(so_far >= 0, so_far, NA_real_)) %>%
    select(pmr, academic_year, eal, eal_source, eal_ever)
}
