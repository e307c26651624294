* Industry of the main employer.
version 16
local basis "section"

use tax_year Edukey main_enterprise enterprise_earnings tied_main_record_enterprise_sic_ Main_Section Section_Earnings ///
    Tied_Main_Section_Flag Main_SIC2007 SIC_Earnings Tied_Main_SIC_Flag main_enterprise_linked_sic2007 ///
    main_enterprise_linked_section using "leo_earnings.dta", clear
rename Edukey edukey
drop if edukey == "" | tax_year == ""
generate double pay = Section_Earnings
generate section_name = Main_Section
generate code = strtrim(Main_SIC2007)
generate tie_mark = Tied_Main_Section_Flag
if "`basis'" == "code" {
    replace pay = SIC_Earnings
    replace section_name = ""
    replace tie_mark = Tied_Main_SIC_Flag
}
if "`basis'" == "enterprise" {
    replace pay = enterprise_earnings
    replace section_name = main_enterprise_linked_section
    replace code = ""
    replace code = string(main_enterprise_linked_sic2007, "%12.0f") if !missing(main_enterprise_linked_sic2007)
    replace code = strtrim(code)
    replace tie_mark = tied_main_record_enterprise_sic_
}
keep edukey tax_year main_enterprise pay section_name code tie_mark
if _N > 0 {
    duplicates drop
}

* 1110 is 01110: a leading zero was lost
generate long number = real(code) if inlist(strlen(code), 4, 5) & inrange(real(code), 1000, 99999)
generate int division = floor(number / 1000)
generate of_code = ""
generate of_name = ""
replace section_name = strlower(section_name)
foreach x in "A 01 03 agricult" "B 05 09 mining" "C 10 33 manufact" "D 35 35 electric" "E 36 39 water" "F 41 43 construct" ///
    "G 45 47 wholesale" "H 49 53 transport" "I 55 56 accommod" "J 58 63 information" "K 64 66 financ" "L 68 68 real estate" ///
    "M 69 75 professional" "N 77 82 administrat" "O 84 84 public admin" "P 85 85 education" "Q 86 88 human health" ///
    "R 90 93 arts" "S 94 96 other service" "T 97 98 activities of house" "U 99 99 activities of extra" {
    replace of_code = substr("`x'", 1, 1) if inrange(division, real(substr("`x'", 3, 2)), real(substr("`x'", 6, 2)))
    replace of_name = substr("`x'", 1, 1) if strpos(section_name, substr("`x'", 9, .)) == 1
}
generate sic_section = of_name
if "`basis'" != "section" {
    replace sic_section = of_code if of_code != ""
}
* a code of another section than the one that was chosen describes another part of the pay
replace number = . if of_code == "" | ("`basis'" == "section" & of_code != of_name)

bysort edukey tax_year: generate long n_rows = _N
generate double less_pay = -pay
* empty text sorts first in Stata, and ~ stands behind all letters
foreach x in main_enterprise sic_section tie_mark {
    generate order_`x' = cond(`x' == "", "~", `x')
}
bysort edukey tax_year (less_pay order_main_enterprise order_sic_section number order_tie_mark): keep if _n == 1

generate byte known = sic_section != ""
bysort edukey known (tax_year): generate prev_year = tax_year[_n - 1] if known == 1
bysort edukey known (tax_year): generate section_before = sic_section[_n - 1]
bysort edukey known (tax_year): generate enterprise_before = main_enterprise[_n - 1]
generate byte across_loads = tax_year >= "2017/18" & prev_year < "2017/18" if prev_year != ""
generate byte ind_switch = sic_section != section_before if prev_year != ""
* the same enterprise under another load of the register: a new coding, or a new business, can not be told
replace ind_switch = . if ind_switch == 1 & across_loads == 1 & main_enterprise == enterprise_before & main_enterprise != ""

generate sic_basis = "`basis'"
generate int sic_division = floor(number / 1000)
generate sic2007 = ""
replace sic2007 = string(number, "%5.0f") if number >= 10000 & !missing(number)
replace sic2007 = "0" + string(number, "%4.0f") if number < 10000
generate double industry_pay = pay if known == 1
keep edukey tax_year sic_basis sic_section sic_division sic2007 industry_pay tie_mark prev_year ind_switch across_loads n_rows
order edukey tax_year sic_basis sic_section sic_division sic2007 industry_pay tie_mark prev_year ind_switch across_loads n_rows
save "main_employer_sic.dta", replace
