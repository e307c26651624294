* Monthly activity of young people.
version 16
local lapsed_value "Y"
local code_530 "reengagement"
local code_550 "employment"

use academic_year NCCIS_PupilMatchingRefAnonymous NCCIS_MonthNo NCCIS_Current_Activity_Code NCCIS_Currency_Lapsed_Indicator ///
    using "nccis.dta", clear
rename (NCCIS_PupilMatchingRefAnonymous NCCIS_MonthNo NCCIS_Current_Activity_Code NCCIS_Currency_Lapsed_Indicator) ///
    (pmr month activity_code lapsed)
drop if pmr == "" | academic_year == ""
keep if inrange(month, 1, 12)
* September to December lie in the first calendar year of the school year, January to August in the second
generate int year = real(substr(academic_year, 1, 4)) + (month < 9)
generate long month_start = mdy(month, 1, year)
format month_start %td

generate str12 state = ""
replace state = "unknown" if inlist(activity_code, 150, 810, 820, 830)
replace state = "other" if activity_code == 720
replace state = "neet_unavail" if inlist(activity_code, 140, 620, 630, 640, 650, 660, 670, 680)
replace state = "neet_avail" if inlist(activity_code, 510, 520, 540, 610, 615, 616, 619)
replace state = "`code_530'" if activity_code == 530
replace state = "`code_550'" if inlist(activity_code, 550, 551)
replace state = "employment" if inlist(activity_code, 310, 320, 330, 340, 350, 360, 380, 381)
replace state = "training" if inlist(activity_code, 410, 420, 430, 440, 450, 460)
replace state = "education" if inlist(activity_code, 110, 120, 210, 220, 230, 240, 250, 260, 270, 280)
replace state = "custody" if inlist(activity_code, 130, 290, 710)
replace state = "unknown" if lapsed == "`lapsed_value'" & !missing(activity_code)

generate byte place = 10
local order custody education training employment reengagement neet_avail neet_unavail other unknown
local i 0
foreach x of local order {
    local i = `i' + 1
    replace place = `i' if state == "`x'"
}
bysort pmr academic_year month_start place (activity_code): generate byte first = _n == 1 & state != ""
bysort pmr academic_year month_start (place activity_code): generate long n_states = sum(first)
by pmr academic_year month_start: replace n_states = n_states[_N]
by pmr academic_year month_start: keep if _n == 1
keep pmr academic_year month_start state activity_code n_states
order pmr academic_year month_start state activity_code n_states
save "nccis_states.dta", replace
