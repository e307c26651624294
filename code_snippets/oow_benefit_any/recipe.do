* Months on an out-of-work benefit.
version 16
local definition "flag"
local data_start "1999-04-06"
local data_end "2021-04-05"

use EduKey StartDate EndDate Benefit_type Out_of_work_benefit using "leo_benefit.dta", clear
rename (EduKey Benefit_type) (edukey benefit)
generate byte out_of_work = Out_of_work_benefit == 1
if "`definition'" != "flag" {
    replace out_of_work = inlist(benefit, "ESA", "IB", "IS", "JSA", "JTA", "PC") | inlist(benefit, "PIB", "SDA", "UAA", "UBC", "UCE", "UDF")
}
if "`definition'" == "published_script" {
    replace out_of_work = 1 if inlist(benefit, "AA", "ICA", "RP")
}
keep if out_of_work == 1
local first = date("`data_start'", "YMD")
local last = date("`data_end'", "YMD")
drop if edukey == "" | missing(StartDate) | StartDate > `last'
* a missing number is larger than any other, so an open end stays
drop if EndDate < StartDate | EndDate < `first'
generate long from_day = max(StartDate, `first')
generate long to_day = min(EndDate, `last')
keep edukey from_day to_day
bysort edukey from_day to_day: keep if _n == 1

* days that an earlier spell has covered do not count again
bysort edukey (from_day to_day): generate long covered_day = to_day
by edukey: replace covered_day = max(to_day, covered_day[_n-1]) if _n > 1
by edukey: generate long new_day = cond(_n > 1, max(from_day, covered_day[_n-1] + 1), from_day)
keep if new_day <= to_day
* April is the first month of a tax year, three months before it January of the same calendar year
generate int first_year = year(dofm(mofd(new_day) - 3))
generate int last_year = year(dofm(mofd(to_day) - 3))
expand last_year - first_year + 1
bysort edukey new_day: generate int y = first_year + _n - 1
generate long days = min(to_day, mdy(3, 31, y + 1)) - max(new_day, mdy(4, 1, y)) + 1
bysort edukey y: egen int all_days = total(days)
generate byte months = 0
local place 0
foreach x in apr may jun jul aug sep oct nov dec jan feb mar {
    generate byte covered = inrange(ym(y, 4) + `place', mofd(new_day), mofd(to_day))
    bysort edukey y: egen byte in_`x' = max(covered)
    replace months = months + in_`x'
    drop covered
    local place = `place' + 1
}
bysort edukey y: keep if _n == 1
generate tax_year = string(y) + "/" + substr(string(y + 1), 3, 2)
drop days
rename all_days days
keep edukey tax_year days months in_apr in_may in_jun in_jul in_aug in_sep in_oct in_nov in_dec in_jan in_feb in_mar
order edukey tax_year days months in_apr in_may in_jun in_jul in_aug in_sep in_oct in_nov in_dec in_jan in_feb in_mar
save "oow_benefit_any.dta", replace
