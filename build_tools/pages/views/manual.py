"""The manual that is made from the code: rules, fields of the files, and references."""

from __future__ import annotations

import inspect
import re

from build_tools import docs, loading, project, published, source, tabular
from build_tools.catalogue import Catalogue
from build_tools.form import workbook
from build_tools.kinds import KINDS
from build_tools.pages.blocks import (
    Block,
    Code,
    Fact,
    Facts,
    Grid,
    Lead,
    Line,
    Link,
    Prose,
    Section,
    View,
)
from build_tools.pages.views.links import address_of
from build_tools.pages.views.shared import first_sentences
from build_tools.rules import RULES, rule_name


def manual_pages() -> dict[str, tuple[str, str]]:
    """Name of each rule with the text of its manual page and the file in which the text stands, shape rules first."""
    pages = {
        name: (text, module.__name__.replace(".", "/") + ".py")
        for module in (source, loading, tabular, docs, published, workbook, project)
        for name, text in module.MANUAL.items()
    }
    for rule in RULES:
        pages[rule_name(rule)] = (inspect.getdoc(rule) or "", rule.__module__.replace(".", "/") + ".py")
    return pages


def rule_view(name: str, text: str, path: str) -> View:
    """The manual page of one rule."""
    paragraphs = tuple(re.sub(r"\s+", " ", part).strip() for part in text.split("\n\n"))
    title = name.replace("-", " ").capitalize()
    return View(
        address_of("rule", name),
        "rule",
        title,
        first_sentences(paragraphs[0]),
        (
            Lead(title, "", paragraphs[0], (Link("Rules", "rules/index.html"),)),
            Prose(paragraphs[1:]),
            Facts((Fact("Name", ((Code(name),),)),)),
        ),
        path,
    )


def fields_view() -> View:
    """Every key of every kind of definition file, from the models."""
    blocks: list[Block] = [
        Lead(
            "Fields",
            "",
            "Every key that a definition file may have, kind by kind. An editor that knows YAML can complete and check them with the schemas that `leo-kb export schemas` writes.",
        )
    ]
    for kind, model in KINDS.items():
        rows = []
        for name, info in model.model_fields.items():
            shown = info.alias or name
            if kind == "variable" and name in ("family", "dimensions"):
                continue
            rows.append(((Code(shown),), ("required" if info.is_required() else "",), (info.description or "",)))
        blocks += [
            Section(kind.replace("_", " ").capitalize(), kind.replace("_", "-")),
            Prose(((model.__doc__ or "").split("\n")[0],)),
            Grid(("Key", "Required", "Meaning"), tuple(rows)),
        ]
    return View("rules/fields.html", "index", "Fields", "The keys of the definition files", tuple(blocks))


def references_view(catalogue: Catalogue) -> View:
    """The documents that entries cite, each with an anchor."""
    rows = []
    ids = []
    for id, reference in catalogue.references.items():
        title: Line = (Link(reference.title, reference.url),) if reference.url else (reference.title,)
        rows.append(((Code(id),), title, (reference.note or "",)))
        ids.append(id)
    blocks: tuple[Block, ...] = (
        Lead("References", "", "The documents that entries cite as evidence, by their short names."),
        Grid(("Name", "Document", "Note"), tuple(rows), row_ids=tuple(ids)),
    )
    return View(
        "references.html",
        "index",
        "References",
        "The documents that entries cite as evidence",
        blocks,
        "variables/references.yaml",
    )
