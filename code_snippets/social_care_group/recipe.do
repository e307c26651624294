* Highest contact with social care.
version 16
local years = 1
local point = "any"

use pmr financial_year at_year_end using "cin_episodes.dta", clear
generate byte sc_level = 1
tempfile cin
save `cin'
use pmr financial_year at_year_end using "cpp_episodes.dta", clear
generate byte sc_level = 2
tempfile cpp
save `cpp'
use pmr financial_year at_year_end using "cla_periods.dta", clear
generate byte sc_level = 3
append using `cin'
append using `cpp'
drop if pmr == "" | financial_year == ""
bysort pmr financial_year sc_level at_year_end: keep if _n == 1
generate int starts = real(substr(financial_year, 1, 4))
tempfile contact
save `contact'

* which sources cover each year, and how many years of the window up to it
generate byte cin = sc_level == 1
generate byte cpp = sc_level == 2
generate byte cla = sc_level == 3
foreach x in cin cpp cla {
    bysort financial_year: egen byte covered_`x' = max(`x')
}
bysort financial_year: keep if _n == 1
generate byte all = 1
keep financial_year starts covered_cin covered_cpp covered_cla all
preserve
rename (financial_year starts covered_cin covered_cpp covered_cla) (other_year other_starts cin cpp cla)
drop other_year
tempfile others
save `others'
restore
joinby all using `others'
keep if other_starts <= starts & other_starts > starts - `years'
foreach x in cin cpp cla {
    bysort financial_year: egen int `x'_years = total(`x')
}
bysort financial_year: keep if _n == 1
keep financial_year starts covered_cin covered_cla cin_years cpp_years cla_years
tempfile cover
save `cover'

use pmr academic_year using "census_main_record.dta", clear
rename academic_year financial_year
drop if pmr == "" | financial_year == ""
generate byte in_census = 1
append using `contact', keep(pmr financial_year)
replace in_census = 0 if missing(in_census)
generate byte order_census = -in_census
bysort pmr financial_year (order_census): keep if _n == 1
merge m:1 financial_year using `cover', keep(match) nogenerate
tempfile everybody
save `everybody'

use `contact', clear
keep if "`point'" == "any" | at_year_end == 1
rename starts then
keep pmr then sc_level
bysort pmr then sc_level: keep if _n == 1
joinby pmr using `everybody'
keep if then <= starts
generate byte in_window = cond(then > starts - `years', sc_level, .)
bysort pmr financial_year: egen byte highest = max(in_window)
bysort pmr financial_year: egen byte sc_ever = max(sc_level)
bysort pmr financial_year: keep if _n == 1
keep pmr financial_year highest sc_ever
merge 1:1 pmr financial_year using `everybody', nogenerate
rename highest sc_level
replace sc_level = 0 if missing(sc_level) & cin_years == `years' & cla_years == `years'
replace sc_ever = 0 if missing(sc_ever) & covered_cin == 1 & covered_cla == 1
generate sc_group = cond(sc_level == 3, "CLA", cond(sc_level == 2, "CPPO", cond(sc_level == 1, "CINO", ///
    cond(sc_level == 0, "not seen", ""))))
keep pmr financial_year sc_level sc_group sc_ever cin_years cpp_years cla_years in_census
order pmr financial_year sc_level sc_group sc_ever cin_years cpp_years cla_years in_census
save "social_care_group.dta", replace
