-- Year labels of all sources in one form: needs work.lilr_aims, work.lilr_learners, work.school_census, work.ks4_pupil, work.nccis, work.hesa,
-- work.ucas, work.leo_earnings, work.cla and work.cin_details, makes work.year_normaliser.
DROP TABLE IF EXISTS work.year_normaliser;

WITH columns_read AS (
    -- meant: what four digits are, the start or the end of the year, or nothing where both years should stand
    SELECT 'lilr_aims.Year' AS source, 'college' AS kind, 'start' AS meant, CAST(a.Year AS varchar(20)) AS written, a.academic_year AS label
    FROM work.lilr_aims AS a
    UNION SELECT 'lilr_aims.AcademicYear', 'college', 'both', CAST(a.AcademicYear AS varchar(20)), a.academic_year FROM work.lilr_aims AS a
    UNION SELECT 'lilr_learners.Year', 'college', 'start', CAST(l.Year AS varchar(20)), l.academic_year FROM work.lilr_learners AS l
    UNION SELECT 'school_census.AcademicYear', 'school', 'end', CAST(c.AcademicYear AS varchar(20)), c.academic_year FROM work.school_census AS c
    UNION SELECT 'ks4_pupil.KS4_ACADYR', 'school', 'end', CAST(k.KS4_ACADYR AS varchar(20)), k.academic_year FROM work.ks4_pupil AS k
    UNION SELECT 'nccis.NCCIS_ACADYR', 'school', 'both', CAST(n.NCCIS_ACADYR AS varchar(20)), n.academic_year FROM work.nccis AS n
    UNION SELECT 'hesa.academic_year', 'college', 'both', CAST(h.academic_year AS varchar(20)) COLLATE DATABASE_DEFAULT, h.academic_year FROM work.hesa AS h
    UNION SELECT 'ucas.application_cycle', 'cycle', 'end', CAST(u.application_cycle AS varchar(20)), u.cycle_year FROM work.ucas AS u
    UNION SELECT 'ucas.entry_year', 'college', 'start', CAST(u.entry_year AS varchar(20)), NULL FROM work.ucas AS u
    UNION SELECT 'leo_earnings.TaxYear', 'tax', 'both', CAST(e.TaxYear AS varchar(20)), e.tax_year FROM work.leo_earnings AS e
    UNION SELECT 'cla.cla_PROCESSING_YEAR', 'care', 'end', CAST(c.cla_PROCESSING_YEAR AS varchar(20)), c.academic_year FROM work.cla AS c
    UNION SELECT 'cin_details.CIN_ACADYR', 'care', 'end', CAST(d.CIN_ACADYR AS varchar(20)), d.academic_year FROM work.cin_details AS d
), trimmed AS (
    SELECT c.source, c.kind, c.meant, c.label, LTRIM(RTRIM(c.written)) AS written FROM columns_read AS c
), parted AS (
    SELECT
        t.*, TRY_CAST(LEFT(t.written, 4) AS int) AS digits,
        CASE WHEN SUBSTRING(t.written, 5, 1) IN ('/', '-') THEN SUBSTRING(t.written, 6, 20) ELSE SUBSTRING(t.written, 5, 20) END AS rest
    FROM trimmed AS t
    WHERE t.written <> ''
), begun AS (
    SELECT
        p.*,
        CASE WHEN p.digits NOT BETWEEN 1900 AND 2099 THEN NULL
             WHEN LEN(p.written) = 4 AND p.meant = 'start' THEN p.digits
             WHEN LEN(p.written) = 4 AND p.meant = 'end' THEN p.digits - 1
             WHEN p.rest IN (RIGHT(CONCAT('0', (p.digits + 1) % 100), 2), CAST(p.digits + 1 AS varchar(4))) THEN p.digits END AS y
    FROM parted AS p
), labelled AS (
    SELECT b.*, CASE WHEN b.y IS NOT NULL THEN CONCAT(b.y, '/', RIGHT(CONCAT('0', (b.y + 1) % 100), 2)) END AS year_label FROM begun AS b
)
SELECT
    l.source, l.written, l.kind, l.year_label, l.y + 1 AS end_year,
    CASE l.kind WHEN 'school' THEN DATEFROMPARTS(l.y, 9, 1) WHEN 'college' THEN DATEFROMPARTS(l.y, 8, 1)
                WHEN 'care' THEN DATEFROMPARTS(l.y, 4, 1) WHEN 'tax' THEN DATEFROMPARTS(l.y, 4, 6) END AS first_day,
    CASE l.kind WHEN 'school' THEN DATEFROMPARTS(l.y + 1, 8, 31) WHEN 'college' THEN DATEFROMPARTS(l.y + 1, 7, 31)
                WHEN 'care' THEN DATEFROMPARTS(l.y + 1, 3, 31) WHEN 'tax' THEN DATEFROMPARTS(l.y + 1, 4, 5) END AS last_day,
    MIN(CASE WHEN l.label = l.year_label THEN 1 WHEN l.label <> l.year_label THEN 0 END) AS agrees
INTO work.year_normaliser
FROM labelled AS l
GROUP BY l.source, l.written, l.kind, l.year_label, l.y;
