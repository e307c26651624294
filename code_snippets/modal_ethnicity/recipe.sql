-- Most frequent ethnic group: needs work.census_reference_year_row and work.school_census, makes work.modal_ethnicity.
DECLARE @first_year char(7) = '2002/03';
DECLARE @last_year char(7) = '2020/21';
DECLARE @travellers char(4) = 'WHIT';

DROP TABLE IF EXISTS work.modal_ethnicity;

WITH codes AS (
    SELECT v.minor, v.words, v.major
    FROM (VALUES
        ('WBRI', 'White British', 'WHIT'), ('WIRI', 'Irish', 'WHIT'), ('WOTH', 'Any Other White Background', 'WHIT'),
        ('WIRT', 'Traveller Of Irish Heritage', 'trav'), ('WROM', 'Gypsy / Romany', 'trav'),
        ('MWBC', 'White and Black Caribbean', 'MIXD'), ('MWBA', 'White and Black African', 'MIXD'),
        ('MWAS', 'White and Asian', 'MIXD'), ('MOTH', 'Any Other Mixed Background', 'MIXD'),
        ('AIND', 'Indian', 'ASIA'), ('APKN', 'Pakistani', 'ASIA'), ('ABAN', 'Bangladeshi', 'ASIA'),
        ('AOTH', 'Any Other Asian Background', 'ASIA'),
        ('BCRB', 'Caribbean', 'BLAC'), ('BAFR', 'African', 'BLAC'), ('BOTH', 'Any Other Black Background', 'BLAC'),
        ('CHNE', 'Chinese', 'CHIN'), ('OOTH', 'Any Other Ethnic Group', 'AOEG')
    ) AS v(minor, words, major)
), answers AS (
    SELECT r.pmr, r.academic_year, r.ethnic_minor AS answer
    FROM work.census_reference_year_row AS r
    WHERE r.pmr IS NOT NULL AND r.academic_year BETWEEN @first_year AND @last_year
    UNION
    SELECT s.PupilMatchingRefAnonymous, s.academic_year, COALESCE(c.minor, s.EthnicGroup)
    FROM work.school_census AS s
    LEFT JOIN codes AS c ON c.words = s.EthnicGroup
    WHERE s.PupilMatchingRefAnonymous IS NOT NULL AND s.academic_year BETWEEN @first_year AND @last_year
        AND s.academic_year <= '2004/05' AND COALESCE(s.RecordStatus, 0) <= 100
), counted AS (
    SELECT a.pmr, c.minor, c.major, COUNT(c.minor) AS votes, MAX(a.academic_year) AS latest, COUNT(a.answer) AS answers
    FROM answers AS a
    LEFT JOIN codes AS c ON c.minor = a.answer
    GROUP BY a.pmr, c.minor, c.major
), ranked AS (
    SELECT
        c.*,
        SUM(c.votes) OVER (PARTITION BY c.pmr) AS all_votes,
        ROW_NUMBER() OVER (
            PARTITION BY c.pmr
            ORDER BY CASE WHEN c.minor IS NULL THEN 1 ELSE 0 END, c.votes DESC, c.latest DESC, c.minor
        ) AS place
    FROM counted AS c
)
SELECT
    r.pmr,
    CASE WHEN r.minor IS NULL AND r.answers > 0 THEN 'UNCL' ELSE r.minor END AS ethnicity_minor,
    CASE WHEN r.minor IS NULL AND r.answers > 0 THEN 'UNCL' WHEN r.major = 'trav' THEN @travellers ELSE r.major END
        AS ethnicity_major,
    CASE WHEN r.minor IS NULL THEN NULL WHEN r.votes < r.all_votes THEN 1 ELSE 0 END AS ethnicity_conflict,
    r.all_votes AS n_votes, r.votes AS n_modal
INTO work.modal_ethnicity
FROM ranked AS r
WHERE r.place = 1;
