"""The catalogue: all definitions, frozen, indexed by id, with what one entry inherits from another worked out. Everything downstream takes it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from build_tools.link_records import JoinKey, Linkage
from build_tools.loading import Entry, Loaded, Reader, load
from build_tools.memory import no_collection
from build_tools.problems import CatalogueError, Problem
from build_tools.recipe_records import Case, Caveat, Caveats, Recipe
from build_tools.records import (
    Code,
    CodeList,
    Concept,
    Family,
    Iteration,
    NotHeld,
    Record,
    Reference,
    References,
    RenamedIds,
    Source,
    Table,
    Thesaurus,
    Variable,
)
from build_tools.years import Years

T = TypeVar("T")
R = TypeVar("R", bound=Record)

KINDS_WITH_PAGES = ("variable", "table", "code_list", "source", "family", "concept", "recipe", "linkage", "key")
"""Kinds of entries that a reader can ask for by id. An id that two kinds have is that of the first."""
FOLDERS = {
    "variable": "variables",
    "table": "tables",
    "code_list": "code_lists",
    "source": "sources",
    "family": "families",
    "concept": "concepts",
    "recipe": "recipes",
    "linkage": "linkages",
    "key": "keys",
    "rule": "rules",
    "join": "joins",
}
"""Where the pages of each kind stand in the site."""
PageRecord = Variable | Table | CodeList | Source | Family | Concept | Recipe | Linkage | JoinKey
"""Records of these kinds."""


@dataclass(frozen=True)
class YearGap:
    """A year inside a variable's span in which it is not held, and why."""

    year: int
    reason: str
    term: str | None = None


