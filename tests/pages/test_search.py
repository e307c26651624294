"""The search in a real browser: it answers as the Python ranking does, over HTTP and from a folder, with the mouse, the keyboard and on a phone."""

import random
from urllib.parse import urlsplit

import pytest
from relevance import QUERIES

from build_tools import __version__
from build_tools.search import Searcher, names_data, words_data

from .conftest import ROOT

pytestmark = pytest.mark.browser

BOX = ".kb-search-box"
SAMPLED = 5_000

ODD = (
    "", " ", "?!", "_", "=", "9 =", "= 9", "the", "did they", "A*", "HE", "he", "é", "£", "😀", "İstanbul", "code\u00a0ASD", "code\x1cASD", "code\ufeffASD",
    "a" * 300, "x.y.z", "Spring_Census_2012.FSMeligible_SPR12", "[term][yy]", "9 = not known", "code 1", "pay at 30", "sen_prov_spr18", "FSM_SPR18",
)  # fmt: skip
ASK = """async queries => {
  const searcher = await new Promise(Kb.whole);
  return queries.map(query => searcher.search(query, 10).map(hit => [searcher.ids[hit.record], searcher.kinds[hit.record], hit.why]));
}"""


@pytest.fixture(scope="module")
def searcher(catalogue):
    return Searcher(names_data(catalogue, ROOT / "docs"), words_data(catalogue, ROOT / "docs"))


def test_the_browser_ranks_as_python_does(open_page, searcher):
    names = random.Random(3).sample(sorted(searcher.keys), SAMPLED)
    rng = random.Random(4)
    labels = [label for codes in searcher.labels.values() for code, label in codes if label]
    typos = [name[:cut] + name[cut + 1 :] for name in rng.sample(names, 200) for cut in [rng.randrange(len(name))]]
    queries = [*(query for _, query, _ in QUERIES), *names, *ODD, *rng.sample(labels, 200), *rng.sample(searcher.titles, 200), *typos]
    page = open_page("index.html")
    wrong = []
    for query, found in zip(queries, page.evaluate(ASK, queries), strict=True):
        ours = [[searcher.ids[hit.record], searcher.kinds[hit.record], hit.why] for hit in searcher.search(query)]
        if ours != found:
            wrong.append(f"{query!r}\n  Python  {ours}\n  browser {found}")
    assert not wrong, f"{len(wrong)} of {len(queries)}\n" + "\n".join(wrong[:5])


def test_the_browser_ranks_names_alone_as_python_does(open_page, catalogue):
    """As long as codes and descriptions have not come."""
    alone = Searcher(names_data(catalogue, ROOT / "docs"))
    queries = [query for _, query, _ in QUERIES]
    page = open_page("index.html")
    found = page.evaluate(ASK.replace("Kb.whole", "Kb.names"), queries)
    ours = [[[alone.ids[hit.record], alone.kinds[hit.record], hit.why] for hit in alone.search(query)] for query in queries]
    assert [query for query, one, other in zip(queries, ours, found, strict=True) if one != other] == []


def test_words_that_come_late_open_nothing_that_was_closed(open_page):
    page = open_page("rules/index.html")
    waiting = []
    page.route("**/search-words.js*", lambda route: waiting.append(route))
    page.locator(BOX).click()
    page.keyboard.type("earnings")
    page.locator("#kb-found li").nth(3).wait_for(state="visible")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#kb-found li[aria-selected=true]").inner_text()
    assert waiting
    waiting.pop().continue_()
    page.evaluate("new Promise(Kb.whole).then(() => 0)")
    assert page.locator("#kb-found li[aria-selected=true]").inner_text() == chosen
    page.keyboard.press("Escape")
    page.evaluate("new Promise(Kb.whole).then(() => 0)")
    assert not page.locator("#kb-found").is_visible()


def test_tab_closes_the_list_and_goes_on(open_page):
    page = open_page("rules/index.html")
    page.locator(BOX).click()
    page.keyboard.type("earnings")
    page.locator("#kb-found li").first.wait_for(state="visible")
    page.keyboard.press("Tab")
    assert not page.locator("#kb-found").is_visible()
    assert not page.evaluate("document.activeElement.closest('.kb-search')")


