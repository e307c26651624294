import json

import pytest

from build_tools.problems import (
    FORMATS,
    TOO_OFTEN,
    CatalogueError,
    Position,
    Problem,
    as_github,
    as_json,
    as_terminal,
    count_of,
    nearest,
    not_too_often,
)

PROBLEM = Problem(
    Position("variables/sources/riverside.yaml", 7, 3), "unknown-key", "`colour` is not a key", "delete it"
)
MANUAL = "https://leo-knowledge-base.github.io/leo-kb/rules/unknown-key.html"


def test_the_nearest_word():
    assert nearest("titel", ["id", "title", "tile"]) == "title"
    assert nearest("colour", iter(("id", "title"))) is None and nearest("titel", ()) is None


def test_terminal():
    assert (
        as_terminal(PROBLEM)
        == f"variables/sources/riverside.yaml:7:3: unknown-key: `colour` is not a key\n    help: delete it\n    more: {MANUAL}"
    )


def test_github():
    text = f"`colour` is not a key Help: delete it More: {MANUAL}"
    assert as_github(PROBLEM) == f"::error file=variables/sources/riverside.yaml,line=7,col=3,title=unknown-key::{text}"


def test_json():
    assert json.loads(as_json(PROBLEM)) == {
        "path": "variables/sources/riverside.yaml",
        "line": 7,
        "column": 3,
        "rule": "unknown-key",
        "message": "`colour` is not a key",
        "help": "delete it",
        "manual": MANUAL,
    }


@pytest.mark.parametrize("form", FORMATS)
def test_no_value_of_a_contributor_gets_out_of_its_line(form):
    """Neither a line break, nor a command for a terminal, nor one for GitHub."""
    evil = "a\nb\r\n::error::c\x1b[2Jd\u2028e\x00f"
    text = FORMATS[form](Problem(Position(f"variables/{evil}.yaml", 1, 1), "file-place", evil, evil))
    assert len(text.splitlines()) == (3 if form == "terminal" else 1)
    assert not any(sign in text for sign in "\r\x1b\x00\u2028")
    assert "\n::" not in text


def test_what_can_not_be_printed_is_shown():
    text = as_terminal(Problem(Position("a.yaml"), "x", "one\ntwo\tthree\x1b[2J", "four\u2028five"))
    assert text.splitlines()[:2] == ["a.yaml:1:1: x: one two three\\x1b[2J", "    help: four five"]


def test_github_escapes_what_would_end_a_property():
    text = as_github(Problem(Position("variables/a,line=9:b%.yaml", 1, 1), "file-place", "50% of it", "x"))
    assert text.startswith(
        "::error file=variables/a%2Cline=9%3Ab%25.yaml,line=1,col=1,title=file-place::50%25 of it Help: x"
    )


def test_letters_of_all_languages_stay():
    problem = Problem(Position("variables/Genré.yaml", 1, 1), "file-place", "`性別`", "–")
    for form in FORMATS.values():
        assert "Genré" in form(problem) and "性別" in form(problem) and "–" in form(problem)


def test_problems_sort_by_place():
    places = [("b", 1, 1), ("a", 10, 2), ("a", 9, 5), ("a", 10, 1)]
    problems = sorted(Problem(Position(*place), "x", "", "") for place in places)
    assert [str(problem.where) for problem in problems] == ["a:9:5", "a:10:1", "a:10:2", "b:1:1"]


def test_counts():
    assert (
        count_of([]) == "0 problems" and count_of([PROBLEM]) == "1 problem" and count_of([PROBLEM] * 2) == "2 problems"
    )


def test_error_holds_the_problems_in_order():
    other = Problem(Position("a"), "x", "", "")
    error = CatalogueError([PROBLEM, other])
    assert error.problems == [other, PROBLEM] and str(error) == "2 problems in the definitions"


def test_what_is_missing_in_many_places_is_said_once():
    def at(path, message="there is no reference `VRF`"):
        return Problem(Position(path), "reference-exists", message, "help")

    few, many = [at(f"{number}.yaml") for number in range(TOO_OFTEN)], [at(f"{number}.yaml") for number in range(9)]
    assert not_too_often(few[::-1]) == few[::-1], "programs that read the form say the likeliest cause first"
    other = at("0.yaml", "there is no reference `SCR`")
    assert not_too_often([*many, other]) == [at("0.yaml", "there is no reference `VRF`; the same in 8 other places: 1.yaml:1:1, 2.yaml:1:1 …"), other]
    slips = [at(f"{number}.yaml", "nothing says whose rows they are") for number in range(9)]
    assert not_too_often(slips) == slips


def test_only_who_reads_all_is_spared_what_is_alike(root, leo_kb):
    (root / "variables/references.yaml").write_text((root / "variables/references.yaml").read_text(encoding="utf-8").replace("VRF:", "VRF2:"), encoding="utf-8")
    assert leo_kb("check", "--root", root)[2] == "1 problem found\n"
    assert leo_kb("check", "--root", root, "--format", "json")[2] == "7 problems found\n"
    code, out, err = leo_kb("check", "--root", root, root / "variables/code_lists/sex.yaml")
    assert code == 1 and "code_lists/sex.yaml:6:12" in out and err.startswith("1 problem found\n6 problems elsewhere")


@pytest.mark.parametrize("form", FORMATS)
def test_formats_of_the_command(form, root, change, leo_kb):
    change("tables/roll/pupil/Gender.yaml", "type: category", "type: categroy")
    change("tables/roll/pupil/Gender.yaml", "sensitivity: C", "sensitivity: Q")
    code, out, err = leo_kb("check", "--root", root, "--no-cache", "--format", form)
    assert (code, err) == (1, "2 problems found\n")
    lines = out.splitlines()
    if form == "json":
        assert [json.loads(line)["line"] for line in lines] == [10, 15]
    elif form == "github":
        assert [line.partition(",col")[0] for line in lines] == [
            f"::error file=variables/tables/roll/pupil/Gender.yaml,line={line}" for line in (10, 15)
        ]
    else:
        places = [
            line.partition(": ")[0].removeprefix("variables/tables/roll/pupil/Gender.yaml") for line in lines[::3]
        ]
        assert places == [":10:7", ":15:14"]


def test_problems_of_single_paths(root, change, leo_kb):
    change("tables/roll/pupil/Gender.yaml", "type: category", "type: categroy")
    change("sources/riverside.yaml", "order: 1", "order: first")
    variables = root / "variables"
    elsewhere = "1 problem elsewhere, so the tables were not checked: `leo-kb check` shows it\n"
    for path in (variables / "sources", variables / "tables" / "roll" / "pupil" / "Gender.yaml"):
        assert leo_kb("check", "--root", root, "--no-cache", path)[2] == f"1 problem found\n{elsewhere}"
    assert leo_kb("check", "--root", root, "--no-cache", variables)[2] == "2 problems found\n"
    code, out, err = leo_kb("check", "--root", root, "--no-cache", variables / "code_lists")
    assert code == 0 and out.startswith("no problem below ")
    assert err == "2 problems elsewhere, so the tables were not checked: `leo-kb check` shows them\n"


def test_a_root_without_definitions_is_an_error_of_the_command(tmp_path, leo_kb):
    code, out, err = leo_kb("check", "--root", tmp_path)
    assert (code, out) == (2, "") and "there is no folder `variables`" in err
