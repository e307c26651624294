"""The folder of definitions as records: walks variables/, reads each file, and turns every fault into a Problem with its place.

A file that fails one stage sits out the next, and what fails is remembered by id, so that one slip gives one message.
"""

from __future__ import annotations

import gc
import hashlib
import marshal
import os
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_origin

from pydantic import ValidationError

from build_tools import records
from build_tools.problems import Position, Problem, nearest
from build_tools.records import Family, Member, Record, Variable, VariableFields
from build_tools.source import Document, Key, find_position, read_document
from build_tools.years import YearError, year_label

MANUAL = {
    "file-place": "Each kind of definition has its folder: `sources/`, `tables/<table>/_table.yaml`, `tables/<table>/<topic>/<name>.yaml`, "
    "`code_lists/`, `concepts/`, `iterations/`, and the file `references.yaml`. File names end in `.yaml` and hold letters, digits and underscores. "
    "A file elsewhere is read by nobody: move it, or delete it.",
    "unknown-key": "Every key has a meaning that the tools know; a misspelt key would silently lose what it says. The message names the nearest known key. "
    "All keys of each kind of file are listed under *Fields*.",
    "missing-key": "Some keys every entry must have: an id, a title, a description, a name, a type and its years. Where a fact is not known, write "
    "`unknown` and the reason.",
    "wrong-type": "The value is of another kind than the key asks for: a list where one text belongs, a number where text belongs. Text that looks like "
    "a number is put in quotation marks.",
    "bad-value": "The value is not one that the key can take. Where only certain words are allowed, the message lists them.",
    "bad-years": "Years are written `2011/12`, ranges `2005/06-2011/12`, several ranges with a comma, an open end `2014/15-`. A bare year is refused, "
    "because nobody can know whether it names the start or the end of the school or tax year.",
    "id-matches-path": "The id of an entry says where its file stands: `school_census.Gender` is `variables/tables/school_census/<topic>/Gender.yaml`, "
    "and the code list `sex_mf` is `variables/code_lists/sex_mf.yaml`. So everybody finds the file from the id. Correct the id, or move the file.",
    "unique-id": "An id belongs to one entry for ever, and two ids must differ by more than capital letters, because file names on Windows and macOS do "
    "not tell capitals apart. Choose another id for the newer entry.",
    "family-member": "A member of a family says in `of` which value it has in each dimension, no two members say the same, and `{…}` in a text names only "
    "dimensions that the family has.",
}


@dataclass(frozen=True)
class Entry:
    """A record and where it stands: the file, and the keys inside the file that lead to it."""

    kind: str
    id: str
    record: Record
    path: str
    inside: tuple[Key, ...] = ()
    root: Path = field(default=Path(), repr=False, compare=False)

    def where(self, *keys: Key, key: bool = False) -> Position:
        """The place of a value of this entry; for a member of a family, of the shared value where the member has none."""
        data = (self.root / self.path).read_bytes()
        position = find_position(self.path, data, (*self.inside, *keys), key=key)
        if self.inside and keys and position == find_position(self.path, data, self.inside):
            shared = find_position(self.path, data, ("shared", *keys), key=key)
            return shared if shared != find_position(self.path, data, ("shared",)) else position
        return position


