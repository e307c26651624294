library(dplyr)

# One row for each further education aim.
ilr_aim_dedupe <- function(lilr_aims, link_person_spine) {
  persons <- link_person_spine %>% filter(key_type == "record", !is.na(key_value), !is.na(person))
  persons <- persons[order(persons$key_value, persons$person, method = "radix"), ] %>%
    distinct(key_value, .keep_all = TRUE) %>%
    select(key_value, spine_person = person)
  real_date <- function(date) if_else(date > as.Date("1900-01-01"), date, as.Date(NA))

  rows <- lilr_aims %>%
    filter(!is.na(RECORDID)) %>%
    # integer columns become numeric: if_else() and case_when() do not mix the two
    mutate(across(where(is.numeric), as.numeric), key_value = sprintf("%.0f", RECORDID)) %>%
    left_join(persons, by = "key_value") %>%
    transmute(
      person = coalesce(spine_person, paste0("REC", key_value)),
      provider = na_if(ukprn_anon, -1),
      aim_ref = learning_aim_id,
      programme_aim = if_else(AimType %in% c(1, 35) | learning_aim_id %in% "ZPROG001", 1, 0),
      aim_start = real_date(start_date), aim_end = real_date(end_date),
      last_year = academic_year, external_id, sequence_index,
      status = if_else(Compstatus %in% c(1, 2, 3, 4, 6), Compstatus, NA_real_),
      achieved = case_when(
        outcome %in% c(1, 6, 7) | !is.na(real_date(Achievement_date)) ~ 1,
        outcome %in% c(4, 5, 8) ~ NA_real_,
        outcome %in% c(2, 3) | Compstatus %in% c(3, 4) ~ 0
      ),
      # 9 is a higher level that is not given exactly
      level = case_when(
        Notional_Level_v2_latest >= 0 & Notional_Level_v2_latest <= 9 ~ Notional_Level_v2_latest,
        Notional_Level_v2 >= 0 & Notional_Level_v2 <= 9 ~ Notional_Level_v2,
        Notional_Level %in% 0:5 ~ Notional_Level,
        Notional_Level == 6 ~ 9
      )
    ) %>%
    distinct()
  down <- c(FALSE, FALSE, FALSE, FALSE, FALSE, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE, FALSE)
  rows <- rows[order(
    rows$person, rows$provider, rows$aim_ref, rows$programme_aim, rows$aim_start, rows$last_year, rows$aim_end,
    rows$external_id, rows$sequence_index, rows$status, rows$achieved, rows$level,
    decreasing = down, method = "radix"
  ), ]
  rows$aim <- rows %>%
    group_by(person, provider, aim_ref, programme_aim, aim_start) %>%
    group_indices()
  # the latest year comes first and missing ones last, so the first year is the last that is filled
  filled <- rows %>% filter(!is.na(last_year))
  oldest <- filled[!duplicated(filled$aim, fromLast = TRUE), ]
  kept <- rows %>%
    distinct(aim, .keep_all = TRUE) %>%
    mutate(n_rows = tabulate(rows$aim, nbins = n())[aim], first_year = oldest$last_year[match(aim, oldest$aim)])
  kept <- kept[order(kept$person, kept$aim_start, kept$provider, kept$aim_ref, kept$programme_aim, method = "radix"), ]
  kept %>%
    mutate(
      aim_number = seq_along(person) - match(person, person) + 1,
      withdrawn = if_else(status == 3, 1, 0),
      aim_level = if_else(level <= 8, level, NA_real_),
      level4_up = if_else(level >= 4, 1, 0)
    ) %>%
    select(
      person, aim_number, provider, aim_ref, programme_aim, aim_start, aim_end, first_year, last_year, status, achieved, withdrawn,
      aim_level, level4_up, n_rows
    )
}
