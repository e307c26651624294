-- Employment spells without overlaps: needs work.leo_employment, makes work.spell_union.
DECLARE @tolerance_days int = 1;
DECLARE @data_end date = '2021-04-05';

DROP TABLE IF EXISTS work.spell_union;

WITH raw AS (
    SELECT DISTINCT e.EduKey AS edukey, e.StartDate AS start_date, e.EndDate AS raw_end, e.UncertainStartDate, e.UncertainEndDate
    FROM work.leo_employment AS e
    WHERE e.EduKey IS NOT NULL AND e.StartDate <= @data_end AND (e.EndDate IS NULL OR e.EndDate >= e.StartDate)
), cut AS (
    SELECT
        r.edukey, r.start_date,
        CASE WHEN r.raw_end <= @data_end THEN r.raw_end ELSE @data_end END AS end_date,
        CASE WHEN r.raw_end <= @data_end THEN 0 ELSE 1 END AS right_censored,
        -- 2 yes, 1 not known, 0 no: the highest of a merged spell decides
        CASE WHEN r.UncertainStartDate = 1 OR r.UncertainEndDate = 1 THEN 2
             WHEN r.UncertainStartDate = 0 AND r.UncertainEndDate = 0 THEN 0 ELSE 1 END AS uncertain
    FROM raw AS r
), begun AS (
    SELECT
        c.*,
        CASE WHEN DATEDIFF(DAY, MAX(c.end_date) OVER (PARTITION BY c.edukey ORDER BY c.start_date, c.end_date
                                                      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), c.start_date) <= @tolerance_days
             THEN 0 ELSE 1 END AS is_new
    FROM cut AS c
), numbered AS (
    SELECT
        b.*,
        SUM(b.is_new) OVER (PARTITION BY b.edukey ORDER BY b.start_date, b.end_date, b.is_new DESC
                            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS spell_number
    FROM begun AS b
)
SELECT
    n.edukey, n.spell_number, MIN(n.start_date) AS start_date, MAX(n.end_date) AS end_date, MAX(n.right_censored) AS right_censored,
    COUNT(*) AS n_raw, CASE MAX(n.uncertain) WHEN 2 THEN 1 WHEN 0 THEN 0 END AS any_uncertain_date
INTO work.spell_union
FROM numbered AS n
GROUP BY n.edukey, n.spell_number;
