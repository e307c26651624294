"""After every kind of edit, a site that is brought up to date is the site that a whole build makes, and an edit writes little at once."""

import os
import shutil
import time

import pytest
from small_base import lay_links_over, lay_recipes_over

from build_tools.build import BuildError, build_site
from build_tools.live import Live
from build_tools.pages.changes import read_manifest
from build_tools.problems import CatalogueError

from .conftest import lay_out_small

VARIABLE = "tables/roll/pupil/Gender.yaml"
MEALS = "tables/roll/pupil/FreeMeals.yaml"
FAMILY = "tables/attendance/sessions/Sessions_by_reason.yaml"
LIST, CONCEPT, TABLE = "code_lists/sex.yaml", "concepts/school_meals.yaml", "tables/roll/_table.yaml"

FEW = {
    "title of a variable": (VARIABLE, "title: ", "title: The "),
    "description of a variable": (VARIABLE, "description: ", "description: In short. "),
    "years of a variable": (VARIABLE, "years: 2003/04-2009/10", "years: 2003/04-2008/09"),
    "label of a code": (LIST, "label: ", "label: The "),
    "text of a family": (FAMILY, "description: ", "description: In short. "),
    "description of a concept": (CONCEPT, "description: ", "description: In short. "),
    "nothing that is shown": (VARIABLE, "title: ", "# a comment\ntitle: "),
    "a synonym": (CONCEPT, "synonyms: [", "synonyms: [dinner, "),
    "title of a variable that was renamed": (MEALS, "title: ", "title: The "),
    "text of a linkage": ("linkages/roll_to_attendance.yaml", "description: ", "description: In short. "),
    "what a linkage is in a line": ("linkages/roll_to_attendance.yaml", "short: ", "short: In short. "),
    "title of a case": ("../code_snippets/ever_meals/cases/blank.yaml", "title: ", "title: The "),
    "what is not held": ("not_held.yaml", "why: ", "why: Alas. "),
    "a word of the thesaurus": ("thesaurus.yaml", "[FSM, ", "[FSM, dinners, "),
}
"""Edits that touch a few pages: file, what stands there, what stands there afterwards."""
MANY = {
    "title of a code list": (LIST, "title: ", "title: The "),
    "theme of a concept": (CONCEPT, "theme: disadvantage", "theme: school"),
    "title of a concept": (CONCEPT, "title: ", "title: The "),
    "title of a table": (TABLE, "title: ", "title: The "),
    "gap of a table": (TABLE, "reason: The", "reason: Alas. The"),
    "ages of a table": (TABLE, "\nyears:\n", "\nages: {from: 4, to: 11}\nyears:\n"),
    "title of a linkage": ("linkages/roll_to_attendance.yaml", "title: ", "title: The "),
    "what a key stands for": ("keys/pupil.yaml", "short: ", "short: In short. "),
    "title of a source": ("sources/riverside.yaml", "title: ", "title: The "),
    "a reference": ("references.yaml", "title: ", "title: The "),
    "a new concept of a variable": (VARIABLE, "title: ", "concept: school_meals\ntitle: "),
    "another code list": ("tables/roll/school/School_anon.yaml", "\nyears: ", "\ncode_list: sex\nyears: "),
}


HOME = """# Home

By [[riverside]].

<!-- leo-kb:find -->

[[roll]] begins a line that goes on with [[roll.Gender]], [[ref:VRF]] and `[[roll]]`.

- [[roll]]

| Where | What |
|---|---|
| [[roll]] | **[[sex]]** |

<!-- leo-kb:sources -->
"""
"""A hand-written page with links and parts in all places."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A small knowledge base whose site is kept up to date through all these edits."""
    root = tmp_path_factory.mktemp("live") / "kb"
    lay_out_small(root)
    lay_recipes_over(root)
    lay_links_over(root)
    (root / "variables" / "not_held.yaml").write_text(
        "topics:\n  - id: lunch\n    title: Packed lunches\n    words: [sandwich]\n    why: Nobody counts them.\n    nearest: [roll.FreeMeals]\n    evidence: [VRF]\n",
        encoding="utf-8",
    )
    (root / "variables" / "renamed.yaml").write_text(
        "renamed:\n  - {kind: variable, old: roll.Dinners, new: roll.FreeMeals, reason: A slip.}\n", encoding="utf-8"
    )
    (root / "docs" / "index.md").write_text(HOME, encoding="utf-8")
    (root / "variables" / "thesaurus.yaml").write_text("groups:\n  - [FSM, free meals]\n", encoding="utf-8")
    said = []
    live = Live(root, root / "site", root / ".cache", said.append)
    live.update()
    live.said = said
    return live


@pytest.fixture(autouse=True)
def put_back(request):
    """The definitions as they were, for the next test."""
    if "kept" not in request.fixturenames:
        yield
        return
    root = request.getfixturevalue("kept").root
    before = {path: path.read_bytes() for folder in ("variables", "docs", "code_snippets") for path in (root / folder).rglob("*.*")}
    yield
    for path, data in before.items():
        if path.read_bytes() != data:
            path.write_bytes(data)
    request.getfixturevalue("kept").update()


