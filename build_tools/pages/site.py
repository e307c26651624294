"""The generated pages of the site: which there are, and writing them with the data of the search and the sitemap."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path

import build_tools
from build_tools.cache import changed_files, write_whole
from build_tools.catalogue import KINDS_WITH_PAGES, Catalogue
from build_tools.memory import no_collection
from build_tools.pages.blocks import Section, View
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
from build_tools.pages.views import Page, address_of, all_pages, index_views, resolve_id
from build_tools.search import names_data, words_data
from build_tools.synthetic.sample import ARCHIVE, sample_in

SEARCH = "assets/search-{}.js"
"""Where the data of the search stand."""
KINDS_WITH_SHELLS = (*KINDS_WITH_PAGES, "rule", "join")


def shell_addresses(catalogue: Catalogue) -> dict[str, bool]:
    """Addresses of the pages that the theme renders, and whether they have sections: a shell for each kind, and every index page as its own shell."""
    kinds = {address_of(kind, SHELL_NAME): kind != "rule" for kind in KINDS_WITH_SHELLS}
    return kinds | {
        view.address: any(isinstance(block, Section) for block in view.blocks) for view in index_views(catalogue)
    }


@dataclass
class Renderer:
    """Makes the files of the generated pages: the catalogue, the theme's frames, and the folder of the hand-written pages."""

    catalogue: Catalogue
    shells: dict[str, Shell]
    docs: Path

    def __post_init__(self) -> None:
        self.writers = {depth: HtmlWriter(lambda id: resolve_id(self.catalogue, id), depth) for depth in (0, 1)}
        self.by_kind = {kind: self.shells[address_of(kind, SHELL_NAME)] for kind in KINDS_WITH_SHELLS}

    def page(self, view: View) -> bytes:
        """The file of one page."""
        shell = self.by_kind.get(view.kind) or self.shells[view.address]
        return shell.fill(view, self.writers[view.address.count("/")].body(view))

    def manifest(self, paths: Container[str] | None = None) -> Manifest:
        """What a site of this catalogue is built from; nothing of it is written yet. `paths`: the files whose pages are asked for, where not for those of all."""
        shells = {address: shell.whole() for address, shell in self.shells.items()}
        tools = fingerprint({**shells, "tools": _tools().encode()})
        frame, pages = frame_of_reference(self.catalogue), touched_pages(self.catalogue, paths)
        return Manifest(tools, frame, "", self.catalogue.files, pages, {})

    def write_search(self, folder: Path) -> None:
        """What the search knows, as scripts: a page that is opened from a folder may not fetch data."""
        data = {"names": names_data(self.catalogue, self.docs), "words": words_data(self.catalogue, self.docs)}
        for name, values in data.items():
            text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
            write_whole(folder / SEARCH.format(name), f"Kb.data.{name}={text};\n".encode())  # at once: somebody may be reading it

    def search_parts(self) -> str:
        """A fingerprint of what the data of the search are made from."""
        pages = {path.relative_to(self.docs).as_posix(): path.read_bytes() for path in self.docs.rglob("*.md")}
        return fingerprint({**pages, "definitions": json.dumps(self.catalogue.files).encode(), "tools": _tools().encode()})


@cache
def _tools() -> str:
    """A fingerprint of the code that makes pages."""
    folder = Path(build_tools.__file__).parent
    return fingerprint({path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.py")})


def write_pages(
    renderer: Renderer, folder: Path, site_url: str, previous: Path | None = None, kept: Path | None = None
) -> tuple[int, Manifest]:
    """Writes every generated page below `folder`, the data of the search and the sitemap.

    Returns the number of pages in the sitemap, and what the site was built from.

    Pages that are as they were in the site `previous`, by its manifest in the file `kept`, are linked and neither rendered nor
    written: a file system gives a new name to what it has much faster than it writes it again and frees the old one.
    """
    addresses = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html") if path.name != "404.html"]
    with no_collection():
        manifest = renderer.manifest()
        manifest.search = renderer.search_parts()
        last = read_manifest(kept) if kept else None
        same = last.untouched(manifest, previous) if last and previous else set()
        made: set[str] = set()
        for address, make in all_pages(renderer.catalogue):
            parent = address.rpartition("/")[0]
            if parent not in made:
                os.makedirs(folder / parent, exist_ok=True)  # noqa: PTH103
                made.add(parent)
            if address not in same or not _linked(f"{previous}/{address}", f"{folder}/{address}"):
                _write(f"{folder}/{address}", renderer.page(make()))
            manifest.written[address] = stamp_of(folder, address)
            addresses.append(address)
        search = [SEARCH.format(name) for name in ("names", "words")]
        if not (last and previous and last.search == manifest.search and _kept(search, last, previous, folder)):
            renderer.write_search(folder)
        manifest.written |= {each: stamp_of(folder, each) for each in search}
    if sample := sample_in(renderer.catalogue):
        shutil.copyfile(sample.archive, folder / ARCHIVE)
    _write_sitemap(folder, addresses, site_url)
    if kept:
        manifest.save(kept)
    return len(addresses), manifest


def rewrite_pages(renderer: Renderer, folder: Path, before: Renderer, last: Manifest) -> tuple[Manifest, list[str]] | None:
    """Writes those pages of the site in `folder`, which `before` wrote and `last` is the manifest of, that the catalogue changes.

    Returns the new manifest and the addresses; None where more has changed than some pages, so that a whole build is needed.
    The data of the search are written when they are asked for.
    """
    files = changed_files(last.sources, renderer.catalogue.files)
    manifest = renderer.manifest(files)
    last = replace(last, pages=touched_pages(before.catalogue, files))
    same = last.untouched(manifest, None)
    if not same:
        return None
    changed: list[Page] = [page for page in all_pages(renderer.catalogue) if page[0] not in same]
    manifest.written = {address: stamp for address, stamp in last.written.items() if address in same}
    for address, make in changed:
        write_whole(folder / address, renderer.page(make()))  # at once: somebody may be reading the page
        manifest.written[address] = stamp_of(folder, address)
    return manifest, [address for address, _ in changed]


def _kept(files: list[str], last: Manifest, previous: Path, folder: Path) -> bool:
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


def _write_sitemap(folder: Path, addresses: Iterable[str], site_url: str) -> None:
    """All pages, hand-written and generated; MkDocs knows only of the former and of the shells."""
    start = escape(site_url.rstrip("/"))
    urls = "".join(f"<url><loc>{start}/{escape(address)}</loc></url>\n" for address in sorted(addresses))
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    (folder / "sitemap.xml").write_text(text, encoding="utf-8")
    with gzip.GzipFile(folder / "sitemap.xml.gz", "wb", mtime=0) as packed:
        packed.write(text.encode())
