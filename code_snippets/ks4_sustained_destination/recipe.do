* Sustained destination after key stage 4.
version 16
local first_year 2006
local last_year 2020
local least_work 5
local least_app 6
local data_end "2021-04-05"
local end = date("`data_end'", "YMD")

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
generate int y = real(substr(ks4_year, 1, 4)) + 1
keep if inrange(y, `first_year', `last_year') & mdy(3, 31, y + 1) <= `end'
keep pmr ks4_year person y
tempfile members
save `members'

* each key with the destination years that matter for its person
bysort person y: keep if _n == 1
keep person y
joinby person using `spine'
tempfile found
save `found'
use `members', clear
rename pmr key_value
generate key_type = "pmr"
keep person y key_type key_value
append using `found'
bysort person y key_type key_value: keep if _n == 1
tempfile keys
save `keys'
foreach x in pmr edukey record {
    use `keys', clear
    keep if key_type == "`x'"
    keep person y key_value
    tempfile of_`x'
    save `of_`x''
}
use `of_edukey', clear
bysort person: keep if _n == 1
keep person
generate byte linked = 1
tempfile linked
save `linked'

* months from August, 0 to 11: an aim speaks for its own academic year only
use RECORDID academic_year start_date end_date programme_type app using "lilr_aims.dta", clear
drop if missing(RECORDID)
generate key_value = string(RECORDID, "%12.0f")
generate int y = real(substr(academic_year, 1, 4))
joinby key_value y using `of_record'
replace end_date = . if end_date <= mdy(1, 1, 1900)
* a missing number is larger than any other, so an open end stays
drop if missing(start_date) | start_date <= mdy(1, 1, 1900) | end_date < start_date
generate byte is_app = inlist(programme_type, 2, 3, 10, 20, 21, 22, 23, 25) | app == 1
generate long from_at = max(mofd(start_date) - mofd(mdy(8, 1, y)), 0)
generate long to_at = cond(missing(end_date), 11, min(mofd(end_date) - mofd(mdy(8, 1, y)), 11))
keep if from_at <= to_at
keep person y is_app from_at to_at
bysort person y is_app from_at to_at: keep if _n == 1
expand to_at - from_at + 1
bysort person y is_app from_at to_at: generate byte place = from_at + _n - 1
generate byte educ = 1
keep person y place educ is_app
tempfile months
save `months'

* a term on the register stands for its months; of the summer it counts only that somebody was there
use pmr academic_year census_term source on_roll using "census_main_record.dta", clear
keep if on_roll == 1 | (missing(on_roll) & source == "ap")
rename pmr key_value
generate int y = real(substr(academic_year, 1, 4))
joinby key_value y using `of_pmr'
keep if inlist(census_term, "autumn", "spring", "summer")
bysort person y census_term: keep if _n == 1
generate byte n = cond(census_term == "summer", 1, 3)
expand n
bysort person y census_term: generate byte place = cond(census_term == "autumn", 2, cond(census_term == "spring", 5, 9)) + _n - 1
generate byte educ = 1
keep person y place educ
append using `months'
save `months', replace

foreach x in oow_benefit_any employment_month_flags {
    use edukey tax_year in_* using "`x'.dta", clear
    rename edukey key_value
    * of a tax year, April to July belong to the academic year that began before it
    generate int y = real(substr(tax_year, 1, 4))
    expand 2, generate(before)
    replace y = y - 1 if before == 1
    joinby key_value y using `of_edukey'
    expand 12
    bysort person key_value y before: generate byte place = _n - 1
    generate byte flag = 0
    local i 0
    foreach m in aug sep oct nov dec jan feb mar apr may jun jul {
        replace flag = in_`m' if place == `i'
        local i = `i' + 1
    }
    keep if flag == 1 & before == (place >= 8)
    generate byte worked = "`x'" == "employment_month_flags"
    keep person y place worked
    append using `months'
    save `months', replace
}
foreach x in educ is_app worked {
    replace `x' = 0 if missing(`x')
    bysort person y place (`x'): replace `x' = `x'[_N]
}
by person y place: keep if _n == 1

* October to March are 2 to 7, and 8 is the April that follows
bysort person y (place): generate byte run = is_app
by person y: replace run = run[_n-1] + 1 if _n > 1 & is_app == 1 & is_app[_n-1] == 1 & place == place[_n-1] + 1
generate byte window = inrange(place, 2, 7)
bysort person y: egen app_run = max(run)
bysort person y: egen educ_months = total(educ * window)
bysort person y: egen work_months = total(worked * window)
bysort person y: egen both_months = total(max(educ, worked) * window)
bysort person y: egen at_end = max(worked * inlist(place, 7, 8))
bysort person y (place): keep if _n == 1
keep person y app_run educ_months work_months both_months at_end
generate byte found = 1
tempfile counted
save `counted'

use person tax_year self_emp using "self_employment.dta", clear
generate int y = real(substr(tax_year, 1, 4))
drop if missing(self_emp)
bysort person y (self_emp): keep if _n == _N
keep person y self_emp
tempfile taxed
save `taxed'

use `members', clear
merge m:1 person y using `counted', keep(master match) nogenerate
merge m:1 person y using `taxed', keep(master match) nogenerate
merge m:1 person using `linked', keep(master match) nogenerate
foreach x in app_run educ_months work_months both_months at_end found linked {
    replace `x' = 0 if missing(`x')
}
replace work_months = . if linked == 0
replace self_emp = . if linked == 0
generate byte enough = work_months >= `least_work' & !missing(work_months)
generate str14 destination = "not_captured"
replace destination = "not_sustained" if found == 1
replace destination = "" if enough == 1 & at_end == 0 & mdy(4, 30, y + 1) > `end'
replace destination = "combination" if both_months == 6
replace destination = "employment" if self_emp == 1 | (enough == 1 & at_end == 1)
replace destination = "education" if educ_months == 6
replace destination = "apprenticeship" if app_run >= `least_app'
generate byte sustained = !inlist(destination, "not_sustained", "not_captured") if destination != ""
generate dest_year = string(y) + "/" + substr(string(y + 1), 3, 2)
keep pmr ks4_year dest_year linked educ_months app_run work_months self_emp destination sustained
order pmr ks4_year dest_year linked educ_months app_run work_months self_emp destination sustained
save "ks4_sustained_destination.dta", replace
