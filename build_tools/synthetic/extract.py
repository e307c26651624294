"""The extract as a plan: which tables, years and columns are made, and the query that gives each of its files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from build_tools.catalogue import Catalogue
from build_tools.cohorts import cohorts
from build_tools.logical import LogicalColumn, LogicalTable, Part, column_name, logical_tables
from build_tools.project import ProjectNames
from build_tools.sqltext import quoted
from build_tools.synthetic.draws import Draws, lists_in
from build_tools.synthetic.people import Population, people_sql
from build_tools.synthetic.quirks import ALL, Quirks
from build_tools.synthetic.rows import RowMaker, Slice
from build_tools.synthetic.values import Values

Layout = Literal["physical", "logical"]
LAYOUTS: tuple[Layout, ...] = ("physical", "logical")
UCAS_ROWS = ("application-and-qualification", "application", "applicant")
"""What a row of the UCAS table may be taken to be; the first is the default."""

USUAL_COHORTS = range(1985, 2016)
"""Birth cohorts of people where no table says how old the people in it are."""


@dataclass(frozen=True)
class Order:
    """What somebody asks for. `years` (starting years) and `born` (cohorts) None: all of them."""

    people: int
    tables: tuple[str, ...]
    seed: int = 1
    years: frozenset[int] | None = None
    born: tuple[int, int] | None = None
    layout: Layout = "physical"
    quirks: Quirks = field(default=ALL)
    ucas_rows: str = UCAS_ROWS[0]
    project: str = "P0001"


class Column(NamedTuple):
    """One column of a file: its name there, and the logical column it holds."""

    name: str
    logical: LogicalColumn


@dataclass(frozen=True)
class View:
    """One file of the extract: a view as in the secure environment, or a whole logical table. `slices` give its rows, in this order."""

    table: LogicalTable
    name: str
    columns: tuple[Column, ...]
    slices: tuple[Slice, ...]


@dataclass(frozen=True)
class Extract:
    """The plan of an extract."""

    catalogue: Catalogue
    order: Order
    views: tuple[View, ...]
    rows: RowMaker
    values: Values

    def lists(self, sql: str) -> dict[str, str]:
        """The lists that a query of this plan draws from, each under its name: SQL of the values of DuckDB variables."""
        return {name: self.rows.draws.lists[name] for name in sorted(lists_in(sql))}

    @property
    def people_sql(self) -> str:
        """The query that gives the skeleton, which every other query reads under the name `people`."""
        return people_sql(self.rows.draws, self.rows.population, self.rows.quirks)

    def narrowed(self, wanted: Mapping[str, Collection[str]]) -> Extract:
        """The same extract with only some columns, given for each table by their names."""
        views = tuple(
            replace(view, columns=tuple(column for column in view.columns if column.name in wanted[view.table.id]))
            for view in self.views
        )
        return replace(self, views=views)

    def sql(self, view: View) -> str:
        """The query that gives all rows of a view."""
        return "\nUNION ALL\n".join(self.slice_sql(view, piece) for piece in view.slices)

    def slice_sql(self, view: View, piece: Slice) -> str:
        """The query that gives the rows of one slice of a view. Sums are taken of the columns that were drawn, in a query around it."""
        holds = _holders(piece.table, piece.part)
        sums = {name: added for name, held in holds.items() if (added := self._added(piece, held, holds)) is not None}
        drawn = {
            column.name: self._column_sql(piece, column.logical, holds)
            for column in view.columns
            if column.logical.name not in sums
        }
        if not sums:
            columns = ",\n    ".join(f"{value} AS {quoted(name)}" for name, value in drawn.items())
            return f"SELECT\n    {columns}\nFROM ({self.rows.sql(piece)})"
        names = {column.logical.name: column.name for column in view.columns}
        hidden = {logical for added in sums.values() for logical in added if logical not in names}
        inner = drawn | {name: self._column_sql(piece, holds[name], holds) for name in hidden}
        outer = [
            f"{_sum(column.logical, [names.get(one, one) for one in sums[column.logical.name]])} AS {quoted(column.name)}"
            if column.logical.name in sums
            else quoted(column.name)
            for column in view.columns
        ]
        columns = ",\n    ".join(f"{value} AS {quoted(name)}" for name, value in inner.items())
        return f"SELECT {', '.join(outer)} FROM (SELECT\n    {columns}\nFROM ({self.rows.sql(piece)}))"

    def _added(self, piece: Slice, held: LogicalColumn, holds: dict[str, LogicalColumn]) -> list[str] | None:
        """The logical columns that a sum adds up in a slice; None for a column that is no sum."""
        variables = self.values.added_up(piece, held.variable) if held.variable else None
        return None if variables is None else [column_name(one) for one in variables if column_name(one) in holds]

    def _column_sql(self, piece: Slice, column: LogicalColumn, holds: dict[str, LogicalColumn]) -> str:
        if column.added:
            return self.values.sql(piece, column)
        if column.name not in holds:
            return f"CAST(NULL AS {column.type.duckdb})"
        held = holds[column.name]
        value = self.values.sql(piece, held)
        return value if held.type.duckdb == column.type.duckdb else f"CAST({value} AS {column.type.duckdb})"


def _sum(column: LogicalColumn, added: list[str]) -> str:
    """The sum of columns, a blank counted as nothing; blank where there is nothing to add up."""
    if not added:
        return f"CAST(NULL AS {column.type.duckdb})"
    total = " + ".join(f"coalesce({quoted(name)}, 0)" for name in added)
    return f"CAST({total if column.type.is_whole else f'round({total}, 2)'} AS {column.type.duckdb})"


def _holders(table: LogicalTable, part: Part) -> dict[str, LogicalColumn]:
    """For each logical column that a view holds, the one whose values stand there: the first of those that share a real column."""
    first: dict[str, LogicalColumn] = {}
    return {
        column.name: first.setdefault(part.columns[column.name].column.lower(), column)
        for column in table.columns
        if column.name in part.columns
    }


def plan(catalogue: Catalogue, order: Order, names: ProjectNames | None = None) -> Extract:
    """The plan of what was ordered, under the names of a project where they are given. A table of which no year is wanted has no views."""
    known = cohorts(catalogue) or USUAL_COHORTS
    born = order.born or (known[0], known[-1])
    population = Population(order.people, *born, adults=order.born is None)
    rows = RowMaker(Draws(order.seed), population, order.quirks, order.ucas_rows)
    tables = [(names or ProjectNames()).applied(logical_tables(catalogue)[id]) for id in order.tables]
    views = tuple(view for table in tables for view in views_of(table, order))
    return Extract(catalogue, order, views, rows, Values(catalogue, rows))


def views_of(table: LogicalTable, order: Order) -> Iterator[View]:
    """The files of a table."""
    parts = [(part, slices) for part in table.parts if (slices := tuple(_slices(table, part, order)))]
    if order.layout == "logical":
        if parts:
            columns = tuple(Column(column.name, column) for column in table.columns)
            yield View(table, table.id, columns, tuple(piece for _, slices in parts for piece in slices))
        return
    for part, slices in parts:
        yield View(table, part.view.name, physical_columns(table, part), slices)


def physical_columns(table: LogicalTable, part: Part) -> tuple[Column, ...]:
    """The columns of a view by their real names. Where two variables share a column, it is there once and holds the first."""
    holders = _holders(table, part)
    return tuple(Column(part.columns[name].column, held) for name, held in holders.items() if held.name == name)


def _slices(table: LogicalTable, part: Part, order: Order) -> Iterator[Slice]:
    by_year = Slice(table, part, None).spec.rows in ("people-years", "courses", "applications")
    years: list[int | None] = (
        [part.view.year] if part.view.year is not None else list(table.years) if by_year else [None]
    )
    for year in years:
        if year is None or order.years is None or year in order.years:
            yield Slice(table, part, year)
