* Where a person can be seen.
version 16

* one row for each key and source
tempfile seen
use RECORDID using "lilr_learners.dta", clear
drop if missing(RECORDID)
generate key_value = string(RECORDID, "%20.0f")
drop RECORDID
generate key_type = "record"
generate source = "ilr"
save `seen'
use PupilMatchingRefAnonymous using "school_census.dta", clear
rename PupilMatchingRefAnonymous key_value
generate key_type = "pmr"
generate source = "npd"
append using `seen'
save `seen', replace
use KS4_PupilMatchingRefAnonymous using "ks4_pupil.dta", clear
rename KS4_PupilMatchingRefAnonymous key_value
generate key_type = "pmr"
generate source = "npd"
append using `seen'
save `seen', replace
use HE_PUPILMATCHINGREFANONYMOUS using "hesa.dta", clear
rename HE_PUPILMATCHINGREFANONYMOUS key_value
generate key_type = "pmr"
generate source = "hesa"
append using `seen'
save `seen', replace
use PupilMatchingRefAnonymous using "ucas.dta", clear
rename PupilMatchingRefAnonymous key_value
generate key_type = "pmr"
generate source = "ucas"
append using `seen'
save `seen', replace
use EduKey using "leo_employment.dta", clear
rename EduKey key_value
generate key_type = "edukey"
generate source = "tax"
append using `seen'
save `seen', replace
use Edukey using "leo_earnings.dta", clear
rename Edukey key_value
generate key_type = "edukey"
generate source = "tax"
append using `seen'
save `seen', replace
use Edukey using "leo_self_assessment.dta", clear
rename Edukey key_value
generate key_type = "edukey"
generate source = "tax"
append using `seen'
save `seen', replace
use EduKey using "leo_benefit.dta", clear
rename EduKey key_value
generate key_type = "edukey"
generate source = "benefits"
append using `seen'
foreach x in npd ilr hesa ucas tax benefits {
    generate byte here = source == "`x'"
    bysort key_type key_value: egen byte `x' = max(here)
    drop here
}
bysort key_type key_value: keep if _n == 1
drop source
save `seen', replace

use person key_type key_value using "link_person_spine.dta", clear
drop if person == "" | key_value == ""
bysort person key_type key_value: keep if _n == 1
merge m:1 key_type key_value using `seen', keep(master match) nogenerate
bysort person: egen long n_pmr = total(key_type == "pmr")
bysort person: egen long n_edukey = total(key_type == "edukey")
bysort person: egen byte matched_fe = max(key_type == "record")
generate byte has_ae_id = substr(person, 1, 2) == "AE"
generate byte matched_school = n_pmr > 0
generate byte matched_tax = n_edukey > 0
* missing where no key leads to the source; a key that is not found anywhere is 0
foreach x in npd ilr hesa ucas tax benefits {
    replace `x' = 0 if missing(`x')
    bysort person: egen byte in_`x' = max(`x')
}
foreach x in npd hesa ucas {
    replace in_`x' = . if matched_school == 0
}
foreach x in tax benefits {
    replace in_`x' = . if matched_tax == 0
}
replace in_ilr = . if has_ae_id == 0 & matched_fe == 0
bysort person (key_type key_value): keep if _n == 1
keep person n_pmr n_edukey has_ae_id matched_school matched_fe matched_tax in_npd in_ilr in_hesa in_ucas in_tax in_benefits
order person n_pmr n_edukey has_ae_id matched_school matched_fe matched_tax in_npd in_ilr in_hesa in_ucas in_tax in_benefits
save "linkage_flags.dta", replace
