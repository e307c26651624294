"""`leo-kb synth`: the whole extract, written beside its place and put there when it is complete."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from build_tools.stack import refuse_too_wide
from build_tools.synthetic.asking import refuse_full
from build_tools.synthetic.documents import documents
from build_tools.synthetic.extract import Extract
from build_tools.synthetic.formats import Made, Say, count_quirks, drop_skeleton, write_data


def make(extract: Extract, out: Path, format: str, say: Say) -> list[Made]:
    """Writes the extract into the folder `out`, which must not hold anything.

    Raises UserError where it does, or where the disk fails; `out` is then as it was. A run that is stopped leaves nothing behind.
    """
    refuse_full(out)
    out = out.resolve()  # a link to an empty folder stays a link
    if format == "sql":
        for view in extract.views:
            refuse_too_wide(view.name, len(view.columns), "leave out --layout logical")
    out.parent.mkdir(parents=True, exist_ok=True)
    with _stopped_in_order():
        scratch = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            made = write_data(extract, scratch, format, say)
            say("counting the oddities and writing the documents …")
            counts = count_quirks(extract, scratch)
            drop_skeleton(scratch)
            for name, text in documents(extract, format, made, counts).items():
                (scratch / name).write_text(text, encoding="utf-8")
            scratch.chmod(0o755)
            if out.exists():
                out.rmdir()
            scratch.replace(out)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return made


@contextmanager
def _stopped_in_order() -> Iterator[None]:
    """A polite request to stop ends the run as Ctrl+C does, so that the scratch folder is deleted."""

    def stop(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
