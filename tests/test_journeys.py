"""The T-SQL of the pages that teach UCAS, employers and the journeys through the tables runs on stacked tables of synthetic people."""

import re
from itertools import chain

import pytest
from running import ROOT, made_once

from build_tools.logical import logical_tables
from build_tools.recipes import tsql
from build_tools.recipes.engines import SCHEMA, Sql
from build_tools.sqltext import quoted, text
from build_tools.synthetic.extract import Order, plan
from build_tools.synthetic.formats import drop_skeleton, write_data

PEOPLE = 2000
FENCED = re.compile(r"^```sql\n(.*?)^```$", re.M | re.S)
BLOCKS = {
    name: FENCED.findall((ROOT / "docs" / "start" / name).read_text(encoding="utf-8"))
    for name in ("journeys.md", "ucas.md", "idbr.md")
}
TSQL = {"VARCHAR": "varchar(255)", "INTEGER": "int", "BIGINT": "bigint", "DOUBLE": "float", "DATE": "date"}
"""Of a type of DuckDB, for the columns of a table that a block makes."""


@pytest.fixture(scope="module")
def schema(catalogue):
    """The T-SQL type of each column of each stacked table."""
    tables = logical_tables(catalogue)
    return {id: {column.name: column.type.tsql for column in table.columns} for id, table in tables.items()}


@pytest.fixture(scope="module")
def stacked(catalogue, schema, shared):
    """A folder with the stacked tables that the pages read, and of these the columns that they touch."""
    touched = {}
    for sql in chain.from_iterable(BLOCKS.values()):
        for table, columns in tsql.read(sql, schema, is_bare=True).touched.items():
            touched.setdefault(table, set()).update(columns)

    def make(folder):
        folder.mkdir()
        order = Order(PEOPLE, tuple(id for id in catalogue.tables if id in touched), layout="logical")
        write_data(plan(catalogue, order).narrowed(touched), folder, "parquet", lambda _: None)
        drop_skeleton(folder)

    return made_once(shared, "synthetic-journeys", make)


@pytest.mark.parametrize("page", BLOCKS)
def test_blocks_run_in_their_order(catalogue, schema, stacked, page):
    """A block may read the table that one before it on the page has made."""
    connection, known = Sql(catalogue).connection, dict(schema)
    for file in stacked.rglob("*.parquet"):
        connection.execute(f"CREATE VIEW {SCHEMA}.{quoted(file.stem)} AS SELECT * FROM {text(str(file))}")
    for sql in BLOCKS[page]:
        title = sql.partition("\n")[0]
        script = tsql.read(sql, known, is_bare=True)
        assert not script.refusals, f"{title}: {script.refusals[0]}"
        for statement in tsql.duckdb_statements(script):
            result = connection.execute(statement)
        assert result.fetchall(), f"{title}: no rows"
        if script.made:
            columns = connection.execute(f"DESCRIBE {SCHEMA}.{quoted(script.made)}").fetchall()
            known[script.made] = {name: TSQL[type] for name, type, *_ in columns}


@pytest.mark.parametrize("page", BLOCKS)
def test_blocks_say_that_they_were_not_run_on_real_data(page):
    assert BLOCKS[page]
    for sql in BLOCKS[page]:
        title = sql.partition("\n")[0]
        assert title.startswith("-- ") and title.endswith(" Not run in the secure environment."), title
