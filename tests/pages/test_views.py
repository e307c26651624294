"""What every page says, read from the built site and held against the catalogue: answers, years, codes, and no slip of the tools."""

import re

import pytest

from build_tools.pages import views
from build_tools.pages.blocks import Badge, Code, Facts, Grid, Lead, Link, Listing, Notice, Verbatim
from build_tools.pages.views.shared import codes_grid, first_sentences
from build_tools.pages.views.variable import FIRST_CODES, MOST_CODES, beyond
from build_tools.pages.words import REQUEST_WORDS
from build_tools.physical import columns_of, views_of
from build_tools.records import Code as CodeRecord
from build_tools.units import UNITS
from build_tools.years import Years, year_label

from .reading import parse, text_of
from .test_links import faults

QUESTIONS = ["What?", "For whom?", "When?", "Can I have it?", "Which trap?"]
YEAR = r"(\d{4})/(\d{2})"


@pytest.fixture(scope="module")
def of_variables(pages, catalogue):
    """Pairs of a variable and its page."""
    return [(variable, pages[f"variables/{id}.html"]) for id, variable in catalogue.variables.items()]


def years_in(words):
    """The years that a sentence names: `2002/03 to 2004/05 and 2006/07` gives 2002, 2003, 2004 and 2006."""
    found = set()
    for first, first_end, last, last_end in re.findall(rf"{YEAR}(?: to {YEAR})?", words):
        assert int(first_end) == (int(first) + 1) % 100 and (not last or int(last_end) == (int(last) + 1) % 100), words
        found |= set(range(int(first), int(last or first) + 1))
    return found


def lines_of(block):
    """Every line of a block."""
    match block:
        case Lead():
            yield block.above
        case Facts():
            yield from (line for fact in block.facts for line in fact.answer)
        case Listing():
            yield from block.items
        case Grid():
            yield from (cell for row in block.rows for cell in row)


def test_every_line_is_a_row_of_pieces_and_not_a_piece(catalogue):
    def wrong():
        for view in views.all_views(catalogue):
            for line in (line for block in view.blocks for line in lines_of(block)):
                if type(line) is not tuple or not all(
                    type(piece) in (str, Link, Badge, Code, Verbatim) for piece in line
                ):
                    yield f"{view.address}: {line!r}"

    assert not faults(wrong())


def test_the_first_screen_answers_five_questions(of_variables):
    def wrong():
        for variable, page in of_variables:
            if [question for question, _, _ in page.answers] != QUESTIONS:
                yield f"{variable.id}: asks {[question for question, _, _ in page.answers]}"
            for question, lines, _ in page.answers:
                if not lines or any(len(re.findall(r"\w", line)) < 3 for line in lines):
                    yield f"{variable.id}: {question} {lines}"

    assert not faults(wrong())


def what(page):
    return next(lines[0].removesuffix(".") for question, lines, _ in page.answers if question == "What?")


def test_what_has_a_unit_is_called_a_number_in_it(of_variables, catalogue):
    """The form calls many counts, marks and points categorical; who reads "a list of codes" would not add them up."""

    def wrong():
        for variable, page in of_variables:
            said = what(page)
            if variable.type != "number" and not variable.unit:
                if said.startswith("A number"):
                    yield f"{variable.id}: {said}"
                continue
            number = UNITS[variable.unit].said if variable.unit else "A number"
            labels = {code.label for code in catalogue.codes(variable)}
            letters = any(not re.fullmatch(r"(?i)-?[0-9.]+|null|blank|null \(blank\)", code.code) for code in catalogue.codes(variable))
            if "15 points" in labels:  # code 2 stands for 15 points
                expected = "A code for a number of points"
            elif labels == {"No", "Yes"}:
                expected = f"{number} by its description, yes or no by its codes: the form contradicts itself"
            else:
                expected = number + (", or a code from the list below" if letters else "")
            if said != expected:
                yield f"{variable.id}: {said}, and not {expected}"

    assert not faults(wrong())


