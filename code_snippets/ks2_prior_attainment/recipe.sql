-- Attainment at the end of primary school: needs work.ks2_pupil, work.ks4_row_selection and work.ks4_pupil,
-- makes work.ks2_prior_attainment.
DECLARE @early_measure varchar(10) = 'marks';
DECLARE @below_level varchar(10) = 'points';

DROP TABLE IF EXISTS work.ks2_prior_attainment;

WITH tests AS (
    SELECT
        k.KS2_PupilMatchingRefAnonymous AS pmr, k.academic_year,
        CASE WHEN k.academic_year < '2003/04' OR k.KS2_NATRES = 1 THEN 1 ELSE 0 END AS in_base,
        CASE WHEN k.academic_year >= '2015/16' THEN 'scaled'
             WHEN k.academic_year >= '2005/06' OR @early_measure = 'levels' THEN 'points' ELSE 'marks' END AS measure,
        CASE WHEN k.KS2_REFTEST IN (1, 2, 9) THEN 1 ELSE 0 END AS withheld,
        CASE WHEN k.academic_year <= '2011/12' THEN k.KS2_ENGLEV WHEN k.academic_year <= '2014/15' THEN k.KS2_READLEV
             ELSE k.KS2_READOUTCOME END AS e_code,
        CASE WHEN k.academic_year <= '2014/15' THEN k.KS2_MATLEV ELSE k.KS2_MATOUTCOME END AS m_code,
        CASE WHEN k.academic_year BETWEEN '2005/06' AND '2011/12' THEN k.KS2_ENGFINE
             WHEN k.academic_year >= '2012/13' THEN k.KS2_READFINE END AS e_fine,
        CASE WHEN k.academic_year >= '2005/06' THEN TRY_CAST(k.KS2_MATFINE AS float) END AS m_fine,
        TRY_CAST(k.KS2_ENGTOTMRK AS int) AS e_mark, TRY_CAST(k.KS2_MATTOTMRK AS int) AS m_mark,
        k.KS2_READSCORE AS e_scaled, k.KS2_MATSCORE AS m_scaled
    FROM work.ks2_pupil AS k
    WHERE k.KS2_PupilMatchingRefAnonymous IS NOT NULL AND k.academic_year IS NOT NULL
), scored AS (
    SELECT
        t.pmr, t.academic_year, t.in_base, t.measure, t.withheld, t.e_code, t.m_code,
        CASE WHEN t.measure = 'marks' THEN CASE WHEN t.e_mark BETWEEN 0 AND 100 THEN t.e_mark END
             WHEN t.measure = 'scaled' THEN CASE WHEN t.e_scaled BETWEEN 80 AND 120 THEN t.e_scaled END
             WHEN t.e_fine BETWEEN 2.5 AND 8 THEN 6 * t.e_fine
             WHEN t.e_code IN ('2', '3', '4', '5', '6') THEN 6 * CAST(t.e_code AS int) + 3
             WHEN t.e_code IN ('B', 'N') AND @below_level = 'points' THEN 15 END AS e_score,
        CASE WHEN t.measure = 'marks' THEN CASE WHEN t.m_mark BETWEEN 0 AND 100 THEN t.m_mark END
             WHEN t.measure = 'scaled' THEN CASE WHEN t.m_scaled BETWEEN 80 AND 120 THEN t.m_scaled END
             WHEN t.m_fine BETWEEN 2.5 AND 8 THEN 6 * t.m_fine
             WHEN t.m_code IN ('2', '3', '4', '5', '6') THEN 6 * CAST(t.m_code AS int) + 3
             WHEN t.m_code IN ('B', 'N') AND @below_level = 'points' THEN 15 END AS m_score,
        CASE WHEN t.measure = 'scaled' AND t.e_scaled BETWEEN 80 AND 120 THEN CASE WHEN t.e_scaled >= 100 THEN 1 ELSE 0 END
             WHEN t.measure <> 'scaled' AND t.e_code IN ('4', '5', '6') THEN 1
             WHEN t.e_code IN ('2', '3', 'B', 'N') THEN 0 END AS e_expected,
        CASE WHEN t.measure = 'scaled' AND t.m_scaled BETWEEN 80 AND 120 THEN CASE WHEN t.m_scaled >= 100 THEN 1 ELSE 0 END
             WHEN t.measure <> 'scaled' AND t.m_code IN ('4', '5', '6') THEN 1
             WHEN t.m_code IN ('2', '3', 'B', 'N') THEN 0 END AS m_expected
    FROM tests AS t
), carried AS (
    SELECT
        r.pmr, r.academic_year, r.in_national, v.e_level, v.m_level
    FROM work.ks4_row_selection AS r
    JOIN work.ks4_pupil AS k ON k.KS4_PupilMatchingRefAnonymous = r.pmr AND k.academic_year = r.academic_year
        -- the chosen row; INTERSECT takes missing for the same as missing, as the schools of 2019/20 and 2020/21
        AND EXISTS (
            SELECT k.KS4_LAESTAB_anon, k.KS4_ACADYR, k.KS4_YEARGRP, k.KS4_Y11YEAR, k.KS4_STATUS, k.KS4_ENDKS, k.KS4_NATRES,
                k.KS4_NORFLAGE, k.KS4_ENTRIES, k.KS4_AMDFLAG
            INTERSECT
            SELECT r.school, r.ks4_acadyr, r.ks4_yeargrp, r.ks4_y11year, r.ks4_status, r.ks4_endks, r.ks4_natres,
                r.ks4_norflage, r.ks4_entries, r.ks4_amdflag
        )
    CROSS APPLY (VALUES (
        CASE WHEN k.academic_year BETWEEN '2010/11' AND '2012/13' THEN k.KS4_KS2ENG24P
             WHEN k.academic_year = '2013/14' THEN k.KS4_KS2ENG24P_PTQ
             WHEN k.academic_year >= '2014/15' THEN k.KS4_KS2ENG24P_PTQ_EE END,
        CASE WHEN k.academic_year BETWEEN '2010/11' AND '2012/13' THEN k.KS4_KS2MAT24P
             WHEN k.academic_year = '2013/14' THEN k.KS4_KS2MAT24P_PTQ
             WHEN k.academic_year >= '2014/15' THEN k.KS4_KS2MAT24P_PTQ_EE END
    )) AS v(e_level, m_level)
    WHERE v.e_level BETWEEN 0 AND 6 AND v.m_level BETWEEN 0 AND 6
), records AS (
    SELECT
        s.pmr, s.academic_year, 'ks2' AS source, s.measure, s.in_base, (s.e_score + s.m_score) / 2e0 AS score,
        CASE WHEN s.e_expected = 1 AND s.m_expected = 1 THEN 1 WHEN s.e_expected = 0 OR s.m_expected = 0 THEN 0 END AS expected,
        CASE WHEN s.e_score IS NOT NULL AND s.m_score IS NOT NULL THEN 'none' WHEN s.withheld = 1 THEN 'withheld'
             WHEN s.e_code IN ('B', 'N') OR s.m_code IN ('B', 'N') THEN 'below_level'
             WHEN s.e_code = 'A' OR s.m_code = 'A' THEN 'absent' ELSE 'other' END AS why
    FROM scored AS s
    UNION ALL
    SELECT
        c.pmr, c.academic_year, 'ks4', 'points', CASE WHEN c.in_national = 1 THEN 1 ELSE 0 END,
        (CASE WHEN c.e_level > 2 THEN 6 * c.e_level + 3 ELSE 15 END
         + CASE WHEN c.m_level > 2 THEN 6 * c.m_level + 3 ELSE 15 END) / 2e0,
        CASE WHEN c.e_level >= 4 AND c.m_level >= 4 THEN 1 ELSE 0 END, 'none'
    FROM carried AS c
), one_a_year AS (
    SELECT
        r.*, ROW_NUMBER() OVER (
            PARTITION BY r.pmr, r.source, r.academic_year ORDER BY r.in_base DESC, r.score DESC, r.expected DESC, r.why
        ) AS place
    FROM records AS r
), scores AS (
    SELECT o.source, o.academic_year, o.score, COUNT(*) AS pupils
    FROM one_a_year AS o
    WHERE o.place = 1 AND o.in_base = 1 AND o.score IS NOT NULL
    GROUP BY o.source, o.academic_year, o.score
), totals AS (
    SELECT
        s.*, COUNT(*) OVER (PARTITION BY s.source, s.academic_year) AS different,
        SUM(s.pupils) OVER (PARTITION BY s.source, s.academic_year) AS base,
        SUM(s.pupils * s.score) OVER (PARTITION BY s.source, s.academic_year) AS total,
        SUM(s.pupils) OVER (
            PARTITION BY s.source, s.academic_year ORDER BY s.score ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) - s.pupils AS below
    FROM scores AS s
), offs AS (
    SELECT t.*, t.score - t.total / t.base AS off_mean
    FROM totals AS t
), places AS (
    SELECT
        f.*, SUM(f.pupils * f.off_mean * f.off_mean) OVER (PARTITION BY f.source, f.academic_year) / f.base AS variance
    FROM offs AS f
), ordered AS (
    SELECT
        o.*,
        ROW_NUMBER() OVER (
            PARTITION BY o.pmr
            ORDER BY CASE WHEN o.score IS NULL THEN 2 WHEN o.in_base = 0 THEN 1 ELSE 0 END, o.source, o.academic_year
        ) AS choice
    FROM one_a_year AS o
    WHERE o.place = 1
)
SELECT
    o.pmr, o.academic_year, o.source, o.measure, o.score AS ks2_score,
    CASE WHEN p.different > 1 THEN p.off_mean / POWER(p.variance, 0.5e0) END AS ks2_std,
    100e0 * (p.below + 0.5e0 * p.pupils) / p.base AS ks2_percentile,
    o.expected AS ks2_expected,
    CASE WHEN o.score IS NOT NULL AND o.in_base = 0 THEN 'not_national' WHEN p.different = 1 THEN 'no_spread'
         ELSE o.why END AS why_missing
INTO work.ks2_prior_attainment
FROM ordered AS o
LEFT JOIN places AS p ON p.source = o.source AND p.academic_year = o.academic_year AND p.score = o.score AND o.in_base = 1
WHERE o.choice = 1;
