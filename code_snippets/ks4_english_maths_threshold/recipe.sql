-- English and maths at grade 4 and at grade 5: needs work.ks4_row_selection and work.ks4_pupil,
-- makes work.ks4_english_maths_threshold.
DECLARE @measure varchar(10) = 'basics';

DROP TABLE IF EXISTS work.ks4_english_maths_threshold;

WITH results AS (
    SELECT
        k.KS4_PupilMatchingRefAnonymous AS pmr, k.academic_year, k.KS4_LAESTAB_anon AS school, k.KS4_ACADYR, k.KS4_YEARGRP,
        k.KS4_Y11YEAR, k.KS4_STATUS, k.KS4_ENDKS, k.KS4_NATRES, k.KS4_NORFLAGE, k.KS4_ENTRIES, k.KS4_AMDFLAG,
        CASE WHEN k.academic_year BETWEEN '2009/10' AND '2012/13' AND @measure = 'basics' THEN k.KS4_L2BASICS
             WHEN k.academic_year BETWEEN '2004/05' AND '2012/13' AND @measure = 'gcse' THEN k.KS4_LEV2EM
             WHEN k.academic_year = '2013/14' AND @measure = 'basics' THEN k.KS4_L2BASICS_PTQ
             WHEN k.academic_year = '2013/14' AND @measure = 'gcse' THEN k.KS4_LEV2EM_PTQ
             WHEN k.academic_year = '2014/15' AND @measure = 'basics' THEN k.KS4_L2BASICS_PTQ_EE
             WHEN k.academic_year = '2015/16' AND @measure = 'basics' THEN k.KS4_L2BASICS_LL_PTQ_EE
             WHEN k.academic_year BETWEEN '2014/15' AND '2015/16' AND @measure = 'gcse' THEN k.KS4_LEV2EM_PTQ_EE
             WHEN k.academic_year >= '2016/17' AND @measure = 'basics' THEN k.KS4_L2BASICS_94
             WHEN k.academic_year >= '2016/17' AND @measure = 'gcse' THEN k.KS4_LEV2EM_94 END AS em_94,
        CASE WHEN k.academic_year >= '2016/17' AND @measure = 'basics' THEN k.KS4_L2BASICS_95
             WHEN k.academic_year >= '2016/17' AND @measure = 'gcse' THEN k.KS4_LEV2EM_95 END AS em_95
    FROM work.ks4_pupil AS k
)
SELECT
    r.pmr, r.academic_year, MAX(r.in_national) AS in_national, MAX(r.end_of_ks4) AS end_of_ks4,
    CASE WHEN r.academic_year <= '2012/13' THEN 'older' WHEN r.academic_year = '2013/14' THEN '2014'
         WHEN r.academic_year <= '2015/16' THEN 'first-entry' WHEN r.academic_year <= '2018/19' THEN '9-to-1'
         WHEN r.academic_year <= '2020/21' THEN 'assessed' END AS ks4_rules,
    MAX(CASE WHEN s.em_94 IN (0, 1) THEN s.em_94 END) AS em_94,
    MAX(CASE WHEN s.em_95 IN (0, 1) THEN s.em_95 END) AS em_95
INTO work.ks4_english_maths_threshold
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
GROUP BY r.pmr, r.academic_year;
