"""The catalogue as tables: rows, and the Table Schemas that say what must hold in them. frictionless checks the one against the other.

The schemas are the tabular truth: keys, foreign keys, allowed words and patterns stand here once, and the exported data
package carries them to its readers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, get_args

from build_tools import SCHEMA_VERSION, __version__
from build_tools.cache import write_whole
from build_tools.catalogue import Catalogue, table_of
from build_tools.physical import all_columns, full_name, views_of
from build_tools.problems import Position, Problem
from build_tools.records import (
    Evidence,
    MissingReason,
    Request,
    Sensitivity,
    Status,
    Term,
    Variable,
    VariableType,
    YearType,
)
from build_tools.years import label_or_none

MANUAL = {
    "tabular-truth": "The definitions, flattened to tables, must fit their Table Schemas: keys are unique, foreign keys lead somewhere, words are among the allowed ones. "
    "The schemas stand in build_tools/tabular.py and travel with the exported data package. The message names the table, the row and the field.",
}

Cell = str | int | bool | None


@dataclass(frozen=True)
class FlatTable:
    """One table: its name, its Table Schema as a descriptor, and its rows in the order of the fields."""

    name: str
    title: str
    schema: dict[str, Any]
    rows: list[list[Cell]]

    @property
    def fields(self) -> list[str]:
        """Names of the columns."""
        return [field["name"] for field in self.schema["fields"]]


def _text(name: str, description: str, **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": "string", "description": description} | (
        {"constraints": constraints} if constraints else {}
    )


def _integer(name: str, description: str, **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": "integer", "description": description} | (
        {"constraints": constraints} if constraints else {}
    )


def words_of(type: Any) -> list[str]:
    """The words that a Literal of the records allows."""
    return list(get_args(type))


def _schema(
    fields: list[dict[str, Any]], key: list[str], foreign: Sequence[tuple[str | list[str], str, str | list[str]]] = ()
) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": fields, "primaryKey": key, "missingValues": [""]}
    if foreign:
        schema["foreignKeys"] = [
            {
                "fields": [own] if isinstance(own, str) else own,
                "reference": {"resource": other, "fields": [theirs] if isinstance(theirs, str) else theirs},
            }
            for own, other, theirs in foreign
        ]
    return schema


_ID = {"required": True, "pattern": r"[a-z][a-z0-9_]*"}
_ENTRY = {"required": True, "pattern": r"[a-z][a-z0-9_]*\.[A-Za-z][A-Za-z0-9_]*"}
YEAR_PATTERN = {"pattern": r"(19|20)\d{2}/\d{2}"}
_EVIDENCE = {"required": True, "enum": words_of(Evidence)}

SCHEMAS: dict[str, tuple[str, dict[str, Any]]] = {
    "sources": (
        "Sources: who owns the data",
        _schema(
            [
                _text("id", "Id of the source", **_ID),
                _text("title", "Title", required=True),
                _text("owner", "Owner", required=True),
                _text("database", "Database in the secure environment"),
            ],
            ["id"],
        ),
    ),
    "tables": (
        "Tables of the standard extract",
        _schema(
            [
                _text("id", "Id of the table", **_ID),
                _text("title", "Title", required=True),
                _text("source", "Id of the source", required=True),
                _text("grain", "What one row is", required=True),
                _text("year_type", "Kind of year", required=True, enum=words_of(YearType)),
                _text("first_year", "First year", **YEAR_PATTERN),
                _text("last_year", "Last year", **YEAR_PATTERN),
                _text("request", "Request level of the whole table", enum=words_of(Request)),
                _text("form_tab", "Tab of the request form", required=True),
            ],
            ["id"],
            [("source", "sources", "id")],
        ),
    ),
    "views": (
        "Views of each table in the secure environment",
        _schema(
            [
                _text("table", "Id of the table", required=True),
                _text("view", "Name of the view", required=True),
                _text("full_name", "Three-part name with a placeholder for the project", required=True),
                _text("year", "Year it holds; empty for a view of all years", **YEAR_PATTERN),
                _text("term", "Census term", enum=words_of(Term)),
                _text("evidence", "Evidence for the name", **_EVIDENCE),
            ],
            ["table", "view"],
            [("table", "tables", "id")],
        ),
    ),
    "code_lists": (
        "Shared code lists",
        _schema([_text("id", "Id of the list", **_ID), _text("title", "Title", required=True)], ["id"]),
    ),
    "variables": (
        "Variables",
        _schema(
            [
                _text("id", "Id of the variable", **_ENTRY),
                _text("table", "Id of the table", required=True),
                _text("name", "Official name as printed", required=True),
                _text("field", "Field reference as printed"),
                _text("title", "Title", required=True, maxLength=110),
                _text("description", "Description", required=True),
                _text("type", "Kind of value", required=True, enum=words_of(VariableType)),
                _text("unit", "Unit of a number"),
                _text("code_list", "Id of a shared code list"),
                _text("first_year", "First year", **YEAR_PATTERN),
                _text("last_year", "Last year", **YEAR_PATTERN),
                _text("request", "Request level", required=True, enum=words_of(Request)),
                _integer("identifiability", "DfE identification risk", minimum=1, maximum=5),
                _text("sensitivity", "DfE sensitivity", enum=words_of(Sensitivity)),
                _text("status", "Whether it can be had", required=True, enum=words_of(Status)),
                _text("family", "Id of the family", pattern=_ENTRY["pattern"]),
            ],
            ["id"],
            [("table", "tables", "id"), ("code_list", "code_lists", "id")],
        ),
    ),
    "codes": (
        "Codes of shared lists and of single variables",
        _schema(
            [
                _text("owner", "Id of the code list or of the variable", required=True),
                _integer("position", "Place in the list, from 1", required=True, minimum=1),
                _text("code", "Code", required=True),
                _text("label", "Official label"),
                _text("first_year", "First year of use", **YEAR_PATTERN),
                _text("last_year", "Last year of use", **YEAR_PATTERN),
                _text("missing", "Reason why there is no value", enum=words_of(MissingReason)),
            ],
            ["owner", "code"],
        ),
    ),
    "physical_columns": (
        "Column of each variable in each view",
        _schema(
            [
                _text("variable", "Id of the variable", required=True),
                _text("table", "Id of the table", required=True),
                _text("view", "Name of the view", required=True),
                _text("column", "Name of the column", required=True),
                _text(
                    "evidence",
                    "Evidence for the column name; year, term and evidence of the view stand in `views`",
                    **_EVIDENCE,
                ),
            ],
            ["variable", "view", "column"],
            [("variable", "variables", "id"), (["table", "view"], "views", ["table", "view"])],
        ),
    ),
    "form_rows": (
        "Rows of the official request form",
        _schema(
            [
                _text("variable", "Id of the variable", required=True),
                _text("tab", "Tab", required=True),
                _integer("row", "Row number", required=True, minimum=1),
                _text("name", "Name printed in the row", required=True),
                _text("years", "Years cell as printed, where it is short"),
                _text("data_type", "Data type cell as printed"),
            ],
            ["variable", "row"],
            [("variable", "variables", "id")],
        ),
    ),
}
"""Title and Table Schema of each table of the package, a table before those that refer to it."""


def flatten(catalogue: Catalogue) -> list[FlatTable]:
    """The catalogue as tables, in the order of SCHEMAS."""
    rows: dict[str, list[list[Cell]]] = {
        "sources": [[source.id, source.title, source.owner, source.database] for source in catalogue.sources.values()],
        "tables": [
            [
                table.id,
                table.title,
                table.source,
                table.grain,
                table.years.type,
                table.years.from_,
                table.years.to,
                table.request,
                table.form.tab,
            ]
            for table in catalogue.tables.values()
        ],
        "views": [
            [
                table.id,
                view.name,
                full_name(catalogue, table, view.name),
                label_or_none(view.year),
                view.term,
                view.evidence,
            ]
            for table in catalogue.tables.values()
            for view in views_of(catalogue, table)
        ],
        "code_lists": [[code_list.id, code_list.title] for code_list in catalogue.code_lists.values()],
        "variables": [_variable_row(catalogue, variable) for variable in catalogue.variables.values()],
        "codes": list(_code_rows(catalogue)),
        "physical_columns": [
            [variable.id, table_of(variable.id), column.view, column.column, column.evidence]
            for variable, column in all_columns(catalogue)
        ],
        "form_rows": [
            [variable.id, catalogue.table(variable).form.tab, row.row, row.name or variable.name, row.years, row.type]
            for variable in catalogue.variables.values()
            for row in variable.form
        ],
    }
    return [FlatTable(name, title, schema, rows[name]) for name, (title, schema) in SCHEMAS.items()]


def _variable_row(catalogue: Catalogue, variable: Variable) -> list[Cell]:
    years = catalogue.years(variable)
    first, last = (years.first, years.last) if years else (None, None)
    return [
        variable.id, table_of(variable.id), variable.name, variable.field, variable.title, variable.description, variable.type, variable.unit,
        variable.code_list, label_or_none(first), label_or_none(last), catalogue.request(variable), variable.identifiability, variable.sensitivity,
        variable.status or "listed", variable.family,
    ]  # fmt: skip


def _code_rows(catalogue: Catalogue) -> Iterator[list[Cell]]:
    owners = [(code_list.id, code_list.codes) for code_list in catalogue.code_lists.values()]
    owners += [(variable.id, variable.codes) for variable in catalogue.variables.values() if variable.codes]
    for owner, codes in owners:
        for position, code in enumerate(codes, 1):
            yield [owner, position, code.code, code.label, code.from_, code.to, code.missing]


def stamp(catalogue: Catalogue) -> dict[str, str]:
    """What every package says of its origin: versions of schema and catalogue, and the iteration of the extract."""
    return {
        "schema_version": SCHEMA_VERSION,
        "catalogue_version": catalogue.digest[:12],
        "iteration": ", ".join(catalogue.iterations) or "unknown",
    }


def package_descriptor(tables: list[FlatTable], catalogue: Catalogue, *, inline: bool = False) -> dict[str, Any]:
    """The descriptor of the data package; with `inline`, the rows are in it, otherwise in CSV files beside it."""
    resources = []
    for table in tables:
        resource: dict[str, Any] = {
            "name": table.name,
            "title": table.title,
            "type": "table",
            "profile": "tabular-data-resource",
            "schema": table.schema,
        }
        resource |= (
            {"data": [table.fields, *table.rows]}
            if inline
            else {"path": f"{table.name}.csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
        )
        resources.append(resource)
    return {
        "name": "leo-knowledge-base",
        "title": "LEO knowledge base: the catalogue",
        "profile": "tabular-data-package",
        "version": __version__,
        **stamp(catalogue),
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0 (our words; official names and labels belong to their owners)",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "resources": resources,
    }


def check_tables(catalogue: Catalogue, cache: Path | None = None) -> list[Problem]:
    """What frictionless finds in the flattened catalogue. In `cache` the fingerprints of tables found clean are kept, so that only
    what changed is checked again: a table is as it was when its rows, its schema and the tables it refers to are.
    """
    file = cache / "tabular-clean.txt" if cache else None
    clean = set(file.read_text(encoding="utf-8", errors="replace").split()) if file and file.is_file() else set()
    whole = f"{_code_digest()}{catalogue.digest}"
    if whole in clean:
        return []
    tables = flatten(catalogue)
    digests = _digests(tables)
    problems = list(
        _run_frictionless(catalogue, tables, [table.name for table in tables if digests[table.name] not in clean])
    )
    if file and not problems:
        with suppress(OSError):  # without a cache the next run is slower, and nothing else
            write_whole(file, "\n".join([whole, *digests.values()]).encode())
    return problems


def _code_digest() -> str:
    """A fingerprint of the code that makes the tables from the files."""
    together = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        together.update(path.read_bytes())
    return together.hexdigest()[:16]


def _digests(tables: list[FlatTable]) -> dict[str, str]:
    """A fingerprint of each table that changes with its rows, its schema, or a table it refers to."""
    found: dict[str, str] = {}
    for table in tables:
        referred = [found[key["reference"]["resource"]] for key in table.schema.get("foreignKeys", [])]
        found[table.name] = hashlib.sha256(
            json.dumps([table.name, table.schema, referred, table.rows], separators=(",", ":")).encode()
        ).hexdigest()
    return found


def _run_frictionless(catalogue: Catalogue, tables: list[FlatTable], names: list[str]) -> Iterator[Problem]:
    if not names:
        return
    from frictionless import (
        Package,
        Resource,
        Schema,
        system,
    )  # imported here: a quarter of a second that most commands need not spend

    def rows_of(table: FlatTable) -> Callable[[], Iterator[list[Cell]]]:
        return lambda: chain(
            [list(table.fields)], table.rows
        )  # a function, because frictionless copies data that it is given as a list

    by_name = {table.name: table for table in tables}
    with system.use_context(trusted=True):
        package = Package(
            resources=[
                Resource(name=table.name, data=rows_of(table), schema=Schema.from_descriptor(table.schema))
                for table in tables
            ]
        )
        for name in names:
            for error in (error for task in package.get_resource(name).validate().tasks for error in task.errors):
                number = getattr(error, "row_number", None)
                field = getattr(error, "field_name", "")
                message = f"in the table `{name}`{f', field `{field}`' if field else ''}: {error.note}"
                yield Problem(
                    _place(catalogue, by_name[name], number),
                    "tabular-truth",
                    message,
                    "correct the value in the definition; the schema stands in build_tools/tabular.py",
                )


def _place(catalogue: Catalogue, table: FlatTable, number: int | None) -> Position:
    """The definition from which a row came."""
    if number is not None and 2 <= number <= len(table.rows) + 1:
        id = str(table.rows[number - 2][0])
        if kind := catalogue.kind_of(id):
            return catalogue.entry(kind, id).where()
    return Position("variables")
