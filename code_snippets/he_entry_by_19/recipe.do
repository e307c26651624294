* In higher education by 19.
version 16
local first_year = "2004/05"
local last_year = "2019/20"
local apprenticeships = 1

use person key_type key_value number using "link_person_spine.dta", clear
keep if key_value != ""
if _N > 0 {
    duplicates drop
}
preserve
keep if key_type == "pmr"
rename key_value pmr
keep pmr person number
tempfile by_pmr
save `by_pmr'
restore
keep if key_type == "record"
keep key_value person
tempfile by_record
save `by_record'

use pmr birth_year_start using "academic_birth_cohort.dta", clear
keep if pmr != ""
if _N > 0 {
    duplicates drop
}
tempfile cohort
save `cohort'

use pmr academic_year source on_roll fsm using "census_reference_year_row.dta", clear
keep if source == "school" & on_roll == 1 & pmr != ""
merge m:1 pmr using `cohort', keep(match) nogenerate
generate long starts = real(substr(academic_year, 1, 4))
keep if starts == birth_year_start + 16 & !missing(starts)
merge m:1 pmr using `by_pmr', keep(master match) nogenerate
replace person = "PMR" + pmr if person == ""
replace number = 1 if missing(number)
bysort person (number pmr birth_year_start fsm): keep if _n == 1
keep person birth_year_start fsm
rename fsm fsm_15
tempfile pupils
save `pupils'

use academic_year RECORDID Notional_Level_v2_latest active programme_type using "lilr_aims.dta", clear
keep if active == 1 & inrange(Notional_Level_v2_latest, 4, 9) & !missing(RECORDID)
drop if `apprenticeships' == 0 & inlist(programme_type, 2, 3, 10, 20, 21, 22, 23, 25)
generate key_value = strtrim(string(RECORDID, "%20.0f"))
merge m:1 key_value using `by_record', keep(match) nogenerate
keep person academic_year
generate byte hesa = 0
generate byte ilr = 1
tempfile college
save `college'

use academic_year HE_PUPILMATCHINGREFANONYMOUS HE_XPSR01 HE_XLEV601 using "hesa.dta", clear
rename HE_PUPILMATCHINGREFANONYMOUS pmr
keep if pmr != "" & HE_XPSR01 == 1 & HE_XLEV601 != 6
merge m:1 pmr using `by_pmr', keep(master match) nogenerate
replace person = "PMR" + pmr if person == ""
keep person academic_year
generate byte hesa = 1
generate byte ilr = 0
append using `college'

generate int starts = real(substr(academic_year, 1, 4))
keep if inrange(starts, real(substr("`first_year'", 1, 4)), real(substr("`last_year'", 1, 4)))
merge m:1 person using `pupils', keep(match) nogenerate
generate long he_entry_age = starts - birth_year_start - 1
keep if he_entry_age >= 18
if _N > 0 {
    collapse (max) hesa ilr, by(person he_entry_age)
}
bysort person (he_entry_age): keep if _n == 1
generate he_source = cond(hesa == 1 & ilr == 1, "both", cond(hesa == 1, "hesa", "ilr"))
keep person he_entry_age he_source
tempfile entries
save `entries'

use `pupils', clear
merge 1:1 person using `entries', keep(master match) nogenerate
generate byte both_years_held = birth_year_start + 19 >= real(substr("`first_year'", 1, 4)) & ///
    birth_year_start + 20 <= real(substr("`last_year'", 1, 4))
generate byte he_by_19 = 0 if both_years_held == 1
replace he_by_19 = 1 if he_entry_age <= 19
order person birth_year_start fsm_15 he_by_19 he_entry_age he_source both_years_held
save "he_entry_by_19.dta", replace
