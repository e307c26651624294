"""What several tests share: the small made-up knowledge base, copies of it to change, and the command line."""

import shutil
import signal

import pytest
from running import ROOT
from small_base import SMALL

from build_tools import cli
from build_tools.catalogue import checked_catalogue, read_catalogue

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell starts what runs behind (`make test &`) deaf to Ctrl-C, and so would be every command that a test stops
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def root(tmp_path):
    """A copy of the small knowledge base that a test may change."""
    shutil.copytree(SMALL / "variables", tmp_path / "kb" / "variables")
    return tmp_path / "kb"


@pytest.fixture
def change(root):
    """Replaces `old` by `new` in one file of the copy: `change("tables/roll/_table.yaml", "order: 10", "order: ten")`."""

    def change_file(path, old, new):
        file = root / "variables" / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} of the small knowledge base does not hold {old!r}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change_file


@pytest.fixture(scope="session")
def small():
    """The catalogue of the small knowledge base. Nothing may change it."""
    catalogue, problems = read_catalogue(SMALL)
    assert problems == []
    return catalogue


@pytest.fixture
def leo_kb(capsys):
    """Runs a command and gives its exit code, its output and its errors."""

    def run(*arguments):
        code = cli.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture(scope="session")
def catalogue():
    """The catalogue of the real definitions."""
    return checked_catalogue(ROOT, ROOT / ".cache")


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id):
    """A folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent
