library(dplyr)

# Entitlement known for two years or more.
meals_twice <- function(ever_meals) {
  ever_meals %>%
    filter(!is.na(pupil)) %>%
    transmute(pupil, twice = as.integer(censuses >= 2)) %>%
    distinct()
}
