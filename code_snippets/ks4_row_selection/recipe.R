library(dplyr)

# One key stage 4 row for each pupil and year.
ks4_row_selection <- function(ks4_pupil) {
  rows <- ks4_pupil %>%
    select(
      pmr = KS4_PupilMatchingRefAnonymous, academic_year, school = KS4_LAESTAB_anon, ks4_acadyr = KS4_ACADYR,
      ks4_yeargrp = KS4_YEARGRP, ks4_y11year = KS4_Y11YEAR, ks4_status = KS4_STATUS, ks4_endks = KS4_ENDKS,
      ks4_natres = KS4_NATRES, ks4_norflage = KS4_NORFLAGE, ks4_entries = KS4_ENTRIES, ks4_amdflag = KS4_AMDFLAG
    ) %>%
    filter(!is.na(pmr), !is.na(academic_year)) %>%
    distinct() %>%
    group_by(pmr, academic_year) %>%
    mutate(n_rows = n()) %>%
    ungroup() %>%
    mutate(
      starts = as.numeric(substr(academic_year, 1, 4)),
      end_of_ks4 = case_when(
        starts >= 2006 ~ as.numeric(ks4_endks),
        between(starts, 2002, 2004) & ks4_y11year == ks4_acadyr ~ 1,
        between(starts, 2002, 2004) & ks4_y11year != ks4_acadyr ~ 0,
        ks4_yeargrp == "11" ~ 1,
        ks4_yeargrp != "99" ~ 0
      ),
      in_national = case_when(
        starts >= 2003 ~ as.numeric(ks4_natres),
        ks4_status %in% c(1, 3, 4) ~ 1,
        ks4_status == 5 ~ 0
      )
    )
  rows <- rows[order(
    rows$pmr, rows$academic_year, !rows$end_of_ks4 %in% 1, !rows$in_national %in% 1, rows$ks4_norflage %in% 2, -rows$ks4_entries,
    is.na(rows$ks4_amdflag), rows$school, is.na(rows$end_of_ks4), is.na(rows$in_national),
    # what follows decides only between rows that are equal so far
    rows$ks4_norflage, rows$ks4_amdflag, rows$ks4_yeargrp, rows$ks4_y11year, rows$ks4_acadyr, rows$ks4_status, rows$ks4_endks,
    rows$ks4_natres,
    method = "radix"
  ), ]
  # with the last nine columns and the school the results of the row are found again
  rows %>%
    distinct(pmr, academic_year, .keep_all = TRUE) %>%
    select(
      pmr, academic_year, school, n_rows, in_national, end_of_ks4, ks4_acadyr, ks4_yeargrp, ks4_y11year, ks4_status, ks4_endks,
      ks4_natres, ks4_norflage, ks4_entries, ks4_amdflag
    )
}
