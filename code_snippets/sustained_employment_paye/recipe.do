* Sustained employment.
version 16
local least_months 5
local first_year 1997
local last_year 2020
local data_end "2021-04-05"
local end = date("`data_end'", "YMD")

use person key_type key_value using "link_person_spine.dta", clear
drop if person == ""
tempfile spine
save `spine'
keep if key_type == "edukey" & key_value != ""
rename key_value edukey
keep person edukey
bysort person edukey: keep if _n == 1
tempfile keys
save `keys'

use edukey month_start using "employment_month_flags.dta", clear
drop if edukey == "" | missing(month_start)
joinby edukey using `keys'
generate int y = year(month_start)
generate byte m = month(month_start)
* a month counts once for a person, whatever number of keys it stands under
bysort person y m: keep if _n == 1
* the April after a tax year is its month 13
expand 2 if m == 4, generate(again)
replace m = 13 if again == 1
generate int starts = y - inlist(m, 1, 2, 3, 13)
bysort person starts (m): generate byte months_year = sum(m <= 12)
by person starts: generate byte months_window = sum(inlist(m, 10, 11, 12, 1, 2, 3))
by person starts: generate byte march = sum(m == 3)
by person starts: generate byte next_april = sum(m == 13)
by person starts: keep if _n == _N
keep person starts months_year months_window march next_april
tempfile counted
save `counted'

use `spine', clear
generate byte key = key_type == "edukey" & key_value != ""
bysort person (key): keep if _n == _N
rename key linked
keep person linked
local years = min(100, `last_year' - `first_year' + 1)
expand `years'
bysort person: generate int starts = `first_year' + _n - 1
keep if starts <= `last_year' & mdy(3, 31, starts + 1) <= `end'
merge 1:1 person starts using `counted', keep(master match) nogenerate
foreach x in months_year months_window march next_april {
    replace `x' = 0 if missing(`x')
    replace `x' = . if linked == 0
}
replace next_april = . if next_april == 0 & mdy(4, 30, starts + 1) > `end'

generate byte sust_emp = 0 if months_window < `least_months'
replace sust_emp = 1 if months_window >= `least_months' & !missing(months_window) & (march == 1 | next_april == 1)
replace sust_emp = 0 if missing(sust_emp) & next_april == 0
generate tax_year = string(starts) + "/" + substr(string(starts + 1), 3, 2)
keep person tax_year linked months_year months_window march next_april sust_emp
order person tax_year linked months_year months_window march next_april sust_emp
save "sustained_employment_paye.dta", replace
