"""An import leaves no catalogue that the check refuses: changes are tried on a copy, and put in place all together or not at all."""

import os
import signal
import threading
from pathlib import Path

import made_up_form as form
import pytest
from small_base import files_of

from build_tools.form import placing

LANTERN, TRIAL = "Lantern_01-02_to_20-21", "Trial_95-96_to_15-16 "


def new_line(name, field=None, old=None, years="2010/11"):
    """A change that adds a row at the end of the lantern tab."""
    return lambda book: book[LANTERN].append([name, field, old, None, None, years, "Made up."])


def put(tab, name, column, value):
    return lambda book: setattr(book[tab][f"{column}{form.find(book, tab, name)}"], "value", value)


REFUSED = {
    # the change; tab, row, rule and id of the first problem
    "placeholder": (new_line("Rim_[year]", "Rim"), LANTERN, 33, "placeholder-known", "lantern.Rim__year"),
    "old alias of 201 letters": (new_line("Rim_[yy]", "Rim", "x" * 201), LANTERN, 33, "bad-value", "lantern.Rim"),
    "alias of 201 letters": (new_line("x" * 201, "Rim"), LANTERN, 33, "bad-value", "lantern.xx"),
    "years outside the table": (new_line("Rim_[yy]", "Rim", None, "1985/86"), LANTERN, 33, "years-of-table", "lantern.Rim"),
    "known variable": (put(LANTERN, "Glow_[term][yy]", "F", "1985/86"), LANTERN, 8, "years-of-table", "lantern.Glow"),
    "second tab": (put(TRIAL, "TR_LIST", "A", "TR_[list]"), TRIAL.strip(), 45, "placeholder-known", "trial_mark.TR_LIST"),
}  # fmt: skip


def refused(run, path, root, *words):
    """What an import that must not write says, on standard output."""
    before = files_of(root)
    code, out, err = run("import", "form", path, *words, root=root)
    assert code == 1, out
    assert "the form can not be taken over as it is, so nothing was written\n" in err
    assert files_of(root) == before
    assert "Traceback" not in out + err
    return out


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("words", [(), ("--dry-run",)], ids=["import", "dry run"])
def test_what_the_check_refuses_is_not_written(run, spoil, root, kind, words):
    change, tab, row, rule, id = REFUSED[kind]
    lines = refused(run, spoil(change), root, *words).split("\n")
    assert lines[0].startswith(f"changed-form.xlsx[{tab}]:{row}:1: {rule}: {id}"), lines
    assert lines[1].startswith("    help: ")
    assert lines[2].startswith("    more: ")


def test_all_problems_are_told_at_once(run, spoil, root):
    def change(book):
        new_line("Rim_[year]", "Rim")(book)
        new_line("Hoop_[yy]", "Hoop", None, "1985/86")(book)

    out = refused(run, spoil(change), root)
    assert [line.split(": ")[1] for line in out.split("\n") if line.startswith("changed-form")] == [
        "placeholder-known",
        "years-of-table",
    ]


def test_a_member_of_a_family_is_named(run, spoil, root, family):
    for row, id in ((9, "journey.JO_EverLit"), (10, "journey.JO_EverLent")):

        def change(book, row=row):
            book["Journey_01-02_to_20-21"][f"E{row}"].value = "1985/86"

        out = refused(run, spoil(change), root)
        assert out.startswith(f"changed-form.xlsx[Journey_01-02_to_20-21]:{row}:1: years-of-table: {id}: ")


def test_a_very_long_alias_has_a_shorter_id(run, spoil, root):
    changed = spoil(new_line("Rim" + "_of_the_lamp" * 15, "Rim"))
    assert run("import", "form", changed, root=root)[0] == 0
    assert run("check", root=root)[0] == 0
    assert run("sync", changed, root=root)[0] == 0
    (path,) = (root / "variables" / "tables" / "lantern" / "new").glob("Rim*")
    assert 40 < len(path.stem) <= 60


