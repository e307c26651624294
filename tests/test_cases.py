"""Broken files and what `leo-kb check` says about them: each folder below cases/problems holds files that are laid over a
copy of the small knowledge base, and in expected.txt all that the check must print. Those below cases/fine must pass.

After a change of words: run `leo-kb check --root` on the small base with the files of the case, read it as a person who
knows no Python, and put it in expected.txt.
"""

import ast
import re
from pathlib import Path

import pytest
from small_base import HERE, lay_over

from build_tools import docs, loading, project, published, source, tabular
from build_tools.form import workbook
from build_tools.pages.views import manual_pages
from build_tools.rules import RULES, rule_name

BROKEN = sorted(path for path in (HERE / "cases" / "problems").iterdir() if path.is_dir())
FINE = sorted(path for path in (HERE / "cases" / "fine").iterdir() if path.is_dir())
MANUALS = (source.MANUAL, loading.MANUAL, tabular.MANUAL, workbook.MANUAL, docs.MANUAL, published.MANUAL, project.MANUAL)
ELSEWHERE = tabular.MANUAL | workbook.MANUAL | docs.MANUAL | published.MANUAL | project.MANUAL
"""Rules that no broken definition breaks: their tests stand beside those of their modules."""
MANUAL = {name: text for manual in MANUALS for name, text in manual.items()} | {
    rule_name(rule): rule.__doc__ for rule in RULES
}
PYTHON = re.compile(
    r"Traceback|pydantic|ValidationError|Input should|\b(?:str|dict|list\[|int|float|bool|tuple|None|NoneType|True|False)\b"
)
FIRST_LINE = re.compile(r"(?P<path>(?:variables|code_snippets)/.+?):(?P<line>\d+):(?P<column>\d+): (?P<rule>[a-z-]+): \S.*")


def expected_of(folder):
    return (folder / "expected.txt").read_text(encoding="utf-8")


def rule_of(folder):
    return FIRST_LINE.match(expected_of(folder))["rule"]


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.name)
def test_broken(folder, root, leo_kb):
    lay_over(folder, root)
    code, out, err = leo_kb("check", "--no-cache", "--root", root)
    assert out == expected_of(folder), f"`leo-kb check` says something else than {folder}/expected.txt"
    assert (code, err) == (1, "1 problem found\n")
    first, help, more, *rest = out.split("\n")
    assert rest == [""], "one slip gives one problem of three lines"
    assert help.startswith("    help: ") and len(help) > len("    help: ")
    assert not PYTHON.search(out), "the words are for people who know no Python"
    place = FIRST_LINE.fullmatch(first)
    assert MANUAL[place["rule"]].strip(), f"the rule {place['rule']} has no text in the manual"
    assert more == f"    more: https://leo-knowledge-base.github.io/leo-kb/rules/{place['rule']}.html"
    lines = (root / place["path"]).read_bytes().split(b"\n")
    assert int(place["line"]) <= len(lines) and int(place["column"]) <= len(lines[int(place["line"]) - 1]) + 1, (
        "the place is in the file"
    )


@pytest.mark.parametrize("folder", FINE, ids=lambda folder: folder.name)
def test_fine(folder, root, leo_kb):
    lay_over(folder, root)
    code, out, err = leo_kb("check", "--no-cache", "--root", root)
    assert (code, err) == (0, ""), out
    recipes = ", 2 recipes with 12 cases" if (root / "code_snippets").exists() else ""
    assert out == f"all is well: 10 variables in 3 tables, 2 shared code lists{recipes}\n"


def test_every_rule_has_a_broken_file():
    hit = {rule_of(folder) for folder in BROKEN}
    assert set(MANUAL) - hit == set(ELSEWHERE)


@pytest.mark.parametrize("rule", RULES, ids=rule_name)
def test_rule_says_what_passes_and_what_fails(rule):
    assert "Passes: " in rule.__doc__ and "Fails: " in rule.__doc__


def test_rule_names_are_unique():
    names = [*(name for manual in MANUALS for name in manual), *(rule_name(rule) for rule in RULES)]
    assert len(names) == len(set(names))


def rules_in(code):
    """The words that look like the name of a rule where code hands one on: as an argument, or in a tuple."""
    for node in ast.walk(ast.parse(code)):
        for part in node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.Tuple) else ():
            if isinstance(part, ast.Constant) and re.fullmatch("[a-z]+(?:-[a-z]+)+", str(part.value)):
                yield part.value


def test_every_rule_has_a_manual_page():
    """Each message ends with the address of one."""
    codes = [path.read_text(encoding="utf-8") for path in (HERE.parent / "build_tools").rglob("*.py")]
    named = {rule for code in codes if "import" in code and "Problem" in code for rule in rules_in(code)}
    assert {"quote-it", "unknown-key", "unique-id", "tabular-truth"} < named, "the search finds rules"
    assert named - set(manual_pages()) == set()
    assert set(MANUAL) == set(manual_pages())


def test_case_folders_hold_something():
    for folder in [*BROKEN, *FINE]:
        assert any(path.is_file() and path.name != "expected.txt" for path in folder.rglob("*")), f"{folder} is empty"


def test_case_paths_are_portable():
    """Git on Windows can write them."""
    for path in (HERE / "cases").rglob("*"):
        relative = path.relative_to(HERE.parent).as_posix()
        assert len(relative) < 180 and not re.search(r'[<>:"|?*\\]|[ .]$', relative), relative
    assert not Path(HERE, "cases", "problems", "expected.txt").exists()
