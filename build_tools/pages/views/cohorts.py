"""Which birth cohort is seen at which age in which table, as blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from build_tools.catalogue import Catalogue
from build_tools.cohorts import COHORTS, cohort_anchor, cohort_title, cohorts, seen
from build_tools.pages.blocks import Block, Grid, Lead, Line, Link, Listing, Prose, Section, View
from build_tools.pages.views.links import address_of, table_link
from build_tools.pages.words import years_words
from build_tools.records import Table
from build_tools.years import Years, year_label

ABOUT = (
    "A cohort is everybody born from 1 September of one year to 31 August of the next, who go through school together. So people born in "
    "1986 stand in two: those born up to August in 1985/86, the others in 1986/87. The age is that on the 31 August that ends the school year or lies in the tax year; "
    "a UCAS cycle counts as the school year in which people of 18 apply. The years are those in which people of the cohort have the usual age of "
    "a table; those who were ahead or behind are found a year earlier or later."
)


def _ages(found: list[tuple[int, int]]) -> str:
    first, last = found[0][0], found[-1][0]
    return str(first) if first == last else f"{first} to {last}"


def _years(found: list[tuple[int, int]]) -> str:
    """The years in words, a gap left out: `2009/10 to 2018/19 and 2020/21`."""
    return years_words(Years.of(year for _, year in found))


def table_cohorts(catalogue: Catalogue, table: Table) -> Iterator[Block]:
    """The cohorts of one table, folded away; nothing for a table without usual ages."""
    rows: list[tuple[Line, ...]] = []
    for born in cohorts(catalogue):
        if found := seen(catalogue, table, born):
            rows.append(((_link(born),), (f"age {_ages(found)}",), (_years(found),)))
    if not rows or table.ages is None:
        return
    yield Section("Birth cohorts", "cohorts")
    yield Prose((f"{ABOUT} {table.ages.note or ''}".strip(),))
    yield Grid(("Born September to August", "Seen at", "In years"), tuple(rows), fold=f"Cohorts in this table ({len(rows)})")  # fmt: skip


def _link(born: int) -> Link:
    return Link(year_label(born), f"{COHORTS}#{cohort_anchor(born)}")


def cohort_grid(catalogue: Catalogue, tables: Iterable[Table], fold: str = "") -> Grid | None:
    """Cohorts against tables that have usual ages; tables that see the same people in the same years share a column. None where there is none."""
    columns: dict[tuple[tuple[tuple[int, int], ...], ...], list[Table]] = {}
    for table in tables:
        if table.ages and catalogue.span(table):
            columns.setdefault(tuple(tuple(seen(catalogue, table, born)) for born in cohorts(catalogue)), []).append(table)
    rows: list[tuple[Line, ...]] = []
    for place, born in enumerate(cohorts(catalogue)):
        cells: list[Line] = [_cell(list(found[place]), _one_age(alike[0])) for found, alike in columns.items()]
        if any(cell != ("",) for cell in cells):
            rows.append(((_link(born),), *cells))
    headings = ("Born", *(_heading(alike) for alike in columns.values()))
    return Grid(headings, tuple(rows), fold=fold, pinned=True) if rows else None


def _cell(found: list[tuple[int, int]], one_age: bool) -> Line:
    """`2001/02` in a table of one age, `16 to 19: 2001/02 to 2004/05` in others, nothing where the cohort is not seen."""
    if not found:
        return ("",)
    return (_years(found) if one_age else f"{_ages(found)}: {_years(found)}",)


def _one_age(table: Table) -> bool:
    return table.ages is not None and table.ages.from_ == table.ages.to


def _heading(tables: list[Table]) -> str:
    """The ids of tables, and the age that all people in them have: `ks2_pupil, ks2_exam (age 11)`."""
    ages = tables[0].ages
    age = f" (age {ages.from_})" if ages and _one_age(tables[0]) else ""
    return ", ".join(table.id for table in tables) + age


def cohorts_view(catalogue: Catalogue) -> View:
    """The page of all cohorts: the stages of school at a glance, then each cohort with every table."""
    blocks: list[Block] = [Lead("Birth cohorts", "", ABOUT)]
    tables = [table for table in catalogue.tables.values() if table.ages and catalogue.span(table)]
    if stages := cohort_grid(catalogue, (table for table in tables if _one_age(table))):
        blocks += [Section("Stages of school by cohort", "stages"), stages]
    for born in cohorts(catalogue):
        rows: list[tuple[Line, ...]] = []
        for table in tables:
            if found := seen(catalogue, table, born):
                rows.append(((table_link(table),), (_ages(found),), (_years(found),)))
        if rows:
            blocks += [
                Section(cohort_title(born), cohort_anchor(born)),
                Grid(("Table", "Ages", "Years"), tuple(rows)),
            ]
    without = tuple((table_link(table),) for table in catalogue.tables.values() if table not in tables)
    if without:
        blocks += [
            Section("Not in these lists", "not-in-these-lists"),
            Prose(("Tables without years, or without people of a usual age:",)),
            Listing(without),
        ]
    notes = tuple(
        (Link(table.title, address_of("table", table.id)), f": {table.ages.note}")
        for table in tables
        if table.ages and table.ages.note
    )
    if notes:
        blocks += [Section("Who is younger or older", "notes"), Listing(notes)]
    title = "Birth cohorts"
    return View(COHORTS, "index", title, "Which birth cohort is seen at which age in which table", tuple(blocks))
