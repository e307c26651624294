"""What a generated page is made of: a handful of kinds of block, each plain data. Views build them, the HTML and Markdown writers write them.

Text in a block is prose of the catalogue: plain text with `code` and `[[id]]` links. Nothing in it is HTML. Kinds of which pages
have many are tuples, which are made twice as fast as frozen dataclasses. Two of different kinds may be equal: tell them apart by type, and
key no memory by blocks of several kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

TOP = "page-title"
"""Anchor of the heading of every page; the theme's link past the header leads to it."""


class Link(NamedTuple):
    """A link to another page of the site, or to the web: what to show, where to go (an address from the root of the site, or a URL). `small`: a reference in running text."""

    text: str
    address: str
    code: bool = False
    small: bool = False


class Badge(NamedTuple):
    """A short word with a meaning: `by request`, `assumed`. `tone` is one of plain, good, care, stop."""

    text: str
    tone: str = "plain"
    title: str = ""


class Code(NamedTuple):
    """A name or code to show in a fixed-width face."""

    text: str


class Verbatim(NamedTuple):
    """Words as they are printed elsewhere, such as an official label: backticks and brackets in them mean nothing."""

    text: str
    kind: str = "verbatim"


Inline = str | Link | Badge | Code | Verbatim
"""A piece of a line. Pages have hundreds of thousands, most of them alike, so writers look up what they wrote before: tuples hash fast."""

Line = tuple[Inline, ...]
"""Pieces in a row. A piece is a tuple too, but never a line: `(Code("01"),)`, not `Code("01")`."""


def joined(lines: Iterable[Line], between: str = ", ") -> Line:
    """Several lines as one, with a text between each two."""
    pieces: list[Inline] = []
    for line in lines:
        pieces += (between, *line) if pieces else line
    return tuple(pieces)


class Lead(NamedTuple):
    """The opening of a page: the official name, what it is called, and what it is in a few sentences."""

    name: str
    title: str
    text: str
    above: Line = ()
    is_code: bool = False


class Fact(NamedTuple):
    """A question and its answer."""

    label: str
    answer: tuple[Line, ...]
    inherited: str = ""


class Facts(NamedTuple):
    """Questions and answers. `wide` is the answer strip of the first screen."""

    facts: tuple[Fact, ...]
    wide: bool = False


class Section(NamedTuple):
    """A heading; what follows belongs to it until the next."""

    title: str
    anchor: str
    level: int = 2


class Prose(NamedTuple):
    """Paragraphs of catalogue text."""

    paragraphs: tuple[str, ...]


class Notice(NamedTuple):
    """A warning or a note that must not be missed. `tone` is one of note, care, stop."""

    title: str
    lines: tuple[str, ...]
    tone: str = "note"


class Listing(NamedTuple):
    """A list of lines."""

    items: tuple[Line, ...]
    compact: bool = False


class Grid(NamedTuple):
    """A table: headings, rows of cells, whether it is folded away behind a summary, whether its first column stays in sight, and whether each row becomes a card on a small screen."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    caption: str = ""
    fold: str = ""
    row_ids: tuple[str, ...] = ()
    pinned: bool = False
    as_cards: bool = False


@dataclass(frozen=True)
class StripRow:
    """One row of a year strip: its label and, for each year, held, gap (with its reason) or none."""

    label: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class YearStrip:
    """Which years hold data, as a drawing and in words. Variables with the same years share one strip, known by its identity, so that it is drawn once."""

    years: tuple[str, ...]
    rows: tuple[StripRow, ...]
    words: str


@dataclass(frozen=True)
class HeatRow:
    """One row of a heat map: what it stands for, how many there are in each year, and how many in all."""

    label: Link
    counts: tuple[int, ...]
    most: int


@dataclass(frozen=True)
class HeatMap:
    """How much there is in which year, as a drawing, and in words a line a row. `unit`: what is counted, in the plural."""

    years: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    unit: str


class Tools(NamedTuple):
    """The end of a page: how to cite it, and where to report what is wrong with it."""

    citation: str
    report: str
    version: str = ""


@dataclass(frozen=True)
class Place:
    """Where a script puts something, `script` without its ending, which the style sheet shares. `without`: what a reader without scripts finds instead."""

    id: str
    script: str
    without: tuple[Line, ...]


class CodeBlock(NamedTuple):
    """A piece of code to copy. `note` says whether and where it was run; `label` is what people call the language."""

    language: str
    text: str
    note: str = ""
    label: str = ""


class CodeTabs(NamedTuple):
    """The same step in several languages, one shown at a time. `name` tells it apart from others of the page.

    Where the code of many pages differs in one name only, it is written with `mark` in the place of the name that is `meant`, so that it
    is coloured once.
    """

    name: str
    tabs: tuple[CodeBlock, ...]
    mark: str = ""
    meant: str = ""


@dataclass(frozen=True)
class CaseTables:
    """A worked case: its story, the tables before, the table after, and what naive code makes of it. Folded away unless `open`."""

    anchor: str
    title: str
    above: Line
    text: str
    before: tuple[Grid, ...]
    after: Grid
    wrong: str = ""
    wrong_after: Grid | None = None
    open: bool = False


class Node(NamedTuple):
    """A box of a graph: where it leads, its column from the left, and whether it is the page itself, a table or a recipe."""

    link: Link
    column: int
    kind: str


@dataclass(frozen=True)
class Graph:
    """What comes from what: boxes in columns, lines between them by their places, and the same in words."""

    label: str
    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int], ...]
    words: tuple[Line, ...]


Block = Lead | Facts | Section | Prose | Notice | Listing | Grid | YearStrip | HeatMap | CodeBlock | CodeTabs | CaseTables | Graph | Tools | Place


@dataclass(frozen=True)
class View:
    """One page: its address from the root of the site, its title and description, the file that defines it, and its blocks."""

    address: str
    kind: str
    title: str
    description: str
    blocks: tuple[Block, ...]
    source_path: str = ""


def has_sections(view: View) -> bool:
    """Whether the page has a table of contents."""
    return any(isinstance(block, Section) for block in view.blocks)


Resolve = Callable[[str], Link | None]
"""From an id in `[[…]]` to a link, or None."""
