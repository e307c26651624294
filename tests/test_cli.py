"""The command line as a reader meets it: exit codes, what is printed, and that no command harms the knowledge base.

Each command runs as `python -m build_tools`, so that a traceback would show.
"""

import errno
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from running import ROOT
from small_base import SMALL, files_of

from build_tools import cli, tabular
from build_tools.problems import Position, Problem

REPOSITORY = Path(__file__).parents[1]
PYTHON = re.compile(r"Traceback|\b[A-Z]\w*(?:Error|Exception)\b|\[Errno")
ROLL = "variables/tables/roll"
GENDER = f"{ROLL}/pupil/Gender.yaml"


@pytest.fixture
def run(root):
    """Runs a command in the copy of the small knowledge base and gives its exit code, its output and its errors."""

    def run_command(*words, cwd=root):
        result = subprocess.run(
            [sys.executable, "-m", "build_tools", *map(str, words)],
            cwd=cwd,
            env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
        )
        assert not PYTHON.search(result.stdout + result.stderr), result.stdout + result.stderr
        return result.returncode, result.stdout, result.stderr

    return run_command


# ---------------------------------------------------------------------------------------------- check


def test_check_says_that_all_is_well(run):
    assert run("check") == (0, "all is well: 10 variables in 3 tables, 2 shared code lists\n", "")


def test_check_of_a_path_that_is_not_there(run, root):
    code, out, err = run("check", ROLL, "nosuch")
    assert (code, out) == (2, "")
    assert "nosuch" in err and "no file or folder" in err and str(root) in err


def test_check_of_one_folder_says_what_it_read(run, root):
    code, out, err = run("check", ROLL)
    files = sum(1 for _ in (root / ROLL).rglob("*.yaml"))
    assert files > 1 and (code, out, err) == (0, f"all is well below {ROLL}: {files} files\n", "")
    assert run("check", GENDER) == (0, f"all is well below {GENDER}: 1 file\n", "")
    assert run("check", GENDER, ".") == (
        0,
        f"all is well below {GENDER}, .: {len(files_of(root / 'variables'))} files\n",
        "",
    )
    assert run("check", "pupil", cwd=root / ROLL)[0] == 0, "paths count from the folder of the reader"


def test_check_of_a_path_without_definitions_does_not_praise_it(run, root):
    (root / "notes").mkdir()
    code, out, err = run("check", "notes")
    assert (code, err) == (0, "")
    assert "all is well" not in out and "nothing below notes is checked" in out


def test_check_of_a_page_written_by_hand(run, root):
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text("# Home\n\nSee [[nosuch]].\n", encoding="utf-8")
    assert run("check", "docs")[0] == 1
    (root / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    assert run("check", "docs") == (0, "all is well below docs: 1 file\n", "")


def test_check_with_a_fault_elsewhere_says_so(run, change):
    change("tables/roll/pupil/Gender.yaml", "type: category", "type: categry")
    code, out, err = run("check", "variables/tables/attendance", "variables/code_lists")
    assert code == 0
    assert re.fullmatch(r"no problem below variables/tables/attendance, variables/code_lists: \d+ files\n", out), out
    assert err == "1 problem elsewhere, so the tables were not checked: `leo-kb check` shows it\n"


def test_check_with_faults_below_and_elsewhere(run, change):
    change("tables/roll/pupil/Gender.yaml", "type: category", "type: categry")
    change("tables/attendance/_table.yaml", "order: 20", "order: twenty")
    code, out, err = run("check", GENDER)
    assert code == 1
    assert out.startswith(f"{GENDER}:") and "attendance" not in out
    assert err.splitlines() == [
        "1 problem found",
        "1 problem elsewhere, so the tables were not checked: `leo-kb check` shows it",
    ]


def test_check_says_when_only_the_tables_are_at_fault(monkeypatch, root, leo_kb):
    problem = Problem(Position("variables"), "tabular-truth", "two rows have one key", "correct it")
    monkeypatch.setattr(tabular, "check_tables", lambda *_: [problem])
    code, out, err = leo_kb("check", "--root", root, "--no-cache", root / ROLL)
    assert code == 0 and out.startswith("no problem below")
    assert err == "1 problem elsewhere: `leo-kb check` shows it\n", "the tables were checked"
    assert leo_kb("check", "--root", root, "--no-cache", root)[0] == 1


def test_check_as_json_prints_objects_only(run, change):
    assert run("check", "--format", "json", ROLL) == (0, "", "")
    change("tables/roll/pupil/Gender.yaml", "type: category", "type: categry")
    code, out, _ = run("check", "--format", "json", ROLL)
    assert code == 1 and [json.loads(line)["path"] for line in out.splitlines()] == [GENDER]
    code, out, err = run("check", "--format", "json", "variables/code_lists")
    assert (code, out) == (0, "") and "1 problem elsewhere" in err


def test_a_folder_that_is_no_knowledge_base(run, tmp_path):
    for words in (["check"], ["check", "--root", tmp_path]):
        code, out, err = run(*words, cwd=tmp_path)
        assert (code, out) == (2, "") and "--root" in err


# ---------------------------------------------------------------------------------------------- lookup and show


def test_lookup_of_a_name(run):
    code, out, err = run("lookup", "gend_06")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Gender_[term][yy]: Gender recorded for the pupil",
        "    id       roll.Gender",
        "    table    Pupils on roll",
        "    years    2003/04-2009/10 (academic)",
        "    request  default",
        "    old alias of Gender_[term][yy], for 2005/06",
    ]


