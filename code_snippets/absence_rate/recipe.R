library(dplyr)

# Absence in a school year.
absence_rate <- function(absence, youngest = 5, oldest = 15, sixth = 1, most_sessions = 420) {
  above_zero <- function(x) as.numeric(coalesce(x > 0, FALSE))
  rows <- absence %>%
    filter(!is.na(PupilMatchingRefAnonymous), !is.na(academic_year)) %>%
    # integer columns become numeric: if_else() and case_when() do not mix the two
    mutate(across(where(is.numeric), as.numeric)) %>%
    transmute(
      pmr = PupilMatchingRefAnonymous, academic_year, starts = as.numeric(substr(academic_year, 1, 4)),
      urn = URN_anon, laestab = LAEstab_anon, main = coalesce(MainRecord, 0), own_age = AgeAtStartOfAcademicYear,
      possible5 = coalesce(SessionsPossible_3Term, SessionsPossible_5HalfTerms),
      missed5 = coalesce(OverallAbsence_3Term, OverallAbsence_5HalfTerms),
      unauth5 = coalesce(UnauthorisedAbsence_3Term, UnauthorisedAbsence_5HalfTerms),
      possible6 = SessionsPossible_6HalfTerms, missed6 = OverallAbsence_6HalfTerms, unauth6 = UnauthorisedAbsence_6HalfTerms,
      possible_year = SessionsPossible_Annual, missed_year = OverallAbsence_Annual, unauth_year = UnauthorisedAbsence_Annual,
      autumn = 2 * above_zero(SessionsPossible_Autumn), spring = 2 * above_zero(SessionsPossible_Spring),
      summer = above_zero(SessionsPossible_Summer), last_half = above_zero(SessionsPossible_Summer6th),
      x_summer = if_else(academic_year == "2020/21" & TermlyReasonX_Summer >= 0, TermlyReasonX_Summer, NA_real_),
      x_last_half = if_else(academic_year == "2020/21" & TermlyReasonX_Summer6th >= 0, TermlyReasonX_Summer6th, NA_real_)
    )
  # ages by key, and not by group_by() with max(), which is slow for a million pupils
  known <- rows %>% filter(own_age >= 0, own_age <= 30) %>% mutate(born = starts - own_age)
  this_year <- known[order(known$pmr, known$academic_year, -known$own_age, method = "radix"), ] %>%
    distinct(pmr, academic_year, .keep_all = TRUE) %>%
    select(pmr, academic_year, age_this = own_age)
  other_years <- known[order(known$pmr, known$born, method = "radix"), ] %>%
    distinct(pmr, .keep_all = TRUE) %>%
    select(pmr, born)
  rows <- rows %>%
    left_join(this_year, by = c("pmr", "academic_year")) %>%
    left_join(other_years, by = "pmr") %>%
    mutate(age = coalesce(age_this, starts - born)) %>%
    filter(age >= youngest, age <= oldest) %>%
    mutate(
      span = if_else(sixth == 1 & starts >= 2012 & age < 15, 6, 5),
      basis = case_when(
        span == 6 & possible6 > 0 & missed6 >= 0 & missed6 <= possible6 ~ 6,
        possible5 > 0 & missed5 >= 0 & missed5 <= possible5 ~ 5,
        possible_year > 0 & missed_year >= 0 & missed_year <= possible_year ~ 1
      ),
      possible = case_when(basis == 6 ~ possible6, basis == 5 ~ possible5, basis == 1 ~ possible_year),
      missed = case_when(basis == 6 ~ missed6, basis == 5 ~ missed5, basis == 1 ~ missed_year),
      unauth = case_when(basis == 6 ~ unauth6, basis == 5 ~ unauth5, basis == 1 ~ unauth_year),
      unauth = if_else(unauth >= 0 & unauth <= missed, unauth, NA_real_),
      last_half = if_else(span == 6, last_half, 0)
    ) %>%
    distinct(
      pmr, academic_year, age, span, urn, laestab, main, possible, missed, unauth, autumn, spring, summer, last_half, x_summer, x_last_half
    )
  rows <- rows[order(
    rows$pmr, rows$academic_year, rows$urn, rows$laestab, is.na(rows$possible), -rows$main, -rows$possible, rows$missed, rows$unauth,
    -rows$autumn, -rows$spring, -rows$summer, -rows$last_half, -rows$x_summer, -rows$x_last_half,
    method = "radix"
  ), ]
  one_a_school <- bind_rows(
    rows %>% filter(!is.na(urn) | !is.na(laestab)) %>% distinct(pmr, academic_year, urn, laestab, .keep_all = TRUE),
    rows %>% filter(is.na(urn), is.na(laestab))
  )
  one_a_school %>%
    group_by(pmr, academic_year, age, span) %>%
    summarise(
      n_schools = sum(!is.na(possible)), n_unauth = sum(!is.na(unauth)), n_x = sum(!is.na(x_summer), !is.na(x_last_half)),
      halfterms_seen = max(autumn) + max(spring) + max(summer) + max(last_half), possible = sum(possible, na.rm = TRUE),
      missed = sum(missed, na.rm = TRUE), unauth = sum(unauth, na.rm = TRUE), x_sessions = sum(x_summer, x_last_half, na.rm = TRUE),
      .groups = "drop"
    ) %>%
    mutate(
      verdict = case_when(
        n_schools == 0 ~ "none", possible > most_sessions ~ "implausible", academic_year == "2020/21" ~ "pandemic", TRUE ~ "usual"
      ),
      sess_possible = if_else(verdict %in% c("none", "implausible"), NA_real_, possible),
      sess_missed = if_else(is.na(sess_possible), NA_real_, missed),
      sess_unauth = if_else(is.na(sess_possible) | n_unauth < n_schools, NA_real_, unauth),
      absence_rate = sess_missed / sess_possible, unauth_rate = sess_unauth / sess_possible,
      halfterms_seen = na_if(halfterms_seen, 0), x_sessions = if_else(n_x > 0, x_sessions, NA_real_)
    ) %>%
    select(
      pmr, academic_year, age, verdict, span, sess_possible, sess_missed, sess_unauth, absence_rate, unauth_rate, halfterms_seen, n_schools,
      x_sessions
    )
}
