"""What a run keeps for the next one: files written at once, and the plain values of definition files."""

from __future__ import annotations

import hashlib
import marshal
import os
import shutil
import sys
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from build_tools.problems import Problem
from build_tools.source import Document, read_document

Stamp = tuple[int, int, int]
"""When a file was written and when it was last touched in any way, both in nanoseconds, and its size: a file with the same stamp is not read again."""


def write_whole(file: Path, data: bytes) -> None:
    """Puts `data` in the place of `file` at once, so that no other run reads half of it."""
    file = file.resolve()  # a link stays one
    scratch = file.with_suffix(f".{os.getpid()}")
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch.write_bytes(data)
    if file.exists():
        shutil.copymode(file, scratch)
    scratch.replace(file)


def file_stamp(path: str) -> Stamp:
    """The stamp of a file. Raises OSError where there is none."""
    stat = os.stat(path)  # noqa: PTH116
    return stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size


class Parsed:
    """Plain values of files by content hash, kept between runs."""

    def __init__(self, folder: Path | None):
        self.file = (
            folder / f"documents-{sys.version_info[0]}{sys.version_info[1]}-{_tool_digest()}.cache" if folder else None
        )
        self.old: dict[str, tuple[Stamp, str, Any]] = {}
        self.new: dict[str, tuple[Stamp, str, Any]] = {}
        if self.file:
            with suppress(OSError):
                data = self.file.read_bytes()
                if data[:4] == zlib.crc32(data[4:]).to_bytes(4):  # marshal trusts what it reads
                    self.old = marshal.loads(data[4:])

    def again(self) -> None:
        """What was read becomes what is known, for a program that reads again."""
        self.old, self.new = self.new or self.old, {}

    def unchanged(self, root: Path, relative: str) -> bool:
        """Whether a file is as it was when it was read last; it then counts as read."""
        known = self.old.get(relative)
        try:
            if known is None or known[0] != file_stamp(f"{root}/{relative}"):
                return False
        except OSError:  # gone since it was listed; whoever opens it says so
            return False
        self.new[relative] = known
        return True

    def read(self, root: Path, relative: str) -> tuple[Document | None, list[Problem]]:
        """The document of a file, or its problems. Raises OSError for a file that can not be opened."""
        path = f"{root}/{relative}"  # a Path for each of thousands of files costs as much as reading them
        stamp = file_stamp(path)
        known = self.old.get(relative)
        if known and known[0] == stamp:
            self.new[relative] = known
            return Document(relative, known[2]), []
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            data = file.read()
        digest = hashlib.sha256(data).hexdigest()
        document, problems = (
            (Document(relative, known[2]), []) if known and known[1] == digest else read_document(relative, data)
        )
        if document:
            self.new[relative] = (stamp, digest, document.values)
        return document, problems

    def save(self) -> None:
        """Keeps what was read for the next run."""
        if not self.file or self.new == self.old:
            return
        data = marshal.dumps(self.new)
        with suppress(OSError):  # without a cache the next run is slower, and nothing else
            write_whole(self.file, zlib.crc32(data).to_bytes(4) + data)
            for other in self.file.parent.glob("documents-*.cache"):
                if other != self.file:
                    other.unlink(missing_ok=True)

    def digests(self) -> dict[str, str]:
        """The fingerprint of each file that was read."""
        return {relative: digest for relative, (_, digest, _) in self.new.items()}


def fingerprint_of(digests: dict[str, str]) -> str:
    """One fingerprint of many files by theirs."""
    together = hashlib.sha256()
    for relative in sorted(digests):
        together.update(f"{relative}\0{digests[relative]}\n".encode())
    return together.hexdigest()


def files_that_differ(before: Mapping[str, str], now: Mapping[str, str]) -> set[str]:
    """The files whose fingerprints differ, with those that are in one only."""
    return {path for path, _ in before.items() ^ now.items()}


def _tool_digest() -> str:
    return hashlib.sha256((Path(__file__).parent / "source.py").read_bytes()).hexdigest()[:12]
