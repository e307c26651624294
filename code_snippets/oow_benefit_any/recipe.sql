-- Months on an out-of-work benefit, a row for each tax year: needs work.leo_benefit, makes work.oow_benefit_any.
DECLARE @definition varchar(20) = 'flag';
DECLARE @data_start date = '1999-04-06';
DECLARE @data_end date = '2021-04-05';

DROP TABLE IF EXISTS work.oow_benefit_any;

WITH digits AS (
    SELECT v.d FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v(d)
), years AS (
    SELECT
        q.y, DATEFROMPARTS(q.y, 4, 1) AS first_day, DATEFROMPARTS(q.y + 1, 3, 31) AS last_day
    FROM (SELECT YEAR(@data_start) - 1 + 10 * a.d + b.d AS y FROM digits AS a CROSS JOIN digits AS b) AS q
    WHERE DATEFROMPARTS(q.y, 4, 1) <= @data_end AND DATEFROMPARTS(q.y + 1, 3, 31) >= @data_start
), spells AS (
    SELECT
        b.EduKey AS edukey,
        CASE WHEN b.StartDate > @data_start THEN b.StartDate ELSE @data_start END AS start_date,
        CASE WHEN b.EndDate <= @data_end THEN b.EndDate ELSE @data_end END AS end_date
    FROM work.leo_benefit AS b
    WHERE b.EduKey IS NOT NULL AND b.StartDate <= @data_end
        AND COALESCE(b.EndDate, @data_end) >= b.StartDate AND COALESCE(b.EndDate, @data_end) >= @data_start
        AND CASE WHEN @definition = 'flag' THEN b.Out_of_work_benefit
                 WHEN b.Benefit_type IN ('ESA', 'IB', 'IS', 'JSA', 'JTA', 'PC', 'PIB', 'SDA', 'UAA', 'UBC', 'UCE', 'UDF') THEN 1
                 WHEN @definition = 'published_script' AND b.Benefit_type IN ('AA', 'ICA', 'RP') THEN 1 END = 1
), ordered AS (
    SELECT
        s.*,
        MAX(s.end_date) OVER (PARTITION BY s.edukey ORDER BY s.start_date, s.end_date
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered
    FROM spells AS s
), fresh AS (
    -- days that an earlier spell has covered do not count again
    SELECT
        o.edukey, o.end_date,
        CASE WHEN o.covered >= o.start_date THEN DATEADD(DAY, 1, o.covered) ELSE o.start_date END AS start_date
    FROM ordered AS o
    WHERE o.covered IS NULL OR o.covered < o.end_date
), parts AS (
    -- the months of a tax year are numbered from 0 for April to 11 for March
    SELECT
        f.edukey, y.y,
        CASE WHEN f.start_date <= y.first_day THEN 0 ELSE DATEDIFF(MONTH, y.first_day, f.start_date) END AS m1,
        CASE WHEN f.end_date >= y.last_day THEN 11 ELSE DATEDIFF(MONTH, y.first_day, f.end_date) END AS m2,
        DATEDIFF(
            DAY,
            CASE WHEN f.start_date < y.first_day THEN y.first_day ELSE f.start_date END,
            CASE WHEN f.end_date > y.last_day THEN y.last_day ELSE f.end_date END
        ) + 1 AS days
    FROM fresh AS f
    JOIN years AS y ON y.first_day <= f.end_date AND y.last_day >= f.start_date
), flags AS (
    SELECT
        p.edukey, p.y, SUM(p.days) AS days,
        MAX(CASE WHEN p.m1 <= 0 AND p.m2 >= 0 THEN 1 ELSE 0 END) AS in_apr,
        MAX(CASE WHEN p.m1 <= 1 AND p.m2 >= 1 THEN 1 ELSE 0 END) AS in_may,
        MAX(CASE WHEN p.m1 <= 2 AND p.m2 >= 2 THEN 1 ELSE 0 END) AS in_jun,
        MAX(CASE WHEN p.m1 <= 3 AND p.m2 >= 3 THEN 1 ELSE 0 END) AS in_jul,
        MAX(CASE WHEN p.m1 <= 4 AND p.m2 >= 4 THEN 1 ELSE 0 END) AS in_aug,
        MAX(CASE WHEN p.m1 <= 5 AND p.m2 >= 5 THEN 1 ELSE 0 END) AS in_sep,
        MAX(CASE WHEN p.m1 <= 6 AND p.m2 >= 6 THEN 1 ELSE 0 END) AS in_oct,
        MAX(CASE WHEN p.m1 <= 7 AND p.m2 >= 7 THEN 1 ELSE 0 END) AS in_nov,
        MAX(CASE WHEN p.m1 <= 8 AND p.m2 >= 8 THEN 1 ELSE 0 END) AS in_dec,
        MAX(CASE WHEN p.m1 <= 9 AND p.m2 >= 9 THEN 1 ELSE 0 END) AS in_jan,
        MAX(CASE WHEN p.m1 <= 10 AND p.m2 >= 10 THEN 1 ELSE 0 END) AS in_feb,
        MAX(CASE WHEN p.m1 <= 11 AND p.m2 >= 11 THEN 1 ELSE 0 END) AS in_mar
    FROM parts AS p
    GROUP BY p.edukey, p.y
)
SELECT
    f.edukey, CONCAT(f.y, '/', RIGHT(CONCAT('0', (f.y + 1) % 100), 2)) AS tax_year, f.days,
    f.in_apr + f.in_may + f.in_jun + f.in_jul + f.in_aug + f.in_sep
        + f.in_oct + f.in_nov + f.in_dec + f.in_jan + f.in_feb + f.in_mar AS months,
    f.in_apr, f.in_may, f.in_jun, f.in_jul, f.in_aug, f.in_sep, f.in_oct, f.in_nov, f.in_dec, f.in_jan, f.in_feb, f.in_mar
INTO work.oow_benefit_any
FROM flags AS f;
