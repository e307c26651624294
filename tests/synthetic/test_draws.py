import duckdb
import pytest

from build_tools.synthetic.draws import Draws, lists_in


@pytest.fixture(scope="module")
def query():
    with duckdb.connect() as connection:
        yield lambda sql: connection.execute(sql).fetchall()


@pytest.mark.parametrize("parts", [2, 4, 8, 10, 50])
@pytest.mark.parametrize("id", ["person", "hash(person, 7, 0)"])
def test_two_columns_of_a_row_are_drawn_apart(query, parts, id):
    """Every pair of remainders is about as frequent as the next: DuckDB's hash of two values alone would tie them together."""
    draws = Draws(1)
    one, other = draws.number(id, "table.one"), draws.number(id, "table.other")
    counts = [row[0] for row in query(f"SELECT count(*) FROM range(200000) people(person) GROUP BY {one} % {parts}, {other} % {parts}")]
    expected = 200_000 / parts**2
    assert len(counts) == parts**2 and max(abs(count - expected) for count in counts) < 6 * expected**0.5


def test_shares(query):
    draws = Draws(3)
    for share in (0.02, 0.5, 0.97):
        found = query(f"SELECT avg(CAST({draws.below(share, 'person', 'x')} AS INTEGER)) FROM range(100000) people(person)")[0][0]
        assert abs(found - share) < 0.006
    assert (draws.below(0, "person"), draws.below(1, "person")) == ("false", "true")


def test_a_draw_hangs_on_seed_names_and_row_alone():
    assert Draws(1).number("id", "a", 2011) == Draws(1).number("id", "a", 2011)
    assert len({Draws(seed).salt(*names) for seed in (1, 2) for names in (("a",), ("b",), ("a", 2011), ("a", 2012))}) == 8


def test_lists_go_by_name(query):
    draws = Draws(1)
    sql = draws.choice(draws.number("person", "x"), ["'A'", "'B'", "NULL"], "VARCHAR")
    (name,) = lists_in(sql)
    assert draws.lists == {name: "['A', 'B', NULL]::VARCHAR[]"}
