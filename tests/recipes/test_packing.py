"""A pack runs from its zip in an empty folder, without this program and without a network, and says so when the code is wrong."""

import io
import re
import subprocess
import sys
import zipfile

import pytest

from build_tools.recipes.packing import check_sql, pack_bytes, with_locals, with_parameters
from build_tools.recipes.tsql import duckdb_statements
from build_tools.recipes.tsql import read as read_sql

from .real import CATALOGUE, RECIPES, need

NO_NETWORK = "import socket\ndef refuse(*a, **k):\n    raise OSError('no network here')\nsocket.socket = refuse\nimport runpy, sys\nsys.path[:] = [p for p in sys.path if p]\nrunpy.run_path('check.py', run_name='__main__')\n"


def unpacked(catalogue, id, folder):
    with zipfile.ZipFile(io.BytesIO(pack_bytes(catalogue, catalogue.recipes[id]))) as archive:
        archive.extractall(folder)
    return folder / id


def check_in(language, folder):
    command = [sys.executable, "-I", "-c", NO_NETWORK] if language == "python" else ["Rscript", "--vanilla", "check.R"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin:/usr/local/bin", "TZ": "UTC"})
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("id", RECIPES)
def test_python_check_of_every_real_pack(id, tmp_path):
    need("python")
    code, said = check_in("python", unpacked(CATALOGUE, id, tmp_path))
    count = len(CATALOGUE.cases[id])
    assert code == 0 and f"{count} of {count} cases are as expected" in said, said


@pytest.mark.parametrize("id", RECIPES)
def test_r_check_of_every_real_pack(id, tmp_path):
    need("r")
    code, said = check_in("r", unpacked(CATALOGUE, id, tmp_path))
    count = len(CATALOGUE.cases[id])
    assert code == 0 and f"{count} of {count} cases are as expected" in said, said


@pytest.mark.parametrize(("language", "name", "old", "new"), [("python", "recipe.py", '"max"', '"min"'), ("r", "recipe.R", "max(Free", "min(Free")])
def test_a_check_sees_wrong_code(read, tmp_path, language, name, old, new):
    need(language)
    folder = unpacked(read(), "ever_meals", tmp_path)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    code, said = check_in(language, folder)
    assert code == 1 and "WRONG once" in said and "5 of 6 cases" in said, said


@pytest.mark.parametrize("id", RECIPES)
def test_sql_check_of_every_real_pack(id):
    """Its batches run on DuckDB: what makes tables as it is, the recipe through the translation."""
    import duckdb

    need("sql")
    recipe = CATALOGUE.recipes[id]
    from build_tools.recipes.engines import sql_schema

    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA work")
    for batch in check_sql(CATALOGUE, recipe).split("\nGO\n"):
        if f"INTO work.{id}" in batch:
            script = read_sql(batch, sql_schema(CATALOGUE, recipe))
            assert not script.refusals
            for statement in duckdb_statements(script):
                connection.execute(statement)
        else:
            plain = re.sub(r"\[([^\]]+)\]", r'"\1"', re.sub(r" float NULL", " DOUBLE NULL", batch)).replace(" bit NULL", " UTINYINT NULL")
            connection.execute(re.sub(r"varchar\(\w+\)|nvarchar\(\w+\)|char\(\d+\)", "VARCHAR", plain))
    verdicts = connection.execute("SELECT case_name, verdict FROM work.check_result").fetchall()
    assert dict(verdicts) == dict.fromkeys(CATALOGUE.cases[id], "ok")


def test_the_same_recipe_gives_the_same_bytes(read):
    catalogue = read()
    assert pack_bytes(catalogue, catalogue.recipes["ever_meals"]) == pack_bytes(read(), read().recipes["ever_meals"])


def test_what_a_pack_holds(read, tmp_path):
    folder = unpacked(read(), "meals_twice", tmp_path)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"README.md", "definition.md", "recipe.sql", "recipe.do", "check.sql", "check.do", "before/ever_meals/recipe.R", "cases/one/expected.csv", "cases/one/ever_meals.csv"} <= names
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert "SYNTHETIC" in text and "ever_meals" in text and "no: there was no Stata" in text
    assert text.count("no: something was changed after the last test") == 3, "nothing says that it was run that was not"


def test_other_parameters_are_written_into_code():
    assert with_parameters("DECLARE @a char(7) = '2003/04';\nSELECT 1", {"a": "2005/06"}) == "DECLARE @a char(7) = '2005/06';\nSELECT 1"
    assert with_parameters("DECLARE @n int = 6;", {"n": 12}) == "DECLARE @n int = 12;"
    assert with_locals('local a "x"\nlocal n = 6\nuse t', {"a": "y", "n": 7}) == 'local a "y"\nlocal n = 7\nuse t'


def test_command(kb, leo_kb, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = leo_kb("recipe", "pack", "ever_meals", "--root", kb, "--no-cache")
    assert code == 0 and out.startswith("wrote ") and (tmp_path / "ever_meals.zip").is_file()
    code, _, said = leo_kb("recipe", "pack", "ever_meals", "--root", kb, "--no-cache")
    assert code == 2 and "is not written over" in said

