"""The synthetic extract on pages: what it is and how to get it, what the sample has of a table, and some values of a variable."""

from __future__ import annotations

from collections.abc import Iterator

from build_tools import REPOSITORY_URL
from build_tools.catalogue import Catalogue
from build_tools.logical import logical_table
from build_tools.pages.blocks import (
    Badge,
    Block,
    Code,
    CodeBlock,
    Fact,
    Facts,
    Grid,
    Lead,
    Line,
    Link,
    Listing,
    Notice,
    Prose,
    Section,
    View,
    joined,
)
from build_tools.pages.views.links import table_link
from build_tools.pages.words import plural
from build_tools.records import Table, Variable
from build_tools.stack import MOST_COLUMNS
from build_tools.synthetic.about import CHECKS, DIFFERENCES
from build_tools.synthetic.quirks import QUIRKS
from build_tools.synthetic.sample import ARCHIVE, PEOPLE, Sample, sample_in, values_of

SYNTHETIC = "synthetic.html"
"""The page of the synthetic extract."""
_BADGE = Badge("synthetic", "care", "Made up: drawn at random from the definitions, from no record of anybody")
_ABOUT = Link("what it is", SYNTHETIC)
_FORMATS = (
    ("duckdb", "One DuckDB database for each real one; `open.sql` attaches them, and three-part names work as in the secure environment. The default."),
    ("parquet", "One file a view, named as the view, and a Data Package with the schema of each."),
    ("csv", "The same as text."),
    ("dta", "Stata files with variable and value labels."),
    ("sav", "SPSS files with variable and value labels."),
    ("sql", "Text files and a T-SQL script that makes the tables in SQL Server and loads them."),
)  # fmt: skip


def synthetic_view(catalogue: Catalogue) -> View:
    """The page of the synthetic extract: how to make it, what it has, and what it cannot tell."""
    sample = sample_in(catalogue)
    about = (
        "An extract of people who do not exist, with the layout of the real one: the same databases, views and columns of each year, types, codes, gaps, "
        "oddities, and keys that join. Write and test code on it before access is granted, and run the code unchanged inside the secure environment, as far "
        "as the public record allows. It says nothing about England."
    )
    blocks: list[Block] = [Lead("Practise on synthetic data", "", about, (_BADGE,))]
    blocks += [Section("Get it", "get"), *_get(sample), Section("Formats", "formats")]
    blocks.append(
        Grid(("Format", "What you get"), tuple(((Code(f"--format {name}"),), (words,)) for name, words in _FORMATS))
    )
    blocks += [
        Section("The four checks", "checks"),
        Prose(
            (
                "How it meets the four checks that Raab, McCall and Cavin ask of low-fidelity synthetic data. [[ref:RAAB]]",
            )
        ),
        Listing(tuple((f"{name}: {how}",) for name, how in CHECKS)),
        Section("How it differs from the real extract", "differences"),
        Grid(("Difference", "What it means"), tuple(((title,), (meaning,)) for title, meaning in DIFFERENCES)),
        Section("Oddities of the real data that it has", "oddities"),
        Prose(
            (
                "Each can be left out with `--without` and its name, and the README of an extract says how many rows have it.",
            )
        ),
        Grid(
            ("Oddity", "What it means", "Tables", "Name"),
            tuple(
                ((quirk.title,), (quirk.meaning,), _tables(catalogue, quirk.tables), (Code(quirk.id),))
                for quirk in QUIRKS
            ),
            row_ids=tuple(quirk.id for quirk in QUIRKS),
        ),
    ]
    if sample:
        blocks += [Section("The sample, table by table", "sample"), _sample_grid(catalogue, sample)]
    title = "Practise on synthetic data"
    return View(
        SYNTHETIC,
        "index",
        title,
        "A synthetic extract with the layout of LEO, to write and test code on before access",
        tuple(blocks),
    )