@dataclass
class Loaded:
    """All entries that could be read, the problems, and the ids of what is broken (kind and id, lower case)."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: set[tuple[str, str]] = field(default_factory=set)
    digest: str = ""


def load(root: Path, cache: Path | None = None) -> Loaded:
    """The definitions below `root`/variables. `cache`: a folder for parsed files, keyed by their content."""
    loaded = Loaded()
    if not (root / "variables").is_dir():
        help = "run the command in the folder of the knowledge base"
        loaded.problems.append(
            Problem(Position("variables"), "file-place", "there is no folder `variables` here", help)
        )
        return loaded
    parsed = _Parsed(cache)
    seen: dict[tuple[str, str], Entry] = {}
    gc_was_on = gc.isenabled()
    gc.disable()  # thousands of small values, none of them garbage: collecting costs a third of the time
    try:
        for path in find_files(root / "variables"):
            relative = path.relative_to(root).as_posix()
            for entry in _read_file(root, path, relative, parsed, loaded):
                _add(entry, seen, loaded)
    finally:
        if gc_was_on:
            gc.enable()
    parsed.save()
    loaded.digest = parsed.digest()
    loaded.problems = sorted(set(loaded.problems))  # what all members of a family share is wrong once
    return loaded


def find_files(folder: Path) -> Iterator[Path]:
    """Every file below `folder` in a fixed order, hidden ones left out."""
    found: list[str] = []
    for directory, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found.extend(os.path.join(directory, name) for name in names if not name.startswith("."))  # noqa: PTH118 (a Path for each of thousands costs more than the walk)
    return (Path(name) for name in sorted(found))


def write_whole(file: Path, data: bytes) -> None:
    """Puts `data` in the place of `file` at once, so that no other run reads half of it."""
    scratch = file.with_suffix(f".{os.getpid()}")
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch.write_bytes(data)
    scratch.replace(file)


class _Parsed:
    """Plain values of files by content hash, kept between runs."""

    def __init__(self, folder: Path | None):
        self.file = (
            folder / f"documents-{sys.version_info[0]}{sys.version_info[1]}-{_tool_digest()}.cache" if folder else None
        )
        self.old: dict[str, tuple[int, int, str, Any]] = {}
        self.new: dict[str, tuple[int, int, str, Any]] = {}
        if self.file:
            with suppress(OSError):
                data = self.file.read_bytes()
                if data[:4] == zlib.crc32(data[4:]).to_bytes(4):  # marshal trusts what it reads
                    self.old = marshal.loads(data[4:])

    def read(self, path: Path, relative: str) -> tuple[Document | None, list[Problem]]:
        stat = path.stat()
        known = self.old.get(relative)
        if known and known[0] == stat.st_mtime_ns and known[1] == stat.st_size:
            self.new[relative] = known
            return Document(relative, known[3]), []
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        document, problems = (
            (Document(relative, known[3]), []) if known and known[2] == digest else read_document(relative, data)
        )
        if document:
            self.new[relative] = (stat.st_mtime_ns, stat.st_size, digest, document.values)
        return document, problems

    def save(self) -> None:
        if not self.file or self.new == self.old:
            return
        data = marshal.dumps(self.new)
        with suppress(OSError):  # without a cache the next run is slower, and nothing else
            write_whole(self.file, zlib.crc32(data).to_bytes(4) + data)
            for other in self.file.parent.glob("documents-*.cache"):
                if other != self.file:
                    other.unlink(missing_ok=True)

    def digest(self) -> str:
        together = hashlib.sha256()
        for relative in sorted(self.new):
            together.update(f"{relative}\0{self.new[relative][2]}\n".encode())
        return together.hexdigest()


def _tool_digest() -> str:
    return hashlib.sha256((Path(__file__).parent / "source.py").read_bytes()).hexdigest()[:12]


_FOLDERS = {"sources": "source", "code_lists": "code_list", "concepts": "concept", "iterations": "iteration"}


def _place(relative: str) -> tuple[str, str] | None:
    """Kind and id that a path claims: ('variable', 'school_census.FSMeligible')."""
    parts = relative.split("/")[1:]
    if not parts[-1].endswith(".yaml"):
        return None
    stem = parts[-1][:-5]
    if parts == ["references.yaml"]:
        return "references", "references"
    if len(parts) == 2 and parts[0] in _FOLDERS:
        return _FOLDERS[parts[0]], stem
    if len(parts) == 3 and parts[0] == "tables" and stem == "_table":
        return "table", parts[1]
    if len(parts) == 4 and parts[0] == "tables":
        return "variable", f"{parts[1]}.{stem}"
    return None


def _misplaced(relative: str) -> tuple[Problem, set[tuple[str, str]]]:
    """The problem of a file that stands where no definition is expected, and what it may have been meant to define."""
    parts = relative.split("/")[1:]
    stem, _, ending = parts[-1].partition(".")
    help = "move it to the folder of its kind, or delete it"
    if ending.lower() in ("yml", "yaml") and ending != "yaml":
        help = f"rename it to `{stem}.yaml`"
    elif ending == "yaml" and parts[0] == "tables" and len(parts) == 3:
        help = f"move it to the folder of its topic, for example variables/tables/{parts[1]}/<topic>/{parts[2]}"
    meant = (
        {(kind, stem.lower()) for kind in ("source", "code_list", "concept", "iteration", "references")}
        if ending
        else set()
    )
    if parts[0] == "tables" and len(parts) > 2:
        meant |= {("variable", f"{parts[1]}.{stem}".lower())} if stem != "_table" else {("table", parts[1].lower())}
    return Problem(Position(relative), "file-place", "no definition is expected here", help), meant


def _read_file(root: Path, path: Path, relative: str, parsed: _Parsed, loaded: Loaded) -> Iterator[Entry]:
    place = _place(relative)
    if not (relative.isascii() and relative.isprintable()):
        message = "the name of the file or its folder has signs that not every computer can write"
        loaded.problems.append(
            Problem(Position(relative), "file-place", message, "use letters A to Z, digits and underscores")
        )
        loaded.broken |= {(place[0], place[1].lower())} if place else _misplaced(relative)[1]
        return
    if place is None:
        problem, meant = _misplaced(relative)
        loaded.problems.append(problem)
        loaded.broken |= meant
        return
    kind, claimed = place
    try:
        document, problems = parsed.read(path, relative)
    except OSError:
        cure = "put a file here that you may read, not a link to one that is gone"
        document, problems = None, [Problem(Position(relative), "file-place", "the file can not be opened", cure)]
    if document is None:
        loaded.problems.extend(problems)
        loaded.broken.add((kind, claimed.lower()))
        return
    values = document.values
    if kind == "variable" and ("family" in values or ("members" in values and "id" not in values)):
        yield from _read_family(root, relative, claimed, values, loaded)
        return
    record = _validate(root, relative, kind, values, loaded)
    if record is None:
        loaded.broken.add((kind, claimed.lower()))
        if isinstance(written := values.get("id"), str):
            loaded.broken.add((kind, written.lower()))
        return
    entry = Entry(kind, getattr(record, "id", claimed), record, relative, (), root)
    if entry.id != claimed:
        loaded.problems.append(_elsewhere(entry.where("id"), kind, "id", entry.id, claimed))
        loaded.broken |= {(kind, claimed.lower()), (kind, entry.id.lower())}
        return
    yield entry


def _elsewhere(where: Position, kind: str, key: str, written: str, claimed: str) -> Problem:
    """The problem of an id that is not the one which the path claims."""
    possible = re.fullmatch(
        r"[a-z][a-z0-9_]*\.[A-Za-z][A-Za-z0-9_]*" if kind == "variable" else r"[a-z][a-z0-9_]*", claimed
    )
    cure = (
        f"write `{key}: {claimed}`, or move the file to the path of its id"
        if possible
        else "rename the file or its folder: the path is made of the id"
    )
    return Problem(where, "id-matches-path", f"the id `{written}` does not agree with the path of the file", cure)


def _validate(
    root: Path, relative: str, kind: str, values: dict[str, Any], loaded: Loaded, inside: tuple[Key, ...] = ()
) -> Any:
    if kind == "variable" and not inside and "dimensions" in values:
        where = find_position(relative, (root / relative).read_bytes(), ("dimensions",), key=True)
        cure = "delete it; or make the file a family: begin it with `family:` instead of `id:`"
        loaded.problems.append(Problem(where, "unknown-key", "`dimensions` is a key of families", cure))
        return None
    try:
        return records.KINDS[kind].model_validate(values)
    except ValidationError as error:
        data = (root / relative).read_bytes()
        loaded.problems.extend(_shape_problems(relative, data, kind, error, inside))
        return None


_FILLED = ("title", "description", "universe")
"""Texts of a family in which `{…}` is replaced, besides its cautions."""


def _read_family(root: Path, relative: str, claimed: str, values: dict[str, Any], loaded: Loaded) -> Iterator[Entry]:
    """The members of a family file as variables, then the family itself."""
    table = claimed.split(".")[0]
    family: Family | None = _validate(root, relative, "family", values, loaded)
    if family is None or family.family != claimed:
        loaded.broken.add(("variable", claimed.lower()))
        written = values.get("members")
        for member in written if isinstance(written, list) else []:
            if isinstance(member, dict) and isinstance(member.get("id"), str):
                loaded.broken.add(("variable", f"{table}.{member['id']}".lower()))
        if family is not None:
            where = find_position(relative, (root / relative).read_bytes(), ("family",))
            loaded.problems.append(_elsewhere(where, "variable", "family", family.family, claimed))
        return
    yield Entry("family", family.family, family, relative, (), root)
    faults = dict(_text_faults(family))
    first: dict[tuple[str, ...], str] = {}
    for index, member in enumerate(family.members):
        inside: tuple[Key, ...] = ("members", index)
        if (fault := _member_fault(family, member, first)) is not None:
            faults[(*inside, *fault[0])] = fault[1:]
            loaded.broken.add(("variable", f"{table}.{member.id}".lower()))
            continue
        merged = {**values["shared"], **values["members"][index]}
        of = merged.pop("of")
        merged["id"] = f"{table}.{member.id}"
        words = {name: dimension.values[of[name]] for name, dimension in family.dimensions.items()}
        for name in _FILLED:
            if isinstance(merged.get(name), str):
                merged[name] = fill(merged[name], words)
        if "caution" in merged:
            merged["caution"] = [fill(text, words) for text in merged["caution"]]
        record = _validate(root, relative, "variable", merged, loaded, inside)
        if record is None:
            loaded.broken.add(("variable", merged["id"].lower()))
            continue
        yield Entry(
            "variable",
            record.id,
            record.model_copy(update={"family": family.family, "dimensions": of}),
            relative,
            inside,
            root,
        )
    for keys, (message, help) in faults.items():
        loaded.problems.append(
            Problem(find_position(relative, (root / relative).read_bytes(), keys), "family-member", message, help)
        )


def fill(text: str, words: dict[str, str]) -> str:
    """`{subject}` in a text of a family, replaced by the words of the member's value; a capital at the start stays one."""
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return text[:1].upper() + text[1:] if words else text


