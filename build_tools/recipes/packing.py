"""The pack of a recipe: a zip with its code, its cases as CSV and a check in each language, which needs neither this program nor a network."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from build_tools import __version__
from build_tools.catalogue import Catalogue
from build_tools.pages.markdown import write_body
from build_tools.recipe_records import Recipe
from build_tools.recipes.cells import Rows, Value
from build_tools.recipes.definition import FILES, Columns, code_of, in_running_order, inputs_of, output_columns
from build_tools.recipes.testing import case_tables, expected_rows, tested
from build_tools.sqltext import bracketed, text

_HERE = Path(__file__).parent / "pack"
_MADE = (2020, 1, 1, 0, 0, 0)
"""The time of every file in a pack, so that the same recipe gives the same bytes."""


def pack_bytes(catalogue: Catalogue, recipe: Recipe) -> bytes:
    """The zip. The same definition, code and cases give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(pack_files(catalogue, recipe).items()):
            entry = zipfile.ZipInfo(f"{recipe.id}/{name}", _MADE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def pack_files(catalogue: Catalogue, recipe: Recipe) -> dict[str, str]:
    """Path and text of each file of the pack, below its folder."""
    from build_tools.pages.views import resolve_id
    from build_tools.pages.views.recipe import recipe_view

    columns = inputs_of(catalogue, recipe)
    files = {
        "README.md": _readme(catalogue, recipe),
        "definition.md": write_body(recipe_view(catalogue, recipe), lambda id: resolve_id(catalogue, id)),
        "check.py": (_HERE / "check.py").read_text(encoding="utf-8"),
        "check.R": (_HERE / "check.R").read_text(encoding="utf-8"),
        "check.sql": check_sql(catalogue, recipe),
        "check.do": check_do(catalogue, recipe),
        "recipe.csv": f"recipe\n{recipe.id}\n",
        "columns.csv": "table,column,kind\n" + "".join(_column_lines({**columns, "expected": output_columns(recipe)})),
        "cases.csv": "case\n" + "".join(f"{name}\n" for name in catalogue.cases.get(recipe.id, {})),
        "parameters.csv": "case,name,kind,value\n" + "".join(_parameter_lines(catalogue, recipe)),
    }
    for language, name in FILES.items():
        files[name] = code_of(catalogue, recipe.id, language) or ""
    for other in in_running_order(catalogue, [recipe.id])[:-1]:
        for language, name in FILES.items():
            files[f"before/{other.id}/{name}"] = code_of(catalogue, other.id, language) or ""
    for name, case in catalogue.cases.get(recipe.id, {}).items():
        for table, rows in case_tables(catalogue, recipe, case).items():
            files[f"cases/{name}/{table}.csv"] = rows.csv()
        files[f"cases/{name}/expected.csv"] = expected_rows(recipe, case).csv()
        if case.parameters:
            files[f"cases/{name}/recipe.do"] = with_locals(files["recipe.do"], case.parameters)
        files[f"cases/{name}/story.txt"] = f"{case.title}\n\n{case.story}\n"
    return files


def _column_lines(tables: dict[str, Columns]) -> Iterator[str]:
    for table, columns in tables.items():
        for name, column in columns.items():
            yield f"{table},{name},{column.kind}\n"


def _parameter_lines(catalogue: Catalogue, recipe: Recipe) -> Iterator[str]:
    kinds = {parameter.name: parameter.type for parameter in recipe.parameters}
    for name, case in catalogue.cases.get(recipe.id, {}).items():
        for parameter, value in case.parameters.items():
            yield f"{name},{parameter},{kinds[parameter]},{value}\n"


def _readme(catalogue: Catalogue, recipe: Recipe) -> str:
    before = [other.id for other in in_running_order(catalogue, [recipe.id])[:-1]]
    order = (
        f"\nIt reads the results of other recipes, which run first, in this order: {', '.join(before)}. Their code stands in `before/`.\n"
        if before
        else ""
    )
    ran = "yes" if tested(catalogue, recipe.id) else "no: something was changed after the last test"
    return f"""# {recipe.title}

{recipe.short}

This folder needs no network. `definition.md` says what the recipe does and what it can not tell; `recipe.sql` (T-SQL for SQL Server 2016 and newer), `recipe.py` (pandas),
`recipe.R` (dplyr) and `recipe.do` (Stata) do the same.
{order}
The people in `cases/` are made up: all rows are SYNTHETIC.

## Is it all right here?

| Language | Needs | Run | Was it run before it was packed? |
|---|---|---|---|
| Python | pandas 2 or newer | `python check.py` | {ran} |
| R | R 4.0 or newer, dplyr 1.0 or newer | `Rscript check.R` | {ran} |
| T-SQL | a schema `work` that may be written; see the first lines | open `check.sql` in Management Studio and run it | {ran}, on DuckDB and not on SQL Server |
| Stata | Stata 16 or newer | `do check.do` in this folder | no: there was no Stata |

Each check runs the recipe on every case and compares the result with the expected rows.

Made by leo-kb {__version__} from catalogue {catalogue.digest[:12]}.
"""


def check_sql(catalogue: Catalogue, recipe: Recipe) -> str:
    """T-SQL that makes the tables of each case, runs the recipe on them and compares: no row of `work.check_result` must say WRONG."""
    columns = inputs_of(catalogue, recipe)
    code = code_of(catalogue, recipe.id, "sql") or ""
    made = output_columns(recipe)
    pieces = [
        f"-- Runs {recipe.id} on its cases and compares. All rows are SYNTHETIC. It drops and makes these tables of the schema work, so run it where",
        f"-- they are not in use: {', '.join([*columns, recipe.id, 'check_expected', 'check_result'])}.",
        "DROP TABLE IF EXISTS work.check_result;",
        "CREATE TABLE work.check_result (case_name varchar(100), verdict varchar(20));",
        "GO",
    ]
    for name, case in catalogue.cases.get(recipe.id, {}).items():
        for table, rows in case_tables(catalogue, recipe, case).items():
            pieces += _table_sql(table, columns[table], rows)
        pieces += _table_sql("check_expected", made, expected_rows(recipe, case))
        pieces += ["GO", with_parameters(code, case.parameters), "GO"]
        listed = ", ".join(
            f"ROUND({bracketed(column)}, 6) AS {bracketed(column)}" if one.kind == "number" else bracketed(column) for column, one in made.items()
        )  # the last digits of a number are not compared
        differ = " UNION ALL ".join(
            f"SELECT * FROM (SELECT {listed} FROM work.{one} EXCEPT SELECT {listed} FROM work.{other}) AS d{number}"
            for number, (one, other) in enumerate(((recipe.id, "check_expected"), ("check_expected", recipe.id)))
        )
        pieces += [
            f"INSERT INTO work.check_result (case_name, verdict) SELECT {text(name)}, CASE WHEN EXISTS ({differ}) THEN 'WRONG' ELSE 'ok' END;",
            "GO",
        ]
    pieces += ["SELECT case_name, verdict FROM work.check_result ORDER BY case_name;", ""]
    return "\n".join(pieces)


def _table_sql(name: str, columns: Columns, rows: Rows) -> Iterator[str]:
    types = ", ".join(f"{bracketed(column)} {one.type.tsql} NULL" for column, one in columns.items())
    yield f"DROP TABLE IF EXISTS work.{name};"
    yield f"CREATE TABLE work.{name} ({types});"
    for row in rows.rows:
        yield f"INSERT INTO work.{name} VALUES ({', '.join(map(_sql_value, row))});"


def _sql_value(value: Value) -> str:
    if value is None:
        return "NULL"
    return repr(value) if isinstance(value, int | float) else text(str(value))


def with_parameters(code: str, parameters: dict[str, str | int | float]) -> str:
    """The T-SQL with other values behind DECLARE."""
    for name, value in parameters.items():
        shown = text(value) if isinstance(value, str) else repr(value)
        code = re.sub(rf"(?im)^(\s*DECLARE\s+@{name}\s+[\w() ]+?\s*=\s*)[^;]+;", lambda found, shown=shown: f"{found[1]}{shown};", code)  # type: ignore[misc]
    return code


def with_locals(code: str, parameters: dict[str, str | int | float]) -> str:
    """The do-file with other values in the locals at its top."""
    for name, value in parameters.items():
        shown = f'"{value}"' if isinstance(value, str) else f"= {value}"
        code = re.sub(rf"(?m)^local {name}\b.*$", lambda found, name=name, shown=shown: f"local {name} {shown}", code, count=1)  # type: ignore[misc]
    return code


def check_do(catalogue: Catalogue, recipe: Recipe) -> str:
    """A do-file that runs the recipe on each case in a folder of its own and compares with `cf`. It was not run."""
    made = output_columns(recipe)
    lines = [
        "* Runs recipe.do on its cases and compares. Not run before it was packed: there was no Stata.",
        "version 16",
        "set more off",
        "local home = c(pwd)",
        "local wrong = 0",
    ]
    for name, case in catalogue.cases.get(recipe.id, {}).items():
        lines += ["", f"* {case.title}", f'cd "`home\'/cases/{name}"']
        for table, columns in {**inputs_of(catalogue, recipe), "expected": made}.items():
            lines += _import_do(table, columns)
        own = "recipe.do" if case.parameters else "`home'/recipe.do"
        lines += [
            f'do "{own}"',
            f'use "{recipe.id}.dta", clear',
            f"sort {' '.join(made)}",
            'capture noisily cf _all using "expected.dta"',
            "if _rc local wrong = `wrong' + 1",
        ]
    lines += ["", 'cd "`home\'"', "display as text `wrong' \" cases are not as expected\"", ""]
    return "\n".join(lines)


def _import_do(table: str, columns: Columns) -> Iterator[str]:
    yield f'import delimited using "{table}.csv", varnames(1) case(preserve) stringcols(_all) clear'
    for name, column in columns.items():
        short = name[:32]
        if column.kind == "date":
            yield f'generate double date_ = date({short}, "YMD")'
            yield f"drop {short}"
            yield f"rename date_ {short}"
            yield f"format {short} %td"
        elif column.kind != "text":
            yield f"destring {short}, replace"
    yield f"order {' '.join(name[:32] for name in columns)}"
    if table == "expected":
        yield f"sort {' '.join(columns)}"
    yield f'save "{table}.dta", replace'
