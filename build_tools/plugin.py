"""The MkDocs adapter: checks the catalogue, asks the theme for shells, and writes the generated pages beside the hand-written ones."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from build_tools.catalogue import Catalogue, checked_catalogue
from build_tools.pages import site
from build_tools.pages.colours import fence
from build_tools.pages.frame import BODY, EDIT, SHELL_NAME, Shell, shell_markdown
from build_tools.pages.prose import fill_for_site, refill
from build_tools.problems import CatalogueError, as_terminal, count_of
from build_tools.synthetic.sample import read_sample, sample_in, show_sample

ASSETS = Path(__file__).parent / "pages" / "assets"
THEME = Path(__file__).parent / "pages" / "theme"
"""Templates of ours that stand in front of the theme's."""
_LINK_IN_HEADING = re.compile(r"<h[1-6][ >](?:(?!</h[1-6]>).)*? data-kb=", re.S)
"""The check knows headings by their `#` alone, and says where they are; here is every way to write one."""


class PluginConfig(Config):  # type: ignore[no-untyped-call]
    """Options of the plugin in mkdocs.yml."""

    root = config_options.Type(str, default="")
    """Folder of the knowledge base; the folder of mkdocs.yml where it is empty."""


class KnowledgeBasePlugin(BasePlugin[PluginConfig]):  # type: ignore[no-untyped-call]
    """Generated pages in MkDocs. MkDocs renders the hand-written pages and one shell of each kind; the rest is filled in."""

    given: Catalogue | None = None
    """A catalogue that was read and checked already; set by `leo-kb build`, which has to report problems in its own way."""
    previous: Path | None = None
    """The site that stands, from which unchanged pages are taken; set by `leo-kb build`."""
    manifest: Path | None = None
    """Where it says what that site was built from; set by `leo-kb build`."""
    cache: Path | None = None
    """Where the synthetic sample is kept; set by `leo-kb build`, else the folder .cache of the knowledge base."""
    written: int = 0
    """Number of pages of the last build."""
    catalogue: Catalogue
    shells: dict[str, Shell]
    handwritten: dict[str, str]
    """The hand-written pages by their addresses, with marked links."""
    renderer: site.Renderer
    """What made the pages of the last build."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Loads and checks before MkDocs empties the site folder, so that a fault keeps the last good site."""
        root = Path(self.config.root or Path(config.config_file_path).parent)
        try:
            self.catalogue = self.given or checked_catalogue(root, root / ".cache")
        except CatalogueError as error:
            listing = "\n".join(as_terminal(problem) for problem in error.problems)
            raise PluginError(f"{count_of(error.problems)} in the definitions\n{listing}") from None
        if sample_in(self.catalogue) is None:
            show_sample(self.catalogue, read_sample(self.cache or root / ".cache"))
        self.shells, self.handwritten = {}, {}
        config.watch.append(str(root / "variables"))
        config.theme.dirs.insert(0, str(THEME))
        config.mdx_configs.setdefault("pymdownx.superfences", {})["custom_fences"] = [{"name": "*", "class": "", "format": fence}]
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds a shell for each kind of page, the index pages that the navigation names, and the assets."""
        for address, with_sections in site.shell_addresses(self.catalogue).items():
            file = File.generated(config, address.removesuffix(".html") + ".md", content=shell_markdown(with_sections))
            file.edit_uri = f"../{EDIT}"
            if SHELL_NAME in address:
                file.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(file)
        for asset in sorted(ASSETS.iterdir()):
            files.append(File.generated(config, f"assets/{asset.name}", content=asset.read_bytes()))
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Resolves `[[id]]` links and the places that hand-written pages leave for generated parts."""
        return markdown if _is_shell(page) else fill_for_site(markdown, self.catalogue, depth=page.url.count("/"))

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Leaves one sentinel where the content of generated pages goes. A hand-written page with a link in a heading, which would stand in the navigation, is refused."""
        if not _is_shell(page) and _LINK_IN_HEADING.search(html):
            raise PluginError(f"docs/{page.file.src_uri}: a heading can hold no link: write the words without brackets")
        return BODY if _is_shell(page) else html

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Keeps the rendered shells, for which MkDocs writes nothing, and the hand-written pages."""
        if not _is_shell(page):
            address = page.file.dest_uri
            self.handwritten[address] = output
            return refill(output, self.catalogue, depth=address.count("/"))
        self.shells[page.url] = Shell.cut(output, page.url)
        return ""

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Writes every generated page, the data of the search and the sitemap."""
        self.renderer = site.Renderer(self.catalogue, self.shells, self.handwritten, Path(config.docs_dir), str(config.site_url or ""))
        self.written = site.write_pages(self.renderer, Path(config.site_dir), self.previous, self.manifest)


def _is_shell(page: Page) -> bool:
    return bool(page.file.generated_by) and page.file.src_uri.endswith(".md")
