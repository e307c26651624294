* One census row for each pupil and school year.
version 16
local first_term = "spring"

use pmr academic_year census_term source school year_group on_roll enrol_status sex ethnic_minor first_language fsm sen ///
    age_start month_part lsoa01 lsoa11 idaci_rank using "census_main_record.dta", clear
drop if pmr == "" | academic_year == "" | census_term == ""
if _N > 0 {
    duplicates drop
}
rename census_term ref_term
generate byte has_left = on_roll == 0
generate byte term_order = cond(ref_term == "`first_term'", 0, cond(ref_term == "spring", 1, cond(ref_term == "summer", 2, 3)))
bysort pmr academic_year (has_left term_order): generate byte place = _n
generate byte ref_term_filled = 0

* of each value, the first term that has it
foreach x in year_group sex ethnic_minor first_language fsm sen {
    generate byte blank = missing(`x')
    bysort pmr academic_year (blank place): replace ref_term_filled = 1 if blank[1] == 0 & place[1] > 1
    bysort pmr academic_year (blank place): replace `x' = `x'[1]
    drop blank
}
generate byte blank = missing(age_start)
bysort pmr academic_year (blank place): replace ref_term_filled = 1 if blank[1] == 0 & place[1] > 1
replace month_part = . if blank == 1
bysort pmr academic_year (blank place): replace month_part = month_part[1]
bysort pmr academic_year (blank place): replace age_start = age_start[1]
drop blank
generate byte blank = lsoa01 == "" & lsoa11 == "" & missing(idaci_rank)
bysort pmr academic_year (blank place): replace ref_term_filled = 1 if blank[1] == 0 & place[1] > 1
foreach x in lsoa01 lsoa11 idaci_rank {
    bysort pmr academic_year (blank place): replace `x' = `x'[1]
}

keep if place == 1
keep pmr academic_year ref_term ref_term_filled source school year_group on_roll enrol_status sex ethnic_minor first_language ///
    fsm sen age_start month_part lsoa01 lsoa11 idaci_rank
order pmr academic_year ref_term ref_term_filled source school year_group on_roll enrol_status sex ethnic_minor first_language ///
    fsm sen age_start month_part lsoa01 lsoa11 idaci_rank
save "census_reference_year_row.dta", replace
