"""What each page says: views of the catalogue, sorted and worded, as blocks. No HTML and no files here."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from build_tools import loading, source, tabular
from build_tools.catalogue import Catalogue, stem_of, table_of
from build_tools.pages.blocks import (
    Badge,
    Block,
    Code,
    CodeBlock,
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
    StripRow,
    View,
    YearStrip,
)
from build_tools.pages.words import (
    EVIDENCE_BADGES,
    IDENTIFIABILITY_WORDS,
    MISSING_WORDS,
    REQUEST_BADGES,
    REQUEST_WORDS,
    STATUS_BADGES,
    TOPIC_WORDS,
    TYPE_WORDS,
    YEAR_TYPE_WORDS,
    plural,
    years_short,
    years_words,
)
from build_tools.physical import Column, columns_of, full_name, views_of
from build_tools.records import KINDS, Code as CodeRecord, Table, Variable
from build_tools.rules import RULES, rule_name
from build_tools.years import year_label


def address_of(kind: str, id: str) -> str:
    """Where the page of an entry stands: `variables/school_census.FSMeligible.html`."""
    folders = {"variable": "variables", "table": "tables", "code_list": "code_lists", "source": "sources", "family": "families", "rule": "rules"}
    return f"{folders[kind]}/{id}.html"


def resolve_id(catalogue: Catalogue, id: str) -> tuple[str, str] | None:
    """Address and words of the entry that `[[id]]` names, or None."""
    if id.startswith("ref:"):
        return (f"references.html#{id[4:]}", id[4:]) if id[4:] in catalogue.references else None
    if id in catalogue.variables:
        return address_of("variable", id), stem_of(id)
    for kind, entries in (("table", catalogue.tables), ("code_list", catalogue.code_lists), ("source", catalogue.sources), ("family", catalogue.families)):
        if id in entries:
            return address_of(kind, id), entries[id].title
    return None


def variable_link(variable: Variable) -> Link:
    """A link to a variable by its stem."""
    return Link(stem_of(variable.id), address_of("variable", variable.id), code=True)


def table_link(table: Table) -> Link:
    """A link to a table by its title."""
    return Link(table.title, address_of("table", table.id))


def evidence_line(ids: list[str]) -> Line:
    """References as links to their place on the references page."""
    line: list[str | Link] = []
    for id in ids:
        line += [", " if line else "", Link(id, f"references.html#{id}")]
    return tuple(piece for piece in line if piece != "")


# ------------------------------------------------------------------------------------------------ variable


def variable_view(catalogue: Catalogue, variable: Variable) -> View:
    """The page of one variable. The first screen answers what, for whom, when, can I have it, which trap."""
    table = catalogue.table(variable)
    above: Line = (Link(catalogue.sources[table.source].title, address_of("source", table.source)), " › ", table_link(table))
    blocks: list[Block] = [Lead(variable.name, variable.title, variable.description, above, is_code=True), _answers(catalogue, variable, table)]
    if variable.deprecated:
        gone = f" Use [[{variable.deprecated.replaced_by}]] instead." if variable.deprecated.replaced_by else ""
        blocks.insert(1, Notice("Withdrawn", (variable.deprecated.reason + gone,), "stop"))
    if variable.caution[1:]:
        blocks.append(Notice("Mind this as well", tuple(variable.caution[1:]), "care"))
    blocks += _codes_blocks(catalogue, variable)
    blocks += _years_blocks(catalogue, variable, table)
    blocks += _names_blocks(catalogue, variable, table)
    blocks += _form_blocks(catalogue, variable, table)
    blocks += _related_blocks(catalogue, variable, table)
    entry = catalogue.entry("variable", variable.id)
    return View(
        address_of("variable", variable.id),
        "variable",
        f"{variable.name}: {variable.title}",
        _first_sentences(variable.description),
        tuple(blocks),
        entry.path,
        keywords=" ".join(dict.fromkeys([table.title + ".", stem_of(variable.id), variable.field or "", *(old.name for old in variable.old_names)])),
    )


def _first_sentences(text: str, length: int = 155) -> str:
    text = re.sub(r"[`\[\]]", "", text)
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


def _answers(catalogue: Catalogue, variable: Variable, table: Table) -> Facts:
    what: list[Line] = [(TYPE_WORDS[variable.type] + (f", in {variable.unit}" if variable.unit else "") + ".",)]
    codes = catalogue.codes(variable)
    if 0 < len(codes) <= 4 and all(code.label and len(code.label) < 40 for code in codes):
        what.append(tuple(piece for number, code in enumerate(codes) for piece in (*((", ",) if number else ()), Code(code.code), f" {code.label}")))
    if variable.range:
        what.append((f"From {variable.range.lowest} to {variable.range.highest}.",))
    whom = variable.universe or table.universe or "Not stated."
    years = catalogue.years(variable)
    when: list[Line] = [(years_words(years)[0].upper() + years_words(years)[1:] + (f", {YEAR_TYPE_WORDS[table.years.type]}." if years and table.years.type != "none" else "."),)]
    if variable.terms and len(variable.terms) < 3:
        when.append((f"{' and '.join(variable.terms).capitalize()} census only.",))
    if variable.years_note:
        when.append((variable.years_note,))
    request = catalogue.request(variable)
    have: list[Line] = [(REQUEST_BADGES[request], " ", REQUEST_WORDS[request])]
    if variable.status in STATUS_BADGES:
        have = [(STATUS_BADGES[variable.status], " ", variable.status_note or "")]
    if variable.identifiability or variable.sensitivity:
        if variable.identifiability:
            have.append((f"Identification risk {IDENTIFIABILITY_WORDS[variable.identifiability]}.",))
        if variable.sensitivity:
            have.append((f"Sensitivity {variable.sensitivity}, from A (highest) to E.",))
    trap: tuple[Line, ...]
    if variable.caution:
        trap = ((variable.caution[0],),)
    elif table.known_issues:
        trap = ((table.known_issues[0].title + ". ", Link("More", f"{address_of('table', table.id)}#known-issues")),)
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


def _codes_blocks(catalogue: Catalogue, variable: Variable) -> Iterator[Block]:
    codes = catalogue.codes(variable)
    if not codes:
        return
    yield Section("Codes", "codes")
    if variable.code_list:
        code_list = catalogue.code_lists[variable.code_list]
        users = len(catalogue.users_of_list[variable.code_list])
        yield Facts((Fact("Code list", ((Link(code_list.title, address_of("code_list", code_list.id)), f", used by {plural(users, 'variable')}"),)),))
    yield codes_grid(tuple(codes))


@lru_cache(maxsize=1024)
def _codes_grid(key: tuple[tuple[str | None, ...], ...]) -> Grid:
    with_years = any(row[2] or row[3] for row in key)
    with_missing = any(row[4] for row in key)
    headings = ("Code", "Label", *(("Used",) if with_years else ()), *(("Missing",) if with_missing else ()))
    rows = []
    for code, label, first, last, missing in key:
        row: list[Line] = [(Code(code or ""),), (label if label is not None else Badge("no label on the form", "plain"),)]
        if with_years:
            row.append((f"from {first}" if first and not last else f"to {last}" if last and not first else f"{first} to {last}" if first else "",))
        if with_missing:
            row.append((MISSING_WORDS[missing],) if missing else ("",))
        rows.append(tuple(row))
    return Grid(headings, tuple(rows), row_ids=())


def codes_grid(codes: tuple[CodeRecord, ...]) -> Grid:
    """Codes with labels, years of use and reasons for missing values, as far as there are any."""
    return _codes_grid(tuple((code.code, code.label, code.from_, code.to, code.missing) for code in codes))


def _years_blocks(catalogue: Catalogue, variable: Variable, table: Table) -> Iterator[Block]:
    years, span = catalogue.years(variable), catalogue.span(table)
    if years is None or span is None or table.years.type == "none":
        return
    gaps = catalogue.gaps(variable)
    words = f"Held {years_words(years)}."
    outside = [year for year in years if not span[0] <= year <= span[1]]
    if outside:
        words += f" The extract of this table runs from {year_label(span[0])} to {year_label(span[1])}."
    for gap in gaps:
        words += f" Not {f'in {gap.term} ' if gap.term else ''}{year_label(gap.year)}: {gap.reason}"
    yield Section("Years", "years")
    yield _strip(span, frozenset(years), tuple((gap.year, gap.term, gap.reason) for gap in gaps), tuple(row for row in _term_rows(catalogue, table) if not variable.terms or row[0] in variable.terms), words)


def _term_rows(catalogue: Catalogue, table: Table) -> tuple[tuple[str, frozenset[int]], ...]:
    """For a table with terms: each term and the years of its views; for others, nothing. Yearly views count as spring."""

    def build() -> tuple[tuple[str, frozenset[int]], ...]:
        views = views_of(catalogue, table)
        terms = [term for term in ("autumn", "spring", "summer") if any(view.term == term for view in views)]
        return tuple((term, frozenset(view.year for view in views if view.year is not None and (view.term or "spring") == term)) for term in terms)

    return catalogue.once(f"terms of {table.id}", build)


@lru_cache(maxsize=4096)
def _strip(span: tuple[int, int], held: frozenset[int], gaps: tuple[tuple[int, str | None, str], ...], terms: tuple[tuple[str, frozenset[int]], ...], words: str) -> YearStrip:
    years = range(span[0], span[1] + 1)
    rows = []
    for label, of_term in terms or (("", frozenset(years)),):
        cells = []
        for year in years:
            reason = next((reason for gap, term, reason in gaps if gap == year and term in (None, label or None)), "")
            state = "gap" if reason else "held" if year in held and year in of_term else "none"
            cells.append((state, reason))
        rows.append(StripRow(label.capitalize(), tuple(cells)))
    return YearStrip(tuple(year_label(year) for year in years), tuple(rows), words)


def _names_blocks(catalogue: Catalogue, variable: Variable, table: Table) -> Iterator[Block]:
    yield Section("Names", "names")
    facts = [Fact("Name", ((Code(variable.name),),))]
    if variable.field:
        facts.append(Fact("Field reference", ((Code(variable.field),),)))
    for kind, label in (("former name", "Former names"), ("alternative name", "Other names"), ("old alias", "Old alias")):
        names = [old for old in variable.old_names if old.kind == kind]
        if names:
            facts.append(Fact(label, tuple((Code(old.name), f", {old.years}" if old.years else "") for old in names)))
    facts.append(Fact("Permanent id", ((Code(variable.id),),)))
    yield Facts(tuple(facts))
    columns = columns_of(catalogue, variable)
    if not columns:
        yield Prose(("No column name can be given: the years are not known.",))
        return
    rows = tuple(_column_rows(catalogue, table, columns))
    weakest = "assumed" if any(column.view_evidence == "assumed" for column in columns) else ""
    if weakest:
        yield Prose(("Names marked *assumed* follow from a rule of ours and are not public: check them in your project before you rely on them.".replace("*", ""),))
    title = f"Column in each view ({len(rows)})" if len(rows) > 1 else ""
    yield Grid(("Year", "View", "Column", "Evidence"), rows, fold=title)


def _column_rows(catalogue: Catalogue, table: Table, columns: list[Column]) -> Iterator[tuple[Line, ...]]:
    """A row a view; repeated columns as first and last."""
    for (view, year, term), group in groupby(columns, key=lambda column: (column.view, column.year, column.term)):
        of_view = list(group)
        first, last = of_view[0], of_view[-1]
        name: Line = (Code(first.column),) if len(of_view) == 1 else (Code(first.column), " to ", Code(last.column))
        when = "all" if year is None else f"{year_label(year)}{' ' + term if term else ''}"
        badges: Line = (EVIDENCE_BADGES[first.evidence], " ") + (("view ", EVIDENCE_BADGES[first.view_evidence]) if first.view_evidence != first.evidence else ())
        yield (when,), (Code(full_name(catalogue, table, view)),), name, badges


_CELL_WORDS = {
    "years": "Years", "type": "Data type", "values": "Allowed values", "remark": "Remark", "extract": "Standard extract", "category": "Category", "term": "Collection term",
    "phase": "Educational phase", "care": "Level of care", "tier": "Tier", "old_tier": "Old tier", "ukds": "Available from UKDS", "identifiability": "Identifiability",
    "sensitivity": "Sensitivity", "source": "Source", "table": "Table", "length": "Length", "nullable": "Nullable", "group": "Group",
}  # fmt: skip


def _form_blocks(catalogue: Catalogue, variable: Variable, table: Table) -> Iterator[Block]:
    if not variable.form:
        return
    yield Section("On the request form", "form")
    if variable.contradictions:
        yield Notice("Where the form contradicts itself", tuple(variable.contradictions), "care")
    if variable.differs_from_form:
        yield Notice("Deliberately not as on the form", tuple(f"{name}: {reason}" for name, reason in variable.differs_from_form.items()), "note")
    for row in variable.form:
        facts = [Fact("Row", ((f"Tab {table.form.tab.strip()}, row {row.row}" + (f", {'default' if row.block == 'default' else 'by-request'} items" if row.block else ""),),))]
        cells = row.model_dump(exclude_none=True)
        facts += [Fact(words, ((str(cells[name]).replace("`", "'"),),)) for name, words in _CELL_WORDS.items() if name in cells]
        yield Facts(tuple(facts))
    yield Facts((Fact("Evidence", (evidence_line(catalogue.evidence(variable)),)),))


def _related_blocks(catalogue: Catalogue, variable: Variable, table: Table) -> Iterator[Block]:
    items: list[Line] = []
    if variable.family:
        family = catalogue.families[variable.family]
        items.append(("Family: ", Link(family.title, address_of("family", family.family)), f" ({plural(len(catalogue.members[variable.family]), 'variable')})"))
    same = [other for other in _same_stem(catalogue).get(_bare_stem(variable), ()) if other.id != variable.id]
    if same:
        line: list[str | Link] = ["Same name in: "]
        for number, other in enumerate(same[:12]):
            line += ([", "] if number else []) + [Link(catalogue.table(other).title, address_of("variable", other.id))]
        items.append(tuple(line))
    siblings = catalogue.by_table[table.id]
    place = _place(catalogue).get(variable.id, 0)
    around = [siblings[index] for index in (place - 1, place + 1) if 0 <= index < len(siblings)]
    if around:
        line = ["Beside it on the form: "]
        for number, other in enumerate(around):
            line += ([", "] if number else []) + [variable_link(other)]
        items.append(tuple(line))
    items.append(("All of the table: ", table_link(table)))
    yield Section("Related", "related")
    yield Listing(tuple(items))


_MODULE = re.compile(r"^(?:KS\d|FSP|AP|PRU|pl|CIN|cla|CLA|NCCIS|YPMAD|HE)_", re.I)


def _bare_stem(variable: Variable) -> str:
    return _MODULE.sub("", stem_of(variable.id)).lower()


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
    return catalogue.once("place in table", lambda: {variable.id: index for of_table in catalogue.by_table.values() for index, variable in enumerate(of_table)})


# ------------------------------------------------------------------------------------------------ table


def table_view(catalogue: Catalogue, table: Table) -> View:
    """The page of one table: grain, key, years, request level, known issues, views, variables."""
    variables = catalogue.by_table[table.id]
    source_of = catalogue.sources[table.source]
    blocks: list[Block] = [Lead(table.title, "", table.description, (Link(source_of.title, address_of("source", source_of.id)),))]
    span = catalogue.span(table)
    years = "No series of years." if span is None else f"{year_label(span[0])} to {year_label(span[1])}, {YEAR_TYPE_WORDS[table.years.type]}."
    key: list[Line] = []
    if table.key.columns:
        names: list[str | Code] = []
        for column in table.key.columns:
            names += [" + "] if names else []
            names.append(Code(column))
        key.append(tuple(names))
    key.append(({True: "Unique.", False: "Not unique.", "unknown": "Whether it is unique is not known."}[table.key.unique] + (f" {table.key.note}" if table.key.note else ""),))
    requests = sorted({catalogue.request(variable) for variable in variables})
    request: list[Line] = [tuple(piece for level in requests for piece in (REQUEST_BADGES[level], f" {plural(sum(catalogue.request(variable) == level for variable in variables), 'variable')}. "))]
    if table.request_note:
        request.append((table.request_note,))
    issue = table.known_issues[0] if table.known_issues else None
    blocks.append(
        Facts(
            (
                Fact("One row is", ((table.grain,),)),
                Fact("Rows a person", ((table.rows_per_person,),)),
                Fact("Years", ((years,), *(((table.years.note,),) if table.years.note else ()))),
                Fact("Can I have it?", tuple(request)),
                Fact("Which trap?", ((issue.title + ". ", Link("All known issues", f"{address_of('table', table.id)}#known-issues")),) if issue else (("None is documented.",),)),
            ),
            wide=True,
        )
    )
    facts = [Fact("Key", tuple(key))]
    if table.person_key and table.person_key.column:
        leads = catalogue.tables.get(table.person_key.leads_to or "")
        facts.append(Fact("Way to the person", ((Code(table.person_key.column), *((" leads to ", table_link(leads)) if leads else ())),)))
    if table.universe:
        facts.append(Fact("Who is in it", ((table.universe,),)))
    if table.not_in:
        facts.append(Fact("Who is not", ((table.not_in,),)))
    facts += [Fact("Owner", ((table.owner,),)), Fact("On the form", ((f"Tab {table.form.tab.strip()}" + (f", section {table.form.section}" if table.form.section else "") + (f", table {table.form.only}" if table.form.only else ""),),))]
    facts += [Fact("Evidence", (evidence_line(table.evidence),)), Fact("Confidence", ((table.confidence,),))]
    blocks += [Section("Keys and coverage", "keys"), Facts(tuple(facts))]
    if span and table.years.type != "none":
        gaps = tuple((gap.year, gap.term, gap.reason) for gap in catalogue.table_gaps(table))
        words = f"Held {year_label(span[0])} to {year_label(span[1])}." + "".join(f" Not {f'in {term} ' if term else ''}{year_label(year)}: {reason}" for year, term, reason in gaps)
        whole = frozenset(range(span[0], span[1] + 1)) - {year for year, term, _ in gaps if term is None}
        blocks += [Section("Years", "years"), _strip(span, whole, gaps, _term_rows(catalogue, table), words)]
    if table.known_issues or table.form_notes:
        blocks.append(Section("Known issues", "known-issues"))
        for known in table.known_issues:
            blocks += [Section(known.title, "issue-" + re.sub(r"[^a-z0-9]+", "-", known.title.lower()).strip("-"), 3), Prose((" ".join([known.detail, *(f"[[ref:{id}]]" for id in known.evidence)]),))]
        if table.form_notes:
            blocks.append(Notice("Oddities of the form", tuple(table.form_notes), "note"))
    blocks += _view_blocks(catalogue, table)
    if table.starter_query:
        blocks += [Section("A first query", "first-query"), CodeBlock("tsql", table.starter_query, "Written from public names; not run in the secure environment. Put your project number in place of the placeholder.")]
    blocks += [Section(f"Variables ({len(variables):,})", "variables"), *_variable_grids(catalogue, variables)]
    return View(address_of("table", table.id), "table", table.title, table.short, tuple(blocks), catalogue.entry("table", table.id).path, keywords=f"{table.id} {' '.join(view.name for view in table.views)}")


def _view_blocks(catalogue: Catalogue, table: Table) -> Iterator[Block]:
    views = views_of(catalogue, table)
    rows = tuple(
        (("all" if view.year is None else f"{year_label(view.year)}{' ' + view.term if view.term else ''}",), (Code(full_name(catalogue, table, view.name)),), (EVIDENCE_BADGES[view.evidence],))
        for view in views
    )
    yield Section("Views", "views")
    if any(view.evidence == "assumed" for view in views):
        yield Prose(("View names marked assumed are not public: they follow from a rule of ours. Check them in your project.",))
    yield Grid(("Year", "View", "Evidence"), rows, fold=f"Views ({len(rows)})" if len(rows) > 3 else "")


def _variable_grids(catalogue: Catalogue, variables: list[Variable]) -> Iterator[Block]:
    by_topic: dict[str, list[Variable]] = {}
    for variable in variables:
        by_topic.setdefault(topic_of(catalogue, variable), []).append(variable)
    order = list(TOPIC_WORDS)
    for topic in sorted(by_topic, key=lambda name: (order.index(name) if name in order else len(order), name)):
        members = by_topic[topic]
        title = TOPIC_WORDS.get(topic, topic.replace("_", " ").capitalize())
        yield Section(f"{title} ({len(members):,})", f"topic-{topic.replace('_', '-')}", 3)
        yield Grid(("Name", "What it is", "Years", "Request"), tuple(_variable_row(catalogue, variable) for variable in members))


def _variable_row(catalogue: Catalogue, variable: Variable) -> tuple[Line, ...]:
    badges: Line = (REQUEST_BADGES[catalogue.request(variable)], *((" ", STATUS_BADGES[variable.status]) if variable.status in STATUS_BADGES else ()))
    return (variable_link(variable),), (variable.title,), (years_short(catalogue, variable),), badges


def topic_of(catalogue: Catalogue, variable: Variable) -> str:
    """The topic folder in which a variable is defined; a way to browse, not part of its id."""
    parts = catalogue.entry("variable", variable.id).path.split("/")
    return parts[3] if len(parts) == 5 else "new"


# ------------------------------------------------------------------------------------------------ the others


def code_list_view(catalogue: Catalogue, id: str) -> View:
    """The page of a shared code list: its codes and who uses it."""
    code_list = catalogue.code_lists[id]
    users = catalogue.users_of_list[id]
    blocks: list[Block] = [
        Lead(code_list.title, "", code_list.description or "", (Link("Code lists", "code_lists/index.html"),)),
        Section(f"Codes ({len(code_list.codes)})", "codes"),
        codes_grid(tuple(code_list.codes)),
        Section(f"Used by {plural(len(users), 'variable')}", "used-by"),
    ]
    for table_id, group in groupby(users, key=lambda variable: table_of(variable.id)):
        members = list(group)
        blocks += [Section(catalogue.tables[table_id].title, f"in-{table_id.replace('_', '-')}", 3), Grid(("Name", "What it is", "Years", "Request"), tuple(_variable_row(catalogue, variable) for variable in members))]
    blocks.append(Facts((Fact("Permanent id", ((Code(id),),)), Fact("Evidence", (evidence_line(code_list.evidence),)))))
    text = code_list.description or code_list.title
    return View(address_of("code_list", id), "code_list", code_list.title, _first_sentences(text), tuple(blocks), catalogue.entry("code_list", id).path, keywords=id)


def source_view(catalogue: Catalogue, id: str) -> View:
    """The page of a source: what it is and which tables come from it."""
    owner = catalogue.sources[id]
    tables = catalogue.tables_of_source[id]
    facts = [Fact("Owner", ((owner.owner,),))]
    if owner.database:
        facts.append(Fact("Database in the secure environment", ((Code(owner.database),),)))
    if owner.url:
        facts.append(Fact("On the web", ((Link(owner.url, owner.url),),)))
    blocks: tuple[Block, ...] = (
        Lead(owner.title, "", owner.description, (Link("Sources and tables", "tables/index.html"),)),
        Facts(tuple(facts)),
        Section(f"Tables ({len(tables)})", "tables"),
        _tables_grid(catalogue, tables),
    )
    return View(address_of("source", id), "source", owner.title, owner.short, blocks, catalogue.entry("source", id).path, keywords=id)


def _tables_grid(catalogue: Catalogue, tables: list[Table]) -> Grid:
    rows = []
    for table in tables:
        span = catalogue.span(table)
        years = "none" if span is None else f"{year_label(span[0])} to {year_label(span[1])}"
        rows.append(((table_link(table),), (table.short,), (years,), (f"{len(catalogue.by_table[table.id]):,}",)))
    return Grid(("Table", "What it is", "Years", "Variables"), tuple(rows))


def family_view(catalogue: Catalogue, id: str) -> View:
    """The page of a family: its members by their dimensions."""
    family = catalogue.families[id]
    members = catalogue.members[id]
    table = catalogue.tables[table_of(id)]
    names = list(family.dimensions)
    rows = []
    for member in members:
        values: list[Line] = [(family.dimensions[name].values[member.dimensions[name]],) for name in names]
        rows.append(((variable_link(member),), *values, (years_short(catalogue, member),), (REQUEST_BADGES[catalogue.request(member)],)))
    blocks: tuple[Block, ...] = (
        Lead(family.title, "", family.description, (table_link(table),)),
        Section(f"Members ({len(members)})", "members"),
        Grid(("Name", *(family.dimensions[name].title for name in names), "Years", "Request"), tuple(rows)),
    )
    return View(address_of("family", id), "family", family.title, family.description, blocks, catalogue.entry("family", id).path, keywords=id)


def manual_pages() -> dict[str, tuple[str, str]]:
    """Name of each rule with the text of its manual page and the file in which the text stands, shape rules first."""
    pages = {name: (text, f"build_tools/{module.__name__.rpartition('.')[2]}.py") for module in (source, loading, tabular) for name, text in module.MANUAL.items()}
    for rule in RULES:
        pages[rule_name(rule)] = (inspect.getdoc(rule) or "", rule.__module__.replace(".", "/") + ".py")
    return pages


def rule_view(name: str, text: str, path: str) -> View:
    """The manual page of one rule."""
    paragraphs = tuple(re.sub(r"\s+", " ", part).strip() for part in text.split("\n\n"))
    title = name.replace("-", " ").capitalize()
    return View(address_of("rule", name), "rule", title, _first_sentences(paragraphs[0]), (Lead(title, "", paragraphs[0], (Link("Rules", "rules/index.html"),)), Prose(paragraphs[1:]), Facts((Fact("Name", ((Code(name),),)),))), path)


def index_views(catalogue: Catalogue) -> Iterator[View]:
    """The pages that list others."""
    blocks: list[Block] = [Lead("Sources and tables", "", f"The standard extract has {len(catalogue.tables)} tables from {len(catalogue.sources)} sources. A table page says what one row is, which years it holds, and what is known to go wrong.")]
    for owner in catalogue.sources.values():
        blocks += [Section(owner.title, owner.id.replace("_", "-")), Prose((owner.short,)), _tables_grid(catalogue, catalogue.tables_of_source[owner.id]), Facts((Fact("More", ((Link(owner.title, address_of("source", owner.id)),),)),))]
    yield View("tables/index.html", "index", "Sources and tables", "All tables of the LEO standard extract, by source", tuple(blocks))
    blocks = [Lead("All variables", "", f"{len(catalogue.variables):,} variables by table, in the order of the request form. The search box finds any current, old or physical name.")]
    for table in catalogue.tables.values():
        members = catalogue.by_table[table.id]
        blocks += [Section(f"{table.title} ({len(members):,})", table.id.replace("_", "-")), Listing(tuple((variable_link(variable),) for variable in members), compact=True)]
    yield View("variables/index.html", "index", "All variables", "Every variable of the LEO standard extract, by table", tuple(blocks))
    lists = sorted(catalogue.code_lists.values(), key=lambda code_list: code_list.title.lower())
    rows: tuple[tuple[Line, ...], ...] = tuple(((Link(code_list.title, address_of("code_list", code_list.id)),), (f"{len(code_list.codes)}",), (f"{len(catalogue.users_of_list[code_list.id])}",)) for code_list in lists)
    yield View("code_lists/index.html", "index", "Code lists", "Codes that several variables share", (Lead("Code lists", "", f"{len(lists)} lists of codes that several variables share. Codes of a single variable stand on its own page."), Grid(("List", "Codes", "Variables"), rows)))
    families = sorted(catalogue.families.values(), key=lambda family: family.title.lower())
    rows = tuple(((Link(family.title, address_of("family", family.family)),), (table_link(catalogue.tables[table_of(family.family)]),), (f"{len(catalogue.members[family.family])}",)) for family in families)
    yield View("families/index.html", "index", "Families", "Variables that differ only in one thing", (Lead("Families", "", "Variables that differ only in one thing, such as the subject, the reason or the age, on one page."), Grid(("Family", "Table", "Variables"), rows)))
    pages = manual_pages()
    items = tuple((Link(name, address_of("rule", name), code=True), ": " + _first_sentences(" ".join(text.split()), 120)) for name, (text, _) in pages.items())
    yield View("rules/index.html", "index", "Rules", "What the check asks of the definitions", (Lead("Rules", "", "What `leo-kb check` asks of the definitions. Each message of the check names its rule and links to its page."), Listing(items)))
    yield _fields_view()
    yield _references_view(catalogue)


def _fields_view() -> View:
    blocks: list[Block] = [Lead("Fields", "", "Every key that a definition file may have, kind by kind. An editor that knows YAML can complete and check them with the schemas that `leo-kb export schemas` writes.")]
    for kind, model in KINDS.items():
        rows = []
        for name, info in model.model_fields.items():
            shown = info.alias or name
            if kind == "variable" and name in ("family", "dimensions"):
                continue
            rows.append(((Code(shown),), ("required" if info.is_required() else "",), (info.description or "",)))
        blocks += [Section(kind.replace("_", " ").capitalize(), kind.replace("_", "-")), Prose(((model.__doc__ or "").split("\n")[0],)), Grid(("Key", "Required", "Meaning"), tuple(rows))]
    return View("rules/fields.html", "index", "Fields", "The keys of the definition files", tuple(blocks))


def _references_view(catalogue: Catalogue) -> View:
    rows = []
    ids = []
    for id, reference in catalogue.references.items():
        title: Line = (Link(reference.title, reference.url),) if reference.url else (reference.title,)
        rows.append(((Code(id),), title, (reference.note or "",)))
        ids.append(id)
    blocks: tuple[Block, ...] = (Lead("References", "", "The documents that entries cite as evidence, by their short names."), Grid(("Name", "Document", "Note"), tuple(rows), row_ids=tuple(ids)))
    return View("references.html", "index", "References", "The documents that entries cite as evidence", blocks, "variables/references.yaml")


def all_views(catalogue: Catalogue) -> Iterator[View]:
    """Every generated page."""
    yield from index_views(catalogue)
    yield from (source_view(catalogue, id) for id in catalogue.sources)
    yield from (table_view(catalogue, table) for table in catalogue.tables.values())
    yield from (code_list_view(catalogue, id) for id in catalogue.code_lists)
    yield from (family_view(catalogue, id) for id in catalogue.families)
    yield from (rule_view(name, *page) for name, page in manual_pages().items())
    yield from (variable_view(catalogue, variable) for variable in catalogue.variables.values())


def view_of(catalogue: Catalogue, id: str) -> View:
    """The page of one entry by its id. Raises KeyError for an id that no entry has."""
    if id in catalogue.variables:
        return variable_view(catalogue, catalogue.variables[id])
    if id in catalogue.tables:
        return table_view(catalogue, catalogue.tables[id])
    if id in catalogue.code_lists:
        return code_list_view(catalogue, id)
    if id in catalogue.sources:
        return source_view(catalogue, id)
    return family_view(catalogue, id)
