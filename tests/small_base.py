"""Where the small made-up knowledge base is, how the files of a case are laid over a copy of it, and what a folder holds."""

import os
import shutil
from pathlib import Path

HERE = Path(__file__).parent
SMALL = HERE / "small"
RECIPES = HERE / "small_recipes"
"""Recipes over the small knowledge base; most tests do without them."""
LINKS = HERE / "small_links"
"""A key and linkages over it."""


def files_of(folder):
    """{path: bytes} of every file below a folder."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def lay_over(folder, root):
    """Lays the files of a case over the definitions in `root`.

    Files below `code_snippets` go beside the definitions; a case that has some, or recipes or traps, is laid over the recipes first, one with keys or linkages over those.
    `Gender.yaml.gone` deletes Gender.yaml; `Gender.yaml.x20000` becomes a Gender.yaml that holds the text 20,000 times.
    """
    if any((folder / name).exists() for name in ("recipes", "code_snippets", "caveats.yaml")):
        lay_recipes_over(root)
    if any((folder / name).exists() for name in ("keys", "linkages")):
        lay_links_over(root)
    for directory, _, names in os.walk(folder):
        for path in (Path(directory, name) for name in sorted(names)):
            relative = path.relative_to(folder)
            target = root / relative if relative.parts[0] == "code_snippets" else root / "variables" / relative
            times = target.suffix[2:]
            if relative.as_posix() == "expected.txt":
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.suffix == ".gone":
                target.with_suffix("").unlink()
            elif target.suffix.startswith(".x") and times.isdigit():
                target.with_suffix("").write_bytes(path.read_bytes() * int(times))
            else:
                shutil.copyfile(path, target)


def lay_recipes_over(root):
    """Adds the made-up recipes to a copy of the small knowledge base."""
    for name in ("variables", "code_snippets"):
        shutil.copytree(RECIPES / name, root / name, dirs_exist_ok=True)


def lay_links_over(root):
    """Adds the made-up key and its linkages to a copy of the small knowledge base."""
    shutil.copytree(LINKS / "variables", root / "variables", dirs_exist_ok=True)
