-- Co-workers in LEO: needs work.link_person_spine, work.paye_earnings_annual, work.ks4_leaver_cohort, work.fsm_ever6 and
-- work.he_qualifier_class, makes work.coworker_composition.
DECLARE @least_coworkers int = 10;

DROP TABLE IF EXISTS work.coworker_composition;

WITH employers AS (
    SELECT
        k.person, p.tax_year, p.main_enterprise AS enterprise,
        ROW_NUMBER() OVER (
            PARTITION BY k.person, p.tax_year
            ORDER BY CASE WHEN p.main_enterprise IS NULL THEN 1 ELSE 0 END, p.main_pay DESC, p.main_enterprise
        ) AS place
    FROM work.paye_earnings_annual AS p
    JOIN work.link_person_spine AS k ON k.key_value = p.edukey AND k.key_type = 'edukey'
), degrees AS (
    SELECT
        q.pmr, q.first_degree_award,
        CASE WHEN q.first_degree_award = 1 THEN TRY_CAST(LEFT(q.award_year, 4) AS int) END AS award_starts
    FROM work.he_qualifier_class AS q
), traits AS (
    SELECT
        k.person, MAX(f.fsm6) AS fsm, MIN(q.award_starts) AS award_starts,
        MAX(CASE WHEN c.pmr IS NOT NULL OR q.pmr IS NOT NULL THEN 1 ELSE 0 END) AS seen,
        MAX(CASE WHEN q.pmr IS NULL OR q.first_degree_award = 0 OR q.award_starts IS NOT NULL THEN 0 ELSE 1 END) AS left_open
    FROM work.link_person_spine AS k
    LEFT JOIN work.ks4_leaver_cohort AS c ON c.pmr = k.key_value
    LEFT JOIN work.fsm_ever6 AS f ON f.pmr = c.pmr AND f.academic_year = c.ks4_year
    LEFT JOIN degrees AS q ON q.pmr = k.key_value
    WHERE k.key_type = 'pmr'
    GROUP BY k.person
), described AS (
    SELECT
        e.person, e.tax_year, e.enterprise, t.fsm,
        -- a degree of 2010/11 counts from the first full tax year, 2012/13
        CASE WHEN CAST(LEFT(e.tax_year, 4) AS int) >= t.award_starts + 2 THEN 1
             WHEN t.seen = 1 AND t.left_open = 0 THEN 0 END AS graduate
    FROM employers AS e
    LEFT JOIN traits AS t ON t.person = e.person
    WHERE e.place = 1
), totals AS (
    SELECT
        d.enterprise, d.tax_year, COUNT(*) AS people, COUNT(d.graduate) AS grad_known, SUM(d.graduate) AS grads,
        COUNT(d.fsm) AS fsm_known, SUM(d.fsm) AS fsms
    FROM described AS d
    WHERE d.enterprise IS NOT NULL
    GROUP BY d.enterprise, d.tax_year
), others AS (
    -- everybody in the enterprise less the person
    SELECT
        d.person, d.tax_year, d.enterprise, t.people - 1 AS coworker_n,
        t.grad_known - CASE WHEN d.graduate IS NULL THEN 0 ELSE 1 END AS grad_known,
        COALESCE(t.grads, 0) - COALESCE(d.graduate, 0) AS grads,
        t.fsm_known - CASE WHEN d.fsm IS NULL THEN 0 ELSE 1 END AS fsm_known, COALESCE(t.fsms, 0) - COALESCE(d.fsm, 0) AS fsms
    FROM described AS d
    LEFT JOIN totals AS t ON t.enterprise = d.enterprise AND t.tax_year = d.tax_year
)
SELECT
    o.person, o.tax_year, o.enterprise, o.coworker_n, o.grad_known,
    CASE WHEN o.grad_known > 0 AND o.grad_known >= @least_coworkers
         THEN CAST(o.grads AS float) / o.grad_known END AS coworker_grad_share,
    o.fsm_known,
    CASE WHEN o.fsm_known > 0 AND o.fsm_known >= @least_coworkers THEN CAST(o.fsms AS float) / o.fsm_known END AS coworker_fsm_share
INTO work.coworker_composition
FROM others AS o;