def _tables(catalogue: Catalogue, ids: tuple[str, ...]) -> Line:
    known = [catalogue.tables[id] for id in ids if id in catalogue.tables]
    return joined((table_link(table),) for table in known) if known else ("people",)


def _get(sample: Sample | None) -> Iterator[Block]:
    if sample:
        rows = sum(sum(table.rows.values()) for table in sample.tables.values())
        yield Facts(
            (
                Fact(
                    "A sample to download",
                    ((Link(ARCHIVE, ARCHIVE), f": {PEOPLE} people, every view as CSV, {rows:,} rows."),),
                ),
            )
        )
    tools = Link("Install the tools", f"{REPOSITORY_URL}#try-it")
    yield Listing(((tools, " of this site, which need Python 3.11 or newer."),))
    yield Prose(
        ("With them you make as many people as you like. The same seed gives the same rows, and the same Parquet and CSV files.",)
    )
    yield CodeBlock(
        "sh",
        "leo-kb synth --people 10000 --all --out synthetic_leo\n"
        "leo-kb synth --people 1000000 --tables school_census,leo_earnings --years 2011/12-2020/21 --format parquet --out big\n"
        "leo-kb synth --people 500 --tables ks4_pupil --layout logical --format csv --out one_long_table\n",
    )
    yield Prose(("Then, with DuckDB in the folder of the extract:",))
    yield CodeBlock(
        "sql",
        ".read open.sql\n"
        "SELECT FSMeligible_SPR12, COUNT(*) AS row_count\n"
        'FROM NPD_i2."P0001".Spring_Census_2012\n'
        "GROUP BY FSMeligible_SPR12;\n",
    )
    yield Notice(
        "No figures from it",
        ("Not in papers, slides or decisions: every share and every relation in it is chance.",),
        "care",
    )


def _sample_grid(catalogue: Catalogue, sample: Sample) -> Grid:
    rows: list[tuple[Line, ...]] = []
    for id, of_table in sample.tables.items():
        rows.append(
            ((table_link(catalogue.tables[id]),), (f"{len(of_table.rows):,}",), (f"{sum(of_table.rows.values()):,}",))
        )
    return Grid(("Table", "Views", "Rows"), tuple(rows))


def table_synthetic(catalogue: Catalogue, table: Table) -> Iterator[Block]:
    """How to practise with a table and to stack its views."""
    yield Section("Practise and stack", "synthetic")
    sample = sample_in(catalogue)
    of_table = sample.tables.get(table.id) if sample else None
    if of_table:
        rows, views = sum(of_table.rows.values()), len(of_table.rows)
        held = f"{plural(rows, 'row')} in {plural(views, 'view')}, of {PEOPLE} people who do not exist. "
        yield Facts(
            (Fact("In the sample", ((_BADGE, " ", held, Link("Download it", ARCHIVE), " or read ", _ABOUT, "."),)),)
        )
    yield Prose(("More of it, and the SQL that unites its views under the names used here:",))
    yield CodeBlock(
        "sh",
        f"leo-kb synth --people 10000 --tables {table.id} --out synthetic_{table.id}\n{_stack(catalogue, table)}\n",
    )


def _stack(catalogue: Catalogue, table: Table) -> str:
    """The command that stacks the table; of one with more columns than SQL Server allows, some."""
    logical = logical_table(catalogue, table.id)
    if len(logical.columns) <= MOST_COLUMNS:
        return f"leo-kb stack {table.id} --project P0001"
    return f"leo-kb stack {table.id} --project P0001 --columns {','.join(logical.key[-2:])}"


def variable_synthetic(catalogue: Catalogue, variable: Variable) -> Iterator[Block]:
    """Some synthetic values of a variable; nothing where the sample has none."""
    sample = sample_in(catalogue)
    values = values_of(sample, variable) if sample else []
    if not values:
        return
    shown = joined((Code(value),) if value is not None else ("blank",) for value in values)
    yield Facts((Fact("Synthetic values", ((*shown, " (", Link("made up", SYNTHETIC), ")"),)),))
