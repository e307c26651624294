"""Expressions of the subset as DuckDB SQL with the same result, or a refusal where their types do not allow that.

What most constructs mean depends on types: what `a = 'x'` does, on whether `a` is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlglot import exp

from build_tools.problems import nearest
from build_tools.recipes.kinds import (
    BIGINT,
    CONDITION,
    DATE,
    DECIMAL,
    FLOAT,
    INT,
    NULL,
    TEXT,
    UNKNOWN,
    Kind,
    clash,
    united,
)
from build_tools.recipes.subset import Refusal, known, refusal, span
from build_tools.sqltext import text

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z|(\d{4})(\d\d)(\d\d)\Z")
_SIGNS: dict[type[exp.Expr], str] = {
    **{exp.EQ: "=", exp.NEQ: "<>", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<="},
    **{exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%"},
}
_NAME = re.compile(r'"[^"]*"(?:\."[^"]*")?\Z')
_MOST_SPELLINGS = 2
"""Measured: comparing with two spellings is quicker than lower(rtrim()), with more it is not."""
_INT_SIZES = {"int": 11, "bigint": 20, "smallint": 6, "tinyint": 3, "bit": 1}
"""As many signs has the longest value."""


class Value(NamedTuple):
    """An expression in DuckDB's SQL, and its type in T-SQL. `literal` is the text or number of a constant."""

    sql: str
    kind: Kind
    literal: str | None = None


class Column(NamedTuple):
    """A column of a table or query, as it is spelt."""

    name: str
    kind: Kind


class Refused(Exception):
    """Raised where a node has no translation; `args` are a title of the refused constructs, or message and help."""


MISPLACED = Refused("this can not stand here", "look at the examples of the subset for where it may stand")


