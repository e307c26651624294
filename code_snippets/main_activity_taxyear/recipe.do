* Main activity in each tax year after key stage 4.
version 16
local first_year 2003
local last_year 2019
local years 15
local least_run 6
local least_work 12

use person key_type key_value using "link_person_spine.dta", clear
tempfile spine
save `spine'
keep if key_type == "pmr"
rename key_value pmr
keep person pmr
tempfile pupils
save `pupils'
use pmr ks4_year using "ks4_leaver_cohort.dta", clear
merge 1:1 pmr using `pupils', keep(master match) nogenerate
replace person = "PMR" + pmr if person == ""
generate int left_in = real(substr(ks4_year, 1, 4))
keep person pmr left_in
tempfile members
save `members'
bysort person (left_in): keep if _n == 1
keep person left_in
tempfile people
save `people'

* all keys of these people
use `spine', clear
merge m:1 person using `people', keep(match) nogenerate
drop left_in
append using `members'
replace key_type = "pmr" if pmr != ""
replace key_value = pmr if pmr != ""
keep person key_type key_value
bysort person key_type key_value: keep if _n == 1
tempfile keys
save `keys'
foreach x in pmr edukey record {
    use `keys', clear
    keep if key_type == "`x'"
    keep person key_value
    tempfile of_`x'
    save `of_`x''
}
use `of_edukey', clear
bysort person: keep if _n == 1
keep person
generate byte linked = 1
tempfile linked
save `linked'

use `people', clear
merge 1:1 person using `linked', keep(master match) nogenerate
replace linked = 0 if missing(linked)
local years = min(`years', 20)
expand `years'
bysort person: generate byte n = _n
generate int starts = left_in + 1 + n
keep if n <= `years' & inrange(starts, `first_year', `last_year')
keep person starts n linked
tempfile grid
save `grid'

* learning: records of further and higher education
use RECORDID academic_year start_date end_date Notional_Level_v2_latest programme_type app using "lilr_aims.dta", clear
drop if missing(RECORDID)
generate key_value = string(RECORDID, "%12.0f")
joinby key_value using `of_record'
generate byte low = inrange(Notional_Level_v2_latest, 0, 2) | inlist(programme_type, 2, 3, 10, 20, 21, 22, 23, 25) | ///
    (app == 1 & real(substr(academic_year, 1, 4)) >= 2004)
rename (start_date end_date) (begins ends)
replace ends = . if ends <= mdy(1, 1, 1900)
generate kind = "fe"
keep person kind low academic_year begins ends
tempfile aims
save `aims'
use HE_PUPILMATCHINGREFANONYMOUS academic_year HE_COMDATE HE_ENDDATE HE_DATELEFT HE_XLEV601 HE_NOTACT using "hesa.dta", clear
keep if inrange(HE_XLEV601, 1, 5) & HE_NOTACT != "1"
rename (HE_PUPILMATCHINGREFANONYMOUS HE_COMDATE HE_ENDDATE) (key_value begins ends)
replace ends = HE_DATELEFT if missing(ends)
joinby key_value using `of_pmr'
generate byte low = 0
generate kind = "he"
keep person kind low academic_year begins ends
append using `aims'
* a missing number is larger than any other, so an open end stays
drop if missing(begins) | begins <= mdy(1, 1, 1900) | ends < begins
* months from August, 0 to 11: a record speaks for its own academic year only
generate int y = real(substr(academic_year, 1, 4))
generate long from_at = max(mofd(begins) - mofd(mdy(8, 1, y)), 0)
generate long to_at = cond(missing(ends), 11, min(mofd(ends) - mofd(mdy(8, 1, y)), 11))
keep if from_at <= to_at
keep person kind low y from_at to_at
bysort person kind low y from_at to_at: keep if _n == 1
expand to_at - from_at + 1
bysort person kind low y from_at to_at: generate long at = from_at + _n - 1
generate int starts = y + (at >= 8)
generate byte pos = mod(at + 4, 12) + 1
keep person kind low starts pos
tempfile learned
save `learned'

foreach x in oow_benefit_any employment_month_flags {
    use edukey tax_year in_* using "`x'.dta", clear
    rename edukey key_value
    joinby key_value using `of_edukey'
    generate kind = cond("`x'" == "oow_benefit_any", "benefit", "work")
    generate byte low = 0
    generate int starts = real(substr(tax_year, 1, 4))
    expand 12
    bysort person key_value starts: generate byte pos = _n
    generate byte flag = 0
    local place 1
    foreach m in apr may jun jul aug sep oct nov dec jan feb mar {
        replace flag = in_`m' if pos == `place'
        local place = `place' + 1
    }
    keep if flag == 1
    keep person kind low starts pos
    append using `learned'
    save `learned', replace
}
merge m:1 person starts using `grid', keep(match) nogenerate
expand 2 if inlist(kind, "he", "fe"), generate(again)
keep if again == 1 | kind != "fe" | n > 2 | low == 1
replace kind = "learn" if again == 1
bysort person starts kind pos: keep if _n == 1
bysort person starts kind (pos): generate int run = 1
by person starts kind: replace run = run[_n-1] + 1 if _n > 1 & pos == pos[_n-1] + 1
by person starts kind: generate int months = _N
bysort person starts kind (run): keep if _n == _N
keep person starts kind run months
foreach x in he fe learn benefit work {
    generate int `x'_run = run if kind == "`x'"
    generate int `x'_months = months if kind == "`x'"
}
foreach x in he_run fe_run learn_months benefit_run work_months {
    bysort person starts (`x'): replace `x' = `x'[1]
}
by person starts: keep if _n == 1
keep person starts he_run fe_run learn_months benefit_run work_months
tempfile counted
save `counted'

use KS5_PupilMatchingRefAnonymous academic_year KS5_AGE_START KS5_TOTENTS using "ks5_student.dta", clear
keep if inrange(KS5_AGE_START, 16, 18) & KS5_TOTENTS > 0 & !missing(KS5_TOTENTS)
rename KS5_PupilMatchingRefAnonymous key_value
joinby key_value using `of_pmr'
generate int starts = real(substr(academic_year, 1, 4))
bysort person starts: keep if _n == 1
keep person starts
generate byte ks5 = 1
tempfile entered
save `entered'

use `grid', clear
merge 1:1 person starts using `counted', keep(master match) nogenerate
merge 1:1 person starts using `entered', keep(master match) nogenerate
foreach x in ks5 he_run fe_run learn_months benefit_run work_months {
    replace `x' = 0 if missing(`x')
}
generate str15 main_activity = "not_captured"
replace main_activity = "no_sustained" if learn_months > 0 | benefit_run > 0 | work_months > 0
replace main_activity = "employment" if work_months >= `least_work' & linked == 1
replace main_activity = "benefits" if benefit_run >= `least_run' & linked == 1
replace main_activity = "adult_fe" if fe_run >= `least_run'
replace main_activity = "other_education" if fe_run >= `least_run' & n <= 2
replace main_activity = "ks5" if ks5 == 1
replace main_activity = "he" if he_run >= `least_run'
replace benefit_run = . if linked == 0
replace work_months = . if linked == 0
generate tax_year = string(starts) + "/" + substr(string(starts + 1), 3, 2)
rename n years_after_ks4
keep person tax_year years_after_ks4 linked ks5 he_run fe_run learn_months benefit_run work_months main_activity
order person tax_year years_after_ks4 linked ks5 he_run fe_run learn_months benefit_run work_months main_activity
save "main_activity_taxyear.dta", replace
