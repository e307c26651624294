"""The pages of concepts, and of what LEO does not hold."""

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
    HeatMap,
    HeatRow,
    Lead,
    Line,
    Link,
    Notice,
    Prose,
    Section,
    View,
    joined,
)
from build_tools.pages.views.cohorts import ABOUT, cohort_grid
from build_tools.pages.views.links import (
    address_of,
    cited,
    evidence_line,
    resolve_id,
    table_link,
    traps_about,
    variable_link,
)
from build_tools.pages.views.recipe import recipe_blocks, recipes_of_concept
from build_tools.pages.views.shared import first_sentences, page_tools, variable_grid
from build_tools.pages.words import THEME_WORDS, plural, years_words
from build_tools.records import Concept, Series, Table, Variable
from build_tools.search import NOT_HELD
from build_tools.search.index import npd_anchor
from build_tools.years import year_label


def concept_view(catalogue: Catalogue, concept: Concept) -> View:
    """The page of a concept: what it is, which table holds it when, which column serves which years, and every variable."""
    variables = catalogue.of_concept[concept.id]
    tables = {table_of(variable.id): catalogue.table(variable) for variable in variables}
    blocks: list[Block] = [
        Lead(concept.title, "", concept.description, (Link("Concepts", "concepts/index.html"), f" › {THEME_WORDS[concept.theme]}")),
    ]  # fmt: skip
    if concept.caution:
        blocks.append(Notice("Mind this", tuple(concept.caution), "care"))
    if heat := years_of_tables(catalogue, variables):
        blocks += [Section("Which table holds it when", "years"), heat]
    if concept.series:
        blocks += [Section("Which column for which years", "series")]
        for number, series in enumerate(concept.series, 1):
            blocks += series_blocks(catalogue, series, f"series-{number}")
    blocks += recipe_blocks(catalogue, recipes_of_concept(catalogue, concept.id), traps_about(catalogue).get(concept.id, []))
    grid = cohort_grid(catalogue, tables.values(), fold="Birth cohorts against the tables of this concept")
    if grid:
        blocks += [Section("Birth cohorts", "cohorts"), Prose((ABOUT,)), grid]
    blocks.append(Section(f"Variables ({len(variables):,})", "variables"))
    for table_id, group in groupby(variables, key=lambda variable: table_of(variable.id)):
        members = list(group)
        blocks += [
            Section(f"{catalogue.tables[table_id].title} ({len(members):,})", f"in-{table_id.replace('_', '-')}", 3),
            variable_grid(catalogue, members),
        ]
    facts = [Fact("Also called", ((", ".join(concept.synonyms) + ".",),))] if concept.synonyms else []
    facts += [Fact("Permanent id", ((Code(concept.id),),)), Fact("Evidence", (evidence_line(concept.evidence),))]
    blocks += [Section("Names", "names"), Facts(tuple(facts)), page_tools("concept", concept.id, concept.title)]
    return View(
        address_of("concept", concept.id),
        "concept",
        concept.title,
        first_sentences(concept.description),
        tuple(blocks),
        catalogue.entry("concept", concept.id).path,
    )


def years_of_tables(catalogue: Catalogue, variables: list[Variable]) -> HeatMap | None:
    """How many of these variables each table holds in each year; None where no years are known."""
    counts: dict[str, dict[int, int]] = {}
    most: dict[str, int] = {}
    for variable in variables:
        table_id = table_of(variable.id)
        most[table_id] = most.get(table_id, 0) + 1
        for year in catalogue.held(variable):
            counts.setdefault(table_id, {})[year] = counts.setdefault(table_id, {}).get(year, 0) + 1
    if not counts:
        return None
    first = min(min(years) for years in counts.values())
    last = max(max(years) for years in counts.values())
    rows = tuple(
        HeatRow(
            table_link(catalogue.tables[table_id]),
            tuple(counts[table_id].get(year, 0) for year in range(first, last + 1)),
            most[table_id],
        )
        for table_id in counts
    )
    return HeatMap(tuple(year_label(year) for year in range(first, last + 1)), rows, "variables")


