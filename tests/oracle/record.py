"""`make oracle`: asks Microsoft's parser about all SQL under test and records its verdicts in verdicts.txt.

With --real it judges what the tools write from the real definitions, and records nothing.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from corpus import WRONG, digest_of, statements, texts
from microsoft import Fault, OracleError, judge

from build_tools.catalogue import checked_catalogue
from build_tools.problems import CatalogueError, as_terminal

ROOT = Path(__file__).resolve().parents[2]
VERDICTS = Path(__file__).resolve().parent / "verdicts.txt"
HEAD = "# What Microsoft's parser said of each SQL under test: hash of the text, verdict, name. Written by `make oracle`; never edit it by hand.\n"
MOST_FAULTS = 5
"""As many are printed of a text: one mistake can spoil every line behind it."""


def main() -> int:
    """0 where all SQL is right, 1 where some is wrong or a planted mistake was not seen, 2 where nothing could be asked."""
    parser = argparse.ArgumentParser(description="Have Microsoft's parser judge the SQL that the tools write.")
    parser.add_argument(
        "--real", action="store_true", help="judge SQL made from the real definitions, and record nothing"
    )
    options = parser.parse_args()
    try:
        return _run(options.real)
    except CatalogueError as error:
        print(*map(as_terminal, error.problems), sep="\n", file=sys.stderr)
    except OracleError as error:
        print(error, file=sys.stderr)
    return 2


def _run(real: bool) -> int:
    right = dict(texts(checked_catalogue(ROOT, ROOT / ".cache")) if real else statements())
    planted = {f"wrong/{name}": sql for name, sql in WRONG.items()}
    started = time.monotonic()
    faults = judge(right | planted)
    size, seconds = sum(map(len, right.values())) / 1e6, time.monotonic() - started
    print(
        f"Microsoft's parser read {len(right):,} texts ({size:.1f} MB) and {len(planted)} planted mistakes in {seconds:.0f} s"
    )
    unseen = [name for name in planted if not faults[name]]
    wrong = [name for name in right if faults[name]]
    for name in wrong:
        _print_faults(name, right[name], faults[name])
    for name in unseen:
        print(f"{name}: not seen, though it is a mistake: {planted[name]}")
    if not real:
        VERDICTS.write_text(written(right | planted, faults), encoding="utf-8")
        print(f"wrote {len(faults)} verdicts to {VERDICTS.relative_to(ROOT)}")
    print(f"{len(wrong)} texts are wrong" if wrong else "all texts are right", end="")
    print(f", and {len(unseen)} planted mistakes were not seen" if unseen else ", and all planted mistakes were seen")
    return 1 if wrong or unseen else 0


def _print_faults(name: str, sql: str, faults: list[Fault]) -> None:
    lines = sql.split("\n")
    for fault in faults[:MOST_FAULTS]:
        print(f"{name}:{fault.line}:{fault.column}: {fault.message}")
        print(f"    {lines[fault.line - 1].strip()[:120] if fault.line <= len(lines) else '(end of the text)'}")
    if len(faults) > MOST_FAULTS:
        print(f"    and {len(faults) - MOST_FAULTS} more, which may only follow from these")


def written(asked: Mapping[str, str], faults: Mapping[str, list[Fault]]) -> str:
    """The text of verdicts.txt."""
    lines = sorted(f"{digest_of(sql)} {'error' if faults[name] else 'ok'} {name}\n" for name, sql in asked.items())
    return HEAD + "".join(lines)


def read_verdicts() -> dict[str, tuple[str, str]]:
    """{hash: (verdict, name)} of what is recorded."""
    lines = VERDICTS.read_text(encoding="utf-8").splitlines()
    split = (line.split(" ", 2) for line in lines if not line.startswith("#"))
    return {digest: (verdict, name) for digest, verdict, name in split}


if __name__ == "__main__":
    sys.exit(main())
