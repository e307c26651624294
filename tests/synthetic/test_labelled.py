"""Stata and SPSS files hold every value of the same extract as CSV, and every label of the definitions, as R (haven) and Python read them.

Where there is no R with haven its half says nothing, and REQUIRE_R=1 makes that a failure.
"""

import csv
import json
import os
import re
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pandas
import pyreadstat
import pytest
from running import made_once

from build_tools.logical import LogicalColumn
from build_tools.sqltypes import ColumnType, codes_in_data
from build_tools.synthetic.extract import Column, Order, View, plan
from build_tools.synthetic.formats import DuckDB, folder_of
from build_tools.synthetic.labelled import write_dta, write_sav

from .conftest import synth

TABLES = ("school_census", "leo_earnings", "leo_employment", "link_education_records", "lilr_aims", "ks4_pupil")
PEOPLE = 150
LONGEST_NAME = {"dta": 32, "sav": 64}
READERS = ("haven-dta", "haven-sav", "pandas-dta", "pyreadstat-sav")
LONG = "a_long_name_that_ends_with_its_difference_"
ODD = {
    "day": ("date", ["1900-01-01", "9999-12-31", None]),
    "AE_ID": ("bigint", [2**53, -1, None]),
    "too_long": ("bigint", [2**53 + 1, -1, None]),
    "flag": ("bit", [1, 0, None]),
    "small": ("smallint", [32767, -32768, None]),
    "whole": ("int", [2**31 - 1, -(2**31), None]),
    "price": ("decimal(9, 2)", [1234567.89, -0.01, None]),
    "share": ("float", [0.1, 1e-300, None]),
    "words": ("varchar(4000)", ["Ó £ – …", "x" * 3000, None]),
    "nothing": ("varchar(20)", [None, None, None]),
    "no_day": ("date", [None, None, None]),
    "no_number": ("int", [None, None, None]),
    f"{LONG}1": ("int", [1, 1, 1]),
    f"{LONG}2": ("int", [2, 2, 2]),
    f"{LONG}in_more_than_64_letters_1": ("int", [3, 3, 3]),
    f"{LONG}in_more_than_64_letters_2": ("int", [4, 4, 4]),
    "LSOA11 _school": ("int", [5, 5, 5]),
    "LSOA11__school": ("int", [6, 6, 6]),
    "2nd": ("int", [7, 7, 7]),
    "In": ("int", [8, 8, 8]),
    "WITH": ("int", [9, 9, 9]),
}
"""Columns of a made-up table, each with its type and values: what is hard to hold."""


class Seen(NamedTuple):
    """A column as a reader sees it: numbers as floats, dates as text; `shown` what stands in place of values that have labels."""

    name: str
    label: str
    values: list
    codes: dict
    shown: list | None = None


@pytest.fixture(scope="session")
def extract(catalogue):
    """The plan of the extract."""
    return plan(catalogue, Order(PEOPLE, TABLES, years=frozenset({2011})))


@pytest.fixture(scope="session")
def folders(shared):
    """The extract in each format."""
    options = ("--people", PEOPLE, "--tables", ",".join(TABLES), "--years", "2011/12", "--format")
    return {
        format: made_once(shared, f"labelled-{format}", lambda folder, format=format: synth(folder, *options, format))
        for format in ("csv", "dta", "sav")
    }


@pytest.fixture(scope="session")
def odd(shared):
    """The folder of the made-up table, with its rows and without any, in both formats."""

    def literal(value, kind):
        return f"CAST({'NULL' if value is None else repr(value)} AS {kind.duckdb})"

    def make(folder):
        folder.mkdir()
        kinds = {name: ColumnType(kind, "form") for name, (kind, _) in ODD.items()}
        columns = tuple(Column(name, LogicalColumn(name, lambda kind=kind: kind)) for name, kind in kinds.items())
        rows = " UNION ALL ".join(
            "SELECT "
            + ", ".join(f'{literal(values[row], kinds[name])} AS "{name}"' for name, (_, values) in ODD.items())
            for row in range(3)
        )
        for name, sql in (("odd", rows), ("empty", f"SELECT * FROM ({rows}) WHERE false")):
            extract = SimpleNamespace(catalogue=None, sql=lambda view, sql=sql: sql, lists=lambda sql: {})
            for ending, write in (("dta", write_dta), ("sav", write_sav)):
                with DuckDB() as duck:
                    count = write(duck, extract, View(None, name, columns, ()), folder / f"{name}.{ending}")
                assert count == (3 if name == "odd" else 0)

    return made_once(shared, "labelled-odd", make)


@pytest.fixture(scope="session")
def files(folders, odd):
    """Every Stata and SPSS file."""
    made = (path for folder in (folders["dta"], folders["sav"], odd) for path in folder.rglob("*"))
    return sorted(path for path in made if path.suffix in (".dta", ".sav"))


