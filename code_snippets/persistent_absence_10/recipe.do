* Persistent absence, a tenth of one's own sessions.
version 16
local least_sessions = 1

use pmr academic_year verdict sess_possible sess_missed using "absence_rate.dta", clear
bysort pmr academic_year verdict sess_possible sess_missed: keep if _n == 1
generate byte known = sess_possible > 0 & sess_possible >= `least_sessions' & !missing(sess_possible) & !missing(sess_missed)
* whole numbers and no division: a rounded rate would lift 9.95 per cent over the line
generate byte pa10 = 10 * sess_missed >= sess_possible if known
generate byte severe_abs50 = 2 * sess_missed >= sess_possible if known
keep pmr academic_year verdict pa10 severe_abs50
order pmr academic_year verdict pa10 severe_abs50
save "persistent_absence_10.dta", replace