def test_a_search_that_can_not_be_loaded_says_so(browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.route("**/search-names.js", lambda route: route.abort())
    page.goto(address + "rules/index.html")
    page.locator(BOX).fill("earnings")
    page.get_by_text("The search could not be loaded").wait_for(state="visible")
    context.close()


@pytest.mark.parametrize("query", ["FSMeligible", "fsm_[yy]", "fsmeligible_spr06", "FSMeligble"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_name_is_found_and_opened_with_the_keyboard(query, width, open_page):
    page = open_page("rules/index.html", viewport={"width": width, "height": 800})
    page.locator(BOX).click()
    page.keyboard.type(query)
    page.wait_for_function("document.querySelector('#kb-found li')?.textContent.includes('School Census')")
    assert page.locator(BOX).get_attribute("aria-expanded") == "true"
    assert page.locator("#kb-found li[aria-selected=true]").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/variables/school_census.FSMeligible.html")


def test_arrow_keys_walk_the_list_and_escape_closes_it(open_page):
    page = open_page("index.html")
    page.keyboard.press("/")
    page.keyboard.type("earnings")
    page.locator("#kb-found li").nth(3).wait_for(state="visible")
    chosen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
        chosen.append(page.locator("#kb-found li[aria-selected=true]").get_attribute("id"))
        assert page.locator(BOX).get_attribute("aria-activedescendant") == chosen[-1]
    assert chosen == ["kb-found-1", "kb-found-2", "kb-found-1"]
    page.keyboard.press("Escape")
    assert not page.locator("#kb-found").is_visible()
    assert page.locator(BOX).get_attribute("aria-expanded") == "false"


def test_the_mouse_opens_a_hit_and_the_last_line_leads_to_the_explorer(open_page):
    page = open_page("index.html")
    page.locator(BOX).fill("ethnicity")
    page.locator("#kb-found li", has_text="All results").click()
    page.wait_for_url("**/explore.html?q=ethnicity")


def test_what_is_not_held_is_marked_and_leads_to_what_is_nearest(open_page):
    page = open_page("index.html")
    page.locator(BOX).fill("phonics")
    first = page.locator("#kb-found li").first
    first.wait_for(state="visible")
    assert "not in LEO" in first.inner_text()
    first.click()
    page.wait_for_url("**/not_held/index.html#phonics")
    assert page.locator("#phonics").is_visible()


def test_the_box_on_the_home_page_is_that_of_the_header(open_page):
    page = open_page("index.html")
    page.locator(".kb-find-box").click()
    page.wait_for_function(f"document.activeElement.matches('{BOX}')")


def test_the_search_works_in_a_folder_with_the_network_cut(browser, site):
    context = browser.new_context(offline=True)
    page = context.new_page()
    outside = []
    page.on(
        "request",
        lambda request: None if request.url.startswith(("file:", "data:", "blob:")) else outside.append(request.url),
    )
    page.goto((site / "variables" / "hesa.HE_GENDER.html").as_uri())
    page.locator(BOX).fill("fsmeligible_spr06")
    page.locator("#kb-found li", has_text="FSMeligible").first.click()
    page.wait_for_url("**/variables/school_census.FSMeligible.html")
    assert not outside
    context.close()


def test_without_javascript_the_box_leads_to_the_lists(open_page):
    page = open_page("index.html", java_script_enabled=False)
    page.locator(BOX).fill("gender")
    page.locator(BOX).press("Enter")
    page.wait_for_url("**/explore.html?q=gender")
    assert page.locator("article a[href='variables/index.html']").is_visible()


def test_copy_buttons_copy_names_addresses_and_citations(browser, address):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + "variables/school_census.FSMeligible.html")
    copied = {}
    for label in ("Copy name", "Copy link", "Copy citation", "Copy BibTeX", "Copy RIS"):
        page.get_by_text(label, exact=True).click()
        copied[label] = page.evaluate("navigator.clipboard.readText()")
    link = "https://leo-knowledge-base.github.io/leo-kb/variables/school_census.FSMeligible.html"
    assert copied["Copy name"] == "FSMeligible_[term][yy]" and copied["Copy link"] == link
    assert copied["Copy citation"].startswith("LEO knowledge base contributors. FSMeligible_[term][yy]:")
    assert (
        link in copied["Copy BibTeX"]
        and copied["Copy BibTeX"].startswith("@misc{")
        and copied["Copy BibTeX"].count("{") == copied["Copy BibTeX"].count("}")
    )
    assert f"version {__version__}" in copied["Copy BibTeX"] and "FSMeligible\\_[term][yy]" in copied["Copy BibTeX"]
    assert copied["Copy RIS"].splitlines()[0] == "TY  - ELEC" and copied["Copy RIS"].splitlines()[-1].startswith(
        "ER  -"
    )
    context.close()


def test_a_report_names_the_page(open_page):
    page = open_page("variables/school_census.FSMeligible.html")
    href = page.get_by_text("Report a problem on this page").get_attribute("href")
    parts = urlsplit(href)
    assert parts.path.endswith("/issues/new") and "school_census.FSMeligible" in parts.query and "%20" in parts.query


def test_a_hit_on_a_code_opens_its_place(pages, searcher, open_page):
    page = open_page("index.html")
    written = sorted({code for codes in searcher.labels.values() for code, _ in codes})
    found = page.evaluate(
        """async codes => { const searcher = await new Promise(Kb.whole);
        return codes.map(code => Array.from(searcher.owners(KbSearch.squash(code), []), ([record, why]) =>
          [Kb.address(searcher, record, { record, why }), record >= searcher.count])); }""",
        written,
    )
    dead = set()
    for path, is_list in (hit for hits in found for hit in hits):
        path, _, anchor = path.partition("#")
        if (anchor and anchor not in pages[path].ids) or (is_list and not anchor):
            dead.add(f"{path}#{anchor}")
    assert not dead, sorted(dead)[:20]
    page.locator(BOX).fill("SIC 47110")
    page.wait_for_function("document.querySelector('#kb-found li')?.textContent.includes('47110')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/code_lists/sic_2007.html#code-47110")


def test_every_hit_leads_to_a_page_and_a_place_on_it(pages, open_page):
    page = open_page("index.html")
    addresses = page.evaluate(
        """async () => { const searcher = await new Promise(Kb.names);
        return searcher.ids.map((id, record) => Kb.address(searcher, record)); }"""
    )
    assert len(addresses) > 5_000
    dead = []
    for address in addresses:
        path, _, anchor = address.partition("#")
        if path not in pages or (anchor and anchor not in pages[path].ids):
            dead.append(address)
    assert not dead, dead[:20]
