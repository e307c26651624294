"""Puts changed definition files in place: tried on a copy of the catalogue first, and then all of them or none."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from build_tools.cache import write_whole
from build_tools.catalogue import Catalogue, read_catalogue
from build_tools.form.compare import Comparison
from build_tools.form.derive import Derived
from build_tools.form.importing import path_of_new
from build_tools.loading import find_files
from build_tools.problems import Position, Problem, UserError
from build_tools.source import find_position
from build_tools.tabular import check_tables

Files = dict[str, bytes]
"""What is to be written, by path below the folder of the knowledge base."""


def problems_with(root: Path, files: Files, cache: Path | None = None) -> list[Problem]:
    """What the check would find if `files` stood among the definitions. Nothing below `root` is changed."""
    with tempfile.TemporaryDirectory(prefix="leo-kb-") as folder:
        scratch = Path(folder)
        for name in (f"variables/{name}" for name in find_files(root / "variables")):
            if name not in files:
                (scratch / name).parent.mkdir(parents=True, exist_ok=True)
                _share(root / name, scratch / name)
        for name, data in files.items():
            write_whole(scratch / name, data)
        catalogue, problems = read_catalogue(scratch, cache)
        return problems or check_tables(catalogue, cache)


def _share(file: Path, copy: Path) -> None:
    """The same file at a second place: a link, which is quick, or a copy where there can be none."""
    try:
        os.link(file.resolve(), copy)
    except OSError:
        shutil.copy2(file, copy)


def at_rows(
    problems: list[Problem], root: Path, files: Files, comparison: Comparison, catalogue: Catalogue, form: str
) -> list[Problem]:
    """The same problems in the order of the form, each at the tab and row from which it comes, if it comes from one."""
    wanted = {problem.where.path for problem in problems}
    entries: dict[str, list[tuple[int, str, Derived | None]]] = {
        path_of_new(derived): [(1, derived.id, derived)] for derived in comparison.added
    }
    for entry in catalogue.entries.values():
        if entry.kind == "variable" and entry.path in wanted:
            data = files[entry.path] if entry.path in files else (root / entry.path).read_bytes()
            line = find_position(entry.path, data, entry.inside).line
            entries.setdefault(entry.path, []).append((line, entry.id, comparison.matches.get(entry.id)))
    found = []
    for problem in problems:
        # of the members of a family, the last that begins above the problem
        above = [item for item in entries.get(problem.where.path, []) if item[0] <= problem.where.line]
        _, id, derived = max(above, key=lambda item: item[0], default=(0, "", None))
        if derived is None:
            found.append(problem)
            continue
        first, *others = derived.rows
        also = "".join(f", row {row.row}" for row in others)
        where = Position(f"{form}[{first.tab}]", first.row)
        found.append(Problem(where, problem.rule, f"{id}{also}: {problem.message}", problem.help))
    return found


def put_in_place(root: Path, files: Files) -> bool:
    """Writes all files, or none, and says whether Ctrl+C was pressed meanwhile, which waits until the last one. Raises UserError."""
    before: dict[str, bytes | None] = {}
    with _ctrl_c_waits() as pressed:
        for name, data in files.items():
            try:
                before[name] = (root / name).read_bytes() if (root / name).exists() else None
                write_whole(root / name, data)
            except OSError as error:
                left = _put_back(root, before)
                stands = (
                    f"{len(left)} of {len(files)} files are written and could not be put back, `{left[0]}` among them; restore `variables` with Git"
                    if left
                    else "nothing was changed"
                )
                raise UserError(f"`{name}` can not be written ({error.strerror}); {stands}", 1) from None
    return bool(pressed)


def _put_back(root: Path, before: dict[str, bytes | None]) -> list[str]:
    """Gives files their old content again, and returns those for which that failed. The last one is as it was, but for what was begun beside it."""
    left = []
    for name, data in before.items():
        file = root / name
        with suppress(OSError):
            file.with_suffix(f".{os.getpid()}").unlink(missing_ok=True)  # what write_whole had begun
        try:
            if data is None:
                file.unlink(missing_ok=True)
            elif file.read_bytes() != data:
                write_whole(file, data)
        except OSError:
            left.append(name)
    return left


@contextmanager
def _ctrl_c_waits() -> Iterator[list[int]]:
    """Notes Ctrl+C instead of stopping at it, in the only thread that it can stop."""
    pressed: list[int] = []
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        yield pressed
        return
    before = signal.signal(signal.SIGINT, lambda number, frame: pressed.append(number))
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)
