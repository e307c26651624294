"""Rules about what the synthetic extract and the stacker read: rows, hints and year columns."""

from __future__ import annotations

from collections.abc import Iterator

from build_tools.catalogue import Catalogue, stem_of, table_of
from build_tools.records import SyntheticValues
from build_tools.rules.findings import Finding, did_you_mean
from build_tools.rules.links import may_be_broken
from build_tools.source import Key

OF_PEOPLE = ("people-years", "people", "spells", "applications")


def year_column(catalogue: Catalogue) -> Iterator[Finding]:
    """`column:` of the years of a table names one of its variables by its stem, and `written:` says how that writes a year, for `2012`
    alone can be 2011/12 or 2012/13.

    Passes: `column: TaxYear` with `written: both`. Fails: a stem that no variable of the table has, or `column:` without `written:`.
    """
    for table in catalogue.tables.values():
        column = table.years.column
        if column is None:
            continue
        stems = [stem_of(variable.id) for variable in catalogue.by_table[table.id]]
        if column not in stems and not may_be_broken(catalogue, f"{table.id}.{column}"):
            help = did_you_mean(
                column, stems, "write the stem of the variable, the part of its id behind the full stop"
            )
            yield "table", table.id, ("years", "column"), f"`{table.id}` has no variable `{column}`", help
        elif table.years.written is None:
            message = f"nothing says how `{column}` writes a year"
            help = "add `written:` with start, end, both or label: 2011/12 as 2011, 2012, 201112 or 2011/12"
            yield "table", table.id, ("years", "column"), message, help


def synthetic_rows(catalogue: Catalogue) -> Iterator[Finding]:
    """A table says which rows the synthetic extract makes for it, and whose they are where they are of people.

    Passes: `synthetic: {rows: people-years, people: pupil}`. Fails: no `synthetic:`, the same without `people:`, or more as the fewest
    rows than as the most.
    """
    for table in catalogue.tables.values():
        rows = table.synthetic
        if rows is None:
            help = "copy the line `synthetic:` of a table of the same grain; the fields page explains it"
            yield "table", table.id, (), "nothing says which rows the synthetic extract makes", help
        elif rows.rows in OF_PEOPLE and rows.people is None:
            help = "add `people:` with pupil, learner, student, applicant or matched"
            yield "table", table.id, ("synthetic", "rows"), f"nothing says whose {rows.rows} they are", help
        elif rows.least > rows.most:
            message = f"a person would have at least {rows.least} rows and at most {rows.most}"
            yield "table", table.id, ("synthetic", "least"), message, "make `least:` no larger than `most:`"


def synthetic_values(catalogue: Catalogue) -> Iterator[Finding]:
    """A hint for synthetic values names variables that are there: `with` and `sum_of` of the same table, `from` of any. No sum is part
    of itself, and no variable repeats itself.

    Passes: `sum_of: [absence.AuthorisedAbsence_Annual]` in a variable of `absence`. Fails: a variable of another table, or of none.
    """
    for variable in catalogue.variables.values():
        for keys, id in _named(variable.synthetic):
            if id not in catalogue.variables:
                if not may_be_broken(catalogue, id):
                    help = did_you_mean(id, catalogue.variables, "write the full id, `<table>.<stem>`")
                    yield "variable", variable.id, keys, f"there is no variable `{id}`", help
            elif keys[1] != "from" and table_of(id) != table_of(variable.id):
                message = f"`{id}` is a variable of another table"
                yield "variable", variable.id, keys, message, f"name a variable of `{table_of(variable.id)}`"
            elif keys[1] == "from" and variable.id in (circle := catalogue.repeated(id)) and variable.id == min(circle):  # told once
                message = f"`{variable.id}` would repeat itself"
                yield "variable", variable.id, keys, message, "leave out one of the `from:` that lead back to it"
            elif keys[1] == "sum_of" and variable.id in _parts_of(catalogue, id):
                message = f"`{variable.id}` would be a part of itself"
                yield "variable", variable.id, keys, message, "leave out one of the sums that lead back to it"


def _parts_of(catalogue: Catalogue, id: str) -> set[str]:
    """A variable and all that it adds up, and what those add up."""
    found: set[str] = set()
    todo = [id]
    while todo:
        one = todo.pop()
        hint = catalogue.variables[one].synthetic if one in catalogue.variables else None
        if one not in found and hint:
            todo += hint.sum_of
        found.add(one)
    return found


def _named(hint: SyntheticValues | None) -> Iterator[tuple[tuple[Key, ...], str]]:
    """The variables that a hint names, each with the keys that lead to it."""
    if hint is None:
        return
    if hint.with_:
        yield ("synthetic", "with"), hint.with_
    if hint.from_:
        yield ("synthetic", "from"), hint.from_
    for index, id in enumerate(hint.sum_of):
        yield ("synthetic", "sum_of", index), id
