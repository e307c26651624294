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
        (("--set", "first_year=2005"), "`first_year` asks for a year as 2011/12: `2005` does not say which year is meant: write 2004/05 or 2005/06"),
        (("--set", "first_year=2005/2006"), "is not a year: write it as 2011/12"),
        (("--set", "first_year="), "`first_year` asks for a year"),
    ],
)
def test_wrong_options(run, arguments, words):
    code, _, said = run(*arguments)
    assert code == 2 and words in said


@pytest.mark.parametrize("language", ["sql", "python", "r"])
def test_a_value_that_does_not_fit_is_told_in_every_language(run, edit, language):
    need("sql", language)
    edit("variables/recipes/characteristics/ever_meals.yaml", "type: year", "type: text")
    code, result, said = run("--lang", language, "--set", f"first_year={'9' * 60}")
    assert (code, result) == (1, "") and "first_year: " in said and "does not fit into char(7)" in said, said
    assert "Traceback" not in said


def test_the_same_table_twice(run, data):
    need("sql")
    (data / "old").mkdir()
    (data / "old" / "Roll.csv").write_text("PupilRef,academic_year,FreeMeals\n", encoding="utf-8")
    code, result, said = run()
    assert (code, result) == (1, "") and "`roll` is there twice: old/Roll.csv and roll.csv" in said, said


def test_the_same_table_in_two_schemas_of_a_database(run, data):
    need("sql")
    with duckdb.connect(str(data / "extract.duckdb")) as connection:
        connection.execute(f"CREATE SCHEMA p; CREATE TABLE p.roll AS SELECT * FROM read_csv('{data / 'roll.csv'}'); CREATE TABLE roll AS FROM p.roll")
    (data / "roll.csv").unlink()
    code, _, said = run()
    assert code == 1 and "extract.duckdb, main.roll and extract.duckdb, p.roll" in said, said


def test_a_table_twice_that_is_not_read_does_not_matter(run, data):
    need("sql")
    (data / "notes.csv").write_text("a\n", encoding="utf-8")
    (data / "notes.parquet").write_bytes(b"")
    assert run()[:2] == (0, RESULT)


BLANK = "PupilRef,academic_year,FreeMeals\n\"\",2005/06,1\n  ,2005/06,1\nSYN-A,2005/06,1\n"


@pytest.mark.parametrize("ending", ["csv", "parquet", "duckdb"])
@pytest.mark.parametrize("language", ["sql", "python", "r"])
def test_blank_text_is_no_person(run, data, language, ending):
    need("sql", language)
    (data / "roll.csv").unlink()
    rows = "SELECT * FROM (VALUES ('', '2005/06', 1), ('  ', '2005/06', 1), ('SYN-A', '2005/06', 1)) AS t (PupilRef, academic_year, FreeMeals)"
    if ending == "csv":
        (data / "roll.csv").write_text(BLANK, encoding="utf-8")
    elif ending == "parquet":
        duckdb.sql(f"COPY ({rows}) TO '{data / 'roll.parquet'}'")
    else:
        with duckdb.connect(str(data / "extract.duckdb")) as connection:
            connection.execute(f"CREATE TABLE roll AS {rows}")
    code, result, said = run("--lang", language)
    assert (code, result) == (0, "pupil,ever,censuses\nSYN-A,1,1\n"), said


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0.5::DOUBLE", "0.5"),
        ("0.5::DECIMAL(3, 1)", "0.5"),
        ("1e300", "1e+300"),
        ("DATE '2011-01-01'", "2011-01-01"),
        ("'1e-1'", "1e-1"),
    ],
)
def test_numbers_are_not_rounded(run, data, value, shown):
    need("sql")
    (data / "roll.csv").unlink()
    duckdb.sql(f"COPY (SELECT 'SYN-A' AS PupilRef, '2005/06' AS academic_year, {value} AS FreeMeals) TO '{data / 'roll.parquet'}'")
    code, result, said = run("--any-code")
    assert (code, result) == (1, "") and f"table `roll`, column `FreeMeals`, row 1: `{shown}` is not a whole number" in said, said


def test_the_missing_value_of_pandas_is_missing(run, data):
    need("sql")
    (data / "roll.csv").unlink()
    rows = "SELECT * FROM (VALUES ('nan'::DOUBLE, '2005/06', 1.0::DOUBLE), (111, '2005/06', 'nan'), (112, '2005/06', 1)) AS t (PupilRef, academic_year, FreeMeals)"
    duckdb.sql(f"COPY ({rows}) TO '{data / 'roll.parquet'}'")
    code, result, said = run()
    assert (code, result) == (0, "pupil,ever,censuses\n111,,0\n112,1,1\n"), said


@pytest.mark.parametrize(
    ("value", "text"),
    [("111::DOUBLE", "111"), ("111::DECIMAL(5, 2)", "111"), ("111::FLOAT", "111"), ("111", "111"), ("11.5::DOUBLE", "11.5"), ("-0.0::DOUBLE", "0"), ("123456789012345678::DOUBLE", "123456789012345680")],
)
def test_a_number_as_text_is_written_as_a_person_writes_it(run, data, value, text):
    need("sql")
    (data / "roll.csv").unlink()
    duckdb.sql(f"COPY (SELECT {value} AS PupilRef, '2005/06' AS academic_year, 1 AS FreeMeals) TO '{data / 'roll.parquet'}'")
    code, result, said = run()
    assert (code, result) == (0, f"pupil,ever,censuses\n{text},1,1\n"), said


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
