library(dplyr)

codes <- data.frame(
  minor = c(
    "WBRI", "WIRI", "WOTH", "WIRT", "WROM", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN", "ABAN", "AOTH", "BCRB", "BAFR",
    "BOTH", "CHNE", "OOTH"
  ),
  words = c(
    "White British", "Irish", "Any Other White Background", "Traveller Of Irish Heritage", "Gypsy / Romany",
    "White and Black Caribbean", "White and Black African", "White and Asian", "Any Other Mixed Background", "Indian", "Pakistani",
    "Bangladeshi", "Any Other Asian Background", "Caribbean", "African", "Any Other Black Background", "Chinese",
    "Any Other Ethnic Group"
  ),
  major = c(
    "WHIT", "WHIT", "WHIT", "trav", "trav", "MIXD", "MIXD", "MIXD", "MIXD", "ASIA", "ASIA", "ASIA", "ASIA", "BLAC", "BLAC",
    "BLAC", "CHIN", "AOEG"
  ),
  stringsAsFactors = FALSE
)

# Most frequent ethnic group.
modal_ethnicity <- function(census_reference_year_row, school_census, first_year = "2002/03", last_year = "2020/21",
                            travellers = "WHIT") {
  new <- census_reference_year_row %>% transmute(pmr, academic_year, answer = ethnic_minor)
  old <- school_census %>%
    filter(academic_year <= "2004/05", coalesce(RecordStatus, 0) <= 100) %>%
    transmute(
      pmr = PupilMatchingRefAnonymous, academic_year,
      answer = coalesce(codes$minor[match(EthnicGroup, codes$words)], EthnicGroup)
    )
  counted <- bind_rows(new, old) %>%
    filter(!is.na(pmr), academic_year >= first_year, academic_year <= last_year) %>%
    distinct(pmr, academic_year, answer) %>%
    mutate(minor = if_else(answer %in% codes$minor, answer, NA_character_), year = as.numeric(substr(academic_year, 1, 4))) %>%
    group_by(pmr, minor) %>%
    summarise(n_modal = sum(!is.na(minor)), latest = max(year), answered = any(!is.na(answer)), .groups = "drop") %>%
    group_by(pmr) %>%
    mutate(n_votes = sum(n_modal)) %>%
    ungroup()
  counted <- counted[order(
    counted$pmr, is.na(counted$minor), -counted$n_modal, -counted$latest, counted$minor,
    method = "radix"
  ), ]
  counted %>%
    distinct(pmr, .keep_all = TRUE) %>%
    mutate(major = codes$major[match(minor, codes$minor)], unclassified = is.na(minor) & answered) %>%
    transmute(
      pmr,
      ethnicity_minor = if_else(unclassified, "UNCL", minor),
      ethnicity_major = case_when(unclassified ~ "UNCL", major == "trav" ~ travellers, TRUE ~ major),
      ethnicity_conflict = if_else(is.na(minor), NA_real_, as.numeric(n_modal < n_votes)),
      n_votes, n_modal
    )
}
