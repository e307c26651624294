-- Highest provision for special educational needs so far: needs work.census_main_record, work.school_census and work.ks4_pupil,
-- makes work.sen_ever_highest.
DECLARE @youngest int = 4;
DECLARE @oldest int = 15;
DECLARE @alternative_provision varchar(3) = 'yes';

DROP TABLE IF EXISTS work.sen_ever_highest;

WITH stacked AS (
    SELECT
        c.pmr, c.academic_year,
        CASE WHEN c.age_start BETWEEN @youngest AND @oldest THEN 1 ELSE 0 END AS in_window,
        CASE
            WHEN c.age_start NOT BETWEEN @youngest AND @oldest OR c.age_start IS NULL THEN NULL
            WHEN c.sen = 'N' THEN 0 WHEN c.sen IN ('A', 'P', 'K') THEN 1 WHEN c.sen IN ('S', 'E') THEN 2
        END AS level,
        CASE WHEN c.source IN ('pru', 'ap') AND @alternative_provision = 'yes' THEN 1 ELSE 0 END AS setting
    FROM work.census_main_record AS c
    UNION ALL
    SELECT
        s.PupilMatchingRefAnonymous, s.academic_year, 0, NULL,
        CASE
            WHEN s.SENUnitIndicator = 1 OR s.ResourcedProvisionIndicator = 1 OR s.SpecialProvisionIndicator = 1 THEN 1
            WHEN (s.PHASE = 'PR' AND @alternative_provision = 'yes') OR s.PHASE = 'SP' THEN 1
            ELSE 0
        END
    FROM work.school_census AS s
    WHERE COALESCE(s.RecordStatus, 0) <= 100
    UNION ALL
    SELECT
        k.KS4_PupilMatchingRefAnonymous, k.academic_year, 0, NULL,
        CASE WHEN (k.KS4_NEWER_TYPE = 6 AND @alternative_provision = 'yes') OR k.KS4_NEWER_TYPE IN (5, 7) THEN 1 ELSE 0 END
    FROM work.ks4_pupil AS k
), years AS (
    SELECT s.pmr, s.academic_year, MAX(s.in_window) AS in_window, MAX(s.level) AS level, MAX(s.setting) AS setting
    FROM stacked AS s
    WHERE s.pmr IS NOT NULL AND s.academic_year IS NOT NULL
    GROUP BY s.pmr, s.academic_year
), persons AS (
    SELECT
        y.pmr,
        MAX(CASE WHEN y.level = 2 AND y.setting = 1 THEN 3 ELSE y.level END) AS highest,
        COUNT(y.level) AS years_seen,
        COUNT(CASE WHEN y.academic_year >= '2013/14' THEN y.level END) AS years_phase
    FROM years AS y
    WHERE y.in_window = 1
    GROUP BY y.pmr
)
SELECT
    p.pmr,
    CASE p.highest WHEN 0 THEN 'none' WHEN 1 THEN 'support' WHEN 2 THEN 'plan' WHEN 3 THEN 'specialist' END AS sen_highest,
    CASE WHEN p.highest > 0 THEN 1 WHEN p.highest = 0 THEN 0 END AS sen_ever,
    p.years_seen, p.years_phase
INTO work.sen_ever_highest
FROM persons AS p;
