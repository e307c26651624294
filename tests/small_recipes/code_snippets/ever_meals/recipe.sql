-- Ever entitled to free meals: needs work.roll and work.holiday, makes work.ever_meals.
DECLARE @first_year char(7) = '2003/04';

DROP TABLE IF EXISTS work.ever_meals;

SELECT r.PupilRef AS pupil, MAX(r.FreeMeals) AS ever, COUNT(DISTINCT CASE WHEN r.FreeMeals IS NOT NULL THEN r.academic_year END) AS censuses
INTO work.ever_meals
FROM work.roll AS r
LEFT JOIN work.holiday AS h ON h.academic_year = r.academic_year
WHERE r.PupilRef IS NOT NULL AND h.academic_year IS NULL AND r.academic_year >= @first_year
GROUP BY r.PupilRef;
