"""What keys promise holds on synthetic people, every edge of the graph joins, and what pages say was counted is what is counted now."""

import json
from dataclasses import replace

import pytest

from build_tools.joins.code import Join
from build_tools.joins.tested import FILE, equal_labels, first_part_only, linked, without_year
from build_tools.link_records import SourceYear
from build_tools.logical import logical_table

from .real import CATALOGUE, PATHS, extract, few

EDGES = [(key, holder) for key in CATALOGUE.keys.values() for holder in key.tables]
NEVER_FILLED = {("pmr", "ks3_result")}
"""The form prints no years for this key, so the synthetic extract leaves it empty."""


def name(value):
    return getattr(value, "id", None) or getattr(value, "table", None)


def sql_columns(holder):
    return [part for part in holder.columns if not isinstance(part, SourceYear)]


@pytest.mark.parametrize(("key", "holder"), EDGES, ids=name)
def test_every_edge_joins(key, holder):
    """Each table that has a key finds rows of at least one other that has it."""
    if (key.id, holder.table) in NEVER_FILLED:
        assert not any(extract().count(PATHS[holder.table, other.table]).matched for other in key.tables if other.table != holder.table)
        return
    ways = [PATHS.get((holder.table, other.table)) for other in key.tables if other.table != holder.table]
    direct = [way for way in ways if way and len(way.hops) == 1 and way.hops[0].key == key]
    found = {way.end: extract().count(replace(way, same_year=False)).matched for way in direct}
    assert any(found.values()), f"{holder.table} finds nobody by {key.id}: {found}"


@pytest.mark.parametrize(("key", "holder"), EDGES, ids=name)
def test_rows_are_as_few_as_the_key_promises(key, holder):
    if holder.rows == "many":
        return
    columns = [*sql_columns(holder), *([logical_table(CATALOGUE, holder.table).year_column] if holder.rows == "one a year" else [])]
    listed = ", ".join(f'"{column}"' for column in columns)
    twice = f'SELECT count(*) FROM (SELECT 1 FROM work."{holder.table}" WHERE "{columns[0]}" IS NOT NULL GROUP BY {listed} HAVING count(*) > 1)'
    assert extract().connection.execute(twice).fetchone() == (0,)


def test_counts_agree_from_both_sides():
    """What finds something is the same seen from either end, for every linkage."""
    for join in linked(CATALOGUE).values():
        back = replace(PATHS[join.path.end, join.path.start], same_year=join.path.same_year)
        there, again = extract().count(join.path), extract().count(back)
        assert (there.rows, there.matched, there.most) == (again.other_rows, again.other_matched, again.other_most), join.name


@pytest.mark.parametrize("start", CATALOGUE.tables)
def test_no_row_is_lost_and_none_multiplies_against_the_keys(start):
    for (first, end), way in PATHS.items():
        if first == start:
            counts = few().count(way)
            assert counts.joined >= counts.rows
            if way.meets == "at most one":
                assert (counts.joined, max(counts.most, 1)) == (counts.rows, 1), f"{start} meets several rows of {end}"


def test_what_pages_say_is_what_is_counted():
    recorded = json.loads(CATALOGUE.code[FILE])
    assert recorded["people"] == extract().people
    joins = linked(CATALOGUE)
    assert list(recorded["linkages"]) == list(joins), "run `leo-kb join --record`"
    for id, join in joins.items():
        said = recorded["linkages"][id]
        assert said["counts"] == extract().count(join.path).as_dict(), f"{id}: run `leo-kb join --record`"
        assert said["without_year"] == without_year(extract(), join.path)
        assert said["first_part_only"] == first_part_only(extract(), join.path)
        assert said["equal_labels"] == equal_labels(extract(), join.path)


def test_equal_labels_of_other_years_lose_rows():
    """A school year and a tax year that are called alike: a join on both finds fewer than the join on the person."""
    way = PATHS["school_census", "leo_earnings"]
    assert 0 < equal_labels(extract(), way) < extract().count(way).matched
    assert equal_labels(extract(), PATHS["leo_earnings", "leo_geography"]) is None


def test_a_join_that_forgets_the_load_meets_both():
    """The trap of the business register: on the enterprise alone each pay row meets its firm twice."""
    way = PATHS["leo_earnings", "leo_idbr"]
    right = extract().count(way)
    wrong = extract().connection.execute('SELECT count(*) FROM work.leo_earnings AS e LEFT JOIN work.leo_idbr AS i ON i."ENTKEY" = e.main_enterprise').fetchone()[0]
    assert first_part_only(extract(), way) == wrong > 1.5 * right.joined
    assert Join(CATALOGUE, way).pairs(1)[1][0].load
