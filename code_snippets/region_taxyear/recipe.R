library(dplyr)

# Region of residence by tax year.
region_taxyear <- function(leo_geography) {
  regions <- c(
    "North East" = "E12000001", "North West" = "E12000002", "Yorkshire and The Humber" = "E12000003",
    "East Midlands" = "E12000004", "West Midlands" = "E12000005", "East of England" = "E12000006", "London" = "E12000007",
    "South East" = "E12000008", "South West" = "E12000009", "Wales" = "W92000004", "Scotland" = "S92000003",
    "Northern Ireland" = "N92000002", "Abroad" = "Abroad", "Unknown" = "Unknown"
  )
  countries <- c("England", "Wales", "Scotland", "Northern Ireland", "Abroad", "Unknown")
  rows <- leo_geography %>%
    filter(!is.na(Edukey), !is.na(tax_year)) %>%
    mutate(
      # capital letters do not matter, as in the database
      code = toupper(GOR),
      by_code = case_when(
        substr(code, 1, 3) == "E12" ~ "England", substr(code, 1, 2) == "W9" ~ "Wales", substr(code, 1, 2) == "S9" ~ "Scotland",
        substr(code, 1, 2) == "N9" ~ "Northern Ireland"
      ),
      country = coalesce(countries[match(tolower(CTRYNM), tolower(countries))], by_code),
      english = coalesce(
        regions[1:9][match(code, regions[1:9])], regions[1:9][match(tolower(GORNM), tolower(names(regions)[1:9]))]
      ),
      region = unname(if_else(country %in% "England", english, regions[match(country, names(regions))]))
    ) %>%
    distinct(edukey = Edukey, tax_year, region, country) %>%
    group_by(edukey, tax_year) %>%
    mutate(n_places = n()) %>%
    ungroup() %>%
    mutate(order_region = case_when(is.na(region) ~ 3, region == "Unknown" ~ 2, region == "Abroad" ~ 1, TRUE ~ 0))
  rows <- rows[order(rows$edukey, rows$tax_year, rows$order_region, rows$region, rows$country, method = "radix"), ]
  rows %>%
    distinct(edukey, tax_year, .keep_all = TRUE) %>%
    mutate(region_name = names(regions)[match(region, regions)]) %>%
    select(edukey, tax_year, region, region_name, country, n_places)
}
