"""The SQL that Microsoft's parser judges. To have more of it judged, add a function to SOURCES and run `make oracle`.

What is recorded is made from the small made-up knowledge base, so that an edit of the real definitions changes no hash.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import get_args

from build_tools.catalogue import Catalogue, checked_catalogue
from build_tools.first_look import first_look
from build_tools.joins.tested import linked
from build_tools.logical import LogicalTable, logical_tables
from build_tools.problems import UserError
from build_tools.recipes.constructs import PROVED
from build_tools.recipes.packing import check_sql
from build_tools.records import YearForm
from build_tools.stack import MOST_COLUMNS, StackOrder, stack_sql
from build_tools.synthetic.documents import create_tables
from build_tools.synthetic.extract import LAYOUTS, Order, plan
from build_tools.synthetic.formats import Made, folder_of

HERE = Path(__file__).resolve().parent
SMALL = HERE.parent / "small"
MORE = HERE / "more"
"""Laid over the small knowledge base: what the SQL depends on and the small one has not."""

WRONG = {
    "comma missing between columns": "SELECT a b c FROM t",
    "comma before FROM": "SELECT a, FROM t",
    "comma missing in CREATE TABLE": "CREATE TABLE t (a int b int)",
    "NULL misspelt": "CREATE TABLE t (a int NUL)",
    "length of a type without brackets": "CREATE TABLE t (a varchar 10)",
    "bracket not closed": "SELECT COUNT(a FROM t",
    "FROM twice": "SELECT a FROM t FROM u",
    "LIMIT of other dialects": "SELECT a FROM t ORDER BY a LIMIT 5",
    "TOP without its number": "SELECT TOP WITH TIES a FROM t ORDER BY a",
    "condition where a value belongs": "SELECT a = 1 AND b = 2 FROM t",
    "value where a condition belongs": "SELECT CASE WHEN a THEN 1 END FROM t",
    "CREATE OR REPLACE TABLE": "CREATE OR REPLACE TABLE t (a int)",
    "CREATE SCHEMA behind another word": "IF SCHEMA_ID(N'work') IS NULL CREATE SCHEMA work",
    "quotes of MySQL": "SELECT `a` FROM t",
    "string not closed": "SELECT 'abc FROM t",
    "name in brackets not closed": "SELECT [abc FROM t",
    "comment not closed": "SELECT a /* FROM t",
}
"""Planted: each is wrong by its grammar, so the parser must reject it. If it does not, it judges nothing."""

_STAMP = re.compile(r"^-- Made by leo-kb \S+ from catalogue \w+\.", re.MULTILINE)
_EXEC = re.compile(r"\bEXEC \(((?:N?'(?:[^']|'')*'|@\w+|[ +])+)\)")
_PIECE = re.compile(r"N?'((?:[^']|'')*)'|@(\w+)")


def statements() -> Iterator[tuple[str, str]]:
    """Name and text of all SQL under test, each text once: what the tools write, and what people wrote for recipes."""
    yield from texts(made_up_catalogue())
    yield from recipe_scripts()
    yield from join_scripts()


def recipe_scripts() -> Iterator[tuple[str, str]]:
    """The T-SQL of every recipe as it is published, the examples of the proved constructs, and the check in a pack, batch by batch."""
    for path in sorted((HERE.parents[1] / "code_snippets").glob("*/recipe.sql")):
        yield f"recipe/{path.parent.name}", path.read_text(encoding="utf-8")
    for proved in PROVED:
        yield f"proved/{proved.group}/{proved.title}".replace(" ", "-"), proved.sql
    with tempfile.TemporaryDirectory() as root:
        for folder in (SMALL, HERE.parent / "small_recipes"):
            shutil.copytree(folder, root, dirs_exist_ok=True)
        catalogue = checked_catalogue(Path(root))
        for recipe in catalogue.recipes.values():
            for number, batch in enumerate(check_sql(catalogue, recipe).split("\nGO\n"), 1):
                yield f"pack/{recipe.id}/{number}", batch


def join_scripts() -> Iterator[tuple[str, str]]:
    """The T-SQL of every linkage between two tables, and the query that checks it."""
    for id, join in linked(checked_catalogue(HERE.parents[1])).items():
        yield f"join/{id}", join.sql()
        yield f"join/{id}/check", join.check("sql")


def texts(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Name and text of the SQL that all sources make from a catalogue, and of the SQL inside its strings, each text once."""
    seen: set[str] = set()
    for source in SOURCES:
        for name, sql in source(catalogue):
            inside = ((f"{name}/exec-{number}", text) for number, text in enumerate(executed(sql), 1))
            for label, text in ((name, without_stamp(sql)), *inside):
                if digest_of(text) not in seen:
                    seen.add(digest_of(text))
                    yield label, text


