-- Full-time first-degree entrants: needs work.hesa, makes work.he_full_time_first_degree.
DECLARE @uk_only int = 1;

DROP TABLE IF EXISTS work.he_full_time_first_degree;

WITH counted AS (
    SELECT DISTINCT
        h.HE_PUPILMATCHINGREFANONYMOUS AS pmr, h.academic_year,
        CASE h.HE_XLEV601
            WHEN 1 THEN 'pgr' WHEN 2 THEN 'pgt' WHEN 3 THEN 'other_pg' WHEN 4 THEN 'first_degree' WHEN 5 THEN 'other_ug'
        END AS he_level,
        CASE WHEN h.HE_XMODE01 IN (1, 2) THEN 'full_time' WHEN h.HE_XMODE01 = 3 THEN 'part_time'
             WHEN h.HE_XMODE01 BETWEEN 4 AND 9 THEN 'other' END AS he_mode,
        CASE WHEN h.HE_XFYRSR01 = '1' THEN 1 WHEN h.HE_XFYRSR01 IS NOT NULL THEN 0 END AS first_year,
        CASE h.HE_XHOOS01 WHEN 1 THEN 1 WHEN 2 THEN 0 END AS uk_home,
        h.HE_COMDATE AS start_date,
        COALESCE(h.HE_XINSTID01__ANON, h.HE_INSTID_ANON) AS provider,
        h.HE_XINSTC01 AS provider_country
    FROM work.hesa AS h
    WHERE h.HE_PUPILMATCHINGREFANONYMOUS <> '' AND h.academic_year IS NOT NULL AND h.HE_XPSR01 = 1 AND COALESCE(h.HE_XLEV601, 0) <> 6
), judged AS (
    SELECT
        c.*,
        CASE
            WHEN (c.uk_home = 0 AND @uk_only = 1) OR c.he_level <> 'first_degree' OR c.he_mode <> 'full_time' OR c.first_year = 0 THEN 0
            WHEN c.he_level = 'first_degree' AND c.he_mode = 'full_time' AND c.first_year = 1 AND (c.uk_home = 1 OR @uk_only = 0) THEN 1
        END AS entrant
    FROM counted AS c
), ranked AS (
    SELECT
        j.*,
        COUNT(*) OVER (PARTITION BY j.pmr, j.academic_year) AS n_records,
        COUNT(j.entrant) OVER (PARTITION BY j.pmr, j.academic_year) AS n_judged,
        MAX(j.entrant) OVER (PARTITION BY j.pmr, j.academic_year) AS any_entrant,
        ROW_NUMBER() OVER (
            PARTITION BY j.pmr, j.academic_year
            ORDER BY
                COALESCE(j.entrant, 0) DESC,
                CASE j.he_level WHEN 'pgr' THEN 1 WHEN 'pgt' THEN 2 WHEN 'other_pg' THEN 3 WHEN 'first_degree' THEN 4
                     WHEN 'other_ug' THEN 5 ELSE 6 END,
                CASE j.he_mode WHEN 'full_time' THEN 1 WHEN 'part_time' THEN 2 WHEN 'other' THEN 3 ELSE 4 END,
                CASE WHEN j.start_date IS NULL THEN 1 ELSE 0 END, j.start_date,
                CASE WHEN j.provider IS NULL THEN 1 ELSE 0 END, j.provider,
                COALESCE(j.first_year, 2), COALESCE(j.uk_home, 2),
                CASE WHEN j.provider_country IS NULL THEN 1 ELSE 0 END, j.provider_country
        ) AS place
    FROM judged AS j
)
SELECT
    r.pmr, r.academic_year,
    CASE WHEN r.any_entrant = 1 THEN 1 WHEN r.n_judged = r.n_records THEN 0 END AS ft_first_degree_entrant,
    r.he_level, r.he_mode, r.first_year, r.uk_home, r.start_date, r.provider, r.provider_country, r.n_records
INTO work.he_full_time_first_degree
FROM ranked AS r
WHERE r.place = 1;
