"""The code that shows what a variable holds: in every language the same rows, for every variable, on synthetic people."""

import json
import re
from dataclasses import replace
from keyword import iskeyword

import pytest
from recipes.real import CATALOGUE, need
from recipes.stata import run_do
from recipes.test_recipes import from_stata

from build_tools.first_look import COUNTED, MARK, STATA_NAME, first_look, shared_look
from build_tools.logical import logical_tables
from build_tools.recipe_records import NewColumn, Recipe, RecipeInput, RecipeOutput
from build_tools.recipes.cells import Rows, differences, normal_rows
from build_tools.recipes.definition import RUN, inputs_of, kind_of_type, kinds, path_of
from build_tools.recipes.engines import RecipeError, Sql, frame_of
from build_tools.recipes.testing import draw_tables, run_synthetic, use_tables
from build_tools.roles import role_of
from build_tools.sqltext import quoted
from build_tools.stack import named_columns

PEOPLE = 100
TABLES = [id for id, table in logical_tables(CATALOGUE).items() if CATALOGUE.by_table[id]]


def looks_of(table):
    """The first looks at a table that differ in more than a name."""
    looks = [first_look(CATALOGUE, variable) for variable in CATALOGUE.by_table[table]]
    different = {(look.look, look.column.type, look.labels): look for look in looks}
    return {look.name: look for look in different.values()}


def columns_of(look):
    """The columns that the result is to have, with their types."""
    by = dict.fromkeys(look.by, "text")
    if look.look == "values":
        return by | {look.column.name: kind_of_type(look.column.type), "rows_held": "integer"} | ({"label": "text"} if look.labels else {})
    last = {"number": {"mean": "number"}, "date": {"first": "date", "last": "date"}, "other": {"different": "integer"}}[look.look]
    return by | {"rows_held": "integer", "with_value": "integer"} | last


def as_recipe(look):
    given = RecipeInput.model_construct(
        table=look.table.id, recipe=None, outside=None, columns=[*look.by, look.column.name], new_columns=[], example=None, why=""
    )
    columns = [
        NewColumn.model_construct(name=name, type=kind, description="", codes={}, lowest=None, highest=None, missing="")
        for name, kind in columns_of(look).items()
    ]
    output = RecipeOutput.model_construct(row="", key=[], columns=columns, spells=None)
    return Recipe.model_construct(id=look.name, inputs=[given], output=output, parameters=[])


def code_to_run(look, language):
    """The code, told to keep its rows, which it shows as it is printed."""
    code = look.codes[language]
    call = f"{look.name}({look.table.id})\n" if language == "r" else f"print({look.name}({look.table.id}))\n"
    if language != "sql":
        assert code.endswith(call)
        code = code.removesuffix(call)
    if language == "r":  # the mean of nothing is NaN there, which counts as missing, and NULL in SQL
        return re.sub(r"(mean\(\w+, na.rm = TRUE\))", r"ifelse(is.nan(\1), NA, \1)", code)
    if language != "sql":
        return code
    code, found = re.subn(r"\nFROM work\.", f"\nINTO work.{look.name}\nFROM work.", code)
    assert found == 1
    return re.sub(r"\nORDER BY .*;", ";", code)


def trial_of(looks, languages=RUN):
    """A catalogue in which the looks are recipes, to run them by the same means."""
    recipes = {name: as_recipe(look) for name, look in looks.items()}
    code = {path_of(name, language): code_to_run(look, language) for name, look in looks.items() for language in languages}
    return replace(CATALOGUE, recipes=recipes, cases={}, code=code, kept={})


@pytest.mark.parametrize("table", TABLES)
def test_languages_agree(table):
    need("sql", "python", "r")
    trial = trial_of(looks_of(table))
    faults, rows = [], 0
    for name, of_language in run_synthetic(trial, trial.recipes, PEOPLE, RUN).items():
        for language, found in of_language.items():
            if isinstance(found, RecipeError):
                faults.append(f"{name} in {language}: {found}")
            elif isinstance(of_language["sql"], Rows):
                rows += len(found.rows)
                faults += [f"{name} in {language}: {line}" for line in differences(of_language["sql"], found, [])]
    assert not faults, "\n".join(faults[:20])
    assert rows