class Expressions:
    """Turns the expressions of one script into DuckDB's SQL, and gathers what it refuses. Names and queries are left to a subclass."""

    def __init__(self, sql: str, parameters: Mapping[str, Value]):
        self.sql, self.parameters = sql, parameters
        self.refusals: set[Refusal] = set()
        self.is_summed = False
        """Whether this stands inside an aggregate, which sees the rows of a group and not the group."""

    def query(self, node: exp.Expr, is_named: bool = True, is_beside: bool = False) -> tuple[str, tuple[Column, ...]]:
        """A query and its columns."""
        raise NotImplementedError

    def column(self, node: exp.Column) -> Value:
        """A column by its name."""
        raise NotImplementedError

    def shown(self, value: Value) -> Value:
        """What a query with GROUP BY shows of a value."""
        raise NotImplementedError

    def value(self, node: exp.Expr) -> Value:
        """An expression that is a value."""
        found = self._expression(node)
        if found.kind == CONDITION:
            self.note(node, Refused("A condition where a value belongs"))
        return found

    def condition(self, node: exp.Expr) -> str:
        """An expression that is true or false."""
        found = self._expression(node)
        if found.kind not in (CONDITION, UNKNOWN):
            self.note(node, Refused("A value where a condition belongs"))
        return found.sql

    def _expression(self, node: exp.Expr) -> Value:
        method = _METHODS.get(type(node))
        try:
            if method is None:  # it is proved elsewhere: rows, a star, ROW_NUMBER without OVER
                raise MISPLACED
            return self.shown(method(self, node))
        except Refused as error:
            self.note(node, error)
            return Value("", UNKNOWN)

    def note(self, node: exp.Expr, error: Refused) -> None:
        """Keeps a refusal, with the place of what is refused."""
        offset = span(node)[0]
        if isinstance(node, exp.Parameter):  # the parser does not tell where it stands
            offset = self.sql.find(f"@{node.name}")
        title = len(error.args) == 1
        self.refusals.add(known(self.sql, offset, *error.args) if title else refusal(self.sql, offset, *error.args))

    def one_kind(self, kinds: Sequence[Kind]) -> Kind:
        """The kind of a value that is one of several."""
        kind = united(kinds)
        if kind is None:
            raise Refused("Values of several types in one column")
        if clash(kinds):
            raise Refused("Texts of two collations")
        return kind

    def _paren(self, node: exp.Paren) -> Value:
        found = self._expression(node.this)
        return found if found.literal is not None else found._replace(sql=f"({found.sql})")

    def _literal(self, node: exp.Literal) -> Value:
        written = str(node.this)
        if node.is_string:
            return text_value(written)
        if "e" in written.lower():
            return Value(written, FLOAT, written)
        if "." in written:
            return Value(written, DECIMAL, written)
        return Value(written, INT if int(written) < 2**31 else DECIMAL, written)

    def _national(self, node: exp.National) -> Value:
        return text_value(node.name)

    def _null(self, node: exp.Null) -> Value:
        return Value("NULL", NULL)

    def _parameter(self, node: exp.Parameter) -> Value:
        if node.name.lower() not in self.parameters:
            near = nearest(node.name.lower(), self.parameters)
            raise Refused(
                f"@{node.name} is not declared",
                f"did you mean @{near}?" if near else f"write DECLARE @{node.name} int = 1; at the top",
            )
        return self.parameters[node.name.lower()]

    def _connector(self, node: exp.Connector) -> Value:
        word = "AND" if isinstance(node, exp.And) else "OR"
        return Value(f"({self.condition(node.left)} {word} {self.condition(node.right)})", CONDITION)

    def _not(self, node: exp.Not) -> Value:
        return Value(f"(NOT {self.condition(node.this)})", CONDITION)

    def _is(self, node: exp.Is) -> Value:
        if not isinstance(node.expression, exp.Null):
            raise Refused("IS stands before something else than NULL", "write = before a value")
        return Value(f"({self.value(node.this).sql} IS NULL)", CONDITION)

    def _exists(self, node: exp.Exists) -> Value:
        return Value(f"EXISTS ({self.query(node.this, is_named=False)[0]})", CONDITION)

    def _subquery(self, node: exp.Subquery) -> Value:
        sql, columns = self.query(node.this, is_named=False)
        if len(columns) != 1:
            raise Refused("a query that stands for a value has several columns", "select one column")
        return Value(f"({sql})", columns[0].kind)

    def _comparison(self, node: exp.Binary) -> Value:
        left, right = self._comparable([self.value(node.left), self.value(node.right)])
        if NULL in (left.kind, right.kind):
            raise Refused("A comparison with NULL")
        sign = _SIGNS[type(node)]
        if left.literal is not None and right.literal is None:
            left, right = right, left
            sign = sign.translate(str.maketrans("<>", "><")) if sign != "<>" else sign
        if left.kind.is_text and right.literal is not None:
            if sign in ("=", "<>"):
                return Value(self._equals(left, [right.literal], sign == "<>"), CONDITION)
            left, right = _folded(left, [right.literal]), text_value(_small(left, right.literal))
        elif left.kind.varies:
            left, right = _as_compared(left), _as_compared(right)
        return Value(f"({left.sql} {sign} {right.sql})", CONDITION)

    def _comparable(self, values: Sequence[Value]) -> list[Value]:
        """Values that are compared with each other. A text beside a date is read as one."""
        kinds = {value.kind.family for value in values} - {"null", "unknown"}
        if kinds == {"date", "text"}:
            return [self._as_date(value) if value.kind.is_text else value for value in values]
        if "text" in kinds and len(kinds) > 1:
            raise Refused("Text compared with a number")
        if "date" in kinds and len(kinds) > 1:
            raise Refused("A date compared with a number")
        found = [value.kind for value in values if value.kind.is_text]
        if clash(found):
            raise Refused("Texts of two collations")
        joint = united(found)
        if joint is None or not joint.is_text:
            return list(values)
        return [value._replace(kind=value.kind.met(joint)) if value.kind.is_text else value for value in values]

    def _as_date(self, value: Value) -> Value:
        found = _ISO.match(value.literal or "")
        if not found:
            raise Refused("Text as a date")
        return Value(f"DATE '{'-'.join(part for part in found.groups() if part)}'", DATE, value.literal)

    def _equals(self, value: Value, literals: Iterable[str], is_not: bool = False) -> str:
        """Whether a text is one of some literals: capital letters and blanks at its end do not matter."""
        wanted = list(dict.fromkeys(literal.rstrip(" ") for literal in literals))
        spelt = [_spellings(literal, value.kind) for literal in wanted]
        if all(spelt):
            sql, listed = value.sql, [spelling for found in spelt for spelling in found or ()]
        else:
            folded = _folded(value, wanted)
            sql, listed = folded.sql, [_small(value, literal) for literal in wanted]
        if len(listed) == 1:
            return f"({sql} {'<>' if is_not else '='} {text(listed[0])})"
        return f"({sql} {'NOT ' if is_not else ''}IN ({', '.join(map(text, listed))}))"

    def _in(self, node: exp.In) -> Value:
        value = self.value(node.this)
        if query := node.args.get("query"):
            sql, columns = self.query(query.this, is_named=False)
            found = [Value("", column.kind) for column in columns]
            if len(found) != 1:
                raise Refused("a query behind IN has several columns", "select one column")
            if len({value.kind.family, found[0].kind.family} - {"null", "unknown", "decimal", "float"}) > 1:
                raise Refused("Text compared with a number")
            if value.kind.is_text and found[0].kind.is_text:
                value, other = self._comparable([value, found[0]._replace(sql='"in#"."x"')])
                if value.kind.varies:
                    value, sql = _as_compared(value), f'SELECT {compared(other)} FROM ({sql}) AS "in#"(x)'
            return Value(f"({value.sql} IN ({sql}))", CONDITION)
        value, *listed = self._comparable([value, *(self.value(item) for item in node.expressions)])
        if any(item.kind == NULL for item in listed):
            raise Refused("A comparison with NULL")
        literals = [item.literal for item in listed if item.literal is not None]
        if value.kind.is_text and len(literals) == len(listed):
            return Value(self._equals(value, literals), CONDITION)
        return Value(f"({compared(value)} IN ({', '.join(map(compared, listed))}))", CONDITION)

    def _between(self, node: exp.Between) -> Value:
        value, low, high = self._comparable(
            [self.value(part) for part in (node.this, node.args["low"], node.args["high"])]
        )
        if value.kind.is_text and low.literal is not None and high.literal is not None:
            folded = _folded(value, [low.literal, high.literal])
            low, high = (text_value(_small(value, end.literal or "")) for end in (low, high))
            value = folded
        elif value.kind.varies:
            value, low, high = map(_as_compared, (value, low, high))
        return Value(f"({value.sql} BETWEEN {low.sql} AND {high.sql})", CONDITION)

    def _like(self, node: exp.Like) -> Value:
        value, pattern = self._text(node.this), self._text(node.expression).literal
        if pattern is None or "[" in pattern or pattern.endswith(" "):
            raise Refused("A pattern with classes")
        wanted = pattern if value.kind.exact else pattern.lower()
        sql = f"lower({value.sql})" if wanted.upper() != wanted and not value.kind.exact else value.sql
        if pattern.endswith("_"):  # which may stand for one of the blanks at the end
            signs = {"%": ".*", "_": "."}
            regex = "".join(signs.get(sign) or re.escape(sign) for sign in wanted)
            found = f"regexp_full_match({sql}, {text(regex + ' *')}, 's')"
        else:
            found = f"({sql if pattern.endswith('%') else _trimmed(sql)} LIKE {text(wanted)})"
        return Value(f"(NOT {found})" if node.args.get("negate") else found, CONDITION)

    def _case(self, node: exp.Case) -> Value:
        arms: list[tuple[str, Value]] = []
        subject = self.value(node.this) if node.this else None
        for arm in node.args["ifs"]:
            when = self._equal(subject, self.value(arm.this)) if subject else self.condition(arm.this)
            arms.append((when, self.value(arm.args["true"])))
        default = self.value(node.args["default"]) if node.args.get("default") else Value("NULL", NULL)
        kind = self.one_kind([*(then.kind for _, then in arms), default.kind])
        whens = " ".join(f"WHEN {when} THEN {then.sql}" for when, then in arms)
        return Value(f"CASE {whens} ELSE {default.sql} END", kind)

    def _iif(self, node: exp.If) -> Value:
        if not node.args.get("false"):
            raise Refused("IIF takes a condition and two values", "write IIF(a = 1, b, NULL)")
        yes, no = self.value(node.args["true"]), self.value(node.args["false"])
        sql = f"CASE WHEN {self.condition(node.this)} THEN {yes.sql} ELSE {no.sql} END"
        return Value(sql, self.one_kind([yes.kind, no.kind]))

    def _equal(self, left: Value, right: Value) -> str:
        """Whether two values are equal, as CASE and NULLIF ask it."""
        left, right = self._comparable([left, right])
        if NULL in (left.kind, right.kind):
            raise Refused("A comparison with NULL")
        if left.kind.is_text and right.literal is not None:
            return self._equals(left, [right.literal])
        return f"({compared(left)} = {compared(right)})"

    def _nullif(self, node: exp.Nullif) -> Value:
        left, right = self.value(node.this), self.value(node.expression)
        return Value(f"CASE WHEN {self._equal(left, right)} THEN NULL ELSE {left.sql} END", left.kind)

    def _coalesce(self, node: exp.Coalesce) -> Value:
        if node.args.get("is_null"):
            raise Refused("ISNULL")
        values = [self.value(value) for value in (node.this, *node.expressions)]
        return Value(f"coalesce({_listed(values)})", self.one_kind([value.kind for value in values]))

    # numbers

    def _number(self, node: exp.Expr) -> Value:
        return self._as_number(self.value(node))

    def _as_number(self, value: Value) -> Value:
        if value.kind.family not in ("whole", "float", "decimal", "null", "unknown") or value.kind.base == "bit":
            raise Refused("Calculating with what is no number")
        return value

    def _arithmetic(self, node: exp.Binary) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        families = {left.kind.family, right.kind.family}
        if isinstance(node, exp.Add) and "text" in families:
            raise Refused("Text joined with +")
        left, right = self._as_number(left), self._as_number(right)
        if UNKNOWN in (left.kind, right.kind):
            return Value("", UNKNOWN)
        if "decimal" in families and "float" not in families:
            raise Refused("Decimal arithmetic")
        if isinstance(node, exp.Div) and "float" not in families:
            raise Refused("Whole numbers divided")
        if isinstance(node, exp.Mod) and families & {"float", "decimal"}:
            raise Refused("Remainder of numbers that are not whole")
        kind = self.one_kind([left.kind, right.kind])
        first, second = (self._widened(value) for value in (left, right))
        sql = f"({first} {_SIGNS[type(node)]} {second})"
        if (
            isinstance(node, (exp.Div, exp.Mod))
            and not (right.literal and float(right.literal))
            and not _is_nullif_zero(node.right)
        ):
            sql = _loud(f"{second} = 0", "a number is divided by zero", sql)
        return Value(sql, self.one_kind([kind, INT]) if kind.family == "whole" else kind)

    def _widened(self, value: Value) -> str:
        """SQL Server calculates with narrow whole numbers as int, where a literal is beside them; for DuckDB a literal takes their type."""
        return f"CAST({value.sql} AS INTEGER)" if value.kind.base in ("smallint", "tinyint") else value.sql

    def _negative(self, node: exp.Neg) -> Value:
        value = self._number(node.this)
        if value.literal is None:
            return Value(f"(-{value.sql})", value.kind)
        literal = value.literal.removeprefix("-") if value.literal.startswith("-") else f"-{value.literal}"
        return Value(literal, value.kind, literal)

    def _rounded(self, node: exp.Func) -> Value:
        """FLOOR, CEILING, ABS and SIGN, which keep the type."""
        value = self._number(node.this)
        if value.kind.family == "decimal":
            raise Refused("Decimal arithmetic")
        if value.kind.family == "whole" and isinstance(node, (exp.Floor, exp.Ceil)):
            return value
        name = {exp.Floor: "floor", exp.Ceil: "ceil", exp.Abs: "abs", exp.Sign: "sign"}[type(node)]
        return Value(f"CAST({name}({value.sql}) AS {value.kind.duckdb})", value.kind)

    def _round(self, node: exp.Round) -> Value:
        value, places = self._number(node.this), self.value(node.args["decimals"])
        if value.kind.family not in ("float", "unknown") or places.literal is None:
            raise Refused("ROUND of whole numbers, or to a calculated place")
        return Value(f"round({value.sql}, {places.sql})", FLOAT)

    def _power(self, node: exp.Pow) -> Value:
        value, power = self._number(node.this), self._number(node.expression)
        if value.kind.family not in ("float", "unknown"):
            raise Refused("POWER of whole numbers")
        return Value(f"pow({value.sql}, {power.sql})", FLOAT)

    # texts

    def _text(self, node: exp.Expr) -> Value:
        value = self.value(node)
        if value.kind.family not in ("text", "null", "unknown"):
            raise Refused("A function of text with what is no text")
        return value

    def _whole(self, node: exp.Expr) -> Value:
        value = self.value(node)
        if value.kind.family not in ("whole", "null", "unknown"):
            raise Refused("A place or length that is no whole number")
        return value

    def _end(self, node: exp.Left | exp.Right) -> Value:
        value, count = self._text(_bare(node.this)), self._whole(node.expression)
        name = "left" if isinstance(node, exp.Left) else "right"
        sql = f"{name}({value.sql}, {count.sql})"
        if count.literal is None or count.literal.startswith("-"):
            sql = _loud(f"{count.sql} < 0", f"{name.upper()} is asked for less than nothing", sql)
        return Value(sql, value.kind._replace(spelt=None, base="varchar", length=_shorter(value.kind.length, count.literal)))

    def _substring(self, node: exp.Substring) -> Value:
        value, start, length = self._text(node.this), self._whole(node.args["start"]), self._whole(node.args["length"])
        kind = value.kind._replace(spelt=None, base="varchar", length=_shorter(value.kind.length, length.literal))
        if start.literal and length.literal and int(start.literal) > 0 and int(length.literal) >= 0:
            return Value(f"substring({value.sql}, {start.sql}, {length.sql})", kind)
        # signs before the first count, though there are none: SUBSTRING('abc', 0, 2) is 'a'
        first = f"CASE WHEN {start.sql} < 1 THEN 1 ELSE {start.sql} END"
        left = f"{length.sql} + CASE WHEN {start.sql} < 1 THEN {start.sql} - 1 ELSE 0 END"
        sql = f"substring({value.sql}, {first}, CASE WHEN {left} < 0 THEN 0 ELSE {left} END)"
        return Value(_loud(f"{length.sql} < 0", "SUBSTRING is asked for less than nothing", sql), kind)

    def _same_text(self, node: exp.Upper | exp.Lower) -> Value:
        value = self._text(node.this)
        return Value(
            f"{'upper' if isinstance(node, exp.Upper) else 'lower'}({value.sql})", value.kind._replace(spelt=None, base="varchar")
        )

    def _trim(self, node: exp.Trim) -> Value:
        value = self._text(node.this)
        name = "ltrim" if node.args["position"] == "LEADING" else "rtrim"
        return Value(f"{name}({value.sql}, ' ')", value.kind._replace(spelt=None, base="varchar"))

    def _length(self, node: exp.Length) -> Value:
        return _int(f"length({_trimmed(self._text(_bare(node.this)).sql)})")

    def _concat(self, node: exp.Concat) -> Value:
        values = [self.value(value) for value in node.expressions]
        if any(value.kind.family not in ("text", "whole", "null", "unknown") for value in values):
            raise Refused("CONCAT of dates or numbers with a point")
        return Value(f"concat({_listed(values)})", self._joined(values))

    def _joined(self, values: Sequence[Value]) -> Kind:
        """The kind of a text that is put together from others."""
        found = [value.kind for value in values if value.kind.is_text]
        if clash(found):
            raise Refused("Texts of two collations")
        return TEXT.collated(found)

    def _searched(self, node: exp.Expr) -> str:
        found = self._text(node).literal
        if not found:
            raise Refused("Searching for what is no literal")
        return found

    def _place(self, node: exp.StrPosition) -> Value:
        value = self._text(node.this)
        wanted = self._searched(node.args["substr"])
        if wanted.lower() != wanted.upper() and not value.kind.exact:
            return _int(f"strpos(lower({value.sql}), {text(wanted.lower())})")
        return _int(f"strpos({value.sql}, {text(wanted)})")

    def _replace(self, node: exp.Replace) -> Value:
        value, new = self._text(node.this), self._text(node.args["replacement"])
        wanted = self._searched(node.expression)
        if wanted.lower() == wanted.upper() or value.kind.exact:
            return Value(f"replace({value.sql}, {text(wanted)}, {new.sql})", self._joined([value, new]))
        if new.literal is None:
            raise Refused("Searching for what is no literal")
        written = new.literal.replace("\\", "\\\\")
        sql = f"regexp_replace({value.sql}, {text(re.escape(wanted))}, {text(written)}, 'gi')"
        return Value(sql, self._joined([value, new]))

    def _collate(self, node: exp.Collate) -> Value:
        value = self._text(node.this)
        is_exact = node.expression.name.upper().endswith("BIN2")
        return value._replace(kind=value.kind._replace(exact=is_exact, weight=2))

    # dates

    def _date(self, node: exp.Expr) -> Value:
        value = self.value(_bare(node))
        if value.kind.family not in ("date", "null", "unknown"):
            raise Refused("A function of dates with what is no date")
        return value

    def _date_part(self, node: exp.Expr) -> Value:
        """YEAR, MONTH, DAY and DATEPART."""
        is_extract = isinstance(node, exp.Extract)
        name = node.name if is_extract else type(node).__name__
        return _int(f"{name.lower()}({self._date(node.expression if is_extract else node.this).sql})")

    def _date_diff(self, node: exp.DateDiff) -> Value:
        start, end = self._date(node.expression), self._date(node.this)
        return _int(f"date_diff('{node.args['unit'].name.lower()}', {start.sql}, {end.sql})")

    def _date_add(self, node: exp.DateAdd) -> Value:
        date, count = self._date(node.this), self._whole(node.expression)
        unit = node.args["unit"].name.lower()
        if unit == "day":
            return Value(f"({date.sql} + CAST({count.sql} AS INTEGER))", DATE)
        return Value(f"CAST({date.sql} + to_{unit}s(CAST({count.sql} AS INTEGER)) AS DATE)", DATE)

    def _month_end(self, node: exp.LastDay) -> Value:
        return Value(f"last_day({self._date(node.this).sql})", DATE)

    def _made_date(self, node: exp.DateFromParts) -> Value:
        return Value(f"make_date({_listed(self._whole(node.args[part]) for part in ('year', 'month', 'day'))})", DATE)

    # types

    def _cast(self, node: exp.Cast) -> Value:
        kind = Kind(node.to.this.value.lower())
        size = [int(part.name) for part in node.to.expressions if part.name.isdigit()]
        kind = kind._replace(length=size[0]) if size else kind
        value = self.value(node.this)
        is_sized = not kind.is_text or kind.length is not None
        if value.kind in (UNKNOWN, NULL) and is_sized:
            return Value(f"CAST(NULL AS {kind.duckdb})", kind)
        cast = _CASTS.get((value.kind.family, kind.family))
        if cast is None or not is_sized:
            raise Refused("A change of type that is not exact")
        sql = cast(value, kind, isinstance(node, exp.TryCast))
        return Value(sql, kind.collated([value.kind]) if kind.is_text and value.kind.is_text else kind)

    # aggregates and windows

    def _aggregate(self, node: exp.Expr) -> Value:
        value = self.value(node.this)
        name = type(node).__name__.lower()
        if name in ("min", "max"):
            if value.kind.base == "bit":
                raise Refused("Calculating with what is no number")
            if value.kind.varies:  # a pair, of which `_as_typed` takes the text: its key decides, and of several spellings the text
                sql = f"CASE WHEN {value.sql} IS NOT NULL THEN {{'key': {compared(value)}, 'text': {value.sql}}} END"
                return Value(f"{name}({sql})", value.kind)
            return Value(f"{name}({value.sql})", value.kind)
        value = self._as_number(value)
        if name == "avg" and value.kind.family not in ("float", "unknown"):
            raise Refused("AVG of whole numbers")
        if value.kind.family == "decimal":
            raise Refused("Decimal arithmetic")
        kind = FLOAT if value.kind.family == "float" else BIGINT if value.kind.base == "bigint" else INT
        return Value(f"{name}({value.sql})", kind)

    def _count(self, node: exp.Count) -> Value:
        kind = BIGINT if node.args.get("big_int") else INT
        if isinstance(node.this, exp.Star):
            return Value("count(*)", kind)
        if isinstance(node.this, exp.Distinct):
            if len(node.this.expressions) != 1:
                raise Refused(
                    "COUNT(DISTINCT) takes one value", "write SELECT DISTINCT in a query of WITH, and COUNT(*) of it"
                )
            return Value(f"count(DISTINCT {compared(self.value(node.this.expressions[0]))})", kind)
        return Value(f"count({self.value(node.this).sql})", kind)

    def _typed(self, node: exp.Expr) -> Value:
        outside, self.is_summed = self.is_summed, True
        try:
            return _as_typed(node, self._count(node) if isinstance(node, exp.Count) else self._aggregate(node))
        finally:
            self.is_summed = outside

    def _window(self, node: exp.Window) -> Value:
        call = node.this
        if isinstance(call, (exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg)):
            value = self._count(call) if isinstance(call, exp.Count) else self._aggregate(call)
        elif isinstance(call, (exp.Lag, exp.Lead, exp.FirstValue)):
            inner = [
                self.value(part) for part in (call.this, call.args.get("offset"), call.args.get("default")) if part
            ]
            kind = self.one_kind([inner[0].kind, *(part.kind for part in inner[2:])])
            name = {exp.Lag: "lag", exp.Lead: "lead", exp.FirstValue: "first_value"}[type(call)]
            value = Value(f"{name}({_listed(inner)})", kind)
        elif isinstance(call, (exp.RowNumber, exp.Rank, exp.DenseRank)):
            name = {exp.RowNumber: "row_number", exp.Rank: "rank", exp.DenseRank: "dense_rank"}[type(call)]
            value = Value(f"{name}()", BIGINT)
        else:
            raise MISPLACED
        over = []
        if parts := node.args.get("partition_by"):
            over.append(f"PARTITION BY {', '.join(compared(self.value(part)) for part in parts)}")
        if order := node.args.get("order"):
            over.append(f"ORDER BY {', '.join(map(self._ordered, order.expressions))}")
        if spec := node.args.get("spec"):
            over.append(f"ROWS BETWEEN {_bound(spec, 'start')} AND {_bound(spec, 'end')}")
        return _as_typed(call, value._replace(sql=f"{value.sql} OVER ({' '.join(over)})"))

    def _ordered(self, node: exp.Ordered) -> str:
        # SQL Server takes NULL for the lowest value
        return f"{compared(self.value(node.this))} {'DESC NULLS LAST' if node.args.get('desc') else 'ASC NULLS FIRST'}"


