"""Each kind of block as HTML: what a reader sees, where links lead, and that no sign of a text becomes a tag."""

import re

import pytest

from build_tools.pages.blocks import TOP, Badge, Code, Grid, Link, Section, View
from build_tools.pages.html import HtmlWriter, breakable

from .made_up import BLOCKS, KNOWN, PROSE, READ, SIGNS
from .reading import Balanced, clean, parse

TAGS = {
    "lead": {"p", "a", "h1", "code", "wbr"},
    "lead of a page without a code": {"h1", "p", "a", "code"},
    "facts": {"dl", "div", "dt", "dd", "p", "a", "code", "span", "wbr"},
    "answers": {"dl", "div", "dt", "dd", "p", "a", "code"},
    "section": {"h2", "a"},
    "section below": {"h3", "a"},
    "prose": {"p", "a", "code"},
    "notice of one line": {"div", "p", "a", "code"},
    "notice of two lines": {"div", "p", "ul", "li", "a", "code"},
    "listing": {"ul", "li", "a", "code", "span", "wbr"},
    "compact listing": {"ul", "li", "code"},
    "grid": {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "a", "code", "span", "wbr"},
    "folded grid": {"details", "summary", "div", "table", "thead", "tbody", "tr", "th", "td", "code", "wbr"},
    "year strip": {"figure", "div", "svg", "text", "rect", "path", "title", "figcaption"},
    "heat map": {"figure", "div", "svg", "text", "path", "p", "details", "summary", "ul", "li", "a"},
    "tools": {"div", "p", "strong", "span", "a"},
    "place": {"link", "div", "ul", "li", "script", "a", "code", "span", "wbr"},
    "code block": {"div", "pre", "span", "code", "p", "a"},
    "code tabs": {"div", "input", "label", "pre", "span", "code", "p", "a"},
    "case": {"details", "summary", "p", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "a", "code", "span", "wbr"},
    "graph": {"figure", "div", "svg", "path", "a", "title", "rect", "text", "details", "summary", "ul", "li", "code", "span", "wbr"},
}


def write(*blocks, depth=1):
    return HtmlWriter(KNOWN.get, depth).body(View("a/b.html", "variable", "T", "D", blocks))


@pytest.mark.parametrize("name", BLOCKS)
def test_block_shows_its_words_and_nothing_else(name):
    block, seen = BLOCKS[name]
    read = Balanced(write(block))
    for words in seen:
        assert clean(words) in read.text
    assert set(read.tags) == TAGS[name]


@pytest.mark.parametrize("name", BLOCKS)
def test_attributes_hold_their_words(name):
    block, _ = BLOCKS[name]
    document = parse(f"<html><body>{write(block)}</body></html>")
    for value in document.xpath(
        "//@title | //@aria-label[not(starts-with(., 'Link to'))]", smart_strings=False
    ):
        assert clean(value) in (clean(SIGNS), "Years", "Code", "variables by year; in words below", "Before: roll", "After: ever", "Wrong"), value
    assert not document.xpath("//@*[starts-with(local-name(), 'on')] | //td/td | //b | //em")
    assert document.xpath("//script/@src") == (["../assets/here.js"] if name == "place" else [])


def test_section_has_an_anchor_and_a_link_to_itself():
    heading = parse(write(Section(SIGNS, "anchor-1"))).xpath("//h2")[0]
    link = heading.find("a")
    assert heading.get("id") == "anchor-1" and link.get("href") == "#anchor-1"
    assert clean(link.get("aria-label")) == clean(f"Link to {SIGNS}")


def test_heading_of_the_page_is_where_the_link_past_the_header_leads():
    for name in ("lead", "lead of a page without a code"):
        assert parse(write(BLOCKS[name][0])).xpath("//h1/@id") == [TOP]


@pytest.mark.parametrize(("depth", "up"), [(0, ""), (1, "../"), (2, "../../")])
def test_links_are_relative_to_the_depth_of_the_page(depth, up):
    links = parse(write(BLOCKS["facts"][0], depth=depth)).xpath("//a/@href")
    assert set(links) == {f"{up}tables/roll.html", f"{up}variables/roll.Gender.html", f"{up}references.html#VRF"}


def test_links_to_the_web_stay_as_they_are():
    writer = HtmlWriter(KNOWN.get, 1)
    assert (
        writer.inline(Link("x", "https://example.org/?a=1&b=2")) == '<a href="https://example.org/?a=1&amp;b=2">x</a>'
    )


