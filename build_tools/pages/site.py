"""The generated pages of the site: which there are, and writing them with the data of the search and the sitemap."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property, partial
from html import escape
from pathlib import Path

import build_tools
from build_tools.cache import write_whole
from build_tools.catalogue import KINDS_WITH_PAGES, Catalogue
from build_tools.memory import no_collection
from build_tools.pages.blocks import View, has_sections
from build_tools.pages.changes import (
    Manifest,
    fingerprint,
    frame_of_reference,
    read_manifest,
    stamp_of,
    touched_pages,
)
from build_tools.pages.frame import SHELL_NAME, Shell
from build_tools.pages.html import HtmlWriter
from build_tools.pages.prose import refill
from build_tools.pages.views import address_of, all_pages, index_views, resolve_id
from build_tools.search import names_data, words_data
from build_tools.synthetic.sample import ARCHIVE, sample_in

SEARCH_DATA = {"assets/search-names.js": ("names", names_data), "assets/search-words.js": ("words", words_data)}
"""Where the data of the search stand, and what makes them."""
KINDS_WITH_SHELLS = (*KINDS_WITH_PAGES, "rule", "join")


def shell_addresses(catalogue: Catalogue) -> dict[str, bool]:
    """Addresses of the pages that the theme renders, and whether they have sections: a shell for each kind, and every index page as its own shell."""
    kinds = {address_of(kind, SHELL_NAME): kind != "rule" for kind in KINDS_WITH_SHELLS}
    return kinds | {view.address: has_sections(view) for view in index_views(catalogue)}


class OtherFrame(Exception):
    """An index page got its first section, or lost its last: the theme would make another frame for it."""


@dataclass
class Renderer:
    """Makes the files of a site: the catalogue, the theme's frames, the hand-written pages with marked links, their folder, and where the site will stand."""

    catalogue: Catalogue
    shells: dict[str, Shell]
    handwritten: dict[str, str]
    docs: Path
    site_url: str

    def __post_init__(self) -> None:
        resolve = partial(resolve_id, self.catalogue)  # and nothing that refers back to this renderer, which then goes when the next one comes
        self.writers = {depth: HtmlWriter(resolve, depth) for depth in (0, 1)}
        self.by_kind = {kind: self.shells[address_of(kind, SHELL_NAME)] for kind in KINDS_WITH_SHELLS}

    @cached_property
    def pages(self) -> dict[str, Callable[[], View]]:
        """The generated pages by their addresses, not yet made."""
        return dict(all_pages(self.catalogue))

    def page(self, address: str) -> bytes:
        """The file of one page. Raises OtherFrame where it needs a frame that only the theme can make."""
        if address in self.handwritten:
            return refill(self.handwritten[address], self.catalogue, address.count("/")).encode()
        view = self.pages[address]()
        shell = self.by_kind.get(view.kind) or self.shells[address]
        if address in self.shells and bool(shell.toc_item) != has_sections(view):
            raise OtherFrame(address)
        return shell.fill(view, self.writers[address.count("/")].body(view))

    def manifest(self) -> Manifest:
        """What a site of this catalogue is built from; nothing of it is written yet."""
        shells = {address: shell.whole() for address, shell in self.shells.items()}
        tools = fingerprint({**shells, "tools": _tools().encode()})
        frame, pages = frame_of_reference(self.catalogue), touched_pages(self.catalogue)
        return Manifest(tools, frame, self._search_parts(), self.catalogue.files, pages, {})

    def search_data(self, address: str) -> bytes:
        """A part of what the search knows, as a script: a page that is opened from a folder may not fetch data."""
        name, make = SEARCH_DATA[address]
        text = json.dumps(make(self.catalogue, self.docs), ensure_ascii=False, separators=(",", ":"))
        return f"Kb.data.{name}={text};\n".encode()

    def _search_parts(self) -> str:
        """A fingerprint of what the data of the search are made from."""
        pages = {path.relative_to(self.docs).as_posix(): path.read_bytes() for path in self.docs.rglob("*.md")}
        return fingerprint({**pages, "definitions": json.dumps(self.catalogue.files).encode(), "tools": _tools().encode()})


@cache
def _tools() -> str:
    """A fingerprint of the code that makes pages."""
    folder = Path(build_tools.__file__).parent
    return fingerprint({path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.py")})


def write_pages(renderer: Renderer, folder: Path, previous: Path | None = None, kept: Path | None = None) -> int:
    """Writes every generated page below `folder`, the data of the search and the sitemap. Returns the number of pages in the sitemap.

    Pages that are as they were in the site `previous`, by its manifest in the file `kept`, are linked and neither rendered nor
    written: a file system gives a new name to what it has much faster than it writes it again and frees the old one.
    """
    with no_collection():
        manifest = renderer.manifest()
        last = read_manifest(kept) if kept else None
        same = last.untouched(manifest, previous) if last and previous else set()
        made: set[str] = set()
        for address in renderer.pages:
            parent = address.rpartition("/")[0]
            if parent not in made:
                os.makedirs(folder / parent, exist_ok=True)  # noqa: PTH103
                made.add(parent)
            if address not in same or not _linked(f"{previous}/{address}", f"{folder}/{address}"):
                _write(f"{folder}/{address}", renderer.page(address))
            manifest.written[address] = stamp_of(folder, address)
        if not (last and previous and last.search == manifest.search and _kept(SEARCH_DATA, last, previous, folder)):
            for address in SEARCH_DATA:
                write_whole(folder / address, renderer.search_data(address))
        manifest.written |= {each: stamp_of(folder, each) for each in SEARCH_DATA}
    if sample := sample_in(renderer.catalogue):
        shutil.copyfile(sample.archive, folder / ARCHIVE)
    if kept:
        manifest.save(kept)
    return write_sitemap(renderer, folder)


def _kept(files: Iterable[str], last: Manifest, previous: Path, folder: Path) -> bool:
    """Whether files of the site `previous` are as its manifest says, and could all be given a second name in `folder`."""
    return all(
        last.written.get(each) == stamp_of(previous, each) and _linked(f"{previous}/{each}", f"{folder}/{each}")
        for each in files
    )


def _linked(old: str, path: str) -> bool:
    """Whether a file could be given a second name."""
    try:
        os.link(old, path)
    except OSError:  # no old page, or a file system without links
        return False
    return True


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:  # noqa: PTH123 (thousands of files)
        file.write(data)


def write_sitemap(renderer: Renderer, folder: Path) -> int:
    """Lists all pages, hand-written and generated, and returns their number; MkDocs knows only of the former and of the shells."""
    start, addresses = escape(renderer.site_url.rstrip("/")), sorted([*renderer.handwritten, *renderer.pages])
    urls = "".join(f"<url><loc>{start}/{escape(address)}</loc></url>\n" for address in addresses)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    (folder / "sitemap.xml").write_text(text, encoding="utf-8")
    with gzip.GzipFile(folder / "sitemap.xml.gz", "wb", mtime=0) as packed:
        packed.write(text.encode())
    return len(addresses)
