"""Stata and SPSS files with the titles of variables and the labels of codes in them.

What they cannot hold: in Stata labels of codes that are text or no whole number, in both an empty text apart from a missing one.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy
import pandas
import pyreadstat
from pandas.io.stata import StataWriterUTF8

from build_tools.sqltypes import codes_in_data
from build_tools.synthetic.about import LABEL
from build_tools.synthetic.extract import Column, Extract, View
from build_tools.synthetic.formats import DuckDB

SHORT_LABEL = LABEL.partition(":")[0]
MADE = datetime(2000, 1, 1)
"""Both formats hold the time of writing. It is the same in every file, so that the same order gives the same bytes."""
LONGEST_EXACT = 2**53
"""Both hold long whole numbers as doubles, which are exact up to here; a column that goes beyond is text."""
STATA_NAME, STATA_LABEL, STATA_LONGEST_CODE = 32, 80, 2_147_483_620
SPSS_NAME, SPSS_TEXT, SPSS_LABEL, SPSS_CODE_LABEL = 64, 255, 252, 120
"""Limits: of Stata in letters, of SPSS in bytes."""
RESERVED = {
    "aggregate", "array", "boolean", "break", "byte", "case", "catch", "class", "colvector", "complex", "const", "continue", "default", "delegate",
    "delete", "do", "double", "else", "eltypedef", "end", "enum", "explicit", "export", "external", "float", "for", "friend", "function", "global",
    "goto", "if", "in", "inline", "int", "local", "long", "null", "pragma", "protected", "quad", "rowvector", "short", "strl", "typedef", "typename",
    "using", "virtual", "with", "all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to",
}  # fmt: skip
"""No variable may be called so in Stata, in SPSS, or by the writer of Stata files, which would rename it."""
_STATA_WHOLE = {"bit": "int8", "smallint": "int16", "int": "int64"}
"""What the writer makes a byte, an int and a long of; each becomes the next larger where Stata keeps the largest numbers for missing values."""
_STATA_FORMATS = {"date": "%td", "bigint": "%16.0f"}
_SPSS_FORMATS = {
    "date": "DATE11", "bit": "F3.0", "smallint": "F6.0", "int": "F11.0", "bigint": "F17.0", "decimal": "F12.2", "numeric": "F12.2", "float": "F14.4",
}  # fmt: skip


class Held(NamedTuple):
    """A column as the file holds it: its values with a mask of the missing ones, which are text, numbers or, for dates, days since 1970."""

    name: str
    title: str
    base: str
    length: int | None
    measure: Literal["nominal", "scale"]
    codes: dict[str, str]
    values: Any

    @property
    def is_text(self) -> bool:
        """Whether values are text."""
        return "char" in self.base


def write_dta(duck: DuckDB, extract: Extract, view: View, path: Path) -> int:
    """A file for Stata 14 and later; gives the number of rows."""
    columns = _columns(duck, extract, view, STATA_NAME)
    frame = pandas.DataFrame({column.name: _for_stata(column) for column in columns})
    writer = StataWriterUTF8(
        path,
        frame,
        write_index=False,
        time_stamp=MADE,
        data_label=SHORT_LABEL,
        variable_labels={column.name: column.title[:STATA_LABEL].rstrip() for column in columns},
        value_labels={column.name: labels for column in columns if (labels := _stata_labels(column))},
        version=118,  # 119 is for more than 32,767 variables, and most editions of Stata do not open it
    )
    for number, column in enumerate(columns):
        writer.fmtlist[number] = _STATA_FORMATS.get(column.base, writer.fmtlist[number])
    writer.write_file()
    return len(frame)


def write_sav(duck: DuckDB, extract: Extract, view: View, path: Path) -> int:
    """An SPSS file; gives the number of rows."""
    columns = _columns(duck, extract, view, SPSS_NAME)
    frame = pandas.DataFrame({column.name: _for_spss(column) for column in columns})
    formats = {column.name: _SPSS_FORMATS[column.base] for column in columns if not column.is_text}
    pyreadstat.write_sav(
        frame,
        str(path),
        file_label=SHORT_LABEL,
        note=f"SYNTHETIC: {LABEL.partition(': ')[2]}",  # a line of at most 80 letters
        row_compress=True,
        column_labels={column.name: _cut(column.title, SPSS_LABEL) for column in columns},
        variable_value_labels={column.name: labels for column in columns if (labels := _spss_labels(column))},
        variable_measure={column.name: column.measure for column in columns},
        variable_format=formats,
        variable_display_width={
            name: int(format.lstrip("DATEF").partition(".")[0]) for name, format in formats.items()
        },
    )
    with path.open("r+b") as file:
        file.seek(92)  # where the header holds day and time
        file.write(f"{MADE:%d Jan %y%H:%M:%S}".encode())
    return len(frame)


def file_names(view: View, longest: int) -> dict[str, str]:
    """The name of each column in the file: letters, digits and underscores, a letter first, cut at `longest`, and no two alike but for capitals."""
    found: dict[str, str] = {}
    taken = set(RESERVED)
    for column in view.columns:
        name = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in column.name)
        name = stem = (name if name[0].isalpha() else f"v{name}")[:longest]
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{stem[: longest - 1 - len(str(number))]}_{number}"
        taken.add(name.lower())
        found[column.name] = name
    return found


def _columns(duck: DuckDB, extract: Extract, view: View, longest_name: int) -> list[Held]:
    values = duck.run(extract.sql(view), extract).fetchnumpy()
    names = file_names(view, longest_name)
    return [_held(extract, column, names[column.name], values[column.name]) for column in view.columns]


def _held(extract: Extract, column: Column, name: str, values: Any) -> Held:
    kind, variable = column.logical.type, column.logical.variable
    base, title = kind.base, variable.title if variable else column.name
    if name != column.name:
        title = f"{column.name}: {title}"
    if base == "date":
        values = values.astype("datetime64[D]").astype("int64")
    elif base == "bigint" and numpy.ma.abs(values).filled(0).max(initial=0) > LONGEST_EXACT:
        base, values = "varchar", values.astype(str).astype(object)
        title = f"(as text, for its digits) {title}"
    codes = codes_in_data(extract.catalogue, variable) if variable and base != "date" else []
    return Held(
        name=name,
        title=f"SYNTHETIC {title}",
        base=base,
        length=kind.length,
        measure="nominal" if codes or "char" in base or (variable and variable.type == "identifier") else "scale",
        codes={code.code: code.label for code in codes if code.label},
        values=numpy.ma.asarray(values),
    )


def _for_stata(column: Held) -> Any:
    """Values as a type that Stata has: byte, int, long, double or str, with its missing value."""
    values, mask = column.values, numpy.ma.getmaskarray(column.values)
    if column.is_text:
        return values.filled("")
    if column.base == "date":
        return pandas.arrays.IntegerArray(values.filled(0).astype("int32") + 3653, mask)  # days since 1960
    if column.base in _STATA_WHOLE:
        return pandas.arrays.IntegerArray(values.filled(0).astype(_STATA_WHOLE[column.base]), mask)
    return values.astype("float64").filled(numpy.nan)


def _for_spss(column: Held) -> Any:
    """Values as SPSS has them: doubles, seconds since the calendar began, or text, as wide as its type so that files can be put together."""
    if column.is_text:
        texts = column.values.filled("")
        if len(texts) and column.length is not None:
            texts[0] = texts[0].ljust(min(column.length, SPSS_TEXT))  # blanks at the end mean nothing in SPSS
        return pandas.array(texts, dtype="string")
    numbers = column.values.astype("float64").filled(numpy.nan)
    return (numbers + 141_428) * 86_400 if column.base == "date" else numbers


def _stata_labels(column: Held) -> dict[int, str]:
    """Labels of whole numbers, which are all that Stata labels."""
    if column.is_text:
        return {}
    labels = {float(code): label for code, label in column.codes.items()}
    return {int(code): label for code, label in labels.items() if code.is_integer() and abs(code) <= STATA_LONGEST_CODE}


def _spss_labels(column: Held) -> dict[str, str] | dict[float, str]:
    labels = {code: _cut(label, SPSS_CODE_LABEL) for code, label in column.codes.items()}
    return labels if column.is_text else {float(code): label for code, label in labels.items()}


def _cut(label: str, longest: int) -> str:
    """A label of at most so many bytes; dots show where it was cut."""
    if len(label.encode()) <= longest:
        return label
    return label.encode()[: longest - 3].decode(errors="ignore") + "…"
