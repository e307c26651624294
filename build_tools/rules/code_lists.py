"""Rules about codes."""

from __future__ import annotations

from collections.abc import Iterator

from build_tools.catalogue import Catalogue
from build_tools.records import Code, Variable
from build_tools.rules.findings import Finding
from build_tools.source import Key


def codes_once(catalogue: Catalogue) -> Iterator[Finding]:
    """A code stands once in its list. Codes keep their capitals: `a` and `A` are two codes.

    Passes: `"0"` and `"1"`. Fails: `"1"` twice.
    """
    for code_list in catalogue.code_lists.values():
        yield from _twice("code_list", code_list.id, code_list.codes)
    for variable in catalogue.variables.values():
        if variable.codes:
            yield from _twice("variable", variable.id, variable.codes)


def _twice(kind: str, id: str, codes: list[Code]) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for index, code in enumerate(codes):
        keys: tuple[Key, ...] = ("codes", index, "code")
        if code.code in first:
            help = f"delete one, or correct it; the first is number {first[code.code] + 1} of the list"
            yield kind, id, keys, f"the code `{code.code}` stands here a second time", help
        first.setdefault(code.code, index)


def one_list(catalogue: Catalogue) -> Iterator[Finding]:
    """A variable has its own codes or names a shared list, not both: nobody could know which holds.

    Passes: `code_list: sex_mf`. Fails: `code_list: sex_mf` beside `codes:`.
    """
    for variable in catalogue.variables.values():
        if variable.codes and variable.code_list:
            yield (
                "variable",
                variable.id,
                ("codes",),
                f"codes stand here, and `code_list: {variable.code_list}` as well",
                "keep one of the two",
            )


def code_list_used(catalogue: Catalogue) -> Iterator[Finding]:
    """A shared code list is used by at least one variable; codes of a single variable stand in its own file.

    Passes: a list that two variables name. Fails: a list that no variable names.
    """
    if any(kind == "variable" for kind, _ in catalogue.broken):
        return  # a user may be among the files that can not be read
    used = {entry.record.code_list for entry in catalogue.entries.values() if isinstance(entry.record, Variable)}
    if used - {None, *catalogue.code_lists}:
        return  # a user may have misspelt it
    for id in catalogue.code_lists:
        if id not in used:
            yield (
                "code_list",
                id,
                ("id",),
                f"no variable uses the code list `{id}`",
                f"write `code_list: {id}` in the variables that do, or delete the file",
            )
