"""The subset of T-SQL in which recipes are written: what is allowed follows from the proved constructs, and all else is refused.

Each piece of a text has a signature: each node of its parse tree, each function by the name that is written, each operator. A
signature that occurs in a proved example is allowed. So nothing is allowed that no example proves, and a new proof is all that it
takes to allow more.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from sqlglot import exp, tokenize
from sqlglot.dialects.tsql import TSQL
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from build_tools.recipes.constructs import PROVED, REFUSED, Refused

_CALLS = frozenset(TSQL.Parser.FUNCTIONS) | frozenset(TSQL.Parser.FUNCTION_PARSERS)
_TEXTS = (TokenType.STRING, TokenType.NATIONAL_STRING)
_NAMES = (exp.Identifier, exp.DataTypeParam, exp.Literal, exp.National, exp.Var)
"""What a script is free to choose."""
_LOOSE = (
    *(exp.Select, exp.Window, exp.Case, exp.Column, exp.Table, exp.Subquery, exp.CTE, exp.TableAlias, exp.Into, exp.Ordered),
    *(exp.DeclareItem, exp.DataType, exp.In, exp.Coalesce, exp.Concat),
)  # fmt: skip
"""Their parts do not change each other's meaning, so each part is proved for itself; of all other nodes, the parts together."""
_CLOSED = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\[(?:[^]]|\]\])*\]|\"[^\"]*\"", re.DOTALL)
_OPEN = re.compile(r"'|\[|\"|/\*")
_GO = re.compile(r"(?im)^[ \t]*GO\b[ \t]*;?[ \t]*\d*[ \t\r]*$")
_OPENS = frozenset(("(", "SELECT", "DISTINCT", "BY", "VALUES"))
_CLOSES = frozenset((")", ";", "FROM", "INTO", "WHERE", "GROUP", "HAVING", "UNION"))
_EDGES = frozenset(("UNBOUNDED", "CURRENT"))
"""Words that stand right before or behind a list, and at the end of a frame."""
_LONGEST = 50


@dataclass(frozen=True, order=True)
class Refusal:
    """What is wrong with a script, where (counted from 1), and what to do about it."""

    line: int
    column: int
    message: str
    help: str


def refusal(sql: str, offset: int, message: str, help: str) -> Refusal:
    """A refusal of what stands at an offset of the text."""
    return Refusal(sql.count("\n", 0, offset) + 1, offset - sql.rfind("\n", 0, offset), message, help)


def known(sql: str, offset: int, title: str) -> Refusal:
    """A refusal for the reason of a construct that is known to be refused."""
    found = next(refused for refused in REFUSED if refused.title == title)
    return refusal(sql, offset, found.reason, found.remedy)


def parsed(sql: str) -> tuple[list[exp.Expr], list[Refusal]]:
    """The statements, and what of them is outside the subset. No statement where the text can not be read at all."""
    blanked = _CLOSED.sub(
        lambda found: re.sub(r"[^\n]", " " if found[0].startswith(("-", "/")) else "x", found[0]), sql
    )
    if found := _OPEN.search(blanked):
        help = "close it: a ' inside a text is written twice"
        return [], [refusal(sql, found.start(), "a text, a name in brackets or a comment is not closed", help)]
    if found := _GO.search(blanked):
        return [], [known(sql, found.start(), "GO")]
    if slip := next(_slips(sql), None):
        return [], [slip]
    try:
        statements = _read(sql)
    except Exception as error:  # beside its own errors, the parser lets others through where arguments are missing
        return [], [_unreadable(sql, error)]
    words = [(word, offset) for word, offset in _words(sql) if word not in allowed()]
    refusals = {_outside(sql, word, (offset, offset + len(word.rstrip("( ')")))) for word, offset in words}
    by_word = {(refused.line, refused.message) for refused in refusals}
    for statement in statements:
        for node, signature in _unproved(statement):
            refused = _outside(sql, signature, span(node))
            if (refused.line, refused.message) not in by_word and not (words and isinstance(node, exp.Func)):
                refusals.add(refused)
    return statements, sorted(refusals)


def _slips(sql: str) -> Iterator[Refusal]:
    """Slips of the pen that the parser mends in silence, though SQL Server does not."""
    tokens = tokenize(sql, read="tsql")
    words = ["" if token.token_type in (*_TEXTS, TokenType.IDENTIFIER) else token.text.upper() for token in tokens]
    depth = 0
    for place, token in enumerate(tokens):
        before, word = words[place - 1].split(" ")[-1] if place else "(", words[place]
        after = words[place + 1] if place + 1 < len(tokens) else ")"
        depth += (word == "(") - (word == ")")
        if place and all(one.token_type in (*_TEXTS, TokenType.NUMBER) for one in tokens[place - 1 : place + 1]):
            yield refusal(
                sql, token.start, "two constants stand side by side", "write a comma or an operator between them"
            )
        if word == "(" and before == ")":
            yield refusal(sql, token.start, "two pairs of brackets stand side by side", "write a comma between them")
        if word == "," and (before in _OPENS or after in {*_CLOSES, ","}):
            yield refusal(sql, token.start, "there is a comma with nothing beside it", "take it out")
        if word == "AS" and (before in {*_OPENS, ","} or after in {*_CLOSES, ",", "AS"}):
            yield refusal(sql, token.start, "AS stands without a value before it or a name behind it", "write both")
        if word in ("INTO", "FROM", "JOIN") and after in {*_CLOSES, ","}:
            yield refusal(sql, token.start, f"{word} stands without a name behind it", "write the table behind it")
        if word == "ROWS" and (after in _EDGES or after.isdigit()):
            yield refusal(sql, token.start, "ROWS stands without BETWEEN", "write ROWS BETWEEN … AND CURRENT ROW")
        if depth < 0 or (depth and (word == ";" or place == len(tokens) - 1)):
            yield refusal(sql, token.start, "the brackets do not match", "close each ( with a )")
            return


