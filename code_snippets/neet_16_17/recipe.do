* NEET or not known at 16 and 17.
version 16
local first_month 12
local lowest_age 16
local highest_age 17

use pmr birth_year_start using "academic_birth_cohort.dta", clear
tempfile cohort
save `cohort'
use pmr academic_year month_start state activity_code using "nccis_states.dta", clear
merge m:1 pmr using `cohort', keep(match) nogenerate
generate int starts = real(substr(academic_year, 1, 4))
generate long age = starts - birth_year_start - 1
generate long since = 12 * year(month_start) + month(month_start) - 12 * (starts + (`first_month' < 9)) - `first_month'
keep if inrange(age, `lowest_age', `highest_age') & inrange(since, 0, 2)
generate byte in_base = !(state == "" | state == "other" | (state == "custody" & activity_code == 710))
generate byte is_neet = inlist(state, "neet_avail", "neet_unavail")
generate byte is_unknown = state == "unknown"
bysort pmr academic_year: egen long base_months = total(in_base)
bysort pmr academic_year: egen long neet_months = total(is_neet)
bysort pmr academic_year: egen long not_known_months = total(is_unknown)
bysort pmr academic_year (since): keep if _n == 1

generate byte neet = neet_months > 0 if neet_months > 0 | base_months == 3
generate byte not_known = not_known_months > 0 if not_known_months > 0 | base_months == 3
generate byte neet_or_unknown = neet_months + not_known_months > 0 if neet_months + not_known_months > 0 | base_months == 3
replace neet_months = . if base_months == 0
replace not_known_months = . if base_months == 0
keep pmr academic_year age base_months neet_months not_known_months neet not_known neet_or_unknown
order pmr academic_year age base_months neet_months not_known_months neet not_known neet_or_unknown
save "neet_16_17.dta", replace
