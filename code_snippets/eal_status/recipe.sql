-- English as an additional language: needs work.census_reference_year_row and work.ks4_pupil, makes work.eal_status.
DROP TABLE IF EXISTS work.eal_status;

WITH census AS (
    SELECT
        r.pmr, r.academic_year,
        MAX(CASE WHEN r.first_language IN ('ENG', 'ENB') THEN 0 WHEN r.first_language IN ('OTH', 'OTB') THEN 1 END) AS eal
    FROM work.census_reference_year_row AS r
    WHERE r.pmr IS NOT NULL AND r.academic_year IS NOT NULL
    GROUP BY r.pmr, r.academic_year
), grouped AS (
    SELECT
        k.KS4_PupilMatchingRefAnonymous AS pmr, k.academic_year,
        CASE
            WHEN k.academic_year <= '2012/13' THEN k.KS4_EALGRP
            WHEN k.academic_year = '2013/14' THEN k.KS4_EALGRP_PTQ
            ELSE k.KS4_EALGRP_PTQ_EE
        END AS eal_group
    FROM work.ks4_pupil AS k
    WHERE k.KS4_PupilMatchingRefAnonymous IS NOT NULL AND k.academic_year IS NOT NULL
), ks4 AS (
    SELECT g.pmr, g.academic_year, MAX(CASE g.eal_group WHEN 1 THEN 0 WHEN 2 THEN 1 END) AS eal
    FROM grouped AS g
    GROUP BY g.pmr, g.academic_year
), joined AS (
    SELECT
        COALESCE(c.pmr, k.pmr) AS pmr, COALESCE(c.academic_year, k.academic_year) AS academic_year,
        COALESCE(c.eal, k.eal) AS eal,
        CASE WHEN c.eal IS NOT NULL THEN 'census' WHEN k.eal IS NOT NULL THEN 'ks4' END AS eal_source
    FROM census AS c
    FULL JOIN ks4 AS k ON k.pmr = c.pmr AND k.academic_year = c.academic_year
)
SELECT
    j.pmr, j.academic_year, j.eal, j.eal_source,
    MAX(j.eal) OVER (PARTITION BY j.pmr ORDER BY j.academic_year ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS eal_ever
INTO work.eal_status
FROM joined AS j;
