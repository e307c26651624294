library(dplyr)

# Main activity in each tax year after key stage 4.
main_activity_taxyear <- function(ks4_leaver_cohort, link_person_spine, ks5_student, lilr_aims, hesa, oow_benefit_any,
                                  employment_month_flags, first_year = 2003, last_year = 2019, years = 15, least_run = 6,
                                  least_work = 12) {
  spine <- link_person_spine %>% select(person, key_type, key_value)
  members <- ks4_leaver_cohort %>%
    left_join(spine %>% filter(key_type == "pmr") %>% select(person, pmr = key_value), by = "pmr") %>%
    transmute(person = coalesce(person, paste0("PMR", pmr)), pmr, left_in = as.numeric(substr(ks4_year, 1, 4)))
  people <- members %>% group_by(person) %>% summarise(left_in = min(left_in), .groups = "drop")
  keys <- spine %>%
    filter(person %in% people$person) %>%
    bind_rows(members %>% transmute(person, key_type = "pmr", key_value = pmr)) %>%
    distinct()
  find <- function(table, column, type) {
    known <- keys %>% filter(key_type == type) %>% select(person, key_value)
    # record numbers are whole: no point and no power of ten
    value <- table[[column]]
    if (is.numeric(value)) value <- if_else(is.na(value), NA_character_, sprintf("%.0f", value))
    table %>% mutate(key_value = as.character(value)) %>% inner_join(known, by = "key_value")
  }
  n <- seq_len(min(years, 20))
  each <- rep(seq_len(nrow(people)), each = length(n))
  grid <- people[each, ] %>%
    mutate(n = rep(n, nrow(people))) %>%
    mutate(starts = left_in + 1 + n, linked = as.numeric(person %in% keys$person[keys$key_type == "edukey"])) %>%
    filter(starts >= first_year, starts <= last_year)

  filler <- as.Date("1900-01-01")
  aims <- find(lilr_aims, "RECORDID", "record") %>%
    transmute(
      person, kind = "fe", academic_year, begins = start_date, ends = if_else(end_date > filler, end_date, as.Date(NA)),
      low = as.numeric(Notional_Level_v2_latest %in% 0:2 | programme_type %in% c(2, 3, 10, 20:23, 25) |
        (app %in% 1 & academic_year >= "2004/05"))
    )
  study <- find(hesa, "HE_PUPILMATCHINGREFANONYMOUS", "pmr") %>%
    filter(HE_XLEV601 %in% 1:5, !(HE_NOTACT %in% "1")) %>%
    transmute(person, kind = "he", academic_year, begins = HE_COMDATE, ends = coalesce(HE_ENDDATE, HE_DATELEFT), low = 0)
  month_number <- function(day) as.numeric(format(day, "%Y")) * 12 + as.numeric(format(day, "%m"))
  # months from August, 0 to 11: a record speaks for its own academic year only
  spans <- bind_rows(aims, study) %>%
    filter(begins > filler, is.na(ends) | ends >= begins) %>%
    mutate(y = as.numeric(substr(academic_year, 1, 4)), august = y * 12 + 8) %>%
    transmute(
      person, kind, low, y, from_at = pmax(month_number(begins) - august, 0),
      to_at = pmin(coalesce(month_number(ends) - august, 11), 11)
    ) %>%
    distinct()
  learned <- spans[rep(seq_len(nrow(spans)), each = 12), ] %>%
    mutate(at = rep(0:11, nrow(spans))) %>%
    filter(at >= from_at, at <= to_at) %>%
    transmute(person, kind, low, starts = y + (at >= 8), pos = (at + 4) %% 12 + 1)
  flags <- paste0("in_", c("apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar"))
  tax_months <- function(rows, kind) {
    bind_rows(lapply(1:12, function(place) {
      rows[rows[[flags[place]]] %in% 1, ] %>%
        transmute(person, kind = kind, low = 0, starts = as.numeric(substr(tax_year, 1, 4)), pos = place)
    }))
  }
  months <- bind_rows(
    learned, tax_months(find(oow_benefit_any, "edukey", "edukey"), "benefit"),
    tax_months(find(employment_month_flags, "edukey", "edukey"), "work")
  ) %>%
    distinct() %>%
    inner_join(grid %>% select(person, starts, n), by = c("person", "starts"))
  used <- bind_rows(
    months %>% filter(kind != "fe" | n > 2 | low == 1),
    months %>% filter(kind %in% c("he", "fe")) %>% mutate(kind = "learn")
  ) %>%
    distinct(person, starts, kind, pos)
  used <- used[order(used$person, used$starts, used$kind, used$pos, method = "radix"), ]
  runs <- used %>%
    group_by(person, starts, kind) %>%
    mutate(island = pos - row_number()) %>%
    group_by(person, starts, kind, island) %>%
    summarise(months = n(), .groups = "drop")
  best <- function(name, of, total = FALSE) {
    runs %>%
      filter(kind == of) %>%
      group_by(person, starts) %>%
      summarise(!!name := as.numeric(if (total) sum(months) else max(months)), .groups = "drop")
  }
  entered <- find(ks5_student, "KS5_PupilMatchingRefAnonymous", "pmr") %>%
    filter(KS5_AGE_START %in% 16:18, KS5_TOTENTS > 0) %>%
    transmute(person, starts = as.numeric(substr(academic_year, 1, 4)), ks5 = 1) %>%
    distinct()

  both <- c("person", "starts")
  grid %>%
    left_join(entered, by = both) %>%
    left_join(best("he_run", "he"), by = both) %>%
    left_join(best("fe_run", "fe"), by = both) %>%
    left_join(best("learn_months", "learn", total = TRUE), by = both) %>%
    left_join(best("benefit_run", "benefit"), by = both) %>%
    left_join(best("work_months", "work", total = TRUE), by = both) %>%
    mutate(across(c(ks5, he_run, fe_run, learn_months, benefit_run, work_months), ~ coalesce(.x, 0))) %>%
    mutate(across(c(benefit_run, work_months), ~ if_else(linked == 1, .x, NA_real_))) %>%
    mutate(
      tax_year = sprintf("%d/%02d", as.integer(starts), as.integer(starts + 1) %% 100L), years_after_ks4 = n,
      main_activity = case_when(
        he_run >= least_run ~ "he",
        ks5 == 1 ~ "ks5",
        fe_run >= least_run & n <= 2 ~ "other_education",
        fe_run >= least_run ~ "adult_fe",
        benefit_run >= least_run ~ "benefits",
        work_months >= least_work ~ "employment",
        learn_months > 0 | benefit_run > 0 | work_months > 0 ~ "no_sustained",
        TRUE ~ "not_captured"
      )
    ) %>%
    select(person, tax_year, years_after_ks4, linked, ks5, he_run, fe_run, learn_months, benefit_run, work_months, main_activity)
}