def test_two_long_aliases_that_begin_alike_have_two_ids(run, spoil, root):
    def change(book):
        new_line("Rim" + "_of_the_lamp" * 12 + "_a", "Rim_a")(book)
        new_line("Rim" + "_of_the_lamp" * 12 + "_b", None)(book)

    changed = spoil(change)
    assert run("import", "form", changed, root=root)[0] == 0
    assert run("check", root=root)[0] == 0
    assert run("sync", changed, root=root)[0] == 0


# ------------------------------------------------------------------------------------------------ putting in place


@pytest.fixture
def several(spoil):
    """A form that changes several files."""

    def change(book):
        for name in ("Glow_[term][yy]", "LampSource_[term][yy]", "Haze_[term][yy]"):
            put(LANTERN, name, "P", "B")(book)
        new_line("Rim_[yy]", "Rim")(book)

    return spoil(change)


@pytest.fixture
def at_second_file(monkeypatch):
    """Lets something happen when the second definition below a folder is put in place."""
    real = placing.write_whole

    def arrange(root, happen):
        placed = []

        def write_whole(file, data):
            if root in file.parents:
                placed.append(file)
                if len(placed) == 2:
                    happen(file)
            real(file, data)

        monkeypatch.setattr(placing, "write_whole", write_whole)

    return arrange


def test_ctrl_c_waits_until_all_files_are_there(run, several, root, at_second_file):
    at_second_file(root, lambda file: os.kill(os.getpid(), signal.SIGINT))
    code, _, err = run("import", "form", several, root=root)
    assert code == 130
    assert "all 4 files were being put in place and are written" in err
    assert "nothing was left" not in err
    assert run("sync", several, root=root)[0] == 0
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_before_that_changes_nothing(run, several, root, monkeypatch):
    def stop(*words):
        raise KeyboardInterrupt

    before = files_of(root)
    monkeypatch.setattr(placing, "read_catalogue", stop)
    code, _, err = run("import", "form", several, root=root)
    assert (code, files_of(root)) == (130, before)
    assert "stopped; nothing was left half written" in err


def fail(file):
    file.with_suffix(f".{os.getpid()}").write_bytes(b"half")
    raise OSError(28, "No space left on device")


def test_a_full_disk_changes_nothing(run, several, root, at_second_file):
    before = files_of(root)
    at_second_file(root, fail)
    code, _, err = run("import", "form", several, root=root)
    assert code == 1
    assert "can not be written (No space left on device); nothing was changed" in err
    assert files_of(root) == before


def test_what_can_not_be_put_back_is_said(run, several, root, monkeypatch):
    real, placed = placing.write_whole, []

    def write_whole(file, data):
        if root in file.parents:
            placed.append(file)
            if len(placed) > 2:
                fail(file)
        real(file, data)

    monkeypatch.setattr(placing, "write_whole", write_whole)
    code, _, err = run("import", "form", several, root=root)
    assert code == 1
    assert "1 of 4 files are written and could not be put back" in err


def test_files_are_put_in_place_from_any_thread(tmp_path):
    thread = threading.Thread(target=placing.put_in_place, args=(tmp_path, {"a/b.yaml": b"x"}))
    thread.start()
    thread.join()
    assert (tmp_path / "a" / "b.yaml").read_bytes() == b"x"


def test_the_copy_does_without_hard_links(run, several, root, monkeypatch):
    def no_link(*words, **options):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", no_link)
    monkeypatch.setattr(Path, "hardlink_to", no_link)
    assert run("import", "form", several, root=root)[0] == 0
    assert run("sync", several, root=root)[0] == 0


def test_a_file_that_is_not_changed_is_not_touched(run, several, root):
    path = root / "variables" / "tables" / "lantern" / "new" / "Smoke.yaml"
    before = path.stat()
    assert run("import", "form", several, root=root)[0] == 0
    assert (path.stat().st_mtime_ns, path.stat().st_nlink) == (before.st_mtime_ns, 1)
