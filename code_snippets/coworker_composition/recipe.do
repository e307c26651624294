* Co-workers in LEO.
version 16
local least_coworkers 10

use person key_type key_value using "link_person_spine.dta", clear
drop if person == "" | key_value == ""
tempfile spine
save `spine'
keep if key_type == "edukey"
rename key_value edukey
keep person edukey
tempfile keys
save `keys'

* traits of each person, over all pupil references
use pmr academic_year fsm6 using "fsm_ever6.dta", clear
rename academic_year ks4_year
tempfile meals
save `meals'
use pmr first_degree_award award_year using "he_qualifier_class.dta", clear
generate byte at_university = 1
tempfile degrees
save `degrees'
use pmr ks4_year using "ks4_leaver_cohort.dta", clear
generate byte at_school = 1
merge 1:1 pmr ks4_year using `meals', keep(master match) nogenerate
tempfile school
save `school'
use `spine', clear
keep if key_type == "pmr"
rename key_value pmr
merge m:1 pmr using `school', keep(master match) nogenerate
merge m:1 pmr using `degrees', keep(master match) nogenerate
generate int award_starts = real(substr(award_year, 1, 4)) if first_degree_award == 1
generate byte open = at_university == 1 & first_degree_award != 0 & missing(award_starts)
generate byte here = at_school == 1 | at_university == 1
bysort person: egen byte fsm = max(fsm6)
bysort person: egen int starts = min(award_starts)
bysort person: egen byte left_open = max(open)
bysort person: egen byte seen = max(here)
bysort person: keep if _n == 1
keep person fsm starts left_open seen
tempfile traits
save `traits'

use edukey tax_year main_enterprise main_pay using "paye_earnings_annual.dta", clear
rename main_enterprise enterprise
joinby edukey using `keys'
generate byte no_key = enterprise == ""
generate double less_pay = -main_pay
bysort person tax_year (no_key less_pay enterprise): keep if _n == 1
keep person tax_year enterprise
merge m:1 person using `traits', keep(master match) nogenerate
* a degree of 2010/11 counts from the first full tax year, 2012/13
generate byte grad = 0 if seen == 1 & left_open == 0
replace grad = 1 if real(substr(tax_year, 1, 4)) >= starts + 2 & !missing(starts)

* everybody in the enterprise less the person
bysort enterprise tax_year: generate long coworker_n = _N - 1
foreach x in grad fsm {
    bysort enterprise tax_year: egen double sum_`x' = total(`x')
    bysort enterprise tax_year: egen long `x'_known = count(`x')
    replace `x'_known = `x'_known - !missing(`x')
    generate double coworker_`x'_share = (sum_`x' - cond(missing(`x'), 0, `x')) / `x'_known ///
        if `x'_known > 0 & `x'_known >= `least_coworkers'
}
foreach x in coworker_n grad_known coworker_grad_share fsm_known coworker_fsm_share {
    replace `x' = . if enterprise == ""
}
keep person tax_year enterprise coworker_n grad_known coworker_grad_share fsm_known coworker_fsm_share
order person tax_year enterprise coworker_n grad_known coworker_grad_share fsm_known coworker_fsm_share
save "coworker_composition.dta", replace
