"""What the SQL of each recipe costs on DuckDB beside one plain copy of its inputs, in one run: `make bench`, or `python benchmarks/recipes.py --people 100000`.

A recipe runs behind those that it builds on, on synthetic people; the copy takes the columns that the recipe declares, of all its inputs.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from run import ROOT, machine

from build_tools.catalogue import checked_catalogue
from build_tools.recipes.definition import in_running_order, input_columns
from build_tools.recipes.engines import SCHEMA, Sql
from build_tools.recipes.testing import draw_tables, use_tables
from build_tools.sqltext import quoted

RESULTS = ROOT / "benchmarks" / "recipes.md"
MOST_TIMES, MEMORY = 15.0, 4 * 1024
DUCKDB_MEMORY = "3500MB"
"""What DuckDB may use, so that the whole process stays within MEMORY."""
WHY = {
    "employment_month_flags": "It reads spells of four columns and writes three rows of sixteen for each, one a tax year, in groups by a text key.",
    "spell_split_periods": "It writes a row for each tax year that a spell touches, three for each spell, and the copy of four columns is cheap.",
    "nccis_states": "It compares all rows of a person's month to choose one state, so every row goes through a sort.",
    "oow_benefit_any": "It brings overlapping spells together and writes the twelve months of each tax year as flags, from a table of five columns.",
    "sustained_employment_paye": "It writes a row for each person and each of 24 tax years, worked in or not: three for each row that it reads.",
}
"""Why the costliest are so; one that is new here has not been looked into."""
SLOWEST = 5
HOW = """\
- *Copy*: `CREATE TABLE … AS SELECT <declared columns>` for every input of the recipe, in the same process, just before the recipe.
- Both are CPU seconds, user and system, of two threads. DuckDB may use 3.5 GB and then writes to disk; memory is the largest resident size of the process so far.
- Inputs from LEO are Parquet files with the columns that recipes read; results of other recipes are tables of DuckDB.
"""


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(sql: Sql, statements: list[str]) -> float:
    started = cpu()
    for statement in statements:
        sql.connection.execute(statement)
    return cpu() - started


def main() -> None:
    """Measures, prints, and writes recipes.md."""
    parser = argparse.ArgumentParser(description="Measures what the SQL of each recipe costs beside a plain copy of its inputs.")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="*", default=[], metavar="ID", help="these recipes and those that they build on")
    options = parser.parse_args()
    facts = machine()
    print("\n".join(facts), flush=True)
    catalogue = checked_catalogue(ROOT, ROOT / ".cache")
    chain = in_running_order(catalogue, options.only or list(catalogue.recipes))
    rows: list[tuple[str, int, int, float, float, float]] = []
    with tempfile.TemporaryDirectory(prefix="leo-kb-bench-") as name:
        folder = Path(name)
        started = time.monotonic()
        files = draw_tables(catalogue, chain, options.people, folder / "extract")
        print(f"{options.people:,} synthetic people in {len(files)} tables, drawn in {time.monotonic() - started:.0f} s", flush=True)
        sql = Sql(catalogue, str(folder / "recipes.duckdb"), DUCKDB_MEMORY)
        sql.connection.execute("SET threads = 2")
        use_tables(sql, catalogue, chain, files)
        for recipe in chain:
            copies = [
                f"CREATE OR REPLACE TABLE copy_of_input AS SELECT {', '.join(map(quoted, input_columns(catalogue, given)))} FROM {SCHEMA}.{quoted(given.name)}"
                for given in recipe.inputs
            ]
            copied = timed(sql, copies)
            read = sum(sql.connection.execute(f"SELECT count(*) FROM {SCHEMA}.{quoted(given.name)}").fetchone()[0] for given in recipe.inputs)
            own = timed(sql, sql.statements(recipe, {}))
            made = sql.connection.execute(f"SELECT count(*) FROM {SCHEMA}.{quoted(recipe.id)}").fetchone()[0]
            rows.append((recipe.id, read, made, own, copied, peak()))
            print(f"{recipe.id:30} {read:>12,} rows read {made:>12,} made {own:7.2f} s {copied:7.2f} s copy {own / copied:6.1f} times {peak():6.0f} MB", flush=True)
            sql.connection.execute("DROP TABLE copy_of_input")
    rows.sort(key=lambda row: -row[3] / row[4])
    over = [row for row in rows if row[3] / row[4] > MOST_TIMES]
    worst, memory = rows[0][3] / rows[0][4], max(row[5] for row in rows)
    targets = [
        f"{'MISSED' if over else 'met   '}  each recipe against a copy of its inputs: {worst:.1f} times at most, limit {MOST_TIMES:g}",
        f"{'met   ' if memory <= MEMORY else 'MISSED'}  memory: {memory:.0f} MB, limit {MEMORY} MB",
    ]
    table = ["| Recipe | Rows read | Rows made | CPU seconds | Copy, CPU seconds | Times the copy |", "| :--- | ---: | ---: | ---: | ---: | ---: |"]
    table += [f"| {id} | {read:,} | {made:,} | {own:.2f} | {copied:.2f} | {own / copied:.1f} |" for id, read, made, own, copied, _ in rows]
    print("\n" + "\n".join(targets))
    if options.only:
        return
    head = ["# Recipes", "", f"Written by `make bench`; not edited by hand. {options.people:,} synthetic people, the costliest first.", "", *(f"- {fact}" for fact in facts), ""]
    why = ["", f"The {SLOWEST} that cost most beside their copy:", "", *(f"- `{row[0]}`: {WHY.get(row[0], 'not looked into yet.')}" for row in rows[:SLOWEST])]
    RESULTS.write_text("\n".join(head) + HOW + "\n" + "\n".join([*table, *why, "", "```text", *targets, "```"]) + "\n", encoding="utf-8")
    print(f"\nwritten to {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
