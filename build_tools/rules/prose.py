"""Whether two catalogues differ in nothing but words, so that most rules would find in the one what they found in the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from build_tools.cache import files_that_differ
from build_tools.catalogue import Catalogue
from build_tools.loading import Entry
from build_tools.records import CodeList, Variable

PROSE = ("title", "description", "caution", "universe")
"""Texts of variables and code lists that no rule reads but PROSE_RULES; nor do others read the labels of codes. A test watches what they read."""


def only_prose_differs(before: Catalogue, now: Catalogue) -> bool:
    """Whether every file that differs defines the same variables and code lists but for their prose."""
    changed = files_that_differ(before.files, now.files)
    old, new = ([_bare(entry) for entry in catalogue.entries.values() if entry.path in changed] for catalogue in (before, now))
    return old == new and changed == {entry.path for entry in new}


def _bare(entry: Entry) -> Entry:
    """An entry without its prose; one of another kind as it is."""
    record = entry.record
    if not isinstance(record, (Variable, CodeList)):
        return entry
    words: dict[str, Any] = dict.fromkeys(PROSE)
    if record.codes:
        words["codes"] = [code.model_copy(update={"label": None}) for code in record.codes]
    return replace(entry, record=record.model_copy(update=words))
