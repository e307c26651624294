"""What checking and building cost, measured in one run on one machine: `make bench`, or `python benchmarks/run.py --quick`.

CPU seconds are user and system time of the command and of every process it started and waited for; absolute seconds differ
from machine to machine, so what counts are the ratios. Memory is the largest resident size of any one of these processes.
"""

from __future__ import annotations

import argparse
import compileall
import datetime
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from build_tools.live import Live

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.md"
PACKAGES = ("mkdocs", "mkdocs-material", "Markdown", "Pygments", "PyYAML", "pydantic", "frictionless")

RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""macOS counts memory in bytes, Linux in kibibytes."""
SITE = "site-{}"
"""The folder of the site of each round."""

HOW = """\
- *Cold*: a copy of the definitions without a cache and, for the build, without a site. *Warm*: the same command again, nothing changed.
- *Doubled*: every table a second time under another id (`absence` and `absence_again`), with all its variables and families;
  code lists, sources and references are shared.
- *Stock*: MkDocs Material with its own search, on the hand-written pages and on the Markdown that `leo-kb generate` writes of every
  generated page; only the index pages are in the navigation, and no plugin of ours is used. Writing that Markdown is not counted.
  What our pages show and that Markdown only says is put in, so that the pages are the same: the drawing of the years (an SVG in
  the Markdown) and a link at every heading (`permalink`). Stock colours code with Pygments, as it does by itself; our pages colour it
  by `build_tools/pages/colours.py`. *Stock, plain* is the Markdown as `leo-kb generate` writes it.
- *Edit*: one file is changed while `leo-kb serve` runs; what it then checks and writes, with the page that shows the change, and without the look
  for changes once a second. Words of a variable are asked about by few rules, its years by all; the title of a table can show on every page, of which
  one is opened.
- Beside each build by stock stand two of ours just before it and two just after it, and the ratio is to their median.
- The disk is brought to rest (`sync`) before every run. Writing thousands of new files is still mostly the system's work, and on a
  rented computer that part can vary fivefold from hour to hour: it stands in a column of its own.
- CPU seconds: user and system time of the command and its children. Median of the runs, which stand in brackets. Memory: the largest
  process of any run.
"""

STOCK_CONFIG = """\
site_name: LEO knowledge base
docs_dir: docs
use_directory_urls: false
theme:
  name: material
  font: false
plugins: [search]
not_in_nav: "*"
nav:
  - Home: index.md
  - Tables: tables/index.md
  - Variables: variables/index.md
  - Code lists: code_lists/index.md
  - Families: families/index.md
  - Rules: rules/index.md
  - References: references.md
markdown_extensions:
  - admonition
  - attr_list
  - tables
  - toc:
      permalink: {permalink}
  - pymdownx.highlight
  - pymdownx.superfences
