-- Fifth of the home area by income deprivation affecting children: needs work.census_reference_year_row, work.absence and
-- work.idaci_lookup, makes work.idaci_quintile.
DECLARE @vintage_11 int = 2015;
DECLARE @vintage_01 int = 2010;
DECLARE @areas_census int = 32482;
DECLARE @areas_absence int = 32844;

DROP TABLE IF EXISTS work.idaci_quintile;

WITH numbered AS (
    SELECT
        l.lsoa, l.vintage, l.rank, l.n_areas,
        ROW_NUMBER() OVER (PARTITION BY l.lsoa, l.vintage ORDER BY l.rank, l.n_areas) AS place
    FROM work.idaci_lookup AS l
    WHERE l.rank BETWEEN 1 AND l.n_areas
), lookup AS (
    SELECT n.lsoa, n.vintage, n.rank, n.n_areas
    FROM numbered AS n
    WHERE n.place = 1
), absent AS (
    SELECT
        a.PupilMatchingRefAnonymous AS pmr, a.academic_year, a.IDACI_R_home AS rank,
        ROW_NUMBER() OVER (
            PARTITION BY a.PupilMatchingRefAnonymous, a.academic_year
            ORDER BY CASE WHEN a.MainRecord = 1 THEN 0 ELSE 1 END, a.IDACI_R_home
        ) AS place
    FROM work.absence AS a
    WHERE a.IDACI_R_home BETWEEN 1 AND @areas_absence
), homes AS (
    SELECT DISTINCT
        r.pmr, r.academic_year,
        CASE
            WHEN n.rank IS NOT NULL THEN 'lsoa11'
            WHEN o.rank IS NOT NULL THEN 'lsoa01'
            WHEN r.idaci_rank BETWEEN 1 AND @areas_census THEN 'census'
            WHEN a.rank IS NOT NULL THEN 'absence'
        END AS idaci_source,
        n.rank AS rank_11, n.n_areas AS areas_11, o.rank AS rank_01, o.n_areas AS areas_01, r.idaci_rank AS rank_census,
        a.rank AS rank_absence
    FROM work.census_reference_year_row AS r
    LEFT JOIN lookup AS n ON n.lsoa = r.lsoa11 COLLATE Latin1_General_BIN2 AND n.vintage = @vintage_11
    LEFT JOIN lookup AS o ON o.lsoa = r.lsoa01 COLLATE Latin1_General_BIN2 AND o.vintage = @vintage_01
    LEFT JOIN absent AS a ON a.pmr = r.pmr AND a.academic_year = r.academic_year AND a.place = 1
    WHERE r.pmr IS NOT NULL AND r.academic_year IS NOT NULL
), ranked AS (
    SELECT
        h.pmr, h.academic_year, h.idaci_source,
        CASE h.idaci_source
            WHEN 'lsoa11' THEN h.rank_11
            WHEN 'lsoa01' THEN h.rank_01
            WHEN 'census' THEN h.rank_census
            WHEN 'absence' THEN h.rank_absence
        END AS idaci_rank,
        CASE h.idaci_source
            WHEN 'lsoa11' THEN h.areas_11
            WHEN 'lsoa01' THEN h.areas_01
            WHEN 'census' THEN @areas_census
            WHEN 'absence' THEN @areas_absence
        END AS areas,
        CASE h.idaci_source WHEN 'lsoa11' THEN @vintage_11 WHEN 'lsoa01' THEN @vintage_01 WHEN 'absence' THEN 2015 END
            AS idaci_vintage
    FROM homes AS h
)
SELECT DISTINCT
    r.pmr, r.academic_year, r.idaci_rank,
    CAST(CEILING(CAST(r.idaci_rank AS float) * 5 / r.areas) AS int) AS idaci_quintile,
    r.idaci_vintage, r.idaci_source
INTO work.idaci_quintile
FROM ranked AS r;
