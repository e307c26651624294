"""The page of one variable. Its first screen answers what, for whom, when, can I have it, which trap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from build_tools.catalogue import COLLECTION, Catalogue, stem_of
from build_tools.first_look import MARK, first_look, shared_look
from build_tools.pages.blocks import (
    Block,
    Code,
    CodeBlock,
    CodeTabs,
    Fact,
    Facts,
    Grid,
    Lead,
    Line,
    Link,
    Listing,
    Notice,
    Prose,
    Section,
    Verbatim,
    View,
    joined,
)
from build_tools.pages.views.concept import series_blocks, series_of
from build_tools.pages.views.links import (
    address_of,
    evidence_line,
    issue_in,
    issue_line,
    issue_title,
    recipe_link,
    table_link,
    traps_about,
    variable_link,
)
from build_tools.pages.views.recipe import LEXERS, recipes_of_variable
from build_tools.pages.views.shared import codes_grid, draw_years, first_sentences, page_tools, term_rows
from build_tools.pages.views.synthetic import variable_synthetic
from build_tools.pages.words import (
    EVIDENCE_BADGES,
    REQUEST_BADGES,
    REQUEST_WORDS,
    STATUS_BADGES,
    gap_words,
    plural,
    span_words,
    type_words,
    view_year_words,
    year_kind,
    years_words,
)
from build_tools.physical import Column, columns_of, full_name
from build_tools.recipes.definition import NAMES
from build_tools.records import Table, Variable
from build_tools.years import Years

MOST_CODES, FIRST_CODES = 60, 10
"""A shared list with more codes than the one is shown on its own page, and the page of a variable shows as many as the other."""


def variable_view(catalogue: Catalogue, variable: Variable) -> View:
    """The page of one variable. The first screen answers what, for whom, when, can I have it, which trap."""
    table = catalogue.table(variable)
    above: Line = (
        Link(catalogue.sources[table.source].title, address_of("source", table.source)),
        " › ",
        table_link(table),
    )
    blocks: list[Block] = [
        Lead(variable.name, variable.title, variable.description, above, is_code=True),
        _answers(catalogue, variable, table),
    ]
    if variable.deprecated:
        gone = f" Use [[{variable.deprecated.replaced_by}]] instead." if variable.deprecated.replaced_by else ""
        blocks.insert(1, Notice("Withdrawn", (variable.deprecated.reason + gone,), "stop"))
    if variable.caution[1:]:
        blocks.append(Notice("Mind this as well", tuple(variable.caution[1:]), "care"))
    blocks += _series_blocks(catalogue, variable)
    blocks += _codes_blocks(catalogue, variable)
    blocks += _years_blocks(catalogue, variable, table)
    blocks += _names_blocks(catalogue, variable, table)
    blocks += variable_synthetic(catalogue, variable)
    blocks += _first_look_blocks(catalogue, variable)
    blocks += _form_blocks(catalogue, variable, table)
    blocks += _related_blocks(catalogue, variable, table)
    blocks.append(page_tools("variable", variable.id, f"{variable.name}: {variable.title}, {table.title}"))
    entry = catalogue.entry("variable", variable.id)
    return View(
        address_of("variable", variable.id),
        "variable",
        f"{variable.name}: {variable.title}",
        first_sentences(variable.description),
        tuple(blocks),
        entry.path,
    )


def _answers(catalogue: Catalogue, variable: Variable, table: Table) -> Facts:
    codes = catalogue.codes(variable)
    what: list[Line] = [(f"{type_words(variable, codes)}.",)]
    if 0 < len(codes) <= 4 and all(code.label and len(code.label) < 40 for code in codes):
        what.append(joined((Code(code.code), Verbatim(f" {code.label}")) for code in codes))
    if variable.range and (variable.unit or variable.type != "flag"):
        what.append((f"From {variable.range.lowest} to {variable.range.highest}.",))
    whom = variable.universe or table.universe or "Not stated."
    years = catalogue.years(variable)
    span = catalogue.span(table)
    if years:
        kind = f", {year_kind(table)}." if table.years.type != "none" else " is the date of the file: its rows are of no single year."
        when: list[Line] = [(years_words(years) + kind,)]
    elif span:
        when = [(f"Not printed for this variable; its table holds {span_words(*span)}.",)]
    else:
        when = [("The table has no series of years.",)]
    if years and span and (limit := beyond(years, span)):
        when.append((limit,))
    if years and (lacking := [gap.year for gap in catalogue.gaps(variable) if gap.term is None and gap.year in years]):
        when.append((f"The table lacks {years_words(Years.of(lacking))}.",))
    if variable.terms and len(variable.terms) < 3:
        when.append((f"{' and '.join(variable.terms).capitalize()} census only.",))
    if variable.years_note and (years or span):
        when.append((variable.years_note,))
    request = catalogue.request(variable)
    have: list[Line] = [(REQUEST_BADGES[request], " ", REQUEST_WORDS[request])]
    if table.request_note:
        have.append((table.request_note,))
    if variable.status in STATUS_BADGES:
        have = [(STATUS_BADGES[variable.status], " ", variable.status_note or "")]
    grades = [f"identification risk {variable.identifiability} (1 names the person, 5 is lowest)"] if variable.identifiability else []
    grades += [f"sensitivity {variable.sensitivity} (A is highest, E lowest)"] if variable.sensitivity else []
    if grades:
        said = "; ".join(grades)
        have.append((f"{said[0].upper()}{said[1:]}.",))
    issue = issue_in(catalogue, table, variable.years)
    trap: tuple[Line, ...]
    if variable.caution:
        trap = ((variable.caution[0],), *([("For all of the table: ", *issue_title(table, issue))] if issue else []))
    elif issue:
        trap = (issue_line(table, issue, "More"),)
    else:
        trap = (("None is documented. Tell us if you know one.",),)
    return Facts(
        (
            Fact("What?", tuple(what)),
            Fact("For whom?", ((whom,),), "" if variable.universe else "From the table"),
            Fact("When?", tuple(when)),
            Fact("Can I have it?", tuple(have)),
            Fact("Which trap?", trap, "" if variable.caution else "From the table"),
        ),
        wide=True,
    )


def beyond(years: Years, span: tuple[int, int]) -> str:
    """What to add to years that go beyond those of the table; nothing where they do not."""
    inside = span[0] <= years.first and (years.last or span[1]) <= span[1]
    return "" if inside else f"The extract of this table holds {span_words(*span)}."


def _series_blocks(catalogue: Catalogue, variable: Variable) -> Iterator[Block]:
    """Where the measure changed its column: which to use for which years."""
    for number, (concept, series) in enumerate(series_of(catalogue).get(variable.id, ()), 1):
        if number == 1:
            yield Section("Use instead in other years", "use-instead")
        yield from series_blocks(catalogue, series, f"use-instead-{concept.id.replace('_', '-')}-{number}")


def _codes_blocks(catalogue: Catalogue, variable: Variable) -> Iterator[Block]:
    codes = catalogue.codes(variable)
    printed = list(dict.fromkeys(row.values.replace("`", "'") for row in variable.form if row.values))
    if not codes and not (printed and variable.type in ("flag", "category")):
        return
    yield Section("Codes", "codes")
    if not codes:
        yield Prose(
            (
                f"The form prints no list. Allowed are, in its words: `{' / '.join(printed)}`. The codes themselves are not recorded here yet.",
            )
        )
        return
    if variable.code_list:
        code_list = catalogue.code_lists[variable.code_list]
        users = len(catalogue.users_of_list[variable.code_list])
        link = Link(code_list.title, address_of("code_list", code_list.id))
        yield Facts((Fact("Code list", ((link, f", used by {plural(users, 'variable')}"),)),))
        if len(codes) > MOST_CODES:
            yield Prose((f"The list has {len(codes)} codes; its page shows them all. The first are:",))
            codes = codes[:FIRST_CODES]
    yield codes_grid(tuple(codes))


def _years_blocks(catalogue: Catalogue, variable: Variable, table: Table) -> tuple[Block, ...]:
    """The years as a drawing; worked out once for all variables of a table that are held alike."""
    known: dict[tuple[str, ...], tuple[Block, ...]] = catalogue.once("years of variables", dict)
    alike = (table.id, variable.years, *variable.terms)
    if alike not in known:
        known[alike] = tuple(_make_years(catalogue, variable, table))
    return known[alike]


def _make_years(catalogue: Catalogue, variable: Variable, table: Table) -> Iterator[Block]:
    years, span = catalogue.years(variable), catalogue.span(table)
    if years is None or span is None or table.years.type == "none":
        return
    gaps = tuple(catalogue.gaps(variable))
    words = " ".join(filter(None, (f"Held {years_words(years)}.", beyond(years, span))))
    terms = tuple(row for row in term_rows(catalogue, table) if not variable.terms or row[0] in variable.terms)
    yield Section("Years", "years")
    yield draw_years(span, frozenset(years), gaps, terms, words + gap_words(gaps))


def _names_blocks(catalogue: Catalogue, variable: Variable, table: Table) -> Iterator[Block]:
    yield Section("Names", "names")
    facts = [Fact("Name", ((Code(variable.name),),))]
    if variable.field:
        facts.append(Fact("Field reference", ((Code(variable.field),),)))
    for kind, label in (
        ("former name", "Former names"),
        ("alternative name", "Other names"),
        ("old alias", "Old alias"),
    ):
        names = [old for old in variable.old_names if old.kind == kind]
        if names:
            facts.append(Fact(label, tuple((Code(old.name), f", {old.years}" if old.years else "") for old in names)))
    facts.append(Fact("Permanent id", ((Code(variable.id),),)))
    columns = columns_of(catalogue, variable)
    if "[" in variable.name:
        example: Line = ("For example ", Code(columns[-1].column), ". ") if columns else ()
        how = Link("How to read [term], [yy] and [n]", "start/reading-a-page.html#the-name-and-its-brackets")
        facts.insert(1, Fact("How to read it", ((*example, how),)))
    yield Facts(tuple(facts))
    if not columns:
        yield Prose(("No column name can be given: the years are not known.",))
        return
    rows = tuple(_column_rows(catalogue, table, columns))
    if any(column.view_evidence == "assumed" for column in columns):
        yield Prose((_ASSUMED,))
    if any(column.evidence == "seen" for column in columns):
        yield Prose(("Names marked seen stand in published code. [[ref:SCR]]",))
    title = f"Column in each view ({len(rows)})" if len(rows) > 1 else ""
    yield Grid(("Year", "View", "Column", "Evidence"), rows, fold=title)


_COLUMN_BADGES: dict[tuple[str, str], Line] = {
    (column, view): (badge, " ") if column == view else (badge, " ", "view ", EVIDENCE_BADGES[view])
    for column, badge in EVIDENCE_BADGES.items()
    for view in EVIDENCE_BADGES
}
"""The evidence of a column, and that of its view where it is another."""

_ASSUMED = "Names marked assumed follow from a rule of ours and are not public: check them in your project before you rely on them."


def _column_rows(catalogue: Catalogue, table: Table, columns: list[Column]) -> Iterator[tuple[Line, ...]]:
    """A row a view; repeated columns as first and last."""
    known: dict[str, tuple[Line, Line]] = catalogue.once(f"year and name of the views of {table.id}", dict)  # all variables of a table have these cells
    for view, group in groupby(columns, key=attrgetter("view")):
        of_view = list(group)
        first, last = of_view[0], of_view[-1]
        if view not in known:
            known[view] = (view_year_words(first.year, first.term),), (Code(full_name(catalogue, table, view)),)
        name: Line = (Code(first.column),) if first is last else (Code(first.column), " to ", Code(last.column))
        yield *known[view], name, _COLUMN_BADGES[first.evidence, first.view_evidence]


def _first_look_blocks(catalogue: Catalogue, variable: Variable) -> Iterator[Block]:
    look = first_look(catalogue, variable)
    yield Section("First look", "first-look")
    if variable.status == "not-obtainable":
        yield Prose(("The column is on the form and not supplied: this runs on synthetic data alone.",))
    shared = shared_look(catalogue, look)
    tabs = tuple(CodeBlock(LEXERS[language], (shared or look).codes[language], "", name) for language, name in NAMES.items())
    yield CodeTabs("look", tabs, MARK, look.column.name) if shared else CodeTabs("look", tabs)
    yield _LOOK_NOTES


_LOOK_NOTES = Listing((
    ("Rows are counted, not people. NULL is also what years and terms without the column have. ", Link("Read this first", "start/reading-a-page.html#first-look"), "."),
    ("Code of this form was run in T-SQL (by DuckDB, translated), Python and R, with the same rows for synthetic people; not on SQL Server or in Stata.",),
))  # fmt: skip

_CELL_WORDS = {
    "years": "Years", "type": "Data type", "values": "Allowed values", "remark": "Remark", "extract": "Standard extract", "category": "Category", "term": "Collection term",
    "phase": "Educational phase", "care": "Level of care", "tier": "Tier", "old_tier": "Old tier", "ukds": "Available from UKDS", "identifiability": "Identifiability",
    "sensitivity": "Sensitivity", "source": "Source", "table": "Table", "length": "Length", "nullable": "Nullable", "group": "Group",
}  # fmt: skip


def _form_blocks(catalogue: Catalogue, variable: Variable, table: Table) -> Iterator[Block]:
    evidence = Facts((Fact("Evidence", (evidence_line(catalogue.evidence(variable)),)),))
    if not variable.form:
        yield Section("Evidence", "evidence")
        yield Prose(("It is not on the request form.",))
        yield evidence
        return
    yield Section("On the request form", "form")
    if variable.contradictions:
        yield Notice("Where the form contradicts itself", tuple(variable.contradictions), "care")
    if variable.differs_from_form:
        yield Notice(
            "Deliberately not as on the form",
            tuple(f"{name}: {reason}" for name, reason in variable.differs_from_form.items()),
            "note",
        )
    for row in variable.form:
        block = f", {'default' if row.block == 'default' else 'by-request'} items" if row.block else ""
        facts = [Fact("Row", ((f"Tab {table.form.tab.strip()}, row {row.row}{block}",),))]
        facts += [
            Fact(words, ((str(cell).replace("`", "'"),),))
            for name, words in _CELL_WORDS.items()
            if (cell := getattr(row, name)) is not None
        ]
        yield Facts(tuple(facts))
    yield evidence


def _related_blocks(catalogue: Catalogue, variable: Variable, table: Table) -> Iterator[Block]:
    items: list[Line] = []
    if variable.concept in catalogue.concepts:
        concept = catalogue.concepts[variable.concept or ""]
        count = plural(len(catalogue.of_concept[concept.id]), "variable")
        items.append(("Concept: ", Link(concept.title, address_of("concept", concept.id)), f" ({count} in all tables)"))
    if variable.family:
        family = catalogue.families[variable.family]
        items.append(
            (
                "Family: ",
                Link(family.title, address_of("family", family.family)),
                f" ({plural(len(catalogue.members[variable.family]), 'variable')})",
            )
        )
    same = [other for other in _same_stem(catalogue).get(_bare_stem(variable), ()) if other.id != variable.id]
    if same:
        links = joined((Link(catalogue.table(other).title, address_of("variable", other.id)),) for other in same[:12])
        items.append(("Same name in: ", *links))
    siblings = catalogue.by_table[table.id]
    place = _place(catalogue)[variable.id]
    beside = [siblings[index] for index in (place - 1, place + 1) if 0 <= index < len(siblings)]
    around = [other for other in beside if other.form] if variable.form else []
    if around:
        items.append(("Beside it on the form: ", *joined((variable_link(other),) for other in around)))
    items.append(("All of the table: ", table_link(table)))
    recipes = recipes_of_variable(catalogue, variable.id)
    used: Line = ("Used by the recipes: ", *joined((recipe_link(recipe),) for recipe in recipes))
    items.append(used if recipes else ("Recipes: none yet, ", Link("propose one", "writing-recipes.html")))
    if traps := traps_about(catalogue).get(variable.id):
        items.append(("Traps: ", *joined(((link,) for link in traps), "; ")))
    yield Section("Related", "related")
    yield Listing(tuple(items))


def _bare_stem(variable: Variable) -> str:
    return COLLECTION.sub("", stem_of(variable.id)).lower()


def _same_stem(catalogue: Catalogue) -> dict[str, list[Variable]]:
    """Variables by their name without the prefix of their collection."""

    def build() -> dict[str, list[Variable]]:
        index: dict[str, list[Variable]] = {}
        for variable in catalogue.variables.values():
            index.setdefault(_bare_stem(variable), []).append(variable)
        return index

    return catalogue.once("variables by bare stem", build)


def _place(catalogue: Catalogue) -> dict[str, int]:
    """Place of each variable within its table."""
    return catalogue.once(
        "place in table",
        lambda: {
            variable.id: index for of_table in catalogue.by_table.values() for index, variable in enumerate(of_table)
        },
    )
