library(dplyr)

# Highest qualification by age.
highest_qualification_by_age <- function(ypmad_snapshot, ypmad_chronological, hesa, oldest = 25, last_year = "2020/21") {
  level_of <- function(one, two, three) {
    case_when(three == 1 ~ 3, two == 1 ~ 2, one == 1 ~ 1, one == 0 | two == 0 | three == 0 ~ 0)
  }
  yearly <- ypmad_chronological %>%
    filter(!is.na(YPMAD_PupilMatchingRefAnonymous), !is.na(academic_year)) %>%
    transmute(
      pmr = YPMAD_PupilMatchingRefAnonymous, starts = as.numeric(substr(academic_year, 1, 4)),
      age_at_start = YPMAD_AgeAtStartofAcadYear,
      level = level_of(YPMAD_L1_OVERALL, YPMAD_L2_OVERALL, YPMAD_L3_OVERALL)
    )
  votes <- yearly %>%
    filter(age_at_start >= 10, age_at_start <= 30) %>%
    transmute(pmr, born = starts - age_at_start - 1, starts) %>%
    distinct() %>%
    count(pmr, born)
  born <- votes[order(votes$pmr, -votes$n, votes$born, method = "radix"), ] %>%
    distinct(pmr, .keep_all = TRUE) %>%
    select(pmr, born)

  at_age <- function(age) {
    flag <- function(number) ypmad_snapshot[[paste0("YPMAD_L", number, "_at_", age)]]
    data.frame(pmr = ypmad_snapshot$YPMAD_PupilMatchingRefAnonymous, level = level_of(flag(1), flag(2), flag(3))) %>%
      mutate(age = age)
  }
  awards <- hesa %>%
    filter(HE_XPQUAL01 %in% 1, !is.na(academic_year)) %>%
    transmute(pmr = HE_PUPILMATCHINGREFANONYMOUS, starts = as.numeric(substr(academic_year, 1, 4)), level = 4)
  dated <- bind_rows(yearly, awards) %>%
    inner_join(born, by = "pmr") %>%
    transmute(pmr, age = starts - born, level)
  evidence <- bind_rows(lapply(16:21, at_age)) %>%
    bind_rows(dated) %>%
    filter(!is.na(pmr), !is.na(level))
  first <- function(least, name) {
    reached <- evidence %>% filter(level >= least)
    reached <- reached[order(reached$age), ] %>% distinct(pmr, .keep_all = TRUE)
    setNames(reached[c("pmr", "age")], c("pmr", name))
  }

  people <- evidence[order(-evidence$age), ] %>%
    distinct(pmr, .keep_all = TRUE) %>%
    select(pmr, last_seen = age) %>%
    full_join(born, by = "pmr") %>%
    left_join(first(0, "age_0"), by = "pmr") %>%
    left_join(first(1, "age_1"), by = "pmr") %>%
    left_join(first(2, "age_2"), by = "pmr") %>%
    left_join(first(3, "age_3"), by = "pmr") %>%
    left_join(first(4, "age_4"), by = "pmr") %>%
    mutate(
      last_age = pmin(coalesce(as.numeric(substr(last_year, 1, 4)) - born, last_seen), oldest, 30),
      ages = pmax(last_age - 15, 0)
    )
  people[rep(seq_len(nrow(people)), people$ages), ] %>%
    mutate(
      age = 15 + sequence(people$ages),
      hq_level = case_when(age >= age_4 ~ 4, age >= age_3 ~ 3, age >= age_2 ~ 2, age >= age_1 ~ 1, age >= age_0 ~ 0),
      first_age = pmax(16, case_when(
        age >= age_4 ~ age_4, age >= age_3 ~ age_3, age >= age_2 ~ age_2, age >= age_1 ~ age_1, age >= age_0 ~ age_0
      )),
      academic_year = if_else(is.na(born), NA_character_, paste0(born + age, "/", substr(born + age + 1, 3, 4))),
      followed = as.numeric(age <= coalesce(last_seen, 0))
    ) %>%
    select(pmr, age, academic_year, hq_level, first_age, followed)
}
