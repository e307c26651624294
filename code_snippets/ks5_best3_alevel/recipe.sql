-- Points of the best three A levels: needs work.ks5_student and work.ks5_exam, makes work.ks5_best3_alevel.
DECLARE @record_type int = 5;
DECLARE @a_level varchar(10) = '111';
DECLARE @left_out varchar(10) = '7810';

DROP TABLE IF EXISTS work.ks5_best3_alevel;

WITH students AS (
    SELECT
        s.KS5_PupilMatchingRefAnonymous AS pmr, s.academic_year,
        CASE WHEN s.academic_year = '2015/16' THEN s.KS5_TRIGGER_2016 WHEN s.academic_year >= '2020/21' THEN s.KS5_TRIGGER_2021
             ELSE s.KS5_TRIGGER END AS reported,
        CASE WHEN s.academic_year >= '2015/16' AND s.KS5_INCLUDE_B3 IN (0, 1) THEN s.KS5_INCLUDE_B3 END AS included,
        CASE WHEN s.academic_year >= '2015/16' AND s.KS5_ENTRIES_ALEV_B3 >= 0 THEN s.KS5_ENTRIES_ALEV_B3 END AS entries,
        CASE WHEN s.academic_year >= '2015/16' AND s.KS5_B3PTS_B3 >= 0 AND COALESCE(s.KS5_ENTRIES_ALEV_B3, 1) <> 0
             THEN s.KS5_B3PTS_B3 END AS points
    FROM work.ks5_student AS s
    WHERE s.KS5_PupilMatchingRefAnonymous IS NOT NULL AND s.academic_year IS NOT NULL
        AND (s.academic_year < '2016/17' OR s.KS5_RECTYPE = @record_type)
), one_row AS (
    SELECT
        s.pmr, s.academic_year, s.included, s.entries, s.points, CASE WHEN s.reported IN (0, 1) THEN s.reported END AS reported,
        ROW_NUMBER() OVER (
            PARTITION BY s.pmr, s.academic_year
            ORDER BY s.included DESC, s.points DESC, s.entries DESC, CASE WHEN s.reported IN (0, 1) THEN s.reported END DESC
        ) AS place
    FROM students AS s
), exams AS (
    SELECT
        e.KS5_PupilMatchingRefAnonymous AS pmr, e.academic_year, e.KS5_MAPPING AS subject,
        CASE WHEN e.KS5_SUBLEVNO = @a_level AND COALESCE(e.KS5_MAPPING, '') <> @left_out AND COALESCE(e.KS5_INCLUDE, 1) <> 0
             AND e.KS5_POINTS >= 0 THEN e.KS5_POINTS END AS points
    FROM work.ks5_exam AS e
    WHERE e.KS5_PupilMatchingRefAnonymous IS NOT NULL AND e.KS5_SUBLEVNO IS NOT NULL AND e.academic_year BETWEEN '2005/06' AND '2014/15'
), subjects AS (
    SELECT
        e.pmr, e.academic_year, MAX(e.points) AS points,
        ROW_NUMBER() OVER (PARTITION BY e.pmr, e.academic_year ORDER BY MAX(e.points) DESC, e.subject) AS place
    FROM exams AS e
    GROUP BY e.pmr, e.academic_year, e.subject
), rebuilt AS (
    SELECT
        s.pmr, s.academic_year, COUNT(s.points) AS entries, SUM(CASE WHEN s.place <= 3 THEN s.points END) AS points
    FROM subjects AS s
    GROUP BY s.pmr, s.academic_year
), united AS (
    SELECT
        o.pmr, o.academic_year, o.reported, COALESCE(o.entries, r.entries) AS entries, COALESCE(o.points, r.points) AS points,
        COALESCE(o.included, CASE WHEN r.entries >= 3 THEN 1 END) AS included
    FROM one_row AS o
    LEFT JOIN rebuilt AS r ON r.pmr = o.pmr AND r.academic_year = o.academic_year
    WHERE o.place = 1
)
SELECT
    u.pmr, u.academic_year,
    CASE WHEN u.academic_year = '2015/16' THEN 'KS5_TRIGGER_2016' WHEN u.academic_year >= '2020/21' THEN 'KS5_TRIGGER_2021'
         ELSE 'KS5_TRIGGER' END AS trigger_field,
    u.reported,
    CASE WHEN u.academic_year >= '2015/16' THEN '2016' WHEN u.academic_year >= '2005/06' THEN 'qca' END AS b3_scale,
    u.entries AS b3_entries, u.included AS b3_included, u.points AS b3_points, u.points / 3e0 AS b3_average
INTO work.ks5_best3_alevel
FROM united AS u;
