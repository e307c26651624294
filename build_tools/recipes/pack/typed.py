"""Gives a data frame the types that recipe.py expects: typed(frame, "school_census"), by columns.csv, which lies beside this file.

For a recipe that runs before, name it: typed(frame, "school_census", "census_main_record"), by before/census_main_record/columns.csv.

A frame from pandas.read_sql has no type of its own where a column is all NULL, and its whole numbers are floats where one is missing;
a recipe compares with such columns without a word, and its answers are wrong.
"""

import csv
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
WORDS = {"text": "text", "integer": "a whole number", "number": "a number", "date": "a date as 2012-03-31", "flag": "0 or 1"}


def typed(frame, table, recipe=""):
    """The columns of `frame` that the recipe reads of `table`, those and no others, in their types. A value that does not fit stops it."""
    kinds = kinds_of(table, recipe)
    lacking = [name for name in kinds if name not in frame.columns]
    if lacking:
        raise ValueError(f"{table}: the frame has no column {', '.join(lacking)}; it has {', '.join(map(str, frame.columns))}")
    return with_kinds(frame, kinds, table)


def kinds_of(table, recipe=""):
    """The kind of each column of a table: text, integer, number, date or flag."""
    path = HERE / "before" / recipe / "columns.csv" if recipe else HERE / "columns.csv"
    if not path.is_file():
        raise ValueError(f"no recipe {recipe} runs before this one: the folder `before` has its name where it does")
    with open(path, encoding="utf-8", newline="") as file:
        kinds = {row["column"]: row["kind"] for row in csv.DictReader(file) if row["table"] == table}
    if not kinds:
        raise ValueError(f"the recipe reads no table {table}: {path.name} has its tables; for one that runs before, name it behind the table")
    return kinds


def with_kinds(frame, kinds, table="table"):
    """The columns of `kinds`, each in the type of its kind. `frame` stays as it is."""
    made = {}
    for name, kind in kinds.items():
        try:
            made[name] = with_kind(frame[name], kind)
        except (ValueError, TypeError, OverflowError) as error:
            raise ValueError(f"{table}: not every value of {name} is {WORDS[kind]}: {error}") from None
    return pd.DataFrame(made, index=frame.index)


def with_kind(column, kind):
    """A column in the type of a kind. Blank text is a missing value."""
    texts = [isinstance(value, str) for value in column]
    if any(texts):
        blank = [is_text and not value.strip() for value, is_text in zip(column, texts)]
        column = column.mask(pd.Series(blank, index=column.index, dtype=bool))
    if kind == "text":
        return as_text(column)
    if kind == "date":
        return as_date(column)
    if any(texts):
        column = pd.to_numeric(column.astype("string"))
    if kind != "number" and not pd.api.types.is_integer_dtype(column) and (column.astype("Float64").dropna() % 1 != 0).any():
        raise ValueError("some have digits behind the point")  # some versions of pandas would cut them off
    made = column.astype("Float64" if kind == "number" else "Int64")
    if kind == "flag" and not made.dropna().isin([0, 1]).all():
        raise ValueError("there are others")
    return made


def as_text(column):
    """Keys and codes that came as numbers are written as people write them: 111 and not 111.0, which pandas makes of it where one is missing."""
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    return column.astype("string")


def as_date(column):
    """Days. In steps of microseconds the open end 9999-12-31 fits."""
    days = column.astype("string").str.slice(0, 10)
    odd = days[~days.str.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fillna(True).astype(bool)]
    if len(odd):
        raise ValueError(f"one is {odd.iloc[0]}")
    return pd.Series(days.fillna("NaT").to_numpy(dtype="U10").astype("datetime64[us]"), index=column.index)
