* Neighbours in LEO.
version 16
local threshold 20000
local least_neighbours 10

use person key_type key_value using "link_person_spine.dta", clear
keep if key_type == "edukey" & key_value != ""
rename key_value edukey
keep person edukey
tempfile keys
save `keys'

use edukey tax_year earnings using "paye_earnings_annual.dta", clear
drop if edukey == "" | tax_year == ""
merge m:1 edukey using `keys', keep(master match) nogenerate
replace person = "EDU" + edukey if person == ""
* an amount that is missing makes the sum unknown
bysort person tax_year: egen double pay = total(earnings)
bysort person tax_year: egen byte gap = max(missing(earnings))
bysort person tax_year: keep if _n == 1
replace pay = . if gap == 1
keep person tax_year pay
tempfile pays
save `pays'

use tax_year Edukey COA_2011 using "leo_geography.dta", clear
rename (Edukey COA_2011) (edukey area)
drop if edukey == "" | tax_year == ""
generate byte no_area = area == ""
bysort edukey tax_year (no_area area): keep if _n == 1
merge m:1 edukey using `keys', keep(master match) nogenerate
replace person = "EDU" + edukey if person == ""
merge m:1 person tax_year using `pays', keep(master match) nogenerate
generate byte paid = !missing(pay)
generate byte high = pay >= `threshold' & !missing(pay)

* a person with two keys in one area is one neighbour
bysort area tax_year person (edukey): generate byte once = _n == 1
bysort area tax_year: egen long people = total(once)
bysort area tax_year: egen long all_paid = total(once * paid)
bysort area tax_year: egen long all_high = total(once * high)
* everybody in the area less the person
generate long neighbour_n = people - 1 if area != ""
generate long neighbour_paid_n = all_paid - paid if area != ""
generate double neighbour_paid_share = neighbour_paid_n / neighbour_n ///
    if neighbour_n > 0 & neighbour_n >= `least_neighbours' & area != ""
generate double neighbour_high_share = (all_high - high) / neighbour_paid_n ///
    if neighbour_paid_n > 0 & neighbour_paid_n >= `least_neighbours' & area != ""
generate byte exact_area = tax_year >= "2013/14"
keep edukey tax_year area exact_area neighbour_n neighbour_paid_share neighbour_paid_n neighbour_high_share
order edukey tax_year area exact_area neighbour_n neighbour_paid_share neighbour_paid_n neighbour_high_share
save "neighbour_composition.dta", replace
