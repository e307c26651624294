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
keep edukey benefit from_day to_day
bysort edukey benefit from_day to_day: keep if _n == 1

bysort edukey (from_day to_day): generate long covered_day = to_day
by edukey: replace covered_day = max(to_day, covered_day[_n-1]) if _n > 1
by edukey: generate long new_day = cond(_n > 1, max(from_day, covered_day[_n-1] + 1), from_day)
expand mofd(to_day) - mofd(from_day) + 1
bysort edukey benefit from_day to_day: generate long month = mofd(from_day) + _n - 1
generate long month_start = dofm(month)
generate long days = max(min(to_day, dofm(month + 1) - 1) + 1 - max(new_day, month_start), 0)

bysort edukey month benefit: generate long is_code = _n == 1 & benefit != ""
by edukey month: generate long benefits = sum(is_code)
by edukey month: replace days = sum(days)
by edukey month: keep if _n == _N
keep edukey month_start days benefits
order edukey month_start days benefits
save "oow_benefit_any.dta", replace
