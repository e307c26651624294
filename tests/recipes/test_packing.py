"""A pack runs from its zip in an empty folder, without this program and without a network, and says so when the code is wrong."""

import csv
import io
import re
import subprocess
import sys
import zipfile

import pandas as pd
import pytest

from build_tools.problems import UserError
from build_tools.recipes.definition import code_of, output_columns
from build_tools.recipes.packing import (
    CHECK,
    check_do,
    check_sql,
    in_check_schema,
    pack_bytes,
    with_locals,
    with_parameters,
)
from build_tools.recipes.testing import case_tables, expected_rows
from build_tools.recipes.tsql import duckdb_statements
from build_tools.recipes.tsql import read as read_sql
from build_tools.stack import COLLATION

from .real import CATALOGUE, RECIPES, THEMES, need
from .stata import run_do

NO_NETWORK = """import socket
def refuse(*a, **k):
    raise OSError('no network here')
socket.socket = refuse
import os, runpy, sys
sys.path[:] = [p for p in sys.path if p]
"""
PYTHON = NO_NETWORK + "runpy.run_path('check.py', run_name='__main__')\n"
PYTHON_OF_MANY = NO_NETWORK + """
known, paths = set(sys.modules), list(sys.path)
for folder in sys.argv[1:]:
    os.chdir(folder)
    try:
        runpy.run_path(os.path.join(folder, 'check.py'), run_name='__main__')
        code = 'no code'
    except SystemExit as end:
        code = end.code
    print('==', os.path.basename(folder), code)
    sys.path[:] = paths
    for name in [name for name, module in sys.modules.items() if str(getattr(module, '__file__', '')).startswith(os.path.dirname(folder))]:
        del sys.modules[name]  # each pack has its own typed.py
"""
R_OF_MANY = """
local({
  usual <- options()
  for (folder in commandArgs(TRUE)) {
    setwd(folder)
    own <- new.env(parent = globalenv())
    own$commandArgs <- function(...) character(0)
    own$quit <- function(status) cat("==", basename(folder), status, "\\n")
    tryCatch(sys.source("check.R", own), error = function(e) cat(conditionMessage(e), "\\n==", basename(folder), "stopped\\n"))
    rm(list = ls(globalenv(), all.names = TRUE), envir = globalenv())  # so that no pack lives on the functions of another
    options(usual)
  }
})
"""


def unpacked(catalogue, id, folder):
    with zipfile.ZipFile(io.BytesIO(pack_bytes(catalogue, catalogue.recipes[id]))) as archive:
        archive.extractall(folder)
    return folder / id


ENVIRONMENT = {"PATH": "/usr/bin:/bin:/usr/local/bin", "TZ": "UTC"}


def check_in(language, folder):
    """Exit code and words of the check of one pack, in a process of its own, as its reader runs it."""
    command = [sys.executable, "-I", "-c", PYTHON] if language == "python" else ["Rscript", "--vanilla", "check.R"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=ENVIRONMENT)
    return done.returncode, done.stdout + done.stderr


def check_many(language, folders):
    """{id: (exit code, words)} of the checks of many packs in one process, which spares the start of R or pandas; each begins as if it were alone."""
    if language == "python":
        command = [sys.executable, "-I", "-c", PYTHON_OF_MANY]
    else:
        script = folders[0].parent / "many.R"
        script.write_text(R_OF_MANY, encoding="utf-8")
        command = ["Rscript", "--vanilla", str(script)]
    done = subprocess.run([*command, *map(str, folders)], capture_output=True, text=True, env=ENVIRONMENT)
    found, before = {}, ""
    for line in done.stdout.splitlines():
        if line.startswith("== "):
            _, id, code = line.split()
            found[id], before = (code, before), ""
        else:
            before += line + "\n"
    return found, before + done.stderr


@pytest.mark.parametrize("language", ["python", "r"])
@pytest.mark.parametrize("theme", THEMES)
def test_checks_of_all_real_packs(theme, language, tmp_path):
    need(language)
    ids = [id for id in RECIPES if CATALOGUE.recipes[id].theme == theme]
    found, said = check_many(language, [unpacked(CATALOGUE, id, tmp_path) for id in ids])
    assert list(found) == ids, said
    for id, (code, words) in found.items():
        count = len(CATALOGUE.cases[id])
        assert code == "0" and f"{count} of {count} cases are as expected" in words, f"{id}\n{words}"


