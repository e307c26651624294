"""A generated page is the theme's own page: one of each kind is compared with the same page written in Markdown and rendered wholly by MkDocs."""

import html
import json
import os
import re
from pathlib import Path

import pytest
import yaml
from lxml import etree
from mkdocs.commands.build import build
from mkdocs.config import load_config

from build_tools.pages.blocks import Section
from build_tools.pages.html import HtmlWriter
from build_tools.pages.views import index_views, manual_pages, resolve_id, rule_view, view_of
from build_tools.plugin import THEME

from .conftest import ROOT, made_once
from .reading import clean, parse

ONE_OF_EACH = ["school_census.FSMeligible", "leo_earnings", "school_census", "true_false_10", "npd"]


@pytest.fixture(scope="module")
def views(sampled):
    """A page of each kind and every index page, by address."""
    name, page = next(iter(manual_pages().items()))
    chosen = [view_of(sampled, id) for id in (*ONE_OF_EACH, next(iter(sampled.families)))] + [
        rule_view(name, *page),
        *index_views(sampled),
    ]
    assert {view.kind for view in chosen} == {"variable", "table", "code_list", "source", "family", "rule", "index"}
    return {view.address: view for view in chosen}


@pytest.fixture(scope="module")
def rendered(views, sampled, shared):
    """The site of these pages as MkDocs and the theme make it from Markdown, without any part of the tools."""
    return made_once(shared, "frame", lambda root: render(root, views, sampled)) / "site"


def render(root, views, catalogue):
    write_docs(root / "docs", views, catalogue)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("  - leo-kb\n", "")
    (root / "mkdocs.yml").write_text(f"{settings}\nhooks: [edit.py]\n", encoding="utf-8")
    sources = {address.removesuffix(".html") + ".md": view.source_path for address, view in views.items()}
    (root / "edit.py").write_text(EDIT_HOOK.replace("SOURCES", json.dumps(sources)), encoding="utf-8")
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site"))
    config.theme.dirs.insert(0, str(THEME))
    build(config)


EDIT_HOOK = """
def on_files(files, config):
    for path, source in SOURCES.items():
        files.get_file_from_path(path).edit_uri = f"../{source}" if source else None
"""


def write_docs(docs, views, catalogue):
    """The chosen pages in Markdown, and a stub for every other page of the navigation."""
    pages = {path.relative_to(ROOT / "docs").as_posix(): "# Stub\n" for path in (ROOT / "docs").rglob("*.md")}
    pages |= {address.removesuffix(".html") + ".md": markdown_of(view, catalogue) for address, view in views.items()}
    for name, text in pages.items():
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
    (docs / "assets").mkdir()
    for name in ("kb.css", "kb.js"):
        (docs / "assets" / name).write_text("", encoding="utf-8")


def markdown_of(view, catalogue):
    """The page as a person would write it: front matter, headings in Markdown, all else as HTML."""
    body = HtmlWriter(lambda id: resolve_id(catalogue, id), view.address.count("/")).body(view)
    body = re.sub(
        r'<h1 class="kb-h1" id="([^"]+)">(.*?)</h1>',
        lambda found: f"\n\n# {plain(found[2])} {{#{found[1]} .kb-h1}}\n\n",
        body,
    )
    body, count = re.subn(
        r'<h([23]) id="([^"]+)">(.*?)<a class="headerlink".*?</a></h[23]>',
        lambda found: f"\n\n{'#' * int(found[1])} {plain(found[3])} {{#{found[2]}}}\n\n",
        body,
    )
    assert count == sum(isinstance(block, Section) for block in view.blocks)
    front = yaml.safe_dump(
        {"title": html.escape(view.title), "description": html.escape(view.description), "hide": ["navigation"]},
        allow_unicode=True,
    )
    return f"---\n{front}---\n\n{body}"


def plain(inline):
    """Inline HTML in which nothing can be taken for Markdown."""
    return re.sub(r"(<[^>]*>)|([_*`\[\]{}#|~=^])", lambda found: found[1] or f"&#{ord(found[2])};", inline)


