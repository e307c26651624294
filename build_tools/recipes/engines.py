"""The languages in which a recipe is run: T-SQL on DuckDB, Python with pandas, R with dplyr. Each takes tables by name and gives the rows of the result."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_tools.catalogue import Catalogue
from build_tools.logical import logical_table
from build_tools.problems import UserError
from build_tools.recipe_records import ColumnKind, Recipe, RecipeInput
from build_tools.recipes.cells import Rows, normal_rows, read_csv, read_rows
from build_tools.recipes.definition import (
    Columns,
    code_of,
    input_columns,
    kinds,
    needs,
    output_columns,
    path_of,
    table_columns,
)
from build_tools.recipes.r_script import Job, script
from build_tools.sqltext import quoted, text
from build_tools.stack import COLLATION, is_key

if TYPE_CHECKING:
    from build_tools.recipes.tsql import Script

SCHEMA = "work"
"""The schema in which a recipe finds its tables and puts its result."""

FEW = 100
"""DuckDB takes many rows from a file a thousand times faster than one by one."""

Parameters = Mapping[str, str | int | float]


class RecipeError(Exception):
    """The code of a recipe can not be run, or gives what the definition does not allow; the message says what and where."""


class Sql:
    """A DuckDB database in which recipes are run as T-SQL. Tables stand in the schema `work`."""

    def __init__(self, catalogue: Catalogue, database: str = ":memory:", memory: str = "4GB"):
        import duckdb

        self.catalogue = catalogue
        self.connection = duckdb.connect(database)
        self.connection.execute(f"SET memory_limit = {text(memory)}")
        self.connection.execute("SET preserve_insertion_order = false")
        self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")

    def load(self, name: str, columns: Columns, rows: Rows) -> None:
        """Puts a small table in place of the one of this name."""
        names = ", ".join(f"{quoted(column)} {one.type.duckdb}" for column, one in columns.items())
        self.connection.execute(f"CREATE OR REPLACE TABLE {SCHEMA}.{quoted(name)} ({names})")
        if not rows.rows:
            return
        if len(rows.rows) <= FEW:
            marks = ", ".join("?" * len(columns))
            self.connection.executemany(f"INSERT INTO {SCHEMA}.{quoted(name)} VALUES ({marks})", rows.rows)
            return
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "rows.csv"
            file.write_text(rows.csv(), encoding="utf-8")
            self.connection.execute(f"COPY {SCHEMA}.{quoted(name)} FROM {text(str(file))} (FORMAT csv, HEADER true, NULLSTR '')")

    def run(self, recipe: Recipe, parameters: Parameters) -> None:
        """Makes the table `work.<recipe>`. Raises RecipeError where the SQL is outside the subset or fails."""
        import duckdb

        for statement in self.statements(recipe, parameters):
            try:
                self.connection.execute(statement)
            except duckdb.Error as error:
                raise RecipeError(f"{path_of(recipe.id, 'sql')}: {first_line(error)}") from None

    def statements(self, recipe: Recipe, parameters: Parameters) -> list[str]:
        """The SQL of a recipe as DuckDB runs it. Raises RecipeError where it is outside the subset."""
        from build_tools.recipes.tsql import duckdb_statements

        found = read_script(self.catalogue, recipe)
        if found.refusals:
            lines = [f"{path_of(recipe.id, 'sql')}:{one.line}:{one.column}: {one.message}\n    help: {one.help}" for one in found.refusals]
            raise RecipeError("\n".join(lines))
        try:
            return duckdb_statements(found, parameters)
        except ValueError as error:  # a parameter that there is not, or a value that does not fit into its type
            raise RecipeError(f"{path_of(recipe.id, 'sql')}: {error}") from None

    def result_columns(self, recipe: Recipe) -> None:
        """Raises RecipeError where the columns that the last run gave are not those of the definition."""
        found = self.connection.execute(f"SELECT * FROM {SCHEMA}.{quoted(recipe.id)} LIMIT 0")
        check_columns(recipe, "sql", [column[0] for column in found.description or ()])

    def result(self, recipe: Recipe) -> Rows:
        """The rows that the last run gave. Raises RecipeError where its columns are not those of the definition."""
        found = self.connection.execute(f"SELECT * FROM {SCHEMA}.{quoted(recipe.id)}")
        return checked_result(recipe, "sql", [column[0] for column in found.description or ()], found.fetchall())


def sql_schema(catalogue: Catalogue, recipe: Recipe) -> dict[str, dict[str, str]]:
    """The T-SQL type of each column that a recipe may read, with the collation of text that is a key or made from one."""
    return {given.name: _types(catalogue, given) for given in recipe.inputs}


def _types(catalogue: Catalogue, given: RecipeInput) -> dict[str, str]:
    exact = _exact(catalogue, given)
    return {
        name: f"{one.type.tsql} COLLATE {COLLATION}" if one.type.is_text and name.lower() in exact else one.type.tsql
        for name, one in input_columns(catalogue, given).items()
    }


def _exact(catalogue: Catalogue, given: RecipeInput) -> Collection[str]:
    """The columns of an input with the collation of keys, in small letters. Whoever makes a table from outside gives it to all text, to join over it."""
    if given.outside:
        return [column.name.lower() for column in given.new_columns]
    if given.recipe:
        return _made_exact(catalogue, given.recipe)
    if given.table not in catalogue.tables:
        return ()
    table = logical_table(catalogue, given.table)
    return [column.name.lower() for column in table_columns(catalogue, given) if is_key(catalogue, table, column)]


def _made_exact(catalogue: Catalogue, id: str) -> frozenset[str]:
    """The columns with the collation of keys that the SQL of a recipe makes: SELECT INTO keeps it."""

    def read() -> frozenset[str]:
        if id in needs(catalogue, id) or not code_of(catalogue, id, "sql"):
            return frozenset()  # a rule reports it
        return read_script(catalogue, catalogue.recipes[id]).exact

    return catalogue.once(f"exact columns of {id}", read) if id in catalogue.recipes else frozenset()


def code_in(catalogue: Catalogue, recipe: Recipe, language: str) -> str:
    """The code of a recipe in a language. Raises RecipeError where there is none."""
    code = code_of(catalogue, recipe.id, language)
    if code is None:
        raise RecipeError(f"there is no file {path_of(recipe.id, language)}")
    return code


def read_script(catalogue: Catalogue, recipe: Recipe) -> Script:
    """The T-SQL of a recipe, with what is to be refused of it. Raises RecipeError where there is none."""
    from build_tools.recipes import tsql

    return tsql.read(code_in(catalogue, recipe, "sql"), sql_schema(catalogue, recipe))


def check_values(catalogue: Catalogue, recipe: Recipe, parameters: Parameters) -> None:
    """Raises RecipeError where a value does not fit into the type that the T-SQL declares: Python and R would compare with it and find nothing."""
    from build_tools.recipes.tsql import constant

    kinds_of = read_script(catalogue, recipe).kinds
    for name, value in parameters.items():
        try:
            if name.lower() in kinds_of:
                constant(kinds_of[name.lower()], value)
        except ValueError as error:
            raise RecipeError(f"{name}: {error}") from None


def check_columns(recipe: Recipe, language: str, names: list[str]) -> None:
    """Raises RecipeError where the columns of a result are not those of the definition."""
    wanted = [column.name for column in recipe.output.columns]
    if names != wanted:
        raise RecipeError(f"{path_of(recipe.id, language)}: the columns are {', '.join(names)}, and the definition says {', '.join(wanted)}")


def checked_result(recipe: Recipe, language: str, names: list[str], rows: list[Any]) -> Rows:
    """The rows of a result in their normal form. Raises RecipeError where columns or values are not those of the definition."""
    check_columns(recipe, language, names)
    try:
        return normal_rows(kinds(output_columns(recipe)), rows)
    except ValueError as error:
        raise RecipeError(f"{path_of(recipe.id, language)}: {error}") from None


def run_python(catalogue: Catalogue, recipe: Recipe, tables: Mapping[str, Any], parameters: Parameters) -> Any:
    """The data frame that the Python of a recipe gives for data frames by name. Raises RecipeError where it fails."""
    path, code = path_of(recipe.id, "python"), code_in(catalogue, recipe, "python")
    known: dict[str, Any] = {"__name__": recipe.id}
    try:
        exec(compile(code, path, "exec"), known)
        return known[recipe.id](**tables, **parameters)
    except Exception as error:  # whatever the code of a recipe raises
        line = _line_of(error, path)
        raise RecipeError(f"{path}{f':{line}' if line else ''}: {type(error).__name__}: {first_line(error)}") from None


def _line_of(error: BaseException, path: str) -> int | None:
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def first_line(error: BaseException) -> str:
    """The first line of a message."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def frame_of(columns: Columns, rows: Rows) -> Any:
    """A data frame with the nullable types of pandas, as `convert_dtypes()` gives them."""
    import pandas as pd

    frame = pd.DataFrame(rows.rows, columns=list(columns), dtype=object)
    return typed_frame(frame, kinds(columns))


