"""The tables that a person gives to `leo-kb recipe run`: found in a folder or a DuckDB file, checked, and shown to the recipe under their names.

Every fault names the table, the column and the row. Tables are the long tables of the catalogue, as `leo-kb stack` makes them inside the secure
environment and `leo-kb synth --layout logical` makes them of people who do not exist.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from build_tools.catalogue import Catalogue
from build_tools.logical import logical_table
from build_tools.problems import UserError, nearest
from build_tools.recipe_records import Recipe, RecipeInput
from build_tools.recipes.cells import WORDS
from build_tools.recipes.definition import Columns, InputColumn, input_columns
from build_tools.recipes.engines import SCHEMA, Sql
from build_tools.schemas import listed_codes
from build_tools.sqltext import quoted, text

MOST_FAULTS = 20
_BROKEN = re.compile(r"(?:DOUBLE|FLOAT|DECIMAL)\b")
"""Types of DuckDB whose values may have digits behind the point."""


@dataclass(frozen=True)
class Place:
    """Where a table was found: SQL that reads it, and how a message calls it."""

    sql: str
    name: str


def find_tables(sql: Sql, data: Path) -> dict[str, list[Place]]:
    """The tables below `data` by their names in small letters: CSV and Parquet files, and the tables of DuckDB files. One may be there twice.

    Raises UserError where there is nothing to read.
    """
    if not data.exists():
        raise UserError(f"there is no file or folder {data}: name the one that holds the tables with --data")
    files = [data] if data.is_file() else sorted(path for path in data.rglob("*") if path.suffix in (".csv", ".parquet", ".duckdb"))
    found: dict[str, list[Place]] = {}
    for path in files:
        name = path.relative_to(data).as_posix() if path != data else path.name
        if path.suffix == ".duckdb":
            for table, place in _in_database(sql, path, name):
                found.setdefault(table, []).append(place)
        elif path.suffix == ".parquet":
            found.setdefault(path.stem.lower(), []).append(Place(f"read_parquet({text(str(path))})", name))
        elif path.suffix == ".csv":
            found.setdefault(path.stem.lower(), []).append(Place(_csv_sql(path), name))
    if not found:
        raise UserError(f"there is no table in {data}: it should hold <table>.csv or <table>.parquet files, or a DuckDB file made by `leo-kb synth --layout logical`")
    return found


def _csv_sql(path: Path) -> str:
    """SQL that reads a CSV file as text. The header is read here: where DuckDB guesses, a line that is too long hides all columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            header = next(csv.reader(file), [])
        except UnicodeDecodeError:
            raise UserError(f"{path} is not UTF-8 text: save it as UTF-8", 1) from None
    names = [name.strip() for name in header]
    if not any(names):
        raise UserError(f"{path} is empty: it needs a header with the names of its columns, even where it has no rows", 1)
    if len({name.lower() for name in names}) < len(names):
        twice = next(name for name in names if [other.lower() for other in names].count(name.lower()) > 1)
        raise UserError(f"{path}: the column `{twice}` stands in the header twice: delete one of the two", 1)
    columns = ", ".join(f"{text(name)}: 'VARCHAR'" for name in names)
    return f"read_csv({text(str(path))}, columns = {{{columns}}}, auto_detect = false, header = true, nullstr = '', delim = ',', quote = '\"', escape = '\"')"


def _in_database(sql: Sql, path: Path, shown: str) -> Iterator[tuple[str, Place]]:
    name = f"data_{len(sql.connection.execute('SELECT database_name FROM duckdb_databases()').fetchall())}"
    try:
        sql.connection.execute(f"ATTACH {text(str(path))} AS {quoted(name)} (READ_ONLY)")
    except duckdb.Error as error:
        raise UserError(f"{path} can not be opened as a DuckDB file: {_in_words(error)}", 1) from None
    tables = sql.connection.execute(
        f"SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = {text(name)} UNION SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = {text(name)} AND NOT internal"
    ).fetchall()
    tables = sorted(tables)
    names = [table.lower() for _, table in tables]
    for schema, table in tables:
        called = f"{schema}.{table}" if names.count(table.lower()) > 1 else table
        yield table.lower(), Place(f"{quoted(name)}.{quoted(schema)}.{quoted(table)}", f"{shown}, {called}")


