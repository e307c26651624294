-- Tax years counted from a school year: needs work.ks4_pupil, work.hesa and work.leo_earnings, makes work.taxyear_alignment.
DECLARE @first_month int = 9;

DROP TABLE IF EXISTS work.taxyear_alignment;

WITH labels AS (
    SELECT 'school' AS kind, k.academic_year AS label FROM work.ks4_pupil AS k
    UNION SELECT 'school', h.academic_year FROM work.hesa AS h
    UNION SELECT 'tax', e.tax_year FROM work.leo_earnings AS e
), parted AS (
    SELECT l.kind, l.label, TRY_CAST(LEFT(l.label, 4) AS int) AS y FROM labels AS l
), years AS (
    SELECT p.kind, p.label, p.y
    FROM parted AS p
    WHERE p.y BETWEEN 1900 AND 2099 AND p.label = CONCAT(p.y, '/', RIGHT(CONCAT('0', (p.y + 1) % 100), 2))
), pairs AS (
    SELECT s.label AS academic_year, t.label AS tax_year, s.y, t.y - s.y AS distance
    FROM years AS s
    CROSS JOIN years AS t
    WHERE s.kind = 'school' AND t.kind = 'tax'
)
SELECT
    p.academic_year, p.tax_year,
    CASE p.distance WHEN 0 THEN DATEDIFF(DAY, DATEFROMPARTS(p.y, @first_month, 1), DATEFROMPARTS(p.y + 1, 4, 6))
                    WHEN 1 THEN DATEDIFF(DAY, DATEFROMPARTS(p.y + 1, 4, 6), DATEFROMPARTS(p.y + 1, @first_month, 1))
                    ELSE 0 END AS shared_days,
    CASE WHEN p.distance < 0 THEN 'before' WHEN p.distance = 0 THEN 'begins' WHEN p.distance = 1 THEN 'leaving' ELSE 'after' END AS relation,
    CASE WHEN p.distance > 1 THEN p.distance - 1 END AS years_after,
    CASE WHEN p.distance = 2 THEN 1 ELSE 0 END AS first_full
INTO work.taxyear_alignment
FROM pairs AS p;
