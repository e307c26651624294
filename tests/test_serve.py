"""Serving: what counts as a change, that the watcher survives, and one run of `leo-kb serve`."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from email.utils import formatdate
from pathlib import Path

import pytest
from pages.conftest import lay_out_small

from build_tools import serve

UNOPENED = "tables/index.html"
REPOSITORY = Path(__file__).parents[1]
GENDER = "variables/tables/roll/pupil/Gender.yaml"


@pytest.fixture
def base(root):
    """The copy of the small knowledge base with settings and a page."""
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    (root / "mkdocs.yml").write_text("site_name: small\n", encoding="utf-8")
    return root


def change_size(base):
    (base / GENDER).write_bytes((base / GENDER).read_bytes() + b"# more\n")


def change_time(base):
    os.utime(base / GENDER, ns=(1, 1))


CHANGES = {
    "a definition": change_size,
    "a definition with an older time": change_time,
    "a deleted definition": lambda base: (base / GENDER).unlink(),
    "a renamed definition": lambda base: (base / GENDER).rename(base / GENDER.replace("Gender", "Sex")),
    "a new definition": lambda base: (base / GENDER).with_name("Sex.yaml").touch(),
    "a deleted page": lambda base: (base / "docs" / "index.md").unlink(),
    "the settings": lambda base: (base / "mkdocs.yml").write_text("site_name: other\n", encoding="utf-8"),
    "no settings": lambda base: (base / "mkdocs.yml").unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_makes_another_stamp(change, base):
    before = serve.stamp(base)
    assert serve.stamp(base) == before
    change(base)
    assert serve.stamp(base) != before


def test_what_is_made_is_not_watched(base):
    before = serve.stamp(base)
    for name in ("site/index.html", ".cache/x.cache", "docs/.index.md.swp"):
        (base / name).parent.mkdir(exist_ok=True)
        (base / name).touch()
    assert serve.stamp(base) == before


def test_a_file_that_vanishes_while_we_look_is_left_out(base, monkeypatch):
    (base / "docs" / "link.md").symlink_to("nowhere.md")
    before = serve.stamp(base)
    find_files = serve.find_files
    monkeypatch.setattr(serve, "find_files", lambda folder: [*find_files(folder), "gone.md"])
    assert serve.stamp(base) == before != frozenset()


class Builds:
    """A build that can be waited for, and that fails or does more when a test asks for it."""

    def __init__(self):
        self.count, self.more, self.done = 0, lambda: None, threading.Condition()

    def __call__(self):
        with self.done:
            self.count += 1
            self.done.notify_all()
        self.more()

    def wait_for(self, count):
        with self.done:
            assert self.done.wait_for(lambda: self.count >= count, timeout=10), f"{self.count} builds, not {count}"


@pytest.fixture
def watched(base):
    """A build that a watcher begins again at every change of `base`."""
    builds, stop = Builds(), threading.Event()
    thread = threading.Thread(target=serve.watch, args=(base, serve.stamp(base), builds, stop, 0.01))
    thread.start()
    yield builds
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_change_is_built_once(base, watched):
    change_size(base)
    watched.wait_for(1)
    time.sleep(0.2)
    assert watched.count == 1
    (base / GENDER).unlink()
    watched.wait_for(2)


def test_a_change_during_a_build_is_built_as_well(base, watched):
    def edit_once():
        watched.more = lambda: None
        change_size(base)

    watched.more = edit_once
    change_size(base)
    watched.wait_for(2)


@pytest.mark.parametrize("error", [OSError("the disk is gone"), ValueError("anything")])
def test_no_error_ends_the_watcher(error, base, watched, monkeypatch, capsys):
    def fail(*_):
        raise error

    watched.more = fail
    change_size(base)
    watched.wait_for(1)
    watched.more = lambda: None
    with monkeypatch.context() as patch:
        patch.setattr(serve, "find_files", fail)
        time.sleep(0.1)
    change_size(base)
    watched.wait_for(2)
    assert str(error) in capsys.readouterr().err


def test_the_state_before_the_first_build_counts(base, monkeypatch):
    """A change during the first build, which takes long, leads to a second."""
    builds, served = Builds(), threading.Event()

    class Server:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def serve_forever(self):
            builds.wait_for(2)
            served.set()

    monkeypatch.setattr(serve, "_open_server", lambda *_: Server())
    builds.more = lambda: change_size(base) if builds.count == 1 else None
    serve.serve(base, base / "site", 8000, builds, lambda _: None)
    assert served.is_set()


def read(port, address):
    """The status and the text of a page."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{address}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, ""