def show_inputs(sql: Sql, catalogue: Catalogue, chain: list[Recipe], data: Path, any_code: bool = False) -> None:
    """Shows every input of the recipes as a table of the schema `work`. Raises UserError with all that is wrong with them.

    `any_code`: codes that the request form does not list are taken as they are.
    """
    places = find_tables(sql, data)
    wanted = _wanted(catalogue, chain)
    lacking = [name for name in wanted if name.lower() not in places]
    if lacking:
        near = nearest(lacking[0].lower(), places)
        meant = f" (is it `{near}`?)" if near else ""
        raise UserError(f"{data} holds no table {', '.join(f'`{name}`' for name in lacking)}{meant}: add <table>.csv or <table>.parquet; an empty table needs its header", 1)
    for name in wanted:
        if len(twice := places[name.lower()]) > 1:
            raise UserError(f"the table `{name}` is there twice: {' and '.join(place.name for place in twice)}; leave one of them in {data}, or name a folder with --data that holds one", 1)
    faults: list[str] = []
    for name, (given, columns) in wanted.items():
        faults += _show(sql, catalogue, given, name, columns, places[name.lower()][0], any_code)
    if faults:
        more = f"\nand {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise UserError("\n".join(faults[:MOST_FAULTS]) + more, 1)


def _in_words(error: duckdb.Error) -> str:
    """What DuckDB says of a table, without its names of errors."""
    said = str(error)
    line = re.search(r"Line: (\d+)", said)
    cells = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", said)
    if line and cells:
        return f"line {line[1]} has {cells[2]} cells, and the header has {cells[1]}"
    first = re.sub(r"^(?:[A-Z]\w+ )*Error: ", "", said.splitlines()[0])
    return f"{first} (line {line[1]})" if line and line[0] not in first else first


def _wanted(catalogue: Catalogue, chain: list[Recipe]) -> dict[str, tuple[RecipeInput, Columns]]:
    """The tables that recipes read and do not make, each with all columns that one of them reads."""
    found: dict[str, tuple[RecipeInput, Columns]] = {}
    for recipe in chain:
        for given in recipe.inputs:
            if not given.recipe:
                columns = found[given.name][1] if given.name in found else {}
                found[given.name] = given, columns | input_columns(catalogue, given)
    return found


def _show(sql: Sql, catalogue: Catalogue, given: RecipeInput, name: str, columns: Columns, place: Place, any_code: bool) -> Iterator[str]:
    try:
        there = {row[0].lower(): row for row in sql.connection.execute(f"DESCRIBE SELECT * FROM {place.sql}").fetchall()}
    except duckdb.Error as error:
        yield f"{place.name}: the table can not be read: {_in_words(error)}"
        return
    lacking = [column for column in columns if column.lower() not in there]
    if lacking:
        near = nearest(lacking[0].lower(), there)
        names = ", ".join(f"`{column}`" for column in lacking)
        yield f"{place.name}: the table `{name}` has no column{'s' if lacking[1:] else ''} {names}" + (f"; is `{there[near][0]}` meant for the first?" if near else "; add them, empty where nothing is known")
        return
    picked = ", ".join(f"{_typed(there[column.lower()], one)} AS {quoted(column)}" for column, one in columns.items())
    sql.connection.execute(f"CREATE OR REPLACE VIEW {SCHEMA}.{quoted(name)} AS SELECT {picked} FROM {place.sql}")
    try:
        yield from _value_faults(sql, catalogue, given, columns, place, there, any_code)
    except duckdb.Error as error:  # a broken line in the middle of a file shows only now
        yield f"{place.name}: the table can not be read: {_in_words(error)}"


