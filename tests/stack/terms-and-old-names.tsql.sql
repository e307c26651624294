-- roll: Pupils on roll. One long table from 4 views.
-- Made by leo-kb VERSION from catalogue DIGEST. A row is: One pupil at one school in one census.
-- Key: academic_year, census_term, PupilRef, School_anon (NOT unique).
-- Missing: autumn 2005/06. The autumn census began a year later.
-- Marked `assumed`, because their names are not public: 2 of 4 views, 4 of 18 columns. Check them in your project,
-- and state the real names in a file for --views.
-- A column that a view does not hold is NULL there: not collected, which is not `no`.
-- Blank text in a key becomes NULL: it names nobody.
-- An older [work].[roll] is replaced.
-- GO is for Management Studio and sqlcmd; from R or Python, run what stands above it first, then what stands below it.

IF SCHEMA_ID(N'work') IS NULL EXEC (N'CREATE SCHEMA [work]');
DROP TABLE IF EXISTS [work].[roll];
GO

SET XACT_ABORT ON;  -- the first error ends the script
CREATE TABLE [work].[roll] (
    [academic_year] char(7) COLLATE Latin1_General_BIN2 NULL,
    [census_term] varchar(6) COLLATE Latin1_General_BIN2 NULL,
    [PupilRef] varchar(20) COLLATE Latin1_General_BIN2 NULL,  -- type assumed
    [Gender] varchar(255) NULL,  -- type assumed
    [FreeMeals] int NULL,  -- type assumed
    [School_anon] varchar(20) COLLATE Latin1_General_BIN2 NULL,  -- type assumed
    [RecordStatus] int NULL  -- type assumed
);

INSERT INTO [work].[roll] ([academic_year], [census_term], [PupilRef], [Gender], [FreeMeals], [School_anon], [RecordStatus])
SELECT
    '2004/05' AS [academic_year],
    NULL AS [census_term],
    NULLIF([PupilRef_05], '') AS [PupilRef],  -- assumed name
    [Gender_05] AS [Gender],  -- assumed name
    [MealsTaken_05] AS [FreeMeals],  -- assumed name
    NULLIF([School_05_anon], '') AS [School_anon],  -- assumed name
    NULL AS [RecordStatus]  -- not held in this view
FROM [NPD_i2].[P0001].[Roll_2005]  -- assumed name of the view
;

INSERT INTO [work].[roll] ([academic_year], [census_term], [PupilRef], [Gender], [FreeMeals], [School_anon], [RecordStatus])
SELECT
    '2005/06' AS [academic_year],
    'spring' AS [census_term],
    NULLIF([PupilRef_SPR06], '') AS [PupilRef],
    [Gender_SPR06] AS [Gender],
    [FreeMeals_SPR06] AS [FreeMeals],
    NULLIF([School_SPR06_anon], '') AS [School_anon],
    [RecordStatus_SPR06] AS [RecordStatus]
FROM [NPD_i2].[P0001].[Spring_Roll_2006]
;

INSERT INTO [work].[roll] ([academic_year], [census_term], [PupilRef], [Gender], [FreeMeals], [School_anon], [RecordStatus])
SELECT
    '2006/07' AS [academic_year],
    'autumn' AS [census_term],
    NULLIF([PupilRef_AUT07], '') AS [PupilRef],
    [Gender_AUT07] AS [Gender],
    NULL AS [FreeMeals],  -- not held in this view
    NULLIF([School_AUT07_anon], '') AS [School_anon],
    [RecordStatus_AUT07] AS [RecordStatus]
FROM [NPD_i2].[P0001].[Autumn_Roll_2007]  -- assumed name of the view
;

INSERT INTO [work].[roll] ([academic_year], [census_term], [PupilRef], [Gender], [FreeMeals], [School_anon], [RecordStatus])
SELECT
    '2006/07' AS [academic_year],
    'spring' AS [census_term],
    NULLIF([PupilRef_SPR07], '') AS [PupilRef],
    [Gender_SPR07] AS [Gender],
    [FreeMeals_SPR07] AS [FreeMeals],
    NULLIF([School_SPR07_anon], '') AS [School_anon],
    [RecordStatus_SPR07] AS [RecordStatus]
FROM [NPD_i2].[P0001].[Spring_Roll_2007]
;
