-- Neighbours in LEO: needs work.leo_geography, work.link_person_spine and work.paye_earnings_annual,
-- makes work.neighbour_composition.
DECLARE @threshold int = 20000;
DECLARE @least_neighbours int = 10;

DROP TABLE IF EXISTS work.neighbour_composition;

WITH homes AS (
    SELECT g.Edukey AS edukey, g.tax_year, MIN(g.COA_2011) AS area
    FROM work.leo_geography AS g
    WHERE g.Edukey IS NOT NULL AND g.tax_year IS NOT NULL
    GROUP BY g.Edukey, g.tax_year
), pay AS (
    SELECT
        COALESCE(k.person, CONCAT('EDU', p.edukey)) AS person, p.tax_year,
        -- an amount that is missing makes the sum unknown
        CASE WHEN COUNT(*) = COUNT(p.earnings) THEN SUM(p.earnings) END AS earnings
    FROM work.paye_earnings_annual AS p
    LEFT JOIN work.link_person_spine AS k ON k.key_value = p.edukey AND k.key_type = 'edukey'
    WHERE p.edukey IS NOT NULL
    GROUP BY COALESCE(k.person, CONCAT('EDU', p.edukey)), p.tax_year
), people AS (
    SELECT h.edukey, h.tax_year, h.area, COALESCE(k.person, CONCAT('EDU', h.edukey)) AS person
    FROM homes AS h
    LEFT JOIN work.link_person_spine AS k ON k.key_value = h.edukey AND k.key_type = 'edukey'
), known AS (
    SELECT
        p.edukey, p.tax_year, p.area, p.person,
        CASE WHEN y.earnings IS NOT NULL THEN 1 ELSE 0 END AS paid,
        CASE WHEN y.earnings >= @threshold THEN 1 ELSE 0 END AS high
    FROM people AS p
    LEFT JOIN pay AS y ON y.person = p.person AND y.tax_year = p.tax_year
), totals AS (
    -- a person with two keys in one area is one neighbour
    SELECT n.area, n.tax_year, COUNT(*) AS people, SUM(n.paid) AS paid, SUM(n.high) AS high
    FROM (SELECT DISTINCT k.person, k.area, k.tax_year, k.paid, k.high FROM known AS k WHERE k.area IS NOT NULL) AS n
    GROUP BY n.area, n.tax_year
), others AS (
    -- everybody in the area less the person
    SELECT
        k.edukey, k.tax_year, k.area, t.people - 1 AS neighbour_n, t.paid - k.paid AS paid_n, t.high - k.high AS high_n
    FROM known AS k
    LEFT JOIN totals AS t ON t.area = k.area AND t.tax_year = k.tax_year
)
SELECT
    o.edukey, o.tax_year, o.area, CASE WHEN o.tax_year >= '2013/14' THEN 1 ELSE 0 END AS exact_area, o.neighbour_n,
    CASE WHEN o.neighbour_n > 0 AND o.neighbour_n >= @least_neighbours
         THEN CAST(o.paid_n AS float) / o.neighbour_n END AS neighbour_paid_share,
    o.paid_n AS neighbour_paid_n,
    CASE WHEN o.paid_n > 0 AND o.paid_n >= @least_neighbours THEN CAST(o.high_n AS float) / o.paid_n END AS neighbour_high_share
INTO work.neighbour_composition
FROM others AS o;
