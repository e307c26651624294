"""Each kind of block as Markdown, read back by two readers that have nothing in common: what a reader sees is what was meant."""

import re

import markdown
import pytest
import yaml
from markdown_it import MarkdownIt

from build_tools.pages.blocks import CodeBlock, Grid, Lead, Prose, View
from build_tools.pages.html import HtmlWriter
from build_tools.pages.markdown import write_markdown
from build_tools.pages.views import resolve_id

from .conftest import ROOT, leo_kb, made_once
from .made_up import BLOCKS, KNOWN, PROSE, SIGNS
from .reading import clean, parse, text_of

READERS = {
    "CommonMark": MarkdownIt("commonmark").enable("table").render,
    "Python-Markdown": lambda text: markdown.markdown(text, extensions=["tables", "fenced_code"]),
}


@pytest.fixture(params=READERS)
def read(request):
    """A document from the body of a Markdown page."""
    return lambda text: parse(
        f"<html><body>{READERS[request.param](text.split('---', 2)[2] if text.startswith('---') else text)}</body></html>"
    )


def write(*blocks, address="variables/x.html"):
    return write_markdown(View(address, "variable", "T", "D", blocks), KNOWN.get)


@pytest.mark.parametrize("name", [name for name in BLOCKS if name != "code block"])
def test_block_shows_its_words(name, read):
    block, seen = BLOCKS[name]
    text = text_of(read(write(block)))
    for words in seen:
        assert clean(words) in re.sub(r"(?<=\w)\\(?=\|)|(?<= )\\(?=\|)", "", text)


def test_no_sign_of_a_text_starts_anything(read):
    document = read(
        write(
            Lead(SIGNS, SIGNS, PROSE),
            Prose((PROSE, "- no list", "1) no list", "2. no list", "> no quote", "# no heading", "+ no list")),
        )
    )
    assert not document.xpath("//em | //del | //b | //script | //li | //blockquote | //h2 | //img | //table")
    assert len(document.xpath("//h1")) == 1
    assert [code.text_content() for code in document.iter("code")] == ["x<y|z"] * 2


def test_front_matter_is_yaml():
    view = View("a.html", "variable", f'{SIGNS}: "x"', f"{PROSE} é", (Prose(("Words.",)),))
    assert yaml.safe_load(write_markdown(view).split("---\n")[1]) == {
        "title": view.title,
        "description": view.description,
    }


@pytest.mark.parametrize(("address", "up"), [("references.html", ""), ("variables/x.html", "../")])
def test_links_lead_to_markdown_pages_relative_to_their_own(address, up, read):
    links = read(write(BLOCKS["facts"][0], address=address)).xpath("//a/@href")
    assert set(links) == {f"{up}tables/roll.md", f"{up}variables/roll.Gender.md", f"{up}references.md#VRF"}


def test_ids_in_prose_become_links(read):
    document = read(write(Prose((PROSE,))))
    assert [(link.get("href"), link.text_content()) for link in document.iter("a")] == [
        ("../variables/roll.Gender.md", "Gender <of> [all]"),
        ("../references.md#VRF", "VRF"),
    ]


def test_a_code_keeps_its_backticks_and_blanks():
    for code in ("a`b", "`a", "a``", " a ", "<5", "[x](y)", "a_b*c"):
        view = View("a.html", "x", "T", "D", (Lead(code, "", "Words.", is_code=True),))
        assert parse(READERS["CommonMark"](write_markdown(view).split("---", 2)[2])).xpath("//h1/code")[0].text == code


def test_a_grid_keeps_its_cells_apart(read):
    block, _ = BLOCKS["grid"]
    rows = read(write(block)).xpath("//table//tr")
    assert [len(row) for row in rows] == [2, 2, 2]


def test_rows_have_the_anchors_they_were_given(read):
    block = Grid(("Name",), ((("a",),), (("b",),)), row_ids=("VRF", ""))
    assert [anchor.get("id") for anchor in read(write(block)).iter("a")] == ["VRF"]


def test_code_can_be_copied_as_it_was_written(read):
    block, _ = BLOCKS["code block"]
    assert read(write(block)).xpath("//pre/code")[0].text_content() == block.text + "\n"
    fenced = CodeBlock("text", "a\n```\nb")
    assert (
        parse(READERS["CommonMark"](write(fenced).split("---", 2)[2])).xpath("//pre/code")[0].text_content()
        == fenced.text + "\n"
    )


# ---------------------------------------------------------------------------------------------- the whole catalogue


@pytest.fixture(scope="module")
def twin(shared, site):
    """The Markdown pages that `leo-kb generate` writes: after the site, whose build draws the sample that both show."""

    def generate(folder):
        result = leo_kb("generate", folder)
        assert result.returncode == 0, result.stdout + result.stderr

    return made_once(shared, "generated", generate)


