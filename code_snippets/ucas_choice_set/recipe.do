* One row for each application.
version 16
local course_change_is_offer = 1

use cycle_year PupilMatchingRefAnonymous unique_id_cycle unique_application_id_cycle course_identifier he_provider_tariff_group ///
    jacs3_sub_line_code main_scheme_application_flag provider_decision_june30 app_response_june30 ///
    course_identifier_june30_deadlin jacs3_sub_line_june30_code entry_year using "ucas.dta", clear
rename (PupilMatchingRefAnonymous course_identifier jacs3_sub_line_code provider_decision_june30 app_response_june30) ///
    (pmr course subject decision reply)
keep if cycle_year != "" & unique_id_cycle != ""
generate byte june_known = decision != "" | reply != "" | course_identifier_june30_deadlin != "" | jacs3_sub_line_june30_code != ""
* the form prints one value without its r
generate tariff_group = cond(inlist(he_provider_tariff_group, "Higher tariff", "Highe tariff"), "higher", ///
    cond(he_provider_tariff_group == "Medium tariff", "medium", cond(he_provider_tariff_group == "Lower tariff", "lower", "")))
generate byte main_scheme = cond(main_scheme_application_flag == "1", 1, 0) if inlist(main_scheme_application_flag, "1", "0")

* empty text sorts first in Stata; ~ stands behind all letters
generate order_value = cond(pmr == "", "~", pmr)
bysort cycle_year unique_id_cycle (order_value): replace pmr = pmr[1]
drop if unique_application_id_cycle == ""
generate byte differs = 0
foreach x in course tariff_group subject decision reply {
    replace order_value = cond(`x' == "", "~", `x')
    bysort cycle_year unique_id_cycle unique_application_id_cycle (order_value): replace differs = 1 if `x' != "" & `x' != `x'[1]
    bysort cycle_year unique_id_cycle unique_application_id_cycle (order_value): replace `x' = `x'[1]
}
bysort cycle_year unique_id_cycle unique_application_id_cycle (entry_year): replace differs = 1 if !missing(entry_year) & entry_year != entry_year[1]
bysort cycle_year unique_id_cycle unique_application_id_cycle (entry_year): replace entry_year = entry_year[1]
generate byte order_main = -main_scheme
bysort cycle_year unique_id_cycle unique_application_id_cycle (order_main): replace differs = 1 if !missing(main_scheme) & main_scheme != main_scheme[1]
bysort cycle_year unique_id_cycle unique_application_id_cycle (order_main): replace main_scheme = main_scheme[1]
egen conflict = max(differs), by(cycle_year unique_id_cycle unique_application_id_cycle)
egen any_june = max(june_known), by(cycle_year unique_id_cycle unique_application_id_cycle)
drop june_known
rename any_june june_known
keep cycle_year unique_id_cycle unique_application_id_cycle pmr course tariff_group subject main_scheme june_known decision reply ///
    entry_year conflict
if _N > 0 {
    duplicates drop
}

generate byte offer = inlist(decision, "Conditional offer", "Unconditional offer") | ///
    (decision == "Unconditional course change" & `course_change_is_offer' == 1) if june_known == 1
bysort cycle_year unique_id_cycle: generate long n_applications = _N
egen n_choices = total(main_scheme), by(cycle_year unique_id_cycle) missing
generate byte main_offer = offer if main_scheme == 1
egen n_offers = total(main_offer), by(cycle_year unique_id_cycle) missing
generate byte votes_here = main_scheme == 1 & subject != ""
egen votes = total(votes_here), by(cycle_year unique_id_cycle subject)
generate long order_votes = cond(subject == "", 1, -votes)
bysort cycle_year unique_id_cycle (order_votes subject): generate main_subject = subject[1] if votes[1] > 0
keep cycle_year unique_id_cycle unique_application_id_cycle pmr course tariff_group subject main_scheme june_known decision offer reply ///
    entry_year conflict n_applications n_choices n_offers main_subject
order cycle_year unique_id_cycle unique_application_id_cycle pmr course tariff_group subject main_scheme june_known decision offer reply ///
    entry_year conflict n_applications n_choices n_offers main_subject
save "ucas_choice_set.dta", replace
