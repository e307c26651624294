* Free school meal eligibility on census day.
version 16
local terms "spring_first"

use pmr academic_year census_term fsm using "census_main_record.dta", clear
drop if pmr == "" | academic_year == ""
foreach term in spring summer autumn {
    bysort pmr academic_year: egen `term' = max(cond(census_term == "`term'", fsm, .))
}
bysort pmr academic_year (census_term fsm): keep if _n == 1
drop census_term fsm

generate fsm_term = ""
replace fsm_term = "spring" if !missing(spring)
if "`terms'" == "spring_first" {
    replace fsm_term = "summer" if fsm_term == "" & !missing(summer)
    replace fsm_term = "autumn" if fsm_term == "" & !missing(autumn)
}
generate byte fsm = cond(fsm_term == "spring", spring, cond(fsm_term == "summer", summer, cond(fsm_term == "autumn", autumn, .)))
generate fsm_basis = ""
replace fsm_basis = "protected" if fsm_term != ""
replace fsm_basis = "periods" if fsm_term != "" & (academic_year <= "2016/17" | (academic_year == "2017/18" & fsm_term != "summer"))
replace fsm_basis = "reported" if fsm_term != "" & academic_year <= "2011/12"
egen fsm_any_term = rowmax(spring summer autumn)
egen fsm_terms = rownonmiss(spring summer autumn)

keep pmr academic_year fsm fsm_term fsm_basis fsm_any_term fsm_terms
order pmr academic_year fsm fsm_term fsm_basis fsm_any_term fsm_terms
save "fsm_point.dta", replace
