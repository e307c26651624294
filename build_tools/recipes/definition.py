"""What the records of a recipe mean for its code: the columns and types of its inputs and its result, its files, and what must run before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from build_tools.catalogue import Catalogue
from build_tools.logical import LogicalColumn, logical_table
from build_tools.recipe_records import ColumnKind, NewColumn, Recipe, RecipeInput
from build_tools.sqltypes import ColumnType

FILES = {"sql": "recipe.sql", "python": "recipe.py", "r": "recipe.R", "stata": "recipe.do"}
"""The file of each language."""
RUN = ("sql", "python", "r")
"""The languages that are run and must agree."""
NAMES = {"sql": "T-SQL", "python": "Python", "r": "R", "stata": "Stata"}
"""How people call them."""

_TSQL: dict[ColumnKind, str] = {"text": "varchar(255)", "integer": "bigint", "number": "float", "date": "date", "flag": "int"}


class InputColumn(NamedTuple):
    """A column that a recipe reads: the kind of its values, and its type in SQL."""

    kind: ColumnKind
    type: ColumnType


Columns = dict[str, InputColumn]


def kind_of_type(type: ColumnType) -> ColumnKind:
    """The kind of the values of a column of LEO."""
    if type.is_text:
        return "text"
    return "integer" if type.is_whole else "date" if type.base == "date" else "number"


def new_columns(columns: Iterable[NewColumn]) -> Columns:
    """Columns that a recipe makes, or that a table from outside has."""
    return {column.name: InputColumn(column.type, ColumnType(_TSQL[column.type], "assumed")) for column in columns}


def table_columns(catalogue: Catalogue, given: RecipeInput) -> list[LogicalColumn]:
    """The columns of LEO that an input names, in the order in which it does; those that its table has not, or spells otherwise, are left out."""
    if given.table not in catalogue.tables:
        return []
    known = logical_table(catalogue, given.table).by_name
    return [column for name in given.columns if (column := known.get(name.lower())) is not None and column.name == name]


def input_columns(catalogue: Catalogue, given: RecipeInput) -> Columns:
    """The columns of an input by their names, in the order in which they are declared; those that there are not are left out."""
    if given.outside:
        return new_columns(given.new_columns)
    if given.recipe:
        made = output_columns(catalogue.recipes[given.recipe]) if given.recipe in catalogue.recipes else {}
        return {name: made[name] for name in given.columns if name in made}
    return {column.name: InputColumn(kind_of_type(column.type), column.type) for column in table_columns(catalogue, given)}


def kinds(columns: Columns) -> dict[str, ColumnKind]:
    """The kind of each column."""
    return {name: column.kind for name, column in columns.items()}


def output_columns(recipe: Recipe) -> Columns:
    """The columns of a recipe's result."""
    return new_columns(recipe.output.columns)


def inputs_of(catalogue: Catalogue, recipe: Recipe) -> dict[str, Columns]:
    """The columns of each input by the name under which the code reads it."""
    return {given.name: input_columns(catalogue, given) for given in recipe.inputs}


def in_running_order(catalogue: Catalogue, ids: Iterable[str]) -> list[Recipe]:
    """These recipes and those that they build on, each behind what it needs. A circle is broken where it closes; a rule reports it."""
    done: dict[str, Recipe] = {}
    open_: set[str] = set()

    def visit(id: str) -> None:
        if id in done or id in open_ or id not in catalogue.recipes:
            return
        open_.add(id)
        for other in catalogue.recipes[id].builds_on:
            visit(other)
        done[id] = catalogue.recipes[id]

    for id in ids:
        visit(id)
    return list(done.values())


def needs(catalogue: Catalogue, id: str) -> set[str]:
    """The ids of all recipes that must run before one, of itself too where it needs its own result."""
    found: set[str] = set()
    waiting = [id]
    while waiting:
        recipe = catalogue.recipes.get(waiting.pop())
        new = set(recipe.builds_on) - found if recipe else set()
        found |= new
        waiting += new
    return found


def users_of(catalogue: Catalogue) -> dict[str, list[Recipe]]:
    """The recipes that read the result of each recipe."""

    def build() -> dict[str, list[Recipe]]:
        found: dict[str, list[Recipe]] = {id: [] for id in catalogue.recipes}
        for recipe in catalogue.recipes.values():
            for other in dict.fromkeys(recipe.builds_on):
                found.setdefault(other, []).append(recipe)
        return found

    return catalogue.once("users of each recipe", build)


def recipes_reading(catalogue: Catalogue) -> dict[str, list[Recipe]]:
    """The recipes that read each variable, by its id."""

    def build() -> dict[str, list[Recipe]]:
        found: dict[str, list[Recipe]] = {}
        for recipe in catalogue.recipes.values():
            for given in recipe.inputs:
                for column in table_columns(catalogue, given):
                    if column.variable:
                        readers = found.setdefault(column.variable.id, [])
                        if recipe not in readers:
                            readers.append(recipe)
        return found

    return catalogue.once("recipes that read each variable", build)


def path_of(recipe_id: str, language: str) -> str:
    """Where the code in a language stands."""
    return f"code_snippets/{recipe_id}/{FILES[language]}"


def code_of(catalogue: Catalogue, recipe_id: str, language: str) -> str | None:
    """The code in a language, None where there is none."""
    return catalogue.code.get(path_of(recipe_id, language))


def fingerprint(catalogue: Catalogue, recipe_id: str) -> str:
    """A fingerprint of what a test of a recipe depends on: definition, code in all four languages and cases, its own and of those that it builds on."""
    together = hashlib.sha256()
    for recipe in in_running_order(catalogue, [recipe_id]):
        together.update(recipe.model_dump_json().encode())
        for language in FILES:
            together.update((code_of(catalogue, recipe.id, language) or "").encode() + b"\0")
        if recipe.id == recipe_id:
            for name, case in sorted(catalogue.cases.get(recipe.id, {}).items()):
                together.update(name.encode() + case.model_dump_json().encode())
    return together.hexdigest()[:16]
