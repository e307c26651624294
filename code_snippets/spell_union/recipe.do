* Employment spells without overlaps.
version 16
local tolerance_days 1
local data_end "2021-04-05"

use EduKey StartDate EndDate UncertainStartDate UncertainEndDate using "leo_employment.dta", clear
bysort EduKey StartDate EndDate UncertainStartDate UncertainEndDate: keep if _n == 1
rename (EduKey StartDate EndDate) (edukey start_date end_date)
local last = date("`data_end'", "YMD")
drop if edukey == "" | missing(start_date) | start_date > `last'
* a missing number is larger than any other, so an open end stays
drop if end_date < start_date

generate byte right_censored = end_date > `last'
replace end_date = `last' if right_censored == 1
* 2 yes, 1 not known, 0 no: the highest of a merged spell decides
generate byte uncertain = 1
replace uncertain = 0 if UncertainStartDate == 0 & UncertainEndDate == 0
replace uncertain = 2 if UncertainStartDate == 1 | UncertainEndDate == 1

bysort edukey (start_date end_date): generate long latest = end_date
by edukey: replace latest = max(end_date, latest[_n-1]) if _n > 1
by edukey: generate byte is_new = _n == 1 | start_date - latest[_n-1] > `tolerance_days'
by edukey: generate long spell_number = sum(is_new)

bysort edukey spell_number (start_date end_date): generate long n_raw = _N
by edukey spell_number: replace start_date = start_date[1]
by edukey spell_number: replace end_date = latest[_N]
bysort edukey spell_number (right_censored): replace right_censored = right_censored[_N]
bysort edukey spell_number (uncertain): generate byte any_uncertain_date = cond(uncertain[_N] == 2, 1, 0) if uncertain[_N] != 1
by edukey spell_number: keep if _n == 1

keep edukey spell_number start_date end_date right_censored n_raw any_uncertain_date
order edukey spell_number start_date end_date right_censored n_raw any_uncertain_date
save "spell_union.dta", replace
