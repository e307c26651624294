* Suspensions in a school year.
version 16

use academic_year PupilMatchingRefAnonymous TotalFixedExclusions using "exclusions_table3.dta", clear
rename (PupilMatchingRefAnonymous TotalFixedExclusions) (pmr n_table3)
drop if pmr == "" | academic_year == "" | missing(n_table3)
bysort pmr academic_year (n_table3): keep if _n == _N
tempfile third
save `third'

use academic_year PupilMatchingRefAnonymous StartDate Category Sessions using "exclusions_table1.dta", clear
rename PupilMatchingRefAnonymous pmr
drop if pmr == "" | academic_year == ""
replace Sessions = . if Sessions < 0
bysort pmr academic_year StartDate Category Sessions: keep if _n == 1
preserve
bysort academic_year: keep if _n == 1
keep academic_year
tempfile years
save `years'
restore
generate byte suspended = inlist(Category, "FIXD", "SUSP")
generate byte lunch = Category == "LNCH"
generate byte unknown = Category == ""
generate byte no_length = suspended & missing(Sessions)
generate double lost = cond(suspended & !missing(Sessions), Sessions, 0)
bysort pmr academic_year: egen n_susp = total(suspended)
bysort pmr academic_year: egen n_lunch = total(lunch)
bysort pmr academic_year: egen n_unknown = total(unknown)
bysort pmr academic_year: egen n_no_length = total(no_length)
bysort pmr academic_year: egen double susp_sessions = total(lost)
bysort pmr academic_year: keep if _n == 1
keep pmr academic_year n_susp n_lunch n_unknown n_no_length susp_sessions
tempfile pupil
save `pupil'

use pmr academic_year using "census_main_record.dta", clear
drop if pmr == ""
bysort pmr academic_year: keep if _n == 1
merge m:1 academic_year using `years', keep(match) nogenerate
merge 1:1 pmr academic_year using `pupil'
generate byte in_census = _merge != 2
drop _merge
foreach x in n_susp n_lunch n_unknown n_no_length susp_sessions {
    replace `x' = 0 if missing(`x')
}
merge 1:1 pmr academic_year using `third', keep(master match) nogenerate
generate byte any_susp = cond(n_susp > 0, 1, cond(n_unknown == 0, 0, .))
replace n_susp = . if n_unknown > 0
replace n_lunch = . if n_unknown > 0
replace susp_sessions = . if n_unknown > 0 | n_no_length > 0
keep pmr academic_year n_susp any_susp susp_sessions n_lunch n_table3 in_census
order pmr academic_year n_susp any_susp susp_sessions n_lunch n_table3 in_census
save "suspensions.dta", replace
