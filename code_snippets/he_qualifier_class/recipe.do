* First degree and its class.
version 16

use academic_year HE_PUPILMATCHINGREFANONYMOUS HE_XPQUAL01 HE_XQLEV601 HE_XCLASS01 HE_XHOOS01 HE_XINSTC01 HE_DATELEFT HE_ENDDATE ///
    using "hesa.dta", clear
rename (HE_PUPILMATCHINGREFANONYMOUS academic_year HE_ENDDATE HE_XINSTC01) (pmr award_year award_date provider_country)
drop if pmr == "" | award_year == ""
replace award_date = HE_DATELEFT if missing(award_date)
generate byte award = 1 if HE_XPQUAL01 == 1 & HE_XQLEV601 == 4
replace award = 0 if (HE_XPQUAL01 != 1 & !missing(HE_XPQUAL01)) | (HE_XQLEV601 != 4 & !missing(HE_XQLEV601))
generate byte class = real(HE_XCLASS01) if inlist(HE_XCLASS01, "1", "2", "3", "4", "5")
replace class = 6 if inlist(HE_XCLASS01, "6", "7", "A")
generate byte uk_home = cond(HE_XHOOS01 == 1, 1, 0) if inlist(HE_XHOOS01, 1, 2)
egen any_award = max(award), by(pmr)
egen n_unsure = total(missing(award)), by(pmr)
generate byte first_degree_award = 1 if any_award == 1
replace first_degree_award = 0 if any_award == 0 & n_unsure == 0
bysort pmr (award_year): generate last_year_seen = award_year[_N]

* nothing of a record without an award is kept but the student
foreach x in class award_date uk_home {
    replace `x' = . if award != 1
}
foreach x in award_year provider_country {
    replace `x' = "" if award != 1
}
replace award = 0 if award != 1
keep pmr award_year award award_date class uk_home provider_country first_degree_award last_year_seen
if _N > 0 {
    duplicates drop
}
egen n_awards = total(award), by(pmr)
* empty text sorts first in Stata; ~ stands behind all letters
generate order_country = cond(provider_country == "", "~", provider_country)
generate byte order_home = -uk_home
generate byte order_award = -award
bysort pmr (order_award award_year class award_date order_home order_country): keep if _n == 1

generate degree_class = ""
replace degree_class = "first" if class == 1
replace degree_class = "upper_second" if class == 2
replace degree_class = "lower_second" if class == 3
replace degree_class = "third" if class == 4
replace degree_class = "unclassified" if class == 5
replace degree_class = "not_applicable" if class == 6
generate byte good_degree = inlist(class, 1, 2) if inlist(class, 1, 2, 3, 4)
keep pmr first_degree_award award_year award_date degree_class good_degree uk_home provider_country n_awards last_year_seen
order pmr first_degree_award award_year award_date degree_class good_degree uk_home provider_country n_awards last_year_seen
save "he_qualifier_class.dta", replace