def _member_fault(
    family: Family, member: Member, first: dict[tuple[str, ...], str]
) -> tuple[tuple[Key, ...], str, str] | None:
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


def _text_faults(family: Family) -> Iterator[tuple[tuple[Key, ...], tuple[str, str]]]:
    """`{…}` in a text that names no dimension of the family."""
    places: list[tuple[tuple[Key, ...], VariableFields]] = [(("shared",), family.shared)]
    places += [(("members", index), member) for index, member in enumerate(family.members)]
    for keys, fields in places:
        texts = [((name,), getattr(fields, name)) for name in _FILLED]
        texts += [(("caution", index), text) for index, text in enumerate(fields.caution)]  # type: ignore[misc]
        for inner, text in texts:
            for name in re.findall(r"\{([^{}]*)\}", text or ""):
                if name not in family.dimensions:
                    yield (
                        (*keys, *inner),
                        (
                            f"`{{{name}}}` names no dimension of the family",
                            f"{_one_of(name, family.dimensions)} Dimensions stand in braces.",
                        ),
                    )


def _add(entry: Entry, seen: dict[tuple[str, str], Entry], loaded: Loaded) -> None:
    # a family and a variable share one space of ids, because they share one space of files
    key = ("variable" if entry.kind == "family" else entry.kind, entry.id.lower())
    other = seen.get(key)
    if other is not None:
        where, place = (one.where("family" if one.kind == "family" else "id") for one in (entry, other))
        how = "is already taken" if other.id == entry.id else f"differs from `{other.id}` only by capital letters"
        loaded.problems.append(
            Problem(
                where,
                "unique-id",
                f"the id `{entry.id}` {how}, see {place}",
                "choose another id, or delete one of the two",
            )
        )
        loaded.broken.add(key)
        return
    seen[key] = entry
    loaded.entries.append(entry)


