* Attainment 8, in all and by groups of subjects.
version 16

use academic_year KS4_PupilMatchingRefAnonymous KS4_LAESTAB_anon KS4_ATT8 KS4_SLOT1ENG KS4_SLOT2MAT KS4_EBACSCR KS4_OPENSCR ///
    using "ks4_pupil.dta", clear
rename (KS4_PupilMatchingRefAnonymous KS4_LAESTAB_anon KS4_ATT8 KS4_SLOT1ENG KS4_SLOT2MAT KS4_EBACSCR KS4_OPENSCR) ///
    (pmr school att8 att8_english att8_maths att8_ebacc att8_open)
keep if academic_year >= "2015/16"
foreach x in att8 att8_english att8_maths att8_ebacc att8_open {
    replace `x' = . if `x' < 0
}
tempfile results
save `results'

use pmr academic_year school in_national end_of_ks4 using "ks4_row_selection.dta", clear
drop if pmr == "" | academic_year == ""
* joinby joins a missing school to a missing school, as in 2019/20 and 2020/21
joinby pmr academic_year school using `results', unmatched(master)
drop _merge
foreach x in in_national end_of_ks4 {
    bysort pmr academic_year: egen byte highest = max(`x')
    drop `x'
    rename highest `x'
}
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
