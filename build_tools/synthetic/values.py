"""What stands in each column: an SQL expression over the columns of `RowMaker.sql`, made from role, hint, codes, range and type of the variable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from statistics import NormalDist

from build_tools.catalogue import Catalogue, stem_of
from build_tools.logical import LogicalColumn
from build_tools.records import Distribution, Role, SyntheticValues, Variable
from build_tools.roles import role_of
from build_tools.sqltext import text
from build_tools.sqltypes import ColumnType, codes_in_data, has_blank, type_of
from build_tools.synthetic.draws import Draws
from build_tools.synthetic.people import COURSES
from build_tools.synthetic.quirks import SECOND_ROW
from build_tools.synthetic.rows import LAST_DAY, RowMaker, Slice
from build_tools.years import write_year, year_label

BLANK, BLANK_WITH_CODE = 0.02, 0.15
"""Share of rows without a value, and the same where the form lists no value among the codes."""
PLACEHOLDERS = tuple(f"SYN{number}" for number in range(1, 6))
"""Values of columns whose codes are not published."""
SOME_TEXT = "synthetic text"
MOST_SLOTS = 4
"""Most numbered repeats of a row that are filled."""
MOST_NUMBERS, MOST_PAY = 197, 397
"""Most numbers that a column draws from, and of a column like pay: every one more makes a query slower to prepare."""
_NO_HINT = SyntheticValues.model_validate({})
_DEFAULT_RANGES: dict[str | None, tuple[float, float]] = {
    "points": (0, 60), "sessions": (0, 30), "marks": (0, 100), "percent": (0, 100), "share": (0, 1), "hours": (0, 40), "pounds": (0, 40_000),
    "years": (0, 20), "months": (0, 60), "miles": (0, 25), "scale from 0 to 1": (0, 1), "score from 0 to 1": (0, 1), "weeks": (0, 52),
    "points on the scaled score": (80, 120), "qualifications": (0, 8), "GCSE equivalents": (0, 12), "entries": (0, 10), "passes": (0, 8),
    "levels": (1, 8), "National Curriculum levels": (1, 8),
}  # fmt: skip
_TERM_CODES = {"autumn": "AUT", "spring": "SPR", "summer": "SUM", None: "SPR"}
_CENSUS_MONTHS = {"autumn": 10, "spring": 1, "summer": 5, None: 1}
_OFF_ROLL = re.compile(r"(?i)(?:.*sen|fsm|everfsm|coa|lsoa|idaci|specialprovision|resourced|topup)")
"""Columns that rows of pupils who have left do not have, by how their names begin or what they hold."""
_CHOICE = re.compile(
    r"(?i)(?:unique_application|course|jacs|june30|app_response|provider_|application_(?:route|flag)|main_scheme|entry_year|detailed_subject|subject_group|he_provider|.*unconditional)"
)
_DECLARED = re.compile(r"(?i)(?:qualification_|subject_title|grade$)")


@dataclass(frozen=True)
class Values:
    """Makes the expression of each column of a slice."""

    catalogue: Catalogue
    rows: RowMaker

    @property
    def draws(self) -> Draws:
        """The draws, those of the rows."""
        return self.rows.draws

    def sql(self, piece: Slice, column: LogicalColumn) -> str:
        """The expression of a logical column, with its type."""
        if column.added == "year":
            return text(year_label(piece.year)) if piece.year is not None else "CAST(NULL AS VARCHAR)"
        if column.added == "term":
            return text(piece.term) if piece.term else "CAST(NULL AS VARCHAR)"
        assert column.variable is not None
        value = self._value(piece, column.variable, column.number)
        return value if value.startswith("getvariable(") else f"CAST({value} AS {column.type.duckdb})"

    def added_up(self, piece: Slice, variable: Variable) -> list[Variable] | None:
        """The variables, none of them a sum, that a sum adds up in the year of the slice; None for a variable that is no sum."""
        hint = variable.synthetic
        if hint is None or not hint.sum_of or not self._held(piece, variable):
            return None
        found: dict[str, Variable] = {}
        for id in hint.sum_of:
            part = self.catalogue.variables[id]
            deeper = self.added_up(piece, part)
            found |= {
                one.id: one for one in (deeper if deeper is not None else [part] if self._held(piece, part) else [])
            }
        return list(found.values())

    def _value(self, piece: Slice, variable: Variable, number: int | None) -> str:
        if variable.status == "not-obtainable" or not self._held(piece, variable):
            return "NULL"
        role = role_of(self.catalogue, variable)
        kind = type_of(self.catalogue, variable)
        if number is not None:
            if number > MOST_SLOTS:
                return "NULL"
            return f"CASE WHEN {number} <= {self._slots()} THEN {self._drawn(piece, variable, self._id(piece, variable), number)} END"
        known = self._of_role(piece, variable, role, kind) if role is not None else None
        drawn = known if known is not None else self._drawn(piece, variable, self._id(piece, variable))
        if variable.id == "leo_earnings.Earnings":
            corrected = "0" if self.rows.quirks.on("negative-pay-as-zero") else f"-{drawn}"
            return f"CASE WHEN negative THEN {corrected} ELSE {drawn} END"
        if (
            piece.table.id == "school_census"
            and self.rows.quirks.on("off-roll-rows")
            and _OFF_ROLL.match(stem_of(variable.id))
        ):
            return f"CASE WHEN NOT off_roll THEN {drawn} END"
        return drawn

    def _slots(self) -> str:
        """How many of the numbered repeats of a row are filled."""
        return f"(1 + {self.draws.number('id', 'slots')} % {MOST_SLOTS})"

    def _held(self, piece: Slice, variable: Variable) -> bool:
        """Whether the variable is held in the year of the slice; where its years are not known, it is."""
        held = self.catalogue.held(variable)
        return piece.year is None or not held or piece.year in held

    def _id(self, piece: Slice, variable: Variable) -> str:
        """What the value belongs to: the row, and in the UCAS table the applicant, the choice or the declared qualification."""
        if piece.spec.rows == "applications":
            stem = stem_of(variable.id)
            return "choice_id" if _CHOICE.match(stem) else "declared_id" if _DECLARED.match(stem) else "id"
        return "id"

    def _drawn(self, piece: Slice, variable: Variable, id: str, number: int | None = None) -> str:
        """A value drawn from hint, codes, range or type, with some blanks."""
        hint = variable.synthetic or _NO_HINT
        if hint.from_:
            load = "2020" if piece.year is not None and piece.year >= 2017 else "2019"
            theirs = self._drawn(piece, self.catalogue.variables[hint.from_], self.rows.firm_id("firm", load))
            return f"CAST({theirs} AS {type_of(self.catalogue, variable).duckdb})"
        draw = self.draws.number(id, hint.with_ or variable.id, number or "")
        blank = (
            hint.blank if hint.blank is not None else BLANK_WITH_CODE if has_blank(self.catalogue, variable) else BLANK
        )
        if values := self._list(piece, variable, hint):
            return self.draws.choice(draw, _with_blanks(values, blank), type_of(self.catalogue, variable).duckdb)
        identifier = f"'SYN' || CAST(10000 + {draw} % 90000 AS VARCHAR)"
        value = self._date(piece, draw) if type_of(self.catalogue, variable).base == "date" else identifier
        if not blank:
            return value
        return f"CASE WHEN NOT {self.draws.below(blank, id, variable.id, number or '', 'blank')} THEN {value} END"

    def _list(self, piece: Slice, variable: Variable, hint: SyntheticValues) -> list[str]:
        """The values that are drawn from as they are, as SQL literals; nothing for numbers, dates and texts, which are made."""
        kind = type_of(self.catalogue, variable)
        if hint.values:
            return [_literal(value, kind) for value in hint.values]
        codes = codes_in_data(self.catalogue, variable, piece.year)
        if variable.range or hint.lowest is not None or hint.highest is not None or hint.distribution:
            numbers = self._numbers(variable, hint, kind)
            often = max(1, len(numbers) // (16 * len(codes))) if codes else 0
            return numbers + [_literal(code.code, kind) for code in codes] * often
        if codes:
            missing = [code for code in codes if code.missing]
            usual = [code for code in codes if not code.missing]
            times = max(1, min(40, 20 * len(missing) // len(usual))) if usual else 1
            return [_literal(code.code, kind) for code in usual * times + missing]
        if kind.base == "date" or (variable.type == "identifier" and kind.is_text):
            return []
        if variable.type == "number" or not kind.is_text:
            return self._numbers(variable, hint, kind)
        if kind.length is not None and kind.length < len(PLACEHOLDERS[0]):
            return ["NULL"]
        if variable.type == "text" and (kind.length or 99) >= len(SOME_TEXT):
            return [text(SOME_TEXT)]
        return [text(word) for word in PLACEHOLDERS]

    def _numbers(self, variable: Variable, hint: SyntheticValues, kind: ColumnType) -> list[str]:
        """Numbers from the range of the variable or the hint, as often as the distribution has them, as SQL literals."""
        low, high = _DEFAULT_RANGES.get(variable.unit, (0, 20))
        digits, width = 2, 0
        if variable.range:
            lowest, highest = variable.range.lowest, variable.range.highest
            low, high = float(lowest), float(highest)
            digits = max(len(end.partition(".")[2]) for end in (lowest, highest))
            width = len(lowest) if re.match("0[0-9]", lowest) else 0
        low = hint.lowest if hint.lowest is not None else low
        high = hint.highest if hint.highest is not None else high
        if kind.is_whole or (kind.is_text and hint.lowest is not None):
            digits = 0
        drawn = _spread(low, high, digits, hint.distribution)
        written = [f"{number:.{digits}f}" for number in drawn]
        return [text(one.zfill(width)) for one in written] if kind.is_text else written

    def _date(self, piece: Slice, draw: str) -> str:
        first = _first_day(piece) if piece.year is not None else date(2005, 4, 6)
        days = 365 if piece.year is not None else 5000
        return f"(DATE '{first}' + CAST({draw} % {days} AS INTEGER))"

    def _of_role(self, piece: Slice, variable: Variable, role: Role, kind: ColumnType) -> str | None:
        """The value of a column of the skeleton; None where it is drawn like any other."""
        about_people = piece.spec.rows not in ("enterprises", "courses")
        if (simple := self._of_table(piece, role, kind, variable)) is not None:
            return simple
        if not about_people:
            return None
        if piece.year is not None and (in_year := self._of_year(piece, variable, role, kind)) is not None:
            return in_year
        return self._of_person(piece, role, kind, variable)

    def _of_table(self, piece: Slice, role: Role, kind: ColumnType, variable: Variable) -> str | None:
        """Values that need no person."""
        year = piece.year
        if role == "year" and year is not None:
            written = "label" if variable.type == "text" else piece.table.table.years.written or "end"
            value = write_year(year, written)
            return text(value) if kind.is_text else value
        if role == "year-label" and year is not None:
            return text(year_label(year))
        if role == "term":
            return text(_TERM_CODES[piece.term])
        if role == "census-date" and year is not None:
            return _census_day(piece)
        if role == "load":
            return "load"
        if role == "enterprise":
            return "'SYN' || CAST(100000000 + firm AS VARCHAR)"
        if role == "course":
            number = "course" if piece.spec.rows == "courses" else f"{self.draws.number('id', 'course')} % {COURSES}"
            return f"'SYN' || CAST(10000 + {number} AS VARCHAR)"
        if role in ("spell-start", "spell-end", "spell-start-uncertain", "spell-end-uncertain"):
            return self._of_spell(piece, role)
        return None

    def _of_spell(self, piece: Slice, role: Role) -> str | None:
        if piece.spec.rows == "spells":
            end = "spell_end" if self.rows.quirks.on("open-ends") else f"least(spell_end, DATE '{LAST_DAY}')"
            return {
                "spell-start": "spell_start",
                "spell-end": end,
                "spell-start-uncertain": "uncertain_start",
                "spell-end-uncertain": "uncertain_end",
            }[role]
        if piece.year is None or role not in ("spell-start", "spell-end"):
            return None
        first = f"DATE '{_first_day(piece)}'"
        id = "id"
        if piece.table.id == "cin_details":
            id = f"hash(person, {self.draws.salt('referral')}, CASE WHEN repeated THEN {piece.year - 1} ELSE {piece.year} END)"
            first = f"CASE WHEN repeated THEN DATE '{_first_day(piece._replace(year=piece.year - 1))}' ELSE {first} END"
        start = f"({first} + CAST({self.draws.number(id, 'spell start')} % 300 AS INTEGER))"
        if role == "spell-start":
            return (
                f"CASE WHEN filler THEN DATE '1900-01-01' ELSE {start} END" if piece.table.id == "lilr_aims" else start
            )
        length = f"CAST(1 + {self.draws.number('id', 'spell length')} % 400 AS INTEGER)"
        return f"CASE WHEN {self.draws.number('id', 'spell open')} % 5 > 0 THEN {start} + {length} END"

    def _of_year(self, piece: Slice, variable: Variable, role: Role, kind: ColumnType) -> str | None:
        """Values of a person that depend on the year."""
        year = piece.year
        assert year is not None
        school = f"(CASE WHEN born >= {piece.august - 12} THEN primary_school ELSE secondary_school END{f' + CAST({SECOND_ROW} AS INTEGER)' if self.rows.quirks.second_rows(piece.table.id) else ''})"
        if role == "pupil-key":
            return f"CASE WHEN pmr2 IS NOT NULL AND pmr2_from <= {year} THEN pmr2 ELSE pmr END"
        if role == "tax-key":
            return f"CASE WHEN edukey2 IS NOT NULL AND edukey2_from <= {year} THEN edukey2 ELSE edukey END"
        if role == "record-key":
            return f"(1000000000 + person * 4 + ({year} + person) % records)"
        if role == "learner-key":
            key = f"(9000000000000 + person * 100 + {year - 1990})"
            return (
                f"CASE WHEN orphan THEN {key} + 900000000000000 ELSE {key} END"
                if piece.table.id == "lilr_aims"
                else key
            )
        if role == "school":
            return f"((201 + {school} % 150) * 10000 + 2000 + {school} // 150)"
        if role == "school-register-number":
            return f"(100000 + {school})"
        if role == "authority" and not stem_of(variable.id).lower().startswith(("home", "pru_home")):
            return _literal_cast(f"(201 + {school} % 150)", kind)
        if role == "authority-9":
            of = (
                "home_authority" if stem_of(variable.id).lower().startswith(("home", "pru_home")) else f"{school} % 150"
            )
            return f"'E99000' || CAST(201 + {of} AS VARCHAR)"
        if role == "age-at-start":
            return f"({piece.august - 2} - born)"
        if role == "age-at-end":
            return f"({piece.august - 1} - born)"
        if role == "year-group":
            return _year_group(f"({piece.august - 6} - born)", variable, kind)
        if role == "main-record":
            return (
                f"CASE WHEN {SECOND_ROW} THEN 101 WHEN duplicate AND k = 0 THEN 1 END"
                if self.rows.quirks.second_rows(piece.table.id)
                else "NULL"
            )
        if role == "on-roll" and piece.table.id == "school_census":
            return "CASE WHEN off_roll THEN 0 ELSE 1 END"
        if role == "leaving-date":
            days = self.draws.number("id", "left")
            left = "off_roll" if piece.table.id == "school_census" else f"{days} % 20 = 0"
            return f"CASE WHEN {left} THEN greatest({self._entry(year)}, {_census_day(piece)} - CAST(1 + {days} // 100 % 60 AS INTEGER)) END"
        if role == "entry-date":
            return self._entry(year)
        if role == "row-key":
            return f"(person * 1000 + {year - 1990} * 10 + k)"
        if role == "first-row-key":
            return f"(person * 1000 + {year - 1990} * 10)"
        if role == "slot-count":
            return self._slots()
        if role == "parent-key":
            return f"(person * 100 + {year - 1990})"
        if role in ("applicant", "application"):
            tail = " || '-' || CAST(k + 1 AS VARCHAR)" if role == "application" else ""
            return f"'SYN' || CAST({year + 1} AS VARCHAR) || '-' || CAST(person AS VARCHAR){tail}"
        return None

    def _entry(self, year: int) -> str:
        """When a person came to the school of a year: on a 1 September, up to three years before."""
        came = f"DATE '{date(year, 9, 1)}' - CAST(365 * ({self.draws.number('person', 'entry')} % 4) AS INTEGER)"
        return f"greatest({came}, CAST(birth + INTERVAL 2 YEAR AS DATE))"

    def _of_person(self, piece: Slice, role: Role, kind: ColumnType, variable: Variable) -> str | None:
        """Values of a person that no year changes."""
        if role == "sex":
            return self._sex(piece, variable, kind)
        spells = piece.spec.rows == "spells"
        return {
            "pupil-key": "pmr",
            "tax-key": "CASE WHEN edukey2 IS NOT NULL AND year(spell_start) >= edukey2_from THEN edukey2 ELSE edukey END"
            if spells
            else "edukey",
            "person-key": "(990000000000 + person)",
            "record-key": "(1000000000 + person * 4 + k)",
            "applicant-person": "'SYN' || CAST(person AS VARCHAR)",
            "birth-date": "birth",
            "birth-year": "year(birth)",
            "birth-month": "month(birth)",
            "months-of-age": "((20 - month(birth)) % 12)",
            "output-area": "oa",
            "lower-area": "lsoa",
            "middle-area": "msoa",
            "authority": _literal_cast("(201 + home_authority)", kind),
            "provider": f"(10000000 + {self.draws.number('person', 'provider')} % 500)",
            "sequence": "(k + 1)",
            "row-key": "(person * 1000 + k)",
        }.get(role)

    def _sex(self, piece: Slice, variable: Variable, kind: ColumnType) -> str | None:
        codes = [code.code for code in codes_in_data(self.catalogue, variable, piece.year)]
        for male, female in (("M", "F"), ("1", "2"), ("B", "G")):
            if (male in codes and female in codes) or (not codes and kind.is_text and male == "M"):
                return f"CASE WHEN sex = 0 THEN {_literal(male, kind)} ELSE {_literal(female, kind)} END"
        return None


def _spread(low: float, high: float, digits: int, distribution: Distribution | None) -> list[float]:
    """Numbers from low to high with so many decimals, in even steps of what is drawn: all of them where they are few."""
    if distribution == "lognormal":
        middle, steps = (low + high) / 2, [(place + 0.5) / MOST_PAY for place in range(MOST_PAY)]
        return [middle * exp(0.7 * NormalDist().inv_cdf(step)) for step in steps]
    count = min(MOST_NUMBERS, round((high - low) * 10**digits) + 1)
    steps = [place / max(count - 1, 1) for place in range(count)]
    if distribution == "skewed":
        steps = [((place + 0.5) / MOST_NUMBERS) ** 3 for place in range(MOST_NUMBERS)]
    numbers = [low + (high - low) * step for step in steps]
    if distribution == "rare":
        return [0.0] * 9 * len(numbers[:20]) + numbers[:: max(1, len(numbers) // 20)][:20]
    return numbers


def _with_blanks(values: list[str], blank: float) -> list[str]:
    """The values, each as often as the others, and among them as many NULL as the share of blanks asks for, as nearly as a short list can."""
    if not blank:
        return values
    if blank >= 1:
        return ["NULL"]
    odds = blank / (1 - blank)
    times = max(1, round(1 / (odds * len(values))))
    return values * times + ["NULL"] * max(1, round(odds * times * len(values)))


def _literal(value: str, kind: ColumnType) -> str:
    return text(value) if kind.is_text or kind.base == "date" else value


def _literal_cast(number: str, kind: ColumnType) -> str:
    return f"CAST({number} AS VARCHAR)" if kind.is_text else number


def _first_day(piece: Slice) -> date:
    """The first day of the year of a slice."""
    assert piece.year is not None
    in_april = piece.august == piece.year
    return (
        date(piece.year, 4, 6 if piece.table.table.years.type == "tax" else 1) if in_april else date(piece.year, 9, 1)
    )


def _census_day(piece: Slice) -> str:
    """The day of the census of a slice, as a literal: the third Thursday of its month, which is a rule of ours."""
    assert piece.year is not None
    return f"DATE '{_third_thursday(piece.year + (piece.term != 'autumn'), _CENSUS_MONTHS[piece.term])}'"


def _third_thursday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 14)


def _year_group(number: str, variable: Variable, kind: ColumnType) -> str:
    if not kind.is_text:
        return f"greatest({number}, 0)"
    if variable.range and variable.range.lowest.startswith("0"):
        return f"lpad(CAST(greatest({number}, 1) AS VARCHAR), 2, '0')"
    return f"CASE WHEN {number} >= 1 THEN CAST(least({number}, 14) AS VARCHAR) WHEN {number} = 0 THEN 'R' WHEN {number} = -1 THEN 'N2' ELSE 'N1' END"
