* Months with employment.
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
drop any_uncertain_date
replace start_date = max(start_date, `first')
replace end_date = min(end_date, `last')

* days that an earlier spell has covered do not count again
generate long latest = end_date
bysort edukey (start_date end_date): replace latest = max(latest, latest[_n-1]) if _n > 1
by edukey: generate long fresh = cond(_n == 1, start_date, max(start_date, latest[_n-1] + 1))
keep if fresh <= end_date
replace start_date = fresh

generate long spell = _n
expand mofd(end_date) - mofd(start_date) + 1
bysort spell: generate long month = mofd(start_date) + _n - 1
generate long month_start = dofm(month)
generate long month_end = dofm(month + 1) - 1
generate long part = min(end_date, month_end) - max(start_date, month_start) + 1
bysort edukey month_start (spell): generate long days = sum(part)
by edukey month_start: keep if _n == _N

generate int year = year(month_start) - (month(month_start) < 4)
generate tax_year = string(year) + "/" + substr(string(year + 1), 3, 2)
keep edukey month_start tax_year days
order edukey month_start tax_year days
save "employment_month_flags.dta", replace
