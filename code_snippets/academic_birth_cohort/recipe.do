* School cohort of birth.
version 16

use academic_year PRU_PupilMatchingRefAnonymous PRU_YearOfBirth PRU_MonthOfBirth PRU_AgeAtStartOfAcademicYear ///
    PRU_MonthPartOfAgeAtStartOfAcade using "pru_census.dta", clear
rename (PRU_PupilMatchingRefAnonymous PRU_YearOfBirth PRU_MonthOfBirth PRU_AgeAtStartOfAcademicYear ///
    PRU_MonthPartOfAgeAtStartOfAcade) ///
    (pmr birth_year birth_month age_start month_part)
generate source = "pru"
tempfile votes
save `votes'
use academic_year AP_PupilMatchingRefAnonymous AP_YearOfBirth AP_MonthOfBirth AP_Age_Start AP_Month_Part using "ap_census.dta", clear
rename (AP_PupilMatchingRefAnonymous AP_YearOfBirth AP_MonthOfBirth AP_Age_Start AP_Month_Part) ///
    (pmr birth_year birth_month age_start month_part)
generate source = "ap"
append using `votes'
save `votes', replace
use academic_year KS4_PupilMatchingRefAnonymous KS4_YEAROFBIRTH KS4_MONTHOFBIRTH KS4_AGE_START KS4_MONTH_PART ///
    using "ks4_pupil.dta", clear
rename (KS4_PupilMatchingRefAnonymous KS4_YEAROFBIRTH KS4_MONTHOFBIRTH KS4_AGE_START KS4_MONTH_PART) ///
    (pmr birth_year birth_month age_start month_part)
generate source = "ks4"
append using `votes'
save `votes', replace
use academic_year census_term PupilMatchingRefAnonymous YearOfBirth MonthOfBirth AgeAtStartOfAcademicYear ///
    MonthPartOfAgeAtStartOfAcademicY using "school_census.dta", clear
rename (census_term PupilMatchingRefAnonymous YearOfBirth MonthOfBirth AgeAtStartOfAcademicYear ///
    MonthPartOfAgeAtStartOfAcademicY) ///
    (source pmr birth_year birth_month age_start month_part)
replace source = "spring" if source == ""
append using `votes'
drop if pmr == "" | academic_year == ""

generate int starts = real(substr(academic_year, 1, 4))
replace birth_year = . if !inrange(birth_year, 1900, 2100)
* month part 0 is August, 7 January, 8 December, 11 September
generate long birth_year_start = .
replace birth_year_start = birth_year if inrange(month_part, 8, 11)
replace birth_year_start = birth_year - 1 if inrange(month_part, 0, 7)
replace birth_year_start = starts - age_start - 1 if inrange(age_start, 0, 25)
replace birth_year_start = birth_year if inrange(birth_month, 9, 12) & !missing(birth_year)
replace birth_year_start = birth_year - 1 if inrange(birth_month, 1, 8) & !missing(birth_year)
keep if inrange(starts - birth_year_start - 1, 0, 25)
bysort pmr academic_year source birth_year_start: keep if _n == 1

bysort pmr: generate long n_sources = _N
bysort pmr birth_year_start (starts source): generate long votes = _N
bysort pmr birth_year_start (starts source): keep if _n == _N
bysort pmr: generate byte conflict = _N > 1
generate long order_votes = -votes
generate int order_year = -starts
bysort pmr (order_votes order_year birth_year_start): keep if _n == 1
generate cohort = string(birth_year_start, "%4.0f") + "/" + substr(string(birth_year_start + 1, "%4.0f"), 3, 2)
keep pmr birth_year_start cohort conflict n_sources
order pmr birth_year_start cohort conflict n_sources
save "academic_birth_cohort.dta", replace
