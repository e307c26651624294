* One key stage 4 row for each pupil and year.
version 16

use academic_year KS4_PupilMatchingRefAnonymous KS4_LAESTAB_anon KS4_ACADYR KS4_YEARGRP KS4_Y11YEAR KS4_STATUS KS4_ENDKS ///
    KS4_NATRES KS4_NORFLAGE KS4_ENTRIES KS4_AMDFLAG using "ks4_pupil.dta", clear
rename (KS4_PupilMatchingRefAnonymous KS4_LAESTAB_anon) (pmr school)
drop if pmr == "" | academic_year == ""
if _N > 0 {
    duplicates drop
}
bysort pmr academic_year: generate long n_rows = _N

generate int starts = real(substr(academic_year, 1, 4))
generate byte end_of_ks4 = KS4_YEARGRP == "11" if KS4_YEARGRP != "" & KS4_YEARGRP != "99"
replace end_of_ks4 = KS4_Y11YEAR == KS4_ACADYR if inrange(starts, 2002, 2004) & !missing(KS4_Y11YEAR, KS4_ACADYR)
replace end_of_ks4 = KS4_ENDKS if starts >= 2006
generate byte in_national = inlist(KS4_STATUS, 1, 3, 4) if inlist(KS4_STATUS, 1, 3, 4, 5)
replace in_national = KS4_NATRES if starts >= 2003

generate byte not_end = end_of_ks4 != 1
generate byte not_national = in_national != 1
generate byte is_duplicate = KS4_NORFLAGE == 2
generate double order_entries = -KS4_ENTRIES
generate byte not_amended = KS4_AMDFLAG == ""
* missing numbers sort last
bysort pmr academic_year (not_end not_national is_duplicate order_entries not_amended school end_of_ks4 in_national): keep if _n == 1
keep pmr academic_year school n_rows in_national end_of_ks4
order pmr academic_year school n_rows in_national end_of_ks4
save "ks4_row_selection.dta", replace
