* Region of residence by tax year.
version 16

use tax_year Edukey GOR GORNM CTRYNM using "leo_geography.dta", clear
rename Edukey edukey
drop if edukey == "" | tax_year == ""

* capital letters do not matter, as in the database
replace GOR = strupper(GOR)
replace GORNM = strlower(GORNM)
generate country = ""
foreach x in "England" "Wales" "Scotland" "Northern Ireland" "Abroad" "Unknown" {
    replace country = "`x'" if strlower(CTRYNM) == strlower("`x'")
}
replace country = "England" if country == "" & substr(GOR, 1, 3) == "E12"
replace country = "Wales" if country == "" & substr(GOR, 1, 2) == "W9"
replace country = "Scotland" if country == "" & substr(GOR, 1, 2) == "S9"
replace country = "Northern Ireland" if country == "" & substr(GOR, 1, 2) == "N9"

generate region = ""
generate region_name = ""
local code 12000001
foreach x in "North East" "North West" "Yorkshire and The Humber" "East Midlands" "West Midlands" "East of England" "London" ///
    "South East" "South West" {
    replace region = "E`code'" if country == "England" & GOR == "E`code'"
    local code = `code' + 1
}
local code 12000001
foreach x in "North East" "North West" "Yorkshire and The Humber" "East Midlands" "West Midlands" "East of England" "London" ///
    "South East" "South West" {
    replace region = "E`code'" if country == "England" & region == "" & GORNM == strlower("`x'")
    replace region_name = "`x'" if region == "E`code'"
    local code = `code' + 1
}
replace region = "W92000004" if country == "Wales"
replace region = "S92000003" if country == "Scotland"
replace region = "N92000002" if country == "Northern Ireland"
replace region = country if inlist(country, "Abroad", "Unknown")
replace region_name = country if region != "" & country != "England"

keep edukey tax_year region region_name country
if _N > 0 {
    duplicates drop
}
bysort edukey tax_year: generate long n_places = _N
generate byte order_region = cond(region == "", 3, cond(region == "Unknown", 2, cond(region == "Abroad", 1, 0)))
* empty text sorts first in Stata, and ~ stands behind all letters
generate order_country = cond(country == "", "~", country)
bysort edukey tax_year (order_region region order_country): keep if _n == 1
drop order_region order_country
order edukey tax_year region region_name country n_places
save "region_taxyear.dta", replace
