"""The Table Schema of each LEO table: what must hold in its columns. Synthetic data and the cases of recipes are validated against it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from build_tools.catalogue import Catalogue
from build_tools.logical import LogicalColumn, logical_table
from build_tools.records import Term
from build_tools.roles import role_of
from build_tools.sqltypes import codes_in_data
from build_tools.tabular import YEAR_PATTERN, words_of

_TYPES = {
    "int": "integer",
    "smallint": "integer",
    "bigint": "integer",
    "bit": "integer",
    "date": "date",
    "float": "number",
}


def table_schema(catalogue: Catalogue, table_id: str) -> dict[str, Any]:
    """The schema of a whole logical table: its columns by their logical names, with types, codes and ranges; year and term columns first.

    A key that the definition calls unique is the primary key; an empty cell is a missing value.
    """
    table = logical_table(catalogue, table_id)
    schema = {"name": table_id, "title": table.table.title} | schema_of(
        catalogue, ((column.name, column) for column in table.columns)
    )
    if table.table.key.unique is True and table.key:
        schema["primaryKey"] = list(table.key)
    return schema


def schema_of(catalogue: Catalogue, columns: Iterable[tuple[str, LogicalColumn]]) -> dict[str, Any]:
    """The schema of these columns, each with the name it has."""
    return {
        "fields": [column_field(catalogue, column, name) for name, column in columns],
        "missingValues": ["", "NULL"],
    }


def column_field(catalogue: Catalogue, column: LogicalColumn, name: str) -> dict[str, Any]:
    """The field descriptor of a column under a name."""
    if column.added == "year":
        return {
            "name": name,
            "type": "string",
            "description": "Year of the row, as 2011/12",
            "constraints": {"required": True, **YEAR_PATTERN},
        }
    if column.added == "term":
        return {"name": name, "type": "string", "description": "Census term", "constraints": {"enum": words_of(Term)}}
    variable, kind = column.variable, column.type
    assert variable is not None
    field: dict[str, Any] = {
        "name": name,
        "title": variable.title,
        "type": _TYPES.get(kind.base, "string" if kind.is_text else "number"),
        "description": variable.description,
    }
    if constraints := _constraints(catalogue, column):
        field["constraints"] = constraints
    return field


def listed_codes(catalogue: Catalogue, column: LogicalColumn) -> list[str | int | float]:
    """The only values that a flag or category may have, as its column holds them; nothing where the form does not list them all."""
    variable, kind = column.variable, column.type
    if variable is None or variable.type not in ("flag", "category") or variable.range is not None or role_of(catalogue, variable) == "year":
        return []
    codes = (code.code for code in codes_in_data(catalogue, variable))
    return [int(code) if kind.is_whole else code if kind.is_text else float(code) for code in codes]


def _constraints(catalogue: Catalogue, column: LogicalColumn) -> dict[str, Any]:
    """The codes that a flag or category can have; the ends of the range of a number; how long a text can be."""
    variable, kind = column.variable, column.type
    assert variable is not None
    found: dict[str, Any] = {}
    # printed years lag behind the data, and printed numbers of schools are those before masking
    is_printed_so = role_of(catalogue, variable) != "year" and variable.type != "identifier"
    if codes := listed_codes(catalogue, column):
        found["enum"] = codes
    elif is_printed_so and variable.range and not kind.is_text and not codes_in_data(catalogue, variable):
        low, high = float(variable.range.lowest), float(variable.range.highest)
        found |= {"minimum": int(low), "maximum": int(high)} if kind.is_whole else {"minimum": low, "maximum": high}
    if kind.length and kind.evidence == "form" and "enum" not in found:
        found["maxLength"] = kind.length
    return found
