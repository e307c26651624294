* Pay and income from self-employment together.
version 16
local losses "keep"

use person key_type key_value using "link_person_spine.dta", clear
keep if key_type == "edukey" & key_value != "" & person != ""
rename key_value edukey
keep person edukey
bysort person edukey: keep if _n == 1
tempfile keys
save `keys'

use edukey tax_year earnings using "paye_earnings_annual.dta", clear
keep if edukey != "" & tax_year != ""
if _N > 0 {
    duplicates drop
}
joinby edukey using `keys'
* an amount that is missing makes the sum missing
bysort person tax_year: egen double paye_earn = total(earnings)
bysort person tax_year: egen byte gap = max(missing(earnings))
replace paye_earn = . if gap == 1
bysort person tax_year: keep if _n == 1
keep person tax_year paye_earn
generate byte has_pay = 1
tempfile pay
save `pay'

use person tax_year linked self_emp se_earn using "self_employment.dta", clear
drop if person == "" | tax_year == ""
replace linked = 0 if missing(linked)
if _N > 0 {
    duplicates drop
}
merge m:1 person tax_year using `pay', keep(master match) nogenerate
generate byte paye_record = has_pay == 1 if linked == 1
replace paye_earn = . if linked != 1
generate double counted = se_earn
if "`losses'" == "zero" {
    replace counted = 0 if counted < 0
}
generate earn_type = ""
replace earn_type = "both" if paye_record == 1 & self_emp == 1
replace earn_type = "paye" if paye_record == 1 & self_emp == 0
replace earn_type = "se" if paye_record == 0 & self_emp == 1
replace earn_type = "none" if paye_record == 0 & self_emp == 0
generate double total_earn = paye_earn + counted if earn_type == "both"
replace total_earn = paye_earn if earn_type == "paye"
replace total_earn = counted if earn_type == "se"
generate double total_filled = cond(earn_type == "none", 0, total_earn)
keep person tax_year linked paye_record paye_earn self_emp se_earn earn_type total_earn total_filled
order person tax_year linked paye_record paye_earn self_emp se_earn earn_type total_earn total_filled
save "total_earnings_paye_sa.dta", replace
