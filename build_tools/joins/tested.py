"""What the last test of each linkage counted on synthetic people: a file that pages read, and that says of which code it speaks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from build_tools.catalogue import Catalogue
from build_tools.joins.code import Join
from build_tools.joins.counting import PEOPLE, Counts, Extract
from build_tools.joins.paths import NoPath, Path, join_path
from build_tools.link_records import Linkage
from build_tools.logical import logical_table
from build_tools.problems import UserError
from build_tools.recipes.definition import NAMES, RUN

FILE = "code_snippets/joins/tested.json"
SEED = 1


@dataclass(frozen=True)
class Tested:
    """Counts of a linkage on `people` synthetic people; how many rows a join makes that forgets the year or the second part of a key, and for how many rows one finds something that takes years of two kinds for one because their labels are equal (None where there is no such way to go wrong); and the languages that gave the same rows."""

    people: int
    counts: Counts
    without_year: int | None
    first_part_only: int | None
    equal_labels: int | None
    languages: tuple[str, ...]


def path_of(catalogue: Catalogue, linkage: Linkage) -> Path | None:
    """The path of a linkage between two tables of the extract; None for others."""
    if not linkage.from_ or not linkage.to or {linkage.from_, linkage.to} - set(catalogue.tables):
        return None
    found = join_path(catalogue, linkage.from_, linkage.to, linkage.same_year)
    return None if isinstance(found, NoPath) else found


def join_of(catalogue: Catalogue, linkage: Linkage) -> Join | None:
    """The code of a linkage, under its id."""
    return linked(catalogue).get(linkage.id)


def tested(catalogue: Catalogue, linkage: Linkage) -> Tested | None:
    """What the last test counted; None where the code was changed since, or was never run."""
    join = join_of(catalogue, linkage)
    recorded = _recorded(catalogue)
    found = recorded.get("linkages", {}).get(linkage.id)
    if join is None or found is None or found["code"] != _fingerprint(join):
        return None
    wrong = {name: found.get(name) for name in ("without_year", "first_part_only", "equal_labels")}
    return Tested(people=recorded["people"], counts=Counts(**found["counts"]), languages=tuple(recorded["languages"]), **wrong)


def linked(catalogue: Catalogue) -> dict[str, Join]:
    """The code of every linkage between two tables of the extract, by its id."""
    return catalogue.once(
        "joins of linkages",
        lambda: {id: Join(catalogue, path, id) for id, linkage in sorted(catalogue.linkages.items()) if (path := path_of(catalogue, linkage))},
    )


def record(catalogue: Catalogue, say: Callable[[str], None] = lambda _: None) -> str:
    """The text of FILE for the linkages as they are now. Raises UserError where the languages give different rows."""
    from build_tools.joins.trying import join_failures, run_joins

    joins = linked(catalogue)
    say(f"running {len(joins)} joins in {', '.join(NAMES[language] for language in RUN)} …")
    if said := join_failures(run_joins(catalogue, joins)):
        raise UserError("nothing is recorded:\n" + "\n".join(said), 1)
    say(f"counting on {PEOPLE:,} synthetic people …")
    extract = Extract(catalogue, PEOPLE, SEED)
    linkages = {
        id: {
            "code": _fingerprint(join),
            "counts": extract.count(join.path).as_dict(),
            "without_year": without_year(extract, join.path),
            "first_part_only": first_part_only(extract, join.path),
            "equal_labels": equal_labels(extract, join.path),
        }
        for id, join in joins.items()
    }
    return json.dumps({"synthetic": True, "people": PEOPLE, "seed": SEED, "languages": list(RUN), "linkages": linkages}, indent=1) + "\n"


def without_year(extract: Extract, path: Path) -> int | None:
    """Rows of the join without the condition on the year; None where there is none."""
    if not path.same_year:
        return None
    return extract.count(replace(path, same_year=False)).joined


def first_part_only(extract: Extract, path: Path) -> int | None:
    """Rows of the join where only the first part of the key of its only step is compared; None where the key has one part."""
    if len(path.hops) > 1 or len(path.hops[0].key.parts) == 1:
        return None
    return extract.count(path, 1).joined


def equal_labels(extract: Extract, path: Path) -> int | None:
    """Rows that find something where years of two kinds must have equal labels; None where both are of one kind, or a table has none."""
    first, last = (logical_table(extract.catalogue, table).year_column for table in (path.start, path.end))
    if first is None or last is None or first == last:
        return None
    return extract.count(path, equal=(first, last)).matched


def _recorded(catalogue: Catalogue) -> dict[str, Any]:
    def read() -> dict[str, Any]:
        try:
            return dict(json.loads(catalogue.code.get(FILE, "{}")))
        except ValueError:  # somebody's edit; the suite compares it with a new run
            return {}

    return catalogue.once("tested joins", read)


def _fingerprint(join: Join) -> str:
    return hashlib.sha256((join.sql() + join.python() + join.r()).encode()).hexdigest()[:16]
