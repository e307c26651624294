* Tax years counted from a school year.
version 16
local first_month 9

use academic_year using "ks4_pupil.dta", clear
append using "hesa.dta", keep(academic_year)
rename academic_year label
generate byte is_tax = 0
tempfile school
save `school'
use tax_year using "leo_earnings.dta", clear
rename tax_year label
generate byte is_tax = 1
append using `school'
generate long y = real(substr(label, 1, 4))
keep if y >= 1900 & y <= 2099 & label == string(y) + "/" + string(mod(y + 1, 100), "%02.0f")
bysort is_tax label: keep if _n == 1
generate byte join = 1
tempfile years tax
save `years'
keep if is_tax == 1
rename (label y) (tax_year y_tax)
drop is_tax
save `tax'
use if is_tax == 0 using `years', clear
rename label academic_year
joinby join using `tax'

generate long distance = y_tax - y
generate int shared_days = 0
replace shared_days = mdy(4, 6, y + 1) - mdy(`first_month', 1, y) if distance == 0
replace shared_days = mdy(`first_month', 1, y + 1) - mdy(4, 6, y + 1) if distance == 1
generate relation = cond(distance < 0, "before", cond(distance == 0, "begins", cond(distance == 1, "leaving", "after")))
generate int years_after = distance - 1 if distance > 1
generate byte first_full = distance == 2
keep academic_year tax_year shared_days relation years_after first_full
order academic_year tax_year shared_days relation years_after first_full
save "taxyear_alignment.dta", replace
