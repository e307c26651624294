"""`leo-kb recipe run` on a person's tables: right ones in every language, and wrong ones with table, column and row."""

import duckdb
import pytest

from .real import need

RESULT = "pupil,ever,censuses\nSYN-A,1,2\nSYN-B,,0\n"


@pytest.fixture
def run(kb, data, tmp_path, leo_kb):
    def run_recipe(*arguments, id="ever_meals", out="result.csv"):
        code, printed, said = leo_kb("recipe", "run", id, "--data", data, "--out", tmp_path / out, "--root", kb, "--no-cache", *arguments)
        file = tmp_path / out
        return code, file.read_text(encoding="utf-8") if file.is_file() and file.suffix == ".csv" else "", printed + said

    return run_recipe


@pytest.mark.parametrize("language", ["sql", "python", "r"])
def test_each_language_gives_the_same_file(run, language):
    need(language)
    code, result, said = run("--lang", language)
    assert (code, result) == (0, RESULT), said
    assert "wrote 3 rows" not in said and "wrote 2 rows" in said


@pytest.mark.parametrize("language", ["sql", "python", "r"])
def test_what_it_builds_on_runs_first(run, language):
    need(language)
    code, result, said = run("--lang", language, id="meals_twice")
    assert (code, result) == (0, "pupil,twice\nSYN-A,1\nSYN-B,0\n"), said
    assert "after ever_meals" in said


def test_parameters(run):
    need("sql")
    assert run("--set", "first_year=2005/06")[1] == "pupil,ever,censuses\nSYN-A,0,1\nSYN-B,,0\n"


def test_parquet_and_a_duckdb_file(run, data, tmp_path):
    need("sql")
    with duckdb.connect(str(data / "extract.duckdb")) as connection:
        connection.execute(f"CREATE SCHEMA p; CREATE TABLE p.roll AS SELECT * FROM read_csv('{data / 'roll.csv'}')")
    (data / "roll.csv").unlink()
    code, _, said = run(out="result.parquet")
    assert code == 0, said
    assert duckdb.sql(f"SELECT * FROM '{tmp_path / 'result.parquet'}' ORDER BY pupil").fetchall() == [("SYN-A", 1, 2), ("SYN-B", None, 0)]


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("roll.csv", "FreeMeals", "FreeMeal", "roll.csv: the table `roll` has no column `FreeMeals`; is `FreeMeal` meant"),
        ("roll.csv", "2005/06,0", "2005/06,none", "table `roll`, column `FreeMeals`, row 2: `none` is not a whole number"),
        ("roll.csv", "2005/06,0", "2005/06,0.5", "table `roll`, column `FreeMeals`, row 2: `0.5` is not a whole number"),
        ("roll.csv", "2005/06,0", "2005/06,7", "table `roll`, column `FreeMeals`, row 2: `7` is not a code that the form lists (0, 1)"),
        ("roll.csv", "SYN-B,2005/06,,M\n", "SYN-B,2005/06,,M,x\n", "roll.csv: the table can not be read: line 4 has 5 cells, and the header has 4"),
    ],
)
def test_wrong_tables_are_told(run, data, file, old, new, words):
    need("sql")
    text = (data / file).read_text(encoding="utf-8")
    assert old in text
    (data / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    code, result, said = run()
    assert (code, result) == (1, "") and words in said, said
    assert "Traceback" not in said and "Error" not in said


def test_a_code_that_is_not_listed_can_be_taken(run, data):
    need("sql")
    file = data / "roll.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("2005/06,0", "2005/06,7"), encoding="utf-8")
    assert run()[0] == 1
    assert run("--any-code")[1].splitlines()[1] == "SYN-A,7,2"


def test_an_empty_file_and_a_missing_one(run, data):
    need("sql")
    (data / "holiday.csv").write_text("", encoding="utf-8")
    assert "holiday.csv is empty: it needs a header" in run()[2]
    (data / "holiday.csv").unlink()
    code, _, said = run()
    assert code == 1 and "holds no table `holiday`" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--lang", "sas"), "--lang sas: there is no such choice"),
        (("--set", "firstyear=2004/05"), "did you mean `first_year`?"),
        (("--set", "first_year"), "write NAME=VALUE"),
    ],
)
def test_wrong_options(run, arguments, words):
    code, _, said = run(*arguments)
    assert code == 2 and words in said


def test_nothing_is_written_over(run, tmp_path):
    need("sql")
    (tmp_path / "result.csv").write_text("mine", encoding="utf-8")
    code, result, said = run()
    assert (code, result) == (2, "mine") and "is not written over" in said


def test_nothing_is_written_among_what_people_wrote(run, kb):
    need("sql")
    code, _, said = run(out=kb / "code_snippets" / "result.csv")
    assert code == 2 and "belongs to the knowledge base" in said
    assert not (kb / "code_snippets" / "result.csv").exists()


def test_unknown_recipe(run):
    code, _, said = run(id="ever_meal")
    assert code == 1 and "did you mean `ever_meals`?" in said
