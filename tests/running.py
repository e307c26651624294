"""Running the command line as a reader does, and making a thing once for all workers of a run.

The workers share files and no xdist group: pytest-xdist 3.8 ignores groups under pytest 9.2 (its issue 1386).
"""

import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def leo_kb(*arguments, cwd=ROOT):
    """Runs the command line as a reader does."""
    return subprocess.run(
        [sys.executable, "-m", "build_tools", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def made_once(shared, name, make):
    """`shared`/`name`, which `make` makes in the worker that is here first; the others wait until it is whole."""
    made, part, failure = shared / name, shared / f"{name}.part", shared / f"{name}.failed"
    try:
        (shared / f"{name}.lock").touch(exist_ok=False)
    except FileExistsError:
        while not made.exists():
            if failure.exists():
                pytest.fail(failure.read_text(encoding="utf-8"))
            time.sleep(0.1)
        return made
    try:
        make(part)
        part.rename(made)
    except BaseException as error:
        failure.write_text(str(error), encoding="utf-8")
        raise
    return made
