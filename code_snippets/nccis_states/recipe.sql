-- Monthly activity of young people: needs work.nccis, makes work.nccis_states.
DECLARE @lapsed_value varchar(50) = 'Y';
DECLARE @code_530 varchar(20) = 'reengagement';
DECLARE @code_550 varchar(20) = 'employment';

DROP TABLE IF EXISTS work.nccis_states;

WITH returned AS (
    SELECT
        n.NCCIS_PupilMatchingRefAnonymous AS pmr, n.academic_year, n.NCCIS_Current_Activity_Code AS activity_code,
        -- September to December lie in the first calendar year of the school year, January to August in the second
        CASE WHEN n.NCCIS_MonthNo BETWEEN 9 AND 12 THEN DATEFROMPARTS(CAST(LEFT(n.academic_year, 4) AS int), n.NCCIS_MonthNo, 1)
             WHEN n.NCCIS_MonthNo BETWEEN 1 AND 8 THEN DATEFROMPARTS(CAST(LEFT(n.academic_year, 4) AS int) + 1, n.NCCIS_MonthNo, 1)
        END AS month_start,
        CASE
            WHEN n.NCCIS_Current_Activity_Code IS NULL THEN NULL
            WHEN n.NCCIS_Currency_Lapsed_Indicator = @lapsed_value THEN 'unknown'
            WHEN n.NCCIS_Current_Activity_Code IN (130, 290, 710) THEN 'custody'
            WHEN n.NCCIS_Current_Activity_Code IN (110, 120, 210, 220, 230, 240, 250, 260, 270, 280) THEN 'education'
            WHEN n.NCCIS_Current_Activity_Code IN (410, 420, 430, 440, 450, 460) THEN 'training'
            WHEN n.NCCIS_Current_Activity_Code IN (310, 320, 330, 340, 350, 360, 380, 381) THEN 'employment'
            WHEN n.NCCIS_Current_Activity_Code IN (550, 551) THEN @code_550
            WHEN n.NCCIS_Current_Activity_Code = 530 THEN @code_530
            WHEN n.NCCIS_Current_Activity_Code IN (510, 520, 540, 610, 615, 616, 619) THEN 'neet_avail'
            WHEN n.NCCIS_Current_Activity_Code IN (140, 620, 630, 640, 650, 660, 670, 680) THEN 'neet_unavail'
            WHEN n.NCCIS_Current_Activity_Code = 720 THEN 'other'
            WHEN n.NCCIS_Current_Activity_Code IN (150, 810, 820, 830) THEN 'unknown'
        END AS state
    FROM work.nccis AS n
    WHERE n.NCCIS_PupilMatchingRefAnonymous IS NOT NULL AND n.academic_year IS NOT NULL
), states AS (
    SELECT r.pmr, r.academic_year, r.month_start, r.state, MIN(r.activity_code) AS activity_code
    FROM returned AS r
    WHERE r.month_start IS NOT NULL
    GROUP BY r.pmr, r.academic_year, r.month_start, r.state
), ranked AS (
    SELECT
        s.*,
        COUNT(s.state) OVER (PARTITION BY s.pmr, s.academic_year, s.month_start) AS n_states,
        ROW_NUMBER() OVER (
            PARTITION BY s.pmr, s.academic_year, s.month_start
            ORDER BY CASE s.state
                WHEN 'custody' THEN 1 WHEN 'education' THEN 2 WHEN 'training' THEN 3 WHEN 'employment' THEN 4
                WHEN 'reengagement' THEN 5 WHEN 'neet_avail' THEN 6 WHEN 'neet_unavail' THEN 7
                WHEN 'other' THEN 8 WHEN 'unknown' THEN 9 ELSE 10 END
        ) AS place
    FROM states AS s
)
SELECT r.pmr, r.academic_year, r.month_start, r.state, r.activity_code, r.n_states
INTO work.nccis_states
FROM ranked AS r
WHERE r.place = 1;
