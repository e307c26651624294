"""Rules about names, rows of the form and columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from build_tools.catalogue import Catalogue, table_of
from build_tools.rules.findings import Finding


def form_row_once(catalogue: Catalogue) -> Iterator[Finding]:
    """A row of the request form defines one variable of a table.

    Passes: row 18 in one variable. Fails: row 18 in two variables of the same table.
    """
    first: dict[tuple[str, int], str] = {}
    for variable in catalogue.variables.values():
        for index, row in enumerate(variable.form):
            key = (table_of(variable.id), row.row)
            if key in first and first[key] != variable.id:
                yield "variable", variable.id, ("form", index, "row"), f"row {row.row} of the form already defines `{first[key]}`", "correct the row number in one of the two"
            first.setdefault(key, variable.id)


def column_once(catalogue: Catalogue) -> Iterator[Finding]:
    """Two variables of a table do not have the same name and field, for then they are one.

    Passes: one printed name with two fields. Fails: the same name and field in two files.
    """
    first: dict[tuple[str, str, str], str] = {}
    for variable in catalogue.variables.values():
        key = (table_of(variable.id), variable.name.lower(), (variable.field or "").lower())
        if key in first:
            yield "variable", variable.id, ("name",), f"`{first[key]}` has the same name and field", "merge the two, or correct the name"
        first.setdefault(key, variable.id)


def placeholder_known(catalogue: Catalogue) -> Iterator[Finding]:
    """A name has no other placeholders than `[term]`, `[yy]` and `[n]`.

    Passes: `FSMeligible_[term][yy]`. Fails: `FSMeligible_[trm][yy]`.
    """
    for variable in catalogue.variables.values():
        for found in re.findall(r"\[[^\]]*\]?", variable.name):
            if found.lower() not in ("[term]", "[yy]", "[n]"):
                yield "variable", variable.id, ("name",), f"`{found}` is no placeholder", "write [term], [yy] or [n]"


def status_explained(catalogue: Catalogue) -> Iterator[Finding]:
    """A variable that is not obtainable or doubtful says why.

    Passes: `status: doubtful` with `status_note: …`. Fails: without the note.
    """
    for variable in catalogue.variables.values():
        if variable.status in ("not-obtainable", "doubtful") and not variable.status_note:
            yield "variable", variable.id, ("status",), f"the status is `{variable.status}`, and nothing says why", "add `status_note:` with the reason"
