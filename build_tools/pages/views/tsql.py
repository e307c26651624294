"""The page of the T-SQL subset: what recipes may use, each construct with its proof, and what is refused."""

from __future__ import annotations

from itertools import groupby

from build_tools.pages.blocks import Block, Code, Grid, Lead, Line, Link, Notice, Prose, Section, View
from build_tools.pages.words import plural
from build_tools.recipes.cells import written
from build_tools.recipes.constructs import PROVED, REFUSED

TSQL = "tsql.html"


def tsql_view() -> View:
    """Every proved construct with its example and result, by group, and every refused one with the remedy."""
    blocks: list[Block] = [
        Lead(
            "T-SQL in recipes",
            "",
            f"The SQL of recipes is for SQL Server 2016 and newer, and is tested on DuckDB. The two do not agree on everything, so recipes keep to constructs that are proved: {plural(len(PROVED), 'example')} stand below, each with the result that Microsoft documents, and the tests run them all. What no example shows is refused, with the reason and what to write instead.",
        ),
        Section("What may be used", "allowed"),
        Prose(("An example is a query with one value. The translation to DuckDB knows the types of all columns, so that whole numbers divide as in SQL Server, and dates stay dates.",)),
        Prose(("Texts are compared as under the usual collation of a database, without regard to capital letters and trailing blanks: with constants and between columns, in joins, in groups and in order. Keys and years are compared exactly, for long tables have them in the collation Latin1_General_BIN2, and what is made from them keeps it.",)),
        Notice(
            "Where the tests can not say what SQL Server shows",
            (
                "Of texts that differ only in capital letters or trailing blanks, SQL Server shows any one in GROUP BY, DISTINCT, UNION, MIN and MAX. The tests show the first by the codes of its letters: AUT of AUT and aut. Write UPPER(RTRIM(x)) where it matters.",
                "Keys and years are taken to have no trailing blanks. Signs other than letters and digits, and letters with accents, may stand in another order on SQL Server.",
            ),
            "care",
        ),
    ]
    for group, members in groupby(PROVED, key=lambda one: one.group):
        rows: list[tuple[Line, ...]] = [
            ((one.title,), (Code(" ".join(one.sql.split())),), (Code(_result(one.result)),), (Link("Microsoft", one.address), *((f": {one.note}",) if one.note else ())))
            for one in members
        ]
        blocks += [Section(group, f"allowed-{group.lower().replace(' ', '-')}", 3), Grid(("Construct", "Example", "Result", "Documented by"), tuple(rows), as_cards=True)]
    refused: list[tuple[Line, ...]] = [
        ((one.title,), (Code(" ".join(one.examples[0].split())) if one.examples else "",), (one.reason,), (one.remedy,)) for one in REFUSED
    ]
    blocks += [Section("What is refused", "refused"), Grid(("Construct", "Example", "Why", "Instead"), tuple(refused), as_cards=True)]
    return View(TSQL, "index", "T-SQL in recipes", "The subset of T-SQL that recipes use, with the proof of each construct", tuple(blocks), "build_tools/recipes/constructs.py")


def _result(value: object) -> str:
    return "NULL" if value is None else written(value)  # type: ignore[arg-type]
