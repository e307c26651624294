"""Which pages a change of the definitions touches, so that all others are neither rendered nor written again.

Most pages show little of other entries: a link, a title, a count. All of that together is the *frame of reference*; while it stays as it
is, a changed file touches only the pages that `touched_pages` names for it. A test makes edits of every kind and compares with a whole build.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from build_tools.cache import files_that_differ, write_whole
from build_tools.catalogue import KINDS_WITH_PAGES, Catalogue, table_of
from build_tools.joins.tested import FILE as TESTED_JOINS
from build_tools.joins.tested import path_of
from build_tools.link_records import Linkage
from build_tools.loading import Entry
from build_tools.pages.views.linkage import LINKAGES
from build_tools.pages.views.links import CAVEATS, address_of, join_address
from build_tools.pages.views.recipe import theme_address
from build_tools.recipe_records import Case, Recipe
from build_tools.recipes.definition import recipes_reading, table_columns, users_of
from build_tools.records import CodeList, Concept, Family, NotHeld, Thesaurus, Variable
from build_tools.search import NOT_HELD
from build_tools.synthetic.sample import sample_in

Pages = dict[str, list[str]]
"""For each file of definitions, the addresses of the pages that it touches; files that touch all pages are not in it."""


def frame_of_reference(catalogue: Catalogue) -> str:
    """A fingerprint of what pages show of entries that are not their own: ids, order, titles, counts, and everything of tables and sources."""

    def build() -> str:
        sample = sample_in(catalogue)
        together = hashlib.sha256(sample.key.encode() if sample else b"")
        variables = [catalogue.entries["variable", id] for id in catalogue.variables]  # in the order in which pages show them
        for entry in (*variables, *(entry for entry in catalogue.entries.values() if entry.kind != "variable")):
            together.update(entry.once(_shown_elsewhere))
        return together.hexdigest()

    return catalogue.once("frame of reference", build)


def pages_that_differ(before: Catalogue, now: Catalogue, files: set[str]) -> set[str] | None:
    """The pages that an edit of these files touches; None where it may touch all."""
    if frame_of_reference(before) != frame_of_reference(now):
        return None
    return _touched_by(files, touched_pages(before, files), touched_pages(now, files))


def _touched_by(files: set[str], before: Pages, now: Pages) -> set[str] | None:
    """The pages that files touch as they were and as they are; None where one of them may touch all."""
    if any(path not in pages for path in files for pages in (before, now)):
        return None
    return {page for path in files for pages in (before, now) for page in pages[path]}


def own_pages(catalogue: Catalogue, paths: Container[str]) -> list[str]:
    """The pages of the entries that these files define."""
    return [address_of(kind, id) for (kind, id), entry in catalogue.entries.items() if entry.path in paths and kind in KINDS_WITH_PAGES]


def _shown_elsewhere(entry: Entry) -> bytes:
    """What pages of other entries show of this one; everything, where its kind is not local."""
    record = entry.record
    if isinstance(record, Variable):
        row = record.form[0].row if record.form else 0
        return repr((record.id, record.code_list, record.concept, record.family, row)).encode()
    title = "" if isinstance(record, Case) else getattr(record, "title", "")  # that of a case stands on pages of recipes alone
    shown = f"{entry.kind} {entry.id} {title} {getattr(record, 'theme', '')}\n"
    return (shown if isinstance(record, _LOCAL) else shown + repr(record)).encode()


_LOCAL = (Family, CodeList, Concept, NotHeld, Thesaurus, Recipe, Case, Linkage)
"""Kinds beside variables whose files touch few pages. A change of any other touches all."""


def touched_pages(catalogue: Catalogue, paths: Container[str] | None = None) -> Pages:
    """The pages that each file of definitions, or each of `paths`, touches while the frame of reference stays."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    in_series: dict[str, list[str]] = defaultdict(list)
    for concept in catalogue.concepts.values():
        for series in concept.series:
            for step in series.columns:
                in_series[concept.id].append(address_of("variable", step.variable))
    held = catalogue.not_held
    nearest = {id for ids in [*(topic.nearest for topic in held.topics), *(other.nearest for other in held.npd)] for id in ids}
    moved: dict[str, list[str]] = defaultdict(list)
    for renamed in catalogue.renamed.renamed:
        moved[renamed.new].append(address_of(renamed.kind, renamed.old))

    @cache
    def of_recipe(id: str) -> dict[str, None]:
        return dict.fromkeys(_recipe_pages(catalogue, id))

    for path in catalogue.code:
        if paths is not None and path not in paths:
            continue
        if path == TESTED_JOINS:
            found[path].update((address_of("linkage", id), None) for id in catalogue.linkages)
        else:
            found[path] |= of_recipe(path.split("/")[1])
    readers = recipes_reading(catalogue)
    for (_, id), entry in catalogue.entries.items():
        if paths is not None and entry.path not in paths:
            continue
        pages = found[entry.path]
        record = entry.record
        for address in moved.get(id, ()):
            pages[address] = None
        if isinstance(record, Variable):
            pages[address_of("variable", id)] = pages[address_of("table", table_of(id))] = None
            for kind, other in (("code_list", record.code_list), ("concept", record.concept), ("family", record.family)):
                if other:
                    pages[address_of(kind, other)] = None
            if id in nearest:
                pages[NOT_HELD] = None
            for recipe in readers.get(id, ()):
                pages[address_of("recipe", recipe.id)] = None  # it says what it reads
        elif isinstance(record, Family):
            pages[address_of("family", id)] = None
        elif isinstance(record, CodeList):
            pages["code_lists/index.html"] = pages[address_of("code_list", id)] = None
            pages.update((address_of("variable", user.id), None) for user in catalogue.users_of_list[id])
        elif isinstance(record, Concept):
            pages[address_of("concept", id)] = None
            pages.update((address, None) for address in in_series[id])
        elif isinstance(record, Recipe):
            pages.update((address, None) for address in _around_recipe(catalogue, record))
        elif isinstance(record, Case):
            pages |= of_recipe(id.partition("/")[0])
        elif isinstance(record, Linkage):
            pages.update((address, None) for address in _linkage_pages(catalogue, record))
        elif isinstance(record, NotHeld):
            pages[NOT_HELD] = None
        elif not isinstance(record, Thesaurus):
            pages["*"] = None
    return {path: list(pages) for path, pages in found.items() if "*" not in pages}


