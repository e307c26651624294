* Predicted and achieved A level points.
version 16
local a_level = "GCE Advanced Level"
local split_grade = "lower"

use academic_year KS5_PupilMatchingRefAnonymous KS5_SUBLEVNO KS5_MAPPING KS5_EXAMYEAR KS5_GRADE using "ks5_exam.dta", clear
rename (KS5_PupilMatchingRefAnonymous academic_year KS5_MAPPING) (pmr cycle_year subject)
keep if pmr != "" & cycle_year != "" & subject != "" & KS5_SUBLEVNO == "111" & KS5_EXAMYEAR == real(substr(cycle_year, 1, 4)) + 1
generate clean = strupper(subinstr(KS5_GRADE, " ", "", .))
generate byte points = .
local value = 6
foreach x in "A*" "A" "B" "C" "D" "E" "U" {
    replace points = `value' if clean == "`x'"
    local value = `value' - 1
}
replace points = 6 if clean == "*"
drop if missing(points)
generate byte order_points = -points
bysort pmr cycle_year subject (order_points): keep if _n == 1
bysort pmr cycle_year (order_points subject): generate byte among_three = _n <= 3
bysort pmr cycle_year: generate long n_ach = _N
generate byte points_three = cond(among_three == 1, points, 0)
egen ach_points = total(points_three), by(pmr cycle_year)
replace ach_points = . if n_ach < 3
keep pmr cycle_year n_ach ach_points
if _N > 0 {
    duplicates drop
}
tempfile achieved
save `achieved'

use cycle_year PupilMatchingRefAnonymous unique_id_cycle qualification_status qualification_description subject_title grade ///
    using "ucas.dta", clear
rename PupilMatchingRefAnonymous pmr
keep if cycle_year != "" & unique_id_cycle != ""
* empty text sorts first in Stata; ~ stands behind all letters
generate order_pmr = cond(pmr == "", "~", pmr)
bysort cycle_year unique_id_cycle (order_pmr): replace pmr = pmr[1]
keep if qualification_status == "Pending" & qualification_description == "`a_level'" & subject_title != "" & grade != ""
generate clean = strupper(subinstr(grade, " ", "", .))
generate byte slash = strpos(clean, "/")
generate one = cond(slash > 0, substr(clean, 1, slash - 1), clean)
generate other = cond(slash > 0, substr(clean, slash + 1, .), clean)
foreach half in one other {
    generate byte points_`half' = .
    local value = 6
    foreach x in "A*" "A" "B" "C" "D" "E" "U" {
        replace points_`half' = `value' if `half' == "`x'"
        local value = `value' - 1
    }
    replace points_`half' = 6 if `half' == "*"
}
drop if missing(points_one) | missing(points_other)
generate byte points = cond("`split_grade'" == "lower", min(points_one, points_other), max(points_one, points_other))
generate subject = strupper(strtrim(subject_title))
generate byte order_points = -points
bysort cycle_year unique_id_cycle subject (order_points): keep if _n == 1
bysort cycle_year unique_id_cycle (order_points subject): generate byte among_three = _n <= 3
bysort cycle_year unique_id_cycle: generate long n_pred = _N
generate byte points_three = cond(among_three == 1, points, 0)
egen pred_points = total(points_three), by(cycle_year unique_id_cycle)
replace pred_points = . if n_pred < 3
keep cycle_year unique_id_cycle pmr n_pred pred_points
if _N > 0 {
    duplicates drop
}

merge m:1 pmr cycle_year using `achieved', keep(master match) nogenerate
generate int pred_gap = pred_points - ach_points
generate byte missed_by_two = pred_gap >= 2 if !missing(pred_gap)
generate byte normal_exams = !inlist(cycle_year, "2019/20", "2020/21")
order cycle_year unique_id_cycle pmr n_pred pred_points n_ach ach_points pred_gap missed_by_two normal_exams
save "ucas_predicted_points.dta", replace
