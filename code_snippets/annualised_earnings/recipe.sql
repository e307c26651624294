-- Pay scaled to a full year: needs work.paye_earnings_annual and work.spell_split_periods, makes work.annualised_earnings.
DECLARE @least_days int = 30;

DROP TABLE IF EXISTS work.annualised_earnings;

WITH pay AS (
    SELECT p.edukey, p.tax_year, MAX(p.earnings) AS earnings, CAST(LEFT(p.tax_year, 4) AS int) + 1 AS ends
    FROM work.paye_earnings_annual AS p
    WHERE p.edukey IS NOT NULL AND p.tax_year IS NOT NULL
    GROUP BY p.edukey, p.tax_year
), worked AS (
    SELECT s.edukey, s.tax_year, MAX(s.days) AS days
    FROM work.spell_split_periods AS s
    WHERE s.days >= 1
    GROUP BY s.edukey, s.tax_year
), known AS (
    SELECT
        p.edukey, p.tax_year, p.earnings, w.days,
        -- 29 February lies in the calendar year in which the tax year ends
        CASE WHEN p.ends % 4 = 0 THEN 366 ELSE 365 END AS year_days,
        CASE
            WHEN p.earnings IS NULL THEN 'pay missing'
            WHEN p.earnings <= 0 THEN 'no pay'
            WHEN w.days IS NULL THEN 'no days'
            WHEN w.days < @least_days THEN 'few days'
            ELSE 'annualised'
        END AS status
    FROM pay AS p
    LEFT JOIN worked AS w ON w.edukey = p.edukey AND w.tax_year = p.tax_year
)
SELECT
    k.edukey, k.tax_year, k.earnings, k.days, k.year_days, k.status,
    CASE WHEN k.status = 'annualised' THEN CAST(k.earnings AS float) * k.year_days / NULLIF(k.days, 0) END AS annualised
INTO work.annualised_earnings
FROM known AS k;
