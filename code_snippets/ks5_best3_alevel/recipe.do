* Points of the best three A levels.
version 16
local record_type = 5
local a_level "111"
local left_out "7810"

use academic_year KS5_PupilMatchingRefAnonymous KS5_SUBLEVNO KS5_MAPPING KS5_INCLUDE KS5_POINTS using "ks5_exam.dta", clear
rename (KS5_PupilMatchingRefAnonymous KS5_MAPPING) (pmr subject)
drop if pmr == "" | KS5_SUBLEVNO == ""
keep if inrange(real(substr(academic_year, 1, 4)), 2005, 2014)
generate double points_2 = KS5_POINTS if KS5_SUBLEVNO == "`a_level'" & subject != "`left_out'" & KS5_INCLUDE != 0 ///
    & KS5_POINTS >= 0 & !missing(KS5_POINTS)
* a missing value is larger than any other, also with a minus before it, so that it comes last
generate double order_points = -points_2
bysort pmr academic_year subject (order_points): keep if _n == 1
bysort pmr academic_year (order_points subject): replace KS5_POINTS = cond(_n <= 3, points_2, .)
bysort pmr academic_year: egen long entries_2 = count(points_2)
drop points_2
bysort pmr academic_year: egen double points_2 = total(KS5_POINTS), missing
bysort pmr academic_year: keep if _n == 1
keep pmr academic_year entries_2 points_2
tempfile rebuilt
save `rebuilt'

use academic_year KS5_PupilMatchingRefAnonymous KS5_RECTYPE KS5_TRIGGER KS5_TRIGGER_2016 KS5_TRIGGER_2021 KS5_INCLUDE_B3 ///
    KS5_ENTRIES_ALEV_B3 KS5_B3PTS_B3 using "ks5_student.dta", clear
rename KS5_PupilMatchingRefAnonymous pmr
drop if pmr == "" | academic_year == ""
keep if academic_year < "2016/17" | KS5_RECTYPE == `record_type'
generate trigger_field = cond(academic_year == "2015/16", "KS5_TRIGGER_2016", ///
    cond(academic_year >= "2020/21", "KS5_TRIGGER_2021", "KS5_TRIGGER"))
generate reported = cond(academic_year == "2015/16", KS5_TRIGGER_2016, ///
    cond(academic_year >= "2020/21", KS5_TRIGGER_2021, KS5_TRIGGER))
generate included = KS5_INCLUDE_B3 if academic_year >= "2015/16"
generate double entries = KS5_ENTRIES_ALEV_B3 if academic_year >= "2015/16" & KS5_ENTRIES_ALEV_B3 >= 0
generate double points = KS5_B3PTS_B3 if academic_year >= "2015/16" & KS5_B3PTS_B3 >= 0 & KS5_ENTRIES_ALEV_B3 != 0
foreach x in included reported {
    replace `x' = . if !inlist(`x', 0, 1)
}
foreach x in included points entries reported {
    generate double order_`x' = -`x'
}
bysort pmr academic_year (order_included order_points order_entries order_reported): keep if _n == 1

merge 1:1 pmr academic_year using `rebuilt', keep(master match) nogenerate
generate b3_scale = cond(academic_year >= "2015/16", "2016", cond(academic_year >= "2005/06", "qca", ""))
generate double b3_entries = cond(missing(entries), entries_2, entries)
generate byte b3_included = included
replace b3_included = 1 if missing(included) & entries_2 >= 3 & !missing(entries_2)
generate double b3_points = cond(missing(points), points_2, points)
generate double b3_average = b3_points / 3

keep pmr academic_year trigger_field reported b3_scale b3_entries b3_included b3_points b3_average
order pmr academic_year trigger_field reported b3_scale b3_entries b3_included b3_points b3_average
save "ks5_best3_alevel.dta", replace
