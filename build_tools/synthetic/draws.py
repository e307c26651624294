"""Draws as DuckDB expressions: DuckDB's own hash of a row's number and the name of what is drawn.

So a value depends on the seed, the person, the year and the column, and on nothing else: another table, another year, another
order or number of threads changes no value.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

_WHOLE = 2**64
_PARTS = 1000


class Draws:
    """The draws of one seed, and the lists that are drawn from.

    DuckDB spends more time on reading a long query than on running it, so a list stands in a query under a short name, and `lists`
    holds the SQL of each: every connection that runs a query needs them as variables.
    """

    def __init__(self, seed: int):
        self.seed = seed
        self.lists: dict[str, str] = {}

    def salt(self, *names: object) -> int:
        """A number that stands for these names and the seed."""
        text = "|".join([str(self.seed), *map(str, names)])
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 2

    def number(self, id: str, *names: object) -> str:
        """A whole number from 0 to 2**64 - 1, each as likely, for the row with this id."""
        # hashed twice: DuckDB joins the hashes of two values by an exclusive or, so that draws with two salts would go together
        return f"hash(hash({id}, {self.salt(*names)}))"

    def unit(self, id: str, *names: object) -> str:
        """A number from 0 up to 1."""
        return unit(self.number(id, *names))

    def below(self, share: float, id: str, *names: object) -> str:
        """A condition that holds for this share of rows, to the nearest thousandth."""
        if share <= 0 or share >= 1:
            return "true" if share >= 1 else "false"
        return f"{self.number(id, *names)} % {_PARTS} < {round(share * _PARTS)}"

    def choice(self, draw: str, values: Sequence[str], type: str) -> str:
        """One of the values, which are SQL literals of a DuckDB type, from a draw."""
        literal = f"[{', '.join(values)}]::{type}[]"
        name = "list_" + hashlib.blake2b(literal.encode(), digest_size=6).hexdigest()
        self.lists[name] = literal
        return f"getvariable('{name}')[1 + CAST({draw} % {len(values)} AS INTEGER)]"


def lists_in(sql: str) -> set[str]:
    """The names of the lists that a query draws from."""
    return set(re.findall(r"getvariable\('(list_\w+)'\)", sql))


def unit(draw: str) -> str:
    """A number from 0 up to 1 from a draw."""
    return f"({draw} / {_WHOLE}.0)"


def whole(draw: str, lowest: int, highest: int) -> str:
    """A whole number from lowest to highest, both included, from a draw."""
    if lowest == highest:
        return str(lowest)
    count = f"CAST({draw} % {highest - lowest + 1} AS INTEGER)"
    return f"({lowest} + {count})" if lowest else count
