"""The check of an extract in DuckDB, made from the Table Schemas of its Data Package: what frictionless checks row by row, for millions of rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from build_tools.sqltext import quoted, text

_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "date": "DATE"}
_STORED = {
    "integer": ("INTEGER", "SMALLINT", "BIGINT", "UTINYINT"),
    "number": ("DOUBLE", "DECIMAL(9,2)"),
    "date": ("DATE",),
    "string": ("VARCHAR",),
}
"""Types of columns in which nothing else than a value of the field's type can stand."""


class Fault(NamedTuple):
    """What does not hold in a column of a file: the constraint, in how many rows, and one value that breaks it."""

    file: str
    column: str
    constraint: str
    rows: int
    example: str


def check_package(folder: Path) -> list[Fault]:
    """Every fault of the CSV or Parquet files in `folder` against `datapackage.json` there, file by file."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    paths = {resource["name"]: folder / resource["path"] for resource in package["resources"]}
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        return [fault for resource in package["resources"] for fault in _check(connection, resource, paths)]


def _check(connection: Any, resource: dict[str, Any], paths: dict[str, Path]) -> Iterator[Fault]:
    path, fields = resource["path"], resource["schema"]["fields"]
    source = _source(paths[resource["name"]])
    types = {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    if list(types) != [field["name"] for field in fields]:
        odd = sorted({field["name"] for field in fields}.symmetric_difference(types)) or ["the order of columns"]
        yield Fault(path, odd[0], "columns", 0, ", ".join(odd[:5]))
        return
    tests = [(field["name"], name, test) for field in fields for name, test in _tests(field, types[field["name"]])]
    for start in range(0, len(tests), 200):  # as many tests in one reading of the file as one query may have
        part = tests[start : start + 200]
        asked = ", ".join(f"count(*) FILTER (WHERE {test})" for _, _, test in part)
        counts = connection.execute(f"SELECT {asked} FROM {source}").fetchone()
        for (name, constraint, test), rows in zip(part, counts, strict=True):
            if rows:
                example = connection.execute(f"SELECT {quoted(name)} FROM {source} WHERE {test} LIMIT 1").fetchone()[0]
                yield Fault(path, name, constraint, rows, str(example))
    for key in resource["schema"].get("foreignKeys", []):
        yield from _check_key(connection, path, source, key, paths)


def _check_key(connection: Any, path: str, source: str, key: dict[str, Any], paths: dict[str, Path]) -> Iterator[Fault]:
    own, theirs = quoted(key["fields"][0]), quoted(key["reference"]["fields"][0])
    there = _source(paths[key["reference"]["resource"]])
    rows, example = connection.execute(
        f"SELECT count(*), min(CAST({own} AS VARCHAR)) FROM {source} WHERE {own} IS NOT NULL AND {own} NOT IN (SELECT {theirs} FROM {there} WHERE {theirs} IS NOT NULL)"
    ).fetchone()
    if rows:
        yield Fault(path, key["fields"][0], "foreign-key", rows, example)


def _source(path: Path) -> str:
    if path.suffix == ".parquet":
        return f"read_parquet({text(str(path))})"
    return f"read_csv({text(str(path))}, header = true, all_varchar = true, nullstr = '')"


def _tests(field: dict[str, Any], stored: str) -> Iterator[tuple[str, str]]:
    """The conditions that must hold in no row, each with the name of its constraint. `stored`: the type of the column in the file."""
    name, kind = quoted(field["name"]), field["type"]
    value = name if stored != "VARCHAR" or kind == "string" else f"TRY_CAST({name} AS {_TYPES[kind]})"
    if stored not in _STORED[kind]:
        yield "type", f"{name} IS NOT NULL AND {'true' if value == name else f'{value} IS NULL'}"
        if kind == "integer" and stored == "VARCHAR":
            yield "type", f"NOT regexp_full_match({name}, '-?[0-9]+')"
    constraints = field.get("constraints", {})
    if constraints.get("required"):
        yield "required", f"{name} IS NULL"
    if "enum" in constraints:
        values = ", ".join(text(code) if isinstance(code, str) else str(code) for code in constraints["enum"])
        yield "enum", f"{value} NOT IN ({values})"
    if "pattern" in constraints:
        yield "pattern", f"NOT regexp_full_match({name}, {text(constraints['pattern'])})"
    if "minimum" in constraints:
        yield "minimum", f"{value} < {constraints['minimum']}"
    if "maximum" in constraints:
        yield "maximum", f"{value} > {constraints['maximum']}"
    if "maxLength" in constraints:
        yield "maxLength", f"length({name}) > {constraints['maxLength']}"
