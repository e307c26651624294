"""What each page says: views of the catalogue, sorted and worded, as blocks. No HTML and no files here."""

from __future__ import annotations

from collections.abc import Iterator

from build_tools.catalogue import Catalogue
from build_tools.pages.blocks import View
from build_tools.pages.views.concept import concept_view
from build_tools.pages.views.index import index_views
from build_tools.pages.views.links import address_of, evidence_line, resolve_id, table_link, variable_link
from build_tools.pages.views.manual import fields_view, manual_pages, references_view, rule_view
from build_tools.pages.views.others import code_list_view, family_view, moved_view, source_view
from build_tools.pages.views.table import table_view
from build_tools.pages.views.variable import variable_view
from build_tools.records import CodeList, Concept, Family, Source, Table, Variable


def all_views(catalogue: Catalogue) -> Iterator[View]:
    """Every generated page."""
    yield from index_views(catalogue)
    yield from (source_view(catalogue, source) for source in catalogue.sources.values())
    yield from (table_view(catalogue, table) for table in catalogue.tables.values())
    yield from (code_list_view(catalogue, code_list) for code_list in catalogue.code_lists.values())
    yield from (family_view(catalogue, family) for family in catalogue.families.values())
    yield from (concept_view(catalogue, concept) for concept in catalogue.concepts.values())
    yield from (moved_view(catalogue, renamed) for renamed in catalogue.renamed.renamed)
    yield from (rule_view(name, *page) for name, page in manual_pages().items())
    yield from (variable_view(catalogue, variable) for variable in catalogue.variables.values())


def view_of(catalogue: Catalogue, id: str) -> View:
    """The page of one entry by its id. Raises KeyError for an id that no entry has."""
    match catalogue.record(id):
        case Variable() as variable:
            return variable_view(catalogue, variable)
        case Table() as table:
            return table_view(catalogue, table)
        case CodeList() as code_list:
            return code_list_view(catalogue, code_list)
        case Source() as source:
            return source_view(catalogue, source)
        case Family() as family:
            return family_view(catalogue, family)
        case Concept() as concept:
            return concept_view(catalogue, concept)


__all__ = [
    "address_of",
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
