"""Logical tables: each LEO table as one long table, as data. Its columns and their types, its grain and key, and the views it is united from.

The stacker, the synthetic extract, the inputs of recipes and the joins all read this; none of them looks at a view name itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Literal, NamedTuple

from build_tools.catalogue import Catalogue, stem_of
from build_tools.cohorts import years_of
from build_tools.physical import Column, PhysicalView, columns_of, views_of
from build_tools.records import Table, Variable
from build_tools.sqltypes import ColumnType, type_of

TERM_COLUMN = "census_term"
YEAR_COLUMNS = {"academic": "academic_year", "tax": "tax_year", "cycle": "cycle_year"}
"""What the added year column is called, by the kind of year: a tax year that meets an academic year shows in the join."""

Added = Literal["year", "term"]


class LogicalColumn(NamedTuple):
    """A column of a logical table: a variable, or one of its numbered repeats, or (without a variable) the year or term of the view."""

    name: str
    find_type: Callable[[], ColumnType]
    variable: Variable | None = None
    number: int | None = None
    added: Added | None = None

    @property
    def type(self) -> ColumnType:
        """The type in SQL, which few ask for of many columns."""
        return self.find_type()


class Part(NamedTuple):
    """One view of a logical table, and which of its columns holds each logical column; a column that is not there is left out."""

    view: PhysicalView
    columns: dict[str, Column]


@dataclass(frozen=True)
class LogicalTable:
    """One LEO table in long form. `key` names logical columns; `find_parts` finds the parts, which cost most and which few ask for."""

    table: Table
    database: str
    database_evidence: Literal["seen", "assumed", "stated"]
    columns: tuple[LogicalColumn, ...]
    find_parts: Callable[[], tuple[Part, ...]] = field(compare=False, repr=False)
    key: tuple[str, ...]
    years: tuple[int, ...]

    @property
    def id(self) -> str:
        """Id of the table."""
        return self.table.id

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The views that are united with UNION ALL, in the order of years."""
        return self.find_parts()

    @cached_property
    def by_name(self) -> dict[str, LogicalColumn]:
        """Columns by their names in small letters, for SQL does not tell capitals apart."""
        return {column.name.lower(): column for column in self.columns}

    @cached_property
    def added(self) -> tuple[str, ...]:
        """The columns that are no variable: the year of a row and its census term, in tables that have them."""
        return tuple(column.name for column in self.columns if column.added)

    @property
    def year_column(self) -> str | None:
        """The added year column; None for a table without years, and for spells, which carry dates."""
        return year_column_of(self.table)

    @property
    def year_variable(self) -> str | None:
        """The own column that tells the year of a row, where one view holds all years."""
        return self.table.years.column


def logical_tables(catalogue: Catalogue) -> dict[str, LogicalTable]:
    """All logical tables by id, in the order of tables."""
    return catalogue.once("logical tables", lambda: {id: logical_table(catalogue, id) for id in catalogue.tables})


def logical_table(catalogue: Catalogue, id: str) -> LogicalTable:
    """The logical table with this id. Raises KeyError where there is no such table."""
    return catalogue.once(f"logical table {id}", lambda: _logical(catalogue, catalogue.tables[id]))


def database_of(catalogue: Catalogue, table: Table) -> tuple[str, Literal["seen", "assumed"]]:
    """The database of a table and the evidence for its name: where none is public, the source with `_i2` behind it (our rule)."""
    source = catalogue.sources.get(table.source)  # rules ask of tables whose source could not be read
    name = source.database if source else None
    return (name, "seen") if name else (f"{table.source.upper()}_i2", "assumed")


def _logical(catalogue: Catalogue, table: Table) -> LogicalTable:
    database, evidence = database_of(catalogue, table)
    columns = (*_added(table), *_own(catalogue, table))
    return LogicalTable(
        table=table,
        database=database,
        database_evidence=evidence,
        columns=columns,
        find_parts=lambda: _parts(catalogue, table),
        key=_key(catalogue, table, columns),
        years=tuple(years_of(catalogue, table)),
    )


def year_column_of(table: Table) -> str | None:
    """The year column that a table gets in long form; None for a table without years, and for spells, which carry dates."""
    has_years = table.years.column or any("{yyyy}" in view.name for view in table.views)
    return YEAR_COLUMNS.get(table.years.type) if has_years else None


def _added(table: Table) -> list[LogicalColumn]:
    added = []
    if year := year_column_of(table):
        added.append(LogicalColumn(year, lambda: ColumnType("char(7)", "assumed"), added="year"))
    if any(view.term for view in table.views):
        added.append(LogicalColumn(TERM_COLUMN, lambda: ColumnType("varchar(6)", "assumed"), added="term"))
    return added


def _own(catalogue: Catalogue, table: Table) -> list[LogicalColumn]:
    return [
        LogicalColumn(column_name(variable, number), partial(type_of, catalogue, variable), variable, number)
        for variable in catalogue.by_table[table.id]
        for number in (range(1, variable.repeats + 1) if variable.repeats else (None,))
    ]


def column_name(variable: Variable, number: int | None = None) -> str:
    """The logical name: the stem of the variable, for a repeat with its number in place of the `n`: `Reason_3`."""
    stem = stem_of(variable.id)
    if number is None:
        return stem
    head, _, tail = stem.rpartition("_n_") if "_n_" in stem else (stem.removesuffix("_n"), "", "")
    return f"{head}_{number}_{tail}" if tail else f"{head}_{number}"


def _parts(catalogue: Catalogue, table: Table) -> tuple[Part, ...]:
    combined = {view.name for view in table.views if view.combined}
    found: dict[str, dict[str, Column]] = {}
    for variable in catalogue.by_table[table.id]:
        for column in columns_of(catalogue, variable):
            found.setdefault(column.view, {})[column_name(variable, column.number)] = column
    return tuple(Part(view, found.get(view.name, {})) for view in views_of(catalogue, table) if view.name not in combined)


def _key(catalogue: Catalogue, table: Table, columns: tuple[LogicalColumn, ...]) -> tuple[str, ...]:
    """The key columns, which the definition gives by their printed names, with the added year and term where views tell them apart."""
    stems = {
        variable.name.lower(): stem_of(variable.id) for variable in reversed(catalogue.by_table[table.id])
    }  # the first bears it
    own = [stems[name.lower()] for name in table.key.columns if name.lower() in stems]
    return tuple(dict.fromkeys([*(column.name for column in columns if column.added), *own])) if own else ()
