"""The explorer in a real browser: it counts, sifts, sorts and finds as the catalogue and the Python ranking say, and its address holds the view."""

import csv
import random
from collections import Counter
from urllib.parse import quote

import pytest
from relevance import QUERIES

from build_tools import SITE_URL
from build_tools.search import Searcher, names_data, words_data
from build_tools.search.index import REQUESTS, STATUSES, TYPES

from .conftest import ROOT
from .test_browser import TRIM, overflow, violations

pytestmark = pytest.mark.browser

FIELD, PAGE, ALL = "#kb-x-query", 50, 1_000_000
STATE, FOCUSED = "decodeURIComponent(location.search + location.hash)", "document.activeElement.textContent"
JUMP = "() => new Promise(done => { addEventListener('hashchange', () => done()); document.querySelector('.md-skip').click(); })"
BY_NAME = "pairs => { const by = new Intl.Collator('en-GB', {numeric: true}); return pairs.sort((a, b) => by.compare(a[0], b[0])); }"
WHOLE = "() => new Promise(done => setTimeout(() => Kb.whole(() => done()), 50))"
"""Ends when the explorer, which waits as long and asked before, has taken in codes and descriptions."""
DRAWN = """chips => (chips === null || document.querySelectorAll(".kb-x-chip").length === chips) && document.querySelectorAll("tbody tr").length
  >= Math.min(50, document.querySelector(".kb-x-count").textContent.replace(/ .*|,/g, ""))"""
VIEW = """() => {
  const all = (selector, get, inside = document.getElementById("kb-explore")) => [...inside.querySelectorAll(selector)].map(get);
  const text = part => part.textContent, number = label => [label.children[1].textContent, Number(label.lastChild.textContent.replace(",", ""))];
  return {
    count: all(".kb-x-count", text)[0], chips: all(".kb-x-chip", text), sorted: all("[aria-sort]", head => head.ariaSort),
    ids: all("tbody th a", link => link.pathname.match(/variables\\/(.*)\\.html$/)[1]), whys: all("tbody tr", row => row.querySelector(".kb-x-why")?.textContent || ""),
    counts: Object.fromEntries(all(".kb-x-facet", part => [text(part.querySelector("legend")), Object.fromEntries(all("label:has(.kb-x-number)", number, part))])),
    ticked: all("label:has(:checked)", text), options: all("option", text), fields: all("select, .kb-x-query", field => field.value),
  };
}"""


@pytest.fixture(scope="module")
def searcher(catalogue):
    return Searcher(names_data(catalogue, ROOT / "docs"), words_data(catalogue, ROOT / "docs"))


@pytest.fixture
def explore(open_page):
    """Opens the explorer with the choices that stand in its address."""
    return lambda choices="", **settings: ready(open_page("explore.html" + choices, **settings))


def ready(page):
    page.locator(".kb-x-count").wait_for()
    page.evaluate(WHOLE)
    return page


def view(page, chips=None):
    """Everything that the explorer shows, once the rows are there, and as many chips."""
    page.wait_for_function(DRAWN, arg=chips)
    return page.evaluate(VIEW)


def assert_shows(page, variables):
    """It counts just these variables and shows the first of them in this order."""
    seen, ids = view(page), [variable.id for variable in variables]
    assert seen["count"] == f"{len(ids):,} variable{'' if len(ids) == 1 else 's'}"
    assert seen["ids"] == ids[:PAGE]


def found(catalogue, searcher, query):
    """The variables that Python finds, best first."""
    hits = searcher.search(query, ALL)
    return [catalogue.variables[searcher.ids[hit.record]] for hit in hits if hit.record < searcher.count]


def tick(page, title, words):
    facet = page.locator(f".kb-x-facet:has(legend:text-is('{title}'))")
    if facet.get_attribute("open") is None:
        facet.locator("summary").click()
    facet.locator("label", has_text=words).click()


def ask(page, query):
    page.locator(FIELD).fill(query)
    page.wait_for_function("query => new URLSearchParams(location.hash.slice(1) || location.search).get('q') === query", arg=query)  # fmt: skip