def compared(value: Value) -> str:
    """What is equal where SQL Server takes values for equal, and comes in its order: of texts that vary, their small letters without blanks at the end."""
    if not value.kind.varies:
        return value.sql
    trimmed = _trimmed(value.sql) if _NAME.match(value.sql) else f"rtrim({value.sql}, ' ')"
    return f"lower({trimmed})"


def _as_compared(value: Value) -> Value:
    return value._replace(sql=compared(value))


def _as_typed(node: exp.Expr, value: Value) -> Value:
    """What an aggregate gives in the type of SQL Server. DuckDB counts and sums in wider ones, where SQL Server ends with an error."""
    if isinstance(node, (exp.Count, exp.Sum)) and value.kind.family == "whole":
        return value._replace(sql=f"CAST({value.sql} AS {value.kind.duckdb})")
    if isinstance(node, (exp.Min, exp.Max)) and value.kind.varies:
        return value._replace(sql=f"struct_extract({value.sql}, 'text')")
    return value


def text_value(literal: str) -> Value:
    """A text as a constant."""
    return Value(text(literal), Kind("varchar", len(literal), spelt=frozenset((literal,))), literal)


def _listed(values: Iterable[Value]) -> str:
    return ", ".join(value.sql for value in values)


def _int(sql: str) -> Value:
    """DuckDB counts in wider numbers than SQL Server."""
    return Value(f"CAST({sql} AS INTEGER)", INT)