def tokens(document):
    """A document as a list of tags, attributes and words. Pieces that say nothing about the page are left out:
    the mark of a heading's own link, which Markdown also gives to the title, and its name, which is ours for screen readers."""
    for link in document.xpath("//h1/a[@class='headerlink']"):
        link.drop_tree()
    for link in document.xpath("//a[@class='headerlink']"):
        for name in ("aria-label", "title"):
            link.attrib.pop(name, None)
    found = []
    for event, element in etree.iterwalk(document, events=("start", "end", "comment")):
        if event == "comment":
            pass
        elif event == "end":
            found += [f"</{element.tag}>"]
        else:
            found.append(
                f"<{element.tag} {' '.join(f'{name}={clean(value)!r}' for name, value in sorted(element.attrib.items()))}>"
            )
            found += words(element.text, element)
        if event != "start":
            found += words(element.tail, element.getparent())
    return found


def words(text, within):
    if text is None or within is None:
        return []
    return [text] if within.tag == "pre" or within.xpath("ancestor::pre") else clean(text).split()


def difference(ours, theirs):
    """Nothing, or the first place where two lists of tokens differ, with what stands around it."""
    for place, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if one != other:
            return f"after {' '.join(ours[max(0, place - 8) : place])}\n  ours:   {' '.join(ours[place : place + 8])}\n  MkDocs: {' '.join(theirs[place : place + 8])}"
    return "" if len(ours) == len(theirs) else f"one is longer: {ours[len(theirs) :][:8] or theirs[len(ours) :][:8]}"


PARTS = {
    "head": "/html/head",
    "header": "//header[contains(@class, 'md-header')]",
    "tabs": "//nav[@class='md-tabs']",
    "table of contents": "//div[@data-md-type='toc']",
    "article": "//article",
    "the rest": "/html",
}


@pytest.mark.parametrize("part", PARTS)
def test_every_kind_of_page_is_the_page_that_mkdocs_renders(part, site, rendered, views):
    for address in views:
        ours, theirs = (parse(Path(folder, address).read_bytes()) for folder in (site, rendered))
        if part == "the rest":
            for document in (ours, theirs):
                for known in [path for name, path in PARTS.items() if name != "the rest"]:
                    for element in document.xpath(known):
                        element.drop_tree()
        mine, real = (document.xpath(PARTS[part]) for document in (ours, theirs))
        assert len(mine) == len(real) == 1, f"{address}: {part}"
        assert not difference(tokens(mine[0]), tokens(real[0])), address


def test_a_difference_would_be_found():
    page = b"<html><head><title>T</title></head><body><article><p class='a'>Some words</p><pre>a\n b</pre></article></body></html>"
    for old, new in (
        (b"words", b"word"),
        (b"'a'", b"'b'"),
        (b"a\n b", b"a b"),
        (b"<p class='a'>Some words</p>", b""),
        (b"</article>", b"<p>more</p></article>"),
        (b"<title>T</title>", b"<title>U</title>"),
    ):
        assert old in page
        assert difference(tokens(parse(page)), tokens(parse(page.replace(old, new)))), new
    assert not difference(tokens(parse(page)), tokens(parse(page.replace(b"Some words", b"Some\n  words "))))


def test_table_of_contents_lists_the_sections(site, views):
    for address, view in views.items():
        toc = parse((site / address).read_bytes()).xpath("//div[@data-md-type='toc']//ul[@data-md-component='toc']//a")
        listed = [
            (link.get("href"), clean(link.text_content()), 1 + int(link.xpath("count(ancestor::ul)"))) for link in toc
        ]
        sections = [block for block in view.blocks if isinstance(block, Section)]
        assert listed == [(f"#{section.anchor}", section.title, section.level) for section in sections], address
    assert any(isinstance(block, Section) and block.level == 3 for view in views.values() for block in view.blocks)