def test_lookup_of_a_near_miss(run):
    code, out, err = run("lookup", "gendr")
    assert (code, err) == (1, "")
    assert out.startswith("no name `gendr`") and "near: " in out and "roll.Gender" in out


def test_lookup_as_json(run):
    code, out, _ = run("lookup", "gend_06", "--json")
    found = json.loads(out)
    assert code == 0 and found["found"] and found["hits"][0]["id"] == "roll.Gender"
    code, out, _ = run("lookup", "gendr", "--json")
    found = json.loads(out)
    assert code == 1 and not found["found"] and "roll.Gender" in {hit["id"] for hit in found["hits"]}


def test_show(run):
    code, out, err = run("show", "roll.gender")
    assert (code, err) == (0, "") and "Gender recorded for the pupil" in out


def test_show_of_a_name_that_one_entry_has(run):
    assert run("show", "gend_06") == run("show", "roll.Gender")


def test_show_of_an_unknown_id(run):
    code, out, err = run("show", "roll.Gendr")
    assert (code, out) == (1, "")
    assert err.startswith("there is no entry `roll.Gendr`; did you mean") and "roll.Gender" in err


# ---------------------------------------------------------------------------------------------- export and generate

WRITERS = {
    "export": lambda out: ("export", "json", "--out", out),
    "generate": lambda out: ("generate", out),
    "build": lambda out: ("build", "--out", out),
}


def test_export_writes_a_folder(run, root):
    code, out, err = run(*WRITERS["export"]("deep/out"))
    assert (code, err) == (0, "") and out.startswith("wrote 8 files")
    assert {path.name for path in (root / "deep" / "out").iterdir()} == {
        "variables.json",
        "tables.json",
        "keys.json",
        "linkages.json",
        "code_lists.json",
        "recipes.json",
        "caveats.json",
        "catalogue.json",
    }


def test_generate_writes_pages(run, root):
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text("# Written by hand\n", encoding="utf-8")
    code, out, err = run(*WRITERS["generate"]("pages"))
    assert (code, err) == (0, "") and re.fullmatch(r"wrote \d+ Markdown pages to pages\n", out)
    assert (root / "pages" / "variables" / "roll.Gender.md").is_file()
    assert (root / "pages" / "index.md").is_file()