def test_without_choices_all_variables_are_there_and_counted(explore, catalogue):
    page, variables = explore(), catalogue.variables.values()
    assert_shows(page, variables)
    assert page.locator(FIELD + ":focus").is_visible() and not page.locator(".kb-explore-plain").is_visible()
    counts = view(page)["counts"]
    concepts = {record.title: len(catalogue.of_concept[id]) for id, record in catalogue.concepts.items()}
    assert counts["Table"] == {record.title: len(catalogue.by_table[id]) for id, record in catalogue.tables.items()}
    assert counts["Concept"] == concepts | {"No concept yet": len(variables) - sum(concepts.values())}
    for title, values, value_of in (
        ("Source", catalogue.sources, lambda each: catalogue.table(each).source),
        ("Kind of value", TYPES, lambda each: each.type),
        ("How to request", REQUESTS, catalogue.request),
        ("Sensitivity", [*"ABCDE", None], lambda each: each.sensitivity),
        ("Status", [*STATUSES, "withdrawn"], lambda each: "withdrawn" if each.deprecated else each.status or "listed"),
    ):
        of = Counter(map(value_of, variables))
        assert list(counts[title].values()) == [of[value] for value in values], title


def test_values_of_a_facet_add_up_and_facets_narrow_down(explore, catalogue):
    page = explore("?source=hesa")
    tick(page, "Source", catalogue.sources["npd"].title)
    either = [each for each in catalogue.variables.values() if catalogue.table(each).source in ("npd", "hesa")]
    assert_shows(page, either)
    tick(page, "How to request", "By request")
    both = [each for each in either if catalogue.request(each) == "by-request"]
    assert 0 < len(both) < len(either)
    assert_shows(page, both)


def test_counts_follow_the_words_and_the_choices_in_other_facets(explore, catalogue, searcher):
    page = explore("?source=npd&request=default")
    ask(page, "ethnic group")
    fit = found(catalogue, searcher, "ethnic group")
    npd = [each for each in fit if catalogue.table(each).source == "npd"]
    default = [each for each in fit if catalogue.request(each) == "default"]
    both = [each for each in npd if catalogue.request(each) == "default"]
    assert len(both) < len(npd) < len(fit)
    assert_shows(page, both)
    counts, kinds = view(page)["counts"], Counter(each.type for each in both)
    sources, requests = Counter(catalogue.table(each).source for each in default), Counter(map(catalogue.request, npd))
    assert list(counts["Source"].values()) == [sources[id] for id in catalogue.sources]
    assert list(counts["How to request"].values()) == [requests[level] for level in REQUESTS]
    assert list(counts["Kind of value"].values()) == [kinds[kind] for kind in TYPES]


def test_years_are_those_of_the_catalogue_any_or_every_one(explore, catalogue):
    variables = catalogue.variables.values()
    held = {each.id: set(catalogue.years(each) or ()) for each in variables}
    of_year = Counter(year for years in held.values() for year in years)
    first, last, box = min(of_year), max(of_year), explore().locator(".kb-x-facet", has_text="in every one of these")
    box.locator("summary").click()
    labels = [f"{year}/{(year + 1) % 100:02d} ({of_year[year]:,})" for year in range(first, last + 1)]
    assert box.locator("select").first.locator("option").all_inner_texts()[1:] == labels
    for start, end in ((2005, 2010), (2012, 2012), (last - 1, None), (None, first + 1)):
        box.locator("select").first.select_option(str(start or ""))
        box.locator("select").last.select_option(str(end or ""))
        wanted = set(range(start or first, (end or last) + 1))
        box.get_by_role("checkbox").set_checked(False)
        assert_shows(box.page, [each for each in variables if wanted & held[each.id]])
        box.get_by_role("checkbox").set_checked(True)
        assert_shows(box.page, [each for each in variables if wanted <= held[each.id]])


def test_words_find_variables_in_the_order_of_python(explore, catalogue, searcher):
    page = explore()
    for query in ["gcse", *random.Random(5).sample([query for _, query, _ in QUERIES], 15)]:
        ask(page, query)
        assert_shows(page, found(catalogue, searcher, query))
        whys = [hit.why for hit in searcher.search(query, ALL) if hit.record < searcher.count]
        assert view(page)["whys"] == whys[:PAGE], query


@pytest.mark.parametrize(("query", "title"), [("gender", "Also found"), ("phonics", "Not in LEO")])
def test_what_is_no_variable_or_not_held_stands_above(query, title, explore, searcher):
    page = explore(f"?q={query}")
    others = [hit.record for hit in searcher.search(query, ALL) if hit.record >= searcher.count]
    away = [record for record in others if searcher.kinds[record] == "not_held"]
    others = [record for record in others if away == others or record not in away[2:]][:6]
    words = {"code_list": "code list", "not_held": "not in LEO", "page": "guide"}
    kinds = [words.get(searcher.kinds[record], searcher.kinds[record]) for record in others]
    box = page.locator(".kb-x-others")
    assert box.locator("h3").inner_text() == title and box.locator(".kb-badge").all_inner_texts() == kinds
    assert box.locator("a").all_inner_texts() == [searcher.shown[record] for record in others]
    box.locator("a").first.click()
    page.wait_for_url("**/concepts/sex_and_gender.html" if query == "gender" else "**/not_held/index.html#phonics")


