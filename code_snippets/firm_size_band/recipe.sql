-- Size band of the employer: needs work.leo_idbr, work.paye_earnings_annual and work.size_bands, makes work.firm_size_band.
DROP TABLE IF EXISTS work.firm_size_band;

WITH firms AS (
    SELECT DISTINCT
        p.main_enterprise AS enterprise, p.tax_year,
        CASE WHEN CAST(LEFT(p.tax_year, 4) AS int) <= 2016 THEN 2019 ELSE 2020 END AS source_year
    FROM work.paye_earnings_annual AS p
    WHERE p.main_enterprise IS NOT NULL AND p.tax_year IS NOT NULL
), given AS (
    SELECT DISTINCT i.ENTKEY, i.SourceYear, i.Employees, i.Govt_Region, i.SIC2007, i.Death_month
    FROM work.leo_idbr AS i
    WHERE i.ENTKEY IS NOT NULL AND i.SourceYear IS NOT NULL
), register AS (
    SELECT
        g.*,
        COUNT(*) OVER (PARTITION BY g.ENTKEY, g.SourceYear) AS n_records,
        ROW_NUMBER() OVER (
            PARTITION BY g.ENTKEY, g.SourceYear
            ORDER BY
                CASE WHEN g.Death_month IS NULL THEN 0 ELSE 1 END, g.Death_month DESC, g.Employees DESC,
                CASE WHEN g.SIC2007 IS NULL THEN 1 ELSE 0 END, g.SIC2007,
                CASE WHEN g.Govt_Region IS NULL THEN 1 ELSE 0 END, g.Govt_Region
        ) AS place
    FROM given AS g
), values_once AS (
    -- a value with two meanings has none
    SELECT b.employees, MIN(b.lowest) AS lowest, MAX(b.highest) AS highest
    FROM (SELECT DISTINCT s.employees, s.lowest, s.highest FROM work.size_bands AS s WHERE s.employees IS NOT NULL) AS b
    GROUP BY b.employees
    HAVING COUNT(*) = 1
), sizes AS (
    SELECT
        v.employees,
        CASE
            WHEN v.lowest < 0 OR v.highest < v.lowest THEN NULL
            WHEN v.highest <= 9 THEN '0-9'
            WHEN v.lowest >= 10 AND v.highest <= 49 THEN '10-49'
            WHEN v.lowest >= 50 AND v.highest <= 249 THEN '50-249'
            WHEN v.lowest >= 250 THEN '250+'
        END AS firm_size
    FROM values_once AS v
    WHERE v.lowest IS NOT NULL
)
SELECT
    f.enterprise, f.tax_year, f.source_year,
    CASE WHEN r.ENTKEY IS NOT NULL THEN 1 ELSE 0 END AS found,
    r.Employees AS employees, s.firm_size,
    CASE
        WHEN r.ENTKEY IS NULL THEN NULL
        WHEN f.source_year = 2019 AND r.Death_month < '2018-01-01' THEN 1
        WHEN f.source_year = 2020 AND r.Death_month < '2020-09-01' THEN 1
        ELSE 0
    END AS closed_before_load,
    r.Govt_Region AS firm_region,
    -- 1110 is 01110: a leading zero was lost
    CASE WHEN LEN(LTRIM(r.SIC2007)) BETWEEN 4 AND 5 AND TRY_CAST(r.SIC2007 AS int) >= 1000
         THEN CAST(FLOOR(CAST(TRY_CAST(r.SIC2007 AS int) AS float) / 1000) AS int) END AS sic_division,
    COALESCE(r.n_records, 0) AS n_records
INTO work.firm_size_band
FROM firms AS f
LEFT JOIN register AS r ON r.ENTKEY = f.enterprise AND r.SourceYear = f.source_year AND r.place = 1
LEFT JOIN sizes AS s ON s.employees = r.Employees;
