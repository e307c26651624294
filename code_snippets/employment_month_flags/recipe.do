* Months with employment, a row for each tax year.
version 16
local first_day "1997-04-06"
local last_day "2021-04-05"
local uncertain "keep"
local first = date("`first_day'", "YMD")
local last = date("`last_day'", "YMD")

use edukey start_date end_date any_uncertain_date using "spell_union.dta", clear
drop if edukey == "" | missing(start_date) | missing(end_date) | start_date > end_date
* a spell that touches the window counts, also where it began before
keep if start_date <= `last' & end_date >= `first'
if "`uncertain'" != "keep" {
    drop if any_uncertain_date == 1
}
replace start_date = max(start_date, `first')
replace end_date = min(end_date, `last')

* the tax year of a month is the calendar year three months before
generate long first_year = year(dofm(mofd(start_date) - 3))
generate long last_year = year(dofm(mofd(end_date) - 3))
generate long spell = _n
expand last_year - first_year + 1
bysort spell: generate long y = first_year + _n - 1
generate long part = min(end_date, mdy(3, 31, y + 1)) - max(start_date, mdy(4, 1, y)) + 1
bysort edukey y (spell): generate long days = sum(part)

local month = 4
foreach name in apr may jun jul aug sep oct nov dec jan feb mar {
    generate byte here = inrange(ym(y, 1) + `month' - 1, mofd(start_date), mofd(end_date))
    bysort edukey y (here): generate byte in_`name' = here[_N]
    drop here
    local month = `month' + 1
}
bysort edukey y (days): keep if _n == _N
generate byte months = in_apr + in_may + in_jun + in_jul + in_aug + in_sep + in_oct + in_nov + in_dec + in_jan + in_feb + in_mar
generate tax_year = string(y) + "/" + substr(string(y + 1), 3, 2)
local flags in_apr in_may in_jun in_jul in_aug in_sep in_oct in_nov in_dec in_jan in_feb in_mar
keep edukey tax_year days months `flags'
order edukey tax_year days months `flags'
save "employment_month_flags.dta", replace
