"""One slip in a file of the real definitions gives one message, whatever else reads what the file defines."""

import re
import shutil

import pytest
from running import ROOT

from build_tools.cache import Parsed
from build_tools.catalogue import read_catalogue
from build_tools.loading import Reader
from build_tools.recipes.definition import recipes_reading


def files_of(catalogue):
    """A file of each kind, and of those that many others read more: sources, keys, tables, inputs of recipes and their code lists."""
    by_kind = {}
    for (kind, _), entry in catalogue.entries.items():
        by_kind.setdefault(kind, []).append(entry.path)
    inputs = [variable for id, variable in catalogue.variables.items() if id in recipes_reading(catalogue)]
    keys = {f"{holder.table}.{column}" for key in catalogue.keys.values() for holder in key.tables for column in holder.columns}
    by_kind["input"] = [catalogue.entry("variable", variable.id).path for variable in inputs]
    by_kind["list of an input"] = [catalogue.entry("code_list", name).path for name in sorted({variable.code_list for variable in inputs} - {None})]
    by_kind["key"] += [catalogue.entry("variable", id).path for id in sorted(keys & set(catalogue.variables))]
    often = {"input": 16, "list of an input": 16, "key": 12, "source": 20, "table": 8, "recipe": 4, "linkage": 3, "case": 3}
    chosen = [path for kind, paths in by_kind.items() for path in sorted(set(paths))[:: max(1, len(set(paths)) // often.get(kind, 1))]]
    return sorted(set(chosen))


@pytest.mark.parametrize("half", (0, 1))
def test_one_slip_gives_one_message(half, catalogue, tmp_path):
    for folder in ("variables", "code_snippets"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "published.txt", tmp_path)
    reader = Reader(Parsed(None))
    assert read_catalogue(tmp_path, None, reader)[1] == []
    files = files_of(catalogue)
    assert len(files) > 80
    wrong = []
    for path in files[half::2]:
        file = tmp_path / path
        text = file.read_bytes()
        file.write_bytes(text + b"\ncolour: red\n")
        found, problems = read_catalogue(tmp_path, None, reader)
        found.forget()
        if [(problem.where.path, problem.rule) for problem in problems] != [(path, "unknown-key")]:
            wrong += [f"{path}: {len(problems)} messages", *(f"    {problem.where}: {problem.message}" for problem in problems[:3])]
        file.write_bytes(text)
    assert not wrong, "\n".join(wrong)


def test_a_wrong_year_of_a_table_is_told_of_the_table(tmp_path):
    """And not of each variable that then lies outside."""
    for folder in ("variables", "code_snippets"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    file = tmp_path / "variables/tables/school_census/_table.yaml"
    file.write_text(re.sub(r"(?m)^  to: .*$", "  to: 2003/04", file.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    (problem,) = read_catalogue(tmp_path)[1]
    assert (problem.where.path, problem.rule) == ("variables/tables/school_census/_table.yaml", "years-of-table")
    assert "lie outside the years of the table, 2001/02 to 2003/04, such as `school_census." in problem.message