def _loud(condition: str, message: str, sql: str) -> str:
    """An expression that ends with an error where SQL Server does so and DuckDB does not."""
    return f"CASE WHEN {condition} THEN error({text(message)}) ELSE {sql} END"


def _trimmed(sql: str) -> str:
    """A text without blanks at its end. Measured: asking first whether there is one takes a quarter of the time."""
    return f"CASE WHEN suffix({sql}, ' ') THEN rtrim({sql}, ' ') ELSE {sql} END"


def _bare(node: exp.Expr) -> exp.Expr:
    """Without the changes of type that the parser puts around the arguments of some functions."""
    is_ours = isinstance(node, exp.Cast) and node.to.this == exp.DType.TEXT and "nested" not in node.to.args
    return _bare(node.this) if is_ours or isinstance(node, (exp.TimeStrToTime, exp.TsOrDsToDate)) else node


def _is_nullif_zero(node: exp.Expr) -> bool:
    node = node.unnest()
    if isinstance(node, exp.Cast):
        return _is_nullif_zero(node.this)
    return isinstance(node, exp.Nullif) and node.expression.name in ("0", "0e0")


def _shorter(length: int | None, literal: str | None) -> int | None:
    return min((size for size in (length, int(literal) if literal else None) if size is not None), default=None)