@pytest.fixture(scope="session")
def in_r(shared, files):
    """What R sees in every file, by path."""
    command = ["Rscript", "-e", "library(haven); library(jsonlite)"]
    if shutil.which("Rscript") is None or subprocess.run(command, capture_output=True).returncode:
        reason = "THERE IS NO R WITH HAVEN: Stata and SPSS files were not opened in it (`apt-get install r-cran-haven r-cran-jsonlite`)"
        (pytest.fail if os.environ.get("REQUIRE_R") == "1" else pytest.skip)(reason)

    def read(out):
        script = Path(__file__).with_name("read_labelled.R")
        result = subprocess.run(["Rscript", str(script), str(out), *map(str, files)], capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        assert "Warning" not in result.stderr, result.stderr

    return json.loads(made_once(shared, "labelled-in-r.json", read).read_text(encoding="utf-8"))


@pytest.fixture(params=READERS)
def reader(request):
    """A way to read one of the formats: `read(path)` gives the label of a file and its columns."""
    program, _, format = request.param.partition("-")
    if program == "haven":
        seen = request.getfixturevalue("in_r")
        return SimpleNamespace(format=format, read=lambda path: with_haven(seen[str(path)]))
    return SimpleNamespace(format=format, read=with_pandas if program == "pandas" else with_pyreadstat)


def with_haven(seen):
    columns = []
    for column in seen["columns"]:
        read = float if column["kind"] == "number" else str
        values = [None if value is None else read(value) for value in column["values"]]
        codes = dict(zip(map(read, column["codes"]), column["labels"], strict=True))
        columns.append(Seen(column["name"], column["label"], values, codes, column["shown"]))
    return seen["label"], columns


def with_pandas(path):
    with pandas.read_stata(path, iterator=True, convert_dates=False, convert_categoricals=False) as stata:
        frame, labels, codes = stata.read(), stata.variable_labels(), stata.value_labels()
        days = {
            name
            for name, format in pyreadstat.read_dta(path, metadataonly=True)[1].original_variable_types.items()
            if format == "%td"
        }
        columns = [
            Seen(
                name,
                labels[name],
                [day_of_stata(value) if name in days else plain(value) for value in frame[name]],
                codes.get(name, {}),
            )
            for name in frame
        ]
        return stata.data_label, columns


def with_pyreadstat(path):
    frame, meta = pyreadstat.read_sav(path)
    return meta.file_label, [
        Seen(
            name,
            meta.column_names_to_labels[name],
            [plain(value) for value in frame[name]],
            meta.variable_value_labels.get(name, {}),
        )
        for name in frame
    ]


def plain(value):
    if value is None or pandas.isna(value):
        return None
    return value if isinstance(value, str) else str(value) if isinstance(value, date) else float(value)


def day_of_stata(value):
    return None if pandas.isna(value) else str(date(1960, 1, 1) + timedelta(days=int(value)))


def written(value, base):
    """A value of the CSV file, or of the made-up table, as every reader is to see it. Neither format tells an empty text from a missing one."""
    if "char" in base:
        return value or ""
    if value in (None, ""):
        return None
    return value if base == "date" else float(value)


def expected_codes(extract, column, format):
    """Labels that the definitions give to values of a column, as far as the format holds them."""
    kind, variable = column.logical.type, column.logical.variable
    codes = {code.code: code.label for code in codes_in_data(extract.catalogue, variable) if code.label}
    if kind.base == "date" or (kind.is_text and format == "dta"):
        return {}
    if kind.is_text:
        return codes
    return {float(code): label for code, label in codes.items() if format == "sav" or float(code).is_integer()}


def each_view(extract, folders, reader):
    """The views of the extract with their columns as the reader sees them and as the CSV file has them."""
    for view in extract.views:
        path = f"{folder_of(view)}/{view.name}"
        with (folders["csv"] / f"{path}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        label, seen = reader.read(folders[reader.format] / f"{path}.{reader.format}")
        assert label == "SYNTHETIC, not real people"
        assert header == [column.name for column in view.columns]
        assert len(seen) == len(header), view.name
        for number, column in enumerate(view.columns):
            yield column, seen[number], [written(row[number], column.logical.type.base) for row in rows]


def test_every_value_is_that_of_the_csv_file(extract, folders, reader):
    compared = 0
    for column, seen, values in each_view(extract, folders, reader):
        assert seen.values == values, column.name
        compared += len(values)
    assert compared > 10_000


def test_every_label_is_that_of_the_definitions(extract, folders, reader):
    """Whole in Stata, at most 120 bytes in SPSS."""
    found = {}
    for column, seen, _ in each_view(extract, folders, reader):
        codes = expected_codes(extract, column, reader.format)
        assert set(seen.codes) == set(codes), column.name
        for code, label in seen.codes.items():
            assert label == shortened(codes[code], reader.format), (column.name, code)
        found |= {(column.name, code): codes[code] for code in codes}
    assert any(len(label.encode()) > 120 for label in found.values())
    assert any(code == -1 for _, code in found)
    assert any(isinstance(code, str) and len(code) > 8 for _, code in found) == (reader.format == "sav")
    assert any(isinstance(code, float) and not code.is_integer() for _, code in found) == (reader.format == "sav")


def shortened(label, format):
    if format == "dta" or len(label.encode()) <= 120:
        return label
    return label.encode()[:117].decode(errors="ignore") + "…"


def test_every_variable_bears_its_title(extract, folders, reader):
    for column, seen, _ in each_view(extract, folders, reader):
        title = column.logical.variable.title
        if seen.name != column.name:
            title = f"{column.name}: {title}"
        whole = f"SYNTHETIC {title}"
        assert seen.label == (whole[:80].rstrip() if reader.format == "dta" else whole)


def test_r_shows_labels_in_place_of_codes(extract, folders, in_r):
    shown = 0
    for format in ("dta", "sav"):
        reader = SimpleNamespace(format=format, read=lambda path: with_haven(in_r[str(path)]))
        for column, seen, values in each_view(extract, folders, reader):
            if codes := expected_codes(extract, column, format):
                for value, label in zip(values, seen.shown, strict=True):
                    if value in codes:
                        assert label == shortened(codes[value], format), column.name
                        shown += 1
    assert shown > 5000


def test_names_are_cut_only_where_they_must_be(extract, folders, reader):
    cut = 0
    for column, seen, _ in each_view(extract, folders, reader):
        if len(column.name) <= LONGEST_NAME[reader.format]:
            assert seen.name == column.name
        else:
            assert seen.name == column.name[:32]
            cut += 1
    assert bool(cut) == (reader.format == "dta")


def test_hard_values_survive(odd, reader):
    _, seen = reader.read(odd / f"odd.{reader.format}")
    values = dict(zip(ODD, (column.values for column in seen), strict=True))
    assert values.pop("too_long") == ["9007199254740993", "-1", ""]
    assert values == {
        name: [written(value, ColumnType(kind, "form").base) for value in ODD[name][1]]
        for name, (kind, _) in ODD.items()
        if name != "too_long"
    }
    assert seen[list(ODD).index("too_long")].label == "SYNTHETIC (as text, for its digits) too_long"


def test_hard_names_are_told_apart(odd, reader):
    _, seen = reader.read(odd / f"odd.{reader.format}")
    names = dict(zip(ODD, (column.name for column in seen), strict=True))
    assert len({name.lower() for name in names.values()}) == len(ODD)
    for (name, given), column in zip(names.items(), seen, strict=True):
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", given)
        assert len(given) <= LONGEST_NAME[reader.format]
        if name != given:
            assert column.label.startswith(f"SYNTHETIC {name}")
    assert names["AE_ID"] == "AE_ID"
    assert (names["LSOA11 _school"], names["LSOA11__school"]) == ("LSOA11__school", "LSOA11__school_2")
    assert (names["2nd"], names["In"], names["WITH"]) == ("v2nd", "In_2", "WITH_2")
    assert names[f"{LONG}2"] == {"dta": "a_long_name_that_ends_with_its_2", "sav": f"{LONG}2"}[reader.format]


def test_a_table_without_rows_keeps_its_columns(odd, reader):
    _, full = reader.read(odd / f"odd.{reader.format}")
    label, seen = reader.read(odd / f"empty.{reader.format}")
    assert label == "SYNTHETIC, not real people"
    assert [column.name for column in seen] == [column.name for column in full]
    assert all(column.values == [] for column in seen)


def test_numbers_and_dates_are_stored_as_such(odd):
    """The smallest type that holds every value of the SQL type, and a larger one for the numbers in which Stata codes missing values."""
    meta = pyreadstat.read_dta(odd / "odd.dta", metadataonly=True)[1]
    kinds = dict(zip(ODD, meta.readstat_variable_types.values(), strict=True))
    formats = dict(zip(ODD, meta.original_variable_types.values(), strict=True))
    assert (kinds["flag"], kinds["small"], kinds["whole"], kinds["2nd"]) == ("int8", "int32", "double", "int32")
    assert (kinds["day"], kinds["no_day"], formats["day"], formats["no_day"]) == ("int32", "int32", "%td", "%td")
    assert (kinds["AE_ID"], formats["AE_ID"]) == ("double", "%16.0f")
    empty = pyreadstat.read_dta(odd / "empty.dta", metadataonly=True)[1].readstat_variable_types
    assert (empty["flag"], empty["small"], empty["whole"], empty["day"]) == ("int8", "int16", "int32", "int32")

    meta = pyreadstat.read_sav(odd / "odd.sav", metadataonly=True)[1]
    formats = dict(zip(ODD, meta.original_variable_types.values(), strict=True))
    assert (formats["day"], formats["no_day"], formats["AE_ID"], formats["2nd"]) == (
        "DATE11",
        "DATE11",
        "F17.0",
        "F11.0",
    )
    assert formats["nothing"] == "A20", (
        "a text is as wide as its type, so that files of several years can be put together"
    )


def test_files_do_not_hold_the_time_of_writing(odd):
    assert b"<timestamp>\x1101 Jan 2000 00:00</timestamp>" in (odd / "odd.dta").read_bytes()
    assert (odd / "odd.sav").read_bytes()[92:109] == b"01 Jan 0000:00:00"


def test_spss_file_holds_the_rest_of_the_warning(odd):
    notes = pyreadstat.read_sav(odd / "odd.sav", metadataonly=True)[1].notes
    assert notes == ["SYNTHETIC: drawn from published definitions only, no estimate of anything"]
