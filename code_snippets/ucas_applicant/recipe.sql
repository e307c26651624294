-- Applied to university at 18: needs work.census_reference_year_row, work.academic_birth_cohort, work.link_person_spine and work.ucas,
-- makes work.ucas_applicant.
DECLARE @first_cycle char(7) = '2007/08';
DECLARE @last_cycle char(7) = '2020/21';
DECLARE @early_month int = 10;
DECLARE @early_day int = 15;

DROP TABLE IF EXISTS work.ucas_applicant;

WITH bridge AS (
    SELECT DISTINCT k.key_value AS pmr, k.person, k.number
    FROM work.link_person_spine AS k
    WHERE k.key_type = 'pmr'
), at_15 AS (
    SELECT
        COALESCE(s.person, CONCAT('PMR', c.pmr)) AS person, b.birth_year_start,
        ROW_NUMBER() OVER (
            PARTITION BY COALESCE(s.person, CONCAT('PMR', c.pmr)) ORDER BY COALESCE(s.number, 1), c.pmr, b.birth_year_start
        ) AS place
    FROM work.census_reference_year_row AS c
    JOIN work.academic_birth_cohort AS b ON b.pmr = c.pmr AND b.birth_year_start + 16 = CAST(LEFT(c.academic_year, 4) AS int)
    LEFT JOIN bridge AS s ON s.pmr = c.pmr
    WHERE c.source = 'school' AND c.on_roll = 1
), pupils AS (
    SELECT
        a.person, CONCAT(a.birth_year_start + 18, '/', RIGHT(CONCAT('0', (a.birth_year_start + 19) % 100), 2)) AS cycle_year
    FROM at_15 AS a
    WHERE
        a.place = 1
        AND a.birth_year_start + 18 BETWEEN CAST(LEFT(@first_cycle, 4) AS int) AND CAST(LEFT(@last_cycle, 4) AS int)
), applicants AS (
    SELECT
        u.cycle_year, u.unique_id_cycle, MIN(NULLIF(u.PupilMatchingRefAnonymous, '')) AS pmr, MIN(u.application_date) AS first_application
    FROM work.ucas AS u
    WHERE u.cycle_year IS NOT NULL AND u.unique_id_cycle <> ''
    GROUP BY u.cycle_year, u.unique_id_cycle
), applications AS (
    SELECT
        u.cycle_year, u.unique_id_cycle, u.unique_application_id_cycle,
        MAX(CASE u.main_scheme_application_flag WHEN '1' THEN 1 WHEN '0' THEN 0 END) AS main_scheme
    FROM work.ucas AS u
    WHERE u.cycle_year IS NOT NULL AND u.unique_id_cycle <> '' AND u.unique_application_id_cycle <> ''
    GROUP BY u.cycle_year, u.unique_id_cycle, u.unique_application_id_cycle
), counted AS (
    SELECT p.cycle_year, p.unique_id_cycle, COUNT(*) AS n_applications, SUM(p.main_scheme) AS n_main_choices
    FROM applications AS p
    GROUP BY p.cycle_year, p.unique_id_cycle
), persons AS (
    SELECT
        COALESCE(s.person, CONCAT('PMR', a.pmr)) AS person, a.cycle_year, a.first_application,
        COALESCE(n.n_applications, 0) AS n_applications, n.n_main_choices
    FROM applicants AS a
    LEFT JOIN counted AS n ON n.cycle_year = a.cycle_year AND n.unique_id_cycle = a.unique_id_cycle
    LEFT JOIN bridge AS s ON s.pmr = a.pmr
    WHERE a.pmr IS NOT NULL
), applied AS (
    SELECT
        p.person, p.cycle_year, MIN(p.first_application) AS first_application, SUM(p.n_applications) AS n_applications,
        SUM(p.n_main_choices) AS n_main_choices
    FROM persons AS p
    GROUP BY p.person, p.cycle_year
), cycles AS (
    SELECT a.person, COUNT(*) AS n_cycles
    FROM applied AS a
    GROUP BY a.person
), rows_of_result AS (
    SELECT
        COALESCE(a.person, p.person) AS person, COALESCE(a.cycle_year, p.cycle_year) AS cycle_year,
        CASE WHEN a.person IS NULL THEN 0 ELSE 1 END AS applied, CASE WHEN p.person IS NULL THEN 0 ELSE 1 END AS at_school_at_15,
        a.n_applications, a.n_main_choices, a.first_application
    FROM applied AS a
    FULL JOIN pupils AS p ON p.person = a.person AND p.cycle_year = a.cycle_year
)
SELECT
    r.person, r.cycle_year, r.applied, r.at_school_at_15, COALESCE(r.n_applications, 0) AS n_applications,
    CASE WHEN r.applied = 0 THEN 0 ELSE r.n_main_choices END AS n_main_choices, r.first_application,
    CASE
        WHEN r.first_application <= DATEFROMPARTS(CAST(LEFT(r.cycle_year, 4) AS int), @early_month, @early_day) THEN 1
        WHEN r.first_application IS NOT NULL THEN 0
    END AS early_applicant,
    COALESCE(c.n_cycles, 0) AS n_cycles
INTO work.ucas_applicant
FROM rows_of_result AS r
LEFT JOIN cycles AS c ON c.person = r.person;
