library(dplyr)

# Points of the best three A levels.
ks5_best3_alevel <- function(ks5_student, ks5_exam, record_type = 5, a_level = "111", left_out = "7810") {
  flag <- function(x) if_else(x %in% c(0, 1), x, NA_real_)
  students <- ks5_student %>%
    filter(!is.na(KS5_PupilMatchingRefAnonymous), !is.na(academic_year)) %>%
    # integer columns become numeric: if_else() and case_when() do not mix the two
    mutate(across(where(is.numeric), as.numeric), starts = as.integer(substr(academic_year, 1, 4))) %>%
    filter(starts < 2016 | KS5_RECTYPE %in% record_type) %>%
    transmute(
      pmr = KS5_PupilMatchingRefAnonymous, academic_year, starts,
      reported = flag(case_when(starts == 2015 ~ KS5_TRIGGER_2016, starts >= 2020 ~ KS5_TRIGGER_2021, TRUE ~ KS5_TRIGGER)),
      included = flag(if_else(starts >= 2015, KS5_INCLUDE_B3, NA_real_)),
      entries = if_else(starts >= 2015 & KS5_ENTRIES_ALEV_B3 >= 0, KS5_ENTRIES_ALEV_B3, NA_real_),
      points = if_else(starts >= 2015 & KS5_B3PTS_B3 >= 0 & !(KS5_ENTRIES_ALEV_B3 %in% 0), KS5_B3PTS_B3, NA_real_)
    )
  students <- students[order(-students$included, -students$points, -students$entries, -students$reported, method = "radix"), ] %>%
    distinct(pmr, academic_year, .keep_all = TRUE)

  subjects <- ks5_exam %>%
    filter(!is.na(KS5_PupilMatchingRefAnonymous), !is.na(KS5_SUBLEVNO), as.integer(substr(academic_year, 1, 4)) %in% 2005:2014) %>%
    transmute(
      pmr = KS5_PupilMatchingRefAnonymous, academic_year, subject = KS5_MAPPING,
      points = if_else(
        KS5_SUBLEVNO %in% a_level & !(KS5_MAPPING %in% left_out) & !(KS5_INCLUDE %in% 0) & KS5_POINTS >= 0,
        as.numeric(KS5_POINTS), NA_real_
      )
    )
  subjects <- subjects[order(-subjects$points, subjects$subject, method = "radix"), ] %>%
    distinct(pmr, academic_year, subject, .keep_all = TRUE)
  rebuilt <- subjects %>%
    group_by(pmr, academic_year) %>%
    summarise(
      entries_2 = sum(!is.na(points)),
      points_2 = if (all(is.na(points))) NA_real_ else sum(points[1:3], na.rm = TRUE), .groups = "drop"
    )

  students %>%
    left_join(rebuilt, by = c("pmr", "academic_year")) %>%
    transmute(
      pmr, academic_year,
      trigger_field = case_when(starts == 2015 ~ "KS5_TRIGGER_2016", starts >= 2020 ~ "KS5_TRIGGER_2021", TRUE ~ "KS5_TRIGGER"),
      reported,
      b3_scale = case_when(starts >= 2015 ~ "2016", starts >= 2005 ~ "qca"),
      b3_entries = coalesce(entries, as.numeric(entries_2)),
      b3_included = coalesce(included, if_else(entries_2 >= 3, 1, NA_real_)),
      b3_points = coalesce(points, points_2), b3_average = b3_points / 3
    )
}