def test_units_are_said_as_people_say_them(catalogue):
    """Every unit that a definition gives is in the one table of units, and the table has no other."""
    assert {variable.unit for variable in catalogue.variables.values() if variable.unit} == set(UNITS)
    known = {"sessions": "A number of sessions", "years": "A number, in years", "pounds": "An amount in pounds", "percent": "A percentage", "share": "A share", "miles": "A number, in miles"}
    assert {unit: UNITS[unit].said for unit in known} == known
    for unit, (said, _) in UNITS.items():
        named = unit.removeprefix("scale ").removeprefix("score ")
        assert named in said or (unit, said) in {("pounds", "An amount in pounds"), ("percent", "A percentage"), ("place in order", "A place in an order")}, unit


def test_what_lists_no_codes_says_so_as_the_form_does(of_variables, catalogue):
    def wrong():
        for variable, page in of_variables:
            if variable.type == "category" and not variable.unit and not catalogue.codes(variable):
                categorical = any(row.type == "Categorical" for row in variable.form)
                expected = "A code or a number; the form calls it categorical and lists no codes" if categorical else "One of a list that the form does not print"
                if what(page) != expected:
                    yield f"{variable.id}: {what(page)}"
            elif "categorical" in what(page) or "does not print" in what(page):
                yield f"{variable.id}: {what(page)}"

    assert not faults(wrong())


def test_the_range_of_a_number_is_said(of_variables):
    """Of a yes or no, 0 to 1 says nothing; but the form calls a score from 3 to 27 dichotomous too."""

    def wrong():
        for variable, page in of_variables:
            if variable.range and (variable.range.lowest, variable.range.highest) != ("0", "1"):
                lines = next(lines for question, lines, _ in page.answers if question == "What?")
                if f"From {variable.range.lowest} to {variable.range.highest}." not in lines:
                    yield f"{variable.id}: {lines}"

    assert not faults(wrong())


def test_answers_stand_before_everything_else(site, catalogue):
    for id in list(catalogue.variables)[::200]:
        article = parse((site / "variables" / f"{id}.html").read_bytes()).xpath("//article")[0]
        kinds = [element.get("class") or element.tag for element in article if element.get("rel") != "edit"]
        before = kinds[: next(place for place, kind in enumerate(kinds) if "kb-answers" in kind)]
        assert set(before) <= {"kb-above", "kb-h1", "kb-title", "kb-lead", "admonition danger"}, f"{id}: {before}"


def test_inherited_answers_say_so_and_are_those_of_the_table(of_variables, catalogue):
    def wrong():
        for variable, page in of_variables:
            table = catalogue.table(variable)
            answers = {question: (" ".join(lines), inherited) for question, lines, inherited in page.answers}
            for question, own, of_table in (
                ("For whom?", variable.universe, table.universe),
                ("Which trap?", variable.caution, table.known_issues),
            ):
                words, inherited = answers[question]
                if bool(inherited) != (not own and bool(of_table)):
                    yield f"{variable.id}: {question} {words} ({inherited})"

    assert not faults(wrong())


def test_request_level_and_status_are_those_of_the_catalogue(of_variables, catalogue):
    def wrong():
        for variable, page in of_variables:
            answer = " ".join({question: lines for question, lines, _ in page.answers}["Can I have it?"])
            obtainable = variable.status in (None, "listed")
            if obtainable != (REQUEST_WORDS[catalogue.request(variable)] in answer):
                yield f"{variable.id}: {catalogue.request(variable)}, {variable.status}: {answer}"
            if variable.identifiability and not re.search(rf"risk {variable.identifiability}\b", answer):
                yield f"{variable.id}: identification risk {variable.identifiability}: {answer}"
            if variable.sensitivity and f"ensitivity {variable.sensitivity} (" not in answer:
                yield f"{variable.id}: sensitivity {variable.sensitivity}: {answer}"
            if not obtainable and variable.status.replace("-", " ") not in answer:
                yield f"{variable.id}: {variable.status}: {answer}"

    assert not faults(wrong())


