-- Entitlement known for two years or more: needs work.ever_meals, makes work.meals_twice.
DROP TABLE IF EXISTS work.meals_twice;

SELECT DISTINCT e.pupil, CASE WHEN e.censuses >= 2 THEN 1 ELSE 0 END AS twice
INTO work.meals_twice
FROM work.ever_meals AS e
WHERE e.pupil IS NOT NULL;
