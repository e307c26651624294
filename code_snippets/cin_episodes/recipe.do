* Episodes of need by year.
version 16
local with_nfa = 0
local gap_days = 0

use academic_year child_table_id pmr la using "cin_child_link.dta", clear
drop if academic_year == "" | missing(child_table_id)
bysort academic_year child_table_id: egen double lowest_la = min(la)
drop if pmr == ""
bysort academic_year child_table_id pmr: keep if _n == 1
bysort academic_year child_table_id: keep if _N == 1
drop la
rename (child_table_id lowest_la) (CIN_ChildTableID la)
tempfile child
save `child'

use academic_year CIN_ChildTableID CIN_CINReferralDate CIN_CINClosureDate CIN_ReasonForClosure CIN_ReferralNFA ///
    using "cin_details.dta", clear
rename (CIN_CINReferralDate CIN_CINClosureDate CIN_ReasonForClosure CIN_ReferralNFA) (cin_start closure reason nfa)
preserve
keep academic_year
drop if academic_year == ""
bysort academic_year: keep if _n == 1
rename academic_year financial_year
generate byte all = 1
tempfile years
save `years'
restore
drop if missing(cin_start) | academic_year == "" | missing(CIN_ChildTableID)
merge m:1 academic_year CIN_ChildTableID using `child', keep(match) nogenerate
replace nfa = 0 if missing(nfa)
generate int later = -real(substr(academic_year, 1, 4))
generate long order_closure = -closure
generate order_reason = cond(reason == "", "~", reason)
bysort pmr la cin_start (later order_closure order_reason nfa): keep if _n == 1
drop if `with_nfa' != 1 & (nfa == 1 | reason == "RC8")
generate long year_end = mdy(3, 31, 1 - later)
generate byte is_open = missing(closure) | closure > year_end
generate long cin_end = max(cin_start, cond(is_open, year_end, closure))

* a running maximum of the ends: the row before may be a short referral inside a long one
generate long latest_end = cin_end
bysort pmr la (cin_start): replace latest_end = max(latest_end, latest_end[_n-1]) if _n > 1
bysort pmr la (cin_start): generate byte is_new = _n == 1 | cin_start - latest_end[_n-1] > `gap_days'
bysort pmr la (cin_start): generate long number = sum(is_new)
bysort pmr la number: generate long n_referrals = _N
bysort pmr la number: egen long first_start = min(cin_start)
generate long order_end = -cin_end
generate byte order_open = -is_open
bysort pmr la number (order_end order_open order_reason): keep if _n == 1
generate closure_reason = cond(is_open, "", reason)
rename is_open right_censored
drop cin_start
rename first_start cin_start
bysort pmr (cin_start la): generate long episode = _n

generate byte all = 1
joinby all using `years'
generate long first_day = mdy(4, 1, real(substr(financial_year, 1, 4)))
generate long last_day = mdy(3, 31, real(substr(financial_year, 1, 4)) + 1)
keep if first_day <= cin_end & last_day >= cin_start
generate int days = min(cin_end, last_day) - max(cin_start, first_day) + 1
generate byte at_year_end = cin_end > last_day | (cin_end == last_day & right_censored == 1)
format cin_start cin_end %td
keep pmr financial_year episode la cin_start cin_end days right_censored at_year_end closure_reason n_referrals
order pmr financial_year episode la cin_start cin_end days right_censored at_year_end closure_reason n_referrals
save "cin_episodes.dta", replace
