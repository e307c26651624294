"""Parts that pages of several kinds show: codes, years, lists of variables and tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from urllib.parse import quote, urlencode

from build_tools import REPOSITORY_URL, SITE_URL, __version__
from build_tools.catalogue import Catalogue, YearGap
from build_tools.pages.blocks import (
    Badge,
    Block,
    Code,
    Grid,
    HeatMap,
    HeatRow,
    Line,
    Link,
    Section,
    StripRow,
    Tools,
    Verbatim,
    YearStrip,
)
from build_tools.pages.views.links import address_of, table_link, variable_link
from build_tools.pages.words import (
    MISSING_WORDS,
    REQUEST_BADGES,
    STATUS_BADGES,
    TOPIC_WORDS,
    span_words,
    years_short,
)
from build_tools.physical import views_of
from build_tools.records import Code as CodeRecord
from build_tools.records import Table, Variable
from build_tools.years import Years, year_label


def first_sentences(text: str, length: int = 155) -> str:
    """The beginning of a text, cut at a word, for descriptions and lists."""
    text = text.replace("`", "").replace("[", "").replace("]", "")
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


def code_anchor(code: str) -> str:
    """`code-01`: the anchor of a code on a page. Signs that an address can not hold are written as numbers."""
    return "code-" + "".join(
        sign if (sign.isalnum() and sign.isascii()) or sign in "_.-" else f"~{ord(sign):x}" for sign in code
    )


Periods = tuple[tuple[int | None, int | None], ...]


def _periods(key: tuple[tuple[str | None, ...], ...]) -> Periods:
    """The spans of years between which codes came or went, the first and the last without an end; one span where none did."""
    starts = {Years.parse(row[2]).first for row in key if row[2]} | {Years.parse(row[3]).first + 1 for row in key if row[3]}
    edges = [None, *sorted(starts), None]
    return tuple((first, None if last is None else last - 1) for first, last in pairwise(edges))


def _period_words(first: int | None, last: int | None) -> str:
    if first is None:
        return f"to {year_label(last)}" if last is not None else "all years"
    return f"from {year_label(first)}" if last is None else span_words(first, last)


def _used(row: tuple[str | None, ...], first: int | None, last: int | None) -> bool:
    """Whether a code is in use in a span that `_periods` gave."""
    begun = row[2] is None or (first is not None and Years.parse(row[2]).first <= first)
    gone = row[3] is not None and (last is None or Years.parse(row[3]).first < last)
    return begun and not gone


@lru_cache(maxsize=1024)
def _codes_grid(key: tuple[tuple[str | None, ...], ...]) -> Grid:
    periods = _periods(key)
    with_missing = any(row[4] for row in key)
    spans = tuple(_period_words(*period) for period in periods) if len(periods) > 1 else ()
    headings = ("Code", "Label", *spans, *(("Missing",) if with_missing else ()))
    rows: list[tuple[Line, ...]] = []
    for each in key:
        code, label, _, _, missing = each
        rows.append(
            (
                (Code(code or ""),),
                (Verbatim(label) if label is not None else Badge("no label on the form", "plain"),),
                *((("used",) if _used(each, *period) else ("–",)) for period in (periods if spans else ())),
                *(((MISSING_WORDS[missing] if missing else "",),) if with_missing else ()),
            )
        )
    return Grid(headings, tuple(rows), row_ids=tuple(code_anchor(row[0] or "") for row in key))


def codes_grid(codes: tuple[CodeRecord, ...]) -> Grid:
    """Codes with labels, the years of use side by side and reasons for missing values, as far as there are any."""
    return _codes_grid(tuple((code.code, code.label, code.from_, code.to, code.missing) for code in codes))


def term_rows(catalogue: Catalogue, table: Table) -> tuple[tuple[str, frozenset[int]], ...]:
    """For a table with terms: each term and the years of its views; for others, nothing. Yearly views count as spring."""

    def build() -> tuple[tuple[str, frozenset[int]], ...]:
        views = views_of(catalogue, table)
        terms = [term for term in ("autumn", "spring", "summer") if any(view.term == term for view in views)]
        return tuple(
            (term, frozenset(view.year for view in views if view.year is not None and (view.term or "spring") == term))
            for term in terms
        )

    return catalogue.once(f"terms of {table.id}", build)


@lru_cache(maxsize=4096)
def draw_years(
    span: tuple[int, int],
    held: frozenset[int],
    gaps: tuple[YearGap, ...],
    terms: tuple[tuple[str, frozenset[int]], ...],
    words: str,
) -> YearStrip:
    """A strip over the span of a table; shared by all variables with the same years, so drawn once."""
    years = range(span[0], span[1] + 1)
    rows = []
    for label, of_term in terms or (("", frozenset(years)),):
        cells = []
        for year in years:
            reason = next((gap.reason for gap in gaps if gap.year == year and gap.term in (None, label or None)), "")
            state = "gap" if reason else "held" if year in held and year in of_term else "none"
            cells.append((state, reason))
        rows.append(StripRow(label.capitalize(), tuple(cells)))
    return YearStrip(tuple(year_label(year) for year in years), tuple(rows), words)


def by_topic(catalogue: Catalogue, variables: list[Variable]) -> list[tuple[str, str, list[Variable]]]:
    """Anchor, words and variables of each topic of a table, in the order of topics."""
    found: dict[str, list[Variable]] = {}
    for variable in variables:
        found.setdefault(topic_of(catalogue, variable), []).append(variable)
    order = list(TOPIC_WORDS)
    topics = sorted(found, key=lambda name: (order.index(name) if name in order else len(order), name))
    return [
        (f"topic-{topic.replace('_', '-')}", TOPIC_WORDS.get(topic, topic.replace("_", " ").capitalize()), found[topic])
        for topic in topics
    ]


def variable_grids(catalogue: Catalogue, variables: list[Variable]) -> Iterator[Block]:
    """Variables of a table, a list for each topic."""
    for anchor, words, members in by_topic(catalogue, variables):
        yield Section(f"{words} ({len(members):,})", anchor, 3)
        yield variable_grid(catalogue, members)


def years_of_topics(catalogue: Catalogue, variables: list[Variable]) -> HeatMap | None:
    """How many variables of each topic of a table are held in each of its years; None for a table without several years."""
    table = catalogue.table(variables[0])
    span = catalogue.span(table)
    if span is None or table.years.type == "none" or span[0] == span[1]:
        return None
    years = range(span[0], span[1] + 1)
    rows = []
    for anchor, words, members in by_topic(catalogue, variables):
        held = [set(catalogue.held(variable)) for variable in members]
        counts = tuple(sum(year in of_one for of_one in held) for year in years)
        rows.append(HeatRow(Link(words, f"{address_of('table', table.id)}#{anchor}"), counts, len(members)))
    return HeatMap(tuple(year_label(year) for year in years), tuple(rows), "variables")


def variable_grid(catalogue: Catalogue, variables: list[Variable]) -> Grid:
    """A list of variables."""
    return Grid(
        ("Name", "What it is", "Years", "Request"),
        tuple(variable_row(catalogue, variable) for variable in variables),
        as_cards=True,
    )


def page_tools(kind: str, id: str, title: str) -> Tools:
    """How to cite the page of an entry, and a new issue about it with its address filled in."""
    address = SITE_URL + address_of(kind, id)
    citation = f"LEO knowledge base contributors. {title}. LEO knowledge base. Version {__version__}. {address}"
    return Tools(citation, _new_issue(kind).replace(_ID, quote(id)), __version__)


_ID = "IDOFTHEENTRY"


@cache
def _new_issue(kind: str) -> str:
    """A new issue about an entry of a kind, with a mark for its id: the rest is quoted once."""
    address = SITE_URL + address_of(kind, _ID)
    body = f"Page: {address}\n\nWhat is wrong, and how do you know? (Please quote no data.)\n"
    return f"{REPOSITORY_URL}/issues/new?" + urlencode({"title": f"{_ID}: ", "body": body}, quote_via=quote)


def variable_row(catalogue: Catalogue, variable: Variable) -> tuple[Line, ...]:
    """A variable as a row of a list."""
    badges: Line = (
        REQUEST_BADGES[catalogue.request(variable)],
        *((" ", STATUS_BADGES[variable.status]) if variable.status in STATUS_BADGES else ()),
    )
    return (variable_link(variable),), (variable.title,), (years_short(catalogue, variable),), badges


def topic_of(catalogue: Catalogue, variable: Variable) -> str:
    """The topic folder in which a variable is defined; a way to browse, not part of its id."""
    parts = catalogue.entry("variable", variable.id).path.split("/")
    return parts[3] if len(parts) == 5 else "new"


def tables_grid(catalogue: Catalogue, tables: list[Table]) -> Grid:
    """Tables with what they are, their years and the number of their variables."""
    rows = []
    for table in tables:
        span = catalogue.span(table)
        years = span_words(*span) if span else "none"
        rows.append(((table_link(table),), (table.short,), (years,), (f"{len(catalogue.by_table[table.id]):,}",)))
    return Grid(("Table", "What it is", "Years", "Variables"), tuple(rows))