def _own(there: Any) -> str:
    """A column as it is given, without what is only another way to write a missing value: blank text, and the NaN of pandas."""
    name, kind = quoted(there[0]), str(there[1])
    if kind == "VARCHAR":
        return f"CASE WHEN trim({name}) <> '' THEN {name} END"
    return f"CASE WHEN NOT isnan({name}) THEN {name} END" if kind in ("DOUBLE", "FLOAT") else name


def _typed(there: Any, column: InputColumn) -> str:
    """A column with the type that the recipe expects, NULL where a value is not of that type."""
    own, kind = _own(there), str(there[1])
    if kind == column.type.duckdb:
        return own
    if column.kind != "text":
        return f"TRY_CAST({own} AS {column.type.duckdb})"
    if _BROKEN.match(kind):  # a code 111 that came as 111.0, because a value was missing somewhere
        return f"CASE WHEN {own} = trunc({own}) AND abs({own}) < 1e18 THEN CAST(CAST({own} AS HUGEINT) AS VARCHAR) ELSE CAST({own} AS VARCHAR) END"
    return f"CAST({own} AS VARCHAR)"


def _wrong_type(there: Any, column: InputColumn) -> str:
    """The condition that a value is not of the type that the recipe expects; it would be rounded, or become missing."""
    own, kind, typed = _own(there), str(there[1]), _typed(there, column)
    if not typed.startswith("TRY_CAST"):
        return "false"
    also = ""
    if column.kind in ("integer", "flag") and kind == "VARCHAR":
        also = f" OR NOT regexp_full_match(trim({own}), '[+-]?[0-9]+')"  # DuckDB takes 1e-1 for 0
    elif column.kind in ("integer", "flag") and _BROKEN.match(kind):
        also = f" OR {own} <> trunc({own})"
    elif column.kind == "number" and kind == "VARCHAR":
        also = f" OR NOT isfinite({typed})"
    return f"({own} IS NOT NULL AND ({typed} IS NULL{also}))"


def _value_faults(sql: Sql, catalogue: Catalogue, given: RecipeInput, columns: Columns, place: Place, there: Mapping[str, Any], any_code: bool) -> Iterator[str]:
    """The first row of each column whose value is not of its type, or is a code that the form does not list."""
    for column, one in columns.items():
        given_column = there[column.lower()]
        own, typed, wrong_type = quoted(given_column[0]), _typed(given_column, one), _wrong_type(given_column, one)
        if wrong_type != "false":
            yield from _first(sql, place, given.name, column, own, wrong_type, f"is not {WORDS[one.kind]}")
        codes = _codes(catalogue, given, column)
        if codes and not any_code:
            listed = ", ".join(text(code) if isinstance(code, str) else str(code) for code in codes)
            test = f"({typed} IS NOT NULL AND NOT {wrong_type} AND {typed} NOT IN ({listed}))"
            message = f"is not a code that the form lists ({', '.join(map(str, codes[:8]))}{' …' if len(codes) > 8 else ''})"
            yield from _first(sql, place, given.name, column, own, test, f"{message}; correct it, or go on with --any-code")


def _first(sql: Sql, place: Place, table: str, column: str, own: str, test: str, message: str) -> Iterator[str]:
    count = sql.connection.execute(f"SELECT count(*) FROM {place.sql} WHERE {test}").fetchone()
    if not count or not count[0]:
        return
    row = sql.connection.execute(
        f"SELECT number, value FROM (SELECT row_number() OVER () AS number, {own} AS value, {test} AS wrong FROM {place.sql}) WHERE wrong ORDER BY number LIMIT 1"
    ).fetchone()
    others = f", and {count[0] - 1:,} more rows" if count[0] > 1 else ""
    yield f"{place.name}: table `{table}`, column `{column}`, row {row[0]}{others}: `{row[1]}` {message}"


def _codes(catalogue: Catalogue, given: RecipeInput, column: str) -> list[Any]:
    if given.table is None:
        return []
    found = logical_table(catalogue, given.table).by_name[column.lower()]
    return listed_codes(catalogue, found)
