-- Pay by tax year: needs work.leo_earnings, makes work.paye_earnings_annual.
DECLARE @industry_by varchar(10) = 'enterprise';

DROP TABLE IF EXISTS work.paye_earnings_annual;

WITH given AS (
    SELECT DISTINCT
        e.Edukey, e.tax_year, e.Earnings, e.Num_Employments, e.main_enterprise, e.enterprise_earnings,
        e.main_enterprise_linked_section, e.Main_Section, e.Section_Earnings
    FROM work.leo_earnings AS e
    WHERE e.Edukey IS NOT NULL AND e.tax_year IS NOT NULL
), ranked AS (
    SELECT
        g.*,
        COUNT(*) OVER (PARTITION BY g.Edukey, g.tax_year) AS n_rows,
        SUM(CAST(g.Earnings AS bigint)) OVER (PARTITION BY g.Edukey, g.tax_year) AS total,
        SUM(CAST(g.Num_Employments AS bigint)) OVER (PARTITION BY g.Edukey, g.tax_year) AS n_employments,
        ROW_NUMBER() OVER (
            PARTITION BY g.Edukey, g.tax_year
            ORDER BY
                g.enterprise_earnings DESC, CASE WHEN g.main_enterprise IS NULL THEN 1 ELSE 0 END, g.main_enterprise,
                -- what follows decides only between rows that are equal so far
                g.Earnings DESC, g.Section_Earnings DESC, g.Num_Employments DESC,
                CASE WHEN g.main_enterprise_linked_section IS NULL THEN 1 ELSE 0 END, g.main_enterprise_linked_section,
                CASE WHEN g.Main_Section IS NULL THEN 1 ELSE 0 END, g.Main_Section
        ) AS place
    FROM given AS g
)
SELECT
    r.Edukey AS edukey, r.tax_year,
    CASE WHEN r.total < 0 THEN 0 ELSE r.total END AS earnings,
    CASE WHEN r.total <= 0 THEN 1 WHEN r.total > 0 THEN 0 END AS zero_pay,
    r.n_employments, r.main_enterprise, r.enterprise_earnings AS main_pay,
    CASE WHEN @industry_by = 'enterprise' THEN r.main_enterprise_linked_section ELSE r.Main_Section END AS industry,
    CASE WHEN @industry_by = 'enterprise' THEN r.enterprise_earnings ELSE r.Section_Earnings END AS industry_pay,
    r.n_rows
INTO work.paye_earnings_annual
FROM ranked AS r
WHERE r.place = 1;