def test_the_address_holds_the_view(explore, catalogue):
    page = explore("?from=2005&to=2010&request=default")
    ask(page, "key stage, 2 & 4?")
    tick(page, "Source", catalogue.sources["npd"].title)
    tick(page, "How to request", "By request")
    tick(page, "Years", "every one")
    page.get_by_label("Order").select_option("-years")
    wanted = "?q=key+stage,+2+&+4?&source=npd&request=default,by-request&from=2005&to=2010&every=1&sort=-years"
    assert page.evaluate(STATE) == wanted and len(view(page)["ids"]) > 1
    assert view(explore(page.evaluate("location.search"))) == view(page)


def test_back_undoes_a_choice_and_forward_does_it_again(explore, catalogue):
    page = explore("?q=school")
    views = [view(page)]
    for title, words in (("Source", catalogue.sources["npd"].title), ("How to request", "By request")):
        tick(page, title, words)
        views.append(view(page))
    assert len({seen["count"] for seen in views}) == 3
    for go, number in ((page.go_back, 1), (page.go_back, 0), (page.go_forward, 1)):
        go()
        assert view(page, number) == views[number]


def test_headers_sort_and_say_so(explore, catalogue):
    page, variables = explore("?table=ks2_exam"), catalogue.by_table["ks2_exam"]
    of = {each.id: list(catalogue.years(each) or ()) for each in variables}
    known, unknown = ([each for each in variables if bool(of[each.id]) is there] for there in (True, False))
    assert known and unknown and len(variables) < PAGE
    for order, sign, ends in (("ascending", 1, (0, -1)), ("descending", -1, (-1, 0))):
        page.locator("thead").get_by_text("Years").click()
        assert view(page)["sorted"] == ["none", "none", "none", order, "none"]
        assert_shows(page, sorted(known, key=lambda each: [sign * of[each.id][end] for end in ends]) + unknown)
    page.keyboard.press("Enter")
    assert view(page)["sorted"] == ["none"] * 5 and page.evaluate(STATE) == "?table=ks2_exam"
    assert_shows(page, variables)
    page.locator("thead").get_by_text("Name").click()
    names = page.evaluate(BY_NAME, [[each.name, each.id] for each in variables])
    assert_shows(page, [catalogue.variables[id] for _, id in names])


def test_more_rows_follow_and_the_first_of_them_has_the_focus(explore, catalogue):
    table, some = next((id, some) for id, some in catalogue.by_table.items() if PAGE < len(some) < 2 * PAGE)
    for choices, wanted in (("", list(catalogue.variables.values())), (f"?table={table}", some)):
        page, more = explore(choices), min(PAGE, len(wanted) - PAGE)
        page.get_by_text(f"Show {more} more of {len(wanted):,}").press("Enter")
        assert view(page)["ids"] == [each.id for each in wanted[: 2 * PAGE]]
        assert page.evaluate("document.activeElement.closest('tr').rowIndex") == PAGE + 1
    assert not page.locator(".kb-x-more").is_visible(), "there are no more"


def test_chips_name_choices_and_take_them_back_one_by_one_or_all(explore, catalogue):
    page = explore("?q=gender&source=npd,hesa&request=default")
    page.get_by_role("button", name=f"Remove Source: {catalogue.sources['npd'].title}").click()
    assert page.evaluate(FOCUSED).startswith("Source: HESA"), "the focus goes on to the next"
    assert view(page) == view(explore("?q=gender&source=hesa&request=default"))
    page.get_by_role("button", name="Clear all").click()
    assert view(page, 0) == view(explore("?q=gender")) and page.evaluate(STATE) == "?q=gender"
    assert page.evaluate(FOCUSED) == view(page)["count"]
    tables = catalogue.tables_of_source["care"]
    page = explore("?table=" + ",".join(table.id for table in tables))
    assert view(page)["chips"] == [f"Table: {table.title} ×" for table in tables]


