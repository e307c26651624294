* Five or more good GCSEs or equivalents, with English and maths among them.
version 16

use academic_year KS4_PupilMatchingRefAnonymous KS4_LAESTAB_anon KS4_LEVEL2_EM KS4_LEVEL2_EM_PTQ KS4_LEVEL2_EM_94 ///
    KS4_GLEVEL2EM KS4_GLEVEL2EM_PTQ KS4_GLEVEL2EM_PTQ_EE KS4_LEVEL2 KS4_LEVEL2_PTQ KS4_LEVEL2_PTQ_EE using "ks4_pupil.dta", clear
rename (KS4_PupilMatchingRefAnonymous KS4_LAESTAB_anon) (pmr school)
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
keep pmr academic_year school five_ac_em five_ac_em_gcse five_ac
tempfile results
save `results'

use pmr academic_year school in_national end_of_ks4 using "ks4_row_selection.dta", clear
drop if pmr == "" | academic_year == ""
* joinby joins a missing school to a missing school, as in 2019/20 and 2020/21
joinby pmr academic_year school using `results', unmatched(master)
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
