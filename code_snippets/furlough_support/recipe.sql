-- Furlough and grants for the self-employed: needs work.link_person_spine, work.leo_cjrs and work.leo_seiss,
-- makes work.furlough_support.
DECLARE @marker varchar(3) = 'dtm';
DECLARE @first_month int = 4;

DROP TABLE IF EXISTS work.furlough_support;

WITH people AS (
    SELECT k.person, MAX(CASE WHEN k.key_type = 'edukey' THEN 1 ELSE 0 END) AS linked
    FROM work.link_person_spine AS k
    WHERE k.person IS NOT NULL
    GROUP BY k.person
), records AS (
    SELECT
        'cjrs' AS scheme, k.person, c.EDUKEY AS edukey, c.tax_year, c.CJRS_EOM_IND AS eom, c.CJRS_DTM_IND AS dtm,
        c.CJRS_TOT_WKS AS weeks, c.CJRS_WKS_CAPPED AS capped, CAST(NULL AS float) AS amount
    FROM work.leo_cjrs AS c
    JOIN work.link_person_spine AS k ON k.key_value = c.EDUKEY AND k.key_type = 'edukey'
    WHERE c.tax_year IN ('2019/20', '2020/21')
    UNION
    SELECT
        'seiss' AS scheme, k.person, s.EDUKEY AS edukey, s.tax_year, s.SEISS_EOM_IND AS eom, s.SEISS_DTM_IND AS dtm,
        s.SEISS_TOT_WKS AS weeks, CAST(NULL AS float) AS capped, s.SEISS_TOT_AMT AS amount
    FROM work.leo_seiss AS s
    JOIN work.link_person_spine AS k ON k.key_value = s.EDUKEY AND k.key_type = 'edukey'
    WHERE s.tax_year = '2020/21'
), readable AS (
    -- only twelve marks of 0 and 1 can be read
    SELECT
        r.scheme, r.person, r.tax_year, r.weeks, r.capped, r.amount,
        CASE WHEN LEN(r.eom) = 12 AND REPLACE(REPLACE(r.eom, '0', ''), '1', '') = '' THEN r.eom END AS eom,
        CASE WHEN LEN(r.dtm) = 12 AND REPLACE(REPLACE(r.dtm, '0', ''), '1', '') = '' THEN r.dtm END AS dtm
    FROM records AS r
), judged AS (
    SELECT
        r.*, CASE WHEN @marker = 'eom' THEN r.eom ELSE r.dtm END AS marks,
        CASE
            WHEN r.eom LIKE '%1%' THEN 1
            WHEN r.dtm LIKE '%1%' THEN 1
            WHEN r.weeks > 0 THEN 1
            WHEN r.amount > 0 THEN 1
            WHEN COALESCE(r.eom, r.dtm) IS NOT NULL THEN 0
            WHEN COALESCE(r.weeks, r.amount) IS NOT NULL THEN 0
        END AS supported
    FROM readable AS r
), sums AS (
    SELECT
        j.scheme, j.person, j.tax_year,
        CASE WHEN MAX(j.supported) = 1 OR COUNT(j.supported) = COUNT(*) THEN MAX(j.supported) END AS supported,
        CASE WHEN COUNT(j.marks) = COUNT(*) THEN 1 ELSE 0 END AS months_known,
        CASE WHEN COUNT(j.weeks) = COUNT(*) THEN MAX(j.weeks) END AS weeks,
        MAX(CASE WHEN j.capped = 1 THEN 1 WHEN j.capped = 0 THEN 0 END) AS capped,
        CASE WHEN COUNT(j.amount) = COUNT(*) THEN SUM(j.amount) END AS amount
    FROM judged AS j
    GROUP BY j.scheme, j.person, j.tax_year
), months AS (
    SELECT DISTINCT j.scheme, j.person, j.tax_year, (@first_month + v.place - 2) % 12 + 1 AS month
    FROM judged AS j
    CROSS JOIN (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)) AS v(place)
    WHERE SUBSTRING(j.marks, v.place, 1) = '1'
), dated AS (
    SELECT
        m.scheme, m.person, m.tax_year,
        DATEFROMPARTS(CAST(LEFT(m.tax_year, 4) AS int) + CASE WHEN m.month < 4 THEN 1 ELSE 0 END, m.month, 1) AS month_start
    FROM months AS m
), spans AS (
    SELECT d.scheme, d.person, d.tax_year, COUNT(*) AS months, MIN(d.month_start) AS first_month, MAX(d.month_start) AS last_month
    FROM dated AS d
    GROUP BY d.scheme, d.person, d.tax_year
), results AS (
    SELECT
        s.*, CASE WHEN s.months_known = 1 THEN COALESCE(p.months, 0) END AS months,
        CASE WHEN s.months_known = 1 THEN p.first_month END AS first_month,
        CASE WHEN s.months_known = 1 THEN p.last_month END AS last_month
    FROM sums AS s
    LEFT JOIN spans AS p ON p.scheme = s.scheme AND p.person = s.person AND p.tax_year = s.tax_year
)
SELECT
    p.person, y.tax_year, p.linked,
    CASE WHEN c.person IS NOT NULL THEN c.supported WHEN p.linked = 1 THEN 0 END AS furlough_any,
    CASE WHEN c.person IS NOT NULL THEN c.months WHEN p.linked = 1 THEN 0 END AS furlough_months,
    CASE WHEN c.person IS NOT NULL THEN c.weeks WHEN p.linked = 1 THEN 0 END AS furlough_weeks,
    c.capped AS weeks_capped, c.first_month AS furlough_from, c.last_month AS furlough_to,
    CASE WHEN s.person IS NOT NULL THEN s.supported WHEN p.linked = 1 AND y.tax_year = '2020/21' THEN 0 END AS seiss_any,
    CASE WHEN s.person IS NOT NULL THEN s.months WHEN p.linked = 1 AND y.tax_year = '2020/21' THEN 0 END AS seiss_months,
    CASE WHEN s.person IS NOT NULL THEN s.weeks WHEN p.linked = 1 AND y.tax_year = '2020/21' THEN 0 END AS seiss_weeks,
    CASE WHEN s.person IS NOT NULL THEN s.amount WHEN p.linked = 1 AND y.tax_year = '2020/21' THEN 0 END AS seiss_amt
INTO work.furlough_support
FROM people AS p
CROSS JOIN (VALUES ('2019/20'), ('2020/21')) AS y(tax_year)
LEFT JOIN results AS c ON c.scheme = 'cjrs' AND c.person = p.person AND c.tax_year = y.tax_year
LEFT JOIN results AS s ON s.scheme = 'seiss' AND s.person = p.person AND s.tax_year = y.tax_year;
