"""Building: a fault never harms the site that stands, plain MkDocs gives the same pages, and the same definitions give the same bytes."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from small_base import files_of

from .conftest import ROOT, lay_out_small, leo_kb, made_once

GENDER = "variables/tables/roll/pupil/Gender.yaml"


def mkdocs(*arguments, cwd, **environment):
    command = [sys.executable, "-m", "mkdocs", "build", *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environment,
    )


def differing(one, other):
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@pytest.fixture
def standing(shared, tmp_path):
    """The small knowledge base with a site that stands, and the bytes of that site."""

    def build(root):
        lay_out_small(root)
        result = leo_kb("build", "--root", root)
        assert result.returncode == 0, result.stdout + result.stderr
        assert re.search(rf"wrote \d+ pages to {re.escape(str(root / 'site'))}", result.stdout)

    root = tmp_path / "small"
    shutil.copytree(made_once(shared, "standing", build), root)
    return root, root / "site", files_of(root / "site")


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def beside(out):
    """What a build could leave behind next to its site."""
    return {path.name for path in out.parent.iterdir()} - {".cache"}


FAULTS = {
    "unknown word": ("type: category", "type: categry", ":7: bad-value"),
    "unknown key": ("type: category", "tipe: category", ":1: unknown-key"),
    "broken syntax": ("terms: [autumn, spring]", "terms: [autumn, spring", ":"),
    "link to nothing": ("description: The gender or sex", "description: Like [[roll.Gendre]] the gender or sex", ":"),
    "missing list": ("code_list: sex", "code_list: sexes", ":12: code-list-exists"),
}


def test_faults_in_definitions_are_named_and_leave_the_site(standing):
    small, out, before = standing
    neighbours = beside(out)
    original = (small / GENDER).read_text(encoding="utf-8")
    for name, (old, new, place) in FAULTS.items():
        line = change(small / GENDER, old, new)
        result = leo_kb("build", "--root", small)
        assert result.returncode == 1, name
        assert re.search(rf"^{re.escape(GENDER)}:\d+:\d+: [a-z-]+: ", result.stdout, re.M), f"{name}: {result.stdout}"
        if name != "broken syntax":
            assert f"{GENDER}:{line}{place}" in result.stdout, f"{name}: {result.stdout}"
        assert "help: " in result.stdout and "found" in result.stderr and "Traceback" not in result.stderr, name
        assert not differing(files_of(out), before), name
        assert beside(out) == neighbours, name
        (small / GENDER).write_text(original, encoding="utf-8")


PAGES = {
    "a page": ("See [a](nowhere.md).", ["docs/trainers.md:5:9: docs-link", "nowhere.md"]),
    "a heading": ("See [b](start/years.md#no-anchor).", ["docs/trainers.md:5:9: docs-link", "no-anchor"]),
    "what MkDocs finds": ("[c](tables/nowhere.md) ![d](nowhere.png) [e](/tables/index.html)", ["tables/nowhere.md", "nowhere.png", "/tables/index.html"]),
    "an id": ("See [[roll.Nothing]].", ["docs/trainers.md:5:5: docs-link", "[[roll.Nothing]]"]),
    "a reference": ("See [[ref:NOTHING]].", ["docs/trainers.md:5:5: docs-link", "[[ref:NOTHING]]"]),
}


def test_faults_in_hand_written_pages_are_named_and_leave_the_site(standing):
    small, out, before = standing
    neighbours = beside(out)
    page = small / "docs" / "trainers.md"
    original = page.read_text(encoding="utf-8")
    for name, (words, named) in PAGES.items():
        page.write_text(f"{original}\n{words}\n", encoding="utf-8")
        result = leo_kb("build", "--root", small)
        assert result.returncode == 1, f"{name}: {result.stdout}{result.stderr}"
        said = result.stdout + result.stderr
        assert [word for word in named if word not in said] == [] and "Traceback" not in said, f"{name}: {said}"
        assert "the site that stands was not touched" in said or "1 problem found" in said, f"{name}: {said}"
        assert not differing(files_of(out), before), name
        assert beside(out) == neighbours, name
        page.write_text(original, encoding="utf-8")


def test_a_page_outside_the_navigation_is_a_fault(small):
    (small / "docs" / "unlisted.md").write_text("# Not in the navigation\n", encoding="utf-8")
    result = leo_kb("build", "--root", small)
    assert result.returncode == 1 and "unlisted.md" in result.stderr
    assert not (small / "site").exists()


def test_plain_mkdocs_keeps_the_site_as_well(standing):
    small, out, before = standing
    line = change(small / GENDER, *FAULTS["unknown word"][:2])
    result = mkdocs(cwd=small)
    assert result.returncode == 1
    assert (
        "1 problem in the definitions" in result.stderr
        and f"{GENDER}:{line}:7: bad-value" in result.stderr
        and "Traceback" not in result.stderr
    )
    assert not differing(files_of(out), before)


def test_plain_mkdocs_keeps_the_site_when_a_page_links_to_nothing(standing):
    small, out, before = standing
    with (small / "docs" / "trainers.md").open("a", encoding="utf-8") as page:
        page.write("\nSee [[roll.Nothing]].\n")
    result = mkdocs(cwd=small)
    assert result.returncode == 1 and "docs/trainers.md:5:5: docs-link" in result.stderr, result.stderr
    assert "Traceback" not in result.stderr and not differing(files_of(out), before)


def test_a_first_build_that_fails_leaves_nothing(small):
    change(small / GENDER, *FAULTS["unknown word"][:2])
    before = beside(small / "site")
    assert leo_kb("build", "--root", small).returncode == 1
    assert beside(small / "site") == before and not (small / "site").exists()


def test_a_build_replaces_the_site_wholly(standing):
    small, out, before = standing
    assert "variables/roll.FreeMeals.html" in before
    (small / "variables/tables/roll/pupil/FreeMeals.yaml").unlink()
    (out / "left_behind.html").write_text("old", encoding="utf-8")
    (out / "variables/roll.Gender.html").write_text("tampered with", encoding="utf-8")
    result = leo_kb("build", "--root", small)
    assert result.returncode == 0, result.stdout + result.stderr
    after = files_of(out)
    assert before.keys() - after.keys() == {"variables/roll.FreeMeals.html"} and not after.keys() - before.keys()
    assert not any(b"FreeMeals" in content for content in after.values())
    assert b"Gender_[term][yy]" in after["variables/roll.Gender.html"]


def test_only_a_site_is_ever_replaced(small):
    """A folder of somebody's notes, or `--out docs`, must not cost anybody their pages."""
    (small / "notes").mkdir()
    (small / "notes" / "mine.md").write_text("# Mine\n", encoding="utf-8")
    before = files_of(small / "docs"), files_of(small / "notes")
    result = leo_kb("build", "--root", small, "--out", small / "notes")
    assert result.returncode == 1 and "holds something other than a site" in result.stderr
    for out in (small / "docs", small / "docs" / "index.md"):
        result = leo_kb("build", "--root", small, "--out", out)
        assert result.returncode == 2 and "belongs to the knowledge base" in result.stderr
    assert (files_of(small / "docs"), files_of(small / "notes")) == before
    (small / "empty").mkdir()
    assert leo_kb("build", "--root", small, "--out", small / "empty").returncode == 0
    assert (small / "empty" / "index.html").is_file()


