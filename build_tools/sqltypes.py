"""The SQL type of each column: as the request form prints it, else by the rules below, which are assumptions and say so.

The form prints a T-SQL or SAS type on the tabs of the ILR, of pay, benefits and lookups. On all others it prints kinds of
measurement (Categorical, Continuous), from which a type follows only by rule.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from build_tools.catalogue import Catalogue, stem_of
from build_tools.records import Code, Variable
from build_tools.roles import KEY_TYPES, role_of
from build_tools.units import UNITS

BLANKS = ("null", "blank", "null (blank)")
"""Codes that the form prints for no value at all."""

_PLAIN = ("int", "smallint", "bigint", "bit", "date", "float")
_SAS = {"num": "float", "date9.": "date"}
DUCKDB = {
    "int": "INTEGER",
    "tinyint": "UTINYINT",
    "smallint": "SMALLINT",
    "bigint": "BIGINT",
    "bit": "UTINYINT",
    "date": "DATE",
    "float": "DOUBLE",
}
"""Types of T-SQL in DuckDB. A bit is a small number there, so that 0 and 1 stay 0 and 1."""
_WHOLE_STEM = re.compile(r"(?i)(?:^|_)(?:num|number|age|rank)|year|count|rank$")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_SPAN = re.compile(r"([0-9]{1,2})-([0-9]{1,2})\Z")
_PAIR = re.compile(r"([0-9]+)/ ?([0-9]+)\Z")


class ColumnType(NamedTuple):
    """A type in both dialects. `form`: the request form prints it; `assumed`: it follows from a rule of ours."""

    tsql: str
    evidence: Literal["form", "assumed"]

    @property
    def base(self) -> str:
        """The name without length: `varchar`."""
        return self.tsql.partition("(")[0]

    @property
    def is_text(self) -> bool:
        """Whether values are text."""
        return "char" in self.tsql

    @property
    def is_whole(self) -> bool:
        """Whether values are whole numbers."""
        return self.tsql in ("int", "smallint", "bigint", "bit")

    @property
    def length(self) -> int | None:
        """Longest text, None where there is no limit or no text."""
        return _length(self.tsql) if self.is_text else None

    @property
    def duckdb(self) -> str:
        """The same type in DuckDB. A bit is a small number there, so that 0 and 1 stay 0 and 1."""
        if self.is_text:
            return "VARCHAR"
        return DUCKDB.get(self.base) or self.tsql.upper().replace("NUMERIC", "DECIMAL").replace(", ", ",")


@cache
def _length(tsql: str) -> int | None:
    found = re.search(r"\((\d+)\)", tsql)
    return int(found[1]) if found else None


def type_of(catalogue: Catalogue, variable: Variable) -> ColumnType:
    """The type of a variable's columns, the same in every view."""
    known: dict[str, ColumnType] = catalogue.once("column types", dict)
    if variable.id not in known:
        known[variable.id] = ColumnType("varchar(50)", "assumed")  # where it would repeat itself, of which a rule speaks
        known[variable.id] = (
            _printed(catalogue, variable) or _repeated(catalogue, variable) or _assumed(catalogue, variable)
        )
    return known[variable.id]


def _repeated(catalogue: Catalogue, variable: Variable) -> ColumnType | None:
    """The type of the variable whose value this one repeats."""
    from_ = variable.synthetic.from_ if variable.synthetic else None
    repeated = catalogue.variables.get(from_ or "")
    return ColumnType(type_of(catalogue, repeated).tsql, "assumed") if repeated else None


def codes_in_data(catalogue: Catalogue, variable: Variable, year: int | None = None) -> list[Code]:
    """The codes as values can hold them: `1-14` and `1/101` taken apart, codes for no value and codes that the type can not hold left out.

    With `year`, only codes that are not known to be out of use in it; where that leaves none, all.
    """
    known: dict[str, list[Code]] = catalogue.once("codes in data", dict)
    if variable.id not in known:
        known[variable.id] = _codes_in_data(catalogue, variable)
    held = known[variable.id]
    return held if year is None else [code for code in held if _in_use(catalogue, variable, code, year)] or held


def _codes_in_data(catalogue: Catalogue, variable: Variable) -> list[Code]:
    kind = type_of(catalogue, variable)
    codes = [code for printed in catalogue.codes(variable) for code in _apart(printed)]
    held = [code for code in codes if code.code.lower() not in BLANKS and fits(code.code, kind)]
    if kind.is_whole:
        held = [_renamed(code, str(int(float(code.code)))) for code in held]
    return list({code.code: code for code in reversed(held)}.values())[::-1]


def _renamed(code: Code, text: str) -> Code:
    """The code written otherwise; itself where it is written so."""
    return code if code.code == text else code.model_copy(update={"code": text})


def has_blank(catalogue: Catalogue, variable: Variable) -> bool:
    """Whether the form lists no value at all among the codes."""
    return any(code.code.lower() in BLANKS for code in catalogue.codes(variable))


