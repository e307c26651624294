-- Sustained destination after key stage 4: needs work.ks4_leaver_cohort, work.link_person_spine, work.census_main_record,
-- work.lilr_aims, work.employment_month_flags, work.oow_benefit_any and work.self_employment, makes work.ks4_sustained_destination.
DECLARE @first_year int = 2006;
DECLARE @last_year int = 2020;
DECLARE @least_work int = 5;
DECLARE @least_app int = 6;
DECLARE @data_end date = '2021-04-05';

DROP TABLE IF EXISTS work.ks4_sustained_destination;
DROP TABLE IF EXISTS #members;
DROP TABLE IF EXISTS #keys;

SELECT q.pmr, q.ks4_year, q.person, q.y
INTO #members
FROM (
    SELECT c.pmr, c.ks4_year, COALESCE(s.person, CONCAT('PMR', c.pmr)) AS person, CAST(LEFT(c.ks4_year, 4) AS int) + 1 AS y
    FROM work.ks4_leaver_cohort AS c
    LEFT JOIN work.link_person_spine AS s ON s.key_type = 'pmr' AND s.key_value = c.pmr
) AS q
WHERE q.y BETWEEN @first_year AND @last_year AND DATEFROMPARTS(q.y + 1, 3, 31) <= @data_end;

-- each key with the destination years that matter for its person
SELECT s.key_type, s.key_value, m.person, m.y
INTO #keys
FROM work.link_person_spine AS s
JOIN #members AS m ON m.person = s.person
UNION
SELECT 'pmr' AS key_type, m.pmr AS key_value, m.person, m.y
FROM #members AS m;

