library(dplyr)

# Disadvantaged at key stage 4.
disadvantaged_ks4 <- function(ks4_pupil, fsm_ever6, care_rule = "of_the_year") {
  highest <- function(x) if (all(is.na(x))) NA_real_ else max(x, na.rm = TRUE)
  rows <- ks4_pupil %>%
    transmute(
      pmr = KS4_PupilMatchingRefAnonymous, academic_year, one_day_flag = KS4_FSM6CLA1A, six_months_flag = KS4_FSM6_CLA,
      ks4_fsm6 = KS4_FSM6, one_day = KS4_CLA_PP_1_DAY, six_months = KS4_CLA_PP_6_MONTHS, ever_adopted = KS4_ADOPTEDFROMCARE_ALLYEARS
    ) %>%
    filter(!is.na(pmr), !is.na(academic_year)) %>%
    distinct() %>%
    mutate(across(!c(pmr, academic_year), as.numeric))
  # only pupils with several rows need a maximum, which is slow in groups
  several <- duplicated(rows[c("pmr", "academic_year")]) | duplicated(rows[c("pmr", "academic_year")], fromLast = TRUE)
  rows <- bind_rows(
    rows[!several, ],
    rows[several, ] %>% group_by(pmr, academic_year) %>% summarise(across(everything(), highest), .groups = "drop")
  )
  rows %>%
    left_join(transmute(fsm_ever6, pmr, academic_year, ever = as.numeric(fsm6)), by = c("pmr", "academic_year")) %>%
    mutate(
      disadv_rule = case_when(
        academic_year < "2010/11" ~ "no_care",
        academic_year < "2014/15" | care_rule == "six_months" ~ "six_months",
        TRUE ~ "one_day"
      ),
      supplied = case_when(disadv_rule == "one_day" ~ one_day_flag, disadv_rule == "six_months" ~ six_months_flag),
      fsm6 = coalesce(ks4_fsm6, ever),
      care = case_when(disadv_rule == "one_day" ~ one_day, disadv_rule == "six_months" ~ six_months),
      adopted = if_else(disadv_rule == "one_day", ever_adopted, NA_real_),
      # "no" needs a "no" from every limb of the year's rule
      from_limbs = case_when(
        fsm6 == 1 | care == 1 | adopted == 1 ~ 1,
        fsm6 == 0 & (care == 0 | disadv_rule == "no_care") & (adopted == 0 | disadv_rule != "one_day") ~ 0
      ),
      disadvantaged = coalesce(supplied, from_limbs),
      disadv_basis = case_when(
        !is.na(supplied) ~ "supplied",
        is.na(from_limbs) ~ NA_character_,
        disadv_rule == "no_care" ~ "reconstructed",
        TRUE ~ "limbs"
      )
    ) %>%
    select(pmr, academic_year, disadvantaged, disadv_basis, disadv_rule, fsm6, care, adopted)
}
