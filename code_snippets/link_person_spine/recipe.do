* Person spine from the lookups.
version 16

use AE_ID PUPILMATCHINGREFANONYMOUS using "link_ae_id_pmr.dta", clear
rename (AE_ID PUPILMATCHINGREFANONYMOUS) (ae_id key_value)
generate key_type = "pmr"
tempfile pmr
save `pmr'
use AE_ID EDUKEY using "link_ae_id_edukey.dta", clear
rename (AE_ID EDUKEY) (ae_id key_value)
generate key_type = "edukey"
tempfile edukey
save `edukey'
use RECORDID using "lilr_learners.dta", clear
tempfile learners
save `learners'
use RECORDID AE_ID using "link_education_records.dta", clear
append using `learners'
drop if missing(RECORDID)
generate key_value = string(RECORDID, "%20.0f")
rename AE_ID ae_id
drop RECORDID
generate key_type = "record"
append using `pmr'
append using `edukey'
tempfile spine
save `spine'

use PupilMatchingRefAnonymous using "school_census.dta", clear
rename PupilMatchingRefAnonymous key_value
generate key_type = "pmr"
append using `spine'
save `spine', replace
use KS4_PupilMatchingRefAnonymous using "ks4_pupil.dta", clear
rename KS4_PupilMatchingRefAnonymous key_value
generate key_type = "pmr"
append using `spine'
save `spine', replace
use EduKey using "leo_employment.dta", clear
rename EduKey key_value
generate key_type = "edukey"
append using `spine'
save `spine', replace
use Edukey using "leo_earnings.dta", clear
rename Edukey key_value
generate key_type = "edukey"
append using `spine'
save `spine', replace
use EduKey using "leo_benefit.dta", clear
rename EduKey key_value
generate key_type = "edukey"
append using `spine'

drop if key_value == ""
* the lowest number first; missing ones sort last
bysort key_type key_value (ae_id): keep if _n == 1
generate person = cond(key_type == "pmr", "PMR", cond(key_type == "edukey", "EDU", "REC")) + key_value
replace person = "AE" + string(ae_id, "%20.0f") if !missing(ae_id)
bysort person key_type (key_value): generate long number = _n
bysort person: egen long n_pmr = total(key_type == "pmr")
bysort person: egen long n_edukey = total(key_type == "edukey")
generate byte multiplex = n_pmr > 1 | n_edukey > 1
keep person key_type key_value number n_pmr n_edukey multiplex
order person key_type key_value number n_pmr n_edukey multiplex
save "link_person_spine.dta", replace
