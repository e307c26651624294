"""The real definitions: one test a table, and what concerns them all."""

import re

import pytest
from small_base import HERE

from build_tools.catalogue import read_catalogue
from build_tools.loading import find_files
from build_tools.physical import columns_of

ROOT = HERE.parent
TABLES = sorted(path.name for path in (ROOT / "variables" / "tables").iterdir())
FILES = [ROOT / "variables" / name for name in find_files(ROOT / "variables")]


@pytest.fixture(scope="session")
def real():
    return read_catalogue(ROOT)


def bare(name):
    """`Gender_[term][yy]` gives `gender`."""
    return re.sub(r"_?(?:SPR|AUT|SUM)?\[.*", "", name, flags=re.IGNORECASE).lower()


@pytest.mark.parametrize("table", TABLES)
def test_table(table, real):
    catalogue, problems = real
    folder = f"variables/tables/{table}/"
    assert [str(problem) for problem in problems if problem.where.path.startswith(folder)] == [], (
        "`leo-kb check` says more"
    )
    variables = catalogue.by_table[table]
    assert variables, "the table has no variable"
    for variable in variables:
        words = f"{variable.title} {variable.description}".lower()
        assert "not yet described" not in words and "todo" not in words.split(), (
            f"{variable.id} has no words of its own"
        )
        assert "{" not in words, f"{variable.id} has a word of its family that was not filled in"


@pytest.mark.parametrize("table", TABLES)
def test_column_names(table, real):
    """A name stands for one variable of a view, but where the form prints one name for two and an entry says so."""
    catalogue, _ = real
    owner = {}
    for variable in catalogue.by_table[table]:
        columns = columns_of(catalogue, variable)
        assert len({(column.view, column.column.lower()) for column in columns}) == len(columns), (
            f"{variable.id} has a column twice in a view"
        )
        for column in columns:
            assert re.fullmatch(r"\S(?:.*\S)?", column.column) and "{" not in column.view + column.column, (
                f"{variable.id}: {column}"
            )
            assert not re.search(r"\[(?:term|yy|n)\]", column.column, re.IGNORECASE), f"{variable.id}: {column}"
            other = owner.setdefault((column.view.lower(), column.column.lower()), variable)
            if other is not variable:
                said = " ".join(
                    [*variable.contradictions, *variable.caution, *other.contradictions, *other.caution]
                ).lower()
                assert bare(variable.name) in said or bare(other.name) in said, (
                    f"{variable.id} and {other.id} share {column.column}, and nothing says so"
                )


@pytest.mark.parametrize("table", [*TABLES, "(others)"])
def test_layout(table):
    inside = [
        path
        for path in FILES
        if (path.relative_to(ROOT / "variables").parts[1:2] == (table,))
        or (table == "(others)" and "tables" not in path.parts)
    ]
    assert inside
    for path in inside:
        data = path.read_bytes()
        assert data.endswith(b"\n") and not data.endswith(b"\n\n"), (
            f"{path} ends without a line break, or with an empty line"
        )
        assert b"\t" not in data and b"\r" not in data and not data.startswith(b"\xef\xbb\xbf"), (
            f"{path} has tabs, line ends of Windows or a mark at its start"
        )
        relative = path.relative_to(ROOT).as_posix()
        assert len(relative) < 180 and relative.isascii(), relative


def test_paths_differ_by_more_than_capitals():
    paths = [path.relative_to(ROOT).as_posix().lower() for path in FILES]
    assert len(paths) == len(set(paths)) > 4000


def test_whole_catalogue(leo_kb):
    code, out, err = leo_kb("check", "--root", ROOT, "--no-cache")
    assert (code, err) == (0, ""), out
    assert re.fullmatch(r"all is well: [\d,]+ variables in \d+ tables, \d+ shared code lists, \d+ recipes with \d+ cases\n", out)


def test_all_tables_of_the_iteration_are_there(real):
    catalogue, problems = real
    assert problems == []
    assert set(catalogue.tables) == set(TABLES) and len(TABLES) == 47
