-- link_pupil: Lookup: pupil to person. One long table from 1 view.
-- Made by leo-kb VERSION from catalogue DIGEST. A row is: One pupil reference of a person.
-- Key: PersonKey (not known to be unique).
-- A column that a view does not hold is NULL there: not collected, which is not `no`.
-- Blank text in a key becomes NULL: it names nobody.
-- An older "work"."link_pupil" is replaced.

CREATE SCHEMA IF NOT EXISTS "work";
CREATE OR REPLACE TABLE "work"."link_pupil" (
    "PersonKey" VARCHAR  -- type assumed
);

INSERT INTO "work"."link_pupil" ("PersonKey")
SELECT
    NULLIF("PersonKey", '') AS "PersonKey"
FROM "NPD_i2"."P0001"."pupil_lookup"
;
