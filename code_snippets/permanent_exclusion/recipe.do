* Permanent exclusion in a school year and so far.
version 16
local permanent_code = "P"

use academic_year PupilMatchingRefAnonymous PermanentExclusionCount PermanentExclusionIndicator using "exclusions_table3.dta", clear
rename PupilMatchingRefAnonymous pmr
generate double n_table3 = cond(missing(PermanentExclusionCount), PermanentExclusionIndicator, PermanentExclusionCount)
drop if pmr == "" | academic_year == "" | missing(n_table3)
bysort pmr academic_year (n_table3): keep if _n == _N
keep pmr academic_year n_table3
tempfile third
save `third'

use academic_year PupilMatchingRefAnonymous StartDate PermanentExclusionInd using "exclusions_pre2006.dta", clear
* the table of 2004/05 holds permanent exclusions only
generate byte perm = PermanentExclusionInd == "`permanent_code'" if PermanentExclusionInd != ""
replace perm = 1 if academic_year == "2004/05"
generate byte duplicate = 0
tempfile early
save `early'

use academic_year PupilMatchingRefAnonymous StartDate Category Perm_Duplicate using "exclusions_table1.dta", clear
generate byte perm = Category == "PERM" if Category != ""
generate double duplicate = cond(missing(Perm_Duplicate), 0, Perm_Duplicate)
append using `early'
rename PupilMatchingRefAnonymous pmr
drop if pmr == "" | academic_year == ""
bysort pmr academic_year StartDate perm duplicate: keep if _n == 1
preserve
bysort academic_year: keep if _n == 1
keep academic_year
tempfile years
save `years'
restore
generate byte unknown = missing(perm)
generate byte yes = perm == 1
generate byte plain = perm == 1 & duplicate != 1
generate long dated = StartDate if perm == 1
bysort pmr academic_year: egen n_unknown = total(unknown)
bysort pmr academic_year: egen n_yes = total(yes)
bysort pmr academic_year: egen n_plain = total(plain)
bysort pmr academic_year: egen long perm_excl_date = min(dated)
bysort pmr academic_year: keep if _n == 1
keep pmr academic_year n_unknown n_yes n_plain perm_excl_date
tempfile pupil
save `pupil'

use pmr academic_year using "census_main_record.dta", clear
drop if pmr == ""
bysort pmr academic_year: keep if _n == 1
merge m:1 academic_year using `years', keep(match) nogenerate
merge 1:1 pmr academic_year using `pupil'
generate byte in_census = _merge != 2
drop _merge
foreach x in n_unknown n_yes n_plain {
    replace `x' = 0 if missing(`x')
}
generate byte perm_excl = cond(n_yes > 0, 1, cond(n_unknown == 0, 0, .))
generate n_perm = cond(n_unknown > 0, ., cond(n_plain > 0, n_plain, n_yes > 0))
merge 1:1 pmr academic_year using `third', keep(master match) nogenerate
bysort pmr (academic_year): generate n_seen = sum(perm_excl == 1)
bysort pmr (academic_year): generate n_doubt = sum(missing(perm_excl))
generate byte perm_excl_ever = cond(n_seen > 0, 1, cond(n_doubt == 0, 0, .))
format perm_excl_date %td
keep pmr academic_year perm_excl n_perm perm_excl_date perm_excl_ever n_table3 in_census
order pmr academic_year perm_excl n_perm perm_excl_date perm_excl_ever n_table3 in_census
save "permanent_exclusion.dta", replace
