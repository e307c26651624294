library(dplyr)

# Monthly activity of young people.
nccis_states <- function(nccis, lapsed_value = "Y", code_530 = "reengagement", code_550 = "employment") {
  order_of <- c("custody", "education", "training", "employment", "reengagement", "neet_avail", "neet_unavail", "other", "unknown")
  rows <- nccis %>%
    transmute(
      pmr = NCCIS_PupilMatchingRefAnonymous, academic_year, month = NCCIS_MonthNo,
      activity_code = NCCIS_Current_Activity_Code, lapsed = NCCIS_Currency_Lapsed_Indicator
    ) %>%
    filter(!is.na(pmr), !is.na(academic_year), month %in% 1:12) %>%
    mutate(
      # September to December lie in the first calendar year of the school year, January to August in the second
      month_start = as.Date(sprintf("%d-%02d-01", as.integer(substr(academic_year, 1, 4)) + (month < 9), as.integer(month))),
      state = case_when(
        is.na(activity_code) ~ NA_character_,
        lapsed == lapsed_value ~ "unknown",
        activity_code %in% c(130, 290, 710) ~ "custody",
        activity_code %in% c(110, 120, 210, 220, 230, 240, 250, 260, 270, 280) ~ "education",
        activity_code %in% c(410, 420, 430, 440, 450, 460) ~ "training",
        activity_code %in% c(310, 320, 330, 340, 350, 360, 380, 381) ~ "employment",
        activity_code %in% c(550, 551) ~ code_550,
        activity_code == 530 ~ code_530,
        activity_code %in% c(510, 520, 540, 610, 615, 616, 619) ~ "neet_avail",
        activity_code %in% c(140, 620, 630, 640, 650, 660, 670, 680) ~ "neet_unavail",
        activity_code == 720 ~ "other",
        activity_code %in% c(150, 810, 820, 830) ~ "unknown"
      )
    )
  counted <- rows %>%
    filter(!is.na(state)) %>%
    distinct(pmr, academic_year, month_start, state) %>%
    count(pmr, academic_year, month_start, name = "n_states")
  # order() by radix puts missing values last
  rows <- rows[order(match(rows$state, order_of), rows$activity_code, method = "radix"), ]
  rows %>%
    distinct(pmr, academic_year, month_start, .keep_all = TRUE) %>%
    left_join(counted, by = c("pmr", "academic_year", "month_start")) %>%
    mutate(n_states = as.numeric(coalesce(n_states, 0L))) %>%
    select(pmr, academic_year, month_start, state, activity_code, n_states)
}
