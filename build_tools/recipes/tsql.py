"""Recipes in T-SQL: read and checked here, and turned into DuckDB SQL that gives the same result.

What is published is the text of the recipe, never a re-rendering of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from build_tools.recipes.expressions import Column, Refused, Value, text_value
from build_tools.recipes.kinds import DATE, Kind, kind_of
from build_tools.recipes.subset import Refusal, known, parsed, refusal, span
from build_tools.recipes.translate import Columns, Translator
from build_tools.sqltext import text

Schema = Mapping[str, Mapping[str, str]]
"""Of each table of `work`, without that word: the T-SQL type of each column, with COLLATE behind it where it has another than usual."""
_MOST = {"bigint": 2**63 - 1, "int": 2**31 - 1, "smallint": 2**15 - 1, "tinyint": 255, "bit": 1}


@dataclass(frozen=True)
class Script:
    """A recipe that has been read. Where there are refusals, the rest is what could be read besides."""

    sql: str
    refusals: tuple[Refusal, ...]
    parameters: dict[str, tuple[str, str]]
    """Of each name without @: its type, and its default as it is written."""
    touched: dict[str, frozenset[str]]
    """The columns that are read of each base table, which stands here in small letters."""
    made: str
    """The table of `work` that the script makes."""
    exact: frozenset[str]
    """Its columns in which capital letters matter, in small letters."""
    statements: tuple[exp.Expr, ...] = field(repr=False)
    tables: Mapping[str, Columns] = field(repr=False)
    defaults: Mapping[str, Value] = field(repr=False)
    kinds: Mapping[str, Kind] = field(repr=False)
    is_bare: bool


def read(sql: str, schema: Schema, *, is_bare: bool = False) -> Script:
    """A recipe, with all that is to be refused of it. `is_bare`: its last statement is a query whose result goes into no table."""
    statements, refusals = parsed(sql)
    tables = {
        name.lower(): {column.lower(): Column(column, kind_of(kind).stored) for column, kind in columns.items()}
        for name, columns in schema.items()
    }
    declared = _Declared(sql)
    rest = [statement for statement in statements if not declared.take(statement)]
    translator = Translator(sql, tables, declared.defaults)
    if not refusals:
        for place, statement in enumerate(rest, 1):
            translator.statement(statement, is_bare and place == len(rest))
        translator.finish()
        refusals = sorted({*declared.refusals, *translator.refusals})
        if not refusals and not translator.target and not is_bare:
            refusals = [known(sql, 0, "No table made")]
    touched = {name: frozenset(columns) for name, columns in translator.touched.items()}
    made = translator.made.get(f"work.{translator.target.lower()}", {})
    return Script(
        sql,
        tuple(refusals),
        declared.written,
        touched,
        translator.target,
        frozenset(name for name, column in made.items() if column.kind.exact),
        tuple(rest),
        tables,
        declared.defaults,
        declared.kinds,
        is_bare,
    )


def duckdb_statements(script: Script, parameters: Mapping[str, object] | None = None) -> list[str]:
    """The statements for DuckDB. Raises ValueError where the script has refusals, or a parameter or its value does not fit."""
    values = dict(script.defaults)
    for name, value in (parameters or {}).items():
        if name.lower() not in script.kinds:
            raise ValueError(
                f"the recipe declares no @{name}: it has {', '.join(script.parameters) or 'no parameters'}"
            )
        values[name.lower()] = constant(script.kinds[name.lower()], value)
    if script.refusals:
        raise ValueError(f"the recipe is refused: {script.refusals[0].message}")
    translator = Translator(script.sql, script.tables, values)
    last = len(script.statements)
    found = [
        translator.statement(node, script.is_bare and place == last) for place, node in enumerate(script.statements, 1)
    ]
    if translator.refusals:
        raise ValueError(f"with these parameters the recipe is refused: {min(translator.refusals).message}")
    return found


def constant(kind: Kind, value: object) -> Value:
    """A value as one of a declared type. Raises ValueError where it does not fit."""
    if value is None:
        return Value(f"CAST(NULL AS {kind.duckdb})", kind)
    if kind.is_text and isinstance(value, str) and len(value) <= (kind.length or 1):
        padded = value.ljust(kind.length or 1) if kind.base in ("char", "nchar") else value
        return text_value(padded)._replace(kind=kind)
    if kind.family == "whole" and isinstance(value, int) and abs(value) <= _MOST[kind.base]:
        return Value(f"CAST({value} AS {kind.duckdb})", kind)
    if kind.family == "float" and isinstance(value, (int, float)):
        return Value(f"CAST({float(value)!r} AS DOUBLE)", kind)
    if kind == DATE and isinstance(value, (date, str)):
        return Value(f"DATE {text(date.fromisoformat(str(value)).isoformat())}", kind)
    raise ValueError(f"{value!r} does not fit into {kind}")


class _Declared:
    """The parameters of a script, from its DECLARE statements."""

    def __init__(self, sql: str):
        self.sql = sql
        self.written: dict[str, tuple[str, str]] = {}
        self.defaults: dict[str, Value] = {}
        self.kinds: dict[str, Kind] = {}
        self.refusals: list[Refusal] = []

    def take(self, statement: exp.Expr) -> bool:
        """Whether this is a DECLARE; if so, its parameters are known from then on."""
        if not isinstance(statement, exp.Declare):
            return False
        for item in statement.expressions:
            for name in item.this:
                self._declare(name.name, item)
        return True

    def _declare(self, name: str, item: exp.DeclareItem) -> None:
        written, default = item.args.get("kind"), item.args.get("default")
        kind = kind_of(written.sql("tsql") if written else "")
        self.kinds[name.lower()] = kind
        try:
            if not default:
                raise Refused("A parameter without a default")
            if name.lower() in self.defaults:
                raise ValueError("it is declared twice")
            self.defaults[name.lower()] = constant(kind, _plain(default))
            self.written[name] = (str(kind), default.sql("tsql"))
        except Refused as error:
            self.refusals.append(known(self.sql, span(item)[0], str(error)))
            self.defaults[name.lower()] = constant(kind, None)
        except ValueError as error:
            help = "write a constant that is one of that type"
            self.refusals.append(refusal(self.sql, span(item)[0], f"the default of @{name} is wrong: {error}", help))
            self.defaults[name.lower()] = constant(kind, None)


def _plain(node: exp.Expr) -> object:
    """The value of a constant."""
    if isinstance(node, exp.Null):
        return None
    if isinstance(node, exp.National) or (isinstance(node, exp.Literal) and node.is_string):
        return str(node.this)
    is_negative = isinstance(node, exp.Neg)
    number = node.this if is_negative else node
    if not isinstance(number, exp.Literal) or number.is_string:
        raise Refused("A parameter without a default")
    written = ("-" if is_negative else "") + str(number.this)
    return int(written) if written.lstrip("-").isdigit() else float(written)
