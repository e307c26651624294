library(dplyr)

# Fifth of the home area by income deprivation affecting children.
idaci_quintile <- function(census_reference_year_row, absence, idaci_lookup, vintage_11 = 2015, vintage_01 = 2010,
                           areas_census = 32482, areas_absence = 32844) {
  # integer columns become numeric: if_else() and case_when() do not mix the two
  lookup <- idaci_lookup %>% mutate(across(c(rank, n_areas), as.numeric)) %>% filter(!is.na(lsoa), rank >= 1, rank <= n_areas)
  lookup <- lookup[order(lookup$rank, lookup$n_areas), ] %>% distinct(lsoa, vintage, .keep_all = TRUE)
  new <- lookup %>% filter(vintage == vintage_11) %>% select(lsoa11 = lsoa, rank_11 = rank, areas_11 = n_areas)
  old <- lookup %>% filter(vintage == vintage_01) %>% select(lsoa01 = lsoa, rank_01 = rank, areas_01 = n_areas)
  absent <- absence %>%
    filter(IDACI_R_home >= 1, IDACI_R_home <= areas_absence) %>%
    transmute(pmr = PupilMatchingRefAnonymous, academic_year, main = MainRecord %in% 1, rank_absence = as.numeric(IDACI_R_home))
  absent <- absent[order(!absent$main, absent$rank_absence), ] %>% distinct(pmr, academic_year, .keep_all = TRUE)

  census_reference_year_row %>%
    filter(!is.na(pmr), !is.na(academic_year)) %>%
    distinct(pmr, academic_year, lsoa11, lsoa01, rank_census = as.numeric(idaci_rank)) %>%
    left_join(new, by = "lsoa11") %>%
    left_join(old, by = "lsoa01") %>%
    left_join(absent, by = c("pmr", "academic_year")) %>%
    mutate(
      idaci_source = case_when(
        !is.na(rank_11) ~ "lsoa11",
        !is.na(rank_01) ~ "lsoa01",
        rank_census >= 1 & rank_census <= areas_census ~ "census",
        !is.na(rank_absence) ~ "absence"
      ),
      idaci_rank = case_when(
        idaci_source == "lsoa11" ~ rank_11, idaci_source == "lsoa01" ~ rank_01,
        idaci_source == "census" ~ rank_census, idaci_source == "absence" ~ rank_absence
      ),
      areas = case_when(
        idaci_source == "lsoa11" ~ areas_11, idaci_source == "lsoa01" ~ areas_01,
        idaci_source == "census" ~ areas_census, idaci_source == "absence" ~ areas_absence
      ),
      idaci_quintile = ceiling(idaci_rank * 5 / areas),
      idaci_vintage = case_when(
        idaci_source == "lsoa11" ~ vintage_11, idaci_source == "lsoa01" ~ vintage_01, idaci_source == "absence" ~ 2015
      )
    ) %>%
    select(pmr, academic_year, idaci_rank, idaci_quintile, idaci_vintage, idaci_source) %>%
    distinct()
}
