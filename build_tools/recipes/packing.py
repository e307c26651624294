"""The pack of a recipe: a zip with its code, its cases as CSV and a check in each language, which needs neither this program nor a network."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from build_tools import __version__
from build_tools.catalogue import Catalogue
from build_tools.pages.markdown import write_body
from build_tools.problems import UserError
from build_tools.recipe_records import Recipe
from build_tools.recipes.cells import Rows, Value
from build_tools.recipes.definition import FILES, Columns, code_of, in_running_order, inputs_of, output_columns
from build_tools.recipes.server import create_table, input_types, result_types
from build_tools.recipes.testing import case_tables, expected_rows, tested
from build_tools.sqltext import bracketed, text
from build_tools.stack import COLLATION

_HERE = Path(__file__).parent / "pack"
CHECK = "work_check"
"""The schema in which check.sql works, and leaves nothing."""
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
        "typed.py": (_HERE / "typed.py").read_text(encoding="utf-8"),
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
        files[f"before/{other.id}/columns.csv"] = "table,column,kind\n" + "".join(_column_lines(inputs_of(catalogue, other)))
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
            yield f"{name},{parameter},{'text' if kinds[parameter] == 'year' else kinds[parameter]},{value}\n"  # the checks know no years


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
| T-SQL | the right to make a schema, or an empty one; see the first lines | open `check.sql` in Management Studio and run it | {ran}, on DuckDB and not on SQL Server |
| Stata | Stata 16 or newer | `do check.do` in this folder | no: there was no Stata |

Each check runs the recipe on every case and compares the result with the expected rows.

In Python, give tables their types before the recipe reads them: `from typed import typed`, then `typed(pd.read_sql(…), "<table>")`. `typed.py` takes the types from
`columns.csv`. For a recipe in `before/`, its id stands behind the table: `typed(…, "<table>", "<recipe>")`.

Made by leo-kb {__version__} from catalogue {catalogue.digest[:12]}.
"""


def check_sql(catalogue: Catalogue, recipe: Recipe) -> str:
    """T-SQL that makes the tables of each case, runs the recipe on them and compares: it shows a row for each case, and none may say WRONG.

    Everything happens in the schema `work_check`: in `work` there are real tables of the same names, which the recipe and the cases would replace.
    """
    types, made = input_types(catalogue, recipe), output_columns(recipe)
    cases = catalogue.cases.get(recipe.id, {})
    tables = [*types, recipe.id, "check_expected", "check_result"]
    pieces = [*_guard(recipe, tables), f"CREATE TABLE {CHECK}.check_result (case_name varchar(100), verdict varchar(20));"]
    pieces += [f"INSERT INTO {CHECK}.check_result VALUES ({text(name)}, 'WRONG: did not run');" for name in cases]
    pieces += ["GO"]
    for name, case in cases.items():
        pieces += [f"DROP TABLE IF EXISTS {CHECK}.{recipe.id};"]  # else the table of the case before would be compared where the recipe stops
        for table, rows in case_tables(catalogue, recipe, case).items():
            pieces += _table_sql(table, types[table], rows)
        pieces += _table_sql("check_expected", result_types(made), expected_rows(recipe, case))
        pieces += ["GO", in_check_schema(with_parameters(code_of(catalogue, recipe.id, "sql") or "", case.parameters)), "GO"]
        verdict = f"CASE WHEN EXISTS ({_difference_sql(recipe.id, made)}) THEN 'WRONG' ELSE 'ok' END"
        pieces += [f"UPDATE {CHECK}.check_result SET verdict = {verdict} WHERE case_name = {text(name)};", "GO"]
    pieces += [f"SELECT case_name, verdict FROM {CHECK}.check_result ORDER BY case_name;", "GO"]
    pieces += [f"DROP TABLE IF EXISTS {CHECK}.{table};" for table in tables]
    return "\n".join([*pieces, "GO", "SET NOEXEC OFF;", ""])


def _guard(recipe: Recipe, tables: list[str]) -> Iterator[str]:
    """The head of the check, which ends it where a table that it would make is there already."""
    yield f"-- Runs {recipe.id} on its cases and compares. All rows are SYNTHETIC. Run it in Management Studio or sqlcmd, which know GO."
    yield f"-- It works in a schema of its own, {CHECK}, and not in work: it makes the schema where there is none, stops where a table of its names is"
    yield f"-- there already, and drops its tables at the end. If you may not make schemas, write the name of an empty one for {CHECK} everywhere."
    yield f"IF SCHEMA_ID(N'{CHECK}') IS NULL EXEC (N'CREATE SCHEMA {CHECK}');"
    yield "GO"
    yield f"IF EXISTS (SELECT 1 FROM sys.objects WHERE schema_id = SCHEMA_ID(N'{CHECK}') AND name IN ({', '.join(f'N{text(table)}' for table in tables)}))"
    yield "BEGIN"
    yield f"    RAISERROR (N'Nothing was done: the schema {CHECK} holds a table that this check would make. If an earlier check stopped and left it, drop it.', 16, 1);"
    yield "    SET NOEXEC ON;"  # an error ends its own batch only
    yield "END;"
    yield "GO"


