"""Members of a family: what each takes from the family, and what can be wrong with its place in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from build_tools.problems import nearest
from build_tools.records import Family, Member, VariableFields
from build_tools.source import Key

Fault = tuple[tuple[Key, ...], str, str]
"""Keys that lead to what is wrong, what it is, and what to do."""

_FILLED = ("title", "description", "universe")
"""Texts of a family in which `{…}` is replaced, besides its cautions."""


def fill(text: str, words: dict[str, str]) -> str:
    """`{subject}` in a text of a family, replaced by the words of the member's value; a capital at the start stays one."""
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return text[:1].upper() + text[1:] if words else text


def member_values(values: dict[str, Any], family: Family, index: int) -> dict[str, Any]:
    """The values of a member as those of a variable: the shared ones, its own over them, and `{…}` in texts filled. `values` is the file."""
    merged = {**values["shared"], **values["members"][index]}
    of = merged.pop("of")
    merged["id"] = f"{family.family.partition('.')[0]}.{merged['id']}"
    words = {name: dimension.values[of[name]] for name, dimension in family.dimensions.items()}
    for name in _FILLED:
        if isinstance(merged.get(name), str):
            merged[name] = fill(merged[name], words)
    if "caution" in merged:
        merged["caution"] = [fill(text, words) for text in merged["caution"]]
    return merged


def member_fault(family: Family, member: Member, first: dict[tuple[str, ...], str]) -> Fault | None:
    """Where in the member, what and what to do, if its place in the dimensions is not one of its own. `first` remembers who took a place."""
    for name, value in member.of.items():
        if name not in family.dimensions:
            return ("of", name), f"the family has no dimension `{name}`", _one_of(name, family.dimensions)
        values = family.dimensions[name].values
        if value not in values:
            return ("of", name), f"`{value}` is no value of the dimension `{name}`", _one_of(value, values)
    missing = [name for name in family.dimensions if name not in member.of]
    if missing:
        return (
            ("of",),
            f"`{member.id}` does not say its value in the dimension `{missing[0]}`",
            f"add `{missing[0]}: …` with one of its values",
        )
    place = tuple(member.of[name] for name in family.dimensions)
    other = first.setdefault(place, member.id)
    if other != member.id:
        return ("of",), f"`{other}` already has this place in the dimensions", "correct the value of one of the two"
    return None


def _one_of(word: str, known: Iterable[str]) -> str:
    """The near miss, or the first words that may stand here."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else f"write {' or '.join(f'`{name}`' for name in list(known)[:6])}"


def text_faults(family: Family) -> Iterator[Fault]:
    """`{…}` in a text that names no dimension of the family."""
    places: list[tuple[tuple[Key, ...], VariableFields]] = [(("shared",), family.shared)]
    places += [(("members", index), member) for index, member in enumerate(family.members)]
    for keys, fields in places:
        texts = [((name,), getattr(fields, name)) for name in _FILLED]
        texts += [(("caution", index), text) for index, text in enumerate(fields.caution)]  # type: ignore[misc]
        for inner, text in texts:
            for name in re.findall(r"\{([^{}]*)\}", text or ""):
                if name not in family.dimensions:
                    cure = f"{_one_of(name, family.dimensions)} Dimensions stand in braces."
                    yield (*keys, *inner), f"`{{{name}}}` names no dimension of the family", cure
