-- Cohort at the end of key stage 4: needs work.ks4_row_selection, work.academic_birth_cohort, work.census_main_record
-- and work.ks4_pupil, makes work.ks4_leaver_cohort.
DECLARE @which_year varchar(5) = 'first';
DECLARE @national_only int = 1;
DECLARE @add_census int = 0;

DROP TABLE IF EXISTS #census;
DROP TABLE IF EXISTS work.ks4_leaver_cohort;

SELECT c.pmr, c.academic_year, c.source, c.school, c.age_start
INTO #census
FROM work.census_main_record AS c
WHERE c.census_term = 'spring' AND (c.on_roll = 1 OR c.source = 'ap');

WITH ends AS (
    SELECT
        s.pmr, s.academic_year, s.school, s.in_national, 1 AS in_ks4_results, COUNT(*) OVER (PARTITION BY s.pmr) AS n_end_years
    FROM work.ks4_row_selection AS s
    WHERE s.end_of_ks4 = 1 AND (s.in_national = 1 OR @national_only = 0) AND s.pmr IS NOT NULL AND s.academic_year IS NOT NULL
), candidates AS (
    SELECT e.pmr, e.academic_year, e.school, e.in_national, e.in_ks4_results, e.n_end_years
    FROM ends AS e
    UNION ALL
    SELECT c.pmr, c.academic_year, c.school, NULL, 0, 0
    FROM #census AS c
    WHERE @add_census = 1 AND c.age_start = 15 AND c.pmr IS NOT NULL AND c.academic_year IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM ends AS e WHERE e.pmr = c.pmr)
), ranked AS (
    SELECT
        d.*, CAST(LEFT(d.academic_year, 4) AS int) AS starts,
        ROW_NUMBER() OVER (PARTITION BY d.pmr ORDER BY d.academic_year) AS from_first,
        ROW_NUMBER() OVER (PARTITION BY d.pmr ORDER BY d.academic_year DESC) AS from_last
    FROM candidates AS d
), state_schools AS (
    SELECT k.KS4_PupilMatchingRefAnonymous AS pmr, k.academic_year, MAX(k.KS4_MSCH) AS state_school
    FROM work.ks4_pupil AS k
    -- the chosen row; INTERSECT takes missing for the same as missing, as the schools of 2019/20 and 2020/21
    JOIN work.ks4_row_selection AS s ON s.pmr = k.KS4_PupilMatchingRefAnonymous AND s.academic_year = k.academic_year AND EXISTS (
        SELECT k.KS4_LAESTAB_anon, k.KS4_ACADYR, k.KS4_YEARGRP, k.KS4_Y11YEAR, k.KS4_STATUS, k.KS4_ENDKS, k.KS4_NATRES,
            k.KS4_NORFLAGE, k.KS4_ENTRIES, k.KS4_AMDFLAG
        INTERSECT
        SELECT s.school, s.ks4_acadyr, s.ks4_yeargrp, s.ks4_y11year, s.ks4_status, s.ks4_endks, s.ks4_natres, s.ks4_norflage,
            s.ks4_entries, s.ks4_amdflag
    )
    GROUP BY k.KS4_PupilMatchingRefAnonymous, k.academic_year
)
SELECT
    r.pmr, r.academic_year AS ks4_year,
    CASE WHEN b.birth_year_start = r.starts - 16 THEN 1 WHEN b.birth_year_start IS NOT NULL THEN 0 END AS year_11_on_time,
    r.school, r.in_ks4_results, r.in_national, CASE WHEN c.pmr IS NOT NULL THEN 1 ELSE 0 END AS in_census,
    CASE
        WHEN r.in_ks4_results = 1 AND m.state_school IS NOT NULL THEN m.state_school
        WHEN c.source IN ('school', 'pru') THEN 1
    END AS state_school,
    r.n_end_years
INTO work.ks4_leaver_cohort
FROM ranked AS r
LEFT JOIN work.academic_birth_cohort AS b ON b.pmr = r.pmr
LEFT JOIN #census AS c ON c.pmr = r.pmr AND c.academic_year = r.academic_year
LEFT JOIN state_schools AS m ON m.pmr = r.pmr AND m.academic_year = r.academic_year
WHERE CASE WHEN @which_year = 'last' THEN r.from_last ELSE r.from_first END = 1;
