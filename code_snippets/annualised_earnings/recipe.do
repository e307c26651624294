* Pay scaled to a full year.
version 16
local least_days 30

use edukey tax_year days using "spell_split_periods.dta", clear
keep if edukey != "" & tax_year != "" & days >= 1 & !missing(days)
bysort edukey tax_year (days): keep if _n == _N
tempfile worked
save `worked'

use edukey tax_year earnings using "paye_earnings_annual.dta", clear
drop if edukey == "" | tax_year == ""
* the highest amount first, a missing one last
generate double less = -earnings
bysort edukey tax_year (less): keep if _n == 1
merge 1:1 edukey tax_year using `worked', keep(master match) nogenerate

* 29 February lies in the calendar year in which the tax year ends
generate int year_days = cond(mod(real(substr(tax_year, 1, 4)) + 1, 4) == 0, 366, 365)
generate status = "annualised"
replace status = "few days" if days < `least_days'
replace status = "no days" if missing(days)
replace status = "no pay" if earnings <= 0
replace status = "pay missing" if missing(earnings)
generate double annualised = earnings * year_days / days if status == "annualised"
keep edukey tax_year earnings days year_days status annualised
order edukey tax_year earnings days year_days status annualised
save "annualised_earnings.dta", replace
