"""The real names of a project: a file in which a project states what its views and columns are called where ours are assumed or differ.

databases:
  UCAS_i2: ONS_UCAS               # our name: the name in the project
views:
  KS4Pupil_2012: KS4_Pupil_2011_12
columns:
  KS4Pupil_2012:                  # our name of the view
    KS4_FSM: FSM_at_KS4
absent:                           # what the project does not have: views, and columns of views
  - Summer_Census_2007
  - Spring_Census_2008.FSMeligible_SPR08
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from build_tools.logical import LogicalTable, Part
from build_tools.physical import Column
from build_tools.problems import CatalogueError, Problem, nearest
from build_tools.source import Key, find_position, read_document

RULE = "project-names"
KEYS = ("databases", "views", "columns", "absent")

MANUAL = {
    "project-names": "A file given with --views states the real names of a project: `databases`, `views` and `columns` map our names to those of the "
    "project, and `absent` lists views, and columns as `View.Column`, that it does not have. A name on the left must be one of ours, as an earlier script "
    "or the page of the table shows it, for a name that is nowhere used would silently change nothing.",
}
_ELSEWHERE = {
    "top-level": f"begin it with one of {', '.join(KEYS)}, and a colon behind it",
    "file-empty": f"state a name below one of {', '.join(KEYS)}, or leave out --views",
    "file-size": "state only the names that differ from ours",
}
"""What to do where the help of a rule speaks of definitions, which this file is not."""


@dataclass(frozen=True)
class ProjectNames:
    """Names of a project by ours, in small letters; columns by the name of their view. `absent`: our names of views, and `view.column`."""

    databases: dict[str, str] = field(default_factory=dict)
    views: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()

    def applied(self, table: LogicalTable) -> LogicalTable:
        """The table under the names of the project, which then count as `stated`; what is absent is left out."""
        parts = tuple(self._part(part) for part in table.parts if part.view.name.lower() not in self.absent)
        if stated := self.databases.get(table.database.lower()):
            return replace(table, find_parts=lambda: parts, database=stated, database_evidence="stated")
        return replace(table, find_parts=lambda: parts)

    def _part(self, part: Part) -> Part:
        view, name = part.view, part.view.name.lower()
        if stated := self.views.get(name):
            view = view._replace(name=stated, evidence="stated")
        columns = {
            logical: self._column(name, column)
            for logical, column in part.columns.items()
            if f"{name}.{column.column.lower()}" not in self.absent
        }
        return Part(view, columns)

    def _column(self, view: str, column: Column) -> Column:
        stated = self.columns.get(view, {}).get(column.column.lower())
        return column._replace(column=stated, evidence="stated") if stated else column


def read_project(path: Path | None, tables: Iterable[LogicalTable]) -> ProjectNames:
    """The names that a file states, none where no file is given. Raises CatalogueError with every problem: what is no mapping of names, and names that are not ours."""
    if path is None:
        return ProjectNames()
    data = path.read_bytes()
    document, problems = read_document(str(path), data)
    if document is None:
        raise CatalogueError(replace(problem, help=_ELSEWHERE.get(problem.rule, problem.help)) for problem in problems)
    values = document.values
    if problems := list(_Check(str(path), data, list(tables)).problems(values)):
        raise CatalogueError(problems)
    return ProjectNames(
        databases=_lower(values.get("databases")),
        views=_lower(values.get("views")),
        columns={view.lower(): _lower(names) for view, names in (values.get("columns") or {}).items()},
        absent=frozenset(name.lower() for name in values.get("absent") or []),
    )


def _lower(names: dict[str, str] | None) -> dict[str, str]:
    return {ours.lower(): theirs for ours, theirs in (names or {}).items()}


class _Ours(NamedTuple):
    """Our names of one kind by their small letters: `none` says of another word that it is not among them, `logical` are names that stand for them."""

    none: str
    names: dict[str, str]
    logical: dict[str, str]

    def otherwise(self, word: str) -> str:
        """What to write instead of a word that is none of them."""
        known = self.logical | self.names
        near = nearest(word.lower(), known)
        return (
            f"did you mean `{known[near]}`?"
            if near
            else "take the name from the script without --views, or from the page of the table"
        )


class _Check:
    """What is wrong in a file: each place where something stands that is none of our names, or no name at all."""

    def __init__(self, path: str, data: bytes, tables: list[LogicalTable]):
        self.path, self.data = path, data
        self.parts = {part.view.name.lower(): part for table in tables for part in table.parts}
        self.views = _Ours("none of our views", {name: part.view.name for name, part in self.parts.items()}, {})
        self.databases = _Ours(
            "none of our databases", {table.database.lower(): table.database for table in tables}, {}
        )

    def problems(self, values: dict[str, Any]) -> Iterator[Problem]:
        for key, value in values.items():
            if key not in KEYS:
                near = nearest(key, KEYS)
                yield self._at_key(
                    (key,), f"there is no key `{key}`", f"write `{near}`" if near else f"use {', '.join(KEYS)}"
                )
            elif value is None:
                continue
            elif key == "absent":
                yield from self._absent(value)
            elif key == "columns":
                yield from self._columns(value)
            else:
                yield from self._names((key,), value, self.databases if key == "databases" else self.views)

    def _columns(self, value: Any) -> Iterator[Problem]:
        yield from self._lines(("columns",), value, self.views)
        for view, names in value.items() if isinstance(value, dict) else ():
            if names is not None and view.lower() in self.parts:
                yield from self._names(("columns", view), names, self._columns_of(view))

    def _columns_of(self, view: str) -> _Ours:
        columns = self.parts[view.lower()].columns
        return _Ours(
            f"no column of `{view}`",
            {column.column.lower(): column.column for column in columns.values()},
            {logical.lower(): column.column for logical, column in columns.items()},
        )

    def _names(self, keys: tuple[Key, ...], value: Any, ours: _Ours) -> Iterator[Problem]:
        """What is wrong with lines that map our names to those of the project."""
        yield from self._lines(keys, value, ours)
        for name, stated in value.items() if isinstance(value, dict) else ():
            if name.lower() in ours.names and not _is_name(stated):
                help = f"write `{name}: NAME`, and put a name that is a number in double quotation marks"
                yield self._at((*keys, name), f"what stands beside `{name}` is no name", help)

    def _lines(self, keys: tuple[Key, ...], value: Any, ours: _Ours) -> Iterator[Problem]:
        """What is wrong with the left side of lines, on which each of our names may stand once."""
        if not isinstance(value, dict):
            help = "write one of our names on each line below it, a colon, and the name in the project"
            yield self._at_key(
                keys, f"`{keys[-1]}` does not hold lines of the form `our name: name in the project`", help
            )
            return
        before: set[str] = set()
        for name in value:
            if name.lower() not in ours.names:
                yield self._at_key((*keys, name), f"`{name}` is {ours.none}", ours.otherwise(name))
            elif name.lower() in before:
                help = "delete one of the two; capital letters make no difference"
                yield self._at_key((*keys, name), f"`{name}` stands here a second time", help)
            before.add(name.lower())

    def _absent(self, value: Any) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield self._at_key(
                ("absent",), "`absent` does not hold a list of names", "write each name on a line below it, behind `- `"
            )
            return
        for index, name in enumerate(value):
            keys = ("absent", index)
            if not _is_name(name):
                yield self._at(keys, "this is no name", "write a view, or a view and its column as `View.Column`")
                continue
            view, _, column = name.partition(".")
            ours, word = (
                (self._columns_of(view), column) if column and view.lower() in self.parts else (self.views, view)
            )
            if word.lower() not in ours.names:
                yield self._at(keys, f"`{word}` is {ours.none}", ours.otherwise(word))

    def _at(self, keys: tuple[Key, ...], message: str, help: str) -> Problem:
        return Problem(find_position(self.path, self.data, keys), RULE, message, help)

    def _at_key(self, keys: tuple[Key, ...], message: str, help: str) -> Problem:
        return Problem(find_position(self.path, self.data, keys, key=True), RULE, message, help)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()
