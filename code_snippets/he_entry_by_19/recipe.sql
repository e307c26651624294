-- In higher education by 19: needs work.census_reference_year_row, work.academic_birth_cohort, work.link_person_spine, work.hesa and
-- work.lilr_aims, makes work.he_entry_by_19.
DECLARE @first_year char(7) = '2004/05';
DECLARE @last_year char(7) = '2019/20';
DECLARE @apprenticeships int = 1;

DROP TABLE IF EXISTS work.he_entry_by_19;

WITH at_15 AS (
    SELECT
        COALESCE(s.person, CONCAT('PMR', c.pmr)) AS person, COALESCE(s.number, 1) AS number, c.pmr, b.birth_year_start, c.fsm
    FROM work.census_reference_year_row AS c
    JOIN work.academic_birth_cohort AS b ON b.pmr = c.pmr AND b.birth_year_start + 16 = CAST(LEFT(c.academic_year, 4) AS int)
    LEFT JOIN work.link_person_spine AS s ON s.key_type = 'pmr' AND s.key_value = c.pmr
    WHERE c.source = 'school' AND c.on_roll = 1
), pupils AS (
    SELECT
        a.person, a.birth_year_start, a.fsm,
        ROW_NUMBER() OVER (PARTITION BY a.person ORDER BY a.number, a.pmr, a.birth_year_start, COALESCE(a.fsm, 2)) AS place
    FROM at_15 AS a
), records AS (
    SELECT COALESCE(s.person, CONCAT('PMR', h.HE_PUPILMATCHINGREFANONYMOUS)) AS person, h.academic_year, 1 AS hesa, 0 AS ilr
    FROM work.hesa AS h
    LEFT JOIN work.link_person_spine AS s ON s.key_type = 'pmr' AND s.key_value = h.HE_PUPILMATCHINGREFANONYMOUS
    WHERE h.HE_PUPILMATCHINGREFANONYMOUS <> '' AND h.HE_XPSR01 = 1 AND COALESCE(h.HE_XLEV601, 0) <> 6
    UNION
    SELECT s.person, l.academic_year, 0 AS hesa, 1 AS ilr
    FROM work.lilr_aims AS l
    JOIN work.link_person_spine AS s ON s.key_type = 'record' AND s.key_value = CAST(l.RECORDID AS varchar(20))
    WHERE
        l.active = 1 AND l.Notional_Level_v2_latest BETWEEN 4 AND 9
        AND CASE WHEN @apprenticeships = 0 AND l.programme_type IN (2, 3, 10, 20, 21, 22, 23, 25) THEN 0 ELSE 1 END = 1
), entries AS (
    SELECT
        p.person, CAST(LEFT(r.academic_year, 4) AS int) - p.birth_year_start - 1 AS age, MAX(r.hesa) AS hesa, MAX(r.ilr) AS ilr
    FROM pupils AS p
    JOIN records AS r ON r.person = p.person
    WHERE
        p.place = 1 AND r.academic_year BETWEEN @first_year AND @last_year
        AND CAST(LEFT(r.academic_year, 4) AS int) - p.birth_year_start - 1 >= 18
    GROUP BY p.person, CAST(LEFT(r.academic_year, 4) AS int) - p.birth_year_start - 1
), ranked AS (
    SELECT e.*, ROW_NUMBER() OVER (PARTITION BY e.person ORDER BY e.age) AS place
    FROM entries AS e
), followed AS (
    SELECT
        p.person, p.birth_year_start, p.fsm, r.age, r.hesa, r.ilr,
        CASE
            WHEN p.birth_year_start + 19 >= CAST(LEFT(@first_year, 4) AS int)
                AND p.birth_year_start + 20 <= CAST(LEFT(@last_year, 4) AS int) THEN 1
            ELSE 0
        END AS both_years_held
    FROM pupils AS p
    LEFT JOIN ranked AS r ON r.person = p.person AND r.place = 1
    WHERE p.place = 1
)
SELECT
    f.person, f.birth_year_start, f.fsm AS fsm_15,
    CASE WHEN f.age <= 19 THEN 1 WHEN f.both_years_held = 1 THEN 0 END AS he_by_19,
    f.age AS he_entry_age,
    CASE WHEN f.hesa = 1 AND f.ilr = 1 THEN 'both' WHEN f.hesa = 1 THEN 'hesa' WHEN f.ilr = 1 THEN 'ilr' END AS he_source,
    f.both_years_held
INTO work.he_entry_by_19
FROM followed AS f;
