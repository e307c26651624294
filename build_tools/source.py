"""YAML text to Document: plain values now, the line and column of any of them when a problem needs it.

The dialect is small on purpose: mappings, lists and text; numbers and true/false only where they can not be mistaken.
YAML itself would turn a bare 01 into 1, NO into false and 12:30 into 750; here each of those is a problem that
names the cure, because codes are exactly what this catalogue must not change.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from build_tools.problems import Position, Problem
from build_tools.syntax import position_of_byte, syntax_problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_DIGITS = 15

MANUAL = {
    "file-encoding": "Files are UTF-8 text. An editor that saves as Windows-1252 or UTF-16 writes bytes that nobody else "
    "can read as the same letters. Choose *UTF-8* in the editor's *save as* and check every accented letter and quotation mark.",
    "file-size": f"A definition file holds at most {MAX_BYTES:,} bytes, so that a person can review it. Split a long family or code list in two files.",
    "file-empty": "A definition file holds one mapping of keys and values. An empty file, or one of comments only, defines nothing: fill it or delete it.",
    "yaml-syntax": "The file is not YAML. Most often a colon or a `#` inside a text is the reason, a missing closing quotation mark, or a line that is "
    "indented differently from its neighbours. Put such a text in double quotation marks.",
    "yaml-tabs": "YAML is indented with spaces. A tab looks the same on the screen and means something else to every editor. Replace each tab by two spaces.",
    "yaml-anchors": "Anchors (`&name`) and aliases (`*name`) are not used here: they hide what a file says from the person who reviews it, and a few lines of "
    "them can grow to gigabytes. Write the values out, or move what several variables share into a code list, a family or the defaults of the table. "
    "A text or a code that begins with `*` or `&` goes in double quotation marks.",
    "yaml-tags": "Tags (`!name`) are not used here: they could make a reader run code. Delete the tag and keep the value.",
    "yaml-depth": f"Values may be nested {MAX_DEPTH} deep. No record of ours needs more than six; a deeper file is damaged or made to harm.",
    "one-document": "One file holds one definition. Delete the line `---`, or move what follows it into a file of its own.",
    "top-level": "A definition file is a mapping: lines of the form `key: value`. This one holds a list or a single text. Start it with `id:`.",
    "duplicate-key": "A key may stand once in a mapping. YAML would silently keep the last one and drop the others. Delete one of the two, or merge them.",
    "merge-marks": "Git writes lines of `<`, `=` and `>` where two versions of a line meet, and leaves the choice to you. Keep one version, or make one of both, "
    "and delete the three marks.",
    "lost-text": "A `#` behind a blank begins a comment: what follows is no longer part of the text. If it belongs to the text, put the whole text in double "
    "quotation marks. Comments stand on lines of their own, or have two blanks in front of the `#` and one behind.",
    "curly-quotes": "Word processors turn straight quotation marks into curly ones, which YAML takes for letters: `“6”` is a code of three signs. "
    "Write straight ones, and let curly ones stand only inside a text.",
    "hidden-sign": "Some signs can not be seen: blanks that are none, marks that turn the direction of writing, control signs. They come with copied text, make "
    "two codes differ that look the same, and nobody who reviews the file can see them. Delete the sign, or write a plain blank.",
    "quote-it": "A value without quotation marks that YAML reads in more than one way: `01` would become 1, `NO` and `yes` true or false, `12:30` 750, "
    "`1.10` 1.1, `1e3` 1000 and `2019-01-01` a date; the last digits of a long number would be lost. Put it in double quotation marks, so that it stays "
    "as it is written. Codes are always quoted.",
}

_MARKS = (b"<<<<<<< ", b">>>>>>> ", b"=======")
"""To ask for a text is much cheaper than to search for a pattern, and nearly no file has one of these."""
_MERGE = re.compile(rb"(?m)^(?:<{7} |>{7} |={7}\r?$)")
_DOUBLE, _SINGLE = "“”„‟", "‘’‚‛"
_LOST = re.compile(r"[ \t]#|[ \t]+#[^\s#]")
_ANCHOR = re.compile(rb"(?<![^\s\[,{:-])[&*][A-Za-z0-9_-]")
_NESTED = re.compile(rb"[-?][ \t]+[-?:][ \t]")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_AMBIGUOUS = re.compile(
    r"""(?x)
    [+-]?0[0-9_]+                      # 01 is 1, 010 is 8
  | 0[xob][0-9a-fA-F_]+
  | [+-]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?    # 12:30 is 750
  | \d{4}-\d\d?-\d\d?(?:[Tt ].*)?      # a date
  | [+-]?(?:[0-9]+_[0-9_]*|[0-9]*\.[0-9]*[eE][+-]?[0-9]+|[0-9]+\.|\.[0-9]+|\.(?:inf|Inf|INF|nan|NaN|NAN))
  | [+][0-9.]+
  | (?=.{1,11}\Z)[+-]?[0-9]+[eE][+-]?[0-9]+    # 1e3 is 1000; fingerprints of form rows (12 signs, 6797067994e8) stay text
  | (?i:y|n|yes|no|on|off)
  | True|TRUE|False|FALSE|Null|NULL
    """
)
_CONSTANTS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}

Key = str | int


class Part(str):
    """Behind the keys that lead to a text: the piece of it that is meant."""


@dataclass(frozen=True)
class Document:
    """The plain values of one file."""

    path: str
    values: dict[str, Any]


class _Composer(CParser):
    """libyaml's parser with the resolution of plain scalars left to us: three times as fast as SafeLoader."""

    def resolve(self, kind: type, value: Any, implicit: Any) -> str:
        return "plain" if kind is ScalarNode and implicit[0] else ""

    # asked twice at each node, for resolvers by path, which we have not: functions in C that do nothing of use
    descend_resolver = staticmethod(operator.is_)
    ascend_resolver = staticmethod(int)


