"""The site in a real browser: at two widths, in light and dark, for eyes, screen readers, keyboards, printers, and without JavaScript.

Chromium is not a Python package. Where there is none these tests are skipped, which says nothing about the site: on a build
server REQUIRE_BROWSER=1 turns the skip into a failure.
"""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

PAGES = {
    "home": "index.html",
    "variable": "variables/school_census.FSMeligible.html",
    "table": "tables/ks4_pupil.html",
    "code list": "code_lists/true_false_10.html",
    "family": "families/absence.TermlyReason_by_code.html",
    "concept": "concepts/free_school_meals.html",
    "cohorts": "cohorts.html",
    "not in LEO": "not_held/index.html",
    "explorer": "explore.html",
    "source": "sources/npd.html",
    "guide": "start/finding.html",
    "recipe": "recipes/absence_rate.html",
    "linkage": "linkages/earnings_to_idbr.html",
    "joins": "joins/index.html",
    "joins of a table": "joins/leo_seiss.html",
    "key": "keys/enterprise.html",
    "rule": "rules/quote-it.html",
    "rules": "rules/index.html",
}
WIDTHS = {"wide": 1280, "narrow": 360}

TRIM = """() => {
  document.querySelectorAll("details").forEach(folded => folded.open = true);
  const seen = {};
  for (const list of document.querySelectorAll("tbody, .kb-compact, ul[data-md-component=toc]")) {
    for (const row of [...list.children]) {
      const shape = [...row.querySelectorAll("*")].map(part => part.tagName + "." + part.getAttribute("class")).join();
      seen[shape] = (seen[shape] || 0) + 1;
      if (seen[shape] > 5) row.remove();
    }
  }
}"""
"""Opens what is folded, and leaves five rows of each shape: axe needs half a minute for a thousand rows that are built alike."""

OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = part => { for (; part; part = part.parentElement) if (["auto", "scroll", "hidden"].includes(getComputedStyle(part).overflowX) && part !== document.body) return true; };
  const wide = [...document.querySelectorAll("article *, header *, footer *")].filter(part => part.getBoundingClientRect().right > width + 1 && !scrolls(part) && part.checkVisibility());
  return {by: document.documentElement.scrollWidth - width, parts: wide.slice(0, 5).map(part => part.outerHTML.slice(0, 200))};
}"""


def overflow(page):
    found = page.evaluate(OVERFLOW)
    return found if found["by"] > 0 or found["parts"] else None


def violations(page):
    """What axe finds, as lines that name the rule, the place and the reason."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", AXE_TAGS)
    return [
        f"{rule['id']}: {node['html'][:160]}\n    {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"][:5]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_and_is_accessible_at_every_width(name, scheme, open_page):
    page = open_page(PAGES[name], color_scheme=scheme)
    page.add_style_tag(
        content="* { transition: none !important }"
    )  # what fades in has no colour that could be measured
    assert page.locator("body").get_attribute("data-md-color-scheme") == {"light": "default", "dark": "slate"}[scheme]
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator("article h1").is_visible()
        assert not overflow(page), width
    page.evaluate(TRIM)
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 900})
        assert not overflow(page), width
        found = violations(page)
        assert not found, f"{width} pixels: " + "\n".join(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_of_what_was_found_is_accessible(scheme, open_page):
    page = open_page(PAGES["rules"], color_scheme=scheme)
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 900})
        page.locator(".kb-search-box").fill("")
        page.locator(".kb-search-box").fill("phonics" if width > 500 else "earnings")
        page.locator("#kb-found li").nth(2).wait_for(state="visible")
        assert not overflow(page), width
        found = violations(page)
        assert not found, f"{width} pixels: " + "\n".join(found)


def test_the_variable_of_these_tests_has_many_views(catalogue):
    from build_tools.physical import columns_of

    assert (
        len({column.view for column in columns_of(catalogue, catalogue.variables["school_census.FSMeligible"])}) >= 49
    )


