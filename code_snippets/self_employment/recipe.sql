-- Self-employment by tax year: needs work.link_person_spine, work.leo_self_assessment and work.paye_earnings_annual,
-- makes work.self_employment.
DECLARE @first_year int = 2013;
DECLARE @last_year int = 2020;

DROP TABLE IF EXISTS work.self_employment;

WITH digits AS (
    SELECT v.d FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v(d)
), years AS (
    SELECT q.starts, CONCAT(q.starts, '/', RIGHT(CONCAT('0', (q.starts + 1) % 100), 2)) COLLATE Latin1_General_BIN2 AS tax_year
    FROM (SELECT @first_year + 10 * a.d + b.d AS starts FROM digits AS a CROSS JOIN digits AS b) AS q
    WHERE q.starts <= @last_year
), keys AS (
    SELECT DISTINCT k.person, k.key_value AS edukey
    FROM work.link_person_spine AS k
    WHERE k.person IS NOT NULL AND k.key_value IS NOT NULL AND k.key_type = 'edukey'
), people AS (
    SELECT k.person, MAX(CASE WHEN k.key_type = 'edukey' AND k.key_value IS NOT NULL THEN 1 ELSE 0 END) AS linked
    FROM work.link_person_spine AS k
    WHERE k.person IS NOT NULL
    GROUP BY k.person
), given AS (
    SELECT DISTINCT s.Edukey, s.tax_year, s.Self_Employed, s.EARNINGS_SOLE, s.EARNINGS_PTR, s.EARNINGS_SELF_EMPLOYMENT
    FROM work.leo_self_assessment AS s
    WHERE s.Self_Employed = 1 OR COALESCE(s.EARNINGS_SELF_EMPLOYMENT, s.EARNINGS_SOLE, s.EARNINGS_PTR) IS NOT NULL
), returns AS (
    SELECT
        k.person, g.tax_year,
        -- the form: no value means no such income
        SUM(COALESCE(
            CAST(g.EARNINGS_SELF_EMPLOYMENT AS bigint),
            CAST(COALESCE(g.EARNINGS_SOLE, 0) AS bigint) + COALESCE(g.EARNINGS_PTR, 0)
        )) AS se_earn,
        MAX(CASE WHEN g.EARNINGS_SOLE IS NOT NULL THEN 1 ELSE 0 END) AS has_sole,
        MAX(CASE WHEN g.EARNINGS_PTR IS NOT NULL THEN 1 ELSE 0 END) AS has_partner
    FROM given AS g
    JOIN keys AS k ON k.edukey = g.Edukey
    GROUP BY k.person, g.tax_year
), pay AS (
    SELECT q.person, q.tax_year, SUM(q.earnings) AS paye_earn, MAX(CASE WHEN q.earnings IS NULL THEN 1 ELSE 0 END) AS is_unknown
    FROM (
        SELECT DISTINCT k.person, p.edukey, p.tax_year, p.earnings
        FROM work.paye_earnings_annual AS p
        JOIN keys AS k ON k.edukey = p.edukey
    ) AS q
    GROUP BY q.person, q.tax_year
), seen AS (
    SELECT
        p.person, y.tax_year, p.linked, r.se_earn, COALESCE(w.paye_earn, 0) AS paye_earn, w.is_unknown, r.has_sole, r.has_partner,
        -- before 2013/14 the returns are not sound
        CASE WHEN y.starts < 2013 OR p.linked = 0 THEN NULL WHEN r.person IS NOT NULL THEN 1 ELSE 0 END AS self_emp
    FROM people AS p
    CROSS JOIN years AS y
    LEFT JOIN returns AS r ON r.person = p.person AND r.tax_year = y.tax_year
    LEFT JOIN pay AS w ON w.person = p.person AND w.tax_year = y.tax_year
)
SELECT
    s.person, s.tax_year, s.linked, s.self_emp,
    CASE
        WHEN s.self_emp = 1 AND s.has_sole = 1 AND s.has_partner = 1 THEN 'both'
        WHEN s.self_emp = 1 AND s.has_sole = 1 THEN 'sole'
        WHEN s.self_emp = 1 AND s.has_partner = 1 THEN 'partner'
        WHEN s.self_emp = 1 THEN 'unknown'
    END AS se_type,
    CASE WHEN s.self_emp = 1 THEN s.se_earn END AS se_earn,
    CASE
        WHEN s.self_emp = 0 THEN 0
        WHEN s.self_emp = 1 AND COALESCE(s.is_unknown, 0) = 0 THEN CASE WHEN s.se_earn > s.paye_earn THEN 1 ELSE 0 END
    END AS mainly_se
INTO work.self_employment
FROM seen AS s;
