"""The tables that a recipe reads as SQL Server should hold them: types and collations. Where two columns of different collations are compared, it stops with error 468."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from build_tools.catalogue import Catalogue
from build_tools.logical import logical_table
from build_tools.recipe_records import Recipe, RecipeInput
from build_tools.recipes.definition import Columns, new_columns, table_columns
from build_tools.recipes.engines import sql_schema
from build_tools.sqltext import bracketed
from build_tools.stack import COLLATION, column_type


def input_types(catalogue: Catalogue, recipe: Recipe) -> dict[str, dict[str, str]]:
    """The T-SQL type of each column of each input: of LEO as `leo-kb stack` makes it, of another recipe as its SQL does."""
    made = sql_schema(catalogue, recipe)
    return {given.name: _stacked(catalogue, given) if given.table else _nullable(made[given.name]) for given in recipe.inputs}


def _stacked(catalogue: Catalogue, given: RecipeInput) -> dict[str, str]:
    assert given.table is not None
    table = logical_table(catalogue, given.table)
    return {column.name: column_type(catalogue, table, column) for column in table_columns(catalogue, given)}


def outside_types(given: RecipeInput) -> dict[str, str]:
    """The T-SQL types of a table from outside: text has the collation of keys, so that it can be joined to them."""
    return _nullable({name: f"{one.type.tsql} COLLATE {COLLATION}" if one.type.is_text else one.type.tsql for name, one in new_columns(given.new_columns).items()})


def result_types(columns: Columns) -> dict[str, str]:
    """The T-SQL types of a result, without its collations."""
    return _nullable({name: one.type.tsql for name, one in columns.items()})


def _nullable(types: Mapping[str, str]) -> dict[str, str]:
    return {name: f"{type} NULL" for name, type in types.items()}


def create_table(name: str, types: Mapping[str, str]) -> Iterator[str]:
    """The lines that make an empty table."""
    yield f"CREATE TABLE {name} ("
    for number, (column, type) in enumerate(types.items(), 1):
        yield f"    {bracketed(column)} {type}{',' if number < len(types) else ''}"
    yield ");"
