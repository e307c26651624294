-- Replies, place and deferral: needs work.ucas_choice_set and work.ucas, makes work.ucas_firm_insurance.
DROP TABLE IF EXISTS work.ucas_firm_insurance;

WITH applicants AS (
    SELECT
        u.cycle_year, u.unique_id_cycle, MIN(NULLIF(u.PupilMatchingRefAnonymous, '')) AS pmr, MIN(u.application_cycle) AS application_cycle,
        MAX(CASE u.accept_flag WHEN '1' THEN 1 WHEN '0' THEN 0 END) AS accepted,
        MIN(
            CASE LOWER(u.acceptance_route)
                WHEN 'firm choice' THEN 1 WHEN 'insurance choice' THEN 2 WHEN 'other main scheme choice' THEN 3 WHEN 'extra' THEN 4
                WHEN 'adjustment' THEN 5 WHEN 'main scheme clearing' THEN 6 WHEN 'direct clearing' THEN 7 WHEN 'rpa' THEN 8
            END
        ) AS route
    FROM work.ucas AS u
    WHERE u.cycle_year IS NOT NULL AND u.unique_id_cycle <> ''
    GROUP BY u.cycle_year, u.unique_id_cycle
), replies AS (
    SELECT
        c.cycle_year, c.unique_id_cycle,
        MAX(CASE WHEN c.reply = 'Firm' THEN 1 ELSE 0 END) AS firm, MAX(CASE WHEN c.reply = 'Insurance' THEN 1 ELSE 0 END) AS insurance,
        CASE WHEN MAX(c.june_known) = 1 AND MAX(CASE WHEN c.june_known = 0 AND COALESCE(c.main_scheme, 1) = 1 THEN 1 ELSE 0 END) = 0
            THEN 1 ELSE 0 END AS all_known,
        CASE WHEN MIN(CASE WHEN c.reply = 'Firm' THEN c.entry_year END) = MAX(CASE WHEN c.reply = 'Firm' THEN c.entry_year END)
            THEN MIN(CASE WHEN c.reply = 'Firm' THEN c.entry_year END) END AS firm_year,
        CASE WHEN MIN(CASE WHEN c.reply = 'Insurance' THEN c.entry_year END) = MAX(CASE WHEN c.reply = 'Insurance' THEN c.entry_year END)
            THEN MIN(CASE WHEN c.reply = 'Insurance' THEN c.entry_year END) END AS insurance_year,
        CASE WHEN MIN(c.entry_year) = MAX(c.entry_year) THEN MIN(c.entry_year) END AS common_year
    FROM work.ucas_choice_set AS c
    WHERE c.cycle_year IS NOT NULL AND c.unique_id_cycle IS NOT NULL AND c.unique_application_id_cycle IS NOT NULL
    GROUP BY c.cycle_year, c.unique_id_cycle
), places AS (
    SELECT
        a.*, r.firm, r.insurance, r.all_known, r.firm_year, r.insurance_year, r.common_year,
        CASE WHEN a.accepted IS NOT NULL THEN a.accepted WHEN a.route IS NOT NULL THEN 1 END AS placed
    FROM applicants AS a
    LEFT JOIN replies AS r ON r.cycle_year = a.cycle_year AND r.unique_id_cycle = a.unique_id_cycle
), years AS (
    SELECT p.*, CASE WHEN p.placed = 1 THEN CASE p.route WHEN 1 THEN p.firm_year WHEN 2 THEN p.insurance_year ELSE p.common_year END END AS entry_year
    FROM places AS p
)
SELECT
    y.cycle_year, y.unique_id_cycle, y.pmr,
    CASE WHEN y.firm = 1 THEN 1 WHEN y.all_known = 1 THEN 0 END AS has_firm,
    CASE WHEN y.insurance = 1 THEN 1 WHEN y.all_known = 1 THEN 0 END AS has_insurance,
    y.placed,
    CASE WHEN y.placed = 1 THEN
        CASE y.route WHEN 1 THEN 'firm' WHEN 2 THEN 'insurance' WHEN 3 THEN 'other_main' WHEN 4 THEN 'extra' WHEN 5 THEN 'adjustment'
            WHEN 6 THEN 'clearing_main' WHEN 7 THEN 'clearing_direct' WHEN 8 THEN 'prior' END
    END AS placed_route,
    y.entry_year,
    CASE WHEN y.entry_year > y.application_cycle THEN y.entry_year - y.application_cycle WHEN y.entry_year <= y.application_cycle THEN 0
    END AS years_deferred,
    CASE WHEN y.entry_year > y.application_cycle THEN 1 WHEN y.entry_year <= y.application_cycle THEN 0 END AS deferred
INTO work.ucas_firm_insurance
FROM years AS y;
