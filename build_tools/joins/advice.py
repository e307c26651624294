"""What to know before joining two tables, in words: made from the path, the keys and the tables."""

from __future__ import annotations

from collections.abc import Iterator

from build_tools.catalogue import Catalogue
from build_tools.joins.paths import Path, lookups_of, year_kinds

YEAR_KIND_WORDS = {
    "academic": "school years (`2011/12` is autumn 2011 to summer 2012)",
    "tax": "tax years (`2011/12` is 6 April 2011 to 5 April 2012)",
    "cycle": "application cycles (those of cycle 2011/12 apply for places from autumn 2012)",
}


def rows_words(catalogue: Catalogue, path: Path) -> str:
    """How many rows of the last table one row of the first meets, in a sentence."""
    end = f"`{path.end}`"
    if path.meets == "at most one":
        return f"Each row meets at most one row of {end}."
    if path.lookups and all(hop.holders[1].rows != "many" or hop.right in path.lookups for hop in path.hops):
        yearly = any(hop.holders[1].rows == "one a year" and not (path.same_year and hop.right == path.end) for hop in path.hops)
        each = "one row a year" if yearly else "one row"
        return f"Each row meets {each} of {end} for each key of the person, mostly one key."
    return f"Each row can meet many rows of {end}: rows multiply."


def warnings(catalogue: Catalogue, path: Path) -> Iterator[str]:
    """What can go wrong on this path, the worst first; prose of the catalogue with its links."""
    first, last = f"`{path.start}`", f"`{path.end}`"
    if catalogue.tables[path.end].person_key and set(path.tables) & {"link_ae_id_edukey"}:
        yield "Somebody without a tax key was not matched; somebody with a key and without a row was matched and has no record. An inner join drops both. See [[caveat:not-linked-is-not-out-of-work]]."
    else:
        yield f"An inner join drops the rows of {first} that find nothing. Keep them with `LEFT JOIN`, and count them."
    if path.lookups:
        yield "One person can have several keys, so rows multiply on the lookups. Where people are counted, go through [[recipe:link_person_spine]]. See [[caveat:one-person-several-keys]]."
    kinds = year_kinds(catalogue, path.start, path.end)
    if kinds:
        yield f"Years differ: {first} has {YEAR_KIND_WORDS[kinds[0]]}, {last} {YEAR_KIND_WORDS[kinds[1]]}. Equal labels are not equal months, so choose the year that your question asks for; see [[recipe:taxyear_alignment]]."
    if path.same_year:
        yield "Only rows of the same year are joined. Take the year out of the condition to get all years of a person, and expect more rows."
    for hop in path.hops:
        holder = hop.holders[1]
        if holder.rows != "one" and holder.choose and hop.right not in lookups_of(catalogue):
            yield f"[[{hop.right}]]: {holder.choose}"
    for table, missing in _missing(path):
        yield f"[[{table}]]: {missing}"
    yield from dict.fromkeys(caution for hop in path.hops if not hop.key.is_person for caution in hop.key.cautions)


def _missing(path: Path) -> Iterator[tuple[str, str]]:
    """Which rows lack a key on the way, each table once."""
    seen = set()
    for hop in path.hops:
        for table, holder in zip((hop.left, hop.right), hop.holders, strict=True):
            if holder.missing and (table, hop.key.id) not in seen:
                seen.add((table, hop.key.id))
                yield table, holder.missing
