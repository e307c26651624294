"""A site that follows its files while somebody edits them: what one edit touches is read, checked, rendered and written, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from build_tools.build import Built, build_site
from build_tools.cache import Parsed
from build_tools.catalogue import Catalogue, checked_catalogue
from build_tools.loading import Reader
from build_tools.memory import no_collection
from build_tools.pages.site import Renderer, rewrite_pages
from build_tools.serve import Stamp, stamp
from build_tools.synthetic.sample import sample_in, show_sample


class Live:
    """The site in `out` of the knowledge base at `root`. The memory of a running program is what makes an edit cheap."""

    def __init__(self, root: Path, out: Path, cache: Path | None, say: Callable[[str], None]):
        self.root, self.out, self.cache, self.say = root, out, cache, say
        self.reader = Reader(Parsed(cache))
        self.built: Built | None = None
        self.others: Stamp = frozenset()
        self.search_is_old = False
        self.lock = threading.Lock()

    def update(self) -> None:
        """Brings the site up to date. Raises CatalogueError and BuildError as `build_site` does; the site is then as it was."""
        with self.lock, no_collection():
            others = stamp(self.root, ("docs",))
            sound = self.built.renderer.catalogue if self.built else None
            catalogue = checked_catalogue(self.root, self.cache, self.reader, sound)
            self.reader.parsed.file = None  # from now on memory is enough
            if self.built is None or others != self.others or not self._rewrite(self.built, catalogue):
                self.built = build_site(self.root, self.out, self.cache, self.say, catalogue)
                self.others, self.search_is_old = others, False
                self.say(f"built {self.built.pages:,} pages")
            if sound:
                sound.kept.clear()  # what was worked out of the old one refers back to it, so it would stay until Python looks for cycles

    def _rewrite(self, built: Built, catalogue: Catalogue) -> bool:
        """Writes the few pages that changed; False where it takes a whole build."""
        show_sample(catalogue, sample_in(built.renderer.catalogue))
        renderer = Renderer(catalogue, built.renderer.shells, built.renderer.docs)
        done = rewrite_pages(renderer, self.out, built.renderer, built.manifest)
        if done is None:
            return False
        built.manifest, addresses = done
        built.renderer, self.search_is_old = renderer, True
        shown = ", ".join(addresses[:3]) + (" …" if len(addresses) > 3 else "")
        self.say(f"wrote {len(addresses)} page{'' if len(addresses) == 1 else 's'}: {shown or 'nothing that is shown has changed'}")  # fmt: skip
        return True

    def freshen_search(self) -> None:
        """Writes the data of the search anew if the definitions have changed since: done when a browser asks for them, and at the end."""
        with self.lock:
            if self.search_is_old and self.built:
                self.built.renderer.write_search(self.out)
                self.search_is_old = False