def series_blocks(catalogue: Catalogue, series: Series, anchor: str, level: int = 3) -> Iterator[Block]:
    """A measure that changed its column: a row a step."""
    rows: list[tuple[Line, ...]] = []
    for step in series.columns:
        variable = catalogue.variables[step.variable]
        table = catalogue.table(variable)
        years = catalogue.closed(step.years, table)
        rows.append(((years_words(years),), (variable_link(variable),), (table_link(table),), (step.note or "",)))
    yield Section(series.title, anchor, level)
    yield Prose((cited(series.about, series.evidence),))
    yield Grid(("Years", "Use", "In", "Note"), tuple(rows), as_cards=True)


def series_of(catalogue: Catalogue) -> dict[str, list[tuple[Concept, Series]]]:
    """The series in which each variable is a step."""

    def build() -> dict[str, list[tuple[Concept, Series]]]:
        found: dict[str, list[tuple[Concept, Series]]] = {}
        for concept in catalogue.concepts.values():
            for series in concept.series:
                for id in dict.fromkeys(step.variable for step in series.columns):
                    found.setdefault(id, []).append((concept, series))
        return found

    return catalogue.once("series of each variable", build)


def concepts_index(catalogue: Catalogue) -> View:
    """All concepts by theme."""
    blocks: list[Block] = [
        Lead(
            "Concepts",
            "",
            "The same thing is measured in many tables under many names. A concept brings them together: which table holds it in which years, which column to use when a measure changed, and what goes wrong.",
        )
    ]
    for theme, words in THEME_WORDS.items():
        of_theme = [concept for concept in catalogue.concepts.values() if concept.theme == theme]
        if not of_theme:
            continue
        rows: tuple[tuple[Line, ...], ...] = tuple(
            (
                (Link(concept.title, address_of("concept", concept.id)),),
                (joined((table_link(table),) for table in _first_tables(catalogue, concept))),
                (f"{len(catalogue.of_concept[concept.id]):,}",),
            )
            for concept in sorted(of_theme, key=lambda concept: concept.title)
        )
        blocks += [Section(words, theme), Grid(("Concept", "Tables with most of it", "Variables"), rows)]
    return View("concepts/index.html", "index", "Concepts", "What is measured, across all tables", tuple(blocks))


def _first_tables(catalogue: Catalogue, concept: Concept, most: int = 4) -> list[Table]:
    counts: dict[str, int] = {}
    for variable in catalogue.of_concept[concept.id]:
        counts[table_of(variable.id)] = counts.get(table_of(variable.id), 0) + 1
    return [catalogue.tables[id] for id in sorted(counts, key=lambda id: (-counts[id], id))[:most]]


def not_held_view(catalogue: Catalogue) -> View:
    """What people look for and LEO does not hold, each with what comes closest."""
    held = catalogue.not_held
    blocks: list[Block] = [
        Lead(
            "Not in LEO",
            "",
            "What people look for and the standard extract does not hold, each with what comes closest. The second part lists variables of the National Pupil Database that are not on the request form of LEO.",
        )
    ]
    for topic in held.topics:
        blocks += [
            Section(topic.title, topic.id),
            Prose((cited(topic.why, topic.evidence),)),
        ]
        if topic.nearest:
            blocks.append(Facts((Fact("Closest", (_nearest(catalogue, topic.nearest),)),)))
    blocks.append(Section("Variables of the National Pupil Database", "npd"))
    for collection in held.npd:
        blocks += [
            Section(f"{collection.collection} ({plural(len(collection.names), 'variable')})", npd_anchor(collection.collection), 3),
            Prose((collection.why,)),
        ]
        if collection.nearest:
            blocks.append(Facts((Fact("Closest", (_nearest(catalogue, collection.nearest),)),)))
        rows = tuple(((Code(name.name),), (name.title,)) for name in collection.names)
        blocks.append(Grid(("Name", "What it is"), rows, fold=f"The variables ({len(rows)})"))
    return View(NOT_HELD, "index", "Not in LEO", "What LEO does not hold, and what comes closest", tuple(blocks), "variables/not_held.yaml")  # fmt: skip


def _nearest(catalogue: Catalogue, ids: list[str]) -> Line:
    lines: list[Line] = []
    for id in ids:
        link = resolve_id(catalogue, id)
        record = catalogue.variables.get(id)
        lines.append((link or id, f" ({record.title}, {catalogue.table(record).title})" if record else ""))
    return joined(lines)


