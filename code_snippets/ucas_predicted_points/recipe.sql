-- Predicted and achieved A level points: needs work.ucas and work.ks5_exam, makes work.ucas_predicted_points.
DECLARE @a_level varchar(50) = 'GCE Advanced Level';
DECLARE @split_grade varchar(10) = 'lower';

DROP TABLE IF EXISTS work.ucas_predicted_points;

WITH scale AS (
    SELECT v.grade, v.points
    FROM (VALUES ('A*', 6), ('*', 6), ('A', 5), ('B', 4), ('C', 3), ('D', 2), ('E', 1), ('U', 0)) AS v(grade, points)
), declared AS (
    SELECT DISTINCT
        u.cycle_year, u.unique_id_cycle, UPPER(LTRIM(RTRIM(u.subject_title))) AS subject, UPPER(REPLACE(u.grade, ' ', '')) AS grade
    FROM work.ucas AS u
    WHERE
        u.cycle_year IS NOT NULL AND u.unique_id_cycle <> '' AND u.qualification_status = 'Pending'
        AND u.qualification_description = @a_level AND u.subject_title <> '' AND u.grade <> ''
), halves AS (
    SELECT
        d.cycle_year, d.unique_id_cycle, d.subject,
        CASE WHEN CHARINDEX('/', d.grade) > 0 THEN LEFT(d.grade, CHARINDEX('/', d.grade) - 1) ELSE d.grade END AS one,
        CASE WHEN CHARINDEX('/', d.grade) > 0 THEN SUBSTRING(d.grade, CHARINDEX('/', d.grade) + 1, 50) ELSE d.grade END AS other
    FROM declared AS d
), predicted AS (
    SELECT
        h.cycle_year, h.unique_id_cycle, h.subject,
        MAX(CASE WHEN a.points < b.points AND @split_grade = 'lower' THEN a.points
                 WHEN a.points > b.points AND @split_grade = 'higher' THEN a.points ELSE b.points END) AS points
    FROM halves AS h
    JOIN scale AS a ON a.grade = h.one
    JOIN scale AS b ON b.grade = h.other
    GROUP BY h.cycle_year, h.unique_id_cycle, h.subject
), best_predicted AS (
    SELECT p.*, ROW_NUMBER() OVER (PARTITION BY p.cycle_year, p.unique_id_cycle ORDER BY p.points DESC, p.subject) AS place
    FROM predicted AS p
), sum_predicted AS (
    SELECT
        b.cycle_year, b.unique_id_cycle, COUNT(*) AS n_pred, SUM(CASE WHEN b.place <= 3 THEN b.points ELSE 0 END) AS points
    FROM best_predicted AS b
    GROUP BY b.cycle_year, b.unique_id_cycle
), results AS (
    SELECT k.KS5_PupilMatchingRefAnonymous AS pmr, k.academic_year, k.KS5_MAPPING AS subject, MAX(s.points) AS points
    FROM work.ks5_exam AS k
    JOIN scale AS s ON s.grade = UPPER(REPLACE(k.KS5_GRADE, ' ', ''))
    WHERE
        k.KS5_PupilMatchingRefAnonymous <> '' AND k.KS5_SUBLEVNO = '111' AND k.KS5_MAPPING <> ''
        AND k.KS5_EXAMYEAR = CAST(LEFT(k.academic_year, 4) AS int) + 1
    GROUP BY k.KS5_PupilMatchingRefAnonymous, k.academic_year, k.KS5_MAPPING
), best_results AS (
    SELECT r.*, ROW_NUMBER() OVER (PARTITION BY r.pmr, r.academic_year ORDER BY r.points DESC, r.subject) AS place
    FROM results AS r
), sum_results AS (
    SELECT b.pmr, b.academic_year, COUNT(*) AS n_ach, SUM(CASE WHEN b.place <= 3 THEN b.points ELSE 0 END) AS points
    FROM best_results AS b
    GROUP BY b.pmr, b.academic_year
), applicants AS (
    SELECT u.cycle_year, u.unique_id_cycle, MIN(NULLIF(u.PupilMatchingRefAnonymous, '')) AS pmr
    FROM work.ucas AS u
    GROUP BY u.cycle_year, u.unique_id_cycle
), together AS (
    SELECT
        p.cycle_year, p.unique_id_cycle, a.pmr, p.n_pred, CASE WHEN p.n_pred >= 3 THEN p.points END AS pred_points,
        r.n_ach, CASE WHEN r.n_ach >= 3 THEN r.points END AS ach_points
    FROM sum_predicted AS p
    JOIN applicants AS a ON a.cycle_year = p.cycle_year AND a.unique_id_cycle = p.unique_id_cycle
    LEFT JOIN sum_results AS r ON r.pmr = a.pmr AND r.academic_year = p.cycle_year
)
SELECT
    t.cycle_year, t.unique_id_cycle, t.pmr, t.n_pred, t.pred_points, t.n_ach, t.ach_points, t.pred_points - t.ach_points AS pred_gap,
    CASE WHEN t.pred_points - t.ach_points >= 2 THEN 1 WHEN t.pred_points - t.ach_points < 2 THEN 0 END AS missed_by_two,
    CASE WHEN t.cycle_year IN ('2019/20', '2020/21') THEN 0 ELSE 1 END AS normal_exams
INTO work.ucas_predicted_points
FROM together AS t;
