-- Level of provision for special educational needs: needs work.census_reference_year_row, makes work.sen_level.
DECLARE @blank_on_roll varchar(7) = 'missing';

DROP TABLE IF EXISTS work.sen_level;

WITH coded AS (
    SELECT DISTINCT
        r.pmr, r.academic_year,
        CASE
            WHEN r.sen IN ('N', 'A', 'P', 'K', 'S', 'E') THEN r.sen
            WHEN r.sen IS NULL AND r.on_roll = 1 AND @blank_on_roll = 'none' THEN 'N'
        END AS sen_code
    FROM work.census_reference_year_row AS r
    WHERE r.pmr IS NOT NULL AND r.academic_year IS NOT NULL
)
SELECT
    c.pmr, c.academic_year,
    CASE
        WHEN c.sen_code = 'N' THEN 'none'
        WHEN c.sen_code IN ('A', 'P', 'K') THEN 'support'
        WHEN c.sen_code IN ('S', 'E') THEN 'plan'
    END AS sen_level,
    CASE WHEN c.sen_code = 'N' THEN 0 WHEN c.sen_code IS NOT NULL THEN 1 END AS any_sen,
    CASE WHEN c.sen_code IN ('S', 'E') THEN 1 WHEN c.sen_code IS NOT NULL THEN 0 END AS has_plan,
    c.sen_code,
    CASE WHEN c.sen_code IN ('A', 'P', 'S') THEN 'old' WHEN c.sen_code IN ('K', 'E') THEN 'new' END AS sen_system
INTO work.sen_level
FROM coded AS c;
