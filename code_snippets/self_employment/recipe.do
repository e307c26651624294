* Self-employment by tax year.
version 16
local first_year 2013
local last_year 2020

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

use Edukey tax_year Self_Employed EARNINGS_SOLE EARNINGS_PTR EARNINGS_SELF_EMPLOYMENT using "leo_self_assessment.dta", clear
rename Edukey edukey
keep if edukey != "" & tax_year != ""
keep if Self_Employed == 1 | !missing(EARNINGS_SOLE) | !missing(EARNINGS_PTR) | !missing(EARNINGS_SELF_EMPLOYMENT)
if _N > 0 {
    duplicates drop
}
joinby edukey using `keys'
* the form: no value means no such income
generate double income = cond(missing(EARNINGS_SOLE), 0, EARNINGS_SOLE) + cond(missing(EARNINGS_PTR), 0, EARNINGS_PTR)
replace income = EARNINGS_SELF_EMPLOYMENT if !missing(EARNINGS_SELF_EMPLOYMENT)
bysort person tax_year: egen double se_earn = total(income)
bysort person tax_year: egen byte has_sole = max(!missing(EARNINGS_SOLE))
bysort person tax_year: egen byte has_partner = max(!missing(EARNINGS_PTR))
bysort person tax_year: keep if _n == 1
keep person tax_year se_earn has_sole has_partner
generate byte has_return = 1
tempfile returns
save `returns'

use edukey tax_year earnings using "paye_earnings_annual.dta", clear
keep if edukey != "" & tax_year != ""
if _N > 0 {
    duplicates drop
}
joinby edukey using `keys'
bysort person tax_year: egen double paye_earn = total(earnings)
bysort person tax_year: egen byte pay_unknown = max(missing(earnings))
bysort person tax_year: keep if _n == 1
keep person tax_year paye_earn pay_unknown
tempfile pay
save `pay'

use `spine', clear
generate byte linked = key_type == "edukey" & key_value != ""
bysort person (linked): keep if _n == _N
keep person linked
local years = min(100, `last_year' - `first_year' + 1)
expand `years'
bysort person: generate int starts = `first_year' + _n - 1
keep if starts <= `last_year'
generate tax_year = string(starts) + "/" + substr(string(starts + 1), 3, 2)
merge 1:1 person tax_year using `returns', keep(master match) nogenerate
merge 1:1 person tax_year using `pay', keep(master match) nogenerate

* before 2013/14 the returns are not sound
generate byte self_emp = has_return == 1 if starts >= 2013 & linked == 1
generate se_type = "unknown"
replace se_type = "sole" if has_sole == 1
replace se_type = "partner" if has_partner == 1
replace se_type = "both" if has_sole == 1 & has_partner == 1
replace se_type = "" if self_emp != 1
replace se_earn = . if self_emp != 1
replace paye_earn = 0 if missing(paye_earn)
generate byte mainly_se = se_earn > paye_earn if self_emp == 1 & pay_unknown != 1
replace mainly_se = 0 if self_emp == 0
keep person tax_year linked self_emp se_type se_earn mainly_se
order person tax_year linked self_emp se_type se_earn mainly_se
save "self_employment.dta", replace
