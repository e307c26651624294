-- Person spine from the lookups: needs work.link_ae_id_pmr, work.link_ae_id_edukey, work.link_education_records, work.school_census,
-- work.ks4_pupil, work.lilr_learners, work.leo_employment, work.leo_earnings and work.leo_benefit, makes work.link_person_spine.
DROP TABLE IF EXISTS work.link_person_spine;

WITH all_keys AS (
    SELECT 'pmr' AS key_type, l.PUPILMATCHINGREFANONYMOUS AS key_value, l.AE_ID AS ae_id FROM work.link_ae_id_pmr AS l
    UNION ALL
    SELECT 'edukey', l.EDUKEY, l.AE_ID FROM work.link_ae_id_edukey AS l
    UNION ALL
    SELECT 'record', CAST(l.RECORDID AS varchar(20)), l.AE_ID FROM work.link_education_records AS l
    UNION ALL
    SELECT DISTINCT 'pmr', c.PupilMatchingRefAnonymous, NULL FROM work.school_census AS c
    UNION ALL
    SELECT DISTINCT 'pmr', k.KS4_PupilMatchingRefAnonymous, NULL FROM work.ks4_pupil AS k
    UNION ALL
    SELECT DISTINCT 'record', CAST(i.RECORDID AS varchar(20)), NULL FROM work.lilr_learners AS i
    UNION ALL
    SELECT DISTINCT 'edukey', e.EduKey, NULL FROM work.leo_employment AS e
    UNION ALL
    SELECT DISTINCT 'edukey', e.Edukey, NULL FROM work.leo_earnings AS e
    UNION ALL
    SELECT DISTINCT 'edukey', b.EduKey, NULL FROM work.leo_benefit AS b
), single_keys AS (
    SELECT a.key_type, a.key_value, MIN(a.ae_id) AS ae_id
    FROM all_keys AS a
    WHERE a.key_value <> ''
    GROUP BY a.key_type, a.key_value
), people AS (
    SELECT
        s.key_type, s.key_value,
        CASE
            WHEN s.ae_id IS NOT NULL THEN CONCAT('AE', s.ae_id)
            WHEN s.key_type = 'pmr' THEN CONCAT('PMR', s.key_value)
            WHEN s.key_type = 'edukey' THEN CONCAT('EDU', s.key_value)
            ELSE CONCAT('REC', s.key_value)
        END AS person
    FROM single_keys AS s
), counted AS (
    SELECT
        p.person, p.key_type, p.key_value,
        ROW_NUMBER() OVER (PARTITION BY p.person, p.key_type ORDER BY p.key_value COLLATE Latin1_General_BIN2) AS number,
        SUM(CASE WHEN p.key_type = 'pmr' THEN 1 ELSE 0 END) OVER (PARTITION BY p.person) AS n_pmr,
        SUM(CASE WHEN p.key_type = 'edukey' THEN 1 ELSE 0 END) OVER (PARTITION BY p.person) AS n_edukey
    FROM people AS p
)
SELECT
    c.person, c.key_type, c.key_value, c.number, c.n_pmr, c.n_edukey,
    CASE WHEN c.n_pmr > 1 OR c.n_edukey > 1 THEN 1 ELSE 0 END AS multiplex
INTO work.link_person_spine
FROM counted AS c;