def test_prose_ids_and_places_are_filled(small):
    page = small / "docs" / "start" / "years.md"
    page.write_text(
        "# Years\n\nSee [[roll.Gender]], [[roll]] and [[ref:VRF]], but not `[[roll.Gender]]`.\n\n```\n[[nothing]]\n```\n\n<!-- leo-kb:find -->\n\n<!-- leo-kb:sources -->\n",
        encoding="utf-8",
    )
    assert leo_kb("build", "--root", small).returncode == 0
    text = (small / "site/start/years.html").read_text(encoding="utf-8")
    assert '<a href="../variables/roll.Gender.html"><code>Gender</code></a>' in text
    assert '<a href="../tables/roll.html">Pupils on roll</a>' in text
    assert '<a href="../references.html#VRF" class="kb-ref">VRF</a>' in text
    assert "<code>[[roll.Gender]]</code>" in text and "[[nothing]]" in text
    assert 'class="kb-find"' in text and 'href="../sources/riverside.html"' in text


def test_building_twice_gives_the_same_bytes(standing, tmp_path):
    small, _, before = standing
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    command = [
        sys.executable,
        "-m",
        "build_tools",
        "build",
        "--no-cache",
        "--root",
        str(small),
        "--out",
        str(tmp_path / "again"),
    ]
    assert subprocess.run(command, cwd=ROOT, env=environment, capture_output=True).returncode == 0
    assert not differing(files_of(tmp_path / "again"), before)


def test_plain_mkdocs_gives_the_same_site_without_a_warning(site, tmp_path):
    result = mkdocs("--strict", "--site-dir", tmp_path / "site", cwd=ROOT, PYTHONHASHSEED="7")
    assert result.returncode == 0, result.stderr
    assert not re.findall(r"^(?:WARNING|ERROR).*", result.stderr, re.M), result.stderr
    one, other = files_of(site), files_of(tmp_path / "site")
    assert len(one) > 4000
    assert not differing(one, other)