def test_a_violation_would_be_found(open_page):
    page = open_page(PAGES["rules"])
    page.evaluate(
        "document.querySelector('article').insertAdjacentHTML('beforeend', '<img src=\"../assets/images/favicon.png\"><p style=\"color: #999\">Pale</p><div style=\"width: 200vw\">Wide</div>')"
    )
    assert {line.partition(":")[0] for line in violations(page)} == {"image-alt", "color-contrast"}
    assert overflow(page)


def test_pages_with_the_longest_names_fit_a_small_screen(open_page, site):
    by_name = sorted(
        (
            path
            for folder in ("variables", "tables", "code_lists", "families", "rules", "start")
            for path in (site / folder).glob("*.html")
        ),
        key=lambda path: len(path.stem),
    )
    page = open_page("tables/index.html", viewport={"width": 320, "height": 700})
    home = page.url.removesuffix("tables/index.html")
    for path in [
        *by_name[-4:],
        *by_name[:: len(by_name) // 2],
        site / "references.html",
        site / "rules" / "fields.html",
        site / "404.html",
    ]:
        page.goto(home + path.relative_to(site).as_posix())
        page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
        assert not overflow(page), path


@pytest.mark.parametrize("name", PAGES)
def test_everything_is_there_without_javascript(name, open_page):
    page = open_page(PAGES[name], java_script_enabled=False)
    article = page.locator("article")
    assert article.locator("h1").is_visible() and len(article.inner_text()) > 200
    link = article.locator("a[href$='.html']:visible").first
    target = urlsplit(link.get_attribute("href")).path.rpartition("/")[2]
    link.click()
    page.locator("article h1").wait_for(state="visible")
    assert urlsplit(page.url).path.endswith(target)


def test_folded_tables_open_without_javascript(open_page):
    page = open_page(PAGES["variable"], java_script_enabled=False)
    table = page.locator("details table").first
    assert not table.is_visible()
    page.locator("details summary").first.click()
    assert table.is_visible()


def focused(page):
    """What has the focus, and whether it can be seen."""
    return page.evaluate(
        """() => { const part = document.activeElement, box = part.getBoundingClientRect();
        return {search: part.matches(".kb-search-box"), article: !!part.closest("article"), skip: part.matches(".md-skip"), seen: box.width > 0 && box.height > 0 && box.bottom > 0}; }"""
    )


def test_tab_reaches_the_search_and_the_content(open_page):
    page = open_page(PAGES["variable"])
    steps = []
    for _ in range(40):
        page.keyboard.press("Tab")
        steps.append(focused(page))
        if steps[-1]["article"]:
            break
    assert steps[0]["skip"] and steps[0]["seen"], "the first stop is the link past the header"
    assert any(step["search"] and step["seen"] for step in steps)
    assert steps[-1]["article"] and steps[-1]["seen"]


def test_the_link_past_the_header_leads_to_the_content(open_page):
    page = open_page(PAGES["variable"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#page-title'")
    page.keyboard.press("Tab")
    assert focused(page)["article"]


def test_a_wide_table_scrolls_with_the_keyboard(open_page):
    page = open_page(PAGES["variable"], viewport={"width": 390, "height": 900})
    page.locator("details summary").first.click()
    box = page.locator("details .kb-scroll").first
    assert box.evaluate("box => box.scrollWidth > box.clientWidth"), "the table is meant to be wider than the screen"
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('details .kb-scroll').scrollLeft > 0")


def test_print_opens_the_folded_tables_and_drops_the_frame(open_page):
    page = open_page(PAGES["variable"])
    assert not page.locator("details table").first.is_visible() and page.locator(".md-header").is_visible()
    page.emulate_media(media="print")
    rows = page.locator("details table").first.locator("tbody tr")
    assert rows.count() >= 49 and all(row.is_visible() for row in rows.all())
    assert not page.locator(".md-header").is_visible() and not page.locator(".md-tabs").is_visible()
    assert page.locator("article h1").is_visible()


def test_pages_of_the_site_are_named_in_this_file(site):
    for path in PAGES.values():
        assert (site / Path(path)).is_file(), path
