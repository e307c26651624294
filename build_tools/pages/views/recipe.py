"""The pages of recipes: one for each, one for each theme, the list of all, and the page of traps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build_tools.catalogue import Catalogue
from build_tools.pages.blocks import (
    Block,
    CaseTables,
    Code,
    CodeBlock,
    CodeTabs,
    Fact,
    Facts,
    Graph,
    Grid,
    Lead,
    Line,
    Link,
    Listing,
    Node,
    Notice,
    Prose,
    Section,
    Verbatim,
    View,
    joined,
)
from build_tools.pages.views.links import (
    CAVEATS,
    address_of,
    cited,
    evidence_line,
    recipe_link,
    resolve_id,
    table_link,
    variable_link,
)
from build_tools.pages.views.shared import first_sentences, page_tools
from build_tools.pages.words import (
    CAVEAT_KINDS,
    KIND_WORDS,
    RECIPE_THEMES,
    REQUEST_BADGES,
    UNIT_WORDS,
    plural,
    years_short,
)
from build_tools.recipe_records import Case, Caveat, NewColumn, Recipe, RecipeInput
from build_tools.recipes.cells import read_csv
from build_tools.recipes.definition import NAMES, code_of, recipes_reading, table_columns, users_of
from build_tools.recipes.server import create_table, outside_types
from build_tools.recipes.testing import Tested, tested
from build_tools.records import Table
from build_tools.stack import stack_command

MOST_COLUMNS = 8
"""An input with more columns has them folded away, so that the code is near."""
LEXERS = {"sql": "tsql", "python": "python", "r": "r", "stata": "stata"}


def theme_address(theme: str) -> str:
    """Where the recipes of a theme are listed. No id has a hyphen, so no recipe can take the address."""
    return f"recipes/theme-{theme}.html"


def recipe_view(catalogue: Catalogue, recipe: Recipe) -> View:
    """The page of a recipe. The first screen says what it makes, for whom, of which years, how sure and how tested it is."""
    above: Line = (Link("Recipes", "recipes/index.html"), " › ", Link(RECIPE_THEMES[recipe.theme], theme_address(recipe.theme)))
    blocks: list[Block] = [
        Lead(recipe.title, "", recipe.purpose, above),
        _answers(catalogue, recipe),
        *_definition(catalogue, recipe),
        *_result(recipe),
        *_inputs(catalogue, recipe),
        *_code(catalogue, recipe),
        *_cases(catalogue, recipe),
        *_rivals(catalogue, recipe),
        *_caveats(catalogue, recipe),
        *_lineage(catalogue, recipe),
        *_provenance(catalogue, recipe),
        page_tools("recipe", recipe.id, recipe.title),
    ]
    return View(
        address_of("recipe", recipe.id),
        "recipe",
        recipe.title,
        first_sentences(recipe.short),
        tuple(blocks),
        catalogue.entry("recipe", recipe.id).path,
    )


def _answers(catalogue: Catalogue, recipe: Recipe) -> Facts:
    return Facts(
        (
            Fact("What is one row?", ((recipe.output.row,),)),
            Fact("Of whom?", ((recipe.population,),)),
            Fact("Of which years?", ((recipe.coverage,), (recipe.year_basis,))),
            Fact("How tested?", (tuple(test_words(catalogue, recipe)),)),
            Fact("How sure is the definition?", ((f"{recipe.confidence.capitalize()}. ", recipe.confidence_note),)),
        ),
        wide=True,
    )


def test_words(catalogue: Catalogue, recipe: Recipe) -> Iterator[str]:
    """What the last test found, in words: nothing is said to be tested that was changed since."""
    found = tested(catalogue, recipe.id)
    if found is None:
        yield "Not tested as it stands here: it was changed after its last test."
        return
    people = f", and agree on {found.people:,} synthetic people ({plural(found.rows, 'row')})" if found.people else ""
    yield f"{_listed(found.languages)} give the expected rows of {plural(found.cases, 'case')}{people}. "
    yield "The Stata code was not run in Stata: the test suite runs it on the cases, in an interpreter of our own."


def _listed(languages: Sequence[str]) -> str:
    names = [NAMES[language] for language in languages]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _definition(catalogue: Catalogue, recipe: Recipe) -> Iterator[Block]:
    shown: dict[str, list[Line]] = {rule.id: [] for rule in recipe.rules}
    for name, case in catalogue.cases.get(recipe.id, {}).items():
        for rule in case.rules:
            shown.setdefault(rule, []).append((Link(case.title, f"{address_of('recipe', recipe.id)}#case-{name}"),))
    rows: tuple[tuple[Line, ...], ...] = tuple(
        ((f"{number}",), (rule.when,), (rule.then,), joined(shown[rule.id], "; ")) for number, rule in enumerate(recipe.rules, 1)
    )
    yield Section("Definition", "definition")
    yield Grid(("Rule", "When", "Then", "Shown by"), rows, row_ids=tuple(f"rule-{rule.id}" for rule in recipe.rules), as_cards=True)
    yield Facts((Fact("Ties", ((recipe.ties,),)), Fact("Missing values", ((recipe.missing,),))))
    if recipe.parameters:
        yield Section("Parameters", "parameters", 3)
        yield Grid(
            ("Parameter", "Default", "What it decides"),
            tuple(
                ((Code(one.name),), (Code(str(one.default)),), (one.meaning + (f" One of: {', '.join(one.choices)}." if one.choices else ""),))
                for one in recipe.parameters
            ),
            as_cards=True,
        )


def _result(recipe: Recipe) -> Iterator[Block]:
    yield Section("Result", "result")
    yield _columns_grid(recipe.output.columns, recipe.output.key)


def _columns_grid(columns: list[NewColumn], key: list[str]) -> Grid:
    rows: list[tuple[Line, ...]] = []
    for column in columns:
        values: list[Line] = [(Code(code), f" {words}") for code, words in column.codes.items()]
        limits = [f"from {column.lowest:g}" if column.lowest is not None else "", f"to {column.highest:g}" if column.highest is not None else ""]
        values += [(" ".join(filter(None, limits)),)] if any(limits) else []
        rows.append(
            (
                (Code(column.name), *((" (key)",) if column.name in key else ())),
                (KIND_WORDS[column.type],),
                (column.description,),
                joined(values, "; "),
                (f"missing: {column.missing[0].lower()}{column.missing[1:]}" if column.missing else "never missing",),
            )
        )
    return Grid(("Column", "Kind", "What it holds", "Values", "Missing"), tuple(rows), as_cards=True)


def _inputs(catalogue: Catalogue, recipe: Recipe) -> Iterator[Block]:
    yield Section("Inputs", "inputs")
    for given in recipe.inputs:
        yield Section(_input_title(catalogue, given), f"input-{given.name.replace('_', '-')}", 3)
        if given.table:
            yield from _table_input(catalogue, given)
        elif given.recipe:
            before = catalogue.recipes[given.recipe]
            link = (recipe_link(before), ", which runs first. ", given.why)
            yield Facts((Fact("From the recipe", (link,)), Fact("Columns", (joined((Code(name),) for name in given.columns),))))
        else:
            yield Prose((given.why, "It is not part of LEO: bring it into the secure environment yourself."))
            yield _columns_grid(given.new_columns, [])
            made = "\n".join(create_table(f"work.{given.name}", outside_types(given)))
            yield CodeBlock("tsql", made, "Make the table so and then load it: its text has the collation of keys and years in stacked tables, and SQL Server compares no columns of two collations (error 468).")
    tables = [given for given in recipe.inputs if given.table]
    if tables:
        commands = "\n".join(stack_command(catalogue, given.table, table_columns(catalogue, given)) for given in tables if given.table)
        yield CodeBlock("bash", commands, "These commands write the SQL that unites the views of each year into the tables that the recipe reads.")


def _input_title(catalogue: Catalogue, given: RecipeInput) -> str:
    if given.table:
        return catalogue.tables[given.table].title
    return catalogue.recipes[given.recipe].title if given.recipe else f"{given.name} (from outside LEO)"


def _table_input(catalogue: Catalogue, given: RecipeInput) -> Iterator[Block]:
    assert given.table is not None
    table = catalogue.tables[given.table]
    rows: list[tuple[Line, ...]] = []
    for column in table_columns(catalogue, given):
        name, variable = column.name, column.variable
        if variable is None:
            rows.append(((Code(name),), ("Year of the row" if column.added == "year" else "Census term",), ("all",), ()))
        else:
            link: Line = (variable_link(variable),) if column.number is None else (Code(name), ", one of ", variable_link(variable))
            rows.append((link, (variable.title,), (years_short(catalogue, variable),), (REQUEST_BADGES[catalogue.request(variable)],)))
    yield Prose((f"[[{table.id}]]: {given.why}",))
    fold = f"The {len(rows)} columns of {table.title}" if len(rows) > MOST_COLUMNS else ""
    yield Grid(("Column", "What it is", "Years", "Request"), tuple(rows), fold=fold, as_cards=True)


def _code(catalogue: Catalogue, recipe: Recipe) -> Iterator[Block]:
    ran = tested(catalogue, recipe.id)
    yield Section("Code", "code")
    tabs = []
    for language, name in NAMES.items():
        code = code_of(catalogue, recipe.id, language)
        if code:
            tabs.append(CodeBlock(LEXERS[language], code, _code_note(language, ran), name))
    yield CodeTabs("code", tuple(tabs))


def _code_note(language: str, found: Tested | None) -> str:
    """Whether a piece of code was run, and on what."""
    if language == "stata":
        tried = "The test suite runs it on every case in an interpreter of our own, which knows a part of Stata, and it must give the expected rows." if found else "Not tested as it stands here."
        return f"Not run in Stata: there is none where the tests run. {tried}"
    if found is None or language not in found.languages:
        return "Not run as it stands here."
    engine = {"sql": "DuckDB, through a translation that is proved construct by construct, not on SQL Server", "python": "pandas", "r": "R with dplyr"}[language]
    people = f" and on {found.people:,} synthetic people" if found.people else ""
    tables = " It reads tables from the schema `work`: write your own instead." if language == "sql" else ""
    return f"Run by {engine}, on every case below{people}.{tables}"


def _cases(catalogue: Catalogue, recipe: Recipe) -> Iterator[Block]:
    cases = catalogue.cases.get(recipe.id, {})
    yield Section(f"Worked cases ({len(cases)})", "cases")
    yield Prose(("Made-up people; the tests run these very rows. An empty cell is a missing value. Columns that a case does not show are missing in all its rows.",))
    order = sorted(cases, key=lambda name: (cases[name].idea != "usual", bool(cases[name].caveats), name))
    for number, name in enumerate(order):
        yield _case(catalogue, recipe, name, cases[name], number == 0)


def _case(catalogue: Catalogue, recipe: Recipe, name: str, case: Case, open: bool) -> CaseTables:
    rules = {rule.id: number for number, rule in enumerate(recipe.rules, 1)}
    here = address_of("recipe", recipe.id)
    above: list[Line] = [(f"{case.idea.capitalize()}",)]
    above.append(("shows ", *joined((Link(f"rule {rules[rule]}", f"{here}#rule-{rule}"),) for rule in case.rules if rule in rules)))
    if case.parameters:
        above.append(("with ", *joined((Code(f"{key} = {value}"),) for key, value in case.parameters.items())))
    above += [("trap: ", link) for id in case.caveats if (link := resolve_id(catalogue, f"caveat:{id}"))]
    return CaseTables(
        f"case-{name}",
        case.title,
        joined(above, " · "),
        case.story,
        tuple(_csv_grid(text, f"Before: {input}") for input, text in case.given.items()),
        _csv_grid(case.expected, f"After: {recipe.id}"),
        f"A naive way fails here: {case.naive.way}" if case.naive else "",
        _csv_grid(case.naive.gives, "What the naive way gives (worked out by hand, not run)") if case.naive else None,
        open,
    )


def _csv_grid(text: str, caption: str) -> Grid:
    header, rows = read_csv(text)
    empty: tuple[tuple[Line, ...], ...] = (tuple(("no rows",) if not index else ("",) for index, _ in enumerate(header)),)
    return Grid(tuple(header), tuple(tuple((Verbatim(cell),) for cell in row) for row in rows) or empty, caption)


def _rivals(catalogue: Catalogue, recipe: Recipe) -> Iterator[Block]:
    if recipe.supplied or recipe.rivals:
        yield Section("Other definitions", "others")
    if recipe.supplied:
        yield Grid(
            ("Supplied column", "How the recipe differs from it"),
            tuple(
                ((variable_link(catalogue.variables[one.variable]), f" ({catalogue.table(catalogue.variables[one.variable]).title})"), (one.difference,))
                for one in recipe.supplied
            ),
            as_cards=True,
        )
    if recipe.rivals:
        yield Grid(
            ("Another definition", "Where it differs"),
            tuple(((cited(one.definition, one.evidence),), (one.difference,)) for one in recipe.rivals),
            as_cards=True,
        )


def _caveats(catalogue: Catalogue, recipe: Recipe) -> Iterator[Block]:
    known = [catalogue.caveats[id] for id in recipe.caveats if id in catalogue.caveats]
    if known:
        yield Section("Traps that it avoids", "traps")
        yield Listing(tuple((Link(caveat.title, f"{CAVEATS}#{caveat.id}"), f": {caveat.consequence}") for caveat in known))
    if recipe.assumptions or recipe.limits:
        yield Section("Assumptions and limits", "limits")
    if recipe.assumptions:
        yield Notice("Taken to be so", tuple(recipe.assumptions), "note")
    if recipe.limits:
        yield Notice("What it can not tell", tuple(recipe.limits), "care")
    if recipe.disclosure:
        yield Notice("Before a result leaves the secure environment", (recipe.disclosure,), "care")
    if recipe.figures:
        yield Section("Published figures to compare with", "figures")
        yield Prose(("The real data should come near to these. Synthetic data can not.",))
        yield Grid(("Figure", "Published in"), tuple(((one.figure,), (one.source,)) for one in recipe.figures), as_cards=True)


def _lineage(catalogue: Catalogue, recipe: Recipe) -> Iterator[Block]:
    yield Section("Where it stands", "lineage")
    yield lineage(catalogue, recipe)


def lineage(catalogue: Catalogue, recipe: Recipe) -> Graph:
    """What a recipe is made of, two steps back, and what is made of it."""
    nodes: list[Node] = []
    places: dict[tuple[str, str], int] = {}
    edges: list[tuple[int, int]] = []

    def place(kind: str, id: str, column: int) -> int:
        if (kind, id) not in places:
            places[kind, id] = len(nodes)
            nodes.append(Node(_node_link(catalogue, kind, id), column, "this" if id == recipe.id and kind == "recipe" else kind))
        return places[kind, id]

    this = place("recipe", recipe.id, 0)
    for given in recipe.inputs:
        edges.append((place(*_kind_and_id(given), -1), this))
    for id in recipe.builds_on:
        for given in catalogue.recipes[id].inputs:
            edges.append((place(*_kind_and_id(given), -2), places["recipe", id]))
    users = users_of(catalogue)[recipe.id]
    for user in users:
        edges.append((this, place("recipe", user.id, 1)))
    made_of: Line = ("Made of: ", *joined((_node_link(catalogue, *_kind_and_id(given)),) for given in recipe.inputs), ".")
    used_by: Line = ("Used by: ", *joined((recipe_link(user),) for user in users), ".") if users else ("No other recipe uses it.",)
    behind: list[Line] = [
        (recipe_link(catalogue.recipes[id]), " is made of: ", *joined((_node_link(catalogue, *_kind_and_id(given)),) for given in catalogue.recipes[id].inputs), ".")
        for id in recipe.builds_on
    ]
    return Graph(f"What {recipe.title} is made of and what uses it", _left_to_right(nodes, edges), tuple(edges), (made_of, *behind, used_by))


def _left_to_right(nodes: list[Node], edges: list[tuple[int, int]]) -> tuple[Node, ...]:
    """The boxes, each left of all that is made of it: what is read both directly and by way of another moves further left."""
    columns = [node.column for node in nodes]
    for _ in nodes:  # more rounds move nothing, unless recipes read each other in a circle, which a rule reports
        for start, end in edges:
            columns[start] = min(columns[start], columns[end] - 1)
    return tuple(node._replace(column=column) for node, column in zip(nodes, columns, strict=True))


def _kind_and_id(given: RecipeInput) -> tuple[str, str]:
    return ("table" if given.table else "recipe" if given.recipe else "outside"), given.name


def _node_link(catalogue: Catalogue, kind: str, id: str) -> Link:
    if kind == "outside":
        return Link(f"{id} (outside LEO)", "synthetic.html")
    return table_link(catalogue.tables[id]) if kind == "table" else recipe_link(catalogue.recipes[id])


def _provenance(catalogue: Catalogue, recipe: Recipe) -> Iterator[Block]:
    concept = resolve_id(catalogue, recipe.concept) if recipe.concept else None
    facts = [
        Fact("Permanent id", ((Code(recipe.id),),)),
        Fact("One row is about", ((UNIT_WORDS[recipe.unit] + ".",),)),
        *([Fact("Concept", ((concept,),))] if concept else []),
        *([Fact("Also called", ((", ".join(recipe.synonyms) + ".",),))] if recipe.synonyms else []),
        Fact("Run it", ((Code(f"leo-kb recipe run {recipe.id} --data DIR --out FILE.csv"),),)),
        Fact("Take it along", ((Code(f"leo-kb recipe pack {recipe.id}"), " writes a zip with code, cases and checks that needs no network."),)),
        Fact("Checked", ((recipe.checked,),)),
        Fact("History", tuple((f"{change.date}: {change.what}",) for change in recipe.changes)),
        Fact("Evidence", (evidence_line(recipe.evidence),)),
    ]
    yield Section("Names and history", "names")
    yield Facts(tuple(facts))


def recipes_index(catalogue: Catalogue) -> View:
    """All recipes by theme."""
    count = sum(tested(catalogue, id) is not None for id in catalogue.recipes)
    passed = "all are" if count == len(catalogue.recipes) else f"{count} of them {'is' if count == 1 else 'are'}"
    blocks: list[Block] = [
        Lead(
            "Recipes",
            "",
            f"{plural(len(catalogue.recipes), 'derived variable')}, each with a definition in numbered rules, code in four languages, and made-up people with their results. "
            f"As they stand here, {passed} tested: the languages that are run give these results.",
        ),
        Facts((Fact("See also", ((Link("How to use a recipe", "start/using-recipes.html"), ", ", Link("traps", CAVEATS), ", ", Link("how recipes are written", "writing-recipes.html")),)),)),
    ]
    for theme, words in RECIPE_THEMES.items():
        recipes = of_theme(catalogue, theme)
        if recipes:
            blocks += [Section(f"{words} ({len(recipes)})", theme), recipes_grid(catalogue, recipes)]
    return View("recipes/index.html", "index", "Recipes", "Derived variables with definition, tested code and worked cases", tuple(blocks))


def of_theme(catalogue: Catalogue, theme: str) -> list[Recipe]:
    """The recipes of a theme, by title."""
    return sorted((recipe for recipe in catalogue.recipes.values() if recipe.theme == theme), key=lambda recipe: recipe.title.lower())


def recipes_grid(catalogue: Catalogue, recipes: list[Recipe]) -> Grid:
    """Recipes with what they make and how they were tested."""
    rows: list[tuple[Line, ...]] = []
    for recipe in recipes:
        found = tested(catalogue, recipe.id)
        how = f"{len(found.languages)} languages, {plural(found.cases, 'case')}" if found else "not tested as it stands"
        rows.append(((recipe_link(recipe), " ", Code(recipe.id)), (recipe.short,), (UNIT_WORDS[recipe.unit],), (recipe.confidence,), (how,)))
    return Grid(("Recipe", "What it makes", "One row is", "Confidence", "Tested"), tuple(rows), as_cards=True)


def theme_view(catalogue: Catalogue, theme: str) -> View:
    """The recipes of a theme, with what they are made of."""
    words = RECIPE_THEMES[theme]
    recipes = of_theme(catalogue, theme)
    tables = {given.table: None for recipe in recipes for given in recipe.inputs if given.table}
    blocks: list[Block] = [
        Lead(words, "", f"{plural(len(recipes), 'recipe')} of this theme.", (Link("Recipes", "recipes/index.html"),)),
        recipes_grid(catalogue, recipes),
    ]
    if tables:
        blocks += [
            Section("Tables that they read", "tables"),
            Listing(tuple((table_link(table),) for table in catalogue.tables.values() if table.id in tables), compact=True),
        ]
    return View(theme_address(theme), "index", f"Recipes: {words[0].lower()}{words[1:]}", f"Derived variables: {words[0].lower()}{words[1:]}", tuple(blocks))


def caveats_view(catalogue: Catalogue) -> View:
    """All traps, each with the recipes that avoid it and the cases in which naive code falls into it."""
    avoided: dict[str, list[Line]] = {}
    for recipe in catalogue.recipes.values():
        for id in recipe.caveats:
            cases = [name for name, case in catalogue.cases.get(recipe.id, {}).items() if id in case.caveats]
            links = joined((Link(catalogue.cases[recipe.id][name].title, f"{address_of('recipe', recipe.id)}#case-{name}"),) for name in cases)
            avoided.setdefault(id, []).append((recipe_link(recipe), *((" (", *links, ")") if links else ())))
    blocks: list[Block] = [
        Lead("Traps", "", f"{plural(len(catalogue.caveats), 'trap')} that most often give wrong results, whatever the variable. Each says what is so about the data, what goes wrong, and what to do instead.")
    ]
    for kind, words in CAVEAT_KINDS.items():
        of_kind = [caveat for caveat in catalogue.caveats.values() if caveat.kind == kind]
        if of_kind:
            blocks.append(Section(words, f"kind-{kind}"))
        for caveat in of_kind:
            blocks += _caveat_blocks(catalogue, caveat, avoided.get(caveat.id, []))
    return View(CAVEATS, "index", "Traps", "What most often gives wrong results with LEO, and what to do instead", tuple(blocks), "variables/caveats.yaml")


def _caveat_blocks(catalogue: Catalogue, caveat: Caveat, avoided: list[Line]) -> Iterator[Block]:
    yield Section(caveat.title, caveat.id, 3)
    about = joined((link,) for id in caveat.about if (link := resolve_id(catalogue, id)))
    facts = [
        Fact("What is so", ((caveat.meaning,),)),
        Fact("What goes wrong", ((caveat.consequence,),)),
        Fact("What to do", ((caveat.remedy,),)),
        *([Fact("Bears on", (about,))] if about else []),
        *([Fact("Avoided by", tuple(avoided))] if avoided else []),
        Fact("Evidence", (evidence_line(caveat.evidence),)),
    ]
    yield Facts(tuple(facts))


def recipes_of_variable(catalogue: Catalogue, variable_id: str) -> list[Recipe]:
    """The recipes that read a variable."""
    return recipes_reading(catalogue).get(variable_id, [])


def recipe_blocks(catalogue: Catalogue, recipes: list[Recipe], traps: list[Link]) -> Iterator[Block]:
    """The recipes and the traps of a table or a concept; nothing where there are none."""
    if recipes:
        yield Section("Recipes", "recipes")
        yield recipes_grid(catalogue, recipes)
    if traps:
        yield Section("Traps", "traps")
        yield Listing(tuple((trap,) for trap in traps))


def recipes_of_table(catalogue: Catalogue, table: Table) -> list[Recipe]:
    """The recipes that read a table."""
    return [recipe for recipe in catalogue.recipes.values() if any(given.table == table.id for given in recipe.inputs)]


def recipes_of_concept(catalogue: Catalogue, concept_id: str) -> list[Recipe]:
    """The recipes that measure a concept."""
    return [recipe for recipe in catalogue.recipes.values() if recipe.concept == concept_id]
