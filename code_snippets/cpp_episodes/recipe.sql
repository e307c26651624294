-- Child protection plans by year: needs work.cin_cpp and work.cin_child_link, makes work.cpp_episodes.
DROP TABLE IF EXISTS work.cpp_episodes;

WITH child AS (
    SELECT l.academic_year, l.child_table_id, MIN(l.pmr) AS pmr, MIN(l.la) AS la
    FROM work.cin_child_link AS l
    GROUP BY l.academic_year, l.child_table_id
    HAVING MIN(l.pmr) = MAX(l.pmr)
), plans AS (
    SELECT
        -- the column holds the year in which the return ends: 2009 for April 2008 to March 2009
        CASE WHEN p.CIN_ACADYR BETWEEN 2009 AND 2099 THEN p.CIN_ACADYR END AS ends, p.CIN_ChildTableID AS child_table_id,
        p.CIN_CPPstartDate AS starts, p.CIN_CPPendDate AS ended,
        COALESCE(p.CIN_InitialCategoryOfAbuse, p.CIN_CategoryOfAbuse) AS category_initial,
        COALESCE(p.CIN_LatestCategoryOfAbuse, p.CIN_CategoryOfAbuse) AS category_latest,
        CASE WHEN p.CIN_NumberOfPreviousCPP >= 0 THEN CAST(p.CIN_NumberOfPreviousCPP AS bigint) + 1 END AS cpp_n
    FROM work.cin_cpp AS p
), returned AS (
    SELECT
        p.*, CONCAT(CAST(p.ends - 1 AS varchar(4)), '/', RIGHT(CAST(p.ends AS varchar(4)), 2)) COLLATE Latin1_General_BIN2 AS financial_year,
        DATEFROMPARTS(p.ends - 1, 4, 1) AS first_day, DATEFROMPARTS(p.ends, 3, 31) AS last_day
    FROM plans AS p
    WHERE p.ends IS NOT NULL AND p.starts IS NOT NULL
), ranked AS (
    SELECT
        c.pmr, c.la, r.*,
        ROW_NUMBER() OVER (
            PARTITION BY c.pmr, c.la, r.starts
            ORDER BY r.ends DESC, r.ended DESC, CASE WHEN r.category_initial IS NULL THEN 1 ELSE 0 END, r.category_initial,
            CASE WHEN r.category_latest IS NULL THEN 1 ELSE 0 END, r.category_latest, r.cpp_n DESC
        ) AS place
    FROM returned AS r
    JOIN child AS c ON c.academic_year = r.financial_year AND c.child_table_id = r.child_table_id
), episode AS (
    SELECT
        r.pmr, r.la, r.starts AS cpp_start, CASE WHEN r.ended <= r.last_day THEN 0 ELSE 1 END AS right_censored,
        CASE WHEN r.ended <= r.last_day AND r.ended >= r.starts THEN r.ended
             WHEN (r.ended IS NULL OR r.ended > r.last_day) AND r.last_day > r.starts THEN r.last_day ELSE r.starts END AS cpp_end,
        r.category_initial, r.category_latest, r.cpp_n,
        ROW_NUMBER() OVER (PARTITION BY r.pmr ORDER BY r.starts, CASE WHEN r.la IS NULL THEN 1 ELSE 0 END, r.la) AS episode
    FROM ranked AS r
    WHERE r.place = 1
), covered AS (
    SELECT DISTINCT r.financial_year, r.first_day, r.last_day
    FROM returned AS r
)
SELECT
    e.pmr, y.financial_year, e.episode, e.la, e.cpp_start, e.cpp_end,
    DATEDIFF(DAY, CASE WHEN e.cpp_start > y.first_day THEN e.cpp_start ELSE y.first_day END,
        CASE WHEN e.cpp_end < y.last_day THEN e.cpp_end ELSE y.last_day END) + 1 AS days,
    e.right_censored,
    CASE WHEN (e.cpp_end = y.last_day AND e.right_censored = 1) OR e.cpp_end > y.last_day THEN 1 ELSE 0 END AS at_year_end,
    e.category_initial, e.category_latest, e.cpp_n
INTO work.cpp_episodes
FROM episode AS e
JOIN covered AS y ON y.first_day <= e.cpp_end AND y.last_day >= e.cpp_start;
