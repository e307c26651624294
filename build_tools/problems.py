"""What a check reports: a Problem with its Position, and how problems are written for people and machines. Also the two errors that end a command."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from build_tools import SITE_URL

MANUAL_URL = SITE_URL + "rules/{rule}.html"
"""Where the manual page of a rule is read; the same address is made from the rule's docstring by the site."""


@dataclass(frozen=True, order=True)
class Position:
    """A place in a file. Lines and columns count from 1, as editors show them."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, where it is and what to do about it. Problems sort by place."""

    where: Position
    rule: str
    message: str
    help: str

    @property
    def manual(self) -> str:
        """Address of the page that explains the rule."""
        return MANUAL_URL.format(rule=self.rule)


TOO_OFTEN = 5
"""Of more places than these, people are told the first and how many others there are."""
_MISSING = re.compile(r"there is no |.* leads nowhere\Z")


def not_too_often(problems: Sequence[Problem]) -> list[Problem]:
    """The problems in their order, for a person who reads them all: what is named and is not there, in more than TOO_OFTEN places, is said at the first of them with some of the others, for it has probably got another name."""
    same: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if _MISSING.match(problem.message):
            same.setdefault((problem.rule, problem.message), []).append(problem)
    found: list[Problem] = []
    for problem in problems:
        alike = same.get((problem.rule, problem.message), [])
        if len(alike) <= TOO_OFTEN:
            found.append(problem)
        elif problem is alike[0]:
            others = ", ".join(str(other.where) for other in alike[1:3])
            found.append(replace(problem, message=f"{problem.message}; the same in {len(alike) - 1} other places: {others} …"))
    return found


class CatalogueError(Exception):
    """The definitions can not be used; `problems` says why."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(problems)
        super().__init__(f"{count_of(self.problems)} in the definitions")


class UserError(Exception):
    """Something the person at the keyboard can mend; the message says how, and `code` is the exit code of the command."""

    def __init__(self, message: str, code: int = 2):
        super().__init__(message)
        self.code = code


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant by `word`, None where none is like it."""
    return next(iter(get_close_matches(word, known, 1, 0.6)), None)


def count_of(problems: list[Problem]) -> str:
    """`1 problem`, `2 problems`."""
    return f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"


def as_terminal(problem: Problem) -> str:
    """Three lines: what and where (clickable in most terminals), what to do, where to read more."""
    return (
        f"{_one_line(str(problem.where))}: {problem.rule}: {_one_line(problem.message)}\n"
        f"    help: {_one_line(problem.help)}\n"
        f"    more: {problem.manual}"
    )


def _one_line(text: str) -> str:
    """Values stand in messages as they were written: line breaks and signs that command a terminal must not get through."""
    return "".join(
        sign if sign.isprintable() else " " if sign.isspace() else sign.encode("unicode_escape").decode()
        for sign in text
    )


def as_github(problem: Problem) -> str:
    """A workflow command that GitHub shows beside the changed line."""
    text = _escape(f"{_one_line(problem.message)} Help: {_one_line(problem.help)} More: {problem.manual}")
    path = (
        _escape(_one_line(problem.where.path)).replace(":", "%3A").replace(",", "%2C")
    )  # a path must not end the command and begin another
    return f"::error file={path},line={problem.where.line},col={problem.where.column},title={problem.rule}::{text}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def as_json(problem: Problem) -> str:
    """One JSON object on one line."""
    where = problem.where
    values = {
        "path": where.path,
        "line": where.line,
        "column": where.column,
        "rule": problem.rule,
        "message": problem.message,
        "help": problem.help,
        "manual": problem.manual,
    }
    text = json.dumps(values, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(values)


FORMATS: dict[str, Callable[[Problem], str]] = {
    "terminal": as_terminal,
    "github": as_github,
    "json": as_json,
}
