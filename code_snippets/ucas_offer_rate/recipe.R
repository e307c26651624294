library(dplyr)

# Offers and offer rate.
ucas_offer_rate <- function(ucas_choice_set, blank_june = "left_out", withdrawn = "kept") {
  choices <- ucas_choice_set %>%
    filter(!is.na(cycle_year), !is.na(unique_id_cycle), !is.na(unique_application_id_cycle)) %>%
    distinct() %>%
    mutate(
      main = main_scheme %in% 1,
      known = main & june_known %in% 1,
      blank = main & june_known %in% 0,
      in_rate = (known & !(withdrawn == "left_out" & decision %in% "Application withdrawn")) | (blank & blank_june == "no_offer"),
      with_offer = known & offer %in% 1
    )
  references <- choices[!is.na(choices$pmr), c("cycle_year", "unique_id_cycle", "pmr")]
  references <- references[order(references$cycle_year, references$unique_id_cycle, references$pmr, method = "radix"), ] %>%
    distinct(cycle_year, unique_id_cycle, .keep_all = TRUE)
  choices %>%
    group_by(cycle_year, unique_id_cycle) %>%
    summarise(
      n_main = sum(main), n_blank_june = sum(blank), n_denominator = sum(in_rate), n_offers = sum(in_rate & with_offer),
      had_offer = any(with_offer), .groups = "drop"
    ) %>%
    mutate(
      n_offers = if_else(n_denominator > 0, as.numeric(n_offers), NA_real_),
      offer_rate = n_offers / n_denominator,
      any_offer = case_when(had_offer ~ 1, n_main > 0 & (n_blank_june == 0 | blank_june == "no_offer") ~ 0)
    ) %>%
    left_join(references, by = c("cycle_year", "unique_id_cycle")) %>%
    select(cycle_year, unique_id_cycle, pmr, n_main, n_blank_june, n_denominator, n_offers, offer_rate, any_offer)
}
