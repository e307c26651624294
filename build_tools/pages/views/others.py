"""The pages of code lists, sources and families."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from build_tools.catalogue import Catalogue, table_of
from build_tools.pages.blocks import (
    Block,
    Code,
    Fact,
    Facts,
    Grid,
    Lead,
    Line,
    Link,
    Section,
    View,
    joined,
)
from build_tools.pages.views.links import address_of, evidence_line, table_link, variable_link
from build_tools.pages.views.shared import codes_grid, first_sentences, page_tools, tables_grid, variable_grid
from build_tools.pages.words import (
    REQUEST_BADGES,
    plural,
    years_short,
)
from build_tools.records import CodeGroup, CodeList, Family, Renamed, Source, Variable


def code_list_view(catalogue: Catalogue, code_list: CodeList) -> View:
    """The page of a shared code list: its codes and who uses it."""
    id = code_list.id
    users = catalogue.users_of_list[id]
    blocks: list[Block] = [
        Lead(code_list.title, "", code_list.description or "", (Link("Code lists", "code_lists/index.html"),)),
        Section(f"Codes ({len(code_list.codes)})", "codes"),
        *_codes_blocks(code_list),
        Section(f"Used by {plural(len(users), 'variable')}", "used-by"),
    ]
    for table_id, group in groupby(users, key=lambda variable: table_of(variable.id)):
        members = list(group)
        blocks += [
            Section(catalogue.tables[table_id].title, f"in-{table_id.replace('_', '-')}", 3),
            variable_grid(catalogue, members),
        ]
    blocks += [
        Facts((Fact("Permanent id", ((Code(id),),)), Fact("Evidence", (evidence_line(code_list.evidence),)))),
        page_tools("code_list", id, code_list.title),
    ]
    text = code_list.description or code_list.title
    return View(
        address_of("code_list", id),
        "code_list",
        code_list.title,
        first_sentences(text),
        tuple(blocks),
        catalogue.entry("code_list", id).path,
    )


def _codes_blocks(code_list: CodeList) -> Iterator[Block]:
    """The codes: all in one table, or group by group below a table of the groups."""
    if not code_list.groups:
        yield codes_grid(tuple(code_list.codes))
        return
    page = address_of("code_list", code_list.id)
    rows: list[tuple[Line, ...]] = [
        (
            (Link(group.code, f"{page}#{_group_anchor(group)}"),),
            (group.title,),
            joined(((Link(part.code, f"{page}#{_group_anchor(part)}"),) for part in group.inside), " "),
        )
        for group in code_list.groups
    ]
    yield Grid(("Group", "Title", "Groups inside"), tuple(rows), as_cards=True)
    for group in code_list.groups:
        yield from _group_blocks(code_list, group, 3)


def _group_blocks(code_list: CodeList, group: CodeGroup, level: int) -> Iterator[Block]:
    """A group: its heading, and its codes or the groups inside it."""
    yield Section(f"{group.code}: {group.title}", _group_anchor(group), min(level, 6))
    if not group.inside:
        yield codes_grid(tuple(code for code in code_list.codes if group.holds(code.code)))
    for part in group.inside:
        yield from _group_blocks(code_list, part, level + 1)


def _group_anchor(group: CodeGroup) -> str:
    """`group-a`: the anchor of a group on the page of its list."""
    return f"group-{group.code.lower()}"


def moved_view(catalogue: Catalogue, renamed: Renamed) -> View:
    """The page at an address that was published and is now another."""
    kind = renamed.kind
    title = getattr(catalogue.entry(kind, renamed.new).record, "title", renamed.new)
    link = Link(renamed.new, address_of(kind, renamed.new), code=True)
    blocks: tuple[Block, ...] = (
        Lead(renamed.old, "This page has moved", renamed.reason, is_code=True),
        Facts((Fact("Now", ((link, f": {title}"),)),), wide=True),
    )
    return View(address_of(kind, renamed.old), kind, f"{renamed.old} has moved", f"Now {renamed.new}", blocks, "variables/renamed.yaml")  # fmt: skip


def source_view(catalogue: Catalogue, owner: Source) -> View:
    """The page of a source: what it is and which tables come from it."""
    id = owner.id
    tables = catalogue.tables_of_source[id]
    facts = [Fact("Owner", ((owner.owner,),))]
    if owner.database:
        facts.append(Fact("Database in the secure environment", ((Code(owner.database),),)))
    if owner.url:
        facts.append(Fact("On the web", ((Link(owner.url, owner.url),),)))
    blocks: tuple[Block, ...] = (
        Lead(owner.title, "", owner.description, (Link("Sources and tables", "tables/index.html"),)),
        Facts(tuple(facts)),
        Section(f"Tables ({len(tables)})", "tables"),
        tables_grid(catalogue, tables),
        page_tools("source", id, owner.title),
    )
    return View(
        address_of("source", id),
        "source",
        owner.title,
        first_sentences(owner.short),
        blocks,
        catalogue.entry("source", id).path,
    )


def _matrix(family: Family, members: list[Variable]) -> Iterator[Block]:
    """Members by their first two dimensions, which says at a glance what there is; nothing for a family with one dimension."""
    if len(family.dimensions) < 2:
        return
    (down, rows), (across, columns) = list(family.dimensions.items())[:2]
    if len(columns.values) > len(rows.values):
        (down, rows), (across, columns) = (across, columns), (down, rows)
    at: dict[tuple[str, str], list[Line]] = {}
    for member in members:
        at.setdefault((member.dimensions[down], member.dimensions[across]), []).append((variable_link(member),))
    yield Section(f"{rows.title} by {columns.title[0].lower()}{columns.title[1:]}", "matrix")
    yield Grid(
        (rows.title, *columns.values.values()),
        tuple(((words,), *(joined(at.get((key, other), [])) for other in columns.values)) for key, words in rows.values.items()),
    )  # fmt: skip


def family_view(catalogue: Catalogue, family: Family) -> View:
    """The page of a family: its members by their dimensions."""
    id = family.family
    members = catalogue.members[id]
    table = catalogue.tables[table_of(id)]
    names = list(family.dimensions)
    rows: list[tuple[Line, ...]] = []
    for member in members:
        values: list[Line] = [(family.dimensions[name].values[member.dimensions[name]],) for name in names]
        rows.append(
            (
                (variable_link(member),),
                *values,
                (years_short(catalogue, member),),
                (REQUEST_BADGES[catalogue.request(member)],),
            )
        )
    blocks: tuple[Block, ...] = (
        Lead(family.title, "", family.description, (table_link(table),)),
        *_matrix(family, members),
        Section(f"Members ({len(members)})", "members"),
        Grid(("Name", *(family.dimensions[name].title for name in names), "Years", "Request"), tuple(rows)),
        page_tools("family", id, family.title),
    )
    return View(
        address_of("family", id),
        "family",
        family.title,
        first_sentences(family.description),
        blocks,
        catalogue.entry("family", id).path,
    )
