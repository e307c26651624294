-- Episodes of need by year: needs work.cin_details and work.cin_child_link, makes work.cin_episodes.
DECLARE @with_nfa int = 0;
DECLARE @gap_days int = 0;

DROP TABLE IF EXISTS work.cin_episodes;

WITH child AS (
    SELECT l.academic_year, l.child_table_id, MIN(l.pmr) AS pmr, MIN(l.la) AS la
    FROM work.cin_child_link AS l
    GROUP BY l.academic_year, l.child_table_id
    HAVING MIN(l.pmr) = MAX(l.pmr)
), returned AS (
    SELECT
        c.pmr, c.la, d.CIN_CINReferralDate AS referral, d.academic_year,
        DATEFROMPARTS(CAST(LEFT(d.academic_year, 4) AS int) + 1, 3, 31) AS year_end,
        d.CIN_CINClosureDate AS closure, d.CIN_ReasonForClosure AS reason, COALESCE(d.CIN_ReferralNFA, 0) AS nfa
    FROM work.cin_details AS d
    JOIN child AS c ON c.academic_year = d.academic_year AND c.child_table_id = d.CIN_ChildTableID
    WHERE d.CIN_CINReferralDate IS NOT NULL
), ranked AS (
    SELECT
        r.*,
        ROW_NUMBER() OVER (
            PARTITION BY r.pmr, r.la, r.referral
            ORDER BY r.academic_year DESC, r.closure DESC, CASE WHEN r.reason IS NULL THEN 1 ELSE 0 END, r.reason, r.nfa
        ) AS place
    FROM returned AS r
), referred AS (
    SELECT
        r.pmr, r.la, r.referral AS cin_start, r.reason,
        CASE WHEN r.closure <= r.year_end THEN 0 ELSE 1 END AS is_open,
        CASE WHEN r.closure <= r.year_end AND r.closure >= r.referral THEN r.closure
             WHEN (r.closure IS NULL OR r.closure > r.year_end) AND r.year_end > r.referral THEN r.year_end
             ELSE r.referral END AS cin_end
    FROM ranked AS r
    WHERE r.place = 1 AND ((r.nfa <> 1 AND COALESCE(r.reason, '') <> 'RC8') OR @with_nfa = 1)
), compared AS (
    SELECT
        r.*,
        MAX(r.cin_end) OVER (PARTITION BY r.pmr, r.la ORDER BY r.cin_start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS latest_end
    FROM referred AS r
), numbered AS (
    SELECT
        c.*,
        SUM(CASE WHEN DATEDIFF(DAY, c.latest_end, c.cin_start) <= @gap_days THEN 0 ELSE 1 END)
            OVER (PARTITION BY c.pmr, c.la ORDER BY c.cin_start ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS spell
    FROM compared AS c
), placed AS (
    SELECT n.*, MAX(n.cin_end) OVER (PARTITION BY n.pmr, n.la, n.spell) AS last_end
    FROM numbered AS n
), merged AS (
    SELECT
        p.pmr, p.la, MIN(p.cin_start) AS cin_start, MAX(p.cin_end) AS cin_end, COUNT(*) AS n_referrals,
        MAX(CASE WHEN p.cin_end = p.last_end THEN p.is_open END) AS right_censored,
        MIN(CASE WHEN p.cin_end = p.last_end THEN p.reason END) AS reason
    FROM placed AS p
    GROUP BY p.pmr, p.la, p.spell
), episode AS (
    SELECT
        m.*, ROW_NUMBER() OVER (PARTITION BY m.pmr ORDER BY m.cin_start, CASE WHEN m.la IS NULL THEN 1 ELSE 0 END, m.la) AS episode
    FROM merged AS m
), covered AS (
    SELECT DISTINCT
        d.academic_year AS financial_year, DATEFROMPARTS(CAST(LEFT(d.academic_year, 4) AS int), 4, 1) AS first_day,
        DATEFROMPARTS(CAST(LEFT(d.academic_year, 4) AS int) + 1, 3, 31) AS last_day
    FROM work.cin_details AS d
    WHERE d.academic_year IS NOT NULL
)
SELECT
    e.pmr, y.financial_year, e.episode, e.la, e.cin_start, e.cin_end,
    DATEDIFF(DAY, CASE WHEN e.cin_start > y.first_day THEN e.cin_start ELSE y.first_day END,
        CASE WHEN e.cin_end < y.last_day THEN e.cin_end ELSE y.last_day END) + 1 AS days,
    e.right_censored,
    CASE WHEN (e.cin_end = y.last_day AND e.right_censored = 1) OR e.cin_end > y.last_day THEN 1 ELSE 0 END AS at_year_end,
    CASE WHEN e.right_censored = 0 THEN e.reason END AS closure_reason, e.n_referrals
INTO work.cin_episodes
FROM episode AS e
JOIN covered AS y ON y.first_day <= e.cin_end AND y.last_day >= e.cin_start;
