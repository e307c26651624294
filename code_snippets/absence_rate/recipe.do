* Absence in a school year.
version 16
local youngest = 5
local oldest = 15
local sixth = 1
local most_sessions = 420

use academic_year PupilMatchingRefAnonymous URN_anon LAEstab_anon MainRecord AgeAtStartOfAcademicYear ///
    SessionsPossible_3Term OverallAbsence_3Term UnauthorisedAbsence_3Term ///
    SessionsPossible_5HalfTerms OverallAbsence_5HalfTerms UnauthorisedAbsence_5HalfTerms ///
    SessionsPossible_6HalfTerms OverallAbsence_6HalfTerms UnauthorisedAbsence_6HalfTerms ///
    SessionsPossible_Annual OverallAbsence_Annual UnauthorisedAbsence_Annual ///
    SessionsPossible_Autumn SessionsPossible_Spring SessionsPossible_Summer SessionsPossible_Summer6th ///
    TermlyReasonX_Summer TermlyReasonX_Summer6th using "absence.dta", clear
rename (PupilMatchingRefAnonymous URN_anon LAEstab_anon MainRecord AgeAtStartOfAcademicYear) (pmr urn laestab main own_age)
drop if pmr == "" | academic_year == ""
generate int starts = real(substr(academic_year, 1, 4))
replace main = 0 if missing(main)
replace own_age = . if !inrange(own_age, 0, 30)
generate int born = starts - own_age
bysort pmr academic_year: egen age = max(own_age)
bysort pmr: egen earliest = min(born)
replace age = starts - earliest if missing(age)
keep if inrange(age, `youngest', `oldest')
generate byte span = cond(`sixth' == 1 & starts >= 2012 & age < 15, 6, 5)

generate double possible = .
generate double missed = .
generate double unauth = .
foreach total in SessionsPossible OverallAbsence UnauthorisedAbsence {
    replace `total'_5HalfTerms = `total'_3Term if !missing(`total'_3Term)
    replace `total'_6HalfTerms = . if span == 5
}
foreach ending in 6HalfTerms 5HalfTerms Annual {
    generate byte taken = missing(possible) & SessionsPossible_`ending' > 0 & !missing(SessionsPossible_`ending') & ///
        inrange(OverallAbsence_`ending', 0, SessionsPossible_`ending')
    replace unauth = UnauthorisedAbsence_`ending' if taken & inrange(UnauthorisedAbsence_`ending', 0, OverallAbsence_`ending')
    replace missed = OverallAbsence_`ending' if taken
    replace possible = SessionsPossible_`ending' if taken
    drop taken
}
generate byte autumn = 2 * (SessionsPossible_Autumn > 0 & !missing(SessionsPossible_Autumn))
generate byte spring = 2 * (SessionsPossible_Spring > 0 & !missing(SessionsPossible_Spring))
generate byte summer = SessionsPossible_Summer > 0 & !missing(SessionsPossible_Summer)
generate byte last_half = SessionsPossible_Summer6th > 0 & !missing(SessionsPossible_Summer6th) & span == 6
generate double x_summer = TermlyReasonX_Summer if academic_year == "2020/21" & TermlyReasonX_Summer >= 0
generate double x_last_half = TermlyReasonX_Summer6th if academic_year == "2020/21" & TermlyReasonX_Summer6th >= 0

* of rows that are equal one stays, and of the different rows of one school the first
generate byte empty = missing(possible)
foreach x in main possible autumn spring summer last_half x_summer x_last_half {
    generate double down_`x' = -`x'
}
bysort pmr academic_year urn laestab empty down_main down_possible missed unauth down_autumn down_spring down_summer down_last_half ///
    down_x_summer down_x_last_half: keep if _n == 1
bysort pmr academic_year urn laestab (empty down_main down_possible missed unauth down_autumn down_spring down_summer down_last_half ///
    down_x_summer down_x_last_half): keep if _n == 1 | (missing(urn) & missing(laestab))

foreach x in possible missed unauth x_summer x_last_half {
    bysort pmr academic_year: egen double total_`x' = total(`x'), missing
}
foreach x in autumn spring summer last_half {
    bysort pmr academic_year: egen double any_`x' = max(`x')
}
bysort pmr academic_year: egen n_schools = count(possible)
bysort pmr academic_year: egen n_unauth = count(unauth)
bysort pmr academic_year: keep if _n == 1

generate verdict = cond(n_schools == 0, "none", cond(total_possible > `most_sessions', "implausible", ///
    cond(academic_year == "2020/21", "pandemic", "usual")))
generate double sess_possible = total_possible if verdict != "implausible"
generate double sess_missed = total_missed if verdict != "implausible"
generate double sess_unauth = total_unauth if verdict != "implausible" & n_unauth == n_schools
generate double absence_rate = sess_missed / sess_possible
generate double unauth_rate = sess_unauth / sess_possible
generate byte halfterms_seen = any_autumn + any_spring + any_summer + any_last_half
replace halfterms_seen = . if halfterms_seen == 0
egen double x_sessions = rowtotal(total_x_summer total_x_last_half), missing

keep pmr academic_year age verdict span sess_possible sess_missed sess_unauth absence_rate unauth_rate halfterms_seen ///
    n_schools x_sessions
order pmr academic_year age verdict span sess_possible sess_missed sess_unauth absence_rate unauth_rate halfterms_seen ///
    n_schools x_sessions
save "absence_rate.dta", replace
