"""A site that follows its files while somebody edits them: what one edit touches is read and checked, and a page is written when it is needed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from build_tools.build import BuildError, PagesRefused, build_site
from build_tools.cache import Parsed, files_that_differ, write_whole
from build_tools.catalogue import Catalogue, checked_catalogue
from build_tools.loading import Reader
from build_tools.memory import no_collection, settle
from build_tools.pages.changes import own_pages, pages_that_differ
from build_tools.pages.site import SEARCH_DATA, OtherFrame, Renderer, write_sitemap
from build_tools.serve import Stamp, stamp
from build_tools.synthetic.sample import sample_in, show_sample

AT_ONCE = 20
"""So many pages are written as soon as they change; where more do, only those of what was edited are, and each other one when somebody opens it."""


class Live:
    """The site in `out` of the knowledge base at `root`. The memory of a running program is what makes an edit cheap."""

    def __init__(self, root: Path, out: Path, cache: Path | None, say: Callable[[str], None]):
        self.root, self.out, self.cache, self.say = root, out, cache, say
        self.reader = Reader(Parsed(cache))
        self.renderer: Renderer | None = None
        self.others: Stamp = frozenset()
        """The hand-written pages and settings of the last whole build, and those (`refused`) of one that failed."""
        self.refused: Stamp = frozenset()
        self.stale: set[str] = set()
        """The addresses of pages, and of data of the search, that are to be written again when they are asked for."""
        self.lock = threading.Lock()

    def update(self) -> None:
        """Brings the site up to date. Raises CatalogueError and BuildError as `build_site` does; the site is then as it was."""
        with self.lock, no_collection():
            others = stamp(self.root, ("docs",))
            sound = self.renderer.catalogue if self.renderer else None
            catalogue = checked_catalogue(self.root, self.cache, self.reader, sound)
            self.reader.parsed.file = None  # from now on memory is enough
            try:
                if self.renderer is None or others not in (self.others, self.refused) or not (self.out / "sitemap.xml").is_file():
                    self._build(catalogue)
                    self.others, self.refused = others, frozenset()
                else:
                    self._follow(self.renderer, catalogue)
            except PagesRefused:
                self.refused = others
                if self.renderer:  # hand-written pages that can not be built keep no edit of a definition back
                    self._follow(self.renderer, catalogue)
                raise
            finally:
                if sound and self.renderer and sound is not self.renderer.catalogue:
                    sound.forget()

    def _build(self, catalogue: Catalogue) -> None:
        built = build_site(self.root, self.out, self.cache, self.say, catalogue)
        self.renderer = built.renderer
        self.stale.clear()
        settle()
        self.say(f"built {built.pages:,} pages")

    def _follow(self, before: Renderer, catalogue: Catalogue) -> None:
        """Takes a new catalogue for the pages."""
        show_sample(catalogue, sample_in(before.catalogue))
        now = replace(before, catalogue=catalogue)
        files = files_that_differ(before.catalogue.files, catalogue.files)
        some = pages_that_differ(before.catalogue, catalogue, files)
        known = {*now.handwritten, *now.pages}
        changed = known if some is None else some & known
        if some is None:
            if gone := before.pages.keys() - now.pages.keys():
                self.stale -= gone
                for address in gone:
                    (self.out / address).unlink(missing_ok=True)
            if before.pages.keys() != now.pages.keys():
                write_sitemap(now, self.out)
        self.renderer = now
        self.stale |= {*changed, *SEARCH_DATA}
        own = [address for address in own_pages(catalogue, files) if address in changed]
        first = list(dict.fromkeys(own + sorted(changed) if len(changed) <= AT_ONCE else own))[:AT_ONCE]
        for address in first:
            self._write_one(address)
        self._tell(first, len(changed) - len(first), some is None)

    def _tell(self, written: list[str], left: int, every: bool) -> None:
        """Says which pages were written, and of how many others (or that of any) the change may show when they are opened."""
        other = "other " if written else ""
        if written:
            self.say(f"wrote {len(written)} page{'' if len(written) == 1 else 's'}: {', '.join(written[:3])}{' …' if len(written) > 3 else ''}")
        if every:
            self.say(f"any {other}page may show the change: each is written again when it is opened")
        elif left:
            self.say(f"{left} {other}pages may show the change: each is written again when it is opened")
        elif not written:
            self.say("no page shows the change; the search is written again when it is used")

    def freshen(self, address: str) -> None:
        """Writes a page, or the data of the search, if the definitions have changed since."""
        if address in self.stale:
            self._write([address])

    def finish(self) -> None:
        """Writes all that has not been asked for, so that the folder holds the whole site."""
        if self.stale:
            self.say(f"writing {len(self.stale):,} files that have changed …")
            self._write(sorted(self.stale))

    def _write(self, addresses: Iterable[str]) -> None:
        with self.lock, no_collection():
            try:
                for address in addresses:
                    self._write_one(address)
            except BuildError as error:
                self.say(f"the site could not be built: {error}")

    def _write_one(self, address: str) -> None:
        if self.renderer is None or address not in self.stale:
            return
        try:
            data = self.renderer.search_data(address) if address in SEARCH_DATA else self.renderer.page(address)
            write_whole(self.out / address, data)  # at once: somebody may be reading it
            self.stale.discard(address)
        except OtherFrame:
            self._build(self.renderer.catalogue)
