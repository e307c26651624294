"""The papers of an extract: what it is, what it cannot tell, what was made, and how to open it."""

from __future__ import annotations

import json
from typing import Any

import duckdb

from build_tools import SITE_URL, __version__
from build_tools.roles import HOMES, role_of
from build_tools.schemas import schema_of
from build_tools.sqltext import bracketed, quoted, text
from build_tools.synthetic.about import CHECKS, DIFFERENCES, LABEL
from build_tools.synthetic.extract import Extract
from build_tools.synthetic.formats import Made, synthetic_name
from build_tools.synthetic.quirks import QUIRKS
from build_tools.tabular import stamp
from build_tools.years import label_or_none


def documents(extract: Extract, format: str, made: list[Made], quirks: dict[str, int]) -> dict[str, str]:
    """The text of each file beside the data."""
    files = {
        "README.md": _readme(extract, format, made, quirks),
        "synthetic.json": json.dumps(manifest(extract, format, made, quirks), indent=1, ensure_ascii=False) + "\n",
    }
    if format == "duckdb":
        files["open.sql"] = _open_sql(extract)
    if format in ("csv", "parquet"):
        files["datapackage.json"] = json.dumps(data_package(extract, format, made), indent=1, ensure_ascii=False) + "\n"
    if format == "sql":
        files["create_tables.sql"] = create_tables(extract, made)
    return files


def manifest(extract: Extract, format: str, made: list[Made], quirks: dict[str, int]) -> dict[str, Any]:
    """What was made: the order, the views with their rows, and how often each quirk occurs."""
    order, catalogue = extract.order, extract.catalogue
    return {
        "synthetic": LABEL,
        **stamp(catalogue),
        "made_by": f"leo-kb {__version__} with DuckDB {duckdb.__version__}",
        "people": order.people,
        "seed": order.seed,
        "layout": order.layout,
        "format": format,
        "project": order.project,
        "ucas_rows": order.ucas_rows,
        "years": sorted(label_or_none(year) or "" for year in order.years) if order.years is not None else "all",
        "born": list(order.born) if order.born else "all cohorts",
        "quirks": [
            {"id": quirk.id, "title": quirk.title, "rows": quirks.get(quirk.id), "left_out": quirk.id not in quirks}
            for quirk in QUIRKS
        ],
        "tables": [
            {
                "id": table,
                "rows": sum(one.rows for one in made if one.view.table.id == table),
                "views": [
                    {
                        "name": one.view.name,
                        "file": one.path,
                        "rows": one.rows,
                        "columns": len(one.view.columns),
                        "evidence": one.view.slices[0].part.view.evidence if order.layout == "physical" else "logical",
                    }
                    for one in made
                    if one.view.table.id == table
                ],
            }
            for table in order.tables
        ],
    }


def _readme(extract: Extract, format: str, made: list[Made], quirks: dict[str, int]) -> str:
    order = extract.order
    rows = sum(one.rows for one in made)
    lines = [
        "# SYNTHETIC extract of LEO: not real people",
        "",
        f"{order.people:,} made-up people, {len(made):,} files or tables, {rows:,} rows, seed {order.seed}, {order.layout} layout, {format}. Made by leo-kb {__version__} "
        f"from catalogue {extract.catalogue.digest[:12]}. The same command gives the same rows, and with the same version of DuckDB the same bytes of Parquet and CSV files.",
        "",
        "Use it to learn the layout and to write and test code. Do not publish figures from it, and do not read anything about England into it.",
        "",
        "## The four checks for low-fidelity synthetic data",
        "",
        "They are those of Raab, McCall and Cavin (International Journal of Population Data Science, article 2972).",
        "",
        *(f"{number}. **{name}.** {how}" for number, (name, how) in enumerate(CHECKS, 1)),
        "",
        "What it does not share with the real extract:",
        "",
        *(f"- **{title}.** {meaning}" for title, meaning in DIFFERENCES),
        "",
        "## Oddities of the real data that it has",
        "",
        "| Oddity | Rows | What it means |",
        "|---|---|---|",
        *(f"| {quirk.title} | {quirks[quirk.id]:,} | {quirk.meaning} |" for quirk in QUIRKS if quirk.id in quirks),
        "",
        f"Leave one out with `--without {QUIRKS[0].id}`. More: {SITE_URL}synthetic.html",
        "",
    ]
    return "\n".join(lines)


