* Ever entitled to free meals.
version 16
local first_year "2003/04"

use academic_year using "holiday.dta", clear
if _N > 0 {
    duplicates drop
}
tempfile holiday
save `holiday'

use academic_year PupilRef FreeMeals using "roll.dta", clear
merge m:1 academic_year using `holiday', keep(master) nogenerate
rename PupilRef pupil
drop if pupil == "" | academic_year < "`first_year'"
bysort pupil academic_year: egen byte known = max(!missing(FreeMeals))
bysort pupil: egen byte ever = max(FreeMeals)
bysort pupil academic_year: generate byte counted = _n == 1 & known == 1
bysort pupil: egen int censuses = total(counted)
bysort pupil (academic_year counted known FreeMeals): keep if _n == 1
keep pupil ever censuses
order pupil ever censuses
save "ever_meals.dta", replace
