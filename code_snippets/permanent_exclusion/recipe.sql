-- Permanent exclusion in a school year and so far: needs work.exclusions_table1, work.exclusions_table3, work.exclusions_pre2006
-- and work.census_main_record, makes work.permanent_exclusion.
DECLARE @permanent_code varchar(50) = 'P';

DROP TABLE IF EXISTS work.permanent_exclusion;

WITH exclusion AS (
    SELECT
        e.PupilMatchingRefAnonymous AS pmr, e.academic_year, e.StartDate AS starts,
        CASE WHEN e.Category = 'PERM' THEN 1 WHEN e.Category IS NOT NULL THEN 0 END AS perm,
        COALESCE(e.Perm_Duplicate, 0) AS duplicate
    FROM work.exclusions_table1 AS e
    WHERE e.PupilMatchingRefAnonymous IS NOT NULL AND e.academic_year IS NOT NULL
    UNION
    SELECT
        p.PupilMatchingRefAnonymous, p.academic_year, p.StartDate,
        -- the table of 2004/05 holds permanent exclusions only
        CASE WHEN p.academic_year = '2004/05' OR p.PermanentExclusionInd = @permanent_code THEN 1
             WHEN p.PermanentExclusionInd IS NOT NULL THEN 0 END, 0
    FROM work.exclusions_pre2006 AS p
    WHERE p.PupilMatchingRefAnonymous IS NOT NULL AND p.academic_year IS NOT NULL
), pupil AS (
    SELECT
        x.pmr, x.academic_year, MAX(x.perm) AS perm, SUM(CASE WHEN x.perm IS NULL THEN 1 ELSE 0 END) AS n_unknown,
        SUM(CASE WHEN x.perm = 1 AND x.duplicate <> 1 THEN 1 ELSE 0 END) AS n_plain,
        MIN(CASE WHEN x.perm = 1 THEN x.starts END) AS perm_excl_date
    FROM exclusion AS x
    GROUP BY x.pmr, x.academic_year
), census AS (
    SELECT DISTINCT c.pmr, c.academic_year
    FROM work.census_main_record AS c
    WHERE c.academic_year IN (SELECT x.academic_year FROM exclusion AS x)
), year_flag AS (
    SELECT
        COALESCE(c.pmr, p.pmr) AS pmr, COALESCE(c.academic_year, p.academic_year) AS academic_year,
        CASE WHEN p.perm = 1 THEN 1 WHEN COALESCE(p.n_unknown, 0) = 0 THEN 0 END AS perm_excl,
        CASE WHEN p.n_unknown > 0 THEN NULL WHEN p.n_plain > 0 THEN p.n_plain WHEN p.perm = 1 THEN 1 ELSE 0 END AS n_perm,
        p.perm_excl_date, CASE WHEN c.pmr IS NULL THEN 0 ELSE 1 END AS in_census
    FROM census AS c
    FULL JOIN pupil AS p ON p.pmr = c.pmr AND p.academic_year = c.academic_year
), third AS (
    SELECT
        t.PupilMatchingRefAnonymous AS pmr, t.academic_year,
        MAX(COALESCE(t.PermanentExclusionCount, t.PermanentExclusionIndicator)) AS n_table3
    FROM work.exclusions_table3 AS t
    GROUP BY t.PupilMatchingRefAnonymous, t.academic_year
), so_far AS (
    SELECT
        y.*,
        MAX(y.perm_excl) OVER (PARTITION BY y.pmr ORDER BY y.academic_year ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS seen,
        MAX(CASE WHEN y.perm_excl IS NULL THEN 1 ELSE 0 END)
            OVER (PARTITION BY y.pmr ORDER BY y.academic_year ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS doubt
    FROM year_flag AS y
)
SELECT
    s.pmr, s.academic_year, s.perm_excl, s.n_perm, s.perm_excl_date,
    CASE WHEN s.seen = 1 THEN 1 WHEN s.doubt = 0 THEN 0 END AS perm_excl_ever, t.n_table3, s.in_census
INTO work.permanent_exclusion
FROM so_far AS s
LEFT JOIN third AS t ON t.pmr = s.pmr AND t.academic_year = s.academic_year;
