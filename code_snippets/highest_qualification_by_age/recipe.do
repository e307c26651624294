* Highest qualification by age.
version 16
local oldest = 25
local last_year "2020/21"

use academic_year YPMAD_PupilMatchingRefAnonymous YPMAD_AgeAtStartofAcadYear YPMAD_L1_OVERALL YPMAD_L2_OVERALL YPMAD_L3_OVERALL ///
    using "ypmad_chronological.dta", clear
rename YPMAD_PupilMatchingRefAnonymous pmr
drop if pmr == "" | academic_year == ""
generate starts = real(substr(academic_year, 1, 4))
generate level = cond(YPMAD_L3_OVERALL == 1, 3, cond(YPMAD_L2_OVERALL == 1, 2, cond(YPMAD_L1_OVERALL == 1, 1, ///
    cond(YPMAD_L1_OVERALL == 0 | YPMAD_L2_OVERALL == 0 | YPMAD_L3_OVERALL == 0, 0, .))))
generate born = starts - YPMAD_AgeAtStartofAcadYear - 1 if inrange(YPMAD_AgeAtStartofAcadYear, 10, 30)
keep pmr starts level born
tempfile yearly
save `yearly'
keep if !missing(born)
bysort pmr born starts: keep if _n == 1
bysort pmr born: generate long order_years = -_N
bysort pmr (order_years born): keep if _n == 1
keep pmr born
tempfile born
save `born'

use academic_year HE_PUPILMATCHINGREFANONYMOUS HE_XPQUAL01 using "hesa.dta", clear
rename HE_PUPILMATCHINGREFANONYMOUS pmr
keep if HE_XPQUAL01 == 1 & pmr != "" & academic_year != ""
generate starts = real(substr(academic_year, 1, 4))
generate level = 4
keep pmr starts level
append using `yearly'
drop born
merge m:1 pmr using `born', keep(match) nogenerate
generate age = starts - born
keep pmr age level
tempfile dated
save `dated'

use YPMAD_PupilMatchingRefAnonymous YPMAD_L1_at_16 YPMAD_L1_at_17 YPMAD_L1_at_18 YPMAD_L1_at_19 YPMAD_L1_at_20 YPMAD_L1_at_21 ///
    YPMAD_L2_at_16 YPMAD_L2_at_17 YPMAD_L2_at_18 YPMAD_L2_at_19 YPMAD_L2_at_20 YPMAD_L2_at_21 YPMAD_L3_at_16 YPMAD_L3_at_17 ///
    YPMAD_L3_at_18 YPMAD_L3_at_19 YPMAD_L3_at_20 YPMAD_L3_at_21 using "ypmad_snapshot.dta", clear
rename YPMAD_PupilMatchingRefAnonymous pmr
drop if pmr == ""
generate long row = _n
expand 6
bysort row: generate age = 15 + _n
generate level = .
forvalues a = 16/21 {
    replace level = cond(YPMAD_L3_at_`a' == 1, 3, cond(YPMAD_L2_at_`a' == 1, 2, cond(YPMAD_L1_at_`a' == 1, 1, ///
        cond(YPMAD_L1_at_`a' == 0 | YPMAD_L2_at_`a' == 0 | YPMAD_L3_at_`a' == 0, 0, .)))) if age == `a'
}
keep pmr age level
append using `dated'
drop if missing(level)
bysort pmr: egen int last_seen = max(age)
forvalues l = 0/4 {
    bysort pmr: egen int age_`l' = min(cond(level >= `l', age, .))
}
bysort pmr: keep if _n == 1

merge 1:1 pmr using `born', nogenerate
generate last_age = cond(missing(born), last_seen, real(substr("`last_year'", 1, 4)) - born)
replace last_age = min(last_age, `oldest', 30)
drop if last_age < 16
generate ages = last_age - 15
expand ages
drop age
bysort pmr: generate age = 15 + _n
generate hq_level = .
generate first_age = .
forvalues l = 0/4 {
    replace hq_level = `l' if age >= age_`l'
    replace first_age = max(age_`l', 16) if age >= age_`l'
}
generate byte followed = age <= last_seen & !missing(last_seen)
generate academic_year = ""
replace academic_year = string(born + age) + "/" + substr(string(born + age + 1), 3, 2) if !missing(born)

keep pmr age academic_year hq_level first_age followed
order pmr age academic_year hq_level first_age followed
save "highest_qualification_by_age.dta", replace
