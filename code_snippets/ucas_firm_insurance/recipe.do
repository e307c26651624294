* Replies, place and deferral.
version 16

use cycle_year unique_id_cycle unique_application_id_cycle main_scheme june_known reply entry_year using "ucas_choice_set.dta", clear
keep if cycle_year != "" & unique_id_cycle != "" & unique_application_id_cycle != ""
generate byte firm_here = reply == "Firm"
generate byte insurance_here = reply == "Insurance"
generate byte known_here = june_known == 1
generate byte open_here = june_known == 0 & (main_scheme == 1 | missing(main_scheme))
foreach x in firm insurance known open {
    egen `x' = max(`x'_here), by(cycle_year unique_id_cycle)
}
generate byte all_known = known == 1 & open == 0
generate double firm_entry = entry_year if firm_here == 1
generate double insurance_entry = entry_year if insurance_here == 1
generate double common_entry = entry_year
foreach x in firm insurance common {
    egen double low = min(`x'_entry), by(cycle_year unique_id_cycle)
    egen double high = max(`x'_entry), by(cycle_year unique_id_cycle)
    generate double `x'_year = low if low == high
    drop low high
}
keep cycle_year unique_id_cycle firm insurance all_known firm_year insurance_year common_year
if _N > 0 {
    duplicates drop
}
tempfile replies
save `replies'

use cycle_year PupilMatchingRefAnonymous unique_id_cycle application_cycle accept_flag acceptance_route using "ucas.dta", clear
rename PupilMatchingRefAnonymous pmr
keep if cycle_year != "" & unique_id_cycle != ""
generate byte accepted_here = cond(accept_flag == "1", 1, 0) if inlist(accept_flag, "1", "0")
generate byte route_here = .
local place = 0
foreach x in "firm choice" "insurance choice" "other main scheme choice" "extra" "adjustment" "main scheme clearing" "direct clearing" "rpa" {
    local place = `place' + 1
    replace route_here = `place' if strlower(acceptance_route) == "`x'"
}
* empty text sorts first in Stata; ~ stands behind all letters
generate order_pmr = cond(pmr == "", "~", pmr)
bysort cycle_year unique_id_cycle (order_pmr): replace pmr = pmr[1]
egen double first_cycle = min(application_cycle), by(cycle_year unique_id_cycle)
egen accepted = max(accepted_here), by(cycle_year unique_id_cycle)
egen route = min(route_here), by(cycle_year unique_id_cycle)
keep cycle_year unique_id_cycle pmr first_cycle accepted route
if _N > 0 {
    duplicates drop
}
merge 1:1 cycle_year unique_id_cycle using `replies', keep(master match) nogenerate

generate byte has_firm = 0 if all_known == 1
replace has_firm = 1 if firm == 1
generate byte has_insurance = 0 if all_known == 1
replace has_insurance = 1 if insurance == 1
generate byte placed = accepted
replace placed = 1 if missing(placed) & !missing(route)
generate placed_route = ""
local place = 0
foreach x in firm insurance other_main extra adjustment clearing_main clearing_direct prior {
    local place = `place' + 1
    replace placed_route = "`x'" if route == `place' & placed == 1
}
generate double entry_year = cond(route == 1, firm_year, cond(route == 2, insurance_year, common_year)) if placed == 1
generate double years_deferred = cond(entry_year > first_cycle, entry_year - first_cycle, 0) if !missing(entry_year, first_cycle)
generate byte deferred = years_deferred > 0 if !missing(years_deferred)
keep cycle_year unique_id_cycle pmr has_firm has_insurance placed placed_route entry_year years_deferred deferred
order cycle_year unique_id_cycle pmr has_firm has_insurance placed placed_route entry_year years_deferred deferred
save "ucas_firm_insurance.dta", replace
