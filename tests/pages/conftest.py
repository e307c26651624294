"""One built site for all tests of a run, made by whichever worker comes first; and the catalogue that it was built from.
"""

import functools
import http.server
import os
import pickle
import shutil
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from running import ROOT, leo_kb, made_once

from build_tools.catalogue import checked_catalogue
from build_tools.synthetic.sample import read_sample, show_sample

from .reading import read_page

BELOW = "/leo-kb"
"""The site is served below a folder, as on the web."""
SMALL = ROOT / "tests" / "small"


def pytest_collection_modifyitems(items):
    """The site and its pages take longest: a test that needs them comes first, then those that do not, so that no worker waits for another."""
    places = [place for place, item in enumerate(items) if item.path.parent == Path(__file__).parent]
    ours = [items[place] for place in places]
    first = [item for item in ours if "pages" in item.fixturenames][:1]
    rest = sorted((item for item in ours if item not in first), key=lambda item: "site" in item.fixturenames)
    for place, item in zip(places, first + rest, strict=True):
        items[place] = item


@pytest.fixture(scope="session")
def site(shared):
    """The folder of the site."""

    def build(folder):
        result = leo_kb("build", "--sample", "--out", folder)
        assert result.returncode == 0, f"leo-kb build failed\n{result.stdout}{result.stderr}"

    return made_once(shared, "site", build)


@pytest.fixture(scope="session")
def sampled(site):
    """The catalogue with the synthetic sample that the site was built with."""
    catalogue = checked_catalogue(ROOT, ROOT / ".cache")
    show_sample(catalogue, read_sample(ROOT / ".cache"))
    return catalogue


@pytest.fixture(scope="session")
def pages(shared, site):
    """Every page of the site by its address, read once for all workers."""

    def read(file):
        paths = sorted(site.rglob("*.html"))
        found = {
            path.relative_to(site).as_posix(): read_page(path.relative_to(site).as_posix(), path.read_bytes())
            for path in paths
        }
        assert len(found) > 1000, "the site is all but empty"
        file.write_bytes(pickle.dumps(found))

    return pickle.loads(made_once(shared, "pages.pickle", read).read_bytes())


def lay_out_small(root):
    """The small knowledge base with the theme, the settings and a stub for each hand-written page: what a site needs."""
    shutil.copytree(SMALL, root, ignore=shutil.ignore_patterns(".cache"))
    shutil.copy(ROOT / "mkdocs.yml", root)
    for page in (ROOT / "docs").rglob("*.md"):
        stub = root / "docs" / page.relative_to(ROOT / "docs")
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text(f"# A page about {page.stem}\n\nWords.\n", encoding="utf-8")


@pytest.fixture
def small(tmp_path):
    """A small knowledge base of one's own."""
    lay_out_small(tmp_path / "small")
    return tmp_path / "small"


class Handler(http.server.SimpleHTTPRequestHandler):
    def translate_path(self, path):
        return super().translate_path(path.removeprefix(BELOW))

    def copyfile(self, source, outputfile):
        with suppress(ConnectionError):  # the browser has gone on to another page
            super().copyfile(source, outputfile)

    def log_message(self, format, *args):
        pass


@pytest.fixture(scope="session")
def address(site):
    """Where the site is served."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{BELOW}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser():
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        reason = "THERE IS NO CHROMIUM ON THE PATH: nothing is known of how the site looks and works in a browser (`apt-get install chromium`)"
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser, address):
    """Opens a page of the site in a fresh profile. At the end of the test: no message of the browser, no fetch from elsewhere, no file missing."""
    contexts, complaints = [], []

    def open_(path, **settings):
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | settings))
        contexts.append(context)
        context.set_default_timeout(120_000)  # a busy computer is no fault of the site
        page = context.new_page()
        page.on(
            "console",
            lambda message: (
                complaints.append(f"console: {message.text}") if message.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((address, "data:")) else complaints.append(f"outside: {request.url}")
            ),
        )
        page.on(
            "requestfailed",
            lambda request: (
                None if "ABORTED" in str(request.failure) else complaints.append(f"{request.failure}: {request.url}")
            ),
        )
        page.on(
            "response",
            lambda response: (
                complaints.append(f"{response.status}: {response.url}") if response.status >= 400 else None
            ),
        )
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)
