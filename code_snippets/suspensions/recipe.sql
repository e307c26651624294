-- Suspensions in a school year: needs work.exclusions_table1, work.exclusions_table3 and work.census_main_record,
-- makes work.suspensions.
DROP TABLE IF EXISTS work.suspensions;

WITH exclusion AS (
    SELECT DISTINCT
        e.PupilMatchingRefAnonymous AS pmr, e.academic_year, e.StartDate AS starts, e.Category AS category,
        CASE WHEN e.Sessions >= 0 THEN e.Sessions END AS sessions
    FROM work.exclusions_table1 AS e
    WHERE e.PupilMatchingRefAnonymous IS NOT NULL AND e.academic_year IS NOT NULL
), pupil AS (
    SELECT
        x.pmr, x.academic_year,
        SUM(CASE WHEN x.category IN ('FIXD', 'SUSP') THEN 1 ELSE 0 END) AS n_susp,
        SUM(CASE WHEN x.category = 'LNCH' THEN 1 ELSE 0 END) AS n_lunch,
        SUM(CASE WHEN x.category IS NULL THEN 1 ELSE 0 END) AS n_unknown,
        SUM(CASE WHEN x.category IN ('FIXD', 'SUSP') THEN CAST(COALESCE(x.sessions, 0) AS bigint) ELSE 0 END) AS sessions,
        SUM(CASE WHEN x.category IN ('FIXD', 'SUSP') AND x.sessions IS NULL THEN 1 ELSE 0 END) AS n_no_length
    FROM exclusion AS x
    GROUP BY x.pmr, x.academic_year
), third AS (
    SELECT t.PupilMatchingRefAnonymous AS pmr, t.academic_year, MAX(t.TotalFixedExclusions) AS n_table3
    FROM work.exclusions_table3 AS t
    GROUP BY t.PupilMatchingRefAnonymous, t.academic_year
), census AS (
    SELECT DISTINCT c.pmr, c.academic_year
    FROM work.census_main_record AS c
    WHERE c.academic_year IN (SELECT e.academic_year FROM exclusion AS e)
), everybody AS (
    SELECT
        COALESCE(c.pmr, p.pmr) AS pmr, COALESCE(c.academic_year, p.academic_year) AS academic_year,
        COALESCE(p.n_susp, 0) AS n_susp, COALESCE(p.n_lunch, 0) AS n_lunch, COALESCE(p.n_unknown, 0) AS n_unknown,
        COALESCE(p.sessions, 0) AS sessions, COALESCE(p.n_no_length, 0) AS n_no_length,
        CASE WHEN c.pmr IS NULL THEN 0 ELSE 1 END AS in_census
    FROM census AS c
    FULL JOIN pupil AS p ON p.pmr = c.pmr AND p.academic_year = c.academic_year
)
SELECT
    e.pmr, e.academic_year,
    CASE WHEN e.n_unknown = 0 THEN e.n_susp END AS n_susp,
    CASE WHEN e.n_susp > 0 THEN 1 WHEN e.n_unknown = 0 THEN 0 END AS any_susp,
    CASE WHEN e.n_unknown = 0 AND e.n_no_length = 0 THEN e.sessions END AS susp_sessions,
    CASE WHEN e.n_unknown = 0 THEN e.n_lunch END AS n_lunch,
    t.n_table3, e.in_census
INTO work.suspensions
FROM everybody AS e
LEFT JOIN third AS t ON t.pmr = e.pmr AND t.academic_year = e.academic_year;
