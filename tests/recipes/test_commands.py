"""The other commands: list, show, new; and the pages of recipes."""

import re

import pytest

from build_tools.pages.blocks import CaseTables, CodeTabs, Graph, Grid
from build_tools.pages.html import HtmlWriter
from build_tools.pages.markdown import write_body
from build_tools.pages.views import all_pages, resolve_id, view_of
from build_tools.pages.views.recipe import caveats_view, recipe_view, recipes_index
from build_tools.pages.views.tsql import tsql_view

from .real import need


def test_list(kb, leo_kb):
    code, out, _ = leo_kb("recipe", "list", "--root", kb, "--no-cache")
    assert code == 0
    assert out == "Characteristics (characteristics)\n  ever_meals                     Ever entitled to free meals\n  meals_twice                    Entitlement known for two years or more\n"
    assert leo_kb("recipe", "list", "--theme", "work", "--root", kb, "--no-cache")[1] == ""
    assert leo_kb("recipe", "list", "--theme", "works", "--root", kb, "--no-cache")[0] == 2


def test_show(kb, leo_kb):
    code, out, _ = leo_kb("recipe", "show", "ever_meals", "--root", kb, "--no-cache")
    assert code == 0
    for words in ("# Ever entitled to free meals", "Any census says 1.", "INTO work.ever_meals", "def ever_meals(", "A blank in between", "Counts a blank as no."):
        assert words in out
    assert leo_kb("show", "ever_meals", "--root", kb, "--no-cache")[1] == out


@pytest.mark.parametrize("theme", ["work", "characteristics"])
def test_a_new_recipe_lacks_only_its_words_and_cases(theme, leo_kb, kb):
    """Its files are whole: beside what is to be filled in and more cases the check asks for nothing but the school census, which the small knowledge base has not."""
    code, out, said = leo_kb("recipe", "new", "ever_late", "--theme", theme, "--title", "Ever late.", "--root", kb, "--no-cache")
    assert code == 0 and out.count("wrote ") == 6, said
    code, out, _ = leo_kb("check", "--root", kb, "--no-cache")
    rules = set(re.findall(r": ([a-z-]+): ", out))
    assert rules == {"rules-shown", "recipe-inputs", "nothing-to-fill-in"}, out
    code, _, said = leo_kb("recipe", "new", "ever_late", "--theme", theme, "--root", kb, "--no-cache")
    assert code != 0


@pytest.mark.parametrize(("id", "words"), [("Ever-Late", "can not be the id"), ("ever_meals", "there is a recipe")])
def test_new_refuses(kb, leo_kb, id, words):
    code, _, said = leo_kb("recipe", "new", id, "--theme", "work", "--root", kb, "--no-cache")
    assert code == 2 and words in said


def test_new_writes_nothing_over(kb, leo_kb):
    """Code can be there without a definition, which may stand on another branch."""
    mine = kb / "code_snippets" / "ever_late" / "recipe.py"
    mine.parent.mkdir()
    mine.write_text("mine", encoding="utf-8")
    code, _, said = leo_kb("recipe", "new", "ever_late", "--theme", "work", "--root", kb, "--no-cache")
    assert code != 0 and "code_snippets/ever_late" in said
    assert mine.read_text(encoding="utf-8") == "mine" and not (kb / "variables/recipes/work").exists()


@pytest.mark.parametrize("lacking", [("r",), ("sql", "python", "r")])
def test_a_test_that_ran_nothing_has_not_passed(kb, leo_kb, monkeypatch, lacking):
    monkeypatch.setattr("build_tools.recipes.engines.lacking", lambda language: "not here" if language in lacking else "")
    languages = [word for language in lacking for word in ("--lang", language)]
    code, _, said = leo_kb("recipe", "test", "ever_meals", *languages, "--people", "0", "--root", kb, "--no-cache")
    assert code == 1 and "nothing was tested" in said and "passed" not in said