def _spellings(literal: str, kind: Kind) -> list[str] | None:
    """All texts of a column that equal the literal; None where they are many or not to be known."""
    if kind.length is None:
        return None
    letters = [] if kind.exact else [place for place, sign in enumerate(literal) if sign.lower() != sign.upper()]
    blanks = max(kind.length - len(literal), 0)
    if 2 ** len(letters) * (blanks + 1) > _MOST_SPELLINGS:
        return None
    if letters:
        return sorted({literal.lower(), literal.upper()})
    return [literal + " " * count for count in range(blanks + 1)]


def _folded(value: Value, literals: Sequence[str]) -> Value:
    """A text without blanks at its end and, where a literal has letters, in small ones."""
    sql = value.sql
    if value.kind.length is None or any(len(literal) < value.kind.length for literal in literals):
        sql = _trimmed(sql)
    has_letters = not value.kind.exact and any(literal.lower() != literal.upper() for literal in literals)
    return value._replace(sql=f"lower({sql})" if has_letters else sql)


def _small(value: Value, literal: str) -> str:
    return (literal if value.kind.exact else literal.lower()).rstrip(" ")


def _bound(spec: exp.WindowSpec, key: str) -> str:
    edge = spec.args[key]
    words = edge if isinstance(edge, str) else edge.name
    if not isinstance(edge, str) and not words.isdigit():
        raise Refused("a window has an end that is no number", "write a whole number before PRECEDING or FOLLOWING")
    return f"{words} {spec.args.get(f'{key}_side') or ''}".strip()


