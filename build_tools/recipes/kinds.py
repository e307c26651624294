"""The types of values in T-SQL, as far as the subset needs them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from build_tools.sqltypes import DUCKDB

_WHOLE = ("bit", "tinyint", "smallint", "int", "bigint")
"""From narrow to wide."""
_FAMILIES = {
    **dict.fromkeys(_WHOLE, "whole"),
    **dict.fromkeys(("varchar", "char", "nvarchar", "nchar"), "text"),
    **dict.fromkeys(("decimal", "numeric"), "decimal"),
    **dict.fromkeys(("float", "real"), "float"),
}


class Kind(NamedTuple):
    """A type. Beside those of T-SQL there are `null`, of a bare NULL, `condition`, and `unknown`, of what has been refused already."""

    base: str
    length: int | None = None
    exact: bool = False
    """Whether capital letters matter where texts are compared: by COLLATE only."""

    def __str__(self) -> str:
        return f"{self.base}({self.length})" if self.length else self.base

    @property
    def family(self) -> str:
        """Values of one family can be compared and stand in one column."""
        return _FAMILIES.get(self.base, self.base)

    @property
    def is_text(self) -> bool:
        """Whether values are text."""
        return self.family == "text"

    @property
    def duckdb(self) -> str:
        """The type in DuckDB."""
        return DUCKDB.get(self.base, "VARCHAR")


NULL, CONDITION, UNKNOWN = Kind("null"), Kind("condition"), Kind("unknown")
INT, BIGINT, FLOAT, DECIMAL, DATE, TEXT = (
    Kind(base) for base in ("int", "bigint", "float", "decimal", "date", "varchar")
)


@cache
def kind_of(tsql: str) -> Kind:
    """The kind of a written type: `varchar(18)`, `decimal(9, 2)`, `varchar(7) COLLATE Latin1_General_BIN2`. A length may be missing."""
    name, length = re.match(r"(\w*)(?:\s*\(\s*(\d+))?", tsql.lower()).groups()  # type: ignore[union-attr]
    kind = Kind({"integer": "int"}.get(name, name))
    return Kind(kind.base, int(length) if length else None, tsql.lower().endswith("_bin2")) if kind.is_text else kind


def united(kinds: Sequence[Kind]) -> Kind | None:
    """The kind of a value that is one of these, as the branches of CASE or the rows of UNION. None where they do not go together."""
    real = [kind for kind in kinds if kind != NULL]
    if UNKNOWN in real:
        return UNKNOWN
    families = {kind.family for kind in real}
    if not real:
        return NULL
    if families == {"text"}:
        lengths = [kind.length for kind in real]
        longest = None if None in lengths else max(length for length in lengths if length is not None)
        return Kind("varchar", longest, all(kind.exact for kind in real))
    if families == {"whole"}:
        return max(real, key=lambda kind: _WHOLE.index(kind.base))
    if families <= {"whole", "float", "decimal"}:
        return FLOAT if "float" in families else DECIMAL
    return real[0] if len(set(real)) == 1 else None
