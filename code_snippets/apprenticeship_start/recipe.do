* Apprenticeships and their starts in each year.
version 16
local first_year "2004/05"

use person key_type key_value using "link_person_spine.dta", clear
keep if key_type == "record" & key_value != "" & person != ""
bysort key_value (person): keep if _n == 1
keep key_value person
tempfile persons
save `persons'

use academic_year RECORDID app start AimType programme_type framework_id Standard_id FrameworkApp StandardApp start_date ///
    Notional_Level_v2_latest Notional_Level_v2 using "lilr_aims.dta", clear
keep if !missing(RECORDID) & academic_year != "" & academic_year >= "`first_year'" & app == 1 & (inlist(AimType, 1, 35) | missing(AimType))
generate key_value = string(RECORDID, "%20.0f")
merge m:1 key_value using `persons', keep(master match) nogenerate
replace person = "REC" + key_value if person == ""
rename (start start_date framework_id Standard_id) (started begins framework standard)
replace begins = . if begins <= td(1jan1900)
foreach x in programme_type framework standard {
    replace `x' = . if `x' < 0
}
generate byte level = Notional_Level_v2 if inrange(Notional_Level_v2, 2, 7)
replace level = Notional_Level_v2_latest if inrange(Notional_Level_v2_latest, 2, 7)
replace level = programme_type - 16 if inrange(programme_type, 20, 23)
replace level = 2 if programme_type == 3
replace level = 3 if programme_type == 2
generate byte is_standard = 0 if FrameworkApp == 1 | inlist(programme_type, 2, 3, 10, 20, 21, 22, 23)
replace is_standard = 1 if StandardApp == 1 | programme_type == 25

keep person academic_year started begins programme_type framework standard level is_standard
bysort person academic_year started begins programme_type framework standard level is_standard: keep if _n == 1
* missing dates stand last, so the first of a group is the earliest
bysort person (begins): generate long first_ever = begins[1]
bysort person programme_type framework standard (begins): generate long first_of_programme = begins[1]
bysort person academic_year started programme_type framework standard begins: generate byte is_start = started == 1 & _n == 1
generate byte is_new = is_start == 1 & begins == first_of_programme & !missing(begins)
generate long start_begins = begins if started == 1

bysort person academic_year (started): generate byte app_start = 0 if !missing(started[_N])
bysort person academic_year (is_start): replace app_start = 1 if is_start[_N] == 1
bysort person academic_year (start_begins): generate long first_in_year = start_begins[1]
generate byte order_started = -started
generate long order_begins = -begins
generate byte order_level = -level
generate byte order_standard = -is_standard
bysort person academic_year (order_started order_begins order_level order_standard): generate long place = _n
bysort person academic_year (place): generate long starts = sum(is_start)
by person academic_year: replace starts = starts[_N] if !missing(app_start)
by person academic_year: generate long new_starts = sum(is_new)
by person academic_year: replace new_starts = new_starts[_N]
by person academic_year: keep if _n == 1
generate byte app_first = first_in_year == first_ever & !missing(first_in_year)
replace starts = . if missing(app_start)
replace new_starts = . if app_start != 0 & missing(first_in_year)
replace app_first = . if app_start != 0 & missing(first_in_year)
rename (level is_standard) (app_level app_standard)
keep person academic_year app_start starts new_starts app_first app_level app_standard
order person academic_year app_start starts new_starts app_first app_level app_standard
save "apprenticeship_start.dta", replace