def compose(text: bytes | str) -> Any:
    """The nodes of a text, each with its place; None where it holds nothing. Raises yaml.YAMLError."""
    return _Composer(text).get_single_node()


def reads_otherwise(text: str) -> bool:
    """Whether a text without quotation marks is, or may be taken for, something else than text."""
    return text in _CONSTANTS or bool(_INTEGER.fullmatch(text) or _NUMBER.fullmatch(text) or _AMBIGUOUS.fullmatch(text))


def read_document(path: str, data: bytes) -> tuple[Document | None, list[Problem]]:
    """The document in `data`, or the problems that keep it from being one (then the document is None)."""
    try:
        problem = _check_bytes(path, data)
        if problem:
            return None, [problem]
        node = compose(data)
    except yaml.YAMLError as error:
        return None, [syntax_problem(path, data, error)]
    if node is None or (isinstance(node, ScalarNode) and node.tag == "plain" and not node.value):
        return None, [
            Problem(
                Position(path),
                "file-empty",
                "the file holds comments only",
                "write a definition in it, or delete the file",
            )
        ]
    if not isinstance(node, MappingNode):
        found = "a list" if isinstance(node, SequenceNode) else "a single text"
        cure = "start it with `id:` and write one `key: value` a line, with a space behind the colon"
        return None, [_at(path, node, "top-level", f"the file holds {found}, not keys and values", cure)]
    problems: list[Problem] = []
    values = _build(path, node, problems)
    problems = [_at_its_sign(problem, data) if problem.rule == "hidden-sign" else problem for problem in problems]
    if b" #" in data or b"\t#" in data:
        problems += _lost_texts(path, data)
    return (None, problems) if problems else (Document(path, values), [])


