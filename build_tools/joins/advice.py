"""What to know before joining two tables, in words: made from the path, the keys and the tables."""

from __future__ import annotations

from collections.abc import Iterator

from build_tools.catalogue import Catalogue
from build_tools.joins.paths import Path, lookups_of, year_kinds, years_agree
from build_tools.records import Ages

YEAR_KIND_WORDS = {
    "academic": "school years (`2011/12` is autumn 2011 to summer 2012)",
    "care": "care years (`2011/12` is 1 April 2011 to 31 March 2012, though the column is called academic)",
    "tax": "tax years (`2011/12` is 6 April 2011 to 5 April 2012)",
    "cycle": "application cycles (those of cycle `2011/12` apply for places from autumn 2012)",
}
YEAR_PAIR_WORDS = {
    frozenset(("academic", "tax")): "Equal labels are not equal months, so choose the tax year that your question asks for; see [[recipe:taxyear_alignment]].",
    frozenset(("academic", "care")): "A care year overlaps two school years; see [[caveat:social-care-years-run-april-to-march]].",
    frozenset(("care", "tax")): "They begin five days apart, so equal labels are nearly equal months.",
    frozenset(("academic", "cycle")): "A cycle bears the label of the last school year before entry; who enters at once has the next one at university, who defers a later one.",
    frozenset(("cycle", "tax")): "Count tax years from the year of entry or of leaving, and not from the cycle.",
    frozenset(("care", "cycle")): "Care comes years before; count from the age of the child.",
}


def rows_words(catalogue: Catalogue, path: Path) -> str:
    """How many rows of the last table one row of the first meets, in a sentence. That a key is unique is a description of it where the data were not seen."""
    end = f"`{path.end}`"
    sure = catalogue.tables[path.end].key.unique is True
    doubt = "" if sure else " That is by its description: look whether the join makes more rows than before."
    if path.meets == "at most one":
        return f"Each row meets at most one row of {end}.{doubt}"
    if path.lookups and all(path.rows_of(hop) != "many" or hop.right in path.lookups for hop in path.hops):
        each = "one row a year" if any(path.rows_of(hop) == "one a year" for hop in path.hops) else "one row"
        return f"Each row meets {each} of {end} for each key of the person, mostly one key."
    return f"Each row can meet many rows of {end}: rows multiply."


def warnings(catalogue: Catalogue, path: Path) -> Iterator[str]:
    """What can go wrong on this path, the worst first; prose of the catalogue with its links."""
    first, last = f"`{path.start}`", f"`{path.end}`"
    start, end = catalogue.tables[path.start], catalogue.tables[path.end]
    people = [bool(table.person_key) for table in (start, end)]
    if people == [False, True] and path.start not in lookups_of(catalogue):
        yield f"Rows of {first} are no people. Start from {last} instead, and choose its year, to keep people in sight."
    if _leads_to(path, "edukey"):
        yield "Somebody without a tax key was not matched; somebody with a key and without a row was matched and has no record. An inner join drops both. See [[caveat:not-linked-is-not-out-of-work]]."
    elif _leads_to(path, "pmr"):
        yield f"Somebody without a pupil reference was never seen in a school of England: rows of {first} that find nothing are no failed matches. An inner join drops them."
    else:
        yield f"An inner join drops the rows of {first} that find nothing. Keep them with `LEFT JOIN`, and count them."
    if path.lookups:
        yield "One person can have several keys, so rows multiply on the lookups. Where people are counted, go through [[recipe:link_person_spine]]. See [[caveat:one-person-several-keys]]."
    elif all(people) and not path.same_year and path.hops[0].key.is_person:
        yield "A person who changed the key between the two finds nothing here; [[recipe:link_person_spine]] brings the keys of a person together."
    yield from _years(catalogue, path)
    for hop in path.hops:
        holder = hop.holders[1]
        if holder.choose and hop.right not in lookups_of(catalogue):
            yield f"[[{hop.right}]]: {holder.choose}"
    for table, missing in _missing(path):
        yield f"The key in [[{table}]]: {missing[0].lower()}{missing[1:]}"
    yield from dict.fromkeys(caution for hop in path.hops if not hop.key.is_person for caution in hop.key.cautions)
    yield from (f"See [[caveat:{caveat.id}]]." for caveat in catalogue.caveats.values() if caveat.kind == "linkage" and caveat.id not in _SAID and path.end in caveat.about)


_SAID = ("not-linked-is-not-out-of-work", "one-person-several-keys")
"""Traps of linkage that have sentences of their own."""


def _leads_to(path: Path, key: str) -> bool:
    """Whether the way leads out of a lookup on this key."""
    return any(hop.key.id == key and hop.left in path.lookups for hop in path.hops)


def _years(catalogue: Catalogue, path: Path) -> Iterator[str]:
    """What the years of both tables mean for the join."""
    kinds = year_kinds(catalogue, path.start, path.end)
    if kinds:
        first, second = (YEAR_KIND_WORDS[kind] for kind in kinds)
        yield f"Years differ: `{path.start}` has {first}, `{path.end}` {second}. {YEAR_PAIR_WORDS[frozenset(kinds)]}"
    if path.same_year:
        yield "Only rows of the same year are joined. Take the year out of the condition (`--all-years`) to get all years of a person, and expect more rows."
    elif years_agree(catalogue, path.start, path.end):
        ages = [catalogue.tables[table].ages for table in (path.start, path.end)]
        apart = ages[0] and ages[1] and (ages[0].to or 99) < ages[1].from_
        why = f" People are {_age_words(ages[0])} in `{path.start}` and {_age_words(ages[1])} in `{path.end}`: the page of birth cohorts says which cohorts both have." if apart else ""
        yield f"Rows of all years are joined: choose the years that belong together, or ask for the same year (`--same-year`).{why}"


def _age_words(ages: Ages | None) -> str:
    assert ages is not None
    return f"from {ages.from_}" if ages.to is None else f"about {ages.from_}" if ages.to == ages.from_ else f"{ages.from_} to {ages.to}"


def _missing(path: Path) -> Iterator[tuple[str, str]]:
    """Which rows lack a key on the way, each table once."""
    seen = set()
    for hop in path.hops:
        for table, holder in zip((hop.left, hop.right), hop.holders, strict=True):
            if holder.missing and (table, hop.key.id) not in seen:
                seen.add((table, hop.key.id))
                yield table, holder.missing
