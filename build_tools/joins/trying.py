"""Runs the code of joins in T-SQL, Python and R on synthetic people, by the means by which recipes are run: a join is a recipe without rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from build_tools.catalogue import Catalogue
from build_tools.joins.code import Join
from build_tools.recipe_records import ColumnKind, NewColumn, Recipe, RecipeInput, RecipeOutput
from build_tools.recipes.cells import Rows, differences
from build_tools.recipes.definition import RUN, kind_of_type, path_of
from build_tools.recipes.engines import RecipeError
from build_tools.recipes.testing import run_synthetic

FEW_PEOPLE = 200
"""Enough for every join to find something, and few enough for the largest to stay small."""


def run_joins(
    catalogue: Catalogue, joins: Mapping[str, Join], people: int = FEW_PEOPLE, languages: Sequence[str] = RUN
) -> dict[str, dict[str, Rows | RecipeError]]:
    """For each join, by its name, the rows that each language gives on one synthetic extract."""
    code = {
        path_of(name, language): join.code(language) for name, join in joins.items() for language in languages
    }
    recipes = {name: as_recipe(join) for name, join in joins.items()}
    trial = replace(catalogue, recipes=recipes, cases={}, code=code, kept={})
    return run_synthetic(trial, recipes, people, languages)


def join_failures(results: Mapping[str, Mapping[str, Rows | RecipeError]]) -> list[str]:
    """Where a language failed, or gives other rows than T-SQL."""
    said = []
    for name, of_language in results.items():
        first = of_language["sql"]
        for language, rows in of_language.items():
            if isinstance(rows, RecipeError):
                said.append(f"{name} in {language}: {rows}")
            elif isinstance(first, Rows) and (lines := differences(first, rows, [])):
                said += [f"{name} in {language}: {line}" for line in lines]
    return said


def as_recipe(join: Join) -> Recipe:
    """The join as a recipe: its tables with the columns that it reads, and the columns that it gives."""
    inputs = [
        RecipeInput.model_construct(
            table=table, recipe=None, outside=None, columns=[column.name for column in join.columns_of(step)], new_columns=[], example=None, why=""
        )
        for step, table in enumerate(join.path.tables)
    ]
    columns = [
        NewColumn.model_construct(name=one.name, type=_kind(join, one.step, one.column), description="", codes={}, lowest=None, highest=None, missing="")
        for one in join.shown
    ]
    output = RecipeOutput.model_construct(row="", key=[], columns=columns, spells=None)
    return Recipe.model_construct(id=join.name, inputs=inputs, output=output, parameters=[])


def _kind(join: Join, step: int, name: str) -> ColumnKind:
    column = next((one for one in join.columns_of(step) if one.name == name), None)
    return kind_of_type(column.type) if column else "integer"
