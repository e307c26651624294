library(dplyr)

# Sustained destination after key stage 4.
ks4_sustained_destination <- function(ks4_leaver_cohort, link_person_spine, census_main_record, lilr_aims, employment_month_flags,
                                      oow_benefit_any, self_employment, first_year = 2006, last_year = 2020, least_work = 5,
                                      least_app = 6, data_end = "2021-04-05") {
  end <- as.Date(data_end)
  first4 <- function(label) as.numeric(substr(label, 1, 4))
  spine <- link_person_spine %>% select(person, key_type, key_value)
  members <- ks4_leaver_cohort %>%
    left_join(spine %>% filter(key_type == "pmr") %>% select(person, pmr = key_value), by = "pmr") %>%
    transmute(pmr, ks4_year, person = coalesce(person, paste0("PMR", pmr)), y = first4(ks4_year) + 1) %>%
    filter(y >= first_year, y <= last_year, as.Date(sprintf("%d-03-31", as.integer(y + 1))) <= end)
  # each key with the destination years that matter for its person
  keys <- spine %>%
    inner_join(members %>% distinct(person, y), by = "person") %>%
    bind_rows(members %>% transmute(person, key_type = "pmr", key_value = pmr, y)) %>%
    distinct()
  find <- function(table, column, type) {
    known <- keys %>% filter(key_type == type) %>% select(person, key_value, y)
    value <- table[[column]]
    # record numbers are whole: no point and no power of ten
    if (is.numeric(value)) value <- if_else(is.na(value), NA_character_, sprintf("%.0f", value))
    table %>% mutate(key_value = as.character(value)) %>% inner_join(known, by = c("key_value", "y"))
  }
  flags <- paste0("in_", c("aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar", "apr", "may", "jun", "jul"))
  # of a tax year, April to July belong to the academic year that began before it
  school_months <- function(rows) {
    rows <- rows %>% filter(edukey %in% keys$key_value[keys$key_type == "edukey"])
    bind_rows(lapply(1:12, function(i) {
      rows[rows[[flags[i]]] %in% 1, ] %>% transmute(edukey, place = i - 1, y = first4(tax_year) - (i > 8))
    }))
  }
  month_number <- function(day) as.numeric(format(day, "%Y")) * 12 + as.numeric(format(day, "%m"))
  filler <- as.Date("1900-01-01")

  # months from August, 0 to 11: an aim speaks for its own academic year only
  spans <- find(lilr_aims %>% mutate(y = first4(academic_year)), "RECORDID", "record") %>%
    mutate(end_date = if_else(end_date > filler, end_date, as.Date(NA))) %>%
    filter(start_date > filler, is.na(end_date) | end_date >= start_date) %>%
    transmute(
      person, y, is_app = as.numeric(programme_type %in% c(2, 3, 10, 20:23, 25) | app %in% 1),
      from_at = pmax(month_number(start_date) - (y * 12 + 8), 0),
      to_at = pmin(coalesce(month_number(end_date) - (y * 12 + 8), 11), 11)
    ) %>%
    distinct()
  aims <- spans[rep(seq_len(nrow(spans)), each = 12), ] %>%
    mutate(place = rep(0:11, nrow(spans))) %>%
    filter(place >= from_at, place <= to_at) %>%
    transmute(person, y, place, educ = 1, is_app, worked = 0)
  # a term on the register stands for its months; of the summer it counts only that somebody was there
  terms <- tibble(census_term = c(rep("autumn", 3), rep("spring", 3), "summer"), place = c(2:7, 9))
  census <- find(census_main_record %>% mutate(y = first4(academic_year)), "pmr", "pmr") %>%
    filter(on_roll %in% 1 | (is.na(on_roll) & source %in% "ap")) %>%
    inner_join(terms, by = "census_term") %>%
    transmute(person, y, place, educ = 1, is_app = 0, worked = 0)
  work <- find(school_months(employment_month_flags), "edukey", "edukey") %>%
    transmute(person, y, place, educ = 0, is_app = 0, worked = 1)
  claims <- find(school_months(oow_benefit_any), "edukey", "edukey") %>%
    transmute(person, y, place, educ = 0, is_app = 0, worked = 0)
  months <- bind_rows(aims, census, work, claims) %>%
    distinct() %>%
    group_by(person, y, place) %>%
    summarise(educ = max(educ), is_app = max(is_app), worked = max(worked), .groups = "drop")
  apps <- months %>% filter(is_app == 1)
  runs <- apps[order(apps$person, apps$y, apps$place, method = "radix"), ] %>%
    group_by(person, y) %>%
    mutate(island = place - row_number()) %>%
    group_by(person, y, island) %>%
    summarise(app_run = n(), .groups = "drop_last") %>%
    summarise(app_run = as.numeric(max(app_run)), .groups = "drop")
  # October to March are 2 to 7, and 8 is the April that follows
  counted <- months %>%
    mutate(window = as.numeric(place %in% 2:7)) %>%
    group_by(person, y) %>%
    summarise(
      educ_months = sum(educ * window), work_months = sum(worked * window), both_months = sum(pmax(educ, worked) * window),
      at_end = max(worked * (place %in% 7:8)), found = 1, .groups = "drop"
    )
  taxed <- self_employment %>%
    mutate(y = first4(tax_year)) %>%
    filter(!is.na(self_emp)) %>%
    group_by(person, y) %>%
    summarise(self_emp = as.numeric(max(self_emp)), .groups = "drop")

  both <- c("person", "y")
  members %>%
    left_join(counted, by = both) %>%
    left_join(runs, by = both) %>%
    left_join(taxed, by = both) %>%
    mutate(
      across(c(educ_months, app_run, work_months, both_months, at_end, found), ~ coalesce(.x, 0)),
      linked = as.numeric(person %in% keys$person[keys$key_type == "edukey"]),
      work_months = if_else(linked == 1, work_months, NA_real_), self_emp = if_else(linked == 1, self_emp, NA_real_),
      enough = !is.na(work_months) & work_months >= least_work,
      april_open = as.Date(sprintf("%d-04-30", as.integer(y + 1))) > end,
      destination = case_when(
        app_run >= least_app ~ "apprenticeship",
        educ_months == 6 ~ "education",
        self_emp == 1 | (enough & at_end == 1) ~ "employment",
        both_months == 6 ~ "combination",
        enough & at_end == 0 & april_open ~ NA_character_,
        found == 1 ~ "not_sustained",
        TRUE ~ "not_captured"
      ),
      sustained = if_else(is.na(destination), NA_real_, as.numeric(!(destination %in% c("not_sustained", "not_captured")))),
      dest_year = sprintf("%d/%02d", as.integer(y), as.integer(y + 1) %% 100L)
    ) %>%
    select(pmr, ks4_year, dest_year, linked, educ_months, app_run, work_months, self_emp, destination, sustained)
}
