-- roll: Pupils on roll. One long table from 2 views.
-- Made by leo-kb VERSION from catalogue DIGEST. A row is: One pupil at one school in one census.
-- Key: academic_year, census_term, PupilRef, School_anon (NOT unique).
-- Of the key, --columns leaves out PupilRef, School_anon.
-- Missing: autumn 2005/06. The autumn census began a year later.
-- Marked `assumed`, because their names are not public: 1 of 2 views, 1 of 3 columns. Check them in your project,
-- and state the real names in a file for --views.
-- A column that a view does not hold is NULL there: not collected, which is not `no`.
-- An older [work].[roll] is replaced.
-- GO is for Management Studio and sqlcmd; from R or Python, run what stands above it first, then what stands below it.
-- Only main records: rows with a record status of 101 or more are duplicates and left out.

IF SCHEMA_ID(N'work') IS NULL EXEC (N'CREATE SCHEMA [work]');
DROP TABLE IF EXISTS [work].[roll];
GO

SET XACT_ABORT ON;  -- the first error ends the script
CREATE TABLE [work].[roll] (
    [academic_year] char(7) COLLATE Latin1_General_BIN2 NULL,
    [census_term] varchar(6) COLLATE Latin1_General_BIN2 NULL,
    [Gender] varchar(255) NULL  -- type assumed
);

INSERT INTO [work].[roll] ([academic_year], [census_term], [Gender])
SELECT
    '2004/05' AS [academic_year],
    NULL AS [census_term],
    [Gender_05] AS [Gender]  -- assumed name
FROM [NPD_i2].[P0001].[Roll_2005]  -- assumed name of the view
-- this view has no record status, so duplicates stay
;

INSERT INTO [work].[roll] ([academic_year], [census_term], [Gender])
SELECT
    '2005/06' AS [academic_year],
    'spring' AS [census_term],
    [Gender_SPR06] AS [Gender]
FROM [NPD_i2].[P0001].[Spring_Roll_2006]
WHERE COALESCE(TRY_CAST([RecordStatus_SPR06] AS int), 0) < 101
;
