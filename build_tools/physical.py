"""The real names: each table's views, and each variable's column in each of them, with the evidence for every name.

Three sources, the stronger first: `seen` names stand in published code that runs on the extract; `form` names follow from
the placeholders that the request form prints; `assumed` names follow from a rule of ours, written beside the rule below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from typing import NamedTuple

from build_tools.catalogue import Catalogue
from build_tools.loading import Entry
from build_tools.records import Table, Variable, View
from build_tools.years import Years

TERM_CODES = {"autumn": "AUT", "spring": "SPR", "summer": "SUM"}

_NUMBER, _TERM, _YEAR = (re.compile(rf"(?i)\[{name}\]") for name in ("n", "term", "yy"))
_YEAR_OR_TERM = re.compile(r"(?i)\[(?:yy|term)\]")
_BEFORE_YEAR = re.compile(r"(?i)_(?=(?:ex|ab)?\[yy\])")
_SUFFIX = re.compile(r"(?i)_(?:ab|ex)?(?:\[term\])?\[yy\]")
_WHOLE_SUFFIX = re.compile(r"(?i)_(?:SPR|AUT|SUM)?(?:\[term\])?\[yy\]|_?\[yy\]")
_ANON_LAST = re.compile(r"(?i)(_(?:ab|ex)?(?:\[term\])?\[yy\])_anon$")


class PhysicalView(NamedTuple):
    """One view. `year` is the starting year, None where one view holds all years."""

    table: str
    name: str
    year: int | None
    term: str | None
    evidence: str
    suffix: str | None


class Column(NamedTuple):
    """One column of one view. `evidence` is for the column's name, `view_evidence` for the view's; `number` for repeated columns."""

    view: str
    column: str
    year: int | None
    term: str | None
    evidence: str
    view_evidence: str
    number: int | None = None


def full_name(catalogue: Catalogue, table: Table, view: str) -> str:
    """The three-part name as a script writes it: `NPD_i2."<project>".Spring_Census_2012`."""
    database = catalogue.sources[table.source].database or "<database>"
    return f'{database}."<project>".{view}'


def views_of(catalogue: Catalogue, table: Table) -> list[PhysicalView]:
    """The views of a table in the order of years, one for each year where `{yyyy}` stands in the name."""
    return catalogue.once(f"views of {table.id}", lambda: _views_of(catalogue, table))


def _views_of(catalogue: Catalogue, table: Table) -> list[PhysicalView]:
    found = [view for declared in table.views for view in _expand_view(catalogue, table, declared)]
    order = {"autumn": 0, "spring": 1, "summer": 2, None: 3}
    return sorted(found, key=lambda view: (view.year or 0, order[view.term]))


def names_by_year(catalogue: Catalogue, table: Table, view: View) -> dict[int | None, str]:
    """The names of a view as declared, by starting year, the gaps of the table not yet left out; under None where one view holds all years."""
    if "{yyyy}" not in view.name:
        return {None: view.name}
    span = catalogue.span(table)
    years = catalogue.closed(view.years, table) if view.years else Years((span,) if span else ())
    return {year: view.name.replace("{yyyy}", str(year + 1)) for year in years}


def _expand_view(catalogue: Catalogue, table: Table, view: View) -> Iterator[PhysicalView]:
    missing = {gap.year for gap in catalogue.table_gaps(table) if gap.term is None or gap.term == view.term}
    for year, name in names_by_year(catalogue, table, view).items():
        if year not in missing:
            yield PhysicalView(table.id, name, year, view.term, view.evidence, view.suffix)


def columns_of(catalogue: Catalogue, variable: Variable) -> list[Column]:
    """Every column that holds the variable, view by view. Empty where its years are unknown and its table has a view a year."""
    # the pages and the search ask for all of them, and they follow from the variable and its table alone: they stay while both files are as they were
    known = catalogue.entry("table", catalogue.table(variable).id).once(_no_columns)
    if variable.id not in known or known[variable.id][0] is not variable:
        known[variable.id] = variable, list(_columns_of(catalogue, variable))
    return known[variable.id][1]


def _no_columns(entry: Entry) -> dict[str, tuple[Variable, list[Column]]]:
    return {}


def all_columns(catalogue: Catalogue) -> Iterator[tuple[Variable, Column]]:
    """Every column of every variable."""
    for variable in catalogue.variables.values():
        for column in columns_of(catalogue, variable):
            yield variable, column


def spelled_by_year(catalogue: Catalogue, variable: Variable, name: str) -> dict[int, str]:
    """An old name with `[yy]` as it was written in each year of the variable; nothing for other names, and for those that change with the term."""
    if not _YEAR.search(name) or _TERM.search(name):
        return {}
    return {year: _YEAR.sub(f"{(year + 1) % 100:02d}", name) for year in catalogue.held(variable)}


def _columns_of(catalogue: Catalogue, variable: Variable) -> Iterator[Column]:
    table = catalogue.table(variable)
    held = set(catalogue.held(variable))
    seen = catalogue.once(
        f"columns seen in {table.id}",
        lambda: {name: {column.lower() for column in columns} for name, columns in table.seen_columns.items()},
    )
    for view in views_of(catalogue, table):
        if view.year is not None and view.year not in held:
            continue
        if view.term is not None and variable.terms and view.term not in variable.terms:
            continue
        name, evidence = _column_name(variable, view, seen.get(view.name, _NONE_SEEN))
        if "[" in name and _NUMBER.search(name):
            for number in range(1, (variable.repeats or 1) + 1):
                yield Column(view.name, _NUMBER.sub(str(number), name), view.year, view.term, evidence, view.evidence, number)
        else:
            yield Column(view.name, name, view.year, view.term, evidence, view.evidence)


_NONE_SEEN: Set[str] = frozenset()


def _column_name(variable: Variable, view: PhysicalView, seen: Set[str]) -> tuple[str, str]:
    """The name of a variable's column in a view, and the evidence for it. `seen`: names seen in the view, in small letters."""
    likeliest = None
    for pattern, evidence in _candidates(variable, view):
        name = fill(pattern, view)
        if name.lower() in seen:
            return name, "seen"
        likeliest = likeliest or (name, pattern, evidence)
        if not seen:
            break
    assert likeliest, "there is always the current name"
    name, pattern, evidence = likeliest
    if "[" not in pattern:
        return name, "assumed" if view.suffix else evidence
    unfilled = _YEAR_OR_TERM.search(pattern) if view.year is None else not view.term and _TERM.search(pattern)
    return name, "assumed" if view.suffix or unfilled else evidence


