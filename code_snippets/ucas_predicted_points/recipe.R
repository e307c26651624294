library(dplyr)

# Predicted and achieved A level points.
ucas_predicted_points <- function(ucas, ks5_exam, a_level = "GCE Advanced Level", split_grade = "lower") {
  applicant <- c("cycle_year", "unique_id_cycle")
  scale <- c("A*" = 6, "*" = 6, "A" = 5, "B" = 4, "C" = 3, "D" = 2, "E" = 1, "U" = 0)
  # how many subjects each person has, and the points of the best three
  best_three <- function(subjects, keys) {
    subjects <- subjects[do.call(order, c(unname(as.list(subjects[c(keys, "subject")])), list(-subjects$points), method = "radix")), ] %>%
      distinct(across(all_of(c(keys, "subject"))), .keep_all = TRUE)
    subjects <- subjects[do.call(order, c(unname(as.list(subjects[keys])), list(-subjects$points, subjects$subject), method = "radix")), ]
    subjects %>%
      group_by(across(all_of(keys))) %>%
      summarise(n = n(), points = sum(points[seq_len(min(3, n()))]), .groups = "drop") %>%
      mutate(points = if_else(n >= 3, points, NA_real_))
  }
  declared <- ucas %>%
    filter(
      !is.na(cycle_year), !is.na(unique_id_cycle), qualification_status == "Pending", qualification_description == a_level,
      !is.na(subject_title), !is.na(grade)
    ) %>%
    mutate(
      grade = toupper(gsub(" ", "", grade, fixed = TRUE)), slash = regexpr("/", grade, fixed = TRUE),
      one = unname(scale[if_else(slash > 0, substr(grade, 1, slash - 1), grade)]),
      other = unname(scale[if_else(slash > 0, substr(grade, slash + 1, 50), grade)]),
      points = if (split_grade == "lower") pmin(one, other) else pmax(one, other),
      subject = toupper(gsub("^ +| +$", "", subject_title))
    ) %>%
    filter(!is.na(points))
  predicted <- best_three(declared, applicant) %>% rename(n_pred = n, pred_points = points)
  achieved <- ks5_exam %>%
    transmute(
      pmr = KS5_PupilMatchingRefAnonymous, cycle_year = academic_year, subject = KS5_MAPPING,
      summer = KS5_SUBLEVNO == "111" & KS5_EXAMYEAR == as.numeric(substr(academic_year, 1, 4)) + 1,
      points = unname(scale[toupper(gsub(" ", "", KS5_GRADE, fixed = TRUE))])
    ) %>%
    filter(summer, !is.na(pmr), !is.na(subject), !is.na(points)) %>%
    best_three(c("pmr", "cycle_year")) %>%
    rename(n_ach = n, ach_points = points)
  references <- ucas[order(ucas$cycle_year, ucas$unique_id_cycle, ucas$PupilMatchingRefAnonymous, method = "radix"), ] %>%
    distinct(cycle_year, unique_id_cycle, .keep_all = TRUE) %>%
    select(cycle_year, unique_id_cycle, pmr = PupilMatchingRefAnonymous)
  predicted %>%
    left_join(references, by = applicant) %>%
    left_join(achieved, by = c("pmr", "cycle_year")) %>%
    mutate(
      pred_gap = pred_points - ach_points, missed_by_two = as.numeric(pred_gap >= 2),
      normal_exams = as.numeric(!cycle_year %in% c("2019/20", "2020/21"))
    ) %>%
    select(
      cycle_year, unique_id_cycle, pmr, n_pred, pred_points, n_ach, ach_points, pred_gap, missed_by_two, normal_exams
    )
}