# ------------------------------------------------------------------------------------ pydantic's findings in our words

_YEAR_KEYS = ("years", "year", "from", "to")


def _shape_problems(
    relative: str, data: bytes, kind: str, error: ValidationError, inside: tuple[Key, ...]
) -> Iterator[Problem]:
    items = [(item, _real_path(item["loc"])) for item in error.errors(include_url=False)]
    # `titel:` is one slip, though it makes an unknown key and a missing one
    meant = {
        (*loc[:-1], near) for item, loc in items if item["type"] == "extra_forbidden" and (near := _near_key(kind, loc))
    }
    seen: set[tuple[Any, ...]] = set()
    for item, loc in items:
        if loc in seen or (item["type"] == "missing" and loc in meant):
            continue  # one value, several alternatives: one message
        seen.add(loc)
        at_key = item["type"] == "extra_forbidden" or item["loc"][-1:] == ("[key]",)
        rule, message, help = _explain(kind, item, loc, relative)
        where = find_position(relative, data, (*inside, *loc), key=at_key)
        if inside and where == find_position(relative, data, inside) and loc != ("name",):
            where = find_position(relative, data, ("shared", *loc), key=at_key)
        yield Problem(where, rule, message, help)


def _real_path(loc: tuple[Any, ...]) -> tuple[Key, ...]:
    """The path that pydantic gives without the names of alternatives it tried, which are no keys of the file."""
    tried = re.compile(r"constrained-.*|function-.*|literal\[.*|str|int|bool|\[key\]", re.DOTALL)
    return tuple(part for part in loc if not (isinstance(part, str) and tried.fullmatch(part)))


