"""The helper of a pack that gives data frames their types, and every recipe behind it on tables as pandas.read_sql gives them."""

import importlib.util
from datetime import date, datetime
from decimal import Decimal

import pytest

from build_tools.recipes import packing, testing
from build_tools.recipes.cells import differences
from build_tools.recipes.definition import inputs_of, kinds
from build_tools.recipes.engines import RecipeError, frame_of, frame_rows, run_python

from .real import CATALOGUE, RECIPES, need

pd = pytest.importorskip("pandas")
HELPER = packing._HERE / "typed.py"
_spec = importlib.util.spec_from_file_location("typed", HELPER)
typed = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(typed)


def as_read_sql_gives(columns, rows):
    """What pandas makes of the rows of a database: objects, a column of None where all is NULL, floats where a whole number is missing."""
    return pd.DataFrame.from_records(rows, columns=columns, coerce_float=True)


def made_of(values, kind):
    return typed.with_kinds(as_read_sql_gives(["x"], [(value,) for value in values]), {"x": kind}, "t")["x"]


@pytest.mark.parametrize(
    ("values", "kind", "type", "expected"),
    [
        ([None, None], "integer", "Int64", [None, None]),
        ([None, None], "number", "Float64", [None, None]),
        ([None, None], "text", "string", [None, None]),
        ([None, None], "date", "datetime64[us]", [None, None]),
        ([], "integer", "Int64", []),
        ([], "date", "datetime64[us]", []),
        ([1, None], "integer", "Int64", [1, None]),
        ([Decimal("2"), None], "integer", "Int64", [2, None]),
        ([True, None, False], "flag", "Int64", [1, None, 0]),
        ([True, False], "integer", "Int64", [1, 0]),
        (["7", "", None], "integer", "Int64", [7, None, None]),
        ([Decimal("1.5"), None], "number", "Float64", [1.5, None]),
        ([1, 2], "number", "Float64", [1.0, 2.0]),
        (["0.5", " "], "number", "Float64", [0.5, None]),
        (["a", "", "  ", None], "text", "string", ["a", None, None, None]),
        ([111, None], "text", "string", ["111", None]),
        ([111, 112], "text", "string", ["111", "112"]),
        ([11.5, None], "text", "string", ["11.5", None]),
        ([2**53 + 1, 2**53 + 3], "integer", "Int64", [2**53 + 1, 2**53 + 3]),
        ([date(2012, 3, 31), None, date(9999, 12, 31)], "date", "datetime64[us]", [datetime(2012, 3, 31), None, datetime(9999, 12, 31)]),
        ([datetime(2012, 3, 31), None], "date", "datetime64[us]", [datetime(2012, 3, 31), None]),
        ([datetime(9999, 12, 31), datetime(2012, 3, 31)], "date", "datetime64[us]", [datetime(9999, 12, 31), datetime(2012, 3, 31)]),
        (["2012-03-31", ""], "date", "datetime64[us]", [datetime(2012, 3, 31), None]),
    ],
)
def test_columns_get_their_type(values, kind, type, expected):
    found = made_of(values, kind)
    assert str(found.dtype) == type
    assert [None if pd.isna(value) else value for value in found] == expected


@pytest.mark.parametrize(
    ("values", "kind", "words"),
    [
        ([1.5, None], "integer", "t: not every value of x is a whole number"),
        ([Decimal("1.5"), 1], "integer", "is a whole number"),
        (["1.5"], "integer", "is a whole number"),
        (["many"], "number", "is a number"),
        ([2], "flag", "is 0 or 1"),
        (["31/03/2012"], "date", "is a date as 2012-03-31: one is 31/03/2012"),
        ([2012], "date", "is a date as 2012-03-31: one is 2012"),
        (["2012-02-30"], "date", "is a date"),
    ],
)
def test_what_does_not_fit_is_told(values, kind, words):
    with pytest.raises(ValueError, match="not every value of x") as refused:
        made_of(values, kind)
    assert words in str(refused.value)


def test_digits_are_not_cut_off_of_the_types_of_pandas():
    for values in (pd.Series([1.5, None], dtype="Float64"), pd.Series([Decimal("1.5"), None], dtype=object)):
        with pytest.raises(ValueError, match="some have digits behind the point"):
            typed.with_kind(values, "integer")


@pytest.mark.parametrize("dtype", ["object", "string", "str", "float64", "Int64"])
@pytest.mark.parametrize("kind", ["text", "integer", "number", "date", "flag"])
def test_columns_without_values_in_any_type(kind, dtype):
    for values in ([], [None, None]):
        if dtype != "str" or not values:
            made = typed.with_kind(pd.Series(values, dtype=dtype, index=[7] * len(values)), kind)
            assert len(made) == len(values) and made.isna().all() and str(made.dtype) == typed_name(kind)


