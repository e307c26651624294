* Level of provision for special educational needs.
version 16
local blank_on_roll "missing"

use pmr academic_year on_roll sen using "census_reference_year_row.dta", clear
drop if pmr == "" | academic_year == ""
generate sen_code = cond(inlist(sen, "N", "A", "P", "K", "S", "E"), sen, "")
if "`blank_on_roll'" == "none" {
    replace sen_code = "N" if sen == "" & on_roll == 1
}
drop sen on_roll
bysort pmr academic_year sen_code: keep if _n == 1

generate sen_level = ""
replace sen_level = "none" if sen_code == "N"
replace sen_level = "support" if inlist(sen_code, "A", "P", "K")
replace sen_level = "plan" if inlist(sen_code, "S", "E")
generate byte any_sen = cond(sen_code == "", ., sen_level != "none")
generate byte has_plan = cond(sen_code == "", ., sen_level == "plan")
generate sen_system = cond(inlist(sen_code, "A", "P", "S"), "old", cond(inlist(sen_code, "K", "E"), "new", ""))

order pmr academic_year sen_level any_sen has_plan sen_code sen_system
save "sen_level.dta", replace
