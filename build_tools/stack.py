"""The stacker: SQL that unites the views of a table into one long table by logical names, for SQL Server or for DuckDB.

The script makes an empty table with one type a column and fills it view by view, so that one absent view or one odd value stops at a
line that can be found, and nothing needs tempdb.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from build_tools import __version__
from build_tools.catalogue import Catalogue, stem_of
from build_tools.logical import LogicalColumn, LogicalTable, Part
from build_tools.problems import UserError, nearest
from build_tools.records import YearForm
from build_tools.roles import HOMES, role_of
from build_tools.years import Years, year_label

Dialect = Literal["tsql", "duckdb"]
DIALECTS: tuple[Dialect, ...] = ("tsql", "duckdb")
COLLATION = "Latin1_General_BIN2"
"""Of key columns: those of the views differ from database to database, and a join over two collations fails."""
MOST_COLUMNS = 1024
"""As many columns can a table of SQL Server have."""


@dataclass(frozen=True)
class StackOrder:
    """What to stack. `columns` None: all that any chosen view has. `years` None: all. `main_records`: leave out duplicates by their record status."""

    table: LogicalTable
    columns: tuple[str, ...] | None = None
    years: frozenset[int] | None = None
    project: str = "P0001"
    into: str = "work"
    main_records: bool = False


def stack_sql(catalogue: Catalogue, order: StackOrder, dialect: Dialect = "tsql") -> str:
    """The script. Raises UserError for what can not be stacked so: an unknown column, years of a table that has none, too many columns."""
    return "\n".join(_Stack(catalogue, order, dialect).lines()) + "\n"


def named_columns(catalogue: Catalogue, table: LogicalTable, names: Iterable[str]) -> tuple[str, ...]:
    """The logical columns that these names mean: their own names, printed or old ones, in any letter case. Raises UserError for any other."""
    levels = [_index(table, names_of) for names_of in (_own_name, _printed_names, _old_names)]
    found: list[str] = []
    for name in names:
        meant = next((level[name.lower()] for level in levels if name.lower() in level), [])
        ids = {variable.id for column in meant if (variable := table.by_name[column.lower()].variable)}
        if not meant:
            near = nearest(name.lower(), [known for level in levels for known in level])
            hint = (
                f"; did you mean {near_name(levels, near)}?"
                if near
                else f"; `leo-kb lookup {name}` says where a name belongs"
            )
            raise UserError(f"{table.id} has no column `{name}`{hint}")
        if len(ids) > 1:
            raise UserError(f"`{name}` is the name of several columns of {table.id}: write {' or '.join(meant[:6])}")
        found += meant
    return tuple(dict.fromkeys(found))


def near_name(levels: list[dict[str, list[str]]], near: str) -> str:
    """The logical column that a known name means."""
    return next(level[near][0] for level in levels if near in level)


def _index(table: LogicalTable, names_of: Callable[[LogicalColumn], list[str]]) -> dict[str, list[str]]:
    """The logical columns by each of these names, in small letters."""
    found: dict[str, list[str]] = {}
    for column in table.columns:
        for name in dict.fromkeys(name.lower() for name in names_of(column)):
            found.setdefault(name, []).append(column.name)
    return found


def _own_name(column: LogicalColumn) -> list[str]:
    return [column.name, *([stem_of(column.variable.id)] if column.variable else [])]


def _printed_names(column: LogicalColumn) -> list[str]:
    return [name for name in (column.variable.name, column.variable.field) if name] if column.variable else []


def _old_names(column: LogicalColumn) -> list[str]:
    return [old.name for old in column.variable.old_names] if column.variable else []


class _Stack:
    """One script in the making."""

    def __init__(self, catalogue: Catalogue, order: StackOrder, dialect: Dialect):
        self.catalogue, self.order, self.dialect = catalogue, order, dialect
        self.table = order.table
        self.parts = self._chosen_parts()
        self.columns = self._chosen_columns()
        self.target = f"{self.quote(order.into)}.{self.quote(self.table.id)}"

    def quote(self, name: str) -> str:
        """A name as an identifier of the dialect."""
        return f"[{name.replace(']', ']]')}]" if self.dialect == "tsql" else '"' + name.replace('"', '""') + '"'

    def _chosen_parts(self) -> list[Part]:
        years, table = self.order.years, self.table
        if years is None:
            return list(table.parts)
        if table.year_variable is None and not any(part.view.year is not None for part in table.parts):
            raise UserError(
                f"{table.id} has no column that tells the year of a row, so it can not be cut by --years: leave that out and use its dates"
            )
        parts = [part for part in table.parts if part.view.year is None or part.view.year in years]
        if not parts:
            raise UserError(f"{table.id} has no view in these years: it holds {Years.of(table.years)}")
        return parts

    def _chosen_columns(self) -> list[LogicalColumn]:
        added = [column for column in self.table.columns if column.added]
        if self.order.columns is None:
            held = {name for part in self.parts for name in part.columns}
            own = [column for column in self.table.columns if column.name in held]
        else:
            own = [self.table.by_name[name.lower()] for name in self.order.columns]
            own = [column for column in own if not column.added]
        if self.dialect == "tsql" and len(added) + len(own) > MOST_COLUMNS:
            raise UserError(
                f"{self.table.id} would have {len(added) + len(own):,} columns, and a table of SQL Server has at most {MOST_COLUMNS:,}: "
                "name those that you need with --columns, or take fewer years with --years"
            )
        return [*added, *own]

    def lines(self) -> Iterator[str]:
        """The lines of the script."""
        yield from self._head()
        yield from self._create()
        for part in self.parts:
            yield ""
            yield from self._insert(part)

    def _head(self) -> Iterator[str]:
        table = self.table.table
        used = [
            column
            for part in self.parts
            for name, column in part.columns.items()
            if name in {own.name for own in self.columns}
        ]
        assumed = sum(column.evidence == "assumed" for column in used)
        views = sum(part.view.evidence == "assumed" for part in self.parts)
        yield f"-- {self.table.id}: {table.title}. One long table from {len(self.parts)} view{'' if len(self.parts) == 1 else 's'}."
        yield f"-- Made by leo-kb {__version__} from catalogue {self.catalogue.digest[:12]}. A row is: {_one_line(table.grain)}"
        if self.table.key:
            unique = {True: "unique", False: "NOT unique", "unknown": "not known to be unique"}[table.key.unique]
            yield f"-- Key: {', '.join(self.table.key)} ({unique})."
        yield f"-- Names that are not public are marked `assumed` ({views} of {len(self.parts)} views, {assumed:,} of {len(used):,} columns): check them against your project,"
        yield "-- and state the real ones in a file for --views. A column that a view does not hold is NULL there: not collected, which is not `no`."
        if self.order.main_records:
            yield "-- Only main records: rows whose record status is 101 or more are duplicates and left out."
        yield ""

    def _create(self) -> Iterator[str]:
        quoted = self.quote(self.order.into)
        if self.dialect == "tsql":
            yield f"IF SCHEMA_ID(N'{self.order.into}') IS NULL EXEC (N'CREATE SCHEMA {quoted}');"
            yield f"IF OBJECT_ID(N'{self.target}', N'U') IS NOT NULL DROP TABLE {self.target};"
            yield f"CREATE TABLE {self.target} ("
        else:
            yield f"CREATE SCHEMA IF NOT EXISTS {quoted};"
            yield f"CREATE OR REPLACE TABLE {self.target} ("
        for index, column in enumerate(self.columns):
            comma = "," if index < len(self.columns) - 1 else ""
            note = "" if column.added or column.type.evidence == "form" else "  -- type assumed"
            yield f"    {self.quote(column.name)} {self._type(column)}{comma}{note}"
        yield ");"

    def _type(self, column: LogicalColumn) -> str:
        if self.dialect == "duckdb":
            return column.type.duckdb
        role = role_of(self.catalogue, column.variable) if column.variable else None
        collated = f" COLLATE {COLLATION}" if role in HOMES and column.type.is_text else ""
        return f"{column.type.tsql}{collated} NULL"

    def _insert(self, part: Part) -> Iterator[str]:
        view = part.view
        note = "  -- assumed name" if view.evidence == "assumed" else ""
        names = ", ".join(self.quote(column.name) for column in self.columns)
        lock = " WITH (TABLOCK)" if self.dialect == "tsql" else ""
        yield f"INSERT INTO {self.target}{lock} ({names})"
        yield "SELECT"
        for index, column in enumerate(self.columns):
            comma = "," if index < len(self.columns) - 1 else ""
            value, remark = self._value(part, column)
            yield f"    {value} AS {self.quote(column.name)}{comma}{remark}"
        yield f"FROM {self.quote(self.table.database)}.{self.quote(self.order.project)}.{self.quote(view.name)}{note}"
        conditions = list(self._conditions(part))
        for index, condition in enumerate(conditions):
            yield f"{'WHERE' if index == 0 else '  AND'} {condition}"
        if self.order.main_records and not any(self._is_status(name) for name in part.columns):
            yield "-- this view has no record status, so duplicates stay"
        yield ";"

    def _value(self, part: Part, column: LogicalColumn) -> tuple[str, str]:
        """The expression of a column in a view, and the remark behind it."""
        if column.added == "year":
            if part.view.year is not None:
                return f"'{year_label(part.view.year)}'", ""
            return self._year_of_row(part), ""
        if column.added == "term":
            return (f"'{part.view.term}'" if part.view.term else "NULL"), ""
        physical = part.columns.get(column.name)
        if physical is None:
            return "NULL", "  -- not held in this view"
        return self.quote(physical.column), "  -- assumed name" if physical.evidence == "assumed" else ""

    def _year_column(self, part: Part) -> str | None:
        variable = self.table.year_variable
        physical = part.columns.get(variable) if variable else None
        return self.quote(physical.column) if physical else None

    def _year_of_row(self, part: Part) -> str:
        column = self._year_column(part)
        return (
            f"CASE WHEN {column} IS NOT NULL THEN {_label(column, self.table.table.years.written or 'end')} END"
            if column
            else "NULL"
        )

    def _conditions(self, part: Part) -> Iterator[str]:
        if self.order.years is not None and part.view.year is None and (column := self._year_column(part)):
            written = [_written(year, self.table.table.years.written or "end") for year in sorted(self.order.years)]
            yield f"CAST({column} AS int) IN ({', '.join(written)})"
        if self.order.main_records:
            status = [name for name, physical in part.columns.items() if self._is_status(name)]
            if not status and not any(self._is_status(column.name) for column in self.table.columns):
                raise UserError(f"{self.table.id} has no record status that marks duplicates: leave out --main-records")
            for name in status:
                column = self.quote(part.columns[name].column)
                yield f"({column} IS NULL OR TRY_CAST({column} AS int) < 100)"

    def _is_status(self, name: str) -> bool:
        variable = self.table.by_name[name.lower()].variable
        return variable is not None and role_of(self.catalogue, variable) == "main-record"


def _label(column: str, written: YearForm) -> str:
    """The label 2011/12 from a year column, in words that both dialects know."""
    number = f"CAST({column} AS int)"  # first of all, for some year columns are text and some are floating numbers
    if written == "label":
        return f"CAST({column} AS varchar(7))"
    if written == "both":
        digits = f"CAST({number} AS varchar(6))"
        return f"CONCAT(LEFT({digits}, 4), '/', RIGHT({digits}, 2))"
    start = number if written == "start" else f"({number} - 1)"
    return f"CONCAT({start}, '/', RIGHT(CONCAT('0', ({start} + 1) % 100), 2))"


def _written(year: int, written: YearForm) -> str:
    """A year as a year column writes it."""
    return {
        "start": str(year),
        "end": str(year + 1),
        "both": f"{year}{(year + 1) % 100:02d}",
        "label": f"'{year_label(year)}'",
    }[written]


def _one_line(text: str) -> str:
    return " ".join(text.split())
