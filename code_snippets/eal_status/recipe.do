* English as an additional language, in the year and so far.
version 16

use academic_year KS4_PupilMatchingRefAnonymous KS4_EALGRP KS4_EALGRP_PTQ KS4_EALGRP_PTQ_EE using "ks4_pupil.dta", clear
rename KS4_PupilMatchingRefAnonymous pmr
drop if pmr == "" | academic_year == ""
generate long eal_group = KS4_EALGRP_PTQ_EE
replace eal_group = KS4_EALGRP_PTQ if academic_year == "2013/14"
replace eal_group = KS4_EALGRP if academic_year <= "2012/13"
generate byte ks4 = cond(eal_group == 1, 0, cond(eal_group == 2, 1, .))
generate byte order_ks4 = cond(missing(ks4), 2, 1 - ks4)
bysort pmr academic_year (order_ks4): keep if _n == 1
keep pmr academic_year ks4
tempfile ks4
save `ks4'

use pmr academic_year first_language using "census_reference_year_row.dta", clear
drop if pmr == "" | academic_year == ""
generate byte census = .
replace census = 0 if inlist(first_language, "ENG", "ENB")
replace census = 1 if inlist(first_language, "OTH", "OTB")
generate byte order_census = cond(missing(census), 2, 1 - census)
bysort pmr academic_year (order_census): keep if _n == 1
keep pmr academic_year census
merge 1:1 pmr academic_year using `ks4', nogenerate

generate byte eal = cond(missing(census), ks4, census)
generate eal_source = cond(!missing(census), "census", cond(!missing(ks4), "ks4", ""))
* max() passes over missing values
bysort pmr (academic_year): generate byte eal_ever = eal
by pmr: replace eal_ever = max(eal, eal_ever[_n - 1])

keep pmr academic_year eal eal_source eal_ever
order pmr academic_year eal eal_source eal_ever
save "eal_status.dta", replace
