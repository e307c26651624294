library(dplyr)

# One key stage 4 row for each pupil and year.
ks4_row_selection <- function(ks4_pupil) {
  rows <- ks4_pupil %>%
    select(
      pmr = KS4_PupilMatchingRefAnonymous, academic_year, school = KS4_LAESTAB_anon, KS4_ACADYR, KS4_YEARGRP, KS4_Y11YEAR,
      KS4_STATUS, KS4_ENDKS, KS4_NATRES, KS4_NORFLAGE, KS4_ENTRIES, KS4_AMDFLAG
    ) %>%
    filter(!is.na(pmr), !is.na(academic_year)) %>%
    distinct() %>%
    group_by(pmr, academic_year) %>%
    mutate(n_rows = n()) %>%
    ungroup() %>%
    mutate(
      starts = as.numeric(substr(academic_year, 1, 4)),
      end_of_ks4 = case_when(
        starts >= 2006 ~ KS4_ENDKS,
        between(starts, 2002, 2004) & KS4_Y11YEAR == KS4_ACADYR ~ 1,
        between(starts, 2002, 2004) & KS4_Y11YEAR != KS4_ACADYR ~ 0,
        KS4_YEARGRP == "11" ~ 1,
        KS4_YEARGRP != "99" ~ 0
      ),
      in_national = case_when(
        starts >= 2003 ~ KS4_NATRES,
        KS4_STATUS %in% c(1, 3, 4) ~ 1,
        KS4_STATUS == 5 ~ 0
      )
    )
  rows <- rows[order(
    rows$pmr, rows$academic_year, !rows$end_of_ks4 %in% 1, !rows$in_national %in% 1, rows$KS4_NORFLAGE %in% 2, -rows$KS4_ENTRIES,
    is.na(rows$KS4_AMDFLAG), rows$school, is.na(rows$end_of_ks4), is.na(rows$in_national),
    method = "radix"
  ), ]
  rows %>%
    distinct(pmr, academic_year, .keep_all = TRUE) %>%
    select(pmr, academic_year, school, n_rows, in_national, end_of_ks4)
}
