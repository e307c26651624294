"""The rules that need more than one record. Each is a small generator; its docstring is its manual page.

A rule yields (entry kind, entry id, keys to the value, message, help); the runner adds the rule's name and the place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from build_tools.catalogue import Catalogue
from build_tools.problems import Position, Problem
from build_tools.rules import code_lists, linkages, links, names, recipes, search, synthetic, years
from build_tools.rules.findings import Finding
from build_tools.rules.prose import only_prose_differs

Rule = Callable[[Catalogue], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    links.table_exists,
    links.source_exists,
    links.lookup_exists,
    links.code_list_exists,
    links.reference_exists,
    links.evidence_given,
    links.concept_exists,
    links.replacement_exists,
    links.link_in_text,
    code_lists.codes_once,
    code_lists.one_list,
    code_lists.code_list_used,
    code_lists.codes_in_groups,
    years.one_year,
    years.years_in_order,
    years.years_of_table,
    years.years_explained,
    years.old_name_years,
    names.form_row_once,
    names.column_once,
    names.key_in_table,
    names.placeholder_known,
    names.view_once,
    names.status_explained,
    names.renamed_ids,
    search.phrase_has_words,
    search.phrase_once,
    search.synonym_once,
    search.nearest_exists,
    search.not_held_truly,
    search.series_years,
    synthetic.year_column,
    synthetic.synthetic_rows,
    synthetic.synthetic_values,
    linkages.key_columns,
    linkages.key_types,
    linkages.way_or_reason,
    linkages.linkage_sides,
    linkages.linkage_says_how_good,
    linkages.linkage_id_free,
    linkages.linkage_names,
    recipes.recipe_in_theme,
    recipes.recipe_inputs,
    recipes.recipe_names,
    recipes.recipe_code,
    recipes.case_fits,
    recipes.rules_shown,
    recipes.caveats_once,
    recipes.nothing_to_fill_in,
)
"""All rules, in the order of the manual."""


PROSE_RULES: tuple[Rule, ...] = (links.link_in_text,)
"""The rules that read the texts of variables and code lists, and the labels of codes."""


def rule_name(rule: Rule) -> str:
    """`code_list_exists` gives `code-list-exists`."""
    return rule.__name__.replace("_", "-")


def run_rules(catalogue: Catalogue, sound: Catalogue | None = None) -> list[Problem]:
    """Every finding of every rule as a Problem. `sound`: a catalogue in which no rule finds anything; where this one differs from it in words alone, only the rules about words are asked."""
    problems = []
    for rule in PROSE_RULES if sound and only_prose_differs(sound, catalogue) else RULES:
        for kind, id, keys, message, help in rule(catalogue):
            where = Position(id) if kind == "file" else catalogue.entry(kind, id).where(*keys)
            problems.append(Problem(where, rule_name(rule), message, help))
    return problems