@pytest.mark.parametrize("language", ["python", "r"])
def test_many_checks_in_one_process_are_as_each_alone(read, tmp_path, language):
    """The second pack lacks what the first has, and still fails."""
    need(language)
    folders = [unpacked(read(), id, tmp_path) for id in ("ever_meals", "meals_twice")]
    name = "recipe.py" if language == "python" else "recipe.R"
    (folders[1] / name).write_text((folders[0] / name).read_text(encoding="utf-8").replace("ever_meals", "other"), encoding="utf-8")
    (folders[1] / "recipe.csv").write_text("recipe\never_meals\n", encoding="utf-8")
    found, _ = check_many(language, folders[:1] * 2)
    assert [code for code, _ in found.values()] == ["0"]
    found, said = check_many(language, folders)
    assert found["ever_meals"][0] == "0" and found.get("meals_twice", ("stopped",))[0] != "0", said


@pytest.mark.parametrize(("language", "name", "old", "new"), [("python", "recipe.py", '"max"', '"min"'), ("r", "recipe.R", "max(Free", "min(Free")])
def test_a_check_sees_wrong_code(read, tmp_path, language, name, old, new):
    need(language)
    folder = unpacked(read(), "ever_meals", tmp_path)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    code, said = check_in(language, folder)
    assert code == 1 and "WRONG once" in said and "5 of 6 cases" in said, said


GUARD = re.compile(r"SCHEMA_ID|SET NOEXEC")


def verdicts_of(catalogue, id, stops=""):
    """What check.sql shows, run on DuckDB: what makes tables as it is, the recipe through the translation. In case `stops` the recipe is left out, as if it had failed."""
    import duckdb

    from build_tools.recipes.engines import sql_schema

    connection, verdicts, made = duckdb.connect(), None, 0
    connection.execute("CREATE SCHEMA work")
    names = list(catalogue.cases[id])
    for batch in check_sql(catalogue, catalogue.recipes[id]).replace(CHECK, "work").split("\nGO\n"):
        if f"INTO work.{id}" in batch:
            made += 1
            script = read_sql(batch, sql_schema(catalogue, catalogue.recipes[id]))
            assert not script.refusals
            for statement in duckdb_statements(script) if names[made - 1] != stops else ():
                connection.execute(statement)
        elif not GUARD.search(batch) and (made == 0 or names[made - 1] != stops or not batch.startswith("UPDATE")):
            plain = re.sub(r"\[([^\]]+)\]", r'"\1"', batch.replace(f" COLLATE {COLLATION}", ""))
            plain = plain.replace(" float NULL", " DOUBLE NULL").replace(" bit NULL", " UTINYINT NULL")
            done = connection.execute(re.sub(r"n?varchar\(\w+\)|char\(\d+\)", "VARCHAR", plain))
            verdicts = done.fetchall() if batch.startswith("SELECT case_name") else verdicts
    assert connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall() == [], "it leaves tables"
    return dict(verdicts)


@pytest.mark.parametrize("id", RECIPES)
def test_sql_check_of_every_real_pack(id):
    need("sql")
    assert verdicts_of(CATALOGUE, id) == dict.fromkeys(CATALOGUE.cases[id], "ok")


SQL = "code_snippets/ever_meals/recipe.sql"


def test_the_sql_check_sees_wrong_code(read, edit):
    need("sql")
    edit(SQL, "MAX(r.FreeMeals)", "MIN(r.FreeMeals)")
    assert [name for name, verdict in verdicts_of(read(), "ever_meals").items() if verdict == "WRONG"] == ["once"]


def test_the_sql_check_sees_rows_that_are_there_twice(read, edit):
    need("sql")
    edit(SQL, "LEFT JOIN work.holiday", "JOIN (SELECT 1 AS n UNION ALL SELECT 2 AS n) AS twice ON twice.n > 0\nLEFT JOIN work.holiday")
    edit(SQL, "GROUP BY r.PupilRef;", "GROUP BY r.PupilRef, twice.n;")
    found = verdicts_of(read(), "ever_meals")
    assert found.pop("empty") == "ok" and set(found.values()) == {"WRONG"}


