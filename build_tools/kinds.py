"""Every kind of definition file and its model, and the JSON Schemas made from them."""

from __future__ import annotations

from typing import Any

from build_tools.link_records import JoinKey, Linkage
from build_tools.recipe_records import Case, Caveats, Recipe
from build_tools.records import (
    CodeList,
    Concept,
    Family,
    Iteration,
    NotHeld,
    Record,
    References,
    RenamedIds,
    Source,
    Table,
    Thesaurus,
    Variable,
)

KINDS: dict[str, type[Record]] = {
    "table": Table,
    "variable": Variable,
    "family": Family,
    "code_list": CodeList,
    "source": Source,
    "concept": Concept,
    "key": JoinKey,
    "linkage": Linkage,
    "recipe": Recipe,
    "case": Case,
    "caveats": Caveats,
    "iteration": Iteration,
    "references": References,
    "thesaurus": Thesaurus,
    "not_held": NotHeld,
    "renamed": RenamedIds,
}


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of file, for editors."""
    schema = KINDS[kind].model_json_schema(by_alias=True)
    for name in ("family", "dimensions") if kind == "variable" else ():
        schema["properties"].pop(name)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
