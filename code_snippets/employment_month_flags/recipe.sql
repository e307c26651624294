-- Months with employment, a row for each tax year: needs work.spell_union, makes work.employment_month_flags.
DECLARE @first_day date = '1997-04-06';
DECLARE @last_day date = '2021-04-05';
DECLARE @uncertain varchar(4) = 'keep';

DROP TABLE IF EXISTS work.employment_month_flags;

WITH digits AS (
    SELECT v.d FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v(d)
), years AS (
    SELECT
        q.y, DATEFROMPARTS(q.y, 4, 1) AS first_day, DATEFROMPARTS(q.y + 1, 3, 31) AS last_day
    FROM (SELECT YEAR(@first_day) - 1 + 10 * a.d + b.d AS y FROM digits AS a CROSS JOIN digits AS b) AS q
    WHERE DATEFROMPARTS(q.y, 4, 1) <= @last_day AND DATEFROMPARTS(q.y + 1, 3, 31) >= @first_day
), months AS (
    -- the months of a tax year from 0 for April to 11 for March, each with a bit, so that one sum adds up twelve flags
    SELECT v.m, v.bit
    FROM (VALUES (0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 32), (6, 64), (7, 128), (8, 256), (9, 512), (10, 1024), (11, 2048)) AS v(m, bit)
), runs AS (
    SELECT a.m AS from_month, b.m AS to_month, 2 * b.bit - a.bit AS bits FROM months AS a JOIN months AS b ON b.m >= a.m
), spells AS (
    SELECT
        s.edukey,
        CASE WHEN s.start_date < @first_day THEN @first_day ELSE s.start_date END AS start_date,
        CASE WHEN s.end_date > @last_day THEN @last_day ELSE s.end_date END AS end_date
    FROM work.spell_union AS s
    WHERE s.edukey IS NOT NULL AND s.start_date <= s.end_date
        -- a spell that touches the window counts, also where it began before
        AND s.start_date <= @last_day AND s.end_date >= @first_day
        AND (@uncertain = 'keep' OR COALESCE(s.any_uncertain_date, 0) = 0)
), ordered AS (
    SELECT s.*, LAG(s.end_date) OVER (PARTITION BY s.edukey ORDER BY s.start_date) AS ended_before FROM spells AS s
), parts AS (
    SELECT
        o.edukey, y.y,
        -- a month in which the spell before has a day too counts with that one
        CASE WHEN o.start_date < y.first_day THEN 0
             WHEN DATEDIFF(MONTH, o.ended_before, o.start_date) = 0 THEN DATEDIFF(MONTH, y.first_day, o.start_date) + 1
             ELSE DATEDIFF(MONTH, y.first_day, o.start_date) END AS from_month,
        CASE WHEN o.end_date > y.last_day THEN 11 ELSE DATEDIFF(MONTH, y.first_day, o.end_date) END AS to_month,
        DATEDIFF(
            DAY,
            CASE WHEN o.start_date < y.first_day THEN y.first_day ELSE o.start_date END,
            CASE WHEN o.end_date > y.last_day THEN y.last_day ELSE o.end_date END
        ) + 1 AS days
    FROM ordered AS o
    JOIN years AS y ON y.first_day <= o.end_date AND y.last_day >= o.start_date
), counted AS (
    SELECT p.edukey, p.y, SUM(p.days) AS days, SUM(COALESCE(r.bits, 0)) AS bits
    FROM parts AS p
    LEFT JOIN runs AS r ON r.from_month = p.from_month AND r.to_month = p.to_month
    GROUP BY p.edukey, p.y
), flags AS (
    SELECT
        c.edukey, c.y, c.days,
        CASE WHEN c.bits % 2 >= 1 THEN 1 ELSE 0 END AS in_apr,
        CASE WHEN c.bits % 4 >= 2 THEN 1 ELSE 0 END AS in_may,
        CASE WHEN c.bits % 8 >= 4 THEN 1 ELSE 0 END AS in_jun,
        CASE WHEN c.bits % 16 >= 8 THEN 1 ELSE 0 END AS in_jul,
        CASE WHEN c.bits % 32 >= 16 THEN 1 ELSE 0 END AS in_aug,
        CASE WHEN c.bits % 64 >= 32 THEN 1 ELSE 0 END AS in_sep,
        CASE WHEN c.bits % 128 >= 64 THEN 1 ELSE 0 END AS in_oct,
        CASE WHEN c.bits % 256 >= 128 THEN 1 ELSE 0 END AS in_nov,
        CASE WHEN c.bits % 512 >= 256 THEN 1 ELSE 0 END AS in_dec,
        CASE WHEN c.bits % 1024 >= 512 THEN 1 ELSE 0 END AS in_jan,
        CASE WHEN c.bits % 2048 >= 1024 THEN 1 ELSE 0 END AS in_feb,
        CASE WHEN c.bits % 4096 >= 2048 THEN 1 ELSE 0 END AS in_mar
    FROM counted AS c
)
SELECT
    f.edukey, CONCAT(f.y, '/', RIGHT(CONCAT('0', (f.y + 1) % 100), 2)) AS tax_year, f.days,
    f.in_apr + f.in_may + f.in_jun + f.in_jul + f.in_aug + f.in_sep
        + f.in_oct + f.in_nov + f.in_dec + f.in_jan + f.in_feb + f.in_mar AS months,
    f.in_apr, f.in_may, f.in_jun, f.in_jul, f.in_aug, f.in_sep, f.in_oct, f.in_nov, f.in_dec, f.in_jan, f.in_feb, f.in_mar
INTO work.employment_month_flags
FROM flags AS f;