def _check_bytes(path: str, data: bytes) -> Problem | None:
    """What can be said before parsing: size, encoding, emptiness, tabs, anchors, depth."""
    if len(data) > MAX_BYTES:
        return Problem(
            Position(path),
            "file-size",
            f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read",
            "split it into smaller files",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return Problem(
                Position(path),
                "file-encoding",
                "the file is saved as UTF-16, not as UTF-8",
                "save it again with the encoding UTF-8",
            )
        return Problem(
            position_of_byte(path, data, error.start),
            "file-encoding",
            f"the byte 0x{data[error.start]:02x} is not UTF-8 text",
            "save the file as UTF-8 and check the letter at this place",
        )
    if not text or text.isspace():
        return Problem(
            Position(path), "file-empty", "the file is empty", "write a definition in it, or delete the file"
        )
    if b"\t" in data:
        match = re.search(r"(?m)^ *\t", text)
        if match:
            line = text.count("\n", 0, match.end()) + 1
            column = match.end() - (text.rfind("\n", 0, match.end()) + 1)
            return Problem(
                Position(path, line, column),
                "yaml-tabs",
                "the line is indented with a tab",
                "replace the tab by two spaces",
            )
    if any(mark in data for mark in _MARKS) and (marks := _MERGE.search(data)):
        line = data.count(b"\n", 0, marks.start()) + 1
        cure = "keep one of the two versions below it and delete the marks `<<<<<<<`, `=======` and `>>>>>>>`"
        return Problem(
            Position(path, line), "merge-marks", "two versions of the file meet here, as Git has left them", cure
        )
    if ((b"&" in data or b"*" in data) and _ANCHOR.search(data)) or _may_be_deep(data):
        return _check_events(path, data)
    return None


def _at_its_sign(problem: Problem, data: bytes) -> Problem:
    """The problem at the sign itself, where it stands in the file as it is and not as an escape."""
    sign = chr(int(problem.message.partition("(U+")[2].partition(",")[0], 16))
    return replace(problem, where=find_part(data, problem.where, sign))


def _lost_texts(path: str, data: bytes) -> Iterator[Problem]:
    """What follows a text without quotation marks on its line and looks as if it belonged to it: `Free school meal #eligibility`."""
    text = data.decode("utf-8").lstrip("\ufeff")
    for token in yaml.scan(text, Loader=yaml.CLoader):
        if isinstance(token, yaml.ScalarToken) and token.plain and (lost := _LOST.match(text, token.end_mark.index)):
            mark = token.end_mark
            rest = text[lost.start() :].partition("\n")[0].strip()
            message = f"`{rest if len(rest) <= 40 else rest[:37] + '...'}` is a comment here, and no part of the text in front of it"
            where = Position(path, mark.line + 1, mark.column + 1 + lost[0].index("#"))
            yield Problem(
                where,
                "lost-text",
                message,
                "put the whole text in double quotation marks; if it is meant as a comment, write two blanks in front of the `#` and one behind",
            )


def _may_be_deep(data: bytes) -> bool:
    """Whether a file is worth a closer look: libyaml itself would follow `? ? ? …` until the process dies."""
    brackets = data.count(b"[") + data.count(b"{")
    signs = data.count(b"-") + data.count(b"?")  # one stands in front of each thing that is nested on one line
    return (
        len(data) > 50_000
        or brackets >= MAX_DEPTH
        or b"\n" + b" " * 20 in data
        or b"\r" in data
        or (brackets + signs + 20 >= MAX_DEPTH and _NESTED.search(data) is not None)
    )


def _check_events(path: str, data: bytes) -> Problem | None:
    """Anchors, aliases and depth, read from the stream of events, which grows with the file and not with what it unfolds to."""
    depth = 0
    for event in yaml.parse(data, Loader=yaml.CLoader):
        if anchor := getattr(event, "anchor", None):
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            cure = f"write the value out; if it is a text that begins with `{sign}`, put it in double quotation marks"
            return _at(path, event, "yaml-anchors", f"`{sign}{anchor}`: anchors and aliases are not used here", cure)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return _at(
                    path,
                    event,
                    "yaml-depth",
                    f"values are nested more than {MAX_DEPTH} deep",
                    "no definition needs that: restore the file",
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _at(path: str, node: Any, rule: str, message: str, help: str) -> Problem:
    mark = node.start_mark
    return Problem(Position(path, mark.line + 1, mark.column + 1), rule, message, help)


def plain_values(node: yaml.Node) -> Any:
    """The values of a node of a text in which nothing is wrong."""
    return _build("", node, [])


def _build(path: str, node: yaml.Node, problems: list[Problem]) -> Any:
    """Plain values from nodes; what must not stand in a definition goes to `problems`."""
    if isinstance(node, ScalarNode):
        if not node.value.isprintable() and (sign := hidden_sign(node.value)):
            name = unicodedata.name(sign, f"control sign {ord(sign)}").lower()
            message = f"this text holds a sign that nobody can see (U+{ord(sign):04X}, {name})"
            problems.append(_at(path, node, "hidden-sign", message, "delete it, or write the text anew by hand"))
        if node.tag == "":
            return node.value
        if node.tag == "plain":
            return _plain(path, node, problems)
    elif node.tag == "":
        if isinstance(node, SequenceNode):
            return [_build(path, item, problems) for item in node.value]
        values: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                problems.append(
                    _at(path, key_node, "yaml-syntax", "a key must be a word", "write the key as plain text")
                )
                continue
            if key_node.tag not in ("plain", ""):
                _build(path, key_node, problems)  # reports the tag
                continue
            key = key_node.value
            if key in values:
                problems.append(
                    _at(
                        path,
                        key_node,
                        "duplicate-key",
                        f"`{key}` stands here a second time",
                        "delete one of the two, or merge them",
                    )
                )
                continue
            values[key] = _build(path, value_node, problems)
        return values
    tag = node.tag.replace("tag:yaml.org,2002:", "!!")
    problems.append(
        _at(path, node, "yaml-tags", f"`{tag}`: tags are not used here", "delete the tag and keep the value")
    )
    return None


def hidden_sign(text: str) -> str | None:
    """The first sign of a text that nobody can see: control and format signs, and all blanks but the plain one, tabs and line ends."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return None
    return next((sign for sign in text if sign not in " \t\n" and unicodedata.category(sign) in _UNSEEN), None)


_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def _plain(path: str, node: ScalarNode, problems: list[Problem]) -> Any:
    text = node.value
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in _DOUBLE or (text[0] in _SINGLE and text[-1] in _SINGLE):
        shown = text if len(text) <= 40 else text[:37] + "..."
        inner = text[1:-1] if text[-1] in _DOUBLE + _SINGLE else text[1:]
        meant = text if any(sign in inner for sign in _DOUBLE) else inner
        cure = f'write "{meant}"' if len(meant) <= 40 else "put straight quotation marks around the text"
        message = f"`{shown}` begins with a curly quotation mark, which belongs to the text"
        problems.append(_at(path, node, "curly-quotes", message, cure))
    if text[0] in "+-.0123456789" or len(text) < 6:
        value, is_sure = _meant(text)
        if is_sure:
            return value
        shown, cure = (
            (text, f'write "{text}"') if len(text) <= 40 else (f"{text[:37]}...", "put it in double quotation marks")
        )
        problems.append(
            _at(path, node, "quote-it", f"`{shown}` without quotation marks can be read in more than one way", cure)
        )
    return text


@lru_cache(maxsize=1 << 14)
def _meant(text: str) -> tuple[int | float | str, bool]:
    """The value of a short text or a number without quotation marks, and whether nobody can read it otherwise."""
    if _INTEGER.fullmatch(text) and len(text) <= MAX_DIGITS and text != "-0":
        return int(text), True
    if _NUMBER.fullmatch(text) and str(float(text)) == text:
        return float(text), True
    return text, not reads_otherwise(text)


def find_part(data: bytes, start: Position, part: str) -> Position:
    """Where `part` stands first at or behind `start`; `start` itself where it does not, as when a line break is in it."""
    lines = data.decode("utf-8").removeprefix("\ufeff").split("\n")
    for number in range(start.line, len(lines) + 1):
        column = lines[number - 1].find(part, start.column - 1 if number == start.line else 0)
        if column >= 0:
            return Position(start.path, number, column + 1)
    return start


def find_position(path: str, data: bytes, keys: tuple[Key, ...], *, key: bool = False) -> Position:
    """Where the value reached by `keys` stands in `data`; composes the text, so ask only for problems."""
    node = compose(data)
    mark = node.start_mark
    for depth, step in enumerate(keys):
        found = None
        if isinstance(node, MappingNode):
            for key_node, value_node in node.value:
                if key_node.value == step:
                    found = value_node
                    at_key = key and depth == len(keys) - 1
                    mark = key_node.start_mark if at_key else value_node.start_mark
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step]
            mark = found.start_mark
        if found is None:
            break
        node = found
    return Position(path, mark.line + 1, mark.column + 1)
