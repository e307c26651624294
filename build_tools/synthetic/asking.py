"""What a person may ask of `leo-kb synth`, checked, and every refusal in words."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from build_tools.asking import names_in, one_of, project_name, tables_of, wanted_years, years_of_option
from build_tools.catalogue import Catalogue
from build_tools.cohorts import cohorts
from build_tools.problems import UserError
from build_tools.synthetic.extract import LAYOUTS, UCAS_ROWS, USUAL_COHORTS, Order
from build_tools.synthetic.quirks import QUIRKS, Quirks
from build_tools.years import Years

FORMATS = ("duckdb", "parquet", "csv", "dta", "sav", "sql")
MOST_PEOPLE = 50_000_000
"""More would not fit the whole numbers that the form gives keys."""


def order_of(catalogue: Catalogue, options: argparse.Namespace) -> Order:
    """The order that the options of the command say. Raises UserError for the first that can not be met."""
    one_of("--format", options.format, FORMATS)
    one_of("--layout", options.layout, LAYOUTS)
    if options.ucas_rows:
        one_of("--ucas-rows", options.ucas_rows, UCAS_ROWS)
    refuse_full(options.out)
    tables = tuple(catalogue.tables) if options.all else tables_of(catalogue, options.tables)
    return Order(
        people=_whole("--people", options.people, 1, MOST_PEOPLE),
        tables=tables,
        seed=_whole("--seed", options.seed, 0, 2**63 - 1),
        years=wanted_years(catalogue, tables, options.years),
        born=_born(catalogue, options.born),
        layout=options.layout,
        quirks=_quirks(options.without),
        ucas_rows=options.ucas_rows or UCAS_ROWS[0],
        project=project_name("--project", options.project),
    )


def _born(catalogue: Catalogue, text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    known = cohorts(catalogue) or USUAL_COHORTS
    born = years_of_option("--born", text, known[-1])
    if born[0] < known[0] or born[-1] > known[-1]:
        raise UserError(
            f"--born {text}: the tables see people born in {Years(((known[0], known[-1]),))}; name years among those"
        )
    if born != list(range(born[0], born[-1] + 1)):
        raise UserError(f"--born {text}: name one range of years, as {Years(((born[0], born[-1]),))}")
    return born[0], born[-1]


def _quirks(text: str) -> Quirks:
    names = names_in(text)
    known = [quirk.id for quirk in QUIRKS]
    for name in names:
        if name != "all":
            one_of("--without", name, known)
    return Quirks(() if "all" in names else (id for id in known if id not in names))


def _whole(option: str, text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[0-9][0-9_,]*", text) or not least <= (number := int(re.sub("[_,]", "", text))) <= most:
        raise UserError(f"{option} {text}: give a whole number from {least} to {most:,}")
    return number


def refuse_full(out: Path) -> None:
    """Raises UserError where `out` is a file, a folder that holds something, or the folder one is in, which is to be replaced."""
    if out.resolve() == Path.cwd():
        raise UserError(f"{out} is the folder you are in: name a new one with --out, for example {out / 'extract'}")
    if out.is_file() or (out.is_dir() and any(out.iterdir())):
        what = "is a file" if out.is_file() else "is not empty"
        raise UserError(
            f"{out} {what}, and an extract is never mixed with other files: name a new folder with --out, or delete it first",
            1,
        )
