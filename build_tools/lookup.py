"""From any name to what it is: current, old and physical names, ids, tables, views and code lists, in any letter case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from build_tools.catalogue import Catalogue, stem_of
from build_tools.physical import all_columns, columns_of, full_name, spelled_by_year, views_of
from build_tools.years import year_label


@dataclass(frozen=True)
class Hit:
    """One meaning of a name. `kind` is how the name belongs to the entry, `note` says it in words."""

    entry_kind: str
    id: str
    kind: str
    name: str
    note: str = ""


_RANK = (
    "id",
    "name",
    "field",
    "stem",
    "former name",
    "old alias",
    "alternative name",
    "column",
    "table",
    "view",
    "code list",
    "source",
    "title",
)


def find(catalogue: Catalogue, name: str) -> list[Hit]:
    """Every meaning of `name`, the strongest first; empty if there is none."""
    index = build_index(catalogue)
    hits = index.get(_key(name), [])
    return sorted(hits, key=lambda hit: (_RANK.index(hit.kind), hit.id))


def near(catalogue: Catalogue, name: str, count: int = 5) -> list[Hit]:
    """The entries whose names are most like `name`, one hit an entry."""
    wanted = _key(name)
    best: dict[str, tuple[float, Hit]] = {}
    for key, hits in build_index(catalogue).items():
        if hits[0].kind == "column" or abs(len(key) - len(wanted)) > max(4, len(wanted) // 2):
            continue
        matcher = SequenceMatcher(None, wanted, key)
        if matcher.real_quick_ratio() < 0.6 or matcher.quick_ratio() < 0.6:
            continue
        score = matcher.ratio() + (0.1 if key.startswith(wanted[:4]) else 0)
        for hit in hits:
            if score > best.get(hit.id, (0.6, hit))[0]:
                best[hit.id] = (score, hit)
    return [hit for _, hit in sorted(best.values(), key=lambda item: (-item[0], item[1].id))[:count]]


def by_entry(hits: list[Hit]) -> list[list[Hit]]:
    """The hits of each entry together, in the order of the first."""
    found: dict[tuple[str, str], list[Hit]] = {}
    for hit in hits:
        found.setdefault((hit.entry_kind, hit.id), []).append(hit)
    return list(found.values())


def describe(catalogue: Catalogue, hits: list[Hit]) -> str:
    """A few lines on one entry, and on how a name belongs to it: `hits` are the meanings of the name that are this entry, at least one."""
    kind, id = hits[0].entry_kind, hits[0].id
    if kind == "variable":
        return "\n".join(_describe_variable(catalogue, hits))
    if kind == "table":
        table = catalogue.tables[id]
        years = f"{table.years.from_ or 'none'} to {table.years.to or 'none'}"
        notes = [f"    {hit.note}" for hit in hits if hit.note]
        return "\n".join([table.title, f"    id       {id}", f"    years    {years}", *notes])
    title = catalogue.code_lists[id].title if kind == "code_list" else catalogue.sources[id].title
    return f"{title}\n    id       {id} ({kind.replace('_', ' ')})"


_NOTES = 6
"""Most notes that are printed of one variable; a name can be that of a column in every year."""


def _describe_variable(catalogue: Catalogue, hits: list[Hit]) -> list[str]:
    variable = catalogue.variables[hits[0].id]
    table, years = catalogue.table(variable), catalogue.years(variable)
    held = str(years) if years else f"unknown: {variable.years_note or ''}"
    status = f"; {variable.status}" if variable.status and variable.status != "listed" else ""
    lines = [
        f"{variable.name}: {variable.title}",
        f"    id       {variable.id}",
        f"    table    {table.title}",
        f"    years    {held} ({table.years.type})",
        f"    request  {catalogue.request(variable)}{status}",
    ]
    notes = [hit.note for hit in hits if hit.note]
    columns = columns_of(catalogue, variable)
    if columns and (not notes or hits[0].kind in ("id", "name", "stem", "field")):
        first, last = (
            f"{each.column} in {full_name(catalogue, table, each.view)}" for each in (columns[0], columns[-1])
        )
        lines.append(f"    columns  {len(columns)}, from {first} to {last}")
    shown = [note for note in notes[:_NOTES] if not note.startswith("column") or hits[0].kind == "column"]
    return lines + [f"    {note}" for note in shown]


def _key(name: str) -> str:
    """Letters, digits and placeholders: case, spaces and the brackets around a column do not matter."""
    text = name.strip().lower()
    text = re.sub(r'^\[?(?:npd|leo|lilr|hesa)(?:_i2)?\]?\.(?:"[^"]*"|\[[^\]]*\])\.', "", text)
    return re.sub(r"[\s\"`']+", "", text).strip("_")


def build_index(catalogue: Catalogue) -> dict[str, list[Hit]]:
    """Names in lower case and what each can mean; built once for a catalogue."""
    return catalogue.once("index of names", lambda: _build_index(catalogue))


def _build_index(catalogue: Catalogue) -> dict[str, list[Hit]]:
    index: dict[str, list[Hit]] = {}

    def add(hit: Hit) -> None:
        hits = index.setdefault(_key(hit.name), [])
        if not any(
            other.id == hit.id and other.entry_kind == hit.entry_kind and other.note == hit.note for other in hits
        ):
            hits.append(hit)

    for variable in catalogue.variables.values():
        add(Hit("variable", variable.id, "id", variable.id))
        add(Hit("variable", variable.id, "name", variable.name))
        add(Hit("variable", variable.id, "stem", stem_of(variable.id)))
        if variable.field:
            add(
                Hit(
                    "variable",
                    variable.id,
                    "field",
                    variable.field,
                    "" if variable.field == variable.name else f"field reference of {variable.name}",
                )
            )
        for old in variable.old_names:
            years = f", {old.years}" if old.years else ""
            add(Hit("variable", variable.id, old.kind, old.name, f"{old.kind} of {variable.name}{years}"))
            for year, spelled in spelled_by_year(catalogue, variable, old.name).items():
                note = f"{old.kind} of {variable.name}, for {year_label(year)}"
                add(Hit("variable", variable.id, old.kind, spelled, note))
            bare = re.sub(r"(?i)_?(?:\[term\]|\[yy\]|\[n\])", "", old.name)
            if bare != old.name:
                add(Hit("variable", variable.id, old.kind, bare, f"{old.kind} of {variable.name}{years}"))
    for variable, column in all_columns(catalogue):
        when = (
            f"{column.term + ' ' if column.term else ''}{year_label(column.year)}"
            if column.year is not None
            else "all its years"
        )
        view = full_name(catalogue, catalogue.table(variable), column.view)
        add(
            Hit(
                "variable",
                variable.id,
                "column",
                column.column,
                f"column for {when} in {view} (column {column.evidence}, view {column.view_evidence})",
            )
        )
    for table in catalogue.tables.values():
        add(Hit("table", table.id, "table", table.id))
        for physical in views_of(catalogue, table):
            when = year_label(physical.year) if physical.year is not None else "all years"
            add(Hit("table", table.id, "view", physical.name, f"view of {table.id}, {when} ({physical.evidence})"))
    for code_list in catalogue.code_lists.values():
        add(Hit("code_list", code_list.id, "code list", code_list.id))
    for source in catalogue.sources.values():
        add(Hit("source", source.id, "source", source.id))
    return index
