"""Brings the catalogue up to the form: new variables get a file, known ones get the fields that the form owns. Words of people stay."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from build_tools.catalogue import Catalogue
from build_tools.form.compare import Comparison, codes_key
from build_tools.form.derive import FORM_FIELDS, Derived
from build_tools.form.writing import replace_keys, to_yaml
from build_tools.loading import Entry
from build_tools.records import Variable

KEY_ORDER = (
    "id", "title", "description", "unit", "universe", "caution", "name", "field", "old_names", "type", "codes", "code_list", "range",
    "years", "years_note", "terms", "repeats", "request", "identifiability", "sensitivity", "status", "status_note", "contradictions",
    "differs_from_form", "concept", "physical", "evidence", "deprecated", "form",
)  # fmt: skip
"""The order of keys in a definition file: what a person reads first stands first."""

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


def apply(root: Path, comparison: Comparison, catalogue: Catalogue) -> list[str]:
    """Writes the differences to the definition files and returns a sentence for each file written. Removed variables are never deleted."""
    written: list[str] = []
    for derived in comparison.added:
        path = root / "variables" / "tables" / derived.table / FIRST_TOPIC / f"{derived.stem}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(to_yaml(new_record(derived, catalogue)), encoding="utf-8")
        written.append(
            f"wrote {path.relative_to(root).as_posix()}: new on the form, its title and description wait for you"
        )
    changes: dict[str, dict[str, Any]] = {}
    for change in comparison.changes:
        if change.kind == "changed":
            changes.setdefault(change.id, {})[change.field] = change.new
    by_file: dict[str, list[tuple[Entry, dict[str, Any]]]] = {}
    for id, fields in changes.items():
        entry = catalogue.entry("variable", id)
        by_file.setdefault(entry.path, []).append(
            (entry, _to_write(fields, comparison.matches[id], catalogue.variables[id], catalogue))
        )
    for path_text, edits in by_file.items():
        path = root / path_text
        text = path.read_bytes().decode("utf-8")  # line breaks stay as they are
        for entry, fields in edits:
            text = replace_keys(
                text, entry.inside, _empty_lists(fields, entry, catalogue), KEY_ORDER, _shared(entry, catalogue)
            )
        path.write_bytes(text.encode("utf-8"))
        written.append(
            f"changed {path_text}: {', '.join(dict.fromkeys(name for _, fields in edits for name in fields))}"
        )
    return written


def _to_write(fields: dict[str, Any], derived: Derived, variable: Variable, catalogue: Catalogue) -> dict[str, Any]:
    """The keys to write for changed fields; codes become a shared list again where one holds them, and keep the years that people gave them."""
    if "codes" in fields:
        values = _form_values(derived, catalogue)
        known = {
            code.code: code.model_dump(by_alias=True, include={"from_", "to"}, exclude_none=True)
            for code in catalogue.codes(variable)
        }
        codes = [
            code | {key: year for key, year in known.get(code["code"], {}).items() if key not in code}
            for code in values.get("codes", [])
        ]
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
