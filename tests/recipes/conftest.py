"""The small knowledge base with its made-up recipes: a copy to change, and its catalogue."""

import pytest
from small_base import lay_recipes_over

from build_tools.catalogue import read_catalogue


@pytest.fixture
def kb(root):
    """A copy of the small knowledge base with two made-up recipes."""
    lay_recipes_over(root)
    return root


@pytest.fixture
def read(kb):
    """Reads the copy as it is now, without asking whether it is right."""
    return lambda: read_catalogue(kb)[0]


@pytest.fixture
def edit(kb):
    """Replaces `old` by `new` in a file of the copy."""

    def edit_file(path, old, new):
        file = kb / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} does not hold {old!r}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit_file


@pytest.fixture
def data(tmp_path):
    """A folder with the inputs of `ever_meals` as CSV."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "roll.csv").write_text("PupilRef,academic_year,FreeMeals,Gender\nSYN-A,2004/05,1,F\nSYN-A,2005/06,0,F\nSYN-B,2005/06,,M\n", encoding="utf-8")
    (folder / "holiday.csv").write_text("academic_year\n", encoding="utf-8")
    return folder

