* Furlough and grants for the self-employed.
version 16
local marker "dtm"
local first_month 4

use person key_type key_value using "link_person_spine.dta", clear
drop if person == ""
tempfile spine
save `spine'
keep if key_type == "edukey" & key_value != ""
rename key_value EDUKEY
keep person EDUKEY
bysort person EDUKEY: keep if _n == 1
tempfile keys
save `keys'

use tax_year EDUKEY SEISS_TOT_WKS SEISS_TOT_AMT SEISS_EOM_IND SEISS_DTM_IND using "leo_seiss.dta", clear
rename (SEISS_TOT_WKS SEISS_TOT_AMT SEISS_EOM_IND SEISS_DTM_IND) (weeks amount eom dtm)
keep if tax_year == "2020/21"
generate scheme = "seiss"
tempfile grants
save `grants'

use tax_year EDUKEY CJRS_EOM_IND CJRS_DTM_IND CJRS_WKS_CAPPED CJRS_TOT_WKS using "leo_cjrs.dta", clear
rename (CJRS_EOM_IND CJRS_DTM_IND CJRS_WKS_CAPPED CJRS_TOT_WKS) (eom dtm capped weeks)
keep if inlist(tax_year, "2019/20", "2020/21")
generate scheme = "cjrs"
append using `grants'
drop if EDUKEY == ""
if _N > 0 {
    duplicates drop
}
joinby EDUKEY using `keys'

* only twelve marks of 0 and 1 can be read
foreach x in eom dtm {
    replace `x' = "" if strlen(`x') != 12 | subinstr(subinstr(`x', "0", "", .), "1", "", .) != ""
}
generate marks = `marker'
generate byte supported = 0 if eom != "" | dtm != "" | !missing(weeks) | !missing(amount)
replace supported = 1 if strpos(eom, "1") > 0 | strpos(dtm, "1") > 0
replace supported = 1 if (weeks > 0 & !missing(weeks)) | (amount > 0 & !missing(amount))
replace capped = . if !inlist(capped, 0, 1)

* a month counts once for a person, whatever number of keys it stands under
forvalues p = 1/12 {
    local month = mod(`first_month' + `p' - 2, 12) + 1
    generate byte on = substr(marks, `p', 1) == "1"
    bysort scheme person tax_year: egen byte month`month' = max(on)
    drop on
}
* what one record does not say is not known in all
bysort scheme person tax_year: egen byte any_yes = max(supported == 1)
bysort scheme person tax_year: egen byte any_silent = max(missing(supported))
bysort scheme person tax_year: egen byte no_marks = max(marks == "")
bysort scheme person tax_year: egen byte no_weeks = max(missing(weeks))
bysort scheme person tax_year: egen byte no_amount = max(missing(amount))
bysort scheme person tax_year: egen double most_weeks = max(weeks)
bysort scheme person tax_year: egen double sum_amount = total(amount)
bysort scheme person tax_year: egen byte any_capped = max(capped)
bysort scheme person tax_year: keep if _n == 1
replace supported = any_yes
replace supported = . if any_yes == 0 & any_silent == 1
replace weeks = cond(no_weeks == 1, ., most_weeks)
replace amount = cond(no_amount == 1, ., sum_amount)
replace capped = any_capped
generate byte months = 0
generate int from = .
generate int to = .
generate int starts = real(substr(tax_year, 1, 4))
foreach m in 4 5 6 7 8 9 10 11 12 1 2 3 {
    replace months = months + month`m'
    replace from = mdy(`m', 1, starts + (`m' < 4)) if month`m' == 1 & missing(from)
    replace to = mdy(`m', 1, starts + (`m' < 4)) if month`m' == 1
}
foreach x in months from to {
    replace `x' = . if no_marks == 1
}
generate byte has = 1
keep scheme person tax_year supported weeks capped amount months from to has
tempfile found
save `found'
keep if scheme == "seiss"
rename (supported months weeks amount has) (seiss_any seiss_months seiss_weeks seiss_amt has_grant)
keep person tax_year seiss_any seiss_months seiss_weeks seiss_amt has_grant
save `grants', replace
use `found', clear
keep if scheme == "cjrs"
rename (supported months weeks capped from to) (furlough_any furlough_months furlough_weeks weeks_capped furlough_from furlough_to)
keep person tax_year furlough_any furlough_months furlough_weeks weeks_capped furlough_from furlough_to has
save `found', replace

use `spine', clear
generate byte linked = key_type == "edukey"
bysort person (linked): keep if _n == _N
keep person linked
expand 2
bysort person: generate tax_year = cond(_n == 1, "2019/20", "2020/21")
merge 1:1 person tax_year using `found', keep(master match) nogenerate
merge 1:1 person tax_year using `grants', keep(master match) nogenerate
foreach x in furlough_any furlough_months furlough_weeks {
    replace `x' = 0 if missing(has) & linked == 1
}
* the grants are supplied for 2020/21 alone
foreach x in seiss_any seiss_months seiss_weeks seiss_amt {
    replace `x' = 0 if missing(has_grant) & linked == 1 & tax_year == "2020/21"
}
keep person tax_year linked furlough_any furlough_months furlough_weeks weeks_capped furlough_from furlough_to seiss_any ///
    seiss_months seiss_weeks seiss_amt
order person tax_year linked furlough_any furlough_months furlough_weeks weeks_capped furlough_from furlough_to seiss_any ///
    seiss_months seiss_weeks seiss_amt
save "furlough_support.dta", replace
