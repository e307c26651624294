* Five or more good GCSEs or equivalents, with English and maths among them.
version 16

* what ks4_row_selection hands on, by which the chosen row is found again
local row school ks4_acadyr ks4_yeargrp ks4_y11year ks4_status ks4_endks ks4_natres ks4_norflage ks4_entries ks4_amdflag
use academic_year KS4_PupilMatchingRefAnonymous KS4_LAESTAB_anon KS4_ACADYR KS4_YEARGRP KS4_Y11YEAR KS4_STATUS KS4_ENDKS ///
    KS4_NATRES KS4_NORFLAGE KS4_ENTRIES KS4_AMDFLAG KS4_LEVEL2_EM KS4_LEVEL2_EM_PTQ KS4_LEVEL2_EM_94 ///
    KS4_GLEVEL2EM KS4_GLEVEL2EM_PTQ KS4_GLEVEL2EM_PTQ_EE KS4_LEVEL2 KS4_LEVEL2_PTQ KS4_LEVEL2_PTQ_EE using "ks4_pupil.dta", clear
rename KS4_PupilMatchingRefAnonymous pmr
rename (KS4_LAESTAB_anon KS4_ACADYR KS4_YEARGRP KS4_Y11YEAR KS4_STATUS KS4_ENDKS KS4_NATRES KS4_NORFLAGE KS4_ENTRIES KS4_AMDFLAG) ///
    (`row')
generate starts = real(substr(academic_year, 1, 4))
generate five_ac_em = cond(inrange(starts, 2003, 2012), KS4_LEVEL2_EM, cond(starts == 2013, KS4_LEVEL2_EM_PTQ, ///
    cond(starts >= 2014, KS4_LEVEL2_EM_94, .)))
generate five_ac_em_gcse = cond(inrange(starts, 2010, 2012), KS4_GLEVEL2EM, cond(starts == 2013, KS4_GLEVEL2EM_PTQ, ///
    cond(starts >= 2014, KS4_GLEVEL2EM_PTQ_EE, .)))
generate five_ac = cond(inrange(starts, 2003, 2012), KS4_LEVEL2, cond(starts == 2013, KS4_LEVEL2_PTQ, ///
    cond(starts >= 2014, KS4_LEVEL2_PTQ_EE, .)))
foreach x in five_ac_em five_ac_em_gcse five_ac {
    replace `x' = . if !inlist(`x', 0, 1)
}
keep pmr academic_year `row' five_ac_em five_ac_em_gcse five_ac
tempfile results
save `results'

use pmr academic_year `row' in_national end_of_ks4 using "ks4_row_selection.dta", clear
drop if pmr == "" | academic_year == ""
* joinby joins missing to missing, as the schools of 2019/20 and 2020/21
joinby pmr academic_year `row' using `results', unmatched(master)
drop _merge
foreach x in in_national end_of_ks4 five_ac_em five_ac_em_gcse five_ac {
    bysort pmr academic_year: egen byte highest = max(`x')
    drop `x'
    rename highest `x'
}
bysort pmr academic_year: keep if _n == 1
generate ks4_rules = cond(academic_year <= "2012/13", "older", cond(academic_year == "2013/14", "2014", ///
    cond(academic_year <= "2015/16", "first-entry", cond(academic_year <= "2018/19", "9-to-1", ///
    cond(academic_year <= "2020/21", "assessed", "")))))

keep pmr academic_year in_national end_of_ks4 ks4_rules five_ac_em five_ac_em_gcse five_ac
order pmr academic_year in_national end_of_ks4 ks4_rules five_ac_em five_ac_em_gcse five_ac
save "ks4_five_good_em.dta", replace
