-- Disadvantaged at key stage 4: needs work.ks4_pupil and work.fsm_ever6, makes work.disadvantaged_ks4.
DECLARE @care_rule varchar(11) = 'of_the_year';

DROP TABLE IF EXISTS work.disadvantaged_ks4;

WITH years AS (
    SELECT
        k.KS4_PupilMatchingRefAnonymous AS pmr, k.academic_year,
        CASE
            WHEN k.academic_year < '2010/11' THEN 'no_care'
            WHEN k.academic_year < '2014/15' OR @care_rule = 'six_months' THEN 'six_months'
            ELSE 'one_day'
        END AS disadv_rule,
        MAX(k.KS4_FSM6CLA1A) AS one_day_flag, MAX(k.KS4_FSM6_CLA) AS six_months_flag, MAX(k.KS4_FSM6) AS fsm6,
        MAX(k.KS4_CLA_PP_1_DAY) AS one_day, MAX(k.KS4_CLA_PP_6_MONTHS) AS six_months, MAX(k.KS4_ADOPTEDFROMCARE_ALLYEARS) AS adopted
    FROM work.ks4_pupil AS k
    WHERE k.KS4_PupilMatchingRefAnonymous IS NOT NULL AND k.academic_year IS NOT NULL
    GROUP BY k.KS4_PupilMatchingRefAnonymous, k.academic_year
), limbs AS (
    SELECT
        y.pmr, y.academic_year, y.disadv_rule,
        CASE y.disadv_rule WHEN 'one_day' THEN y.one_day_flag WHEN 'six_months' THEN y.six_months_flag END AS supplied,
        COALESCE(y.fsm6, e.fsm6) AS fsm6,
        CASE y.disadv_rule WHEN 'one_day' THEN y.one_day WHEN 'six_months' THEN y.six_months END AS care,
        CASE y.disadv_rule WHEN 'one_day' THEN y.adopted END AS adopted
    FROM years AS y
    LEFT JOIN work.fsm_ever6 AS e ON e.pmr = y.pmr AND e.academic_year = y.academic_year
), built AS (
    SELECT
        l.*,
        CASE
            WHEN l.fsm6 = 1 OR l.care = 1 OR l.adopted = 1 THEN 1
            -- "no" needs a "no" from every limb of the year's rule
            WHEN l.fsm6 = 0 AND (l.care = 0 OR l.disadv_rule = 'no_care') AND (l.adopted = 0 OR l.disadv_rule <> 'one_day') THEN 0
        END AS from_limbs
    FROM limbs AS l
)
SELECT
    b.pmr, b.academic_year, COALESCE(b.supplied, b.from_limbs) AS disadvantaged,
    CASE
        WHEN b.supplied IS NOT NULL THEN 'supplied'
        WHEN b.from_limbs IS NULL THEN NULL
        WHEN b.disadv_rule = 'no_care' THEN 'reconstructed'
        ELSE 'limbs'
    END AS disadv_basis,
    b.disadv_rule, b.fsm6, b.care, b.adopted
INTO work.disadvantaged_ks4
FROM built AS b;
