"""The code of joins runs: T-SQL of every two tables, and all languages on every linkage and on ten long ways."""

import contextlib
import io
import subprocess

import pandas as pd
import pytest
from languages import languages_here, need

from build_tools.joins.code import Join, load_sql
from build_tools.joins.tested import linked
from build_tools.joins.trying import as_recipe, join_failures, run_joins
from build_tools.recipes.engines import SCHEMA, r_command
from build_tools.recipes.tsql import duckdb_statements, read

from .real import CATALOGUE, PATHS, few

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


def found_keys(database, join, step):
    """How many different keys of the first table have a row in the table number `step`, asked by inner joins."""
    tables = "".join(
        f' JOIN work."{table}" AS t{number} ON ' + " AND ".join(f"{load_sql(right, f't{right.step}')} = {load_sql(left, f't{left.step}')}" for left, right in join.pairs(number))
        for number, table in enumerate(join.path.tables[1 : step + 1], 1)
    )
    key = join.pairs(1)[0][0].column
    return database.execute(f'SELECT count(DISTINCT t0."{key}") FROM work."{join.path.start}" AS t0{tables}').fetchone()[0]


@pytest.mark.parametrize("start", TABLES)
def test_the_sql_of_every_pair_runs_and_its_check_counts_right(start):
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
        totals, by_year = join.check("sql").split(";\n\n")
        assert run_check(database, totals, start, columns) == [(counts.rows, counts.joined)]
        rows = run_check(database, by_year, start, columns)
        steps = len(way.hops)
        after, without, keys, *found = (sum(row[place] for row in rows) for place in range(-3 - steps, 0))
        assert after == counts.joined
        if len(rows) == 1:  # a key can be in several years, and then is counted in each
            assert found == [found_keys(database, join, step) for step in range(1, steps + 1)], f"{start} to {end}"
        assert keys >= max(found)
        missing = database.execute(f'SELECT count(*) FROM work."{start}" WHERE "{join.pairs(1)[0][0].column}" IS NULL').fetchone()[0]
        assert without == missing


def run_check(database, sql, start, columns):
    script = read(sql, {"joined": dict.fromkeys(columns, "varchar(99) COLLATE Latin1_General_BIN2"), start: {}}, is_bare=True)
    assert not script.refusals, script.refusals[0]
    return database.execute(duckdb_statements(script)[-1]).fetchall()


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


LARGE = 2**53
"""The whole number behind which numbers with a fraction have holes."""
MADE = {
    "hesa": [("2011/12", "SYN-A"), ("2011/12", None)],
    "ucas": [("2010/11", "SYN-A"), ("2010/11", None)],
    "ks4_pupil": [("2011/12", "SYN-A"), ("2011/12", "SYN-B"), ("2011/12", "SYN-NOBODY"), ("2011/12", None)],
    "link_ae_id_pmr": [("SYN-A", LARGE), ("SYN-B", LARGE + 1), (None, 7)],
    "link_ae_id_edukey": [(LARGE, "EDU-A"), (LARGE + 1, "EDU-B"), (7, None)],
    "leo_earnings": [("2015/16", "EDU-A"), ("2015/16", "EDU-B"), ("2015/16", None)],
}
"""Hand-made rows with missing keys on both sides, and person numbers that are alike once they are fractions. The columns of each table stand in the order of its key."""
EXPECTED = {
    ("hesa", "ucas"): [("SYN-A", "SYN-A"), (None, None)],
    ("ks4_pupil", "leo_earnings"): [("SYN-A", "EDU-A"), ("SYN-B", "EDU-B"), ("SYN-NOBODY", None), (None, None)],
}


@pytest.mark.parametrize("pair", EXPECTED, ids="-".join)
def test_a_missing_key_meets_nothing_and_large_keys_keep_apart(pair):
    join = Join(CATALOGUE, PATHS[pair])
    orders = [sorted((column.name for column in join.columns_of(step)), key=lambda name: ("year" not in name, name in ("EDUKEY", "AE_ID"), name == "EDUKEY")) for step in range(len(join.path.tables))]
    tables = [pd.DataFrame(MADE[table], columns=order) for table, order in zip(join.path.tables, orders, strict=True)]
    known = {}
    exec(join.python(), known)
    found = known["joined"](*tables)
    shown = [join.pairs(1)[0][0].name, join.found_column(len(join.path.hops)).name]
    rows = [tuple(None if pd.isna(value) else value for value in row) for row in found[shown].itertuples(index=False, name=None)]
    assert sorted(rows, key=str) == sorted(EXPECTED[pair], key=str)


def test_a_missing_key_meets_nothing_in_r(tmp_path):
    need("r")
    pair = ("hesa", "ucas")
    join = Join(CATALOGUE, PATHS[pair])
    shown = [join.pairs(1)[0][0].name, join.found_column(1).name]
    frames = [", ".join(f'{column.name} = {values}' for column, values in zip(join.columns_of(step), ('rep("2011/12", 2)', 'c("SYN-A", NA)'), strict=True)) for step in (0, 1)]
    script = tmp_path / "join.R"
    script.write_text(f"{join.r()}\nrows <- joined(data.frame({frames[0]}), data.frame({frames[1]}))\nwrite.csv(rows[c('{shown[0]}', '{shown[1]}')], '{tmp_path}/out.csv', row.names = FALSE)\n", encoding="utf-8")
    subprocess.run([r_command(), "--vanilla", str(script)], check=True, capture_output=True)
    rows = [tuple(None if pd.isna(value) else value for value in row) for row in pd.read_csv(tmp_path / "out.csv").itertuples(index=False, name=None)]
    assert sorted(rows, key=str) == sorted(EXPECTED[pair], key=str)


def test_checks_in_python_and_r_count_as_sql_does(tmp_path):
    join = Join(CATALOGUE, PATHS["hesa", "ucas"])
    known = {table: few().connection.execute(f'SELECT * FROM work."{table}"').df() for table in join.path.tables}
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(join.python() + join.check("python"), known)
    counts = few().count(join.path)
    assert f"rows before and after {counts.rows} {counts.joined}" in said.getvalue()
    assert f"keys in ucas {found_keys(few().connection, join, 1)}" in said.getvalue()
