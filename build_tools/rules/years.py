"""Rules about years."""

from __future__ import annotations

from collections.abc import Iterator

from build_tools.catalogue import Catalogue
from build_tools.rules.findings import Finding
from build_tools.source import Key
from build_tools.years import YearError, Years, year_label


def one_year(catalogue: Catalogue) -> Iterator[Finding]:
    """The first and the last year of a table or of a code are one year each.

    Passes: `from: 2001/02`. Fails: `from: 2001/02-2004/05`.
    """
    for table in catalogue.tables.values():
        yield from _more_than_one("table", table.id, ("years",), table.years.from_, table.years.to)
    for kind, owners in (("code_list", catalogue.code_lists), ("variable", catalogue.variables)):
        for id, owner in owners.items():
            for index, code in enumerate(owner.codes or ()):
                yield from _more_than_one(kind, id, ("codes", index), code.from_, code.to)


def _more_than_one(kind: str, id: str, keys: tuple[Key, ...], first: str | None, last: str | None) -> Iterator[Finding]:
    for key, word, text in (("from", "first", first), ("to", "last", last)):
        if text is not None and ("-" in text or "," in text):
            yield kind, id, (*keys, key), f"`{text}` is not one year", f"write the {word} year alone, as 2011/12"


def years_in_order(catalogue: Catalogue) -> Iterator[Finding]:
    """A table's first year does not come after its last.

    Passes: `from: 2001/02` and `to: 2020/21`. Fails: the two swapped.
    """
    for table in catalogue.tables.values():
        span = catalogue.span(table)
        if span and span[0] > span[1] and "-" not in f"{table.years.from_}{table.years.to}":
            yield (
                "table",
                table.id,
                ("years", "to"),
                f"the last year {year_label(span[1])} comes before the first, {year_label(span[0])}",
                "swap the two",
            )


FEW_OUTSIDE, SHARE_OUTSIDE = 5, 0.25
"""Where more variables than these, and a larger share of a table, lie outside its years, it is the table that is wrong."""


def years_of_table(catalogue: Catalogue) -> Iterator[Finding]:
    """A variable is held in at least one year of its table. Years outside are kept where the form prints them, but not alone. Where much of a table lies outside, it is told once, of the table.

    Passes: `2015/16-2017/18` in a table that ends in 2015/16. Fails: `1985/86` in a table that begins in 2001/02.
    """
    for table, variables in catalogue.by_table.items():
        span = catalogue.span(catalogue.tables[table])
        if span is None or span[0] > span[1]:
            continue
        of_table = f"the years of the table, {year_label(span[0])} to {year_label(span[1])}"
        outside = [variable for variable in variables if variable.years != "unknown" and not Years.parse(variable.years).overlap(*span)]
        if len(outside) > max(FEW_OUTSIDE, len(variables) * SHARE_OUTSIDE):
            message = f"{len(outside)} of {len(variables)} variables lie outside {of_table}, such as `{outside[0].id}` with {outside[0].years}"
            yield "table", table, ("years",), message, "correct `from:` or `to:`, or the years of the variables"
            continue
        for variable in outside:
            yield "variable", variable.id, ("years",), f"`{variable.years}` lies outside {of_table}", "correct the years, or those of the table in its _table.yaml"


def old_name_years(catalogue: Catalogue) -> Iterator[Finding]:
    """The years of an old name are ranges of years, or `to` and its last year.

    Passes: `years: to 2011/12`, `years: 2005/06-2011/12`. Fails: `years: before 2012`.
    """
    for variable in catalogue.variables.values():
        for index, old in enumerate(variable.old_names):
            try:
                Years.parse(old.years.removeprefix("to ")) if old.years else None
            except YearError as error:
                message, _, cure = str(error).rpartition(": ")
                yield (
                    "variable",
                    variable.id,
                    ("old_names", index, "years"),
                    message,
                    f"{cure}, or the last year as `to 2011/12`",
                )


def years_explained(catalogue: Catalogue) -> Iterator[Finding]:
    """Unknown years come with the reason.

    Passes: `years: unknown` with `years_note: The years cell of the form is blank.` Fails: without the note.
    """
    for variable in catalogue.variables.values():
        if variable.years == "unknown" and not variable.years_note:
            yield (
                "variable",
                variable.id,
                ("years",),
                "the years are unknown, and nothing says why",
                "add `years_note:` with the reason",
            )