_DTYPES: dict[ColumnKind, str] = {"text": "string", "integer": "Int64", "number": "Float64", "date": "datetime64[us]", "flag": "Int64"}


def typed_frame(frame: Any, column_kinds: Mapping[str, ColumnKind]) -> Any:
    """The frame with the type that each column has in recipes."""
    for name, kind in column_kinds.items():
        frame[name] = frame[name].astype(_DTYPES[kind])
    return frame


def frame_rows(recipe: Recipe, frame: Any) -> Rows:
    """The rows of a data frame that a recipe gave. Raises RecipeError where it is none or has other columns."""
    if not hasattr(frame, "columns"):
        raise RecipeError(f"{path_of(recipe.id, 'python')}: the function gives no data frame")
    plain = frame.astype(object).where(frame.notna(), None)
    return checked_result(recipe, "python", list(frame.columns), list(plain.itertuples(index=False, name=None)))


def run_r(jobs: list[Job]) -> None:
    """Does the jobs in one run of R. Raises RecipeError where R itself can not be run."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "run.R"
        file.write_text(script(jobs), encoding="utf-8")
        done = subprocess.run(
            [r_command(), "--vanilla", str(file)], capture_output=True, text=True, env={**os.environ, "TZ": "UTC"}, check=False
        )
    if done.returncode:
        raise RecipeError(f"R stopped: {done.stderr.strip() or done.stdout.strip()}")


def r_rows(recipe: Recipe, out: Path) -> Rows:
    """The rows that a job wrote. Raises RecipeError with the message of R where it failed."""
    error = Path(f"{out}.error")
    if error.is_file():
        raise RecipeError(f"{path_of(recipe.id, 'r')}: {error.read_text(encoding='utf-8').strip()}")
    content = out.read_text(encoding="utf-8")
    check_columns(recipe, "r", read_csv(content.partition("\n")[0])[0])
    rows, faults = read_rows(content, kinds(output_columns(recipe)))
    if faults:
        raise RecipeError(f"{path_of(recipe.id, 'r')}: {faults[0].message}")
    return rows


def r_command() -> str:
    """The program that runs R scripts. Raises UserError where there is none."""
    found = shutil.which("Rscript")
    if not found:
        raise UserError("there is no R here: install R with dplyr, so that `Rscript` is on the PATH, or choose --lang sql or python")
    return found


def lacking(language: str) -> str:
    """Why a language can not be run here; empty where it can."""
    if language == "r":
        return "" if _r_works() else "there is no R with dplyr here: install both, so that `Rscript` is on the PATH"
    for module in {"sql": ("duckdb", "sqlglot"), "python": ("pandas",)}[language]:
        if find_spec(module) is None:
            return f"{module} is not installed: run `pip install 'leo-knowledge-base[recipes]'`"
    return ""


def _r_works() -> bool:
    program = shutil.which("Rscript")
    if not program:
        return False
    try:
        return subprocess.run([program, "--vanilla", "-e", "library(dplyr)"], capture_output=True, check=False).returncode == 0
    except OSError:  # a file of this name that is no program
        return False
