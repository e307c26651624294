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
