-- Offers and offer rate: needs work.ucas_choice_set, makes work.ucas_offer_rate.
DECLARE @blank_june varchar(10) = 'left_out';
DECLARE @withdrawn varchar(10) = 'kept';

DROP TABLE IF EXISTS work.ucas_offer_rate;

WITH choices AS (
    SELECT DISTINCT
        c.cycle_year, c.unique_id_cycle, c.unique_application_id_cycle, c.pmr, c.main_scheme, c.june_known, c.decision, c.offer
    FROM work.ucas_choice_set AS c
    WHERE c.cycle_year IS NOT NULL AND c.unique_id_cycle IS NOT NULL AND c.unique_application_id_cycle IS NOT NULL
), judged AS (
    SELECT
        c.cycle_year, c.unique_id_cycle, c.pmr,
        CASE WHEN c.main_scheme = 1 THEN 1 ELSE 0 END AS main,
        CASE WHEN c.main_scheme = 1 AND c.june_known = 0 THEN 1 ELSE 0 END AS blank,
        CASE
            WHEN c.main_scheme = 1 AND c.june_known = 1 AND c.decision = 'Application withdrawn' AND @withdrawn = 'left_out' THEN 0
            WHEN c.main_scheme = 1 AND c.june_known = 1 THEN 1
            WHEN c.main_scheme = 1 AND c.june_known = 0 AND @blank_june = 'no_offer' THEN 1
            ELSE 0
        END AS in_rate,
        CASE WHEN c.main_scheme = 1 AND c.june_known = 1 AND c.offer = 1 THEN 1 ELSE 0 END AS with_offer
    FROM choices AS c
), counted AS (
    SELECT
        j.cycle_year, j.unique_id_cycle, MIN(j.pmr) AS pmr, SUM(j.main) AS n_main, SUM(j.blank) AS n_blank_june,
        SUM(j.in_rate) AS n_denominator, SUM(j.in_rate * j.with_offer) AS n_offers, MAX(j.with_offer) AS had_offer
    FROM judged AS j
    GROUP BY j.cycle_year, j.unique_id_cycle
)
SELECT
    c.cycle_year, c.unique_id_cycle, c.pmr, c.n_main, c.n_blank_june, c.n_denominator,
    CASE WHEN c.n_denominator > 0 THEN c.n_offers END AS n_offers,
    CASE WHEN c.n_denominator > 0 THEN CAST(c.n_offers AS float) / c.n_denominator END AS offer_rate,
    CASE
        WHEN c.had_offer = 1 THEN 1
        WHEN c.n_main > 0 AND (c.n_blank_june = 0 OR @blank_june = 'no_offer') THEN 0
    END AS any_offer
INTO work.ucas_offer_rate
FROM counted AS c;
