"""Rules about codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from build_tools.catalogue import Catalogue
from build_tools.records import Code, CodeGroup, Variable
from build_tools.rules.findings import Finding
from build_tools.source import Key


def codes_once(catalogue: Catalogue) -> Iterator[Finding]:
    """A code stands once in its list, and that of a group once among the groups. Codes keep their capitals: `a` and `A` are two codes, though not of groups.

    Passes: `"0"` and `"1"`. Fails: `"1"` twice.
    """
    for code_list in catalogue.code_lists.values():
        yield from _twice("code_list", code_list.id, code_list.codes)
        seen: set[str] = set()
        for keys, group in _all_groups(("groups",), code_list.groups):
            if group.code.lower() in seen:
                help = "give each group the code that it has in the classification; it is its anchor on the page"
                yield (
                    "code_list",
                    code_list.id,
                    (*keys, "code"),
                    f"the group code `{group.code}` stands here a second time",
                    help,
                )
            seen.add(group.code.lower())
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


def codes_in_groups(catalogue: Catalogue) -> Iterator[Finding]:
    """Where a code list has groups, every code belongs to exactly one innermost group, and no innermost group is empty: readers who browse by group must find each code, once.

    A group holds the codes that begin as its `begins` says; a group with groups inside it has no `begins` of its own.

    Passes: the code `01110` and the group `begins: ["01"]`. Fails: a code `99999` that begins as no group says, or a group `begins: ["04"]` without a code.
    """
    for code_list in catalogue.code_lists.values():
        groups = list(_all_groups(("groups",), code_list.groups))
        innermost = [(keys, group) for keys, group in groups if not group.inside]
        holders = _holders([group for _, group in innermost], code_list.codes)
        used = {place for found in holders for place in found}
        for place, (keys, group) in enumerate(innermost):
            if place not in used:
                help = "correct its `begins:`, or delete the group"
                yield "code_list", code_list.id, (*keys, "code"), f"the group `{group.code}` holds no code", help
        for keys, group in groups:
            if group.inside and group.begins:
                message = f"`begins` stands here, and the group `{group.code}` has groups inside it"
                yield (
                    "code_list",
                    code_list.id,
                    (*keys, "begins"),
                    message,
                    "delete it: the groups inside say which codes belong to them",
                )
        for index, code in enumerate(code_list.codes if innermost else ()):
            found = [f"`{innermost[place][1].code}`" for place in holders[index]]
            if len(found) != 1:
                few = (
                    f"the code `{code.code}` belongs to no group",
                    "add its beginning to the `begins:` of a group, or correct the code",
                )
                many = (
                    f"the code `{code.code}` belongs to the groups {' and '.join(found)}",
                    "make a beginning longer, so that only one group has it",
                )
                yield "code_list", code_list.id, ("codes", index, "code"), *(many if found else few)


def _holders(groups: list[CodeGroup], codes: list[Code]) -> list[list[int]]:
    """For each code the places of the groups that hold it."""
    starts: dict[str, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        for begin in group.begins:
            starts[begin].append(place)
    return [
        sorted({place for length in range(1, len(code.code) + 1) for place in starts.get(code.code[:length], ())})
        for code in codes
    ]


def _all_groups(keys: tuple[Key, ...], groups: list[CodeGroup]) -> Iterator[tuple[tuple[Key, ...], CodeGroup]]:
    """Every group with the keys that lead to it, each before those inside it."""
    for index, group in enumerate(groups):
        yield (*keys, index), group
        yield from _all_groups((*keys, index, "inside"), group.inside)