def span(node: exp.Expr) -> tuple[int, int]:
    """Where a node stands in the text: from its first to behind its last piece whose place is known. (0, 0) where no place is."""
    places = [(node.meta["start"], node.meta["end"] + 1)] if "start" in node.meta else []
    places += [place for place in map(span, node.iter_expressions()) if place[1]]
    return min((start for start, _ in places), default=0), max((end for _, end in places), default=0)


@cache
def allowed() -> frozenset[str]:
    """All signatures that a proved example has."""
    return frozenset(signature for proved in PROVED for signature in _signatures(proved.sql))


@cache
def _reasons() -> dict[str, Refused]:
    """Why a signature is refused, where a refused construct tells: one that none of the proved has."""
    reasons: dict[str, Refused] = {}
    for refused in REFUSED:
        for sql in refused.examples:
            try:
                found = [word for word, _ in _words(sql)]
                found += [signature for statement in _read(sql) for _, signature in _unproved(statement)]
            except (ParseError, TokenError):
                continue
            for signature in found:
                if signature not in allowed():
                    reasons.setdefault(signature, refused)
    return reasons


def _outside(sql: str, signature: str, place: tuple[int, int]) -> Refusal:
    start, end = place
    if reason := _reasons().get(signature):
        return refusal(sql, start, reason.reason, reason.remedy)
    text = " ".join(sql[start:end].split())
    text = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    help = "write it with the constructs of the subset, or prove this one with an example and the address of Microsoft's page"
    return refusal(
        sql,
        start,
        f"`{text}` is not in the subset of T-SQL for recipes: nothing proves that it is tested as SQL Server runs it",
        help,
    )


def _unreadable(sql: str, error: Exception) -> Refusal:
    """A syntax error in our words: the library's name classes of its own."""
    found = error.errors[0] if isinstance(error, ParseError) and error.errors else {}
    line, last, word = found.get("line") or 1, found.get("col") or 1, found.get("highlight") or ""
    near = f" at `{word}`" if word.strip() else ""
    help = "look at what stands before it: a comma, a bracket or a word is missing, or it is not T-SQL"
    return Refusal(line, max(1, last - len(word) + 1), f"the SQL can not be read on{near}", help)


@contextmanager
def _quiet() -> Iterator[None]:
    """What can not be parsed is refused here; the library would print a warning besides."""
    logger = logging.getLogger("sqlglot")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def _read(sql: str) -> list[exp.Expr]:
    with _quiet():
        return [statement for statement in TSQL().parse(sql) if isinstance(statement, exp.Expr)]


def _signatures(sql: str) -> Iterator[str]:
    yield from (word for word, _ in _words(sql))
    for statement in _read(sql):
        for node in statement.walk():
            yield from signatures(node)


def _unproved(statement: exp.Expr) -> Iterator[tuple[exp.Expr, str]]:
    """The outermost nodes with a signature that is not allowed, each with its first one."""
    refused: set[int] = set()
    for node in statement.walk():
        if node.parent is not None and id(node.parent) in refused:
            refused.add(id(node))
        elif found := next((signature for signature in signatures(node) if signature not in allowed()), None):
            refused.add(id(node))
            yield node, found


def signatures(node: exp.Expr) -> Iterator[str]:
    """What distinguishes a node: its class, which parts it has, and those parts that are words."""
    name = type(node).__name__
    if isinstance(node, _NAMES):
        return
    parts = list(_parts(node))
    if isinstance(node, exp.Join):
        yield f"{name} of {type(node.this).__name__}"
    if isinstance(node, _LOOSE):
        yield name
        yield from (f"{name} {part}" for part in parts)
    else:
        yield " ".join([name, *parts])


def _parts(node: exp.Expr) -> Iterator[str]:
    for key, value in sorted(node.args.items()):
        if isinstance(node, exp.Parameter):
            yield key
        elif isinstance(value, exp.Var) or (
            isinstance(value, str) and not (isinstance(node, exp.Command) and key != "this")
        ):
            yield f"{key}={str(value.name if isinstance(value, exp.Var) else value).upper()}"
        elif isinstance(value, exp.DType):
            yield f"{key}={value.value}"
        elif isinstance(value, exp.Lateral):
            yield "apply"
        elif value not in (None, False, []):
            yield key


def _words(sql: str) -> Iterator[tuple[str, int]]:
    """The names of functions and types, and the operators: the parser takes words of other dialects for those of T-SQL."""
    tokens: Iterable[tuple[Token, Token | None]] = pairwise([*tokenize(sql, read="tsql"), None])  # type: ignore[list-item]
    for token, following in tokens:
        word = token.text.upper()
        if not (token.text[:1].isalnum() or token.text[:1] in "_#@") and token.token_type not in (
            *_TEXTS,
            TokenType.IDENTIFIER,
        ):
            yield word, token.start
        elif following and token.token_type is not TokenType.IDENTIFIER and token.token_type not in _TEXTS:
            if following.token_type is TokenType.L_PAREN and word in _CALLS:
                yield f"{word}(", token.start
            elif following.token_type is TokenType.R_PAREN and token.token_type in TSQL.Parser.TYPE_TOKENS:
                yield f"{word})", token.start
            elif following.token_type in _TEXTS and token.token_type in TSQL.Parser.TYPE_TOKENS:
                yield f"{word} '", token.start
