-- Pay in the prices of one year: needs work.paye_earnings_annual and work.price_index (from outside), makes work.real_earnings.
DECLARE @base_year varchar(7) = '2017/18';

DROP TABLE IF EXISTS work.real_earnings;

WITH pay AS (
    SELECT p.edukey, p.tax_year, MAX(p.earnings) AS earnings
    FROM work.paye_earnings_annual AS p
    WHERE p.edukey IS NOT NULL AND p.tax_year IS NOT NULL
    GROUP BY p.edukey, p.tax_year
), prices AS (
    -- a year with two different values has none that can be used
    SELECT i.tax_year, MAX(i.price_index) AS price_index
    FROM work.price_index AS i
    WHERE i.price_index > 0
    GROUP BY i.tax_year
    HAVING MIN(i.price_index) = MAX(i.price_index)
), factors AS (
    SELECT y.tax_year, b.price_index / NULLIF(y.price_index, 0) AS price_factor
    FROM prices AS y
    JOIN prices AS b ON b.tax_year = @base_year
)
SELECT p.edukey, p.tax_year, p.earnings, f.price_factor, p.earnings * f.price_factor AS real_earnings
INTO work.real_earnings
FROM pay AS p
LEFT JOIN factors AS f ON f.tax_year = p.tax_year;
