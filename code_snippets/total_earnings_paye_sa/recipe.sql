-- Pay and income from self-employment together: needs work.self_employment, work.link_person_spine and work.paye_earnings_annual,
-- makes work.total_earnings_paye_sa.
DECLARE @losses varchar(4) = 'keep';

DROP TABLE IF EXISTS work.total_earnings_paye_sa;

WITH people AS (
    SELECT DISTINCT s.person, s.tax_year, COALESCE(s.linked, 0) AS linked, s.self_emp, s.se_earn
    FROM work.self_employment AS s
    WHERE s.person IS NOT NULL AND s.tax_year IS NOT NULL
), paid AS (
    SELECT DISTINCT k.person, p.edukey, p.tax_year, p.earnings
    FROM work.paye_earnings_annual AS p
    JOIN work.link_person_spine AS k ON k.key_value = p.edukey AND k.key_type = 'edukey'
), pay AS (
    SELECT q.person, q.tax_year, CASE WHEN COUNT(*) = COUNT(q.earnings) THEN SUM(q.earnings) END AS paye_earn
    FROM paid AS q
    GROUP BY q.person, q.tax_year
), known AS (
    SELECT
        s.person, s.tax_year, s.linked,
        CASE WHEN s.linked = 1 THEN CASE WHEN p.person IS NOT NULL THEN 1 ELSE 0 END END AS paye_record,
        CASE WHEN s.linked = 1 THEN p.paye_earn END AS paye_earn,
        s.self_emp, s.se_earn,
        CASE WHEN @losses = 'zero' AND s.se_earn < 0 THEN 0 ELSE s.se_earn END AS se_counted
    FROM people AS s
    LEFT JOIN pay AS p ON p.person = s.person AND p.tax_year = s.tax_year
), typed AS (
    SELECT
        k.*,
        CASE
            WHEN k.paye_record = 1 AND k.self_emp = 1 THEN 'both'
            WHEN k.paye_record = 1 AND k.self_emp = 0 THEN 'paye'
            WHEN k.paye_record = 0 AND k.self_emp = 1 THEN 'se'
            WHEN k.paye_record = 0 AND k.self_emp = 0 THEN 'none'
        END AS earn_type
    FROM known AS k
), totals AS (
    SELECT
        t.*,
        CASE t.earn_type
            WHEN 'both' THEN t.paye_earn + t.se_counted
            WHEN 'paye' THEN t.paye_earn
            WHEN 'se' THEN t.se_counted
        END AS total_earn
    FROM typed AS t
)
SELECT
    t.person, t.tax_year, t.linked, t.paye_record, t.paye_earn, t.self_emp, t.se_earn, t.earn_type, t.total_earn,
    CASE WHEN t.earn_type = 'none' THEN 0 ELSE t.total_earn END AS total_filled
INTO work.total_earnings_paye_sa
FROM totals AS t;
