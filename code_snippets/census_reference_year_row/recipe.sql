-- One census row for each pupil and school year: needs work.census_main_record, makes work.census_reference_year_row.
DECLARE @first_term varchar(6) = 'spring';

DROP TABLE IF EXISTS #terms;
DROP TABLE IF EXISTS work.census_reference_year_row;

SELECT
    c.pmr, c.academic_year, c.census_term, c.source, c.school, c.year_group, c.on_roll, c.enrol_status, c.sex, c.ethnic_minor,
    c.first_language, c.fsm, c.sen, c.age_start, c.month_part, c.lsoa01, c.lsoa11, c.idaci_rank,
    CASE WHEN c.lsoa01 IS NOT NULL OR c.lsoa11 IS NOT NULL OR c.idaci_rank IS NOT NULL THEN 1 END AS has_home,
    ROW_NUMBER() OVER (
        PARTITION BY c.pmr, c.academic_year
        ORDER BY
            CASE WHEN c.on_roll = 0 THEN 1 ELSE 0 END,
            CASE WHEN c.census_term = @first_term THEN 0 WHEN c.census_term = 'spring' THEN 1
                 WHEN c.census_term = 'summer' THEN 2 ELSE 3 END
    ) AS place
INTO #terms
FROM work.census_main_record AS c
WHERE c.pmr IS NOT NULL AND c.academic_year IS NOT NULL AND c.census_term IS NOT NULL;

WITH filled AS (
    SELECT
        a.pmr, a.academic_year, a.census_term AS ref_term, a.source, a.school, a.on_roll, a.enrol_status,
        COALESCE(a.year_group, b.year_group, c.year_group) AS year_group, COALESCE(a.sex, b.sex, c.sex) AS sex,
        COALESCE(a.ethnic_minor, b.ethnic_minor, c.ethnic_minor) AS ethnic_minor,
        COALESCE(a.first_language, b.first_language, c.first_language) AS first_language,
        COALESCE(a.fsm, b.fsm, c.fsm) AS fsm, COALESCE(a.sen, b.sen, c.sen) AS sen,
        COALESCE(a.age_start, b.age_start, c.age_start) AS age_start,
        CASE WHEN a.age_start IS NOT NULL THEN a.month_part WHEN b.age_start IS NOT NULL THEN b.month_part
             WHEN c.age_start IS NOT NULL THEN c.month_part END AS month_part,
        CASE WHEN a.has_home = 1 THEN a.lsoa01 WHEN b.has_home = 1 THEN b.lsoa01 ELSE c.lsoa01 END AS lsoa01,
        CASE WHEN a.has_home = 1 THEN a.lsoa11 WHEN b.has_home = 1 THEN b.lsoa11 ELSE c.lsoa11 END AS lsoa11,
        CASE WHEN a.has_home = 1 THEN a.idaci_rank WHEN b.has_home = 1 THEN b.idaci_rank ELSE c.idaci_rank END AS idaci_rank,
        CASE
            WHEN a.year_group IS NULL AND COALESCE(b.year_group, c.year_group) IS NOT NULL THEN 1
            WHEN a.sex IS NULL AND COALESCE(b.sex, c.sex) IS NOT NULL THEN 1
            WHEN a.ethnic_minor IS NULL AND COALESCE(b.ethnic_minor, c.ethnic_minor) IS NOT NULL THEN 1
            WHEN a.first_language IS NULL AND COALESCE(b.first_language, c.first_language) IS NOT NULL THEN 1
            WHEN a.fsm IS NULL AND COALESCE(b.fsm, c.fsm) IS NOT NULL THEN 1
            WHEN a.sen IS NULL AND COALESCE(b.sen, c.sen) IS NOT NULL THEN 1
            WHEN a.age_start IS NULL AND COALESCE(b.age_start, c.age_start) IS NOT NULL THEN 1
            WHEN a.has_home IS NULL AND COALESCE(b.has_home, c.has_home) IS NOT NULL THEN 1
            ELSE 0
        END AS ref_term_filled
    FROM #terms AS a
    LEFT JOIN #terms AS b ON b.pmr = a.pmr AND b.academic_year = a.academic_year AND b.place = 2
    LEFT JOIN #terms AS c ON c.pmr = a.pmr AND c.academic_year = a.academic_year AND c.place = 3
    WHERE a.place = 1
)
SELECT
    f.pmr, f.academic_year, f.ref_term, f.ref_term_filled, f.source, f.school, f.year_group, f.on_roll, f.enrol_status, f.sex,
    f.ethnic_minor, f.first_language, f.fsm, f.sen, f.age_start, f.month_part, f.lsoa01, f.lsoa11, f.idaci_rank
INTO work.census_reference_year_row
FROM filled AS f;
