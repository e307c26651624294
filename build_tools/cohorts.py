"""Birth cohorts: which are seen at which age in which table, worked out from the years and the usual ages of each table.

A cohort is everybody born from 1 September of one year to 31 August of the next; it is named by the calendar year in which it begins.
"""

from __future__ import annotations

from build_tools.catalogue import Catalogue
from build_tools.records import Table

COHORTS = "cohorts.html"
"""The page of birth cohorts."""


def august_of(table: Table, year: int) -> int:
    """The calendar year of the 31 August by which ages in `year` (its starting year) of a table are counted."""
    starts_in_april = table.years.type == "tax" or (table.years.runs or "").startswith("1 April")
    return year if starts_in_april else year + 1


def seen(catalogue: Catalogue, table: Table, born: int) -> list[tuple[int, int]]:
    """Age and starting year of each year of the table in which people of a cohort are of its usual age."""
    if table.ages is None:
        return []
    known: dict[tuple[str, int], list[tuple[int, int]]] = catalogue.once("cohorts in tables", dict)
    if (table.id, born) not in known:
        oldest = table.ages.to if table.ages.to is not None else 200
        ages = ((august_of(table, year) - born - 1, year) for year in years_of(catalogue, table))
        known[table.id, born] = [(age, year) for age, year in ages if table.ages.from_ <= age <= oldest]
    return known[table.id, born]


def years_of(catalogue: Catalogue, table: Table) -> list[int]:
    """The years that a table holds, without those that it lacks wholly."""

    def work_out() -> list[int]:
        span = catalogue.span(table)
        missing = {gap.year for gap in catalogue.table_gaps(table) if gap.term is None}
        return [year for year in range(span[0], span[1] + 1) if year not in missing] if span else []

    return catalogue.once(f"years of {table.id}", work_out)


def cohorts(catalogue: Catalogue) -> range:
    """All cohorts that a table with a youngest and an oldest age can hold."""

    def work_out() -> range:
        born: list[int] = []
        for table in catalogue.tables.values():
            years = years_of(catalogue, table)
            if years and table.ages and table.ages.to is not None:
                born += august_of(table, years[0]) - table.ages.to - 1, august_of(table, years[-1]) - table.ages.from_ - 1
        return range(min(born), max(born) + 1) if born else range(0)

    return catalogue.once("birth cohorts", work_out)


def cohort_anchor(born: int) -> str:
    """`born-1985`: where the page of cohorts speaks of those born from September 1985 to August 1986."""
    return f"born-{born}"


def cohort_title(born: int) -> str:
    """What the heading of a cohort says."""
    return f"Born September {born} to August {born + 1}"
