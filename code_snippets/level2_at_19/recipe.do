* Level 2 by age 19.
version 16
local english_maths "academic"

use YPMAD_PupilMatchingRefAnonymous YPMAD_Base_Year YPMAD_Chars15CensusSource YPMAD_In16 YPMAD_In19 YPMAD_L2_at_16 ///
    YPMAD_L2_at_19 YPMAD_Academic_Age_L2 YPMAD_AcAge_L2incAcEM YPMAD_AcAge_L2incFuncAcEM YPMAD_L3AnyRouteNoL2DW ///
    using "ypmad_snapshot.dta", clear
rename (YPMAD_PupilMatchingRefAnonymous YPMAD_Base_Year YPMAD_Chars15CensusSource YPMAD_L2_at_16 YPMAD_L2_at_19) ///
    (pmr base_year census_at_15 l2_by_16 l2_by_19)
rename (YPMAD_Academic_Age_L2 YPMAD_L3AnyRouteNoL2DW) (academic_age_l2 l2_only_by_l3)
generate double age_em = cond("`english_maths'" == "academic", YPMAD_AcAge_L2incAcEM, YPMAD_AcAge_L2incFuncAcEM)
foreach a in 16 19 {
    bysort base_year: egen byte followed = max(YPMAD_In`a' == 1)
    replace l2_by_`a' = . if l2_by_`a' != 1 & !(l2_by_`a' == 0 & followed == 1)
    drop followed
}
replace census_at_15 = . if !inlist(census_at_15, 1, 2)
replace l2_only_by_l3 = . if !inlist(l2_only_by_l3, 0, 1)
drop if pmr == ""
foreach x in base_year census_at_15 academic_age_l2 age_em {
    bysort pmr: egen double lowest = min(`x')
    drop `x'
    rename lowest `x'
}
foreach x in l2_by_16 l2_by_19 l2_only_by_l3 {
    bysort pmr: egen byte highest = max(`x')
    drop `x'
    rename highest `x'
}
bysort pmr: keep if _n == 1
* a missing age is larger than 18: whoever has none has not reached it, but only if followed up to 19
generate byte l2_em_by_19 = cond(age_em <= 18, 1, cond(!missing(l2_by_19), 0, .))

keep pmr base_year census_at_15 l2_by_16 l2_by_19 academic_age_l2 l2_em_by_19 l2_only_by_l3
order pmr base_year census_at_15 l2_by_16 l2_by_19 academic_age_l2 l2_em_by_19 l2_only_by_l3
save "level2_at_19.dta", replace