def test_a_page_that_can_not_be_written_is_no_end(tmp_path):
    """Whatever goes wrong with one page, its reader is told, and the next page is sent."""

    def before(address):
        if address == "broken.html":
            raise ValueError("anything")

    for name in ("broken.html", "fine.html"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    with serve._open_server(tmp_path, 0, before) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            assert [read(server.server_address[1], name)[0] for name in ("broken.html", "fine.html", "none.html")] == [500, 200, 404]
        finally:
            server.shutdown()
            thread.join()


def wait_until(condition, what):
    end = time.monotonic() + 40
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.1)


@pytest.mark.skipif(os.name == "nt", reason="stops the server by a signal")
def test_serving(tmp_path):
    """A fault leaves the site; mending it by deleting a definition builds anew; Ctrl+C ends without a traceback."""
    root = tmp_path / "small"
    lay_out_small(root)
    (root / "docs" / "index.md").write_text("# Home\n\n<!-- leo-kb:sources -->\n", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    meals = root / "variables/tables/roll/pupil/FreeMeals.yaml"
    page = "variables/roll.FreeMeals.html"
    log = tmp_path / "log.txt"
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "build_tools", "serve", "--root", str(root), "--port", str(port)],
            cwd=REPOSITORY,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until(lambda: "serving " in log.read_text(encoding="utf-8"), "the server does not start")
        assert f"http://127.0.0.1:{port}/ (stop with Ctrl+C)" in log.read_text(encoding="utf-8")
        assert read(port, page)[0] == 200
        text = meals.read_text(encoding="utf-8")
        meals.write_text(text.replace("type: ", "tipe: "), encoding="utf-8")
        wait_until(lambda: "unknown-key" in log.read_text(encoding="utf-8"), "a fault is not reported")
        assert read(port, page)[0] == 200 and server.poll() is None
        meals.unlink()
        wait_until(lambda: read(port, page)[0] == 404, "a deleted definition keeps its page")
        wait_until(lambda: read(port, "")[0] == 200, "the site is gone")
        table = root / "variables/tables/roll/_table.yaml"
        table.write_text(table.read_text(encoding="utf-8").replace("title: ", "title: Renewed "), encoding="utf-8")
        for address in ("variables/roll.Gender.html?from=a-link", "", "./sources//riverside.html"):
            wait_until(lambda address=address: "Renewed" in read(port, address)[1], f"/{address} is not renewed when it is opened")
        newest = urllib.request.Request(f"http://127.0.0.1:{port}/{page}".replace("FreeMeals", "Gender"), headers={"If-Modified-Since": formatdate(time.time() + 9, usegmt=True)})
        with urllib.request.urlopen(newest, timeout=20) as answer:
            assert answer.status == 200, "a page that was written twice within a second is sent twice"
        assert "Renewed" not in (root / "site" / UNOPENED).read_text(encoding="utf-8")
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 130
    finally:
        server.kill()
        server.wait()
    said = log.read_text(encoding="utf-8")
    assert "Traceback" not in said and "stopped" in said, said
    assert "Renewed" in (root / "site" / UNOPENED).read_text(encoding="utf-8"), "what nobody opened is not written at the end"