def _candidates(variable: Variable, view: PhysicalView) -> Iterator[tuple[str, str]]:
    """Name patterns with their evidence, the likeliest first."""
    if variable.field and "[" in variable.field and _NUMBER.search(variable.field) and not _NUMBER.search(variable.name):
        # our rule: an alias that leaves out the [n] of its field has it in front of its year
        yield _BEFORE_YEAR.sub("_[n]_", variable.name, count=1), "assumed"
    for declared in variable.physical:
        if view.year is None or declared.years is None or view.year in Years.parse(declared.years):
            yield declared.name, "seen" if declared.years is None else "assumed"
    for declared in variable.physical:
        yield declared.name, "assumed"  # our rule: a spelling seen in some years holds in all
    for old in variable.old_names:
        if old.kind == "former name" and old.years and view.year is not None and _in(old.years, view.year):
            yield (old.name if "[" in old.name else old.name + _suffix(variable.name)), "form"
    yield variable.name, "form" if variable.form else "assumed"
    if (swapped := _ANON_LAST.sub(r"_anon\1", variable.name)) != variable.name:
        yield swapped, "assumed"


def _in(years: str, year: int) -> bool:
    if years.startswith("to "):
        return year <= Years.parse(years[3:]).first
    return year in Years.parse(years)


def _suffix(name: str) -> str:
    match = _SUFFIX.search(name)
    return match[0] if match else ""


def fill(pattern: str, view: PhysicalView) -> str:
    """A name pattern with the year and term of a view put in. In a view of all years the placeholders fall away (our rule)."""
    if "[" not in pattern:
        return pattern
    if view.year is None:
        return _WHOLE_SUFFIX.sub("", pattern)
    pattern = _in_small_letters(pattern)
    if view.suffix:
        pattern = pattern.replace("_[term][yy]", _in_small_letters(view.suffix))
    return pattern.replace("[term]", TERM_CODES.get(view.term or "", "")).replace("[yy]", f"{(view.year + 1) % 100:02d}")


@lru_cache(maxsize=1 << 13)
def _in_small_letters(pattern: str) -> str:
    """A pattern with its placeholders in small letters, for the form prints some otherwise: `_[Term][YY]`."""
    return _YEAR_OR_TERM.sub(lambda found: found[0].lower(), pattern)
