* Level 3 by age 19.
version 16

use YPMAD_PupilMatchingRefAnonymous YPMAD_Base_Year YPMAD_Chars15CensusSource YPMAD_In18 YPMAD_In19 YPMAD_L3_at_18 ///
    YPMAD_L3_at_19 YPMAD_Academic_Age_L3 using "ypmad_snapshot.dta", clear
rename (YPMAD_PupilMatchingRefAnonymous YPMAD_Base_Year YPMAD_Chars15CensusSource) (pmr base_year census_at_15)
rename (YPMAD_L3_at_18 YPMAD_L3_at_19 YPMAD_Academic_Age_L3) (l3_by_18 l3_by_19 academic_age_l3)
foreach a in 18 19 {
    bysort base_year: egen byte followed = max(YPMAD_In`a' == 1)
    replace l3_by_`a' = . if l3_by_`a' != 1 & !(l3_by_`a' == 0 & followed == 1)
    drop followed
}
replace census_at_15 = . if !inlist(census_at_15, 1, 2)
drop if pmr == ""
foreach x in base_year census_at_15 academic_age_l3 {
    bysort pmr: egen double lowest = min(`x')
    drop `x'
    rename lowest `x'
}
foreach x in l3_by_18 l3_by_19 {
    bysort pmr: egen byte highest = max(`x')
    drop `x'
    rename highest `x'
}
bysort pmr: keep if _n == 1
generate byte l3_in_last_year = cond(l3_by_18 == 1 | l3_by_19 == 0, 0, cond(l3_by_18 == 0 & l3_by_19 == 1, 1, .))

keep pmr base_year census_at_15 l3_by_18 l3_by_19 academic_age_l3 l3_in_last_year
order pmr base_year census_at_15 l3_by_18 l3_by_19 academic_age_l3 l3_in_last_year
save "level3_at_19.dta", replace
