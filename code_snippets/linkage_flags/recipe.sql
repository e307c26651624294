-- Where a person can be seen: needs work.link_person_spine, work.school_census, work.ks4_pupil, work.lilr_learners, work.hesa,
-- work.ucas, work.leo_employment, work.leo_earnings, work.leo_self_assessment and work.leo_benefit, makes work.linkage_flags.
DROP TABLE IF EXISTS work.linkage_flags;

WITH seen AS (
    SELECT DISTINCT 'pmr' AS key_type, c.PupilMatchingRefAnonymous AS key_value, 'npd' AS source FROM work.school_census AS c
    UNION ALL
    SELECT DISTINCT 'pmr', k.KS4_PupilMatchingRefAnonymous, 'npd' FROM work.ks4_pupil AS k
    UNION ALL
    SELECT DISTINCT 'record', CAST(i.RECORDID AS varchar(20)), 'ilr' FROM work.lilr_learners AS i
    UNION ALL
    SELECT DISTINCT 'pmr', h.HE_PUPILMATCHINGREFANONYMOUS, 'hesa' FROM work.hesa AS h
    UNION ALL
    SELECT DISTINCT 'pmr', u.PupilMatchingRefAnonymous, 'ucas' FROM work.ucas AS u
    UNION ALL
    SELECT DISTINCT 'edukey', e.EduKey, 'tax' FROM work.leo_employment AS e
    UNION ALL
    SELECT DISTINCT 'edukey', e.Edukey, 'tax' FROM work.leo_earnings AS e
    UNION ALL
    SELECT DISTINCT 'edukey', s.Edukey, 'tax' FROM work.leo_self_assessment AS s
    UNION ALL
    SELECT DISTINCT 'edukey', b.EduKey, 'benefits' FROM work.leo_benefit AS b
), seen_keys AS (
    SELECT
        s.key_type, s.key_value,
        MAX(CASE WHEN s.source = 'npd' THEN 1 ELSE 0 END) AS npd, MAX(CASE WHEN s.source = 'ilr' THEN 1 ELSE 0 END) AS ilr,
        MAX(CASE WHEN s.source = 'hesa' THEN 1 ELSE 0 END) AS hesa, MAX(CASE WHEN s.source = 'ucas' THEN 1 ELSE 0 END) AS ucas,
        MAX(CASE WHEN s.source = 'tax' THEN 1 ELSE 0 END) AS tax, MAX(CASE WHEN s.source = 'benefits' THEN 1 ELSE 0 END) AS benefits
    FROM seen AS s
    GROUP BY s.key_type, s.key_value
), spine AS (
    SELECT DISTINCT p.person, p.key_type, p.key_value
    FROM work.link_person_spine AS p
    WHERE p.person <> '' AND p.key_value <> ''
), people AS (
    SELECT
        p.person,
        SUM(CASE WHEN p.key_type = 'pmr' THEN 1 ELSE 0 END) AS n_pmr,
        SUM(CASE WHEN p.key_type = 'edukey' THEN 1 ELSE 0 END) AS n_edukey,
        CASE WHEN LEFT(p.person, 2) = 'AE' THEN 1 ELSE 0 END AS has_ae_id,
        MAX(CASE WHEN p.key_type = 'pmr' THEN 1 ELSE 0 END) AS matched_school,
        MAX(CASE WHEN p.key_type = 'record' THEN 1 ELSE 0 END) AS matched_fe,
        MAX(CASE WHEN p.key_type = 'edukey' THEN 1 ELSE 0 END) AS matched_tax,
        MAX(COALESCE(k.npd, 0)) AS npd, MAX(COALESCE(k.ilr, 0)) AS ilr, MAX(COALESCE(k.hesa, 0)) AS hesa,
        MAX(COALESCE(k.ucas, 0)) AS ucas, MAX(COALESCE(k.tax, 0)) AS tax, MAX(COALESCE(k.benefits, 0)) AS benefits
    FROM spine AS p
    LEFT JOIN seen_keys AS k ON k.key_type = p.key_type AND k.key_value = p.key_value
    GROUP BY p.person
)
SELECT
    q.person, q.n_pmr, q.n_edukey, q.has_ae_id, q.matched_school, q.matched_fe, q.matched_tax,
    CASE WHEN q.matched_school = 1 THEN q.npd END AS in_npd,
    CASE WHEN q.has_ae_id = 1 OR q.matched_fe = 1 THEN q.ilr END AS in_ilr,
    CASE WHEN q.matched_school = 1 THEN q.hesa END AS in_hesa,
    CASE WHEN q.matched_school = 1 THEN q.ucas END AS in_ucas,
    CASE WHEN q.matched_tax = 1 THEN q.tax END AS in_tax,
    CASE WHEN q.matched_tax = 1 THEN q.benefits END AS in_benefits
INTO work.linkage_flags
FROM people AS q;
