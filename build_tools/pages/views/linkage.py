"""The pages of linkages and keys: one for each, and the list of all linkages."""

from __future__ import annotations

from collections.abc import Iterator

from build_tools.catalogue import Catalogue
from build_tools.joins.advice import rows_words, warnings
from build_tools.joins.code import Join
from build_tools.joins.paths import Hop, Path
from build_tools.joins.tested import Tested, join_of, tested
from build_tools.link_records import JoinKey, KeyHolder, Linkage, SourceYear
from build_tools.logical import logical_table
from build_tools.pages.blocks import (
    Badge,
    Block,
    Code,
    CodeBlock,
    CodeTabs,
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
    Prose,
    Section,
    View,
    joined,
)
from build_tools.pages.views.links import (
    CAVEATS,
    address_of,
    cited,
    evidence_line,
    join_address,
    recipe_link,
    table_link,
    variable_link,
)
from build_tools.pages.views.recipe import LEXERS
from build_tools.pages.views.shared import first_sentences, page_tools
from build_tools.pages.words import LINKAGE_AREAS, LINKAGE_BADGES, LINKAGE_STATUS, ROWS_OF_KEY, plural
from build_tools.recipes.definition import NAMES, RUN
from build_tools.records import Table
from build_tools.stack import stack_command

LINKAGES = "linkages/index.html"
RAN = {
    "sql": "Run on synthetic people by DuckDB through a proved translation, not on SQL Server. Stack the views of each table into the schema `work` first.",
    "python": "Run on synthetic people by pandas, with the rows that T-SQL gives.",
    "r": "Run on synthetic people by R with dplyr, with the rows that T-SQL gives.",
}
"""What is said of code that was run as it stands."""


def linkage_view(catalogue: Catalogue, linkage: Linkage) -> View:
    """The page of a linkage. The first screen says whether it can be made, how rows multiply, of whom, and how good the match is."""
    join = join_of(catalogue, linkage)
    above: Line = (Link("Linkages", LINKAGES), f" › {LINKAGE_AREAS[linkage.area]}")
    blocks: list[Block] = [
        Lead(linkage.title, "", linkage.description, above),
        _answers(linkage),
        *(_way(catalogue, join) if join else ()),
        *_people(linkage),
        *_beyond(linkage),
        *_traps(catalogue, linkage),
        *_related(catalogue, linkage),
        *_names(linkage),
        page_tools("linkage", linkage.id, linkage.title),
    ]
    return View(
        address_of("linkage", linkage.id),
        "linkage",
        linkage.title,
        first_sentences(linkage.short),
        tuple(blocks),
        catalogue.entry("linkage", linkage.id).path,
    )


def _answers(linkage: Linkage) -> Facts:
    status: list[Line] = [(LINKAGE_BADGES[linkage.status], f" {LINKAGE_STATUS[linkage.status]}")]
    status += [(linkage.status_note,)] if linkage.status_note else []
    status += [(linkage.access,)] if linkage.access else []
    rates: list[Line] = [(cited(f"{one.rate} of {one.group}, {one.years}.", one.evidence),) for one in linkage.match_rates]
    return Facts(
        (
            Fact("Can I have it?", tuple(status)),
            Fact("How do rows multiply?", ((linkage.forward,), (f"The other way: {linkage.back}",))),
            Fact("Of whom, and when?", ((linkage.coverage,),)),
            Fact("How good is the match?", tuple(rates) or ((linkage.not_published or "",),)),
            Fact("Who falls out?", ((linkage.excluded,),)),
        ),
        wide=True,
    )


def _way(catalogue: Catalogue, join: Join) -> Iterator[Block]:
    path = join.path
    yield Section("The way", "way")
    yield way_graph(catalogue, path)
    yield _sides_grid(catalogue, path)
    other = Link("the join finder", join_address(path.start, path.end))
    lines: list[Line] = [(rows_words(catalogue, path),), ("The ways to all other tables: ", other, ".")]
    if path.lookups:
        lines.append(("The code below joins in one go, which serves to count what is lost. To analyse, choose the rows and years of each table first, as in ", Link("three journeys", "start/journeys.html"), "."))
    yield Listing(tuple(lines))
    yield Section("Code", "code")
    ran = tested(catalogue, catalogue.linkages[join.name])
    yield CodeTabs(
        "code",
        tuple(
            CodeBlock(LEXERS[language], join.code(language), RAN[language] if ran and language in ran.languages else "Not run as it stands here.", NAMES[language])
            for language in RUN
        ),
    )
    yield Section("Check it", "check", 3)
    yield CodeBlock("tsql", join.check("sql"), "Count before you use the result: rows before and after; then how many of the different keys of the first table were found in each table on the way. Joins have no Stata code: join in SQL, and read the result.")
    stacks = "\n".join(stack_command(catalogue, table, join.columns_of(step)) for step, table in enumerate(path.tables))
    yield CodeBlock("bash", stacks, "These commands write the SQL that makes the long tables.")
    yield Section("What becomes of the rows", "rows")
    yield from _counts(catalogue, join)


