* First job after compulsory school.
version 16
local leaving_age 16
local stable_months 6
local least_pay 0
local data_end "2021-04-05"
local end = date("`data_end'", "YMD")

use person key_type key_value using "link_person_spine.dta", clear
keep if person != "" & key_value != ""
bysort person key_type key_value: keep if _n == 1
tempfile spine
save `spine'
keep if key_type == "edukey"
keep person
bysort person: keep if _n == 1
tempfile has_key
save `has_key'

use pmr birth_year_start n_sources using "academic_birth_cohort.dta", clear
keep if pmr != "" & inrange(birth_year_start, 1950, 2050)
rename pmr key_value
generate key_type = "pmr"
joinby key_type key_value using `spine'
generate double less = -n_sources
bysort person (less birth_year_start): keep if _n == 1
keep person birth_year_start
generate long from_date = mdy(9, 1, birth_year_start + 1 + `leaving_age')
merge 1:1 person using `has_key', keep(master match) generate(found)
generate byte linked = found == 3
drop found
tempfile people
save `people'

generate key_type = "edukey"
joinby person key_type using `spine'
rename key_value edukey
keep person edukey from_date
tempfile keys
save `keys'

* a spell that runs over the first day counts, also where it began before
use edukey start_date end_date using "spell_union.dta", clear
keep if edukey != "" & !missing(start_date) & !missing(end_date) & start_date <= end_date & start_date <= `end'
joinby edukey using `keys'
keep if end_date >= from_date
bysort person (start_date): keep if _n == 1
rename start_date earliest
keep person earliest
tempfile jobs
save `jobs'

local flags in_apr in_may in_jun in_jul in_aug in_sep in_oct in_nov in_dec in_jan in_feb in_mar
use edukey tax_year `flags' using "employment_month_flags.dta", clear
drop if edukey == ""
joinby edukey using `keys'
expand 12
bysort person edukey tax_year: generate byte place = _n
generate byte employed = 0
local place = 1
foreach x in `flags' {
    replace employed = `x' if place == `place'
    local place = `place' + 1
}
keep if employed == 1
generate long month = ym(real(substr(tax_year, 1, 4)), 3) + place
keep if month >= mofd(from_date)
* a month counts once for a person, whatever number of keys it stands under
bysort person month: keep if _n == 1
* months in a row have the same difference between their number and their place
bysort person (month): generate long run = month - _n
bysort person run (month): generate long length = _N
keep if length >= `stable_months'
bysort person (month): keep if _n == 1
generate long first_stable_month = dofm(month)
keep person first_stable_month
tempfile stable
save `stable'

use edukey tax_year earnings using "paye_earnings_annual.dta", clear
keep if edukey != "" & tax_year != "" & !missing(earnings)
bysort edukey tax_year earnings: keep if _n == 1
joinby edukey using `keys'
* the first full tax year begins in the April after from_date
keep if real(substr(tax_year, 1, 4)) > year(from_date)
bysort person tax_year: egen double pay = total(earnings)
keep if pay > `least_pay'
bysort person (tax_year): keep if _n == 1
rename tax_year first_pay_year
keep person first_pay_year
tempfile pay
save `pay'

use `people', clear
foreach step in jobs stable pay {
    merge 1:1 person using ``step'', keep(master match) nogenerate
}
generate status = "started"
replace status = "working" if earliest < from_date
replace status = "none" if missing(earliest)
replace status = "not_yet" if from_date > `end'
replace status = "not_linked" if linked == 0
generate long first_job_date = max(earliest, from_date) if !missing(earliest) & from_date <= `end'
generate int age_first_job = year(first_job_date) - (month(first_job_date) < 9) - birth_year_start - 1
keep person linked from_date status first_job_date age_first_job first_stable_month first_pay_year
order person linked from_date status first_job_date age_first_job first_stable_month first_pay_year
save "first_job.dta", replace
