-- Apprenticeships and their starts in each year: needs work.lilr_aims and work.link_person_spine, makes work.apprenticeship_start.
DECLARE @first_year varchar(7) = '2004/05';

DROP TABLE IF EXISTS work.apprenticeship_start;

WITH persons AS (
    SELECT s.key_value, MIN(s.person) AS person FROM work.link_person_spine AS s WHERE s.key_type = 'record' GROUP BY s.key_value
), aims AS (
    SELECT DISTINCT
        COALESCE(p.person, CONCAT('REC', a.RECORDID)) AS person, a.academic_year, a.start AS started,
        CASE WHEN a.start_date > '1900-01-01' THEN a.start_date END AS begins,
        CASE WHEN a.programme_type >= 0 THEN a.programme_type END AS programme_type,
        CASE WHEN a.framework_id >= 0 THEN a.framework_id END AS framework, CASE WHEN a.Standard_id >= 0 THEN a.Standard_id END AS standard,
        CASE WHEN a.programme_type = 3 THEN 2 WHEN a.programme_type = 2 THEN 3
             WHEN a.programme_type BETWEEN 20 AND 23 THEN a.programme_type - 16
             WHEN a.Notional_Level_v2_latest BETWEEN 2 AND 7 THEN a.Notional_Level_v2_latest
             WHEN a.Notional_Level_v2 BETWEEN 2 AND 7 THEN a.Notional_Level_v2 END AS level,
        CASE WHEN a.StandardApp = 1 OR a.programme_type = 25 THEN 1
             WHEN a.FrameworkApp = 1 OR a.programme_type IN (2, 3, 10, 20, 21, 22, 23) THEN 0 END AS is_standard
    FROM work.lilr_aims AS a
    LEFT JOIN persons AS p ON p.key_value = CAST(a.RECORDID AS varchar(20))
    WHERE a.RECORDID IS NOT NULL AND a.academic_year >= @first_year AND a.app = 1 AND (a.AimType IN (1, 35) OR a.AimType IS NULL)
), ranked AS (
    SELECT
        a.*, MIN(a.begins) OVER (PARTITION BY a.person) AS first_ever,
        MIN(a.begins) OVER (PARTITION BY a.person, a.programme_type, a.framework, a.standard) AS first_of_programme,
        ROW_NUMBER() OVER (PARTITION BY a.person, a.academic_year, a.started, a.programme_type, a.framework, a.standard, a.begins
                           ORDER BY a.level, a.is_standard) AS copy,
        ROW_NUMBER() OVER (PARTITION BY a.person, a.academic_year ORDER BY a.started DESC, a.begins DESC, a.level DESC, a.is_standard DESC) AS place
    FROM aims AS a
), years AS (
    SELECT
        r.person, r.academic_year, CASE WHEN MAX(r.started) = 1 THEN 1 WHEN COUNT(*) = COUNT(r.started) THEN 0 END AS app_start,
        SUM(CASE WHEN r.started = 1 AND r.copy = 1 THEN 1 ELSE 0 END) AS starts,
        SUM(CASE WHEN r.started = 1 AND r.copy = 1 AND r.begins = r.first_of_programme THEN 1 ELSE 0 END) AS new_starts,
        MIN(CASE WHEN r.started = 1 THEN r.begins END) AS first_in_year, MIN(r.first_ever) AS first_ever,
        MAX(CASE WHEN r.place = 1 THEN r.level END) AS app_level, MAX(CASE WHEN r.place = 1 THEN r.is_standard END) AS app_standard
    FROM ranked AS r
    GROUP BY r.person, r.academic_year
)
SELECT
    y.person, y.academic_year, y.app_start, CASE WHEN y.app_start IS NOT NULL THEN y.starts END AS starts,
    CASE WHEN y.app_start = 0 OR y.first_in_year IS NOT NULL THEN y.new_starts END AS new_starts,
    CASE WHEN y.first_in_year = y.first_ever THEN 1 WHEN y.app_start = 0 OR y.first_in_year IS NOT NULL THEN 0 END AS app_first,
    y.app_level, y.app_standard
INTO work.apprenticeship_start
FROM years AS y;
