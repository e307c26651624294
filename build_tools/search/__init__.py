"""Finding an entry by any name, word or code: what is known to the search, and how it is ranked."""

from build_tools.search.index import KINDS, NOT_HELD, names_data, words_data
from build_tools.search.ranking import Hit, Searcher

__all__ = ["KINDS", "NOT_HELD", "Hit", "Searcher", "names_data", "words_data"]
