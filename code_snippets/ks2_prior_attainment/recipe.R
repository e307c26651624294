library(dplyr)

# Attainment at the end of primary school, as a score within the year of the tests.
ks2_prior_attainment <- function(ks2_pupil, ks4_row_selection, ks4_pupil, early_measure = "marks", below_level = "points") {
  number <- function(x) as.numeric(if_else(grepl("^[0-9]+([.][0-9]+)?$", x), x, NA_character_))
  # what ks4_row_selection hands on, by which the chosen row is found again
  row <- c(
    school = "KS4_LAESTAB_anon", ks4_acadyr = "KS4_ACADYR", ks4_yeargrp = "KS4_YEARGRP", ks4_y11year = "KS4_Y11YEAR",
    ks4_status = "KS4_STATUS", ks4_endks = "KS4_ENDKS", ks4_natres = "KS4_NATRES", ks4_norflage = "KS4_NORFLAGE",
    ks4_entries = "KS4_ENTRIES", ks4_amdflag = "KS4_AMDFLAG"
  )
  score <- function(measure, code, fine, mark, scaled) {
    case_when(
      measure == "marks" ~ if_else(mark >= 0 & mark <= 100 & mark == floor(mark), mark, NA_real_),
      measure == "scaled" ~ if_else(scaled >= 80 & scaled <= 120, as.numeric(scaled), NA_real_),
      fine >= 2.5 & fine <= 8 ~ 6 * fine,
      code %in% c("2", "3", "4", "5", "6") ~ 6 * number(code) + 3,
      code %in% c("B", "N") & below_level == "points" ~ 15
    )
  }
  reached <- function(measure, code, scaled) {
    case_when(
      measure == "scaled" & scaled >= 80 & scaled <= 120 ~ as.numeric(scaled >= 100),
      measure != "scaled" & code %in% c("4", "5", "6") ~ 1,
      code %in% c("2", "3", "B", "N") ~ 0
    )
  }

  ks2 <- ks2_pupil %>%
    filter(!is.na(KS2_PupilMatchingRefAnonymous), !is.na(academic_year)) %>%
    mutate(
      starts = as.integer(substr(academic_year, 1, 4)),
      measure = case_when(starts >= 2015 ~ "scaled", starts >= 2005 | early_measure == "levels" ~ "points", TRUE ~ "marks"),
      e_code = case_when(starts <= 2011 ~ KS2_ENGLEV, starts <= 2014 ~ KS2_READLEV, TRUE ~ KS2_READOUTCOME),
      m_code = case_when(starts <= 2014 ~ KS2_MATLEV, TRUE ~ KS2_MATOUTCOME),
      e_fine = case_when(starts >= 2012 ~ KS2_READFINE, starts >= 2005 ~ KS2_ENGFINE),
      m_fine = case_when(starts >= 2005 ~ number(KS2_MATFINE)),
      e = score(measure, e_code, e_fine, number(KS2_ENGTOTMRK), KS2_READSCORE),
      m = score(measure, m_code, m_fine, number(KS2_MATTOTMRK), KS2_MATSCORE),
      e_reached = reached(measure, e_code, KS2_READSCORE),
      m_reached = reached(measure, m_code, KS2_MATSCORE)
    ) %>%
    transmute(
      pmr = KS2_PupilMatchingRefAnonymous, academic_year, source = "ks2", measure,
      in_base = as.numeric(starts < 2003 | KS2_NATRES %in% 1),
      score = (e + m) / 2,
      expected = case_when(e_reached == 1 & m_reached == 1 ~ 1, e_reached == 0 | m_reached == 0 ~ 0),
      why = case_when(
        !is.na(score) ~ "none",
        KS2_REFTEST %in% c(1, 2, 9) ~ "withheld",
        e_code %in% c("B", "N") | m_code %in% c("B", "N") ~ "below_level",
        e_code %in% "A" | m_code %in% "A" ~ "absent",
        TRUE ~ "other"
      )
    )

  carried <- ks4_pupil %>%
    mutate(
      starts = as.integer(substr(academic_year, 1, 4)),
      e = case_when(
        starts %in% 2010:2012 ~ KS4_KS2ENG24P, starts == 2013 ~ KS4_KS2ENG24P_PTQ, starts >= 2014 ~ KS4_KS2ENG24P_PTQ_EE
      ),
      m = case_when(
        starts %in% 2010:2012 ~ KS4_KS2MAT24P, starts == 2013 ~ KS4_KS2MAT24P_PTQ, starts >= 2014 ~ KS4_KS2MAT24P_PTQ_EE
      )
    ) %>%
    filter(!is.na(KS4_PupilMatchingRefAnonymous), !is.na(academic_year), e >= 0, e <= 6, m >= 0, m <= 6) %>%
    select(pmr = KS4_PupilMatchingRefAnonymous, academic_year, all_of(row), e, m)
  # inner_join() joins missing to missing, as the schools of 2019/20 and 2020/21
  ks4 <- ks4_row_selection %>%
    select(pmr, academic_year, all_of(names(row)), in_national) %>%
    inner_join(carried, by = c("pmr", "academic_year", names(row))) %>%
    transmute(
      pmr, academic_year, source = "ks4", measure = "points", in_base = as.numeric(in_national %in% 1),
      score = (if_else(e > 2, 6 * e + 3, 15) + if_else(m > 2, 6 * m + 3, 15)) / 2,
      expected = as.numeric(e >= 4 & m >= 4), why = "none"
    )

  records <- bind_rows(ks2, ks4)
  records <- records[order(-records$in_base, -records$score, -records$expected, records$why, method = "radix"), ] %>%
    distinct(pmr, source, academic_year, .keep_all = TRUE) %>%
    mutate(has_score = as.numeric(!is.na(score))) %>%
    group_by(source, academic_year, in_base, has_score) %>%
    mutate(
      off = score - mean(score), deviation = sqrt(mean(off^2)), no_spread = max(score) == min(score),
      rank = min_rank(score), pupils = n()
    ) %>%
    group_by(source, academic_year, in_base, score) %>%
    mutate(equals = n()) %>%
    ungroup()
  records <- records[order(
    records$pmr, -records$in_base * records$has_score, -records$has_score, records$source, records$academic_year, method = "radix"
  ), ]
  records %>%
    distinct(pmr, .keep_all = TRUE) %>%
    transmute(
      pmr, academic_year, source, measure, ks2_score = score,
      ks2_std = if_else(in_base == 1 & !(no_spread %in% TRUE), off / deviation, NA_real_),
      ks2_percentile = if_else(in_base == 1 & has_score == 1, 100 * (rank - 1 + 0.5 * equals) / pupils, NA_real_),
      ks2_expected = expected,
      why_missing = case_when(
        has_score == 1 & in_base == 0 ~ "not_national", has_score == 1 & no_spread ~ "no_spread", TRUE ~ why
      )
    )
}
