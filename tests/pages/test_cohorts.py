"""Who is seen at which age in which table: the arithmetic of birth cohorts, and the page that shows it."""

import pytest

from build_tools.cohorts import august_of, cohort_anchor, cohorts, seen
from build_tools.pages.blocks import Grid, Section
from build_tools.pages.views.cohorts import cohort_grid, cohorts_view, table_cohorts

from .reading import parse, text_of


@pytest.mark.parametrize(
    ("table", "born", "age", "year"),
    [
        ("ks2_pupil", 1985, 11, 1996),
        ("ks4_pupil", 1985, 16, 2001),
        ("leo_earnings", 1985, 30, 2016),
        ("eyfsp", 1997, 5, 2002),
        ("ks1", 1990, 7, 1997),
        ("ks5_student", 1983, 18, 2001),
        ("cla", 1990, 15, 2006),
        ("ucas", 1989, 18, 2007),
        ("hesa", 1989, 19, 2008),
    ],
)
def test_people_are_as_old_as_they_are(catalogue, table, born, age, year):
    """Born from September 1985 to August 1986: key stage 2 in 1997, GCSEs in 2002, 30 years old in the tax year 2016/17."""
    assert (age, year) in seen(catalogue, catalogue.tables[table], born)


def test_the_year_of_an_age_is_that_of_its_august(catalogue):
    assert august_of(catalogue.tables["ks4_pupil"], 2001) == 2002
    assert august_of(catalogue.tables["leo_earnings"], 2016) == 2016
    assert august_of(catalogue.tables["cla"], 2006) == 2006


def test_years_that_a_table_lacks_are_left_out(catalogue):
    years = [year for _, year in seen(catalogue, catalogue.tables["absence"], 2004)]
    assert 2018 in years and 2020 in years and 2019 not in years
    folded = next(block for block in table_cohorts(catalogue, catalogue.tables["absence"]) if isinstance(block, Grid))
    row = next(row for row in folded.rows if row[0][0].text == "2004/05")
    assert row[2] == ("2009/10 to 2018/19 and 2020/21",)


def test_nobody_is_seen_outside_the_usual_ages(catalogue):
    for table in catalogue.tables.values():
        for born in cohorts(catalogue):
            for age, year in seen(catalogue, table, born):
                span = catalogue.span(table)
                assert table.ages.from_ <= age <= (table.ages.to or 200) and span[0] <= year <= span[1]


def test_tables_without_ages_see_nobody(catalogue):
    without = [table for table in catalogue.tables.values() if table.ages is None]
    assert without and not any(seen(catalogue, table, 1990) for table in without)
    assert cohort_grid(catalogue, without) is None


def test_every_cohort_has_its_place_on_the_page(catalogue, site):
    page = parse((site / "cohorts.html").read_bytes())
    assert len(cohorts(catalogue)) > 30
    for born in cohorts(catalogue):
        assert page.xpath(f"//h2[@id='{cohort_anchor(born)}']"), born
    rows = page.xpath("//h2[@id='born-1985']/following::table[1]/tbody/tr")
    found = {text_of(row[0]): (text_of(row[1]), text_of(row[2])) for row in rows}
    assert found[catalogue.tables["ks4_pupil"].title] == ("16", "2001/02")
    assert found[catalogue.tables["leo_earnings"].title] == ("17 to 34", "2003/04 to 2020/21")


def test_the_grid_shares_columns_of_the_same_people(catalogue):
    view = cohorts_view(catalogue)
    grid = next(block for block in view.blocks if isinstance(block, Grid))
    assert "ks2_pupil, ks2_exam (age 11)" in grid.headings and grid.pinned
    assert next(block.anchor for block in view.blocks if isinstance(block, Section)) == "stages"