@dataclass(frozen=True)
class Catalogue:
    """Entries by kind and id. Tables come in their own order, variables in the order of the form, cases by recipe and name; `code` has the text of the files of code by path."""

    tables: dict[str, Table]
    variables: dict[str, Variable]
    families: dict[str, Family]
    code_lists: dict[str, CodeList]
    sources: dict[str, Source]
    concepts: dict[str, Concept]
    keys: dict[str, JoinKey]
    linkages: dict[str, Linkage]
    recipes: dict[str, Recipe]
    cases: dict[str, dict[str, Case]]
    caveats: dict[str, Caveat]
    iterations: dict[str, Iteration]
    references: dict[str, Reference]
    thesaurus: Thesaurus
    not_held: NotHeld
    renamed: RenamedIds
    entries: dict[tuple[str, str], Entry] = field(repr=False)
    broken: frozenset[tuple[str, str]] = frozenset()
    digest: str = ""
    files: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    code: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, worked out once for this catalogue: indexes that later modules build on it."""
        if name not in self.kept:
            self.kept[name] = make()
        found: T = self.kept[name]
        return found

    def forget(self) -> None:
        """Drops what was worked out: it refers back to the catalogue, which would else stay in memory until Python looks for cycles."""
        self.kept.clear()

    @cached_property
    def by_table(self) -> dict[str, list[Variable]]:
        """Variables of each table, in the order of the form."""
        found: dict[str, list[Variable]] = {table: [] for table in self.tables}
        for variable in self.variables.values():
            found.setdefault(table_of(variable.id), []).append(variable)
        return found

    @cached_property
    def users_of_list(self) -> dict[str, list[Variable]]:
        """Variables that use each shared code list."""
        found: dict[str, list[Variable]] = {code_list: [] for code_list in self.code_lists}
        for variable in self.variables.values():
            if variable.code_list:
                found.setdefault(variable.code_list, []).append(variable)
        return found

    @cached_property
    def tables_of_source(self) -> dict[str, list[Table]]:
        """Tables of each source, in order."""
        found: dict[str, list[Table]] = {source: [] for source in self.sources}
        for table in self.tables.values():
            found.setdefault(table.source, []).append(table)
        return found

    @cached_property
    def of_concept(self) -> dict[str, list[Variable]]:
        """Variables that measure each concept, in the order of tables."""
        found: dict[str, list[Variable]] = {concept: [] for concept in self.concepts}
        for variable in self.variables.values():
            if variable.concept in found:
                found[variable.concept].append(variable)
        return found

    @cached_property
    def members(self) -> dict[str, list[Variable]]:
        """Members of each family."""
        found: dict[str, list[Variable]] = {family: [] for family in self.families}
        for variable in self.variables.values():
            if variable.family:
                found[variable.family].append(variable)
        return found

    def table(self, variable: Variable) -> Table:
        """The table of a variable."""
        return self.tables[table_of(variable.id)]

    def codes(self, variable: Variable) -> list[Code]:
        """The codes of a variable, its own or those of its code list."""
        if variable.codes is not None:
            return variable.codes
        return self.code_lists[variable.code_list].codes if variable.code_list in self.code_lists else []

    def span(self, table: Table) -> tuple[int, int] | None:
        """First and last year of a table, or None where it has no years."""
        return _span(table.years.from_, table.years.to)

    def years(self, variable: Variable) -> Years | None:
        """The years of a variable, an open end closed at the last year of its table; None where they are not known."""
        return None if variable.years == "unknown" else self.closed(variable.years, self.table(variable))

    def closed(self, text: str, table: Table) -> Years:
        """The years written in `text`, an open end closed at the last year of the table."""
        return _closed(text, self.span(table))

    def held(self, variable: Variable) -> list[int]:
        """The years in which a column can be found: those of the variable that the table has, without those that it lacks wholly."""
        table = self.table(variable)
        known: dict[tuple[str, str], list[int]] = self.once("years held", dict)  # many variables of a table have the same years
        if (table.id, variable.years) not in known:
            known[table.id, variable.years] = self._held(variable, table)
        return known[table.id, variable.years]

    def _held(self, variable: Variable, table: Table) -> list[int]:
        years, span = self.years(variable), self.span(table)
        if years is None or span is None:
            return []
        missing = {gap.year for gap in self.table_gaps(table) if gap.term is None} if table.years.gaps else ()
        return [year for year in years if span[0] <= year <= span[1] and year not in missing]

    def table_gaps(self, table: Table) -> list[YearGap]:
        """The years that a table lacks, with the reason; an open end runs to the last year of the table."""
        return [
            YearGap(year, gap.reason, gap.term) for gap in table.years.gaps for year in self.closed(gap.year, table)
        ]

    def gaps(self, variable: Variable) -> list[YearGap]:
        """The years between a variable's first and last that it lacks: those the form leaves out, and those its table lacks."""
        years = self.years(variable)
        if years is None:
            return []
        listed = dict.fromkeys(years)
        first, last = min(listed), max(listed)
        of_table = [
            gap
            for gap in self.table_gaps(self.table(variable))
            if first <= gap.year <= last and (gap.term is None or gap.term in variable.terms)
        ]
        lacking = [year for year in range(first, last + 1) if year not in listed]
        known = {gap.year for gap in of_table if gap.term is None}
        found = of_table + [YearGap(year, "The form does not list this year.") for year in lacking if year not in known]
        return sorted(found, key=lambda gap: (gap.year, gap.term or ""))

    def repeated(self, id: str) -> list[str]:
        """The id of a variable, of that whose values it repeats (`synthetic: {from: …}`), and so on, each once; the last may be of no variable."""
        found: list[str] = []
        one: str | None = id
        while one and one not in found:
            found.append(one)
            hint = self.variables[one].synthetic if one in self.variables else None
            one = hint.from_ if hint else None
        return found

    def request(self, variable: Variable) -> str:
        """Request level: the variable's own, or that of its table."""
        return variable.request or self.table(variable).request or "default"

    def evidence(self, variable: Variable) -> list[str]:
        """References of a variable: the form, and its own."""
        return list(dict.fromkeys([*(["VRF"] if variable.form else []), *variable.evidence]))

    def entry(self, kind: str, id: str) -> Entry:
        """The entry of a record, for its place in the files."""
        return self.entries[kind, id]

    def kind_of(self, id: str) -> str | None:
        """Which of KINDS_WITH_PAGES the entry with this id is, None where there is no such entry."""
        return next((kind for kind in KINDS_WITH_PAGES if (kind, id) in self.entries), None)

    def record(self, id: str) -> PageRecord:
        """The entry of any of KINDS_WITH_PAGES by its id. Raises KeyError where there is no such entry."""
        kind = self.kind_of(id)
        if kind is None:
            raise KeyError(id)
        return cast(PageRecord, self.entries[kind, id].record)


@lru_cache(maxsize=1 << 10)
def _span(first: str | None, last: str | None) -> tuple[int, int] | None:
    return (Years.parse(first).first, Years.parse(last).first) if first and last else None  # a rule sees to it that each is one year


