"""Running a recipe on a person's tables: those that it builds on first, then itself, in the language that was chosen."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from build_tools.catalogue import Catalogue
from build_tools.recipe_records import Recipe
from build_tools.recipes.data import show_inputs
from build_tools.recipes.definition import in_running_order, output_columns
from build_tools.recipes.engines import SCHEMA, Parameters, RecipeError, Sql, check_values
from build_tools.recipes.testing import chain_in_python, chain_in_r
from build_tools.sqltext import quoted, text


def run_recipe(
    catalogue: Catalogue, recipe: Recipe, data: Path, language: str, parameters: Parameters, out: Path, any_code: bool, say: Callable[[str], None]
) -> int:
    """Writes the result of a recipe to the new file `out` and gives the number of its rows.

    Raises UserError for tables that do not fit, with table, column and row, and RecipeError where a parameter does not fit or the code fails.
    """
    check_values(catalogue, recipe, parameters)
    chain = in_running_order(catalogue, [recipe.id])
    with tempfile.TemporaryDirectory() as scratch:
        sql = Sql(catalogue, str(Path(scratch) / "recipes.duckdb"))
        say("checking the tables …")
        show_inputs(sql, catalogue, chain, data, any_code)
        given = {recipe.id: dict(parameters)}
        if language == "sql":
            for number, each in enumerate(chain, 1):
                say(f"[{number}/{len(chain)}] {each.id}")
                sql.run(each, given.get(each.id, {}))
                sql.result_columns(each)
        else:
            found: dict[str, dict[str, Any]] = {each.id: {} for each in chain}
            if language == "python":
                chain_in_python(catalogue, chain, sql, found, given)
            else:
                chain_in_r(catalogue, chain, sql, Path(scratch), found, given)
            for each in chain:
                if isinstance(result := found[each.id][language], RecipeError):
                    raise result
            rows = found[recipe.id][language]
            sql.load(recipe.id, output_columns(recipe), rows)
        return _write(sql, recipe, out)


def _write(sql: Sql, recipe: Recipe, out: Path) -> int:
    """Writes the table of a recipe in the order of its key, whole or not at all."""
    options = "FORMAT parquet" if out.suffix == ".parquet" else "FORMAT csv, HEADER true"
    key = ", ".join(map(quoted, recipe.output.key))
    scratch = out.with_name(f".{out.name}.part")
    try:
        counted = sql.connection.execute(f"COPY (SELECT * FROM {SCHEMA}.{quoted(recipe.id)} ORDER BY {key}) TO {text(str(scratch))} ({options})").fetchone()
        scratch.replace(out)
    finally:
        scratch.unlink(missing_ok=True)
    return int(counted[0]) if counted else 0
