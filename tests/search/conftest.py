"""The search over the real catalogue and over the small one."""

from pathlib import Path

import pytest

from build_tools.catalogue import checked_catalogue
from build_tools.search import Searcher, names_data, words_data

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def catalogue():
    return checked_catalogue(ROOT, ROOT / ".cache")


@pytest.fixture(scope="session")
def searcher(catalogue):
    return Searcher(names_data(catalogue, ROOT / "docs"), words_data(catalogue, ROOT / "docs"))


@pytest.fixture(scope="session")
def tiny(small):
    """The search over the small made-up knowledge base."""
    return Searcher(names_data(small), words_data(small))
