* Most frequent ethnic group.
version 16
local first_year "2002/03"
local last_year "2020/21"
local travellers "WHIT"

use academic_year PupilMatchingRefAnonymous RecordStatus EthnicGroup using "school_census.dta", clear
keep if academic_year <= "2004/05" & (RecordStatus <= 100 | missing(RecordStatus))
rename (PupilMatchingRefAnonymous EthnicGroup) (pmr answer)
drop RecordStatus
replace answer = "WBRI" if answer == "White British"
replace answer = "WIRI" if answer == "Irish"
replace answer = "WOTH" if answer == "Any Other White Background"
replace answer = "WIRT" if answer == "Traveller Of Irish Heritage"
replace answer = "WROM" if answer == "Gypsy / Romany"
replace answer = "MWBC" if answer == "White and Black Caribbean"
replace answer = "MWBA" if answer == "White and Black African"
replace answer = "MWAS" if answer == "White and Asian"
replace answer = "MOTH" if answer == "Any Other Mixed Background"
replace answer = "AIND" if answer == "Indian"
replace answer = "APKN" if answer == "Pakistani"
replace answer = "ABAN" if answer == "Bangladeshi"
replace answer = "AOTH" if answer == "Any Other Asian Background"
replace answer = "BCRB" if answer == "Caribbean"
replace answer = "BAFR" if answer == "African"
replace answer = "BOTH" if answer == "Any Other Black Background"
replace answer = "CHNE" if answer == "Chinese"
replace answer = "OOTH" if answer == "Any Other Ethnic Group"
tempfile old
save `old'

use pmr academic_year ethnic_minor using "census_reference_year_row.dta", clear
rename ethnic_minor answer
append using `old'
keep if pmr != "" & academic_year >= "`first_year'" & academic_year <= "`last_year'"
bysort pmr academic_year answer: keep if _n == 1

generate minor = ""
generate major = ""
foreach group in "WHIT WBRI WIRI WOTH" "trav WIRT WROM" "MIXD MWBC MWBA MWAS MOTH" "ASIA AIND APKN ABAN AOTH" ///
    "BLAC BCRB BAFR BOTH" "CHIN CHNE" "AOEG OOTH" {
    replace minor = answer if answer != "" & strlen(answer) == 4 & strpos(substr("`group'", 5, .), answer)
    replace major = substr("`group'", 1, 4) if minor != "" & strpos(substr("`group'", 5, .), minor)
}
generate int year = real(substr(academic_year, 1, 4))
generate byte has_answer = answer != ""
bysort pmr minor: egen answered = max(has_answer)
bysort pmr minor (year answer): generate long n_modal = cond(minor == "", 0, _N)
bysort pmr minor (year answer): keep if _n == _N
bysort pmr: egen n_votes = total(n_modal)
generate byte no_value = minor == ""
generate long order_votes = -n_modal
generate int order_year = -year
bysort pmr (no_value order_votes order_year minor): keep if _n == 1

generate ethnicity_minor = cond(no_value & answered == 1, "UNCL", minor)
generate ethnicity_major = cond(no_value & answered == 1, "UNCL", cond(major == "trav", "`travellers'", major))
generate byte ethnicity_conflict = cond(no_value, ., n_modal < n_votes)
keep pmr ethnicity_minor ethnicity_major ethnicity_conflict n_votes n_modal
order pmr ethnicity_minor ethnicity_major ethnicity_conflict n_votes n_modal
save "modal_ethnicity.dta", replace
