-- attendance: Sessions missed. One long table from 2 views.
-- Made by leo-kb VERSION from catalogue DIGEST. A row is: One pupil in one school year.
-- Key: academic_year, PupilRef (not known to be unique).
-- Of the key, --columns leaves out PupilRef.
-- Missing: 2007/08. The files of this year were lost in a flood.
-- Marked `assumed`, because their names are not public: 2 of 2 views. Check them in your project,
-- and state the real names in a file for --views.
-- A column that a view does not hold is NULL there: not collected, which is not `no`.
-- An older [work].[attendance] is replaced.
-- GO is for Management Studio and sqlcmd; from R or Python, run what stands above it first, then what stands below it.

IF SCHEMA_ID(N'work') IS NULL EXEC (N'CREATE SCHEMA [work]');
DROP TABLE IF EXISTS [work].[attendance];
GO

SET XACT_ABORT ON;  -- the first error ends the script
CREATE TABLE [work].[attendance] (
    [academic_year] char(7) COLLATE Latin1_General_BIN2 NULL,
    [Reason_1] varchar(255) NULL,  -- type assumed
    [Reason_2] varchar(255) NULL,  -- type assumed
    [Reason_3] varchar(255) NULL,  -- type assumed
    [Sess_late] numeric(9, 2) NULL  -- type assumed
);

INSERT INTO [work].[attendance] ([academic_year], [Reason_1], [Reason_2], [Reason_3], [Sess_late])
SELECT
    '2006/07' AS [academic_year],
    [Reason_1_ab07] AS [Reason_1],
    [Reason_2_ab07] AS [Reason_2],
    [Reason_3_ab07] AS [Reason_3],
    NULL AS [Sess_late]  -- not held in this view
FROM [NPD_i2].[P0001].[Attendance_2007]  -- assumed name of the view
;

INSERT INTO [work].[attendance] ([academic_year], [Reason_1], [Reason_2], [Reason_3], [Sess_late])
SELECT
    '2008/09' AS [academic_year],
    [Reason_1_ab09] AS [Reason_1],
    [Reason_2_ab09] AS [Reason_2],
    [Reason_3_ab09] AS [Reason_3],
    [Sess_late_ab09] AS [Sess_late]
FROM [NPD_i2].[P0001].[Attendance_2009]  -- assumed name of the view
;