def test_the_sql_check_says_when_a_case_did_not_run(read):
    need("sql")
    found = verdicts_of(read(), "ever_meals", stops="never")
    assert found.pop("never") == "WRONG: did not run" and set(found.values()) == {"ok"}


@pytest.mark.parametrize("id", RECIPES)
def test_the_sql_check_touches_no_table_of_the_project(id):
    """In the schema `work` a project has its real tables, under the names that the recipe reads."""
    sql = check_sql(CATALOGUE, CATALOGUE.recipes[id])
    assert not re.search(r"(?i)(?<!\w)\[?work\]?\s*\.", sql)
    places = set(re.findall(r"(?i)(?:DROP TABLE IF EXISTS|CREATE TABLE|UPDATE|INSERT INTO|\bINTO) +(\S+?)\.", sql))
    assert places <= {CHECK} | {part for part in places if part.startswith("#")}
    first, guard, *_ = sql.split("\nGO\n")
    made = set(re.findall(rf"(?:CREATE TABLE|INTO) {CHECK}\.(\w+)", sql))
    assert "DROP TABLE" not in first + guard and made == set(re.findall(r"N'(\w+)'", guard.partition(" IN ")[2]))


def test_the_schema_of_checks_takes_the_place_of_work_only():
    code = "SELECT w.work, [work].[a], WORK . b FROM work.a AS w, #work, other.work -- work.a"
    assert in_check_schema(code) == "SELECT w.work, work_check.[a], work_check . b FROM work_check.a AS w, #work, other.work -- work_check.a"


def test_the_sql_check_makes_tables_as_they_are_stacked(read):
    sql = check_sql(read(), read().recipes["ever_meals"])
    assert f"[PupilRef] varchar(20) COLLATE {COLLATION} NULL" in sql and f"[academic_year] varchar(255) COLLATE {COLLATION} NULL" in sql
    assert f"[pupil] COLLATE {COLLATION} AS [pupil]" in sql, "a comparison of two collations would stop"


def as_imported(rows):
    """A table as `import delimited` reads its file with stringcols(_all)."""
    lines = [line or [""] for line in csv.reader(io.StringIO(rows.csv()))]
    return pd.DataFrame(lines[1:], columns=[name[:32] for name in lines[0]], dtype=object)


def cases_in_stata(catalogue, id):
    """{case: whether `cf` would find no difference}, by check.do in our interpreter: without its files and folders, which are given as tables."""
    recipe, found = catalogue.recipes[id], {}
    for name, part in zip(catalogue.cases[id], re.split(r"\ncd ", check_do(catalogue, recipe))[1:-1], strict=True):
        case = catalogue.cases[id][name]
        given = {**case_tables(catalogue, recipe, case), "expected": expected_rows(recipe, case)}
        raw = {f"{table}_csv": as_imported(rows) for table, rows in given.items()}
        code = with_locals(code_of(catalogue, id, "stata"), case.parameters)
        lines = part.splitlines()[1:]
        start = next(number for number, line in enumerate(lines) if line.startswith("local rows"))
        text = "\n".join([*lines[:start], 'save "found.dta", replace'])
        text = re.sub(r'import delimited using "(\w+)\.csv", .*', r'use "\1_csv.dta", clear', text)
        text = re.sub(r'do "[^"]+"', lambda _, code=code: code, text)
        assert any(line.strip() == f'capture noisily cf {" ".join(output_columns(recipe))} using "expected.dta"' for line in lines[start:])
        saved = run_do(text, raw)
        columns = list(output_columns(recipe))
        found[name] = saved["found"][columns].equals(saved["expected"][columns])
    return found


@pytest.mark.parametrize("id", RECIPES)
def test_stata_check_of_every_real_pack(id):
    """All but `import delimited`, `cf` and the folders, which our interpreter does not know."""
    need("python")
    assert cases_in_stata(CATALOGUE, id) == dict.fromkeys(CATALOGUE.cases[id], True)


def test_the_stata_check_sees_wrong_code(read, edit):
    need("python")
    assert set(cases_in_stata(read(), "ever_meals").values()) == {True}
    edit("code_snippets/ever_meals/recipe.do", "max(FreeMeals)", "min(FreeMeals)")
    assert [name for name, right in cases_in_stata(read(), "ever_meals").items() if not right] == ["once"]


