-- Five good GCSEs with English and maths: needs work.ks4_row_selection and work.ks4_pupil, makes work.ks4_five_good_em.
DROP TABLE IF EXISTS work.ks4_five_good_em;

WITH results AS (
    SELECT
        k.KS4_PupilMatchingRefAnonymous AS pmr, k.academic_year, k.KS4_LAESTAB_anon AS school, k.KS4_ACADYR, k.KS4_YEARGRP,
        k.KS4_Y11YEAR, k.KS4_STATUS, k.KS4_ENDKS, k.KS4_NATRES, k.KS4_NORFLAGE, k.KS4_ENTRIES, k.KS4_AMDFLAG,
        CASE WHEN k.academic_year BETWEEN '2003/04' AND '2012/13' THEN k.KS4_LEVEL2_EM
             WHEN k.academic_year = '2013/14' THEN k.KS4_LEVEL2_EM_PTQ
             WHEN k.academic_year >= '2014/15' THEN k.KS4_LEVEL2_EM_94 END AS em,
        CASE WHEN k.academic_year BETWEEN '2010/11' AND '2012/13' THEN k.KS4_GLEVEL2EM
             WHEN k.academic_year = '2013/14' THEN k.KS4_GLEVEL2EM_PTQ
             WHEN k.academic_year >= '2014/15' THEN k.KS4_GLEVEL2EM_PTQ_EE END AS em_gcse,
        CASE WHEN k.academic_year BETWEEN '2003/04' AND '2012/13' THEN k.KS4_LEVEL2
             WHEN k.academic_year = '2013/14' THEN k.KS4_LEVEL2_PTQ
             WHEN k.academic_year >= '2014/15' THEN k.KS4_LEVEL2_PTQ_EE END AS any_subject
    FROM work.ks4_pupil AS k
)
SELECT
    r.pmr, r.academic_year, MAX(r.in_national) AS in_national, MAX(r.end_of_ks4) AS end_of_ks4,
    CASE WHEN r.academic_year <= '2012/13' THEN 'older' WHEN r.academic_year = '2013/14' THEN '2014'
         WHEN r.academic_year <= '2015/16' THEN 'first-entry' WHEN r.academic_year <= '2018/19' THEN '9-to-1'
         WHEN r.academic_year <= '2020/21' THEN 'assessed' END AS ks4_rules,
    MAX(CASE WHEN s.em IN (0, 1) THEN s.em END) AS five_ac_em,
    MAX(CASE WHEN s.em_gcse IN (0, 1) THEN s.em_gcse END) AS five_ac_em_gcse,
    MAX(CASE WHEN s.any_subject IN (0, 1) THEN s.any_subject END) AS five_ac
INTO work.ks4_five_good_em
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
