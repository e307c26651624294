"""Building the site in a scratch folder, so that a failure never harms the site that stands."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from build_tools.catalogue import Catalogue, checked_catalogue
from build_tools.memory import no_collection
from build_tools.pages.site import Renderer
from build_tools.plugin import KnowledgeBasePlugin
from build_tools.synthetic.sample import draw_sample, show_sample


@dataclass
class Built:
    """A site that was built: the number of its pages, and what made them."""

    pages: int
    renderer: Renderer


@no_collection()
def build_site(
    root: Path, out: Path, cache: Path | None, say: Callable[[str], None], given: Catalogue | None = None, sample: bool = False
) -> Built:
    """Builds the site of the knowledge base at `root` into a scratch folder and puts it in the place of `out`.

    `cache`: where parsed files are kept, and what the last site was built from. `given`: the catalogue, where it was read and
    checked already. `sample`: draw the synthetic sample first; else the one that was drawn last is shown.
    Raises CatalogueError for faulty definitions and BuildError for faulty pages; `out` is then as it was.
    """
    out = out.resolve()  # a link to a folder stays a link
    if not _may_be_replaced(out):
        raise BuildError(f"{out} holds something other than a site: name a new or an empty folder with --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    warnings = _Warnings()
    logging.getLogger("mkdocs").addHandler(warnings)
    try:
        say("reading and checking the definitions …")
        catalogue = given or checked_catalogue(root, cache)
        if sample:
            show_sample(catalogue, draw_sample(catalogue, cache or scratch, say))
        say("rendering the pages …")
        config = load_config(str(root / "mkdocs.yml"), site_dir=str(scratch / "site"))
        plugin = config.plugins.get("leo-kb")
        if not isinstance(plugin, KnowledgeBasePlugin):
            raise BuildError("mkdocs.yml does not name the plugin `leo-kb`: add it under `plugins:`")
        plugin.given, plugin.previous, plugin.manifest = catalogue, out, manifest_of(out, cache)
        plugin.cache = cache or scratch
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        if warnings.lines:
            raise PagesRefused("\n".join(warnings.lines))
        (scratch / "site").chmod(0o755)
        _swap(scratch / "site", out, scratch)
    except MkDocsException as error:
        raise PagesRefused("\n".join([*warnings.lines, str(error)])) from None
    finally:
        logging.getLogger("mkdocs").removeHandler(warnings)
        shutil.rmtree(scratch, ignore_errors=True)
    return Built(plugin.written, plugin.renderer)


def manifest_of(out: Path, cache: Path | None) -> Path | None:
    """The file that says what the site in `out` was built from."""
    return cache / f"site-{hashlib.sha256(str(out.resolve()).encode()).hexdigest()[:12]}.json" if cache else None


def _may_be_replaced(out: Path) -> bool:
    """Whether nothing is lost with `out`: it is not there, or an empty folder, or a site."""
    if not out.exists():
        return True
    return out.is_dir() and ((out / "sitemap.xml").is_file() or not any(out.iterdir()))


class BuildError(Exception):
    """The pages could not be built; the message says why."""


class PagesRefused(BuildError):
    """MkDocs finds fault with the hand-written pages or the settings."""


class _Warnings(logging.Handler):
    """Collects what MkDocs warns of: here a warning is a fault."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _swap(new: Path, out: Path, scratch: Path) -> None:
    """Puts `new` in the place of `out` by renaming, so that there is always a whole site."""
    if out.exists():
        out.rename(scratch / "old")
    try:
        new.rename(out)
    except OSError as error:
        if (scratch / "old").exists() and not out.exists():
            (scratch / "old").rename(out)
        raise BuildError(f"{out} was changed while it was built ({error.strerror}): run the build again") from None