def edit(live, path, old, new):
    file = live.root / "variables" / path
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{path} does not hold {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    live.said.clear()


def pages_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in (".html", ".js", ".xml")
    }


def assert_as_a_whole_build(live, tmp_path):
    live.finish()
    build_site(live.root, tmp_path / "fresh", None, lambda text: None)
    fresh, ours = pages_of(tmp_path / "fresh"), pages_of(live.out)
    assert sorted(ours) == sorted(fresh)
    assert not [name for name in fresh if ours[name] != fresh[name]]


@pytest.mark.parametrize("name", FEW)
def test_an_edit_that_touches_little_writes_little(name, kept, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in kept.out.rglob("*.html")}
    edit(kept, *FEW[name])
    kept.update()
    assert not any(text.startswith("built") for text in kept.said), kept.said
    written = [path for path, when in before.items() if path.stat().st_mtime_ns != when]
    assert len(written) <= 8, written
    assert_as_a_whole_build(kept, tmp_path)


@pytest.mark.parametrize("name", MANY)
def test_an_edit_that_touches_much_writes_what_is_opened(name, kept, tmp_path):
    before = pages_of(kept.out)
    edit(kept, *MANY[name])
    kept.update()
    assert not any(text.startswith("built") for text in kept.said) and "page may show the change" in kept.said[-1], kept.said
    written = {address for address, page in pages_of(kept.out).items() if page != before.get(address)}
    assert len(written) <= 1, written
    build_site(kept.root, tmp_path / "whole", None, lambda text: None)
    whole = pages_of(tmp_path / "whole")
    other = next(address for address in sorted(whole) if whole[address] != before.get(address) and address not in written)
    kept.freshen(other)
    assert (kept.out / other).read_bytes() == whole[other]
    kept.finish()
    assert pages_of(kept.out) == whole


def test_a_hand_written_page_follows_the_titles_that_it_names(kept):
    def named(title):
        return (kept.out / "index.html").read_text(encoding="utf-8").count(f">{title}</a>")

    links = named("Pupils on roll")
    edit(kept, *MANY["title of a table"])
    kept.update()
    kept.freshen("index.html")
    assert named("The Pupils on roll") == links == 4 and not named("Pupils on roll")


def test_an_edit_after_an_edit_forgets_no_page(kept, tmp_path):
    """Pages that nobody opened after the first edit are still to be written after the second, which touches few."""
    edit(kept, *MANY["title of a table"])
    kept.update()
    edit(kept, *FEW["description of a concept"])
    kept.update()
    assert_as_a_whole_build(kept, tmp_path)


def test_files_that_come_and_go(kept, tmp_path):
    file = kept.root / "variables" / VARIABLE
    new = file.with_name("Sex2.yaml")
    new.write_text(
        file.read_text(encoding="utf-8")
        .replace("roll.Gender", "roll.Sex2")
        .replace("name: Gender", "name: Sex2")
        .replace("row: ", "row: 9"),
        encoding="utf-8",
    )
    kept.said.clear()
    kept.update()
    assert (kept.out / "variables" / "roll.Sex2.html").is_file() and not any(text.startswith("built") for text in kept.said)
    assert_as_a_whole_build(kept, tmp_path)
    new.unlink()
    kept.update()
    assert not (kept.out / "variables" / "roll.Sex2.html").exists()
    assert_as_a_whole_build(kept, tmp_path / "again")


def test_a_hand_written_page_that_can_not_be_built_keeps_no_definition_back(kept, tmp_path):
    home, page = kept.root / "docs" / "index.md", kept.root / "docs" / "trainers.md"
    home.write_text("# Home\n\n[[linkage:riverside_abroad]]\n", encoding="utf-8")
    kept.update()
    page.write_text(page.read_text(encoding="utf-8") + "\nSee ![this](nowhere.png).\n", encoding="utf-8")
    with pytest.raises(BuildError):
        kept.update()
    edit(kept, *FEW["title of a variable"])
    kept.update()
    assert "The Gender" in (kept.out / "variables/roll.Gender.html").read_text(encoding="utf-8")
    home.write_text("# Home\n", encoding="utf-8")
    with pytest.raises(BuildError):
        kept.update()
    abroad = (kept.root / "variables/linkages/riverside_abroad.yaml").rename(tmp_path / "abroad.yaml")
    kept.update()
    kept.freshen("index.html")  # the last state that could be built names what is gone
    abroad.rename(kept.root / "variables/linkages/riverside_abroad.yaml")
    page.write_text("# Mended\n", encoding="utf-8")
    kept.update()
    assert kept.said[-1].startswith("built")
    assert_as_a_whole_build(kept, tmp_path)