@pytest.mark.parametrize("table", TABLES)
def test_do_files_agree(table, tmp_path):
    """The do-files, in our own reading of Stata: what there is no Stata for."""
    looks = looks_of(table)
    trial = trial_of(looks, ["sql"])
    sql = Sql(trial)
    use_tables(sql, trial, [], draw_tables(trial, trial.recipes.values(), PEOPLE, tmp_path))
    for name, look in looks.items():
        if any('"' in label for _, label in look.labels):
            continue  # quotation marks of two signs, which our reading of Stata does not know
        recipe = trial.recipes[name]
        ((_, columns),) = inputs_of(trial, recipe).items()
        rows = sql.connection.execute(f"SELECT {', '.join(map(quoted, columns))} FROM work.{table}").fetchall()
        if not rows:
            continue  # Stata stops where there is nothing to collapse
        frame = frame_of(columns, normal_rows(kinds(columns), rows)).rename(columns={look.column.name: look.stata_name})
        assert look.codes["stata"].endswith("\nlist\n")
        made = run_do(look.codes["stata"].removesuffix("list\n") + 'save "made.dta", replace\n', {table: frame})["made"]
        sql.run(recipe, {})
        expected = sql.result(recipe)
        wanted = {column: kind for column, kind in columns_of(look).items() if column != "label" or not look.is_number}
        places = [list(columns_of(look)).index(column) for column in wanted]
        expected = normal_rows(wanted, ([row[place] for place in places] for row in expected.rows))
        found = made[[look.stata_name if column == look.column.name else column for column in wanted]].itertuples(index=False)
        found = normal_rows(wanted, ([from_stata(value, kind) for value, kind in zip(row, wanted.values(), strict=True)] for row in found))
        assert not differences(expected, found, []), name
        if look.labels and look.is_number:
            pairs = re.findall(r'^    (\S+) "(.*?)"(?: ///|, replace)$', look.codes["stata"], re.M)
            assert tuple(pairs) == look.labels, name
            assert f"\nlabel values {look.stata_name} {look.stata_name}\n" in look.codes["stata"]


def test_names_stand_in_code_as_they_are():
    """No column is called as a column that the code makes, and each name can stand in R, pandas and Stata without quotation marks."""
    made = {"rows_held", "label", "with_value", "mean", "first", "last", "different", "codes", "labels", "rows", "values", "pd"}
    r = {"if", "else", "for", "in", "while", "repeat", "function", "next", "break", "TRUE", "FALSE", "NULL", "NA", "Inf", "NaN"}
    stata = {"if", "in", "using", "with", "int", "long", "byte", "float", "double", "strL"}
    for variable in CATALOGUE.variables.values():
        name = first_look(CATALOGUE, variable).column.name
        assert name.lower() not in made
        assert re.fullmatch(r"[A-Za-z]\w*", name), name
        assert not iskeyword(name) and name not in r | stata
    for table, variables in CATALOGUE.by_table.items():
        names = [first_look(CATALOGUE, variable).stata_name.lower() for variable in variables]
        assert len(set(names)) == len(names) and max(map(len, names)) <= STATA_NAME, table


def test_what_is_paid_or_counted_is_not_listed_value_by_value():
    """Thousands of amounts, each with its few people, say nothing, and none of them could leave the secure environment."""
    listed = []
    for variable in CATALOGUE.variables.values():
        look = first_look(CATALOGUE, variable)
        if variable.type == "number" and variable.unit not in (None, "years", "months") and role_of(CATALOGUE, variable) not in COUNTED:
            listed += [variable.id] if look.look == "values" else []
    assert not listed
    assert first_look(CATALOGUE, CATALOGUE.variables["leo_earnings.Earnings"]).look == "number"


def test_code_names_its_command():
    """The command in the SQL makes a long table with the very column, whatever else bears its name."""
    for variable in CATALOGUE.variables.values():
        look = first_look(CATALOGUE, variable)
        program, command, table, option, name = look.command.split()
        assert (program, command, table, option) == ("leo-kb", "stack", look.table.id, "--columns")
        assert f"To replace that table by one with this column alone: {look.command}\n" in look.codes["sql"]
        if not look.column.added:
            assert named_columns(CATALOGUE, look.table, [name]) == (look.column.name,)


def test_shared_code_is_the_code():
    """Code that is written once for many variables, with a mark for the name, is what each of them would have."""
    shared = 0
    for variable in CATALOGUE.variables.values():
        look = first_look(CATALOGUE, variable)
        if form := shared_look(CATALOGUE, look):
            shared += 1
            for language in ("sql", "python", "r", "stata"):
                assert form.codes[language].replace(MARK, look.column.name) == look.codes[language]
    assert shared > 4000


def test_texts_are_written_as_each_language_wants_them():
    early = first_look(CATALOGUE, CATALOGUE.variables["ks4_pupil.KS4_NORFLAG"]).codes["sql"]
    assert "THEN N'Early taker with ≥ 5 GCSE/GNVQs'" in early and " THEN 'N" not in early
    look = first_look(CATALOGUE, CATALOGUE.variables["cin_service_provision.ServiceType"])
    label = next(label for _, label in look.labels if '"' in label)
    assert f"THEN '{label}'" in look.codes["sql"]
    assert f"`\"{label}\"'" in look.codes["stata"]
    for language in ("python", "r"):
        assert json.dumps(label) in look.codes[language]