def sample(catalogue):
    """Over 60 pages: a variable of each table, with codes where there is one, and some of every other kind."""
    chosen = []
    for variables in catalogue.by_table.values():
        with_codes = [variable for variable in variables if catalogue.codes(variable)] or variables
        chosen.append(f"variables/{with_codes[len(with_codes) // 2].id}.html")
    others = {
        "tables": catalogue.tables,
        "code_lists": catalogue.code_lists,
        "families": catalogue.families,
        "concepts": catalogue.concepts,
        "sources": catalogue.sources,
    }
    chosen += [
        f"{folder}/{id}.html"
        for folder, entries in others.items()
        for id in list(entries)[:: max(1, len(entries) // 6)]
    ]
    return [
        *chosen,
        "references.html",
        "variables/index.html",
        "rules/index.html",
        "variables/school_census.FSMeligible.html",
    ]


def test_twin_has_every_page(twin, site):
    pages = {
        path.relative_to(site).with_suffix(".md").as_posix() for path in site.rglob("*.html") if path.name != "404.html"
    }
    files = {path.relative_to(twin).as_posix() for path in twin.rglob("*") if path.is_file()}
    assert files == pages | {"synthetic_sample.zip"}


def test_twin_says_what_the_page_says(twin, site, catalogue):
    addresses = sample(catalogue)
    assert len(addresses) >= 60
    for address in addresses:
        article = parse((site / address).read_bytes()).xpath("//article")[0]
        for link in article.xpath(".//a[@class='headerlink']"):
            link.drop_tree()
        text = (twin / address).with_suffix(".md").read_text(encoding="utf-8")
        document = parse(f"<html><body>{READERS['CommonMark'](text.split('---', 2)[2])}</body></html>")
        there = text_of(document)
        for path in (
            ".//code[not(ancestor::pre)]",
            ".//td",
            ".//dt",
            ".//h1",
            ".//h3",
            ".//summary",
            ".//li",
            ".//p[not(@class)]",
            ".//figcaption",
        ):
            for element in article.xpath(path):
                assert text_of(element) in there, f"{address}: {text_of(element)}"
        links = [
            [
                link.get("href").replace(".html", ".md")
                for link in part.xpath(".//a[@href][not(@class) or @class = 'kb-ref']")
            ]
            for part in (article, document)
        ]
        assert links[0] == links[1], address
        assert [[text_of(cell) for cell in row] for row in article.iter("tr")] == [
            [text_of(cell) for cell in row] for row in document.iter("tr")
        ], address


def test_twin_links_lead_to_its_own_pages(twin):
    dead = []
    for path in sorted(twin.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        dead += [
            f"{path.relative_to(twin)}: {link}"
            for link in set(re.findall(r"(?<!\\)\]\(([^):#]+\.md)(?:#[^)]*)?\)", text))
            if not (path.parent / link).is_file()
        ]
    assert not dead, "\n".join(dead[:20])


def test_hand_written_pages_in_the_twin_link_to_markdown(twin, catalogue):
    for path in sorted((ROOT / "docs").rglob("*.md")):
        text = (twin / path.relative_to(ROOT / "docs")).read_text(encoding="utf-8")
        words = re.sub(r"(?ms)^```.*?^```|`[^`\n]+`", "", text)
        assert not re.search(r"href=|<div|\[\[|leo-kb:|\]\([^):]*\.html", words), path.name
    home = (twin / "index.md").read_text(encoding="utf-8")
    for source in catalogue.sources.values():
        assert f"[{source.title}](sources/{source.id}.md)" in home
    assert f"{len(catalogue.variables):,} variables in {len(catalogue.tables)} tables" in home


def test_both_writers_read_the_same_prose(catalogue):
    """A sentence with a link, from the catalogue itself."""
    table = next(table for table in catalogue.tables.values() if "[[" in table.description)
    view = View("tables/x.html", "table", "T", "D", (Prose((table.description,)),))

    def resolve(id):
        return resolve_id(catalogue, id)

    html = parse(HtmlWriter(resolve, 1).body(view))
    twin = parse(READERS["CommonMark"](write_markdown(view, resolve).split("---", 2)[2]))
    assert text_of(html) == text_of(twin)
    assert (
        [link.get("href").replace(".html", ".md") for link in html.iter("a")]
        == [link.get("href") for link in twin.iter("a")]
        != []
    )
    assert (ROOT / "variables").is_dir()


def test_show_writes_the_same_page(twin):
    result = leo_kb("show", "school_census")
    page = (twin / "tables" / "school_census.md").read_text(encoding="utf-8")
    assert page.startswith("---\ntitle: ")
    assert result.returncode == 0 and result.stdout == page.split("---\n\n", 1)[1]
    assert "[Pupil Referral Unit Census](../tables/pru_census.md)" in result.stdout
