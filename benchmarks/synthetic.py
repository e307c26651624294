"""What a synthetic extract costs beside writing as many plain rows with DuckDB, in one run: `make bench`, or `python benchmarks/synthetic.py --people 100000`.

Both write Parquet files of the same number, with the same rows, columns and types; the plain ones hold numbers counted from 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from run import ROOT, Figure, machine, run, say, tool

RESULTS = ROOT / "benchmarks" / "synthetic.md"
CORE = (
    "school_census", "ks4_pupil", "lilr_learners", "lilr_aims", "lilr_lars", "hesa", "ucas", "leo_employment", "leo_benefit", "leo_earnings",
    "leo_self_assessment", "leo_geography", "leo_idbr", "link_education_records", "link_ae_id_edukey", "link_ae_id_pmr",
)  # fmt: skip
MOST_TIMES, AIM, MOST_MEMORY, MOST_DOUBLED = 6.0, 3.0, 3 * 1024, 2.2
PLAIN = {
    "INTEGER": "(i % 100)::INTEGER", "SMALLINT": "(i % 100)::SMALLINT", "UTINYINT": "(i % 2)::UTINYINT", "BIGINT": "i",
    "VARCHAR": "(i % 100)::VARCHAR", "DATE": "DATE '2000-01-01' + (i % 1000)::INTEGER", "DOUBLE": "(i % 1000) / 10.0",
    "DECIMAL(9,2)": "((i % 1000) / 10.0)::DECIMAL(9, 2)",
}  # fmt: skip
"""A plain expression of each type."""

HOW = """\
- Tables: school census, Key Stage 4, further education, university, UCAS, employment, benefits, earnings, self assessment, geography,
  business register and lookups, every view and year, as Parquet.
- *Plain*: `COPY (SELECT (i % 100)::INTEGER, … FROM generate_series(1, rows)) TO …` for every one of the same files, in one process.
- CPU seconds: user and system time of the command. Memory: the largest resident size of the process.
"""


def write_plain(extract: Path, out: Path) -> None:
    """Writes a plain twin of each Parquet file of an extract; this is what runs in the process that is measured."""
    import duckdb

    manifest = json.loads((extract / "synthetic.json").read_text(encoding="utf-8"))
    out.mkdir()
    with duckdb.connect(config={"threads": 1}) as connection:
        for number, view in enumerate(view for table in manifest["tables"] for view in table["views"]):
            types = [row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM '{extract / view['file']}'").fetchall()]
            columns = ", ".join(f"{PLAIN[kind]} AS c{place}" for place, kind in enumerate(types))
            source = f"SELECT {columns} FROM generate_series(1, {view['rows']}) numbers(i)"
            connection.execute(f"COPY ({source}) TO '{out / str(number)}.parquet' (FORMAT parquet)")


def rows_and_values(extract: Path) -> tuple[int, int]:
    """How many rows and how many values an extract has."""
    manifest = json.loads((extract / "synthetic.json").read_text(encoding="utf-8"))
    views = [view for table in manifest["tables"] for view in table["views"]]
    return sum(view["rows"] for view in views), sum(view["rows"] * view["columns"] for view in views)


def measure(people: int, folder: Path) -> tuple[Figure, Figure, int, int]:
    """An extract of so many people and its plain twin: what each cost, and the rows and values."""
    extract = folder / f"extract-{people}"
    command = [tool("leo-kb"), "synth", "--root", str(ROOT), "--people", str(people), "--tables", ",".join(CORE), "--format", "parquet"]
    ours = say(f"synth, {people:,} people", run([*command, "--out", str(extract)], folder))
    plain = say("plain", run([sys.executable, __file__, "--plain", str(extract), str(folder / f"plain-{people}")], folder))
    return Figure("leo-kb synth", (ours,)), Figure("plain copy", (plain,)), *rows_and_values(extract)


def main() -> None:
    """Measures, prints, and writes synthetic.md."""
    parser = argparse.ArgumentParser(description="Measures what a synthetic extract costs beside plain rows of the same shape.")
    parser.add_argument("--people", type=int, default=1_000_000, help="people of the larger of two extracts; the other has half as many")
    parser.add_argument("--plain", nargs=2, metavar=("EXTRACT", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.plain:
        write_plain(Path(options.plain[0]), Path(options.plain[1]))
        return
    facts = machine()
    print("\n".join(facts), flush=True)
    with tempfile.TemporaryDirectory(prefix="leo-kb-bench-") as name:
        half, whole = (measure(people, Path(name)) for people in (options.people // 2, options.people))
    lines = [
        "| People | Rows | Values | CPU seconds | per million rows | Plain, CPU seconds | Times plain | Clock seconds | Peak memory, MB |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for people, (ours, plain, rows, values) in ((options.people // 2, half), (options.people, whole)):
        lines.append(
            f"| {people:,} | {rows:,} | {values:,} | {ours.cpu:.1f} | {ours.cpu / rows * 1e6:.2f} | {plain.cpu:.1f} | {ours.cpu / plain.cpu:.2f} | {ours.wall:.0f} | {ours.peak:.0f} |"
        )
    times, doubled, peak = whole[0].cpu / whole[1].cpu, whole[0].cpu / half[0].cpu, whole[0].peak
    targets = [
        f"{'met   ' if value <= limit else 'MISSED'}  {what}: {value:.2f}{unit}, at most {limit:g}{unit}"
        for what, value, limit, unit in (
            ("times the CPU of plain rows", times, MOST_TIMES, " times"),
            ("the same, aim", times, AIM, " times"),
            ("memory", peak, MOST_MEMORY, " MB"),
            ("twice the people", doubled, MOST_DOUBLED, " times the CPU"),
        )
    ]
    print("\n" + "\n".join([*lines, "", *targets]))
    head = ["# Synthetic extract", "", "Written by `make bench`; not edited by hand.", "", *(f"- {fact}" for fact in facts), ""]
    RESULTS.write_text("\n".join(head) + HOW + "\n" + "\n".join([*lines, "", "```text", *targets, "```"]) + "\n", encoding="utf-8")
    print(f"\nwritten to {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
