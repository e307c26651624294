-- Months on an out-of-work benefit: needs work.leo_benefit, makes work.oow_benefit_any.
DECLARE @definition varchar(20) = 'flag';
DECLARE @data_start date = '1999-04-06';
DECLARE @data_end date = '2021-04-05';

DROP TABLE IF EXISTS work.oow_benefit_any;

WITH digits AS (
    SELECT v.d FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v(d)
), numbers AS (
    SELECT 100 * h.d + 10 * t.d + o.d AS n FROM digits AS h CROSS JOIN digits AS t CROSS JOIN digits AS o
), months AS (
    -- days and months are numbered from the first ones of the data
    SELECT
        q.n, q.month_start, DATEDIFF(DAY, @data_start, q.month_start) AS first_day, DATEDIFF(DAY, @data_start, EOMONTH(q.month_start)) AS last_day
    FROM (
        SELECT n.n, DATEADD(MONTH, n.n, DATEFROMPARTS(YEAR(@data_start), MONTH(@data_start), 1)) AS month_start
        FROM numbers AS n
        WHERE n.n <= DATEDIFF(MONTH, @data_start, @data_end)
    ) AS q
), spells AS (
    SELECT DISTINCT
        b.EduKey AS edukey, b.Benefit_type AS benefit,
        CASE WHEN b.StartDate > @data_start THEN DATEDIFF(DAY, @data_start, b.StartDate) ELSE 0 END AS from_day,
        DATEDIFF(DAY, @data_start, CASE WHEN b.EndDate <= @data_end THEN b.EndDate ELSE @data_end END) AS to_day
    FROM work.leo_benefit AS b
    WHERE b.EduKey IS NOT NULL AND b.StartDate <= @data_end
        AND COALESCE(b.EndDate, @data_end) >= b.StartDate AND COALESCE(b.EndDate, @data_end) >= @data_start
        AND CASE WHEN @definition = 'flag' THEN b.Out_of_work_benefit
                 WHEN b.Benefit_type IN ('ESA', 'IB', 'IS', 'JSA', 'JTA', 'PC', 'PIB', 'SDA', 'UAA', 'UBC', 'UCE', 'UDF') THEN 1
                 WHEN @definition = 'published_script' AND b.Benefit_type IN ('AA', 'ICA', 'RP') THEN 1 END = 1
), covered AS (
    SELECT
        s.*,
        MAX(s.to_day) OVER (PARTITION BY s.edukey ORDER BY s.from_day, s.to_day
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_day,
        MAX(s.to_day) OVER (PARTITION BY s.edukey, s.benefit ORDER BY s.from_day, s.to_day
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_by_code
    FROM spells AS s
), fresh AS (
    SELECT c.*, CASE WHEN c.covered_day >= c.from_day THEN c.covered_day + 1 ELSE c.from_day END AS new_day FROM covered AS c
), pieces AS (
    SELECT
        f.edukey, m.n, m.month_start,
        CASE WHEN f.to_day < m.last_day THEN f.to_day ELSE m.last_day END + 1
            - CASE WHEN f.new_day > m.first_day THEN f.new_day ELSE m.first_day END AS days,
        -- a code counts in the first of its spells that touches the month
        CASE WHEN f.benefit IS NULL OR f.covered_by_code >= m.first_day THEN 0 ELSE 1 END AS codes
    FROM fresh AS f
    JOIN months AS m ON f.from_day <= m.last_day AND f.to_day >= m.first_day
)
SELECT p.edukey, MIN(p.month_start) AS month_start, SUM(CASE WHEN p.days > 0 THEN p.days ELSE 0 END) AS days, SUM(p.codes) AS benefits
INTO work.oow_benefit_any
FROM pieces AS p
GROUP BY p.edukey, p.n;