def way_graph(catalogue: Catalogue, path: Path) -> Graph:
    """The tables on the way, from left to right."""
    nodes = tuple(
        Node(table_link(catalogue.tables[table]), step, "this" if table in (path.start, path.end) else "table")
        for step, table in enumerate(path.tables)
    )
    edges = tuple((step, step + 1) for step in range(len(path.hops)))
    return Graph(
        f"From {catalogue.tables[path.start].title} to {catalogue.tables[path.end].title}",
        nodes,
        edges,
        tuple(hop_line(catalogue, hop) for hop in path.hops),
    )


def hop_line(catalogue: Catalogue, hop: Hop) -> Line:
    """A step of a path in words: from which table to which, on which key."""
    return (
        table_link(catalogue.tables[hop.left]),
        " to ",
        table_link(catalogue.tables[hop.right]),
        " on the ",
        Link(hop.key.title, address_of("key", hop.key.id)),
        ".",
    )


def _sides_grid(catalogue: Catalogue, path: Path) -> Grid:
    rows: list[tuple[Line, ...]] = []
    for hop in path.hops:
        for table, holder in zip((hop.left, hop.right), hop.holders, strict=True):
            rows.append(
                (
                    (Link(hop.key.title, address_of("key", hop.key.id)),),
                    (table_link(catalogue.tables[table]),),
                    key_columns(catalogue, table, holder),
                    (ROWS_OF_KEY[holder.rows],),
                )
            )
    return Grid(("Key", "Table", "Column", "Rows with one value"), tuple(rows), as_cards=True)


def key_columns(catalogue: Catalogue, table: str, holder: KeyHolder) -> Line:
    """The columns of a key in a table: links to their variables, whose pages list the names in each view."""
    known = logical_table(catalogue, table).by_name
    lines: list[Line] = []
    for part in holder.columns:
        column = known[(part.column if isinstance(part, SourceYear) else part).lower()]
        shown: Line = (variable_link(column.variable),) if column.variable else (Code(column.name),)
        if column.variable and column.variable.name != column.name:
            shown = (*shown, " (printed as ", Code(column.variable.name), ")")
        if isinstance(part, SourceYear):
            shown = (f"{part.then} for years up to {part.up_to} and {part.later} after, from ", *shown)
        lines.append(shown)
    return joined(lines)


def _counts(catalogue: Catalogue, join: Join) -> Iterator[Block]:
    linkage = catalogue.linkages[join.name]
    found = tested(catalogue, linkage)
    if found is None:
        yield Prose(("Not counted as it stands here: it was changed after its last test.",))
        return
    first, last = (catalogue.tables[table] for table in (join.path.start, join.path.end))
    yield Prose(
        (
            f"{found.people:,} synthetic people, who do not exist: the counts show how the join works, and nothing about England. Run the check above to see your own.",
        )
    )
    yield Grid(("", "Rows", "Rows that find something", "Rows that find nothing", "Most that one row meets"), tuple(_count_rows(first, last, found)), as_cards=True)
    yield Listing(tuple(_wrong_ways(first, last, found)))


def _count_rows(first: Table, last: Table, found: Tested) -> Iterator[tuple[Line, ...]]:
    counts = found.counts
    for table, rows, matched, most in ((first, counts.rows, counts.matched, counts.most), (last, counts.other_rows, counts.other_matched, counts.other_most)):
        yield (table_link(table),), (f"{rows:,}",), (f"{matched:,}",), (f"{rows - matched:,} ({_share(rows - matched, rows)})",), (f"{most:,}",)


