"""What several commands may be asked, checked: tables, years, schemas. Every refusal is in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from build_tools.catalogue import Catalogue
from build_tools.problems import UserError, nearest
from build_tools.years import YearError, Years

_PROJECT = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,29}\Z")


def one_of(option: str, word: str, known: Iterable[str]) -> str:
    """The word, if it is one of those known."""
    words = list(known)
    if word not in words:
        near = nearest(word, words)
        raise UserError(
            f"{option} {word}: there is no such choice{f'; did you mean {near}?' if near else ''} It is one of: {', '.join(words)}"
        )
    return word


def tables_of(catalogue: Catalogue, text: str, one: bool = False) -> tuple[str, ...]:
    """The ids of tables named with commas between them, in the order of tables; with `one`, of a single table. Raises UserError for any other name."""
    names = [text] if one else [name.strip() for name in text.split(",") if name.strip()]
    ids = {id.lower(): id for id in catalogue.tables}
    for name in names:
        if name.lower() not in ids:
            near = nearest(name.lower(), ids)
            raise UserError(
                f"there is no table `{name}`{f'; did you mean `{near}`?' if near else ''} The tables are: {', '.join(catalogue.tables)}"
            )
    if not names:
        raise UserError(
            "no table is named: give their ids with commas between them, as --tables school_census,ks4_pupil, or --all"
        )
    return tuple(id for id in catalogue.tables if id.lower() in {name.lower() for name in names})


def wanted_years(catalogue: Catalogue, tables: Iterable[str], text: str | None) -> frozenset[int] | None:
    """The starting years named by `--years`, None where all are wanted. Raises UserError where none of the tables has one of them."""
    if text is None:
        return None
    spans = [span for id in tables if (span := catalogue.span(catalogue.tables[id]))]
    first, last = min((span[0] for span in spans), default=0), max((span[1] for span in spans), default=0)
    wanted = years_of_option("--years", text, last)
    outside = [year for year in wanted if not first <= year <= last]
    if outside and spans:
        held = Years(((first, last),))
        raise UserError(f"--years {text}: {Years.of(outside)} lies outside the years of these tables, which are {held}")
    return frozenset(wanted)


def years_of_option(option: str, text: str, end: int) -> list[int]:
    """The starting years that an option names, an open end closed at `end`."""
    try:
        years = Years.parse(text)
    except YearError as error:
        raise UserError(f"{option}: {error}") from None
    return list(years.closed(end))


def project_name(option: str, text: str) -> str:
    """The name of a schema. Raises UserError for what is none."""
    if not _PROJECT.match(text):
        raise UserError(
            f"{option} {text}: a schema is named by letters, digits and underscores, beginning with a letter, as P0001"
        )
    return text
