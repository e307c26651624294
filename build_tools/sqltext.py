"""Names and texts as SQL writes them."""

from __future__ import annotations


def quoted(name: str) -> str:
    """A name as an identifier of DuckDB, and of standard SQL."""
    return '"' + name.replace('"', '""') + '"'


def bracketed(name: str) -> str:
    """A name as an identifier of T-SQL."""
    return f"[{name.replace(']', ']]')}]"


def text(value: str) -> str:
    """A text as a literal."""
    return "'" + value.replace("'", "''") + "'"
