* Offers and offer rate.
version 16
local blank_june = "left_out"
local withdrawn = "kept"

use cycle_year unique_id_cycle unique_application_id_cycle pmr main_scheme june_known decision offer using "ucas_choice_set.dta", clear
keep if cycle_year != "" & unique_id_cycle != "" & unique_application_id_cycle != ""
if _N > 0 {
    duplicates drop
}
generate byte main = main_scheme == 1
generate byte blank = main == 1 & june_known == 0
generate byte in_rate = main == 1 & june_known == 1
replace in_rate = 0 if decision == "Application withdrawn" & "`withdrawn'" == "left_out"
replace in_rate = 1 if blank == 1 & "`blank_june'" == "no_offer"
generate byte with_offer = main == 1 & june_known == 1 & offer == 1
generate byte offer_in_rate = in_rate == 1 & with_offer == 1
* empty text sorts first in Stata; ~ stands behind all letters
generate order_pmr = cond(pmr == "", "~", pmr)
bysort cycle_year unique_id_cycle (order_pmr): generate first_pmr = pmr[1]
egen n_main = total(main), by(cycle_year unique_id_cycle)
egen n_blank_june = total(blank), by(cycle_year unique_id_cycle)
egen n_denominator = total(in_rate), by(cycle_year unique_id_cycle)
egen n_offers = total(offer_in_rate), by(cycle_year unique_id_cycle)
egen had_offer = max(with_offer), by(cycle_year unique_id_cycle)
keep cycle_year unique_id_cycle first_pmr n_main n_blank_june n_denominator n_offers had_offer
rename first_pmr pmr
if _N > 0 {
    duplicates drop
}
replace n_offers = . if n_denominator == 0
generate double offer_rate = n_offers / n_denominator
generate byte any_offer = 0 if n_main > 0 & (n_blank_june == 0 | "`blank_june'" == "no_offer")
replace any_offer = 1 if had_offer == 1
drop had_offer
order cycle_year unique_id_cycle pmr n_main n_blank_june n_denominator n_offers offer_rate any_offer
save "ucas_offer_rate.dta", replace
