* One row for each further education aim.
version 16

use person key_type key_value using "link_person_spine.dta", clear
keep if key_type == "record" & key_value != "" & person != ""
bysort key_value (person): keep if _n == 1
keep key_value person
tempfile persons
save `persons'

use academic_year RECORDID ukprn_anon external_id sequence_index learning_aim_id AimType start_date end_date Compstatus outcome ///
    Achievement_date Notional_Level_v2_latest Notional_Level_v2 Notional_Level using "lilr_aims.dta", clear
drop if missing(RECORDID)
generate key_value = string(RECORDID, "%20.0f")
merge m:1 key_value using `persons', keep(master match) nogenerate
replace person = "REC" + key_value if person == ""
rename (ukprn_anon learning_aim_id start_date end_date academic_year) (provider aim_ref aim_start aim_end last_year)
replace provider = . if provider == -1
generate byte programme_aim = inlist(AimType, 1, 35) | aim_ref == "ZPROG001"
foreach x in aim_start aim_end Achievement_date {
    replace `x' = . if `x' <= td(1jan1900)
}
generate byte status = Compstatus if inlist(Compstatus, 1, 2, 3, 4, 6)
generate byte achieved = 0 if inlist(outcome, 2, 3) | inlist(Compstatus, 3, 4)
replace achieved = . if inlist(outcome, 4, 5, 8)
replace achieved = 1 if inlist(outcome, 1, 6, 7) | !missing(Achievement_date)
* 9 is a higher level that is not given exactly
generate byte level = cond(Notional_Level == 6, 9, Notional_Level) if inlist(Notional_Level, 0, 1, 2, 3, 4, 5, 6)
replace level = Notional_Level_v2 if inrange(Notional_Level_v2, 0, 9)
replace level = Notional_Level_v2_latest if inrange(Notional_Level_v2_latest, 0, 9)

keep person provider aim_ref programme_aim aim_start aim_end last_year external_id sequence_index status achieved level
bysort person provider aim_ref programme_aim aim_start aim_end last_year external_id sequence_index status achieved level: keep if _n == 1
generate int order_year = -real(substr(last_year, 1, 4))
generate long order_end = -aim_end
bysort person provider aim_ref programme_aim aim_start (order_year order_end external_id sequence_index status achieved level): ///
    generate long n_rows = _N
by person provider aim_ref programme_aim aim_start: generate long place = _n
* missing years stand last, so the first year is the last that is filled
bysort person provider aim_ref programme_aim aim_start (place): generate long filled = sum(last_year != "")
by person provider aim_ref programme_aim aim_start: generate first_year = last_year[max(filled[_N], 1)]
by person provider aim_ref programme_aim aim_start: keep if _n == 1

generate byte no_ref = aim_ref == ""
bysort person (aim_start provider no_ref aim_ref programme_aim): generate long aim_number = _n
generate byte withdrawn = status == 3 if !missing(status)
generate byte aim_level = level if level <= 8
generate byte level4_up = level >= 4 if !missing(level)
keep person aim_number provider aim_ref programme_aim aim_start aim_end first_year last_year status achieved withdrawn aim_level level4_up n_rows
order person aim_number provider aim_ref programme_aim aim_start aim_end first_year last_year status achieved withdrawn aim_level ///
    level4_up n_rows
save "ilr_aim_dedupe.dta", replace
