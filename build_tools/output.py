"""Folders that commands write: where they may be, and files that are put there together."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from build_tools.problems import UserError

KEPT = ("variables", "code_snippets", "docs", "build_tools", "tests", "benchmarks", ".git", ".github")
"""Folders of the knowledge base that people write: no command may write over them."""


def checked_target(root: Path, out: Path) -> Path:
    """The real path of a folder that a command may write.

    Raises UserError for one that is, holds or lies in what people write in the knowledge base at `root`, for one below a file, and for
    one where nothing can be written.
    """
    target = Path(os.path.realpath(out))  # Path.resolve raises RuntimeError where links go round in circles
    for name in KEPT:
        kept = Path(os.path.realpath(root / name))
        within = _is_within(target, kept)
        if within or _is_within(kept, target):
            reason = "belongs to the knowledge base" if within else f"holds `{name}` of the knowledge base"
            raise UserError(
                f"{out} {reason}, and files that people wrote could be overwritten: name another folder, for example {root / 'exports'}"
            )
    above = _nearest_folder(target)
    try:
        tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=above).cleanup()
    except OSError as error:  # tried, because the rights alone do not tell: the disk may be full, or refuse all writing
        raise UserError(f"{out} can not be written: {error.strerror}; name another folder", 1) from None
    return target


def checked_new_file(root: Path, out: Path, name: str) -> Path:
    """The real path of a new file that a command may write. `name`: what it could be called. Raises UserError where none may be written there."""
    if out.is_dir():
        raise UserError(f"{out} is a folder: name a file, for example {out / name}")
    if os.path.lexists(out):
        raise UserError(f"{out} is there already and is not written over: name another file, or delete it first")
    return checked_target(root, out)


def _is_within(inner: Path, outer: Path) -> bool:
    """Whether `inner` is `outer` or lies in it. The disk decides where it can, for capital letters do not matter to every disk."""
    return any(path == outer or (path.exists() and outer.exists() and path.samefile(outer)) for path in _upwards(inner))


def _upwards(path: Path) -> Iterable[Path]:
    return (path, *path.parents)


def _nearest_folder(folder: Path) -> Path:
    """The nearest of `folder` and those above it that is there. Raises UserError where it is not a folder."""
    there = next(path for path in _upwards(folder) if os.path.lexists(path) or path == path.parent)
    if not there.is_dir():
        raise UserError(f"{there} is not a folder, and one is needed there: move it, or name another folder", 1)
    return there


def write_files(files: Mapping[str, str], out: Path) -> None:
    """Writes the text of each relative path below `out`, which is made if need be.

    All are written to a scratch folder first, and nothing is replaced when that fails or when something stands in the way of one of
    them; only a disk that fails while they are moved to their places leaves some old and some new. Other files in `out` stay as they
    are, also those that an earlier version made and this one does not.
    """
    for name in files:
        if (out / name).is_dir():
            raise UserError(f"{out / name} is a folder, and a file is needed there: move it, or name another folder", 1)
    for folder in {(out / name).parent for name in files}:
        _nearest_folder(folder)
    place = out if out.is_dir() else out.parent  # a folder that exists may be all that may be written
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=place) as scratch:
        for name, text in files.items():
            path = Path(scratch) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for folder in sorted({(out / name).parent for name in files}):
            folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            (Path(scratch) / name).replace(out / name)
