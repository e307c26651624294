"""Hand-written pages: `[[id]]` made links, and the places filled that they leave for generated parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from build_tools.catalogue import Catalogue
from build_tools.docs import prose_of
from build_tools.pages.blocks import Link, Listing, joined
from build_tools.pages.html import HtmlWriter
from build_tools.pages.markdown import MarkdownWriter
from build_tools.pages.views import address_of, resolve_id, table_link
from build_tools.pages.words import plural
from build_tools.rules.links import LINK

FIND, SOURCES = "<!-- leo-kb:find -->", "<!-- leo-kb:sources -->"
"""Where the home page has its search box, and the sources with their tables."""


_MARKED = re.compile(r'<a data-kb="([^"]*)" .*?</a>|<!--kb (find|sources)-->.*?<!--kb-->', re.S)
"""A link and a part in the HTML of a page, marked with what stood in its Markdown."""


def fill_for_site(markdown: str, catalogue: Catalogue, depth: int) -> str:
    """A page of docs/ for our own site: links and parts as HTML, since MkDocs does not know the generated pages. They are marked, so that `refill` finds them again."""
    writer = HtmlWriter(lambda id: resolve_id(catalogue, id), depth)
    parts = {place: f"<!--kb {name}-->\n{_part(name, catalogue, writer.root)}\n<!--kb-->" for name, place in (("find", FIND), ("sources", SOURCES)) if place in markdown}

    def marked(id: str, link: Link) -> str:
        return writer.inline(link).replace("<a ", f'<a data-kb="{escape(id)}" ', 1)

    return _fill(markdown, catalogue, marked, parts)


def refill(html: str, catalogue: Catalogue, depth: int) -> str:
    """The HTML of a page that `fill_for_site` began, its links and parts as this catalogue has them, and without marks."""
    writer = HtmlWriter(lambda id: resolve_id(catalogue, id), depth)

    def fill(match: re.Match[str]) -> str:
        if match[2]:
            return _part(match[2], catalogue, writer.root)
        found = resolve_id(catalogue, unescape(match[1]))
        # an id that is gone stands here only until the page, from which the link must be gone too, is rendered again
        return writer.inline(found) if found else re.sub(' data-kb="[^"]*"', "", match[0], count=1)

    return _MARKED.sub(fill, html)


def _part(name: str, catalogue: Catalogue, root: str) -> str:
    """What stands in a place that the home page leaves."""
    return _find_box(catalogue, root) if name == "find" else _source_cards(catalogue, root)


def fill_for_others(markdown: str, catalogue: Catalogue, depth: int) -> str:
    """A page of docs/ as plain Markdown beside the pages of `write_markdown`."""
    writer = MarkdownWriter("../" * depth, lambda id: resolve_id(catalogue, id))
    sources = Listing(
        tuple(
            (
                Link(source.title, address_of("source", source.id)),
                f": {source.short} ",
                *joined((table_link(table),) for table in catalogue.tables_of_source[source.id]),
            )
            for source in catalogue.sources.values()
        )
    )
    browse = joined(
        (
            (Link("tables", "tables/index.html"),),
            (Link("all variables", "variables/index.html"),),
            (Link("code lists", "code_lists/index.html"),),
        )
    )
    parts = {FIND: f"Browse {writer.line(browse)}. {_counts(catalogue)}.", SOURCES: writer.block(sources)}
    return _fill(markdown, catalogue, lambda _, link: writer.link(link), parts)


def _fill(markdown: str, catalogue: Catalogue, write: Callable[[str, Link], str], parts: dict[str, str]) -> str:
    """The text with links and parts put in; code is left alone, and so is a link that leads nowhere: the check speaks of it."""

    def link(match: re.Match[str]) -> str:
        found = resolve_id(catalogue, match[1])
        return write(match[1], found) if found else match[0]

    def fill(text: str) -> str:
        text = LINK.sub(link, text)
        for place, part in parts.items():
            text = text.replace(place, part)
        return text

    filled, last = [], 0
    for start, prose in prose_of(markdown):
        filled += [markdown[last:start], fill(prose)]
        last = start + len(prose)
    return "".join(filled)


def _counts(catalogue: Catalogue) -> str:
    return f"{plural(len(catalogue.variables), 'variable')} in {len(catalogue.tables)} tables"


def _find_box(catalogue: Catalogue, root: str) -> str:
    return (
        f'<div class="kb-find"><a class="kb-find-box" href="{root}explore.html">Search for a name or a word: FSMeligible, KS4_LEVEL2_EM, earnings …</a>'
        f'<p class="kb-find-more">or <a href="{root}explore.html">filter all variables</a>, or browse <a href="{root}concepts/index.html">concepts</a>, <a href="{root}tables/index.html">tables</a>, <a href="{root}variables/index.html">all variables</a>, '
        f'<a href="{root}code_lists/index.html">code lists</a>, <a href="{root}cohorts.html">birth cohorts</a>, <a href="{root}not_held/index.html">what LEO does not hold</a>. {_counts(catalogue)}.</p></div>'
    )


def _source_cards(catalogue: Catalogue, root: str) -> str:
    cards = []
    for source in catalogue.sources.values():
        tables = catalogue.tables_of_source[source.id]
        links = ", ".join(
            f'<a href="{root}{address_of("table", table.id)}">{escape(table.title)}</a>' for table in tables
        )
        count = sum(len(catalogue.by_table[table.id]) for table in tables)
        cards.append(
            f'<div class="kb-card"><h3><a href="{root}{address_of("source", source.id)}">{escape(source.title)}</a></h3>'
            f"<p>{escape(source.short)}</p><p class=kb-card-tables>{links}</p><p class=kb-card-count>{plural(count, 'variable')}</p></div>"
        )
    return '<div class="kb-cards">' + "".join(cards) + "</div>"
