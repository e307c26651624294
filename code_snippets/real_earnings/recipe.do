* Pay in the prices of one year.
version 16
local base_year "2017/18"

use tax_year price_index using "price_index.dta", clear
keep if tax_year != "" & price_index > 0 & !missing(price_index)
* a year with two different values has none that can be used
bysort tax_year (price_index): keep if price_index[1] == price_index[_N]
by tax_year: keep if _n == 1
generate double base = price_index if tax_year == "`base_year'"
egen double base_index = max(base)
generate double price_factor = base_index / price_index
keep tax_year price_factor
tempfile prices
save `prices'

use edukey tax_year earnings using "paye_earnings_annual.dta", clear
drop if edukey == "" | tax_year == ""
* the highest amount first, a missing one last
generate double less = -earnings
bysort edukey tax_year (less): keep if _n == 1
drop less
merge m:1 tax_year using `prices', keep(master match) nogenerate
generate double real_earnings = earnings * price_factor
order edukey tax_year earnings price_factor real_earnings
save "real_earnings.dta", replace
