"""The join finder in a real browser: two choices lead to the way between them, the address keeps them, and without scripts every way is a link away."""

import pytest

pytestmark = pytest.mark.browser

FINDER = "joins/index.html"
WAY = "h2#to-leo-earnings"


def test_two_choices_lead_to_the_way(open_page):
    page = open_page(FINDER)
    assert page.get_by_role("button", name="Show the way").is_disabled()
    page.get_by_label("Keep every row of").select_option("school_census")
    page.get_by_label("and add what belongs to it from").select_option("leo_earnings")
    assert "from=school_census&to=leo_earnings" in page.url
    page.get_by_role("button", name="Show the way").click()
    page.wait_for_url("**/joins/school_census.html#to-leo-earnings")
    assert page.locator(WAY).evaluate("heading => Math.abs(heading.getBoundingClientRect().top) < innerHeight")
    code = page.locator(f"{WAY} ~ .highlight").first
    assert "LEFT JOIN work.leo_earnings AS d ON d.Edukey = c.EDUKEY" in code.inner_text()


def test_the_choices_can_be_swapped_and_sent_to_somebody(open_page):
    page = open_page(f"{FINDER}?from=ucas&to=hesa")
    assert page.get_by_label("Keep every row of").input_value() == "ucas"
    page.get_by_role("button", name="Swap").click()
    assert page.get_by_label("Keep every row of").input_value() == "hesa"
    link = page.locator("#kb-join [role=status] a")
    assert link.get_attribute("href").endswith("hesa.html#to-ucas")


def test_a_table_with_itself_is_explained(open_page):
    page = open_page(f"{FINDER}?from=ucas&to=ucas")
    assert "same table" in page.locator("#kb-join [role=status]").inner_text()
    assert page.get_by_role("button", name="Show the way").is_disabled()


def test_a_choice_that_is_no_table_chooses_nothing(open_page):
    page = open_page(f"{FINDER}?from=ucas&to=nosuch")
    assert page.get_by_label("and add what belongs to it from").input_value() == ""


def test_without_scripts_every_table_is_a_link(open_page, catalogue):
    page = open_page(FINDER, java_script_enabled=False)
    links = page.locator(".kb-join-plain a")
    assert links.count() == len(catalogue.tables)
    assert links.first.is_visible()
    links.first.click()
    page.wait_for_url("**/joins/school_census.html")
    assert page.locator("h2[id^=to-]").count() > 30


def test_the_map_can_be_walked_with_the_keyboard(open_page, catalogue):
    page = open_page(FINDER)
    boxes = page.locator("svg.kb-graph a")
    assert boxes.count() == len(catalogue.tables)
    boxes.first.focus()
    seen = []
    for _ in range(5):
        seen.append(page.evaluate("document.activeElement.getAttribute('href')"))
        page.keyboard.press("Tab")
    assert len(set(seen)) == 5
    assert all(href and href.endswith(".html") for href in seen)
    boxes.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/joins/school_census.html")  # a test that ends while a page is loading leaves the browser hanging
    assert page.locator("h1").is_visible()


def test_a_table_that_can_not_be_joined_says_why(open_page):
    page = open_page("joins/ks3_indicators.html")
    assert "No way to a person" in page.locator("article").inner_text()
    assert "no pupil reference" in page.locator("article").inner_text()
    assert page.locator("#to-ks4-pupil").inner_text().startswith("To Key stage 4")
    assert "no way" in page.locator("#to-ks4-pupil").inner_text()
