library(dplyr)

# Full-time first-degree entrants.
he_full_time_first_degree <- function(hesa, uk_only = 1) {
  rows <- hesa %>%
    filter(
      !is.na(HE_PUPILMATCHINGREFANONYMOUS), !is.na(academic_year), HE_XPSR01 == 1, coalesce(HE_XLEV601, 0) != 6
    ) %>%
    transmute(
      pmr = HE_PUPILMATCHINGREFANONYMOUS, academic_year,
      he_level = case_when(
        HE_XLEV601 == 1 ~ "pgr", HE_XLEV601 == 2 ~ "pgt", HE_XLEV601 == 3 ~ "other_pg", HE_XLEV601 == 4 ~ "first_degree",
        HE_XLEV601 == 5 ~ "other_ug"
      ),
      he_mode = case_when(
        HE_XMODE01 %in% c(1, 2) ~ "full_time", HE_XMODE01 == 3 ~ "part_time", HE_XMODE01 %in% 4:9 ~ "other"
      ),
      first_year = as.numeric(HE_XFYRSR01 == "1"),
      uk_home = case_when(HE_XHOOS01 == 1 ~ 1, HE_XHOOS01 == 2 ~ 0),
      start_date = HE_COMDATE, provider = coalesce(HE_XINSTID01__ANON, HE_INSTID_ANON), provider_country = HE_XINSTC01
    ) %>%
    distinct() %>%
    # a comparison with NA is NA, but FALSE & NA is FALSE: just what the rule asks for
    mutate(entrant = as.numeric(
      he_level == "first_degree" & he_mode == "full_time" & first_year == 1 & (uk_home == 1 | uk_only == 0)
    )) %>%
    group_by(pmr, academic_year) %>%
    mutate(
      n_records = n(),
      ft_first_degree_entrant = case_when(any(entrant %in% 1) ~ 1, !any(is.na(entrant)) ~ 0)
    ) %>%
    ungroup() %>%
    mutate(
      order_level = match(he_level, c("pgr", "pgt", "other_pg", "first_degree", "other_ug")),
      order_mode = match(he_mode, c("full_time", "part_time", "other"))
    )
  rows <- rows[order(
    rows$pmr, rows$academic_year, -coalesce(rows$entrant, 0), rows$order_level, rows$order_mode, as.numeric(rows$start_date),
    rows$provider, rows$first_year, rows$uk_home, rows$provider_country,
    method = "radix"
  ), ]
  rows %>%
    distinct(pmr, academic_year, .keep_all = TRUE) %>%
    select(
      pmr, academic_year, ft_first_degree_entrant, he_level, he_mode, first_year, uk_home, start_date, provider,
      provider_country, n_records
    )
}