def _explain(kind: str, item: Any, loc: tuple[Key, ...], relative: str) -> tuple[str, str, str]:
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
        return "missing-key", f"the key {name} is missing", _missing_words(loc, relative)
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
        return "wrong-type", f"{_shown(value)} stands for {name}, which asks for {asked}", cure
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
    "list_type": ("a list", "write each item on a line of its own, behind `- `{form}"),
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


def _missing_words(loc: tuple[Key, ...], relative: str) -> str:
    """How to add a key."""
    place = _place(relative)
    if place and loc in (("id",), ("family",)):
        return f"add a line `{loc[-1]}: {place[1]}`"
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
    if loc[-1] == "title":
        return "delete the full stop at its end"
    if loc[-1] in ("id", "family") and kind in ("variable", "family") and len(loc) == 1:
        return "write `<table>.<stem>`: the table in small letters, a point, then letters, digits and underscores, with a letter first"
    if (loc[-1] == "id" and len(loc) > 1) or "evidence" in loc:
        return "write letters, digits and underscores, with a letter first"
    return "write small letters, digits and underscores, with a letter first"


def _field_at(kind: str, loc: tuple[Key, ...]) -> Any:
    """The field of the records to which a path leads, None where the path leaves them."""
    model: Any = records.KINDS[kind]
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
        model = records.KINDS[kind]
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


__all__ = ["Entry", "Loaded", "fill", "find_files", "load", "write_whole"]
