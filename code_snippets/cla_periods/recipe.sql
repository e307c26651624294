-- Periods of care by year: needs work.cla, makes work.cla_periods.
DECLARE @short_breaks int = 0;

DROP TABLE IF EXISTS work.cla_periods;

WITH returned AS (
    SELECT
        c.cla_PupilMatchingRefAnonymous AS pmr, COALESCE(c.cla_POC_START, c.cla_DATE_EPI_COMM) AS starts, c.academic_year,
        DATEFROMPARTS(CAST(LEFT(c.academic_year, 4) AS int) + 1, 3, 31) AS year_end, c.cla_DATE_EPI_CEASED AS ceased,
        c.cla_REC AS reason, c.cla_LEGAL_STATUS AS legal_status, c.cla_POC_LENGTH AS months
    FROM work.cla AS c
    WHERE c.cla_PupilMatchingRefAnonymous IS NOT NULL AND c.academic_year IS NOT NULL
), ended AS (
    SELECT
        r.pmr, r.starts, r.academic_year, r.reason, r.legal_status, r.months,
        CASE WHEN r.ceased <= r.year_end AND COALESCE(r.reason, '') <> '-10' THEN 0 ELSE 1 END AS is_open,
        CASE WHEN r.ceased <= r.year_end AND COALESCE(r.reason, '') <> '-10' THEN r.ceased ELSE r.year_end END AS ends
    FROM returned AS r
    WHERE (@short_breaks = 1 OR COALESCE(r.legal_status, '') NOT IN ('V3', 'V4')) AND r.starts IS NOT NULL
), ranked AS (
    SELECT
        e.*, ROW_NUMBER() OVER (
            PARTITION BY e.pmr, e.starts
            ORDER BY
                e.academic_year DESC, e.ends DESC, e.is_open DESC,
                CASE WHEN e.legal_status IS NULL THEN 1 ELSE 0 END, e.legal_status,
                CASE WHEN e.reason IS NULL THEN 1 ELSE 0 END, e.reason, e.months DESC
        ) AS place
    FROM ended AS e
), period AS (
    SELECT
        r.pmr, r.starts, CASE WHEN r.ends > r.starts THEN r.ends ELSE r.starts END AS ends, r.is_open, r.legal_status, r.reason,
        CASE WHEN r.months IS NULL THEN NULL
             WHEN ABS(DATEDIFF(MONTH, r.starts, r.ends) - CAST(r.months AS bigint)) <= 1 THEN 1 ELSE 0 END AS length_agrees
    FROM ranked AS r
    WHERE r.place = 1
), compared AS (
    SELECT p.*, MAX(p.ends) OVER (PARTITION BY p.pmr ORDER BY p.starts ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS latest_end
    FROM period AS p
), numbered AS (
    SELECT
        c.*, SUM(CASE WHEN c.starts <= c.latest_end THEN 0 ELSE 1 END)
            OVER (PARTITION BY c.pmr ORDER BY c.starts ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS period
    FROM compared AS c
), placed AS (
    SELECT
        n.*, MIN(n.starts) OVER (PARTITION BY n.pmr, n.period) AS cla_start, COUNT(*) OVER (PARTITION BY n.pmr, n.period) AS n_parts,
        ROW_NUMBER() OVER (PARTITION BY n.pmr, n.period ORDER BY n.ends DESC, n.is_open DESC, n.starts DESC) AS place
    FROM numbered AS n
), covered AS (
    SELECT DISTINCT
        c.academic_year AS financial_year, DATEFROMPARTS(CAST(LEFT(c.academic_year, 4) AS int), 4, 1) AS first_day,
        DATEFROMPARTS(CAST(LEFT(c.academic_year, 4) AS int) + 1, 3, 31) AS last_day
    FROM work.cla AS c
    WHERE c.academic_year IS NOT NULL
)
SELECT
    p.pmr, y.financial_year, p.period, p.cla_start, p.ends AS cla_end,
    DATEDIFF(DAY, CASE WHEN p.cla_start > y.first_day THEN p.cla_start ELSE y.first_day END,
        CASE WHEN p.ends < y.last_day THEN p.ends ELSE y.last_day END) + 1 AS days,
    p.is_open AS right_censored,
    CASE WHEN (p.ends = y.last_day AND p.is_open = 1) OR p.ends > y.last_day THEN 1 ELSE 0 END AS at_year_end,
    p.legal_status AS last_legal_status, CASE WHEN p.is_open = 0 THEN p.reason END AS end_reason,
    CASE WHEN p.n_parts = 1 THEN p.length_agrees END AS length_agrees
INTO work.cla_periods
FROM placed AS p
JOIN covered AS y ON y.first_day <= p.ends AND y.last_day >= p.cla_start
WHERE p.place = 1;
