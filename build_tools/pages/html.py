"""Blocks as HTML. Writers only write: no lookup, no sorting, no choice of words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape

from build_tools.pages.blocks import (
    TOP,
    Block,
    CaseTables,
    Code,
    CodeBlock,
    CodeTabs,
    Fact,
    Facts,
    Graph,
    Grid,
    HeatMap,
    Inline,
    Lead,
    Line,
    Link,
    Listing,
    Notice,
    Place,
    Prose,
    Resolve,
    Section,
    Tools,
    Verbatim,
    View,
    YearStrip,
)
from build_tools.pages.colours import highlighted
from build_tools.pages.words import run_words
from build_tools.rules.links import marked


class HtmlWriter:
    """Writes blocks for a page at a certain depth below the root of the site."""

    def __init__(self, resolve: Resolve, depth: int = 1):
        self.resolve = resolve
        self.root = "../" * depth
        self.line = lru_cache(maxsize=1 << 15)(self.write_line)
        self.fact = lru_cache(maxsize=1 << 13)(self.write_fact)
        self.tabs = lru_cache(maxsize=1 << 11)(self.write_tabs)

    def href(self, address: str) -> str:
        """A relative link to a page of the site, or a web address as it is."""
        return attribute(address if "://" in address else self.root + address)

    def text(self, text: str) -> str:
        """Catalogue prose: escaped, with `code` and `[[id]]` links."""
        if "`" not in text and "[[" not in text:
            return words(text)
        return "".join(self.part(kind, part) for kind, part in marked(text))

    def part(self, kind: str, part: str) -> str:
        """A part of catalogue prose."""
        if kind == "code":
            return f"<code>{words(part)}</code>"
        link = self.resolve(part) if kind == "link" else None
        return self.inline(link) if link else words(part)

    def inline(self, piece: Inline) -> str:
        """One piece of a line."""
        if isinstance(piece, str):
            return self.text(piece)
        if isinstance(piece, Link):
            shown = f"<code>{breakable(piece.text)}</code>" if piece.code else words(piece.text)
            small = ' class="kb-ref"' if piece.small else ""
            return f'<a href="{self.href(piece.address)}"{small}>{shown}</a>'
        if isinstance(piece, Verbatim):
            return words(piece.text)
        if isinstance(piece, Code):
            return f"<code>{breakable(piece.text)}</code>"
        title = f' title="{attribute(piece.title)}"' if piece.title else ""
        return f'<span class="kb-badge kb-{piece.tone}"{title}>{words(piece.text)}</span>'

    def write_line(self, line: Line) -> str:
        """Pieces in a row. `line` remembers what was written."""
        return "".join(map(self.inline, line))

    def lead(self, block: Lead) -> str:
        above = f'<p class="kb-above">{self.line(block.above)}</p>\n' if block.above else ""
        name = f"<code>{breakable(block.name)}</code>" if block.is_code else words(block.name)
        title = f'<p class="kb-title">{words(block.title)}</p>\n' if block.title else ""
        return (
            f'{above}<h1 class="kb-h1" id="{TOP}">{name}</h1>\n{title}<p class="kb-lead">{self.text(block.text)}</p>\n'
        )

    def facts(self, block: Facts) -> str:
        rows = "\n".join(map(self.fact, block.facts))
        return f'<dl class="kb-facts{" kb-answers" if block.wide else ""}">\n{rows}\n</dl>\n'

    def write_fact(self, fact: Fact) -> str:
        """A question and its answer. `fact` remembers what was written: most answers stand on many pages."""
        answer = "</p><p>".join(map(self.line, fact.answer))
        origin = f'<p class="kb-inherited">{words(fact.inherited)}</p>' if fact.inherited else ""
        return f"<div><dt>{words(fact.label)}</dt><dd><p>{answer}</p>{origin}</dd></div>"

    def section(self, block: Section) -> str:
        return write_heading(block.title, block.anchor, block.level)

    def prose(self, block: Prose) -> str:
        return "".join(f"<p>{self.text(paragraph)}</p>\n" for paragraph in block.paragraphs)

    def notice(self, block: Notice) -> str:
        kind = {"note": "note", "care": "warning", "stop": "danger"}[block.tone]
        lines = (
            "".join(f"<p>{self.text(line)}</p>" for line in block.lines)
            if len(block.lines) == 1
            else "<ul>" + "".join(f"<li>{self.text(line)}</li>" for line in block.lines) + "</ul>"
        )
        return f'<div class="admonition {kind}"><p class="admonition-title">{words(block.title)}</p>{lines}</div>\n'

    def listing(self, block: Listing) -> str:
        items = "</li><li>".join(map(self.line, block.items))
        return f"<ul{' class=kb-compact' if block.compact else ''}><li>{items}</li></ul>\n"

    def grid(self, block: Grid) -> str:
        head = '</th><th scope="col">'.join(map(words, block.headings))
        rows = []
        for index, row in enumerate(block.rows):
            anchor = f' id="{attribute(block.row_ids[index])}"' if block.row_ids and block.row_ids[index] else ""
            rows.append(f"<tr{anchor}><td>{'</td><td>'.join(map(self.line, row))}</td></tr>")
        caption = f"<caption>{words(block.caption)}</caption>" if block.caption else ""
        label = attribute(block.caption or block.fold or block.headings[0])
        table = (
            f'<div class="kb-scroll{" kb-pinned" if block.pinned else ""}{" kb-cards-small" if block.as_cards else ""}" tabindex="0" role="region" aria-label="{label}"><table>{caption}<thead><tr><th scope="col">{head}</th></tr></thead><tbody>\n'
            + "\n".join(rows)
            + "\n</tbody></table></div>\n"
        )
        if block.fold:
            return f"<details><summary>{words(block.fold)}</summary>\n{table}</details>\n"
        return table

    def year_strip(self, block: YearStrip) -> str:
        return draw_strip(block)

    def heat_map(self, block: HeatMap) -> str:
        twin = "".join(
            f"<li>{self.inline(row.label)}: {words(run_words(block.years, row))}</li>" for row in block.rows
        )
        return (
            f'<figure class="kb-years"><div class="kb-scroll" tabindex="0" role="region" aria-label="Years">{draw_heat(block)}</div></figure>\n'
            f'<p class="kb-note">The stronger the colour, the more of the {words(block.unit)} are held in that year.</p>\n'
            f"<details><summary>The same in words: {words(block.unit)} by year</summary><ul>{twin}</ul></details>\n"
        )

    def tools(self, block: Tools) -> str:
        return (
            f'<div class="kb-tools"><p><strong>Cite this page:</strong> <span class="kb-cite" data-version="{attribute(block.version)}">{words(block.citation)}</span></p>'
            f'<p><a href="{attribute(block.report)}">Report a problem on this page</a></p></div>\n'
        )

    def place(self, block: Place) -> str:
        items = "".join(f"<li>{self.line(line)}</li>" for line in block.without)
        style = f'<link rel="stylesheet" href="{self.root}assets/{block.script}.css">'
        script = f'<script src="{self.root}assets/{block.script}.js" defer></script>'
        return f'<div id="{block.id}" hidden></div>\n<div class="{block.id}-plain">{style}<ul>{items}</ul></div>\n{script}\n'

    def code_block(self, block: CodeBlock) -> str:
        note = f'<p class="kb-note">{self.text(block.note)}</p>\n' if block.note else ""
        return highlighted(block.language, block.text) + "\n" + note

    def code_tabs(self, block: CodeTabs) -> str:
        html = self.tabs(block.name, block.tabs)
        return html.replace(block.mark, words(block.meant)) if block.mark else html

    def write_tabs(self, name: str, tabs: tuple[CodeBlock, ...]) -> str:
        """Tabs in the shape of the theme, which need no script: a hidden choice, a label and a body for each."""
        name = f"tabs-{name}"
        choices = "".join(
            f'<input{" checked" if not index else ""} id="{name}-{index}" name="{name}" type="radio">' for index, _ in enumerate(tabs)
        )
        labels = "".join(f'<label for="{name}-{index}">{words(tab.label)}</label>' for index, tab in enumerate(tabs))
        bodies = "".join(f'<div class="tabbed-block">{self.code_block(tab)}</div>\n' for tab in tabs)
        return (
            f'<div class="tabbed-set tabbed-alternate" data-tabs="{name}:{len(tabs)}">{choices}'
            f'<div class="tabbed-labels">{labels}</div>\n<div class="tabbed-content">\n{bodies}</div></div>\n'
        )

    def case_tables(self, block: CaseTables) -> str:
        wrong = f'<p class="kb-wrong">{self.text(block.wrong)}</p>\n' if block.wrong else ""
        wrong += self.grid(block.wrong_after) if block.wrong_after else ""
        return (
            f'<details class="kb-case" id="{block.anchor}"{" open" if block.open else ""}><summary>{words(block.title)}</summary>\n'
            f'<p class="kb-above">{self.line(block.above)}</p>\n<p>{self.text(block.text)}</p>\n'
            f"{''.join(map(self.grid, block.before))}{self.grid(block.after)}{wrong}</details>\n"
        )

    def graph(self, block: Graph) -> str:
        twin = "".join(f"<li>{self.line(line)}</li>" for line in block.words)
        return (
            f'<figure class="kb-years"><div class="kb-scroll" tabindex="0" role="region" aria-label="{attribute(block.label)}">{draw_graph(block, self.href)}</div></figure>\n'
            f"<details><summary>The same in words</summary><ul>{twin}</ul></details>\n"
        )

    def body(self, view: View) -> str:
        """The whole content of a page."""
        return "".join(map(self.block, view.blocks))

    def block(self, block: Block) -> str:
        """One block."""
        return _WRITERS[type(block)](self, block)


_WRITERS: dict[type, Callable[..., str]] = {
    Lead: HtmlWriter.lead,
    Facts: HtmlWriter.facts,
    Section: HtmlWriter.section,
    Prose: HtmlWriter.prose,
    Notice: HtmlWriter.notice,
    Listing: HtmlWriter.listing,
    Grid: HtmlWriter.grid,
    YearStrip: HtmlWriter.year_strip,
    HeatMap: HtmlWriter.heat_map,
    Tools: HtmlWriter.tools,
    Place: HtmlWriter.place,
    CodeBlock: HtmlWriter.code_block,
    CodeTabs: HtmlWriter.code_tabs,
    CaseTables: HtmlWriter.case_tables,
    Graph: HtmlWriter.graph,
}


def words(text: str) -> str:
    """Text with its signs escaped. Most has none, and to ask is cheaper than to replace."""
    return escape(text, quote=False) if "&" in text or "<" in text or ">" in text else text


def attribute(text: str) -> str:
    """Text as the value of an attribute, with its signs and its quotation marks escaped."""
    return words(text) if '"' not in text and "'" not in text else escape(text)


@lru_cache(maxsize=1 << 12)
def write_heading(title: str, anchor: str, level: int) -> str:
    """A heading with a link to itself; thousands of pages have the same."""
    link = f'<a class="headerlink" href="#{anchor}" aria-label="Link to {attribute(title)}">#</a>'
    return f'<h{level} id="{anchor}">{words(title)}{link}</h{level}>\n'


_BREAK = re.compile(r"(?<=_)(?!_)|(?<=[a-z])(?=[A-Z])|(?=\[)")


def breakable(name: str) -> str:
    """A long name with the places where a narrow screen may break it; they are not part of a copy."""
    return words(name) if len(name) < 18 else "<wbr>".join(_BREAK.split(words(name)))


_CELL, _GAP = 22, 2


@lru_cache(maxsize=4096)
def draw_strip(strip: YearStrip) -> str:
    """The strip as an SVG of its own, with its words below; drawn once for the many variables that share their years."""
    label_width = 62 if any(row.label for row in strip.rows) else 4
    step = _CELL + _GAP
    width = label_width + step * len(strip.years)
    height = 16 + step * len(strip.rows)
    parts = [
        f'<svg class="kb-strip" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{attribute(strip.words)}">'
    ]
    parts += _year_labels(strip.years, label_width)
    cells: dict[str, list[str]] = {}
    for number, row in enumerate(strip.rows):
        top = 16 + number * step
        if row.label:
            parts.append(f'<text class="kb-row" x="0" y="{top + 15}">{words(row.label)}</text>')
        for index, (state, reason) in enumerate(row.cells):
            left = label_width + index * step
            if reason:
                title = f"<title>{words(strip.years[index])}: {words(reason)}</title>"
                parts.append(
                    f'<rect class="{state}" x="{left}" y="{top}" width="{_CELL}" height="{_CELL}">{title}</rect>'
                )
            else:
                cells.setdefault(state, []).append(_square(left, top))
    parts += _paths(cells)
    parts.append("</svg>")
    return f'<figure class="kb-years"><div class="kb-scroll" tabindex="0" role="region" aria-label="Years">{"".join(parts)}</div><figcaption>{words(strip.words)}</figcaption></figure>\n'


def _year_labels(years: tuple[str, ...], left: int) -> list[str]:
    """Every second year above its column: a label is wider than a cell."""
    step = _CELL + _GAP
    return [
        f'<text x="{left + index * step + _CELL / 2:g}" y="11">{year[2:4]}/{year[5:]}</text>'
        for index, year in enumerate(years)
        if index % 2 == 0
    ]


def _square(left: int, top: int) -> str:
    return f"M{left} {top}h{_CELL}v{_CELL}h-{_CELL}z"


def _paths(cells: dict[str, list[str]]) -> list[str]:
    """The squares of each class as one path: a page with hundreds of squares stays small."""
    return [f'<path class="{name}" d="{"".join(squares)}"/>' for name, squares in sorted(cells.items())]


_HEAT_LABEL, _STEPS = 190, 4


def draw_heat(block: HeatMap) -> str:
    """A heat map as an SVG: a row a label, darker where more of what there is can be found."""
    step = _CELL + _GAP
    width, height = _HEAT_LABEL + step * len(block.years), 16 + step * len(block.rows)
    parts = [
        f'<svg class="kb-strip" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{attribute(block.unit)} by year; in words below">'
    ]
    parts += _year_labels(block.years, _HEAT_LABEL)
    cells: dict[str, list[str]] = {}
    for number, row in enumerate(block.rows):
        top = 16 + number * step
        label = row.label.text if len(row.label.text) <= 30 else row.label.text[:29] + "…"
        parts.append(f'<text class="kb-row" x="0" y="{top + 15}">{words(label)}</text>')
        for index, count in enumerate(row.counts):
            level = -(-count * _STEPS // row.most) if row.most else 0
            cells.setdefault(f"heat{level}", []).append(_square(_HEAT_LABEL + index * step, top))
    return "".join([*parts, *_paths(cells), "</svg>"])


_BOX, _TALL, _ACROSS, _DOWN = 212, 30, 46, 10
_LETTERS = 29
"""How wide and tall a box of a graph is, how far boxes stand apart, and how many letters fit into one."""


def draw_graph(block: Graph, href: Callable[[str], str]) -> str:
    """A graph as an SVG whose boxes are links; each column is centred, lines go from the right of a box to the left of another."""
    columns: dict[int, list[int]] = {}
    for index, node in enumerate(block.nodes):
        columns.setdefault(node.column, []).append(index)
    tallest = max(len(members) for members in columns.values())
    height = tallest * (_TALL + _DOWN) - _DOWN + 4
    places: dict[int, tuple[float, float]] = {}
    for number, (_, members) in enumerate(sorted(columns.items())):
        top = (height - (len(members) * (_TALL + _DOWN) - _DOWN)) / 2
        for step, index in enumerate(members):
            places[index] = number * (_BOX + _ACROSS) + 2, top + step * (_TALL + _DOWN)
    width = len(columns) * (_BOX + _ACROSS) - _ACROSS + 4
    parts = [f'<svg class="kb-graph" viewBox="0 0 {width} {height:g}" width="{width}" height="{height:g}">']
    lines = []
    for start, end in block.edges:
        (x, y), (to_x, to_y) = places[start], places[end]
        x, y, to_y = x + _BOX, y + _TALL / 2, to_y + _TALL / 2
        lines.append(f"M{x:g} {y:g}C{x + _ACROSS / 2:g} {y:g} {to_x - _ACROSS / 2:g} {to_y:g} {to_x:g} {to_y:g}")
    parts.append(f'<path class="edge" d="{"".join(lines)}"/>')
    for index, node in enumerate(block.nodes):
        x, y = places[index]
        shown = node.link.text if len(node.link.text) <= _LETTERS else node.link.text[: _LETTERS - 1] + "…"
        title = f"<title>{words(node.link.text)}</title>" if shown != node.link.text else ""
        box = f'<rect class="{node.kind}" x="{x:g}" y="{y:g}" width="{_BOX}" height="{_TALL}" rx="4"/><text x="{x + 9:g}" y="{y + 19:g}">{words(shown)}</text>'
        parts.append(f'<a href="{href(node.link.address)}">{title}{box}</a>' if node.link.address else f"<g>{title}{box}</g>")
    return "".join([*parts, "</svg>"])