def test_an_index_with_its_first_section_builds_everything(kept, tmp_path):
    """The theme's frame of a page has a table of contents only where there are sections."""
    linkages = kept.root / "variables" / "linkages"
    linkages.rename(tmp_path / "linkages")
    kept.update()
    kept.said.clear()
    kept.freshen("variables/roll.Gender.html")
    assert not kept.said
    kept.freshen("linkages/index.html")
    assert kept.said[-1].startswith("built") and not kept.stale
    assert_as_a_whole_build(kept, tmp_path)
    (tmp_path / "linkages").rename(linkages)
    kept.update()
    assert_as_a_whole_build(kept, tmp_path / "again")


def test_a_heading_with_a_link_is_refused_however_it_is_written(kept):
    page = kept.root / "docs" / "trainers.md"
    for words in ("Of [[roll]]\n-----", "!!! note\n\n    ## Then [[roll]]"):
        page.write_text(f"# A page\n\n{words}\n", encoding="utf-8")
        with pytest.raises(BuildError, match=r"trainers\.md: a heading can hold no link"):
            kept.update()


def test_a_site_that_is_gone_is_built_again(kept, tmp_path):
    shutil.rmtree(kept.out)
    edit(kept, *FEW["title of a variable"])
    kept.update()
    assert kept.said[-1].startswith("built")
    assert_as_a_whole_build(kept, tmp_path)


def test_a_hand_written_page_builds_everything(kept, tmp_path):
    page = kept.root / "docs" / "trainers.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nMore words.\n", encoding="utf-8")
    kept.update()
    assert_as_a_whole_build(kept, tmp_path)


def test_a_fault_leaves_the_site_and_its_remedy_brings_it_up_to_date(kept, tmp_path):
    before = pages_of(kept.out)
    edit(kept, MEALS, "type: ", "type: no")
    with pytest.raises(CatalogueError):
        kept.update()
    assert pages_of(kept.out) == before
    edit(kept, MEALS, "type: no", "type: ")
    edit(kept, MEALS, "title: ", "title: The ")
    kept.update()
    assert_as_a_whole_build(kept, tmp_path)


def test_a_fault_is_told_again_after_an_edit_of_words_elsewhere(kept):
    """Of an edit of words few rules are asked, but only where all found nothing in what it is compared with."""
    edit(kept, VARIABLE, "code_list: sex", "code_list: sox")
    for number in range(2):
        with pytest.raises(CatalogueError) as error:
            kept.update()
        assert [(problem.rule, problem.where.path.rpartition("/")[2]) for problem in error.value.problems] == [("code-list-exists", "Gender.yaml")]
        edit(kept, MEALS, "title: ", f"title: The {number} ")


@pytest.fixture
def twice(tmp_path):
    """A knowledge base and a function that builds it as a new program does, and gives the addresses of the pages that were written."""
    lay_out_small(tmp_path / "kb")

    def build():
        out = tmp_path / "site"
        before = {path.relative_to(out): path.stat().st_ino for path in out.rglob("*.html")} if out.exists() else {}
        time.sleep(0.01)
        build_site(tmp_path / "kb", out, tmp_path / "cache", lambda text: None)
        return {
            path.relative_to(out).as_posix()
            for path in out.rglob("*.html")
            if before.get(path.relative_to(out)) != path.stat().st_ino
        }

    build()
    return tmp_path, build


def generated(addresses):
    """Those that are no hand-written pages: MkDocs renders these each time."""
    return {address for address in addresses if "/" in address and not address.startswith("start/")}


def test_a_build_writes_only_what_changed(twice):
    folder, build = twice
    assert not generated(build())
    file = folder / "kb" / "variables" / VARIABLE
    file.write_text(file.read_text(encoding="utf-8").replace("title: ", "title: The ", 1), encoding="utf-8")
    assert generated(build()) == {"variables/roll.Gender.html", "tables/roll.html", "code_lists/sex.html"}
    build_site(folder / "kb", folder / "fresh", None, lambda text: None)
    assert pages_of(folder / "site") == pages_of(folder / "fresh")


def test_a_page_that_somebody_changed_is_written_again(twice):
    folder, build = twice
    page = folder / "site" / "variables" / "roll.Gender.html"
    good = page.read_bytes()
    page.write_bytes(b"<p>mine</p>")
    assert generated(build()) == {"variables/roll.Gender.html"} and page.read_bytes() == good
    page.unlink()
    assert generated(build()) == {"variables/roll.Gender.html"} and page.read_bytes() == good


def test_a_manifest_that_can_not_be_read_costs_a_whole_build(twice):
    folder, build = twice
    (manifest,) = (folder / "cache").glob("site-*.json")
    for content in (b"", b"[]", b"{}", b'{"written": {}}', os.urandom(50)):
        manifest.write_bytes(content)
        assert read_manifest(manifest) is None
        assert len(generated(build())) > 10
    shutil.rmtree(folder / "cache")
    assert len(generated(build())) > 10
