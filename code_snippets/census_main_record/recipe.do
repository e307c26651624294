* One census row for each pupil and term.
version 16

use academic_year PRU_PupilMatchingRefAnonymous PRU_RecordStatus PRU_OnRoll PRU_EnrolStatus PRU_EntryDate PRU_URN_anon PRU_LAEstab_anon ///
    PRU_NCyearActual PRU_Gender PRU_EthnicGroupMinor PRU_LanguageGroupMinor PRU_FSMeligible PRU_SENprovision ///
    PRU_AgeAtStartOfAcademicYear PRU_MonthPartOfAgeAtStartOfAcade PRU_LSOA01 PRU_IDACI_R using "pru_census.dta", clear
rename (PRU_PupilMatchingRefAnonymous PRU_RecordStatus PRU_OnRoll PRU_EnrolStatus PRU_EntryDate PRU_URN_anon PRU_LAEstab_anon) ///
    (pmr record_status on_roll enrol_status entry_date urn school)
rename (PRU_NCyearActual PRU_Gender PRU_EthnicGroupMinor PRU_LanguageGroupMinor PRU_FSMeligible PRU_SENprovision) ///
    (year_group sex ethnic_minor first_language fsm sen)
rename (PRU_AgeAtStartOfAcademicYear PRU_MonthPartOfAgeAtStartOfAcade PRU_LSOA01 PRU_IDACI_R) ///
    (age_start month_part lsoa01 idaci_rank)
generate source = "pru"
generate census_term = "spring"
tempfile pru
save `pru'

use academic_year AP_PupilMatchingRefAnonymous AP_RecordStatus AP_Gender AP_EthnicGroupMinor AP_FSMeligible AP_SENProvision ///
    AP_Age_Start AP_Month_Part using "ap_census.dta", clear
rename (AP_PupilMatchingRefAnonymous AP_RecordStatus AP_EthnicGroupMinor AP_FSMeligible AP_SENProvision AP_Age_Start AP_Month_Part) ///
    (pmr record_status ethnic_minor fsm sen age_start month_part)
generate sex = cond(AP_Gender == 1, "M", cond(AP_Gender == 2, "F", ""))
drop AP_Gender
generate source = "ap"
generate census_term = "spring"
tempfile ap
save `ap'

use academic_year census_term PupilMatchingRefAnonymous RecordStatus OnRoll SourceTable EnrolStatus EntryDate LeavingDate URN_anon ///
    LAEstab_anon NCyearActual Gender EthnicGroupMinor LanguageGroupMinor FirstLanguage FSMeligible SENprovision ///
    AgeAtStartOfAcademicYear MonthPartOfAgeAtStartOfAcademicY LSOA01 LSOA11 IDACIRank using "school_census.dta", clear
rename (PupilMatchingRefAnonymous RecordStatus OnRoll EnrolStatus EntryDate URN_anon LAEstab_anon NCyearActual Gender) ///
    (pmr record_status on_roll enrol_status entry_date urn school year_group sex)
rename (EthnicGroupMinor LanguageGroupMinor FSMeligible SENprovision AgeAtStartOfAcademicYear MonthPartOfAgeAtStartOfAcademicY) ///
    (ethnic_minor first_language fsm sen age_start month_part)
rename (LSOA01 LSOA11 IDACIRank) (lsoa01 lsoa11 idaci_rank)
generate source = "school"
replace census_term = "spring" if census_term == ""
replace first_language = FirstLanguage if first_language == ""
replace on_roll = 1 if missing(on_roll) & SourceTable == "PupilsOnRoll"
replace on_roll = 0 if missing(on_roll) & SourceTable == "PupilsNoLongerOnRoll"
replace on_roll = missing(LeavingDate) if missing(on_roll)
drop SourceTable LeavingDate FirstLanguage

append using `pru'
append using `ap'
drop if pmr == ""
drop if record_status > 100 & !missing(record_status)
drop record_status
replace sex = "" if !inlist(sex, "M", "F")
if _N > 0 {
    duplicates drop
}
bysort pmr academic_year census_term: generate long rows_in_term = _N

* a row in the alternative provision census is current
generate byte order_on_roll = -cond(source == "ap", 1, cond(missing(on_roll), 0, on_roll))
generate byte order_enrol = cond(inlist(enrol_status, "C", "M"), 1, cond(inlist(enrol_status, "F", "O"), 2, ///
    cond(enrol_status == "S", 3, cond(enrol_status == "G", 4, 5))))
generate long order_entry = -entry_date
* empty text sorts first in Stata; ~ stands behind all letters
foreach x in year_group enrol_status sex ethnic_minor first_language sen lsoa01 lsoa11 {
    generate order_`x' = cond(`x' == "", "~", `x')
}
bysort pmr academic_year census_term (order_on_roll order_enrol order_entry urn school source order_year_group on_roll ///
    order_enrol_status order_sex order_ethnic_minor order_first_language fsm order_sen age_start month_part order_lsoa01 ///
    order_lsoa11 idaci_rank): keep if _n == 1

keep pmr academic_year census_term source school year_group on_roll enrol_status sex ethnic_minor first_language fsm sen ///
    age_start month_part lsoa01 lsoa11 idaci_rank rows_in_term
order pmr academic_year census_term source school year_group on_roll enrol_status sex ethnic_minor first_language fsm sen ///
    age_start month_part lsoa01 lsoa11 idaci_rank rows_in_term
save "census_main_record.dta", replace
