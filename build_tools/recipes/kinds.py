"""The types of values in T-SQL, as far as the subset needs them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
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
    """Whether capital letters matter where texts are compared: in keys and years, whose collation is BIN2, and by COLLATE."""
    weight: int = 0
    """Whose collation counts where texts meet: that of constants (0) yields to that of a column (1), and this to COLLATE (2)."""
    spelt: frozenset[str] | None = None
    """All values that a text can have, where it is made of constants only."""

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
    def varies(self) -> bool:
        """Whether equal texts may be spelt differently: in capital letters or not, with blanks at the end or without."""
        if not self.is_text or self.exact:
            return False
        if self.spelt is None:
            return True
        folded = [spelling.rstrip(" ").lower() for spelling in sorted(self.spelt)]
        return folded != sorted(set(folded))  # two are equal, or capital letters would change their order

    @property
    def stored(self) -> Kind:
        """The kind of a column of a table that holds such values."""
        return self._replace(weight=1) if self.is_text else self

    def collated(self, kinds: Collection[Kind]) -> Kind:
        """The kind with the collation that SQL Server takes where texts of these kinds meet."""
        weight = max((kind.weight for kind in kinds), default=0)
        return self._replace(exact=any(kind.exact for kind in kinds if kind.weight == weight), weight=weight, spelt=None)

    def met(self, joint: Kind) -> Kind:
        """The kind as it is compared with others, of which `joint` is the kind that they have together."""
        return self._replace(exact=joint.exact, weight=joint.weight, spelt=joint.spelt)

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
        spelt = [kind.spelt for kind in real if kind.spelt is not None]
        found = Kind("varchar", longest).collated(real)
        return found._replace(spelt=frozenset().union(*spelt)) if len(spelt) == len(real) else found
    if families == {"whole"}:
        return max(real, key=lambda kind: _WHOLE.index(kind.base))
    if families <= {"whole", "float", "decimal"}:
        return FLOAT if "float" in families else DECIMAL
    return real[0] if len(set(real)) == 1 else None


def clash(kinds: Collection[Kind]) -> bool:
    """Whether texts meet of which some columns are exact and others are not: SQL Server does not compare them (error 468)."""
    texts = [kind for kind in kinds if kind.is_text]
    weight = max((kind.weight for kind in texts), default=0)
    return len({kind.exact for kind in texts if kind.weight == weight}) > 1
