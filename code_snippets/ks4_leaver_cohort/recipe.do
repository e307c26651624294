* Cohort at the end of key stage 4.
version 16
local which_year = "first"
local national_only = 1
local add_census = 0

* who was on roll in spring
use pmr academic_year census_term source school on_roll age_start using "census_main_record.dta", clear
keep if census_term == "spring" & (on_roll == 1 | source == "ap")
drop if pmr == "" | academic_year == ""
tempfile census added seen state
save `census'
keep if `add_census' == 1 & age_start == 15
keep pmr academic_year school
generate byte in_ks4_results = 0
save `added'
use `census', clear
keep pmr academic_year source
save `seen'

* what kind of school it was
* what ks4_row_selection hands on, by which the chosen row is found again
local row school ks4_acadyr ks4_yeargrp ks4_y11year ks4_status ks4_endks ks4_natres ks4_norflage ks4_entries ks4_amdflag
use academic_year KS4_PupilMatchingRefAnonymous KS4_LAESTAB_anon KS4_ACADYR KS4_YEARGRP KS4_Y11YEAR KS4_STATUS KS4_ENDKS ///
    KS4_NATRES KS4_NORFLAGE KS4_ENTRIES KS4_AMDFLAG KS4_MSCH using "ks4_pupil.dta", clear
rename KS4_PupilMatchingRefAnonymous pmr
rename (KS4_LAESTAB_anon KS4_ACADYR KS4_YEARGRP KS4_Y11YEAR KS4_STATUS KS4_ENDKS KS4_NATRES KS4_NORFLAGE KS4_ENTRIES KS4_AMDFLAG) ///
    (`row')
* missing fits missing, as the schools of 2019/20 and 2020/21
merge m:1 pmr academic_year `row' using "ks4_row_selection.dta", keepusing(pmr) keep(match) nogenerate
bysort pmr academic_year: egen byte state_school = max(KS4_MSCH)
bysort pmr academic_year: keep if _n == 1
keep pmr academic_year state_school
save `state'

use pmr academic_year school in_national end_of_ks4 using "ks4_row_selection.dta", clear
keep if end_of_ks4 == 1 & (in_national == 1 | `national_only' == 0)
drop if pmr == "" | academic_year == ""
drop end_of_ks4
generate byte in_ks4_results = 1
append using `added'
bysort pmr: egen byte has_results = max(in_ks4_results)
keep if in_ks4_results == has_results
bysort pmr: egen long n_end_years = total(in_ks4_results)
generate int starts = real(substr(academic_year, 1, 4))
generate int order_year = cond("`which_year'" == "last", -starts, starts)
bysort pmr (order_year): keep if _n == 1

merge 1:1 pmr academic_year using `state', keep(master match) nogenerate
merge 1:1 pmr using "academic_birth_cohort.dta", keepusing(birth_year_start) keep(master match) nogenerate
merge 1:1 pmr academic_year using `seen', keep(master match) generate(found)
generate byte in_census = found == 3
replace state_school = . if in_ks4_results == 0
replace state_school = 1 if missing(state_school) & inlist(source, "school", "pru")
generate byte year_11_on_time = birth_year_start == starts - 16 if !missing(birth_year_start)
rename academic_year ks4_year
keep pmr ks4_year year_11_on_time school in_ks4_results in_national in_census state_school n_end_years
order pmr ks4_year year_11_on_time school in_ks4_results in_national in_census state_school n_end_years
save "ks4_leaver_cohort.dta", replace
