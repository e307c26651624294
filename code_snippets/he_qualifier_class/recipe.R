library(dplyr)

# First degree and its class.
he_qualifier_class <- function(hesa) {
  records <- hesa %>%
    filter(!is.na(HE_PUPILMATCHINGREFANONYMOUS), !is.na(academic_year)) %>%
    transmute(
      pmr = HE_PUPILMATCHINGREFANONYMOUS, award_year = academic_year,
      # a comparison with NA is NA, but FALSE & NA is FALSE: just what the rule asks for
      award = as.numeric(HE_XPQUAL01 == 1 & HE_XQLEV601 == 4),
      class = case_when(
        HE_XCLASS01 %in% c("1", "2", "3", "4", "5") ~ suppressWarnings(as.numeric(HE_XCLASS01)),
        HE_XCLASS01 %in% c("6", "7", "A") ~ 6
      ),
      award_date = coalesce(HE_ENDDATE, HE_DATELEFT),
      uk_home = case_when(HE_XHOOS01 == 1 ~ 1, HE_XHOOS01 == 2 ~ 0),
      provider_country = HE_XINSTC01
    )
  students <- records %>%
    group_by(pmr) %>%
    summarise(
      first_degree_award = case_when(any(award %in% 1) ~ 1, !any(is.na(award)) ~ 0),
      last_year_seen = max(award_year), .groups = "drop"
    )
  awards <- records %>%
    filter(award %in% 1) %>%
    select(-award) %>%
    distinct() %>%
    group_by(pmr) %>%
    mutate(n_awards = n()) %>%
    ungroup()
  awards <- awards[order(
    awards$pmr, awards$award_year, awards$class, as.numeric(awards$award_date), -awards$uk_home, awards$provider_country,
    method = "radix"
  ), ] %>%
    distinct(pmr, .keep_all = TRUE) %>%
    mutate(
      degree_class = c("first", "upper_second", "lower_second", "third", "unclassified", "not_applicable")[class],
      good_degree = case_when(class <= 2 ~ 1, class <= 4 ~ 0)
    )
  students %>%
    left_join(awards, by = "pmr") %>%
    mutate(n_awards = coalesce(n_awards, 0L)) %>%
    select(
      pmr, first_degree_award, award_year, award_date, degree_class, good_degree, uk_home, provider_country, n_awards,
      last_year_seen
    )
}
