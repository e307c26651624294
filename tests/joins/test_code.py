"""The code of joins runs: T-SQL of every two tables, and all languages on every linkage and on ten long ways."""

import pytest
from languages import languages_here, need

from build_tools.joins.code import Join
from build_tools.joins.tested import linked
from build_tools.joins.trying import as_recipe, join_failures, run_joins
from build_tools.recipes.engines import SCHEMA
from build_tools.recipes.tsql import duckdb_statements, read

from .real import CATALOGUE, PATHS, extract, few

TABLES = list(CATALOGUE.tables)
LONG = [
    ("school_census", "leo_idbr"), ("ks2_pupil", "leo_idbr"), ("ucas", "leo_idbr"), ("hesa", "leo_idbr"), ("cla", "leo_geography"),
    ("lilr_lars", "leo_idbr"), ("lilr_lars", "school_census"), ("leo_idbr", "nccis"), ("leo_benefit", "lilr_lars"), ("absence", "lilr_aims"),
]  # fmt: skip


def tsql_of(join):
    """The statements that DuckDB runs for a join; fails where the T-SQL is outside the subset."""
    schema = {table: {column.name: column.type.tsql for column in join.columns_of(step)} for step, table in enumerate(join.path.tables)}
    script = read(join.sql(), schema)
    assert not script.refusals, f"{join.path.start} to {join.path.end}: {script.refusals[0]}"
    return duckdb_statements(script)


@pytest.mark.parametrize("start", TABLES)
def test_the_sql_of_every_pair_runs(start):
    """Each gives as many rows as were counted, and its check says so."""
    database = few().connection
    for end in TABLES:
        if (way := PATHS.get((start, end))) is None:
            continue
        join = Join(CATALOGUE, way)
        for statement in tsql_of(join):
            database.execute(statement)
        counts = few().count(way)
        columns = [column[0] for column in database.execute(f"SELECT * FROM {SCHEMA}.joined LIMIT 0").description]
        assert columns == [one.name for one in join.shown]
        check = read(join.check_sql(), {"joined": dict.fromkeys(columns, "int"), start: {}}, is_bare=True)
        assert not check.refusals
        before, after, *without = database.execute(duckdb_statements(check)[-1]).fetchone()
        assert (before, after) == (counts.rows, counts.joined)
        assert len(without) == len(way.hops)
        if way.hops[-1].key.is_person or len(way.hops) == 1:
            assert without[-1] == counts.rows - counts.matched or counts.joined > counts.rows


def test_all_languages_give_the_same_rows_for_every_linkage():
    need("sql", "python", "r")
    joins = linked(CATALOGUE)
    assert len(joins) > 20
    results = run_joins(CATALOGUE, joins, languages=languages_here())
    assert join_failures(results) == []
    assert {id for id, rows in results.items() if not rows["sql"].rows} == set()


def test_ten_long_ways_run_in_all_languages():
    need("sql", "python", "r")
    joins = {f"way_{number}": Join(CATALOGUE, PATHS[pair], f"way_{number}") for number, pair in enumerate(LONG)}
    assert min(len(join.path.hops) for join in joins.values()) >= 3
    results = run_joins(CATALOGUE, joins, languages=languages_here())
    assert join_failures(results) == []
    last = {name: as_recipe(join).output.columns[-1].name for name, join in joins.items()}
    found = {name: sum(row[-1] is not None for row in rows["sql"].rows) for name, rows in results.items()}
    assert all(found.values()), f"a way that finds nobody: {found}, {last}"


def test_a_missing_key_meets_nothing():
    """In pandas and in R a missing key meets a missing key, unless code says otherwise."""
    join = Join(CATALOGUE, PATHS["hesa", "link_ae_id_pmr"])
    blank = extract().connection.execute("SELECT count(*) FROM work.hesa WHERE HE_PUPILMATCHINGREFANONYMOUS IS NULL").fetchone()[0]
    assert blank > 0
    assert "dropna" in join.python()
    assert 'na_matches = "never"' in join.r()
