"""Runs a do-file in a declared part of Stata, for tests only: `run_do(text, tables)` gives the tables it saves.

Strict: whatever is not in COMMANDS, FUNCTIONS, EGEN or STATISTICS is a StataError with its line and what to write
instead. Where Stata leaves the order of rows open (ties of a sort, a table just read, after a merge) the order here is
drawn from `seed`, so that two seeds show whether a result depends on it. `DIFFERENCES` lists what real Stata does otherwise.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import lru_cache, reduce

import numpy as np
import pandas as pd

MISSING = 2.0**1023
"""Stata's `.`; `.a` to `.z` lie just above it. As in Stata they are numbers, larger than all others, so comparing and
sorting need no rule of their own."""
EPOCH = date(1960, 1, 1)
LIMITS = {"byte": (-127, 100), "int": (-32767, 32740), "long": (-2147483647, 2147483620)}
RESERVED = {
    "_all",
    "_b",
    "_coef",
    "_cons",
    "_n",
    "_N",
    "_pi",
    "_pred",
    "_rc",
    "_skip",
    "strL",
    "if",
    "in",
    "using",
    "with",
}
RESERVED |= {*LIMITS, "float", "double"}
TYPE = r"(?:(byte|int|long|float|double|str[0-9]*|strL)\s+)?"
NAME = r"[A-Za-z_][A-Za-z0-9_]*"

DIFFERENCES = (
    "Rows of an input table, and rows after merge, joinby and egen, come in a random order; ties of a sort always do, "
    "also where Stata would notice that the data are sorted already.",
    "Errors are final: there is no capture. An undefined local is an error, not an empty text.",
    "Abbreviations of commands, options and variables are refused, also where Stata takes them.",
    "Text functions refuse characters beyond ASCII, which Stata counts in bytes.",
    "Refused where the manual leaves the result open or it is easily mistaken: round() of a negative half, string() of "
    "fractions and of eight digits without a format, comparisons in a chain, a ^ b ^ c, texts in egen max, min and count.",
    "Nothing is known here of the display: labels, formats, notes and what is printed are accepted and forgotten.",
    "How Stata treats a table without rows is followed where its source is known: collapse and duplicates stop.",
)


class StataError(Exception):
    """What is wrong in a do-file, and on which line of it."""

    def __init__(self, line: int, message: str):
        super().__init__(f"line {line}: {message}")
        self.line, self.message = line, message


class Fault(Exception):
    """A StataError that does not yet know its line."""


# ---- data -----------------------------------------------------------------------------------------------------------


@dataclass
class Data:
    """The dataset in memory: texts are object arrays, numbers float arrays with MISSING, and each has a storage type."""

    columns: dict[str, np.ndarray] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    size: int = 0
    sorted_by: tuple[str, ...] = ()

    def take(self, rows: np.ndarray) -> Data:
        """These rows in this order; -1 stands for a row of missing values."""
        columns = {}
        for name, values in self.columns.items():
            filled = np.append(values, np.array([blank(values)], values.dtype))  # so that -1 finds it
            columns[name] = filled[rows]
        return Data(columns, dict(self.types), len(rows), self.sorted_by)

    def only(self, names: list[str]) -> Data:
        return Data({n: self.columns[n] for n in names}, {n: self.types[n] for n in names}, self.size, self.sorted_by)

    def put(self, name: str, values: np.ndarray, kind: str) -> None:
        self.columns[name], self.types[name] = stored(values if is_text(values) else values.astype(float), kind), kind

    def forget_order(self, name: str) -> None:
        """The rows are known to be sorted only by what stands before this variable."""
        if name in self.sorted_by:
            self.sorted_by = self.sorted_by[: self.sorted_by.index(name)]


def is_text(values: np.ndarray) -> bool:
    return values.dtype == object


def blank(values: np.ndarray) -> str | float:
    return "" if is_text(values) else MISSING


def is_missing(values: np.ndarray) -> np.ndarray:
    return values == "" if is_text(values) else values >= MISSING


def stored(values: np.ndarray, kind: str) -> np.ndarray:
    """The values as a variable of this type holds them: floats lose digits, integers decimals and what is out of range."""
    if is_text(values):
        return np.array([v[: int(kind[3:])] for v in values], object) if kind[3:].isdigit() else values
    if kind == "double":
        return values
    known = values < MISSING
    if kind == "float":
        with np.errstate(over="ignore"):
            short = np.where(known, values, 0).astype(np.float32).astype(float)
        return np.where(known, np.where(np.abs(short) < 1.701e38, short, MISSING), values)
    low, high = LIMITS[kind]
    whole = np.trunc(np.where(known, values, 0))
    return np.where(known, np.where((whole >= low) & (whole <= high), whole, MISSING), values)


def promoted(values: np.ndarray, kind: str) -> str:
    """The type that `replace` gives a variable of this type so that it can hold the values."""
    known = values[values < MISSING] if not is_text(values) else values
    if kind not in LIMITS:
        return "str" if is_text(values) else kind
    if (known != np.trunc(known)).any():
        return "double" if kind == "long" else "float"
    kinds = list(LIMITS)[list(LIMITS).index(kind) :]
    return next((k for k in kinds if ((known >= LIMITS[k][0]) & (known <= LIMITS[k][1])).all()), "double")


def wider(one: str, other: str) -> str:
    """The type of a variable that holds the values of both."""
    if one.startswith("str"):
        return "str"
    if {one, other} == {"long", "float"}:
        return "double"
    kinds = ["byte", "int", "long", "float", "double"]
    return max(one, other, key=kinds.index)


def codes_of(arrays: list[np.ndarray], size: int) -> np.ndarray:
    """A number for each row: equal for equal rows, and in the sort order of the arrays. Missing values are values."""
    codes = np.zeros(size, np.int64)
    for values in arrays:
        own, known = pd.factorize(values, sort=True)
        codes = pd.factorize(codes * max(len(known), 1) + own, sort=True)[0]
    return codes


def read_frame(name: str, frame: pd.DataFrame) -> Data:
    """A table as Stata would have it: dates are days since 1 January 1960, missing texts are empty."""
    data = Data(size=len(frame))
    for column in map(str, frame.columns):
        if not re.fullmatch(NAME, column) or len(column) > 32 or column in RESERVED:
            raise ValueError(f"{name}.{column} can not be the name of a Stata variable")
        data.put(column, *_read_column(f"{name}.{column}", frame[column]))
    return data


def _read_column(name: str, series: pd.Series) -> tuple[np.ndarray, str]:
    if series.dtype == object and not (rest := series.dropna()).empty and not isinstance(rest.iloc[0], str):
        series = pd.to_datetime(series) if isinstance(rest.iloc[0], date) else series.astype("Float64")
    if pd.api.types.is_datetime64_any_dtype(series):
        days = (series - pd.Timestamp(EPOCH)) / pd.Timedelta(days=1)
        if (days.dropna() % 1 != 0).any():
            raise ValueError(f"{name} holds times of day: give dates")
        return days.fillna(MISSING).to_numpy(float), "long"
    if pd.api.types.is_numeric_dtype(series):
        values = series.astype("Float64").fillna(MISSING).to_numpy(float)
        whole = not pd.api.types.is_float_dtype(series)
        return values, promoted(values, "long") if whole else "double"
    values = np.array(series.astype(object).where(series.notna(), ""), dtype=object)
    if not all(isinstance(value, str) for value in values):
        raise ValueError(f"{name} mixes texts and other values")
    return values, "str"


def write_frame(data: Data) -> pd.DataFrame:
    def plain(values: np.ndarray) -> np.ndarray:
        return values if is_text(values) else np.where(values < MISSING, values, np.nan)

    frame = {n: pd.Series(plain(v), dtype=object if is_text(v) else float) for n, v in data.columns.items()}
    return pd.DataFrame(frame, index=range(data.size))


# ---- expressions: text -> tree --------------------------------------------------------------------------------------

TOKEN = re.compile(
    rf"""\s*(?:(?P<date>\bt[dm]\([^()]*\)) | (?P<text>"[^"]*") | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<missing>\.[a-z]?(?![\w.])) | (?P<name>{NAME}) | (?P<sign>==|!=|~=|<=|>=|[-+*/^&|!~<>()\[\],]))""",
    re.VERBOSE,
)
POWERS = {"|": 1, "&": 2, **dict.fromkeys(["==", "!=", "~=", "<", "<=", ">", ">="], 3)}
POWERS |= {"+": 4, "-": 4, "*": 5, "/": 5, "^": 7}
UNARY = {"-": 6, "+": 6, "!": 8, "~": 8}
Node = tuple


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of an expression, by Stata's order of operators: !, ^, negation, * /, + -, comparisons, &, |."""
    tokens, at = [], 0
    while text[at:].strip():
        found = TOKEN.match(text, at)
        if not found:
            rest = text[at:].strip()
            if rest.startswith("="):
                raise Fault(f"`=` in the expression `{text.strip()}`: to compare, write `==`")
            raise Fault(f"can not read `{rest}` in the expression `{text.strip()}`")
        tokens.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    if not tokens:
        raise Fault("an expression is missing")
    parser = _Parser(tokens, text.strip())
    tree = parser.tree(0)
    if parser.tokens:
        raise Fault(f"`{parser.tokens[0][1]}` is not expected in the expression `{text.strip()}`")
    return tree


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], text: str):
        self.tokens, self.text = tokens, text

    def peek(self) -> str:
        return self.tokens[0][1] if self.tokens and self.tokens[0][0] == "sign" else ""

    def next(self, wanted: str = "") -> tuple[str, str]:
        if not self.tokens or (wanted and self.peek() != wanted):
            raise Fault(f"`{wanted or 'a value'}` is missing in the expression `{self.text}`")
        return self.tokens.pop(0)

    def tree(self, power: int) -> Node:
        left = self.first()
        before = 0
        while (own := POWERS.get(self.peek(), 0)) > power:
            if own == before and own in (3, 7):
                raise Fault(f"put parentheses into `{self.text}`: it chains two operators of the same rank")
            sign = self.next()[1]
            left, before = ("binary", sign, left, self.tree(own)), own
        return left

    def first(self) -> Node:
        kind, text = self.next()
        if kind == "name":
            return self.named(text)
        if kind != "sign":
            return (kind, text)
        if text == "(":
            inside = self.tree(0)
            self.next(")")
            return inside
        if text in UNARY:
            return ("unary", text, self.tree(UNARY[text]))
        raise Fault(f"`{text}` is not expected in the expression `{self.text}`")

    def named(self, name: str) -> Node:
        if self.peek() == "[":
            self.next()
            inside = self.tree(0)
            self.next("]")
            return ("index", name, inside)
        if self.peek() != "(":
            return ("name", name)
        self.next()
        arguments = []
        while self.peek() != ")":
            arguments.append(self.tree(0))
            if self.peek() != ")":
                self.next(",")
        self.next(")")
        return ("call", name, *arguments)


