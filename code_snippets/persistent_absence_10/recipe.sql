-- Persistent absence, a tenth of one's own sessions: needs work.absence_rate, makes work.persistent_absence_10.
DECLARE @least_sessions int = 1;

DROP TABLE IF EXISTS work.persistent_absence_10;

WITH judged AS (
    SELECT DISTINCT
        a.pmr, a.academic_year, a.verdict, a.sess_possible AS possible, a.sess_missed AS missed,
        CASE WHEN a.sess_possible > 0 AND a.sess_possible >= @least_sessions AND a.sess_missed IS NOT NULL THEN 1 ELSE 0 END AS known
    FROM work.absence_rate AS a
)
SELECT
    j.pmr, j.academic_year, j.verdict,
    -- whole numbers and no division: a rounded rate would lift 9.95 per cent over the line
    CASE WHEN j.known = 1 THEN CASE WHEN 10 * j.missed >= j.possible THEN 1 ELSE 0 END END AS pa10,
    CASE WHEN j.known = 1 THEN CASE WHEN 2 * j.missed >= j.possible THEN 1 ELSE 0 END END AS severe_abs50
INTO work.persistent_absence_10
FROM judged AS j;
