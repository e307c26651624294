"""The page of one table."""

from __future__ import annotations

from collections.abc import Iterator

from build_tools.catalogue import Catalogue
from build_tools.pages.blocks import (
    Block,
    Code,
    CodeBlock,
    Fact,
    Facts,
    Grid,
    Lead,
    Line,
    Link,
    Notice,
    Prose,
    Section,
    View,
    joined,
)
from build_tools.pages.views.cohorts import table_cohorts
from build_tools.pages.views.linkage import linkages_grid, linkages_of_table
from build_tools.pages.views.links import (
    address_of,
    cited,
    evidence_line,
    issue_line,
    join_address,
    table_link,
    traps_about,
)
from build_tools.pages.views.recipe import recipe_blocks, recipes_of_table
from build_tools.pages.views.shared import (
    draw_years,
    first_sentences,
    page_tools,
    term_rows,
    variable_grids,
    years_of_topics,
)
from build_tools.pages.views.synthetic import table_synthetic
from build_tools.pages.words import (
    EVIDENCE_BADGES,
    REQUEST_BADGES,
    gap_words,
    plural,
    span_words,
    view_year_words,
    year_kind,
)
from build_tools.physical import full_name, views_of
from build_tools.records import Table


def table_view(catalogue: Catalogue, table: Table) -> View:
    """The page of one table: grain, key, years, request level, known issues, views, variables."""
    variables = catalogue.by_table[table.id]
    source_of = catalogue.sources[table.source]
    blocks: list[Block] = [
        Lead(table.title, "", table.description, (Link(source_of.title, address_of("source", source_of.id)),))
    ]
    span = catalogue.span(table)
    years = "No series of years." if span is None else f"{span_words(*span)}, {year_kind(table)}."
    key: list[Line] = []
    if table.key.columns:
        key.append(joined(((Code(column),) for column in table.key.columns), " + "))
    key.append(
        (
            {True: "Unique.", False: "Not unique.", "unknown": "Whether it is unique is not known."}[table.key.unique]
            + (f" {table.key.note}" if table.key.note else ""),
        )
    )
    requests = sorted({catalogue.request(variable) for variable in variables})
    request: list[Line] = [
        tuple(
            piece
            for level in requests
            for piece in (
                REQUEST_BADGES[level],
                f" {plural(sum(catalogue.request(variable) == level for variable in variables), 'variable')}. ",
            )
        )
    ]
    if table.request_note:
        request.append((table.request_note,))
    blocks.append(
        Facts(
            (
                Fact("One row is", ((table.grain,),)),
                Fact("Rows a person", ((table.rows_per_person,),)),
                Fact("Years", ((years,), *(((table.years.note,),) if table.years.note else ()))),
                Fact("Can I have it?", tuple(request)),
                Fact(
                    "Which trap?",
                    (issue_line(table, table.known_issues[0], "More"),)
                    if table.known_issues
                    else (("None is documented.",),),
                ),
            ),
            wide=True,
        )
    )
    facts = [Fact("Key", tuple(key))]
    if table.person_key and table.person_key.column:
        leads = catalogue.tables.get(table.person_key.leads_to or "")
        facts.append(
            Fact(
                "Way to the person",
                ((Code(table.person_key.column), *((" leads to ", table_link(leads)) if leads else ())),),
            )
        )
    ways: Line = (Link("Joins from this table", join_address(table.id)), ": the way to every other.")
    facts.append(Fact("Joins", (ways, *(((table.unlinked,),) if table.unlinked else ()))))
    if table.universe:
        facts.append(Fact("Who is in it", ((table.universe,),)))
    if table.not_in:
        facts.append(Fact("Who is not", ((table.not_in,),)))
    facts += [
        Fact("Owner", ((table.owner,),)),
        Fact(
            "On the form",
            (
                (
                    f"Tab {table.form.tab.strip()}"
                    + (f", section {table.form.section}" if table.form.section else "")
                    + (f", table {table.form.only}" if table.form.only else ""),
                ),
            ),
        ),
    ]
    facts += [Fact("Evidence", (evidence_line(table.evidence),)), Fact("Confidence", ((table.confidence,),))]
    blocks += [Section("Keys and coverage", "keys"), Facts(tuple(facts))]
    if span and table.years.type != "none":
        gaps = tuple(catalogue.table_gaps(table))
        words = f"Held {span_words(*span)}.{gap_words(gaps)}"
        whole = frozenset(range(span[0], span[1] + 1)) - {gap.year for gap in gaps if gap.term is None}
        blocks += [Section("Years", "years"), draw_years(span, whole, gaps, term_rows(catalogue, table), words)]
    if table.known_issues or table.form_notes:
        blocks.append(Section("Known issues", "known-issues"))
        for known in table.known_issues:
            blocks += [
                Section(known.title, known.anchor, 3),
                Prose((cited(known.detail, known.evidence),)),
            ]
        if table.form_notes:
            blocks.append(Notice("Oddities of the form", tuple(table.form_notes), "note"))
    blocks += _view_blocks(catalogue, table)
    blocks += recipe_blocks(catalogue, recipes_of_table(catalogue, table), traps_about(catalogue).get(table.id, []))
    if linkages := linkages_of_table(catalogue, table):
        blocks += [Section("Linkages", "linkages"), linkages_grid(linkages)]
    if table.starter_query:
        blocks += [
            Section("A first query", "first-query"),
            CodeBlock(
                "tsql",
                table.starter_query,
                "Written from public names; not run in the secure environment. Put your project number in place of the placeholder.",
            ),
        ]
    blocks += table_synthetic(catalogue, table)
    blocks += table_cohorts(catalogue, table)
    blocks.append(Section(f"Variables ({len(variables):,})", "variables"))
    if heat := years_of_topics(catalogue, variables):
        blocks.append(heat)
    blocks += [*variable_grids(catalogue, variables), page_tools("table", table.id, table.title)]
    return View(
        address_of("table", table.id),
        "table",
        table.title,
        first_sentences(table.short),
        tuple(blocks),
        catalogue.entry("table", table.id).path,
    )


def _view_blocks(catalogue: Catalogue, table: Table) -> Iterator[Block]:
    views = views_of(catalogue, table)
    rows = tuple(
        (
            (view_year_words(view.year, view.term),),
            (Code(full_name(catalogue, table, view.name)),),
            (EVIDENCE_BADGES[view.evidence],),
        )
        for view in views
    )
    yield Section("Views", "views")
    if any(view.evidence == "assumed" for view in views):
        yield Prose(
            ("View names marked assumed are not public: they follow from a rule of ours. Check them in your project.",)
        )
    yield Grid(("Year", "View", "Evidence"), rows, fold=f"Views ({len(rows)})" if len(rows) > 3 else "")
