"""Rules about ids that point to other entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from build_tools.catalogue import Catalogue, table_of
from build_tools.link_records import Linkage
from build_tools.loading import Entry
from build_tools.recipe_records import Caveats, Recipe
from build_tools.records import Concept, NotHeld, Record, Table, Variable, View
from build_tools.rules.findings import Finding, did_you_mean
from build_tools.source import Key, Part

LINK = re.compile(r"\[\[([^\[\]]+)\]\]")
"""`[[school_census.FSMeligible]]` in a text."""

_MARKUP = re.compile(rf"`([^`\n]+)`|{LINK.pattern}")


def marked(text: str) -> Iterator[tuple[str, str]]:
    """The parts of catalogue prose in order, each with its kind: `words`, `code` or `link` (an id)."""
    last = 0
    for match in _MARKUP.finditer(text):
        if match.start() > last:
            yield "words", text[last : match.start()]
        yield ("code", match[1]) if match[1] else ("link", match[2])
        last = match.end()
    if last < len(text):
        yield "words", text[last:]


def table_exists(catalogue: Catalogue) -> Iterator[Finding]:
    """A variable stands in the folder of its table, and the folder has a file `_table.yaml`.

    Passes: `variables/tables/school_census/pupil/Gender.yaml` beside `variables/tables/school_census/_table.yaml`.
    Fails: the same file in a folder without `_table.yaml`.
    """
    seen = set()
    for kind, id in catalogue.entries:
        table = table_of(id)
        if (
            kind in ("variable", "family")
            and table not in catalogue.tables
            and table not in seen
            and ("table", table.lower()) not in catalogue.broken
        ):
            seen.add(table)
            near = did_you_mean(table, catalogue.tables, f"add the file variables/tables/{table}/_table.yaml")
            yield kind, id, (), f"there is no table `{table}`, in whose folder this file stands", near


def source_exists(catalogue: Catalogue) -> Iterator[Finding]:
    """A table names the source that owns it, and that source has a file.

    Passes: `source: npd`. Fails: `source: ndp`.
    """
    for table in catalogue.tables.values():
        if table.source not in catalogue.sources and ("source", table.source) not in catalogue.broken:
            help = did_you_mean(table.source, catalogue.sources, f"add the file variables/sources/{table.source}.yaml")
            yield "table", table.id, ("source",), f"there is no source `{table.source}`", help


def lookup_exists(catalogue: Catalogue) -> Iterator[Finding]:
    """The lookup to which the person key of a table leads is a table.

    Passes: `leads_to: link_ae_id_pmr`. Fails: `leads_to: link_pmr`.
    """
    folders = {table_of(id) for kind, id in catalogue.entries if kind == "variable"}  # `table_exists` speaks of these
    for table in catalogue.tables.values():
        goal = table.person_key.leads_to if table.person_key else None
        if goal and goal not in catalogue.tables and goal not in folders and ("table", goal) not in catalogue.broken:
            help = did_you_mean(goal, catalogue.tables, "write the id of a table")
            yield "table", table.id, ("person_key", "leads_to"), f"there is no lookup table `{goal}`", help


def code_list_exists(catalogue: Catalogue) -> Iterator[Finding]:
    """A variable that names a shared code list names one that exists.

    Passes: `code_list: sex_mf`, with the file variables/code_lists/sex_mf.yaml. Fails: `code_list: sex_fm`.
    """
    for variable in catalogue.variables.values():
        name = variable.code_list
        if name and name not in catalogue.code_lists and ("code_list", name) not in catalogue.broken:
            help = did_you_mean(name, catalogue.code_lists, f"add the file variables/code_lists/{name}.yaml")
            yield "variable", variable.id, ("code_list",), f"there is no code list `{name}`", help


def reference_exists(catalogue: Catalogue) -> Iterator[Finding]:
    """Evidence is given as the id of a document in variables/references.yaml.

    Passes: `evidence: [VRF]`. Fails: `evidence: [VFR]`.
    """
    if ("references", "references") not in catalogue.broken:
        yield from islice(
            _unknown_references(catalogue), None if catalogue.references else 1
        )  # without any document, one message is enough


def evidence_given(catalogue: Catalogue) -> Iterator[Finding]:
    """A variable is on the request form, or cites the document that speaks of it.

    Passes: a variable with `form:`, or one with `evidence: [SCR]`. Fails: one with neither.
    """
    for variable in catalogue.variables.values():
        if not variable.form and not variable.evidence:
            help = "add `evidence:` with the short name of a document in variables/references.yaml"
            yield "variable", variable.id, ("id",), "the variable is not on the form and cites no document", help


def _unknown_references(catalogue: Catalogue) -> Iterator[Finding]:
    for (kind, id), entry in catalogue.entries.items():
        for keys, name in entry.once(_cited):
            if name not in catalogue.references:
                help = did_you_mean(name, catalogue.references, "add the document to variables/references.yaml")
                yield kind, id, keys, f"there is no reference `{name}`", help


def _cited(entry: Entry) -> list[tuple[tuple[Key, ...], str]]:
    return list(_evidence(entry.record))


def _evidence(record: Record, keys: tuple[Key, ...] = ()) -> Iterator[tuple[tuple[Key, ...], str]]:
    """The references of a record and of the records within it."""
    for index, name in enumerate(getattr(record, "evidence", None) or []):
        if not isinstance(record, View):
            yield (*keys, "evidence", index), name
    for field in _WITH_EVIDENCE.get(type(record), ()):
        for place, inner in enumerate(getattr(record, field)):
            yield from _evidence(inner, (*keys, field, place))


_WITH_EVIDENCE: dict[type, tuple[str, ...]] = {
    Table: ("known_issues",),
    Concept: ("series",),
    NotHeld: ("topics",),
    Recipe: ("rivals",),
    Linkage: ("match_rates",),
    Caveats: ("caveats",),
}
"""Fields whose records cite documents of their own."""


def concept_exists(catalogue: Catalogue) -> Iterator[Finding]:
    """The concept of a variable has a file in variables/concepts/.

    Passes: `concept: free_school_meals` with that file. Fails: without it.
    """
    for variable in catalogue.variables.values():
        name = variable.concept
        if name and name not in catalogue.concepts and ("concept", name) not in catalogue.broken:
            help = did_you_mean(name, catalogue.concepts, f"add the file variables/concepts/{name}.yaml")
            yield "variable", variable.id, ("concept",), f"there is no concept `{name}`", help


def replacement_exists(catalogue: Catalogue) -> Iterator[Finding]:
    """A withdrawn entry may name the one that replaces it; that one must exist.

    Passes: `replaced_by: school_census.FSMeligible`. Fails: `replaced_by: FSMeligible`.
    """
    for variable in catalogue.variables.values():
        goal = variable.deprecated.replaced_by if variable.deprecated else None
        if goal and ("variable", goal) not in catalogue.entries and not may_be_broken(catalogue, goal):
            help = did_you_mean(goal, catalogue.variables, "write the full id, `<table>.<stem>`")
            yield "variable", variable.id, ("deprecated", "replaced_by"), f"there is no variable `{goal}`", help


def link_in_text(catalogue: Catalogue) -> Iterator[Finding]:
    """A text may link to an entry with its id in double square brackets. The id must exist. Titles hold no links, and in `code` the brackets mean nothing.

    Passes: `See [[school_census.FSMeligible]].` Fails: `See [[school_census.FSM]].`
    """
    for (kind, id), entry in catalogue.entries.items():
        if "[[" in getattr(entry.record, "title", ""):
            yield kind, id, ("title", Part("[[")), "a title can hold no link", "write the words without brackets"
        for keys, text in entry.once(_texts_with_links):
            for name in (part for sort, part in marked(text) if sort == "link"):
                if not known_id(catalogue, name):
                    yield (
                        kind,
                        id,
                        (*keys, Part(f"[[{name}]]")),
                        f"the link `[[{name}]]` leads nowhere",
                        help_for_link(catalogue, name),
                    )


def help_for_link(catalogue: Catalogue, name: str) -> str:
    """What to do about a link whose id does not exist."""
    if name in catalogue.references:
        return f"write [[ref:{name}]]"
    if name.startswith("ref:"):
        return did_you_mean(name[4:], catalogue.references, "add the document to variables/references.yaml")
    for prefix, ids in _PREFIXED.items():
        if name.startswith(prefix):
            return did_you_mean(name, [prefix + id for id in getattr(catalogue, ids)], f"write the id of one of the {ids}")
    known = [*catalogue.variables, *catalogue.tables, *catalogue.code_lists, *catalogue.concepts, *catalogue.recipes]
    return did_you_mean(name, known, "write the id of a variable, table, code list, concept or source")


def known_id(catalogue: Catalogue, name: str) -> bool:
    """Whether a link may name this id; what is broken elsewhere counts as known."""
    if name.startswith("ref:"):
        return name[4:] in catalogue.references or ("references", "references") in catalogue.broken
    for prefix, ids in _PREFIXED.items():
        if name.startswith(prefix):
            return name.removeprefix(prefix) in getattr(catalogue, ids) or (ids, ids) in catalogue.broken or may_be_broken(catalogue, name.removeprefix(prefix))
    return catalogue.kind_of(name) is not None or may_be_broken(catalogue, name)


_PREFIXED = {"recipe:": "recipes", "caveat:": "caveats", "linkage:": "linkages", "key:": "keys"}
"""Links to entries whose ids may be those of others too, or that have no page of their own."""


def may_be_broken(catalogue: Catalogue, name: str) -> bool:
    """Whether the id belongs to a file that could not be read, is in a table that could not, or can be a member of a family that could not."""
    table = table_of(name).lower()
    return any(
        name.lower() == id or ("." in name and kind in ("variable", "table") and table_of(id) == table)
        for kind, id in catalogue.broken
    )


def type_in_doubt(catalogue: Catalogue, variable: Variable) -> bool:
    """Whether the type of a variable's columns follows from what could not be read: its code list, or the variable whose values it repeats, and so on; or from itself."""
    chain = [catalogue.variables.get(id) for id in catalogue.repeated(variable.id)]
    last = chain[-1].synthetic if chain[-1] else None
    lacking = any(one is None or (one.code_list and one.code_list not in catalogue.code_lists) for one in chain)
    return lacking or bool(last and last.from_)


_PRINTED = frozenset(
    {"codes", "form", "name", "field", "old_names", "physical", "values", "seen_columns", "starter_query", "given", "expected", "gives", "example", "default", "choices"}
)
"""Fields that hold titles, names, labels and code, which are shown as they are."""


def _texts_with_links(entry: Entry) -> list[tuple[tuple[Key, ...], str]]:
    return list(_texts(entry.record))


def _texts(value: Record | list[Any] | dict[str, Any], keys: tuple[Key, ...] = ()) -> Iterator[tuple[tuple[Key, ...], str]]:
    """Every text of a record in which a link may stand, with the keys that lead to it."""
    for key, inner in _parts(value):
        if isinstance(inner, str):
            if "[[" in inner:
                yield (*keys, key), inner
        elif isinstance(inner, (Record, list, dict)):
            yield from _texts(inner, (*keys, key))


def _parts(value: Record | list[Any] | dict[str, Any]) -> Iterable[tuple[Key, Any]]:
    """What stands in a record, a list or a mapping, with the key of each; of a record without what is empty or printed as it is."""
    if isinstance(value, Record):
        return ((name, inner) for name, inner in vars(value).items() if inner and name not in _PRINTED)
    return enumerate(value) if isinstance(value, list) else value.items()
