"""Runs recipe.py on every case and compares the result with the expected rows. Needs Python with pandas, and no network: python check.py"""

import csv
import importlib.util
import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from typed import with_kinds  # noqa: E402


def rows_of(name):
    with open(HERE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_table(file, kinds):
    table = pd.read_csv(file, dtype="string", keep_default_na=False, na_values=[""], skip_blank_lines=False, encoding="utf-8")
    return with_kinds(table.reindex(columns=list(kinds)), kinds, file.name)


def plain(value, kind):
    """A value as text that can be compared: the tenth digit of a number does not count."""
    if pd.isna(value) or value == "":
        return ""
    if kind == "date":
        return str(value)[:10]
    return str(value) if kind == "text" else f"{float(value):.9g}"


def compared(table, kinds):
    if list(table.columns) != list(kinds):
        raise SystemExit(f"the columns are {', '.join(table.columns)}, and should be {', '.join(kinds)}")
    return sorted(tuple(plain(value, kind) for value, kind in zip(row, kinds.values())) for row in table.itertuples(index=False, name=None))


def main():
    recipe = rows_of("recipe.csv")[0]["recipe"]
    kinds = {}
    for row in rows_of("columns.csv"):
        kinds.setdefault(row["table"], {})[row["column"]] = row["kind"]
    spec = importlib.util.spec_from_file_location(recipe, HERE / "recipe.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    cases, parameters = {}, rows_of("parameters.csv")
    for row in rows_of("cases.csv"):
        values = {
            one["name"]: one["value"] if one["kind"] in ("text", "date") else float(one["value"]) if one["kind"] == "number" else int(one["value"])
            for one in parameters
            if one["case"] == row["case"]
        }
        cases[row["case"]] = values
    wrong = 0
    for case, values in cases.items():
        folder = HERE / "cases" / case
        tables = {name: read_table(folder / f"{name}.csv", columns) for name, columns in kinds.items() if name != "expected"}
        found = compared(getattr(module, recipe)(**tables, **values), kinds["expected"])
        expected = compared(read_table(folder / "expected.csv", kinds["expected"]), kinds["expected"])
        print(f"{'ok   ' if found == expected else 'WRONG'} {case}")
        if found != expected:
            wrong += 1
            print(f"   expected {expected}\n   found    {found}")
    print(f"{len(cases) - wrong} of {len(cases)} cases are as expected")
    return 1 if wrong or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
