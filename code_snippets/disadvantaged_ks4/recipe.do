* Disadvantaged at key stage 4.
version 16
local care_rule "of_the_year"

use pmr academic_year fsm6 using "fsm_ever6.dta", clear
rename fsm6 ever
tempfile ever
save `ever'

use academic_year KS4_PupilMatchingRefAnonymous KS4_FSM6CLA1A KS4_FSM6_CLA KS4_FSM6 KS4_CLA_PP_1_DAY KS4_CLA_PP_6_MONTHS ///
    KS4_ADOPTEDFROMCARE_ALLYEARS using "ks4_pupil.dta", clear
rename KS4_PupilMatchingRefAnonymous pmr
drop if pmr == "" | academic_year == ""
bysort pmr academic_year: egen one_day_flag = max(KS4_FSM6CLA1A)
bysort pmr academic_year: egen six_months_flag = max(KS4_FSM6_CLA)
bysort pmr academic_year: egen fsm6 = max(KS4_FSM6)
bysort pmr academic_year: egen one_day = max(KS4_CLA_PP_1_DAY)
bysort pmr academic_year: egen six_months = max(KS4_CLA_PP_6_MONTHS)
bysort pmr academic_year: egen ever_adopted = max(KS4_ADOPTEDFROMCARE_ALLYEARS)
keep pmr academic_year one_day_flag six_months_flag fsm6 one_day six_months ever_adopted
bysort pmr academic_year (fsm6): keep if _n == 1
merge 1:1 pmr academic_year using `ever', keep(master match) nogenerate

generate disadv_rule = "one_day"
replace disadv_rule = "six_months" if academic_year < "2014/15" | "`care_rule'" == "six_months"
replace disadv_rule = "no_care" if academic_year < "2010/11"
generate byte supplied = cond(disadv_rule == "one_day", one_day_flag, cond(disadv_rule == "six_months", six_months_flag, .))
replace fsm6 = ever if missing(fsm6)
generate byte care = cond(disadv_rule == "one_day", one_day, cond(disadv_rule == "six_months", six_months, .))
generate byte adopted = cond(disadv_rule == "one_day", ever_adopted, .)
generate byte from_limbs = .
* "no" needs a "no" from every limb of the year's rule
replace from_limbs = 0 if fsm6 == 0 & (care == 0 | disadv_rule == "no_care") & (adopted == 0 | disadv_rule != "one_day")
replace from_limbs = 1 if fsm6 == 1 | care == 1 | adopted == 1
generate byte disadvantaged = cond(missing(supplied), from_limbs, supplied)
generate disadv_basis = cond(missing(disadvantaged), "", cond(disadv_rule == "no_care", "reconstructed", "limbs"))
replace disadv_basis = "supplied" if !missing(supplied)

keep pmr academic_year disadvantaged disadv_basis disadv_rule fsm6 care adopted
order pmr academic_year disadvantaged disadv_basis disadv_rule fsm6 care adopted
save "disadvantaged_ks4.dta", replace
