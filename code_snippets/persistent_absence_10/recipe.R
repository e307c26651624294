library(dplyr)

# Persistent absence, a tenth of one's own sessions.
persistent_absence_10 <- function(absence_rate, least_sessions = 1) {
  absence_rate %>%
    distinct(pmr, academic_year, verdict, sess_possible, sess_missed) %>%
    mutate(
      known = coalesce(sess_possible > 0 & sess_possible >= least_sessions & !is.na(sess_missed), FALSE),
      # whole numbers and no division: a rounded rate would lift 9.95 per cent over the line
      pa10 = if_else(known, as.numeric(10 * sess_missed >= sess_possible), NA_real_),
      severe_abs50 = if_else(known, as.numeric(2 * sess_missed >= sess_possible), NA_real_)
    ) %>%
    select(pmr, academic_year, verdict, pa10, severe_abs50)
}
