-- First job after compulsory school: needs work.link_person_spine, work.academic_birth_cohort, work.spell_union,
-- work.employment_month_flags and work.paye_earnings_annual, makes work.first_job.
DECLARE @leaving_age int = 16;
DECLARE @stable_months int = 6;
DECLARE @least_pay int = 0;
DECLARE @data_end date = '2021-04-05';

DROP TABLE IF EXISTS work.first_job;

WITH keys AS (
    SELECT DISTINCT k.person, k.key_value AS edukey
    FROM work.link_person_spine AS k
    WHERE k.person IS NOT NULL AND k.key_value IS NOT NULL AND k.key_type = 'edukey'
), cohorts AS (
    SELECT
        k.person, c.birth_year_start,
        ROW_NUMBER() OVER (PARTITION BY k.person ORDER BY c.n_sources DESC, c.birth_year_start) AS place
    FROM work.academic_birth_cohort AS c
    JOIN work.link_person_spine AS k ON k.key_value = c.pmr AND k.key_type = 'pmr'
    WHERE k.person IS NOT NULL AND c.birth_year_start BETWEEN 1950 AND 2050
), people AS (
    SELECT
        c.person, c.birth_year_start, DATEFROMPARTS(c.birth_year_start + 1 + @leaving_age, 9, 1) AS from_date,
        CASE WHEN l.person IS NOT NULL THEN 1 ELSE 0 END AS linked
    FROM cohorts AS c
    LEFT JOIN (SELECT DISTINCT k.person FROM keys AS k) AS l ON l.person = c.person
    WHERE c.place = 1
), jobs AS (
    -- a spell that runs over the first day counts, also where it began before
    SELECT p.person, MIN(s.start_date) AS earliest
    FROM people AS p
    JOIN keys AS k ON k.person = p.person
    JOIN work.spell_union AS s ON s.edukey = k.edukey
    WHERE s.start_date <= s.end_date AND s.end_date >= p.from_date AND s.start_date <= @data_end
    GROUP BY p.person
), worked AS (
    -- a month counts once for a person, whatever number of keys it stands under
    SELECT
        p.person, YEAR(p.from_date) AS from_year, CAST(LEFT(f.tax_year, 4) AS int) AS starts,
        MAX(f.in_apr) AS in_apr, MAX(f.in_may) AS in_may, MAX(f.in_jun) AS in_jun, MAX(f.in_jul) AS in_jul,
        MAX(f.in_aug) AS in_aug, MAX(f.in_sep) AS in_sep, MAX(f.in_oct) AS in_oct, MAX(f.in_nov) AS in_nov,
        MAX(f.in_dec) AS in_dec, MAX(f.in_jan) AS in_jan, MAX(f.in_feb) AS in_feb, MAX(f.in_mar) AS in_mar
    FROM people AS p
    JOIN keys AS k ON k.person = p.person
    JOIN work.employment_month_flags AS f ON f.edukey = k.edukey
    WHERE CAST(LEFT(f.tax_year, 4) AS int) >= YEAR(p.from_date)
    GROUP BY p.person, p.from_date, f.tax_year
), months AS (
    -- months are numbered from April 1900; those before September of the first year do not count
    SELECT w.person, 12 * (w.starts - 1900) + v.place AS month_no
    FROM worked AS w
    CROSS APPLY (VALUES
        (0, w.in_apr), (1, w.in_may), (2, w.in_jun), (3, w.in_jul), (4, w.in_aug), (5, w.in_sep),
        (6, w.in_oct), (7, w.in_nov), (8, w.in_dec), (9, w.in_jan), (10, w.in_feb), (11, w.in_mar)
    ) AS v(place, employed)
    WHERE v.employed = 1 AND (w.starts > w.from_year OR v.place >= 5)
), numbered AS (
    -- months in a row have the same difference between their number and their place
    SELECT m.person, m.month_no, m.month_no - ROW_NUMBER() OVER (PARTITION BY m.person ORDER BY m.month_no) AS run
    FROM months AS m
), runs AS (
    SELECT n.person, n.run, MIN(n.month_no) AS first_no
    FROM numbered AS n
    GROUP BY n.person, n.run
    HAVING COUNT(*) >= @stable_months
), stable AS (
    SELECT r.person, MIN(r.first_no) AS month_no
    FROM runs AS r
    GROUP BY r.person
), paid AS (
    SELECT DISTINCT p.person, e.edukey, e.tax_year, e.earnings
    FROM people AS p
    JOIN keys AS k ON k.person = p.person
    JOIN work.paye_earnings_annual AS e ON e.edukey = k.edukey
    -- the first full tax year begins in the April after from_date
    WHERE CAST(LEFT(e.tax_year, 4) AS int) > YEAR(p.from_date)
), pay_years AS (
    SELECT q.person, q.tax_year
    FROM paid AS q
    GROUP BY q.person, q.tax_year
    HAVING SUM(q.earnings) > @least_pay
), pay AS (
    SELECT y.person, MIN(y.tax_year) AS first_pay_year
    FROM pay_years AS y
    GROUP BY y.person
), dated AS (
    SELECT
        p.person, p.linked, p.from_date, p.birth_year_start,
        CASE
            WHEN p.linked = 0 THEN 'not_linked'
            WHEN p.from_date > @data_end THEN 'not_yet'
            WHEN j.earliest IS NULL THEN 'none'
            WHEN j.earliest < p.from_date THEN 'working'
            ELSE 'started'
        END AS status,
        CASE
            WHEN p.from_date > @data_end THEN NULL
            WHEN j.earliest < p.from_date THEN p.from_date
            ELSE j.earliest
        END AS first_job_date,
        DATEADD(MONTH, s.month_no, CAST('1900-04-01' AS date)) AS first_stable_month, y.first_pay_year
    FROM people AS p
    LEFT JOIN jobs AS j ON j.person = p.person
    LEFT JOIN stable AS s ON s.person = p.person
    LEFT JOIN pay AS y ON y.person = p.person
)
SELECT
    d.person, d.linked, d.from_date, d.status, d.first_job_date,
    YEAR(d.first_job_date) - CASE WHEN MONTH(d.first_job_date) < 9 THEN 1 ELSE 0 END - d.birth_year_start - 1 AS age_first_job,
    d.first_stable_month, d.first_pay_year
INTO work.first_job
FROM dated AS d;
