"""The catalogue for other programs: JSON, a data package, and JSON Schemas for editors."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from build_tools import SCHEMA_VERSION
from build_tools.catalogue import Catalogue
from build_tools.joins.tested import join_of
from build_tools.joins.tested import tested as joins_tested
from build_tools.kinds import KINDS, json_schema
from build_tools.link_records import Linkage
from build_tools.physical import columns_of, full_name, views_of
from build_tools.recipe_records import Recipe
from build_tools.recipes.definition import FILES, code_of, recipes_reading
from build_tools.recipes.testing import tested
from build_tools.records import Family, Table, Variable
from build_tools.schemas import table_schema
from build_tools.tabular import flatten, package_descriptor
from build_tools.years import label_or_none, year_label

Files = dict[str, str]
"""Relative path of each file and its text."""


def export_json(catalogue: Catalogue) -> Files:
    """variables.json, tables.json, code_lists.json, recipes.json, keys.json, linkages.json, caveats.json and catalogue.json (what the others are)."""
    return {
        "variables.json": _dump([variable_json(catalogue, variable) for variable in catalogue.variables.values()]),
        "tables.json": _dump([table_json(catalogue, table) for table in catalogue.tables.values()]),
        "recipes.json": _dump([recipe_json(catalogue, recipe) for recipe in catalogue.recipes.values()]),
        "keys.json": _dump([key.model_dump(by_alias=True, exclude_none=True) for key in catalogue.keys.values()]),
        "linkages.json": _dump([linkage_json(catalogue, linkage) for linkage in catalogue.linkages.values()]),
        "caveats.json": _dump([caveat.model_dump(exclude_none=True) for caveat in catalogue.caveats.values()]),
        "code_lists.json": _dump(
            [
                {
                    "id": code_list.id,
                    "title": code_list.title,
                    "description": code_list.description,
                    "codes": [code.plain() for code in code_list.codes],
                    "groups": [group.model_dump() for group in code_list.groups],
                    "used_by": [user.id for user in catalogue.users_of_list[code_list.id]],
                }
                for code_list in catalogue.code_lists.values()
            ]
        ),
        "catalogue.json": _dump(
            {
                "schema_version": SCHEMA_VERSION,
                "catalogue_version": catalogue.digest[:12],
                "iteration": list(catalogue.iterations),
                "variables": len(catalogue.variables),
                "tables": len(catalogue.tables),
                "code_lists": len(catalogue.code_lists),
                "recipes": len(catalogue.recipes),
                "linkages": len(catalogue.linkages),
            }
        ),
    }


def variable_json(catalogue: Catalogue, variable: Variable) -> dict[str, Any]:
    """One variable as the exports and `show` give it. Years as `2011/12`, `gaps` those between from and to, codes in printed order."""
    table = catalogue.table(variable)
    years = catalogue.years(variable)
    return {
        "id": variable.id,
        "table": table.id,
        "name": variable.name,
        "field": variable.field,
        "old_names": list(dict.fromkeys(old.name for old in variable.old_names)),
        "old_name_details": [old.model_dump(exclude_none=True) for old in variable.old_names],
        "title": variable.title,
        "description": variable.description,
        "unit": variable.unit,
        "universe": variable.universe,
        "caution": variable.caution,
        "type": variable.type,
        "codes": [code.plain() for code in catalogue.codes(variable)],
        "code_list": variable.code_list,
        "range": variable.range.model_dump() if variable.range else None,
        "years": {
            "type": table.years.type,
            "from": year_label(years.first) if years else None,
            "to": label_or_none(years.last) if years else None,
            "gaps": [
                {"year": year_label(gap.year), "reason": gap.reason, "term": gap.term}
                for gap in catalogue.gaps(variable)
            ],
            "note": variable.years_note,
        },
        "terms": list(variable.terms),
        "request": catalogue.request(variable),
        "identifiability": variable.identifiability,
        "sensitivity": variable.sensitivity,
        "status": variable.status or "listed",
        "status_note": variable.status_note,
        "contradictions": variable.contradictions,
        "family": variable.family,
        "concept": variable.concept,
        "evidence": catalogue.evidence(variable),
        "form": [{"tab": table.form.tab, **row.model_dump(exclude_none=True)} for row in variable.form],
        "physical": [
            {
                "view": full_name(catalogue, table, column.view),
                "column": column.column,
                "year": label_or_none(column.year),
                "term": column.term,
                "evidence": column.evidence,
                "view_evidence": column.view_evidence,
            }
            for column in columns_of(catalogue, variable)
        ],
    }


def entry_json(catalogue: Catalogue, id: str) -> dict[str, Any]:
    """Any entry by its id. Raises KeyError for an id that no entry has."""
    record = catalogue.record(id)
    if isinstance(record, Variable):
        return variable_json(catalogue, record)
    if isinstance(record, Table):
        return table_json(catalogue, record)
    if isinstance(record, Family):
        members = [member.id for member in catalogue.members[id]]
        return record.model_dump(by_alias=True, exclude={"members"}) | {"members": members}
    if isinstance(record, Recipe):
        return recipe_json(catalogue, record)
    if isinstance(record, Linkage):
        return linkage_json(catalogue, record)
    return record.model_dump(by_alias=True)


def recipe_json(catalogue: Catalogue, recipe: Recipe) -> dict[str, Any]:
    """One recipe: its definition, the code by language, its cases by name, the ids of the variables that it reads, and the record of its last test."""
    found = tested(catalogue, recipe.id)
    record = recipe.model_dump(by_alias=True, exclude_none=True)
    record["reads"] = sorted(id for id, readers in recipes_reading(catalogue).items() if recipe in readers)
    record["code"] = {language: code_of(catalogue, recipe.id, language) for language in FILES}
    record["cases"] = {name: case.model_dump(exclude_none=True) for name, case in catalogue.cases.get(recipe.id, {}).items()}
    record["tested"] = vars(found) if found else None
    return record


def linkage_json(catalogue: Catalogue, linkage: Linkage) -> dict[str, Any]:
    """One linkage: its definition; between tables of the extract also the way, the code by language, and what the last test counted on synthetic people."""
    record = linkage.model_dump(by_alias=True, exclude_none=True)
    join, found = join_of(catalogue, linkage), joins_tested(catalogue, linkage)
    if join:
        record["way"] = [{"from": hop.left, "key": hop.key.id, "to": hop.right} for hop in join.path.hops]
        record["code"] = {"sql": join.sql(), "python": join.python(), "r": join.r(), "check": join.check("sql")}
        record["synthetic_counts"] = {"people": found.people, **found.counts.as_dict()} if found else None
    return record


def table_json(catalogue: Catalogue, table: Table) -> dict[str, Any]:
    """One table as the exports give it."""
    record = table.model_dump(by_alias=True, exclude_none=True, exclude={"views", "seen_columns"})
    record["views"] = [
        {
            "view": full_name(catalogue, table, view.name),
            "year": label_or_none(view.year),
            "term": view.term,
            "evidence": view.evidence,
        }
        for view in views_of(catalogue, table)
    ]
    record["variables"] = [variable.id for variable in catalogue.by_table[table.id]]
    return record


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def export_datapackage(catalogue: Catalogue) -> Files:
    """datapackage.json, a CSV file for each table of the catalogue, and the Table Schema of each LEO table under schemas/."""
    tables = flatten(catalogue)
    files = {"datapackage.json": _dump(package_descriptor(tables, catalogue))}
    for table in tables:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(table.fields)
        writer.writerows(["" if cell is None else cell for cell in row] for row in table.rows)
        files[f"{table.name}.csv"] = out.getvalue()
    for table_id in catalogue.tables:
        files[f"schemas/{table_id}.json"] = _dump(table_schema(catalogue, table_id))
    return files


def export_schemas(catalogue: Catalogue) -> Files:
    """A JSON Schema for each kind of definition file, for editors that complete and check YAML."""
    return {f"{kind}.schema.json": _dump(json_schema(kind)) for kind in KINDS}


EXPORTS = {"json": export_json, "datapackage": export_datapackage, "schemas": export_schemas}
"""What `leo-kb export` knows, by name."""

__all__ = ["EXPORTS", "export_datapackage", "export_json", "export_schemas", "table_json", "variable_json"]
