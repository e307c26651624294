"""The pages that list others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from build_tools.catalogue import Catalogue, table_of
from build_tools.cohorts import COHORTS
from build_tools.pages.blocks import (
    Block,
    Fact,
    Facts,
    Grid,
    Lead,
    Line,
    Link,
    Listing,
    Place,
    Prose,
    Section,
    View,
)
from build_tools.pages.views.cohorts import cohorts_view
from build_tools.pages.views.concept import concepts_index, not_held_view
from build_tools.pages.views.join import JOINS, joins_index
from build_tools.pages.views.linkage import LINKAGES, linkages_index
from build_tools.pages.views.links import CAVEATS, address_of, table_link, variable_link
from build_tools.pages.views.manual import fields_view, manual_pages, references_view
from build_tools.pages.views.recipe import caveats_view, recipes_index, theme_address, theme_view
from build_tools.pages.views.shared import first_sentences, tables_grid
from build_tools.pages.views.synthetic import SYNTHETIC, synthetic_view
from build_tools.pages.views.tsql import TSQL, tsql_view
from build_tools.pages.words import RECIPE_THEMES
from build_tools.search import NOT_HELD


def _explore_view(catalogue: Catalogue) -> View:
    """The page on which a script filters all variables; without scripts it leads to the lists."""
    lists: tuple[Line, ...] = (
        (Link("All variables", "variables/index.html"), ", by table"),
        (Link("Sources and tables", "tables/index.html"), ", with what one row is and which years there are"),
        (Link("Concepts", "concepts/index.html"), ": the same thing across tables"),
        (Link("Recipes", "recipes/index.html"), ": derived variables with tested code"),
        (Link("Joins", "joins/index.html"), ": how any two tables meet"),
        (Link("Linkages", "linkages/index.html"), ", inside the extract and beyond it"),
        (Link("Code lists", "code_lists/index.html"), ", with the variables that use them"),
        (Link("Families", "families/index.html"), " of variables that differ in one thing"),
        (Link("Birth cohorts", COHORTS), ": who is seen at which age"),
        (Link("Not in LEO", NOT_HELD), ", and what comes closest"),
    )
    return View(
        "explore.html",
        "index",
        "Explore",
        "All variables, filtered by source, table, year, concept, kind, request level and sensitivity",
        (
            Lead("Explore", "", f"{len(catalogue.variables):,} variables, to be filtered by where they come from, what they are, when they are held and how to ask for them. The address of the page keeps what you choose, so you can send it to others."),
            Place("kb-explore", "explore", lists),
        ),
    )  # fmt: skip


def _tables_view(catalogue: Catalogue) -> View:
    """All tables by source."""
    blocks: list[Block] = [
        Lead(
            "Sources and tables",
            "",
            f"The standard extract has {len(catalogue.tables)} tables from {len(catalogue.sources)} sources. A table page says what one row is, which years it holds, and what is known to go wrong.",
        )
    ]
    for owner in catalogue.sources.values():
        blocks += [
            Section(owner.title, owner.id.replace("_", "-")),
            Prose((owner.short,)),
            tables_grid(catalogue, catalogue.tables_of_source[owner.id]),
            Facts((Fact("More", ((Link(owner.title, address_of("source", owner.id)),),)),)),
        ]
    return View(
        "tables/index.html",
        "index",
        "Sources and tables",
        "All tables of the LEO standard extract, by source",
        tuple(blocks),
    )


def _variables_view(catalogue: Catalogue) -> View:
    """All variables by table, by name alone."""
    blocks: list[Block] = [
        Lead(
            "All variables",
            "",
            f"{len(catalogue.variables):,} variables by table, in the order of the request form. The search box knows every name: official, old, and that of each column in each year.",
        )
    ]
    for table in catalogue.tables.values():
        members = catalogue.by_table[table.id]
        blocks += [
            Section(f"{table.title} ({len(members):,})", table.id.replace("_", "-")),
            Listing(tuple((variable_link(variable),) for variable in members), compact=True),
        ]
    return View(
        "variables/index.html",
        "index",
        "All variables",
        "Every variable of the LEO standard extract, by table",
        tuple(blocks),
    )


def _code_lists_view(catalogue: Catalogue) -> View:
    """All shared code lists."""
    lists = sorted(catalogue.code_lists.values(), key=lambda code_list: code_list.title.lower())
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (
            (Link(code_list.title, address_of("code_list", code_list.id)),),
            (f"{len(code_list.codes)}",),
            (f"{len(catalogue.users_of_list[code_list.id])}",),
        )
        for code_list in lists
    )
    return View(
        "code_lists/index.html",
        "index",
        "Code lists",
        "Codes that several variables share",
        (
            Lead(
                "Code lists",
                "",
                f"{len(lists)} lists of codes that several variables share. Codes of a single variable stand on its own page.",
            ),
            Grid(("List", "Codes", "Variables"), rows),
        ),
    )


def _families_view(catalogue: Catalogue) -> View:
    """All families."""
    families = sorted(catalogue.families.values(), key=lambda family: family.title.lower())
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (
            (Link(family.title, address_of("family", family.family)),),
            (table_link(catalogue.tables[table_of(family.family)]),),
            (f"{len(catalogue.members[family.family])}",),
        )
        for family in families
    )
    return View(
        "families/index.html",
        "index",
        "Families",
        "Variables that differ only in one thing",
        (
            Lead(
                "Families",
                "",
                "Variables that differ only in one thing, such as the subject, the reason or the age, on one page.",
            ),
            Grid(("Family", "Table", "Variables"), rows),
        ),
    )


def _rules_view(catalogue: Catalogue) -> View:
    """All rules of the check."""
    pages = manual_pages()
    items = tuple(
        (Link(name, address_of("rule", name), code=True), ": " + first_sentences(" ".join(text.split()), 120))
        for name, (text, _) in pages.items()
    )
    return View(
        "rules/index.html",
        "index",
        "Rules",
        "What the check asks of the definitions",
        (
            Lead(
                "Rules",
                "",
                "What `leo-kb check` asks of the definitions. Each message of the check names its rule and links to its page.",
            ),
            Listing(items),
        ),
    )


INDEX_PAGES: dict[str, Callable[[Catalogue], View]] = {
    "tables/index.html": _tables_view,
    "variables/index.html": _variables_view,
    "code_lists/index.html": _code_lists_view,
    "families/index.html": _families_view,
    "rules/index.html": _rules_view,
    "concepts/index.html": concepts_index,
    "recipes/index.html": recipes_index,
    **{theme_address(theme): partial(theme_view, theme=theme) for theme in RECIPE_THEMES},
    CAVEATS: caveats_view,
    JOINS: joins_index,
    LINKAGES: linkages_index,
    TSQL: lambda catalogue: tsql_view(),
    COHORTS: cohorts_view,
    SYNTHETIC: synthetic_view,
    NOT_HELD: not_held_view,
    "explore.html": _explore_view,
    "rules/fields.html": lambda catalogue: fields_view(),
    "references.html": references_view,
}
"""The pages that list others, by their address."""


def index_view(catalogue: Catalogue, address: str) -> View:
    """One of INDEX_PAGES."""
    return catalogue.once(f"page {address}", lambda: INDEX_PAGES[address](catalogue))


def index_views(catalogue: Catalogue) -> list[View]:
    """All of INDEX_PAGES."""
    return [index_view(catalogue, address) for address in INDEX_PAGES]
