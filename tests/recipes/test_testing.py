"""What `leo-kb recipe test` says of code that is wrong: in every language, and of definitions that the code does not keep."""

import json

import pytest

from build_tools.recipes import testing
from build_tools.recipes.cells import Rows
from build_tools.recipes.engines import run_r
from build_tools.recipes.r_script import Job

from .real import need

SQL, PYTHON, R = (f"code_snippets/ever_meals/recipe.{ending}" for ending in ("sql", "py", "R"))
DO = "code_snippets/ever_meals/recipe.do"


def failures(catalogue, *languages):
    return [str(failure) for failure in testing.case_failures(catalogue, [catalogue.recipes["ever_meals"]], languages)]


@pytest.mark.parametrize("language", ["sql", "python", "r"])
def test_right_code_passes(read, language):
    need(language)
    assert failures(read(), language) == []


@pytest.mark.parametrize(
    ("language", "path", "old", "new", "words"),
    [
        ("sql", SQL, "MAX(r.FreeMeals)", "MIN(r.FreeMeals)", "pupil SYN-A: ever is 0 instead of 1"),
        ("python", PYTHON, '"max"', '"min"', "pupil SYN-A: ever is 0 instead of 1"),
        ("r", R, "max(FreeMeals", "min(FreeMeals", "pupil SYN-A: ever is 0 instead of 1"),
        ("sql", SQL, "AS pupil", "AS pupils", "the columns are pupils, ever, censuses, and the definition says pupil, ever, censuses"),
        ("python", PYTHON, '"pupil"', '"pupils"', "the columns are pupils, ever, censuses"),
        ("r", R, "pupil = PupilRef", "pupils = PupilRef", "the columns are pupils, ever, censuses"),
        ("sql", SQL, "MAX(r.FreeMeals)", "TOP(r.FreeMeals)", "recipe.sql:6:"),
        ("python", PYTHON, '["FreeMeals"]', '["FreeMeal"]', "recipe.py:4: KeyError"),
        ("r", R, "max(FreeMeals", "max(FreeMeal", "recipe.R: "),
        ("sql", SQL, "r.FreeMeals) AS ever", "r.FreeMeal) AS ever", "r has no column `FreeMeal`"),
        ("python", PYTHON, "def ever_meals", "def ever_meal", "recipe.py"),
    ],
)
def test_wrong_code_is_told_with_its_place(read, edit, language, path, old, new, words):
    need(language)
    edit(path, old, new)
    said = failures(read(), language)
    assert said and any(words in one for one in said), said
    assert not any("Traceback" in one for one in said)


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        ("variables/recipes/characteristics/ever_meals.yaml", "columns: [academic_year, PupilRef, FreeMeals]", "columns: [academic_year, PupilRef, FreeMeals, Gender]", "roll.Gender is declared and never touched"),
        (SQL, "= '2003/04'", "= '2004/05'", "@first_year is '2004/05' in the script, and its default is 2003/04"),
        (SQL, "DECLARE @first_year char(7) = '2003/04';", "DECLARE @first_year char(7) = '2003/04';\nDECLARE @more int = 1;", "@more is not among the parameters"),
        (SQL, "INTO work.ever_meals", "INTO work.other", "must end with the table work.ever_meals"),
    ],
)  # fmt: skip
def test_code_that_is_not_as_declared(read, edit, path, old, new, words):
    need("sql")
    edit(path, old, new)
    if new == "INTO work.other":
        edit(path, "EXISTS work.ever_meals", "EXISTS work.other")
    catalogue = read()
    said = [str(failure) for failure in testing.code_failures(catalogue, [catalogue.recipes["ever_meals"]])]
    assert any(words in one for one in said), said


PARAMETER = "  - {name: first_year, type: year, default: 2003/04, meaning: The first year that counts.}\n"


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        (PYTHON, '"2003/04"', '"2004/05"', "python:\n    first_year is 2004/05 in the code, and its default is 2003/04"),
        (PYTHON, ', first_year="2003/04"', ", first_year", "python:\n    first_year has no default, and by the definition it is 2003/04"),
        (PYTHON, '"2003/04"', "str(2003)", "python:\n    the default of first_year is no plain text or number"),
        (PYTHON, "roll, holiday", "holiday, roll", "python:\n    the arguments are holiday, roll, first_year, and by the definition they are roll, holiday, first_year"),
        (PYTHON, "holiday,", "holiday=None,", "python:\n    the default of holiday is no plain"),
        (R, '"2003/04"', '"2004/05"', "r:\n    first_year is 2004/05 in the code"),
        (R, ', first_year = "2003/04"', "", "r:\n    the arguments are roll, holiday, and"),
        (R, '"2003/04"', "max(1, 2)", "r:\n    the arguments of ever_meals can not be read behind roll, holiday"),
        (R, "ever_meals <-", "ever_meal <-", "r:\n    there is no function ever_meals"),
        (DO, 'first_year "2003/04"', 'first_year "2004/05"', "stata:\n    local first_year is 2004/05 in the code"),
        (DO, 'local first_year "2003/04"', "", "stata:\n    local first_year has no default"),
    ],
)
def test_defaults_that_are_not_those_of_the_definition(read, edit, path, old, new, words):
    edit(path, old, new)
    catalogue = read()
    (failure,) = testing.code_failures(catalogue, [catalogue.recipes["ever_meals"]], ())
    assert words in str(failure)


