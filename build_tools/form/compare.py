"""Form and catalogue side by side: what was added, removed or changed, in words a person can act on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from build_tools.catalogue import Catalogue
from build_tools.form.derive import FORM_FIELDS, Derived
from build_tools.records import Variable

Value = Any


@dataclass(frozen=True)
class Change:
    """One difference. `field` is empty for a variable that is added or removed."""

    kind: str
    id: str
    field: str = ""
    sentence: str = ""
    new: Value = None


@dataclass(frozen=True)
class Comparison:
    """All differences, and which entry each variable of the form is."""

    changes: list[Change]
    matches: dict[str, Derived]
    added: list[Derived]
    kept: list[str]
    """Sentences about deliberate departures from the form."""


def compare(derived: list[Derived], catalogue: Catalogue) -> Comparison:
    """Every variable of the form beside its entry. Entries are found by printed name and field, never by row, so that rows may move."""
    index: dict[tuple[str, str, str], str] = {}
    for variable in catalogue.variables.values():
        table = variable.id.partition(".")[0]
        for row in variable.form:
            name = row.name if row.name is not None else variable.name
            field = row.field if row.field is not None else variable.field or ""
            index.setdefault((table, _plain(name), _plain(field)), variable.id)
    changes: list[Change] = []
    matches: dict[str, Derived] = {}
    added: list[Derived] = []
    kept: list[str] = []
    for item in derived:
        entry = next((index[key] for key in _keys(item) if key in index), None)
        if entry is None or entry in matches:
            added.append(item)
            where = ", ".join(str(row.row) for row in item.rows)
            changes.append(Change("added", item.id, "", f"{item.id}: new on the form (tab {item.rows[0].tab}, row {where})"))
            continue
        matches[entry] = item
        changes.extend(_compare_one(item, catalogue.variables[entry], catalogue, kept))
    for id, variable in catalogue.variables.items():
        if variable.form and id not in matches and not variable.deprecated:
            changes.append(Change("removed", id, "", f"{id}: no longer on the form"))
    return Comparison(changes, matches, added, kept)


def _plain(name: str | None) -> str:
    return re.sub(r"\W+", "", name or "").lower()


def _keys(item: Derived) -> Iterator[tuple[str, str, str]]:
    for row in item.values["form"]:
        yield item.table, _plain(row.get("name", item.values["name"])), _plain(row.get("field", item.values.get("field", "")))


def _compare_one(item: Derived, variable: Variable, catalogue: Catalogue, kept: list[str]) -> Iterator[Change]:
    for field in FORM_FIELDS:
        if field == "code_list":
            continue
        new = item.values.get(field)
        old = _current(variable, field, catalogue)
        if _same(field, old, new):
            continue
        if field in variable.differs_from_form:
            kept.append(f"{variable.id}: {field} is kept as it is here: {variable.differs_from_form[field]}")
            continue
        for sentence in _sentences(variable, field, old, new):
            yield Change("changed", variable.id, field, f"{variable.id}: {sentence}", new)


def _current(variable: Variable, field: str, catalogue: Catalogue) -> Value:
    if field == "codes":
        return [code.model_dump(by_alias=True, exclude_none=True) | {"label": code.label} for code in catalogue.codes(variable)] or None
    if field == "request":
        return catalogue.request(variable)
    value = getattr(variable, field)
    if field in ("old_names", "form"):
        return [part.model_dump(exclude_none=True) for part in value] or None
    if field == "range" and value:
        return value.model_dump()
    return value or None


def _same(field: str, old: Value, new: Value) -> bool:
    if field == "codes" and old and new:
        return [(code["code"], code["label"], code.get("missing")) for code in old] == [(code["code"], code["label"], code.get("missing")) for code in new]
    return (old or None) == (new or None)


def _sentences(variable: Variable, field: str, old: Value, new: Value) -> Iterator[str]:
    if field == "codes":
        yield from _code_sentences(old or [], new or [])
    elif field == "form":
        yield from _row_sentences(old or [], new or [])
    elif field == "old_names":
        before = {name["name"] for name in old or []}
        after = {name["name"] for name in new or []}
        for name in sorted(before - after):
            yield f"the old name `{name}` is gone"
        for name in sorted(after - before):
            yield f"a new old name `{name}`"
        if before == after:
            yield "the years of its old names changed"
    else:
        words = {"name": "the name", "field": "the field reference", "years": "the years", "request": "the request level", "contradictions": "its contradictions", "years_note": "the note on its years"}
        yield f"{words.get(field, f'the {field}')} changed from {_say(old)} to {_say(new)}"


def _say(value: Value) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return ", ".join(f"`{part}`" for part in value)
    if isinstance(value, dict):
        return f"`{' to '.join(str(part) for part in value.values())}`"
    return f"`{value}`"


def _code_sentences(old: list[dict[str, Value]], new: list[dict[str, Value]]) -> Iterator[str]:
    before = {code["code"]: code for code in old}
    after = {code["code"]: code for code in new}
    for code in before.keys() - after.keys():
        yield f"the code `{code}` ({before[code]['label'] or 'no label'}) is gone"
    for code in after.keys() - before.keys():
        yield f"a new code `{code}` ({after[code]['label'] or 'no label'})"
    for code in before.keys() & after.keys():
        if before[code]["label"] != after[code]["label"]:
            yield f"the label of code `{code}` changed from `{before[code]['label']}` to `{after[code]['label']}`"
        elif before[code].get("missing") != after[code].get("missing"):
            yield f"the missing reason of code `{code}` changed from {_say(before[code].get('missing'))} to {_say(after[code].get('missing'))}"
    if list(before) != list(after) and set(before) == set(after):
        yield "its codes stand in another order"


_CELLS = {"type": "data type", "years": "years cell", "extract": "standard extract", "old_tier": "old tier", "care": "level of care", "text": "wording of the description, values or notes"}


def _row_sentences(old: list[dict[str, Value]], new: list[dict[str, Value]]) -> Iterator[str]:
    if len(old) != len(new):
        yield f"it stands in {len(new)} row{'s' if len(new) != 1 else ''} of the form, not in {len(old)}"
        return
    for before, after in zip(old, new, strict=True):
        for key in dict.fromkeys([*before, *after]):
            if before.get(key) == after.get(key):
                continue
            if key == "text":
                yield "the wording of its description, values or notes changed on the form"
            elif key == "row":
                yield f"row {before['row']} of the form is now row {after['row']}"
            else:
                yield f"the {_CELLS.get(key, key.replace('_', ' '))} changed from {_say(before.get(key))} to {_say(after.get(key))}"
