* Periods of care by year.
version 16
local short_breaks = 0

use academic_year cla_PupilMatchingRefAnonymous cla_POC_START cla_DATE_EPI_COMM cla_DATE_EPI_CEASED cla_REC cla_LEGAL_STATUS ///
    cla_POC_LENGTH using "cla.dta", clear
rename (cla_PupilMatchingRefAnonymous cla_POC_START cla_DATE_EPI_CEASED cla_REC cla_LEGAL_STATUS cla_POC_LENGTH) ///
    (pmr starts ceased reason last_legal_status months)
drop if academic_year == ""
preserve
keep academic_year
bysort academic_year: keep if _n == 1
rename academic_year financial_year
generate byte all = 1
tempfile years
save `years'
restore
replace starts = cla_DATE_EPI_COMM if missing(starts)
drop if pmr == "" | missing(starts) | (`short_breaks' != 1 & inlist(last_legal_status, "V3", "V4"))
generate int year = real(substr(academic_year, 1, 4))
generate long year_end = mdy(3, 31, year + 1)
generate byte right_censored = !(ceased <= year_end & !missing(ceased) & reason != "-10")
generate long ends = cond(right_censored, year_end, ceased)
generate long order_end = -ends
generate int order_year = -year
generate byte order_open = -right_censored
generate order_status = cond(last_legal_status == "", "~", last_legal_status)
generate order_reason = cond(reason == "", "~", reason)
generate double order_months = -months
bysort pmr starts (order_year order_end order_open order_status order_reason order_months): keep if _n == 1
generate byte length_agrees = abs((year(ends) - year(starts)) * 12 + month(ends) - month(starts) - months) <= 1 if !missing(months)
replace ends = starts if ends < starts

* periods that overlap are one, by the latest end so far and not by that of the row before
generate long latest_end = ends
bysort pmr (starts): replace latest_end = max(latest_end, latest_end[_n-1]) if _n > 1
bysort pmr (starts): generate byte is_new = _n == 1 | starts > latest_end[_n-1]
bysort pmr (starts): generate long period = sum(is_new)
bysort pmr period: egen long cla_start = min(starts)
bysort pmr period: generate long n_parts = _N
replace order_end = -ends
generate long order_start = -starts
bysort pmr period (order_end order_open order_start): keep if _n == 1
replace length_agrees = . if n_parts > 1
generate end_reason = cond(right_censored, "", reason)
rename ends cla_end

generate byte all = 1
joinby all using `years'
generate long first_day = mdy(4, 1, real(substr(financial_year, 1, 4)))
generate long last_day = mdy(3, 31, real(substr(financial_year, 1, 4)) + 1)
keep if first_day <= cla_end & last_day >= cla_start
generate int days = min(cla_end, last_day) - max(cla_start, first_day) + 1
generate byte at_year_end = cla_end > last_day | (cla_end == last_day & right_censored == 1)
format cla_start cla_end %td
keep pmr financial_year period cla_start cla_end days right_censored at_year_end last_legal_status end_reason length_agrees
order pmr financial_year period cla_start cla_end days right_censored at_year_end last_legal_status end_reason length_agrees
save "cla_periods.dta", replace
