-- Highest contact with social care: needs work.cin_episodes, work.cpp_episodes, work.cla_periods and work.census_main_record,
-- makes work.social_care_group.
DECLARE @years int = 1;
DECLARE @point varchar(8) = 'any';

DROP TABLE IF EXISTS work.social_care_group;

WITH contact AS (
    SELECT n.pmr, n.financial_year, CAST(LEFT(n.financial_year, 4) AS int) AS starts, 1 AS sc_level, n.at_year_end
    FROM work.cin_episodes AS n
    UNION
    SELECT p.pmr, p.financial_year, CAST(LEFT(p.financial_year, 4) AS int), 2, p.at_year_end
    FROM work.cpp_episodes AS p
    UNION
    SELECT a.pmr, a.financial_year, CAST(LEFT(a.financial_year, 4) AS int), 3, a.at_year_end
    FROM work.cla_periods AS a
), covered AS (
    SELECT
        c.financial_year, c.starts, MAX(CASE WHEN c.sc_level = 1 THEN 1 ELSE 0 END) AS cin,
        MAX(CASE WHEN c.sc_level = 2 THEN 1 ELSE 0 END) AS cpp, MAX(CASE WHEN c.sc_level = 3 THEN 1 ELSE 0 END) AS cla
    FROM contact AS c
    GROUP BY c.financial_year, c.starts
), window_cover AS (
    SELECT
        y.financial_year, y.starts, y.cin * y.cla AS both_now, SUM(b.cin) AS cin_years, SUM(b.cpp) AS cpp_years, SUM(b.cla) AS cla_years
    FROM covered AS y
    JOIN covered AS b ON b.starts <= y.starts AND b.starts > y.starts - @years
    GROUP BY y.financial_year, y.starts, y.cin * y.cla
), everybody AS (
    SELECT q.pmr, q.financial_year, MAX(q.in_census) AS in_census
    FROM (
        SELECT m.pmr, m.academic_year AS financial_year, 1 AS in_census FROM work.census_main_record AS m
        UNION ALL
        SELECT c.pmr, c.financial_year, 0 FROM contact AS c
    ) AS q
    WHERE q.pmr IS NOT NULL
    GROUP BY q.pmr, q.financial_year
), seen AS (
    SELECT
        e.pmr, e.financial_year, MAX(CASE WHEN c.starts > w.starts - @years THEN c.sc_level END) AS sc_level, MAX(c.sc_level) AS sc_ever
    FROM everybody AS e
    JOIN window_cover AS w ON w.financial_year = e.financial_year
    JOIN contact AS c ON c.pmr = e.pmr AND c.starts <= w.starts
    WHERE @point = 'any' OR c.at_year_end = 1
    GROUP BY e.pmr, e.financial_year
), levels AS (
    SELECT
        e.pmr, e.financial_year, e.in_census, w.cin_years, w.cpp_years, w.cla_years,
        CASE WHEN s.sc_level IS NOT NULL THEN s.sc_level WHEN w.cin_years = @years AND w.cla_years = @years THEN 0 END AS sc_level,
        CASE WHEN s.sc_ever IS NOT NULL THEN s.sc_ever WHEN w.both_now = 1 THEN 0 END AS sc_ever
    FROM everybody AS e
    JOIN window_cover AS w ON w.financial_year = e.financial_year
    LEFT JOIN seen AS s ON s.pmr = e.pmr AND s.financial_year = e.financial_year
)
SELECT
    l.pmr, l.financial_year, l.sc_level,
    CASE l.sc_level WHEN 3 THEN 'CLA' WHEN 2 THEN 'CPPO' WHEN 1 THEN 'CINO' WHEN 0 THEN 'not seen' END AS sc_group,
    l.sc_ever, l.cin_years, l.cpp_years, l.cla_years, l.in_census
INTO work.social_care_group
FROM levels AS l;
