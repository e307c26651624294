* Size band of the employer.
version 16

use employees lowest highest using "size_bands.dta", clear
drop if missing(employees)
if _N > 0 {
    duplicates drop
}
* a value with two meanings has none
bysort employees: keep if _N == 1
generate firm_size = ""
replace firm_size = "0-9" if lowest >= 0 & highest <= 9
replace firm_size = "10-49" if lowest >= 10 & highest <= 49
replace firm_size = "50-249" if lowest >= 50 & highest <= 249
replace firm_size = "250+" if lowest >= 250 & !missing(lowest)
replace firm_size = "" if highest < lowest
keep employees firm_size
tempfile bands
save `bands'

use ENTKEY SourceYear Employees Govt_Region SIC2007 Death_month using "leo_idbr.dta", clear
rename (ENTKEY SourceYear Employees Govt_Region) (enterprise source_year employees firm_region)
drop if enterprise == "" | missing(source_year)
if _N > 0 {
    duplicates drop
}
bysort enterprise source_year: generate long n_records = _N
generate byte dead = !missing(Death_month)
generate long less_death = -Death_month
generate double less_employees = -employees
* empty text sorts first in Stata, and ~ stands behind all letters
generate order_code = cond(SIC2007 == "", "~", SIC2007)
generate order_region = cond(firm_region == "", "~", firm_region)
bysort enterprise source_year (dead less_death less_employees order_code order_region): keep if _n == 1
keep enterprise source_year employees firm_region SIC2007 Death_month n_records
generate byte found = 1
tempfile register
save `register'

use main_enterprise tax_year using "paye_earnings_annual.dta", clear
rename main_enterprise enterprise
drop if enterprise == "" | tax_year == ""
if _N > 0 {
    duplicates drop
}
generate int source_year = cond(real(substr(tax_year, 1, 4)) <= 2016, 2019, 2020)
merge m:1 enterprise source_year using `register', keep(master match) nogenerate
merge m:1 employees using `bands', keep(master match) nogenerate
replace found = 0 if missing(found)
generate byte closed_before_load = 0 if found == 1
replace closed_before_load = 1 if Death_month < mdy(1, 1, 2018) & source_year == 2019
replace closed_before_load = 1 if Death_month < mdy(9, 1, 2020) & source_year == 2020
* 1110 is 01110: a leading zero was lost
generate code = strtrim(SIC2007)
generate int sic_division = floor(real(code) / 1000) if inlist(strlen(code), 4, 5) & inrange(real(code), 1000, 99999)
replace n_records = 0 if missing(n_records)
keep enterprise tax_year source_year found employees firm_size closed_before_load firm_region sic_division n_records
order enterprise tax_year source_year found employees firm_size closed_before_load firm_region sic_division n_records
save "firm_size_band.dta", replace
