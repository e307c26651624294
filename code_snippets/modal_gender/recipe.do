* Most frequent recorded gender.
version 16
local first_year "2001/02"
local last_year "2020/21"

use academic_year KS4_PupilMatchingRefAnonymous KS4_GENDER using "ks4_pupil.dta", clear
rename (KS4_PupilMatchingRefAnonymous KS4_GENDER) (pmr sex)
generate source = "ks4"
generate byte census_order = 0
tempfile ks4
save `ks4'

use pmr academic_year census_term sex using "census_main_record.dta", clear
generate source = "census"
generate byte census_order = cond(census_term == "autumn", 1, cond(census_term == "spring", 2, cond(census_term == "summer", 3, 0)))
drop census_term
append using `ks4'
keep if pmr != "" & academic_year >= "`first_year'" & academic_year <= "`last_year'"
replace sex = "" if !inlist(sex, "M", "F")
generate long term = real(substr(academic_year, 1, 4)) * 10 + census_order
bysort pmr source sex term: keep if _n == 1

bysort pmr source sex (term): generate long n_modal = cond(sex == "", 0, _N)
bysort pmr source sex (term): keep if _n == _N
bysort pmr source: egen n_votes = total(n_modal)
* rows without a value last; the census before key stage 4
generate byte no_value = sex == ""
generate long order_votes = -n_modal
generate long order_term = -term
bysort pmr (no_value source order_votes order_term sex): keep if _n == 1

rename sex gender_modal
generate gender_source = cond(no_value, "", source)
generate byte gender_conflict = cond(no_value, ., n_modal < n_votes)
keep pmr gender_modal gender_source gender_conflict n_votes n_modal
order pmr gender_modal gender_source gender_conflict n_votes n_modal
save "modal_gender.dta", replace
