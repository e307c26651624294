"""A first look at a variable in code: its rows by value and year, in T-SQL, Python, R and Stata, with the labels of its codes.

The code reads the long table that `leo-kb stack` makes, and gives a table with the same columns in each language: `rows_held`, and
for values the `label`; for all else `with_value`, and of numbers the `mean`, of dates the `first` and the `last`, of keys, places and
texts how many are `different`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from build_tools.catalogue import Catalogue
from build_tools.logical import LogicalColumn, LogicalTable, logical_table
from build_tools.records import Role, Variable
from build_tools.roles import role_of
from build_tools.sqltext import bracketed, text
from build_tools.sqltypes import codes_in_data
from build_tools.stack import stack_command

MOST_LABELS = 12
"""A longer list of codes would hide the code that uses it."""

STATA_NAME = 32
"""Letters that a name can have in Stata."""

Look = Literal["values", "number", "date", "other"]
SAID: dict[Look, str] = {
    "values": "Rows of each value",
    "number": "Rows, values and mean",
    "date": "Rows, values, first and last date",
    "other": "Rows, values and different values",
}
COUNTED = frozenset[Role]({"year", "birth-year", "birth-month", "months-of-age", "year-group", "term", "load", "sequence", "sex", "main-record", "on-roll"})
"""Roles whose values are few, and mean nothing as a mean."""
MEASURED = frozenset[Role]({"age-at-start", "age-at-end", "slot-count"})
_PERIOD = re.compile(r"\b(?:year|month)\b", re.I)
_TORN = re.compile(r"[\s()]")
"""What no code holds; where the form has it, two codes or a remark stand in one cell."""


Shape = tuple[str, str, Look, int | None, tuple[tuple[str, str], ...]]
"""The table, the type of the column, the way to look at it, its repeats and the labels: looks of one shape differ in the name of the column alone."""


@dataclass(frozen=True)
class FirstLook:
    """What to look at: a column of a long table, the command that makes that table, in what way, and the labels of the codes."""

    table: LogicalTable
    column: LogicalColumn
    command: str
    look: Look
    labels: tuple[tuple[str, str], ...]

    @property
    def by(self) -> tuple[str, ...]:
        """The year of a row and its census term, in tables that have them: a pupil has a row in each term."""
        return self.table.added

    @property
    def name(self) -> str:
        """What the functions are called."""
        return f"{self.column.name}_{'by_year' if self.by else 'rows'}"

    @property
    def repeats(self) -> int | None:
        """How many columns the variable has, of which this is the first."""
        return self.column.variable.repeats if self.column.variable else None

    @cached_property
    def said(self) -> str:
        """What the code does, in words."""
        by = " and ".join(name.replace("_", " ") for name in self.by)
        first = f", the first of {self.repeats}" if self.repeats else ""
        return f"{SAID[self.look]} of {self.column.name}{first}" + (f", by {by}." if by else ".")

    @property
    def is_number(self) -> bool:
        """Whether codes are numbers in the data, and not text."""
        return not self.column.type.is_text

    @property
    def stata_name(self) -> str:
        """The column in Stata, as `leo-kb synth` names it: cut where it is too long, with a number where another begins alike."""
        cut = self.column.name[:STATA_NAME]
        if len(self.column.name) < STATA_NAME:
            return cut
        alike = [column.name for column in self.table.columns if column.name[:STATA_NAME].lower() == cut.lower()]
        place = alike.index(self.column.name) if self.column.name in alike else 0
        return f"{cut[: STATA_NAME - 2]}_{place + 1}" if place else cut

    @property
    def shape(self) -> Shape:
        """What code depends on, the name of the column aside."""
        return self.table.id, self.column.type.tsql, self.look, self.repeats, self.labels

    @cached_property
    def codes(self) -> dict[str, str]:
        """The code in each language: `sql`, `python`, `r` and `stata`."""
        lines = {"sql": self._sql(), "python": self._python(), "r": self._r(), "stata": self._stata()}
        return {language: "\n".join(of_language) + "\n" for language, of_language in lines.items()}

    def _sql(self) -> Iterator[str]:
        column = bracketed(self.column.name)
        groups = ", ".join([*self.by, column] if self.look == "values" else self.by)
        picked = [*([groups] if groups else []), "COUNT_BIG(*) AS rows_held"]
        if self.labels:
            cases = "".join(f"\n        WHEN {code if self.is_number else text(code)} THEN {_sql_text(label)}" for code, label in self.labels)
            picked.append(f"CASE {column}{cases}\n    END AS label")
        if self.look != "values":
            picked.append(f"COUNT_BIG({column}) AS with_value")
        if self.look == "number":
            picked.append(f"AVG(CAST({column} AS float)) AS mean")
        if self.look == "date":
            picked.append(f"MIN({column}) AS first,\n    MAX({column}) AS last")
        if self.look == "other":
            picked.append(f"COUNT_BIG(DISTINCT {column}) AS different")
        yield f"-- {self.said}"
        yield f"-- Reads work.{self.table.id}. To replace that table by one with this column alone: {self.command}"
        yield "SELECT\n    " + ",\n    ".join(picked)
        yield f"FROM work.{self.table.id}" + ("" if groups else ";")
        if groups:
            yield f"GROUP BY {groups}\nORDER BY {groups};"

    def _python(self) -> Iterator[str]:
        table, column = self.table.id, _written(self.column.name)
        groups = ", ".join(map(_written, [*self.by, self.column.name] if self.look == "values" else self.by))
        if not groups:
            yield "import pandas as pd\n\n"
        yield f"def {self.name}({table}):"
        yield f'    """{self.said}"""'
        yield f"    # {table}: the long table as a data frame"
        if self.look == "values":
            start = "rows =" if self.labels else "return"
            yield f'    {start} {table}.groupby([{groups}], dropna=False).size().reset_index(name="rows_held")'
            if self.labels:
                yield "    labels = {"
                yield from (f"        {code if self.is_number else _written(code)}: {_written(label)}," for code, label in self.labels)
                yield "    }"
                yield f'    return rows.assign(label=rows[{column}].map(labels))'
        elif groups:
            pairs = "".join(f', {name}="{how}"' for name, how in PANDAS[self.look])
            yield f"    values = {table}.groupby([{groups}], dropna=False)[{column}]"
            yield f'    return values.agg(rows_held="size", with_value="count"{pairs}).reset_index()'
        else:
            pairs = "".join(f', "{name}": [values.{how}()]' for name, how in PANDAS[self.look])
            yield f"    values = {table}[{column}]"
            yield f'    return pd.DataFrame({{"rows_held": [len(values)], "with_value": [values.count()]{pairs}}})'
        yield f"\n\nprint({self.name}({table}))"

    def _r(self) -> Iterator[str]:
        table, column = self.table.id, self.column.name
        yield f"library(dplyr)\n\n# {self.said} {table}: the long table as a data frame."
        yield f"{self.name} <- function({table}) {{"
        if self.labels:
            yield f"  codes <- c({', '.join(code if self.is_number else _written(code) for code, _ in self.labels)})"
            yield "  labels <- c(\n    " + ",\n    ".join(_written(label) for _, label in self.labels) + "\n  )"
        yield f"  {table} %>%"
        if self.look == "values":
            yield f'    count({", ".join([*self.by, column])}, name = "rows_held")' + (" %>%" if self.labels else "")
            if self.labels:
                yield f"    mutate(label = labels[match({column}, codes)])"
        else:
            if self.by:
                yield f"    group_by({', '.join(self.by)}) %>%"
            last = {
                "number": f"mean = mean({column}, na.rm = TRUE)",
                "date": f"first = sort({column})[1], last = sort({column}, decreasing = TRUE)[1]",
                "other": f"different = n_distinct({column}, na.rm = TRUE)",
            }[self.look]
            yield f'    summarise(rows_held = n(), with_value = sum(!is.na({column})), {last}, .groups = "drop")'
        yield "}\n"
        yield f"{self.name}({table})"

    def _stata(self) -> Iterator[str]:
        column = self.stata_name
        read = " ".join([*self.by, column])
        by = f", by({' '.join(self.by)})" if self.by else ""
        yield f"* {self.said} Needs the long table as {self.table.id}.dta."
        if column != self.column.name:
            yield f"* Stata keeps {STATA_NAME} letters of a name."
        yield f'use {read} using "{self.table.id}.dta", clear'
        yield "generate rows_held = 1"
        if self.look == "number":
            yield f"collapse (sum) rows_held (count) with_value = {column} (mean) mean = {column}{by}"
        elif self.look == "date":
            yield f"collapse (sum) rows_held (count) with_value = {column} (min) first = {column} (max) last = {column}{by}"
        elif self.look == "other":
            yield f"generate with_value = !missing({column})"
            yield f"egen different = tag({read}), missing"
            yield f"replace different = 0 if missing({column})"
            yield f"collapse (sum) rows_held with_value different{by}"
        elif not self.labels:
            yield f"collapse (sum) rows_held, by({read})"
        elif self.is_number:
            yield f"collapse (sum) rows_held, by({read})"
            yield f"label define {column}" + "".join(f" ///\n    {code} {_stata_text(label)}" for code, label in self.labels) + ", replace"
            yield f"label values {column} {column}"
        else:
            yield 'generate label = ""'
            yield from (f"replace label = {_stata_text(label)} if {column} == {_stata_text(code)}" for code, label in self.labels)
            yield f"collapse (sum) rows_held, by({read} label)"
        yield "list"


PANDAS: dict[Look, tuple[tuple[str, str], ...]] = {
    "number": (("mean", "mean"),),
    "date": (("first", "min"), ("last", "max")),
    "other": (("different", "nunique"),),
}
"""What pandas calls that which the columns hold."""


def first_look(catalogue: Catalogue, variable: Variable) -> FirstLook:
    """The first look at a variable, or at the first of its numbered repeats."""
    table = logical_table(catalogue, catalogue.table(variable).id)
    column = _first_columns(catalogue, table)[variable.id]
    command = stack_command(catalogue, table.id, [column])
    look = _look(catalogue, variable, column)
    return FirstLook(table, column, command, look, _labels(catalogue, variable) if look == "values" else ())


def _look(catalogue: Catalogue, variable: Variable, column: LogicalColumn) -> Look:
    kind, role = column.type, role_of(catalogue, variable)
    if variable.type == "date" or kind.base == "date":
        return "other" if kind.is_text else "date"
    is_period = variable.unit in (None, "years", "months") and _PERIOD.search(variable.title) is not None
    if role in COUNTED or (variable.type == "number" and kind.is_whole and is_period):
        return "values"
    if role and role not in MEASURED:
        return "other"  # keys and places
    if variable.type == "number" or (variable.unit and not kind.is_text):
        return "other" if kind.is_text else "number"
    return "other" if variable.type in ("identifier", "text") else "values"


def _first_columns(catalogue: Catalogue, table: LogicalTable) -> dict[str, LogicalColumn]:
    """For each variable of a table its column, the first where it has several."""
    return catalogue.once(
        f"first columns of {table.id}",
        lambda: {column.variable.id: column for column in reversed(table.columns) if column.variable},
    )


MARK = "ZZcolumnZZ"
"""Stands for the name of the column in code that many variables share."""


def shared_look(catalogue: Catalogue, look: FirstLook) -> FirstLook | None:
    """The look at any column of this type in the table, with MARK for its name; None where more than the name would differ."""
    name = look.column.name
    if look.command.count(name) != 1 or not look.command.endswith(f" {name}") or len(name) > STATA_NAME:
        return None

    known: dict[Shape, FirstLook] = catalogue.once("first looks", dict)
    if (shape := look.shape) not in known:
        known[shape] = replace(look, column=look.column._replace(name=MARK), command=look.command.removesuffix(name) + MARK)
    return known[shape]


def _labels(catalogue: Catalogue, variable: Variable) -> tuple[tuple[str, str], ...]:
    """Codes with their labels, where there are few; numbers as they are written in code."""
    codes = codes_in_data(catalogue, variable)
    if not 0 < len(codes) <= MOST_LABELS:
        return ()
    return tuple((code.code, code.label) for code in codes if code.label and not _TORN.search(code.code))


def _written(value: str) -> str:
    """A text as Python and R write it."""
    return json.dumps(value, ensure_ascii=False)


def _sql_text(value: str) -> str:
    """A text as T-SQL writes it: as Unicode where the code page of a database may not have its letters."""
    return text(value) if value.isascii() else f"N{text(value)}"


def _stata_text(value: str) -> str:
    """A text as Stata writes it: with a quotation mark inside, in quotation marks of two signs."""
    return f"`\"{value}\"'" if '"' in value else f'"{value}"'
