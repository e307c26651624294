"""What a rule yields, and the near miss that most of them suggest."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from build_tools.source import Key

Finding = tuple[str, str, tuple[Key, ...], str, str]
"""Kind and id of the entry, keys that lead to the value, what is wrong, what to do."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """`did you mean …?` where one of `known` is near, before the other remedy."""
    near = get_close_matches(word, list(known), 1, 0.6)
    return f"did you mean `{near[0]}`? Otherwise {otherwise}" if near else otherwise