def test_page_has_everything(read):
    catalogue = read()
    view = recipe_view(catalogue, catalogue.recipes["ever_meals"])
    (tabs,) = [block for block in view.blocks if isinstance(block, CodeTabs)]
    assert [tab.label for tab in tabs.tabs] == ["T-SQL", "Python", "R", "Stata"]
    cases = [block for block in view.blocks if isinstance(block, CaseTables)]
    assert len(cases) == 6 and [case.open for case in cases] == [True, *[False] * 5]
    (blank,) = [case for case in cases if case.anchor == "case-blank"]
    assert blank.wrong.endswith("Counts a blank as no.") and isinstance(blank.wrong_after, Grid)
    (graph,) = [block for block in view.blocks if isinstance(block, Graph)]
    assert [node.link.text for node in graph.nodes] == ["Ever entitled to free meals", "Pupils on roll", "holiday (outside LEO)", "Entitlement known for two years or more"]
    assert graph.edges == ((1, 0), (2, 0), (0, 3))


def test_nothing_looks_tested_that_was_not(read, kb, leo_kb, edit):
    def words():
        catalogue = read()
        return write_body(recipe_view(catalogue, catalogue.recipes["ever_meals"]))

    def index():
        return write_body(recipes_index(read()))

    assert "**How tested?** Not tested as it stands here" in words() and "give the expected rows of" not in words()
    assert words().count("Not run as it stands here.") == 3 and "there is none where the tests run. Not tested as it stands here." in words()
    assert "0 of them are tested" in index()
    need("sql", "python", "r")
    leo_kb("recipe", "test", "ever_meals", "--record", "--people", "0", "--root", kb, "--no-cache")
    assert "T-SQL, Python and R give the expected rows of 6 cases. " in words() and "synthetic people." not in words()
    assert "Run by pandas, on every case below." in words()
    leo_kb("recipe", "test", "ever_meals", "--record", "--people", "60", "--root", kb, "--no-cache")
    assert "T-SQL, Python and R give the expected rows of 6 cases, and agree on 60 synthetic people (" in words()
    assert "Run by pandas, on every case below and on 60 synthetic people." in words()
    assert "The test suite runs it on every case in an interpreter of our own" in words()
    assert "1 of them is tested" in index()
    edit("code_snippets/ever_meals/recipe.do", "Ever entitled", "Ever  entitled")
    assert "**How tested?** Not tested as it stands here" in words() and "The test suite runs it on every case" not in words()


def test_what_is_not_run_says_so(read):
    catalogue = read()
    words = write_body(recipe_view(catalogue, catalogue.recipes["ever_meals"]))
    assert "What the naive way gives (worked out by hand, not run)" in words
    assert "CREATE TABLE work.holiday (\n    [academic_year] varchar(255) COLLATE Latin1_General_BIN2 NULL\n);" in words


def test_variables_tables_and_concepts_lead_to_recipes(read):
    catalogue = read()
    for id, words in (("roll.FreeMeals", "Used by the recipes: [Ever entitled to free meals]"), ("roll.Gender", "Recipes: none yet, [propose one]"), ("roll", "## Recipes"), ("school_meals", "## Recipes"), ("roll.FreeMeals", "Traps: [A blank is not a no]")):
        assert words in write_body(view_of(catalogue, id), lambda name: resolve_id(catalogue, name)), id


def test_traps_page_leads_to_the_case_that_shows_it(read):
    catalogue = read()
    html = HtmlWriter(lambda id: resolve_id(catalogue, id), 0).body(caveats_view(catalogue))
    assert 'href="recipes/ever_meals.html#case-blank"' in html and 'id="blank-is-not-no"' in html


def test_tsql_page_lists_every_construct():
    from build_tools.recipes.constructs import PROVED, REFUSED

    rows = [row for block in tsql_view().blocks if isinstance(block, Grid) for row in block.rows]
    assert len(rows) == len(PROVED) + len(REFUSED)


def test_pages_without_recipes_are_made_too(small):
    addresses = [address for address, make in all_pages(small) if "recipe" in address and make()]
    assert "recipes/index.html" in addresses and "recipes/theme-work.html" in addresses
