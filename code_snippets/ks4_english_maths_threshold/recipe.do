* English and maths at grade 4 and at grade 5.
version 16
local measure "basics"

* what ks4_row_selection hands on, by which the chosen row is found again
local row school ks4_acadyr ks4_yeargrp ks4_y11year ks4_status ks4_endks ks4_natres ks4_norflage ks4_entries ks4_amdflag
use academic_year KS4_PupilMatchingRefAnonymous KS4_LAESTAB_anon KS4_ACADYR KS4_YEARGRP KS4_Y11YEAR KS4_STATUS KS4_ENDKS ///
    KS4_NATRES KS4_NORFLAGE KS4_ENTRIES KS4_AMDFLAG KS4_L2BASICS KS4_L2BASICS_PTQ KS4_L2BASICS_PTQ_EE ///
    KS4_L2BASICS_LL_PTQ_EE KS4_L2BASICS_94 KS4_L2BASICS_95 KS4_LEV2EM KS4_LEV2EM_PTQ KS4_LEV2EM_PTQ_EE KS4_LEV2EM_94 ///
    KS4_LEV2EM_95 using "ks4_pupil.dta", clear
rename KS4_PupilMatchingRefAnonymous pmr
rename (KS4_LAESTAB_anon KS4_ACADYR KS4_YEARGRP KS4_Y11YEAR KS4_STATUS KS4_ENDKS KS4_NATRES KS4_NORFLAGE KS4_ENTRIES KS4_AMDFLAG) ///
    (`row')
generate starts = real(substr(academic_year, 1, 4))
generate em_94 = .
generate em_95 = .
if "`measure'" == "basics" {
    replace em_94 = KS4_L2BASICS if inrange(starts, 2009, 2012)
    replace em_94 = KS4_L2BASICS_PTQ if starts == 2013
    replace em_94 = KS4_L2BASICS_PTQ_EE if starts == 2014
    replace em_94 = KS4_L2BASICS_LL_PTQ_EE if starts == 2015
    replace em_94 = KS4_L2BASICS_94 if starts >= 2016 & !missing(starts)
    replace em_95 = KS4_L2BASICS_95 if starts >= 2016 & !missing(starts)
}
else {
    replace em_94 = KS4_LEV2EM if inrange(starts, 2004, 2012)
    replace em_94 = KS4_LEV2EM_PTQ if starts == 2013
    replace em_94 = KS4_LEV2EM_PTQ_EE if inlist(starts, 2014, 2015)
    replace em_94 = KS4_LEV2EM_94 if starts >= 2016 & !missing(starts)
    replace em_95 = KS4_LEV2EM_95 if starts >= 2016 & !missing(starts)
}
foreach x in em_94 em_95 {
    replace `x' = . if !inlist(`x', 0, 1)
}
keep pmr academic_year `row' em_94 em_95
tempfile results
save `results'

use pmr academic_year `row' in_national end_of_ks4 using "ks4_row_selection.dta", clear
drop if pmr == "" | academic_year == ""
* joinby joins missing to missing, as the schools of 2019/20 and 2020/21
joinby pmr academic_year `row' using `results', unmatched(master)
drop _merge
foreach x in in_national end_of_ks4 em_94 em_95 {
    bysort pmr academic_year: egen byte highest = max(`x')
    drop `x'
    rename highest `x'
}
bysort pmr academic_year: keep if _n == 1
generate ks4_rules = cond(academic_year <= "2012/13", "older", cond(academic_year == "2013/14", "2014", ///
    cond(academic_year <= "2015/16", "first-entry", cond(academic_year <= "2018/19", "9-to-1", ///
    cond(academic_year <= "2020/21", "assessed", "")))))

keep pmr academic_year in_national end_of_ks4 ks4_rules em_94 em_95
order pmr academic_year in_national end_of_ks4 ks4_rules em_94 em_95
save "ks4_english_maths_threshold.dta", replace