def test_years_in_words_are_those_of_the_catalogue(of_variables, catalogue):
    def wrong():
        for variable, page in of_variables:
            words = {question: lines for question, lines, _ in page.answers}["When?"][0]
            years = catalogue.years(variable)
            if years is None:
                expected = (
                    "no series of years" if catalogue.table(variable).years.type == "none" else "not printed|not known"
                )
                if not re.search(expected, words, re.I):
                    yield f"{variable.id}: {words}"
            elif years_in(words) != set(years):
                yield f"{variable.id}: {words} is not {years}"

    assert not faults(wrong())


def test_year_strip_draws_the_years_of_the_catalogue(of_variables, catalogue):
    """Held in any row is a year in which there is a column; a gap is one that the catalogue knows."""

    def wrong():
        for variable, page in of_variables:
            years, span, table = (
                catalogue.years(variable),
                catalogue.span(catalogue.table(variable)),
                catalogue.table(variable),
            )
            if years is None or span is None or table.years.type == "none":
                if page.strip:
                    yield f"{variable.id}: a strip without years"
                continue
            drawn = range(span[0], span[1] + 1)
            states = {label: dict(zip(drawn, cells, strict=True)) for label, cells in page.strip}
            held = {year for cells in states.values() for year, state in cells.items() if state == "held"}
            gaps = {
                (year, label.lower() or None)
                for label, cells in states.items()
                for year, state in cells.items()
                if state == "gap"
            }
            known = {
                (gap.year, label.lower() or None)
                for gap in catalogue.gaps(variable)
                if gap.year in drawn
                for label in states
                if gap.term in (None, label.lower() or None)
            }
            if held != set(catalogue.held(variable)) - {
                year for year, _ in known if len([True for other, _ in known if other == year]) == len(states)
            }:
                yield f"{variable.id}: held {sorted(held)}, catalogue {catalogue.held(variable)}"
            if gaps != known:
                yield f"{variable.id}: gaps {sorted(gaps, key=str)}, catalogue {sorted(known, key=str)}"
            if years_in(page.strip_words.partition(".")[0]) != set(years):
                yield f"{variable.id}: {page.strip_words}"
            if not all(
                gap.reason in page.strip_words and year_label(gap.year) in page.strip_words
                for gap in catalogue.gaps(variable)
            ):
                yield f"{variable.id}: a gap without its reason: {page.strip_words}"

    assert not faults(wrong())


def test_codes_on_the_page_are_those_of_the_catalogue(of_variables, catalogue):
    def wrong():
        for variable, page in of_variables:
            expected = [(code.code, None if code.label is None else code.label) for code in catalogue.codes(variable)]
            if variable.code_list and len(expected) > MOST_CODES:
                expected = expected[:FIRST_CODES]
            if (page.codes or []) != expected:
                yield f"{variable.id}: {page.codes} is not {expected}"

    assert sum(bool(page.codes) for _, page in of_variables) > 1000
    assert not faults(wrong())


def test_codes_that_came_or_went_stand_side_by_side():
    codes = [
        CodeRecord(code="A", label="Always"),
        CodeRecord(code="B", label="Before", to="2013/14"),
        CodeRecord(code="C", label="Coming", **{"from": "2014/15"}),
        CodeRecord(code="D", label="During", **{"from": "2012/13"}, to="2014/15"),
    ]
    grid = codes_grid(tuple(codes))
    assert grid.headings == ("Code", "Label", "to 2011/12", "2012/13 to 2013/14", "2014/15", "from 2015/16")
    used = {row[0][0].text: [cell[0] == "used" for cell in row[2:]] for row in grid.rows}
    assert used == {
        "A": [True, True, True, True],
        "B": [True, True, False, False],
        "C": [False, False, True, True],
        "D": [False, True, True, False],
    }
    assert codes_grid(tuple(codes[:1])).headings == ("Code", "Label")