def _cast_text(value: Value, kind: Kind, is_try: bool) -> str:
    short = kind.length is not None and value.kind.length is not None and value.kind.length <= kind.length
    if kind.base in ("char", "nchar"):
        return f"rpad({value.sql}, {kind.length}, ' ')"
    return value.sql if short else f"left({value.sql}, {kind.length})"


def _whole_as_text(value: Value, kind: Kind, is_try: bool) -> str:
    sql = f"CAST({value.sql} AS VARCHAR)"
    if _INT_SIZES[value.kind.base] > (kind.length or 0):
        sql = f"CASE WHEN length({sql}) > {kind.length} THEN '*' ELSE {sql} END"
    return f"rpad({sql}, {kind.length}, ' ')" if kind.base in ("char", "nchar") else sql


def _cast_number(value: Value, kind: Kind, is_try: bool) -> str:
    if kind.base == "bit":
        return f"CAST({value.sql} <> 0 AS UTINYINT)"
    is_cut = kind.family == "whole" and value.kind.family != "whole"
    return f"{'TRY_' if is_try else ''}CAST({f'trunc({value.sql})' if is_cut else value.sql} AS {kind.duckdb})"


def _text_as_number(value: Value, kind: Kind, is_try: bool) -> str:
    """DuckDB reads more texts as numbers (12.5 as 13, 1_000, 0x1F), and the empty one not as 0."""
    digits = "[0-9]+" if kind.family == "whole" else r"([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
    number = f"{'TRY_' if is_try else ''}CAST({value.sql} AS {kind.duckdb})"
    other = "NULL" if is_try else f"error(concat('this text is no {kind.base}: ', {value.sql}))"
    shape = f"regexp_full_match({value.sql}, ' *[+-]?{digits} *')"
    whens = f"WHEN {shape} THEN {number} WHEN trim({value.sql}, ' ') = '' THEN 0"
    if kind.family == "whole":  # measured: asking first whether it is written as DuckDB writes it is quicker
        plain = f"TRY_CAST({value.sql} AS {kind.duckdb})"
        whens = f"WHEN CAST({plain} AS VARCHAR) = {value.sql} THEN {plain} {whens}"
    return f"CASE {whens} WHEN {value.sql} IS NOT NULL THEN {other} END"


