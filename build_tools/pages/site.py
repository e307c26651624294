"""The generated pages of the site: which there are, and writing them with the data of the search and the sitemap."""

from __future__ import annotations

import gzip
import json
import os
from html import escape
from pathlib import Path

from build_tools.catalogue import KINDS_WITH_PAGES, Catalogue
from build_tools.memory import no_collection
from build_tools.pages.blocks import Section
from build_tools.pages.frame import SHELL_NAME, Shell
from build_tools.pages.html import HtmlWriter
from build_tools.pages.views import address_of, all_views, index_views, resolve_id
from build_tools.search import names_data, words_data

KINDS_WITH_SHELLS = (*KINDS_WITH_PAGES, "rule")


def shell_addresses(catalogue: Catalogue) -> dict[str, bool]:
    """Addresses of the pages that the theme renders, and whether they have sections: a shell for each kind, and every index page as its own shell."""
    kinds = {address_of(kind, SHELL_NAME): kind != "rule" for kind in KINDS_WITH_SHELLS}
    return kinds | {
        view.address: any(isinstance(block, Section) for block in view.blocks) for view in index_views(catalogue)
    }


def write_pages(
    catalogue: Catalogue, shells: dict[str, Shell], folder: Path, docs: Path, site_url: str, previous: Path | None = None
) -> int:
    """Writes every generated page below `folder`, writes the data of the search and the sitemap, and returns the number of pages in the sitemap.

    A page that is the same in the site `previous` is linked and not written: a file system gives a new name to what it has
    much faster than it writes it again and frees the old one.
    """
    writers = {depth: HtmlWriter(lambda id: resolve_id(catalogue, id), depth) for depth in (0, 1)}
    by_kind = {kind: shells[address_of(kind, SHELL_NAME)] for kind in KINDS_WITH_SHELLS}
    addresses = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html") if path.name != "404.html"]
    made: set[str] = set()
    with no_collection():
        for view in all_views(catalogue):
            shell = by_kind.get(view.kind) or shells[view.address]
            page = shell.fill(view, writers[view.address.count("/")].body(view))
            parent = view.address.rpartition("/")[0]
            if parent not in made:
                os.makedirs(folder / parent, exist_ok=True)  # noqa: PTH103
                made.add(parent)
            _put(f"{folder}/{view.address}", page, f"{previous}/{view.address}" if previous else None)
            addresses.append(view.address)
    _write_search(catalogue, folder, docs)
    _write_sitemap(folder, addresses, site_url)
    return len(addresses)


def _put(path: str, data: bytes, old: str | None) -> None:
    """Writes a file, or links it to an old one with the same content."""
    if old:
        try:
            with open(old, "rb") as file:  # noqa: PTH123 (thousands of files)
                same = file.read() == data
            if same:
                os.link(old, path)
                return
        except OSError:
            pass  # no old page, or a file system without links: write it
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(data)


def _write_search(catalogue: Catalogue, folder: Path, docs: Path) -> None:
    """What the search knows, as scripts: a page that is opened from a folder may not fetch data."""
    for name, data in (("names", names_data(catalogue, docs)), ("words", words_data(catalogue, docs))):
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        (folder / "assets" / f"search-{name}.js").write_text(f"Kb.data.{name}={text};\n", encoding="utf-8")


def _write_sitemap(folder: Path, addresses: list[str], site_url: str) -> None:
    """All pages, hand-written and generated; MkDocs knows only of the former and of the shells."""
    start = escape(site_url.rstrip("/"))
    urls = "".join(f"<url><loc>{start}/{escape(address)}</loc></url>\n" for address in sorted(addresses))
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    (folder / "sitemap.xml").write_text(text, encoding="utf-8")
    with gzip.GzipFile(folder / "sitemap.xml.gz", "wb", mtime=0) as packed:
        packed.write(text.encode())
