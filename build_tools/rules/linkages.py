"""Rules about keys and linkages: what they name is there, every table has its way or its reason, and every linkage says how good its match is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from build_tools.catalogue import Catalogue
from build_tools.joins.paths import NoPath, join_path, keys_of, lookups_of, years_agree
from build_tools.link_records import JoinKey, SourceYear
from build_tools.logical import logical_table, year_column_of
from build_tools.rules.findings import Finding, did_you_mean
from build_tools.rules.links import may_be_broken, type_in_doubt
from build_tools.source import Key


def key_columns(catalogue: Catalogue) -> Iterator[Finding]:
    """A key names tables and columns that are there, in the long form of the table, one column for each part; a table stands in it once.

    Passes: `columns: [LearnAimRef, Year]` of `lilr_lars` for a key of two parts. Fails: `columns: [LearnAimRef]`, or a column that the table has not.
    """
    for key in catalogue.keys.values():
        seen: set[str] = set()
        for index, holder in enumerate(key.tables):
            place: tuple[Key, ...] = ("tables", index)
            if holder.table in seen:
                yield "key", key.id, (*place, "table"), f"`{holder.table}` stands in the key twice", "delete one of the two"
            seen.add(holder.table)
            if holder.table not in catalogue.tables:
                if ("table", holder.table) not in catalogue.broken:
                    help = did_you_mean(holder.table, catalogue.tables, "write the id of a table")
                    yield "key", key.id, (*place, "table"), f"there is no table `{holder.table}`", help
                continue
            if holder.rows == "one a year" and year_column_of(catalogue.tables[holder.table]) is None:
                yield "key", key.id, (*place, "rows"), f"`{holder.table}` has no column of the year, so nothing is one a year in it", "write one or many"
            if len({str(part) for part in holder.columns}) < len(holder.columns):
                yield "key", key.id, (*place, "columns"), f"a column of `{holder.table}` stands in the key twice", "name each column once"
            elif len(holder.columns) != len(key.parts):
                message = f"columns of `{holder.table}`: {len(holder.columns)}, parts of the key: {len(key.parts)}"
                yield "key", key.id, (*place, "columns"), message, "name one column for each of `parts:`, in their order"
            for number, part in enumerate(holder.columns):
                yield from _column(catalogue, key, holder.table, part, (*place, "columns", number))


def key_types(catalogue: Catalogue) -> Iterator[Finding]:
    """The columns of one part of a key hold values of one kind in all tables: text is not joined to numbers.

    Passes: `RECORDID` in two tables, both whole numbers. Fails: a year as text, as `2011/12`, beside a pupil reference in whole numbers.
    """
    for key in catalogue.keys.values():
        for number in range(len(key.parts)):
            kinds: dict[str, str] = {}
            for index, holder in enumerate(key.tables):
                part = holder.columns[number] if number < len(holder.columns) else None
                known = logical_table(catalogue, holder.table).by_name if holder.table in catalogue.tables else {}
                if not isinstance(part, str) or part.lower() not in known:
                    continue
                variable = known[part.lower()].variable
                if variable and type_in_doubt(catalogue, variable):
                    continue
                kind = "text" if known[part.lower()].type.is_text else "numbers or dates"
                first = kinds.setdefault("first", kind)
                if kind != first:
                    message = f"`{holder.table}.{part}` holds {kind}, and the same part of the key holds {first} in the tables before"
                    yield "key", key.id, ("tables", index, "columns", number), message, "name the column that holds the same values"


def _column(catalogue: Catalogue, key: JoinKey, table: str, part: str | SourceYear, place: tuple[Key, ...]) -> Iterator[Finding]:
    name, keys = (part.column, (*place, "column")) if isinstance(part, SourceYear) else (part, place)
    known = {column.name for column in logical_table(catalogue, table).columns}
    if name not in known and not may_be_broken(catalogue, f"{table}.{name}"):
        help = did_you_mean(name, known, "write the stem of a variable, the part of its id behind the full stop")
        yield "key", key.id, keys, f"`{table}` has no column `{name}` in its long form", help


def way_or_reason(catalogue: Catalogue) -> Iterator[Finding]:
    """A table has a key that leads, over others, to one of the person lookups; or `unlinked:` says why none does.

    Passes: a table in a file of `variables/keys/`. Fails: a table in none, without `unlinked:`; or one with a way and `unlinked:`.
    """
    if not _keys_are_whole(catalogue) or not catalogue.keys:
        return
    lookups = sorted(lookups_of(catalogue))
    for table in catalogue.tables.values():
        linked = table.id in lookups or any(not isinstance(join_path(catalogue, table.id, lookup), NoPath) for lookup in lookups)
        if lookups and not linked and not table.unlinked:
            help = "add the table to a key in variables/keys/, or say why it can not be joined with `unlinked:`"
            yield "table", table.id, ("id",), "no chain of keys leads from the table to a person", help
        elif linked and table.unlinked:
            with_key = ", ".join(key.id for key in keys_of(catalogue)[table.id])
            yield "table", table.id, ("unlinked",), f"the table can be joined, on {with_key}", "delete `unlinked:`"


def _keys_are_whole(catalogue: Catalogue) -> bool:
    """Whether all keys could be read and name tables that are there; ways over others say nothing, and their own problem is told."""
    known = all(holder.table in catalogue.tables for key in catalogue.keys.values() for holder in key.tables)
    return known and not any(kind == "key" for kind, _ in catalogue.broken)


def linkage_sides(catalogue: Catalogue) -> Iterator[Finding]:
    """A linkage names two tables with `from:` and `to:`, between which a chain of keys leads, or both sides in words with `between:`. Rows of the same year can be asked for where both tables have years of one kind.

    Passes: `from: leo_earnings` and `to: leo_idbr`. Fails: `from:` alone, both forms at once, or `same_year: true` for a school year and a tax year.
    """
    for linkage in catalogue.linkages.values():
        sides = [("from", linkage.from_), ("to", linkage.to)]
        named = [name for _, name in sides if name]
        if len(linkage.between) not in (0, 2) or bool(linkage.between) == bool(named) or len(named) == 1:
            help = "give `from:` and `to:` with ids of tables, or `between:` with two lines of words"
            yield "linkage", linkage.id, ("id",), "a linkage has two sides, as tables or in words", help
            continue
        unknown = [(key, name) for key, name in sides if name and name not in catalogue.tables]
        for key, name in unknown:
            if name and ("table", name) not in catalogue.broken:
                yield "linkage", linkage.id, (key,), f"there is no table `{name}`", did_you_mean(name, catalogue.tables, "write the id of a table")
        if linkage.from_ and linkage.from_ == linkage.to:
            help = "say both sides in words with `between:`; a table joins itself on rows that are chosen first"
            yield "linkage", linkage.id, ("to",), "a linkage joins two tables, and these are one", help
            continue
        if not named or unknown or not _keys_are_whole(catalogue):
            continue
        assert linkage.from_ and linkage.to
        path = join_path(catalogue, linkage.from_, linkage.to)
        if isinstance(path, NoPath):
            help = "add the tables to a key in variables/keys/, or say both sides in words with `between:`"
            yield "linkage", linkage.id, ("to",), f"no chain of keys leads from `{linkage.from_}` to `{linkage.to}`", help
        elif linkage.same_year and not years_agree(catalogue, linkage.from_, linkage.to):
            help = "write `same_year: false`, and say in `cautions:` which years belong together"
            yield "linkage", linkage.id, ("same_year",), "the tables have no years of the same kind", help


def linkage_says_how_good(catalogue: Catalogue) -> Iterator[Finding]:
    """A linkage gives published match rates, or says that none is published; and what is not in the extract says how to get it.

    Passes: `not_published:` with a sentence. Fails: neither, both, or `status: separate` without `access:`.
    """
    for linkage in catalogue.linkages.values():
        if bool(linkage.match_rates) == bool(linkage.not_published):
            help = "give `match_rates:` with their source, or `not_published:` with a sentence that says so"
            yield "linkage", linkage.id, ("id",), "a linkage says how good its match is, in one way", help
        if linkage.status in ("separate", "announced", "planned") and not linkage.access:
            help = "add `access:`: who holds it, and what is known of how to get it"
            yield "linkage", linkage.id, ("status",), f"the linkage is `{linkage.status}`, and nothing says how to get it", help


def linkage_id_free(catalogue: Catalogue) -> Iterator[Finding]:
    """The SQL of a linkage makes a table with its id, so the id is none that another table of the same schema has.

    Passes: `id: earnings_to_idbr`. Fails: `id: leo_earnings`, whose SQL would replace the table that it reads, or the id of a recipe.
    """
    taken = {**dict.fromkeys(catalogue.tables, "table"), **dict.fromkeys(catalogue.recipes, "recipe"), "joined": "table of the join finder"}
    for linkage in catalogue.linkages.values():
        if word := taken.get(linkage.id):
            yield "linkage", linkage.id, ("id",), f"`{linkage.id}` is also the id of a {word}", "choose another id, as `<from>_to_<to>`, and rename the file"


def linkage_names(catalogue: Catalogue) -> Iterator[Finding]:
    """What a linkage names is there: traps, recipes and other linkages.

    Passes: `caveats: [not-linked-is-not-out-of-work]`. Fails: a name that no trap has.
    """
    known: dict[str, tuple[Mapping[str, object], str, str]] = {"caveats": (catalogue.caveats, "trap", "caveats"), "recipes": (catalogue.recipes, "recipe", "recipe"), "related": (catalogue.linkages, "linkage", "linkage")}
    for linkage in catalogue.linkages.values():
        for field, (there, word, kind) in known.items():
            for index, name in enumerate(getattr(linkage, field)):
                if name not in there and not {(kind, name), (field, field)} & catalogue.broken:
                    help = did_you_mean(name, there, f"write the id of a {word}, or delete it")
                    yield "linkage", linkage.id, (field, index), f"there is no {word} `{name}`", help
