* Child protection plans by year.
version 16

use academic_year child_table_id pmr la using "cin_child_link.dta", clear
drop if academic_year == "" | missing(child_table_id)
bysort academic_year child_table_id: egen double lowest_la = min(la)
drop if pmr == ""
bysort academic_year child_table_id pmr: keep if _n == 1
bysort academic_year child_table_id: keep if _N == 1
drop la
rename (academic_year child_table_id lowest_la) (financial_year CIN_ChildTableID la)
tempfile child
save `child'

use CIN_ACADYR CIN_ChildTableID CIN_CPPstartDate CIN_CPPendDate CIN_CategoryOfAbuse CIN_InitialCategoryOfAbuse ///
    CIN_LatestCategoryOfAbuse CIN_NumberOfPreviousCPP using "cin_cpp.dta", clear
rename (CIN_ACADYR CIN_CPPstartDate CIN_CPPendDate CIN_InitialCategoryOfAbuse CIN_LatestCategoryOfAbuse) ///
    (ends cpp_start ended category_initial category_latest)
* the column holds the year in which the return ends: 2009 for April 2008 to March 2009
keep if inrange(ends, 2009, 2099) & !missing(cpp_start)
generate financial_year = string(ends - 1) + "/" + substr(string(ends), 3, 2)
preserve
bysort financial_year: keep if _n == 1
generate long first_day = mdy(4, 1, ends - 1)
generate long last_day = mdy(3, 31, ends)
generate byte all = 1
keep financial_year first_day last_day all
tempfile years
save `years'
restore
drop if missing(CIN_ChildTableID)
merge m:1 financial_year CIN_ChildTableID using `child', keep(match) nogenerate
drop financial_year
replace category_initial = CIN_CategoryOfAbuse if category_initial == ""
replace category_latest = CIN_CategoryOfAbuse if category_latest == ""
generate double cpp_n = CIN_NumberOfPreviousCPP + 1 if CIN_NumberOfPreviousCPP >= 0
generate int order_year = -ends
generate long order_end = -ended
generate double order_n = -cpp_n
generate order_initial = cond(category_initial == "", "~", category_initial)
generate order_latest = cond(category_latest == "", "~", category_latest)
bysort pmr la cpp_start (order_year order_end order_initial order_latest order_n): keep if _n == 1
generate byte right_censored = missing(ended) | ended > mdy(3, 31, ends)
generate long cpp_end = max(cpp_start, cond(right_censored, mdy(3, 31, ends), ended))
bysort pmr (cpp_start la): generate long episode = _n

generate byte all = 1
joinby all using `years'
keep if first_day <= cpp_end & last_day >= cpp_start
generate int days = min(cpp_end, last_day) - max(cpp_start, first_day) + 1
generate byte at_year_end = cpp_end > last_day | (cpp_end == last_day & right_censored == 1)
format cpp_start cpp_end %td
keep pmr financial_year episode la cpp_start cpp_end days right_censored at_year_end category_initial category_latest cpp_n
order pmr financial_year episode la cpp_start cpp_end days right_censored at_year_end category_initial category_latest cpp_n
save "cpp_episodes.dta", replace
