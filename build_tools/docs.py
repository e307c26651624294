"""The hand-written pages of docs/: which text in them is prose, and what is wrong with their links, encoding and addresses."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from build_tools.catalogue import FOLDERS, Catalogue
from build_tools.problems import Position, Problem
from build_tools.rules.findings import did_you_mean
from build_tools.rules.links import LINK, help_for_link, known_id

MANUAL = {
    "docs-link": "A page of docs/ may link to an entry with its id in double square brackets, as the definitions do: `[[school_census]]`, or `[[ref:VRF]]` for a "
    "reference. The id must exist. Links to other pages are written as Markdown has them, `[Years](../start/years.md#gaps)`, and page and heading must exist. A heading holds no link, for it stands in the navigation too. Inside code the brackets are left alone.",
    "docs-front-matter": "A page may begin with lines between two `---`, which are YAML: a title, a description. If they can not be read they would stand on "
    "the page as text. Put a title with a colon in double quotation marks.",
    "docs-place": "Pages for tables, variables, code lists, concepts, sources, families and rules are made from the definitions, and so are the explorer, the page of references and that of what is not held. A "
    "hand-written page at one of their addresses would hide it: give it another name.",
    "docs-encoding": "Pages are UTF-8 text, like the definitions. Choose *UTF-8* in the editor's *save as*.",
}

_CODE = re.compile(
    r"^(?P<fence>[ \t]*(?:`{3,}|~{3,})).*?^(?P=fence)[`~]*[ \t]*$|(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)|<!--(?! leo-kb:).*?-->",
    re.M | re.S,
)
_FRONT_MATTER = re.compile(r"\A---\n(.*?)^---\s*$", re.M | re.S)
_POINTER = re.compile(r"\]\((?P<page>[^()\s#:]+\.md)?(?:#(?P<anchor>[^()\s]*))?\)")
_HEADING = re.compile(r"^#{1,6} +(.*?) *#*$", re.M)


def find_pages(root: Path) -> list[Path]:
    """The hand-written pages below `root`/docs, in a fixed order."""
    return sorted((root / "docs").rglob("*.md"))


def prose_of(markdown: str) -> Iterator[tuple[int, str]]:
    """The parts of a page that are not code or comments, each with where it begins."""
    last = 0
    for match in _CODE.finditer(markdown):
        yield last, markdown[last : match.start()]
        last = match.end()
    yield last, markdown[last:]


def docs_problems(root: Path, catalogue: Catalogue) -> list[Problem]:
    """Everything that is wrong with the pages below `root`/docs."""
    found: list[Problem] = []
    pages: dict[str, str] = {}
    broken: set[str] = set()
    for path in find_pages(root):
        inside = path.relative_to(root / "docs").as_posix()
        name = f"docs/{inside}"
        if _is_made(inside):
            message = f"the site makes a page of its own at {inside.removesuffix('.md')}.html"
            found.append(Problem(Position(name), "docs-place", message, "rename the file or move it to another folder"))
        try:
            pages[inside] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            broken.add(inside)
            line = path.read_bytes().count(b"\n", 0, error.start) + 1
            cure = "save the file as UTF-8 and check the letters of this line"
            found.append(Problem(Position(name, line), "docs-encoding", "this line is not UTF-8 text", cure))
    for inside, text in pages.items():
        found += _front_matter(f"docs/{inside}", text)
        found += _links(f"docs/{inside}", text, catalogue)
        found += _pointers(inside, text, pages, broken)
    return found


def _is_made(inside: str) -> bool:
    """Whether the site makes the page with this path below docs/ of the definitions."""
    return inside.partition("/")[0] in (*FOLDERS.values(), "not_held") or inside in ("references.md", "explore.md", "cohorts.md", "synthetic.md", "caveats.md", "tsql.md")


def _front_matter(name: str, text: str) -> Iterator[Problem]:
    match = _FRONT_MATTER.match(text)
    if match and (line := _faulty_line(match[1])):
        cure = "write `key: value` lines, and put a text with a colon in double quotation marks"
        yield Problem(Position(name, line), "docs-front-matter", "the lines between the two `---` are not YAML", cure)


@lru_cache(maxsize=1 << 8)
def _faulty_line(front_matter: str) -> int | None:
    """The line of a page in which what should be keys and values is not, None where all are; remembered for `leo-kb serve`."""
    try:
        return None if isinstance(yaml.safe_load(front_matter) or {}, dict) else 2
    except (yaml.YAMLError, ValueError) as error:  # a date such as 2024-02-30
        mark = getattr(error, "problem_mark", None)
        return mark.line + 2 if mark else 2


def _links(name: str, text: str, catalogue: Catalogue) -> Iterator[Problem]:
    for start, prose in prose_of(text):
        for match in LINK.finditer(prose):
            place = start + match.start()
            line = text.rfind("\n", 0, place) + 1
            if not known_id(catalogue, match[1]):
                fault = f"the link `[[{match[1]}]]` leads nowhere", help_for_link(catalogue, match[1])
            elif text.startswith("#", line):
                fault = "a heading can hold no link", "write the words without brackets"
            else:
                continue
            yield Problem(Position(name, text.count("\n", 0, line) + 1, place - line + 1), "docs-link", *fault)


def _pointers(inside: str, text: str, pages: dict[str, str], broken: set[str]) -> Iterator[Problem]:
    """Links to other hand-written pages and to headings, in the way of Markdown. `broken`: pages that can not be read."""
    for start, prose in prose_of(text):
        for match in _POINTER.finditer(prose):
            page, anchor = match["page"] or "", match["anchor"] or ""
            goal = posixpath.normpath(posixpath.join(posixpath.dirname(inside), page)) if page else inside
            if goal not in pages:
                if _is_made(goal) or goal in broken:
                    continue
                near = [posixpath.relpath(other, posixpath.dirname(inside) or ".") for other in pages]
                fault = f"there is no page `{page}`", did_you_mean(page, near, "write the way from this page to one in docs/, or to the index of a kind, as `../tables/index.md`")
            elif anchor and anchor not in _plain_anchors(pages[goal]) and anchor not in (known := _anchors(pages[goal])):
                fault = f"no heading of docs/{goal} has the address `#{anchor}`", did_you_mean(anchor, known, "write the words of the heading in small letters, with hyphens between them")
            else:
                continue
            place = start + match.start("page" if page else "anchor") - (not page)
            line = text.rfind("\n", 0, place) + 1
            yield Problem(Position(f"docs/{inside}", text.count("\n", 0, line) + 1, place - line + 1), "docs-link", *fault)


@lru_cache(maxsize=1 << 8)
def _plain_anchors(text: str) -> frozenset[str]:
    """The addresses of headings that are plainly written: those of most links, found without rendering the page."""
    words = (re.sub(r"[^a-z0-9_\s-]", "", heading.lower()).strip() for heading in _HEADING.findall(text) if heading.isascii())
    return frozenset(re.sub(r"[-\s]+", "-", heading) for heading in words)


@lru_cache(maxsize=1 << 8)
def _anchors(text: str) -> tuple[str, ...]:
    """All addresses on a page, as MkDocs gives them."""
    from markdown import markdown  # takes longer to import than most checks

    html = markdown(_FRONT_MATTER.sub("", text, count=1), extensions=["admonition", "attr_list", "tables", "toc", "pymdownx.superfences"])
    return tuple(re.findall(r"""\bid=["']?([^"'\s>]+)""", html))
