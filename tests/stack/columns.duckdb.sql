-- roll: Pupils on roll. One long table from 2 views.
-- Made by leo-kb VERSION from catalogue DIGEST. A row is: One pupil at one school in one census.
-- Key: academic_year, census_term, PupilRef, School_anon (NOT unique).
-- Of the key, --columns leaves out PupilRef.
-- Missing: autumn 2005/06. The autumn census began a year later.
-- Marked `assumed`, because their names are not public: 1 of 2 views, 2 of 4 columns. Check them in your project,
-- and state the real names in a file for --views.
-- A column that a view does not hold is NULL there: not collected, which is not `no`.
-- Blank text in a key becomes NULL: it names nobody.
-- An older "our_work"."roll" is replaced.

CREATE SCHEMA IF NOT EXISTS "our_work";
CREATE OR REPLACE TABLE "our_work"."roll" (
    "academic_year" VARCHAR,
    "census_term" VARCHAR,
    "FreeMeals" INTEGER,  -- type assumed
    "School_anon" VARCHAR  -- type assumed
);

INSERT INTO "our_work"."roll" ("academic_year", "census_term", "FreeMeals", "School_anon")
SELECT
    '2004/05' AS "academic_year",
    NULL AS "census_term",
    "MealsTaken_05" AS "FreeMeals",  -- assumed name
    NULLIF("School_05_anon", '') AS "School_anon"  -- assumed name
FROM "NPD_i2"."1234"."Roll_2005"  -- assumed name of the view
;

INSERT INTO "our_work"."roll" ("academic_year", "census_term", "FreeMeals", "School_anon")
SELECT
    '2005/06' AS "academic_year",
    'spring' AS "census_term",
    "FreeMeals_SPR06" AS "FreeMeals",
    NULLIF("School_SPR06_anon", '') AS "School_anon"
FROM "NPD_i2"."1234"."Spring_Roll_2006"
;
