library(dplyr)

# Ever entitled to free meals.
ever_meals <- function(roll, holiday, first_year = "2003/04") {
  roll %>%
    filter(!is.na(PupilRef), academic_year >= first_year, !academic_year %in% holiday$academic_year) %>%
    group_by(pupil = PupilRef) %>%
    summarise(
      ever = if (all(is.na(FreeMeals))) NA_real_ else max(FreeMeals, na.rm = TRUE),
      censuses = n_distinct(academic_year[!is.na(FreeMeals)])
    )
}
