"""Every recipe on every case in every language that runs, on synthetic people, and as its definition declares it."""

import ast
import re

import pytest

from build_tools.recipes import testing
from build_tools.recipes.cells import Rows, differences, normal_rows
from build_tools.recipes.definition import RUN, code_of, in_running_order, inputs_of, kinds, output_columns
from build_tools.recipes.engines import frame_of

from .real import CATALOGUE, RECIPES, THEMES, languages_here, need
from .stata import run_do


def said(failures):
    return "\n".join(map(str, failures))


@pytest.mark.parametrize("language", ["sql", "python"])
@pytest.mark.parametrize("id", RECIPES)
def test_cases(id, language):
    need(language)
    failures = list(testing.case_failures(CATALOGUE, [CATALOGUE.recipes[id]], [language]))
    assert not failures, said(failures) + f"\nrun `leo-kb recipe test {id}`"


@pytest.mark.parametrize("theme", THEMES)
def test_cases_in_r(theme):
    """Each case twice: with whole numbers as numeric, and as integer. One run of R does a theme, for to start it takes as long as the cases of a recipe."""
    need("r")
    recipes = [recipe for recipe in CATALOGUE.recipes.values() if recipe.theme == theme]
    failures = list(testing.case_failures(CATALOGUE, recipes, ["r"]))
    assert not failures, said(failures) + "\nrun `leo-kb recipe test <id>`"


@pytest.mark.parametrize("id", RECIPES)
def test_code_is_as_declared(id):
    need("sql")
    failures = list(testing.code_failures(CATALOGUE, [CATALOGUE.recipes[id]]))
    assert not failures, said(failures)


@pytest.mark.parametrize("id", RECIPES)
def test_do_file_in_our_interpreter(id):
    """Not Stata: an interpreter of our own, which sorts ties at random, so that each seed may give another order."""
    need("python")
    recipe = CATALOGUE.recipes[id]
    columns, wanted = inputs_of(CATALOGUE, recipe), kinds(output_columns(recipe))
    for name, case in CATALOGUE.cases[id].items():
        tables = testing.case_tables(CATALOGUE, recipe, case)
        frames = {table: frame_of(columns[table], rows).rename(columns=lambda name: name[:32]) for table, rows in tables.items()}
        for seed in (0, 1, 2):
            frame = run_do(code_of(CATALOGUE, id, "stata"), frames, dict(case.parameters), seed)[id]
            assert list(frame.columns) == list(wanted)
            found = normal_rows(wanted, ([from_stata(value, kind) for value, kind in zip(row, wanted.values(), strict=True)] for row in frame.itertuples(index=False)))
            assert not differences(testing.expected_rows(recipe, case), found, recipe.output.key), f"case {name}, seed {seed}"


def from_stata(value, kind):
    import datetime

    if value != value or value == "":
        return None
    return datetime.date(1960, 1, 1) + datetime.timedelta(days=int(value)) if kind == "date" else value


@pytest.mark.parametrize("theme", THEMES)
def test_languages_agree_on_synthetic_people(theme):
    need("sql", "python", "r")
    ids = [id for id in RECIPES if CATALOGUE.recipes[id].theme == theme]
    results = testing.run_synthetic(CATALOGUE, ids, testing.PEOPLE, RUN)
    failures = list(testing.synthetic_failures(results, CATALOGUE))
    assert not failures, said(failures)
    for id in ids:
        assert isinstance(results[id]["sql"], Rows)
        recorded = testing.tested(CATALOGUE, id)
        assert recorded, f"{id} was changed after its last recorded test: run `leo-kb recipe test {id} --record`"
        counted = (recorded.languages, recorded.cases, recorded.people, recorded.rows)
        assert counted == (RUN, len(CATALOGUE.cases[id]), testing.PEOPLE, len(results[id]["sql"].rows)), f"run `leo-kb recipe test {id} --record`"


@pytest.mark.parametrize("id", RECIPES)
def test_synthetic_people_reach_the_result(id):
    """A recipe that gives no row for 2,000 people was compared on nothing."""
    recorded = testing.tested(CATALOGUE, id)
    assert recorded and recorded.rows > 0


def test_every_language_is_run_here():
    """So that a run in which all were skipped is not taken for a test."""
    need(*RUN)
    assert languages_here() == list(RUN)


