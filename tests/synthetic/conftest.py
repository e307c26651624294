"""Extracts that several tests read, each made once for all workers of a run."""

import duckdb
import pytest
from running import ROOT, leo_kb, made_once

from build_tools.catalogue import checked_catalogue

CATALOGUE = checked_catalogue(ROOT, ROOT / ".cache")
"""For the names of parameters, which are needed before there are fixtures."""
PEOPLE = 300
"""Of the physical and the logical layout, which are compared."""


def synth(folder, *arguments):
    """An extract made by the command line."""
    result = leo_kb("synth", "--out", folder, *arguments)
    assert result.returncode == 0, f"leo-kb synth failed\n{result.stdout}{result.stderr}"


@pytest.fixture(scope="session")
def small_csv(shared):
    """200 people, every table, as CSV with a Data Package."""
    return made_once(shared, "synthetic-csv", lambda folder: synth(folder, "--people", 200, "--all", "--format", "csv"))


@pytest.fixture(scope="session")
def large(shared):
    """10,000 people, every table, as Parquet."""
    return made_once(
        shared, "synthetic-parquet", lambda folder: synth(folder, "--people", 10000, "--all", "--format", "parquet")
    )


@pytest.fixture(scope="session")
def physical(shared):
    """The default: DuckDB databases with a table for each view."""
    return made_once(shared, "synthetic-duckdb", lambda folder: synth(folder, "--people", PEOPLE, "--all"))


@pytest.fixture(scope="session")
def logical(shared):
    """The same people, each logical table in one Parquet file."""
    options = ("--people", PEOPLE, "--all", "--layout", "logical", "--format", "parquet")
    return made_once(shared, "synthetic-logical", lambda folder: synth(folder, *options))


@pytest.fixture(scope="session")
def attached(physical):
    """A DuckDB in which the databases have their real names."""
    with duckdb.connect() as connection:
        for path in sorted(physical.glob("*.duckdb")):
            name = path.stem.removeprefix("synthetic_")
            connection.execute(f"ATTACH '{path}' AS {name} (READ_ONLY)")
        yield connection
