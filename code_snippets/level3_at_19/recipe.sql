-- Level 3 by age 19: needs work.ypmad_snapshot, makes work.level3_at_19.
DROP TABLE IF EXISTS work.level3_at_19;

WITH followed AS (
    SELECT
        s.YPMAD_PupilMatchingRefAnonymous AS pmr, s.YPMAD_Base_Year AS base_year, s.YPMAD_Chars15CensusSource AS census,
        s.YPMAD_L3_at_18 AS at_18, s.YPMAD_L3_at_19 AS at_19, s.YPMAD_Academic_Age_L3 AS age_l3,
        MAX(CASE WHEN s.YPMAD_In18 = 1 THEN 1 ELSE 0 END) OVER (PARTITION BY s.YPMAD_Base_Year) AS followed_18,
        MAX(CASE WHEN s.YPMAD_In19 = 1 THEN 1 ELSE 0 END) OVER (PARTITION BY s.YPMAD_Base_Year) AS followed_19
    FROM work.ypmad_snapshot AS s
), people AS (
    SELECT
        f.pmr, MIN(f.base_year) AS base_year, MIN(CASE WHEN f.census IN (1, 2) THEN f.census END) AS census_at_15,
        MAX(CASE WHEN f.at_18 = 1 THEN 1 WHEN f.at_18 = 0 AND f.followed_18 = 1 THEN 0 END) AS l3_by_18,
        MAX(CASE WHEN f.at_19 = 1 THEN 1 WHEN f.at_19 = 0 AND f.followed_19 = 1 THEN 0 END) AS l3_by_19,
        MIN(f.age_l3) AS academic_age_l3
    FROM followed AS f
    WHERE f.pmr IS NOT NULL
    GROUP BY f.pmr
)
SELECT
    p.pmr, p.base_year, p.census_at_15, p.l3_by_18, p.l3_by_19, p.academic_age_l3,
    CASE WHEN p.l3_by_18 = 1 OR p.l3_by_19 = 0 THEN 0 WHEN p.l3_by_18 = 0 AND p.l3_by_19 = 1 THEN 1 END AS l3_in_last_year
INTO work.level3_at_19
FROM people AS p;
