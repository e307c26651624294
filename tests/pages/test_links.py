"""Every link, anchor and address of the whole site, read from the built files by a parser that knows nothing of the tools."""

import gzip
import posixpath
import re
from collections import Counter
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from build_tools.pages.views import index_views, manual_pages

from .conftest import ROOT
from .reading import css_addresses

SETTINGS = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
SITE_URL = SETTINGS["site_url"]
EDIT_URL = f"{SETTINGS['repo_url']}/{SETTINGS['edit_uri'].removesuffix('docs/')}"
LOST = "404.html"
"""A server shows this page at any depth, so its links alone begin at the root of the server."""


@pytest.fixture(scope="module")
def files(site):
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}


def faults(found, limit=20):
    """A list of faults as a message; empty is well."""
    found = list(found)
    return "\n".join([f"{len(found)} faults:", *map(str, found[:limit])]) if found else ""


def target_of(address, link):
    """The file and the anchor to which a link of the page at `address` leads within the site, or None for one that leads out of it."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path)
    root = urlsplit(SITE_URL).path
    if address == LOST and path.startswith(root):
        path = path.removeprefix(root)
    elif path:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(address), path))
    return path or address, unquote(parts.fragment)


def dead_links(pages, files):
    for page in pages.values():
        ids = set(page.ids)
        for link in dict.fromkeys(page.links + page.requested):
            target = target_of(page.address, link)
            if target is None:
                continue
            path, anchor = target
            if path not in files:
                yield f"{page.address}: {link} leads to no file"
            elif anchor and path not in pages:
                yield f"{page.address}: {link} has an anchor, but is no page"
            elif anchor and path == page.address and anchor not in ids | page.named:
                yield f"{page.address}: {link} leads to no place on the page"
            elif anchor and path != page.address and anchor not in pages[path].ids and anchor not in pages[path].named:
                yield f"{page.address}: {link} leads to no place on {path}"


def test_every_link_leads_to_a_file_and_every_anchor_to_an_id(pages, files):
    assert not faults(dead_links(pages, files))


def test_a_dead_link_would_be_found(pages, files):
    page = next(iter(pages.values()))
    for link in ("nowhere.html", "#nowhere", "index.html#nowhere", "/leo-kb/index.html", "assets/kb.css#x"):
        broken = type(page)(
            **{**vars(page), "address": "start/broken.html", "links": [link], "requested": [], "ids": ["here"]}
        )
        assert faults(
            dead_links(
                {"start/broken.html": broken, "start/index.html": page},
                files | {"start/broken.html", "start/index.html"},
            )
        ), link


def test_no_page_names_its_own_site_by_an_absolute_path(pages):
    def absolute():
        for page in pages.values():
            for link in page.links + page.requested:
                if (link.startswith("/") and page.address != LOST) or link.startswith((SITE_URL, "//")):
                    yield f"{page.address}: {link}"

    assert not faults(absolute())


def test_no_page_fetches_anything_from_outside(pages, site):
    outside = [
        f"{page.address}: {link}"
        for page in pages.values()
        for link in page.requested
        if urlsplit(link).netloc or urlsplit(link).scheme not in ("", "data")
    ]
    assert not faults(outside)
    sheets = sorted(site.rglob("*.css"))
    assert sheets
    assert not faults(
        f"{sheet.name}: {found}"
        for sheet in sheets
        for found in css_addresses(sheet.read_text(encoding="utf-8"))
        if urlsplit(found).netloc
    )


def test_no_page_refreshes_or_rebases_itself(site):
    for path in (site / "index.html", site / "variables" / "index.html", next((site / "tables").glob("*.html"))):
        assert not re.search(r"<base\b|http-equiv", path.read_text(encoding="utf-8")), path


def test_sitemap_lists_exactly_the_pages(pages, site):
    text = (site / "sitemap.xml").read_text(encoding="utf-8")
    listed = re.findall(r"<loc>(.*?)</loc>", text)
    assert Counter(listed) == Counter(SITE_URL + address for address in pages if address != LOST)
    assert gzip.decompress((site / "sitemap.xml.gz").read_bytes()).decode() == text


def test_every_entry_has_its_page(pages, catalogue):
    expected = {
        "variables": catalogue.variables,
        "tables": catalogue.tables,
        "code_lists": catalogue.code_lists,
        "sources": catalogue.sources,
        "families": catalogue.families,
        "concepts": catalogue.concepts,
        "recipes": catalogue.recipes,
        "linkages": catalogue.linkages,
        "keys": catalogue.keys,
        "joins": catalogue.tables,
        "rules": manual_pages(),
    }
    assert len(catalogue.variables) > 4000
    wanted = {f"{folder}/{id}.html" for folder, entries in expected.items() for id in entries} | {
        view.address for view in index_views(catalogue)
    }
    there = {address for address in pages if address.partition("/")[0] in expected} | {
        "references.html",
        "explore.html",
        "cohorts.html",
        "synthetic.html",
        "caveats.html",
        "tsql.html",
        "not_held/index.html",
    }
    assert not faults(f"missing: {address}" for address in sorted(wanted - there))
    assert not faults(f"of no entry: {address}" for address in sorted(there - wanted))


def test_hand_written_pages_are_there(pages):
    written = {
        path.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for path in (ROOT / "docs").rglob("*.md")
    }
    assert written and written <= set(pages)


def test_each_page_has_one_heading_a_title_a_description_and_its_own_address(pages):
    def wrong():
        for page in pages.values():
            if len(page.headings) != 1 or not page.headings[0].strip(" #"):
                yield f"{page.address}: headings of the first level: {page.headings}"
            if not page.title or "QZ" in page.title:
                yield f"{page.address}: title `{page.title}`"
            if not page.description:
                yield f"{page.address}: no description"
            if page.address != LOST and page.canonical != SITE_URL + page.address:
                yield f"{page.address}: canonical address `{page.canonical}`"

    assert not faults(wrong())


def test_titles_tell_pages_apart(pages):
    """Two pages may share a title only where the catalogue gives two variables of different tables the same name and title."""
    titles = Counter(page.title for page in pages.values() if not page.address.startswith("variables/"))
    assert not faults(title for title, count in titles.items() if count > 1)


def test_edit_links_lead_to_the_file_that_defines_the_page(pages):
    def wrong():
        for page in pages.values():
            generated = page.address.partition("/")[0] in (
                "variables",
                "tables",
                "code_lists",
                "sources",
                "families",
                "concepts",
            ) and not page.address.endswith("/index.html")
            path = page.edit.removeprefix(EDIT_URL)
            if generated and (not path.startswith("variables/") or not path.endswith(".yaml")):
                yield f"{page.address}: edit link `{page.edit}` is not of a definition"
            elif page.edit and (path == page.edit or not (ROOT / path).is_file()):
                yield f"{page.address}: edit link `{page.edit}` leads to no file"

    assert not faults(wrong())


def test_edit_link_of_a_variable_names_the_file_with_its_id(pages, catalogue):
    for id, variable in list(catalogue.variables.items())[::50]:
        path = ROOT / pages[f"variables/{id}.html"].edit.removeprefix(EDIT_URL)
        stem = id.partition(".")[2]
        assert re.search(rf"^(?:id: {re.escape(id)}|  - id: {stem})$", path.read_text(encoding="utf-8"), re.M), (
            f"{path} does not define {variable.id}"
        )


def test_ids_are_unique_within_each_page(pages):
    assert not faults(
        f"{page.address}: #{id} {count} times"
        for page in pages.values()
        for id, count in Counter(page.ids).items()
        if count > 1
    )


def test_no_sentinel_is_left_in_any_file(pages, site):
    assert not faults(page.address for page in pages.values() if page.sentinels)
    for name in ("sitemap.xml", "assets/search-names.js", "assets/search-words.js"):
        assert not re.search("qz[a-z]+qz", (site / name).read_text(encoding="utf-8"), re.I), name
    assert not faults(path for path in site.rglob("*") if "qz" in path.name.lower())
