"""Code with colours: comments, texts, numbers and the words of the language, in the classes that the theme has for Pygments.

Pygments also tells brackets, operators and blanks apart. On thousands of blocks that takes a quarter of a build and makes the code three
times as long as this does, and nobody reads code by the colour of its brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from keyword import kwlist
from typing import Any

SQL_WORDS = """ADD ALL ALTER AND ANY AS ASC BEGIN BETWEEN BULK BY CASE CAST CHECK COALESCE COLLATE COLUMN CONSTRAINT CREATE CROSS DATE
DECLARE DELETE DESC DISTINCT DROP ELSE END ESCAPE EXCEPT EXEC EXISTS FETCH FIRST FOLLOWING FROM FULL FUNCTION GO GROUP HAVING IF IIF IN
INDEX INNER INSERT INT INTERSECT INTO IS JOIN KEY LEFT LIKE MERGE NEXT NOT NULL NULLIF OFF OFFSET ON ONLY OR ORDER OUTER OVER PARTITION
PRECEDING PRIMARY PRINT PROC PROCEDURE RANGE REFERENCES RETURN RIGHT ROW ROWS SCHEMA SELECT SET TABLE THEN THROW TOP TRANSACTION TRUNCATE
TRY_CAST UNBOUNDED UNION UNIQUE UPDATE USE USING VALUES VIEW WHEN WHERE WHILE WITH CHAR VARCHAR NVARCHAR DECIMAL FLOAT BIGINT SMALLINT
TINYINT BIT"""
R_WORDS = "if else for in while repeat function return break next TRUE FALSE NULL NA NA_integer_ NA_real_ NA_character_ Inf NaN library"
STATA_WORDS = """append assert by bysort capture clear collapse count define destring display do drop duplicates egen else end exit expand
foreach forvalues generate global gsort if import in input isid joinby keep label list local merge noisily order postfile preserve program
quietly rename replace reshape restore save scalar set sort summarize tabulate tempfile tempvar tostring use using version while"""
SHELL_WORDS = "cd for in do done if then else fi export make pip"


_NOTHING = r"(?!)"
_NUMBER = r"(?<![\w.])\d+(?:\.\d+)?(?!\w)"


@dataclass(frozen=True)
class Grammar:
    """What has a colour in a language, as regular expressions, and its words (in lower case where the letter case is free).

    The groups are the classes of the theme: c1 a comment, s a text, mi a number, k a word of the language. `names` are what looks like
    one of these and is none.
    """

    comment: str
    text: str
    words: frozenset[str]
    any_case: bool = False
    names: str = _NOTHING
    number: str = _NUMBER

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """One search for all of it. Code comes with `&`, `<` and `>` escaped, and what they are written as is no word; nor is a name behind a full stop."""
        parts = f"(?P<c1>{self.comment})", f"(?P<s>{self.text})", r"&\w+;", self.names, f"(?P<mi>{self.number})", r"[.%]?\w+"
        return re.compile("|".join(parts), re.M | re.S)

    def colour(self, match: re.Match[str]) -> str:
        """What was found, with its class where it has one."""
        found = match[0]
        if kind := match.lastgroup:
            return f'<span class="{kind}">{found}</span>'
        return f'<span class="k">{found}</span>' if (found.lower() if self.any_case else found) in self.words else found


_HASH = r"#[^\n]*"
_QUOTED = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_SQL = Grammar(
    r"--[^\n]*|/\*.*?\*/", r"N?'(?:[^']|'')*'", frozenset(SQL_WORDS.lower().split()), any_case=True, names=r"\[[^\]\n]*\]"
)
_SHELL = Grammar(rf"(?<!\S){_HASH}", rf"(?<!\w)(?:{_QUOTED})", frozenset(SHELL_WORDS.split()), number=_NOTHING)
GRAMMARS = {
    "tsql": _SQL,
    "sql": _SQL,
    "python": Grammar(_HASH, rf"(?<!\w)[rbfRBF]{{0,2}}(?:\"\"\".*?\"\"\"|\'\'\'.*?\'\'\'|{_QUOTED})", frozenset(kwlist)),
    "r": Grammar(_HASH, _QUOTED, frozenset(R_WORDS.split())),
    "stata": Grammar(
        r"^ *\*[^\n]*|//[^\n]*|/\*.*?\*/", r"`\"[^\n]*?\"'|\"[^\"\n]*\"", frozenset(STATA_WORDS.split()), names=r"`\w+'"
    ),
    "bash": _SHELL,
    "sh": _SHELL,
    "yaml": Grammar(rf"(?<!\S){_HASH}", rf"(?<!\w)(?:{_QUOTED})", frozenset({"true", "false", "null"})),
}


_MAY_GO_ON = re.compile("/\\*|\"\"\"|'''")
"""What may be closed on a later line."""


def highlighted(language: str, code: str) -> str:
    """A block of code as HTML, in the shape that the theme's copy button expects. A language that is not known has no colours."""
    code = code.rstrip("\n") + "\n"
    lines = code.split("\n")
    if language not in GRAMMARS:
        written = escape(code, quote=False)
    elif _MAY_GO_ON.search(code) or any(line.count("'") % 2 for line in lines):
        written = _coloured(language, code)
    else:
        written = "\n".join(_coloured_line(language, line) for line in lines)
    return f'<div class="language-{language} highlight"><pre><span></span><code>{written}</code></pre></div>'


def _coloured(language: str, code: str) -> str:
    grammar = GRAMMARS[language]
    return grammar.pattern.sub(grammar.colour, escape(code, quote=False))


_coloured_line = lru_cache(maxsize=1 << 14)(_coloured)
"""The same lines stand in the code of thousands of pages."""


def fence(code: str, language: str, *_: Any, **__: Any) -> str:
    """A fenced block of a hand-written page, as `pymdownx.superfences` asks for it."""
    return highlighted(language or "text", code)
