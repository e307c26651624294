"""Form and catalogue side by side: what was added, removed or changed, in words a person can act on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from build_tools.catalogue import Catalogue, table_of
from build_tools.form.derive import FORM_FIELDS, Derived, plain_name
from build_tools.records import Deprecated, Variable

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


_GONE = "The request form no longer lists it: it is not in `{file}`."
_FILE = r"[\w .,()+-]{1,100}"


def gone_reason(file: str) -> str:
    """The reason that an import writes under `deprecated` of an entry that the form `file` no longer has."""
    return _GONE.format(file=re.sub(r"[^\w .,()+-]", "_", file)[:100])


def is_of_import(deprecated: Deprecated) -> bool:
    """Whether nobody but an import has a part in this withdrawal."""
    pattern = re.escape(_GONE).replace(re.escape("{file}"), _FILE)
    return deprecated.replaced_by is None and bool(re.fullmatch(pattern, deprecated.reason))


def compare(derived: list[Derived], catalogue: Catalogue) -> Comparison:
    """Every variable of the form beside its entry. Entries are found by printed name and field, never by row, so that rows may move."""
    matches = _matches(derived, catalogue)
    entry_of = {item.id: entry for entry, item in matches.items()}
    taken = {entry.lower() for kind, entry in catalogue.entries if kind in ("variable", "family")}
    changes: list[Change] = []
    added: list[Derived] = []
    kept: list[str] = []
    for item in derived:
        if item.id in entry_of:
            variable = catalogue.variables[entry_of[item.id]]
            changes.extend(_on_form_again(variable, kept))
            changes.extend(_compare_one(item, variable, catalogue, kept))
            continue
        new = _with_free_id(item, taken)
        added.append(new)
        where = ", ".join(str(row.row) for row in new.rows)
        changes.append(Change("added", new.id, "", f"{new.id}: new on the form (tab {new.rows[0].tab}, row {where})"))
    for id, variable in catalogue.variables.items():
        if variable.form and id not in matches and not variable.deprecated:
            changes.append(Change("removed", id, "", f"{id}: no longer on the form"))
    return Comparison(changes, matches, added, kept)


def _matches(derived: list[Derived], catalogue: Catalogue) -> dict[str, Derived]:
    """The variable of the form that each entry is. Of two entries that could be it, the one that is not withdrawn is."""
    index: dict[tuple[str, str, str], str] = {}
    for variable in sorted(catalogue.variables.values(), key=lambda variable: variable.deprecated is not None):
        for row in variable.form:
            name = row.name if row.name is not None else variable.name
            field = row.field if row.field is not None else variable.field or ""
            index.setdefault((table_of(variable.id), plain_name(name), plain_name(field)), variable.id)
    matches: dict[str, Derived] = {}
    left: list[Derived] = []
    for item in derived:
        entry = next((index[key] for key in _keys(item) if key in index), None)
        if entry is None or entry in matches:
            left.append(item)
        else:
            matches[entry] = item
    unmatched = [
        variable
        for id, variable in catalogue.variables.items()
        if variable.form and id not in matches and not variable.deprecated
    ]
    return matches | _renamed(left, unmatched)


def _renamed(left: list[Derived], unmatched: list[Variable]) -> dict[str, Derived]:
    """Entries whose name or field alone changed on the form: what is left on both sides has the other of the two just once."""
    pairs: dict[str, Derived] = {}
    for part in ("field", "name"):
        new: dict[tuple[str, str], list[Derived]] = {}
        old: dict[tuple[str, str], list[Variable]] = {}
        done = {item.id for item in pairs.values()}
        for item in left:
            if item.id not in done:
                new.setdefault((item.table, plain_name(item.values.get(part))), []).append(item)
        for variable in unmatched:
            if variable.id not in pairs:
                old.setdefault((table_of(variable.id), plain_name(getattr(variable, part))), []).append(variable)
        for key, items in new.items():
            if key[1] and len(items) == len(old.get(key, [])) == 1:
                pairs[old[key][0].id] = items[0]
    return pairs


def _with_free_id(item: Derived, taken: set[str]) -> Derived:
    """The variable with a stem that no entry has; ids are never used again."""
    stem, number = item.stem, 2
    while f"{item.table}.{stem}".lower() in taken:
        stem, number = f"{item.stem}_{number}", number + 1
    taken.add(f"{item.table}.{stem}".lower())
    return replace(item, stem=stem)


def _keys(item: Derived) -> Iterator[tuple[str, str, str]]:
    for row in item.values["form"]:
        yield (
            item.table,
            plain_name(row.get("name", item.values["name"])),
            plain_name(row.get("field", item.values.get("field", ""))),
        )


def _on_form_again(variable: Variable, kept: list[str]) -> Iterator[Change]:
    """The withdrawal of an entry that the form has: what an import wrote goes, what a person wrote is only told."""
    if variable.deprecated and is_of_import(variable.deprecated):
        sentence = f"{variable.id}: on the form again, so its `deprecated:` of an earlier import goes"
        yield Change("changed", variable.id, "deprecated", sentence)
    elif variable.deprecated:
        kept.append(
            f"{variable.id}: on the form, but stays withdrawn as a person wrote here: {variable.deprecated.reason}"
        )


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
        return [code.plain() for code in catalogue.codes(variable)] or None
    if field == "request":
        return catalogue.request(variable)
    value = getattr(variable, field)
    if field in ("old_names", "form"):
        return [part.model_dump(exclude_none=True) for part in value] or None
    if field == "range" and value:
        return value.model_dump()
    return value or None


def codes_key(codes: list[dict[str, Value]]) -> tuple[tuple[str, str | None, str | None], ...]:
    """What the form says of codes. Lists with the same key are the same to it: years of use are ours."""
    return tuple((code["code"], code["label"], code.get("missing")) for code in codes)


def _same(field: str, old: Value, new: Value) -> bool:
    if field == "codes" and old and new:
        return codes_key(old) == codes_key(new)
    return (old or None) == (new or None)


_FIELDS = {
    "field": "the field reference",
    "request": "the request level",
    "contradictions": "its contradictions",
    "years_note": "the note on its years",
}


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
        yield f"{_FIELDS.get(field, f'the {field}')} changed from {_say(old)} to {_say(new)}"


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
    for code in before:
        if code not in after:
            yield f"the code `{code}` ({before[code]['label'] or 'no label'}) is gone"
    for code in after:
        if code not in before:
            yield f"a new code `{code}` ({after[code]['label'] or 'no label'})"
    for code in after:
        if code not in before:
            continue
        if before[code]["label"] != after[code]["label"]:
            yield f"the label of code `{code}` changed from `{before[code]['label']}` to `{after[code]['label']}`"
        elif before[code].get("missing") != after[code].get("missing"):
            yield f"the missing reason of code `{code}` changed from {_say(before[code].get('missing'))} to {_say(after[code].get('missing'))}"
    if list(before) != list(after) and set(before) == set(after):
        yield "its codes stand in another order"


_CELLS = {
    "type": "data type",
    "years": "years cell",
    "term": "collection term",
    "phase": "educational phase",
    "care": "level of care",
    "extract": "standard extract",
    "ukds": "note on the UKDS",
    "identifiability": "identifiability cell",
    "sensitivity": "sensitivity cell",
}


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
