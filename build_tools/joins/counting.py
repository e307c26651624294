"""What becomes of the rows of a join on synthetic people: counted by DuckDB, both ways, and what the wrong ways lose."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path as Folder
from typing import Any

from build_tools.catalogue import Catalogue
from build_tools.joins.code import Join, load_sql
from build_tools.joins.paths import Path
from build_tools.logical import logical_table
from build_tools.recipes.engines import SCHEMA
from build_tools.recipes.testing import draw_columns
from build_tools.sqltext import quoted, text

PEOPLE = 2000


@dataclass(frozen=True)
class Counts:
    """Rows before and after a left join, rows that found something, and the most that one row met; then the same seen from the other side."""

    rows: int
    joined: int
    matched: int
    most: int
    other_rows: int
    other_matched: int
    other_most: int

    def as_dict(self) -> dict[str, int]:
        """For a file."""
        return asdict(self)


class Extract:
    """Synthetic people in a DuckDB database, with the columns that joins need."""

    def __init__(self, catalogue: Catalogue, people: int = PEOPLE, seed: int = 1):
        import duckdb

        self.catalogue, self.people = catalogue, people
        self.connection: Any = duckdb.connect()
        self.connection.execute(f"CREATE SCHEMA {SCHEMA}")
        with tempfile.TemporaryDirectory() as folder:
            for name, file in draw_columns(catalogue, wanted_columns(catalogue), people, Folder(folder), seed).items():
                self.connection.execute(f"CREATE TABLE {SCHEMA}.{quoted(name)} AS SELECT * FROM {text(str(file))}")

    def count(self, path: Path, parts: int | None = None, equal: tuple[str, str] | None = None) -> Counts:
        """What becomes of the rows of a path. `parts`: how many columns of each key are compared, as somebody does who forgets the others. `equal`: columns of the first and the last table that must be equal, too."""
        join = Join(self.catalogue, path)
        last = len(path.hops)
        steps = ""
        for step, table in enumerate(path.tables[1:], 1):
            pairs = join.pairs(step)[:parts]
            conditions = " AND ".join(f"{load_sql(right, f't{right.step}')} = {load_sql(left, f't{left.step}')}" for left, right in pairs)
            steps += f" LEFT JOIN {SCHEMA}.{quoted(table)} AS t{step} ON {conditions}"
        if equal:
            steps += f" AND t{last}.{quoted(equal[1])} = t0.{quoted(equal[0])}"
        query = f"""
WITH pairs AS (SELECT t0.rowid AS one, t{last}.rowid AS other FROM {SCHEMA}.{quoted(path.start)} AS t0{steps}),
ones AS (SELECT one, count(*) AS n, count(other) AS found FROM pairs GROUP BY one),
others AS (SELECT other, count(*) AS n FROM pairs WHERE other IS NOT NULL GROUP BY other)
SELECT (SELECT count(*) FROM {SCHEMA}.{quoted(path.start)}), (SELECT coalesce(sum(n), 0) FROM ones), (SELECT count(*) FROM ones WHERE found > 0),
    (SELECT coalesce(max(found), 0) FROM ones), (SELECT count(*) FROM {SCHEMA}.{quoted(path.end)}), (SELECT count(*) FROM others), (SELECT coalesce(max(n), 0) FROM others)"""
        return Counts(*map(int, self.connection.execute(query).fetchone()))


def wanted_columns(catalogue: Catalogue) -> dict[str, set[str]]:
    """Of each table, the columns of its keys, its year and its term."""
    wanted = {
        id: {column.name for column in logical_table(catalogue, id).columns if column.added} for id in catalogue.tables
    }
    for key in catalogue.keys.values():
        for holder in key.tables:
            known = logical_table(catalogue, holder.table).by_name
            wanted[holder.table] |= {known[name.lower()].name for name in holder.names}
    return {id: columns for id, columns in wanted.items() if columns}