def fits(text: str, kind: ColumnType) -> bool:
    """Whether a column of this type can hold the value."""
    if kind.is_text:
        return kind.length is None or len(text) <= kind.length
    try:
        number = float(text)
    except ValueError:
        return False
    return not kind.is_whole or number == int(number)


def _in_use(catalogue: Catalogue, variable: Variable, code: Code, year: int) -> bool:
    table = catalogue.table(variable)
    first = catalogue.closed(code.from_, table).first if code.from_ else year
    last = catalogue.closed(code.to, table).last if code.to else year
    return first <= year <= (last or year)


def _apart(code: Code) -> list[Code]:
    """A printed code as the single codes it stands for."""
    if "-" not in code.code and "/" not in code.code:
        return [code]
    if span := _SPAN.match(code.code):
        return [code.model_copy(update={"code": str(number)}) for number in range(int(span[1]), int(span[2]) + 1)]
    if pair := _PAIR.match(code.code):
        return [code.model_copy(update={"code": part}) for part in pair.groups()]
    return [code]


def _printed(catalogue: Catalogue, variable: Variable) -> ColumnType | None:
    row = variable.form[0] if variable.form else None
    text = (row.type or "").strip().lower() if row else ""
    if text in _PLAIN or re.fullmatch(r"n?varchar\(\d+\)", text):
        return ColumnType(text, "form")
    if text in _SAS:
        return ColumnType(_SAS[text], "form")
    if text in ("varchar", "nvarchar"):
        length = (row.length or "").strip().lower() if row else ""
        if length == "max" or length.isdigit():
            return ColumnType(f"{text}({length})", "form")
        repeated = _repeated(catalogue, variable)
        return repeated or ColumnType(f"{text}({_longest(catalogue, variable, 50)})", "assumed")
    if text in ("decimal", "numeric") and variable.type != "identifier":
        whole = (
            not any("." in code.code for code in catalogue.codes(variable))
            and text == "numeric"
            and variable.type == "category"
        )
        return ColumnType("int" if whole else f"{text}(9, 2)", "assumed")
    return None


def _longest(catalogue: Catalogue, variable: Variable, otherwise: int) -> int:
    codes = [code for printed in catalogue.codes(variable) for code in _apart(printed)]
    values = list(variable.synthetic.values) if variable.synthetic else []
    lengths = [len(code.code) for code in codes if code.code.lower() not in BLANKS] + [len(value) for value in values]
    if variable.range:
        lengths += [len(variable.range.lowest), len(variable.range.highest)]
    return max(lengths, default=otherwise)


def _assumed(catalogue: Catalogue, variable: Variable) -> ColumnType:
    role = role_of(catalogue, variable)
    text = ""
    if role == "year":
        text = "int" if variable.type != "text" else "varchar(9)"
    elif role in KEY_TYPES and not (role == "year-group" and variable.range):
        text = KEY_TYPES[role]
    elif variable.type == "date":
        text = "date"
    elif variable.type == "number":
        text = "int" if _is_whole(variable) else "float"
    if text and all(fits(code, ColumnType(text, "assumed")) for code in _values(catalogue, variable)):
        return ColumnType(text, "assumed")
    if variable.type == "text":
        return ColumnType("varchar(255)", "assumed")
    if variable.type == "identifier":
        return ColumnType("varchar(20)", "assumed")
    return ColumnType(_coded(catalogue, variable), "assumed")


def _values(catalogue: Catalogue, variable: Variable) -> list[str]:
    """The printed codes taken apart, without those for no value."""
    codes = [code.code for printed in catalogue.codes(variable) for code in _apart(printed)]
    return [code for code in codes if code.lower() not in BLANKS]


def _is_whole(variable: Variable) -> bool:
    if variable.range:
        return bool(_WHOLE.match(variable.range.lowest) and _WHOLE.match(variable.range.highest))
    if variable.unit is None:
        return bool(_WHOLE_STEM.search(stem_of(variable.id)))
    return variable.unit in UNITS and UNITS[variable.unit].whole


def _coded(catalogue: Catalogue, variable: Variable) -> str:
    """The type of a flag or category: a whole number where every code and both ends of the range are one, text as long as the longest otherwise."""
    values = _values(catalogue, variable)
    values += [variable.range.lowest, variable.range.highest] if variable.range else []
    values += list(variable.synthetic.values) if variable.synthetic else []
    if not values:
        hint = variable.synthetic
        numbers = hint is not None and (hint.sum_of or hint.highest is not None)
        return "varchar(50)" if not numbers else "int" if hint is None or (hint.highest or 0) % 1 == 0 else "float"
    if all(_WHOLE.match(value) and len(value) <= 9 for value in values):
        return "int"
    return f"varchar({_longest(catalogue, variable, 50)})"
