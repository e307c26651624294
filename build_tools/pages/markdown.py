"""Blocks as Markdown: the same pages for other site generators, for the terminal, and for people who read text."""

from __future__ import annotations

from build_tools.pages.blocks import (
    Badge,
    Block,
    Code,
    CodeBlock,
    Facts,
    Grid,
    Inline,
    Lead,
    Line,
    Link,
    Listing,
    Notice,
    Prose,
    Section,
    View,
    YearStrip,
)


def write_markdown(view: View) -> str:
    """The page as Markdown with a title in its front matter. Links go from page to page, with `.md` endings."""
    depth = view.address.count("/")
    writer = _Writer("../" * depth)
    body = "\n".join(part for part in (writer.block(block) for block in view.blocks) if part)
    front = f"---\ntitle: {_quoted(view.title)}\ndescription: {_quoted(view.description)}\n---\n\n"
    return front + body.rstrip("\n") + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


class _Writer:
    def __init__(self, root: str):
        self.root = root

    def inline(self, piece: Inline) -> str:
        if isinstance(piece, str):
            return _escape(piece)
        if isinstance(piece, Link):
            address = piece.address if "://" in piece.address else self.root + piece.address.replace(".html", ".md")
            return f"[{_code(piece.text) if piece.code else _escape(piece.text)}]({address})"
        if isinstance(piece, Code):
            return _code(piece.text)
        return f"*{piece.text}*"

    def line(self, line: Line) -> str:
        return "".join(map(self.inline, line))

    def block(self, block: Block) -> str:
        if isinstance(block, Lead):
            above = f"{self.line(block.above)}\n\n" if block.above else ""
            name = _code(block.name) if block.is_code else block.name
            title = f"**{_escape(block.title)}**\n\n" if block.title else ""
            return f"{above}# {name}\n\n{title}{_escape(block.text)}\n"
        if isinstance(block, Facts):
            lines = []
            for fact in block.facts:
                answer = " ".join(self.line(line) for line in fact.answer)
                origin = f" ({fact.inherited})" if fact.inherited else ""
                lines.append(f"- **{fact.label}** {answer}{origin}")
            return "\n".join(lines) + "\n"
        if isinstance(block, Section):
            return f"{'#' * block.level} {block.title}\n"
        if isinstance(block, Prose):
            return "\n\n".join(map(_escape, block.paragraphs)) + "\n"
        if isinstance(block, Notice):
            return f"> **{block.title}**\n>\n" + "\n>\n".join(f"> {_escape(line)}" for line in block.lines) + "\n"
        if isinstance(block, Listing):
            return "\n".join(f"- {self.line(item)}" for item in block.items) + "\n"
        if isinstance(block, Grid):
            title = f"{block.caption or block.fold}\n\n" if block.caption or block.fold else ""
            head = "| " + " | ".join(block.headings) + " |\n|" + " --- |" * len(block.headings)
            rows = ["| " + " | ".join(_cell(self.line(cell)) for cell in row) + " |" for row in block.rows]
            return title + "\n".join([head, *rows]) + "\n"
        if isinstance(block, YearStrip):
            return f"{block.words}\n"
        assert isinstance(block, CodeBlock)
        note = f"\n{_escape(block.note)}\n" if block.note else ""
        return f"```{block.language}\n{block.text.rstrip()}\n```\n{note}"


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def _escape(text: str) -> str:
    """Catalogue prose in Markdown: signs that would start something are escaped outside `code`."""
    parts = text.split("`")
    for index in range(0, len(parts), 2):
        for sign in "\\*_<":
            parts[index] = parts[index].replace(sign, "\\" + sign)
    return "`".join(parts)


__all__ = ["Badge", "write_markdown"]
