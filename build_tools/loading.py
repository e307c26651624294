"""The folder of definitions as records: walks variables/, reads each file, and turns every fault into a Problem with its place.

A file that fails one stage sits out the next, and what fails is remembered by id, so that one slip gives one message.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from build_tools.cache import Parsed, Stamp, file_stamp, fingerprint_of
from build_tools.families import member_fault, member_values, text_faults
from build_tools.kinds import KINDS
from build_tools.problems import Position, Problem
from build_tools.records import Family, Record
from build_tools.source import Key, Part, find_part, find_position
from build_tools.wording import shape_problems

T = TypeVar("T")

MANUAL = {
    "file-place": "Each kind of definition has its folder: `sources/`, `tables/<table>/_table.yaml`, `tables/<table>/<topic>/<name>.yaml`, "
    "`code_lists/`, `concepts/`, `keys/`, `linkages/`, `recipes/<theme>/`, `iterations/`; the files `references.yaml`, `thesaurus.yaml`, `caveats.yaml`, `not_held.yaml` and `renamed.yaml` stand beside them. File names end in `.yaml` and hold letters, digits and underscores. "
    "The code of a recipe stands in `code_snippets/<recipe>/` as `recipe.sql`, `recipe.py`, `recipe.R` and `recipe.do`, its cases in `code_snippets/<recipe>/cases/<case>.yaml`. "
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
    kept: dict[Callable[[Entry], Any], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[[Entry], T]) -> T:
        """What `make` gives of this entry alone, worked out once while its file is as it was, however often the catalogue is read again."""
        if make not in self.kept:
            self.kept[make] = make(self)
        found: T = self.kept[make]
        return found

    def where(self, *keys: Key, key: bool = False) -> Position:
        """The place of a value of this entry, or of a Part of it; for a member of a family, of the shared value where the member has none."""
        data = (self.root / self.path).read_bytes()
        if keys and isinstance(part := keys[-1], Part):
            return find_part(data, self.where(*keys[:-1], key=key), part)
        position = find_position(self.path, data, (*self.inside, *keys), key=key)
        if self.inside and keys and position == find_position(self.path, data, self.inside):
            shared = find_position(self.path, data, ("shared", *keys), key=key)
            return shared if shared != find_position(self.path, data, ("shared",)) else position
        return position


@dataclass
class Loaded:
    """All entries that could be read, the problems, the ids of what is broken (kind and id, lower case), the fingerprint of each file, and the text of the files of code."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: set[tuple[str, str]] = field(default_factory=set)
    digest: str = ""
    files: dict[str, str] = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)


Code = tuple[Stamp, str, str]
"""The stamp, the text and the fingerprint of a file of code."""


@dataclass
class Reader:
    """What was read of each file, for a program that reads again and again: files that are as they were are not read again."""

    parsed: Parsed
    parts: dict[str, tuple[list[Entry], Loaded]] = field(default_factory=dict)
    code: dict[str, Code] = field(default_factory=dict)


def load(root: Path, cache: Path | None = None, reader: Reader | None = None) -> Loaded:
    """The definitions below `root`/variables. `cache`: a folder for parsed files, keyed by their content."""
    loaded = Loaded()
    if not (root / "variables").is_dir():
        help = "run the command in the folder of the knowledge base"
        loaded.problems.append(
            Problem(Position("variables"), "file-place", "there is no folder `variables` here", help)
        )
        return loaded
    reader = reader or Reader(Parsed(cache))
    parsed, before, code = reader.parsed, reader.parts, reader.code
    parsed.again()
    reader.parts, reader.code = {}, {}
    seen: dict[tuple[str, str], Entry] = {}
    for relative in defining_files(root):
        if _is_code(relative):
            _read_code(root, relative, code.get(relative), reader, loaded)
            continue
        held = before.get(relative)
        if held is None or not parsed.unchanged(root, relative):
            part = Loaded()
            held = list(_read_file(root, relative, parsed, part)), part
        reader.parts[relative] = held
        entries, part = held
        loaded.problems += part.problems
        loaded.broken |= part.broken
        for entry in entries:
            _add(entry, seen, loaded)
    parsed.save()
    loaded.files |= parsed.digests()
    loaded.digest = fingerprint_of(loaded.files)
    loaded.problems = sorted(set(loaded.problems))  # what all members of a family share is wrong once
    return loaded


FOLDERS = ("variables", "code_snippets")
"""The folders whose files define something."""


def defining_files(root: Path) -> list[str]:
    """Every file below FOLDERS by its path from `root`, in a fixed order."""
    return [f"{folder}/{name}" for folder in FOLDERS for name in find_files(root / folder)]


CODE = ("recipe.sql", "recipe.py", "recipe.R", "recipe.do", "tested.json")
"""What stands beside the cases of a recipe: its code, and the record of its last test."""


def _is_code(relative: str) -> bool:
    parts = relative.split("/")
    return parts[0] == "code_snippets" and len(parts) == 3 and parts[2] in CODE