def _text_as_date(value: Value, kind: Kind, is_try: bool) -> str:
    found = _ISO.match(value.literal or "")
    if not found:
        raise Refused("Text as a date")
    return f"DATE '{'-'.join(part for part in found.groups() if part)}'"


def _same(value: Value, kind: Kind, is_try: bool) -> str:
    return value.sql


_CASTS: dict[tuple[str, str], Callable[[Value, Kind, bool], str]] = {
    ("text", "text"): _cast_text,
    ("whole", "text"): _whole_as_text,
    ("text", "whole"): _text_as_number,
    ("text", "float"): _text_as_number,
    ("text", "date"): _text_as_date,
    ("date", "date"): _same,
    **{(one, other): _cast_number for one in ("whole", "float", "decimal") for other in ("whole", "float")},
}
"""The changes of type that are exact, by families."""

_METHODS: dict[type[exp.Expr], Callable[[Expressions, Any], Value]] = {
    exp.Column: lambda translator, node: translator.column(node),
    exp.Paren: Expressions._paren,
    exp.Literal: Expressions._literal,
    exp.National: Expressions._national,
    exp.Null: Expressions._null,
    exp.Parameter: Expressions._parameter,
    **dict.fromkeys((exp.And, exp.Or), Expressions._connector),
    exp.Not: Expressions._not,
    exp.Is: Expressions._is,
    exp.Exists: Expressions._exists,
    exp.Subquery: Expressions._subquery,
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE), Expressions._comparison),
    exp.In: Expressions._in,
    exp.Between: Expressions._between,
    exp.Like: Expressions._like,
    exp.Case: Expressions._case,
    exp.If: Expressions._iif,
    exp.Nullif: Expressions._nullif,
    exp.Coalesce: Expressions._coalesce,
    **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod), Expressions._arithmetic),
    exp.Neg: Expressions._negative,
    **dict.fromkeys((exp.Floor, exp.Ceil, exp.Abs, exp.Sign), Expressions._rounded),
    exp.Round: Expressions._round,
    exp.Pow: Expressions._power,
    **dict.fromkeys((exp.Left, exp.Right), Expressions._end),
    exp.Substring: Expressions._substring,
    **dict.fromkeys((exp.Upper, exp.Lower), Expressions._same_text),
    exp.Trim: Expressions._trim,
    exp.Length: Expressions._length,
    exp.Concat: Expressions._concat,
    exp.StrPosition: Expressions._place,
    exp.Replace: Expressions._replace,
    exp.Collate: Expressions._collate,
    **dict.fromkeys((exp.Year, exp.Month, exp.Day, exp.Extract), Expressions._date_part),
    exp.DateDiff: Expressions._date_diff,
    exp.DateAdd: Expressions._date_add,
    exp.LastDay: Expressions._month_end,
    exp.DateFromParts: Expressions._made_date,
    **dict.fromkeys((exp.Cast, exp.TryCast), Expressions._cast),
    **dict.fromkeys((exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Count), Expressions._typed),
    exp.Window: Expressions._window,
}
"""How each class of nodes is translated."""
