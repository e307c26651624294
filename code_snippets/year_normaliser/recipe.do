* Year labels of all sources in one form.
version 16

use academic_year using "hesa.dta", clear
generate written = academic_year
rename academic_year label
generate source = "hesa.academic_year"
tempfile parts
save `parts'
foreach source in lilr_aims.Year lilr_aims.AcademicYear lilr_learners.Year school_census.AcademicYear ks4_pupil.KS4_ACADYR ///
    nccis.NCCIS_ACADYR ucas.application_cycle ucas.entry_year leo_earnings.TaxYear cla.cla_PROCESSING_YEAR cin_details.CIN_ACADYR {
    local dot = strpos("`source'", ".")
    local table = substr("`source'", 1, `dot' - 1)
    local column = substr("`source'", `dot' + 1, .)
    local label = cond("`table'" == "ucas", "cycle_year", cond("`table'" == "leo_earnings", "tax_year", "academic_year"))
    use `label' `column' using "`table'.dta", clear
    rename (`label' `column') (label written)
    tostring written, replace format(%20.0f)
    generate source = "`source'"
    bysort source written label: keep if _n == 1
    append using `parts'
    save `parts', replace
}
replace written = strtrim(written)
drop if inlist(written, "", ".")
replace label = "" if source == "ucas.entry_year"

generate kind = cond(inlist(source, "school_census.AcademicYear", "ks4_pupil.KS4_ACADYR", "nccis.NCCIS_ACADYR"), "school", ///
    cond(inlist(source, "cla.cla_PROCESSING_YEAR", "cin_details.CIN_ACADYR"), "care", ///
    cond(source == "leo_earnings.TaxYear", "tax", cond(source == "ucas.application_cycle", "cycle", "college"))))
* what four digits are: the start or the end of the year, or nothing where both years should stand
generate meant = cond(inlist(source, "lilr_aims.Year", "lilr_learners.Year", "ucas.entry_year"), "start", ///
    cond(inlist(source, "lilr_aims.AcademicYear", "nccis.NCCIS_ACADYR", "hesa.academic_year", "leo_earnings.TaxYear"), "both", "end"))

generate long digits = real(substr(written, 1, 4))
replace digits = . if digits < 1900 | digits > 2099
generate rest = substr(written, 5 + inlist(substr(written, 5, 1), "/", "-"), .)
generate long y = digits if rest == string(mod(digits + 1, 100), "%02.0f") | rest == string(digits + 1)
replace y = digits if strlen(written) == 4 & meant == "start"
replace y = digits - 1 if strlen(written) == 4 & meant == "end"
generate year_label = string(y) + "/" + string(mod(y + 1, 100), "%02.0f") if !missing(y)
generate long end_year = y + 1
generate byte month = cond(kind == "school", 9, cond(kind == "college", 8, cond(kind == "cycle", ., 4)))
generate long first_day = mdy(month, cond(kind == "tax", 6, 1), y)
generate long last_day = mdy(month, cond(kind == "tax", 6, 1), y + 1) - 1

generate byte agrees = label == year_label if label != "" & year_label != ""
bysort source written (agrees): keep if _n == 1
keep source written kind year_label end_year first_day last_day agrees
order source written kind year_label end_year first_day last_day agrees
save "year_normaliser.dta", replace
