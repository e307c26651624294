"""What the check says about the hand-written pages of docs/."""

import shutil

import pytest
from small_base import HERE, SMALL

from build_tools.catalogue import read_catalogue
from build_tools.docs import docs_problems, prose_of

CODE = """\
A [[roll]] and `[[one]]` and ``two `ticks` [[two]]``.

```yaml
see: "[[three]]"
```

- An item

  ~~~~
  [[four]]
  ~~~
  [[five]]
  ~~~~

<!-- [[six]] -->
<!-- leo-kb:find -->
Last [[ref:VRF]].
"""


@pytest.fixture
def said(tmp_path):
    """What is said of a page: `said(text)` gives (place, rule, message, help) of each problem."""

    def check(text, name="start/page.md"):
        shutil.copytree(SMALL / "variables", tmp_path / "variables", dirs_exist_ok=True)
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return [(str(it.where), it.rule, it.message, it.help) for it in read_catalogue(tmp_path)[1]]

    return check


def test_links_of_prose_are_checked_and_code_is_left_alone(said):
    prose = "".join(text for _, text in prose_of(CODE))
    assert "[[roll]]" in prose and "[[ref:VRF]]" in prose and "leo-kb:find" in prose
    assert not any(f"[[{word}]]" in prose for word in ("one", "two", "three", "four", "five", "six"))
    assert said(CODE) == []


def test_parts_of_prose_say_where_they_begin():
    for start, text in prose_of(CODE):
        assert CODE[start : start + len(text)] == text


def test_dead_links_are_named_with_their_place(said):
    assert said("# A page\n\nSee [[rol]], and\nalso [[nowhere.At_all]].\n") == [
        (
            "docs/start/page.md:3:5",
            "docs-link",
            "the link `[[rol]]` leads nowhere",
            "did you mean `roll`? Otherwise write the id of a variable, table, code list, concept or source",
        ),
        (
            "docs/start/page.md:4:6",
            "docs-link",
            "the link `[[nowhere.At_all]]` leads nowhere",
            "write the id of a variable, table, code list, concept or source",
        ),
    ]


TARGET = "# Years\n\n## Gaps: what `NULL` says {#gaps}\n\n## Terms & *years*\n\n## Terms & years\n\n```\n# no heading\n```\n\nUnder lined\n-----------\n\n## See [years](years.md) _now_\n\n!!! note\n\n    ## In a note\n\n<p id=\"mine\">y</p>\n"


@pytest.mark.parametrize("anchor", ["", "#years", "#gaps", "#terms-years", "#terms-years_1", "#mine", "#under-lined", "#see-years-now", "#in-a-note"])
def test_links_of_markdown_lead_somewhere(said, anchor):
    assert said(TARGET, "years.md") == []
    assert said(f"# A page\n\nSee [years](../years.md{anchor}), [this](#a-page), `[no](link.md)`, [them all](../tables/index.md#x) and [others](https://example.org/x.md#y).\n") == []


def test_dead_links_of_markdown_are_named_with_their_place(said):
    said(TARGET, "years.md")
    assert said("# A page\n\nSee [years](../year.md) or\n[gaps](../years.md#gap), or [here](#a-pag).\n") == [
        ("docs/start/page.md:3:13", "docs-link", "there is no page `../year.md`", "did you mean `../years.md`? Otherwise write the way from this page to one in docs/, or to the index of a kind, as `../tables/index.md`"),
        ("docs/start/page.md:4:8", "docs-link", "no heading of docs/years.md has the address `#gap`", "did you mean `gaps`? Otherwise write the words of the heading in small letters, with hyphens between them"),
        ("docs/start/page.md:4:36", "docs-link", "no heading of docs/start/page.md has the address `#a-pag`", "did you mean `a-page`? Otherwise write the words of the heading in small letters, with hyphens between them"),
    ]


def test_a_heading_holds_no_link(said):
    """It would stand in the navigation of every page, with the title of that day."""
    assert said("# A page\n\n## Of [[roll]]\n") == [("docs/start/page.md:3:7", "docs-link", "a heading can hold no link", "write the words without brackets")]


def test_a_link_may_lead_to_a_concept(said):
    concept = next((SMALL / "variables" / "concepts").glob("*.yaml")).stem
    assert said(f"See [[{concept}]].") == []


def test_front_matter_that_is_not_yaml(said):
    text = '---\ntitle: Which: years "and what\n---\n\n# Years\n'
    (problem,) = said(text)
    assert problem[:2] == ("docs/start/page.md:2:1", "docs-front-matter")
    assert said('---\ntitle: "Which: years"\n---\n\n# Years\n') == []


def test_front_matter_with_a_date_that_is_none(said):
    (problem,) = said("---\ndate: 2024-02-30\n---\n\n# Years\n")
    assert problem[:2] == ("docs/start/page.md:2:1", "docs-front-matter")


def test_a_stray_backtick_hides_no_other_paragraph(said):
    (problem,) = said("A stray ` sign.\n\nSee [[nowhere]].\n\nAnd `code`.\n")
    assert problem[:2] == ("docs/start/page.md:3:5", "docs-link")


def test_bytes_that_are_not_utf8(said):
    (problem,) = said("# Page\n\nCaf\xe9\n".encode("latin-1"))
    assert problem[:2] == ("docs/start/page.md:3:1", "docs-encoding")


@pytest.mark.parametrize("name", ["tables/index.md", "variables/roll.Gender.md", "references.md", "synthetic.md", "caveats.md", "tsql.md", "recipes/index.md"])
def test_a_page_where_one_is_made(said, name):
    (problem,) = said("# Mine\n", name)
    assert problem[:3] == (
        f"docs/{name}:1:1",
        "docs-place",
        f"the site makes a page of its own at {name.replace('.md', '.html')}",
    )


def test_our_own_pages_are_sound():
    root = HERE.parent
    assert docs_problems(root, read_catalogue(root, root / ".cache")[0]) == []
