-- clubs: Members of school clubs. One long table from 1 view.
-- Made by leo-kb VERSION from catalogue DIGEST. A row is: One pupil in one club in one school year.
-- Key: academic_year, PupilMatchingRefAnonymous, ClubYear, Club (not known to be unique).
-- Marked `assumed`, because their names are not public: 1 of 4 columns. Check them in your project,
-- and state the real names in a file for --views.
-- A column that a view does not hold is NULL there: not collected, which is not `no`.
-- Blank text in a key becomes NULL: it names nobody.
-- An older [work].[clubs] is replaced.
-- GO is for Management Studio and sqlcmd; from R or Python, run what stands above it first, then what stands below it.

IF SCHEMA_ID(N'work') IS NULL EXEC (N'CREATE SCHEMA [work]');
DROP TABLE IF EXISTS [work].[clubs];
GO

SET XACT_ABORT ON;  -- the first error ends the script
CREATE TABLE [work].[clubs] (
    [academic_year] char(7) COLLATE Latin1_General_BIN2 NULL,
    [PupilMatchingRefAnonymous] varchar(18) COLLATE Latin1_General_BIN2 NULL,  -- type assumed
    [ClubYear] numeric(9, 2) NULL,  -- type assumed
    [Club] varchar(255) COLLATE Latin1_General_BIN2 NULL,  -- type assumed
    [RecordStatus] int NULL  -- type assumed
);

INSERT INTO [work].[clubs] ([academic_year], [PupilMatchingRefAnonymous], [ClubYear], [Club], [RecordStatus])
SELECT
    CASE WHEN [ClubYear] IS NOT NULL THEN CONCAT(CAST([ClubYear] AS int) - 1, '/', RIGHT(CONCAT('0', CAST([ClubYear] AS int) % 100), 2)) END AS [academic_year],  -- assumed name
    NULLIF([PupilMatchingRefAnonymous], '') AS [PupilMatchingRefAnonymous],
    [ClubYear] AS [ClubYear],  -- assumed name
    NULLIF([Club name], '') AS [Club],
    [RecordStatus] AS [RecordStatus]
FROM [NPD_i2].[P0001].[Clubs]
;
