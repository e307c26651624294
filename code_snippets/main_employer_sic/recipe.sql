-- Industry of the main employer: needs work.leo_earnings, makes work.main_employer_sic.
DECLARE @basis varchar(10) = 'section';

DROP TABLE IF EXISTS work.main_employer_sic;

WITH given AS (
    SELECT DISTINCT
        e.Edukey AS edukey, e.tax_year, e.main_enterprise,
        CASE @basis WHEN 'section' THEN e.Section_Earnings WHEN 'code' THEN e.SIC_Earnings ELSE e.enterprise_earnings END AS pay,
        CASE @basis WHEN 'section' THEN e.Main_Section WHEN 'enterprise' THEN e.main_enterprise_linked_section END AS section_name,
        CASE WHEN @basis = 'enterprise' THEN CAST(e.main_enterprise_linked_sic2007 AS varchar(11)) ELSE e.Main_SIC2007 END AS code,
        CASE @basis WHEN 'section' THEN e.Tied_Main_Section_Flag WHEN 'code' THEN e.Tied_Main_SIC_Flag
                    ELSE e.tied_main_record_enterprise_sic_fg END AS tie_mark
    FROM work.leo_earnings AS e
    WHERE e.Edukey IS NOT NULL AND e.tax_year IS NOT NULL
), numbers AS (
    -- 1110 is 01110: a leading zero was lost
    SELECT
        g.*,
        CASE WHEN LEN(LTRIM(g.code)) BETWEEN 4 AND 5 AND TRY_CAST(g.code AS int) >= 1000 THEN TRY_CAST(g.code AS int) END AS number
    FROM given AS g
), divisions AS (
    SELECT n.*, CAST(FLOOR(CAST(n.number AS float) / 1000) AS int) AS division
    FROM numbers AS n
), letters AS (
    SELECT
        d.*,
        CASE
            WHEN d.division BETWEEN 1 AND 3 THEN 'A' WHEN d.division BETWEEN 5 AND 9 THEN 'B'
            WHEN d.division BETWEEN 10 AND 33 THEN 'C' WHEN d.division = 35 THEN 'D'
            WHEN d.division BETWEEN 36 AND 39 THEN 'E' WHEN d.division BETWEEN 41 AND 43 THEN 'F'
            WHEN d.division BETWEEN 45 AND 47 THEN 'G' WHEN d.division BETWEEN 49 AND 53 THEN 'H'
            WHEN d.division IN (55, 56) THEN 'I' WHEN d.division BETWEEN 58 AND 63 THEN 'J'
            WHEN d.division BETWEEN 64 AND 66 THEN 'K' WHEN d.division = 68 THEN 'L'
            WHEN d.division BETWEEN 69 AND 75 THEN 'M' WHEN d.division BETWEEN 77 AND 82 THEN 'N'
            WHEN d.division = 84 THEN 'O' WHEN d.division = 85 THEN 'P' WHEN d.division BETWEEN 86 AND 88 THEN 'Q'
            WHEN d.division BETWEEN 90 AND 93 THEN 'R' WHEN d.division BETWEEN 94 AND 96 THEN 'S'
            WHEN d.division IN (97, 98) THEN 'T' WHEN d.division = 99 THEN 'U'
        END AS of_code,
        CASE
            WHEN d.section_name LIKE 'agricult%' THEN 'A' WHEN d.section_name LIKE 'mining%' THEN 'B'
            WHEN d.section_name LIKE 'manufact%' THEN 'C' WHEN d.section_name LIKE 'electric%' THEN 'D'
            WHEN d.section_name LIKE 'water%' THEN 'E' WHEN d.section_name LIKE 'construct%' THEN 'F'
            WHEN d.section_name LIKE 'wholesale%' THEN 'G' WHEN d.section_name LIKE 'transport%' THEN 'H'
            WHEN d.section_name LIKE 'accommod%' THEN 'I' WHEN d.section_name LIKE 'information%' THEN 'J'
            WHEN d.section_name LIKE 'financ%' THEN 'K' WHEN d.section_name LIKE 'real estate%' THEN 'L'
            WHEN d.section_name LIKE 'professional%' THEN 'M' WHEN d.section_name LIKE 'administrat%' THEN 'N'
            WHEN d.section_name LIKE 'public admin%' THEN 'O' WHEN d.section_name LIKE 'education%' THEN 'P'
            WHEN d.section_name LIKE 'human health%' THEN 'Q' WHEN d.section_name LIKE 'arts%' THEN 'R'
            WHEN d.section_name LIKE 'other service%' THEN 'S' WHEN d.section_name LIKE 'activities of house%' THEN 'T'
            WHEN d.section_name LIKE 'activities of extra%' THEN 'U'
        END AS of_name
    FROM divisions AS d
), chosen AS (
    SELECT
        l.edukey, l.tax_year, l.main_enterprise, l.pay, l.tie_mark,
        CASE @basis WHEN 'section' THEN l.of_name WHEN 'code' THEN l.of_code ELSE COALESCE(l.of_code, l.of_name) END AS sic_section,
        -- a code of another section than the one that was chosen describes another part of the pay
        CASE WHEN l.of_code IS NOT NULL AND (@basis <> 'section' OR l.of_code = l.of_name) THEN l.number END AS number
    FROM letters AS l
), ranked AS (
    SELECT
        c.*,
        COUNT(*) OVER (PARTITION BY c.edukey, c.tax_year) AS n_rows,
        ROW_NUMBER() OVER (
            PARTITION BY c.edukey, c.tax_year
            ORDER BY
                c.pay DESC, CASE WHEN c.main_enterprise IS NULL THEN 1 ELSE 0 END, c.main_enterprise,
                CASE WHEN c.sic_section IS NULL THEN 1 ELSE 0 END, c.sic_section, COALESCE(c.number, 100000),
                CASE WHEN c.tie_mark IS NULL THEN 1 ELSE 0 END, c.tie_mark
        ) AS place
    FROM chosen AS c
), years AS (
    SELECT r.*, CASE WHEN r.sic_section IS NULL THEN 0 ELSE 1 END AS known
    FROM ranked AS r
    WHERE r.place = 1
), before AS (
    SELECT
        y.*,
        LAG(y.tax_year) OVER (PARTITION BY y.edukey, y.known ORDER BY y.tax_year) AS year_before,
        LAG(y.sic_section) OVER (PARTITION BY y.edukey, y.known ORDER BY y.tax_year) AS section_before,
        LAG(y.main_enterprise) OVER (PARTITION BY y.edukey, y.known ORDER BY y.tax_year) AS enterprise_before
    FROM years AS y
), compared AS (
    SELECT
        b.*,
        CASE WHEN b.known = 1 THEN b.year_before END AS prev_year,
        CASE WHEN b.tax_year >= '2017/18' AND b.year_before < '2017/18' THEN 1 ELSE 0 END AS crosses
    FROM before AS b
)
SELECT
    c.edukey, c.tax_year, @basis AS sic_basis, c.sic_section,
    CAST(FLOOR(CAST(c.number AS float) / 1000) AS int) AS sic_division,
    CASE WHEN c.number IS NOT NULL THEN RIGHT(CONCAT('0', CAST(c.number AS varchar(11))), 5) END AS sic2007,
    CASE WHEN c.known = 1 THEN c.pay END AS industry_pay,
    c.tie_mark, c.prev_year,
    CASE
        WHEN c.prev_year IS NULL THEN NULL
        WHEN c.sic_section = c.section_before THEN 0
        -- the same enterprise under another load of the register: a new coding, or a new business, can not be told
        WHEN c.crosses = 1 AND c.main_enterprise = c.enterprise_before THEN NULL
        ELSE 1
    END AS ind_switch,
    CASE WHEN c.prev_year IS NOT NULL THEN c.crosses END AS across_loads,
    c.n_rows
INTO work.main_employer_sic
FROM compared AS c;
