* Applied to university at 18.
version 16
local first_cycle = "2007/08"
local last_cycle = "2020/21"
local early_month = 10
local early_day = 15

use person key_type key_value number using "link_person_spine.dta", clear
keep if key_type == "pmr" & key_value != ""
rename key_value pmr
keep pmr person number
if _N > 0 {
    duplicates drop
}
tempfile spine
save `spine'

use pmr birth_year_start using "academic_birth_cohort.dta", clear
keep if pmr != ""
if _N > 0 {
    duplicates drop
}
tempfile cohort
save `cohort'

use pmr academic_year source on_roll using "census_reference_year_row.dta", clear
keep if source == "school" & on_roll == 1 & pmr != ""
merge m:1 pmr using `cohort', keep(match) nogenerate
generate long starts = real(substr(academic_year, 1, 4))
keep if starts == birth_year_start + 16 & !missing(starts)
merge m:1 pmr using `spine', keep(master match) nogenerate
replace person = "PMR" + pmr if person == ""
replace number = 1 if missing(number)
bysort person (number pmr birth_year_start): keep if _n == 1
keep if inrange(birth_year_start + 18, real(substr("`first_cycle'", 1, 4)), real(substr("`last_cycle'", 1, 4)))
generate cycle_year = string(birth_year_start + 18, "%04.0f") + "/" + string(mod(birth_year_start + 19, 100), "%02.0f")
keep person cycle_year
generate byte at_school_at_15 = 1
tempfile pupils
save `pupils'

use cycle_year PupilMatchingRefAnonymous unique_id_cycle unique_application_id_cycle main_scheme_application_flag application_date ///
    using "ucas.dta", clear
rename (PupilMatchingRefAnonymous application_date) (pmr date_here)
keep if cycle_year != "" & unique_id_cycle != ""
generate byte main_here = cond(main_scheme_application_flag == "1", 1, 0) if inlist(main_scheme_application_flag, "1", "0")
* empty text sorts first in Stata; ~ stands behind all letters
generate order_pmr = cond(pmr == "", "~", pmr)
bysort cycle_year unique_id_cycle (order_pmr): replace pmr = pmr[1]
drop if pmr == ""
* one row an application; rows without an application number count for the applicant only
egen application_main = max(main_here), by(cycle_year unique_id_cycle unique_application_id_cycle)
bysort cycle_year unique_id_cycle unique_application_id_cycle: generate byte one = _n == 1 & unique_application_id_cycle != ""
generate byte main_one = application_main if one == 1
egen double applicant_date = min(date_here), by(cycle_year unique_id_cycle)
egen applicant_applications = total(one), by(cycle_year unique_id_cycle)
egen applicant_main = total(main_one), by(cycle_year unique_id_cycle) missing
keep cycle_year unique_id_cycle pmr applicant_date applicant_applications applicant_main
if _N > 0 {
    duplicates drop
}
merge m:1 pmr using `spine', keep(master match) nogenerate
replace person = "PMR" + pmr if person == ""
egen double first_application = min(applicant_date), by(person cycle_year)
egen n_applications = total(applicant_applications), by(person cycle_year)
egen n_main_choices = total(applicant_main), by(person cycle_year) missing
keep person cycle_year first_application n_applications n_main_choices
if _N > 0 {
    duplicates drop
}
generate byte applied = 1

merge 1:1 person cycle_year using `pupils', nogenerate
replace applied = 0 if missing(applied)
replace at_school_at_15 = 0 if missing(at_school_at_15)
replace n_applications = 0 if applied == 0
replace n_main_choices = 0 if applied == 0
egen n_cycles = total(applied), by(person)
generate byte early_applicant = first_application <= mdy(`early_month', `early_day', real(substr(cycle_year, 1, 4))) ///
    if !missing(first_application)
format first_application %td
order person cycle_year applied at_school_at_15 n_applications n_main_choices first_application early_applicant n_cycles
save "ucas_applicant.dta", replace
