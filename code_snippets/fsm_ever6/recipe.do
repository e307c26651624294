* Free school meals in the last six years.
version 16
local prefer "supplied"

use academic_year PupilMatchingRefAnonymous EVERFSM_6 using "school_census.dta", clear
rename (PupilMatchingRefAnonymous EVERFSM_6) (pmr census)
drop if missing(census)
tempfile census
save `census'

use academic_year PupilMatchingRefAnonymous EVERFSM_6 using "absence.dta", clear
rename (PupilMatchingRefAnonymous EVERFSM_6) (pmr absence)
drop if missing(absence)
tempfile absence
save `absence'

use academic_year KS4_PupilMatchingRefAnonymous KS4_FSM6 using "ks4_pupil.dta", clear
rename (KS4_PupilMatchingRefAnonymous KS4_FSM6) (pmr ks4)
drop if missing(ks4)
tempfile ks4
save `ks4'

* fsm counts on spring census days up to 2011/12 and in all terms after that; years in nursery do not count
use pmr academic_year census_term year_group fsm using "census_main_record.dta", clear
replace fsm = . if inlist(year_group, "E1", "E2", "N1", "N2") | (academic_year <= "2011/12" & census_term != "spring")
drop census_term year_group
append using `census'
append using `absence'
append using `ks4'
drop if pmr == "" | academic_year == ""
foreach x in fsm census absence ks4 {
    bysort pmr academic_year: egen any_`x' = max(`x')
}
bysort pmr academic_year (fsm census absence ks4): keep if _n == 1

* one row a year at most, so that this row and the five before hold every year of the window
generate int starts = real(substr(academic_year, 1, 4))
generate byte observed = 0
generate byte eligible = 0
sort pmr starts
forvalues back = 0/5 {
    by pmr: replace observed = observed + 1 if starts - starts[_n - `back'] <= 5 & !missing(any_fsm[_n - `back'])
    by pmr: replace eligible = eligible + 1 if starts - starts[_n - `back'] <= 5 & any_fsm[_n - `back'] == 1
}
generate byte fsm6_derived = cond(observed > 0, eligible > 0, .)
generate byte fsm6 = fsm6_derived
generate fsm6_source = cond(missing(fsm6), "", "derived")
if "`prefer'" == "supplied" {
    foreach x in ks4 absence census {
        replace fsm6 = any_`x' if !missing(any_`x')
        replace fsm6_source = cond("`x'" == "census", "school_census", "`x'") if !missing(any_`x')
    }
}
generate byte fsm6_years_observed = observed

keep pmr academic_year fsm6 fsm6_source fsm6_derived fsm6_years_observed
order pmr academic_year fsm6 fsm6_source fsm6_derived fsm6_years_observed
save "fsm_ever6.dta", replace