def in_check_schema(code: str) -> str:
    """The T-SQL with the schema of checks in place of `work`, wherever that stands before a point."""
    return re.sub(r"(?i)(?<![\w.@#\]])(?:work|\[work\])(?=\s*\.)", CHECK, code)


def _difference_sql(result: str, made: Columns) -> str:
    """A query for rows that one of the result and the expected table has more often than the other. The last digits of numbers are not compared, capital letters are."""
    shown = {
        name: f"ROUND({bracketed(name)}, 6)" if one.kind == "number" else f"{bracketed(name)} COLLATE {COLLATION}" if one.type.is_text else bracketed(name)
        for name, one in made.items()
    }
    inner = ", ".join(f"{value} AS {bracketed(name)}" for name, value in shown.items())
    names = ", ".join(map(bracketed, made))
    one, other = (f"SELECT {names}, COUNT(*) AS check_rows FROM (SELECT {inner} FROM {CHECK}.{table}) AS t GROUP BY {names}" for table in (result, "check_expected"))
    return f"SELECT * FROM ({one} EXCEPT {other}) AS d0 UNION ALL SELECT * FROM ({other} EXCEPT {one}) AS d1"


def _table_sql(name: str, types: Mapping[str, str], rows: Rows) -> Iterator[str]:
    yield f"DROP TABLE IF EXISTS {CHECK}.{name};"
    yield from create_table(f"{CHECK}.{name}", types)
    for row in rows.rows:
        yield f"INSERT INTO {CHECK}.{name} VALUES ({', '.join(map(_sql_value, row))});"


def _sql_value(value: Value) -> str:
    if value is None:
        return "NULL"
    return repr(value) if isinstance(value, int | float) else text(str(value))


def with_parameters(code: str, parameters: dict[str, str | int | float]) -> str:
    """The T-SQL with other values behind DECLARE. Raises UserError where a parameter does not stand there once, in a line of its own."""
    for name, value in parameters.items():
        shown = text(value) if isinstance(value, str) else repr(value)
        pattern = rf"(?im)^(\s*DECLARE\s+@{name}\s+[\w() ,]+?\s*=\s*)(?:N?'(?:[^']|'')*'|[-+\w.]+)\s*;"
        code = _put(code, pattern, f"{shown};", f"DECLARE @{name} <type> = {shown};")
    return code


def with_locals(code: str, parameters: dict[str, str | int | float]) -> str:
    """The do-file with other values in the locals at its top. Raises UserError where a parameter does not stand there."""
    for name, value in parameters.items():
        shown = f'"{value}"' if isinstance(value, str) else f"= {value}"
        code = _put(code, rf"(?m)^(local {name} )(?:= *)?(?:\"[^\"\n]*\"|[-+\w.]+) *$", shown, f"local {name} {shown}")
    return code


def _put(code: str, pattern: str, shown: str, line: str) -> str:
    """The code with `shown` behind what the pattern's group holds. Code that keeps its default would pass for one with another choice."""
    changed, count = re.subn(pattern, lambda found: found[1] + shown, code)
    if count != 1:
        raise UserError(f"a parameter stands in {count} lines of the code and not in one, so no other value can be put there: write it as `{line}`", 1)
    return changed


def check_do(catalogue: Catalogue, recipe: Recipe) -> str:
    """A do-file that runs the recipe on each case in a folder of its own and compares with `cf`. It was not run in Stata."""
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
        for table, columns in inputs_of(catalogue, recipe).items():
            lines += [*_import_do(table, columns), f'save "{table}.dta", replace']
        lines += [*_import_do("expected", made), *_comparable_do(recipe, made), 'save "expected.dta", replace']
        own = "recipe.do" if case.parameters else "`home'/recipe.do"
        lines += [
            f'do "{own}"',
            f'use "{recipe.id}.dta", clear',
            *_comparable_do(recipe, made),
            "local rows = _N",
            'quietly describe using "expected.dta", short',
            "if r(N) != `rows' local wrong = `wrong' + 1",
            "else if `rows' > 0 {",
            f'    capture noisily cf {" ".join(made)} using "expected.dta"',
            "    if _rc local wrong = `wrong' + 1",
            "}",
        ]
    lines += ["", 'cd "`home\'"', "display as text `wrong' \" cases are not as expected\"", ""]
    return "\n".join(lines)


def _import_do(table: str, columns: Columns) -> Iterator[str]:
    yield f'import delimited using "{table}.csv", varnames(1) case(preserve) stringcols(_all) clear'
    yield "tostring _all, replace"  # without rows, columns may come as numbers
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


def _comparable_do(recipe: Recipe, made: Columns) -> Iterator[str]:
    """Lines behind which `cf` can compare: it is exact, and the last digits of numbers differ between computers."""
    for name, column in made.items():
        if column.kind == "number":
            yield f"generate double number_ = round({name}, 0.000001)"
            yield f"drop {name}"
            yield f"rename number_ {name}"
    yield f"sort {' '.join(dict.fromkeys([*recipe.output.key, *made]))}"
