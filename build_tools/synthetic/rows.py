"""Which rows a table has: for each slice of it (a view and a year) a query that gives the people, or enterprises, and the number of each row.

Every query gives the columns of `people_sql` where the row is about a person, and `id`, from which all other values of the row are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from build_tools.cohorts import august_of
from build_tools.logical import LogicalTable, Part
from build_tools.records import SyntheticRows
from build_tools.synthetic.draws import Draws, whole
from build_tools.synthetic.people import COURSES, Population
from build_tools.synthetic.quirks import LAST_WITH_PAY, SECOND_ROW, Quirks

PEOPLE = "people"
"""Name under which the skeleton is read."""
LOADS = {"2019": 1, "2020": 0}
"""Loads of the register, each with the remainder of the enterprises that it lacks."""
LAST_DAY = "2021-04-05"
OPEN_END = "9999-12-31"
_QUALIFICATIONS = 3


class Slice(NamedTuple):
    """The rows of one view that belong to one year (its starting year) and term; None where rows belong to no year."""

    table: LogicalTable
    part: Part
    year: int | None

    @property
    def term(self) -> str | None:
        """The census term of the view."""
        return self.part.view.term

    @property
    def spec(self) -> SyntheticRows:
        """Which rows its table has; a rule sees to it that every table says so."""
        assert self.table.table.synthetic is not None
        return self.table.table.synthetic

    @property
    def august(self) -> int:
        """The calendar year of the 31 August by which ages of the slice are counted."""
        assert self.year is not None
        return august_of(self.table.table, self.year)


@dataclass(frozen=True)
class RowMaker:
    """Makes the query of a slice. `ucas_rows`: what a row of the UCAS table is taken to be, for that is not public."""

    draws: Draws
    population: Population
    quirks: Quirks
    ucas_rows: str = "application-and-qualification"

    def sql(self, piece: Slice) -> str:
        """The query of a slice, its rows in the order of cohorts and people."""
        return {
            "people-years": self._people_years,
            "people": self._people,
            "spells": self._spells,
            "record-keys": self._record_keys,
            "pupil-keys": self._pupil_keys,
            "tax-keys": self._tax_keys,
            "enterprises": self._enterprises,
            "courses": self._courses,
            "applications": self._applications,
        }[piece.spec.rows](piece)

    def _people_years(self, piece: Slice) -> str:
        table, year, draws, spec = piece.table.id, piece.year, self.draws, piece.spec
        twice = self.quirks.second_rows(table)
        duplicate = draws.below(twice, "person", table, year, piece.term, "duplicate")
        most = spec.most + (1 if twice else 0)
        count = whole(draws.number("person", spec.group or spec.people, year, "rows"), spec.least, spec.most)
        source = f"SELECT *, {duplicate} AS duplicate, {count} AS n FROM {PEOPLE} WHERE {self._in_year(piece)}"
        if most == 1:
            rows = f"SELECT *, 0 AS k FROM ({source})"
        else:
            rows = f"SELECT * FROM ({source}), range({most}) numbers(k) WHERE k < n OR ({SECOND_ROW})"
        return f"SELECT *{self._marks(piece)} FROM (SELECT *, hash(person, {draws.salt(table, year, piece.term)}, k) AS id FROM ({rows}))"

    def _marks(self, piece: Slice) -> str:
        """Columns that say which rows have a quirk of this table, with the comma before each."""
        share, draws, table, year = self.quirks.share, self.draws, piece.table.id, piece.year
        if table == "school_census":
            return f", {draws.below(share('off-roll-rows'), 'id', 'off roll')} AS off_roll"
        if table == "cin_details":
            assert year is not None
            before = self._in_year(piece._replace(year=year - 1)) if year > piece.table.years[0] else "false"
            again, earlier = (
                draws.below(share("repeated-cin-referrals"), "person", "referral", each) for each in (year, year - 1)
            )
            return f", ({before}) AND {again} AND NOT {earlier} AS repeated"  # so that last year's was new
        if table == "lilr_aims":
            return "".join(
                f", {draws.below(share(quirk), 'id', quirk)} AS {name}"
                for quirk, name in (("filler-dates", "filler"), ("aims-without-learners", "orphan"))
            )
        if table == "leo_earnings":
            lacking = list(LOADS.values())[1 if year is None or year >= 2017 else 0]
            firm = f"{draws.number('id', 'firm')} % {self.population.enterprises}"
            other = f"CASE WHEN {firm} > 0 THEN {firm} - 1 ELSE 1 END"
            chosen = f"CASE WHEN {firm} % 20 = {lacking} THEN {other} ELSE {firm} END"
            return f", {draws.below(0.01, 'id', 'negative')} AS negative, CAST({chosen} AS INTEGER) AS firm"
        return ""

    def _who(self, piece: Slice) -> list[str]:
        """Conditions on the people: their kind, and their age in the year of the slice."""
        year, spec = piece.year, piece.spec
        found = {
            "pupil": ["pmr IS NOT NULL"],
            "matched": ["edukey IS NOT NULL"],
            "applicant": ["applicant", *([f"born = {year - 18}"] if year is not None else [])],
            "learner": ["fe_from IS NOT NULL"],
            "student": ["he_from IS NOT NULL"],
        }[spec.people or "pupil"]
        if year is not None and spec.people in ("learner", "student"):
            start = "fe" if spec.people == "learner" else "he"
            found.append(f"{year} BETWEEN {start}_from AND {start}_from + {start}_years - 1")
        if spec.people == "student" and not self.quirks.on("blank-hesa-keys"):
            found.append("pmr IS NOT NULL")
        ages = piece.table.table.ages
        if ages and year is not None and spec.people != "learner":
            oldest = ages.to if ages.to is not None else spec.oldest
            youngest_born = piece.august - 1 - ages.from_
            oldest_born = piece.august - 1 - oldest if oldest is not None else 0
            found.append(f"born BETWEEN {oldest_born} AND {youngest_born}")
        return found

    def _in_year(self, piece: Slice) -> str:
        """The condition that a person has a row in the year of the slice. In one group a smaller share is part of a larger one."""
        spec = piece.spec
        group = spec.group or spec.people
        conditions = self._who(piece)
        if spec.ever < 1:
            conditions.append(self.draws.below(spec.ever, "person", group, "ever"))
        in_year = ("person", group, piece.year, "in year")
        if spec.share_by_age:
            steps = sorted(((int(age), share) for age, share in spec.share_by_age.items()), reverse=True)
            cases = " ".join(
                f"WHEN {piece.august - 1} - born >= {age} THEN {self.draws.below(share, *in_year)}"
                for age, share in steps
            )
            conditions.append(f"CASE {cases} ELSE false END")
        elif spec.share < 1:
            conditions.append(self.draws.below(spec.share, *in_year))
        return " AND ".join(conditions)

    def _people(self, piece: Slice) -> str:
        conditions = " AND ".join([*self._who(piece), "born BETWEEN 1985 AND 2004"])
        return (
            f"SELECT *, 0 AS k, hash(person, {self.draws.salt(piece.table.id)}) AS id FROM {PEOPLE} WHERE {conditions}"
        )

    def _spells(self, piece: Slice) -> str:
        """Spells of a person lie one after another, with a gap between: the time from the 16th birthday on is cut in as many equal parts."""
        draws, table, spec = self.draws, piece.table.id, piece.spec
        first = f"DATE '{piece.table.years[0]}-04-06'"
        conditions = [*self._who(piece), f"born <= {LAST_WITH_PAY}"]
        if spec.ever < 1:
            conditions.append(draws.below(spec.ever, "person", table, "ever"))
        from_day = f"greatest({first}, CAST(birth + INTERVAL 16 YEAR AS DATE))"
        cut = table == "leo_employment" and not self.quirks.on("merged-employment-spells")
        uncertain = self.quirks.share("uncertain-dates") if table == "leo_employment" else 0.0
        open_share = self.quirks.share("open-ends")
        spells = f"""
