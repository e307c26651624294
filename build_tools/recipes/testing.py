"""Testing recipes: every case in every language, and all languages against each other on a synthetic extract. What passed is recorded beside the code."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from build_tools.cache import write_whole
from build_tools.catalogue import Catalogue
from build_tools.recipe_records import Case, Recipe
from build_tools.recipes.cells import Rows, differences, read_rows
from build_tools.recipes.defaults import default_faults
from build_tools.recipes.definition import (
    RUN,
    code_of,
    fingerprint,
    in_running_order,
    input_columns,
    inputs_of,
    kinds,
    output_columns,
    path_of,
)
from build_tools.recipes.engines import (
    SCHEMA,
    Parameters,
    RecipeError,
    Sql,
    frame_of,
    frame_rows,
    r_rows,
    read_script,
    run_python,
    run_r,
    typed_frame,
)
from build_tools.recipes.r_script import Job, Table
from build_tools.sqltext import quoted, text

Say = Callable[[str], None]
PEOPLE = 2000
"""How many synthetic people the languages are compared on."""

R_INTEGER = "r with integer columns"
"""The second run of each case in R: a database gives whole numbers as integer, and dplyr refuses to mix them with numeric."""


class Failure(NamedTuple):
    """A recipe that did not give what it should: where (a case, or the synthetic extract), in which language, and what was wrong."""

    recipe: str
    where: str
    language: str
    message: str

    def __str__(self) -> str:
        lines = "\n    ".join(self.message.splitlines())
        return f"{self.recipe}, {self.where}, {self.language}:\n    {lines}"


@dataclass(frozen=True)
class Tested:
    """The record of a test: of which definition, code and cases, in which languages, on how many cases, people and rows."""

    fingerprint: str
    languages: tuple[str, ...]
    cases: int
    people: int
    rows: int

    def text(self) -> str:
        """As it stands in `tested.json`."""
        return json.dumps(vars(self), indent=1) + "\n"


def tested(catalogue: Catalogue, recipe_id: str) -> Tested | None:
    """The record of the last test, None where there is none or something was changed since."""
    return catalogue.once(f"record of the test of {recipe_id}", lambda: _tested(catalogue, recipe_id))


def _tested(catalogue: Catalogue, recipe_id: str) -> Tested | None:
    content = catalogue.code.get(f"code_snippets/{recipe_id}/tested.json")
    try:
        values = json.loads(content or "")
        found = Tested(values["fingerprint"], tuple(values["languages"]), values["cases"], values["people"], values["rows"])
    except (ValueError, KeyError, TypeError):
        return None
    return found if found.fingerprint == fingerprint(catalogue, recipe_id) else None


def record(catalogue: Catalogue, recipe: Recipe, people: int, results: Mapping[str, Mapping[str, Rows | RecipeError]]) -> str:
    """Writes the record of a test that was passed in all languages, and gives the path of its file."""
    rows = results.get(recipe.id, {}).get("sql")
    found = Tested(
        fingerprint(catalogue, recipe.id),
        tuple(RUN),
        len(catalogue.cases.get(recipe.id, {})),
        people if isinstance(rows, Rows) else 0,
        len(rows.rows) if isinstance(rows, Rows) else 0,
    )
    path = f"code_snippets/{recipe.id}/tested.json"
    write_whole(catalogue.entry("recipe", recipe.id).root / path, found.text().encode())
    return path


def case_tables(catalogue: Catalogue, recipe: Recipe, case: Case) -> dict[str, Rows]:
    """The rows of each input in a case; an input that is not given is an empty table. Raises RecipeError for rows that do not fit."""
    found = {}
    for given in recipe.inputs:
        columns = kinds(input_columns(catalogue, given))
        rows, faults = read_rows(case.given.get(given.name, ",".join(columns)), columns, some=True)
        if faults:
            raise RecipeError(f"`{given.name}`: {faults[0].message}")
        found[given.name] = rows
    return found


def expected_rows(recipe: Recipe, case: Case) -> Rows:
    """The rows that a case expects. Raises RecipeError for rows that do not fit the definition."""
    rows, faults = read_rows(case.expected, kinds(output_columns(recipe)))
    if faults:
        raise RecipeError(f"`expected`: {faults[0].message}")
    return rows


def run_cases(catalogue: Catalogue, recipes: Iterable[Recipe], languages: Sequence[str] = RUN) -> Iterator[tuple[Recipe, str, str, Rows | RecipeError]]:
    """For each recipe, case and language the rows that came out, or what went wrong. R runs once, and does each case twice: see R_INTEGER."""
    sql = Sql(catalogue) if "sql" in languages else None
    waiting: list[tuple[Recipe, str, str, Path]] = []
    jobs: list[Job] = []
    with tempfile.TemporaryDirectory() as folder:
        for recipe in recipes:
            columns = inputs_of(catalogue, recipe)
            for name, case in catalogue.cases.get(recipe.id, {}).items():
                try:
                    tables = case_tables(catalogue, recipe, case)
                except RecipeError as error:
                    yield recipe, name, "rows", error
                    continue
                if sql:
                    yield recipe, name, "sql", _caught(_in_sql, sql, recipe, columns, tables, case.parameters)
                if "python" in languages:
                    frames = {input: frame_of(columns[input], rows) for input, rows in tables.items()}
                    yield recipe, name, "python", _caught(_in_python, catalogue, recipe, frames, case.parameters)
                for way in ("r", R_INTEGER) if "r" in languages else ():
                    job = _case_job(catalogue, recipe, tables, case.parameters, Path(folder) / way / recipe.id / name)
                    jobs.append(replace(job, name=f"{way}/{job.name}", as_integer=way == R_INTEGER))
                    waiting.append((recipe, name, way, job.out))
        if jobs:
            run_r(jobs)
        for recipe, name, way, out in waiting:
            yield recipe, name, way, _caught(r_rows, recipe, out)


def _in_sql(sql: Sql, recipe: Recipe, columns: Any, tables: dict[str, Rows], parameters: Any) -> Rows:
    for name, rows in tables.items():
        sql.load(name, columns[name], rows)
    sql.run(recipe, parameters)
    return sql.result(recipe)


def _in_python(catalogue: Catalogue, recipe: Recipe, frames: dict[str, Any], parameters: Any) -> Rows:
    return frame_rows(recipe, run_python(catalogue, recipe, frames, parameters))


def _case_job(catalogue: Catalogue, recipe: Recipe, tables: dict[str, Rows], parameters: Parameters, place: Path) -> Job:
    place.mkdir(parents=True)
    files: dict[str, Table] = {}
    for name, rows in tables.items():
        file = place / f"{name}.csv"
        file.write_text(rows.csv(), encoding="utf-8")
        files[name] = (file, rows.kinds)
    return _job(catalogue, f"{recipe.id}/{place.name}", recipe, files, parameters, place)


def _job(catalogue: Catalogue, name: str, recipe: Recipe, tables: dict[str, Table], parameters: Parameters, place: Path) -> Job:
    """A call of the R of a recipe, whose code is put into the folder `place`, where its result will be; without code it fails and says so."""
    code = place / "recipe.R"
    code.write_text(code_of(catalogue, recipe.id, "r") or f"stop('there is no file {path_of(recipe.id, 'r')}')", encoding="utf-8")
    return Job(name, recipe.id, code, tables, dict(parameters), place / "result.csv")


def _caught(make: Callable[..., Rows], *given: Any) -> Rows | RecipeError:
    try:
        return make(*given)
    except RecipeError as error:
        return error


def case_failures(catalogue: Catalogue, recipes: Iterable[Recipe], languages: Sequence[str] = RUN) -> Iterator[Failure]:
    """What cases did not give the expected rows. An error that all cases of a recipe meet is told once."""
    told: set[tuple[str, str, str]] = set()
    for recipe, name, language, found in run_cases(catalogue, recipes, languages):
        if isinstance(found, RecipeError):
            if (recipe.id, language, str(found)) in told:
                continue
            told.add((recipe.id, language, str(found)))
            yield Failure(recipe.id, f"case {name}", language, str(found))
            continue
        try:
            expected = expected_rows(recipe, catalogue.cases[recipe.id][name])
        except RecipeError as error:
            yield Failure(recipe.id, f"case {name}", "expected rows", str(error))
            continue
        if said := differences(expected, found, recipe.output.key):
            yield Failure(recipe.id, f"case {name}", language, "\n".join(said))


def code_failures(catalogue: Catalogue, recipes: Iterable[Recipe], languages: Sequence[str] = RUN) -> Iterator[Failure]:
    """Where code is not as the definition declares: columns that the T-SQL touches, arguments, and the defaults of parameters in each language.

    The T-SQL is read where `languages` has it; the other languages are always read, for none of them need be here for that.
    """
    for recipe in recipes:
        found = {"sql": _sql_faults(catalogue, recipe)} if "sql" in languages else {}
        for language in ("python", "r", "stata"):
            if code := code_of(catalogue, recipe.id, language):  # a rule reports code that is not there
                found[language] = default_faults(recipe, language, code)
        yield from (Failure(recipe.id, "code", language, "\n".join(said)) for language, said in found.items() if said)


def _sql_faults(catalogue: Catalogue, recipe: Recipe) -> list[str]:
    try:
        found = read_script(catalogue, recipe)
    except RecipeError as error:
        return [str(error)]
    if found.refusals:
        return []  # every case fails with these words
    said = []
    if found.made != recipe.id:
        said.append(f"the script must end with the table work.{recipe.id}, and ends with work.{found.made}")
    for given in recipe.inputs:
        declared, touched = set(input_columns(catalogue, given)), found.touched.get(given.name.lower(), frozenset())
        said += [f"{given.name}.{name} is declared and never touched: delete it from `inputs`" for name in sorted(declared - touched)]
    for parameter in recipe.parameters:
        if parameter.name not in found.parameters:
            said.append(f"@{parameter.name} is not declared at the top")
        elif found.parameters[parameter.name][1].strip("'") != str(parameter.default):
            said.append(f"@{parameter.name} is {found.parameters[parameter.name][1]} in the script, and its default is {parameter.default}")
    said += [f"@{name} is not among the parameters of the definition" for name in found.parameters if name not in {one.name for one in recipe.parameters}]
    return said


def draw_tables(catalogue: Catalogue, recipes: Iterable[Recipe], people: int, folder: Path, seed: int = 1) -> dict[str, Path]:
    """Synthetic logical tables for all inputs of these recipes, with the columns that one of them reads: a Parquet file each below `folder`, by id."""
    wanted: dict[str, set[str]] = {}
    for recipe in recipes:
        for given in recipe.inputs:
            if given.table:
                wanted.setdefault(given.table, set()).update(given.columns)
    return draw_columns(catalogue, wanted, people, folder, seed)


def draw_columns(catalogue: Catalogue, wanted: Mapping[str, Collection[str]], people: int, folder: Path, seed: int = 1) -> dict[str, Path]:
    """Synthetic logical tables with the columns that are wanted of each: a Parquet file each below `folder`, by id."""
    from build_tools.synthetic.extract import Order, plan
    from build_tools.synthetic.formats import drop_skeleton, write_data

    order = Order(people, tuple(id for id in catalogue.tables if id in wanted), seed=seed, layout="logical")
    folder.mkdir(parents=True, exist_ok=True)
    made = write_data(plan(catalogue, order).narrowed(wanted), folder, "parquet", lambda _: None)
    drop_skeleton(folder)
    return {one.view.name: folder / one.path for one in made}


def use_tables(sql: Sql, catalogue: Catalogue, recipes: Iterable[Recipe], files: dict[str, Path]) -> None:
    """Shows the Parquet files as tables of the schema `work`, and the made-up rows of tables from outside."""
    for name, file in files.items():
        sql.connection.execute(f"CREATE OR REPLACE VIEW {SCHEMA}.{quoted(name)} AS SELECT * FROM {text(str(file))}")
    for recipe in recipes:
        for given in recipe.inputs:
            if given.outside:
                columns = input_columns(catalogue, given)
                sql.load(given.name, columns, outside_rows(catalogue, recipe, given.name))


def outside_rows(catalogue: Catalogue, recipe: Recipe, name: str) -> Rows:
    """The made-up rows of a table from outside."""
    given = next(one for one in recipe.inputs if one.outside == name)
    columns = kinds(input_columns(catalogue, given))
    rows, faults = read_rows(given.example or ",".join(columns), columns)
    if faults:
        raise RecipeError(f"`example` of {name}: {faults[0].message}")
    return rows


def run_synthetic(catalogue: Catalogue, ids: Iterable[str], people: int = PEOPLE, languages: Sequence[str] = RUN, say: Say = lambda _: None) -> dict[str, dict[str, Rows | RecipeError]]:
    """For each of these recipes, after those that they build on, the rows of each language on one synthetic extract."""
    chain = in_running_order(catalogue, ids)
    found: dict[str, dict[str, Rows | RecipeError]] = {recipe.id: {} for recipe in chain}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        say(f"making {people:,} synthetic people …")
        sql = Sql(catalogue)
        use_tables(sql, catalogue, chain, draw_tables(catalogue, chain, people, folder / "extract"))
        for recipe in chain:
            found[recipe.id]["sql"] = _caught(_table_result, sql, recipe)
        if "python" in languages:
            say("running Python …")
            chain_in_python(catalogue, chain, sql, found, {})
        if "r" in languages:
            say("running R …")
            chain_in_r(catalogue, chain, sql, folder, found, {})
    return found


def _table_result(sql: Sql, recipe: Recipe) -> Rows:
    sql.run(recipe, {})
    return sql.result(recipe)


def _select(name: str, columns: Iterable[str]) -> str:
    return f"SELECT {', '.join(map(quoted, columns))} FROM {SCHEMA}.{quoted(name)}"


def chain_in_python(
    catalogue: Catalogue, chain: list[Recipe], sql: Sql, found: dict[str, dict[str, Rows | RecipeError]], parameters: Mapping[str, Parameters]
) -> None:
    """Runs recipes in their order on the tables of the database `sql`, and puts the rows of each, or what went wrong, into `found`."""
    made: dict[str, Any] = {}
    for recipe in chain:
        tables = {}
        for given in recipe.inputs:
            columns = input_columns(catalogue, given)
            if given.recipe:
                if given.recipe in made:
                    tables[given.name] = made[given.recipe][list(columns)].copy()
            else:
                tables[given.name] = typed_frame(sql.connection.execute(_select(given.name, columns)).df(), kinds(columns))
        try:
            made[recipe.id] = run_python(catalogue, recipe, tables, parameters.get(recipe.id, {}))
            found[recipe.id]["python"] = frame_rows(recipe, made[recipe.id])
        except RecipeError as error:
            found[recipe.id]["python"] = error


def chain_in_r(
    catalogue: Catalogue, chain: list[Recipe], sql: Sql, folder: Path, found: dict[str, dict[str, Rows | RecipeError]], parameters: Mapping[str, Parameters]
) -> None:
    """As `chain_in_python`, in one run of R; `folder` is for its files."""
    jobs = []
    for recipe in chain:
        place = folder / "r" / recipe.id
        place.mkdir(parents=True)
        tables: dict[str, Table] = {}
        for given in recipe.inputs:
            columns = input_columns(catalogue, given)
            if given.recipe:
                tables[given.name] = given.recipe
                continue
            file = place / f"{given.name}.csv"
            sql.connection.execute(f"COPY ({_select(given.name, columns)}) TO {text(str(file))} (FORMAT csv, HEADER true)")
            tables[given.name] = (file, kinds(columns))
        jobs.append(_job(catalogue, recipe.id, recipe, tables, parameters.get(recipe.id, {}), place))
    run_r(jobs)
    for recipe, job in zip(chain, jobs, strict=True):
        found[recipe.id]["r"] = _caught(r_rows, recipe, job.out)


def synthetic_failures(results: dict[str, dict[str, Rows | RecipeError]], catalogue: Catalogue) -> Iterator[Failure]:
    """Where languages differ on a synthetic extract, where one failed, or where a result breaks its own definition."""
    for id, of_language in results.items():
        recipe = catalogue.recipes[id]
        first = of_language["sql"]
        for language, rows in of_language.items():
            if isinstance(rows, RecipeError):
                yield Failure(id, "synthetic people", language, str(rows))
            elif language == "sql":
                if said := broken_promises(recipe, rows):
                    yield Failure(id, "synthetic people", language, "\n".join(said))
            elif isinstance(first, Rows) and (said := differences(first, rows, recipe.output.key)):
                yield Failure(id, "synthetic people", language, "\n".join(["not what SQL gives:", *said]))


def broken_promises(recipe: Recipe, rows: Rows) -> list[str]:
    """What a result says against its definition: a key twice, a value that is not allowed, a missing one where none may be, spells that overlap."""
    names = list(rows.kinds)
    said = []
    keys = [tuple(row[names.index(name)] for name in recipe.output.key) for row in rows.rows]
    if len(set(keys)) != len(keys):
        twice = next(key for key, count in Counter(keys).items() if count > 1)
        said.append(f"the key {', '.join(recipe.output.key)} is not unique: {twice}")
    for column in recipe.output.columns:
        values = {row[names.index(column.name)] for row in rows.rows}
        if column.missing is None and None in values:
            said.append(f"{column.name} is missing in some rows, and the definition says that it never is")
        values.discard(None)
        if column.codes and (others := {value for value in values if str(value) not in column.codes}):
            said.append(f"{column.name} has values that the definition does not list: {sorted(map(str, others))[:3]}")
        numbers = [value for value in values if isinstance(value, int | float)]
        if column.lowest is not None and any(value < column.lowest for value in numbers):
            said.append(f"{column.name} goes below {column.lowest:g}")
        if column.highest is not None and any(value > column.highest for value in numbers):
            said.append(f"{column.name} goes above {column.highest:g}")
    if recipe.output.spells:
        said += _overlaps(recipe, rows)
    return said


def _overlaps(recipe: Recipe, rows: Rows) -> list[str]:
    spells = recipe.output.spells
    assert spells is not None
    names = list(rows.kinds)
    start, end = names.index(spells.start), names.index(spells.end)
    of: dict[tuple[Any, ...], list[tuple[Any, Any]]] = {}
    for row in rows.rows:
        of.setdefault(tuple(row[names.index(name)] for name in spells.of), []).append((row[start], row[end]))
    for who, spans in of.items():
        spans.sort()
        for (_, before), (after, _) in pairwise(spans):
            if before is None or after <= before:
                return [f"spells of {who} overlap: one ends on {before}, the next begins on {after}"]
    return []
