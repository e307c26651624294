"""The stacker: SQL that unites the views of a table into one long table by logical names, for SQL Server or for DuckDB.

The script makes an empty table with one type a column and fills it view by view, so that one absent view or one odd value stops it at a
line that can be found, and nothing needs tempdb.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from build_tools import __version__
from build_tools.catalogue import Catalogue, stem_of
from build_tools.logical import LogicalColumn, LogicalTable, Part, logical_table
from build_tools.physical import Column, fill
from build_tools.problems import UserError, nearest
from build_tools.records import YearForm
from build_tools.roles import HOMES, role_of
from build_tools.sqltext import bracketed, quoted, text
from build_tools.years import Years, write_year, year_label

Dialect = Literal["tsql", "duckdb"]
DIALECTS: tuple[Dialect, ...] = ("tsql", "duckdb")
COLLATION = "Latin1_General_BIN2"
"""Of key columns: those of the views differ from database to database, and a join over two collations fails."""
_BARE = re.compile(r"(?i)_?(?:\[term\]|\[yy\])+$")
"""Where a year or term stands at the end of a name."""
ROOMY = "varchar(255)"
"""Type of text columns of which the form prints no length."""
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


def refuse_too_wide(table: str, columns: int, remedy: str) -> None:
    """Raises UserError for a table with more columns than SQL Server allows."""
    if columns > MOST_COLUMNS:
        raise UserError(
            f"{table} would have {columns:,} columns, and a table of SQL Server has at most {MOST_COLUMNS:,}: {remedy}"
        )


def stack_sql(catalogue: Catalogue, order: StackOrder, dialect: Dialect = "tsql") -> str:
    """The script. Raises UserError for what can not be stacked so: years of a table that has none, no view left, too many columns."""
    return "\n".join(_Stack(catalogue, order, dialect).lines()) + "\n"


def named_columns(catalogue: Catalogue, table: LogicalTable, names: Iterable[str]) -> tuple[str, ...]:
    """The logical columns that these names mean: ids, logical names, printed and old ones, else names in a view, in any letter case.

    Raises UserError with a line for each name that means no column, or those of several variables.
    """
    known = _known(catalogue, table)
    found: list[str] = []
    refused: list[str] = []
    for name in names:
        meant = known.get(name.lower()) or _real(table, name.lower())
        ids = _ids(meant)
        if len(ids) == 1:
            found += [column.name for column in meant]
        elif ids:
            refused.append(f"`{name}` is the name of several columns of {table.id}: write {' or '.join(ids)}")
        else:
            refused.append(f"{table.id} has no column `{name}`; {_instead(name, known)}")
    if refused:
        raise UserError("\n".join(refused))
    return tuple(dict.fromkeys(found))


def stack_command(catalogue: Catalogue, table_id: str, columns: Iterable[LogicalColumn]) -> str:
    """The `leo-kb stack` command that makes a long table with these columns.

    Year and term come by themselves, and are named where nothing else is read. A name that is an old or printed name of another variable
    too gives way to the id of the variable.
    """
    table, columns = logical_table(catalogue, table_id), list(columns)
    known = _known(catalogue, table)
    wanted = [column for column in columns if not column.added] or columns
    names = [
        column.variable.id if column.variable and len(_ids(known.get(column.name.lower(), []))) > 1 else column.name
        for column in wanted
    ]
    return f"leo-kb stack {table_id} --columns {','.join(names)}"


def _known(catalogue: Catalogue, table: LogicalTable) -> dict[str, list[LogicalColumn]]:
    return catalogue.once(f"names of columns of {table.id}", lambda: _index(table))


def _ids(columns: Iterable[LogicalColumn]) -> list[str]:
    """The variables of the columns, each once; an added column stands for itself."""
    return list(dict.fromkeys(column.variable.id if column.variable else column.name for column in columns))


def _instead(name: str, known: dict[str, list[LogicalColumn]]) -> str:
    """What to do about a name that means no column."""
    variables = {like: columns[0].variable.id for like, columns in known.items() if columns[0].variable}
    near = nearest(name.lower(), variables)
    return (
        f"did you mean `{stem_of(variables[near])}`?" if near else f"`leo-kb lookup {name}` says where a name belongs"
    )


def _index(table: LogicalTable) -> dict[str, list[LogicalColumn]]:
    """The columns that each name of a variable means, in small letters. An added column gives way to a variable of its name."""
    known: dict[str, list[LogicalColumn]] = {}
    for column in table.columns:
        for name in dict.fromkeys(name.lower() for name in _names(column)):
            known.setdefault(name, []).append(column)
    return {column.name.lower(): [column] for column in table.columns if column.added} | known


def _names(column: LogicalColumn) -> Iterator[str]:
    """All names of the variable of a column. One that several variables have is refused, even where one of them is now called so."""
    variable = column.variable
    if variable:
        yield from (column.name, variable.id, stem_of(variable.id))
        yield from (name for old in variable.old_names for name in (old.name, _BARE.sub("", old.name)))
        printed = [(variable.name, variable.field), *((row.name, row.field) for row in variable.form)]
        yield from (name for names in printed for name in names if name)


def _real(table: LogicalTable, name: str) -> list[LogicalColumn]:
    """The columns that are called so in a view."""
    logical = (own for part in table.parts for own, column in part.columns.items() if column.column.lower() == name)
    return [table.by_name[own.lower()] for own in dict.fromkeys(logical)]


def column_type(catalogue: Catalogue, table: LogicalTable, column: LogicalColumn) -> str:
    """The T-SQL type of a column of the long table, with its collation where it has one of its own."""
    if not column.type.is_text:
        return f"{column.type.tsql} NULL"
    if is_key(catalogue, table, column):
        return f"{column.type.tsql} COLLATE {COLLATION} NULL"
    # a length that follows from the printed codes may be too short for what the data hold, and a value too long ends the script
    return f"{column.type.tsql if column.type.evidence == 'form' or column.added else ROOMY} NULL"


def is_key(catalogue: Catalogue, table: LogicalTable, column: LogicalColumn) -> bool:
    """Whether tables are joined over the column."""
    variable = column.variable
    if variable is None or column.name in table.key:
        return True
    return variable.type == "identifier" or role_of(catalogue, variable) in HOMES


class _Stack:
    """One script in the making."""

    def __init__(self, catalogue: Catalogue, order: StackOrder, dialect: Dialect):
        self.catalogue, self.order, self.dialect = catalogue, order, dialect
        self.table = order.table
        # the views as they are without the names of a project
        self.ours = {(part.view.year, part.view.term): part for part in logical_table(catalogue, self.table.id).parts}
        self.status = self._status() if order.main_records else None
        self.parts = self._chosen_parts()
        self.columns = self._chosen_columns()
        self.target = f"{self.quote(order.into)}.{self.quote(self.table.id)}"

    def quote(self, name: str) -> str:
        """A name as an identifier of the dialect."""
        return bracketed(name) if self.dialect == "tsql" else quoted(name)

    def _status(self) -> str:
        """The logical column that marks duplicates."""
        for column in self.table.columns:
            if column.variable and role_of(self.catalogue, column.variable) == "main-record":
                return column.name
        raise UserError(f"{self.table.id} has no record status that marks duplicates: leave out --main-records")

    def _chosen_parts(self) -> list[Part]:
        table, years = self.table, self.order.years
        if not table.parts:
            raise UserError(f"no view of {table.id} is left: take one of them out of `absent` in the file for --views")
        if years is None:
            return list(table.parts)
        if any(part.view.year is None and not self._year_column(part) for part in table.parts):
            raise UserError(
                f"{table.id} has no column that tells the year of a row, so --years can not cut it: leave out --years"
            )
        parts = [part for part in table.parts if self._is_wanted(part)]
        if not parts:
            held = Years.of(part.view.year for part in table.parts if part.view.year is not None)
            raise UserError(f"{table.id} has no view of {Years.of(years)}: it has views of {held}")
        return parts

    def _is_wanted(self, part: Part) -> bool:
        return self.order.years is None or part.view.year is None or part.view.year in self.order.years

    def _chosen_columns(self) -> list[LogicalColumn]:
        added = [column for column in self.table.columns if column.added]
        if self.order.columns is None:
            held = {name for part in self.parts for name in part.columns}
            own = [column for column in self.table.columns if column.name in held]
        else:
            named = [self.table.by_name[name.lower()] for name in self.order.columns]
            own = [column for column in named if not column.added]
        if self.dialect == "tsql":
            remedy = "name those that you need with --columns, or take fewer years with --years"
            refuse_too_wide(self.table.id, len(added) + len(own), remedy)
        return [*added, *own]

    def lines(self) -> Iterator[str]:
        """The lines of the script."""
        yield from (f"-- {line}" for line in self._head())
        yield ""
        yield from self._create()
        for part in self.parts:
            yield ""
            yield from self._insert(part)

    def _head(self) -> Iterator[str]:
        table = self.table.table
        yield f"{self.table.id}: {table.title}. One long table from {_count(len(self.parts), 'view')}."
        yield f"Made by leo-kb {__version__} from catalogue {self.catalogue.digest[:12]}. A row is: {' '.join(table.grain.split())}"
        yield from self._key()
        yield from self._missing()
        yield from self._assumed()
        yield "A column that a view does not hold is NULL there: not collected, which is not `no`."
        if any(column.type.is_text and self._is_key(column) and not column.added for column in self.columns):
            yield "Blank text in a key becomes NULL: it names nobody."
        yield f"An older {self.target} is replaced."
        if self.dialect == "tsql":
            yield "GO is for Management Studio and sqlcmd; from R or Python, run what stands above it first, then what stands below it."
        if self.status:
            yield "Only main records: rows with a record status of 101 or more are duplicates and left out."

    def _key(self) -> Iterator[str]:
        if self.table.key:
            words = {True: "unique", False: "NOT unique", "unknown": "not known to be unique"}
            yield f"Key: {', '.join(self.table.key)} ({words[self.table.table.key.unique]})."
            held = {column.name for column in self.columns}
            if lacking := [name for name in self.table.key if name not in held]:
                yield f"Of the key, --columns leaves out {', '.join(lacking)}."

    def _missing(self) -> Iterator[str]:
        """The views that are not there: never made, left out by the project, or not to be taken apart."""
        for gap in self.catalogue.table_gaps(self.table.table):
            if self.order.years is None or gap.year in self.order.years:
                yield f"Missing: {gap.term + ' ' if gap.term else ''}{year_label(gap.year)}. {gap.reason}"
        held = {(part.view.year, part.view.term) for part in self.table.parts}
        for when, part in self.ours.items():
            if when not in held and self._is_wanted(part):
                yield f"Left out: {part.view.name}, which the file for --views calls absent."
        for view in self.table.table.views:
            if view.combined:
                yield f"Left out: {view.name}. It holds several tables together, and how is not public."

    def _assumed(self) -> Iterator[str]:
        """How many names are assumed."""
        views = [part.view.evidence for part in self.parts]
        columns = {
            (part.view.name, column.column): column.evidence for part in self.parts for column in self._read(part)
        }
        found = ["the database"] if self.table.database_evidence == "assumed" else []
        for what, all_evidence in (("view", views), ("column", list(columns.values()))):
            if count := all_evidence.count("assumed"):
                found.append(f"{count:,} of {_count(len(all_evidence), what)}")
        if found:
            yield f"Marked `assumed`, because their names are not public: {', '.join(found)}. Check them in your project,"
            yield "and state the real names in a file for --views."

    def _create(self) -> Iterator[str]:
        schema = self.quote(self.order.into)
        if self.dialect == "tsql":
            yield f"IF SCHEMA_ID(N'{self.order.into}') IS NULL EXEC (N'CREATE SCHEMA {schema}');"
            yield f"DROP TABLE IF EXISTS {self.target};"
            yield "GO"  # SQL Server compiles a whole batch first, and would look for the columns of the INSERTs in the older table
            yield ""
            yield "SET XACT_ABORT ON;  -- the first error ends the script"
            yield f"CREATE TABLE {self.target} ("
        else:
            yield f"CREATE SCHEMA IF NOT EXISTS {schema};"
            yield f"CREATE OR REPLACE TABLE {self.target} ("
        for column, comma in _with_commas(self.columns):
            note = "" if column.added or column.type.evidence == "form" else "  -- type assumed"
            yield f"    {self.quote(column.name)} {self._type(column)}{comma}{note}"
        yield ");"

    def _type(self, column: LogicalColumn) -> str:
        return column.type.duckdb if self.dialect == "duckdb" else column_type(self.catalogue, self.table, column)

    def _is_key(self, column: LogicalColumn) -> bool:
        return is_key(self.catalogue, self.table, column)

    def _insert(self, part: Part) -> Iterator[str]:
        view = part.view
        yield f"INSERT INTO {self.target} ({', '.join(self.quote(column.name) for column in self.columns)})"
        yield "SELECT"
        for column, comma in _with_commas(self.columns):
            value, remark = self._value(part, column)
            yield f"    {value} AS {self.quote(column.name)}{comma}{remark}"
        evidence = {"database": self.table.database_evidence, "view": view.evidence}
        assumed = " and ".join(what for what, known in evidence.items() if known == "assumed")
        remark = f"  -- assumed name of the {assumed}" if assumed else ""
        yield f"FROM {self.quote(self.table.database)}.{self.quote(self.order.project)}.{self.quote(view.name)}{remark}"
        for word, condition in zip(("WHERE", "  AND"), self._conditions(part), strict=False):
            yield f"{word} {condition}"
        if self.status and self.status not in part.columns:
            yield "-- this view has no record status, so duplicates stay"
        yield ";"

    def _value(self, part: Part, column: LogicalColumn) -> tuple[str, str]:
        """The expression of a column in a view, and the remark behind it."""
        if column.added == "year":
            if part.view.year is not None:
                return f"'{year_label(part.view.year)}'", ""
            tells = self._year_column(part)
            return (self._label(tells), _remark(tells)) if tells else ("NULL", "")
        if column.added == "term":
            return (f"'{part.view.term}'" if part.view.term else "NULL"), ""
        physical = part.columns.get(column.name)
        return (self._held(physical, column), _remark(physical)) if physical else ("NULL", self._not_held(part, column))

    def _held(self, physical: Column, column: LogicalColumn) -> str:
        """A column of a view. Blank text in a key is nobody: left as it is, all rows without a key would become one person and meet in joins."""
        name = self.quote(physical.column)
        return f"NULLIF({name}, '')" if column.type.is_text and self._is_key(column) else name

    def _not_held(self, part: Part, column: LogicalColumn) -> str:
        """The remark behind a NULL. Public code reads some columns in views for which the form does not list them."""
        ours, variable = self.ours[part.view.year, part.view.term], column.variable
        if column.name in ours.columns:
            return "  -- absent, says the file for --views"
        seen = {name.lower() for name in self.table.table.seen_columns.get(ours.view.name, [])}
        seen -= {held.column.lower() for held in ours.columns.values()}
        if seen and variable:
            others = [*(each.name for each in variable.physical), *(each.name for each in variable.old_names)]
            for name in (fill(pattern, part.view) for pattern in (variable.name, *others)):
                if name.lower() in seen:
                    return f"  -- not on the form for this view, though public code reads {name}"
        return "  -- not held in this view"

    def _conditions(self, part: Part) -> Iterator[str]:
        tells = self._year_column(part)
        if self.order.years is not None and tells:
            wanted = ", ".join(_written(year, self._year_form) for year in sorted(self.order.years))
            yield f"{self._year(tells)} IN ({wanted}){_remark(tells)}"
        if self.status in part.columns:
            status = part.columns[self.status]
            # what is no number marks no duplicate, and NULL would drop the row
            yield f"COALESCE(TRY_CAST({self.quote(status.column)} AS int), 0) < 101{_remark(status)}"

    def _read(self, part: Part) -> Iterator[Column]:
        """The columns that the script reads from a view; one may come twice."""
        names = [column.name for column in self.columns]
        yield from (part.columns[name] for name in [*names, self.status] if name in part.columns)
        if tells := self._year_column(part):
            yield tells

    @property
    def _year_form(self) -> YearForm:
        return self.table.table.years.written or "end"

    def _year_column(self, part: Part) -> Column | None:
        """The column that tells the year of a row, in a view of all years."""
        variable = self.table.year_variable
        return part.columns.get(variable) if variable and part.view.year is None else None

    def _year(self, tells: Column) -> str:
        """What a year column holds, in a type to reckon with: some of them are text, and some are floating numbers."""
        return f"CAST({self.quote(tells.column)} AS {'varchar(7)' if self._year_form == 'label' else 'int'})"

    def _label(self, tells: Column) -> str:
        """The label 2011/12 from a year column, in words that both dialects know."""
        year = self._year(tells)
        if self._year_form == "label":
            return year
        if self._year_form == "both":
            digits = f"CAST({year} AS varchar(6))"
            label = f"CONCAT(LEFT({digits}, 4), '/', RIGHT({digits}, 2))"
        else:
            start, end = (year, f"({year} + 1)") if self._year_form == "start" else (f"{year} - 1", year)
            label = f"CONCAT({start}, '/', RIGHT(CONCAT('0', {end} % 100), 2))"
        return f"CASE WHEN {self.quote(tells.column)} IS NOT NULL THEN {label} END"  # for CONCAT takes NULL for nothing


def _written(year: int, form: YearForm) -> str:
    """A year as a year column writes it, as a literal."""
    value = write_year(year, form)
    return text(value) if form == "label" else value


def _remark(column: Column) -> str:
    return "  -- assumed name" if column.evidence == "assumed" else ""


def _with_commas(columns: list[LogicalColumn]) -> Iterator[tuple[LogicalColumn, str]]:
    """Each column with the comma behind it, which the last one has not."""
    for index, column in enumerate(columns, 1):
        yield column, "," if index < len(columns) else ""


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
