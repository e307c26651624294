"""What a rule yields, and the near miss that most of them suggest."""

from __future__ import annotations

from collections.abc import Iterable

from build_tools.problems import nearest
from build_tools.source import Key

Finding = tuple[str, str, tuple[Key, ...], str, str]
"""Kind and id of the entry (or `file` and a path, where there is no entry), keys that lead to the value, what is wrong, what to do."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """`did you mean …?` where one of `known` is near, before the other remedy."""
    near = nearest(word, known)
    return f"did you mean `{near}`? Otherwise {otherwise}" if near else otherwise