SELECT *, hash(person, {draws.salt(table)}, k) AS id FROM (
    SELECT *, {from_day} AS from_day, {whole(draws.number("person", table, "n"), 1, spec.most)} AS n
    FROM {PEOPLE} WHERE {" AND ".join(conditions)} AND {from_day} < DATE '2020-12-31'
), range({spec.most}) numbers(k) WHERE k < n"""
        dated = f"""
SELECT *, from_day + CAST(k * length + floor(length * 0.4 * {draws.unit("id", "start")}) AS INTEGER) AS start_drawn,
    from_day + CAST(k * length + floor(length * (0.45 + 0.5 * {draws.unit("id", "end")})) AS INTEGER) AS end_drawn,
    {draws.below(uncertain, "id", "uncertain start")} AS unsure_start,
    {draws.below(uncertain, "id", "uncertain end")} AS unsure_end,
    k = n - 1 AND {draws.below(open_share, "id", "open")} AS open_end
FROM (SELECT *, datediff('day', from_day, DATE '{LAST_DAY}') // n AS length FROM ({spells}))"""
        snapped = f"""
SELECT *, unsure_start AND {_next_april("start_drawn")} <= {_last_april("end_drawn")} AS uncertain_start,
    unsure_end AND NOT open_end AND {_last_april("end_drawn")} >= {_next_april("start_drawn")} AS uncertain_end
FROM ({dated})"""
        finished = f"""
SELECT *, CASE WHEN uncertain_start THEN {_next_april("start_drawn")} ELSE start_drawn END AS spell_start,
    CASE WHEN open_end THEN DATE '{OPEN_END}' WHEN uncertain_end THEN {_last_april("end_drawn")} ELSE end_drawn END AS spell_end,
    {"n > 1" if table == "leo_employment" else "false"} AS merged
FROM ({snapped})"""
        if not cut:
            return finished
        middle = "(spell_start + CAST((least(spell_end, end_drawn) - spell_start) // 2 AS INTEGER))"
        return f"""
SELECT * REPLACE (CASE WHEN half = 1 THEN {middle} + 1 ELSE spell_start END AS spell_start,
    CASE WHEN half = 0 THEN {middle} ELSE spell_end END AS spell_end, uncertain_start AND half = 0 AS uncertain_start,
    uncertain_end AND half = 1 AS uncertain_end, open_end AND half = 1 AS open_end, hash(id, half) AS id)
FROM ({finished}), range(2) halves(half)"""

    def _record_keys(self, piece: Slice) -> str:
        return f"SELECT *, hash(person, {self.draws.salt(piece.table.id)}, k) AS id FROM {PEOPLE}, range(3) numbers(k) WHERE fe_from IS NOT NULL AND k < records"

    def _pupil_keys(self, piece: Slice) -> str:
        return self._keys(piece, "pmr")

    def _tax_keys(self, piece: Slice) -> str:
        return self._keys(piece, "edukey")

    def _keys(self, piece: Slice, key: str) -> str:
        both = f"SELECT *, hash(person, {self.draws.salt(piece.table.id)}, k) AS id FROM {PEOPLE}, range(2) numbers(k)"
        return f"SELECT * REPLACE (CASE WHEN k = 0 THEN {key} ELSE {key}2 END AS {key}) FROM ({both}) WHERE {key} IS NOT NULL AND (k = 0 OR {key}2 IS NOT NULL)"

    def _enterprises(self, piece: Slice) -> str:
        loads = " UNION ALL ".join(
            f"SELECT firm, '{load}' AS load, {self.firm_id('firm', load)} AS id FROM range({self.population.enterprises}) firms(firm) WHERE firm % 20 <> {lacking}"
            for load, lacking in LOADS.items()
        )
        return f"SELECT *, 0 AS k FROM ({loads})"

    def firm_id(self, firm: str, load: str) -> str:
        """The id of the row of an enterprise in a load of the register."""
        return f"hash(CAST({firm} AS BIGINT), {self.draws.salt('leo_idbr', load)})"

    def _courses(self, piece: Slice) -> str:
        return f"SELECT course, 0 AS k, hash(course, {self.draws.salt(piece.table.id, piece.year)}) AS id FROM range({COURSES}) courses(course)"

    def _applications(self, piece: Slice) -> str:
        """One row for each choice and each declared qualification, or for each choice or each applicant alone."""
        draws, table, spec = self.draws, piece.table.id, piece.spec
        choices = 1 if self.ucas_rows == "applicant" else spec.most
        declared = _QUALIFICATIONS if self.ucas_rows == "application-and-qualification" else 1
        conditions = " AND ".join(self._who(piece))
        return f"""
SELECT *, hash(person, {draws.salt(table)}) AS id, hash(person, {draws.salt(table, "choice")}, k) AS choice_id,
    hash(person, {draws.salt(table, "declared")}, q) AS declared_id
FROM (SELECT *, {whole(draws.number("person", table, "n"), spec.least, spec.most)} AS n FROM {PEOPLE} WHERE {conditions}),
    range({choices}) numbers(k), range({declared}) declared(q) WHERE k < n"""


def _next_april(date: str) -> str:
    """The first 6 April on or after a date."""
    return f"CASE WHEN {date} <= make_date(year({date}), 4, 6) THEN make_date(year({date}), 4, 6) ELSE make_date(year({date}) + 1, 4, 6) END"


def _last_april(date: str) -> str:
    """The last 5 April on or before a date."""
    return f"CASE WHEN {date} >= make_date(year({date}), 4, 5) THEN make_date(year({date}), 4, 5) ELSE make_date(year({date}) - 1, 4, 5) END"