def _wrong_ways(first: Table, last: Table, found: Tested) -> Iterator[Line]:
    counts = found.counts
    lost = counts.rows - counts.matched
    yield (f"Right: a left join keeps all {counts.rows:,} rows of {first.title} and makes {counts.joined:,}.",)
    if lost:
        yield (Badge("wrong", "stop"), f" An inner join loses {plural(lost, 'row')} of {first.title} ({_share(lost, counts.rows)}) without a word.")
    else:
        yield ("On these people an inner join loses nothing. In the real data that is not promised.",)
    if found.without_year is not None and found.without_year > counts.joined:
        yield (Badge("wrong", "stop"), f" Without the condition on the year the join makes {found.without_year:,} rows, {found.without_year / counts.joined:.1f} times as many: each row meets those of all other years.")
    if found.first_part_only is not None and found.first_part_only > counts.joined:
        yield (Badge("wrong", "stop"), f" On the first part of the key alone the join makes {found.first_part_only:,} rows, {found.first_part_only / counts.joined:.1f} times as many.")
    if found.equal_labels is not None and found.equal_labels < counts.matched and {first.years.type, last.years.type} == {"academic", "tax"}:
        yield (Badge("wrong", "stop"), f" Joined on equal labels of the year, as 2011/12 with 2011/12, only {plural(found.equal_labels, 'row')} instead of {counts.matched:,} find something, and each meets other months than its own: the two kinds of year begin at different times.")
    if counts.most > 1:
        yield (Badge("wrong", "stop"), f" Who counts the rows of the result as rows of {first.title} counts up to {counts.most:,} times: {counts.joined - lost:,} rows for {counts.matched:,} that found something.")


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "0%"


def _people(linkage: Linkage) -> Iterator[Block]:
    yield Section("How it is made", "method")
    facts = [Fact("Method", ((linkage.method,),)), Fact("By", ((linkage.by,),))]
    if linkage.between:
        facts.insert(0, Fact("Between", tuple((side,) for side in linkage.between)))
    yield Facts(tuple(facts))


def _beyond(linkage: Linkage) -> Iterator[Block]:
    for title, anchor, texts in (
        ("What it has", "holds", linkage.holds),
        ("What it does not have", "lacks", linkage.lacks),
        ("Questions that it opens", "opens", linkage.opens),
    ):
        if texts:
            yield Section(title, anchor)
            yield Listing(tuple((text,) for text in texts))


def _traps(catalogue: Catalogue, linkage: Linkage) -> Iterator[Block]:
    traps: list[Line] = [
        (Link(caveat.title, f"{CAVEATS}#{caveat.id}"), f": {caveat.consequence}") for id in linkage.caveats if (caveat := catalogue.caveats.get(id))
    ]
    join = join_of(catalogue, linkage)
    if linkage.cautions or traps or join:
        yield Section("Before you use it", "traps")
    if linkage.cautions:
        yield Notice("Mind this", tuple(linkage.cautions), "care")
    if join:
        yield Notice("On this way", tuple(warnings(catalogue, join.path)), "care")
    if traps:
        yield Listing(tuple(traps))


def _related(catalogue: Catalogue, linkage: Linkage) -> Iterator[Block]:
    recipes = [catalogue.recipes[id] for id in linkage.recipes if id in catalogue.recipes]
    if recipes:
        yield Section("Recipes that make it safe", "recipes")
        yield Listing(tuple((recipe_link(recipe), f": {recipe.short}") for recipe in recipes))
    related = [catalogue.linkages[id] for id in linkage.related if id in catalogue.linkages]
    if related:
        yield Section("See also", "see-also")
        yield Listing(tuple((linkage_link(other), f": {other.short}") for other in related))


def _names(linkage: Linkage) -> Iterator[Block]:
    facts = [
        Fact("Permanent id", ((Code(linkage.id),),)),
        *([Fact("Also called", ((", ".join(linkage.synonyms) + ".",),))] if linkage.synonyms else []),
        *([Fact("Its owner's page", ((Link(linkage.url, linkage.url),),))] if linkage.url else []),
        Fact("Sources read", ((linkage.checked,),)),
        Fact("Evidence", (evidence_line(linkage.evidence),)),
    ]
    yield Section("Names and sources", "names")
    yield Facts(tuple(facts))


def linkage_link(linkage: Linkage) -> Link:
    """A link to a linkage by its title."""
    return Link(linkage.title, address_of("linkage", linkage.id))


