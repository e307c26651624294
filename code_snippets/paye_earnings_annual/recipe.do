* Pay by tax year.
version 16
local industry_by "enterprise"

use Edukey tax_year Earnings Num_Employments main_enterprise enterprise_earnings main_enterprise_linked_section Main_Section ///
    Section_Earnings using "leo_earnings.dta", clear
rename Edukey edukey
drop if edukey == "" | tax_year == ""
if _N > 0 {
    duplicates drop
}

* missing pay stays missing: total() makes it 0 unless told otherwise
bysort edukey tax_year: egen double total = total(Earnings), missing
bysort edukey tax_year: egen double n_employments = total(Num_Employments), missing
bysort edukey tax_year: generate long n_rows = _N

* the highest first; empty text sorts first in Stata, and ~ stands behind all letters
foreach x in enterprise_earnings Earnings Section_Earnings Num_Employments {
    generate double less_`x' = -`x'
}
generate order_enterprise = cond(main_enterprise == "", "~", main_enterprise)
generate order_linked = cond(main_enterprise_linked_section == "", "~", main_enterprise_linked_section)
generate order_section = cond(Main_Section == "", "~", Main_Section)
bysort edukey tax_year (less_enterprise_earnings order_enterprise less_Earnings less_Section_Earnings less_Num_Employments ///
    order_linked order_section): keep if _n == 1

generate double earnings = max(total, 0) if !missing(total)
generate byte zero_pay = total <= 0 if !missing(total)
generate double main_pay = enterprise_earnings
if "`industry_by'" == "enterprise" {
    generate industry = main_enterprise_linked_section
    generate double industry_pay = enterprise_earnings
}
else {
    generate industry = Main_Section
    generate double industry_pay = Section_Earnings
}
keep edukey tax_year earnings zero_pay n_employments main_enterprise main_pay industry industry_pay n_rows
order edukey tax_year earnings zero_pay n_employments main_enterprise main_pay industry industry_pay n_rows
save "paye_earnings_annual.dta", replace
