-- Highest qualification by age: needs work.ypmad_snapshot, work.ypmad_chronological and work.hesa,
-- makes work.highest_qualification_by_age.
DECLARE @oldest int = 25;
DECLARE @last_year char(7) = '2020/21';

DROP TABLE IF EXISTS work.highest_qualification_by_age;

WITH yearly AS (
    SELECT
        c.YPMAD_PupilMatchingRefAnonymous AS pmr, CAST(LEFT(c.academic_year, 4) AS int) AS starts,
        CASE WHEN c.YPMAD_AgeAtStartofAcadYear BETWEEN 10 AND 30 THEN c.YPMAD_AgeAtStartofAcadYear END AS age_at_start,
        CASE WHEN c.YPMAD_L3_OVERALL = 1 THEN 3 WHEN c.YPMAD_L2_OVERALL = 1 THEN 2 WHEN c.YPMAD_L1_OVERALL = 1 THEN 1
             WHEN c.YPMAD_L1_OVERALL = 0 OR c.YPMAD_L2_OVERALL = 0 OR c.YPMAD_L3_OVERALL = 0 THEN 0 END AS level
    FROM work.ypmad_chronological AS c
    WHERE c.YPMAD_PupilMatchingRefAnonymous IS NOT NULL AND c.academic_year IS NOT NULL
), votes AS (
    SELECT y.pmr, y.starts - y.age_at_start - 1 AS born, COUNT(DISTINCT y.starts) AS years
    FROM yearly AS y
    WHERE y.age_at_start IS NOT NULL
    GROUP BY y.pmr, y.starts - y.age_at_start - 1
), cohorts AS (
    SELECT v.pmr, v.born, ROW_NUMBER() OVER (PARTITION BY v.pmr ORDER BY v.years DESC, v.born) AS place
    FROM votes AS v
), evidence AS (
    SELECT s.YPMAD_PupilMatchingRefAnonymous AS pmr, v.age,
        CASE WHEN v.l3 = 1 THEN 3 WHEN v.l2 = 1 THEN 2 WHEN v.l1 = 1 THEN 1 WHEN v.l1 = 0 OR v.l2 = 0 OR v.l3 = 0 THEN 0 END AS level
    FROM work.ypmad_snapshot AS s
    CROSS APPLY (VALUES
        (16, s.YPMAD_L1_at_16, s.YPMAD_L2_at_16, s.YPMAD_L3_at_16), (17, s.YPMAD_L1_at_17, s.YPMAD_L2_at_17, s.YPMAD_L3_at_17),
        (18, s.YPMAD_L1_at_18, s.YPMAD_L2_at_18, s.YPMAD_L3_at_18), (19, s.YPMAD_L1_at_19, s.YPMAD_L2_at_19, s.YPMAD_L3_at_19),
        (20, s.YPMAD_L1_at_20, s.YPMAD_L2_at_20, s.YPMAD_L3_at_20), (21, s.YPMAD_L1_at_21, s.YPMAD_L2_at_21, s.YPMAD_L3_at_21)
    ) AS v(age, l1, l2, l3)
    WHERE s.YPMAD_PupilMatchingRefAnonymous IS NOT NULL
    UNION ALL
    SELECT y.pmr, y.starts - c.born, y.level
    FROM yearly AS y
    JOIN cohorts AS c ON c.pmr = y.pmr AND c.place = 1
    UNION ALL
    SELECT c.pmr, CAST(LEFT(h.academic_year, 4) AS int) - c.born, 4
    FROM work.hesa AS h
    JOIN cohorts AS c ON c.pmr = h.HE_PUPILMATCHINGREFANONYMOUS AND c.place = 1
    WHERE h.HE_XPQUAL01 = 1
), reached AS (
    SELECT
        e.pmr, MIN(CASE WHEN e.level >= 4 THEN e.age END) AS age_4, MIN(CASE WHEN e.level >= 3 THEN e.age END) AS age_3,
        MIN(CASE WHEN e.level >= 2 THEN e.age END) AS age_2, MIN(CASE WHEN e.level >= 1 THEN e.age END) AS age_1,
        MIN(e.age) AS age_0, MAX(e.age) AS last_seen
    FROM evidence AS e
    WHERE e.level IS NOT NULL AND e.age IS NOT NULL
    GROUP BY e.pmr
), people AS (
    SELECT
        COALESCE(r.pmr, c.pmr) AS pmr, c.born, r.age_4, r.age_3, r.age_2, r.age_1, r.age_0, r.last_seen,
        COALESCE(CAST(LEFT(@last_year, 4) AS int) - c.born, r.last_seen) AS last_age
    FROM (SELECT k.pmr, k.born FROM cohorts AS k WHERE k.place = 1) AS c
    FULL JOIN reached AS r ON r.pmr = c.pmr
), levels AS (
    SELECT
        p.pmr, g.age, p.born + g.age AS starts, p.last_seen,
        CASE WHEN g.age >= p.age_4 THEN 4 WHEN g.age >= p.age_3 THEN 3 WHEN g.age >= p.age_2 THEN 2 WHEN g.age >= p.age_1 THEN 1
             WHEN g.age >= p.age_0 THEN 0 END AS hq_level,
        CASE WHEN g.age >= p.age_4 THEN p.age_4 WHEN g.age >= p.age_3 THEN p.age_3 WHEN g.age >= p.age_2 THEN p.age_2
             WHEN g.age >= p.age_1 THEN p.age_1 WHEN g.age >= p.age_0 THEN p.age_0 END AS first_age
    FROM people AS p
    JOIN (VALUES (16), (17), (18), (19), (20), (21), (22), (23), (24), (25), (26), (27), (28), (29), (30)) AS g(age)
        ON g.age <= p.last_age AND g.age <= @oldest
)
SELECT
    l.pmr, l.age,
    CASE WHEN l.starts IS NOT NULL
         THEN CONCAT(CAST(l.starts AS varchar(4)), '/', RIGHT(CAST(l.starts + 1 AS varchar(4)), 2)) END AS academic_year,
    l.hq_level, CASE WHEN l.first_age < 16 THEN 16 ELSE l.first_age END AS first_age,
    CASE WHEN l.age > COALESCE(l.last_seen, 0) THEN 0 ELSE 1 END AS followed
INTO work.highest_qualification_by_age
FROM levels AS l;
