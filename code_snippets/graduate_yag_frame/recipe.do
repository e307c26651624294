* Graduates by years after graduation.
version 16
local provider_area = "england"
local last_tax_year = "2020/21"

use person key_type key_value number n_edukey using "link_person_spine.dta", clear
keep if key_type == "pmr" & key_value != ""
rename key_value pmr
keep pmr person number n_edukey
if _N > 0 {
    duplicates drop
}
tempfile spine
save `spine'

use pmr first_degree_award award_year degree_class uk_home provider_country using "he_qualifier_class.dta", clear
keep if first_degree_award == 1 & pmr != "" & award_year != ""
if _N > 0 {
    duplicates drop
}
if "`provider_area'" == "england" {
    keep if provider_country == "E"
}
if "`provider_area'" == "great_britain" {
    keep if inlist(provider_country, "E", "S", "W")
}
merge 1:1 pmr using `spine', keep(master match) nogenerate
replace person = "PMR" + pmr if person == ""
replace number = 1 if missing(number)
replace n_edukey = 0 if missing(n_edukey)
* empty text sorts first in Stata; ~ stands behind all letters
generate order_class = cond(degree_class == "", "~", degree_class)
generate order_country = cond(provider_country == "", "~", provider_country)
bysort person (award_year number pmr order_class uk_home order_country n_edukey): keep if _n == 1

expand 4
bysort person: generate byte yag = cond(_n == 1, 1, cond(_n == 2, 3, cond(_n == 3, 5, 10)))
generate int starts = real(substr(award_year, 1, 4)) + yag + 1
generate tax_year = string(starts, "%04.0f") + "/" + string(mod(starts + 1, 100), "%02.0f")
generate byte tax_year_held = real(substr(tax_year, 1, 4)) <= real(substr("`last_tax_year'", 1, 4))
generate byte matched = n_edukey > 0
keep person award_year yag tax_year tax_year_held matched n_edukey degree_class uk_home provider_country
order person award_year yag tax_year tax_year_held matched n_edukey degree_class uk_home provider_country
save "graduate_yag_frame.dta", replace