def made_up_catalogue() -> Catalogue:
    """The small knowledge base with what is laid over it."""
    with tempfile.TemporaryDirectory() as root:
        for folder in (SMALL / "variables", MORE):
            shutil.copytree(folder, Path(root) / "variables", dirs_exist_ok=True)
        return checked_catalogue(Path(root))


def stack_scripts(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """What `leo-kb stack` writes: whole tables, some years, main records only, chosen columns, and every way to write a year."""
    for id, table in logical_tables(catalogue).items():
        for kind, order in _orders(table):
            yield f"stack/{id}/{kind}", stack_sql(catalogue, order)
        for kind, order in _orders_that_may_not_apply(table):
            # no record status here, or no year of a row; the recorded names show what is left
            with suppress(UserError):
                yield f"stack/{id}/{kind}", stack_sql(catalogue, order)


def _orders(table: LogicalTable) -> Iterator[tuple[str, StackOrder]]:
    if len(table.columns) <= MOST_COLUMNS:
        yield "plain", StackOrder(table)
    else:
        yield from ((f"year-{year}", StackOrder(table, years=frozenset((year,)))) for year in table.years)
    own = [column.name for column in table.columns if not column.added]
    yield "columns", StackOrder(table, columns=tuple(dict.fromkeys((own[0], own[-1]))))


def _orders_that_may_not_apply(table: LogicalTable) -> Iterator[tuple[str, StackOrder]]:
    some = frozenset(table.years[-2:])
    yield "main-records", StackOrder(table, main_records=True)
    yield "years", StackOrder(table, years=some)
    yield "years-main-records", StackOrder(table, years=some, main_records=True)
    if table.year_variable:
        for form in get_args(YearForm):
            yield f"written-{form}", StackOrder(_written(table, form), years=some)


def _written(table: LogicalTable, form: YearForm) -> LogicalTable:
    """The table, as if its year column wrote years so."""
    years = table.table.years.model_copy(update={"written": form})
    return replace(table, table=table.table.model_copy(update={"years": years}))


def extract_scripts(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The `create_tables.sql` of `leo-kb synth --format sql` with all tables, in both layouts."""
    for layout in LAYOUTS:
        # cohorts are named because the small knowledge base says nothing of ages; the SQL does not depend on them
        order = Order(people=10, tables=tuple(catalogue.tables), born=(1990, 1999), layout=layout)
        extract = plan(catalogue, order)
        made = [Made(view, f"{folder_of(view)}/{view.name}.txt", 0) for view in extract.views]
        yield f"extract/{layout}", create_tables(extract, made)


def look_scripts(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The first look at each variable."""
    for id, variable in catalogue.variables.items():
        yield f"look/{id}", first_look(catalogue, variable).codes["sql"]


SOURCES: tuple[Callable[[Catalogue], Iterable[tuple[str, str]]], ...] = (stack_scripts, extract_scripts, look_scripts)
"""Each makes all SQL of one kind from a catalogue, as pairs of a short name and the text."""


def without_stamp(sql: str) -> str:
    """The text with the line that names version and catalogue made the same for all of them."""
    return _STAMP.sub("-- Made by leo-kb VERSION from catalogue DIGEST.", sql)


def executed(sql: str) -> Iterator[str]:
    """The SQL inside `EXEC (N'…' + @name + N'…')`, which a parser takes for mere strings. A variable stands there as its name."""
    for found in _EXEC.finditer(sql):
        yield "".join(variable or string.replace("''", "'") for string, variable in _PIECE.findall(found[1]))


def digest_of(sql: str) -> str:
    """Under this a verdict is recorded."""
    return hashlib.sha256(sql.encode()).hexdigest()[:16]
