-- Absence in a school year: needs work.absence, makes work.absence_rate.
DECLARE @youngest int = 5;
DECLARE @oldest int = 15;
DECLARE @sixth int = 1;
DECLARE @most_sessions int = 420;

DROP TABLE IF EXISTS work.absence_rate;

WITH returned AS (
    SELECT
        a.PupilMatchingRefAnonymous AS pmr, a.academic_year, CAST(LEFT(a.academic_year, 4) AS int) AS starts,
        a.URN_anon AS urn, a.LAEstab_anon AS laestab, COALESCE(a.MainRecord, 0) AS main,
        CASE WHEN a.AgeAtStartOfAcademicYear BETWEEN 0 AND 30 THEN a.AgeAtStartOfAcademicYear END AS own_age,
        COALESCE(a.SessionsPossible_3Term, a.SessionsPossible_5HalfTerms) AS possible5,
        COALESCE(a.OverallAbsence_3Term, a.OverallAbsence_5HalfTerms) AS missed5,
        COALESCE(a.UnauthorisedAbsence_3Term, a.UnauthorisedAbsence_5HalfTerms) AS unauth5,
        a.SessionsPossible_6HalfTerms AS possible6, a.OverallAbsence_6HalfTerms AS missed6, a.UnauthorisedAbsence_6HalfTerms AS unauth6,
        a.SessionsPossible_Annual AS possible_year, a.OverallAbsence_Annual AS missed_year, a.UnauthorisedAbsence_Annual AS unauth_year,
        CASE WHEN a.SessionsPossible_Autumn > 0 THEN 2 ELSE 0 END AS autumn,
        CASE WHEN a.SessionsPossible_Spring > 0 THEN 2 ELSE 0 END AS spring,
        CASE WHEN a.SessionsPossible_Summer > 0 THEN 1 ELSE 0 END AS summer,
        CASE WHEN a.SessionsPossible_Summer6th > 0 THEN 1 ELSE 0 END AS last_half,
        CASE WHEN a.academic_year = '2020/21' AND a.TermlyReasonX_Summer >= 0 THEN a.TermlyReasonX_Summer END AS x_summer,
        CASE WHEN a.academic_year = '2020/21' AND a.TermlyReasonX_Summer6th >= 0 THEN a.TermlyReasonX_Summer6th END AS x_last_half
    FROM work.absence AS a
    WHERE a.PupilMatchingRefAnonymous IS NOT NULL AND a.academic_year IS NOT NULL
), aged AS (
    SELECT
        r.*,
        COALESCE(MAX(r.own_age) OVER (PARTITION BY r.pmr, r.academic_year),
                 r.starts - MIN(r.starts - r.own_age) OVER (PARTITION BY r.pmr)) AS age
    FROM returned AS r
), spanned AS (
    SELECT a.*, CASE WHEN @sixth = 1 AND a.starts >= 2012 AND a.age < 15 THEN 6 ELSE 5 END AS span
    FROM aged AS a
    WHERE a.age BETWEEN @youngest AND @oldest
), based AS (
    SELECT
        s.*,
        CASE WHEN s.span = 6 AND s.possible6 > 0 AND s.missed6 BETWEEN 0 AND s.possible6 THEN 6
             WHEN s.possible5 > 0 AND s.missed5 BETWEEN 0 AND s.possible5 THEN 5
             WHEN s.possible_year > 0 AND s.missed_year BETWEEN 0 AND s.possible_year THEN 1 END AS basis
    FROM spanned AS s
), counted AS (
    SELECT DISTINCT
        b.pmr, b.academic_year, b.age, b.span, b.urn, b.laestab, b.main,
        CASE b.basis WHEN 6 THEN b.possible6 WHEN 5 THEN b.possible5 WHEN 1 THEN b.possible_year END AS possible,
        CASE b.basis WHEN 6 THEN b.missed6 WHEN 5 THEN b.missed5 WHEN 1 THEN b.missed_year END AS missed,
        CASE WHEN b.basis = 6 AND b.unauth6 BETWEEN 0 AND b.missed6 THEN b.unauth6
             WHEN b.basis = 5 AND b.unauth5 BETWEEN 0 AND b.missed5 THEN b.unauth5
             WHEN b.basis = 1 AND b.unauth_year BETWEEN 0 AND b.missed_year THEN b.unauth_year END AS unauth,
        b.autumn, b.spring, b.summer, CASE WHEN b.span = 6 THEN b.last_half ELSE 0 END AS last_half, b.x_summer, b.x_last_half
    FROM based AS b
), ranked AS (
    SELECT
        c.*,
        ROW_NUMBER() OVER (
            PARTITION BY c.pmr, c.academic_year, c.urn, c.laestab
            ORDER BY
                CASE WHEN c.possible IS NULL THEN 1 ELSE 0 END, c.main DESC, c.possible DESC, c.missed, COALESCE(c.unauth, 2147483647),
                c.autumn DESC, c.spring DESC, c.summer DESC, c.last_half DESC, c.x_summer DESC, c.x_last_half DESC
        ) AS place
    FROM counted AS c
), summed AS (
    SELECT
        r.pmr, r.academic_year, r.age, r.span,
        SUM(CAST(r.possible AS bigint)) AS possible, SUM(CAST(r.missed AS bigint)) AS missed,
        CASE WHEN COUNT(r.unauth) = COUNT(r.possible) THEN SUM(CAST(r.unauth AS bigint)) END AS unauth,
        NULLIF(MAX(r.autumn) + MAX(r.spring) + MAX(r.summer) + MAX(r.last_half), 0) AS halfterms_seen,
        COUNT(r.possible) AS n_schools,
        SUM(CAST(r.x_summer AS bigint)) AS x_summer, SUM(CAST(r.x_last_half AS bigint)) AS x_last_half
    FROM ranked AS r
    WHERE (r.urn IS NULL AND r.laestab IS NULL) OR r.place = 1
    GROUP BY r.pmr, r.academic_year, r.age, r.span
), judged AS (
    SELECT
        s.pmr, s.academic_year, s.age, s.span, s.halfterms_seen, s.n_schools,
        COALESCE(s.x_summer + s.x_last_half, s.x_summer, s.x_last_half) AS x_sessions,
        CASE WHEN s.n_schools = 0 THEN 'none' WHEN s.possible > @most_sessions THEN 'implausible'
             WHEN s.academic_year = '2020/21' THEN 'pandemic' ELSE 'usual' END AS verdict,
        CASE WHEN s.possible <= @most_sessions THEN s.possible END AS possible,
        CASE WHEN s.possible <= @most_sessions THEN s.missed END AS missed,
        CASE WHEN s.possible <= @most_sessions THEN s.unauth END AS unauth
    FROM summed AS s
)
SELECT
    j.pmr, j.academic_year, j.age, j.verdict, j.span, j.possible AS sess_possible, j.missed AS sess_missed, j.unauth AS sess_unauth,
    CAST(j.missed AS float) / j.possible AS absence_rate, CAST(j.unauth AS float) / j.possible AS unauth_rate,
    j.halfterms_seen, j.n_schools, j.x_sessions
INTO work.absence_rate
FROM judged AS j;
