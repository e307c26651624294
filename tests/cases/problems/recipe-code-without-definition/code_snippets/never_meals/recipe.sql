SELECT 1 AS one
INTO work.never_meals;
