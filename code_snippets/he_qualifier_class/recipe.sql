-- First degree and its class: needs work.hesa, makes work.he_qualifier_class.
DROP TABLE IF EXISTS work.he_qualifier_class;

WITH records AS (
    SELECT
        h.HE_PUPILMATCHINGREFANONYMOUS AS pmr, h.academic_year,
        CASE WHEN h.HE_XPQUAL01 <> 1 OR h.HE_XQLEV601 <> 4 THEN 0 WHEN h.HE_XPQUAL01 = 1 AND h.HE_XQLEV601 = 4 THEN 1 END AS award,
        CASE h.HE_XCLASS01
            WHEN '1' THEN 1 WHEN '2' THEN 2 WHEN '3' THEN 3 WHEN '4' THEN 4 WHEN '5' THEN 5 WHEN '6' THEN 6 WHEN '7' THEN 6 WHEN 'A' THEN 6
        END AS class,
        COALESCE(h.HE_ENDDATE, h.HE_DATELEFT) AS award_date,
        CASE h.HE_XHOOS01 WHEN 1 THEN 1 WHEN 2 THEN 0 END AS uk_home,
        h.HE_XINSTC01 AS provider_country
    FROM work.hesa AS h
    WHERE h.HE_PUPILMATCHINGREFANONYMOUS <> '' AND h.academic_year IS NOT NULL
), students AS (
    SELECT
        r.pmr, MAX(r.award) AS any_award, COUNT(*) AS n_records, COUNT(r.award) AS n_judged, MAX(r.academic_year) AS last_year_seen
    FROM records AS r
    GROUP BY r.pmr
), awards AS (
    SELECT DISTINCT r.pmr, r.academic_year, r.class, r.award_date, r.uk_home, r.provider_country
    FROM records AS r
    WHERE r.award = 1
), ranked AS (
    SELECT
        a.*,
        COUNT(*) OVER (PARTITION BY a.pmr) AS n_awards,
        ROW_NUMBER() OVER (
            PARTITION BY a.pmr
            ORDER BY
                a.academic_year, COALESCE(a.class, 9), CASE WHEN a.award_date IS NULL THEN 1 ELSE 0 END, a.award_date,
                COALESCE(a.uk_home, -1) DESC, CASE WHEN a.provider_country IS NULL THEN 1 ELSE 0 END, a.provider_country
        ) AS place
    FROM awards AS a
)
SELECT
    s.pmr,
    CASE WHEN s.any_award = 1 THEN 1 WHEN s.n_judged = s.n_records THEN 0 END AS first_degree_award,
    r.academic_year AS award_year, r.award_date,
    CASE r.class
        WHEN 1 THEN 'first' WHEN 2 THEN 'upper_second' WHEN 3 THEN 'lower_second' WHEN 4 THEN 'third' WHEN 5 THEN 'unclassified'
        WHEN 6 THEN 'not_applicable'
    END AS degree_class,
    CASE WHEN r.class <= 2 THEN 1 WHEN r.class <= 4 THEN 0 END AS good_degree,
    r.uk_home, r.provider_country, COALESCE(r.n_awards, 0) AS n_awards, s.last_year_seen
INTO work.he_qualifier_class
FROM students AS s
LEFT JOIN ranked AS r ON r.pmr = s.pmr AND r.place = 1;