def linkages_index(catalogue: Catalogue) -> View:
    """All linkages, those inside the extract first."""
    coded = [one for one in catalogue.linkages.values() if join_of(catalogue, one)]
    beyond = [one for one in catalogue.linkages.values() if one.area == "beyond"]
    other = len(catalogue.linkages) - len(coded) - len(beyond)
    blocks: list[Block] = [
        Lead(
            "Linkages",
            "",
            f"{plural(len(coded), 'linkage')} of tables of the extract, each with its keys, its losses and tested code; {other} that were made before supply, need data of your own, or can not be made; and {plural(len(beyond), 'source')} beyond the extract, with what is and what is not available.",
        ),
        Facts((Fact("See also", ((Link("Find how two tables join", "joins/index.html"), ", ", Link("how the tables join", "start/how-tables-join.html")),)),)),
    ]
    for area, words in LINKAGE_AREAS.items():
        of_area = sorted((one for one in catalogue.linkages.values() if one.area == area), key=lambda one: one.title.lower())
        if of_area:
            blocks += [Section(f"{words} ({len(of_area)})", area), linkages_grid(of_area)]
    return View(LINKAGES, "index", "Linkages", "How sources are joined, inside the LEO extract and beyond it", tuple(blocks))


def linkages_grid(linkages: list[Linkage]) -> Grid:
    """Linkages with what they join and whether a project can have them."""
    rows = tuple(((linkage_link(one),), (one.short,), (LINKAGE_BADGES[one.status],)) for one in linkages)
    return Grid(("Linkage", "What it joins", "Status"), rows, as_cards=True)


def linkages_of_table(catalogue: Catalogue, table: Table) -> list[Linkage]:
    """The linkages that begin or end with a table."""
    return [one for one in catalogue.linkages.values() if table.id in (one.from_, one.to)]


def key_view(catalogue: Catalogue, key: JoinKey) -> View:
    """The page of a key: what one value stands for, and which tables have it."""
    rows: list[tuple[Line, ...]] = []
    for holder in key.tables:
        table = catalogue.tables[holder.table]
        rows.append(
            (
                (table_link(table),),
                key_columns(catalogue, table.id, holder),
                (ROWS_OF_KEY[holder.rows] + (f". {holder.choose}" if holder.choose else ""),),
                (holder.missing or "",),
                (Link("joins", join_address(table.id)),),
            )
        )
    linkages = [one for one in catalogue.linkages.values() if (join := join_of(catalogue, one)) and any(hop.key.id == key.id for hop in join.path.hops)]
    blocks: list[Block] = [
        Lead(key.title, "", key.description, (Link("Joins", "joins/index.html"), " › Keys")),
        Facts(
            (
                Fact("Does it stand for a person?", (("Yes, though not for one and always the same." if key.is_person else "No.",),)),
                Fact("Which columns make it up?", ((", ".join(key.parts) + ".",),)),
                Fact("Where is it?", ((f"In {plural(len(key.tables), 'table')}.",),)),
                *([Fact("Also called", ((", ".join(key.synonyms) + ".",),))] if key.synonyms else []),
            ),
            wide=True,
        ),
    ]
    if key.cautions:
        blocks.append(Notice("Before you join on it", tuple(key.cautions), "care"))
    blocks += [
        Section(f"Tables that have it ({len(key.tables)})", "tables"),
        Grid(("Table", "Column", "Rows with one value", "Where it is missing", "Ways"), tuple(rows), as_cards=True),
    ]
    if linkages:
        blocks += [Section("Linkages that use it", "linkages"), linkages_grid(linkages)]
    blocks += [
        Section("Names and sources", "names"),
        Facts((Fact("Permanent id", ((Code(key.id),),)), Fact("Evidence", (evidence_line(key.evidence),)))),
        page_tools("key", key.id, key.title),
    ]
    return View(address_of("key", key.id), "key", key.title, first_sentences(key.short), tuple(blocks), catalogue.entry("key", key.id).path)


def keys_grid(catalogue: Catalogue) -> Grid:
    """All keys, with what they stand for."""
    rows = tuple(
        ((Link(key.title, address_of("key", key.id)),), (key.short,), (plural(len(key.tables), "table"),)) for key in catalogue.keys.values()
    )
    return Grid(("Key", "What it stands for", "Where"), rows, as_cards=True)

