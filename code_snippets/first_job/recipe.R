library(dplyr)

# First job after compulsory school.
first_job <- function(link_person_spine, academic_birth_cohort, spell_union, employment_month_flags, paye_earnings_annual,
                      leaving_age = 16, stable_months = 6, least_pay = 0, data_end = "2021-04-05") {
  end <- as.Date(data_end)
  first_of <- function(year, month) as.Date(ifelse(is.na(year), NA, sprintf("%04d-%02d-01", as.integer(year), as.integer(month))))
  spine <- link_person_spine %>%
    filter(!is.na(person), !is.na(key_value)) %>%
    distinct(person, key_type, key_value)
  keys <- spine %>% filter(key_type == "edukey") %>% select(person, edukey = key_value)
  people <- academic_birth_cohort %>%
    filter(birth_year_start >= 1950, birth_year_start <= 2050) %>%
    inner_join(spine %>% filter(key_type == "pmr") %>% select(person, pmr = key_value), by = "pmr")
  people <- people[order(people$person, -people$n_sources, people$birth_year_start, method = "radix"), ] %>%
    distinct(person, .keep_all = TRUE) %>%
    transmute(
      person, birth_year_start,
      from_date = first_of(birth_year_start + 1 + leaving_age, rep(9, n())), linked = as.numeric(person %in% keys$person)
    )
  linked <- people %>% inner_join(keys, by = "person")

  # a spell that runs over the first day counts, also where it began before
  jobs <- linked %>%
    inner_join(spell_union, by = "edukey") %>%
    filter(start_date <= end_date, end_date >= from_date, start_date <= end) %>%
    group_by(person) %>%
    summarise(earliest = min(start_date), .groups = "drop")

  worked <- linked %>%
    inner_join(employment_month_flags, by = "edukey") %>%
    mutate(starts = as.numeric(substr(tax_year, 1, 4)), september = 12 * as.numeric(format(from_date, "%Y")) + 5)
  flags <- c("in_apr", "in_may", "in_jun", "in_jul", "in_aug", "in_sep", "in_oct", "in_nov", "in_dec", "in_jan", "in_feb", "in_mar")
  # months are numbered from April of the year 0
  months <- lapply(0:11, function(place) {
    worked[worked[[flags[place + 1]]] == 1, ] %>% transmute(person, september, number = 12 * starts + place)
  })
  # a month counts once for a person, whatever number of keys it stands under
  stable <- bind_rows(months) %>%
    filter(number >= september) %>%
    distinct(person, number)
  stable <- stable[order(stable$person, stable$number, method = "radix"), ] %>%
    group_by(person) %>%
    # months in a row have the same difference between their number and their place
    mutate(run = number - row_number()) %>%
    group_by(person, run) %>%
    summarise(first = min(number), length = n(), .groups = "drop") %>%
    filter(length >= stable_months) %>%
    group_by(person) %>%
    summarise(first = min(first), .groups = "drop")

  pay <- paye_earnings_annual %>%
    distinct(edukey, tax_year, earnings) %>%
    inner_join(linked, by = "edukey") %>%
    # the first full tax year begins in the April after from_date
    filter(as.integer(substr(tax_year, 1, 4)) > as.integer(format(from_date, "%Y")), !is.na(earnings)) %>%
    group_by(person, tax_year) %>%
    summarise(earnings = sum(as.numeric(earnings)), .groups = "drop") %>%
    filter(earnings > least_pay)
  pay <- pay[order(pay$person, pay$tax_year, method = "radix"), ] %>% distinct(person, .keep_all = TRUE)

  people %>%
    left_join(jobs, by = "person") %>%
    left_join(stable, by = "person") %>%
    left_join(select(pay, person, first_pay_year = tax_year), by = "person") %>%
    mutate(
      status = case_when(
        linked == 0 ~ "not_linked",
        from_date > end ~ "not_yet",
        is.na(earliest) ~ "none",
        earliest < from_date ~ "working",
        TRUE ~ "started"
      ),
      first_job_date = if_else(from_date > end, as.Date(NA), pmax(earliest, from_date)),
      age_first_job = as.integer(format(first_job_date, "%Y")) - (format(first_job_date, "%m") < "09") - birth_year_start - 1,
      first_stable_month = first_of((first + 3) %/% 12, (first + 3) %% 12 + 1)
    ) %>%
    select(person, linked, from_date, status, first_job_date, age_first_job, first_stable_month, first_pay_year)
}