def _read_code(root: Path, relative: str, known: Code | None, reader: Reader, loaded: Loaded) -> None:
    """Keeps the text of a file of code, `known` from before where it is as it was. What can not be read as text is a problem."""
    try:
        stamp = file_stamp(f"{root}/{relative}")
        if known is None or known[0] != stamp:
            data = (root / relative).read_bytes()
            known = stamp, data.decode("utf-8").replace("\r\n", "\n"), hashlib.sha256(data).hexdigest()
    except (OSError, UnicodeDecodeError):
        help = "save the file as UTF-8 text"
        loaded.problems.append(Problem(Position(relative), "file-place", "the file can not be read as text", help))
        return
    reader.code[relative] = known
    _, loaded.code[relative], loaded.files[relative] = known


def find_files(folder: Path) -> list[str]:
    """Every file below `folder` in a fixed order, hidden ones left out: `tables/roll/_table.yaml`, with slashes on every system."""
    found: list[str] = []
    top = len(os.fspath(folder)) + 1
    for directory, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = directory[top:].replace(os.sep, "/")
        start = f"{inside}/" if inside else ""
        found += [start + name for name in names if not name.startswith(".")]
    return sorted(found)


_FOLDERS = {"sources": "source", "code_lists": "code_list", "concepts": "concept", "keys": "key", "linkages": "linkage", "iterations": "iteration"}
_ALONE = {"references", "thesaurus", "caveats", "not_held", "renamed"}
"""Kinds that have one file, named as the kind."""


def _place(relative: str) -> tuple[str, str] | None:
    """Kind and id that a path claims: ('variable', 'school_census.FSMeligible')."""
    parts = relative.split("/")[1:]
    if not parts[-1].endswith(".yaml"):
        return None
    stem = parts[-1][:-5]
    if relative.startswith("code_snippets/"):
        return ("case", f"{parts[0]}/{stem}") if len(parts) == 3 and parts[1] == "cases" else None
    if len(parts) == 3 and parts[0] == "recipes":
        return "recipe", stem
    if len(parts) == 1 and stem in _ALONE:
        return stem, stem
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
    if ending != "yaml" and re.fullmatch(r"ya?ml(\.\w+)?", ending.lower()):
        help = f"rename it to `{stem}.yaml`"
    elif ending == "yaml" and parts[0] == "tables" and len(parts) == 3:
        help = f"move it to the folder of its topic, for example variables/tables/{parts[1]}/<topic>/{parts[2]}"
    meant = (
        {(kind, stem.lower()) for kind in (*_FOLDERS.values(), *_ALONE)}
        if ending
        else set()
    )
    if relative.startswith("code_snippets/"):
        help = "name the file of code recipe.sql, recipe.py, recipe.R or recipe.do, put cases into the folder cases, or delete it"
        return Problem(Position(relative), "file-place", "no code and no case is expected here", help), set()
    if parts[0] == "tables" and len(parts) > 2:
        meant |= {("variable", f"{parts[1]}.{stem}".lower())} if stem != "_table" else {("table", parts[1].lower())}
    return Problem(Position(relative), "file-place", "no definition is expected here", help), meant


def _read_file(root: Path, relative: str, parsed: Parsed, loaded: Loaded) -> Iterator[Entry]:
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
        document, problems = parsed.read(root, relative)
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
    record = _validate(root, relative, claimed, kind, values, loaded)
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
    root: Path,
    relative: str,
    claimed: str,
    kind: str,
    values: dict[str, Any],
    loaded: Loaded,
    inside: tuple[Key, ...] = (),
) -> Any:
    if kind == "variable" and not inside and "dimensions" in values:
        where = find_position(relative, (root / relative).read_bytes(), ("dimensions",), key=True)
        cure = "delete it; or make the file a family: begin it with `family:` instead of `id:`"
        loaded.problems.append(Problem(where, "unknown-key", "`dimensions` is a key of families", cure))
        return None
    try:
        return KINDS[kind].model_validate(values)
    except ValidationError as error:
        data = (root / relative).read_bytes()
        loaded.problems.extend(shape_problems(relative, claimed, data, kind, error, inside))
        return None


def _read_family(root: Path, relative: str, claimed: str, values: dict[str, Any], loaded: Loaded) -> Iterator[Entry]:
    """The members of a family file as variables, then the family itself."""
    table = claimed.split(".")[0]
    family: Family | None = _validate(root, relative, claimed, "family", values, loaded)
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
    faults = {keys: (message, help) for keys, message, help in text_faults(family)}
    first: dict[tuple[str, ...], str] = {}
    for index, member in enumerate(family.members):
        inside: tuple[Key, ...] = ("members", index)
        if (fault := member_fault(family, member, first)) is not None:
            faults[(*inside, *fault[0])] = fault[1:]
            loaded.broken.add(("variable", f"{table}.{member.id}".lower()))
            continue
        record = _validate(root, relative, claimed, "variable", member_values(values, family, index), loaded, inside)
        if record is None:
            loaded.broken.add(("variable", f"{table}.{member.id}".lower()))
            continue
        record = record.model_copy(update={"family": family.family, "dimensions": member.of})
        yield Entry("variable", record.id, record, relative, inside, root)
    for keys, (message, help) in faults.items():
        loaded.problems.append(
            Problem(find_position(relative, (root / relative).read_bytes(), keys), "family-member", message, help)
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
