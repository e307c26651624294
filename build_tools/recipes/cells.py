"""Rows of small tables: from the CSV of a case to typed values, the one form in which results of all languages are compared, and back.

A value is text, a whole number, a number, a date or None. An empty cell is a missing value; there is no empty text.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from build_tools.problems import nearest
from build_tools.recipe_records import ColumnKind

Value = str | int | float | date | None
Kinds = Mapping[str, ColumnKind]
"""The kind of each column, in the order of columns."""

_WHOLE = re.compile(r"[+-]?[0-9]+\Z")
WORDS: dict[ColumnKind, str] = {
    "text": "text",
    "integer": "a whole number",
    "number": "a number",
    "date": "a date as 2012-03-31",
    "flag": "0 or 1",
}
"""What a message calls the values of each kind."""


class Fault(NamedTuple):
    """What is wrong with a table. `row`: its number, 0 for the header; `piece`: the words that stand there."""

    row: int
    column: str
    piece: str
    message: str
    help: str


@dataclass(frozen=True)
class Rows:
    """A table: the kinds of its columns, and its rows in any order."""

    kinds: dict[str, ColumnKind]
    rows: list[tuple[Value, ...]]

    def csv(self) -> str:
        """The table as CSV."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.kinds)
        for row in self.rows:
            if row == (None,):
                out.write("\n")  # and not "", which R does not take for a missing number
            else:
                writer.writerow([written(value) for value in row])
        return out.getvalue()


def written(value: Value) -> str:
    """A value as it stands in a cell: 2012-03-31, 12, 0.5, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def read_csv(text: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of CSV text; blanks around cells do not count. An empty line is a missing value where there is one column, and nothing else."""
    lines = [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text), skipinitialspace=True)]
    if not lines:
        return [], []
    header, *rows = lines
    return header, [row or [""] for row in rows if row or len(header) == 1]


def read_rows(text: str, kinds: Kinds, *, some: bool = False) -> tuple[Rows, list[Fault]]:
    """The table that CSV text holds, and what is wrong with it. `some`: columns may be left out, whose values are then missing."""
    header, lines = read_csv(text)
    absent = [] if some else [name for name in kinds if name not in header]
    faults = []
    for name in header:
        if name not in kinds:
            meant = nearest(name.lower(), {known.lower(): known for known in kinds if known not in header})
            real = next((known for known in kinds if known.lower() == meant), None)
            absent = [other for other in absent if other != real]
            help = f"write `{real}`" if real else f"the columns are: {', '.join(kinds)}"
            faults.append(Fault(0, name, name, f"there is no column `{name}` here", help))
    faults += [
        Fault(0, name, name, f"the column `{name}` stands in the header twice", "delete one of the two")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    faults += [Fault(0, name, "", f"the column `{name}` is missing", "add it to the header, and a cell to each row") for name in absent]
    rows: list[tuple[Value, ...]] = []
    for number, cells in enumerate(lines, 1):
        if len(cells) != len(header):
            message = f"row {number} has {len(cells)} cells, and the header has {len(header)}"
            faults.append(Fault(number, "", ",".join(cells), message, "put commas so that each column has a cell; an empty cell is a missing value"))
            continue
        values: dict[str, Value] = {}
        for name, cell in zip(header, cells, strict=True):
            if name in kinds:
                try:
                    values[name] = read_cell(cell, kinds[name])
                except ValueError:
                    message = f"`{cell}` in row {number} is not {WORDS[kinds[name]]}, which the column `{name}` holds"
                    faults.append(Fault(number, name, cell, message, "correct the cell; leave it empty for a missing value"))
        rows.append(tuple(values.get(name) for name in kinds))
    return Rows(dict(kinds), rows), faults


def read_cell(cell: str, kind: ColumnKind) -> Value:
    """The value of a cell. Raises ValueError where it is not of the kind."""
    if cell == "":
        return None
    if kind == "text":
        return cell
    if kind == "date":
        return date.fromisoformat(cell)
    if kind == "number":
        number = float(cell)
        if not math.isfinite(number):
            raise ValueError(cell)
        return number
    if not _WHOLE.match(cell) or (kind == "flag" and int(cell) not in (0, 1)):
        raise ValueError(cell)
    return int(cell)


def normal(value: Any, kind: ColumnKind) -> Value:
    """A value that a language gave, in the form in which values are compared. Raises ValueError where it is not of the kind."""
    if value is None or value != value or (isinstance(value, str) and value == ""):
        return None
    if kind == "text":
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not text")
        return value
    if kind == "date":
        return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    number = float(value)
    if kind == "number":
        return number
    if number != int(number) or (kind == "flag" and number not in (0, 1)):
        raise ValueError(f"{value} is not {WORDS[kind]}")
    return int(number)


def normal_rows(kinds: Kinds, rows: Iterable[Sequence[Any]]) -> Rows:
    """Rows that a language gave. Raises ValueError, with the name of the column, where a value is not of its kind."""
    found: list[tuple[Value, ...]] = []
    for row in rows:
        values: list[Value] = []
        for (name, kind), value in zip(kinds.items(), row, strict=True):
            try:
                values.append(normal(value, kind))
            except (ValueError, TypeError) as error:
                raise ValueError(f"column `{name}`: {error}") from None
        found.append(tuple(values))
    return Rows(dict(kinds), found)


def in_order(rows: Rows) -> list[tuple[Value, ...]]:
    """The rows in the order of their values, missing ones first: two tables with the same rows are equal."""
    return sorted(rows.rows, key=lambda row: [(value is not None, "" if value is None else value) for value in row])


def differences(expected: Rows, found: Rows, key: Sequence[str], most: int = 5) -> list[str]:
    """In what two tables differ, in sentences; nothing where they have the same rows. Numbers may differ in the tenth digit."""
    names = list(expected.kinds)
    places = [names.index(name) for name in key]
    wanted, got = (_by_key(rows, places) for rows in (expected, found))
    said: list[str] = []
    for one in dict.fromkeys([*wanted, *got]):
        want, have = wanted.get(one, []), got.get(one, [])
        who = ", ".join(f"{name} {written(value) or '(missing)'}" for name, value in zip(key, one, strict=True))
        if len(want) != len(have):
            said.append(f"{who}: {len(have)} rows instead of {len(want)}")
            continue
        for first, second in zip(want, have, strict=True):
            said += [
                f"{who}: {name} is {written(b) or 'missing'} instead of {written(a) or 'missing'}"
                for name, a, b in zip(names, first, second, strict=True)
                if not _same(a, b)
            ]
    return said[:most] + ([f"and {len(said) - most} more"] if len(said) > most else [])


def _by_key(rows: Rows, places: list[int]) -> dict[tuple[Value, ...], list[tuple[Value, ...]]]:
    found: dict[tuple[Value, ...], list[tuple[Value, ...]]] = {}
    for row in in_order(rows):
        found.setdefault(tuple(row[place] for place in places), []).append(row)
    return found


def _same(a: Value, b: Value) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return a == b
