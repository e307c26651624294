-- Graduates by years after graduation: needs work.he_qualifier_class and work.link_person_spine, makes work.graduate_yag_frame.
DECLARE @provider_area varchar(20) = 'england';
DECLARE @last_tax_year char(7) = '2020/21';

DROP TABLE IF EXISTS work.graduate_yag_frame;

WITH degrees AS (
    SELECT
        COALESCE(s.person, CONCAT('PMR', q.pmr)) AS person, COALESCE(s.number, 1) AS number, COALESCE(s.n_edukey, 0) AS n_edukey,
        q.pmr, q.award_year, q.degree_class, q.uk_home, q.provider_country
    FROM work.he_qualifier_class AS q
    LEFT JOIN work.link_person_spine AS s ON s.key_type = 'pmr' AND s.key_value = q.pmr
    WHERE
        q.first_degree_award = 1 AND q.pmr IS NOT NULL AND q.award_year IS NOT NULL
        AND CASE
            WHEN @provider_area = 'all' THEN 1
            WHEN q.provider_country = 'E' THEN 1
            WHEN @provider_area = 'great_britain' AND q.provider_country IN ('S', 'W') THEN 1
            ELSE 0
        END = 1
), ranked AS (
    SELECT
        d.*, CAST(LEFT(d.award_year, 4) AS int) AS starts,
        ROW_NUMBER() OVER (
            PARTITION BY d.person
            ORDER BY
                d.award_year, d.number, d.pmr, CASE WHEN d.degree_class IS NULL THEN 1 ELSE 0 END, d.degree_class,
                COALESCE(d.uk_home, 2), CASE WHEN d.provider_country IS NULL THEN 1 ELSE 0 END, d.provider_country,
                d.n_edukey
        ) AS place
    FROM degrees AS d
), years AS (
    SELECT r.*, v.yag, r.starts + v.yag + 1 AS tax_start
    FROM ranked AS r
    CROSS JOIN (VALUES (1), (3), (5), (10)) AS v(yag)
    WHERE r.place = 1
), named AS (
    SELECT y.*, CONCAT(y.tax_start, '/', RIGHT(CONCAT('0', (y.tax_start + 1) % 100), 2)) AS tax_year
    FROM years AS y
)
SELECT
    n.person, n.award_year, n.yag, n.tax_year, CASE WHEN n.tax_year <= @last_tax_year THEN 1 ELSE 0 END AS tax_year_held,
    CASE WHEN n.n_edukey > 0 THEN 1 ELSE 0 END AS matched, n.n_edukey, n.degree_class, n.uk_home, n.provider_country
INTO work.graduate_yag_frame
FROM named AS n;