def nodes_of(tree: Node) -> Iterator[Node]:
    yield tree
    for part in tree[1:]:
        if isinstance(part, tuple):
            yield from nodes_of(part)


# ---- functions ------------------------------------------------------------------------------------------------------


def _numbers(function: Callable) -> Callable:
    """A function of whole arrays of numbers, missing where an argument is."""

    def apply(*arguments: np.ndarray) -> np.ndarray:
        bad = reduce(np.logical_or, (a >= MISSING for a in arguments))
        with np.errstate(all="ignore"):
            result = function(*(np.where(bad, 1.0, a) for a in arguments))
        return np.where(bad | ~(np.abs(result) < MISSING), MISSING, result)

    return apply


def _each(function: Callable, text: bool) -> Callable:
    """A function of one row, None where it has no value."""

    def apply(*arguments: np.ndarray) -> np.ndarray:
        rows = zip(*(a.tolist() for a in np.broadcast_arrays(*arguments)), strict=True)
        results = [function(*row) for row in rows]
        return np.array([blank_of(r, text) for r in results], object if text else float)

    return apply


def blank_of(value: object, text: bool) -> object:
    return ("" if text else MISSING) if value is None else value


def _ascii(text: str) -> str:
    if not text.isascii():
        raise Fault(f"`{text}` has letters that Stata counts as several: only ASCII texts are cut and measured here")
    return text


