* Attainment 8, in all and by groups of subjects.
version 16

* what ks4_row_selection hands on, by which the chosen row is found again
local row school ks4_acadyr ks4_yeargrp ks4_y11year ks4_status ks4_endks ks4_natres ks4_norflage ks4_entries ks4_amdflag
use academic_year KS4_PupilMatchingRefAnonymous KS4_LAESTAB_anon KS4_ACADYR KS4_YEARGRP KS4_Y11YEAR KS4_STATUS KS4_ENDKS ///
    KS4_NATRES KS4_NORFLAGE KS4_ENTRIES KS4_AMDFLAG KS4_ATT8 KS4_SLOT1ENG KS4_SLOT2MAT KS4_EBACSCR KS4_OPENSCR ///
    using "ks4_pupil.dta", clear
rename (KS4_LAESTAB_anon KS4_ACADYR KS4_YEARGRP KS4_Y11YEAR KS4_STATUS KS4_ENDKS KS4_NATRES KS4_NORFLAGE KS4_ENTRIES KS4_AMDFLAG) ///
    (`row')
rename (KS4_PupilMatchingRefAnonymous KS4_ATT8 KS4_SLOT1ENG KS4_SLOT2MAT KS4_EBACSCR KS4_OPENSCR) ///
    (pmr att8 att8_english att8_maths att8_ebacc att8_open)
keep if academic_year >= "2015/16"
foreach x in att8 att8_english att8_maths att8_ebacc att8_open {
    replace `x' = . if `x' < 0
}
tempfile results
save `results'

use pmr academic_year `row' in_national end_of_ks4 using "ks4_row_selection.dta", clear
drop if pmr == "" | academic_year == ""
* joinby joins missing to missing, as the schools of 2019/20 and 2020/21
joinby pmr academic_year `row' using `results', unmatched(master)
drop _merge
* a missing score is larger than any other, also with a minus before it, so that it comes last
foreach x in att8 att8_english att8_maths att8_ebacc att8_open {
    generate double order_`x' = -`x'
}
bysort pmr academic_year (order_att8 order_att8_english order_att8_maths order_att8_ebacc order_att8_open): keep if _n == 1
generate double mean_grade = att8 / 10
generate a8_scale = ""
replace a8_scale = "8-to-1" if academic_year == "2015/16"
replace a8_scale = "9-to-1" if inlist(academic_year, "2016/17", "2017/18", "2018/19")
replace a8_scale = "assessed" if inlist(academic_year, "2019/20", "2020/21")

keep pmr academic_year in_national end_of_ks4 a8_scale att8 mean_grade att8_english att8_maths att8_ebacc att8_open
order pmr academic_year in_national end_of_ks4 a8_scale att8 mean_grade att8_english att8_maths att8_ebacc att8_open
save "attainment8.dta", replace
