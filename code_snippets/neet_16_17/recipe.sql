-- NEET or not known at 16 and 17: needs work.nccis_states and work.academic_birth_cohort, makes work.neet_16_17.
DECLARE @first_month int = 12;
DECLARE @lowest_age int = 16;
DECLARE @highest_age int = 17;

DROP TABLE IF EXISTS work.neet_16_17;

WITH aged AS (
    SELECT
        n.pmr, n.academic_year, n.month_start, n.state, n.activity_code,
        CAST(LEFT(n.academic_year, 4) AS int) - c.birth_year_start - 1 AS age,
        DATEFROMPARTS(
            CAST(LEFT(n.academic_year, 4) AS int) + CASE WHEN @first_month < 9 THEN 1 ELSE 0 END, @first_month, 1
        ) AS window_start
    FROM work.nccis_states AS n
    JOIN work.academic_birth_cohort AS c ON c.pmr = n.pmr
), marked AS (
    SELECT
        a.pmr, a.academic_year, a.age,
        CASE WHEN a.state IS NULL OR a.state = 'other' THEN 0
             WHEN a.state = 'custody' AND a.activity_code = 710 THEN 0 ELSE 1 END AS in_base,
        CASE WHEN a.state IN ('neet_avail', 'neet_unavail') THEN 1 ELSE 0 END AS is_neet,
        CASE WHEN a.state = 'unknown' THEN 1 ELSE 0 END AS is_unknown
    FROM aged AS a
    WHERE a.age BETWEEN @lowest_age AND @highest_age AND DATEDIFF(MONTH, a.window_start, a.month_start) BETWEEN 0 AND 2
), counted AS (
    SELECT m.pmr, m.academic_year, MIN(m.age) AS age, SUM(m.in_base) AS base_months, SUM(m.is_neet) AS n, SUM(m.is_unknown) AS u
    FROM marked AS m
    GROUP BY m.pmr, m.academic_year
)
SELECT
    c.pmr, c.academic_year, c.age, c.base_months,
    CASE WHEN c.base_months > 0 THEN c.n END AS neet_months, CASE WHEN c.base_months > 0 THEN c.u END AS not_known_months,
    CASE WHEN c.n > 0 THEN 1 WHEN c.base_months = 3 THEN 0 END AS neet,
    CASE WHEN c.u > 0 THEN 1 WHEN c.base_months = 3 THEN 0 END AS not_known,
    CASE WHEN c.n + c.u > 0 THEN 1 WHEN c.base_months = 3 THEN 0 END AS neet_or_unknown
INTO work.neet_16_17
FROM counted AS c;