def typed_name(kind):
    return {"text": "string", "date": "datetime64[us]", "number": "Float64"}.get(kind, "Int64")


def test_typed_takes_the_columns_of_a_table(tmp_path, monkeypatch):
    (tmp_path / "columns.csv").write_text("table,column,kind\nroll,pupil,text\nroll,meals,integer\nother,x,date\n", encoding="utf-8")
    monkeypatch.setattr(typed, "HERE", tmp_path)
    given = pd.DataFrame({"more": [1, 2], "meals": [None, None], "pupil": ["a", ""]}, index=[5, 3])
    made = typed.typed(given, "roll")
    assert list(made.columns) == ["pupil", "meals"] and list(made.index) == [5, 3]
    assert list(given.columns) == ["more", "meals", "pupil"] and given["pupil"].tolist() == ["a", ""]
    with pytest.raises(ValueError, match="roll: the frame has no column meals; it has pupil"):
        typed.typed(given[["pupil"]], "roll")
    with pytest.raises(ValueError, match="the recipe reads no table rolls"):
        typed.typed(given, "rolls")
    with pytest.raises(ValueError, match="no recipe first runs before"):
        typed.typed(given, "roll", "first")


def test_the_recipes_of_a_pack_run_behind_each_other(read, tmp_path):
    need("python")
    import io
    import subprocess
    import sys
    import zipfile

    catalogue = read()
    with zipfile.ZipFile(io.BytesIO(packing.pack_bytes(catalogue, catalogue.recipes["meals_twice"]))) as archive:
        archive.extractall(tmp_path)
    (tmp_path / "meals_twice" / "mine.py").write_text(MINE, encoding="utf-8")
    done = subprocess.run([sys.executable, "mine.py"], cwd=tmp_path / "meals_twice", capture_output=True, text=True, check=False)
    assert done.stdout == "pupil,twice\nSYN-A,1\nSYN-B,0\n\n", done.stderr


MINE = """
import runpy
import pandas as pd
from typed import typed

rows = [("SYN-A", "2004/05", 1, "F"), ("SYN-A", "2005/06", 0, "M"), ("SYN-B", "2005/06", None, "F"), ("", "2005/06", 1, "F")]
roll = typed(pd.DataFrame.from_records(rows, columns=["PupilRef", "academic_year", "FreeMeals", "Gender"], coerce_float=True), "roll", "ever_meals")
holiday = typed(pd.DataFrame.from_records([], columns=["academic_year"]), "holiday", "ever_meals")
ever = runpy.run_path("before/ever_meals/recipe.py")["ever_meals"](roll, holiday)
made = runpy.run_path("recipe.py")["meals_twice"](typed(ever, "ever_meals"))
print(made.to_csv(index=False))
"""


@pytest.mark.parametrize("id", RECIPES)
def test_cases_on_frames_as_a_database_gives_them(id):
    need("python")
    recipe = CATALOGUE.recipes[id]
    columns = inputs_of(CATALOGUE, recipe)
    for name, case in CATALOGUE.cases[id].items():
        frames = {}
        for table, rows in testing.case_tables(CATALOGUE, recipe, case).items():
            given = as_read_sql_gives(list(columns[table]), rows.rows)
            frames[table] = typed.with_kinds(given, kinds(columns[table]), table)
            pd.testing.assert_frame_equal(frames[table], frame_of(columns[table], rows))
        found = frame_rows(recipe, run_python(CATALOGUE, recipe, frames, case.parameters))
        assert not differences(testing.expected_rows(recipe, case), found, recipe.output.key), name


def test_without_the_helper_the_types_of_read_sql_are_not_enough():
    """So that the helper is not taken for idle: on such frames recipes fail, or answer wrongly."""
    need("python")
    recipe = CATALOGUE.recipes["academic_birth_cohort"]
    wrong = []
    for name, case in CATALOGUE.cases[recipe.id].items():
        frames = {table: as_read_sql_gives(list(rows.kinds), rows.rows).convert_dtypes() for table, rows in testing.case_tables(CATALOGUE, recipe, case).items()}
        try:
            found = frame_rows(recipe, run_python(CATALOGUE, recipe, frames, case.parameters))
        except RecipeError:
            wrong.append(name)
            continue
        if differences(testing.expected_rows(recipe, case), found, recipe.output.key):
            wrong.append(name)
    assert wrong
