"""Reads built pages with lxml: what stands in them, not how the theme wraps it."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from lxml import html

REQUESTED = {  # attributes that make a browser fetch something by itself
    "script": "src", "img": "src", "iframe": "src", "embed": "src", "audio": "src", "video": "src", "source": "src", "track": "src", "object": "data", "image": "href", "use": "href",
}  # fmt: skip
SENTINEL = re.compile(rb"qz(?:body|title|description|toc|edit|address|shell)qz", re.I)


@dataclass
class Page:
    """What the tests ask of one page."""

    address: str
    links: list[str]
    requested: list[str]
    ids: list[str]
    named: set[str]
    headings: list[str]
    title: str
    description: str
    canonical: str
    edit: str
    sentinels: bool
    answers: list[tuple[str, list[str], str]] = field(default_factory=list)
    codes: list[tuple[str, str | None]] | None = None
    strip: list[tuple[str, list[str]]] = field(default_factory=list)
    strip_words: str = ""
    suspects: list[tuple[str, str]] = field(default_factory=list)


def clean(text):
    """Text with runs of white space made one blank."""
    return " ".join(text.split())


def text_of(element):
    return clean(element.text_content())


def parse(content):
    return html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8"))


def read_page(address, content):
    """One page from its bytes."""
    document = parse(content)

    def strings(path):
        return document.xpath(path, smart_strings=False)

    requested = [
        element.get(REQUESTED[element.tag])
        for element in document.iter(*REQUESTED)
        if element.get(REQUESTED[element.tag])
    ]
    requested += [element.get("href") for element in document.iter("link") if element.get("rel") != "canonical"]
    requested += strings("//@srcset | //@poster | //@background | //form/@action")
    requested += [found for css in strings("//style/text() | //@style") for found in css_addresses(css)]
    page = Page(
        address=address,
        links=strings("//a/@href | //area/@href"),
        requested=requested,
        ids=strings("//@id"),
        named=set(strings("//a/@name")),
        headings=[text_of(element) for element in document.iter("h1")],
        title="".join(strings("//head/title/text()")).strip(),
        description="".join(strings("//head/meta[@name='description']/@content")).strip(),
        canonical="".join(strings("//head/link[@rel='canonical']/@href")),
        edit="".join(strings("//a[@rel='edit']/@href")),
        sentinels=bool(SENTINEL.search(content)),
    )
    articles = document.xpath("//article")
    if articles:
        read_article(page, articles[0])
    return page


def read_article(page, article):
    """The parts that generated pages have: answers, codes and year strip; and words that look like a slip of the tools."""
    for box in article.find_class("kb-answers"):
        for row in box.findall("div"):
            lines = [text_of(line) for line in row.findall("dd/p") if line.get("class") != "kb-inherited"]
            page.answers.append(
                (text_of(row.find("dt")), lines, "".join(text_of(line) for line in row.find_class("kb-inherited")))
            )
    tables = article.xpath(
        ".//table[.//th[1]='Code' and .//th[2]='Label'][preceding::h2[1][@id='codes']]"  # one, or one for each group
    )
    if tables:
        page.codes = [read_code(row) for table in tables for row in table.findall("tbody/tr")]
    for figure in article.find_class("kb-years"):
        if figure.find("figcaption") is not None:  # a heat map has its words beside it
            read_strip(page, figure)
    for node in article.xpath(
        ".//text()[contains(., 'None') or contains(., '{') or contains(., '[[') or contains(., ']]')][not(ancestor::pre)]"
    ):
        label = node.getparent().xpath("ancestor-or-self::dd/preceding-sibling::dt")
        page.suspects.append((text_of(label[0]) if label else "", str(node).strip()))


def read_code(row):
    cells = row.findall("td")
    label = None if cells[1].find_class("kb-badge") else cells[1].text_content()
    return cells[0].text_content(), label


def read_strip(page, figure):
    """Rows of a year strip: the label and the state of each year, in order."""
    cells = [(int(box.get("y")), int(box.get("x")), box.get("class")) for box in figure.iter("rect")]
    for path in figure.iter("path"):
        cells += [
            (int(top), int(left), path.get("class")) for left, top in re.findall(r"M(\d+) (\d+)h", path.get("d"))
        ]
    rows = {}
    for top, _, state in sorted(cells):
        rows.setdefault(top, []).append(state)
    labels = [text_of(label) for label in figure.find_class("kb-row")]
    page.strip = list(zip(labels or [""] * len(rows), rows.values(), strict=True))
    page.strip_words = text_of(figure.find("figcaption"))


def css_addresses(css):
    """Addresses that a style sheet fetches."""
    return [
        found
        for found in re.findall(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""", css)
        if not found.startswith(("data:", "#", "url("))
    ]


class Balanced(HTMLParser):
    """Reads HTML as it was written and does not forgive: every tag is closed by its own, in order."""

    VOID = frozenset(
        ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
    )

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.words = [], [], []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute of <{tag}> stands twice: {names}"
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    @property
    def text(self):
        return clean("".join(self.words))
