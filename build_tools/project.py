"""The real names of a project: a file in which a project states what its views and columns are called where ours are assumed or differ.

databases:
UCAS_i2: ONS_UCAS                 # our name: the name in the project
views:
KS4Pupil_2012: KS4_Pupil_2011_12
columns:
KS4Pupil_2012:                    # our name of the view
KS4_FSM: FSM_at_KS4
absent: [Summer_Census_2007]        # views that the project does not have
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from build_tools.logical import LogicalTable, Part
from build_tools.problems import CatalogueError, Position, Problem, nearest
from build_tools.source import find_position, read_document

KEYS = ("databases", "views", "columns", "absent")

MANUAL = {
    "project-names": "A file given with --views states the real names of a project: `databases`, `views` and `columns` map our names to those of the "
    "project, and `absent` lists views that it does not have. A name on the left must be one of ours, as the page of the table or an earlier script shows it, "
    "for a name that is nowhere used would silently change nothing.",
}


@dataclass(frozen=True)
class ProjectNames:
    """Names of a project by ours, in small letters; columns by the name of their view."""

    databases: dict[str, str] = field(default_factory=dict)
    views: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()

    def applied(self, table: LogicalTable) -> LogicalTable:
        """The table under the names of the project, which then count as `stated`; absent views are left out."""
        parts = tuple(self._part(part) for part in table.parts if part.view.name.lower() not in self.absent)
        stated = self.databases.get(table.database.lower())
        database = {"database": stated, "database_evidence": "stated"} if stated else {}
        return replace(table, parts=parts, **database)  # type: ignore[arg-type]

    def _part(self, part: Part) -> Part:
        name = part.view.name.lower()
        columns = self.columns.get(name, {})
        view = part.view
        if stated := self.views.get(name):
            view = view._replace(name=stated, evidence="stated")
        return Part(
            view,
            {
                logical: column._replace(column=stated, evidence="stated")
                if (stated := columns.get(column.column.lower()))
                else column
                for logical, column in part.columns.items()
            },
        )


def read_project(path: Path, tables: Iterable[LogicalTable]) -> ProjectNames:
    """The names that a file states. Raises CatalogueError with every problem: what is no mapping of names, and names that are not ours."""
    data = path.read_bytes()
    document, problems = read_document(str(path), data)
    if document is None:
        raise CatalogueError(problems)
    values = document.values
    problems = [*problems, *(Problem(*found) for found in _faults(str(path), data, values, list(tables)))]
    if problems:
        raise CatalogueError(problems)
    return ProjectNames(
        databases=_lower(values.get("databases")),
        views=_lower(values.get("views")),
        columns={view.lower(): _lower(names) for view, names in (values.get("columns") or {}).items()},
        absent=frozenset(name.lower() for name in values.get("absent") or []),
    )


def _lower(names: Any) -> dict[str, str]:
    return {ours.lower(): theirs for ours, theirs in (names or {}).items()}


def _faults(
    path: str, data: bytes, values: dict[str, Any], tables: list[LogicalTable]
) -> Iterator[tuple[Position, str, str, str]]:
    """Place, rule, message and help of each fault."""
    rule = "project-names"
    columns = {
        part.view.name.lower(): {column.column.lower() for column in part.columns.values()}
        for table in tables
        for part in table.parts
    }
    names = {part.view.name.lower(): part.view.name for table in tables for part in table.parts}
    databases = {table.database.lower(): table.database for table in tables}
    for key in values:
        if key not in KEYS:
            near = nearest(key, KEYS)
            yield (
                find_position(path, data, (key,), key=True),
                rule,
                f"there is no key `{key}`",
                f"write `{near}`" if near else f"use {', '.join(KEYS)}",
            )
    for key, known in (("databases", databases), ("views", names)):
        for ours, theirs in _pairs(values.get(key)):
            where = find_position(path, data, (key, ours), key=True)
            if ours.lower() not in known:
                yield where, rule, f"`{ours}` is none of our {key}", _otherwise(ours, known)
            elif not isinstance(theirs, str):
                yield where, rule, f"`{ours}` has no name beside it", f"write `{ours}: NAME`, the name in the project"
    for view, pairs in _pairs(values.get("columns")):
        where = find_position(path, data, ("columns", view), key=True)
        if view.lower() not in columns:
            yield where, rule, f"`{view}` is none of our views", _otherwise(view, names)
            continue
        for ours, theirs in _pairs(pairs):
            where = find_position(path, data, ("columns", view, ours), key=True)
            if ours.lower() not in columns[view.lower()]:
                known = {name: name for name in columns[view.lower()]}
                yield where, rule, f"`{ours}` is no column of `{view}`", _otherwise(ours, known)
            elif not isinstance(theirs, str):
                yield where, rule, f"`{ours}` has no name beside it", f"write `{ours}: NAME`, the name in the project"
    absent = values.get("absent") or []
    for index, view in enumerate(absent if isinstance(absent, list) else []):
        if str(view).lower() not in names:
            yield (
                find_position(path, data, ("absent", index)),
                rule,
                f"`{view}` is none of our views",
                _otherwise(str(view), names),
            )
    for key in KEYS:
        if not isinstance(values.get(key) or {}, list if key == "absent" and values.get(key) else dict):
            what = (
                "a list of names of views" if key == "absent" else "lines of the form `our name: name in the project`"
            )
            yield (
                find_position(path, data, (key,), key=True),
                rule,
                f"`{key}` holds something else than {what}",
                f"write {what} below it",
            )


def _pairs(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _otherwise(name: str, known: dict[str, str]) -> str:
    near = nearest(name.lower(), known)
    return (
        f"did you mean `{known[near]}`?"
        if near
        else "take the name from the script without --views, or from the page of the table"
    )
