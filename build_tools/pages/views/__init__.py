"""What each page says: views of the catalogue, sorted and worded, as blocks. No HTML and no files here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from build_tools.catalogue import Catalogue
from build_tools.pages.blocks import View
from build_tools.pages.views.concept import concept_view
from build_tools.pages.views.index import INDEX_PAGES, index_view, index_views
from build_tools.pages.views.join import join_view
from build_tools.pages.views.linkage import key_view, linkage_view
from build_tools.pages.views.links import address_of, evidence_line, join_address, resolve_id, table_link, variable_link
from build_tools.pages.views.manual import fields_view, manual_pages, references_view, rule_view
from build_tools.pages.views.others import code_list_view, family_view, moved_view, source_view
from build_tools.pages.views.recipe import recipe_view
from build_tools.pages.views.table import table_view
from build_tools.pages.views.variable import variable_view

Page = tuple[str, Callable[[], View]]
"""The address of a page, and what makes it: most pages of a build are as they were and need not be made."""


def all_views(catalogue: Catalogue) -> Iterator[View]:
    """Every generated page."""
    return (make() for _, make in all_pages(catalogue))


def all_pages(catalogue: Catalogue) -> Iterator[Page]:
    """Every generated page, not yet made."""
    for address in INDEX_PAGES:
        yield address, partial(index_view, catalogue, address)
    for renamed in catalogue.renamed.renamed:
        moved = moved_view(catalogue, renamed)
        yield moved.address, partial(_same, moved)
    for name, page in manual_pages().items():
        yield address_of("rule", name), partial(rule_view, name, *page)
    for kind, ids in (
        ("source", catalogue.sources),
        ("table", catalogue.tables),
        ("code_list", catalogue.code_lists),
        ("family", catalogue.families),
        ("concept", catalogue.concepts),
        ("recipe", catalogue.recipes),
        ("linkage", catalogue.linkages),
        ("key", catalogue.keys),
        ("variable", catalogue.variables),
    ):
        make = _MAKERS[kind]
        for id, record in ids.items():
            yield address_of(kind, id), partial(make, catalogue, record)
    for id, table in catalogue.tables.items():
        yield join_address(id), partial(join_view, catalogue, table)


def _same(view: View) -> View:
    return view


_MAKERS: dict[str, Callable[..., View]] = {
    "source": source_view,
    "table": table_view,
    "code_list": code_list_view,
    "family": family_view,
    "concept": concept_view,
    "recipe": recipe_view,
    "linkage": linkage_view,
    "key": key_view,
    "variable": variable_view,
}


def view_of(catalogue: Catalogue, id: str) -> View:
    """The page of one entry by its id. Raises KeyError for an id that no entry has."""
    record = catalogue.record(id)
    return _MAKERS[catalogue.kind_of(id) or ""](catalogue, record)


__all__ = [
    "address_of",
    "all_pages",
    "all_views",
    "code_list_view",
    "concept_view",
    "evidence_line",
    "family_view",
    "fields_view",
    "index_views",
    "manual_pages",
    "references_view",
    "resolve_id",
    "rule_view",
    "source_view",
    "table_link",
    "table_view",
    "variable_link",
    "variable_view",
    "view_of",
]
