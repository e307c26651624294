* Days and months in work in each tax year.
version 16
local first_year 1997
local last_year 2020

use edukey start_date end_date using "spell_union.dta", clear
drop if edukey == "" | missing(start_date) | missing(end_date) | start_date > end_date
bysort edukey start_date end_date: keep if _n == 1

* where the days and months begin that no earlier spell has covered
generate long from_month = mofd(start_date)
generate long to_month = mofd(end_date)
bysort edukey (start_date end_date): generate long covered_day = end_date
by edukey: replace covered_day = max(end_date, covered_day[_n-1]) if _n > 1
by edukey: generate long covered_month = to_month
by edukey: replace covered_month = max(to_month, covered_month[_n-1]) if _n > 1
by edukey: generate long new_day = cond(_n > 1, max(start_date, covered_day[_n-1] + 1), start_date)
by edukey: generate long new_month = cond(_n > 1, max(from_month, covered_month[_n-1] + 1), from_month)

* the months of a tax year are April to March, with April from the 1st
generate long first = max(year(start_date - 5) - (month(start_date - 5) < 4), `first_year')
generate long last = min(year(end_date) - (month(end_date) < 4), `last_year', `first_year' + 99)
keep if first <= last
expand last - first + 1
bysort edukey start_date end_date: generate long y = first + _n - 1
generate long length = min(end_date, mdy(4, 5, y + 1)) + 1 - max(start_date, mdy(4, 6, y))
generate long days = max(min(end_date, mdy(4, 5, y + 1)) + 1 - max(new_day, mdy(4, 6, y)), 0)
generate long months = max(min(to_month, ym(y + 1, 3)) + 1 - max(new_month, ym(y, 4)), 0)

bysort edukey y (length): generate long longest_days = length[_N]
by edukey y: replace days = sum(days)
by edukey y: replace months = sum(months)
by edukey y: keep if _n == _N
keep if days > 0
generate tax_year = string(y) + "/" + string(mod(y + 1, 100), "%02.0f")
keep edukey tax_year days months longest_days
order edukey tax_year days months longest_days
save "spell_split_periods.dta", replace