def test_prose_has_code_links_and_references_and_nothing_else():
    document = parse(f"<p>{HtmlWriter(KNOWN.get, 1).text(PROSE)}</p>")
    assert [code.text_content() for code in document.iter("code")] == ["x<y|z"]
    assert [(link.get("href"), link.text_content(), link.get("class")) for link in document.iter("a")] == [
        ("../variables/roll.Gender.html", "Gender <of> [all]", None),
        ("../references.html#VRF", "VRF", "kb-ref"),
    ]
    assert document.text_content() == READ
    assert HtmlWriter(KNOWN.get, 1).text("one ` backtick & two [[ brackets") == "one ` backtick &amp; two [[ brackets"
    assert HtmlWriter(KNOWN.get, 1).text("`[[roll.Gender]]`") == "<code>[[roll.Gender]]</code>"


def test_long_names_may_break_but_are_copied_whole():
    name = "TermlyReason_I__Autumn<x>&_[term][yy]"
    assert breakable(name) == "Termly<wbr>Reason_<wbr>I__<wbr>Autumn&lt;x&gt;&amp;_<wbr>[term]<wbr>[yy]"
    assert Balanced(breakable(name)).text == name
    assert breakable("Gender_<5") == "Gender_&lt;5"


def test_badge_says_what_it_means():
    assert (
        HtmlWriter(KNOWN.get).inline(Badge("assumed", "care", 'by "rule"'))
        == '<span class="kb-badge kb-care" title="by &quot;rule&quot;">assumed</span>'
    )


def test_wide_tables_scroll_by_themselves_and_with_the_keyboard():
    for name in ("grid", "folded grid", "year strip"):
        box = parse(write(BLOCKS[name][0])).find_class("kb-scroll")[0]
        assert box.get("tabindex") == "0" and box.get("role") == "region" and box.get("aria-label")


def test_rows_have_the_anchors_they_were_given():
    block = Grid(("Name",), (((Code("a"),),), ((Code("b"),),)), row_ids=("VRF", ""))
    assert [row.get("id") for row in parse(write(block)).xpath("//tbody/tr")] == ["VRF", None]


def test_year_strip_draws_every_state_and_says_it_in_words():
    document = parse(write(BLOCKS["year strip"][0]))
    first, second = 16, 16 + 24  # the tops of the two rows
    assert [(box.get("class"), box.get("y")) for box in document.iter("rect")] == [("gap", str(first))]
    squares = {path.get("class"): re.findall(r"M\d+ (\d+)h", path.get("d")) for path in document.iter("path")}
    assert squares == {"held": [str(first), *[str(second)] * 3], "none": [str(first)]}
    assert [clean(title.text_content()) for title in document.xpath("//rect/title")] == [clean(f"2004/05: {SIGNS}")]
    assert (
        clean(document.xpath("//svg/@aria-label")[0])
        == clean(document.xpath("//figcaption")[0].text_content())
        == clean(SIGNS)
    )
    assert [text.text_content() for text in document.xpath("//svg/text[not(@class)]")] == ["03/04", "05/06"]


def test_heat_map_is_darker_where_there_is_more():
    document = parse(write(BLOCKS["heat map"][0]))
    squares = {path.get("class"): len(re.findall("M", path.get("d"))) for path in document.iter("path")}
    assert squares == {"heat0": 3, "heat1": 2, "heat4": 1}
    assert [text.text_content() for text in document.xpath("//svg/text[not(@class)]")] == ["03/04", "05/06"]
    assert document.xpath("//li/a/@href") == ["../tables/roll.html"] * 2


def test_code_can_be_copied_as_it_was_written():
    block, _ = BLOCKS["code block"]
    assert parse(write(block)).xpath("//pre/code")[0].text_content() == block.text + "\n"


def test_every_page_of_the_catalogue_is_well_formed(site):
    """A sample: lxml, which reads all pages elsewhere, forgives what a browser may not."""
    paths = sorted((site / "variables").glob("*.html"))[::150] + [
        path
        for folder in ("tables", "code_lists", "families", "sources", "rules")
        for path in sorted((site / folder).glob("*.html"))[::9]
    ]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        Balanced(
            text[text.index("<article") : text.index("</article>") + len("</article>")]
            .replace("<!--", "")
            .replace("--!>", "")
            .replace("-->", "")
        )
    assert len(paths) > 50
