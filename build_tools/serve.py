"""`leo-kb serve`: shows the site on this computer and brings it up to date when a file changes."""

from __future__ import annotations

import functools
import os
import socketserver
import sys
import threading
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from build_tools.loading import FOLDERS, find_files
from build_tools.problems import UserError

Stamp = frozenset[tuple[str, int, int]]
"""Name, time of the last change and size of each file: whatever is added, changed, renamed or deleted makes another stamp."""

HOST = "127.0.0.1"
PAUSE = 1.0
"""Seconds between two looks at the files."""


WATCHED = (*FOLDERS, "docs")


def stamp(root: Path, folders: tuple[str, ...] = WATCHED) -> Stamp:
    """The state of the files from which the site of the knowledge base at `root` is made: the settings, the published ids, and all below `folders`.

    A file that goes while we look is left out.
    """
    names = [f"{folder}/{name}" for folder in folders for name in find_files(root / folder)]
    found = set()
    for name in ["mkdocs.yml", "published.txt", *names]:
        try:
            stat = os.stat(f"{root}/{name}")  # noqa: PTH116 (a Path for each of thousands of files costs more than the look)
        except OSError:  # gone since it was listed, or a link to nothing
            continue
        found.add((name, stat.st_mtime_ns, stat.st_size))
    return frozenset(found)


def watch(root: Path, last: Stamp, build: Callable[[], object], stop: threading.Event, pause: float = PAUSE) -> None:
    """Builds whenever the files differ from `last`, until `stop` is set; no error ends it.

    The stamp is taken before a build begins, so that a change during a build leads to the next one.
    """
    while not stop.wait(pause):
        try:
            now = stamp(root)
            if now != last:
                build()
                last = now
        except Exception as error:  # whatever it was, the next change may mend it
            print(f"the files could not be watched or built ({error}); trying again", file=sys.stderr)


def serve(
    root: Path,
    site: Path,
    port: int,
    build: Callable[[], object],
    say: Callable[[str], None],
    before: Callable[[str], object] = lambda address: None,
) -> None:
    """Serves `site` until it is interrupted. `build` must keep the last good site when it fails, and raise nothing for a fault in a definition.

    `before` is called with the address of a file before it is sent.
    """
    with _open_server(site, port, before) as server:  # opened before the first build, which takes a while
        last = stamp(root)
        build()
        stop = threading.Event()
        watcher = threading.Thread(target=watch, args=(root, last, build, stop), daemon=True)
        watcher.start()
        try:
            say(f"serving {site} on http://{HOST}:{port}/ (stop with Ctrl+C)")
            server.serve_forever()
        finally:
            stop.set()
            watcher.join()  # a build that has begun tidies up after itself


class _Handler(SimpleHTTPRequestHandler):
    """Sends files of the site, always the newest: the times by which a browser could be told that it has them already are of whole seconds."""

    def __init__(self, *arguments: Any, before: Callable[[str], object], **options: Any):
        self.before = before
        super().__init__(*arguments, **options)

    def send_head(self) -> Any:
        del self.headers["If-Modified-Since"]
        file = Path(self.translate_path(self.path))
        try:
            self.before((file / "index.html" if file.is_dir() else file).relative_to(self.directory).as_posix())
        except Exception as error:  # whatever it was, the next page can be well
            self.send_error(500, f"the page could not be written: {error}")
            return None
        return super().send_head()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Only what went wrong is worth a line."""
        if str(code) >= "400":
            super().log_request(code, size)


def _open_server(site: Path, port: int, before: Callable[[str], object]) -> ThreadingHTTPServer:
    handler = functools.partial(_Handler, directory=str(site), before=before)
    try:
        return _Server((HOST, port), handler)
    except OSError as error:
        raise UserError(
            f"port {port} can not be used: {error.strerror or error}; stop the program that uses it, or give another with --port",
            1,
        ) from None


class _Server(ThreadingHTTPServer):
    """A server that takes no port from another on Windows, and says nothing of browsers that hang up."""

    allow_reuse_address = os.name != "nt"

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            socketserver.BaseServer.handle_error(self, request, client_address)
