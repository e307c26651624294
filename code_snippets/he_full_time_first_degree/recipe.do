* Full-time first-degree entrants.
version 16
local uk_only = 1

use academic_year HE_PUPILMATCHINGREFANONYMOUS HE_XPSR01 HE_XLEV601 HE_XMODE01 HE_XFYRSR01 HE_XHOOS01 HE_COMDATE HE_INSTID_ANON ///
    HE_XINSTID01__ANON HE_XINSTC01 using "hesa.dta", clear
rename (HE_PUPILMATCHINGREFANONYMOUS HE_COMDATE HE_XINSTID01__ANON HE_XINSTC01) (pmr start_date provider provider_country)
keep if pmr != "" & academic_year != "" & HE_XPSR01 == 1 & HE_XLEV601 != 6
replace provider = HE_INSTID_ANON if missing(provider)

generate byte order_level = HE_XLEV601 if inrange(HE_XLEV601, 1, 5)
generate byte order_mode = cond(inlist(HE_XMODE01, 1, 2), 1, cond(HE_XMODE01 == 3, 2, 3)) if inlist(HE_XMODE01, 1, 2, 3, 4, 5, 6, 7, 8, 9)
generate he_level = ""
replace he_level = "pgr" if order_level == 1
replace he_level = "pgt" if order_level == 2
replace he_level = "other_pg" if order_level == 3
replace he_level = "first_degree" if order_level == 4
replace he_level = "other_ug" if order_level == 5
generate he_mode = cond(order_mode == 1, "full_time", cond(order_mode == 2, "part_time", cond(order_mode == 3, "other", "")))
generate byte first_year = HE_XFYRSR01 == "1" if HE_XFYRSR01 != ""
generate byte uk_home = cond(HE_XHOOS01 == 1, 1, 0) if inlist(HE_XHOOS01, 1, 2)
keep pmr academic_year he_level he_mode first_year uk_home start_date provider provider_country order_level order_mode
if _N > 0 {
    duplicates drop
}

generate byte entrant = 1 if order_level == 4 & order_mode == 1 & first_year == 1 & (uk_home == 1 | `uk_only' == 0)
replace entrant = 0 if inlist(order_level, 1, 2, 3, 5) | inlist(order_mode, 2, 3) | first_year == 0 | (uk_home == 0 & `uk_only' == 1)
bysort pmr academic_year: generate long n_records = _N
egen any_entrant = max(entrant), by(pmr academic_year)
egen n_unsure = total(missing(entrant)), by(pmr academic_year)
generate byte ft_first_degree_entrant = 1 if any_entrant == 1
replace ft_first_degree_entrant = 0 if any_entrant == 0 & n_unsure == 0

generate byte order_entrant = cond(entrant == 1, 0, 1)
* empty text sorts first in Stata; ~ stands behind all letters
generate order_country = cond(provider_country == "", "~", provider_country)
bysort pmr academic_year (order_entrant order_level order_mode start_date provider first_year uk_home order_country): keep if _n == 1

keep pmr academic_year ft_first_degree_entrant he_level he_mode first_year uk_home start_date provider provider_country n_records
order pmr academic_year ft_first_degree_entrant he_level he_mode first_year uk_home start_date provider provider_country n_records
save "he_full_time_first_degree.dta", replace
