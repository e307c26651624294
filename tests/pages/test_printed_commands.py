"""Every command that a page of a recipe or linkage prints is understood, and the scripts that it promises can be made."""

import re
import shlex

import pytest

from build_tools import catalogue as reading
from build_tools import cli
from build_tools.pages.blocks import Code, CodeBlock, Facts
from build_tools.pages.views.linkage import linkage_view
from build_tools.pages.views.recipe import recipe_view

HOLDERS = {"DIR": "practice", "FILE.csv": "result.csv"}
"""What a reader puts in place of the words in capitals."""


def commands_of(view):
    """The arguments of every command on a page."""
    for block in view.blocks:
        if isinstance(block, CodeBlock) and block.language == "bash":
            yield from map(words_of, block.text.splitlines())
        if isinstance(block, Facts):
            pieces = (piece for fact in block.facts for line in fact.answer for piece in line)
            yield from (words_of(piece.text) for piece in pieces if isinstance(piece, Code) and piece.text.startswith("leo-kb "))


def words_of(command):
    program, *words = shlex.split(command)
    assert program == "leo-kb" and not re.search(r"--\w+ *$", command), f"`{command}` lacks something at its end"
    return [HOLDERS.get(word, word) for word in words]


@pytest.fixture(scope="module")
def printed(catalogue):
    views = [recipe_view(catalogue, recipe) for recipe in catalogue.recipes.values()]
    views += [linkage_view(catalogue, linkage) for linkage in catalogue.linkages.values()]
    return [words for view in views for words in commands_of(view)]


def test_every_command_is_understood(printed):
    assert {words[0] for words in printed} == {"stack", "recipe"}
    parser = cli.build_parser()
    for words in printed:
        assert parser.parse_args(words).run  # else it ends with a message


def test_every_stack_command_makes_a_script(printed, catalogue, leo_kb, monkeypatch):
    monkeypatch.setattr(reading, "checked_catalogue", lambda *_: catalogue)
    faults = []
    for words in sorted({tuple(words) for words in printed if words[0] == "stack"}):
        code, out, said = leo_kb(*words)
        if code or "INSERT INTO" not in out:
            faults.append(f"{' '.join(words)}: {said}")
    assert faults == []
