-- One census row for each pupil and term: needs work.school_census, work.pru_census and work.ap_census, makes work.census_main_record.
DROP TABLE IF EXISTS work.census_main_record;

WITH stacked AS (
    SELECT
        c.PupilMatchingRefAnonymous AS pmr, c.academic_year, COALESCE(c.census_term, 'spring') AS census_term, 'school' AS source,
        c.LAEstab_anon AS school, c.NCyearActual AS year_group,
        CASE
            WHEN c.OnRoll IS NOT NULL THEN c.OnRoll
            WHEN c.SourceTable = 'PupilsOnRoll' THEN 1
            WHEN c.SourceTable = 'PupilsNoLongerOnRoll' THEN 0
            WHEN c.LeavingDate IS NULL THEN 1
            ELSE 0
        END AS on_roll,
        c.EnrolStatus AS enrol_status, CASE WHEN c.Gender IN ('M', 'F') THEN c.Gender END AS sex, c.EthnicGroupMinor AS ethnic_minor,
        COALESCE(c.LanguageGroupMinor, c.FirstLanguage) AS first_language, c.FSMeligible AS fsm, c.SENprovision AS sen,
        c.AgeAtStartOfAcademicYear AS age_start, c.MonthPartOfAgeAtStartOfAcademicYear AS month_part,
        c.LSOA01 AS lsoa01, c.LSOA11 AS lsoa11, c.IDACIRank AS idaci_rank,
        c.EntryDate AS entry_date, c.URN_anon AS urn
    FROM work.school_census AS c
    WHERE c.PupilMatchingRefAnonymous IS NOT NULL AND COALESCE(c.RecordStatus, 0) <= 100
    UNION
    SELECT
        p.PRU_PupilMatchingRefAnonymous AS pmr, p.academic_year, 'spring' AS census_term, 'pru' AS source,
        p.PRU_LAEstab_anon AS school, p.PRU_NCyearActual AS year_group, p.PRU_OnRoll AS on_roll, p.PRU_EnrolStatus AS enrol_status,
        CASE WHEN p.PRU_Gender IN ('M', 'F') THEN p.PRU_Gender END AS sex, p.PRU_EthnicGroupMinor AS ethnic_minor,
        p.PRU_LanguageGroupMinor AS first_language, p.PRU_FSMeligible AS fsm, p.PRU_SENprovision AS sen,
        p.PRU_AgeAtStartOfAcademicYear AS age_start, p.PRU_MonthPartOfAgeAtStartOfAcademicYear AS month_part,
        p.PRU_LSOA01 AS lsoa01, NULL AS lsoa11, CAST(p.PRU_IDACI_R AS int) AS idaci_rank, p.PRU_EntryDate AS entry_date, p.PRU_URN_anon AS urn
    FROM work.pru_census AS p
    WHERE p.PRU_PupilMatchingRefAnonymous IS NOT NULL AND COALESCE(p.PRU_RecordStatus, 0) <= 100
    UNION
    SELECT
        a.AP_PupilMatchingRefAnonymous AS pmr, a.academic_year, 'spring' AS census_term, 'ap' AS source,
        NULL AS school, NULL AS year_group, NULL AS on_roll, NULL AS enrol_status,
        CASE a.AP_Gender WHEN 1 THEN 'M' WHEN 2 THEN 'F' END AS sex, a.AP_EthnicGroupMinor AS ethnic_minor,
        NULL AS first_language, a.AP_FSMeligible AS fsm, a.AP_SENProvision AS sen, a.AP_Age_Start AS age_start, a.AP_Month_Part AS month_part,
        NULL AS lsoa01, NULL AS lsoa11, NULL AS idaci_rank, NULL AS entry_date, NULL AS urn
    FROM work.ap_census AS a
    WHERE a.AP_PupilMatchingRefAnonymous IS NOT NULL AND COALESCE(a.AP_RecordStatus, 0) <= 100
), ranked AS (
    SELECT
        s.*,
        COUNT(*) OVER (PARTITION BY s.pmr, s.academic_year, s.census_term) AS rows_in_term,
        ROW_NUMBER() OVER (
            PARTITION BY s.pmr, s.academic_year, s.census_term
            ORDER BY
                -- a row in the alternative provision census is current
                CASE WHEN s.source = 'ap' THEN 1 ELSE COALESCE(s.on_roll, 0) END DESC,
                CASE WHEN s.enrol_status IN ('C', 'M') THEN 1 WHEN s.enrol_status IN ('F', 'O') THEN 2
                     WHEN s.enrol_status = 'S' THEN 3 WHEN s.enrol_status = 'G' THEN 4 ELSE 5 END,
                s.entry_date DESC,
                COALESCE(s.urn, 2147483647), COALESCE(s.school, 2147483647),
                -- what follows decides only between rows that are equal so far
                s.source, CASE WHEN s.year_group IS NULL THEN 1 ELSE 0 END, s.year_group, COALESCE(s.on_roll, 2),
                CASE WHEN s.enrol_status IS NULL THEN 1 ELSE 0 END, s.enrol_status,
                CASE WHEN s.sex IS NULL THEN 1 ELSE 0 END, s.sex,
                CASE WHEN s.ethnic_minor IS NULL THEN 1 ELSE 0 END, s.ethnic_minor,
                CASE WHEN s.first_language IS NULL THEN 1 ELSE 0 END, s.first_language, COALESCE(s.fsm, 2),
                CASE WHEN s.sen IS NULL THEN 1 ELSE 0 END, s.sen,
                COALESCE(s.age_start, 999), COALESCE(s.month_part, 99), CASE WHEN s.lsoa01 IS NULL THEN 1 ELSE 0 END, s.lsoa01,
                CASE WHEN s.lsoa11 IS NULL THEN 1 ELSE 0 END, s.lsoa11,
                COALESCE(s.idaci_rank, 2147483647)
        ) AS place
    FROM stacked AS s
)
SELECT
    r.pmr, r.academic_year, r.census_term, r.source, r.school, r.year_group, r.on_roll, r.enrol_status, r.sex, r.ethnic_minor,
    r.first_language, r.fsm, r.sen, r.age_start, r.month_part, r.lsoa01, r.lsoa11, r.idaci_rank, r.rows_in_term
INTO work.census_main_record
FROM ranked AS r
WHERE r.place = 1;