def test_the_stata_check_rounds_numbers(read, edit):
    edit("variables/recipes/characteristics/ever_meals.yaml", "{name: censuses, type: integer", "{name: censuses, type: number")
    said = check_do(read(), read().recipes["ever_meals"])
    assert said.count("generate double number_ = round(censuses, 0.000001)") == 2 * len(read().cases["ever_meals"])


def test_the_r_check_gives_whole_numbers_as_a_database_does(read, edit, tmp_path):
    need("r")
    edit("code_snippets/ever_meals/recipe.R", "  roll %>%\n", "  roll %>%\n    mutate(FreeMeals = if_else(FreeMeals >= 0, FreeMeals, NA_real_)) %>%\n")
    code, said = check_in("r", unpacked(read(), "ever_meals", tmp_path))
    assert code == 1 and "if_else()" in said, said


def test_the_same_recipe_gives_the_same_bytes(read):
    catalogue = read()
    assert pack_bytes(catalogue, catalogue.recipes["ever_meals"]) == pack_bytes(read(), read().recipes["ever_meals"])


def test_what_a_pack_holds(read, tmp_path):
    folder = unpacked(read(), "meals_twice", tmp_path)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"README.md", "definition.md", "recipe.sql", "recipe.do", "typed.py", "check.sql", "check.do", "before/ever_meals/recipe.R", "cases/one/expected.csv", "cases/one/ever_meals.csv"} <= names
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert "SYNTHETIC" in text and "ever_meals" in text and "no: there was no Stata" in text
    assert text.count("no: something was changed after the last test") == 3, "nothing says that it was run that was not"


def test_other_parameters_are_written_into_code():
    assert with_parameters("DECLARE @a char(7) = '2003/04';\nSELECT 1", {"a": "2005/06"}) == "DECLARE @a char(7) = '2005/06';\nSELECT 1"
    assert with_parameters("DECLARE @n int = 6;", {"n": 12}) == "DECLARE @n int = 12;"
    assert with_locals('local a "x"\nlocal n = 6\nuse t', {"a": "y", "n": 7}) == 'local a "y"\nlocal n = 7\nuse t'


@pytest.mark.parametrize(
    ("put", "code"),
    [
        (with_parameters, "DECLARE @a int = 6, @b int = 7;"),
        (with_parameters, "DECLARE @a\n    AS int\n    = (6);"),
        (with_parameters, "DECLARE @b int = 6;"),
        (with_parameters, "DECLARE @a int = 6;\nDECLARE @a int = 6;"),
        (with_locals, "local b = 6"),
        (with_locals, "local  a 6"),
        (with_locals, "if 1 {\n    local a 6\n}"),
        (with_locals, "local a = `b' + 1"),
        (with_locals, "local a 6\nlocal a 7"),
    ],
)
def test_a_parameter_that_can_not_be_put_into_code_is_told(put, code):
    with pytest.raises(UserError) as refused:
        put(code, {"a": 7})
    assert "write it as `" in str(refused.value)


def test_values_with_quotes_and_signs():
    assert with_parameters("DECLARE @a nvarchar(9) = N'it''s';\n", {"a": "o'clock"}) == "DECLARE @a nvarchar(9) = 'o''clock';\n"
    assert with_parameters("DECLARE @a decimal(9, 2) = -1.5 ;", {"a": -0.5}) == "DECLARE @a decimal(9, 2) = -0.5;"
    assert with_locals("local a = -1.5\n", {"a": 2}) == "local a = 2\n"


def test_command(kb, leo_kb, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = leo_kb("recipe", "pack", "ever_meals", "--root", kb, "--no-cache")
    assert code == 0 and out.startswith("wrote ") and (tmp_path / "ever_meals.zip").is_file()
    code, _, said = leo_kb("recipe", "pack", "ever_meals", "--root", kb, "--no-cache")
    assert code == 2 and "is not written over" in said


def test_a_pack_needs_what_reads_sql(kb, leo_kb, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("build_tools.recipes.engines.lacking", lambda language: "sqlglot is not installed")
    code, _, said = leo_kb("recipe", "pack", "ever_meals", "--root", kb, "--no-cache")
    assert code == 1 and "sqlglot is not installed" in said and not list(tmp_path.glob("*.zip"))
