"""`leo-kb recipe …`: arguments and printing. What the commands do stands in the modules that they call."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_tools.problems import CatalogueError, Problem, UserError, as_terminal, nearest

if TYPE_CHECKING:
    from build_tools.catalogue import Catalogue
    from build_tools.recipe_records import Recipe


@dataclass(frozen=True)
class Opened:
    """The knowledge base at `root`, read when a command asks for it."""

    root: Path
    cache: Path | None

    def checked(self) -> Catalogue:
        """The catalogue. Raises CatalogueError where anything is wrong with it."""
        from build_tools.catalogue import checked_catalogue

        return checked_catalogue(self.root, self.cache)

    def workshop(self) -> tuple[Catalogue, list[Problem]]:
        """The catalogue while recipes are written, and what is wrong with recipes and cases. Raises CatalogueError where anything else is."""
        from build_tools.catalogue import read_catalogue

        catalogue, problems = read_catalogue(self.root, self.cache)
        others = [problem for problem in problems if not problem.where.path.startswith(("variables/recipes/", "code_snippets/"))]
        if others:
            raise CatalogueError(others)
        return catalogue, problems


def add_recipe_commands(recipe: argparse.ArgumentParser, parent: argparse.ArgumentParser) -> None:
    """The commands below `leo-kb recipe`."""
    commands = recipe.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace, Opened], int], help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".", parents=[parent])
        sub.set_defaults(run_recipe=run)
        return sub

    listing = command("list", run_list, "list all recipes by theme")
    listing.add_argument("--theme", help="only those of this theme")
    show = command("show", run_show, "show a recipe: definition, code and cases")
    show.add_argument("id", metavar="ID")
    run = command("run", run_run, "run a recipe, after those that it builds on, on tables in a folder")
    run.add_argument("id", metavar="ID")
    run.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder with <table>.csv or <table>.parquet files, or a DuckDB file")
    run.add_argument("--lang", default="sql", help="sql (default, run by DuckDB), python or r")
    run.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="value of a parameter of the recipe; may be given several times")
    run.add_argument("--any-code", action="store_true", help="take codes that the request form does not list")
    run.add_argument("--out", type=Path, required=True, metavar="FILE", help="new file for the result, .csv or .parquet")
    test = command("test", run_test, "run the cases of recipes in every language, and compare the languages on synthetic people")
    test.add_argument("ids", nargs="*", metavar="ID", help="these recipes (default: all)")
    test.add_argument("--people", type=int, default=None, metavar="N", help="number of synthetic people (default: 2000; 0 leaves them out)")
    test.add_argument("--lang", action="append", help="only this language: sql, python or r; may be given several times")
    test.add_argument("--record", action="store_true", help="record what passed beside the code, for the pages")
    new = command("new", run_new, "write the files of a new recipe, to be filled in")
    new.add_argument("id", metavar="ID")
    new.add_argument("--theme", required=True)
    new.add_argument("--title", default="")
    pack = command("pack", run_pack, "write a zip with the code, cases and checks of a recipe, which runs without a network")
    pack.add_argument("id", metavar="ID")
    pack.add_argument("--out", type=Path, default=None, metavar="FILE", help="new file (default: <ID>.zip)")


def recipe_of(catalogue: Catalogue, id: str) -> Recipe:
    """The recipe with this id, capitals apart. Raises UserError for any other."""
    for known, recipe in catalogue.recipes.items():
        if known == id.lower().replace("-", "_"):
            return recipe
    near = nearest(id.lower(), catalogue.recipes)
    raise UserError(f"there is no recipe `{id}`" + (f"; did you mean `{near}`?" if near else "; `leo-kb recipe list` shows all"), 1)


def run_list(options: argparse.Namespace, opened: Opened) -> int:
    """`leo-kb recipe list`."""
    from build_tools.asking import one_of
    from build_tools.pages.words import RECIPE_THEMES

    if options.theme:
        one_of("--theme", options.theme, RECIPE_THEMES)
    catalogue = opened.checked()
    for theme, words in RECIPE_THEMES.items():
        recipes = [recipe for recipe in catalogue.recipes.values() if recipe.theme == theme]
        if recipes and options.theme in (None, theme):
            print(f"{words} ({theme})")
            for recipe in recipes:
                print(f"  {recipe.id:30} {recipe.title}")
    return 0


def run_show(options: argparse.Namespace, opened: Opened) -> int:
    """`leo-kb recipe show ID`."""
    from build_tools.pages.markdown import write_body
    from build_tools.pages.views import resolve_id
    from build_tools.pages.views.recipe import recipe_view

    catalogue = opened.checked()
    print(write_body(recipe_view(catalogue, recipe_of(catalogue, options.id)), lambda name: resolve_id(catalogue, name)), end="")
    return 0


def run_run(options: argparse.Namespace, opened: Opened) -> int:
    """`leo-kb recipe run ID`."""
    from build_tools.asking import one_of
    from build_tools.recipes.definition import NAMES, RUN, in_running_order
    from build_tools.recipes.engines import RecipeError, lacking
    from build_tools.recipes.running import run_recipe

    one_of("--lang", options.lang, RUN)
    _check_result(opened.root, options.out, f"{options.id}.csv")
    catalogue = opened.checked()
    recipe = recipe_of(catalogue, options.id)
    if reason := lacking(options.lang):
        raise UserError(reason, 1)
    parameters = parameters_of(recipe, options.set)
    started = time.monotonic()
    try:
        rows = run_recipe(catalogue, recipe, options.data, options.lang, parameters, options.out, options.any_code, _say)
    except RecipeError as error:
        raise UserError(str(error), 1) from None
    others = [other.id for other in in_running_order(catalogue, [recipe.id])[:-1]]
    after = f", after {', '.join(others)}" if others else ""
    print(f"wrote {rows:,} rows to {options.out}: {recipe.id} in {NAMES[options.lang]}{after}, in {time.monotonic() - started:.1f} seconds")
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _check_result(root: Path, out: Path, name: str) -> None:
    from build_tools.output import checked_new_file

    if out.suffix not in (".csv", ".parquet"):
        raise UserError(f"--out {out}: name a file that ends in .csv or .parquet")
    checked_new_file(root, out, name)
    if not out.parent.is_dir():
        raise UserError(f"there is no folder {out.parent}: make it first, or name another file with --out")


def parameters_of(recipe: Recipe, given: list[str]) -> dict[str, str | int | float]:
    """The parameters that `--set NAME=VALUE` gives. Raises UserError for an unknown name or a value that does not fit."""
    from build_tools.recipes.parameters import ParameterError, read_parameter

    known = {parameter.name: parameter for parameter in recipe.parameters}
    found: dict[str, str | int | float] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or name not in known:
            near = nearest(name, known)
            names = f"its parameters are: {', '.join(known)}" if known else "it has no parameters"
            raise UserError(f"--set {each}: write NAME=VALUE" + (f"; did you mean `{near}`?" if near and near != name else f"; {names}"))
        try:
            found[name] = read_parameter(known[name], value)
        except ParameterError as error:
            raise UserError(f"--set {each}: `{name}` {error}") from None
    return found


def run_test(options: argparse.Namespace, opened: Opened) -> int:
    """`leo-kb recipe test [ID …]`."""
    from build_tools.asking import one_of
    from build_tools.recipes import testing
    from build_tools.recipes.definition import NAMES, RUN
    from build_tools.recipes.engines import lacking

    catalogue, problems = opened.workshop()
    recipes = [recipe_of(catalogue, id) for id in options.ids] or list(catalogue.recipes.values())
    wanted = [one_of("--lang", language, RUN) for language in options.lang] if options.lang else list(RUN)
    for language in list(wanted):
        if reason := lacking(language):
            print(f"{NAMES[language]} is SKIPPED: {reason}", file=sys.stderr)
            wanted.remove(language)
    if not wanted:
        raise UserError("nothing was tested: none of the languages asked for can be run here", 1)
    if options.record and wanted != list(RUN):
        raise UserError("--record needs all of sql, python and r, and all of them here", 1)
    started = time.monotonic()
    failures = list(testing.code_failures(catalogue, recipes, wanted))
    cases = sum(len(catalogue.cases.get(recipe.id, {})) for recipe in recipes)
    _say(f"running {cases} cases of {len(recipes)} recipe{'' if len(recipes) == 1 else 's'} …")
    failures += testing.case_failures(catalogue, recipes, wanted)
    people = testing.PEOPLE if options.people is None else options.people
    results: dict[str, dict[str, Any]] = {}
    if people and "sql" in wanted:
        results = testing.run_synthetic(catalogue, [recipe.id for recipe in recipes], people, wanted, _say)
        failures += testing.synthetic_failures(results, catalogue)
    failed = {failure.recipe for failure in failures}
    for problem in problems:
        written = Path(problem.where.path)
        owner = written.stem if written.parts[0] == "variables" else written.parts[1]
        if owner in {recipe.id for recipe in recipes}:
            failed.add(owner)
            print(as_terminal(problem))
    for failure in failures:
        print(failure)
    passed = [recipe for recipe in recipes if recipe.id not in failed]
    if options.record:
        for recipe in passed:
            path = testing.record(catalogue, recipe, people, results)
            print(f"wrote {path}")
    names = ", ".join(NAMES[language] for language in wanted)
    print(
        f"{len(passed)} of {len(recipes)} recipes passed: {cases} cases{f' and {people:,} synthetic people' if results else ''} in {names}, {time.monotonic() - started:.0f} seconds",
        file=sys.stderr,
    )
    return 1 if failed else 0


def run_new(options: argparse.Namespace, opened: Opened) -> int:
    """`leo-kb recipe new ID --theme THEME`."""
    from build_tools.recipes.starting import new_files

    catalogue, _ = opened.workshop()
    files = new_files(catalogue, options.id, options.theme, options.title)
    root = opened.root
    if there := [name for name in files if (root / name).exists()]:
        raise UserError(f"{', '.join(there)} {'is' if len(there) == 1 else 'are'} there already, and nothing is written over: choose another id, or move what is there away")
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        print(f"wrote {name}")
    print("fill them in; `leo-kb check` and `leo-kb recipe test " + options.id + "` say what is missing", file=sys.stderr)
    return 0


def run_pack(options: argparse.Namespace, opened: Opened) -> int:
    """`leo-kb recipe pack ID`."""
    from build_tools.output import checked_new_file
    from build_tools.recipes.engines import lacking
    from build_tools.recipes.packing import pack_bytes

    if reason := lacking("sql"):
        raise UserError(reason, 1)  # check.sql has the collations that the SQL of earlier recipes makes
    catalogue = opened.checked()
    recipe = recipe_of(catalogue, options.id)
    out = options.out or Path(f"{recipe.id}.zip")
    checked_new_file(opened.root, out, f"{recipe.id}.zip")
    data = pack_bytes(catalogue, recipe)
    out.write_bytes(data)
    print(f"wrote {len(data):,} bytes to {out}: unpack it and read README.md")
    return 0