@lru_cache(maxsize=1 << 13)
def _closed(text: str, span: tuple[int, int] | None) -> Years:
    years = Years.parse(text)
    return years.closed(span[1] if span else years.first) if years.is_open else years


@lru_cache(maxsize=1 << 14)
def table_of(variable_id: str) -> str:
    """`school_census.FSMeligible` gives `school_census`."""
    return variable_id.partition(".")[0]


@lru_cache(maxsize=1 << 14)
def stem_of(variable_id: str) -> str:
    """`school_census.FSMeligible` gives `FSMeligible`."""
    return variable_id.partition(".")[2]


COLLECTION = re.compile(r"(?i)^(?:KS\d|FSP|AP|PRU|pl|CIN|CLA|NCCIS|YPMAD|HE)_")
"""How a name begins that repeats the collection it comes from: `KS2_LEVEL`, `CLA_UPN`."""


def build_catalogue(loaded: Loaded) -> Catalogue:
    """The catalogue of what could be read. A variable of a table that could not be read is left out."""
    records: dict[type[Record], dict[str, Any]] = defaultdict(dict)
    for entry in loaded.entries:
        records[type(entry.record)][entry.id] = entry.record

    def of(model: type[R]) -> dict[str, R]:
        return records[model]

    tables = dict(sorted(of(Table).items(), key=lambda item: (item[1].order, item[0])))
    place = {table: index for index, table in enumerate(tables)}

    def by_form(variable: Variable) -> tuple[int, int, str]:
        return place[table_of(variable.id)], variable.form[0].row if variable.form else 10**6, variable.id

    variables = [variable for variable in of(Variable).values() if table_of(variable.id) in tables]
    references = [reference for found in of(References).values() for reference in found.references.items()]
    return Catalogue(
        tables=tables,
        variables={variable.id: variable for variable in sorted(variables, key=by_form)},
        families=of(Family),
        code_lists=of(CodeList),
        sources=dict(sorted(of(Source).items(), key=lambda item: (item[1].order, item[0]))),
        concepts=of(Concept),
        keys=dict(sorted(of(JoinKey).items(), key=lambda item: (item[1].order, item[0]))),
        linkages=of(Linkage),
        recipes=of(Recipe),
        cases=_cases(of(Case)),
        caveats={caveat.id: caveat for found in of(Caveats).values() for caveat in found.caveats},
        iterations=of(Iteration),
        references=dict(references),
        thesaurus=of(Thesaurus).get("thesaurus", Thesaurus(groups=[])),
        not_held=of(NotHeld).get("not_held", NotHeld(topics=[])),
        renamed=of(RenamedIds).get("renamed", RenamedIds(renamed=[])),
        entries={(entry.kind, entry.id): entry for entry in loaded.entries},
        broken=frozenset(loaded.broken),
        digest=loaded.digest,
        files=loaded.files,
        code=loaded.code,
    )


def _cases(cases: dict[str, Case]) -> dict[str, dict[str, Case]]:
    """The cases of each recipe by their names."""
    found: dict[str, dict[str, Case]] = {}
    for id, case in cases.items():
        recipe, _, name = id.partition("/")
        found.setdefault(recipe, {})[name] = case
    return found


@no_collection()
def read_catalogue(
    root: Path, cache: Path | None = None, reader: Reader | None = None, sound: Catalogue | None = None
) -> tuple[Catalogue, list[Problem]]:
    """The catalogue below `root` and every problem of reading, of the rules, of the pages in docs/ and of the ids once published, in the order of their places.

    `sound`: what was read before and had no problem, for a program that reads again and again.
    """
    from build_tools.docs import docs_problems
    from build_tools.published import published_problems
    from build_tools.rules import run_rules

    loaded = load(root, cache, reader)
    catalogue = build_catalogue(loaded)
    problems = {
        *loaded.problems,
        *run_rules(catalogue, sound),
        *docs_problems(root, catalogue),
        *published_problems(root, catalogue),
    }
    return catalogue, sorted(problems)  # as a set: what the members of a family share is wrong once


def checked_catalogue(
    root: Path, cache: Path | None = None, reader: Reader | None = None, sound: Catalogue | None = None
) -> Catalogue:
    """The catalogue, or CatalogueError with all problems. `reader` and `sound`: what a program that reads again and again knows already."""
    catalogue, problems = read_catalogue(root, cache, reader, sound)
    if problems:
        catalogue.forget()
        raise CatalogueError(problems)
    return catalogue