def test_code_lists_print_their_codes_and_their_users(pages, site, catalogue):
    for id, code_list in catalogue.code_lists.items():
        assert pages[f"code_lists/{id}.html"].codes == [(code.code, code.label) for code in code_list.codes], id
        article = parse((site / "code_lists" / f"{id}.html").read_bytes()).xpath("//article")[0]
        links = article.xpath(".//td[preceding::h2[1][@id='used-by']]/a/@href")
        assert links == [f"../variables/{variable.id}.html" for variable in catalogue.users_of_list[id]], id
        anchors = [f"#{anchor}" for anchor in article.xpath(".//*[starts-with(@id, 'group-')]/@id")]
        shown = article.xpath(".//td[preceding::h2[1][@id='codes']]/a/@href")
        assert [link.removeprefix(f"../code_lists/{id}.html") for link in shown] == anchors, id
        assert bool(anchors) == bool(code_list.groups), id


def test_codes_stand_below_their_group(site):
    article = parse((site / "code_lists" / "sic_2007.html").read_bytes()).xpath("//article")[0]
    row = article.xpath(".//tr[@id='code-56302']")[0]
    above = [row.xpath(f"preceding::{level}[1]")[0].get("id") for level in ("h2", "h3", "h4")]
    assert above == ["codes", "group-i", "group-56"]


def test_tables_list_all_their_variables_and_views(site, catalogue):
    for id, table in catalogue.tables.items():
        article = parse((site / "tables" / f"{id}.html").read_bytes()).xpath("//article")[0]
        listed = article.xpath(".//h2[@id='variables']/following::td[1]/a/@href | .//h2[@id='variables']/following::tr/td[1]/a/@href")
        assert sorted(listed) == sorted(f"../variables/{variable.id}.html" for variable in catalogue.by_table[id]), id
        rows = article.xpath(".//h2[@id='views']/following::table[1]/tbody/tr")
        assert [text_of(row[1]).rpartition(".")[2] for row in rows] == [
            view.name for view in views_of(catalogue, table)
        ], id


def test_families_list_all_their_members(site, catalogue):
    for id in catalogue.families:
        page = parse((site / "families" / f"{id}.html").read_bytes())
        links = page.xpath("//h2[@id='members']/following::table[1]//td/a/@href")
        assert sorted(links) == sorted(f"../variables/{variable.id}.html" for variable in catalogue.members[id]), id


def test_columns_on_the_page_are_the_physical_names(site, catalogue):
    """Each row is a view; a repeated column is given as first and last."""
    for id, variable in list(catalogue.variables.items())[::25]:
        rows = parse((site / "variables" / f"{id}.html").read_bytes()).xpath(
            "//article//table[thead/tr/th[.='Column']]/tbody/tr"
        )
        of_view = {}
        for column in columns_of(catalogue, variable):
            of_view.setdefault(column.view, []).append(column)
        assert [text_of(row[1]).rpartition(".")[2] for row in rows] == list(of_view), id
        for row, columns in zip(rows, of_view.values(), strict=True):
            names = [columns[0].column] + ([columns[-1].column] if len(columns) > 1 else [])
            assert text_of(row[2]).split(" to ") == names, id
            first = columns[0]
            of_view = [] if first.view_evidence == first.evidence else ["view", first.view_evidence]
            assert text_of(row[3]).split() == [first.evidence, *of_view], id


@pytest.mark.parametrize(
    ("years", "said"),
    [("2005/06-2011/12", False), ("2005/06", False), ("2004/05-2006/07", True), ("2010/11-2012/13", True), ("2004/05-2012/13", True), ("2005/06-", False)],
)
def test_years_beyond_those_of_the_table_are_told(years, said):
    assert beyond(Years.parse(years), (2005, 2011)) == ("The extract of this table holds 2005/06 to 2011/12." if said else "")


def test_the_beginning_of_a_text_has_no_markup():
    assert first_sentences("See `FSM` and [[roll.Gender]].") == "See FSM and roll.Gender."
    assert first_sentences("word " * 60) == ("word " * 31).strip() + " …"


