"""How the search reads text: the same few rules for what is written in the catalogue and for what a person types.

`search.js` holds the same rules; a test runs both on the same queries.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SIGNS = re.compile(r"[a-z0-9]+")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PLACEHOLDER = re.compile(r"(?i)_?\[(?:term|yy|n)\]")
_INSIDE = re.compile(r"(?i)[a-z0-9]\[(?:term|yy|n)\][a-z0-9]")
_YEAR_OR_TERM = re.compile(
    r"(?i)(?:_(?:ab|ex)?(?:aut(?:umn)?|spr(?:ing)?|sum(?:mer)?)?_?(?:19|20)?\d\d|(?:aut|spr|sum)\d\d)(?=_anon$|$)"
)

STOP_WORDS = frozenset({
    "a", "about", "all", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "column", "columns",
    "contain", "contains", "data", "dataset", "did", "do", "does", "field", "fields", "find", "for", "from", "get",
    "go", "goes", "got", "had", "has", "have", "he", "her", "his", "hold", "holds", "how", "i", "if", "in",
    "include", "included", "includes", "is", "it", "its", "leo", "me", "my", "of", "on", "or", "she", "so", "some",
    "table", "tables", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those",
    "to", "up", "variable", "variables", "was", "we", "went", "were", "what", "when", "where", "which", "who",
    "whose", "why", "will", "with", "would", "you",
})  # fmt: skip
"""Words that say nothing of what is looked for. They are left out of a query that has other words."""


def squash(text: str) -> str:
    """Small letters and digits alone: `KS4_Level2 EM` and `ks4level2em` are the same name."""
    text = text.lower().replace("_", "")
    return text if text.isalnum() and text.isascii() else "".join(_SIGNS.findall(text))


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """A word without the ending of its plural: `gcses` gives `gcse`, `studies` gives `study`."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith("sses") else word[:-1]


def chunks_of(text: str) -> list[str]:
    """What stands between blanks; other signs that some programs count as blanks are none here."""
    return [chunk for chunk in re.split(r"[ \t\r\n]+", text) if chunk]


def typed_words(text: str) -> list[str]:
    """The words of a text as they are written, in small letters."""
    return _SIGNS.findall(text.lower().replace("'", "").replace("’", ""))


def words_of(text: str) -> list[str]:
    """The words of a text in its order, in small letters and without plural endings."""
    return [stem(word) for word in typed_words(text)]


def meaning(text: str) -> str:
    """The words of a text that say something, in the order of the alphabet: `Did they go to university?` and `went to university` mean the same. All words where none says something."""
    words = typed_words(text)
    return " ".join(sorted({stem(word) for word in words if word not in STOP_WORDS} or {stem(word) for word in words}))


def parts_of(name: str) -> list[str]:
    """The parts of a name: `AgeAtStart_[term][yy]` gives `age`, `at`, `start`."""
    return [stem(part.lower()) for part in _PARTS.findall(_PLACEHOLDER.sub("", name))]


def bare(name: str) -> str:
    """A name without the places for term, year and number. A name with a place in its middle stays as it is: `rac[yy]e` is not `race`."""
    return _PLACEHOLDER.sub("", name) if not _INSIDE.search(name) else name


def without_year(name: str) -> str:
    """A name as typed, without the term and year that a column of one view carries at its end: `provision_SPR18` gives `provision`."""
    return _YEAR_OR_TERM.sub("", name, count=1)


def distance(first: str, second: str, most: int) -> int:
    """How many letters to add, leave out, change or swap with the next to make one from the other; `most` + 1 where it takes more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        now = [row]
        for column, other in enumerate(second, 1):
            cost = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return last[-1]


def letters(word: str) -> int:
    """Which letters and digits a word has, as 31 bits: words that differ in more than two of them are no typing error. Digits share bits."""
    found = 0
    for sign in word:
        found |= 1 << (ord(sign) - 97 if sign >= "a" else 26 + int(sign) % 5)
    return found
