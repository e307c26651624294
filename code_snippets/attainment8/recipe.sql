-- Attainment 8: needs work.ks4_row_selection and work.ks4_pupil, makes work.attainment8.
DROP TABLE IF EXISTS work.attainment8;

WITH results AS (
    SELECT
        k.KS4_PupilMatchingRefAnonymous AS pmr, k.academic_year, k.KS4_LAESTAB_anon AS school, k.KS4_ACADYR, k.KS4_YEARGRP,
        k.KS4_Y11YEAR, k.KS4_STATUS, k.KS4_ENDKS, k.KS4_NATRES, k.KS4_NORFLAGE, k.KS4_ENTRIES, k.KS4_AMDFLAG,
        CASE WHEN k.KS4_ATT8 >= 0 THEN k.KS4_ATT8 END AS att8,
        CASE WHEN k.KS4_SLOT1ENG >= 0 THEN k.KS4_SLOT1ENG END AS english,
        CASE WHEN k.KS4_SLOT2MAT >= 0 THEN k.KS4_SLOT2MAT END AS maths,
        CASE WHEN k.KS4_EBACSCR >= 0 THEN k.KS4_EBACSCR END AS ebacc,
        CASE WHEN k.KS4_OPENSCR >= 0 THEN k.KS4_OPENSCR END AS other
    FROM work.ks4_pupil AS k
    WHERE k.academic_year >= '2015/16'
), ranked AS (
    SELECT
        r.pmr, r.academic_year, r.in_national, r.end_of_ks4, s.att8, s.english, s.maths, s.ebacc, s.other,
        ROW_NUMBER() OVER (
            PARTITION BY r.pmr, r.academic_year
            ORDER BY s.att8 DESC, s.english DESC, s.maths DESC, s.ebacc DESC, s.other DESC
        ) AS place
    FROM work.ks4_row_selection AS r
    -- the chosen row; INTERSECT takes missing for the same as missing, as the schools of 2019/20 and 2020/21
    LEFT JOIN results AS s ON s.pmr = r.pmr AND s.academic_year = r.academic_year AND EXISTS (
        SELECT s.school, s.KS4_ACADYR, s.KS4_YEARGRP, s.KS4_Y11YEAR, s.KS4_STATUS, s.KS4_ENDKS, s.KS4_NATRES, s.KS4_NORFLAGE,
            s.KS4_ENTRIES, s.KS4_AMDFLAG
        INTERSECT
        SELECT r.school, r.ks4_acadyr, r.ks4_yeargrp, r.ks4_y11year, r.ks4_status, r.ks4_endks, r.ks4_natres, r.ks4_norflage,
            r.ks4_entries, r.ks4_amdflag
    )
    WHERE r.pmr IS NOT NULL AND r.academic_year IS NOT NULL
)
SELECT
    r.pmr, r.academic_year, r.in_national, r.end_of_ks4,
    CASE WHEN r.academic_year = '2015/16' THEN '8-to-1' WHEN r.academic_year BETWEEN '2016/17' AND '2018/19' THEN '9-to-1'
         WHEN r.academic_year BETWEEN '2019/20' AND '2020/21' THEN 'assessed' END AS a8_scale,
    r.att8, r.att8 / 10e0 AS mean_grade,
    r.english AS att8_english, r.maths AS att8_maths, r.ebacc AS att8_ebacc, r.other AS att8_open
INTO work.attainment8
FROM ranked AS r
WHERE r.place = 1;
