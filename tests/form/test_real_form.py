"""The real request form against the catalogue. The form is not committed: this test runs where a copy is at hand.

It looks for the file that the variable LEO_FORM names, then for `../shared/reference/*.xlsx` beside the repository.
"""

import os
from pathlib import Path

import pytest
from real_catalogue import ROOT, catalogue

from build_tools.form.compare import compare
from build_tools.form.derive import derive
from build_tools.form.workbook import read_form


def find_form():
    """The request form on this computer, or None."""
    if named := os.environ.get("LEO_FORM"):
        return Path(named)
    return next(iter(sorted((ROOT.parent / "shared" / "reference").glob("*.xlsx"))), None)


@pytest.mark.skipif(find_form() is None, reason="the request form is not here; name it in LEO_FORM")
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_catalogue_agrees_with_the_form():
    content = read_form(find_form(), catalogue().tables.values())
    assert content.problems == []
    assert (
        len({(row.tab, row.row) for row in content.rows})
        == len({(row.tab, row.row, *row.table_ids) for row in content.rows})
        == 4_467
    )
    variables = derive(content, catalogue().tables)
    comparison = compare(variables, catalogue())
    assert [change.sentence for change in comparison.changes] == [], "run `leo-kb import form FORM.xlsx`"
    assert comparison.added == []
    assert set(comparison.matches) == {variable.id for variable in catalogue().variables.values() if variable.form}
    assert len(variables) == len(comparison.matches)
