"""The folder of definitions as records: walks variables/, reads each file, and turns every fault into a Problem with its place.

A file that fails one stage sits out the next, and what fails is remembered by id, so that one slip gives one message.
"""

from __future__ import annotations

import gc
import hashlib
import marshal
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from build_tools import records
from build_tools.problems import Position, Problem
from build_tools.records import Family, Member, Record, Variable
from build_tools.source import Document, Key, find_position, read_document

MANUAL = {
    "file-place": "Each kind of definition has its folder: `sources/`, `tables/<table>/_table.yaml`, `tables/<table>/<topic>/<name>.yaml`, `code_lists/`, "
    "`concepts/`, `iterations/`, and the file `references.yaml`. File names end in `.yaml`. A file elsewhere is read by nobody: move it, or delete it.",
    "unknown-key": "Every key has a meaning that the tools know; a misspelt key would silently lose what it says. The message names the nearest known key. "
    "All keys of each kind of file are listed under *Fields*.",
    "missing-key": "Some keys every entry must have: an id, a title, a description, a name, a type and its years. Where a fact is not known, write `unknown` and the reason.",
    "wrong-type": "The value is of another kind than the key asks for: a list where one text belongs, a number where text belongs. Text that looks like a number is put "
    "in quotation marks.",
    "bad-value": "The value is not one that the key can take. Where only certain words are allowed, the message lists them.",
    "bad-years": "Years are written `2011/12`, ranges `2005/06-2011/12`, several ranges with a comma, an open end `2014/15-`. A bare year is refused, because nobody can "
    "know whether it names the start or the end of the school or tax year.",
    "unique-id": "An id belongs to one entry for ever, and two ids must differ by more than capital letters, because file names on Windows and macOS do not tell "
    "capitals apart. Choose another id for the newer entry.",
    "family-member": "A member of a family says in `of` which value it has in each dimension, and its texts may name only dimensions that the family has.",
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
        loaded.problems.append(Problem(Position("variables"), "file-place", "there is no folder `variables` here", "run the command in the folder of the knowledge base"))
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
    loaded.problems.sort()
    return loaded


def find_files(folder: Path) -> Iterator[Path]:
    """Every file below `folder` in a fixed order, hidden ones left out."""
    found = []
    for directory, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found.extend(os.path.join(directory, name) for name in names if not name.startswith("."))  # noqa: PTH118 (a Path for each of thousands costs more than the walk)
    return (Path(name) for name in sorted(found))


class _Parsed:
    """Plain values of files by content hash, kept between runs."""

    def __init__(self, folder: Path | None):
        self.file = folder / f"documents-{sys.version_info[0]}{sys.version_info[1]}-{_tool_digest()}.cache" if folder else None
        self.old: dict[str, tuple[int, int, str, Any]] = {}
        self.new: dict[str, tuple[int, int, str, Any]] = {}
        if self.file and self.file.is_file():
            try:
                self.old = marshal.loads(self.file.read_bytes())
            except (ValueError, EOFError, TypeError):
                self.old = {}

    def read(self, path: Path, relative: str) -> tuple[Document | None, list[Problem]]:
        stat = path.stat()
        known = self.old.get(relative)
        if known and known[0] == stat.st_mtime_ns and known[1] == stat.st_size:
            self.new[relative] = known
            return Document(relative, known[3]), []
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if known and known[2] == digest:
            document, problems = Document(relative, known[3]), []
        else:
            document, problems = read_document(relative, data)
        if document:
            self.new[relative] = (stat.st_mtime_ns, stat.st_size, digest, document.values)
        return document, problems

    def save(self) -> None:
        if not self.file or self.new == self.old:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        scratch = self.file.with_suffix(f".{os.getpid()}")
        scratch.write_bytes(marshal.dumps(self.new))
        scratch.replace(self.file)
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


def _read_file(root: Path, path: Path, relative: str, parsed: _Parsed, loaded: Loaded) -> Iterator[Entry]:
    place = _place(relative)
    if place is None:
        help = "rename it so that it ends in `.yaml`" if path.suffix == ".yml" else "move it to the folder of its kind, or delete it"
        loaded.problems.append(Problem(Position(relative), "file-place", "no definition is expected here", help))
        return
    kind, claimed = place
    document, problems = parsed.read(path, relative)
    if document is None:
        loaded.problems.extend(problems)
        loaded.broken.add((kind, claimed.lower()))
        return
    if kind == "variable" and "family" in document.values:
        yield from _read_family(root, relative, claimed, document.values, loaded)
        return
    record = _validate(root, relative, kind, document.values, loaded)
    if record is None:
        loaded.broken.add((kind, claimed.lower()))
        if isinstance(written := document.values.get("id"), str):
            loaded.broken.add((kind, written.lower()))
        return
    entry = Entry(kind, getattr(record, "id", claimed), record, relative, (), root)
    if entry.id != claimed:
        loaded.problems.append(
            Problem(entry.where("id"), "id-matches-path", f"the id `{entry.id}` does not agree with the path of the file", f"write `id: {claimed}`, or move the file to the path of its id")
        )
        loaded.broken |= {(kind, claimed.lower()), (kind, entry.id.lower())}
        return
    yield entry


def _validate(root: Path, relative: str, kind: str, values: dict[str, Any], loaded: Loaded, inside: tuple[Key, ...] = ()) -> Any:
    try:
        return records.KINDS[kind].model_validate(values)
    except ValidationError as error:
        data = (root / relative).read_bytes()
        loaded.problems.extend(_shape_problems(relative, data, kind, error, inside))
        return None


def _read_family(root: Path, relative: str, claimed: str, values: dict[str, Any], loaded: Loaded) -> Iterator[Entry]:
    """The members of a family file as variables, then the family itself."""
    family: Family | None = _validate(root, relative, "family", values, loaded)
    if family is None:
        loaded.broken.add(("variable", claimed.lower()))
        table = claimed.split(".")[0]
        for member in values.get("members") or []:
            if isinstance(member, dict) and isinstance(member.get("id"), str):
                loaded.broken.add(("variable", f"{table}.{member['id']}".lower()))
        return
    if family.family != claimed:
        where = find_position(relative, (root / relative).read_bytes(), ("family",))
        loaded.problems.append(Problem(where, "id-matches-path", f"the family `{family.family}` does not agree with the path of the file", f"write `family: {claimed}`, or move the file"))
        return
    table = claimed.split(".")[0]
    yield Entry("family", family.family, family, relative, (), root)
    for index, member in enumerate(family.members):
        inside: tuple[Key, ...] = ("members", index)
        fault = _member_fault(family, member)
        if fault:
            where = find_position(relative, (root / relative).read_bytes(), (*inside, "of"))
            loaded.problems.append(Problem(where, "family-member", fault, "use the dimensions and values under `dimensions:` at the top of the file"))
            loaded.broken.add(("variable", f"{table}.{member.id}".lower()))
            continue
        merged = {**values["shared"], **values["members"][index]}
        of = merged.pop("of")
        merged["id"] = f"{table}.{member.id}"
        words = {name: dimension.values[of[name]] for name, dimension in family.dimensions.items()}
        for name in ("title", "description", "universe"):
            if isinstance(merged.get(name), str):
                merged[name] = fill(merged[name], words)
        if "caution" in merged:
            merged["caution"] = [fill(text, words) for text in merged["caution"]]
        record = _validate(root, relative, "variable", merged, loaded, inside)
        if record is None:
            loaded.broken.add(("variable", merged["id"].lower()))
            continue
        yield Entry("variable", record.id, record.model_copy(update={"family": family.family, "dimensions": of}), relative, inside, root)


def fill(text: str, words: dict[str, str]) -> str:
    """`{subject}` in a text of a family, replaced by the words of the member's value; a capital at the start stays one."""
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return text[:1].upper() + text[1:] if words else text


def _member_fault(family: Family, member: Member) -> str | None:
    if set(member.of) != set(family.dimensions):
        return f"`{member.id}` must say its value in: {', '.join(family.dimensions)}"
    for name, value in member.of.items():
        if value not in family.dimensions[name].values:
            return f"`{value}` is no value of the dimension `{name}`"
    return None


def _add(entry: Entry, seen: dict[tuple[str, str], Entry], loaded: Loaded) -> None:
    # a family and a variable share one space of ids, because they share one space of files
    key = ("variable" if entry.kind == "family" else entry.kind, entry.id.lower())
    other = seen.get(key)
    if other is not None:
        how = "again" if other.id == entry.id else f"and differs from `{other.id}` in {other.path} only by capital letters"
        place = other.where("id") if not other.inside and other.kind != "family" else other.where()
        message = f"the id `{entry.id}` is taken {how}" if other.id != entry.id else f"the id `{entry.id}` is already taken by {place}"
        where = entry.where("family" if entry.kind == "family" else "id")
        loaded.problems.append(Problem(where, "unique-id", message, "choose another id, or delete one of the two"))
        return
    seen[key] = entry
    loaded.entries.append(entry)


# ------------------------------------------------------------------------------------ pydantic's findings in our words

_WORDS = {
    "string_type": "text is expected here; put the value in quotation marks",
    "int_type": "a whole number is expected here",
    "list_type": "a list is expected here",
    "dict_type": "keys and values are expected here",
    "model_type": "keys and values are expected here",
    "bool_type": "true or false is expected here",
}


def _shape_problems(relative: str, data: bytes, kind: str, error: ValidationError, inside: tuple[Key, ...]) -> Iterator[Problem]:
    seen: set[tuple[Any, ...]] = set()
    for item in error.errors(include_url=False):
        raw = tuple(part for part in item["loc"])
        loc = _real_path(raw, data)
        if loc in seen:
            continue  # one value, several alternatives: one message
        seen.add(loc)
        rule, message, help = _explain(kind, item, loc)
        where = find_position(relative, data, (*inside, *loc), key=rule == "unknown-key")
        if inside and where == find_position(relative, data, inside):
            where = find_position(relative, data, ("shared", *loc), key=rule == "unknown-key")
        yield Problem(where, rule, message, help)


def _real_path(loc: tuple[Any, ...], data: bytes) -> tuple[Key, ...]:
    """pydantic's path without the names of alternatives it tried, which are no keys of the file."""
    return tuple(part for part in loc if not (isinstance(part, str) and (part.startswith(("constrained-", "function-", "literal[")) or part in ("str", "int", "bool"))))


def _explain(kind: str, item: Any, loc: tuple[Key, ...]) -> tuple[str, str, str]:
    found, name = item["type"], str(loc[-1]) if loc else ""
    said = repr(item.get("input")) if isinstance(item.get("input"), int | float | bool) else f"`{_short(item.get('input'))}`"
    if found == "extra_forbidden":
        near = get_close_matches(name, _known_keys(kind, loc), 1, 0.6)
        return "unknown-key", f"`{name}` is not a key of this place", f"did you mean `{near[0]}`?" if near else "delete it, or look up the keys in the manual"
    if found == "missing":
        return "missing-key", f"the key `{name}` is missing", f"add a line `{name}: …`"
    if name == "years" or "years" in str(item.get("ctx", "")) or _is_years(item):
        text = str(item.get("ctx", {}).get("error", "")) if item.get("ctx") else ""
        if found == "string_type":
            return "bad-years", f"{said} is not a set of years", 'write years as text, for example "2011/12"'
        if text:
            problem, _, cure = text.partition(": ")
            return "bad-years", problem, cure or "write years as 2011/12, ranges as 2005/06-2011/12"
        if found in ("literal_error",):
            return "bad-years", f"{said} is not a set of years", "write years as 2011/12, ranges as 2005/06-2011/12"
    if found == "string_type" and name in ("code", "label", "lowest", "highest"):
        return "wrong-type", f"{said} is read as a number or a word of YAML", f'put it in quotation marks: "{item.get("input")}"'
    if found in _WORDS:
        return "wrong-type", f"{said} has the wrong form for `{name}`" if not isinstance(loc[-1] if loc else "", int) else f"{said} has the wrong form", _WORDS[found]
    if found == "literal_error":
        allowed = item["ctx"]["expected"].replace("'", "`")
        near = get_close_matches(str(item.get("input")), [word.strip("` ") for word in allowed.replace(" or ", ", ").split(",")], 1, 0.6)
        return "bad-value", f"{said} is not allowed for `{name}`", (f"did you mean `{near[0]}`? " if near else "") + f"allowed are {allowed}"
    if found == "string_too_short":
        return "bad-value", f"`{name}` is empty or too short", "write the text, or delete the key"
    if found == "string_too_long":
        return "bad-value", f"`{name}` is longer than {item['ctx']['max_length']} characters", "shorten it; details belong in `description`"
    if found == "string_pattern_mismatch":
        return "bad-value", f"{said} does not have the form of `{name}`", _pattern_words(name)
    if found in ("greater_than_equal", "less_than_equal"):
        return "bad-value", f"{said} is out of bounds for `{name}`", "look up the scale in the manual"
    if found == "too_short":
        return "bad-value", f"`{name}` needs at least {item['ctx']['min_length']} items", "add them, or delete the key"
    if found == "value_error":
        return "bad-value", str(item["ctx"]["error"]), "correct the value"
    return "bad-value", f"{said} is not a value for `{name}`", "compare with another file of this kind"


def _is_years(item: Any) -> bool:
    return item["type"] == "value_error" and "year" in type(item.get("ctx", {}).get("error")).__name__.lower()


def _pattern_words(name: str) -> str:
    if name in ("id", "family"):
        return "ids are `<table>.<stem>`: a lower-case table, a point, then letters, digits and underscores, with a letter first"
    if name == "title":
        return "a title is one line without a full stop at its end"
    if name in ("code_list", "source", "concept", "leads_to"):
        return "write the id: small letters, digits and underscores, with a letter first"
    return "keep it on one line"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _known_keys(kind: str, loc: tuple[Key, ...]) -> list[str]:
    """The keys known at the place of an unknown one, for a suggestion."""
    model: Any = records.KINDS[kind]
    for step in loc[:-1]:
        if isinstance(step, int):
            continue
        fields = getattr(model, "model_fields", {})
        field_info = fields.get(step) or next((info for info in fields.values() if info.alias == step), None)
        if field_info is None:
            return []
        model = _inner_model(field_info.annotation)
    return [info.alias or name for name, info in getattr(model, "model_fields", {}).items()]


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _inner_model(part)
        if found is not None:
            return found
    return None


__all__ = ["Entry", "Loaded", "Variable", "fill", "find_files", "load"]
