"""Which birth cohort is seen at which age in which table, worked out from the years and the usual ages of each table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from build_tools.catalogue import Catalogue
from build_tools.pages.blocks import Block, Code, Grid, Lead, Line, Listing, Prose, Section, View
from build_tools.pages.views.links import table_link
from build_tools.pages.words import span_words
from build_tools.records import Table
from build_tools.years import year_label

ADDRESS = "cohorts.html"
"""The page of all cohorts."""
ABOUT = (
    "A cohort is everybody born from 1 September of one year to 31 August of the next, who go through school together. The age is "
    "that on the 31 August that ends the school year, or lies in the tax year. A cell says in which year of the table people of the "
    "cohort are of its usual age; those who were ahead or behind are found a year earlier or later."
)


def august_of(table: Table, year: int) -> int:
    """The calendar year of the 31 August by which ages in `year` (its starting year) of a table are counted."""
    starts_in_april = table.years.type == "tax" or (table.years.runs or "").startswith("1 April")
    return year if starts_in_april else year + 1


def seen(catalogue: Catalogue, table: Table, born: int) -> list[tuple[int, int]]:
    """Age and starting year of each year of the table in which people born from September of `born` on are of its usual age."""
    span = catalogue.span(table)
    if span is None or table.ages is None:
        return []
    oldest = table.ages.to if table.ages.to is not None else 200
    missing = {gap.year for gap in catalogue.table_gaps(table) if gap.term is None}
    ages = ((august_of(table, year) - born - 1, year) for year in range(span[0], span[1] + 1) if year not in missing)
    return [(age, year) for age, year in ages if table.ages.from_ <= age <= oldest]


def cohorts(catalogue: Catalogue) -> range:
    """All cohorts, by the calendar year in which their September lies: from the oldest that school data can hold to the youngest."""

    def work_out() -> range:
        fixed = [table for table in catalogue.tables.values() if table.ages and table.ages.to is not None]
        spans = [(table, span) for table in fixed if (span := catalogue.span(table)) and table.ages]
        if not spans:
            return range(0)
        first = min(august_of(table, span[0]) - (table.ages.to or 0) - 1 for table, span in spans if table.ages)
        last = max(august_of(table, span[1]) - table.ages.from_ - 1 for table, span in spans if table.ages)
        return range(first, last + 1)

    return catalogue.once("birth cohorts", work_out)


def born_words(born: int) -> str:
    """`1985/86`: from September 1985 to August 1986."""
    return year_label(born)


def _ages(found: list[tuple[int, int]]) -> str:
    first, last = found[0][0], found[-1][0]
    return str(first) if first == last else f"{first} to {last}"


def _cell(found: list[tuple[int, int]], one_age: bool) -> Line:
    """`2001/02` in a table of one age, `16 to 19, 2001/02 to 2004/05` in others, nothing where the cohort is not seen."""
    if not found:
        return ("",)
    years = span_words(found[0][1], found[-1][1])
    return (years if one_age else f"{_ages(found)}, {years}",)


def table_cohorts(catalogue: Catalogue, table: Table) -> Iterator[Block]:
    """The cohorts of one table, folded away; nothing for a table without usual ages."""
    if table.ages is None or catalogue.span(table) is None:
        return
    rows = []
    for born in cohorts(catalogue):
        if found := seen(catalogue, table, born):
            rows.append(((born_words(born),), (f"age {_ages(found)}",), (span_words(found[0][1], found[-1][1]),)))
    if not rows:
        return
    yield Section("Birth cohorts", "cohorts")
    yield Prose((f"{ABOUT} {table.ages.note or ''}".strip(),))
    yield Grid(("Born September to August", "Seen at", "In years"), tuple(rows), fold=f"Cohorts in this table ({len(rows)})")  # fmt: skip


def cohort_grid(catalogue: Catalogue, tables: Iterable[Table], fold: str = "") -> Grid | None:
    """Cohorts against tables that have usual ages; tables that see the same people in the same years share a column. None where there is none."""
    columns: dict[tuple[tuple[tuple[int, int], ...], ...], list[Table]] = {}
    for table in tables:
        if table.ages and catalogue.span(table):
            columns.setdefault(tuple(tuple(seen(catalogue, table, born)) for born in cohorts(catalogue)), []).append(table)
    rows: list[tuple[Line, ...]] = []
    for place, born in enumerate(cohorts(catalogue)):
        cells = [_cell(list(found[place]), _one_age(alike[0])) for found, alike in columns.items()]
        if any(cell != ("",) for cell in cells):
            rows.append(((born_words(born),), *cells))
    headings = ("Born", *(_heading(alike) for alike in columns.values()))
    return Grid(headings, tuple(rows), fold=fold, pinned=True) if rows else None


def _one_age(table: Table) -> bool:
    return table.ages is not None and table.ages.from_ == table.ages.to


def _heading(tables: list[Table]) -> str:
    """The ids of tables with what they see in common: `ks2_pupil, ks2_exam (age 11)`."""
    ages = tables[0].ages
    age = f" (age {ages.from_})" if ages and _one_age(tables[0]) else " (ages, years)"
    return ", ".join(table.id for table in tables) + age


def cohorts_view(catalogue: Catalogue) -> View:
    """The page of all cohorts and all tables."""
    blocks: list[Block] = [Lead("Birth cohorts", "", ABOUT)]
    for source_id, tables in catalogue.tables_of_source.items():
        if grid := cohort_grid(catalogue, tables):
            blocks += [
                Section(catalogue.sources[source_id].title, source_id.replace("_", "-")),
                grid,
                Listing(tuple((Code(table.id), " ", table_link(table)) for table in tables if table.ages), compact=True),
            ]
    without = [table for table in catalogue.tables.values() if table.ages is None]
    links: Line = tuple(piece for table in without for piece in (table_link(table), ". "))
    blocks += [
        Section("Not in the grid", "not-in-the-grid"),
        Prose(("Tables without years or without people of a usual age:",)),
        Grid(("Tables",), ((links,),)),
    ]
    return View(
        ADDRESS,
        "index",
        "Birth cohorts",
        "Which birth cohort is seen at which age in which table",
        tuple(blocks),
    )
