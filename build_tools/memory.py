"""Python's memory, where its usual care costs more than it saves."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def settle() -> None:
    """Clears garbage, and has later searches for it pass over all that is left: for a program that has made what it will work with for long."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@contextmanager
def no_collection() -> Iterator[None]:
    """No search for garbage inside: for work that makes hundreds of thousands of values that stay, where the search costs a third of the time. Cycles that are dropped inside stay too until the end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
