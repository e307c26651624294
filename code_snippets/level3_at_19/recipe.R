library(dplyr)

# Level 3 by age 19.
level3_at_19 <- function(ypmad_snapshot) {
  highest <- function(x) if (all(is.na(x))) NA_real_ else max(x, na.rm = TRUE)
  lowest <- function(x) if (all(is.na(x))) NA_real_ else min(x, na.rm = TRUE)

  ypmad_snapshot %>%
    group_by(YPMAD_Base_Year) %>%
    mutate(followed_18 = any(YPMAD_In18 %in% 1), followed_19 = any(YPMAD_In19 %in% 1)) %>%
    ungroup() %>%
    filter(!is.na(YPMAD_PupilMatchingRefAnonymous)) %>%
    transmute(
      pmr = YPMAD_PupilMatchingRefAnonymous, base_year = YPMAD_Base_Year,
      census_at_15 = if_else(YPMAD_Chars15CensusSource %in% c(1, 2), as.numeric(YPMAD_Chars15CensusSource), NA_real_),
      l3_by_18 = case_when(YPMAD_L3_at_18 == 1 ~ 1, YPMAD_L3_at_18 == 0 & followed_18 ~ 0),
      l3_by_19 = case_when(YPMAD_L3_at_19 == 1 ~ 1, YPMAD_L3_at_19 == 0 & followed_19 ~ 0),
      academic_age_l3 = YPMAD_Academic_Age_L3
    ) %>%
    group_by(pmr) %>%
    summarise(
      across(c(base_year, census_at_15, academic_age_l3), lowest), across(c(l3_by_18, l3_by_19), highest), .groups = "drop"
    ) %>%
    mutate(l3_in_last_year = case_when(l3_by_18 == 1 | l3_by_19 == 0 ~ 0, l3_by_18 == 0 & l3_by_19 == 1 ~ 1)) %>%
    select(pmr, base_year, census_at_15, l3_by_18, l3_by_19, academic_age_l3, l3_in_last_year)
}
