"""What several commands may be asked, checked: tables, years, schemas, lists of names. Every refusal is in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from build_tools.catalogue import Catalogue
from build_tools.problems import UserError, nearest
from build_tools.years import YearError, Years

_SCHEMA = re.compile(r"[A-Za-z0-9_]{1,30}\Z")


def one_of(option: str, word: str, known: Iterable[str]) -> str:
    """The word, if it is one of those known."""
    words = list(known)
    if word not in words:
        raise UserError(
            f"{option} {word}: there is no such choice{_meant(word, words)} It is one of: {', '.join(words)}"
        )
    return word


def _meant(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that refuses a word: what was probably meant."""
    near = nearest(word, known)
    return f"; did you mean `{near}`?" if near else "."


def names_in(text: str) -> list[str]:
    """The names in a list with commas between them; blanks and empty places do not count."""
    return [name.strip() for name in text.split(",") if name.strip()]


def tables_of(catalogue: Catalogue, text: str, one: bool = False) -> tuple[str, ...]:
    """The ids of tables named with commas between them, in the order of tables; with `one`, of a single table. Raises UserError for any other name."""
    names = [text] if one else names_in(text)
    ids = {id.lower() for id in catalogue.tables}
    for name in names:
        if name.lower() not in ids:
            raise UserError(
                f"there is no table `{name}`{_meant(name.lower(), ids)} The tables are: {', '.join(catalogue.tables)}"
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
    ids = list(tables)
    spans = [span for id in ids if (span := catalogue.span(catalogue.tables[id]))]
    first, last = min((span[0] for span in spans), default=0), max((span[1] for span in spans), default=0)
    wanted = years_of_option("--years", text, last)
    outside = [year for year in wanted if not first <= year <= last]
    if outside and spans:
        whose = ids[0] if len(ids) == 1 else "these tables"
        held = Years(((first, last),))
        raise UserError(f"--years {text}: {Years.of(outside)} lies outside the years of {whose}, which are {held}")
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
    if not _SCHEMA.match(text):
        raise UserError(f"{option} {text}: a schema is named by 1 to 30 letters, digits and underscores, as P0001")
    return text
