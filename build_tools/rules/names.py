"""Rules about names, rows of the form and columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from build_tools.catalogue import Catalogue, table_of
from build_tools.physical import names_by_year
from build_tools.rules.findings import Finding, did_you_mean
from build_tools.rules.links import may_be_broken
from build_tools.source import Key


def form_row_once(catalogue: Catalogue) -> Iterator[Finding]:
    """A row of the request form defines one variable of a table. Row numbers are those of the form that was imported last, so the
    rows of a withdrawn entry, which that form may no longer have, do not count.

    Passes: row 18 in one variable, and in a second that is `deprecated`. Fails: row 18 in two variables of the same table, or twice in one.
    """
    first: dict[tuple[str, int], str] = {}
    for variable in catalogue.variables.values():
        for index, row in enumerate([] if variable.deprecated else variable.form):
            key = (table_of(variable.id), row.row)
            if key in first:
                message = f"row {row.row} of the form already defines `{first[key]}`"
                if first[key] == variable.id:
                    message = f"row {row.row} of the form stands here a second time"
                yield (
                    "variable",
                    variable.id,
                    ("form", index, "row"),
                    message,
                    "correct the row number of one of the two; a variable that is not on the form has no `form:`",
                )
            first.setdefault(key, variable.id)


def column_once(catalogue: Catalogue) -> Iterator[Finding]:
    """Two variables of a table do not have the same name and field, for then they are one.

    Passes: one printed name with two fields. Fails: the same name and field in two files.
    """
    first: dict[tuple[str, str, str], str] = {}
    for variable in catalogue.variables.values():
        key = (table_of(variable.id), variable.name.lower(), (variable.field or "").lower())
        if key in first:
            field = f" and the field `{variable.field}`" if variable.field else ""
            message = f"`{first[key]}` already has the name `{variable.name}`{field}"
            yield "variable", variable.id, ("name",), message, "correct one of the names, or merge the two files"
        first.setdefault(key, variable.id)


def key_in_table(catalogue: Catalogue) -> Iterator[Finding]:
    """The key of a table, and its column that leads to the person, are printed names of its variables.

    Passes: `columns: ["PupilRef_[term][yy]"]` where a variable of the table has that name. Fails: `columns: [PupilRef]`, which is a stem and no printed name.
    """
    for table in catalogue.tables.values():
        named: list[tuple[tuple[Key, ...], str]] = [(("key", "columns", index), name) for index, name in enumerate(table.key.columns)]
        if table.person_key and table.person_key.column:
            named.append((("person_key", "column"), table.person_key.column))
        known = {variable.name.lower(): variable.name for variable in catalogue.by_table[table.id]}
        for keys, name in named:
            if name.lower() not in known and not may_be_broken(catalogue, f"{table.id}.{name}"):
                help = did_you_mean(name, known.values(), "write the name of a variable as the form prints it")
                yield "table", table.id, keys, f"no variable of `{table.id}` has the name `{name}`", help


def placeholder_known(catalogue: Catalogue) -> Iterator[Finding]:
    """A name has no other placeholders than `[term]`, `[yy]` and `[n]`.

    Passes: `FSMeligible_[term][yy]`. Fails: `FSMeligible_[trm][yy]`.
    """
    for variable in catalogue.variables.values():
        for found in re.findall(r"\[[^\]]*\]?", variable.name):
            if found.lower() not in ("[term]", "[yy]", "[n]"):
                yield "variable", variable.id, ("name",), f"`{found}` is no placeholder", "write [term], [yy] or [n]"


def view_once(catalogue: Catalogue) -> Iterator[Finding]:
    """A view of a table is named once; a view for each year is named by its years.

    Passes: `PLASC_{yyyy}` for 2002/03-2004/05 and for 2005/06. Fails: the two with a year in common.
    """
    for table in catalogue.tables.values():
        seen = set[str]()
        for index, view in enumerate(table.views):
            names = set(names_by_year(catalogue, table, view).values())
            if twice := sorted(names & seen):
                message = f"the view `{twice[0]}` stands here a second time"
                yield (
                    "table",
                    table.id,
                    ("views", index, "name"),
                    message,
                    "correct the name or the years, or delete one of the two",
                )
            seen |= names


def renamed_ids(catalogue: Catalogue) -> Iterator[Finding]:
    """An id in variables/renamed.yaml stands there once and is no longer that of an entry, capitals apart; the one that took its place is an entry of its kind.

    Passes: `{kind: variable, old: roll.Sex, new: roll.Gender, reason: …}` where only roll.Gender exists. Fails: where both exist, or neither.
    """
    taken = {(kind, id.lower()): f"`{id}` is an entry" for kind, id in catalogue.entries}
    for place, renamed in enumerate(catalogue.renamed.renamed):
        keys: tuple[Key, ...] = ("renamed", place)
        old = (renamed.kind, renamed.old.lower())
        if old in taken:
            yield "renamed", "renamed", (*keys, "old"), f"`{renamed.old}` can not have moved: {taken[old]}", "delete the entry, or this line"
        taken[old] = f"`{renamed.old}` stands here already"
        if (renamed.kind, renamed.new) not in catalogue.entries and (renamed.kind, renamed.new.lower()) not in catalogue.broken:
            known = [id for kind, id in catalogue.entries if kind == renamed.kind]
            help = did_you_mean(renamed.new, known, f"write the id of a {renamed.kind.replace('_', ' ')}")
            yield "renamed", "renamed", (*keys, "new"), f"there is no {renamed.kind.replace('_', ' ')} `{renamed.new}`", help


def status_explained(catalogue: Catalogue) -> Iterator[Finding]:
    """A variable that is not obtainable or doubtful says why.

    Passes: `status: doubtful` with `status_note: …`. Fails: without the note.
    """
    for variable in catalogue.variables.values():
        if variable.status in ("not-obtainable", "doubtful") and not variable.status_note:
            yield (
                "variable",
                variable.id,
                ("status",),
                f"the status is `{variable.status}`, and nothing says why",
                "add `status_note:` with the reason",
            )
