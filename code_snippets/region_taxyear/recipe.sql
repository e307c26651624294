-- Region of residence by tax year: needs work.leo_geography, makes work.region_taxyear.
DROP TABLE IF EXISTS work.region_taxyear;

WITH countries AS (
    SELECT
        g.Edukey AS edukey, g.tax_year, g.GOR, g.GORNM,
        CASE
            WHEN g.CTRYNM = 'England' THEN 'England'
            WHEN g.CTRYNM = 'Wales' THEN 'Wales'
            WHEN g.CTRYNM = 'Scotland' THEN 'Scotland'
            WHEN g.CTRYNM = 'Northern Ireland' THEN 'Northern Ireland'
            WHEN g.CTRYNM = 'Abroad' THEN 'Abroad'
            WHEN g.CTRYNM = 'Unknown' THEN 'Unknown'
            WHEN g.GOR LIKE 'E12%' THEN 'England'
            WHEN g.GOR LIKE 'W9%' THEN 'Wales'
            WHEN g.GOR LIKE 'S9%' THEN 'Scotland'
            WHEN g.GOR LIKE 'N9%' THEN 'Northern Ireland'
        END AS country
    FROM work.leo_geography AS g
    WHERE g.Edukey IS NOT NULL AND g.tax_year IS NOT NULL
), regions AS (
    SELECT DISTINCT
        c.edukey, c.tax_year, c.country,
        CASE
            WHEN c.country = 'Wales' THEN 'W92000004'
            WHEN c.country = 'Scotland' THEN 'S92000003'
            WHEN c.country = 'Northern Ireland' THEN 'N92000002'
            WHEN c.country IN ('Abroad', 'Unknown') THEN c.country
            WHEN c.country IS NULL THEN NULL
            WHEN c.GOR IN ('E12000001', 'E12000002', 'E12000003', 'E12000004', 'E12000005', 'E12000006', 'E12000007', 'E12000008',
                           'E12000009') THEN UPPER(c.GOR)
            WHEN c.GORNM = 'North East' THEN 'E12000001'
            WHEN c.GORNM = 'North West' THEN 'E12000002'
            WHEN c.GORNM = 'Yorkshire and The Humber' THEN 'E12000003'
            WHEN c.GORNM = 'East Midlands' THEN 'E12000004'
            WHEN c.GORNM = 'West Midlands' THEN 'E12000005'
            WHEN c.GORNM = 'East of England' THEN 'E12000006'
            WHEN c.GORNM = 'London' THEN 'E12000007'
            WHEN c.GORNM = 'South East' THEN 'E12000008'
            WHEN c.GORNM = 'South West' THEN 'E12000009'
        END AS region
    FROM countries AS c
), ranked AS (
    SELECT
        r.*,
        COUNT(*) OVER (PARTITION BY r.edukey, r.tax_year) AS n_places,
        ROW_NUMBER() OVER (
            PARTITION BY r.edukey, r.tax_year
            ORDER BY
                CASE WHEN r.region IS NULL THEN 3 WHEN r.region = 'Unknown' THEN 2 WHEN r.region = 'Abroad' THEN 1 ELSE 0 END,
                r.region, CASE WHEN r.country IS NULL THEN 1 ELSE 0 END, r.country
        ) AS place
    FROM regions AS r
)
SELECT
    r.edukey, r.tax_year, r.region,
    CASE r.region
        WHEN 'E12000001' THEN 'North East' WHEN 'E12000002' THEN 'North West' WHEN 'E12000003' THEN 'Yorkshire and The Humber'
        WHEN 'E12000004' THEN 'East Midlands' WHEN 'E12000005' THEN 'West Midlands' WHEN 'E12000006' THEN 'East of England'
        WHEN 'E12000007' THEN 'London' WHEN 'E12000008' THEN 'South East' WHEN 'E12000009' THEN 'South West'
        ELSE CASE WHEN r.region IS NOT NULL THEN r.country END
    END AS region_name,
    r.country, r.n_places
INTO work.region_taxyear
FROM ranked AS r
WHERE r.place = 1;