def _open_sql(extract: Extract) -> str:
    databases = sorted({view.table.database for view in extract.views})
    example = next((view for view in extract.views), None)
    lines = [
        f"-- {LABEL}",
        "-- Run this in DuckDB from the folder of the extract, then query with three-part names as in the secure environment.",
        "SET default_collation = 'nocase';  -- SQL Server does not tell capitals apart",
        *(
            f"ATTACH {text(f'{synthetic_name(database)}.duckdb')} AS {quoted(database)} (READ_ONLY);"
            for database in databases
        ),
    ]
    if example:
        lines.append(
            f'-- SELECT COUNT(*) FROM {example.table.database}."{extract.order.project}".{quoted(example.name)};'
        )
    return "\n".join(lines) + "\n"


def data_package(extract: Extract, format: str, made: list[Made]) -> dict[str, Any]:
    """The Data Package of an extract: each file with the Table Schema of its columns, and where its keys lead."""
    return {
        "name": "synthetic-leo",
        "title": "SYNTHETIC extract of LEO",
        "description": LABEL,
        "profile": "tabular-data-package",
        **stamp(extract.catalogue),
        "resources": [
            {
                "name": resource_name(one),
                "title": f"SYNTHETIC {one.view.table.table.title}: {one.view.name}",
                "path": one.path,
                "profile": "tabular-data-resource",
                "format": format,
                "encoding": "utf-8",
                "schema": schema_of(extract.catalogue, ((column.name, column.logical) for column in one.view.columns))
                | _keys(extract, one, made),
            }
            for one in made
        ],
    }


def resource_name(made: Made) -> str:
    """The name of a file in the Data Package: `school_census.spring_census_2012`."""
    return f"{made.view.table.id}.{made.view.name}".lower()


def _keys(extract: Extract, one: Made, made: list[Made]) -> dict[str, Any]:
    """The foreign keys of a file that lead to another file of the extract."""
    homes = {other.view.table.id: other for other in made if other.view.table.id in HOMES.values()}
    found = []
    for column in one.view.columns:
        role = role_of(extract.catalogue, column.logical.variable) if column.logical.variable else None
        home = homes.get(HOMES.get(role, "")) if role else None
        if home is None or home.view.table.id == one.view.table.id:
            continue
        if role == "learner-key" and extract.order.quirks.on("aims-without-learners"):
            continue
        theirs = next(
            other.name
            for other in home.view.columns
            if other.logical.variable and role_of(extract.catalogue, other.logical.variable) == role
        )
        found.append({"fields": [column.name], "reference": {"resource": resource_name(home), "fields": [theirs]}})
    return {"foreignKeys": found} if found else {}


def create_tables(extract: Extract, made: list[Made]) -> str:
    """T-SQL that makes databases, schema and tables with the types of the form, and loads the text files beside it."""
    project = extract.order.project
    lines = [
        f"-- {LABEL}",
        "-- Set @folder below to the folder of this file as the server sees it, then run the whole script.",
    ]
    for database in sorted({one.view.table.database for one in made}):
        lines += [
            f"IF DB_ID(N'{database}') IS NULL CREATE DATABASE {bracketed(database)};",
            "GO",
            f"USE {bracketed(database)};",
            "GO",
        ]
        lines += [f"IF SCHEMA_ID(N'{project}') IS NULL EXEC (N'CREATE SCHEMA {bracketed(project)}');", "GO"]
        for one in (one for one in made if one.view.table.database == database):
            lines += _create_table(one, project)
    lines += ["DECLARE @folder nvarchar(300) = N'C:\\synthetic';"]
    for one in made:
        name = ".".join(bracketed(part) for part in (one.view.table.database, project, one.view.name))
        path = one.path.replace("/", "\\")
        lines.append(
            f"EXEC (N'BULK INSERT {name} FROM ''' + @folder + N'\\{path}'' WITH (FIELDTERMINATOR = ''|'', ROWTERMINATOR = ''0x0a'', CODEPAGE = ''65001'', TABLOCK)');"
        )
    return "\n".join([*lines, "GO", ""])


def _create_table(one: Made, project: str) -> list[str]:
    columns = [f"    {bracketed(column.name)} {column.logical.type.tsql} NULL" for column in one.view.columns]
    separated = [f"{column}," for column in columns[:-1]] + columns[-1:]
    return [f"CREATE TABLE {bracketed(project)}.{bracketed(one.view.name)} (", *separated, ");", "GO"]
