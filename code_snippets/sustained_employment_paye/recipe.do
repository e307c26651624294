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

local before in_apr in_may in_jun in_jul in_aug in_sep
local window in_oct in_nov in_dec in_jan in_feb in_mar
use edukey tax_year `before' `window' using "employment_month_flags.dta", clear
drop if edukey == ""
joinby edukey using `keys'
generate int starts = real(substr(tax_year, 1, 4))
* a month counts once for a person, whatever number of keys it stands under
generate byte months_year = 0
foreach x in `before' `window' {
    bysort person starts (`x'): replace `x' = `x'[_N]
    replace months_year = months_year + `x'
}
bysort person starts (edukey): keep if _n == 1
generate byte months_window = in_oct + in_nov + in_dec + in_jan + in_feb + in_mar
generate byte march = in_mar
keep person starts months_year months_window march in_apr
tempfile counted
save `counted'
* April belongs to the tax year before as well: it is the April that follows
keep person starts in_apr
rename in_apr next_april
replace starts = starts - 1
tempfile following
save `following'

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
merge 1:1 person starts using `following', keep(master match) nogenerate
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