def test_numbers_as_defaults(read, edit):
    edit("variables/recipes/characteristics/ever_meals.yaml", PARAMETER, PARAMETER.replace("type: year, default: 2003/04", "type: number, default: -1.5"))
    for path, old, new in ((PYTHON, '="2003/04"', "=-1.5"), (R, '"2003/04"', "-1.5"), (DO, '"2003/04"', "= -1.5")):
        edit(path, old, new)
    catalogue = read()
    assert not list(testing.code_failures(catalogue, [catalogue.recipes["ever_meals"]], ()))
    edit(R, "-1.5", "1.5")
    catalogue = read()
    assert [failure.language for failure in testing.code_failures(catalogue, [catalogue.recipes["ever_meals"]], ())] == ["r"]


MIXED = ("  roll %>%\n", "  roll %>%\n    mutate(FreeMeals = if_else(FreeMeals >= 0, FreeMeals, NA_real_)) %>%\n")
"""Right where whole numbers come as numeric; where they come as integer, if_else() stops."""


def test_r_that_stops_on_integer_columns_is_told(read, edit):
    need("r")
    edit(R, *MIXED)
    catalogue = read()
    found = {failure.language: failure.message for failure in testing.case_failures(catalogue, [catalogue.recipes["ever_meals"]], ["r"])}
    assert [*found] == [testing.R_INTEGER] and "if_else()" in found[testing.R_INTEGER]


@pytest.mark.parametrize(("as_integer", "classes"), [(False, "numeric numeric character"), (True, "integer numeric character")])
def test_whole_numbers_in_r(tmp_path, as_integer, classes):
    """What is too large for an integer stays numeric, as from a database."""
    need("r")
    (tmp_path / "t.csv").write_text("small,large,word\n1,3000000000,7\n,2,8\n", encoding="utf-8")
    (tmp_path / "recipe.R").write_text('f <- function(t) data.frame(is = paste(sapply(t, class), collapse = " "))', encoding="utf-8")
    table = (tmp_path / "t.csv", {"small": "flag", "large": "integer", "word": "text"})
    run_r([Job("f", "f", tmp_path / "recipe.R", {"t": table}, {}, tmp_path / "out.csv", as_integer)])
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == f'"is"\n"{classes}"\n'


def test_languages_are_compared_on_synthetic_people(read, edit):
    need("sql", "python", "r")
    assert [*testing.synthetic_failures(testing.run_synthetic(read(), ["meals_twice"], 60), read())] == []
    edit(PYTHON, '"nunique"', '"size"')
    catalogue = read()
    (first, *_) = testing.synthetic_failures(testing.run_synthetic(catalogue, ["ever_meals"], 60), catalogue)
    assert first.language == "python" and "not what SQL gives" in first.message


def test_a_record_holds_until_something_is_changed(read, edit, kb, leo_kb):
    need("sql", "python", "r")
    code, out, _ = leo_kb("recipe", "test", "ever_meals", "--record", "--people", "60", "--root", kb, "--no-cache")
    assert (code, out) == (0, "wrote code_snippets/ever_meals/tested.json\n")
    recorded = testing.tested(read(), "ever_meals")
    assert (recorded.languages, recorded.cases, recorded.people) == (("sql", "python", "r"), 6, 60) and recorded.rows > 0
    assert set(json.loads((kb / "code_snippets/ever_meals/tested.json").read_text())) == {"fingerprint", "languages", "cases", "people", "rows"}
    edit(R, "Ever entitled", "Ever  entitled")
    assert testing.tested(read(), "ever_meals") is None


def test_a_record_covers_what_a_recipe_builds_on(read, edit):
    from build_tools.recipes.definition import fingerprint

    before = fingerprint(read(), "meals_twice"), fingerprint(read(), "ever_meals")
    edit("code_snippets/meals_twice/recipe.sql", ">= 2", "> 1")
    assert (fingerprint(read(), "meals_twice") != before[0], fingerprint(read(), "ever_meals") == before[1]) == (True, True)
    before = fingerprint(read(), "meals_twice"), fingerprint(read(), "ever_meals")
    edit(DO, "Ever entitled", "Ever  entitled")
    assert not {fingerprint(read(), "meals_twice"), fingerprint(read(), "ever_meals")} & {*before}, "the do-file counts too"
    edit(SQL, "Ever entitled", "Ever  entitled")
    after = fingerprint(read(), "meals_twice")
    edit(SQL, "Ever  entitled", "Ever entitled")
    assert fingerprint(read(), "meals_twice") != after


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("A", 1, 1), ("A", 0, 1)], "the key pupil is not unique"),
        ([("A", 1, 9)], "censuses goes above 7"),
        ([("A", 1, -1)], "censuses goes below 0"),
        ([("A", 1, None)], "censuses is missing in some rows"),
        ([("A", 3, 1)], "ever has values that the definition does not list"),
    ],
)
def test_broken_promises_are_told(read, rows, words):
    recipe = read().recipes["ever_meals"]
    said = testing.broken_promises(recipe, Rows({"pupil": "text", "ever": "flag", "censuses": "integer"}, rows))
    assert any(words in one for one in said), said
