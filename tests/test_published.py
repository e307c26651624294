"""Ids that were published are never lost: the list, the check that reads it, the command that adds to it, and the page of a renamed id."""

import subprocess
from pathlib import Path

import pytest

from build_tools.catalogue import read_catalogue
from build_tools.published import FILE, new_lines

ROOT = Path(__file__).parents[1]


@pytest.fixture
def published(root, leo_kb):
    assert leo_kb("publish", "--root", root)[0] == 0
    return root


def problems(root):
    return [(str(problem.where), problem.rule, problem.message) for problem in read_catalogue(root)[1]]


def test_the_list_holds_every_entry_with_a_page_once(published):
    lines = [line for line in (published / FILE).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    catalogue, _ = read_catalogue(published)
    assert len(lines) == len(set(lines)) and "variable roll.Gender" in lines and "concept school_meals" in lines
    assert not new_lines(published, catalogue) and problems(published) == []


def test_a_later_release_only_adds(published, leo_kb):
    before = (published / FILE).read_text(encoding="utf-8")
    (published / "variables/code_lists/sex.yaml").rename(published / "variables/code_lists/sexes.yaml")
    text = (published / "variables/code_lists/sexes.yaml").read_text(encoding="utf-8")
    (published / "variables/code_lists/sexes.yaml").write_text(text.replace("id: sex", "id: sexes"), encoding="utf-8")
    file = published / "variables/tables/roll/pupil/Gender.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("code_list: sex", "code_list: sexes"), encoding="utf-8")
    line = before.splitlines().index("code_list sex") + 1
    assert problems(published) == [
        (f"{FILE}:{line}:1", "published-id", "the code list `sex` was published and is gone")
    ]
    renamed = "renamed:\n  - {kind: code_list, old: sex, new: sexes, reason: It holds more than one sex.}\n"
    (published / "variables/renamed.yaml").write_text(renamed, encoding="utf-8")
    assert problems(published) == []
    code, out, _ = leo_kb("publish", "--root", published)
    after = (published / FILE).read_text(encoding="utf-8")
    assert code == 0 and out == f"{FILE}: 1 ids added\n" and after == before + "code_list sexes\n"


def test_a_line_that_is_no_id_is_named(published):
    with (published / FILE).open("a", encoding="utf-8") as file:
        file.write("rubbish\n")
    assert [(rule, message) for _, rule, message in problems(published)] == [
        ("published-id", "`rubbish` is no kind and id")
    ]


def test_the_list_of_this_repository_only_grows():
    """Against every version that git has of it, which may be one."""
    log = subprocess.run(["git", "log", "--format=%H", "--", FILE], cwd=ROOT, capture_output=True, text=True)
    versions = [
        subprocess.run(["git", "show", f"{commit}:{FILE}"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8").stdout
        for commit in log.stdout.split()
    ]
    now = (ROOT / FILE).read_text(encoding="utf-8")
    assert "variable school_census.FSMeligible\n" in now
    for newer, older in zip([now, *versions], versions, strict=False):
        assert newer.startswith(older), "lines of published.txt were changed or deleted"


def test_a_renamed_id_keeps_its_address(published):
    from build_tools.pages.views import all_views

    file = published / "variables/tables/roll/pupil/Gender.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("roll.Gender", "roll.Sex"), encoding="utf-8")
    file.rename(file.with_name("Sex.yaml"))
    renamed = "renamed:\n  - {kind: variable, old: roll.Gender, new: roll.Sex, reason: The census changed the word.}\n"
    (published / "variables/renamed.yaml").write_text(renamed, encoding="utf-8")
    catalogue, found = read_catalogue(published)
    assert not [problem for problem in found if problem.rule == "published-id"]
    view = next(view for view in all_views(catalogue) if view.address == "variables/roll.Gender.html")
    assert view.blocks[0].text == "The census changed the word." and "roll.Sex" in view.description
    from build_tools.search import Searcher, names_data

    searcher = Searcher(names_data(catalogue))
    assert searcher.ids[searcher.search("roll.Gender")[0].record] == "roll.Sex"


def test_a_list_that_can_not_be_read_loses_nothing(root, leo_kb):
    """What stands in one file of many is not said to be gone where the file is broken; nor where it can not be known what was renamed."""
    held = root / "variables/not_held.yaml"
    held.write_text("topics:\n  - {id: lunch, title: Lunches, words: [sandwich], why: Nobody counts them., nearest: [roll.FreeMeals], evidence: [VRF]}\n", encoding="utf-8")
    assert leo_kb("publish", "--root", root)[0] == 0
    assert "not_held lunch" in (root / FILE).read_text(encoding="utf-8")
    held.write_text(held.read_text(encoding="utf-8") + "colour: red\n", encoding="utf-8")
    assert [rule for _, rule, _ in problems(root)] == ["unknown-key"]
    held.write_text("topics: []\n", encoding="utf-8")
    assert [rule for _, rule, _ in problems(root)] == ["published-id"]
    (root / "variables/renamed.yaml").write_text("renamed: {}\n", encoding="utf-8")
    assert [rule for _, rule, _ in problems(root)] == ["wrong-type"]
