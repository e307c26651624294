-- One row for each further education aim: needs work.lilr_aims and work.link_person_spine, makes work.ilr_aim_dedupe.
DROP TABLE IF EXISTS work.ilr_aim_dedupe;

WITH persons AS (
    SELECT s.key_value, MIN(s.person) AS person FROM work.link_person_spine AS s WHERE s.key_type = 'record' GROUP BY s.key_value
), returned AS (
    SELECT DISTINCT
        COALESCE(p.person, CONCAT('REC', a.RECORDID)) AS person, NULLIF(a.ukprn_anon, -1) AS provider, a.learning_aim_id AS aim_ref,
        CASE WHEN a.AimType IN (1, 35) OR a.learning_aim_id = 'ZPROG001' THEN 1 ELSE 0 END AS programme_aim,
        CASE WHEN a.start_date > '1900-01-01' THEN a.start_date END AS aim_start,
        CASE WHEN a.end_date > '1900-01-01' THEN a.end_date END AS aim_end,
        a.academic_year, a.external_id, a.sequence_index,
        CASE WHEN a.Compstatus IN (1, 2, 3, 4, 6) THEN a.Compstatus END AS status,
        CASE WHEN a.outcome IN (1, 6, 7) OR a.Achievement_date > '1900-01-01' THEN 1
             WHEN a.outcome IN (4, 5, 8) THEN NULL
             WHEN a.outcome IN (2, 3) OR a.Compstatus IN (3, 4) THEN 0 END AS achieved,
        -- 9 is a higher level that is not given exactly
        CASE WHEN a.Notional_Level_v2_latest BETWEEN 0 AND 9 THEN a.Notional_Level_v2_latest
             WHEN a.Notional_Level_v2 BETWEEN 0 AND 9 THEN a.Notional_Level_v2
             WHEN a.Notional_Level IN (0, 1, 2, 3, 4, 5) THEN CAST(a.Notional_Level AS int)
             WHEN a.Notional_Level = 6 THEN 9 END AS level
    FROM work.lilr_aims AS a
    LEFT JOIN persons AS p ON p.key_value = CAST(a.RECORDID AS varchar(20))
    WHERE a.RECORDID IS NOT NULL
), ranked AS (
    SELECT
        r.*,
        MIN(r.academic_year) OVER (PARTITION BY r.person, r.provider, r.aim_ref, r.programme_aim, r.aim_start) AS first_year,
        COUNT(*) OVER (PARTITION BY r.person, r.provider, r.aim_ref, r.programme_aim, r.aim_start) AS n_rows,
        ROW_NUMBER() OVER (
            PARTITION BY r.person, r.provider, r.aim_ref, r.programme_aim, r.aim_start
            ORDER BY r.academic_year DESC, r.aim_end DESC,
                CASE WHEN r.external_id IS NULL THEN 1 ELSE 0 END, r.external_id,
                CASE WHEN r.sequence_index IS NULL THEN 1 ELSE 0 END, r.sequence_index,
                COALESCE(r.status, 9), COALESCE(r.achieved, 9), COALESCE(r.level, 99)
        ) AS place
    FROM returned AS r
)
SELECT
    k.person,
    ROW_NUMBER() OVER (
        PARTITION BY k.person
        ORDER BY CASE WHEN k.aim_start IS NULL THEN 1 ELSE 0 END, k.aim_start, CASE WHEN k.provider IS NULL THEN 1 ELSE 0 END, k.provider,
            CASE WHEN k.aim_ref IS NULL THEN 1 ELSE 0 END, k.aim_ref, k.programme_aim
    ) AS aim_number,
    k.provider, k.aim_ref, k.programme_aim, k.aim_start, k.aim_end, k.first_year, k.academic_year AS last_year, k.status, k.achieved,
    CASE WHEN k.status = 3 THEN 1 WHEN k.status IS NOT NULL THEN 0 END AS withdrawn,
    CASE WHEN k.level <= 8 THEN k.level END AS aim_level,
    CASE WHEN k.level >= 4 THEN 1 WHEN k.level IS NOT NULL THEN 0 END AS level4_up,
    k.n_rows
INTO work.ilr_aim_dedupe
FROM ranked AS k
WHERE k.place = 1;
