"""Where pages stand, and links to them."""

from __future__ import annotations

import re
from functools import lru_cache

from build_tools.catalogue import FOLDERS, Catalogue, stem_of
from build_tools.pages.blocks import Line, Link, joined
from build_tools.recipe_records import Recipe
from build_tools.records import Issue, Table, Variable
from build_tools.years import Years

CAVEATS = "caveats.html"
"""The page of all traps."""


def address_of(kind: str, id: str) -> str:
    """Where the page of an entry stands: `variables/school_census.FSMeligible.html`."""
    return f"{FOLDERS[kind]}/{id}.html"


def resolve_id(catalogue: Catalogue, id: str) -> Link | None:
    """The link that `[[id]]` stands for, or None where there is no such entry."""
    if id.startswith("ref:"):
        return Link(id[4:], f"references.html#{id[4:]}", small=True) if id[4:] in catalogue.references else None
    if id.startswith("caveat:"):
        caveat = catalogue.caveats.get(id[7:])
        return Link(caveat.title, f"{CAVEATS}#{caveat.id}") if caveat else None
    if id.startswith("recipe:"):
        recipe = catalogue.recipes.get(id[7:])
        return recipe_link(recipe) if recipe else None
    if id.startswith("linkage:"):
        linkage = catalogue.linkages.get(id[8:])
        return Link(linkage.title, address_of("linkage", linkage.id)) if linkage else None
    if id.startswith("key:"):
        key = catalogue.keys.get(id[4:])
        return Link(key.title, address_of("key", key.id)) if key else None
    kind = catalogue.kind_of(id)
    if kind is None:
        return None
    record = catalogue.record(id)
    return variable_link(record) if isinstance(record, Variable) else Link(record.title, address_of(kind, id))


def join_address(table: str, end: str = "") -> str:
    """Where the ways from a table stand; with `end`, the way to that one: `joins/school_census.html#to-leo-earnings`."""
    return f"{FOLDERS['join']}/{table}.html" + (f"#{way_anchor(end)}" if end else "")


def way_anchor(end: str) -> str:
    """The part of a join page that leads to a table."""
    return f"to-{end.replace('_', '-')}"


def variable_link(variable: Variable) -> Link:
    """A link to a variable by its stem."""
    return _link_by_id(variable.id)


@lru_cache(maxsize=1 << 14)
def _link_by_id(id: str) -> Link:
    return Link(stem_of(id), address_of("variable", id), code=True)


def recipe_link(recipe: Recipe) -> Link:
    """A link to a recipe by its title."""
    return Link(recipe.title, address_of("recipe", recipe.id))


def traps_about(catalogue: Catalogue) -> dict[str, list[Link]]:
    """Links to the traps that bear on each entry, by its id."""

    def build() -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for caveat in catalogue.caveats.values():
            for id in caveat.about:
                found.setdefault(id, []).append(Link(caveat.title, f"{CAVEATS}#{caveat.id}"))
        return found

    return catalogue.once("traps about each entry", build)


def issue_line(table: Table, issue: Issue, more: str) -> Line:
    """A known issue in a sentence, with a link to the whole of it."""
    detail = issue.detail.split(". ")[0].rstrip(".")
    return f"{issue.title}: {detail}. ", _issue_link(table, issue, more)


def issue_title(table: Table, issue: Issue) -> Line:
    """What a known issue is called, with a link to the whole of it."""
    return f"{issue.title}. ", _issue_link(table, issue, "More")


def _issue_link(table: Table, issue: Issue, more: str) -> Link:
    return Link(more, f"{address_of('table', table.id)}#{issue.anchor}")


def issue_in(catalogue: Catalogue, table: Table, years: str) -> Issue | None:
    """The first known issue of a table that bears on some of these years (as a variable writes them); None where there is none."""
    known: dict[tuple[str, str], Issue | None] = catalogue.once("issues in years", dict)
    if (table.id, years) not in known:
        held = None if years == "unknown" else catalogue.closed(years, table)
        known[table.id, years] = next((issue for issue in table.known_issues if held is None or _bears_on(issue, held)), None)
    return known[table.id, years]


_YEARS_NAMED = re.compile(r"(?i)(from|since|after|to|until|before|by)? ?\b([0-9]{4}/[0-9]{2})\b")


def _bears_on(issue: Issue, held: Years) -> bool:
    """Whether an issue names no year, or one that is held; `from` or `to` a year means those behind or before it too."""
    named = _YEARS_NAMED.findall(f"{issue.title}. {issue.detail}")
    for word, label in named:
        year = Years.parse(label).first
        behind, before = word.lower() in ("from", "since", "after"), word.lower() in ("to", "until", "before", "by")
        if year in held or (behind and (held.last or year) >= year) or (before and held.first <= year):
            return True
    return not named


def table_link(table: Table) -> Link:
    """A link to a table by its title."""
    return Link(table.title, address_of("table", table.id))


def cited(text: str, ids: list[str]) -> str:
    """A text with its references behind it."""
    return " ".join([text, *(f"[[ref:{id}]]" for id in ids)])


def evidence_line(ids: list[str]) -> Line:
    """References as links to their place on the references page."""
    return _references(tuple(ids))


@lru_cache(maxsize=1 << 10)
def _references(ids: tuple[str, ...]) -> Line:
    return joined((Link(id, f"references.html#{id}"),) for id in ids)
