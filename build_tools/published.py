"""The ids that were ever published: a list that only grows, so that no link to a page is ever dead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from build_tools.catalogue import KINDS_WITH_PAGES, Catalogue
from build_tools.problems import Position, Problem

FILE = "published.txt"
HEAD = "# Every id that was ever published, with its kind. Lines are added by `leo-kb publish` and never changed or deleted.\n"
MANUAL = {
    "published-id": "The page of an entry never moves: people link to it from slides and papers. `published.txt` lists every id that a release had. "
    "An entry that is no longer right stays and says so under `deprecated:`. One that has got a new id is listed in `variables/renamed.yaml`, "
    "and its old address then has a page that says what happened.",
}


def published_problems(root: Path, catalogue: Catalogue) -> list[Problem]:
    """Published ids that no entry has any more and that were not renamed; nothing where there is no list."""
    if ("renamed", "renamed") in catalogue.broken:
        return []  # what has a new id now is not known
    moved = {(renamed.kind, renamed.old) for renamed in catalogue.renamed.renamed}
    topics = {topic.id for topic in catalogue.not_held.topics}
    broken = {id for _, id in catalogue.broken}
    problems = []
    for line, kind, id in _read(root):
        if (kind, id) in catalogue.entries or (kind, id) in moved or (kind == "not_held" and id in topics):
            continue
        if broken & {id.lower(), id.split(".")[0].lower(), *(["not_held"] if kind == "not_held" else [])}:
            continue
        message = f"the {kind.replace('_', ' ')} `{id}` was published and is gone" if kind else f"`{id}` is no kind and id"
        help = "put it back and withdraw it with `deprecated:`, or say in variables/renamed.yaml which id it has now"
        problems.append(Problem(Position(FILE, line), "published-id", message, help))
    return problems


def _read(root: Path) -> Iterator[tuple[int, str, str]]:
    """Line, kind and id of each entry of the list."""
    path = root / FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for number, text in enumerate(lines, 1):
        if text and not text.startswith("#"):
            kind, _, id = text.partition(" ")
            yield number, kind if id else "", id or kind


def new_lines(root: Path, catalogue: Catalogue) -> list[str]:
    """The lines that the list lacks, in the order of kinds and ids."""
    listed = {f"{kind} {id}" for _, kind, id in _read(root)}
    return [line for kind, id in _now(catalogue) if (line := f"{kind} {id}") not in listed]


def _now(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Kind and id of all entries with a page, and of the topics that have a place on the page of what is not held."""
    entries = sorted((KINDS_WITH_PAGES.index(kind), id) for kind, id in catalogue.entries if kind in KINDS_WITH_PAGES)
    return [*((KINDS_WITH_PAGES[place], id) for place, id in entries), *(("not_held", topic.id) for topic in catalogue.not_held.topics)]
