"""The stack of the physical extract is the logical table, in both dialects: what a team writes by hand today, checked for every table."""

import re

import pytest
import sqlglot

from build_tools.logical import logical_table
from build_tools.stack import StackOrder, stack_sql

from .conftest import CATALOGUE

TABLES = list(CATALOGUE.tables)


def differences(connection, table, logical, into):
    """Columns in which the stacked table and the logical one differ, and the numbers of their rows."""
    file = f"'{logical / f'synthetic_{table.database}' / f'{table.id}.parquet'}'"
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    one, other = f"SELECT {names} FROM {into}.{table.id}", f"SELECT {names} FROM {file}"
    types = [[row[:2] for row in connection.execute(f"DESCRIBE {sql}").fetchall()] for sql in (one, other)]
    assert types[0] == types[1]
    counts = [connection.execute(f"SELECT count(*) FROM ({sql})").fetchone()[0] for sql in (one, other)]
    assert counts[0] == counts[1]
    return connection.execute(f"SELECT count(*) FROM (({one}) EXCEPT ALL ({other}))").fetchone()[0]


@pytest.mark.parametrize("id", TABLES)
def test_the_stack_is_the_logical_table(catalogue, attached, logical, id):
    table = logical_table(catalogue, id)
    everything = tuple(column.name for column in table.columns)
    attached.execute(stack_sql(catalogue, StackOrder(table, columns=everything), "duckdb"))
    assert differences(attached, table, logical, "work") == 0


@pytest.mark.parametrize(
    "id", ["school_census", "leo_earnings", "lilr_aims", "cla", "nccis", "leo_cjrs", "hesa", "exclusions_table3", "link_ae_id_pmr"]
)
def test_the_t_sql_does_the_same(catalogue, attached, logical, id):
    """The published text, turned into the dialect of DuckDB by sqlglot; statements that only SQL Server has are left out here."""
    table = logical_table(catalogue, id)
    everything = tuple(column.name for column in table.columns)
    script = stack_sql(catalogue, StackOrder(table, columns=everything, into="tsql"), "tsql")
    attached.execute("CREATE SCHEMA IF NOT EXISTS tsql")
    attached.execute(f"DROP TABLE IF EXISTS tsql.{id}")
    done = 0
    for words in (" COLLATE Latin1_General_BIN2", " WITH (TABLOCK)"):  # which sqlglot does not know in these places
        script = script.replace(words, "")
    script = "\n".join(line for line in script.splitlines() if not line.startswith("IF "))
    for statement in sqlglot.parse(script, read="tsql"):
        if isinstance(statement, sqlglot.exp.Create | sqlglot.exp.Insert):
            attached.execute(re.sub(r" (?:FLOAT|REAL)\b", " DOUBLE", statement.sql("duckdb").replace(" BOOLEAN", " UTINYINT")))
            done += 1
    views = len(table.parts)
    assert done == 1 + views
    assert differences(attached, table, logical, "tsql") == 0


def test_only_main_records(catalogue, attached):
    table = logical_table(catalogue, "school_census")
    columns = ("PupilMatchingRefAnonymous", "RecordStatus")
    for main in (False, True):
        order = StackOrder(table, columns=columns, years=frozenset({2011, 2012}), main_records=main)
        attached.execute(stack_sql(catalogue, order, "duckdb"))
        twice = attached.execute(
            "SELECT count(*) FROM (SELECT 1 FROM work.school_census GROUP BY academic_year, census_term, PupilMatchingRefAnonymous HAVING count(*) > 1)"
        ).fetchone()[0]
        assert (twice == 0) is main
        assert attached.execute("SELECT count(*) > 500 FROM work.school_census").fetchone()[0]


def test_years_of_a_table_with_one_view(catalogue, attached):
    for id, column in (("leo_earnings", "tax_year"), ("lilr_aims", "academic_year"), ("nccis", "academic_year")):
        order = StackOrder(logical_table(catalogue, id), years=frozenset({2010, 2011}))
        attached.execute(stack_sql(catalogue, order, "duckdb"))
        years = {row[0] for row in attached.execute(f"SELECT DISTINCT {column} FROM work.{id}").fetchall()}
        assert years == {"2010/11", "2011/12"}, id
