-- Free school meal eligibility on census day: needs work.census_main_record, makes work.fsm_point.
DECLARE @terms varchar(12) = 'spring_first';

DROP TABLE IF EXISTS work.fsm_point;

WITH years AS (
    SELECT
        c.pmr, c.academic_year,
        MAX(CASE WHEN c.census_term = 'spring' THEN c.fsm END) AS spring,
        MAX(CASE WHEN c.census_term = 'summer' THEN c.fsm END) AS summer,
        MAX(CASE WHEN c.census_term = 'autumn' THEN c.fsm END) AS autumn
    FROM work.census_main_record AS c
    WHERE c.pmr IS NOT NULL AND c.academic_year IS NOT NULL
    GROUP BY c.pmr, c.academic_year
), chosen AS (
    SELECT
        y.*,
        CASE
            WHEN y.spring IS NOT NULL THEN 'spring'
            WHEN @terms = 'spring' THEN NULL
            WHEN y.summer IS NOT NULL THEN 'summer'
            WHEN y.autumn IS NOT NULL THEN 'autumn'
        END AS fsm_term
    FROM years AS y
)
SELECT
    c.pmr, c.academic_year,
    CASE c.fsm_term WHEN 'spring' THEN c.spring WHEN 'summer' THEN c.summer WHEN 'autumn' THEN c.autumn END AS fsm,
    c.fsm_term,
    CASE
        WHEN c.fsm_term IS NULL THEN NULL
        WHEN c.academic_year <= '2011/12' THEN 'reported'
        WHEN (c.academic_year = '2017/18' AND c.fsm_term <> 'summer') OR c.academic_year <= '2016/17' THEN 'periods'
        ELSE 'protected'
    END AS fsm_basis,
    CASE
        WHEN c.spring = 1 OR c.summer = 1 OR c.autumn = 1 THEN 1
        WHEN COALESCE(c.spring, c.summer, c.autumn) IS NOT NULL THEN 0
    END AS fsm_any_term,
    CASE WHEN c.spring IS NULL THEN 0 ELSE 1 END + CASE WHEN c.summer IS NULL THEN 0 ELSE 1 END
        + CASE WHEN c.autumn IS NULL THEN 0 ELSE 1 END AS fsm_terms
INTO work.fsm_point
FROM chosen AS c;
