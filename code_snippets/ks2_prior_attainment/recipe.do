* Attainment at the end of primary school, as a score within the year of the tests.
version 16
local early_measure "marks"
local below_level "points"

use academic_year KS2_PupilMatchingRefAnonymous KS2_NATRES KS2_REFTEST KS2_ENGTOTMRK KS2_MATTOTMRK KS2_ENGLEV KS2_READLEV ///
    KS2_MATLEV KS2_ENGFINE KS2_READFINE KS2_MATFINE KS2_READSCORE KS2_MATSCORE KS2_READOUTCOME KS2_MATOUTCOME ///
    using "ks2_pupil.dta", clear
rename KS2_PupilMatchingRefAnonymous pmr
drop if pmr == "" | academic_year == ""
generate starts = real(substr(academic_year, 1, 4))
generate source = "ks2"
generate measure = cond(starts >= 2015, "scaled", cond(starts >= 2005 | "`early_measure'" == "levels", "points", "marks"))
generate byte in_base = starts < 2003 | KS2_NATRES == 1
generate e_code = cond(starts <= 2011, KS2_ENGLEV, cond(starts <= 2014, KS2_READLEV, KS2_READOUTCOME))
generate m_code = cond(starts <= 2014, KS2_MATLEV, KS2_MATOUTCOME)
generate double e_fine = cond(starts >= 2012, KS2_READFINE, cond(starts >= 2005, KS2_ENGFINE, .))
generate double m_fine = cond(starts >= 2005, real(KS2_MATFINE), .)
generate double e_mark = real(KS2_ENGTOTMRK)
generate double m_mark = real(KS2_MATTOTMRK)
rename (KS2_READSCORE KS2_MATSCORE) (e_scaled m_scaled)
foreach s in e m {
    generate double `s' = .
    generate byte `s'_below = inlist(`s'_code, "B", "N")
    * a missing value is larger than any number: inrange() leaves it out, a plain >= would not
    replace `s' = 15 if measure == "points" & `s'_below & "`below_level'" == "points"
    replace `s' = 6 * real(`s'_code) + 3 if measure == "points" & inlist(`s'_code, "2", "3", "4", "5", "6")
    replace `s' = 6 * `s'_fine if measure == "points" & inrange(`s'_fine, 2.5, 8)
    replace `s' = `s'_mark if measure == "marks" & inrange(`s'_mark, 0, 100) & `s'_mark == floor(`s'_mark)
    replace `s' = `s'_scaled if measure == "scaled" & inrange(`s'_scaled, 80, 120)
    generate byte `s'_expected = .
    replace `s'_expected = 0 if `s'_below | inlist(`s'_code, "2", "3")
    replace `s'_expected = 1 if measure != "scaled" & inlist(`s'_code, "4", "5", "6")
    replace `s'_expected = `s' >= 100 if measure == "scaled" & !missing(`s')
}
generate double score = (e + m) / 2
generate byte expected = cond(e_expected == 1 & m_expected == 1, 1, cond(e_expected == 0 | m_expected == 0, 0, .))
generate why = "other"
replace why = "absent" if e_code == "A" | m_code == "A"
replace why = "below_level" if e_below | m_below
replace why = "withheld" if inlist(KS2_REFTEST, 1, 2, 9)
replace why = "none" if !missing(score)
keep pmr academic_year source measure in_base score expected why
tempfile ks2
save `ks2'

* what ks4_row_selection hands on, by which the chosen row is found again
local row school ks4_acadyr ks4_yeargrp ks4_y11year ks4_status ks4_endks ks4_natres ks4_norflage ks4_entries ks4_amdflag
use academic_year KS4_PupilMatchingRefAnonymous KS4_LAESTAB_anon KS4_ACADYR KS4_YEARGRP KS4_Y11YEAR KS4_STATUS KS4_ENDKS ///
    KS4_NATRES KS4_NORFLAGE KS4_ENTRIES KS4_AMDFLAG KS4_KS2ENG24P KS4_KS2ENG24P_PTQ KS4_KS2ENG24P_PTQ_EE ///
    KS4_KS2MAT24P KS4_KS2MAT24P_PTQ KS4_KS2MAT24P_PTQ_EE using "ks4_pupil.dta", clear
rename KS4_PupilMatchingRefAnonymous pmr
rename (KS4_LAESTAB_anon KS4_ACADYR KS4_YEARGRP KS4_Y11YEAR KS4_STATUS KS4_ENDKS KS4_NATRES KS4_NORFLAGE KS4_ENTRIES KS4_AMDFLAG) ///
    (`row')
drop if pmr == "" | academic_year == ""
generate starts = real(substr(academic_year, 1, 4))
generate e = cond(inrange(starts, 2010, 2012), KS4_KS2ENG24P, cond(starts == 2013, KS4_KS2ENG24P_PTQ, ///
    cond(starts >= 2014, KS4_KS2ENG24P_PTQ_EE, .)))
generate m = cond(inrange(starts, 2010, 2012), KS4_KS2MAT24P, cond(starts == 2013, KS4_KS2MAT24P_PTQ, ///
    cond(starts >= 2014, KS4_KS2MAT24P_PTQ_EE, .)))
keep if inrange(e, 0, 6) & inrange(m, 0, 6)
keep pmr academic_year `row' e m
tempfile carried
save `carried'
use pmr academic_year `row' in_national using "ks4_row_selection.dta", clear
* joinby joins missing to missing, as the schools of 2019/20 and 2020/21
joinby pmr academic_year `row' using `carried'
generate source = "ks4"
generate measure = "points"
generate byte in_base = in_national == 1
generate double score = (cond(e > 2, 6 * e + 3, 15) + cond(m > 2, 6 * m + 3, 15)) / 2
generate byte expected = e >= 4 & m >= 4
generate why = "none"
keep pmr academic_year source measure in_base score expected why

append using `ks2'
generate byte has_score = !missing(score)
generate byte order_base = -in_base
generate double order_score = -score
generate byte order_expected = -expected
bysort pmr source academic_year (order_base order_score order_expected why): keep if _n == 1
bysort source academic_year in_base has_score: egen double mean = mean(score)
generate double off = score - mean
generate double square = off^2
bysort source academic_year in_base has_score: egen double variance = mean(square)
bysort source academic_year in_base has_score: egen double lowest = min(score)
bysort source academic_year in_base has_score: egen double highest = max(score)
bysort source academic_year in_base has_score: generate long pupils = _N
bysort source academic_year in_base score: generate long equals = _N
bysort source academic_year in_base has_score (score): generate long place = _n
bysort source academic_year in_base score (place): generate long rank = place[1]
generate double ks2_std = off / sqrt(variance) if in_base == 1 & has_score == 1 & highest > lowest
generate double ks2_percentile = 100 * (rank - 1 + 0.5 * equals) / pupils if in_base == 1 & has_score == 1
generate why_missing = why
replace why_missing = "no_spread" if has_score == 1 & highest == lowest
replace why_missing = "not_national" if has_score == 1 & in_base == 0

generate byte order_1 = -in_base * has_score
generate byte order_2 = -has_score
bysort pmr (order_1 order_2 source academic_year): keep if _n == 1
rename (score expected) (ks2_score ks2_expected)
keep pmr academic_year source measure ks2_score ks2_std ks2_percentile ks2_expected why_missing
order pmr academic_year source measure ks2_score ks2_std ks2_percentile ks2_expected why_missing
save "ks2_prior_attainment.dta", replace
