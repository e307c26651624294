-- clubs: Members of school clubs. One long table from 1 view.
-- Made by leo-kb VERSION from catalogue DIGEST. A row is: One pupil in one club in one school year.
-- Key: academic_year, PupilMatchingRefAnonymous, ClubYear, Club (not known to be unique).
-- Of the key, --columns leaves out PupilMatchingRefAnonymous, ClubYear.
-- Marked `assumed`, because their names are not public: 1 of 3 columns. Check them in your project,
-- and state the real names in a file for --views.
-- A column that a view does not hold is NULL there: not collected, which is not `no`.
-- Blank text in a key becomes NULL: it names nobody.
-- An older "work"."clubs" is replaced.
-- Only main records: rows with a record status of 101 or more are duplicates and left out.

CREATE SCHEMA IF NOT EXISTS "work";
CREATE OR REPLACE TABLE "work"."clubs" (
    "academic_year" VARCHAR,
    "Club" VARCHAR  -- type assumed
);

INSERT INTO "work"."clubs" ("academic_year", "Club")
SELECT
    CASE WHEN "ClubYear" IS NOT NULL THEN CONCAT(CAST("ClubYear" AS int) - 1, '/', RIGHT(CONCAT('0', CAST("ClubYear" AS int) % 100), 2)) END AS "academic_year",  -- assumed name
    NULLIF("Club name", '') AS "Club"
FROM "NPD_i2"."P0001"."Clubs"
WHERE CAST("ClubYear" AS int) IN (2007, 2008)  -- assumed name
  AND COALESCE(TRY_CAST("RecordStatus" AS int), 0) < 101
;