WITH spans AS (
    -- months from August, 0 to 11: an aim speaks for its own academic year only
    SELECT DISTINCT
        k.person, k.y,
        CASE WHEN a.programme_type IN (2, 3, 10, 20, 21, 22, 23, 25) OR a.app = 1 THEN 1 ELSE 0 END AS is_app,
        CASE WHEN a.start_date < DATEFROMPARTS(k.y, 8, 1) THEN 0
             ELSE DATEDIFF(MONTH, DATEFROMPARTS(k.y, 8, 1), a.start_date) END AS from_at,
        CASE WHEN a.end_date > '1900-01-01' AND a.end_date < DATEFROMPARTS(k.y + 1, 8, 1)
             THEN DATEDIFF(MONTH, DATEFROMPARTS(k.y, 8, 1), a.end_date) ELSE 11 END AS to_at
    FROM work.lilr_aims AS a
    JOIN #keys AS k ON k.key_type = 'record' AND k.key_value = CAST(a.RECORDID AS varchar(20))
        AND k.y = CAST(LEFT(a.academic_year, 4) AS int)
    WHERE a.start_date > '1900-01-01' AND (a.end_date IS NULL OR a.end_date <= '1900-01-01' OR a.end_date >= a.start_date)
), tax_years AS (
    SELECT
        e.edukey, CAST(LEFT(e.tax_year, 4) AS int) AS starts, 1 AS worked,
        e.in_apr, e.in_may, e.in_jun, e.in_jul, e.in_aug, e.in_sep, e.in_oct, e.in_nov, e.in_dec, e.in_jan, e.in_feb, e.in_mar
    FROM work.employment_month_flags AS e
    UNION ALL
    SELECT
        b.edukey, CAST(LEFT(b.tax_year, 4) AS int) AS starts, 0 AS worked,
        b.in_apr, b.in_may, b.in_jun, b.in_jul, b.in_aug, b.in_sep, b.in_oct, b.in_nov, b.in_dec, b.in_jan, b.in_feb, b.in_mar
    FROM work.oow_benefit_any AS b
), present AS (
    SELECT s.person, s.y, v.place, 1 AS educ, s.is_app, 0 AS worked
    FROM spans AS s
    JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11)) AS v(place)
        ON v.place BETWEEN s.from_at AND s.to_at
    UNION ALL
    -- a term on the register stands for its months; of the summer it counts only that somebody was there
    SELECT k.person, k.y, v.place, 1 AS educ, 0 AS is_app, 0 AS worked
    FROM work.census_main_record AS c
    JOIN #keys AS k ON k.key_type = 'pmr' AND k.key_value = c.pmr AND k.y = CAST(LEFT(c.academic_year, 4) AS int)
    JOIN (VALUES ('autumn', 2), ('autumn', 3), ('autumn', 4), ('spring', 5), ('spring', 6), ('spring', 7),
                 ('summer', 9)) AS v(term, place) ON v.term = c.census_term
    WHERE c.on_roll = 1 OR (c.on_roll IS NULL AND c.source = 'ap')
    UNION ALL
    -- of a tax year, April to July (8 to 11) belong to the academic year that began before it
    SELECT k.person, k.y, v.place, 0 AS educ, 0 AS is_app, t.worked
    FROM tax_years AS t
    JOIN #keys AS k ON k.key_type = 'edukey' AND k.key_value = t.edukey AND k.y BETWEEN t.starts - 1 AND t.starts
    CROSS APPLY (VALUES (8, t.in_apr), (9, t.in_may), (10, t.in_jun), (11, t.in_jul), (0, t.in_aug), (1, t.in_sep), (2, t.in_oct),
                        (3, t.in_nov), (4, t.in_dec), (5, t.in_jan), (6, t.in_feb), (7, t.in_mar)) AS v(place, flag)
    WHERE v.flag = 1 AND k.y = t.starts - CASE WHEN v.place >= 8 THEN 1 ELSE 0 END
), months AS (
    SELECT p.person, p.y, p.place, MAX(p.educ) AS educ, MAX(p.is_app) AS is_app, MAX(p.worked) AS worked
    FROM present AS p
    GROUP BY p.person, p.y, p.place
), islands AS (
    SELECT m.person, m.y, m.place - ROW_NUMBER() OVER (PARTITION BY m.person, m.y ORDER BY m.place) AS island
    FROM months AS m
    WHERE m.is_app = 1
), lengths AS (
    SELECT i.person, i.y, i.island, COUNT(*) AS months FROM islands AS i GROUP BY i.person, i.y, i.island
), runs AS (
    SELECT l.person, l.y, MAX(l.months) AS app_run FROM lengths AS l GROUP BY l.person, l.y
), counted AS (
    -- October to March are 2 to 7, and 8 is the April that follows
    SELECT
        m.person, m.y,
        SUM(CASE WHEN m.place BETWEEN 2 AND 7 THEN m.educ ELSE 0 END) AS educ_months,
        SUM(CASE WHEN m.place BETWEEN 2 AND 7 THEN m.worked ELSE 0 END) AS work_months,
        SUM(CASE WHEN m.place BETWEEN 2 AND 7 AND (m.educ = 1 OR m.worked = 1) THEN 1 ELSE 0 END) AS both_months,
        MAX(CASE WHEN m.place IN (7, 8) THEN m.worked ELSE 0 END) AS march_or_april
    FROM months AS m
    GROUP BY m.person, m.y
), taxed AS (
    SELECT t.person, CAST(LEFT(t.tax_year, 4) AS int) AS y, MAX(t.self_emp) AS self_emp
    FROM work.self_employment AS t
    GROUP BY t.person, CAST(LEFT(t.tax_year, 4) AS int)
), linked AS (
    SELECT DISTINCT k.person FROM #keys AS k WHERE k.key_type = 'edukey'
), measured AS (
    SELECT
        m.pmr, m.ks4_year, m.y, CASE WHEN l.person IS NULL THEN 0 ELSE 1 END AS linked,
        CASE WHEN c.person IS NULL THEN 0 ELSE 1 END AS found,
        COALESCE(c.educ_months, 0) AS educ_months, COALESCE(r.app_run, 0) AS app_run, COALESCE(c.both_months, 0) AS both_months,
        CASE WHEN l.person IS NOT NULL THEN COALESCE(c.work_months, 0) END AS work_months,
        CASE WHEN l.person IS NOT NULL THEN t.self_emp END AS self_emp,
        CASE WHEN c.march_or_april = 1 THEN 1 WHEN DATEFROMPARTS(m.y + 1, 4, 30) <= @data_end THEN 0 END AS march_or_april
    FROM #members AS m
    LEFT JOIN counted AS c ON c.person = m.person AND c.y = m.y
    LEFT JOIN runs AS r ON r.person = m.person AND r.y = m.y
    LEFT JOIN taxed AS t ON t.person = m.person AND t.y = m.y
    LEFT JOIN linked AS l ON l.person = m.person
), decided AS (
    SELECT
        m.*,
        CASE
            WHEN m.app_run >= @least_app THEN 'apprenticeship'
            WHEN m.educ_months = 6 THEN 'education'
            WHEN m.self_emp = 1 OR (m.work_months >= @least_work AND m.march_or_april = 1) THEN 'employment'
            WHEN m.both_months = 6 THEN 'combination'
            WHEN m.work_months >= @least_work AND m.march_or_april IS NULL THEN NULL
            WHEN m.found = 1 THEN 'not_sustained'
            ELSE 'not_captured'
        END AS destination
    FROM measured AS m
)
SELECT
    d.pmr, d.ks4_year, CONCAT(d.y, '/', RIGHT(CONCAT('0', (d.y + 1) % 100), 2)) AS dest_year, d.linked, d.educ_months, d.app_run,
    d.work_months, d.self_emp, d.destination,
    CASE WHEN d.destination IN ('not_sustained', 'not_captured') THEN 0 WHEN d.destination IS NOT NULL THEN 1 END AS sustained
INTO work.ks4_sustained_destination
FROM decided AS d;
