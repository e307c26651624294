"""The way from one table to another, over the keys that tables share. The graph is small and the same for all, so it is searched whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from build_tools.catalogue import Catalogue
from build_tools.link_records import JoinKey, KeyHolder, RowsOfKey
from build_tools.logical import logical_table, year_column_of

Meets = Literal["at most one", "many"]


@dataclass(frozen=True)
class Hop:
    """A step from a table to another that has the same key."""

    left: str
    key: JoinKey
    right: str

    @cached_property
    def holders(self) -> tuple[KeyHolder, KeyHolder]:
        """How both tables have the key."""
        return holder_of(self.key, self.left), holder_of(self.key, self.right)


@dataclass(frozen=True)
class Path:
    """The way from `start` to `end`. `same_year`: whether rows of the end must be of the same year as those of the start. `lookups`: those on the way."""

    start: str
    end: str
    hops: tuple[Hop, ...]
    same_year: bool
    lookups: frozenset[str] = frozenset()

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """All tables on the way, the first and the last among them."""
        return (self.start, *(hop.right for hop in self.hops))

    @property
    def meets(self) -> Meets:
        """How many rows of the end one row of the start meets, as far as keys promise. Lookups promise nothing: a person can have several keys."""
        return "at most one" if all(self.rows_of(hop) == "one" for hop in self.hops) else "many"

    def rows_of(self, hop: Hop) -> RowsOfKey:
        """How many rows a step finds with one value of its key: of those that are one a year one, where the year must be the same."""
        rows = hop.holders[1].rows
        return "one" if rows == "one a year" and self.same_year and hop.right == self.end else rows


@dataclass(frozen=True)
class NoPath:
    """Why no chain of keys leads from one table to another."""

    start: str
    end: str
    reason: str


def holder_of(key: JoinKey, table: str) -> KeyHolder:
    """How a table has a key. Raises StopIteration where it has not."""
    return next(holder for holder in key.tables if holder.table == table)


def lookups_of(catalogue: Catalogue) -> frozenset[str]:
    """The tables that lead from one key of a person to another: those to which others say that they lead."""
    return catalogue.once(
        "lookups",
        lambda: frozenset(goal for table in catalogue.tables.values() if table.person_key and (goal := table.person_key.leads_to) in catalogue.tables),
    )


def keys_of(catalogue: Catalogue) -> dict[str, list[JoinKey]]:
    """The keys that each table has, in the order in which they are taken."""

    def build() -> dict[str, list[JoinKey]]:
        found: dict[str, list[JoinKey]] = {table: [] for table in catalogue.tables}
        for key in catalogue.keys.values():
            for holder in key.tables:
                if holder.table in found:
                    found[holder.table].append(key)
        return found

    return catalogue.once("keys of each table", build)


def join_path(catalogue: Catalogue, start: str, end: str, same_year: bool | None = None) -> Path | NoPath:
    """The shortest way from a table to another; of two, the one whose keys come first.

    `same_year` None: as the linkage of the two tables says; where they have none, if people are in both at the same age.
    """
    hops = _ways_from(catalogue, start).get(end)
    if hops is None:
        return NoPath(start, end, _why_not(catalogue, start, end))
    if same_year is None:
        same_year = _linked_years(catalogue).get(frozenset((start, end)), _ages_meet(catalogue, start, end))
    together = same_year and years_agree(catalogue, start, end)
    return Path(start, end, hops, together, lookups_of(catalogue) & {hop.right for hop in hops[:-1]})


def joined_pairs(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Every two tables, in both orders."""
    return [(start, end) for start in catalogue.tables for end in catalogue.tables if start != end]


def _ways_from(catalogue: Catalogue, start: str) -> dict[str, tuple[Hop, ...]]:
    """The way to each table that can be reached."""

    def search() -> dict[str, tuple[Hop, ...]]:
        found: dict[str, tuple[Hop, ...]] = {start: ()}
        edge = [start]
        while edge:
            further = []
            for table in edge:
                # a table of data may be crossed to what only it leads to, and never as a bridge between people: that is what lookups are for
                for key in keys_of(catalogue)[table]:
                    for holder in key.tables:
                        if holder.table in catalogue.tables and holder.table not in found and not _detour(found[table], key):
                            found[holder.table] = (*found[table], Hop(table, key, holder.table))
                            further.append(holder.table)
            edge = further
        return found

    return catalogue.once(f"ways from {start}", search)


def _detour(hops: tuple[Hop, ...], key: JoinKey) -> bool:
    """Whether a step on this key leads back to where a step on it began."""
    return any(hop.key.id == key.id for hop in hops)


def _why_not(catalogue: Catalogue, start: str, end: str) -> str:
    """The stated reason of the table that can not be left, or not be reached."""
    reasons = {table: catalogue.tables[table].unlinked for table in (start, end)}
    said = [f"{catalogue.tables[table].title}: {reason}" for table, reason in reasons.items() if reason]
    return " ".join(said) or "No key that both tables have, and no chain of keys, leads from one to the other."


def years_agree(catalogue: Catalogue, start: str, end: str) -> bool:
    """Whether rows of both tables have a year of the same kind."""
    years = [year_column_of(catalogue.tables[table]) for table in (start, end)]
    return years[0] is not None and years[0] == years[1]


def year_kinds(catalogue: Catalogue, start: str, end: str) -> tuple[str, str] | None:
    """The kinds of year of the rows of two tables, where both have years and the kinds differ: academic, care (April to March), tax or cycle."""
    first, second = (_year_kind(catalogue, table) for table in (start, end))
    return (first, second) if first and second and first != second else None


def _year_kind(catalogue: Catalogue, table: str) -> str | None:
    years = catalogue.tables[table].years
    if year_column_of(catalogue.tables[table]) is None:
        return None
    return "care" if years.type == "academic" and (years.runs or "").startswith("1 April") else years.type


def _linked_years(catalogue: Catalogue) -> dict[frozenset[str], bool]:
    """Whether rows must be of the same year, for every two tables that have a linkage of their own."""
    return catalogue.once(
        "years of linkages",
        lambda: {frozenset((one.from_, one.to)): one.same_year for one in catalogue.linkages.values() if one.from_ and one.to},
    )


_PHASES = (("npd", "care"), ("hmrc", "dwp"))
"""Sources that see the same people in the same years. Others follow one another: school, further education, university, work."""


def _ages_meet(catalogue: Catalogue, start: str, end: str) -> bool:
    """Whether people have rows of the same year in both tables: of one phase of life, with years and ages in common."""
    first, last = logical_table(catalogue, start), logical_table(catalogue, end)
    sources = {first.table.source, last.table.source}
    ages = first.table.ages, last.table.ages
    one_phase = len(sources) == 1 or any(sources <= set(phase) for phase in _PHASES)
    if not one_phase or ages[0] is None or ages[1] is None or not set(first.years) & set(last.years):
        return False
    (low, high), (other_low, other_high) = ((age.from_, age.to if age.to is not None else 99) for age in ages if age)
    return max(low, other_low) <= min(high, other_high)
