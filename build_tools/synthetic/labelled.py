"""Stata and SPSS files with the titles of variables and the labels of codes in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas
import pyreadstat

from build_tools.sqltypes import codes_in_data
from build_tools.synthetic.extract import Extract, View
from build_tools.synthetic.formats import LABEL, DuckDB

LONGEST_NAME, LONGEST_LABEL = 32, 80
"""Stata's limits."""


def write_dta(duck: DuckDB, extract: Extract, view: View, path: Path) -> int:
    """A Stata 15 file; gives the number of rows. Labels of codes that are text are left out, for Stata labels numbers only."""
    frame = _frame(duck, extract, view, stata_names(view))
    labels = _labels(extract, view, stata_names(view), numbers_only=True)
    pyreadstat.write_dta(
        frame,
        str(path),
        file_label=LABEL[:LONGEST_LABEL],
        column_labels=_titles(view, stata_names(view)),
        variable_value_labels=labels,
        version=15,
    )
    return len(frame)


def write_sav(duck: DuckDB, extract: Extract, view: View, path: Path) -> int:
    """An SPSS file; gives the number of rows."""
    names = stata_names(view)
    frame = _frame(duck, extract, view, names)
    labels = _labels(extract, view, names, numbers_only=False)
    pyreadstat.write_sav(
        frame, str(path), file_label=LABEL, column_labels=_titles(view, names), variable_value_labels=labels
    )
    return len(frame)


def stata_names(view: View) -> dict[str, str]:
    """The name of each column in the file: what is no letter, number or underscore becomes an underscore, and names are cut at 32 letters."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for column in view.columns:
        name = "".join(
            letter if letter.isascii() and (letter.isalnum() or letter == "_") else "_" for letter in column.name
        )[:LONGEST_NAME]
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{name[: LONGEST_NAME - 1 - len(str(number))]}_{number}"
        taken.add(name.lower())
        found[column.name] = name
    return found


def _frame(duck: DuckDB, extract: Extract, view: View, names: dict[str, str]) -> pandas.DataFrame:
    frame: pandas.DataFrame = duck.run(extract.sql(view), extract).df().rename(columns=names)
    for column in view.columns:
        name = names[column.name]
        if column.logical.type.base == "date":
            frame[name] = pandas.Series([None if pandas.isna(day) else day.date() for day in frame[name]], dtype=object)
        elif not column.logical.type.is_text:
            frame[name] = frame[name].astype("float64")
        else:
            frame[name] = frame[name].astype(object).where(frame[name].notna(), "")
    return frame


def _titles(view: View, names: dict[str, str]) -> dict[str, str]:
    titles = {
        names[column.name]: column.logical.variable.title if column.logical.variable else "" for column in view.columns
    }
    return {name: f"SYNTHETIC {title}"[:LONGEST_LABEL] for name, title in titles.items()}


def _labels(extract: Extract, view: View, names: dict[str, str], numbers_only: bool) -> dict[str, dict[Any, str]]:
    found: dict[str, dict[Any, str]] = {}
    for column in view.columns:
        kind, variable = column.logical.type, column.logical.variable
        if variable is None or (numbers_only and kind.is_text):
            continue
        labels = {
            code.code if kind.is_text else float(code.code): code.label[:LONGEST_LABEL]
            for code in codes_in_data(extract.catalogue, variable)
            if code.label and (kind.is_text or float(code.code).is_integer())
        }
        if labels:
            found[names[column.name]] = labels
    return found
