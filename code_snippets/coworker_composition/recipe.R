library(dplyr)

# Co-workers in LEO.
coworker_composition <- function(link_person_spine, paye_earnings_annual, ks4_leaver_cohort, fsm_ever6, he_qualifier_class,
                                 least_coworkers = 10) {
  keys <- link_person_spine %>%
    filter(key_type == "edukey") %>%
    select(person, edukey = key_value)
  employers <- paye_earnings_annual %>%
    select(edukey, tax_year, enterprise = main_enterprise, main_pay) %>%
    inner_join(keys, by = "edukey", na_matches = "never")
  # order() by radix sorts text alike on every computer, and missing values last
  employers <- employers[order(
    employers$person, employers$tax_year, is.na(employers$enterprise), -employers$main_pay, employers$enterprise,
    method = "radix"
  ), ] %>%
    distinct(person, tax_year, .keep_all = TRUE)

  traits <- link_person_spine %>%
    filter(key_type == "pmr") %>%
    select(person, pmr = key_value) %>%
    left_join(transmute(ks4_leaver_cohort, pmr, ks4_year, at_school = TRUE), by = "pmr", na_matches = "never") %>%
    left_join(
      select(fsm_ever6, pmr, ks4_year = academic_year, fsm6),
      by = c("pmr", "ks4_year"), na_matches = "never"
    ) %>%
    left_join(
      transmute(he_qualifier_class, pmr, first_degree_award, award_year, at_university = TRUE),
      by = "pmr", na_matches = "never"
    ) %>%
    mutate(
      starts = suppressWarnings(if_else(first_degree_award %in% 1, as.numeric(substr(award_year, 1, 4)), NA_real_)),
      open = at_university %in% TRUE & !first_degree_award %in% 0 & is.na(starts),
      here = at_school %in% TRUE | at_university %in% TRUE
    )
  fsm <- traits %>%
    filter(!is.na(fsm6)) %>%
    group_by(person) %>%
    summarise(fsm = max(fsm6), .groups = "drop")
  awards <- traits %>%
    filter(!is.na(starts)) %>%
    group_by(person) %>%
    summarise(starts = min(starts), .groups = "drop")
  told <- setdiff(traits$person[traits$here], traits$person[traits$open])

  rows <- employers %>%
    left_join(fsm, by = "person") %>%
    left_join(awards, by = "person") %>%
    mutate(
      # a degree of 2010/11 counts from the first full tax year, 2012/13
      grad = case_when(as.numeric(substr(tax_year, 1, 4)) >= starts + 2 ~ 1, person %in% told ~ 0)
    )
  totals <- rows %>%
    filter(!is.na(enterprise)) %>%
    group_by(enterprise, tax_year) %>%
    summarise(
      people = n(), all_grad_known = sum(!is.na(grad)), grads = sum(grad, na.rm = TRUE), all_fsm_known = sum(!is.na(fsm)),
      fsms = sum(fsm, na.rm = TRUE), .groups = "drop"
    )
  # everybody in the enterprise less the person
  rows %>%
    left_join(totals, by = c("enterprise", "tax_year"), na_matches = "never") %>%
    mutate(
      coworker_n = people - 1, grad_known = all_grad_known - !is.na(grad), fsm_known = all_fsm_known - !is.na(fsm),
      coworker_grad_share = if_else(
        grad_known > 0 & grad_known >= least_coworkers, (grads - coalesce(grad, 0)) / grad_known, NA_real_
      ),
      coworker_fsm_share = if_else(fsm_known > 0 & fsm_known >= least_coworkers, (fsms - coalesce(fsm, 0)) / fsm_known, NA_real_)
    ) %>%
    select(person, tax_year, enterprise, coworker_n, grad_known, coworker_grad_share, fsm_known, coworker_fsm_share)
}
