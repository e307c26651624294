-- Level 2 by age 19: needs work.ypmad_snapshot, makes work.level2_at_19.
DECLARE @english_maths varchar(10) = 'academic';

DROP TABLE IF EXISTS work.level2_at_19;

WITH followed AS (
    SELECT
        s.YPMAD_PupilMatchingRefAnonymous AS pmr, s.YPMAD_Base_Year AS base_year, s.YPMAD_Chars15CensusSource AS census,
        s.YPMAD_L2_at_16 AS at_16, s.YPMAD_L2_at_19 AS at_19, s.YPMAD_Academic_Age_L2 AS age_l2,
        CASE WHEN @english_maths = 'academic' THEN s.YPMAD_AcAge_L2incAcEM ELSE s.YPMAD_AcAge_L2incFuncAcEM END AS age_em,
        s.YPMAD_L3AnyRouteNoL2DW AS by_level_3,
        MAX(CASE WHEN s.YPMAD_In16 = 1 THEN 1 ELSE 0 END) OVER (PARTITION BY s.YPMAD_Base_Year) AS followed_16,
        MAX(CASE WHEN s.YPMAD_In19 = 1 THEN 1 ELSE 0 END) OVER (PARTITION BY s.YPMAD_Base_Year) AS followed_19
    FROM work.ypmad_snapshot AS s
), people AS (
    SELECT
        f.pmr, MIN(f.base_year) AS base_year, MIN(CASE WHEN f.census IN (1, 2) THEN f.census END) AS census_at_15,
        MAX(CASE WHEN f.at_16 = 1 THEN 1 WHEN f.at_16 = 0 AND f.followed_16 = 1 THEN 0 END) AS l2_by_16,
        MAX(CASE WHEN f.at_19 = 1 THEN 1 WHEN f.at_19 = 0 AND f.followed_19 = 1 THEN 0 END) AS l2_by_19,
        MIN(f.age_l2) AS academic_age_l2, MIN(f.age_em) AS age_em,
        MAX(CASE WHEN f.by_level_3 IN (0, 1) THEN f.by_level_3 END) AS l2_only_by_l3
    FROM followed AS f
    WHERE f.pmr IS NOT NULL
    GROUP BY f.pmr
)
SELECT
    p.pmr, p.base_year, p.census_at_15, p.l2_by_16, p.l2_by_19, p.academic_age_l2,
    CASE WHEN p.age_em <= 18 THEN 1 WHEN p.l2_by_19 IS NOT NULL THEN 0 END AS l2_em_by_19,
    p.l2_only_by_l3
INTO work.level2_at_19
FROM people AS p;
