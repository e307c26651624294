-- Free school meals in the last six years: needs work.census_main_record, work.school_census, work.absence and work.ks4_pupil,
-- makes work.fsm_ever6.
DECLARE @prefer varchar(8) = 'supplied';

DROP TABLE IF EXISTS work.fsm_ever6;

WITH stacked AS (
    -- fsm counts on spring census days up to 2011/12 and in all terms after that; years in nursery do not count
    SELECT
        c.pmr, c.academic_year,
        CASE
            WHEN c.year_group IN ('E1', 'E2', 'N1', 'N2') THEN NULL
            WHEN c.academic_year <= '2011/12' AND COALESCE(c.census_term, '') <> 'spring' THEN NULL
            ELSE c.fsm
        END AS fsm,
        NULL AS census, NULL AS absence, NULL AS ks4
    FROM work.census_main_record AS c
    UNION ALL
    SELECT s.PupilMatchingRefAnonymous, s.academic_year, NULL, s.EVERFSM_6, NULL, NULL
    FROM work.school_census AS s
    WHERE s.EVERFSM_6 IS NOT NULL
    UNION ALL
    SELECT a.PupilMatchingRefAnonymous, a.academic_year, NULL, NULL, a.EVERFSM_6, NULL
    FROM work.absence AS a
    WHERE a.EVERFSM_6 IS NOT NULL
    UNION ALL
    SELECT k.KS4_PupilMatchingRefAnonymous, k.academic_year, NULL, NULL, NULL, k.KS4_FSM6
    FROM work.ks4_pupil AS k
    WHERE k.KS4_FSM6 IS NOT NULL
), years AS (
    SELECT
        s.pmr, s.academic_year, CAST(LEFT(s.academic_year, 4) AS int) AS starts,
        MAX(s.fsm) AS fsm, MAX(s.census) AS census, MAX(s.absence) AS absence, MAX(s.ks4) AS ks4
    FROM stacked AS s
    WHERE s.pmr IS NOT NULL AND s.academic_year IS NOT NULL
    GROUP BY s.pmr, s.academic_year
), marked AS (
    SELECT
        y.*,
        CASE WHEN y.fsm IS NOT NULL THEN y.starts END AS seen,
        CASE WHEN y.fsm = 1 THEN y.starts END AS eligible
    FROM years AS y
), looked_back AS (
    -- one row a year at most, so that the five rows before hold every year of the window
    SELECT
        m.*,
        MAX(m.eligible) OVER (PARTITION BY m.pmr ORDER BY m.starts ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
            AS last_eligible,
        CASE WHEN m.seen IS NULL THEN 0 ELSE 1 END
            + CASE WHEN LAG(m.seen, 1) OVER (PARTITION BY m.pmr ORDER BY m.starts) >= m.starts - 5 THEN 1 ELSE 0 END
            + CASE WHEN LAG(m.seen, 2) OVER (PARTITION BY m.pmr ORDER BY m.starts) >= m.starts - 5 THEN 1 ELSE 0 END
            + CASE WHEN LAG(m.seen, 3) OVER (PARTITION BY m.pmr ORDER BY m.starts) >= m.starts - 5 THEN 1 ELSE 0 END
            + CASE WHEN LAG(m.seen, 4) OVER (PARTITION BY m.pmr ORDER BY m.starts) >= m.starts - 5 THEN 1 ELSE 0 END
            + CASE WHEN LAG(m.seen, 5) OVER (PARTITION BY m.pmr ORDER BY m.starts) >= m.starts - 5 THEN 1 ELSE 0 END
            AS years_observed
    FROM marked AS m
), derived AS (
    SELECT
        l.*,
        CASE WHEN l.last_eligible >= l.starts - 5 THEN 1 WHEN l.years_observed > 0 THEN 0 END AS fsm6_derived,
        CASE WHEN @prefer = 'supplied' THEN COALESCE(l.census, l.absence, l.ks4) END AS fsm6_supplied
    FROM looked_back AS l
)
SELECT
    d.pmr, d.academic_year, COALESCE(d.fsm6_supplied, d.fsm6_derived) AS fsm6,
    CASE
        WHEN d.fsm6_supplied IS NULL AND d.fsm6_derived IS NULL THEN NULL
        WHEN d.fsm6_supplied IS NULL THEN 'derived'
        WHEN d.census IS NOT NULL THEN 'school_census'
        WHEN d.absence IS NOT NULL THEN 'absence'
        ELSE 'ks4'
    END AS fsm6_source,
    d.fsm6_derived, d.years_observed AS fsm6_years_observed
INTO work.fsm_ever6
FROM derived AS d;
