-- One row for each application: needs work.ucas, makes work.ucas_choice_set.
DECLARE @course_change_is_offer int = 1;

DROP TABLE IF EXISTS work.ucas_choice_set;

WITH rows_of_choices AS (
    SELECT
        u.cycle_year, u.unique_id_cycle, u.unique_application_id_cycle, u.course_identifier AS course, u.jacs3_sub_line_code AS subject,
        -- the form prints one value without its r
        CASE WHEN u.he_provider_tariff_group IN ('Higher tariff', 'Highe tariff') THEN 'higher'
             WHEN u.he_provider_tariff_group = 'Medium tariff' THEN 'medium' WHEN u.he_provider_tariff_group = 'Lower tariff' THEN 'lower'
        END AS tariff_group,
        CASE u.main_scheme_application_flag WHEN '1' THEN 1 WHEN '0' THEN 0 END AS main_scheme,
        CASE WHEN COALESCE(u.provider_decision_june30, u.app_response_june30, u.course_identifier_june30_deadline,
            u.jacs3_sub_line_june30_code) IS NOT NULL THEN 1 ELSE 0 END AS june_known,
        u.provider_decision_june30 AS decision, u.app_response_june30 AS reply, u.entry_year
    FROM work.ucas AS u
    WHERE u.cycle_year IS NOT NULL AND u.unique_id_cycle <> '' AND u.unique_application_id_cycle <> ''
), choices AS (
    SELECT
        r.cycle_year, r.unique_id_cycle, r.unique_application_id_cycle,
        MIN(r.course) AS course, MIN(r.tariff_group) AS tariff_group, MIN(r.subject) AS subject, MAX(r.main_scheme) AS main_scheme,
        MAX(r.june_known) AS june_known, MIN(r.decision) AS decision, MIN(r.reply) AS reply, MIN(r.entry_year) AS entry_year,
        CASE
            WHEN MIN(r.course) <> MAX(r.course) OR MIN(r.tariff_group) <> MAX(r.tariff_group) OR MIN(r.subject) <> MAX(r.subject)
                OR MIN(r.main_scheme) <> MAX(r.main_scheme) OR MIN(r.decision) <> MAX(r.decision) OR MIN(r.reply) <> MAX(r.reply)
                OR MIN(r.entry_year) <> MAX(r.entry_year) THEN 1
            ELSE 0
        END AS conflict
    FROM rows_of_choices AS r
    GROUP BY r.cycle_year, r.unique_id_cycle, r.unique_application_id_cycle
), judged AS (
    SELECT
        c.*,
        CASE
            WHEN c.decision IN ('Conditional offer', 'Unconditional offer') THEN 1
            WHEN c.decision = 'Unconditional course change' AND @course_change_is_offer = 1 THEN 1
            WHEN c.june_known = 1 THEN 0
        END AS offer
    FROM choices AS c
), applicants AS (
    SELECT u.cycle_year, u.unique_id_cycle, MIN(NULLIF(u.PupilMatchingRefAnonymous, '')) AS pmr
    FROM work.ucas AS u
    GROUP BY u.cycle_year, u.unique_id_cycle
), subjects AS (
    SELECT
        c.cycle_year, c.unique_id_cycle, c.subject,
        ROW_NUMBER() OVER (PARTITION BY c.cycle_year, c.unique_id_cycle ORDER BY COUNT(*) DESC, c.subject) AS place
    FROM choices AS c
    WHERE c.main_scheme = 1 AND c.subject IS NOT NULL
    GROUP BY c.cycle_year, c.unique_id_cycle, c.subject
)
SELECT
    j.cycle_year, j.unique_id_cycle, j.unique_application_id_cycle, a.pmr, j.course, j.tariff_group, j.subject, j.main_scheme, j.june_known,
    j.decision, j.offer, j.reply, j.entry_year, j.conflict,
    COUNT(*) OVER (PARTITION BY j.cycle_year, j.unique_id_cycle) AS n_applications,
    SUM(j.main_scheme) OVER (PARTITION BY j.cycle_year, j.unique_id_cycle) AS n_choices,
    SUM(CASE WHEN j.main_scheme = 1 THEN j.offer END) OVER (PARTITION BY j.cycle_year, j.unique_id_cycle) AS n_offers,
    s.subject AS main_subject
INTO work.ucas_choice_set
FROM judged AS j
JOIN applicants AS a ON a.cycle_year = j.cycle_year AND a.unique_id_cycle = j.unique_id_cycle
LEFT JOIN subjects AS s ON s.cycle_year = j.cycle_year AND s.unique_id_cycle = j.unique_id_cycle AND s.place = 1;
