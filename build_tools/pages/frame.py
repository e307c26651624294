"""The real theme around generated pages: rendered once for each kind by MkDocs with sentinels, then filled thousands of times.

A generated page is the theme's own page with title, description, address, edit link, table of contents and body put in the
places where the theme would have put them. A test compares one page of each kind with the same page rendered wholly by MkDocs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from build_tools.pages.blocks import TOP, Section, View

BODY, TITLE, DESCRIPTION, EDIT = "<h1>QZBODYQZ</h1>", "QZTITLEQZ", "QZDESCRIPTIONQZ", "QZEDITQZ"
"""BODY is a heading, or the theme would put one of its own in front of it."""
SHELL_NAME = "qzshellqz"
"""File name of a shell that stands for all pages of a kind."""
ADDRESS = "QZADDRESSQZ"
TOC, SUBTOC = "QZTOCQZ", "QZSUBTOCQZ"
"""A section in the table of contents, and one within it."""


def shell_markdown(with_sections: bool) -> str:
    """The Markdown page from which the theme makes a shell: every sentinel once, headings of two levels for the table of contents if there is to be one."""
    section = f"\n## {TOC} {{#{TOC.lower()}}}\n\n### {SUBTOC} {{#{SUBTOC.lower()}}}\n" if with_sections else ""
    return f"---\ntitle: {TITLE}\ndescription: {DESCRIPTION}\nsearch:\n  exclude: true\nhide:\n  - navigation\n---\n\n# {TITLE} {{#{TOP}}}\n{section}"


@dataclass(frozen=True)
class Shell:
    """A rendered theme page, cut at its sentinels so that a page is one join of texts."""

    parts: tuple[bytes, ...]
    slots: tuple[str, ...]
    toc_item: str
    toc_group: str
    toc_subitem: str
    edit_link: str

    @classmethod
    def cut(cls, html: str, address: str) -> Shell:
        """Cuts a rendered shell. `address` is where it pretended to be, to be replaced by each page's own."""
        item = r'[ \t]*<li class="md-nav__item">\s*<a href="#{}" class="md-nav__link">'
        group = re.search(item.format(TOC.lower()) + r".*?</nav>\s*</li>\n?", html, re.S)
        toc_group = toc_item = toc_subitem = ""
        if group:
            html = html.replace(group[0], TOC)
            toc_subitem = re.findall(item.format(SUBTOC.lower()) + r".*?</li>\n?", group[0], re.S)[0]
            toc_group = group[0].replace(toc_subitem, SUBTOC)
            toc_item = re.sub(r"<nav .*</nav>", "", toc_group, flags=re.S)
        edit = re.search(rf'<a [^>]*href="[^"]*{EDIT}"[^>]*>.*?</a>', html, re.S)
        edit_link = edit[0] if edit else ""
        if edit_link:
            html = html.replace(edit_link, EDIT)
        html, toc_item, toc_group, toc_subitem = (_tight(part) for part in (html.replace(address, ADDRESS), toc_item, toc_group, toc_subitem))
        slots = "|".join(map(re.escape, (BODY, TITLE, DESCRIPTION, TOC, EDIT, ADDRESS)))
        pieces = re.split(f"({slots})", html)
        if BODY not in pieces:
            raise ValueError("the theme did not keep the place of the page's content")
        return cls(
            tuple(part.encode() for part in pieces[::2]),
            tuple(pieces[1::2]),
            toc_item,
            toc_group,
            toc_subitem,
            edit_link,
        )

    def whole(self) -> bytes:
        """All of its text: two shells with the same text make the same pages."""
        return b"\0".join((*self.parts, *(text.encode() for text in (*self.slots, self.toc_item, self.toc_group, self.toc_subitem, self.edit_link))))  # fmt: skip

    def fill(self, view: View, body: str) -> bytes:
        """The page of a view, ready to be written."""
        values = {
            BODY: body,
            TITLE: escape(view.title),
            DESCRIPTION: escape(view.description),
            TOC: self.toc(view),
            EDIT: self.edit_link.replace(EDIT, view.source_path) if view.source_path else "",
            ADDRESS: view.address,
        }
        encoded = {slot: value.encode() for slot, value in values.items()}
        out = [self.parts[0]]
        for slot, part in zip(self.slots, self.parts[1:], strict=True):
            out += encoded[slot], part
        return b"".join(out)

    def toc(self, view: View) -> str:
        """The theme's own list items: one for each section of the page, with those of the next level inside."""
        sections = tuple(block for block in view.blocks if isinstance(block, Section))
        return _toc(self.toc_item, self.toc_group, self.toc_subitem, sections) if self.toc_item else ""


def _tight(html: str) -> str:
    """HTML without indentation and empty lines; a shell holds no preformatted text."""
    return re.sub(r"\s*\n\s*", "\n", html)


@lru_cache(maxsize=1 << 8)
def _toc(item: str, group: str, subitem: str, sections: tuple[Section, ...]) -> str:
    """The items of all sections of a page; thousands of pages have the same. `group` is an item with others inside, each a `subitem`."""
    groups: list[tuple[Section, list[Section]]] = []
    for section in sections:
        if section.level == 2:
            groups.append((section, []))
        elif section.level == 3:
            groups[-1][1].append(section)
    items = []
    for section, inner in groups:
        inside = "".join(_named(subitem, SUBTOC, sub.title, sub.anchor) for sub in inner)
        items.append(_named(group if inner else item, TOC, section.title, section.anchor).replace(SUBTOC, inside))
    return "".join(items)


def _named(item: str, sentinel: str, title: str, anchor: str) -> str:
    return item.replace(sentinel.lower(), anchor).replace(sentinel, escape(title))
