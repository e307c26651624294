"""The join finder: a page for each table with the way to every other, and one on which a script lets you choose two."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from build_tools.catalogue import Catalogue
from build_tools.joins.advice import rows_words, warnings
from build_tools.joins.code import Join
from build_tools.joins.paths import Hop, NoPath, Path, holder_of, join_path, keys_of, lookups_of
from build_tools.link_records import Linkage, SourceYear
from build_tools.pages.blocks import (
    Block,
    Code,
    CodeBlock,
    Fact,
    Facts,
    Graph,
    Grid,
    Lead,
    Line,
    Link,
    Listing,
    Node,
    Notice,
    Place,
    Prose,
    Section,
    View,
    joined,
)
from build_tools.pages.views.linkage import key_columns, keys_grid, linkage_link, linkages_grid, linkages_of_table
from build_tools.pages.views.links import address_of, join_address, table_link, way_anchor
from build_tools.pages.words import plural
from build_tools.records import Table

JOINS = "joins/index.html"


def join_view(catalogue: Catalogue, table: Table) -> View:
    """The ways from one table to every other, with the T-SQL, or the reason why there is none."""
    ways = {other.id: join_path(catalogue, table.id, other.id) for other in catalogue.tables.values() if other.id != table.id}
    found = {id: way for id, way in ways.items() if isinstance(way, Path)}
    lost = {id: way for id, way in ways.items() if isinstance(way, NoPath)}
    keys = keys_of(catalogue)[table.id]
    blocks: list[Block] = [
        Lead(f"Joins from {table.title}", "", f"How every row of {table.id} meets the rows of {plural(len(found), 'other table')}.", (Link("Joins", JOINS),)),
        Facts(
            (
                Fact("The table", ((table_link(table), f": {table.grain}"),)),
                Fact("Its keys", tuple((Link(key.title, address_of("key", key.id)), ": ", *key_columns(catalogue, table.id, holder_of(key, table.id))) for key in keys) or (("No key is printed.",),)),
                Fact("Rows a person", ((table.rows_per_person,),)),
            ),
            wide=True,
        ),
    ]
    if table.unlinked:
        blocks.append(Notice("No way to a person", (table.unlinked,), "stop"))
    if found:
        blocks.append(Prose(("The T-SQL below keeps every row of the first table. Each block was run on synthetic people by DuckDB through a proved translation, not on SQL Server. It reads long tables in the schema `work`, which `leo-kb stack TABLE` makes, with the columns that it names.",)))
    if linkages := linkages_of_table(catalogue, table):
        blocks += [Section("Linkages with pages of their own", "linkages"), linkages_grid(linkages)]
    if found:
        here = join_address(table.id)
        rows = tuple(((Link(catalogue.tables[id].title, f"{here}#{way_anchor(id)}"),), _through(catalogue, way), (rows_words(catalogue, way),)) for id, way in found.items())
        blocks += [Section(f"All ways ({len(found)})", "ways"), Grid(("To", "Through", "How rows multiply"), rows, as_cards=True)]
    if lost:
        here = join_address(table.id)
        blocks += [Section(f"No way ({len(lost)})", "no-way")]
        blocks += _lost(catalogue, lost)
    for id, way in found.items():
        blocks += _way_blocks(catalogue, catalogue.tables[id], way)
    return View(join_address(table.id), "join", f"Joins from {table.title}", f"How {table.title} joins every other table of LEO, with keys and T-SQL", tuple(blocks), catalogue.entry("table", table.id).path)


def _through(catalogue: Catalogue, way: Path) -> Line:
    between = way.tables[1:-1]
    return joined((table_link(catalogue.tables[table]),) for table in between) if between else ("directly",)


def _lost(catalogue: Catalogue, lost: dict[str, NoPath]) -> Iterator[Block]:
    for id, way in lost.items():
        yield Section(f"To {catalogue.tables[id].title}: no way", way_anchor(id), 3)
        reason = catalogue.tables[id].unlinked
        yield Prose((f"No way. {catalogue.tables[id].title}: {reason}" if reason else "No way: the reason stands at the top of this page." if catalogue.tables[way.start].unlinked else f"No way. {way.reason}",))


def _way_blocks(catalogue: Catalogue, end: Table, way: Path) -> Iterator[Block]:
    join = Join(catalogue, way)
    yield Section(f"To {end.title}", way_anchor(end.id))
    linkage = _linkages(catalogue).get(frozenset((way.start, way.end)))
    line: Line = ("On the ", *joined(((Link(hop.key.title, address_of("key", hop.key.id)),) for hop in way.hops), ", then the "), ". ", rows_words(catalogue, way))
    yield Listing(((*line, *((" More: ", linkage_link(linkage), ".") if linkage else ())), *((text,) for text in warnings(catalogue, way))))
    yield CodeBlock("tsql", join.sql() + "GO\n\n-- Count before you use it.\n" + join.check("sql"))


def _linkages(catalogue: Catalogue) -> dict[frozenset[str | None], Linkage]:
    """Linkages by the two tables that they join, the first of each two."""

    def find() -> dict[frozenset[str | None], Linkage]:
        return {frozenset((one.from_, one.to)): one for one in reversed(catalogue.linkages.values())}

    return catalogue.once("linkages by tables", find)


def pair_view(catalogue: Catalogue, join: Join, language: str) -> View:
    """The way between two tables alone, for the terminal."""
    way = join.path
    first, last = catalogue.tables[way.start], catalogue.tables[way.end]
    blocks: tuple[Block, ...] = (
        Lead(f"{first.title} to {last.title}", "", rows_words(catalogue, way)),
        Section("The way", "way"),
        Listing(tuple(_step(catalogue, hop) for hop in way.hops)),
        Section("Before you join", "traps"),
        Listing(tuple((text,) for text in warnings(catalogue, way))),
        Section("Code", "code"),
        CodeBlock(language, join.code(language)),
        Section("Check it", "check"),
        CodeBlock(language, join.check(language)),
    )
    return View(join_address(way.start), "join", f"{first.title} to {last.title}", "", blocks)


def _step(catalogue: Catalogue, hop: Hop) -> Line:
    """A step with the columns on both sides: `school_census.PupilMatchingRefAnonymous = link_ae_id_pmr.PUPILMATCHINGREFANONYMOUS`."""
    sides = [[_part(table, part) for part in holder.columns] for table, holder in zip((hop.left, hop.right), hop.holders, strict=True)]
    pairs = joined(((Code(f"{one} = {other}"),) for one, other in zip(*sides, strict=True)), " and ")
    return (f"{hop.key.title}: ", *pairs, f"; rows with one value: {hop.holders[0].rows} in {hop.left}, {hop.holders[1].rows} in {hop.right}")


def _part(table: str, part: str | SourceYear) -> str:
    if isinstance(part, SourceYear):
        return f"({part.then} for {table}.{part.column} up to {part.up_to}, else {part.later})"
    return f"{table}.{part}"


def join_json(catalogue: Catalogue, join: Join) -> dict[str, Any]:
    """The way between two tables for programs."""
    return {
        "from": join.path.start,
        "to": join.path.end,
        "same_year": join.path.same_year,
        "way": [{"from": hop.left, "key": hop.key.id, "to": hop.right} for hop in join.path.hops],
        "rows": rows_words(catalogue, join.path),
        "warnings": list(warnings(catalogue, join.path)),
        "code": {language: join.code(language) for language in ("sql", "python", "r")},
        "check": {language: join.check(language) for language in ("sql", "python", "r")},
    }


def joins_index(catalogue: Catalogue) -> View:
    """Two tables to choose, the keys, and the map of all tables."""
    links: tuple[Line, ...] = tuple((Link(table.title, join_address(table.id)),) for table in catalogue.tables.values())
    blocks: list[Block] = [
        Lead("Joins", "", "Choose two tables to see the way from one to the other: keys, what happens to rows, what goes wrong, and the T-SQL. The first keeps all its rows."),
        Place("kb-join", "join", links),
        Section("Keys", "keys"),
        keys_grid(catalogue),
        Section("Map of the tables", "map"),
        Prose(("Each box leads to the ways from its table. School, university and application tables meet on the pupil reference, further education on the record number, tax and benefit tables on the tax key; the lookups in the middle join the three.",)),
        map_graph(catalogue),
        Facts((Fact("See also", ((Link("Linkages", "linkages/index.html"), ", ", Link("how the tables join", "start/how-tables-join.html")),)),)),
    ]
    return View(JOINS, "index", "Joins", "How any two tables of LEO join: the way, the keys, the losses and the T-SQL", tuple(blocks))


def _column(is_lookup: bool, keys: set[str]) -> int:
    """The column of a table on the map, from the left, by what it is and the keys that it has."""
    if is_lookup:
        return 3 if "edukey" in keys else 2
    if "edukey" in keys:
        return 4
    return 5 if "enterprise" in keys else 1 if keys & {"pmr", "recordid"} else 0


def map_graph(catalogue: Catalogue) -> Graph:
    """All tables in columns: those on the pupil reference and on the record number, the lookups, those on the tax key, the register; and apart those that nothing leads to."""
    lookups = lookups_of(catalogue)
    columns = {table: _column(table in lookups, {key.id for key in keys_of(catalogue)[table]}) for table in catalogue.tables}
    nodes: list[Node] = []
    places: dict[str, int] = {}
    for table, column in columns.items():
        places[table] = len(nodes)
        kind = "this" if table in lookups else "table"
        nodes.append(Node(Link(table, join_address(table)), column, kind))
    edges: list[tuple[int, int]] = []
    said: list[Line] = []
    for key in catalogue.keys.values():
        holders = [holder.table for holder in key.tables if holder.table in columns]
        hub = max((table for table in holders if table in lookups), key=lambda table: columns[table], default=None)
        pairs = [(table, hub) for table in holders if hub and table != hub] if hub else list(pairwise(holders))
        for one, other in pairs:
            left, right = sorted((one, other), key=lambda table: columns[table])
            if columns[left] < columns[right]:
                edges.append((places[left], places[right]))
        said.append((Link(key.title, address_of("key", key.id)), ": ", *joined((Link(catalogue.tables[table].title, join_address(table)),) for table in holders), "."))
    alone = [table for table in catalogue.tables if not keys_of(catalogue)[table]]
    if alone:
        said.append(("No key is printed: ", *joined((Link(catalogue.tables[table].title, join_address(table)),) for table in alone), "."))
    return Graph("All tables and the keys by which they join", tuple(nodes), tuple(edges), tuple(said))
