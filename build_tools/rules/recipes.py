"""Rules about recipes, the cases that show and test them, and the traps."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial

from build_tools.catalogue import Catalogue
from build_tools.joins.tested import FILE as TESTED_JOINS
from build_tools.loading import Entry
from build_tools.logical import logical_table
from build_tools.recipe_records import Case, ColumnKind, Recipe, RecipeInput
from build_tools.recipes.cells import Fault, Rows, in_order, read_rows
from build_tools.recipes.definition import (
    FILES,
    NAMES,
    input_columns,
    kinds,
    needs,
    output_columns,
    path_of,
    table_columns,
)
from build_tools.recipes.parameters import ParameterError, check_parameter, fits
from build_tools.rules.findings import Finding, did_you_mean
from build_tools.rules.links import may_be_broken, type_in_doubt
from build_tools.schemas import listed_codes
from build_tools.source import Key, Part

LEAST_CASES = 6
"""A recipe with fewer cases has not shown its gaps, ties and boundaries."""


def recipe_in_theme(catalogue: Catalogue) -> Iterator[Finding]:
    """The file of a recipe stands in the folder of its theme.

    Passes: `theme: attainment` in `variables/recipes/attainment/attainment8.yaml`. Fails: the same in `variables/recipes/spine/attainment8.yaml`.
    """
    for recipe in catalogue.recipes.values():
        folder = catalogue.entry("recipe", recipe.id).path.split("/")[-2]
        if folder != recipe.theme:
            help = f"move the file to variables/recipes/{recipe.theme}/, or write `theme: {folder}`"
            yield "recipe", recipe.id, ("theme",), f"the theme is `{recipe.theme}`, and the file stands in the folder `{folder}`", help


def recipe_inputs(catalogue: Catalogue) -> Iterator[Finding]:
    """An input names a table of LEO, a recipe or a table from outside, one of the three, and columns that there are. No recipe reads its own result, not even by way of others.

    Passes: `{table: leo_earnings, columns: [Edukey, tax_year], why: …}`. Fails: the same with `table: earnings`, or with a column that the table does not have.
    Columns are spelt as in the long form of the table, which `leo-kb stack TABLE` shows: `academic_year` and `census_term` are columns of it too.
    """
    for recipe in catalogue.recipes.values():
        seen: set[str] = set()
        for index, given in enumerate(recipe.inputs):
            place: tuple[Key, ...] = ("inputs", index)
            if sum(one is not None for one in (given.table, given.recipe, given.outside)) != 1:
                yield "recipe", recipe.id, place, "an input names a table, a recipe or a table from outside", "give exactly one of `table:`, `recipe:` and `outside:`"
                continue
            if given.name in seen:
                yield "recipe", recipe.id, place, f"`{given.name}` is an input twice", "put the columns of both together"
            seen.add(given.name)
            for keys, message, help in _input_faults(catalogue, given):
                yield "recipe", recipe.id, (*place, *keys), message, help
        for index, given in enumerate(recipe.inputs):
            # a circle is told where it goes up in the order of ids, so that one circle is told once
            if given.recipe and recipe.id <= given.recipe and recipe.id in {given.recipe, *needs(catalogue, given.recipe)}:
                yield "recipe", recipe.id, ("inputs", index, "recipe"), f"`{given.recipe}` needs the result of this recipe itself", "take one of the two inputs away"


def _input_faults(catalogue: Catalogue, given: RecipeInput) -> Iterator[tuple[tuple[Key, ...], str, str]]:
    if given.table and given.table not in catalogue.tables:
        if not may_be_broken(catalogue, given.table):
            yield ("table",), f"there is no table `{given.table}`", did_you_mean(given.table, catalogue.tables, "write the id of a table")
        return
    if given.recipe and given.recipe not in catalogue.recipes:
        if ("recipe", given.recipe) not in catalogue.broken:
            yield ("recipe",), f"there is no recipe `{given.recipe}`", did_you_mean(given.recipe, catalogue.recipes, "write the id of a recipe")
        return
    if given.outside:
        if given.columns or not given.new_columns:
            yield (), "the columns of a table from outside are defined here", "write them under `new_columns:`, and no `columns:`"
        if given.example is None:
            yield (), "a table from outside has no made-up rows, without which the recipe can not run on synthetic data", "add a few under `example:`"
        else:
            for fault in read_rows(given.example, kinds(input_columns(catalogue, given)))[1]:
                yield ("example", *_piece(fault)), fault.message, fault.help
        return
    if not given.columns or given.new_columns:
        yield (), "an input says which columns are read", "list them under `columns:`, and no `new_columns:`"
    if given.table:
        known = {column.name for column in table_columns(catalogue, given)}
    else:
        known = set(input_columns(catalogue, given))
    for index, name in enumerate(given.columns):
        if name not in known and not (given.table and may_be_broken(catalogue, f"{given.table}.{name}")):
            own = [column.name for column in logical_table(catalogue, given.table).columns] if given.table else output_columns(catalogue.recipes[given.recipe or ""])
            yield ("columns", index), f"`{given.name}` has no column `{name}`", did_you_mean(name, own, f"`leo-kb {'stack' if given.table else 'recipe show'} {given.name}` shows its columns")


def recipe_names(catalogue: Catalogue) -> Iterator[Finding]:
    """A recipe names only what there is: its concept, supplied columns and traps; key columns and columns of spells that it makes; defaults that are of their type and among the choices; each rule once.

    Passes: `concept: earnings`, `key: [person, tax_year]` with both among the columns. Fails: `caveats: [no-such-trap]`.
    """
    for recipe in catalogue.recipes.values():
        if recipe.concept and recipe.concept not in catalogue.concepts and ("concept", recipe.concept) not in catalogue.broken:
            help = did_you_mean(recipe.concept, catalogue.concepts, "write the id of a concept")
            yield "recipe", recipe.id, ("concept",), f"there is no concept `{recipe.concept}`", help
        for index, supplied in enumerate(recipe.supplied):
            if supplied.variable not in catalogue.variables and not may_be_broken(catalogue, supplied.variable):
                help = did_you_mean(supplied.variable, catalogue.variables, "write the full id, `<table>.<stem>`")
                yield "recipe", recipe.id, ("supplied", index, "variable"), f"there is no variable `{supplied.variable}`", help
        for index, name in enumerate(recipe.caveats):
            if name not in catalogue.caveats and ("caveats", "caveats") not in catalogue.broken:
                help = did_you_mean(name, catalogue.caveats, "add the trap to variables/caveats.yaml")
                yield "recipe", recipe.id, ("caveats", index), f"there is no trap `{name}`", help
        yield from _output_faults(recipe)
        ids = [rule.id for rule in recipe.rules]
        for index, id in enumerate(ids):
            if id in ids[:index]:
                yield "recipe", recipe.id, ("rules", index, "id"), f"two rules are called `{id}`", "give the second another name"
        for index, parameter in enumerate(recipe.parameters):
            if parameter.choices and str(parameter.default) not in parameter.choices:
                yield "recipe", recipe.id, ("parameters", index, "default"), f"the default `{parameter.default}` is not among the choices", "write one of the choices, or add it to them"
                continue
            try:
                check_parameter(parameter, parameter.default)
            except ParameterError as error:
                yield "recipe", recipe.id, ("parameters", index, "default"), f"`{parameter.name}` {error}", f"correct the default, or `type: {parameter.type}`"


def _output_faults(recipe: Recipe) -> Iterator[Finding]:
    names = [column.name for column in recipe.output.columns]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield "recipe", recipe.id, ("output", "columns", index, "name"), f"two columns are called `{name}`", "give the second another name"
    for index, name in enumerate(recipe.output.key):
        if name not in names:
            yield "recipe", recipe.id, ("output", "key", index), f"the result has no column `{name}`", did_you_mean(name, names, "name columns of `columns:`")
    spells = recipe.output.spells
    if spells is None:
        return
    of: list[tuple[tuple[Key, ...], str]] = [(("of", index), name) for index, name in enumerate(spells.of)]
    for keys, name in [*of, (("start",), spells.start), (("end",), spells.end)]:
        if name not in names:
            yield "recipe", recipe.id, ("output", "spells", *keys), f"the result has no column `{name}`", did_you_mean(name, names, "name a column of `columns:`")


def recipe_code(catalogue: Catalogue) -> Iterator[Finding]:
    """A recipe has its code in four languages: `recipe.sql`, `recipe.py`, `recipe.R` and `recipe.do` in `code_snippets/<recipe>/`.

    Passes: all four. Fails: one is missing, or empty; or the folder has code, and there is no definition `variables/recipes/<theme>/<recipe>.yaml`.
    """
    for recipe in catalogue.recipes.values():
        for language in FILES:
            path = path_of(recipe.id, language)
            if not catalogue.code.get(path, "").strip():
                yield "recipe", recipe.id, ("id",), f"there is no {NAMES[language]} for this recipe", f"write {path}"
    for id, path in {path.split("/")[1]: path for path in sorted(catalogue.code, reverse=True) if path != TESTED_JOINS}.items():
        # where a case stands beside the code, the rule about cases says the same
        if id not in catalogue.recipes and id not in catalogue.cases and ("recipe", id) not in catalogue.broken:
            help = did_you_mean(id, catalogue.recipes, f"add the file variables/recipes/<theme>/{id}.yaml, or delete the folder")
            yield "file", path, (), f"there is no recipe `{id}`, whose code this would be", help


def case_fits(catalogue: Catalogue) -> Iterator[Finding]:
    """A case belongs to a recipe, and its rows fit: each table is an input, each column is declared, each cell is of its type, and each code is one that the form lists.

    Passes: a table `school_census` with the header `PupilMatchingRefAnonymous,FSMeligible` where both are inputs. Fails: a date written as 31/03/2012.
    A code that the form does not list is named under `unlisted:`, where the case is about it. A column that a case does not name is missing in all rows.
    """
    faulty = {id for _, id, *_ in recipe_inputs(catalogue)}
    for recipe_id, cases in catalogue.cases.items():
        recipe = catalogue.recipes.get(recipe_id)
        made = tuple(kinds(output_columns(recipe)).items()) if recipe else ()
        for name, case in cases.items():
            id = f"{recipe_id}/{name}"
            if recipe is None:
                if ("recipe", recipe_id) not in catalogue.broken:
                    help = did_you_mean(recipe_id, catalogue.recipes, f"add the file variables/recipes/<theme>/{recipe_id}.yaml")
                    yield "case", id, (), f"there is no recipe `{recipe_id}`, in whose folder this case stands", help
                continue
            if recipe_id not in faulty:  # the rows of a case fit no input that is wrong itself
                for keys, message, help in _given_faults(catalogue, recipe, case):
                    yield "case", id, keys, message, help
            for keys, message, help in _case_faults(recipe, case, made):
                yield "case", id, keys, message, help


def _given_faults(catalogue: Catalogue, recipe: Recipe, case: Case) -> Iterator[tuple[tuple[Key, ...], str, str]]:
    inputs = {given.name: given for given in recipe.inputs}
    for name, text in case.given.items():
        if name not in inputs:
            yield ("given", name, Part(name)), f"`{name}` is not an input of the recipe", did_you_mean(name, inputs, f"the inputs are: {', '.join(inputs)}")
            continue
        wanted, codes = catalogue.once(f"input {name} of {recipe.id}", partial(_wanted, catalogue, inputs[name]))
        rows, faults = _read(text, wanted, some=True)
        for fault in faults or _unlisted(inputs[name], codes, rows, set(case.unlisted)):
            yield ("given", name, *_piece(fault)), fault.message, fault.help


def _case_faults(recipe: Recipe, case: Case, wanted: Wanted) -> Iterator[tuple[tuple[Key, ...], str, str]]:
    """What is wrong with a case but for its given rows. `wanted`: the columns of the result."""
    expected, faults = _read(case.expected, wanted)
    yield from ((("expected", *_piece(fault)), fault.message, fault.help) for fault in faults)
    if case.naive:
        wrong, wrongs = _read(case.naive.gives, wanted)
        yield from ((("naive", "gives", *_piece(fault)), fault.message, fault.help) for fault in wrongs)
        if not faults and not wrongs and in_order(expected) == in_order(wrong):
            yield ("naive", "gives"), "the naive way gives the expected rows, so it does not fail here", "write the rows that it gives, or another case in which it fails"
    rules = [one.id for one in recipe.rules]
    for index, rule in enumerate(case.rules):
        if rule not in rules and len(set(rules)) == len(rules):  # where two rules share a name, one lost its own
            yield ("rules", index), f"the recipe has no rule `{rule}`", did_you_mean(rule, rules, "name rules of the recipe")
    for index, caveat in enumerate(case.caveats):
        if caveat not in recipe.caveats:
            yield ("caveats", index), f"the recipe does not name the trap `{caveat}`", did_you_mean(caveat, recipe.caveats, "add it to `caveats:` of the recipe")
    if case.caveats and not case.naive:
        yield ("caveats",), "a case of a trap says how naive code fails", "add `naive:` with `way:` and `gives:`"
    known = {parameter.name: parameter for parameter in recipe.parameters}
    for name, value in case.parameters.items():
        if name not in known:
            yield ("parameters", name), f"the recipe has no parameter `{name}`", did_you_mean(name, known, "name a parameter of the recipe")
            continue
        if known[name].choices and str(value) not in known[name].choices:
            yield ("parameters", name), f"`{value}` is not a choice of `{name}`", f"write one of: {', '.join(known[name].choices)}"
            continue
        if not fits(known[name], known[name].default):
            continue  # its own type is in doubt
        try:
            check_parameter(known[name], value)
        except ParameterError as error:
            yield ("parameters", name), f"`{name}` {error}", "correct the value"


Wanted = tuple[tuple[str, ColumnKind], ...]
Listed = dict[str, list[str | int | float]]


def _wanted(catalogue: Catalogue, given: RecipeInput) -> tuple[Wanted, Listed]:
    """The columns of an input with their kinds, and the codes of those whose codes the request form lists. A column whose definition could not be read may hold any text."""
    found = kinds(input_columns(catalogue, given))
    listed: Listed = {}
    for column in table_columns(catalogue, given):
        if column.variable and type_in_doubt(catalogue, column.variable):
            found[column.name] = "text"
        elif codes := listed_codes(catalogue, column):
            listed[column.name] = codes
    broken: Wanted = tuple((name, "text") for name in given.columns if name not in found)
    return (*found.items(), *broken), listed


@lru_cache(maxsize=1 << 13)
def _read(text: str, wanted: Wanted, some: bool = False) -> tuple[Rows, list[Fault]]:
    """The rows of a table of a case; remembered for `leo-kb serve`, which checks all cases at each change."""
    return read_rows(text, dict(wanted), some=some)


def _piece(fault: Fault) -> tuple[Part, ...]:
    """Where in a text of CSV a fault stands, as near as can be told."""
    return (Part(fault.piece),) if fault.piece else ()


def _unlisted(given: RecipeInput, listed: Listed, rows: Rows, allowed: set[str]) -> Iterator[Fault]:
    """Codes in a case that the request form does not list."""
    for place, name in enumerate(rows.kinds):
        codes = listed.get(name)
        if not codes:
            continue
        for number, row in enumerate(rows.rows, 1):
            value = row[place]
            if value is not None and value not in codes and str(value) not in allowed:
                message = f"`{value}` in row {number} is not a code of {given.table}.{name}"
                yield Fault(number, name, str(value), message, f"write one of: {', '.join(map(str, codes[:12]))}; or name it under `unlisted:` where the case is about such a code")


def rules_shown(catalogue: Catalogue) -> Iterator[Finding]:
    """Every rule of a recipe and every trap that it names is shown by a case, and there are at least six cases.

    Passes: a rule `latest-wins`, and a case with `rules: [latest-wins]`. Fails: no case names it.
    """
    for recipe in catalogue.recipes.values():
        cases = catalogue.cases.get(recipe.id, {})
        if any(kind == "case" and id.startswith(f"{recipe.id}/") for kind, id in catalogue.broken):
            continue
        if len(cases) < LEAST_CASES:
            yield "recipe", recipe.id, ("id",), f"the recipe has {len(cases)} case{'' if len(cases) == 1 else 's'}, and {LEAST_CASES} are the least", f"add cases to code_snippets/{recipe.id}/cases/"
        shown = {rule for case in cases.values() for rule in case.rules}
        for index, rule in enumerate(recipe.rules):
            if rule.id not in shown:
                yield "recipe", recipe.id, ("rules", index, "id"), f"no case shows the rule `{rule.id}`", f"add it to `rules:` of a case in code_snippets/{recipe.id}/cases/, or write one"
        fallen = {caveat for case in cases.values() for caveat in case.caveats}
        for index, caveat in enumerate(recipe.caveats):
            if caveat not in fallen and caveat in catalogue.caveats:
                yield "recipe", recipe.id, ("caveats", index), f"no case shows the trap `{caveat}`", f"add a case to code_snippets/{recipe.id}/cases/ in which naive code falls into it"


def caveats_once(catalogue: Catalogue) -> Iterator[Finding]:
    """A trap has an id of its own, and bears on entries that there are.

    Passes: `about: [leo_employment]`. Fails: `about: [employment_table]`.
    """
    if ("caveats", "caveats") not in catalogue.entries:
        return
    caveats = list(catalogue.entries["caveats", "caveats"].record.caveats)  # type: ignore[attr-defined]
    for index, caveat in enumerate(caveats):
        if caveat.id in [other.id for other in caveats[:index]]:
            yield "caveats", "caveats", ("caveats", index, "id"), f"the id `{caveat.id}` is taken", "choose another"
        for place, name in enumerate(caveat.about):
            if catalogue.kind_of(name) is None and not may_be_broken(catalogue, name):
                known = [*catalogue.variables, *catalogue.tables, *catalogue.concepts]
                yield "caveats", "caveats", ("caveats", index, "about", place), f"there is no entry `{name}`", did_you_mean(name, known, "write the id of a variable, table or concept")


def nothing_to_fill_in(catalogue: Catalogue) -> Iterator[Finding]:
    """A recipe that `leo-kb recipe new` has begun is finished: nowhere in its definition, its code and its cases is there FILL IN.

    Passes: `short: Whether a pupil was ever entitled to free school meals.` Fails: `short: FILL IN one sentence for lists.`
    """
    help = "write there what it asks for"
    for kind in ("recipe", "case"):
        for (found, id), entry in catalogue.entries.items():
            if found == kind:
                for keys, text in entry.once(_not_filled_in):
                    yield kind, id, (*keys, Part(_MARK)), f"this is not filled in: {_words_at(text, _MARK)}", help
    for path, code in sorted(catalogue.code.items()):
        if _MARK in code:
            line = code.count("\n", 0, code.index(_MARK)) + 1
            yield "file", path, (), f"line {line} is not filled in: {_words_at(code, _MARK)}", help


_MARK = "FILL IN"


def _not_filled_in(entry: Entry) -> list[tuple[tuple[Key, ...], str]]:
    if _MARK not in entry.record.model_dump_json():  # asked first, for it is written by compiled code, and nearly always enough
        return []
    return [(keys, text) for keys, text in _texts(entry.record.model_dump(by_alias=True), ()) if _MARK in text]


def _texts(value: object, keys: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], str]]:
    """Every text in a record, with the keys that lead to it."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*keys, key))
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*keys, index))


def _words_at(text: str, mark: str) -> str:
    return " ".join(text[text.index(mark) :].splitlines()[0].split()[:8])
