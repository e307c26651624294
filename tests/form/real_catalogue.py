"""Our own catalogue, read once for all tests of a process."""

import functools
from pathlib import Path

from build_tools.catalogue import checked_catalogue

ROOT = Path(__file__).parents[2]


@functools.cache
def catalogue():
    """Every definition of the repository; not to be changed."""
    return checked_catalogue(ROOT, ROOT / ".cache")
