"""How soon the search answers in a browser, beside the search of stock MkDocs Material over the same pages, in one run: `make bench`.

Needs Chromium and the packages of the tests. Both sites are served on this computer; ours is opened from its folder as well.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from run import ROOT, build_stock, copy_of_definitions, machine, run, stock_pages, tool

RESULTS = ROOT / "benchmarks" / "search.md"
QUERIES = (
    "FSMeligible", "fsmeligible_spr06", "provision_SPR18", "KS4_LEVEL2_EM", "att8", "ethnicity", "free school meals", "earnings",
    "apprenticeship", "university", "NEET", "FSMeligble", "etnicity", "how many GCSEs", "hours worked",
)  # fmt: skip
OURS = (".kb-search-box", "#kb-found")
STOCK = (".md-search__input", ".md-search-result__list")

WATCH = """([box, list]) => {
  window.lastKey = 0; window.found = [];
  document.querySelector(box).addEventListener("keydown", () => { window.lastKey = performance.now(); window.found = []; }, true);
  const look = () => { if (document.querySelector(list + " li")) window.found.push(performance.now()); };
  new MutationObserver(look).observe(document.querySelector(list), {childList: true, subtree: true, attributes: true});
}"""
"""Notes when the last key went down, and when the list of results changed after it."""

HOW = """\
- *First*: from opening a page to the first result of the first query, typed as soon as the page is there.
- *Later*: from the last key stroke of a query to the first change of the list of results after it, when everything is loaded. Median and
  largest of {count} queries: names in odd case and with a year, halves of names, plain words, typing errors, questions.
- *Bytes*: what was fetched before the first result, each file packed by gzip.
- *Stock*: the theme's own search over the Markdown twins of the same pages.
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def measure(browser: Browser, address: str, parts: tuple[str, str], offline: bool = False) -> dict[str, float]:
    """Milliseconds to the first result and of later queries, and the bytes fetched before the first result."""
    context = browser.new_context(offline=offline, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(180_000)
    fetched: list[int] = []
    outside: list[str] = []
    page.on("requestfinished", lambda request: fetched.append(packed(request)))
    page.on("request", lambda request: None if request.url.startswith((address.rsplit("/", 1)[0], "data:", "blob:")) else outside.append(request.url))  # fmt: skip
    page.goto(address, wait_until="domcontentloaded")
    page.wait_for_selector(parts[1], state="attached")
    page.evaluate(WATCH, list(parts))
    first = ask(page, parts, QUERIES[0], since="0")
    size = sum(fetched)
    page.wait_for_timeout(3000)  # what is loaded afterwards is loaded now
    later = [ask(page, parts, query, since="window.lastKey") for query in QUERIES]
    context.close()
    if outside:
        raise SystemExit(f"the page asked elsewhere: {outside}")
    return {"first": first, "median": statistics.median(later), "largest": max(later), "bytes": size}


def ask(page: Page, parts: tuple[str, str], query: str, since: str) -> float:
    """Types a query and gives the milliseconds from `since` to its first result."""
    page.locator(parts[0]).evaluate(
        "box => { box.focus(); box.value = ''; box.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    page.wait_for_timeout(300 if since != "0" else 0)
    page.keyboard.type(query)
    page.wait_for_function("window.found.length > 0")
    return float(page.evaluate(f"window.found[0] - {since}"))


def packed(request: Any) -> int:
    """The size of an answer when it is packed."""
    try:
        return len(gzip.compress(request.response().body()))
    except Exception:  # a request that the browser gave up
        return 0


def main() -> None:
    """Builds both sites, measures, prints, and writes search.md."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("there is no Chromium on the PATH, so the search was not measured")
    facts = machine()
    with tempfile.TemporaryDirectory(prefix="leo-kb-bench-") as name, sync_playwright() as playwright:
        folder = Path(name).resolve()
        once = copy_of_definitions(folder / "once")
        run([tool("leo-kb"), "build", "--root", str(once), "--out", str(once / "site")], once)
        stock_pages(once, once / "site", folder / "stock", same=True)
        build_stock(folder / "stock")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found = {}
        with served(once / "site") as ours, served(folder / "stock" / "site") as stock:
            found["ours, over HTTP"] = measure(browser, ours + "index.html", OURS)
            found["ours, from a folder without network"] = measure(browser, (once / "site" / "index.html").as_uri(), OURS, offline=True)  # fmt: skip
            found["stock MkDocs Material, over HTTP"] = measure(browser, stock + "index.html", STOCK)
        browser.close()
    lines = [
        "| What | First, ms | Later, median ms | Later, largest ms | KB before the first result |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {name} | {row['first']:.0f} | {row['median']:.1f} | {row['largest']:.1f} | {row['bytes'] / 1000:.0f} |"
        for name, row in found.items()
    ]
    http_, file, theirs = found.values()
    targets = []
    for name, value, limit, unit in (
        ("largest later query, over HTTP", http_["largest"], 150, " ms"),
        ("largest later query, from a folder", file["largest"], 150, " ms"),
        ("fetched before the first result", http_["bytes"] / 1000, 400, " KB"),
    ):
        targets.append(f"{'met   ' if value <= limit else 'MISSED'}  {name}: {value:.1f}{unit}, at most {limit}{unit}")
    for name, key in (("first result", "first"), ("later queries, median", "median")):
        ratio = theirs[key] / http_[key]
        targets.append(
            f"{'met   ' if ratio >= 10 else 'MISSED'}  stock / ours, {name}: {ratio:.1f} times, at least 10 times"
        )
    text = "\n".join([*lines, "", "Targets:", "", "```text", *targets, "```"])
    print(text)
    head = [
        "# Benchmarks of the search",
        "",
        "Written by `make bench`; not edited by hand.",
        "",
        *(f"- {fact}" for fact in facts),
        "",
        HOW.format(count=len(QUERIES)),
    ]
    RESULTS.write_text("\n".join(head) + text + "\n", encoding="utf-8")
    print(f"\nwritten to {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