def _real(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", text) else None


def _string(number: float, form: str = "") -> str:
    if number >= MISSING:
        return "." if number == MISSING else "." + chr(96 + round((number / MISSING - 1) * 4096))
    if form in ("%td", "%tdCCYY-NN-DD", "%tdDD/NN/CCYY"):
        day = EPOCH + timedelta(int(number))
        written = {"%td": "%d%b%Y", "%tdCCYY-NN-DD": "%Y-%m-%d", "%tdDD/NN/CCYY": "%d/%m/%Y"}[form]
        return day.strftime(written).lower()
    if form:
        if not (found := re.fullmatch(r"%(0?)(\d+)\.(\d+)f", form)):
            raise Fault(f'the format "{form}" is not supported: write "%12.0f", "%02.0f", "%td" or "%tdCCYY-NN-DD"')
        return f"{number:{found[1]}{found[2]}.{found[3]}f}".strip()
    if number != int(number) or abs(number) >= 1e7:
        raise Fault(f'string({number}) would keep seven digits or so: give a format, as in string(x, "%12.0f")')
    return str(int(number))


def _substr(text: str, start: float, length: float = MISSING) -> str:
    if start >= MISSING or start == 0:
        return ""
    first = int(start) - 1 if start > 0 else len(_ascii(text)) + int(start)
    if first < 0:
        return ""
    return _ascii(text)[first:] if length >= MISSING else _ascii(text)[first : first + max(int(length), 0)]


def _subinstr(text: str, old: str, new: str, count: float) -> str:
    return text.replace(old, new, -1 if count >= MISSING else int(count)) if old else text


def _inlist(value: np.ndarray, *others: np.ndarray) -> np.ndarray:
    most = 10 if is_text(value) else 250
    if len(others) + 1 > most:
        raise Fault(f"inlist() takes {most} arguments of this kind, here are {len(others) + 1}: join two with |")
    return reduce(np.logical_or, (compare("==", value, other) != 0 for other in others)).astype(float)


def _inrange(value: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """An end that is missing is open; a value that is missing is in no range."""
    return ((value < MISSING) & ((low >= MISSING) | (low <= value)) & ((high >= MISSING) | (value <= high))).astype(
        float
    )


def _cond(test: np.ndarray, yes: np.ndarray, no: np.ndarray) -> np.ndarray:
    same_kind("cond()", yes, no)
    return np.where(truth(test), yes, no)


def _extreme(pick: Callable, worst: float) -> Callable:
    def apply(*arguments: np.ndarray) -> np.ndarray:
        best = reduce(pick, (np.where(a < MISSING, a, worst) for a in arguments))
        return np.where(np.isinf(best), MISSING, best)

    return apply


def _round(number: np.ndarray, unit: float | np.ndarray = 1.0) -> np.ndarray:
    parts = number / unit
    if ((number < 0) & (parts - np.floor(parts) == 0.5)).any():
        raise Fault("round() of a negative number just halfway: the manual does not say where it goes; use floor()")
    return np.floor(parts + 0.5) * unit


def _day(year: float, month: float, day: float) -> float | None:
    if any(part >= MISSING or part != int(part) for part in (year, month, day)):
        return None
    try:
        return float((date(int(year), int(month), int(day)) - EPOCH).days) if 100 <= year <= 9999 else None
    except ValueError:
        return None


def _from_day(part: Callable[[date], float]) -> Callable:
    first, last = (date(100, 1, 1) - EPOCH).days, (date.max - EPOCH).days
    return _each(lambda d: float(part(EPOCH + timedelta(int(d // 1)))) if first <= d <= last else None, text=False)


MONTHS = [name.lower() for name in month_name]


@lru_cache(maxsize=65536)
def _date(text: str, mask: str) -> float | None:
    if sorted(mask) != ["D", "M", "Y"]:
        raise Fault(f'date() takes the masks "YMD", "DMY" and the like here, not "{mask}"')
    parts = re.findall(r"[0-9]+|[A-Za-z]+", text)
    if len(parts) == 1 and re.fullmatch("[0-9]{8}", text.strip()):
        sizes = [4 if sign == "Y" else 2 for sign in mask]
        parts = [text.strip()[sum(sizes[:n]) : sum(sizes[: n + 1])] for n in range(3)]
    found = dict(zip(mask, parts, strict=False))
    if len(parts) != 3 or len(found["Y"]) != 4:
        return None
    named = [n for n, name in enumerate(MONTHS) if len(found["M"]) > 2 and name.startswith(found["M"].lower())]
    found["M"] = str(named[0]) if named else found["M"]
    return _day(*(float(found[sign]) for sign in "YMD")) if all(p.isdigit() for p in found.values()) else None


def _literal(text: str) -> float:
    """td(1sep2010) and tm(2010m9)."""
    inside = text[3:-1].strip()
    month = re.fullmatch(r"(\d{4})m(\d{1,2})", inside)
    if text[1] == "m" and month and 1 <= int(month[2]) <= 12:
        return (int(month[1]) - 1960) * 12 + int(month[2]) - 1
    day = re.fullmatch(r"(\d{1,2})[ -]?([a-z]{3,9})[ -]?(\d{4})", inside, re.IGNORECASE)
    if text[1] == "m" or not day or (value := _date(inside, "DMY")) is None:
        raise Fault(f"`{text}` is no date: write td(1sep2010) or tm(2010m9)")
    return value


def _text(function: Callable, signs: str = "s") -> tuple[str, Callable]:
    return signs, _each(function, text=True)


FUNCTIONS: dict[str, tuple[str, Callable]] = {
    # name: (s a text, n a number, x either; ? may be left out, * any more of the last), what it does
    "missing": ("x*", lambda *a: reduce(np.logical_or, map(is_missing, a)).astype(float)),
    "real": ("s", _each(_real, text=False)),
    "string": _text(_string, "ns?"),
    "substr": _text(_substr, "snn"),
    "strlen": ("s", _each(lambda s: float(len(_ascii(s))), text=False)),
    "strupper": _text(lambda s: _ascii(s).upper()),
    "strlower": _text(lambda s: _ascii(s).lower()),
    "strtrim": _text(lambda s: s.strip(" ")),
    "strpos": ("ss", _each(lambda s, part: float(_ascii(s).find(part) + 1 if part else 0), text=False)),
    "subinstr": _text(_subinstr, "sssn"),
    "inlist": ("xx*", _inlist),
    "inrange": ("nnn", _inrange),
    "cond": ("nxx", _cond),
    "min": ("nn*", _extreme(np.minimum, np.inf)),
    "max": ("nn*", _extreme(np.maximum, -np.inf)),
    "abs": ("n", _numbers(np.abs)),
    "floor": ("n", _numbers(np.floor)),
    "ceil": ("n", _numbers(np.ceil)),
    "int": ("n", _numbers(np.trunc)),
    "round": ("nn?", _numbers(_round)),
    "mod": ("nn", _numbers(lambda x, y: np.where(y > 0, x - y * np.floor(x / y), np.nan))),
    "sqrt": ("n", _numbers(np.sqrt)),
    "float": ("n", lambda x: stored(x, "float")),
    "mdy": ("nnn", _each(lambda m, d, y: _day(y, m, d), text=False)),
    "year": ("n", _from_day(lambda d: d.year)),
    "month": ("n", _from_day(lambda d: d.month)),
    "day": ("n", _from_day(lambda d: d.day)),
    "dow": ("n", _from_day(lambda d: d.isoweekday() % 7)),
    "ym": ("nn", _numbers(lambda y, m: np.where((m >= 1) & (m <= 12), (y - 1960) * 12 + m - 1, np.nan))),
    "mofd": ("n", _from_day(lambda d: (d.year - 1960) * 12 + d.month - 1)),
    "dofm": ("n", _each(lambda m: _day(1960 + m // 12, m % 12 + 1, 1) if m < MISSING else None, text=False)),
    "date": ("ss", _each(_date, text=False)),
}
SAME = {"mi": "missing", "strofreal": "string", "length": "strlen", "upper": "strupper", "lower": "strlower"}
FUNCTIONS |= {other: FUNCTIONS[name] for other, name in (SAME | {"trim": "strtrim"}).items()}
POSITIONAL = ("sum",)  # a function of rows and their order, so not one of the above
OTHER_FUNCTIONS = {
    "regexm": "strpos(), substr() or inlist()",
    "usubstr": "substr(), for ASCII texts",
    "rowmax": "egen",
    "total": "egen",
    "ln": "nothing: no recipe needs it",
    "datediff": "arithmetic with days: version 16 has no datediff()",
    "age": "arithmetic with year() and month(): version 16 has no age()",
    "runiform": "nothing: a recipe draws no random numbers",
}


def same_kind(where: str, *values: np.ndarray) -> None:
    if len({is_text(v) for v in values}) > 1:
        raise Fault(f"type mismatch: {where} mixes texts and numbers; convert with real() or string()")


def truth(values: np.ndarray) -> np.ndarray:
    """Everything that is not 0 is true, a missing value too."""
    if is_text(values):
        raise Fault('type mismatch: a text is neither true nor false; compare it, as in x != ""')
    return values != 0


def compare(sign: str, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    same_kind(f"`{sign}`", left, right)
    signs = {"==": np.equal, "!=": np.not_equal, "~=": np.not_equal, "<": np.less, "<=": np.less_equal}
    signs |= {">": np.greater, ">=": np.greater_equal}
    return signs[sign](left, right).astype(float)


def arithmetic(sign: str, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    same_kind(f"`{sign}`", left, right)
    if is_text(left):
        if sign != "+":
            raise Fault(f"type mismatch: `{sign}` takes no texts; texts are joined with +")
        return left + right
    signs = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power}
    return _numbers(signs[sign])(left, right)


@dataclass
class Scope:
    """Where an expression is computed: which rows, and where the group of each row of the data starts and how long it is."""

    data: Data
    rows: np.ndarray
    start: np.ndarray
    length: np.ndarray
    single: bool = False  # a local or a block: there is no row
    grouped: bool = False  # inside egen: rows are in no order

    def value(self, tree: Node) -> np.ndarray:
        """One value for each row, or one for all."""
        kind, *parts = tree
        return getattr(self, "_" + kind)(*parts)

    def _number(self, text: str) -> np.ndarray:
        return np.array([float(text)])

    def _missing(self, text: str) -> np.ndarray:
        return np.array([MISSING * (1 + (ord(text[1]) - 96) / 4096 if text[1:] else 1)])

    def _text(self, text: str) -> np.ndarray:
        return np.array([text[1:-1]], object)

    def _date(self, text: str) -> np.ndarray:
        return np.array([_literal(text)], float)

    def _name(self, name: str) -> np.ndarray:
        if name == "_N" and self.single:
            return np.array([float(self.data.size)])
        if self.single:
            raise Fault(f"`{name}` would be its value in the first row: in a local or an if-block use locals only")
        if name in ("_n", "_N"):
            self._ordered(name)
            here = self.length[self.rows] if name == "_N" else self.rows - self.start[self.rows] + 1
            return here.astype(float)
        return self.data.columns[known_name(name, self.data)][self.rows]

    def _ordered(self, what: str) -> None:
        if self.grouped:
            raise Fault(f"{what} within egen means nothing, for egen sorts: generate it as a variable before")

    def _index(self, name: str, inside: Node) -> np.ndarray:
        if self.single:
            raise Fault(f"`{name}[…]` in a local or an if-block: use locals only")
        self._ordered(f"{name}[…]")
        values = self.data.columns[known_name(name, self.data)]
        place = numeric(self.value(inside), "a subscript")
        known = (place >= 1) & (place <= self.length[self.rows])
        found = np.where(known, self.start[self.rows] + np.where(known, place, 1).astype(int) - 1, 0)
        return np.where(known, values[found], blank(values)) if len(values) else values[found[:0]]

    def _unary(self, sign: str, inside: Node) -> np.ndarray:
        value = self.value(inside)
        if sign in "!~":
            return (~truth(value)).astype(float)
        return _numbers(np.negative if sign == "-" else np.positive)(numeric(value, f"`{sign}`"))

    def _binary(self, sign: str, left: Node, right: Node) -> np.ndarray:
        one, other = self.value(left), self.value(right)
        if sign in "&|":
            return (np.logical_and if sign == "&" else np.logical_or)(truth(one), truth(other)).astype(float)
        return (arithmetic if sign in "+-*/^" else compare)(sign, one, other)

    def _call(self, name: str, *arguments: Node) -> np.ndarray:
        values = [self.value(argument) for argument in arguments]
        if name in POSITIONAL:
            if self.single or len(values) != 1:
                raise Fault("sum() takes one argument, and only where there are rows")
            self._ordered("sum()")
            return self._running_sum(numeric(values[0], "sum()"))
        if name not in FUNCTIONS:
            instead = OTHER_FUNCTIONS.get(name) or likely(name, FUNCTIONS)
            raise Fault(f"the function {name}() is not supported: use {instead}")
        check_signature(name, FUNCTIONS[name][0], values)
        return FUNCTIONS[name][1](*values)

    def _running_sum(self, values: np.ndarray) -> np.ndarray:
        full = pd.Series(np.broadcast_to(np.where(values < MISSING, values, 0), len(self.rows)))
        return full.groupby(self.start[self.rows]).cumsum().to_numpy(float)


def numeric(values: np.ndarray, where: str) -> np.ndarray:
    if is_text(values):
        raise Fault(f"type mismatch: {where} takes numbers, not texts; convert with real()")
    return values


def check_signature(name: str, signs: str, values: list[np.ndarray]) -> None:
    plain = signs.replace("?", "").replace("*", "")
    least, most = len(plain) - signs.count("?"), 1000 if signs.endswith("*") else len(plain)
    if not least <= len(values) <= most:
        raise Fault(
            f"{name}() takes {least if least == most else f'{least} or more'} arguments, here are {len(values)}"
        )
    for at, value in enumerate(values):
        kind = plain[min(at, len(plain) - 1)]
        if kind != "x" and is_text(value) != (kind == "s"):
            wanted, convert = ("a text", "string()") if kind == "s" else ("a number", "real()")
            raise Fault(f"type mismatch: argument {at + 1} of {name}() is to be {wanted}; convert with {convert}")


def likely(word: str, known: object) -> str:
    near = get_close_matches(word, list(known), 1)
    return f"`{near[0]}`?" if near else "what is listed in tests/recipes/stata.py"


def known_name(name: str, data: Data) -> str:
    if name not in data.columns:
        longer = [full for full in data.columns if full.startswith(name)]
        hint = f"write the full name `{longer[0]}`" if longer else f"there are {', '.join(data.columns) or 'none'}"
        raise Fault(f"there is no variable `{name}`: {hint}")
    return name


# ---- the text of a do-file: lines, blocks, parts of a command -------------------------------------------------------


def logical_lines(text: str) -> list[tuple[int, str]]:
    """The commands with the line each starts on: comments taken out, continued lines joined."""
    lines, held, start, number = [], "", 0, 0
    text = re.sub(r"/\*.*?\*/", lambda found: " " + "\2" * found[0].count("\n"), _masked_stars(text), flags=re.DOTALL)
    for line in text.split("\n"):  # \2 is the end of a line within a comment, which ends no command
        start = start if held else number + 1
        number += 1 + line.count("\2")
        line = line.replace("\2", "")
        if not held and line.lstrip().startswith("*"):
            continue
        line, continued = _without_comment(line)
        if outline(line).count('"') % 2:
            raise StataError(number, "a text is not closed: a text in double quotes ends on its line")
        held += line
        if continued:
            held += " "
        elif held.strip():
            lines.append((start, held.replace("\0", "/*").replace("\1", "*/").strip()))
            held = ""
        else:
            held = ""
    if held.strip():
        raise StataError(start, "the last line ends in ///: nothing follows")
    return lines


def _masked_stars(text: str) -> str:
    """The text with the signs of a block comment hidden where they stand in quotes."""
    return re.sub(r'"[^"\n]*"', lambda found: found[0].replace("/*", "\0").replace("*/", "\1"), text)


def _without_comment(line: str) -> tuple[str, bool]:
    found = re.search(r"(^|\s)//(/?).*", re.sub(r'"[^"]*"', lambda text: "x" * len(text[0]), line))
    return (line[: found.start()], bool(found[2])) if found else (line, False)


def blocks(lines: list[tuple[int, str]], inside: bool = False) -> list[tuple[int, str, list | None]]:
    """The commands as a tree: a line that ends in a brace carries the commands up to the closing one. Empties `lines`."""
    tree = []
    while lines:
        line, text = lines.pop(0)
        if text == "}":
            if not inside:
                raise StataError(line, "this brace closes nothing")
            return tree
        body = blocks(lines, inside=True) if text.endswith("{") else None
        if outline(text).strip("{ ").count("}"):
            raise StataError(line, "put the closing brace on a line of its own, and `else {` on the next")
        tree.append((line, text.rstrip("{ ") if body is not None else text, body))
    if inside:
        raise StataError(line, "a brace is opened and not closed")
    return tree


def outline(text: str) -> str:
    """The text with everything in quotes, parentheses and brackets blanked, at the same places."""
    quoted, depth, signs = False, 0, []
    for sign in text:
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign in ")]":
            depth -= 1
        signs.append(sign if not depth and (not quoted or sign == '"') else "\0")
        if not quoted and sign in "([":
            depth += 1
    return "".join(signs)


def cut(text: str, pattern: str) -> tuple[str, str | None]:
    """What stands before and after the first place outside quotes and brackets that fits; None where none does."""
    found = re.search(pattern, outline(text))
    return (text[: found.start()].strip(), text[found.end() :].strip()) if found else (text.strip(), None)


def words(text: str) -> list[str]:
    return [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', text)]


def number_list(text: str, down: bool = True) -> list[float]:
    """1 2 3, 1/3 and 1(2)9; 3/1 goes down, or is empty as it is to forvalues."""
    numbers: list[float] = []
    for word in text.split():
        found = re.fullmatch(r"(-?[\d.]+)(?:/(-?[\d.]+)|\((-?[\d.]+)\)(-?[\d.]+))?", word)
        if not found:
            raise Fault(f"`{word}` is no list of numbers: write 1 2 3, 1/3 or 1(2)9")
        first, last = float(found[1]), float(found[2] or found[4] or found[1])
        step = float(found[3]) if found[3] else -1.0 if down and last < first else 1.0
        numbers += (
            [first + step * n for n in range(int(np.floor((last - first) / step + 1e-9)) + 1)] if step else [first]
        )
    return numbers


def as_macro(value: object) -> str:
    """A value as a local holds it."""
    if isinstance(value, (bool, np.bool_)):
        return str(int(value))
    if isinstance(value, (int, float, np.number)):
        if value >= MISSING:
            return "."
        return str(int(value)) if value == int(value) else repr(float(value))
    return " ".join(map(as_macro, value)) if isinstance(value, (list, tuple)) else str(value)


# ---- what is supported ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Grammar:
    """Which parts a command may have here; any other is refused."""

    options: str = ""
    condition: bool = False
    by: bool = False
    using: bool = False
    free: bool = False  # the rest of the line is not looked at


COMMANDS: dict[str, Grammar] = {
    "version": Grammar(),
    "clear": Grammar(),
    "set": Grammar(),
    "local": Grammar(free=True),
    "tempfile": Grammar(),
    "foreach": Grammar(free=True),
    "forvalues": Grammar(free=True),
    "if": Grammar(free=True),
    "else": Grammar(free=True),
    "quietly": Grammar(free=True),
    "bysort": Grammar(free=True),
    "by": Grammar(free=True),
    "use": Grammar("clear", condition=True, using=True),
    "save": Grammar("replace"),
    "preserve": Grammar(),
    "restore": Grammar(),
    "generate": Grammar(condition=True, by=True),
    "replace": Grammar(condition=True, by=True),
    "egen": Grammar("by missing minmode maxmode values", condition=True, by=True),
    "keep": Grammar(condition=True, by=True),
    "drop": Grammar(condition=True, by=True),
    "rename": Grammar(),
    "order": Grammar("first last before after"),
    "sort": Grammar(),
    "gsort": Grammar("mfirst"),
    "duplicates": Grammar("force generate"),
    "collapse": Grammar("by", condition=True),
    "merge": Grammar("keep keepusing nogenerate generate assert", using=True),
    "joinby": Grammar("unmatched _merge", using=True),
    "append": Grammar("generate keep", using=True),
    "expand": Grammar("generate", condition=True),
    "reshape": Grammar("i j string"),
    "destring": Grammar("replace generate force"),
    "tostring": Grammar("replace generate format"),
    "assert": Grammar(condition=True, by=True),
    "isid": Grammar("missok"),
    "count": Grammar(condition=True),
    "label": Grammar(free=True),
    "format": Grammar(free=True),
    "compress": Grammar(free=True),
    "display": Grammar(free=True),
}
BARE = ("clear", "replace", "missing", "minmode", "maxmode", "first", "last", "mfirst", "force", "nogenerate", "string")
"""Options without parentheses; `replace`, `force` and `missok` too."""
INSTEAD = {
    "recode": "replace … if", "mvencode": "replace x = … if missing(x)", "mvdecode": "replace x = . if …",
    "xtile": "sort, _n and _N", "encode": "egen … = group()", "decode": "the text itself", "split": "substr() and strpos()",
    "capture": "nothing: an error is to stop the do-file", "tabulate": "nothing: the result is a table",
    "summarize": "egen", "list": "nothing: the result is a table", "global": "local", "while": "forvalues",
    "program": "the commands themselves", "mata": "the commands themselves", "do": "the commands themselves",
    "levelsof": "foreach with the values written out", "contract": "bysort …: generate … = _N, or collapse (count)",
    "fillin": "expand, or joinby with the values", "tempvar": "a name of your own, and drop it", "cd": "nothing",
    "import": "use", "insheet": "use", "cross": "joinby on a variable that is 1 everywhere", "tsset": "bysort and x[_n-1]",
    "noisily": "nothing", "input": "use", "mark": "generate", "statsby": "collapse", "clonevar": "generate",
}  # fmt: skip
SHORT = {"g": "generate", "ge": "generate", "gen": "generate", "bys": "bysort", "qui": "quietly", "ren": "rename"}
SHORT |= {"di": "display", "loc": "local", "u": "use", "sa": "save", "forv": "forvalues", "forval": "forvalues"}
SHORT |= {"cou": "count", "la": "label", "lab": "label", "so": "sort", "mer": "merge", "app": "append"}
STATISTICS = ("sum", "mean", "max", "min", "count", "first", "last", "firstnm", "lastnm")
EGEN: dict[str, tuple[str, bool, tuple[str, ...]]] = {
    # function: (its argument, whether by is allowed, its options)
    **dict.fromkeys(["max", "min", "mean", "count", "sum"], ("expression", True, ())),
    "total": ("expression", True, ("missing",)),
    "mode": ("variable", True, ("minmode", "maxmode", "missing")),
    "group": ("variables", False, ("missing",)),
    "tag": ("variables", False, ("missing",)),
    "anymatch": ("variables", False, ("values",)),
    "rowtotal": ("variables", False, ("missing",)),
    **dict.fromkeys(["rowmax", "rowmin", "rowmean", "rownonmiss", "rowmiss"], ("variables", False, ())),
}
SUPPORTED = {
    "commands": tuple(sorted(COMMANDS)),
    "functions": tuple(sorted([*FUNCTIONS, *POSITIONAL])),
    "egen": tuple(sorted(EGEN)),
    "collapse": STATISTICS,
}


@dataclass
class Command:
    """A command in its parts: `name body if condition using file, options`."""

    name: str
    body: str
    condition: str | None = None
    using: str | None = None
    options: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Command:
        found = re.match(r"(\w+)\s*(.*)", text, re.DOTALL)
        name = found[1] if found else text
        if name not in COMMANDS:
            instead = (
                f"write `{SHORT[name]}`" if name in SHORT else f"use {INSTEAD.get(name) or likely(name, COMMANDS)}"
            )
            raise Fault(f"the command `{name}` is not supported here: {instead}")
        grammar, body = COMMANDS[name], found[2]
        if grammar.free:
            return cls(name, body)
        body, options = cut(body, ",")
        using = condition = None
        if name == "use":  # Stata: use varlist if condition using file
            body, using = cut(body, r"\busing\b")
        else:
            body, condition = cut(body, r"\bif\b")
            body, using = cut(body, r"\busing\b")
        if name == "use":
            body, condition = cut(body, r"\bif\b")
        command = cls(name, body, condition, using, read_options(name, grammar, options))
        command.check(grammar)
        return command

    def check(self, grammar: Grammar) -> None:
        if self.condition is not None and not grammar.condition:
            raise Fault(f"`{self.name}` takes no `if` here: keep the rows before, or use generate")
        if self.using is not None and not grammar.using:
            raise Fault(f"`{self.name}` takes no `using`")
        if cut(self.body, r"(?<!\w)in\b")[1] is not None or cut(self.condition or "", r"(?<!\w)in\b")[1] is not None:
            raise Fault("`in` takes rows by their place: use `if` with _n after bysort")


def read_options(name: str, grammar: Grammar, text: str | None) -> dict[str, str]:
    options, allowed = {}, grammar.options.split()
    for found in re.finditer(r"(\w+)\s*(\((?:[^()]|\([^()]*\))*\))?|\S", text or ""):
        option = found[1] or found[0]
        if option not in allowed:
            known = f"it takes {', '.join(allowed)}" if allowed else "it takes none"
            raise Fault(f"the option `{option}` of `{name}` is not supported here: {known}")
        bare = option in (*BARE, "missok")
        if bare == bool(found[2]):
            raise Fault(f"the option `{option}` is written {option if bare else option + '(…)'}")
        options[option] = (found[2] or "")[1:-1].strip()
    return options


# ---- running --------------------------------------------------------------------------------------------------------


def run_do(
    text: str, tables: dict[str, pd.DataFrame], parameters: dict[str, object] | None = None, seed: int = 0
) -> dict[str, pd.DataFrame]:
    """The tables that a do-file saves, by name. `tables` are the .dta files it finds; `parameters` take the place of
    the first `local` of their name. Texts come back as objects, "" where missing, and numbers as float64 with NaN; a
    date is its days since 1 January 1960.
    """
    session = Session({name: read_frame(name, frame) for name, frame in tables.items()}, dict(parameters or {}), seed)
    session.run(blocks(logical_lines(text)))
    if session.parameters:
        raise StataError(1, f"no `local` takes the parameters {', '.join(session.parameters)}")
    return {name: write_frame(data) for name, data in session.files.items() if name in session.saved}


class Session:
    """Stata while a do-file runs: the data in memory, files, locals, and the groups that a `by` prefix has set."""

    def __init__(self, files: dict[str, Data], parameters: dict[str, object], seed: int):
        self.files, self.parameters, self.inputs = files, parameters, set(files)
        self.saved: list[str] = []
        self.data, self.kept = Data(), []
        self.locals: dict[str, str] = {}
        self.by: list[str] = []
        self.counted: int | None = None
        self.temporary: set[str] = set()
        self.random = np.random.default_rng(seed)

    def run(self, tree: list[tuple[int, str, list | None]]) -> None:
        taken = None  # whether the `if` just before was true
        for line, text, body in tree:
            try:
                taken = self.step(self.expanded(text), body, taken)
            except Fault as fault:
                raise StataError(line, str(fault)) from None
            except StataError:
                raise
            except Exception as error:
                raise StataError(line, f"the interpreter itself fails: {error!r}") from error

    def step(self, text: str, body: list | None, taken: bool | None) -> bool | None:
        """Runs a command or a block, and says for an `if` whether it was true."""
        word = re.match(r"\w*", text)[0]
        if body is None:
            self.execute(text)
        elif word in ("foreach", "forvalues"):
            self.loop(word, text, body)
        elif word == "if":
            taken = bool(truth(self.single(text[2:]))[0])
            self.run(body if taken else [])
            return taken
        elif word != "else":
            raise Fault("braces are for foreach, forvalues, if and else")
        elif text != "else" or taken is None:
            raise Fault("`else {` stands just after an if-block; for `else if` put an if-block into the else-block")
        else:
            self.run([] if taken else body)
        return None

    def execute(self, text: str) -> None:
        found = re.match(r"(bysort|by)\b(.*)", text, re.DOTALL)
        if found:
            prefix, rest = cut(found[2], ":")
            if rest is None:
                raise Fault(f"`{found[1]}` has no colon: write `bysort person (year): …`")
            self.grouped(found[1] == "bysort", prefix, Command.read(rest))
            return
        command = Command.read(text)
        if command.name in ("if", "else", "foreach", "forvalues"):
            raise Fault(f"`{command.name}` takes a block: end the line with an opening brace")
        self.by = []
        getattr(self, "do_" + command.name)(command)

    def grouped(self, sort: bool, prefix: str, command: Command) -> None:
        if not COMMANDS[command.name].by:
            raise Fault(f"`{command.name}` takes no by prefix")
        found = re.fullmatch(r"([^()]+?)\s*(?:\(([^()]*)\))?", prefix)
        if not found:
            raise Fault("a by prefix is written `bysort person (year): …`")
        by, then = self.names(found[1]), self.names(found[2] or "")
        if sort:
            self.sort([*by, *then])
        elif self.data.sorted_by[: len(by) + len(then)] != (*by, *then):
            raise Fault(f"the data are not sorted by {' '.join([*by, *then])}: write bysort")
        self.by = by
        getattr(self, "do_" + command.name)(command)

    # -- locals and loops

    def expanded(self, text: str) -> str:
        for _ in range(100):
            found = re.search(r"`([^`']*)'", text)
            if not found:
                break
            name = found[1]
            if name.startswith("="):
                value = as_macro(self.single(name[1:])[0])
            elif name not in self.locals:
                raise Fault(f"no local `{name}' is set before: {likely(name, self.locals)}")
            else:
                value = self.locals[name]
            text = text[: found.start()] + value + text[found.end() :]
        if "`" in text or "$" in outline(text):
            raise Fault(
                "a local is written `name', between a backtick and an apostrophe; $globals and `\"…\"' are not supported"
            )
        return text

    def loop(self, word: str, text: str, body: list) -> None:
        if word == "forvalues":
            found = re.fullmatch(rf"forvalues\s+({NAME})\s*=\s*(.+)", text)
            values = [as_macro(n) for n in number_list(found[2].strip(), down=False)] if found else []
        elif found := re.fullmatch(rf"foreach\s+({NAME})\s+in\s+(.*)", text):
            values = words(found[2])
        elif found := re.fullmatch(rf"foreach\s+({NAME})\s+of\s+(numlist|varlist|local)\s+(.*)", text):
            if found[2] == "local" and found[3].strip() not in self.locals:
                raise Fault(f"no local {found[3]} is set before")
            lists = {"numlist": lambda t: [as_macro(n) for n in number_list(t)], "varlist": self.names}
            values = words(self.locals[found[3].strip()]) if found[2] == "local" else lists[found[2]](found[3])
        if not found:
            raise Fault(
                "write foreach x in a b c, foreach x of numlist 1/3, foreach x of varlist a b or forvalues i = 1/3"
            )
        for value in values:
            self.locals[found[1]] = value
            self.run(body)
        self.locals.pop(found[1], None)

    def do_local(self, command: Command) -> None:
        found = re.fullmatch(rf"({NAME})\b\s*(.*)", command.body, re.DOTALL)
        if not found or len(found[1]) > 31 or found[2].startswith(":"):
            raise Fault('a local is set by `local name = expression` or `local name "text"`')
        name, rest = found[1], found[2].strip()
        if name in self.parameters:
            self.locals[name] = as_macro(self.parameters.pop(name))
        elif rest.startswith("="):
            self.locals[name] = as_macro(self.single(rest[1:])[0])
        else:
            self.locals[name] = rest[1:-1] if re.fullmatch(r'"[^"]*"', rest) else rest

    def do_tempfile(self, command: Command) -> None:
        for name in command.body.split():
            self.locals[name] = f"ST_{len(self.temporary) + 1:05d}"
            self.temporary.add(self.locals[name])

    # -- values and names

    def tree(self, text: str) -> Node:
        if re.search(r"\br\(", text):
            if re.findall(r"\br\((\w*)\)", text) != ["N"] * len(re.findall(r"\br\(", text)) or self.counted is None:
                raise Fault("of stored results there is r(N), after count")
            text = re.sub(r"\br\(N\)", str(self.counted), text)
        return parse(text)

    def single(self, text: str) -> np.ndarray:
        none = np.zeros(0, int)
        return Scope(self.data, none, none, none, single=True).value(self.tree(text))

    def scope(self, rows: np.ndarray | None = None) -> Scope:
        size = self.data.size
        codes = codes_of([self.data.columns[name] for name in self.by], size)
        first = np.flatnonzero(np.diff(codes, prepend=-1))
        length = np.diff(first, append=size)
        rows = np.arange(size) if rows is None else rows
        return Scope(self.data, rows, np.repeat(first, length), np.repeat(length, length))

    def where(self, condition: str | None) -> np.ndarray:
        """The rows for which the condition is true."""
        rows = np.arange(self.data.size)
        if condition is None:
            return rows
        return rows[np.broadcast_to(truth(self.scope().value(self.tree(condition))), rows.shape)]

    def values(self, text: str, rows: np.ndarray, grouped: bool = False) -> np.ndarray:
        scope = self.scope(rows)
        scope.grouped = grouped
        return np.broadcast_to(scope.value(self.tree(text)), rows.shape)

    def names(self, text: str, data: Data | None = None) -> list[str]:
        """The variables of a list with * and ? and a-b, in the order named, each once."""
        data = data or self.data
        every, found = list(data.columns), {}
        for word in re.sub(r"\s*-\s*", "-", text).split():
            if word == "_all" or "*" in word or "?" in word:
                some = [name for name in every if word == "_all" or fnmatchcase(name, word)]
                if not some:
                    raise Fault(f"no variable fits `{word}`")
            elif "-" in word:
                first, last = (every.index(known_name(end, data)) for end in word.split("-", 1))
                some = every[first : last + 1]
                if not some:
                    raise Fault(f"`{word}`: the second variable stands before the first")
            else:
                some = [known_name(word, data)]
            found |= dict.fromkeys(some)
        return list(found)

    def new_name(self, name: str, there: object = None) -> str:
        if not re.fullmatch(NAME, name) or len(name) > 32 or name in RESERVED or re.fullmatch(r"str\d+", name):
            raise Fault(f"`{name}` can not be a name: at most 32 letters, digits and _, and no word of Stata's own")
        if name in (self.data.columns if there is None else there):
            raise Fault(f"there is a variable `{name}` already: use replace, or drop it before")
        return name

    def sort(self, names: list[str]) -> None:
        """Sorts with ties in random order, as Stata's sort does."""
        shuffled = self.random.permutation(self.data.size)
        codes = codes_of([self.data.columns[name] for name in names], self.data.size)
        self.data = self.data.take(shuffled[np.argsort(codes[shuffled], kind="stable")])
        self.data.sorted_by = tuple(names)

    def file(self, text: str | None) -> str:
        """The name of a table from `name.dta`, in quotes or not."""
        parts = words(text or "")
        if len(parts) != 1:
            raise Fault('a file is written "name.dta"; an `if` stands before using')
        name = parts[0].removesuffix(".dta")
        if not re.fullmatch(r"\w+", name):
            raise Fault(f"`{parts[0]}`: tables lie in the working folder, so write their names only")
        return name

    def read(self, text: str | None) -> Data:
        name = self.file(text)
        if name not in self.files:
            raise Fault(f"there is no table `{name}`: {likely(name, self.files)}")
        data = self.files[name]
        rows = self.random.permutation(data.size) if name in self.inputs else np.arange(data.size)
        data = data.take(rows)
        if name in self.inputs:
            data.sorted_by = ()
        return data

    # -- files

    def do_use(self, command: Command) -> None:
        if self.data.columns and "clear" not in command.options:
            raise Fault("the data in memory would be lost: add the option clear")
        if command.using is None and command.condition is not None:
            raise Fault("with an `if` the table stands behind using: `use if x > 1 using name.dta, clear`")
        listed = command.body if command.using is not None else ""
        data = self.read(command.using if command.using is not None else command.body)
        self.data = data.only(self.names(listed, data)) if listed else data
        self.data = self.data.take(self.where(command.condition))

    def do_save(self, command: Command) -> None:
        name = self.file(command.body)
        if name in self.inputs:
            raise Fault(f"`{name}` is a table the do-file reads: save under another name")
        again = name in self.files or name not in self.temporary
        if again and "replace" not in command.options:
            raise Fault("the file may be there from the last run: add the option replace")
        if not self.data.columns:
            raise Fault("there are no variables to save")
        self.files[name] = self.data.take(np.arange(self.data.size))
        if name not in self.temporary and name not in self.saved:
            self.saved.append(name)

    def do_clear(self, command: Command) -> None:
        if command.body not in ("", "all"):
            raise Fault("write `clear` or `clear all`")
        self.data = Data()

    def do_version(self, command: Command) -> None:
        if not re.fullmatch(r"1[4-9](\.\d)?", command.body):
            raise Fault("write `version 16`: what is known here is Stata 14 to 19")

    def do_set(self, command: Command) -> None:
        if command.body.split() not in (["more", "off"], ["varabbrev", "off"]):
            raise Fault(f"`set {command.body}` is not supported here: leave it out")

    def nothing_more(self, command: Command) -> None:
        if command.body:
            raise Fault(f"`{command.name}` is not followed by `{command.body}`")

    def do_preserve(self, command: Command) -> None:
        self.nothing_more(command)
        if self.kept:
            raise Fault("the data are preserved already: use a tempfile")
        self.kept = [self.data.take(np.arange(self.data.size))]

    def do_restore(self, command: Command) -> None:
        self.nothing_more(command)
        if not self.kept:
            raise Fault("there is nothing to restore: preserve before")
        self.data = self.kept.pop()

    def do_quietly(self, command: Command) -> None:
        self.execute(command.body.lstrip(": "))

    def do_display(self, command: Command) -> None:
        """What is shown changes nothing; so too for the next."""

    do_compress = do_display

    def do_label(self, command: Command) -> None:
        kind, _, rest = command.body.partition(" ")
        if kind not in ("variable", "define", "values", "data"):
            raise Fault("of label there are variable, define, values and data")
        if kind in ("variable", "values"):
            listed = words(rest)
            self.names(" ".join(listed[:1] if kind == "variable" else listed[:-1]))

    def do_format(self, command: Command) -> None:
        self.names(" ".join(word for word in words(command.body) if not word.startswith("%")))

    # -- variables

    def do_generate(self, command: Command) -> None:
        found = re.fullmatch(rf"{TYPE}(\w+)\s*=(?!=)(.*)", command.body, re.DOTALL)
        if not found:
            raise Fault("write `generate type name = expression`")
        name, rows = self.new_name(found[2]), self.where(command.condition)
        values = self.values(found[3], rows)
        kind = found[1] or ("str" if is_text(values) else "float")
        if kind.startswith("str") != is_text(values):
            raise Fault(f"type mismatch: the expression is {'a text' if is_text(values) else 'a number'}, not {kind}")
        column = np.full(self.data.size, blank(values), values.dtype)
        column[rows] = values
        self.data.put(name, column, kind)

    def do_replace(self, command: Command) -> None:
        found = re.fullmatch(r"(\w+)\s*=(?!=)(.*)", command.body, re.DOTALL)
        if not found:
            raise Fault("write `replace name = expression if condition`")
        name = known_name(found[1], self.data)
        trees = [self.tree(text) for text in (found[2], command.condition or "1")]
        own = any(node[:2] == ("index", name) for tree in trees for node in nodes_of(tree))
        if own and any(node[:2] == ("call", "sum") for tree in trees for node in nodes_of(tree)):
            raise Fault(f"sum() and {name}[…] in one replace: take two steps")
        whole = self.scope()
        column = self.data.columns[name] = self.data.columns[name].copy()
        for rows in in_steps(whole) if own else [whole.rows]:
            scope = Scope(self.data, rows, whole.start, whole.length)
            rows = scope.rows = rows[np.broadcast_to(truth(scope.value(trees[1])), rows.shape)]
            values = np.broadcast_to(scope.value(trees[0]), rows.shape)
            if is_text(values) != is_text(column):
                raise Fault(
                    f"type mismatch: `{name}` holds {'texts' if is_text(column) else 'numbers'}, the expression does not"
                )
            self.data.types[name] = promoted(values, self.data.types[name])
            column[rows] = stored(values, self.data.types[name])
        self.data.forget_order(name)

    def do_egen(self, command: Command) -> None:
        found = re.fullmatch(rf"{TYPE}(\w+)\s*=\s*(\w+)\((.*)\)", command.body, re.DOTALL)
        if not found:
            raise Fault("write `egen type name = function(…)`")
        kind, name, function, argument = found.groups()
        if function not in EGEN:
            raise Fault(f"the egen function {function}() is not supported: {likely(function, EGEN)}")
        takes, by_allowed, options = EGEN[function]
        if wrong := [option for option in command.options if option not in (*options, "by")]:
            raise Fault(f"{function}() does not take the option {wrong[0]}")
        if function == "anymatch" and "values" not in command.options:
            raise Fault("anymatch() needs the option values(…)")
        by = self.by + self.names(command.options.get("by", ""))
        if by and not by_allowed:
            raise Fault(f"{function}() takes no by: name the variables in its parentheses")
        self.new_name(name)
        rows = self.where(command.condition)
        codes = codes_of([self.data.columns[n][rows] for n in by], len(rows))
        if takes == "expression":
            values = self.values(argument, rows, grouped=True)
            result = self.egen_group(function, values, codes, command.options)
        elif takes == "variable":
            listed = self.names(argument)
            if len(listed) != 1:
                raise Fault(f"{function}() takes one variable")
            result = self.egen_mode(self.data.columns[listed[0]][rows], codes, command.options)
        else:
            arrays = [self.data.columns[n][rows] for n in self.names(argument)]
            result = self.egen_row(function, arrays, command.options)
        outside = 0.0 if function in ("tag", "anymatch") else blank(result)
        column = np.full(self.data.size, outside, result.dtype)
        column[rows] = result
        own = {"tag": "byte", "anymatch": "byte"}.get(function, "float")
        self.data.put(name, column, "str" if is_text(result) else kind or own)
        self.by = []
        self.sort([])  # egen may change the order of the rows

    def egen_group(self, function: str, values: np.ndarray, codes: np.ndarray, options: dict) -> np.ndarray:
        if is_text(values):
            raise Fault(f"type mismatch: {function}() takes numbers; to count texts write total(!missing(x))")
        result = statistic("sum" if function == "total" else function, values, codes)
        if "missing" in options:
            result = np.where(statistic("count", values, codes) == 0, MISSING, result)
        return result[codes]

    def egen_mode(self, values: np.ndarray, codes: np.ndarray, options: dict) -> np.ndarray:
        table = pd.DataFrame({"code": codes, "value": values, "n": 1})
        if "missing" not in options:
            table = table[~is_missing(values)]
        counts = table.groupby(["code", "value"], sort=True)["n"].sum().reset_index()
        counts = counts[counts["n"] == counts.groupby("code")["n"].transform("max")]
        if "minmode" not in options and "maxmode" not in options:
            counts = counts[~counts["code"].duplicated(keep=False)]
        counts = counts.drop_duplicates("code", keep="last" if "maxmode" in options else "first")
        modes = dict(zip(counts["code"], counts["value"], strict=True))
        return np.array([modes.get(code, blank(values)) for code in codes], values.dtype)

    def egen_row(self, function: str, arrays: list[np.ndarray], options: dict) -> np.ndarray:
        size = len(arrays[0]) if arrays else 0
        whole = np.ones(size, bool)
        if function in ("group", "tag"):
            if "missing" not in options:
                whole = ~reduce(np.logical_or, map(is_missing, arrays))
            codes = codes_of([a[whole] for a in arrays], int(whole.sum()))
            result = np.full(size, MISSING if function == "group" else 0.0)
            shuffled = self.random.permutation(len(codes))
            one = np.zeros(len(codes))
            one[shuffled[np.unique(codes[shuffled], return_index=True)[1]]] = 1
            result[whole] = codes + 1 if function == "group" else one
            return result
        table = np.array([numeric(a, f"{function}()") for a in arrays])
        known = table < MISSING
        count = known.sum(axis=0).astype(float)
        total = np.where(known, table, 0).sum(axis=0)
        if function == "anymatch":
            return np.isin(table, number_list(options.get("values", ""))).any(axis=0).astype(float)
        if function in ("rownonmiss", "rowmiss"):
            return count if function == "rownonmiss" else len(arrays) - count
        if function == "rowtotal":
            return np.where((count == 0) & ("missing" in options), MISSING, total)
        if function == "rowmean":
            return np.where(count > 0, total / np.maximum(count, 1), MISSING)
        return FUNCTIONS[function[3:]][1](*table)

    def choose(self, command: Command, keep: bool) -> None:
        if bool(command.body) == (command.condition is not None) or (self.by and command.body):
            raise Fault(f"`{command.name}` takes either a list of variables or an `if`")
        if command.condition is not None:
            rows = self.where(command.condition)
            self.data = self.data.take(rows if keep else np.setdiff1d(np.arange(self.data.size), rows))
            return
        listed = self.names(command.body)
        names = [n for n in self.data.columns if (n in listed) == keep]
        for gone in set(self.data.columns) - set(names):
            self.data.forget_order(gone)
        self.data = self.data.only(names)
        self.data.size = self.data.size if names else 0

    def do_keep(self, command: Command) -> None:
        self.choose(command, keep=True)

    def do_drop(self, command: Command) -> None:
        self.choose(command, keep=False)

    def do_rename(self, command: Command) -> None:
        found = re.fullmatch(r"\(([^()]*)\)\s*\(([^()]*)\)|(\w+)\s+(\w+)", command.body)
        if not found:
            raise Fault("write `rename old new` or `rename (a b) (c d)`")
        old, new = (found[3], found[4]) if found[3] else (found[1], found[2])
        olds, news = [known_name(name, self.data) for name in old.split()], new.split()
        rest = [name for name in self.data.columns if name not in olds]
        if len(olds) != len(news) or len(set(news)) < len(news):
            raise Fault(f"there are {len(olds)} old names and {len(set(news))} new ones")
        new_of = dict(zip(olds, [self.new_name(name, rest) for name in news], strict=True))
        data = self.data
        data.columns = {new_of.get(n, n): values for n, values in data.columns.items()}
        data.types = {new_of.get(n, n): kind for n, kind in data.types.items()}
        data.sorted_by = tuple(new_of.get(n, n) for n in data.sorted_by)

    def do_order(self, command: Command) -> None:
        listed, options = self.names(command.body), command.options
        if len(options) > 1:
            raise Fault("order takes one of its options")
        rest = [name for name in self.data.columns if name not in listed]
        at = len(rest) if "last" in options else 0
        if side := {"before", "after"} & set(options):
            anchor = options[side.pop()]
            if anchor not in rest:
                raise Fault(f"`{anchor}` is not one of the other variables")
            at = rest.index(anchor) + ("after" in options)
        self.data = self.data.only(rest[:at] + listed + rest[at:])

    # -- rows

    def do_sort(self, command: Command) -> None:
        if not command.body or "-" in command.body:
            raise Fault("`sort` takes variables: for descending order use gsort -x")
        self.sort(self.names(command.body))

    def do_gsort(self, command: Command) -> None:
        keys = []
        if not re.fullmatch(r"([+-]?\s*\w+\s*)+", command.body):
            raise Fault("`gsort` takes names with a sign: gsort person -year")
        for sign, name in re.findall(r"([+-]?)\s*(\w+)", command.body):
            values = self.data.columns[known_name(name, self.data)]
            codes = codes_of([values], self.data.size)
            if sign == "-":  # missing values stay last, unless mfirst
                last = is_missing(values) & (not is_text(values)) & ("mfirst" not in command.options)
                codes = np.where(last, self.data.size, -codes)
            keys.append(codes)
        shuffled = self.random.permutation(self.data.size)
        codes = codes_of(keys, self.data.size)
        self.data = self.data.take(shuffled[np.argsort(codes[shuffled], kind="stable")])
        self.data.sorted_by = ()

    def do_duplicates(self, command: Command) -> None:
        kind, _, listed = command.body.partition(" ")
        if kind not in ("drop", "tag") or (kind == "tag") != ("generate" in command.options):
            raise Fault("of duplicates there are `duplicates drop` and `duplicates tag x, generate(n)`")
        if kind == "drop" and bool(listed) != ("force" in command.options):
            raise Fault("`duplicates drop x` needs the option force, `duplicates drop` of whole rows does not take it")
        self.some_rows("duplicates")
        names = self.names(listed or "_all")
        codes = codes_of([self.data.columns[name] for name in names], self.data.size)
        if kind == "tag":
            self.data.put(self.new_name(command.options["generate"]), np.bincount(codes)[codes] - 1.0, "long")
            return
        self.data = self.data.take(np.sort(np.unique(codes, return_index=True)[1]))

    def some_rows(self, name: str) -> None:
        if not self.data.size:
            raise Fault(
                f"no observations: `{name}` stops in Stata where no row is left (error 2000); put it into `if _N > 0 {{`"
            )

    def do_expand(self, command: Command) -> None:
        rows = self.where(command.condition)
        copies = np.ones(self.data.size, int)
        values = numeric(self.values(command.body.removeprefix("="), rows), "expand")
        copies[rows] = np.where((values >= 1) & (values < MISSING), values, 1).astype(int)
        added = np.repeat(np.arange(self.data.size), copies - 1)
        new, size = command.options.get("generate"), self.data.size
        if new:
            self.new_name(new)
        self.data = self.data.take(np.concatenate([np.arange(size), added]))
        self.data.sorted_by = ()
        if new:
            self.data.put(new, (np.arange(self.data.size) >= size).astype(float), "byte")

    def do_assert(self, command: Command) -> None:
        rows = self.where(command.condition)
        wrong = int((~truth(self.values(command.body, rows))).sum())
        if wrong:
            raise Fault(f"the assertion `{command.body}` is false in {wrong} of {len(rows)} rows")

    def do_count(self, command: Command) -> None:
        self.nothing_more(command)
        self.counted = len(self.where(command.condition))

    def do_isid(self, command: Command) -> None:
        names = self.names(command.body)
        if "missok" not in command.options and any(is_missing(self.data.columns[n]).any() for n in names):
            raise Fault(f"{' '.join(names)} should never be missing: isid counts a missing value as an error")
        self.unique(self.data, names, "the rows")

    def unique(self, data: Data, names: list[str], where: str) -> None:
        codes = codes_of([data.columns[name] for name in names], data.size)
        if data.size and np.bincount(codes).max() > 1:
            raise Fault(f"{' '.join(names)} do not uniquely identify {where}: keep one row each before")

    # -- tables

    def do_collapse(self, command: Command) -> None:
        by = self.names(command.options.get("by", ""))
        wanted, stat, position = {}, "mean", 0
        for found in re.finditer(r"\s*(?:\((\w+)\)|(\w+)\s*=\s*(\w+)|([\w*?-]+))\s*", command.body):
            if found.start() != position:
                break
            position = found.end()
            if found[1]:
                stat = found[1]
                if stat not in STATISTICS:
                    raise Fault(f"collapse ({stat}) is not supported: there are {', '.join(STATISTICS)}")
                continue
            pairs = (
                [(found[2], known_name(found[3], self.data))] if found[2] else [(n, n) for n in self.names(found[4])]
            )
            for target, source in pairs:
                self.new_name(target, [*wanted, *by])
                wanted[target] = (stat, source)
        if position < len(command.body) or not wanted:
            raise Fault("write `collapse (sum) days (max) any = flag, by(person)`")
        self.data = self.data.take(self.where(command.condition))
        self.some_rows("collapse")
        codes = codes_of([self.data.columns[name] for name in by], self.data.size)
        result = self.data.only(by).take(np.unique(codes, return_index=True)[1])
        result.size = len(np.unique(codes))
        for target, (stat, source) in wanted.items():
            values, kind = self.data.columns[source], self.data.types[source]
            if is_text(values) and stat not in ("first", "last", "firstnm", "lastnm"):
                raise Fault(f"type mismatch: collapse ({stat}) takes no texts")
            kinds = {"sum": "double", "count": "long", "mean": "double" if kind in ("long", "double") else "float"}
            result.put(target, statistic(stat, values, codes), kinds.get(stat, kind))
        self.data = result
        self.data.sorted_by = tuple(by)

    def joined(self, left: np.ndarray, right: np.ndarray, other: Data) -> None:
        """The data as these rows of theirs beside those of the other table, where -1 is none: our values win."""
        ours, theirs = self.data.take(left), other.take(right)
        for name, values in theirs.columns.items():
            if name not in ours.columns:
                ours.put(name, values, theirs.types[name])
                continue
            kind = wider(ours.types[name], theirs.types[name])
            ours.put(name, np.where(left < 0, values, ours.columns[name]), kind)
        ours.sorted_by = ()
        self.data = ours

    def pairs(self, keys: list[str], other: Data) -> tuple[np.ndarray, np.ndarray]:
        """Every pair of rows with equal keys, missing ones too: their places here and in the other table."""
        both = [np.concatenate([self.data.columns[key], other.columns[key]]) for key in keys]
        codes = codes_of(both, self.data.size + other.size)
        left, right = codes[: self.data.size], codes[self.data.size :]
        order = np.argsort(right, kind="stable")
        count = np.bincount(right, minlength=int(codes.max(initial=0)) + 1)
        first, times = np.cumsum(count) - count, count[left]
        within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        return np.repeat(np.arange(self.data.size), times), order[np.repeat(first[left], times) + within]

    def check_kinds(self, other: Data) -> None:
        for name in other.columns.keys() & self.data.columns.keys():
            if is_text(other.columns[name]) != is_text(self.data.columns[name]):
                raise Fault(f"`{name}` is a text in one table and a number in the other: convert it before")

    def common(self, text: str, other: Data) -> list[str]:
        keys = self.names(text)
        for key in keys:
            known_name(key, other)
        self.check_kinds(other)
        return keys

    def outer(self, keys: list[str], other: Data, kept: set[str], codes: str | None) -> np.ndarray:
        """Joins the tables, keeps what is matched and what else is asked for, and gives the code of each row."""
        left, right = self.pairs(keys, other)
        alone = np.setdiff1d(np.arange(self.data.size), left)
        unused = np.setdiff1d(np.arange(other.size), right)
        parts = {"match": (left, right), "master": (alone, alone * 0 - 1), "using": (unused * 0 - 1, unused)}
        used = [name for name in parts if name in kept]
        none = np.zeros(0, int)
        lefts, rights = (np.concatenate([none, *(parts[name][side] for name in used)]) for side in (0, 1))
        found = np.concatenate([none, *(len(parts[name][0]) * [CODES[name]] for name in used)]).astype(float)
        self.joined(lefts, rights, other)
        if codes:
            self.data.put(self.new_name(codes), found, "byte")
        self.sort([])
        return np.array([len(parts[name][0]) for name in CODES])

    def do_merge(self, command: Command) -> None:
        kind, _, listed = command.body.partition(" ")
        if kind not in ("1:1", "m:1", "1:m"):
            raise Fault("write merge 1:1, m:1 or 1:m; m:m pairs rows by their place, use joinby")
        if {"nogenerate", "generate"} <= set(command.options):
            raise Fault("give generate() or nogenerate, not both")
        other = self.read(command.using)
        keys = self.common(listed, other)
        if not keys:
            raise Fault("name the variables to merge on: `merge m:1 person using …`")
        if "keepusing" in command.options:
            other = other.only(list(dict.fromkeys([*keys, *self.names(command.options["keepusing"], other)])))
        if kind[0] == "1":
            self.unique(self.data, keys, "the rows in memory")
        if kind[2] == "1":
            self.unique(other, keys, "the rows of the using table")
        kept = self.outcomes(command.options.get("keep", "master match using"))
        codes = None if "nogenerate" in command.options else command.options.get("generate", "_merge")
        if codes:
            self.new_name(codes)
        sizes = self.outer(keys, other, kept, codes)
        expected = self.outcomes(command.options.get("assert", "master match using"))
        for name, size in zip(CODES, sizes, strict=True):
            if size and name not in expected:
                raise Fault(f"merge: {size} rows are {name}, against assert({command.options['assert']})")

    def outcomes(self, text: str) -> set[str]:
        names = {str(code): name for name, code in CODES.items()} | {name: name for name in CODES}
        if wrong := [word for word in text.split() if word not in names]:
            raise Fault(f"`{wrong[0]}` is no result of a merge: write master, match, using or 1, 3, 2")
        return {names[word] for word in text.split()}

    def do_joinby(self, command: Command) -> None:
        other = self.read(command.using)
        keys = self.common(command.body, other)
        asked = command.options.get("unmatched", "none")
        kept = {"none": [], "master": ["master"], "using": ["using"], "both": ["master", "using"]}.get(asked)
        if kept is None or not keys:
            raise Fault("write `joinby person using …, unmatched(none)`, or master, using, both")
        codes = command.options.get("_merge", "_merge") if kept else None
        self.outer(keys, other, {"match", *kept}, codes)

    def do_append(self, command: Command) -> None:
        new = command.options.get("generate")
        origin = [np.zeros(self.data.size)]
        for number, file in enumerate(words(command.using or ""), 1):
            other = self.read(file)
            if "keep" in command.options:
                other = other.only(self.names(command.options["keep"], other))
            self.check_kinds(other)
            here, there = self.data.size, other.size
            left = np.concatenate([np.arange(here), np.full(there, -1)])
            right = np.concatenate([np.full(here, -1), np.arange(there)])
            self.joined(left, right, other)
            self.data.size = here + there
            origin.append(np.full(there, float(number)))
        if len(origin) == 1:
            raise Fault("append takes `using` and a table")
        if new:
            self.data.put(self.new_name(new), np.concatenate(origin), "byte")

    def do_reshape(self, command: Command) -> None:
        way, _, listed = command.body.partition(" ")
        if way not in ("long", "wide") or not listed or not {"i", "j"} <= set(command.options) or "@" in listed:
            raise Fault("write `reshape long stub, i(person) j(number)`, or wide")
        keys = self.names(command.options["i"])
        (self.to_long if way == "long" else self.to_wide)(
            listed, keys, command.options["j"], "string" in command.options
        )

    def to_long(self, listed: str, keys: list[str], number: str, text: bool) -> None:
        data, stubs = self.data, listed.split()
        self.new_name(number)
        self.unique(data, keys, "the rows")
        for stub in stubs:
            self.new_name(stub)
        suffix = r"(\w+)" if text else r"(0|[1-9]\d*)"
        found = {stub: {m[1]: m[0] for n in data.columns if (m := re.fullmatch(stub + suffix, n))} for stub in stubs}
        for stub in stubs:
            if not found[stub]:
                raise Fault(f"no variables are named `{stub}` and {'more' if text else 'a number'}")
        ends = sorted({end for ends in found.values() for end in ends}, key=str if text else int)
        used = [name for ends_of in found.values() for name in ends_of.values()]
        rest = [name for name in data.columns if name not in (*used, *keys)]
        rows = np.repeat(np.arange(data.size), len(ends))
        result = data.only(keys).take(rows)
        values = np.array(ends, object) if text else np.array(ends, float)
        result.put(number, np.tile(values, data.size), "str" if text else promoted(values, "byte"))
        for stub in stubs:
            columns = [data.columns[found[stub][end]] if end in found[stub] else None for end in ends]
            known = [column for column in columns if column is not None]
            same_kind(f"reshape of {stub}", *known)
            empty = np.full(data.size, blank(known[0]), known[0].dtype)
            kind = reduce(wider, (data.types[name] for name in found[stub].values()))
            result.put(stub, np.array([empty if c is None else c for c in columns]).T.reshape(-1), kind)
        for name in rest:
            result.put(name, data.columns[name][rows], data.types[name])
        self.data = result
        self.sort([*keys, number])

    def to_wide(self, listed: str, keys: list[str], number: str, text: bool) -> None:
        data, names = self.data, self.names(listed)
        ends = data.columns[known_name(number, data)]
        if is_text(ends) != text:
            raise Fault(f"`{number}` is {'a text: add' if is_text(ends) else 'a number: leave out'} the option string")
        if is_missing(ends).any():
            raise Fault(f"`{number}` is missing in some rows: drop them before")
        self.unique(data, [*keys, number], "the rows")
        codes = codes_of([data.columns[key] for key in keys], data.size)
        first = np.unique(codes, return_index=True)[1]
        rest = [name for name in data.columns if name not in (*keys, *names, number)]
        for name in rest:
            if (data.columns[name] != data.columns[name][first][codes]).any():
                raise Fault(f"`{name}` differs within {' '.join(keys)}: drop it, or reshape it too")
        result = data.only(keys).take(first)
        for end in np.unique(ends):
            here = np.full(len(first), -1)
            here[codes[ends == end]] = np.flatnonzero(ends == end)
            wide = data.only(names).take(here)
            for name in names:
                column = self.new_name(name + as_macro(end), [*result.columns, *rest])
                result.put(column, wide.columns[name], wide.types[name])
        for name in rest:
            result.put(name, data.columns[name][first], data.types[name])
        self.data = result
        self.data.sorted_by = tuple(keys)

    # -- texts and numbers

    def converted(self, command: Command, convert: Callable[[np.ndarray, str], np.ndarray | None]) -> None:
        names, options = self.names(command.body), command.options
        new = options.get("generate", "").split()
        if not names or ("replace" in options) == ("generate" in options) or (new and len(new) != len(names)):
            raise Fault(f"`{command.name}` takes variables and either replace or generate() with as many names")
        for name, target in zip(names, [self.new_name(n) for n in new] or names, strict=True):
            values = convert(self.data.columns[name], name)
            if values is not None:
                self.data.put(target, values, promoted(values, "str" if is_text(values) else "byte"))
                if not is_text(values) and (values[values < MISSING] % 1 != 0).any():
                    self.data.put(target, values, "double")
                self.data.forget_order(target)

    def do_destring(self, command: Command) -> None:
        def convert(values: np.ndarray, name: str) -> np.ndarray | None:
            if not is_text(values):
                return None
            numbers = FUNCTIONS["real"][1](values)
            bad = (numbers >= MISSING) & ~np.isin(FUNCTIONS["trim"][1](values), ["", "."])
            if bad.any() and "force" not in command.options:
                raise Fault(
                    f"`{name}` holds `{values[bad][0]}`, which is no number: destring leaves it a text; add force"
                )
            return numbers

        self.converted(command, convert)

    def do_tostring(self, command: Command) -> None:
        form = command.options.get("format", "").strip('"')

        def convert(values: np.ndarray, name: str) -> np.ndarray | None:
            if is_text(values):
                return None
            known = values[values < MISSING]
            if not form and ((known % 1 != 0) | (np.abs(known) >= 1e11)).any():
                raise Fault(f"`{name}` holds numbers that tostring can not write back: give format()")
            return np.array([_string(v, form or "%12.0f") if v < MISSING else "." for v in values.tolist()], object)

        self.converted(command, convert)


CODES = {"master": 1, "using": 2, "match": 3}


def in_steps(whole: Scope) -> Iterator[np.ndarray]:
    """The first row of every group, then the second: Stata replaces row by row, and x[_n-1] is the new value."""
    place = whole.rows - whole.start
    order = np.argsort(place, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(place[order])) + 1) if len(order) else []


def statistic(name: str, values: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """One value for each group, by its code: sums of nothing are 0, all else of nothing is missing."""
    size = int(codes.max(initial=-1)) + 1
    rows = np.flatnonzero(~is_missing(values))
    known, groups = values[rows], codes[rows]
    if name in ("first", "last", "firstnm", "lastnm"):
        rows = rows if name.endswith("nm") else np.arange(len(values))
        rows = rows if name.startswith("last") else rows[::-1]
        result = np.full(size, blank(values), values.dtype)
        result[codes[rows]] = values[rows]  # the last one written stays
        return result
    count = np.bincount(groups, minlength=size).astype(float)
    if name == "count":
        return count
    if name in ("sum", "mean"):
        total = np.bincount(groups, known, size).astype(float)  # without rows it counts in integers
        return total if name == "sum" else np.where(count > 0, total / np.maximum(count, 1), MISSING)
    pick, worst = (np.maximum, -np.inf) if name == "max" else (np.minimum, np.inf)
    best = np.full(size, worst)
    pick.at(best, groups, known)
    return np.where(np.isinf(best), MISSING, best)
