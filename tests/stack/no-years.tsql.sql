-- link_pupil: Lookup: pupil to person. One long table from 1 view.
-- Made by leo-kb VERSION from catalogue DIGEST. A row is: One pupil reference of a person.
-- Key: PersonKey (not known to be unique).
-- A column that a view does not hold is NULL there: not collected, which is not `no`.
-- Blank text in a key becomes NULL: it names nobody.
-- An older [work].[link_pupil] is replaced.
-- GO is for Management Studio and sqlcmd; from R or Python, run what stands above it first, then what stands below it.

IF SCHEMA_ID(N'work') IS NULL EXEC (N'CREATE SCHEMA [work]');
DROP TABLE IF EXISTS [work].[link_pupil];
GO

SET XACT_ABORT ON;  -- the first error ends the script
CREATE TABLE [work].[link_pupil] (
    [PersonKey] varchar(20) COLLATE Latin1_General_BIN2 NULL  -- type assumed
);

INSERT INTO [work].[link_pupil] ([PersonKey])
SELECT
    NULLIF([PersonKey], '') AS [PersonKey]
FROM [NPD_i2].[P0001].[pupil_lookup]
;
