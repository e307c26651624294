library(dplyr)

# Level 2 by age 19.
level2_at_19 <- function(ypmad_snapshot, english_maths = "academic") {
  highest <- function(x) if (all(is.na(x))) NA_real_ else max(x, na.rm = TRUE)
  lowest <- function(x) if (all(is.na(x))) NA_real_ else min(x, na.rm = TRUE)

  ypmad_snapshot %>%
    group_by(YPMAD_Base_Year) %>%
    mutate(followed_16 = any(YPMAD_In16 %in% 1), followed_19 = any(YPMAD_In19 %in% 1)) %>%
    ungroup() %>%
    filter(!is.na(YPMAD_PupilMatchingRefAnonymous)) %>%
    transmute(
      pmr = YPMAD_PupilMatchingRefAnonymous, base_year = YPMAD_Base_Year,
      census_at_15 = if_else(YPMAD_Chars15CensusSource %in% c(1, 2), as.numeric(YPMAD_Chars15CensusSource), NA_real_),
      l2_by_16 = case_when(YPMAD_L2_at_16 == 1 ~ 1, YPMAD_L2_at_16 == 0 & followed_16 ~ 0),
      l2_by_19 = case_when(YPMAD_L2_at_19 == 1 ~ 1, YPMAD_L2_at_19 == 0 & followed_19 ~ 0),
      academic_age_l2 = YPMAD_Academic_Age_L2,
      age_em = if (english_maths == "academic") YPMAD_AcAge_L2incAcEM else YPMAD_AcAge_L2incFuncAcEM,
      l2_only_by_l3 = if_else(YPMAD_L3AnyRouteNoL2DW %in% c(0, 1), as.numeric(YPMAD_L3AnyRouteNoL2DW), NA_real_)
    ) %>%
    group_by(pmr) %>%
    summarise(
      across(c(base_year, census_at_15, academic_age_l2, age_em), lowest),
      across(c(l2_by_16, l2_by_19, l2_only_by_l3), highest), .groups = "drop"
    ) %>%
    mutate(l2_em_by_19 = case_when(age_em <= 18 ~ 1, !is.na(l2_by_19) ~ 0)) %>%
    select(pmr, base_year, census_at_15, l2_by_16, l2_by_19, academic_age_l2, l2_em_by_19, l2_only_by_l3)
}
