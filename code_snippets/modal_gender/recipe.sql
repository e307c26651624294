-- Most frequent recorded gender: needs work.census_main_record and work.ks4_pupil, makes work.modal_gender.
DECLARE @first_year char(7) = '2001/02';
DECLARE @last_year char(7) = '2020/21';

DROP TABLE IF EXISTS work.modal_gender;

WITH stacked AS (
    SELECT
        c.pmr, 'census' AS source, CASE WHEN c.sex IN ('M', 'F') THEN c.sex END AS sex,
        CAST(LEFT(c.academic_year, 4) AS int) * 10
            + CASE c.census_term WHEN 'autumn' THEN 1 WHEN 'spring' THEN 2 WHEN 'summer' THEN 3 ELSE 0 END AS term
    FROM work.census_main_record AS c
    WHERE c.pmr IS NOT NULL AND c.academic_year BETWEEN @first_year AND @last_year
    UNION
    SELECT
        k.KS4_PupilMatchingRefAnonymous, 'ks4', CASE WHEN k.KS4_GENDER IN ('M', 'F') THEN k.KS4_GENDER END,
        CAST(LEFT(k.academic_year, 4) AS int) * 10
    FROM work.ks4_pupil AS k
    WHERE k.KS4_PupilMatchingRefAnonymous IS NOT NULL AND k.academic_year BETWEEN @first_year AND @last_year
), counted AS (
    SELECT s.pmr, s.source, s.sex, COUNT(s.sex) AS votes, MAX(s.term) AS latest
    FROM stacked AS s
    GROUP BY s.pmr, s.source, s.sex
), ranked AS (
    SELECT
        c.*,
        SUM(c.votes) OVER (PARTITION BY c.pmr, c.source) AS all_votes,
        ROW_NUMBER() OVER (
            PARTITION BY c.pmr
            -- rows without a value last; the census before key stage 4
            ORDER BY CASE WHEN c.sex IS NULL THEN 1 ELSE 0 END, c.source, c.votes DESC, c.latest DESC, c.sex
        ) AS place
    FROM counted AS c
)
SELECT
    r.pmr, r.sex AS gender_modal, CASE WHEN r.sex IS NOT NULL THEN r.source END AS gender_source,
    CASE WHEN r.sex IS NULL THEN NULL WHEN r.votes < r.all_votes THEN 1 ELSE 0 END AS gender_conflict,
    r.all_votes AS n_votes, r.votes AS n_modal
INTO work.modal_gender
FROM ranked AS r
WHERE r.place = 1;
