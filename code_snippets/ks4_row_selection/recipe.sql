-- One key stage 4 row for each pupil and year: needs work.ks4_pupil, makes work.ks4_row_selection.
DROP TABLE IF EXISTS work.ks4_row_selection;

WITH different AS (
    SELECT DISTINCT
        k.KS4_PupilMatchingRefAnonymous AS pmr, k.academic_year, CAST(LEFT(k.academic_year, 4) AS int) AS starts,
        k.KS4_LAESTAB_anon AS school, k.KS4_ACADYR, k.KS4_YEARGRP, k.KS4_Y11YEAR, k.KS4_STATUS, k.KS4_ENDKS, k.KS4_NATRES,
        k.KS4_NORFLAGE, k.KS4_ENTRIES, k.KS4_AMDFLAG
    FROM work.ks4_pupil AS k
    WHERE k.KS4_PupilMatchingRefAnonymous IS NOT NULL AND k.academic_year IS NOT NULL
), flagged AS (
    SELECT
        d.*,
        CASE
            WHEN d.starts >= 2006 THEN d.KS4_ENDKS
            WHEN d.starts BETWEEN 2002 AND 2004 AND d.KS4_Y11YEAR = d.KS4_ACADYR THEN 1
            WHEN d.starts BETWEEN 2002 AND 2004 AND d.KS4_Y11YEAR <> d.KS4_ACADYR THEN 0
            WHEN d.KS4_YEARGRP = '11' THEN 1
            WHEN d.KS4_YEARGRP <> '99' THEN 0
        END AS end_of_ks4,
        CASE
            WHEN d.starts >= 2003 THEN d.KS4_NATRES
            WHEN d.KS4_STATUS IN (1, 3, 4) THEN 1
            WHEN d.KS4_STATUS = 5 THEN 0
        END AS in_national
    FROM different AS d
), ranked AS (
    SELECT
        f.*,
        COUNT(*) OVER (PARTITION BY f.pmr, f.academic_year) AS n_rows,
        ROW_NUMBER() OVER (
            PARTITION BY f.pmr, f.academic_year
            ORDER BY
                CASE WHEN f.end_of_ks4 = 1 THEN 0 ELSE 1 END, CASE WHEN f.in_national = 1 THEN 0 ELSE 1 END,
                CASE WHEN f.KS4_NORFLAGE = 2 THEN 1 ELSE 0 END,
                CASE WHEN f.KS4_ENTRIES IS NULL THEN 1 ELSE 0 END, f.KS4_ENTRIES DESC,
                CASE WHEN f.KS4_AMDFLAG IS NULL THEN 1 ELSE 0 END,
                CASE WHEN f.school IS NULL THEN 1 ELSE 0 END, f.school,
                CASE WHEN f.end_of_ks4 IS NULL THEN 1 ELSE 0 END, CASE WHEN f.in_national IS NULL THEN 1 ELSE 0 END,
                -- what follows decides only between rows that are equal so far
                COALESCE(f.KS4_NORFLAGE, 2147483647), f.KS4_AMDFLAG,
                CASE WHEN f.KS4_YEARGRP IS NULL THEN 1 ELSE 0 END, f.KS4_YEARGRP,
                COALESCE(f.KS4_Y11YEAR, 2147483647), COALESCE(f.KS4_ACADYR, 2147483647), COALESCE(f.KS4_STATUS, 2147483647),
                COALESCE(f.KS4_ENDKS, 2147483647), COALESCE(f.KS4_NATRES, 2147483647)
        ) AS place
    FROM flagged AS f
)
SELECT
    r.pmr, r.academic_year, r.school, r.n_rows, r.in_national, r.end_of_ks4,
    -- with these and the school the results of the row are found again
    r.KS4_ACADYR AS ks4_acadyr, r.KS4_YEARGRP AS ks4_yeargrp, r.KS4_Y11YEAR AS ks4_y11year, r.KS4_STATUS AS ks4_status,
    r.KS4_ENDKS AS ks4_endks, r.KS4_NATRES AS ks4_natres, r.KS4_NORFLAGE AS ks4_norflage, r.KS4_ENTRIES AS ks4_entries,
    r.KS4_AMDFLAG AS ks4_amdflag
INTO work.ks4_row_selection
FROM ranked AS r
WHERE r.place = 1;
