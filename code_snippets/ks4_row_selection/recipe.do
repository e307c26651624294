* One key stage 4 row for each pupil and year.
version 16

use academic_year KS4_PupilMatchingRefAnonymous KS4_LAESTAB_anon KS4_ACADYR KS4_YEARGRP KS4_Y11YEAR KS4_STATUS KS4_ENDKS ///
    KS4_NATRES KS4_NORFLAGE KS4_ENTRIES KS4_AMDFLAG using "ks4_pupil.dta", clear
rename (KS4_PupilMatchingRefAnonymous KS4_LAESTAB_anon) (pmr school)
rename (KS4_ACADYR KS4_YEARGRP KS4_Y11YEAR KS4_STATUS KS4_ENDKS KS4_NATRES KS4_NORFLAGE KS4_ENTRIES KS4_AMDFLAG) ///
    (ks4_acadyr ks4_yeargrp ks4_y11year ks4_status ks4_endks ks4_natres ks4_norflage ks4_entries ks4_amdflag)
drop if pmr == "" | academic_year == ""
if _N > 0 {
    duplicates drop
}
bysort pmr academic_year: generate long n_rows = _N

generate int starts = real(substr(academic_year, 1, 4))
generate byte end_of_ks4 = ks4_yeargrp == "11" if ks4_yeargrp != "" & ks4_yeargrp != "99"
replace end_of_ks4 = ks4_y11year == ks4_acadyr if inrange(starts, 2002, 2004) & !missing(ks4_y11year, ks4_acadyr)
replace end_of_ks4 = ks4_endks if starts >= 2006
generate byte in_national = inlist(ks4_status, 1, 3, 4) if inlist(ks4_status, 1, 3, 4, 5)
replace in_national = ks4_natres if starts >= 2003

generate byte not_end = end_of_ks4 != 1
generate byte not_national = in_national != 1
generate byte is_duplicate = ks4_norflage == 2
generate double order_entries = -ks4_entries
generate byte not_amended = ks4_amdflag == ""
* empty text sorts first in Stata; ~ stands behind all letters
generate order_yeargrp = cond(ks4_yeargrp == "", "~", ks4_yeargrp)
generate byte end_unknown = missing(end_of_ks4)
generate byte national_unknown = missing(in_national)
* missing numbers sort last; what stands behind national_unknown decides only between rows that are equal so far
bysort pmr academic_year (not_end not_national is_duplicate order_entries not_amended school end_unknown national_unknown ///
    ks4_norflage ks4_amdflag order_yeargrp ks4_y11year ks4_acadyr ks4_status ks4_endks ks4_natres): keep if _n == 1
* with the last nine columns and the school the results of the row are found again
keep pmr academic_year school n_rows in_national end_of_ks4 ///
    ks4_acadyr ks4_yeargrp ks4_y11year ks4_status ks4_endks ks4_natres ks4_norflage ks4_entries ks4_amdflag
order pmr academic_year school n_rows in_national end_of_ks4 ///
    ks4_acadyr ks4_yeargrp ks4_y11year ks4_status ks4_endks ks4_natres ks4_norflage ks4_entries ks4_amdflag
save "ks4_row_selection.dta", replace