CLOCKS = re.compile(
    r"(?i)\b(?:now|utcnow|today|getdate|getutcdate|sys(?:utc)?datetime(?:offset)?|sys\.time|sys\.date|newid|newsequentialid|rand|random|randint|sample|shuffle|choice|permutation|default_rng|"
    r"r(?:unif|norm|binom|pois|exp|multinom)|r(?:uniform|normal|binomial|poisson|exponential)(?:int)?)\s*\(|\bcurrent_(?:timestamp|date|time)\b|\bset\.seed\b|\bset\s+seed\b|"
    r"\$S_(?:DATE|TIME)|\bc\((?:current_date|current_time|seed|rngstate)\)"
)
"""What gives another value at each run: clocks and chance."""
PATHS = re.compile(r"(?i)(?<![a-z])[a-z]:[\\/]|\\\\\w|(?<![\w.<>*])(?:/|~/)(?:home|users|tmp|mnt|data|opt|var)/|~/|\bprint\s*\(")
"""Places of one computer, and what prints."""

ANEW = [
    *("x = c(current_date)", "c(current_time)", "SELECT CURRENT_TIMESTAMP AS t", "gen x = rnormal()", "gen x = runiformint(1, 6)", "datetime.utcnow()", "pd.Timestamp.now()"),
    *("date.today()", "SELECT GETDATE()", "SELECT GETUTCDATE ()", "SYSUTCDATETIME()", "NEWID()", "Sys.time()", "Sys.Date()", "set.seed(1)", "set seed 12345", "rng.choice(x)"),
    *("np.random.default_rng(1)", "df.sample(n=1)", "rnorm(3)", "rbinom(1, 2, 0.5)", 'local d "$S_DATE"', "current_date"),
]
SOMEWHERE = [
    *(r'use "C:\data\x.dta"', r"pd.read_csv(r'P:\leo\x.csv')", 'use "P:/leo/x.dta"', 'read.csv("C:\\\\data\\\\x.csv")', r"\\server\share\x.csv"),
    *('open("/home/me/x.csv")', 'use "/Users/me/x.dta"', "~/x.csv", "/tmp/x.csv", "print(x)"),
]
"""Bad examples, which the patterns must find."""
FINE = [
    *("SELECT p.current_year, p.now FROM work.brand AS p", "a / home_la", "x = brand(1)", "CASE WHEN 1 / 2 = 1 THEN 'a' END"),
    *('merge m:1 pmr using "x.dta"', "-- in 2015/16: 1/12", "resample_n = 3", "x[, 1:2]", "gen end = mdy(4, 5, 2021)", r'if (regexm(x, "\d")) y', "pmr:academic_year / data"),
]


@pytest.mark.parametrize(("pattern", "line"), [*((CLOCKS, line) for line in ANEW), *((PATHS, line) for line in SOMEWHERE)])
def test_the_patterns_find_bad_examples(pattern, line):
    assert pattern.search(line)


@pytest.mark.parametrize("line", FINE)
def test_the_patterns_let_good_examples_be(line):
    assert not CLOCKS.search(line) and not PATHS.search(line)


@pytest.mark.parametrize("language", ["sql", "python", "r", "stata"])
@pytest.mark.parametrize("id", RECIPES)
def test_no_clock_no_chance_no_paths(id, language):
    code = code_of(CATALOGUE, id, language)
    assert not CLOCKS.search(code)
    assert not PATHS.search(code)


@pytest.mark.parametrize("id", RECIPES)
def test_python_imports_pandas_and_numpy_only(id):
    tree = ast.parse(code_of(CATALOGUE, id, "python"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= {"pandas", "numpy"}
    assert not re.search(r"\.iterrows\(|\.itertuples\(|\.apply\([^)]*axis=1", code_of(CATALOGUE, id, "python")), "no loop over rows"


NEWER_R = re.compile(r"\|>|\\\(|\.by\s*=|\bjoin_by\(|\breframe\(|\bpick\(|\bconsecutive_id\(|\bcase_match\(|\bslice\(1\)|relationship\s*=|multiple\s*=")


@pytest.mark.parametrize("id", RECIPES)
def test_r_keeps_to_dplyr_1_0(id):
    code = code_of(CATALOGUE, id, "r")
    assert not NEWER_R.search(code), "R 4.0 and dplyr 1.0 do not know this, or are very slow with it"
    assert set(re.findall(r"library\((\w+)\)|(\w+)::", code)) <= {("dplyr", ""), ("", "dplyr")}


def test_every_trap_has_a_case_in_which_naive_code_fails():
    fallen = {id for cases in CATALOGUE.cases.values() for case in cases.values() if case.naive for id in case.caveats}
    numbers = {caveat.number for caveat in CATALOGUE.caveats.values()}
    assert set(range(1, 41)) <= numbers
    assert [id for id in CATALOGUE.caveats if id not in fallen] == []


def test_recipes_build_on_each_other_in_an_order():
    ordered = [recipe.id for recipe in in_running_order(CATALOGUE, RECIPES)]
    assert sorted(ordered) == sorted(RECIPES)
    for id in RECIPES:
        assert all(ordered.index(other) < ordered.index(id) for other in CATALOGUE.recipes[id].builds_on)
