"""Writing the extract: one file a view as Parquet, CSV, Stata, SPSS or text for SQL Server, or one DuckDB database for each real one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from build_tools.problems import UserError
from build_tools.sqltext import quoted, text
from build_tools.synthetic.about import LABEL
from build_tools.synthetic.extract import Extract, View
from build_tools.synthetic.quirks import QUIRKS, Quirk

SKELETON = ".people.parquet"
WORKERS = 2
MEMORY = "1GB"

Say = Callable[[str], None]


class Made(NamedTuple):
    """One view as it was written: the path of its file within the extract, and its rows."""

    view: View
    path: str
    rows: int


def write_data(extract: Extract, out: Path, format: str, say: Say) -> list[Made]:
    """Writes every view below the folder `out`, which is there and empty but for what this module puts into it.

    Raises UserError where the disk is full or a library is missing. The skeleton goes to a file of its own and back, so that memory
    does not grow with the number of people.
    """
    skeleton = out / SKELETON
    with _errors_in_words():
        with DuckDB() as duck:
            duck.run(f"COPY ({extract.people_sql}) TO {text(str(skeleton))} (FORMAT parquet)")
        made = (
            _write_databases(extract, out, skeleton, say)
            if format == "duckdb"
            else _write_files(extract, out, format, skeleton, say)
        )
    return made


def count_quirks(extract: Extract, out: Path) -> dict[str, int]:
    """How many rows have each quirk, after `write_data` and before `drop_skeleton`."""
    skeleton = out / SKELETON
    counts = {}
    with _errors_in_words(), DuckDB(skeleton) as duck:
        for quirk in QUIRKS:
            if extract.order.quirks.on(quirk.id):
                counts[quirk.id] = sum(duck.count(sql) for sql in _counting(extract, quirk))
    return counts


def drop_skeleton(out: Path) -> None:
    """Deletes the people from whom `write_data` made the rows, who are no part of an extract."""
    (out / SKELETON).unlink()


def _counting(extract: Extract, quirk: Quirk) -> Iterator[str]:
    if not quirk.tables:
        yield f"SELECT count(*) FILTER (WHERE {quirk.condition}) FROM people"
    for view in extract.views:
        if view.table.id in quirk.tables:
            for piece in view.slices:
                yield f"SELECT count(*) FILTER (WHERE {quirk.condition}) FROM ({extract.rows.sql(piece)})"


def synthetic_name(database: str) -> str:
    """What a folder or a file is called that stands for a database: `synthetic_NPD_i2`."""
    return f"synthetic_{database}"


def folder_of(view: View) -> str:
    """The folder of a view's file."""
    return synthetic_name(view.table.database)


def _write_files(extract: Extract, out: Path, format: str, skeleton: Path, say: Say) -> list[Made]:
    write = {"parquet": _parquet, "csv": _csv, "sql": _bars}.get(format) or _labelled(extract, format)
    ending = "txt" if format == "sql" else format
    ducks = threading.local()
    opened: list[DuckDB] = []

    def one(view: View) -> Made:
        if not hasattr(ducks, "own"):
            ducks.own = DuckDB(skeleton)
            opened.append(ducks.own)
        path = f"{folder_of(view)}/{view.name}.{ending}"
        (out / path).parent.mkdir(exist_ok=True)
        return Made(view, path, write(ducks.own, extract, view, out / path))

    pool = ThreadPoolExecutor(WORKERS)
    try:
        return _table_by_table(extract, lambda views: list(pool.map(one, views)), say)
    except BaseException:
        # a fault, or somebody stops it: what has not begun does not begin, and what runs is broken off
        for duck in opened:
            duck.connection.interrupt()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        for duck in opened:
            duck.connection.close()


def _table_by_table(extract: Extract, write: Callable[[list[View]], list[Made]], say: Say) -> list[Made]:
    """Writes the views of one table after those of another, and says so after each."""
    of_tables: dict[str, list[View]] = {}
    for view in extract.views:
        of_tables.setdefault(view.table.id, []).append(view)
    made: list[Made] = []
    for number, (table, views) in enumerate(of_tables.items(), 1):
        of_table = write(views)
        rows = sum(one.rows for one in of_table)
        files = f"{len(views)} view{'' if len(views) == 1 else 's'}"
        say(f"[{number}/{len(of_tables)}] {table}: {files}, {rows:,} row{'' if rows == 1 else 's'}")
        made += of_table
    return made


