"""Blocks as Markdown: the same pages for other site generators, for the terminal, and for people who read text.

The dialect is what CommonMark, GitHub and Python-Markdown read alike, with tables. No word of a text is taken for Markdown.
"""

from __future__ import annotations

import json
import re

from build_tools.pages.blocks import (
    Block,
    CaseTables,
    Code,
    CodeBlock,
    CodeTabs,
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
from build_tools.pages.words import run_words
from build_tools.rules.links import marked


def write_markdown(view: View, resolve: Resolve | None = None) -> str:
    """The page as Markdown with a title in its front matter. Links go from page to page, with `.md` endings; without `resolve`, `[[id]]` shows the id."""
    front = f"---\ntitle: {_quoted(view.title)}\ndescription: {_quoted(view.description)}\n---\n\n"
    return front + write_body(view, resolve)


def write_body(view: View, resolve: Resolve | None = None) -> str:
    """The page as Markdown without front matter, to be read as it is."""
    writer = MarkdownWriter("../" * view.address.count("/"), resolve or (lambda id: None))
    body = "\n".join(part for part in (writer.block(block) for block in view.blocks) if part)
    return body.rstrip("\n") + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


class MarkdownWriter:
    """Writes blocks for a page whose links start at `root`, such as `../`."""

    def __init__(self, root: str, resolve: Resolve):
        self.root = root
        self.resolve = resolve

    def text(self, text: str) -> str:
        """Catalogue prose: escaped, with `code` and `[[id]]` links."""
        return "".join(self.part(kind, part, first=not index) for index, (kind, part) in enumerate(marked(text)))

    def part(self, kind: str, part: str, first: bool) -> str:
        """A part of catalogue prose."""
        if kind == "code":
            return _code(part)
        link = self.resolve(part) if kind == "link" else None
        return self.link(link) if link else _escape(part, first=first and kind == "words")

    def link(self, link: Link) -> str:
        """A link to the Markdown page of an address, or to the web."""
        shown = _code(link.text) if link.code else re.sub(r"[\[\]]", r"\\\g<0>", _escape(link.text))
        target = link.address if "://" in link.address else self.root + link.address.replace(".html", ".md")
        return f"[{shown}]({f'<{target}>' if re.search('[ ()]', target) else target})"

    def inline(self, piece: Inline) -> str:
        if isinstance(piece, str):
            return self.text(piece)
        if isinstance(piece, Link):
            return self.link(piece)
        if isinstance(piece, Verbatim):
            return _escape(piece.text)
        if isinstance(piece, Code):
            return _code(piece.text)
        return f"*{_escape(piece.text)}*"

    def line(self, line: Line) -> str:
        return "".join(map(self.inline, line))

    def lines(self, lines: tuple[Line, ...]) -> str:
        """Several lines in one: sentences follow each other, names are kept apart."""
        joined = ""
        for line in lines:
            joined += (" " if joined.endswith((".", "!", "?")) else "; " if joined else "") + self.line(line)
        return joined

    def block(self, block: Block) -> str:
        if isinstance(block, Lead):
            above = f"{self.line(block.above)}\n\n" if block.above else ""
            name = _code(block.name) if block.is_code else _escape(block.name)
            title = f"**{_escape(block.title)}**\n\n" if block.title else ""
            return f"{above}# {name}\n\n{title}{self.text(block.text)}\n"
        if isinstance(block, Facts):
            lines = []
            for fact in block.facts:
                origin = f" ({_escape(fact.inherited)})" if fact.inherited else ""
                lines.append(f"- **{_escape(fact.label)}** {self.lines(fact.answer)}{origin}")
            return "\n".join(lines) + "\n"
        if isinstance(block, Section):
            return f"{'#' * block.level} {_escape(block.title)}\n"
        if isinstance(block, Prose):
            return "\n\n".join(map(self.text, block.paragraphs)) + "\n"
        if isinstance(block, Notice):
            return (
                f"> **{_escape(block.title)}**\n>\n"
                + "\n>\n".join(f"> {self.text(line)}" for line in block.lines)
                + "\n"
            )
        if isinstance(block, Listing):
            return "\n".join(f"- {self.line(item)}" for item in block.items) + "\n"
        if isinstance(block, Grid):
            return self.grid(block)
        if isinstance(block, YearStrip):
            return f"{_escape(block.words, first=True)}\n"
        if isinstance(block, HeatMap):
            rows = [f"- {self.link(row.label)}: {run_words(block.years, row)}" for row in block.rows]
            dark = f"The stronger the colour, the more of the {block.unit} are held in that year."
            return "\n".join([dark, "", f"The same in words: {block.unit} by year", "", *rows]) + "\n"
        if isinstance(block, Tools):
            return f"Cite this page: {_escape(block.citation)}\n\n[Report a problem on this page]({block.report})\n"
        if isinstance(block, Place):
            return "\n".join(f"- {self.line(line)}" for line in block.without) + "\n"
        if isinstance(block, CodeTabs):
            text = "\n".join(f"**{_escape(tab.label)}**\n\n{self.block(tab)}" for tab in block.tabs)
            return text.replace(block.mark, block.meant) if block.mark else text
        if isinstance(block, CaseTables):
            grids = [*block.before, block.after]
            wrong = [self.text(block.wrong) + "\n"] if block.wrong else []
            wrong += [self.grid(block.wrong_after)] if block.wrong_after else []
            head = f'<a id="{block.anchor}"></a>**{_escape(block.title)}**\n\n{self.line(block.above)}\n\n{self.text(block.text)}\n'
            return "\n".join([head, *map(self.grid, grids), *wrong])
        if isinstance(block, Graph):
            return "\n".join(f"- {self.line(line)}" for line in block.words) + "\n"
        assert isinstance(block, CodeBlock)
        fence = _fence(block.text, 3)
        note = f"\n{self.text(block.note)}\n" if block.note else ""
        return f"{fence}{block.language}\n{block.text.rstrip()}\n{fence}\n{note}"

    def grid(self, block: Grid) -> str:
        title = f"{_escape(block.caption or block.fold, first=True)}\n\n" if block.caption or block.fold else ""
        head = (
            "| "
            + " | ".join(_cell(_escape(heading)) for heading in block.headings)
            + " |\n|"
            + " --- |" * len(block.headings)
        )
        rows = []
        for index, row in enumerate(block.rows):
            anchor = f'<a id="{block.row_ids[index]}"></a>' if block.row_ids and block.row_ids[index] else ""
            rows.append(f"| {anchor}" + " | ".join(_cell(self.line(cell)) for cell in row) + " |")
        return title + "\n".join([head, *rows]) + "\n"


def _fence(text: str, shortest: int) -> str:
    """More backticks than the text has in a row."""
    return "`" * max(shortest, *(len(run) + 1 for run in re.findall("`+", text)), 1)


def _code(text: str) -> str:
    fence = _fence(text, 1)
    blank = (
        " "
        if text.startswith("`") or text.endswith("`") or (text.startswith(" ") and text.endswith(" ") and text.strip())
        else ""
    )
    return f"{fence}{blank}{text}{blank}{fence}"


_SIGNS = re.compile(r"[\\`*_]|(?<=\])\(")
_MARKS = re.compile(r"[<~]|&(?=#?\w+;)|(?<=\]):")
_START = re.compile(r"^(\s*\d*)([-+#>.)])")


def _escape(text: str, first: bool = False) -> str:
    """Words in Markdown: signs that would start something are escaped, those that have no escape everywhere are spelled out. `first`: of a paragraph."""
    text = _SIGNS.sub(r"\\\g<0>", text.replace("\n", " "))
    text = _MARKS.sub(lambda match: f"&#{ord(match[0])};", text)
    return _START.sub(r"\1\\\2", text) if first else text