@pytest.mark.parametrize("choices", ["", "?q=absence&source=npd&request=by-request&sort=-name"])
def test_the_csv_holds_all_results(choices, explore, catalogue):
    page = explore(choices)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8")
    header, *rows = csv.reader(text.removeprefix("\ufeff").splitlines())
    assert text[0] == "\ufeff" and header == ["id", "name", "title", "table", "years", "request", "sensitivity", "kind"]
    assert f"{len(rows):,} variables" == view(page)["count"] and [row[0] for row in rows[:PAGE]] == view(page)["ids"]
    for id, name, title, table, years, request, sensitivity, kind in rows:
        one = catalogue.variables[id]
        assert [name, title, table, kind] == [one.name, one.title, catalogue.table(one).title, one.type]
        assert [request.replace(" ", "-"), sensitivity] == [catalogue.request(one), one.sensitivity or ""]
        assert (years == "years not known") is (catalogue.years(one) is None)


def test_the_link_is_copied_or_offered(explore):
    page = explore("?q=gcse&source=npd", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Link copied").wait_for()
    lasting = SITE_URL + "explore.html?q=gcse&source=npd"
    assert page.evaluate("navigator.clipboard.readText()") == lasting, "the address on the web"
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.locator(".kb-x-tools button").first.click()
    assert page.evaluate("getSelection().toString()") == lasting


def test_a_facet_is_chosen_with_the_keyboard_alone(explore, catalogue):
    page = explore()
    for key in ("Tab", "Tab", "Space"):
        page.keyboard.press(key)
    first = next(iter(catalogue.sources))
    assert view(page) == view(explore(f"?source={first}"))
    assert page.evaluate(STATE) == f"?source={first}" and page.locator(".kb-x-value :checked:focus-visible").count()


def test_the_explorer_works_in_a_folder_with_the_network_cut(browser, site, catalogue):
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    page, complaints = context.new_page(), []
    context.on("request", lambda request: None if request.url.startswith("file:") else complaints.append(request.url))
    page.goto((site / "explore.html").as_uri() + "?q=gender")
    assert ready(page).locator(FIELD).input_value() == "gender", "the search box of the header leads here"
    ask(page, "absence")
    before = view(page)
    tick(page, "Source", catalogue.sources["npd"].title)
    chosen = view(page)
    assert page.evaluate(STATE) == "?q=gender#?q=absence&source=npd" and chosen["count"] != before["count"]
    page.reload()
    assert view(ready(page)) == chosen
    page.evaluate(JUMP)
    assert view(page) == chosen, "a link to a place on the page leaves the choices alone"
    page.evaluate("history.go(-2)")
    assert view(page, 0) == before and not complaints
    context.close()


def test_on_a_phone_the_filters_button_opens_the_facets(explore, catalogue):
    page = explore("?q=absence", viewport={"width": 360, "height": 740}, has_touch=True)
    panel, fold = page.locator(".kb-x-filters"), page.locator(".kb-x-fold")
    assert not panel.is_visible() and fold.get_attribute("aria-expanded") == "false" and not overflow(page)
    fold.tap()
    assert panel.is_visible() and fold.get_attribute("aria-expanded") == "true"
    tick(page, "Source", catalogue.sources["npd"].title)
    page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    assert fold.inner_text() == "Filters (1)" and not overflow(page)
    panel.get_by_role("button", name="Show " + view(page)["count"]).tap()
    assert not panel.is_visible() and page.evaluate(FOCUSED) == view(page)["count"]


def test_what_is_strange_in_the_address_is_passed_over_or_shown_as_text(explore):
    page = explore("?source=npd,nonsense&type=none&table=&from=1066&to=x&every=1&sort=bogus&colour=red")
    assert view(page) == view(explore("?source=npd"))
    page = explore("?q=" + quote("<img src=x onerror=alert(1)>"))
    assert page.locator(FIELD).input_value() == "<img src=x onerror=alert(1)>"
    ask(page, "<img qqjxzz>")
    assert page.get_by_text("No variable is found for “<img qqjxzz>”.").is_visible()
    assert page.locator("#kb-explore img").count() == 0 and page.get_by_role("button", name="CSV").is_disabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_and_filters_are_accessible(scheme, explore):
    page = explore("?q=absence&source=npd&from=2005", viewport={"width": 360, "height": 900}, color_scheme=scheme)
    page.add_style_tag(content="* { transition: none !important }")
    page.evaluate(TRIM)
    assert not (wrong := violations(page)), "\n".join(wrong)
    page.locator(".kb-x-fold").click()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator(".kb-x-filters").is_visible()
        assert not (wrong := violations(page)), f"{width} pixels: " + "\n".join(wrong)