def _parquet(duck: DuckDB, extract: Extract, view: View, path: Path) -> int:
    facts = f"KV_METADATA {{synthetic: {text(LABEL)}, seed: '{extract.order.seed}', leo_table: {text(view.table.id)}}}"
    return _copy(duck, extract, view, path, f"FORMAT parquet, {facts}")


def _csv(duck: DuckDB, extract: Extract, view: View, path: Path) -> int:
    return _copy(duck, extract, view, path, "FORMAT csv, HEADER true")


def _bars(duck: DuckDB, extract: Extract, view: View, path: Path) -> int:
    """Text that BULK INSERT of SQL Server 2016 can read, which knows no quotation marks: a bar between values, no header."""
    return _copy(duck, extract, view, path, "FORMAT csv, HEADER false, DELIMITER '|', QUOTE ''")


def _copy(duck: DuckDB, extract: Extract, view: View, path: Path, options: str) -> int:
    return duck.count(f"COPY ({extract.sql(view)}) TO {text(str(path))} ({options})", extract)


def _labelled(extract: Extract, format: str) -> Callable[[DuckDB, Extract, View, Path], int]:
    try:
        from build_tools.synthetic.labelled import write_dta, write_sav
    except ModuleNotFoundError as error:
        raise UserError(
            f"`--format {format}` needs {error.name}, which is not installed: run `pip install 'leo-knowledge-base[labelled]'`"
        ) from None
    return write_dta if format == "dta" else write_sav


def _write_databases(extract: Extract, out: Path, skeleton: Path, say: Say) -> list[Made]:
    schema = quoted(extract.order.project)
    with DuckDB(skeleton, threads=WORKERS) as duck:
        for database in sorted({view.table.database for view in extract.views}):
            file = out / f"{synthetic_name(database)}.duckdb"
            duck.run(f"ATTACH {text(str(file))} AS {quoted(database)}")
            duck.run(f"CREATE SCHEMA {quoted(database)}.{schema}")

        def one(view: View) -> Made:
            name = f"{quoted(view.table.database)}.{schema}.{quoted(view.name)}"
            rows = duck.count(f"CREATE TABLE {name} AS {extract.sql(view)}", extract)
            duck.run(f"COMMENT ON TABLE {name} IS {text(LABEL)}")
            return Made(view, f"{folder_of(view)}.duckdb", rows)

        return _table_by_table(extract, lambda views: [one(view) for view in views], say)


class DuckDB:
    """A DuckDB in memory that knows the skeleton under the name `people`. One thread writes rows in one order, so that the same order gives the same bytes."""

    def __init__(self, skeleton: Path | None = None, threads: int = 1):
        self.connection = duckdb.connect(config={"threads": threads, "memory_limit": MEMORY})
        self.known: set[str] = set()
        self.connection.execute("SET enable_progress_bar = false")
        if skeleton is not None:
            self.connection.execute(f"CREATE VIEW people AS SELECT * FROM {text(str(skeleton))}")

    def __enter__(self) -> DuckDB:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def run(self, sql: str, extract: Extract | None = None) -> Any:
        """Runs a statement, with the lists that it draws from made known before."""
        if extract is not None:
            for name, values in extract.lists(sql).items():
                if name not in self.known:
                    self.connection.execute(f"SET VARIABLE {name} = {values}")
                    self.known.add(name)
        return self.connection.execute(sql)

    def count(self, sql: str, extract: Extract | None = None) -> int:
        """The number that a statement gives: rows written, or counted."""
        return int(self.run(sql, extract).fetchone()[0] or 0)


@contextmanager
def _errors_in_words() -> Iterator[None]:
    try:
        yield
    except (RuntimeError, duckdb.InterruptException) as error:  # what DuckDB makes of Ctrl+C
        if "interrupted" not in str(error).lower():
            raise
        raise KeyboardInterrupt from None
    except duckdb.OutOfMemoryException:
        raise UserError("there is not enough memory: ask for fewer people or tables", 1) from None
    except duckdb.IOException as error:
        reason = "the disk is full" if "No space left" in str(error) else str(error).splitlines()[0]
        raise UserError(
            f"the extract could not be written: {reason}; free some space or name another folder with --out", 1
        ) from None
