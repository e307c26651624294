"""Brings the catalogue up to the form: new variables get a file, known ones get the fields that the form owns. Words of people stay."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from build_tools.catalogue import Catalogue
from build_tools.form.compare import Comparison, codes_key, gone_reason
from build_tools.form.derive import FORM_FIELDS, Derived
from build_tools.form.writing import replace_keys, to_yaml
from build_tools.loading import Entry
from build_tools.records import Code, Variable

KEY_ORDER = (
    "id", "title", "description", "unit", "universe", "caution", "name", "field", "old_names", "type", "codes", "code_list", "range", "synthetic",
    "years", "years_note", "terms", "repeats", "request", "identifiability", "sensitivity", "status", "status_note", "contradictions",
    "differs_from_form", "concept", "physical", "evidence", "deprecated", "form",
)  # fmt: skip
"""The order of keys in a definition file: what a person reads first stands first."""

LIST_ORDER = ("id", "title", "description", "codes", "evidence")
"""The order of keys in a shared code list."""

FIRST_TOPIC = "new"
"""Folder of a variable that nobody has sorted yet. The folder is not part of the id."""


def variable_type(derived: Derived) -> str:
    """What kind of value a variable holds, by the data type that the form prints, its codes and its name."""
    printed = (derived.printed_type or "").strip().lower()
    stem = derived.stem.lower()
    codes = [code["code"] for code in derived.values.get("codes", []) if "missing" not in code]
    if re.search(
        r"pupilmatchingref|^pmr$|edukey|ae_id|recordid|_anon$|tableid$|external_id|learner_id|_id$|^unique_|entkey|main_enterprise$|disabilitiesid",
        stem,
    ):
        return "identifier"
    if printed.startswith("date") or (re.search(r"Date|DATE|(?:^|_)date|DOB$", derived.stem) and not codes):
        return "date"
    if re.search(r"_flag(?:_|$)|_fg$", stem):
        return "flag"
    if re.search(r"_(?:code|group|region|domicile)$", stem) and not printed:
        return "category"
    if re.search(r"earnings|^num_|_wks|_amt$", stem) and not codes:
        return "number"
    if (
        printed.startswith("dichotomous")
        or printed == "bit"
        or (printed in ("int", "") and set(codes) in ({"0", "1"}, {"1"}))
    ):
        return "flag"
    if codes or printed.startswith("categorical"):
        return "category"
    if (
        printed.startswith("continuous")
        or re.match(r"(?:int|smallint|bigint|float|numeric|decimal|num)\b", printed)
        or "range" in derived.values
    ):
        return "number"
    if re.match(r"text|n?varchar|char", printed):
        return "text"
    return "unknown"


def new_record(derived: Derived, catalogue: Catalogue | None = None) -> dict[str, Any]:
    """A definition of a variable that has no entry yet; the words are left to people, and say so."""
    record: dict[str, Any] = {
        "id": derived.id,
        "title": f"{derived.stem} (not yet described)",
        "description": "unknown: this variable was read from the request form and nobody has described it yet.",
        "type": variable_type(derived),
        **_form_values(derived, catalogue),
    }
    return {key: record[key] for key in KEY_ORDER if key in record}


def _form_values(derived: Derived, catalogue: Catalogue | None) -> dict[str, Any]:
    values = {key: derived.values[key] for key in FORM_FIELDS if key in derived.values}
    if catalogue:
        table = catalogue.tables[derived.table]
        if values.get("request") == table.request:
            del values["request"]
        if "codes" in values and (known := _list_with(values["codes"], catalogue)):
            del values["codes"]
            values["code_list"] = known
    return values


def _list_with(codes: list[dict[str, Any]], catalogue: Catalogue) -> str | None:
    """Id of the shared code list that holds just these codes."""
    return catalogue.once("code lists by their codes", lambda: _lists_by_codes(catalogue)).get(codes_key(codes))


def _lists_by_codes(catalogue: Catalogue) -> dict[tuple[Any, ...], str]:
    """Id of the first shared code list with each set of codes."""
    found: dict[tuple[Any, ...], str] = {}
    for id, code_list in catalogue.code_lists.items():
        found.setdefault(codes_key([code.plain() for code in code_list.codes]), id)
    return found


def path_of_new(derived: Derived) -> str:
    """Where the file of a new variable goes, below the folder of the knowledge base."""
    return f"variables/tables/{derived.table}/{FIRST_TOPIC}/{derived.stem}.yaml"


def changed_files(
    root: Path, comparison: Comparison, catalogue: Catalogue, form: str
) -> tuple[dict[str, bytes], list[str]]:
    """The files that bring the catalogue up to the form, by path, and a sentence for each. `form` is the name of its file.

    An entry that has left the form is never deleted: it becomes `deprecated`.
    """
    files: dict[str, bytes] = {}
    sentences: list[str] = []
    for derived in comparison.added:
        path = path_of_new(derived)
        files[path] = to_yaml(new_record(derived, catalogue)).encode("utf-8")
        sentences.append(f"wrote {path}: new on the form, its title and description wait for you")
    lists = _lists_that_follow(comparison, catalogue)
    for id, codes in lists.items():
        path = catalogue.entry("code_list", id).path
        text = (root / path).read_bytes().decode("utf-8")
        with_years = _with_years(codes, catalogue.code_lists[id].codes)
        files[path] = replace_keys(text, (), {"codes": with_years}, LIST_ORDER).encode("utf-8")
        sentences.append(f"changed {path}: codes")
    changes: dict[str, dict[str, Any]] = {}
    for change in comparison.changes:
        if change.field == "codes" and catalogue.variables[change.id].code_list in lists:
            continue
        if change.kind == "changed":
            changes.setdefault(change.id, {})[change.field] = change.new
        elif change.kind == "removed":
            changes[change.id] = {"deprecated": {"reason": gone_reason(form)}}
    by_file: dict[str, list[tuple[Entry, dict[str, Any]]]] = {}
    for id, fields in changes.items():
        entry = catalogue.entry("variable", id)
        if id in comparison.matches:
            fields = _to_write(fields, comparison.matches[id], catalogue.variables[id], catalogue)
        by_file.setdefault(entry.path, []).append((entry, fields))
    for path, edits in by_file.items():
        text = (root / path).read_bytes().decode("utf-8")  # line breaks stay as they are
        for entry, fields in edits:
            text = replace_keys(
                text, entry.inside, _empty_lists(fields, entry, catalogue), KEY_ORDER, _shared(entry, catalogue)
            )
        files[path] = text.encode("utf-8")
        sentences.append(f"changed {path}: {', '.join(dict.fromkeys(name for _, fields in edits for name in fields))}")
    return files, sentences


def _lists_that_follow(comparison: Comparison, catalogue: Catalogue) -> dict[str, list[dict[str, Any]]]:
    """The new codes of shared lists whose users all have the same new codes on the form, which no other list holds, while no variable has
    the old ones: without that, every user would get a copy of them, and the list would be used by none.
    """
    printed = {
        codes_key(derived.values.get("codes", [])) for derived in [*comparison.matches.values(), *comparison.added]
    }
    new = {change.id: change.new for change in comparison.changes if change.field == "codes" and change.new}
    found: dict[str, list[dict[str, Any]]] = {}
    for id, users in catalogue.users_of_list.items():
        codes = [new.get(variable.id) for variable in users]
        first = codes[0] if codes else None
        if first is None or not all(other and codes_key(other) == codes_key(first) for other in codes):
            continue
        old = codes_key([code.plain() for code in catalogue.code_lists[id].codes])
        if old not in printed and _list_with(first, catalogue) is None:
            found[id] = first
    return found


def _with_years(codes: list[dict[str, Any]], known: list[Code]) -> list[dict[str, Any]]:
    """Codes of the form with the years of use that people gave them here."""
    years = {code.code: code.model_dump(by_alias=True, include={"from_", "to"}, exclude_none=True) for code in known}
    return [
        code | {key: year for key, year in years.get(code["code"], {}).items() if key not in code} for code in codes
    ]


def _to_write(fields: dict[str, Any], derived: Derived, variable: Variable, catalogue: Catalogue) -> dict[str, Any]:
    """The keys to write for changed fields; codes become a shared list again where one holds them, and keep the years that people gave them."""
    if "codes" in fields:
        values = _form_values(derived, catalogue)
        codes = _with_years(values.get("codes", []), catalogue.codes(variable))
        new = {"codes": codes or None, "code_list": values.get("code_list")}
        others = {name: value for name, value in fields.items() if name != "codes"}
        fields = {name: value for name, value in new.items() if value or getattr(variable, name)} | others
    if "request" in fields and fields["request"] == catalogue.tables[derived.table].request:
        fields = {**fields, "request": None}
    return fields


def _shared(entry: Entry, catalogue: Catalogue) -> frozenset[str]:
    """The keys that a member of a family gets from the family unless it says otherwise."""
    family = getattr(entry.record, "family", None)
    return frozenset(catalogue.families[family].shared.model_fields_set) if family else frozenset()


def _empty_lists(fields: dict[str, Any], entry: Entry, catalogue: Catalogue) -> dict[str, Any]:
    """The same fields; a list that a member of a family loses is written as an empty one, for a list can not be `null`."""
    lists = _shared(entry, catalogue) & {"old_names", "terms", "contradictions", "form"}
    return {name: [] if value is None and name in lists else value for name, value in fields.items()}
