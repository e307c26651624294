-- Months with employment: needs work.spell_union, makes work.employment_month_flags.
DECLARE @first_day date = '1997-04-06';
DECLARE @last_day date = '2021-04-05';
DECLARE @uncertain varchar(4) = 'keep';

DROP TABLE IF EXISTS work.employment_month_flags;

WITH digits AS (
    SELECT v.d FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v(d)
), numbered AS (
    SELECT q.n, DATEADD(MONTH, q.n, DATEFROMPARTS(YEAR(@first_day), MONTH(@first_day), 1)) AS month_start
    FROM (SELECT a.d + 10 * b.d + 100 * c.d AS n FROM digits AS a CROSS JOIN digits AS b CROSS JOIN digits AS c) AS q
), months AS (
    SELECT
        y.n, y.month_start, EOMONTH(y.month_start) AS month_end,
        CONCAT(y.starts, '/', RIGHT(CONCAT('0', (y.starts + 1) % 100), 2)) AS tax_year
    FROM (
        SELECT n.n, n.month_start, YEAR(n.month_start) - CASE WHEN MONTH(n.month_start) < 4 THEN 1 ELSE 0 END AS starts
        FROM numbered AS n
        WHERE n.month_start <= @last_day
    ) AS y
), spells AS (
    SELECT DISTINCT
        s.edukey,
        CASE WHEN s.start_date < @first_day THEN @first_day ELSE s.start_date END AS start_date,
        CASE WHEN s.end_date > @last_day THEN @last_day ELSE s.end_date END AS end_date
    FROM work.spell_union AS s
    WHERE s.edukey IS NOT NULL AND s.start_date <= s.end_date
        -- a spell that touches the window counts, also where it began before
        AND s.start_date <= @last_day AND s.end_date >= @first_day
        AND (@uncertain = 'keep' OR COALESCE(s.any_uncertain_date, 0) = 0)
), ordered AS (
    SELECT
        s.*,
        MAX(s.end_date) OVER (
            PARTITION BY s.edukey ORDER BY s.start_date, s.end_date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered
    FROM spells AS s
), fresh AS (
    -- days that an earlier spell has covered do not count again
    SELECT
        o.edukey, o.end_date,
        CASE WHEN o.covered >= o.start_date THEN DATEADD(DAY, 1, o.covered) ELSE o.start_date END AS start_date
    FROM ordered AS o
    WHERE o.covered IS NULL OR o.covered < o.end_date
), parts AS (
    SELECT
        f.edukey, m.n,
        DATEDIFF(
            DAY,
            CASE WHEN f.start_date < m.month_start THEN m.month_start ELSE f.start_date END,
            CASE WHEN f.end_date > m.month_end THEN m.month_end ELSE f.end_date END
        ) + 1 AS days
    FROM fresh AS f
    JOIN months AS m ON f.start_date <= m.month_end AND f.end_date >= m.month_start
), summed AS (
    SELECT p.edukey, p.n, SUM(p.days) AS days FROM parts AS p GROUP BY p.edukey, p.n
)
SELECT t.edukey, m.month_start, m.tax_year, t.days
INTO work.employment_month_flags
FROM summed AS t
JOIN months AS m ON m.n = t.n;
