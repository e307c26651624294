-- Sustained employment: needs work.link_person_spine and work.employment_month_flags, makes work.sustained_employment_paye.
DECLARE @least_months int = 5;
DECLARE @first_year int = 1997;
DECLARE @last_year int = 2020;
DECLARE @data_end date = '2021-04-05';

DROP TABLE IF EXISTS work.sustained_employment_paye;

WITH digits AS (
    SELECT v.d FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v(d)
), years AS (
    SELECT q.starts
    FROM (SELECT @first_year + 10 * a.d + b.d AS starts FROM digits AS a CROSS JOIN digits AS b) AS q
    WHERE q.starts <= @last_year AND DATEFROMPARTS(q.starts + 1, 3, 31) <= @data_end
), people AS (
    SELECT k.person, MAX(CASE WHEN k.key_type = 'edukey' AND k.key_value IS NOT NULL THEN 1 ELSE 0 END) AS linked
    FROM work.link_person_spine AS k
    WHERE k.person IS NOT NULL
    GROUP BY k.person
), worked AS (
    -- a month counts once for a person, whatever number of keys it stands under
    SELECT
        k.person, CAST(LEFT(f.tax_year, 4) AS int) AS starts,
        MAX(f.in_apr) AS in_apr, MAX(f.in_may) AS in_may, MAX(f.in_jun) AS in_jun, MAX(f.in_jul) AS in_jul,
        MAX(f.in_aug) AS in_aug, MAX(f.in_sep) AS in_sep, MAX(f.in_oct) AS in_oct, MAX(f.in_nov) AS in_nov,
        MAX(f.in_dec) AS in_dec, MAX(f.in_jan) AS in_jan, MAX(f.in_feb) AS in_feb, MAX(f.in_mar) AS in_mar
    FROM work.employment_month_flags AS f
    JOIN work.link_person_spine AS k ON k.key_value = f.edukey AND k.key_type = 'edukey'
    WHERE k.person IS NOT NULL
    GROUP BY k.person, f.tax_year
), placed AS (
    SELECT
        w.person, w.starts,
        w.in_apr + w.in_may + w.in_jun + w.in_jul + w.in_aug + w.in_sep AS months_before,
        w.in_oct + w.in_nov + w.in_dec + w.in_jan + w.in_feb + w.in_mar AS months_window,
        w.in_mar AS march, 0 AS next_april
    FROM worked AS w
    UNION ALL
    -- April belongs to the tax year before as well: it is the April that follows
    SELECT w.person, w.starts - 1 AS starts, 0 AS months_before, 0 AS months_window, 0 AS march, 1 AS next_april
    FROM worked AS w
    WHERE w.in_apr = 1
), counted AS (
    SELECT
        p.person, p.starts,
        MAX(p.months_before) + MAX(p.months_window) AS months_year, MAX(p.months_window) AS months_window,
        MAX(p.march) AS march, MAX(p.next_april) AS next_april
    FROM placed AS p
    GROUP BY p.person, p.starts
), seen AS (
    SELECT
        p.person, y.starts, p.linked,
        CASE WHEN p.linked = 1 THEN COALESCE(c.months_year, 0) END AS months_year,
        CASE WHEN p.linked = 1 THEN COALESCE(c.months_window, 0) END AS months_window,
        CASE WHEN p.linked = 1 THEN COALESCE(c.march, 0) END AS march,
        CASE WHEN c.next_april = 1 THEN 1
             WHEN p.linked = 1 AND DATEFROMPARTS(y.starts + 1, 4, 30) <= @data_end THEN 0 END AS next_april
    FROM people AS p
    CROSS JOIN years AS y
    LEFT JOIN counted AS c ON c.person = p.person AND c.starts = y.starts
)
SELECT
    s.person, CONCAT(s.starts, '/', RIGHT(CONCAT('0', (s.starts + 1) % 100), 2)) AS tax_year, s.linked,
    s.months_year, s.months_window, s.march, s.next_april,
    CASE
        WHEN s.months_window < @least_months THEN 0
        WHEN s.march = 1 OR s.next_april = 1 THEN 1
        WHEN s.next_april = 0 THEN 0
    END AS sust_emp
INTO work.sustained_employment_paye
FROM seen AS s;