def _recipe_pages(catalogue: Catalogue, id: str) -> Iterator[str]:
    """The pages that show the code, the cases or the tests of a recipe: its own, the lists with the state of its test, and those of what builds on it, whose tests cover it."""
    yield from ("recipes/index.html", CAVEATS)
    recipe = catalogue.recipes.get(id)
    if recipe is None:
        return
    yield theme_address(recipe.theme)
    yield address_of("recipe", id)
    for table in {given.table for given in recipe.inputs if given.table}:
        yield address_of("table", table)
    if recipe.concept:
        yield address_of("concept", recipe.concept)
    for user in users_of(catalogue).get(id, []):
        yield from _recipe_pages(catalogue, user.id)


def _linkage_pages(catalogue: Catalogue, linkage: Linkage) -> Iterator[str]:
    """The pages that show more of a linkage than its title: its own, the list, those that name it, those of its keys, and those of its tables and their joins."""
    yield from (LINKAGES, address_of("linkage", linkage.id))
    yield from (address_of("linkage", other.id) for other in catalogue.linkages.values() if linkage.id in other.related)
    path = path_of(catalogue, linkage)
    yield from (address_of("key", hop.key.id) for hop in (path.hops if path else ()))
    for table in (linkage.from_, linkage.to):
        if table in catalogue.tables:
            yield from (address_of("table", table), join_address(table))


def _around_recipe(catalogue: Catalogue, recipe: Recipe) -> Iterator[str]:
    """The pages that a definition touches: those of its code, what it reads, and what it builds on."""
    yield from _recipe_pages(catalogue, recipe.id)
    for id in recipe.builds_on:
        yield address_of("recipe", id)
    yield from (address_of("linkage", one.id) for one in catalogue.linkages.values() if recipe.id in one.recipes)
    for given in recipe.inputs:
        for column in table_columns(catalogue, given):
            if column.variable:
                yield address_of("variable", column.variable.id)


@dataclass
class Manifest:
    """What a site was built from, and the files that it has: size and time of each page."""

    tools: str
    frame: str
    search: str
    sources: dict[str, str]
    pages: Pages
    written: dict[str, tuple[int, int]]

    def untouched(self, other: Manifest, out: Path) -> set[str]:
        """Addresses of the pages of the site in `out`, built with this manifest, that a build with `other` would write as they are."""
        if (self.tools, self.frame) != (other.tools, other.frame):
            return set()
        touched = _touched_by(files_that_differ(self.sources, other.sources), self.pages, other.pages)
        if touched is None:
            return set()
        return {address for address, stamp in self.written.items() if address not in touched and stamp_of(out, address) == stamp}

    def save(self, file: Path) -> None:
        """Keeps it for the next build."""
        with suppress(OSError):  # without it the next build renders every page, and nothing else
            write_whole(file, json.dumps(vars(self)).encode())


def read_manifest(file: Path) -> Manifest | None:
    """The manifest of the last build, None where there is none that can be read."""
    try:
        values = json.loads(file.read_bytes())
        values["written"] = {address: tuple(stamp) for address, stamp in values["written"].items()}
        return Manifest(**values)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def stamp_of(out: Path, address: str) -> tuple[int, int]:
    """Size and time of a page; of one that is not there, what no page has."""
    try:
        stat = os.stat(f"{out}/{address}")  # noqa: PTH116
    except OSError:
        return -1, -1
    return stat.st_size, stat.st_mtime_ns


def fingerprint(parts: Mapping[str, bytes]) -> str:
    """One fingerprint of several contents by name."""
    together = hashlib.sha256()
    for name in sorted(parts):
        together.update(f"{name}\0{len(parts[name])}\0".encode() + parts[name])
    return together.hexdigest()
