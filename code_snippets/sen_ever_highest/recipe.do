* Highest provision for special educational needs so far.
version 16
local youngest 4
local oldest 15
local alternative_provision "yes"

use academic_year KS4_PupilMatchingRefAnonymous KS4_NEWER_TYPE using "ks4_pupil.dta", clear
rename KS4_PupilMatchingRefAnonymous pmr
keep if inlist(KS4_NEWER_TYPE, 5, 7) | (KS4_NEWER_TYPE == 6 & "`alternative_provision'" == "yes")
keep pmr academic_year
tempfile ks4
save `ks4'

use academic_year PupilMatchingRefAnonymous RecordStatus SENUnitIndicator ResourcedProvisionIndicator ///
    SpecialProvisionIndicator PHASE using "school_census.dta", clear
rename PupilMatchingRefAnonymous pmr
drop if RecordStatus > 100 & !missing(RecordStatus)
keep if SENUnitIndicator == 1 | ResourcedProvisionIndicator == 1 | SpecialProvisionIndicator == 1 | PHASE == "SP" ///
    | (PHASE == "PR" & "`alternative_provision'" == "yes")
keep pmr academic_year
tempfile census
save `census'

use pmr academic_year source using "census_main_record.dta", clear
keep if inlist(source, "pru", "ap") & "`alternative_provision'" == "yes"
drop source
append using `ks4'
append using `census'
drop if pmr == "" | academic_year == ""
bysort pmr academic_year: keep if _n == 1
generate byte setting = 1
tempfile settings
save `settings'

use pmr academic_year age_start sen using "census_main_record.dta", clear
keep if pmr != "" & academic_year != "" & age_start >= `youngest' & age_start <= `oldest'
generate byte level = cond(sen == "N", 0, cond(inlist(sen, "A", "P", "K"), 1, cond(inlist(sen, "S", "E"), 2, .)))
generate byte order_level = cond(missing(level), 9, -level)
bysort pmr academic_year (order_level): keep if _n == 1
keep pmr academic_year level
merge 1:1 pmr academic_year using `settings', keep(master match) nogenerate
replace level = 3 if level == 2 & setting == 1

bysort pmr: egen highest = max(level)
bysort pmr: egen years_seen = count(level)
bysort pmr: egen years_phase = count(cond(academic_year >= "2013/14", level, .))
bysort pmr (academic_year): keep if _n == 1
generate sen_highest = ""
replace sen_highest = "none" if highest == 0
replace sen_highest = "support" if highest == 1
replace sen_highest = "plan" if highest == 2
replace sen_highest = "specialist" if highest == 3
generate byte sen_ever = cond(missing(highest), ., highest > 0)

keep pmr sen_highest sen_ever years_seen years_phase
order pmr sen_highest sen_ever years_seen years_phase
save "sen_ever_highest.dta", replace