"""


@dataclass(frozen=True)
class Run:
    """What one run of a command cost: seconds of user and system time and by the clock, and the memory in MB."""

    user: float
    system: float
    wall: float
    peak: float

    @property
    def cpu(self) -> float:
        return self.user + self.system


@dataclass(frozen=True)
class Figure:
    """What a command costs: the median of its runs, and the most memory that one of them took."""

    name: str
    runs: tuple[Run, ...]

    @property
    def cpu(self) -> float:
        return statistics.median(run.cpu for run in self.runs)

    @property
    def system(self) -> float:
        return statistics.median(run.system for run in self.runs)

    @property
    def wall(self) -> float:
        return statistics.median(run.wall for run in self.runs)

    @property
    def peak(self) -> float:
        return max(run.peak for run in self.runs)


def run(command: list[str], folder: Path) -> Run:
    """One run of a command. A failure ends the benchmark: figures of a command that failed mean nothing.

    `wait4` gives what `getrusage(RUSAGE_CHILDREN)` gives, for this one child and its own children.
    """
    if hasattr(os, "sync"):
        os.sync()  # what an earlier run left to be written is not this one's work
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            tail = output.read().decode(errors="replace")[-3000:]
            raise SystemExit(f"this command failed, so there is nothing to measure: {' '.join(command)}\n{tail}")
    return Run(usage.ru_utime, usage.ru_stime, wall, usage.ru_maxrss * RSS_UNIT / 1e6)


def tool(name: str) -> str:
    """The console script beside this interpreter, so that what is measured is what people run."""
    path = Path(sys.executable).parent / name
    if not path.exists():
        raise SystemExit(f"{path} is missing: run `make bench`, or `pip install -e .` in this environment")
    return str(path)


def copy_of_definitions(folder: Path) -> Path:
    """A knowledge base of its own, so that no cache and no site of yours is touched."""
    folder.mkdir()
    for name in ("variables", "docs", "code_snippets"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


def double(root: Path) -> None:
    """Every table a second time under another id, which its variables use too where they name each other; it stands in no key."""
    tables = root / "variables" / "tables"
    for table in sorted(path for path in tables.iterdir() if path.is_dir()):
        again = tables / f"{table.name}_again"
        shutil.copytree(table, again)
        for file in again.rglob("*.yaml"):
            text = file.read_text(encoding="utf-8")
            text, count = re.subn(
                rf"""(?m)^((?:id|family): *["']?){table.name}(?=["'.\s])""", rf"\g<1>{again.name}", text
            )
            if count != 1:
                raise SystemExit(
                    f"{file.relative_to(root)}: one id was expected, {count} were found; mend `double` in {Path(__file__).name}"
                )
            text = re.sub(rf"(?<![\w.]){table.name}\.(?=\w)", f"{again.name}.", text)
            if file.name == "_table.yaml" and "\nunlinked:" not in text:
                text += "unlinked: It stands here only to be measured.\n"
            file.write_text(text, encoding="utf-8")


def measure_tools(single: Path, doubled: Path, repeat: int) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """Check and build of two knowledge bases, cold and warm. Every round goes through all of them, so that a busy spell of the machine touches all alike.

    Every round has a site of its own: for half a minute after thousands of files were deleted, ext4 takes a second longer to make others.
    """
    runs: dict[str, list[Run]] = {}
    for turn in range(repeat):
        for root, label in ((single, ""), (doubled, ", doubled")):
            for name, more in (("check", []), ("build", ["--out", str(root / SITE.format(turn))])):
                shutil.rmtree(root / ".cache", ignore_errors=True)
                for state in ("cold", "warm"):
                    one = run([tool("leo-kb"), name, "--root", str(root), *more], root)
                    runs.setdefault(f"{name} {state}{label}", []).append(say(f"{name} {state}{label}", one))
    figures = {key: Figure(f"leo-kb {key}", tuple(found)) for key, found in runs.items()}
    names = [key for key in figures if not key.endswith(", doubled")]
    return {key: figures[key] for key in names}, {key: figures[f"{key}, doubled"] for key in names}


@dataclass(frozen=True)
class Edit:
    """An edit of one file: the line that is replaced, what it becomes and what a page then shows, both with a number that grows."""

    name: str
    file: str
    line: str
    becomes: str
    page: str
    shows: str


_VARIABLE, _PAGE = "variables/tables/school_census/disadvantage/FSMeligible.yaml", "variables/school_census.FSMeligible.html"
EDITS = (
    Edit("words of a variable", _VARIABLE, "title: ", "title: Edited {} times", _PAGE, "Edited {} times"),
    Edit("years of a variable", _VARIABLE, "years: ", "years: 2002/03-201{0}/1{1}", _PAGE, "2002/03 to 201{0}/1{1}"),
    Edit("title of a table", "variables/tables/school_census/_table.yaml", "title: ", "title: Edited {} times", _PAGE, "Edited {} times"),
    Edit("title of a linkage", "variables/linkages/earnings_to_idbr.yaml", "title: ", "title: Edited {} times", "linkages/index.html", "Edited {} times"),
    Edit("title of a case", "code_snippets/census_main_record/cases/before_on_roll.yaml", "title: ", "title: Edited {} times", "recipes/census_main_record.html", "Edited {} times"),
)


def measure_edits(root: Path, out: Path, repeat: int) -> list[Figure]:
    """What `leo-kb serve` does when one file is edited. The look for changes once a second is not in it."""
    live = Live(root, out, None, lambda text: None)
    live.update()
    return [Figure(f"leo-kb serve, {edit.name}", tuple(_edits(live, edit, repeat))) for edit in EDITS]


def _edits(live: Live, edit: Edit, repeat: int) -> Iterator[Run]:
    file = live.root / edit.file
    text = file.read_text(encoding="utf-8")
    for number in range(repeat + 1):  # the first edit finds less in memory than those after it, and is not counted
        file.write_text(re.sub(rf"(?m)^{edit.line}.*$", edit.becomes.format(number, number + 1), text, count=1), encoding="utf-8")
        before, started = os.times(), time.perf_counter()
        live.update()
        live.freshen(edit.page)
        after, wall = os.times(), time.perf_counter() - started
        if edit.shows.format(number, number + 1) not in (live.out / edit.page).read_text(encoding="utf-8"):
            raise SystemExit(f"the edit of {edit.file} did not show, so there is nothing to measure")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT / 1e6
        one = Run(after.user - before.user, after.system - before.system, wall, peak)
        if number:
            yield say(edit.name, one)
    file.write_text(text, encoding="utf-8")
    live.update()


def say(name: str, one: Run) -> Run:
    """The run, printed as soon as it is over."""
    print(f"{name:24}{one.cpu:9.2f} CPU s{one.wall:9.2f} s{one.peak:8.0f} MB", flush=True)
    return one


@dataclass(frozen=True)
class Stock:
    """A build by stock MkDocs, and ours, cold, just before and just after it: a rented computer changes its speed from minute to minute."""

    figure: Figure
    ours: Figure

    @property
    def ratio(self) -> float:
        """How many times what ours costs."""
        return self.figure.cpu / self.ours.cpu


def measure_stock(root: Path, site: Path, folder: Path, same: bool) -> Stock:
    """MkDocs Material as it comes, on the Markdown twins of the pages of `site`; with `same`, on the same content that our pages have."""
    name = "stock MkDocs Material" if same else "stock MkDocs Material, plain"
    stock_pages(root, site, folder, same)
    ours = [_cold_build(root, folder / f"ours-{number}") for number in range(2)]
    one = say(name.replace(" MkDocs Material", ""), build_stock(folder))
    ours += [_cold_build(root, folder / f"ours-{number}") for number in range(2, 4)]
    return Stock(Figure(name, (one,)), Figure(f"leo-kb build cold, beside {name}", tuple(ours)))


def stock_pages(root: Path, site: Path, folder: Path, same: bool) -> None:
    """Makes `folder` with all that stock needs: the hand-written pages, the twins, with `same` also the drawings of `site`, and mkdocs.yml."""
    folder.mkdir()
    shutil.copytree(root / "docs", folder / "docs")
    run([tool("leo-kb"), "generate", str(folder / "docs"), "--root", str(root)], folder)
    if same and not put_in_drawings(site, folder / "docs"):
        raise SystemExit("no drawing of years was found in the pages, so the stock pages would not be the same")
    (folder / "mkdocs.yml").write_text(STOCK_CONFIG.replace("{permalink}", str(same).lower()), encoding="utf-8")


def build_stock(folder: Path) -> Run:
    """Builds what `stock_pages` made, into its folder `site`."""
    return run([tool("mkdocs"), "build", "--quiet", "--site-dir", str(folder / "site")], folder)


def _cold_build(root: Path, site: Path) -> Run:
    shutil.rmtree(root / ".cache", ignore_errors=True)
    return say("build cold", run([tool("leo-kb"), "build", "--root", str(root), "--out", str(site)], root))


def put_in_drawings(site: Path, docs: Path) -> int:
    """Puts the drawing of the years of each built page into its Markdown twin, in place of the paragraph below `## Years`; their number."""
    count = 0
    for page in site.rglob("*.html"):
        drawing = re.search(r'<figure class="kb-years">.*?</figure>', page.read_text(encoding="utf-8"), re.S)
        twin = docs / page.relative_to(site).with_suffix(".md")
        if drawing and twin.is_file():
            before, heading, after = twin.read_text(encoding="utf-8").partition("## Years\n\n")
            if not heading:  # a heat map, whose words stay beside it
                before, heading, after = before.partition("The stronger the colour")
                twin.write_text(before + drawing[0] + "\n\n" + heading + after, encoding="utf-8")
            else:
                twin.write_text(before + heading + drawing[0] + "\n" + after.partition("\n")[2], encoding="utf-8")
            count += bool(heading)
    return count


def count_pages(site: Path) -> int:
    """Pages of a built site."""
    return sum(1 for _ in site.rglob("*.html"))


def machine() -> list[str]:
    """Facts without which the figures mean little."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file() and (
        found := re.search(r"^model name\s*:\s*(.+)$", cpuinfo.read_text(encoding="utf-8"), re.M)
    ):
        model = found[1]
    packages = []
    for name in PACKAGES:
        try:
            packages.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            packages.append(f"{name} not installed")
    return [
        f"Date: {datetime.date.today().isoformat()}",
        f"Machine: {model}, {cores} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}; load before the run {os.getloadavg()[0]:.1f}",
        f"Python {platform.python_version()}; {', '.join(packages)}",
    ]


def table_of(single: dict[str, Figure], doubled: dict[str, Figure], edits: list[Figure], stock: list[Stock]) -> list[str]:
    """All figures as a Markdown table, each beside what it is to be compared with."""
    rows = [
        (figure, f"{figure.cpu / single[name.replace('warm', 'cold')].cpu:.2f} of cold" if "warm" in name else "")
        for name, figure in single.items()
    ]
    rows += [(figure, f"{figure.cpu / single[name].cpu:.2f} times single") for name, figure in doubled.items()]
    rows += [(figure, "") for figure in edits]
    warm = single["build warm"].cpu
    for one in stock:
        rows += [(one.ours, ""), (one.figure, f"{one.ratio:.1f} times our cold build, {one.figure.cpu / warm:.1f} our warm")]
    lines = [
        "| What | CPU seconds | of which system | Ratio | Clock seconds | Peak memory, MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for figure, ratio in rows:
        runs = f" ({', '.join(f'{one.cpu:.2f}' for one in figure.runs)})" if len(figure.runs) > 1 else ""
        lines.append(
            f"| {figure.name} | {figure.cpu:.2f}{runs} | {figure.system:.2f} | {ratio} | {figure.wall:.2f} | {figure.peak:.0f} |"
        )
    return lines


def targets_of(single: dict[str, Figure], doubled: dict[str, Figure], edits: list[Figure], stock: list[Stock]) -> list[str]:
    """A line for each target: the figure, the limit, and whether it is met."""
    lines = []

    def at_most(what: str, value: float, limit: float, unit: str) -> None:
        lines.append(f"{'met   ' if value <= limit else 'MISSED'}  {what}: {value:.2f}{unit}, at most {limit:g}{unit}")

    at_most("check, cold", single["check cold"].cpu, 6, " CPU s")
    at_most("check, warm", single["check warm"].cpu, 1.5, " CPU s")
    at_most("build, cold", single["build cold"].cpu, 12, " CPU s")
    at_most("build, cold, memory", single["build cold"].peak, 300, " MB")
    for name, figure in single.items():
        at_most(f"{name}, twice the variables", doubled[name].cpu / figure.cpu, 2.2, " times")
    for figure in edits:
        at_most(figure.name.removeprefix("leo-kb "), figure.cpu, 0.5, " CPU s")
    for one in stock:
        name = one.figure.name.replace(" MkDocs Material", "")
        lines.append(
            f"{'met   ' if one.ratio >= 17 else 'MISSED'}  {name} / ours, cold build: {one.ratio:.1f} times, at least 17 times"
        )
    if not stock:
        lines.append("unknown stock / ours, cold build: left out by --quick")
    return lines


def main() -> None:
    """Measures, prints, and writes results.md."""
    parser = argparse.ArgumentParser(
        description="Measures what `leo-kb check` and `leo-kb build` cost, beside stock MkDocs Material."
    )
    parser.add_argument(
        "--quick", action="store_true", help="each command once, without stock MkDocs; prints and writes no file"
    )
    options = parser.parse_args()
    repeat = 1 if options.quick else 3
    facts = machine()
    print("\n".join(facts), flush=True)
    with tempfile.TemporaryDirectory(prefix="leo-kb-bench-") as name:
        folder = Path(name).resolve()
        once = copy_of_definitions(folder / "once")
        twice = copy_of_definitions(folder / "twice")
        double(twice)
        compileall.compile_dir(ROOT / "build_tools", quiet=1)  # as pip does with stock; where Python may write nothing, every run would
        run([tool("leo-kb"), "check", "--no-cache", "--root", str(once)], folder)  # the system reads the files
        single, doubled = measure_tools(once, twice, repeat)
        pages = [f"{count_pages(once / SITE.format(0)):,} pages", f"{count_pages(twice / SITE.format(0)):,} doubled"]
        edits = measure_edits(once, folder / "served", 5)
        stock = []
        if not options.quick:
            stock = [measure_stock(once, once / SITE.format(0), folder / name, same) for name, same in (("stock", True), ("plain", False))]
            pages.append(f"{count_pages(folder / 'stock' / 'site'):,} stock")
    facts.append(f"Size: {', '.join(pages)}")
    table = table_of(single, doubled, edits, stock)
    targets = targets_of(single, doubled, edits, stock)
    print("\n" + "\n".join([facts[-1], "", *table, "", *targets]))
    if not options.quick:
        head = [
            "# Benchmarks",
            "",
            "Written by `make bench`; not edited by hand.",
            "",
            *(f"- {fact}" for fact in facts),
            "",
            HOW,
        ]
        RESULTS.write_text(
            "\n".join([*head, *table, "", "Targets:", "", "```text", *targets, "```"]) + "\n", encoding="utf-8"
        )
        print(f"\nwritten to {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
