library(dplyr)

# Neighbours in LEO.
neighbour_composition <- function(leo_geography, link_person_spine, paye_earnings_annual, threshold = 20000,
                                  least_neighbours = 10) {
  keys <- link_person_spine %>%
    filter(key_type == "edukey") %>%
    select(person, edukey = key_value)
  pay <- paye_earnings_annual %>%
    filter(!is.na(edukey), !is.na(tax_year)) %>%
    left_join(keys, by = "edukey") %>%
    mutate(person = coalesce(person, paste0("EDU", edukey))) %>%
    group_by(person, tax_year) %>%
    summarise(pay = sum(as.numeric(earnings)), .groups = "drop") # an amount that is missing makes the sum unknown

  homes <- filter(leo_geography, !is.na(Edukey), !is.na(tax_year))
  # order() by radix sorts text alike on every computer, and missing values last
  homes <- homes[order(homes$Edukey, homes$tax_year, homes$COA_2011, method = "radix"), ]
  rows <- homes %>%
    distinct(edukey = Edukey, tax_year, .keep_all = TRUE) %>%
    left_join(keys, by = "edukey") %>%
    mutate(person = coalesce(person, paste0("EDU", edukey))) %>%
    left_join(pay, by = c("person", "tax_year")) %>%
    transmute(
      edukey, tax_year, area = COA_2011, person, paid = as.numeric(!is.na(pay)),
      high = as.numeric(coalesce(pay >= threshold, FALSE))
    )
  # a person with two keys in one area is one neighbour
  totals <- rows %>%
    filter(!is.na(area)) %>%
    distinct(person, area, tax_year, .keep_all = TRUE) %>%
    group_by(area, tax_year) %>%
    summarise(people = n(), all_paid = sum(paid), all_high = sum(high), .groups = "drop")
  # everybody in the area less the person
  rows %>%
    left_join(totals, by = c("area", "tax_year"), na_matches = "never") %>%
    mutate(
      exact_area = as.numeric(tax_year >= "2013/14"), neighbour_n = people - 1, neighbour_paid_n = all_paid - paid,
      neighbour_paid_share = if_else(
        neighbour_n > 0 & neighbour_n >= least_neighbours, neighbour_paid_n / neighbour_n, NA_real_
      ),
      neighbour_high_share = if_else(
        neighbour_paid_n > 0 & neighbour_paid_n >= least_neighbours, (all_high - high) / neighbour_paid_n, NA_real_
      )
    ) %>%
    select(edukey, tax_year, area, exact_area, neighbour_n, neighbour_paid_share, neighbour_paid_n, neighbour_high_share)
}