def test_files_that_an_export_no_longer_makes_stay(run, root):
    (root / "out").mkdir()
    (root / "out" / "of_mine.txt").write_text("mine", encoding="utf-8")
    assert run(*WRITERS["export"]("out"))[0] == 0
    assert (root / "out" / "of_mine.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_no_command_writes_over_the_knowledge_base(writer, run, root):
    for folder in ("code_snippets", "docs", "docs/start", "build_tools", "tests", ".git"):
        (root / folder).mkdir()
        (root / folder / "index.md").write_text("# Written by hand\n", encoding="utf-8")
    (root / "link").symlink_to(root / "docs")
    before = files_of(root)
    targets = [".", "..", "docs", "docs/", "docs/start", "docs/new", "docs/../docs", "variables", f"{ROLL}/x"]
    targets += ["code_snippets", "code_snippets/x", "build_tools", "tests/x", ".git", "link", "link/start", root, root / "docs"]
    for target in targets:
        code, out, err = run(*writer(target))
        assert (code, out) == (2, ""), f"{target}: {out}"
        assert "of the knowledge base, and" in err or "belongs to the knowledge base" in err, target
        assert "name another folder" in err, target
        assert files_of(root) == before, target


def test_folders_with_like_names_elsewhere_are_nobodys(run, root, tmp_path):
    for target in ("documents", "docs2", "out/docs", tmp_path / "docs"):
        assert run(*WRITERS["export"](target))[0] == 0, target


def test_a_faulty_catalogue_is_not_exported(run, root, change):
    change("tables/roll/pupil/Gender.yaml", "type: category", "type: categry")
    for writer in ("export", "generate"):
        code, out, err = run(*WRITERS[writer]("out"))
        assert code == 1 and out.startswith(f"{GENDER}:") and err == "1 problem found\n"
        assert not (root / "out").exists()


def test_a_folder_in_the_way_of_a_file_leaves_all_as_it_was(run, root):
    (root / "out" / "tables.json").mkdir(parents=True)
    (root / "out" / "catalogue.json").write_text("older", encoding="utf-8")
    before = {path.name for path in (root / "out").iterdir()}
    code, out, err = run(*WRITERS["export"]("out"))
    assert (code, out) == (1, "") and "tables.json" in err and "is a folder" in err
    assert files_of(root / "out") == {"catalogue.json": b"older"}
    assert {path.name for path in (root / "out").iterdir()} == before


def test_a_file_in_the_way_of_a_folder_leaves_all_as_it_was(run, root):
    (root / "out").mkdir()
    (root / "out" / "variables").write_text("a file", encoding="utf-8")
    code, out, err = run(*WRITERS["generate"]("out"))
    assert (code, out) == (1, "") and f"{Path('out', 'variables')}" in err and "is not a folder" in err
    assert files_of(root / "out") == {"variables": b"a file"}


# ---------------------------------------------------------------------------------------------- the operating system


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("target", ["file", "file/below"])
def test_a_file_where_a_folder_is_to_be(writer, target, run, root):
    (root / "file").write_text("a file", encoding="utf-8")
    code, out, err = run(*writer(target))
    assert (code, out) == (1, "")
    assert f"{root / 'file'} is not a folder" in err and "name" in err
    assert (root / "file").read_text(encoding="utf-8") == "a file"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_a_folder_that_can_not_be_made(writer, run):
    code, out, err = run(*writer("/proc/x"))
    assert (code, out) == (1, "")
    assert err == "/proc/x can not be written: No such file or directory; name another folder\n"


@pytest.mark.parametrize("writer", [WRITERS["export"], WRITERS["generate"]])
def test_a_link_to_a_folder_that_is_not_there_yet(writer, run, root):
    (root / "link").symlink_to(root / "later")
    assert run(*writer("link"))[0] == 0
    assert any((root / "later").iterdir()) and (root / "link").is_symlink()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES), "variables/a.yaml"), ["variables/a.yaml", "Permission denied"]),
        (OSError(errno.EXDEV, os.strerror(errno.EXDEV), "from", None, "to"), ["from", "to", os.strerror(errno.EXDEV)]),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), ["No space left on device"]),
        (OSError("no library"), ["no library"]),
    ],
)  # fmt: skip
def test_every_other_error_of_the_operating_system(error, words, monkeypatch, leo_kb):
    def fail(options):
        raise error

    monkeypatch.setattr(cli, "run_check", fail)
    code, out, err = leo_kb("check")
    assert (code, out) == (1, "")
    assert [word for word in words if word not in err] == [] and "check that" in err
    assert not PYTHON.search(err)


@pytest.mark.parametrize("port", ["0", "99999", "-1", "many"])
def test_serve_refuses_a_port_that_can_not_be(port, run, root):
    code, out, err = run("serve", f"--port={port}")
    assert (code, out) == (2, "") and "from 1 to 65535" in err
    assert not (root / "site").exists()


def test_serve_refuses_a_port_in_use_before_it_builds(run, root):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, out, err = run("serve", "--port", port)
    assert (code, out) == (1, "")
    assert str(port) in err and "--port" in err and "reading and checking" not in err
    assert not (root / "site").exists()


@pytest.mark.parametrize("closed", [">&-", ">/dev/null 2>&-"])
def test_a_stream_that_is_closed_is_no_error(closed):
    command = f'"{sys.executable}" -m build_tools show roll --root "{SMALL}" --no-cache {closed}'
    result = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
