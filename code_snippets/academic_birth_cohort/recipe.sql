-- School cohort of birth: needs work.school_census, work.pru_census, work.ap_census and work.ks4_pupil,
-- makes work.academic_birth_cohort.
DROP TABLE IF EXISTS work.academic_birth_cohort;

WITH stacked AS (
    SELECT
        c.PupilMatchingRefAnonymous AS pmr, c.academic_year, COALESCE(c.census_term, 'spring') AS source,
        c.YearOfBirth AS birth_year, c.MonthOfBirth AS birth_month,
        c.AgeAtStartOfAcademicYear AS age_start, c.MonthPartOfAgeAtStartOfAcademicYear AS month_part
    FROM work.school_census AS c
    UNION ALL
    SELECT
        p.PRU_PupilMatchingRefAnonymous, p.academic_year, 'pru', p.PRU_YearOfBirth, p.PRU_MonthOfBirth,
        p.PRU_AgeAtStartOfAcademicYear, p.PRU_MonthPartOfAgeAtStartOfAcademicYear
    FROM work.pru_census AS p
    UNION ALL
    SELECT
        a.AP_PupilMatchingRefAnonymous, a.academic_year, 'ap', a.AP_YearOfBirth, a.AP_MonthOfBirth, a.AP_Age_Start, a.AP_Month_Part
    FROM work.ap_census AS a
    UNION ALL
    SELECT
        k.KS4_PupilMatchingRefAnonymous, k.academic_year, 'ks4', k.KS4_YEAROFBIRTH, k.KS4_MONTHOFBIRTH,
        k.KS4_AGE_START, k.KS4_MONTH_PART
    FROM work.ks4_pupil AS k
), votes AS (
    SELECT DISTINCT
        s.pmr, s.academic_year, s.source, CAST(LEFT(s.academic_year, 4) AS int) AS starts,
        CASE
            WHEN s.birth_year BETWEEN 1900 AND 2100 AND s.birth_month BETWEEN 9 AND 12 THEN s.birth_year
            WHEN s.birth_year BETWEEN 1900 AND 2100 AND s.birth_month BETWEEN 1 AND 8 THEN s.birth_year - 1
            WHEN s.age_start BETWEEN 0 AND 25 THEN CAST(LEFT(s.academic_year, 4) AS int) - s.age_start - 1
            -- month part 0 is August, 7 January, 8 December, 11 September
            WHEN s.birth_year BETWEEN 1900 AND 2100 AND s.month_part BETWEEN 8 AND 11 THEN s.birth_year
            WHEN s.birth_year BETWEEN 1900 AND 2100 AND s.month_part BETWEEN 0 AND 7 THEN s.birth_year - 1
        END AS birth_year_start
    FROM stacked AS s
    WHERE s.pmr IS NOT NULL AND s.academic_year IS NOT NULL
), counted AS (
    SELECT v.pmr, v.birth_year_start, COUNT(*) AS votes, MAX(v.starts) AS last_year
    FROM votes AS v
    WHERE v.starts - v.birth_year_start - 1 BETWEEN 0 AND 25
    GROUP BY v.pmr, v.birth_year_start
), ranked AS (
    SELECT
        c.pmr, c.birth_year_start,
        COUNT(*) OVER (PARTITION BY c.pmr) AS n_cohorts, SUM(c.votes) OVER (PARTITION BY c.pmr) AS n_sources,
        ROW_NUMBER() OVER (PARTITION BY c.pmr ORDER BY c.votes DESC, c.last_year DESC, c.birth_year_start) AS place
    FROM counted AS c
)
SELECT
    r.pmr, r.birth_year_start, CONCAT(r.birth_year_start, '/', RIGHT(CAST(r.birth_year_start + 1 AS varchar(4)), 2)) AS cohort,
    CASE WHEN r.n_cohorts > 1 THEN 1 ELSE 0 END AS conflict, r.n_sources
INTO work.academic_birth_cohort
FROM ranked AS r
WHERE r.place = 1;