def texts(value):
    """Every text in a record, whatever holds it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for held in value.values():
            yield from texts(held)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from texts(held)


def test_no_page_shows_a_slip_of_the_tools(pages, catalogue):
    """`None`, a placeholder or brackets are on a page only where a text of the catalogue has them."""
    records = [
        *catalogue.variables.values(),
        *catalogue.tables.values(),
        *catalogue.code_lists.values(),
        *catalogue.families.values(),
        *catalogue.sources.values(),
        *catalogue.recipes.values(),
        *(case for cases in catalogue.cases.values() for case in cases.values()),
        *catalogue.caveats.values(),
    ]
    written = {
        " ".join(text.split())
        for record in records
        for text in texts(record.model_dump())
        if "None" in text or "{" in text
    }

    def slips():
        for page in pages.values():
            if page.address.partition("/")[0] in ("rules", "start", "contributing.html", "writing-recipes.html", "tsql.html"):
                continue
            said = [" ".join(text.split()) for _, text in page.suspects]
            for words in said:
                known = (
                    words == "None" or words.startswith("None is documented.") or any(words in text for text in written)
                )
                if not known or "[[" in words or "]]" in words or re.search(r"\{[a-z_]+\}", words):
                    yield f"{page.address}: `{words}`"
            if said.count("None") != nones_on_the_form(page.address):
                yield f"{page.address}: `None` {said.count('None')} times, where the form has it {nones_on_the_form(page.address)} times"

    def nones_on_the_form(address):
        """How many cells of the form, and labels of codes, are just this word."""
        variable = catalogue.variables.get(address.removeprefix("variables/").removesuffix(".html"))
        codes = (
            catalogue.codes(variable)
            if variable
            else catalogue.code_lists[address[11:-5]].codes
            if address[11:-5] in catalogue.code_lists
            else []
        )
        return sum(code.label == "None" for code in codes) + sum(
            cell == "None" for row in (variable.form if variable else ()) for cell in row.model_dump().values()
        )

    assert not faults(slips())


def test_a_slip_would_be_found(catalogue):
    from .reading import read_page

    for text in ("None", "The {subject} of it", "See [[school_census]]"):
        page = read_page(
            "variables/x.html",
            f"<html><body><article><dl><div><dt>Unit</dt><dd><p>{text}</p></dd></div></dl></article></body></html>".encode(),
        )
        assert page.suspects == [("Unit", text)]


def test_withdrawn_entries_say_so_first(catalogue):
    variable = next(iter(catalogue.variables.values()))
    from build_tools.records import Deprecated

    gone = variable.model_copy(
        update={"deprecated": Deprecated(reason="It was never supplied.", replaced_by="school_census.FSMeligible")}
    )
    blocks = views.variable_view(catalogue, gone).blocks
    assert (
        isinstance(blocks[1], Notice)
        and blocks[1].tone == "stop"
        and blocks[1].lines == ("It was never supplied. Use [[school_census.FSMeligible]] instead.",)
    )
    assert isinstance(blocks[2], Facts) and blocks[2].wide


def test_view_of_knows_every_kind(catalogue):
    for id, address in (
        ("school_census.FSMeligible", "variables/school_census.FSMeligible.html"),
        ("school_census", "tables/school_census.html"),
        ("true_false_10", "code_lists/true_false_10.html"),
        (next(iter(catalogue.families)), f"families/{next(iter(catalogue.families))}.html"),
        ("free_school_meals", "concepts/free_school_meals.html"),
        (next(iter(catalogue.sources)), f"sources/{next(iter(catalogue.sources))}.html"),
    ):
        assert views.view_of(catalogue, id).address == address
    with pytest.raises(KeyError):
        views.view_of(catalogue, "school_census.NoSuchVariable")


def test_links_in_prose_resolve_to_the_page_of_their_entry(catalogue):
    page = "variables/school_census.FSMeligible.html"
    assert views.resolve_id(catalogue, "school_census.FSMeligible") == Link("FSMeligible", page, code=True)
    assert views.resolve_id(catalogue, "school_census") == Link("School Census: pupils", "tables/school_census.html")
    assert views.resolve_id(catalogue, "ref:VRF") == Link("VRF", "references.html#VRF", small=True)
    assert views.resolve_id(catalogue, "ref:NOPE") is None and views.resolve_id(catalogue, "nope") is None
