"""What pydantic finds wrong with a file, in a contributor's words: the place, what is wrong, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_origin

from pydantic import ValidationError

from build_tools.kinds import KINDS
from build_tools.problems import Problem, nearest
from build_tools.records import Record, Variable
from build_tools.source import Key, find_position
from build_tools.years import YearError, year_label

_YEAR_KEYS = ("years", "year", "from", "to")


def shape_problems(
    relative: str, claimed: str, data: bytes, kind: str, error: ValidationError, inside: tuple[Key, ...]
) -> Iterator[Problem]:
    """One problem for each slip. `claimed` is the id that the path of the file claims, `inside` leads to the entry within the file."""
    items = [(item, _real_path(item["loc"])) for item in error.errors(include_url=False)]
    # `titel:` is one slip, though it makes an unknown key and a missing one
    meant = {
        (*loc[:-1], near) for item, loc in items if item["type"] == "extra_forbidden" and (near := _near_key(kind, loc))
    }
    seen: set[tuple[Any, ...]] = set()
    for item, loc in items:
        deeper = any(other[: len(loc)] == loc and len(other) > len(loc) for _, other in items)
        if loc in seen or (item["type"] == "missing" and loc in meant) or (deeper and item["type"].endswith("_type")):
            continue  # one value, several alternatives: one message, of the alternative that was meant
        seen.add(loc)
        at_key = item["type"] == "extra_forbidden" or item["loc"][-1:] == ("[key]",)
        rule, message, help = _explain(kind, item, loc, claimed)
        where = find_position(relative, data, (*inside, *loc), key=at_key)
        if inside and where == find_position(relative, data, inside) and loc != ("name",):
            where = find_position(relative, data, ("shared", *loc), key=at_key)
        yield Problem(where, rule, message, help)


def _real_path(loc: tuple[Any, ...]) -> tuple[Key, ...]:
    """The path that pydantic gives without the names of alternatives it tried, which are no keys of the file."""
    tried = re.compile(r"constrained-.*|function-.*|literal\[.*|str|int|bool|SourceYear|\[key\]", re.DOTALL)
    return tuple(part for part in loc if not (isinstance(part, str) and tried.fullmatch(part)))


def _explain(kind: str, item: Any, loc: tuple[Key, ...], claimed: str) -> tuple[str, str, str]:
    """Rule, message and help for one finding of pydantic."""
    found, value, ctx = item["type"], item.get("input"), item.get("ctx", {})
    field = _field_at(kind, loc)
    name = (
        f"`{loc[-1]}`"
        if loc and isinstance(loc[-1], str)
        else f"item {int(loc[-1]) + 1} of `{loc[-2]}`"
        if len(loc) > 1
        else "the file"
    )
    optional = (
        ", or delete the key"
        if field is not None and not field.is_required() and loc and isinstance(loc[-1], str)
        else ""
    )
    if item["loc"][-1:] == ("[key]",):
        return "bad-value", f"{name} can not be a key here", "use letters, digits and underscores, with a letter first"
    if found == "extra_forbidden":
        known, near = _known_keys(kind, loc), _near_key(kind, loc)
        others = f"write one of: {', '.join(known)}" if len(known) < 12 else "look up the keys in the manual"
        if value is None and not near:  # `{code: "1", label: Yes, always}`
            others = "put the whole text in double quotation marks if the comma in front belongs to it"
        return (
            "unknown-key",
            f"{name} is not a key of this place",
            f"did you mean `{near}`?" if near else f"delete it, or {others}",
        )
    if found == "missing":
        return "missing-key", f"the key {name} is missing", _missing_words(loc, claimed)
    if isinstance(ctx.get("error"), YearError):
        return "bad-years", *_split_year_error(ctx["error"])
    if loc and loc[-1] in _YEAR_KEYS and "form" not in loc and found in ("string_type", "literal_error"):
        return "bad-years", *_years_words(value, optional)
    if value is None:
        return (
            "wrong-type",
            f"{name} has no value",
            f"write one{' behind the colon' if isinstance(loc[-1], str) else ''}{optional}",
        )
    if found == "literal_error":
        return "bad-value", f"{_shown(value)} is not allowed for {name}", _literal_words(value, ctx["expected"])
    if found in _TYPE_WORDS:
        asked, cure = _TYPE_WORDS[found]
        cure = cure.format(value=_plain(value), form=_form_words(field, loc, found == "list_type"))
        return "wrong-type", f"{_shown(value)} stands in {name}, which asks for {asked}", cure
    if found == "string_too_short":
        lack = "empty" if not str(value).strip() else f"shorter than {ctx['min_length']} letters"
        return (
            "bad-value",
            f"{name} is {lack}",
            f"write the text{', or delete the item' if isinstance(loc[-1], int) else optional}",
        )
    if found == "string_too_long":
        more = "; details belong in `description`" if loc[-1] == "title" else ""
        return "bad-value", f"{name} is longer than {ctx['max_length']} letters", f"shorten it{more}"
    if found == "string_pattern_mismatch":
        return "bad-value", f"{_shown(value)} does not have the form of {name}", _pattern_words(kind, loc, str(value))
    if found == "greater_than_equal":
        return "bad-value", f"{_shown(value)} is too small for {name}", f"write a number from {ctx['ge']} upwards"
    if found == "less_than_equal":
        return "bad-value", f"{_shown(value)} is too large for {name}", f"write a number up to {ctx['le']}"
    if found == "too_short":
        least = ctx["min_length"]
        return (
            "bad-value",
            f"{name} needs at least {least} item{'' if least == 1 else 's'}",
            f"add {'one' if least == 1 else 'them'}{optional}",
        )
    if found == "value_error":
        return "bad-value", str(ctx["error"]), "correct the value"
    return "bad-value", f"{_shown(value)} is not a value for {name}", "compare with another file of this kind"


_TYPE_WORDS = {
    "string_type": ("text", "write one text in quotation marks{value}"),
    "int_type": ("a whole number", "write a whole number, without quotation marks"),
    "list_type": ("a list", "write each item on a line of its own, behind `- `, or all in one line as `[one, two]`{form}"),
    "dict_type": ("keys and values", "write {form}"),
    "model_type": ("keys and values", "write {form}"),
    "bool_type": ("true or false", "write true, false or unknown, without quotation marks"),
    "bool_parsing": ("true or false", "write true, false or unknown, without quotation marks"),
}


def _shown(value: Any) -> str:
    """A value as the contributor sees it."""
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a group of keys and values"
    text = str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())
    return f"`{text if len(text) <= 40 else text[:37] + '...'}`"


def _plain(value: Any) -> str:
    """The value in quotation marks, where that is the cure."""
    return "" if isinstance(value, list | dict) else f': "{_shown(value)[1:-1]}"'


def _years_words(value: Any, optional: str) -> tuple[str, str]:
    """What is wrong with years that are no text, and what to do."""
    if value is None:
        return (
            "the years are missing",
            f"write them as 2005/06-2011/12{optional or ', or `unknown` with the reason in `years_note`'}",
        )
    if isinstance(value, int) and 1000 <= value <= 9999:
        return f"`{value}` does not say which year is meant", f"write {year_label(value - 1)} or {year_label(value)}"
    return (
        f"{_shown(value)} is not a set of years",
        "write years as 2011/12, ranges as 2005/06-2011/12, several with a comma between them",
    )


def _split_year_error(error: YearError) -> tuple[str, str]:
    """Its message and its cure."""
    message, _, cure = str(error).rpartition(": ")
    return message, cure


def _literal_words(value: Any, expected: str) -> str:
    words = [word.strip("' ") for word in expected.replace(" or ", ", ").split(",")]
    near = nearest(str(value), words)
    choice = f"rite {'one of: ' if len(words) > 1 else ''}{', '.join(f'`{word}`' for word in words)}"
    return f"did you mean `{near}`? Otherwise w{choice}" if near else f"w{choice}"


def _missing_words(loc: tuple[Key, ...], claimed: str) -> str:
    """How to add a key."""
    if loc in (("id",), ("family",)):
        return f"add a line `{loc[-1]}: {claimed}`"
    if loc == ("years",):
        return "add `years: …`; where they are not known, `years: unknown` and the reason in `years_note`"
    if loc[-1] == "label":
        return "add `label: …`, or `label: null` where the form prints the code alone"
    return f"add `{loc[-1]}: …`"


def _form_words(field: Any, loc: tuple[Key, ...], is_list: bool) -> str:
    """How keys and values are written at a place, with the keys that it must have."""
    model = _inner_model(field.annotation) if field is not None else None
    needed = [info.alias or name for name, info in getattr(model, "model_fields", {}).items() if info.is_required()]
    inline = "{" + ", ".join(f"{name}: …" for name in needed) + "}"
    if is_list:
        return f", as `- {inline}`" if needed else ""
    if isinstance(loc[-1], int):
        return f"`{inline}`"
    if not needed or _is_mapping(field):
        return "`key: …` for each, on lines below it that are indented by two spaces"
    return f"{' and '.join(f'`{name}: …`' for name in needed)} on lines below it, indented by two spaces"


def _is_mapping(field: Any) -> bool:
    """Whether the contributor chooses the keys of a field."""
    return get_origin(field.annotation) is dict


def _pattern_words(kind: str, loc: tuple[Key, ...], value: str) -> str:
    if "\n" in value:
        return "write it on one line"
    if loc[-1] == "url":
        return "write the whole address, with https:// in front"
    if loc[-1] == "title":
        return "delete the full stop at its end"
    if loc[-1] == "checked":
        return "write the day as `\"2026-11-22\"`: year, month, day"
    if loc[-1] == "up_to":
        return "write a year as `2016/17`"
    if loc[-1] in ("id", "family") and kind in ("variable", "family") and len(loc) == 1:
        return "write `<table>.<stem>`: the table in small letters, a point, then letters, digits and underscores, with a letter first"
    if loc[-1] == "id" and (kind == "not_held" or "known_issues" in loc):
        return "write small letters, digits and hyphens, with a letter first: `hours-worked`"
    if (loc[-1] == "id" and len(loc) > 1) or "evidence" in loc:
        return "write letters, digits and underscores, with a letter first"
    return "write small letters, digits and underscores, with a letter first"


def _field_at(kind: str, loc: tuple[Key, ...]) -> Any:
    """The field of the records to which a path leads, None where the path leaves them."""
    model: Any = KINDS[kind]
    found = None
    steps = [step for step in loc if not isinstance(step, int)]
    while steps:
        step = steps.pop(0)
        fields = getattr(model, "model_fields", {})
        found = next((info for name, info in fields.items() if step == (info.alias or name)), None)
        if found is None:
            return None
        model = _inner_model(found.annotation)
        if steps and _is_mapping(found):
            steps.pop(0)  # a key that the contributor chose
    return found


def _near_key(kind: str, loc: tuple[Key, ...]) -> str | None:
    """The key that was probably meant by an unknown one."""
    return nearest(str(loc[-1]), _known_keys(kind, loc))


def _known_keys(kind: str, loc: tuple[Key, ...]) -> list[str]:
    """The keys known at the place of an unknown one."""
    parent = tuple(loc[:-1])
    if any(isinstance(step, str) for step in parent):
        field = _field_at(kind, parent)
        model = _inner_model(field.annotation) if field is not None else None
    else:
        model = KINDS[kind]
    names = [info.alias or name for name, info in getattr(model, "model_fields", {}).items()]
    return [name for name in names if not (model is Variable and name in ("family", "dimensions"))]


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _inner_model(part)
        if found is not None:
            return found
    return None
