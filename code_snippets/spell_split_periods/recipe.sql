-- Days and months in work in each tax year: needs work.spell_union, makes work.spell_split_periods.
DECLARE @first_year int = 1997;
DECLARE @last_year int = 2020;

DROP TABLE IF EXISTS work.spell_split_periods;

WITH digits AS (
    SELECT v.d FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v(d)
), years AS (
    -- days are numbered from 1 January 1900; the months of a tax year are April to March, with April from the 1st
    SELECT
        q.y, 12 * q.y + 4 AS first_month, 12 * q.y + 15 AS last_month,
        DATEDIFF(DAY, CAST('1900-01-01' AS date), DATEFROMPARTS(q.y, 4, 6)) AS first_day,
        DATEDIFF(DAY, CAST('1900-01-01' AS date), DATEFROMPARTS(q.y + 1, 4, 5)) AS last_day
    FROM (SELECT @first_year + 10 * tens.d + ones.d AS y FROM digits AS tens CROSS JOIN digits AS ones) AS q
    WHERE q.y <= @last_year
), spells AS (
    SELECT DISTINCT
        u.edukey, DATEDIFF(DAY, CAST('1900-01-01' AS date), u.start_date) AS from_day,
        DATEDIFF(DAY, CAST('1900-01-01' AS date), u.end_date) AS to_day,
        12 * YEAR(u.start_date) + MONTH(u.start_date) AS from_month, 12 * YEAR(u.end_date) + MONTH(u.end_date) AS to_month
    FROM work.spell_union AS u
    WHERE u.edukey IS NOT NULL AND u.start_date <= u.end_date
), covered AS (
    SELECT
        s.*,
        MAX(s.to_day) OVER (PARTITION BY s.edukey ORDER BY s.from_day, s.to_day
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_day,
        MAX(s.to_month) OVER (PARTITION BY s.edukey ORDER BY s.from_day, s.to_day
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_month
    FROM spells AS s
), fresh AS (
    -- where the days and months begin that no earlier spell has covered
    SELECT
        c.*, CASE WHEN c.covered_day >= c.from_day THEN c.covered_day + 1 ELSE c.from_day END AS new_day,
        CASE WHEN c.covered_month >= c.from_month THEN c.covered_month + 1 ELSE c.from_month END AS new_month
    FROM covered AS c
), pieces AS (
    SELECT
        f.edukey, y.y,
        CASE WHEN f.to_day < y.last_day THEN f.to_day ELSE y.last_day END + 1
            - CASE WHEN f.from_day > y.first_day THEN f.from_day ELSE y.first_day END AS length,
        CASE WHEN f.to_day < y.last_day THEN f.to_day ELSE y.last_day END + 1
            - CASE WHEN f.new_day > y.first_day THEN f.new_day ELSE y.first_day END AS days,
        CASE WHEN f.to_month < y.last_month THEN f.to_month ELSE y.last_month END + 1
            - CASE WHEN f.new_month > y.first_month THEN f.new_month ELSE y.first_month END AS months
    FROM fresh AS f
    JOIN years AS y ON f.from_day <= y.last_day AND f.to_month >= y.first_month
)
SELECT
    p.edukey, CONCAT(p.y, '/', RIGHT(CONCAT('0', (p.y + 1) % 100), 2)) COLLATE Latin1_General_BIN2 AS tax_year, SUM(CASE WHEN p.days > 0 THEN p.days ELSE 0 END) AS days,
    SUM(CASE WHEN p.months > 0 THEN p.months ELSE 0 END) AS months, MAX(p.length) AS longest_days
INTO work.spell_split_periods
FROM pieces AS p
GROUP BY p.edukey, p.y
HAVING MAX(p.days) > 0;
