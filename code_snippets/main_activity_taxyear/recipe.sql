-- Main activity in each tax year after key stage 4: needs work.ks4_leaver_cohort, work.link_person_spine, work.ks5_student,
-- work.lilr_aims, work.hesa, work.oow_benefit_any and work.employment_month_flags, makes work.main_activity_taxyear.
DECLARE @first_year int = 2003;
DECLARE @last_year int = 2019;
DECLARE @years int = 15;
DECLARE @least_run int = 6;
DECLARE @least_work int = 12;

DROP TABLE IF EXISTS work.main_activity_taxyear;
DROP TABLE IF EXISTS #people;
DROP TABLE IF EXISTS #keys;
DROP TABLE IF EXISTS #grid;

SELECT q.person, MIN(q.left_in) AS left_in
INTO #people
FROM (
    SELECT COALESCE(s.person, CONCAT('PMR', c.pmr)) AS person, CAST(LEFT(c.ks4_year, 4) AS int) AS left_in
    FROM work.ks4_leaver_cohort AS c
    LEFT JOIN work.link_person_spine AS s ON s.key_type = 'pmr' AND s.key_value = c.pmr
) AS q
GROUP BY q.person;

SELECT s.person, s.key_type, s.key_value
INTO #keys
FROM work.link_person_spine AS s
JOIN #people AS p ON p.person = s.person
UNION
SELECT CONCAT('PMR', c.pmr) AS person, 'pmr' AS key_type, c.pmr AS key_value
FROM work.ks4_leaver_cohort AS c
WHERE NOT EXISTS (SELECT 1 FROM work.link_person_spine AS s WHERE s.key_type = 'pmr' AND s.key_value = c.pmr);

SELECT p.person, p.left_in + 1 + v.n AS starts, v.n, CASE WHEN k.person IS NULL THEN 0 ELSE 1 END AS linked
INTO #grid
FROM #people AS p
CROSS JOIN (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10),
                   (11), (12), (13), (14), (15), (16), (17), (18), (19), (20)) AS v(n)
