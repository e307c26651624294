"""What is wrong with a text that is not YAML, where, and what to do, in words: libyaml says what it expected, which is seldom what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import yaml

from build_tools.problems import Position, Problem

RULE = "yaml-syntax"


def position_of_byte(path: str, data: bytes, index: int) -> Position:
    """The place of a byte, with columns counted in letters."""
    lines = data[:index].decode("utf-8", "replace").split("\n")
    return Position(path, len(lines), len(lines[-1]) + 1)


def syntax_problem(path: str, data: bytes, error: yaml.YAMLError) -> Problem:
    """What a reader of YAML refused, as a contributor sees it."""
    said = str(getattr(error, "problem", "") or getattr(error, "reason", "") or "")
    if isinstance(error, yaml.reader.ReaderError):
        where = position_of_byte(path, data, error.position or 0)
        return Problem(where, RULE, "there is an invisible control character here", "delete it; text is letters, digits, signs and line breaks")
    begun: Any = getattr(error, "context_mark", None)
    mark: Any = getattr(error, "problem_mark", None) or begun
    if mark is None:
        return Problem(Position(path), RULE, f"this is not YAML ({said or 'it can not be read'})", "compare it with a neighbouring file")
    text = _Text(path, data)
    if problem := text.amiss(said, begun, mark):
        return problem
    behind = text.line(mark.line)[mark.column :]
    if "did not find expected key" in said and text.line(mark.line)[: mark.column].strip():
        said = "text behind a value"
    elif "did not find expected ',' or" in said:  # a second colon: of all else the lines have told
        said = "mapping values are not allowed"
    elif "expected node content" in said and mark.index >= len(data.decode("utf-8").rstrip()):
        said = "open bracket"
    elif "cannot start any token" in said and behind.startswith("\t"):
        said = "tab"
    said_where = f"{said}|{getattr(error, 'context', '')}"
    for pattern, rule, at_begin, message, cure in _WORDS:
        if re.search(pattern, said_where):
            at = begun if at_begin and begun else mark
            return Problem(Position(path, at.line + 1, at.column + 1), rule, message, cure)
    return text.problem(mark.line, mark.column, f"this is not YAML ({said})", "compare the line with a neighbouring file")


_OPENING = re.compile(r"""(?:[:,-]\s+|[\[{]\s*|^\s*)(["'])""")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|' r"'(?:[^']|'')*'")
_CLOSING = {"{": "}", "[": "]"}
_WITH_VALUE = re.compile(r"[\w$-]+:\s+[^\s>|&\[{\"'#]")
"""A line with a key and the beginning of a text without quotation marks."""


class _Text:
    """The lines of a file, and what can be amiss in them. Lines and columns count from 0, as libyaml counts them."""

    def __init__(self, path: str, data: bytes):
        self.path, self.data = path, data
        self.lines = data.decode("utf-8").removeprefix("\ufeff").split("\n")

    def line(self, number: int) -> str:
        """A line, empty where there is none: libyaml ends lines at more signs than editors do."""
        return self.lines[number].rstrip() if number < len(self.lines) else ""

    def above(self, number: int) -> int:
        """The next line above that holds something; -1 where none does."""
        return next((place for place in range(number - 1, -1, -1) if self.line(place).lstrip()[:1] not in ("", "#")), -1)

    def problem(self, line: int, column: int, message: str, cure: str) -> Problem:
        return Problem(Position(self.path, line + 1, column + 1), RULE, message, cure)

    def amiss(self, said: str, begun: Any, mark: Any) -> Problem | None:
        """What the lines tell of themselves where libyaml stopped at `mark`, in what it had begun at `begun`; None where they tell nothing."""
        line = self.line(mark.line)
        sign = line[mark.column :][:1]
        if "did not find expected key" in said:
            if not line[: mark.column].strip():
                return self.items_amiss(mark.line)
            return self.opened_above(mark) or self.quotes_amiss(mark.line) or self.dash_amiss(mark.line) or self.closed_too_often(mark.line)
        if "did not find expected ',' or" in said and begun and (begun.line != mark.line or sign != ":"):
            return self.quotes_amiss(begun.line) or self.parts_amiss(begun, mark)
        if "did not find expected '-'" in said:
            if not line[: mark.column].strip():
                return self.items_amiss(mark.line)
            return self.quotes_amiss(mark.line) or self.closed_too_often(mark.line)
        return self.key_amiss(mark) if "mapping values are not allowed" in said else None

    def opened_above(self, mark: Any) -> Problem | None:
        """The quoted text that ends in front of `mark` and begins on an earlier line."""
        last = None
        with suppress(yaml.YAMLError):
            for token in yaml.scan(self.data, Loader=yaml.CLoader):
                if token.end_mark.index > mark.index:
                    break
                last = token if isinstance(token, yaml.ScalarToken) else last
        if last is None or not last.start_mark.line < mark.line == last.end_mark.line:
            return None
        message = f"the quotation mark that is opened here is closed only in line {mark.line + 1}, by one that was meant to open a text"
        return self.problem(last.start_mark.line, last.start_mark.column, message, "close it where its text ends")

    def quotes_amiss(self, number: int) -> Problem | None:
        """The quotation mark because of which a line seems to go on behind a value, or a brace never to be closed."""
        line, place = self.line(number), 0
        while (opening := _OPENING.search(line, place)) and " #" not in line[place : opening.start()]:
            start = opening.start(1)
            quoted = _QUOTED.match(line, start)
            if not quoted:
                return self.problem(number, start, "the quotation mark that is opened here is not closed on this line", "close it where its text ends")
            place = quoted.end()
            behind = line[place:]
            if behind.startswith(";"):
                return self.problem(number, place, "a semicolon stands where a comma belongs", "write a comma")
            # behind a blank begins another part, if not the rest of the text with the mark that was meant to close it
            goes_on = behind.count(opening[1]) % 2 if behind.startswith(" ") else behind
            if goes_on and behind.lstrip()[:1] not in (",", "]", "}", ":", "#"):
                cure = "write two apostrophes for one, or use double quotation marks around the text"
                if opening[1] == '"':
                    cure = 'write \\" for a quotation mark inside the text'
                return self.problem(number, start, "the text that is opened here is closed by a quotation mark inside it", cure)
        return None

    def dash_amiss(self, number: int) -> Problem | None:
        """The dash of an item that stands at its text: `-{code: "1"}`."""
        if found := re.match(r"\s*-(?=[{\[\"'\w])", self.line(number)):
            return self.problem(number, found.end() - 1, "there is no blank behind this dash", "write `- ` in front of each item of a list")
        return None

    def closed_too_often(self, number: int) -> Problem | None:
        """The bracket or brace of a line that closes nothing."""
        if found := next((place for place, sign, is_open in self._brackets(number) if not is_open), None):
            sign = self.line(number)[found]
            cure = f"delete it, or write the `{'{' if sign == '}' else '['}` that it closes in front of the first part"
            return self.problem(number, found, f"this `{sign}` closes nothing", cure)
        return None

    def _brackets(self, number: int) -> Iterator[tuple[int, str, bool]]:
        """Each closing bracket and brace of a line outside of quotation marks, and whether one of its kind is open there."""
        line = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), self.line(number))
        opened: list[str] = []
        for place, sign in enumerate(line):
            if sign in _CLOSING:
                opened.append(_CLOSING[sign])
            elif sign in _CLOSING.values():
                yield place, sign, sign in opened
                if sign in opened:
                    opened.remove(sign)

    def parts_amiss(self, begun: Any, mark: Any) -> Problem:
        """What keeps a bracket or brace from being read to its end, where it is no quotation mark: it is not closed, or by another kind, or a comma is missing."""
        line, opening = self.line(mark.line), self.line(begun.line)[begun.column :][:1]
        found, closing = line[mark.column :][:1], _CLOSING.get(opening, "]")
        if found in ("", ":") or (begun.line != mark.line and _indent(line) <= _indent(self.line(begun.line))):  # the next key or item has begun
            return self.problem(begun.line, begun.column, f"this `{opening}` is never closed", f"write `{closing}` behind its last part")
        if found in ("]", "}"):
            return self.problem(mark.line, mark.column, f"`{opening}` is closed here by `{found}`", f"write `{closing}`")
        return self.problem(mark.line, mark.column, "a comma is missing in front of this", "put a comma and a blank between the two parts")

    def items_amiss(self, number: int) -> Problem | None:
        """An item of a list without its dash, or with more or fewer blanks in front of it than the one above."""
        line, above = self.line(number), self.above(number)
        before = self.line(above) if above >= 0 else ""
        if not line.lstrip().startswith("- ") or not before:
            return None
        if before.lstrip().startswith("{"):
            return self.problem(above, _indent(before), "this item of a list has no dash", "write `- ` in front of it, and line it up with the others")
        if before.lstrip().startswith("- ") and _indent(before) != _indent(line):
            message = f"this item of a list is indented by {_indent(line)}, and the one above it by {_indent(before)}"
            return self.problem(number, _indent(line), message, "put the same number of blanks in front of all items of a list")
        return None

    def key_amiss(self, mark: Any) -> Problem | None:
        """A key below one that has a value, and further in."""
        line, above = self.line(mark.line), self.above(mark.line)
        before = self.line(above) if above >= 0 else ""
        if ": " in line[: mark.column] or _indent(line) <= _indent(before) or not _WITH_VALUE.match(before.lstrip()):
            return None
        cure = "line it up with the key above; if it belongs to the text of that key, put the whole text in double quotation marks"
        return self.problem(mark.line, _indent(line), "this line is indented further than the one above, which has a value already", cure)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


_WORDS = (
    # what libyaml says | what it was doing, our rule, whether to point at where the value begins, our words, the cure
    (
        "found another document|expected <document start>", "one-document", False,
        "a second document starts here", "delete the line `---` or `...`, or move what follows into a file of its own",
    ),
    (
        "scanning a tag|parsing a tag|undefined tag", "yaml-tags", True,
        "tags (`!name`) are not used here", "delete the tag and keep the value; put a text that begins with `!` in double quotation marks",
    ),
    ("^tab", "yaml-tabs", False, "there is a tab here where spaces belong", "replace the tab by spaces"),
    (
        "mapping values are not allowed", "yaml-syntax", False,
        "a colon stands where none is expected", "put a text with a colon in double quotation marks; line up a new key with the keys above",
    ),
    ("unexpected end of stream", "yaml-syntax", True, "the quotation mark that is opened here is never closed", "close it, or delete it"),
    (
        "could not find expected ':'", "yaml-syntax", True,
        "this line is not of the form `key: value`", "put a colon and a space behind the key, or indent the line if it belongs to the text above",
    ),
    ("block sequence entries are not", "yaml-syntax", False, "a list begins on the line of its key", "begin it on the next line, each item behind `- `"),
    (
        "text behind a value", "yaml-syntax", False,
        "something stands behind the end of a value", "check the quotation marks and brackets of this line: one is closed too early",
    ),
    (
        "did not find expected key", "yaml-syntax", False,
        "this line is indented differently from its neighbours, or a quotation mark is missing above it",
        "line it up with the keys above and close every quotation mark",
    ),
    (
        "did not find expected '-' indicator", "yaml-syntax", False,
        "this line does not belong to the list above", "start it with `- ` at the indentation of the list, or move it out of the list",
    ),
    ("open bracket", "yaml-syntax", False, "the file ends before a bracket or brace is closed", "close it"),
    (
        "expected node content", "yaml-syntax", False,
        "a comma or a closing bracket stands where a value is expected", "delete it, or put the text in double quotation marks",
    ),
    (
        "found unexpected ':'", "yaml-syntax", False,
        "there is no space behind the colon", "put a space behind it, or put the whole text in double quotation marks",
    ),
    (
        "cannot start any token|mapping keys are not allowed", "yaml-syntax", False,
        "a value starts with a sign that YAML keeps for itself", "put the value in double quotation marks",
    ),
    (
        "unknown escape character|expected hexdecimal|invalid Unicode character", "yaml-syntax", False,
        "a backslash inside double quotation marks starts no known escape", "write two backslashes, or use single quotation marks",
    ),
    (
        "did not find expected alphabetic", "yaml-syntax", True,
        "a value starts with a sign that YAML keeps for itself", "put the value in double quotation marks",
    ),
    (
        "expected comment or line break|scanning a block scalar", "yaml-syntax", True,
        "text stands behind the `|` or `>` that announces several lines", "begin the text on the next line, indented by two spaces",
    ),
    ("directive", "yaml-syntax", True, "a line begins with `%`, which YAML keeps for itself", "indent the line, or put the text in double quotation marks"),
)  # fmt: skip


