"""The real catalogue and its joins, worked out once for all tests of joins."""

from functools import cache

from running import ROOT

from build_tools.catalogue import checked_catalogue
from build_tools.joins.counting import Extract
from build_tools.joins.paths import NoPath, join_path, joined_pairs

CATALOGUE = checked_catalogue(ROOT, ROOT / ".cache")
WAYS = {pair: join_path(CATALOGUE, *pair) for pair in joined_pairs(CATALOGUE)}
PATHS = {pair: way for pair, way in WAYS.items() if not isinstance(way, NoPath)}


@cache
def extract():
    """2,000 synthetic people, as for the pages; made once a process."""
    return Extract(CATALOGUE)


@cache
def few():
    """People enough for tests that go through every two tables."""
    return Extract(CATALOGUE, 300)
