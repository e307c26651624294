"""The skeleton: made-up people with the keys by which the tables join, one row a person.

Shares and numbers here are set so that a small extract shows every case. They are no estimates of anything.
"""

from __future__ import annotations

from typing import NamedTuple

from build_tools.synthetic.draws import Draws, whole
from build_tools.synthetic.quirks import LAST_WITH_PAY, Quirks

OLDEST_ADULT, ADULT_COHORTS = 1961, 20
ADULT_SLOTS = 2
"""Adults from before the first cohort, who are seen in further education only, take this many places beside each cohort's one."""
AUTHORITIES = 150
COURSES = 400


class Population(NamedTuple):
    """How many people, from which birth cohorts. `adults`: also some who were born earlier."""

    people: int
    first: int
    last: int
    adults: bool

    @property
    def schools(self) -> int:
        """Number of schools."""
        return min(max(self.people // 150, 20), 20_000)

    @property
    def enterprises(self) -> int:
        """Number of enterprises on the register."""
        return min(max(self.people // 20, 60), 2_000_000)


def people_sql(draws: Draws, population: Population, quirks: Quirks) -> str:
    """The query that gives the people, cohort by cohort.

    Columns: person (from 0), born (cohort: the year of its September), birth (date), sex (0 male, 1 female), pmr and pmr2 (keys in
    school data), pmr2_from (the year from which pmr2 is used), edukey, edukey2, edukey2_from (the same in tax data), fe_from, fe_years,
    he_from, he_years (years of study, NULL for none), applicant (to university), records (number of education records), primary_school,
    secondary_school, home_authority (numbers), oa, lsoa, msoa (home areas).
    """
    cohorts = population.last - population.first + 1
    slots = cohorts + (ADULT_SLOTS if population.adults else 0)
    each = -(-population.people // slots)
    adult = f"(slot >= {cohorts})"
    share = draws.below
    first = 1 + draws.salt("keys") % 1_000_000  # extracts of two seeds share no people, so their keys are others

    def several(what: str) -> str:
        return share(0.03, "person", what) if quirks.on("several-keys") else "false"

    matched = share(0.88 if quirks.on("no-tax-match") else 1, "person", "matched")
    return f"""
SELECT person, born, CAST(birth AS DATE) AS birth, sex,
    CASE WHEN pupil THEN {_key(18, 7_368_787_637, first)} END AS pmr,
    CASE WHEN pupil AND {several("pmr2")} THEN {_key(18, 7_368_787_637, first + 1)} END AS pmr2,
    CAST(born + 8 + {draws.number("person", "pmr2_from")} % 8 AS SMALLINT) AS pmr2_from,
    CASE WHEN in_tax THEN {_key(14, 5_915_587_277, first)} END AS edukey,
    CASE WHEN in_tax AND {several("edukey2")} THEN {_key(14, 5_915_587_277, first + 1)} END AS edukey2,
    CAST(born + 19 + {draws.number("person", "edukey2_from")} % 6 AS SMALLINT) AS edukey2_from,
    CASE WHEN learner THEN CAST(CASE WHEN adult THEN 2002 + {draws.number("person", "fe_from")} % 19
        ELSE born + 17 + {draws.number("person", "fe_from")} % 3 END AS SMALLINT) END AS fe_from,
    CAST(1 + {draws.number("person", "fe_years")} % 3 AS SMALLINT) AS fe_years,
    CASE WHEN NOT adult AND {share(0.38, "person", "student")}
        THEN CAST(born + 19 + {draws.number("person", "he_from")} % 3 AS SMALLINT) END AS he_from,
    CAST(1 + {draws.number("person", "he_years")} % 4 AS SMALLINT) AS he_years,
    pupil AND {share(0.45, "person", "applicant")} AS applicant,
    CAST(CASE WHEN {"true" if quirks.on("several-keys") else "false"} THEN 1 + {draws.number("person", "records")} % 3 ELSE 1 END AS UTINYINT) AS records,
    {whole(draws.number("person", "primary"), 0, population.schools // 2 - 1)} AS primary_school,
    {whole(draws.number("person", "secondary"), population.schools // 2, population.schools - 1)} AS secondary_school,
    home // 25 % {AUTHORITIES} AS home_authority,
    'E00' || CAST(900000 + home AS VARCHAR) AS oa,
    'E01' || CAST(900000 + home // 5 AS VARCHAR) AS lsoa,
    'E02' || CAST(900000 + home // 25 AS VARCHAR) AS msoa
FROM (
    SELECT person, slot, born, {adult} AS adult, DATE '1970-09-01' + CAST(datediff('day', DATE '1970-09-01', make_date(born, 9, 1))
            + {draws.number("person", "birth")} % 365 AS INTEGER) AS birth,
        CAST({draws.number("person", "sex")} % 2 AS UTINYINT) AS sex,
        CAST({draws.number("person", "home")} % 99999 AS INTEGER) AS home,
        NOT {adult} AND {share(0.94, "person", "pupil")} AS pupil,
        NOT ({share(0.94, "person", "pupil")} AND NOT {adult}) OR {share(0.45, "person", "learner")} AS learner,
        born <= {LAST_WITH_PAY} AND {matched} AS in_tax
    FROM (
        SELECT person, slot, CAST(CASE WHEN {adult} THEN {OLDEST_ADULT} + person % {ADULT_COHORTS} ELSE {population.first} + slot END AS SMALLINT) AS born
        FROM (SELECT number // {each} AS slot, (number % {each}) * {slots} + number // {each} AS person FROM range({each * slots}) numbers(number))
        WHERE person < {population.people}
    )
)"""


def _key(length: int, prime: int, number: int) -> str:
    """A key of this length that says that it is synthetic; the prime scatters people, so that keys of two kinds do not look alike."""
    digits = length - 3
    return f"'SYN' || lpad(CAST(CAST(CAST(person * 2 + {number} AS HUGEINT) * {prime} % 1{'0' * digits} AS BIGINT) AS VARCHAR), {digits}, '0')"
