"""What the tests of the form share: the made-up form on disk, a knowledge base that was filled from it, and the command line."""

import shutil

import made_up_form as form
import pytest

from build_tools.cli import main


@pytest.fixture(scope="session")
def form_file(tmp_path_factory):
    """The made-up form as a file; not to be changed."""
    return form.save(form.workbook(), tmp_path_factory.mktemp("form") / "made-up-form.xlsx")


@pytest.fixture(scope="session")
def filled(tmp_path_factory, form_file):
    """A knowledge base filled from the made-up form; not to be changed."""
    root = form.write_tables(tmp_path_factory.mktemp("filled"))
    assert main(["import", "form", str(form_file), "--root", str(root), "--no-cache"]) == 0
    return root


@pytest.fixture
def empty(tmp_path):
    """A knowledge base with tables and no variables."""
    return form.write_tables(tmp_path / "kb")


@pytest.fixture
def root(filled, tmp_path):
    """A copy of the filled knowledge base."""
    return shutil.copytree(filled, tmp_path / "kb")


@pytest.fixture
def spoil(tmp_path):
    """Saves the made-up form with a change: `spoil(lambda book: …)`."""

    def spoil(change):
        book = form.workbook()
        change(book)
        return form.save(book, tmp_path / "changed-form.xlsx")

    return spoil


@pytest.fixture
def run(capsys):
    """Runs `leo-kb` and gives its exit code, its output and its remarks."""

    def run(*words, root):
        capsys.readouterr()
        code = main([*map(str, words), "--root", str(root), "--no-cache"])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


FAMILY = """\
family: journey.JO_Ever
title: Ever lit or lent   # by hand
description: Whether the lamp was ever lit or lent.
dimensions:
  what:
    title: What
    values: {lit: lit, lent: lent}
shared:
  title: Ever {what}
  description: Whether the lamp was ever {what}.
  type: flag
  codes:
    - {code: "0", label: "No"}
    - {code: "1", label: "Yes"}
  request: by-request
  identifiability: 5
  sensitivity: E
members:
  # the first lamp
  - id: JO_EverLit
    of: {what: lit}
    name: JO_EverLit
    field: EverLit
    years: 2001/02-2020/21   # all
    form:
      - FIRST
  - id: JO_EverLent
    of: {what: lent}
    name: JO_EverLent
    field: EverLent
    years: 2017/18
    form:
      - SECOND
"""


@pytest.fixture
def family(root):
    """The two variables Ever… of the journey as a family."""
    text = FAMILY
    for word, id in (("FIRST", "journey.JO_EverLit"), ("SECOND", "journey.JO_EverLent")):
        path = form.path_of(root, id)
        text = text.replace(word, path.read_text(encoding="utf-8").split("form:\n  - ")[1].strip())
        path.unlink()
    path = path.parent.parent / "ever" / "JO_Ever.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path
