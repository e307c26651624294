* Entitlement known for two years or more.
version 16

use pupil censuses using "ever_meals.dta", clear
drop if pupil == ""
generate byte twice = censuses >= 2 & !missing(censuses)
keep pupil twice
if _N > 0 {
    duplicates drop
}
save "meals_twice.dta", replace
