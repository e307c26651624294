"""The queries of the relevance suite: what people type, and which entries are right in the first place."""

import csv
from pathlib import Path

QUERIES = [
    (row["kind"], row["query"], row["expected"].split("|"))
    for row in csv.DictReader((Path(__file__).parent / "search" / "queries.csv").open(encoding="utf-8"))
]


def label(searcher, record):
    """How `queries.csv` writes an entry."""
    kind = searcher.kinds[record]
    return ("not_held:" if kind == "not_held" else "") + searcher.ids[record]