LEFT JOIN (SELECT DISTINCT e.person FROM #keys AS e WHERE e.key_type = 'edukey') AS k ON k.person = p.person
WHERE v.n <= @years AND p.left_in + 1 + v.n BETWEEN @first_year AND @last_year;

WITH learned AS (
    SELECT
        k.person, 'fe' AS kind, CAST(LEFT(a.academic_year, 4) AS int) AS y, a.start_date AS begins,
        CASE WHEN a.end_date > '1900-01-01' THEN a.end_date END AS ends,
        CASE WHEN a.Notional_Level_v2_latest BETWEEN 0 AND 2 OR a.programme_type IN (2, 3, 10, 20, 21, 22, 23, 25)
                  OR (a.app = 1 AND a.academic_year >= '2004/05') THEN 1 ELSE 0 END AS low
    FROM work.lilr_aims AS a
    JOIN #keys AS k ON k.key_type = 'record' AND k.key_value = CAST(a.RECORDID AS varchar(20))
    UNION
    SELECT
        k.person, 'he' AS kind, CAST(LEFT(h.academic_year, 4) AS int) AS y, h.HE_COMDATE AS begins,
        COALESCE(h.HE_ENDDATE, h.HE_DATELEFT) AS ends, 0 AS low
    FROM work.hesa AS h
    JOIN #keys AS k ON k.key_type = 'pmr' AND k.key_value = h.HE_PUPILMATCHINGREFANONYMOUS
    WHERE h.HE_XLEV601 BETWEEN 1 AND 5 AND COALESCE(h.HE_NOTACT, '0') <> '1'
), spans AS (
    -- months from August, 0 to 11: a record speaks for its own academic year only
    SELECT DISTINCT
        l.person, l.kind, l.low, l.y,
        CASE WHEN l.begins < DATEFROMPARTS(l.y, 8, 1) THEN 0
             ELSE DATEDIFF(MONTH, DATEFROMPARTS(l.y, 8, 1), l.begins) END AS from_at,
        CASE WHEN l.ends < DATEFROMPARTS(l.y + 1, 8, 1)
             THEN DATEDIFF(MONTH, DATEFROMPARTS(l.y, 8, 1), l.ends) ELSE 11 END AS to_at
    FROM learned AS l
    WHERE l.begins > '1900-01-01' AND COALESCE(l.ends, l.begins) >= l.begins
), present AS (
    -- months of the tax year, 1 for April to 12 for March
    SELECT s.person, s.kind, s.low, s.y + CASE WHEN v.place >= 8 THEN 1 ELSE 0 END AS starts, (v.place + 4) % 12 + 1 AS pos
    FROM spans AS s
    JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11)) AS v(place)
        ON v.place BETWEEN s.from_at AND s.to_at
    UNION ALL
    SELECT k.person, 'benefit' AS kind, 0 AS low, CAST(LEFT(b.tax_year, 4) AS int) AS starts, v.pos
    FROM work.oow_benefit_any AS b
    JOIN #keys AS k ON k.key_type = 'edukey' AND k.key_value = b.edukey
    CROSS APPLY (VALUES (1, b.in_apr), (2, b.in_may), (3, b.in_jun), (4, b.in_jul), (5, b.in_aug), (6, b.in_sep), (7, b.in_oct),
                        (8, b.in_nov), (9, b.in_dec), (10, b.in_jan), (11, b.in_feb), (12, b.in_mar)) AS v(pos, flag)
    WHERE v.flag = 1
), used AS (
    SELECT DISTINCT m.person, m.starts, m.pos, v.kind
    FROM present AS m
    JOIN #grid AS g ON g.person = m.person AND g.starts = m.starts
    CROSS APPLY (VALUES (CASE WHEN m.kind <> 'fe' OR g.n > 2 OR m.low = 1 THEN m.kind END),
                        (CASE WHEN m.kind IN ('he', 'fe') THEN 'learn' END)) AS v(kind)
    WHERE v.kind IS NOT NULL
), islands AS (
    SELECT u.*, u.pos - ROW_NUMBER() OVER (PARTITION BY u.person, u.starts, u.kind ORDER BY u.pos) AS island FROM used AS u
), runs AS (
    SELECT i.person, i.starts, i.kind, i.island, COUNT(*) AS months FROM islands AS i GROUP BY i.person, i.starts, i.kind, i.island
), counted AS (
    SELECT
        r.person, r.starts, MAX(CASE WHEN r.kind = 'he' THEN r.months END) AS he_run,
        MAX(CASE WHEN r.kind = 'fe' THEN r.months END) AS fe_run, SUM(CASE WHEN r.kind = 'learn' THEN r.months END) AS learn_months,
        MAX(CASE WHEN r.kind = 'benefit' THEN r.months END) AS benefit_run
    FROM runs AS r
    GROUP BY r.person, r.starts
), worked AS (
    -- a month under two keys of a person counts once
    SELECT
        k.person, CAST(LEFT(e.tax_year, 4) AS int) AS starts,
        MAX(e.in_apr) + MAX(e.in_may) + MAX(e.in_jun) + MAX(e.in_jul) + MAX(e.in_aug) + MAX(e.in_sep)
            + MAX(e.in_oct) + MAX(e.in_nov) + MAX(e.in_dec) + MAX(e.in_jan) + MAX(e.in_feb) + MAX(e.in_mar) AS work_months
    FROM work.employment_month_flags AS e
    JOIN #keys AS k ON k.key_type = 'edukey' AND k.key_value = e.edukey
    GROUP BY k.person, CAST(LEFT(e.tax_year, 4) AS int)
), entered AS (
    SELECT DISTINCT k.person, CAST(LEFT(t.academic_year, 4) AS int) AS starts
    FROM work.ks5_student AS t
    JOIN #keys AS k ON k.key_type = 'pmr' AND k.key_value = t.KS5_PupilMatchingRefAnonymous
    WHERE t.KS5_AGE_START BETWEEN 16 AND 18 AND t.KS5_TOTENTS > 0
), measured AS (
    SELECT
        g.person, g.starts, g.n, g.linked, CASE WHEN e.person IS NULL THEN 0 ELSE 1 END AS ks5,
        COALESCE(c.he_run, 0) AS he_run, COALESCE(c.fe_run, 0) AS fe_run, COALESCE(c.learn_months, 0) AS learn_months,
        CASE WHEN g.linked = 1 THEN COALESCE(c.benefit_run, 0) END AS benefit_run,
        CASE WHEN g.linked = 1 THEN COALESCE(w.work_months, 0) END AS work_months
    FROM #grid AS g
    LEFT JOIN counted AS c ON c.person = g.person AND c.starts = g.starts
    LEFT JOIN worked AS w ON w.person = g.person AND w.starts = g.starts
    LEFT JOIN entered AS e ON e.person = g.person AND e.starts = g.starts
)
SELECT
    m.person, CONCAT(m.starts, '/', RIGHT(CONCAT('0', (m.starts + 1) % 100), 2)) AS tax_year, m.n AS years_after_ks4, m.linked,
    m.ks5, m.he_run, m.fe_run, m.learn_months, m.benefit_run, m.work_months,
    CASE
        WHEN m.he_run >= @least_run THEN 'he'
        WHEN m.ks5 = 1 THEN 'ks5'
        WHEN m.fe_run >= @least_run AND m.n <= 2 THEN 'other_education'
        WHEN m.fe_run >= @least_run THEN 'adult_fe'
        WHEN m.benefit_run >= @least_run THEN 'benefits'
        WHEN m.work_months >= @least_work THEN 'employment'
        WHEN m.learn_months > 0 OR m.benefit_run > 0 OR m.work_months > 0 THEN 'no_sustained'
        ELSE 'not_captured'
    END AS main_activity
INTO work.main_activity_taxyear
FROM measured AS m;
