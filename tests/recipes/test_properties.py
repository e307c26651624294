"""What holds for any tables, however odd: the order of rows and exact duplicates change nothing, languages agree, promises are kept, missing is not zero."""

import random
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from build_tools.logical import logical_table
from build_tools.recipes.cells import Rows, differences
from build_tools.recipes.definition import inputs_of, kinds
from build_tools.recipes.engines import RecipeError, Sql, frame_of, frame_rows, run_python
from build_tools.recipes.testing import broken_promises, outside_rows
from build_tools.sqltypes import codes_in_data

from .real import CATALOGUE, RECIPES, need

DATES = [date(2008, 4, 5), date(2009, 9, 1), date(2010, 4, 6), date(2011, 2, 28), date(2012, 2, 29), date(2012, 8, 31), date(2015, 3, 31), date(2020, 12, 31), date(9999, 12, 31), date(1999, 9, 1)]  # fmt: skip
LABELS = ["2004/05", "2009/10", "2010/11", "2011/12", "2012/13", "2014/15", "2016/17", "2018/19", "2019/20", "2020/21"]
NUMBERS = [0, 1, 2, 3, 5, 7, 10, 12, 38, 99, -1, -10, 2011, 201112, 10**6]
SETTINGS = settings(max_examples=12, deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
"""Failures are not made smaller: tables have eight rows at most, and making them smaller takes minutes."""


def values_of(kind, name, codes):
    """What a column may hold in a random table; None comes on top."""
    lower = name.lower()
    if lower == "cohort" or (kind == "text" and re.search(r"year(?!_?group)", lower)):
        return LABELS
    if lower == "census_term":
        return ["autumn", "spring", "summer"]
    if kind == "date":
        return DATES
    if codes:
        return codes[:12]
    if kind == "text":
        return ["SYN-A", "SYN-B", "SYN-C"]
    if kind == "flag":
        return [0, 1]
    return NUMBERS if kind == "integer" else [*map(float, NUMBERS), 0.5, 9.95]


def table_strategy(given_input, columns):
    """Rows of an input. Results of other recipes keep the promises of those: unique keys, limits, no missing where none may be."""
    strategies = []
    if given_input.recipe:
        upstream = CATALOGUE.recipes[given_input.recipe].output
        made = {column.name: column for column in upstream.columns}
        for name, column in columns.items():
            one = made[name]
            values = [int(code) if column.kind in ("integer", "flag") else code for code in one.codes] or values_of(column.kind, name, [])
            low, high = one.lowest, one.highest
            values = [value for value in values if isinstance(value, str | date) or ((low is None or value >= low) and (high is None or value <= high))] or [low if low is not None else high]
            may_miss = one.missing is not None
            strategies.append(st.sampled_from([*values, None] if may_miss else values))
        key = [list(columns).index(name) for name in upstream.key if name in columns]
        unique = (lambda row: tuple(row[place] for place in key)) if len(key) == len(upstream.key) else None
        rows = st.lists(st.tuples(*strategies), max_size=8, unique_by=unique)
        spells = upstream.spells
        if spells and {*spells.of, spells.start, spells.end} <= {*columns}:
            names = list(columns)
            return rows.map(lambda found: apart(found, [names.index(name) for name in spells.of], names.index(spells.start), names.index(spells.end)))
        return rows
    known = logical_table(CATALOGUE, given_input.table).by_name
    for name, column in columns.items():
        variable = known[name.lower()].variable
        codes = [code.code for code in codes_in_data(CATALOGUE, variable)] if variable else []
        typed = [int(code) if column.kind in ("integer", "flag") else float(code) if column.kind == "number" else code for code in codes]
        typed = [] if column.kind == "date" else typed
        values = values_of(column.kind, name, typed)
        strategies.append(st.sampled_from(values if name in ("academic_year", "tax_year", "cycle_year") else [*values, None]))
    return st.lists(st.tuples(*strategies), max_size=8)


def apart(rows, of, start, end):
    """The rows without those that share a day with one that is kept; those that end before they start have no day."""
    kept, taken = [], {}
    for row in rows:
        spans = taken.setdefault(tuple(row[place] for place in of), [])
        first, last = row[start], row[end]
        if first is None or last is None or first > last:
            kept.append(row)
        elif all(last < begins or first > ends for begins, ends in spans):
            spans.append((first, last))
            kept.append(row)
    return kept


def tables_strategy(recipe):
    columns = inputs_of(CATALOGUE, recipe)
    parts = {
        given_input.name: st.just(outside_rows(CATALOGUE, recipe, given_input.name).rows) if given_input.outside else table_strategy(given_input, columns[given_input.name])
        for given_input in recipe.inputs
    }
    return st.fixed_dictionaries(parts)


class Runner:
    """A recipe in SQL, read once, and in Python."""

    def __init__(self, recipe):
        self.recipe, self.columns = recipe, inputs_of(CATALOGUE, recipe)
        self.engine = Sql(CATALOGUE)
        self.statements = self.engine.statements(recipe, {})

    def sql(self, tables):
        for name, rows in tables.items():
            self.engine.load(name, self.columns[name], Rows(kinds(self.columns[name]), rows))
        for statement in self.statements:
            self.engine.connection.execute(statement)
        return self.engine.result(self.recipe)

    def python(self, tables):
        frames = {name: frame_of(self.columns[name], Rows(kinds(self.columns[name]), rows)) for name, rows in tables.items()}
        try:
            return frame_rows(self.recipe, run_python(CATALOGUE, self.recipe, frames, {}))
        except RecipeError as error:
            raise AssertionError(str(error)) from None

    def same(self, one, other):
        return differences(one, other, self.recipe.output.key)


@pytest.mark.parametrize("id", RECIPES)
def test_any_tables(id):
    need("sql", "python")
    recipe = CATALOGUE.recipes[id]
    runner = Runner(recipe)
    leo = {given_input.name for given_input in recipe.inputs if given_input.table}

    @SETTINGS
    @given(tables_strategy(recipe), st.integers(0, 5))
    def check(tables, seed):
        first = runner.sql(tables)
        assert not broken_promises(recipe, first)
        assert not runner.same(first, runner.python(tables)), "SQL and Python differ"
        dice = random.Random(seed)
        shuffled = {name: dice.sample(rows, len(rows)) for name, rows in tables.items()}
        assert not runner.same(first, runner.sql(shuffled)), "the order of rows changes the result"
        assert not runner.same(first, runner.python(shuffled)), "the order of rows changes the result in Python"
        doubled = {name: rows + dice.choices(rows, k=len(rows)) if name in leo and rows else rows for name, rows in tables.items()}
        assert not runner.same(first, runner.sql(doubled)), "exact duplicates change the result"
        assert not runner.same(first, runner.python(doubled)), "exact duplicates change the result in Python"

    check()


KEYS = ("pmr", "edukey", "person", "learner", "ae_id", "pupilmatchingrefanonymous", "external_id", "entkey", "unique_id", "unique_application_id", "academic_year", "tax_year", "cycle_year", "census_term")  # fmt: skip


def measures(recipe):
    """Place and name of the columns of a result that may be missing."""
    return [(place, column.name) for place, column in enumerate(recipe.output.columns) if column.missing and column.name not in recipe.output.key and column.type != "text"]


MEASURING = [id for id in RECIPES if measures(CATALOGUE.recipes[id]) and not CATALOGUE.recipes[id].builds_on]
"""Recipes with such columns that read LEO alone: what other recipes promise is never missing can not be taken away."""


@pytest.mark.parametrize("id", MEASURING)
def test_missing_never_becomes_zero(id):
    """Where everything but the keys is missing, no measure that may be missing is 0."""
    need("sql", "python")
    recipe = CATALOGUE.recipes[id]
    runner = Runner(recipe)
    places = {name: [any(key in column.lower() for key in KEYS) for column in columns] for name, columns in runner.columns.items()}
    may_miss = measures(recipe)

    @SETTINGS
    @given(tables_strategy(recipe))
    def check(tables):
        for given_input in recipe.inputs:
            if given_input.table:
                kept = places[given_input.name]
                tables[given_input.name] = [tuple(value if keep else None for value, keep in zip(row, kept, strict=True)) for row in tables[given_input.name]]
        for found in (runner.sql(tables), runner.python(tables)):
            for row in found.rows:
                assert [name for place, name in may_miss if row[place] == 0 and row[place] is not None] == []

    check()


@pytest.mark.parametrize("id", RECIPES)
def test_python_never_asks_the_clock_or_chance(id, monkeypatch):
    """Not two clocks, but none: whoever asks for the time or for a random number fails."""
    import numpy
    import pandas

    def refuse(*_, **__):
        raise AssertionError("the result must not depend on the clock or on chance")

    need("python")
    for owner, names in ((pandas.Timestamp, ("now", "today", "utcnow")), (numpy.random, ("rand", "random", "choice", "default_rng")), (random, ("random", "choice", "shuffle")), (pandas.DataFrame, ("sample",)), (pandas.Series, ("sample",))):
        for name in names:
            monkeypatch.setattr(owner, name, refuse)
    recipe = CATALOGUE.recipes[id]
    from build_tools.recipes.testing import case_failures

    assert not list(case_failures(CATALOGUE, [recipe], ["python"]))
