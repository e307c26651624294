import pytest
from small_base import SMALL

from build_tools.catalogue import build_catalogue, checked_catalogue, read_catalogue, stem_of, table_of
from build_tools.loading import load
from build_tools.problems import CatalogueError
from build_tools.years import Years

GENDER = "tables/roll/pupil/Gender.yaml"
MEALS = "tables/roll/pupil/FreeMeals.yaml"


def test_small_base_has_no_problem():
    catalogue, problems = read_catalogue(SMALL)
    assert problems == []
    assert len(catalogue.variables) == 10 and len(catalogue.tables) == 3


def test_orders(small):
    """Tables by their number, variables by the row of the form."""
    assert list(small.tables) == ["roll", "attendance", "link_pupil"]
    assert [variable.id for variable in small.by_table["roll"]] == [
        "roll.PupilRef",
        "roll.Gender",
        "roll.FreeMeals",
        "roll.School_anon",
    ]
    stems = [stem_of(variable.id) for variable in small.by_table["attendance"]]
    assert stems == ["PupilRef", "Sess_ill", "Sess_holiday", "Sess_late", "Reason_n"]
    assert [table_of(id) for id in small.variables] == ["roll"] * 4 + ["attendance"] * 5 + ["link_pupil"]


def test_indexes(small):
    assert [table.id for table in small.tables_of_source["riverside"]] == ["roll", "attendance", "link_pupil"]
    assert [variable.id for variable in small.users_of_list["sex"]] == ["roll.Gender"]
    assert [stem_of(variable.id) for variable in small.members["attendance.Sessions_by_reason"]] == [
        "Sess_ill",
        "Sess_holiday",
        "Sess_late",
    ]
    assert set(small.references) == {"VRF", "CODE"}


@pytest.mark.parametrize(
    ("id", "kind"),
    [
        ("roll.Gender", "variable"),
        ("roll", "table"),
        ("sex", "code_list"),
        ("riverside", "source"),
        ("attendance.Sessions_by_reason", "family"),
    ],
)
def test_an_id_is_enough_to_find_an_entry(small, id, kind):
    assert small.kind_of(id) == kind
    assert small.record(id) is small.entry(kind, id).record


@pytest.mark.parametrize("id", ["roll.gender", "school_dinners", "references", ""])
def test_other_ids_find_nothing(small, id):
    assert small.kind_of(id) is None
    with pytest.raises(KeyError):
        small.record(id)


def test_codes(small):
    assert [code.code for code in small.codes(small.variables["roll.Gender"])] == ["F", "M"]
    assert [code.code for code in small.codes(small.variables["roll.FreeMeals"])] == ["0", "1"]
    assert [code.code for code in small.codes(small.variables["attendance.Reason_n"])] == ["01", "02", "03", "99"]
    assert small.codes(small.variables["roll.School_anon"]) == []


def test_years(small):
    assert small.years(small.variables["roll.FreeMeals"]) == Years.parse("2003/04-2009/10")
    assert small.years(small.variables["attendance.Sess_late"]) == Years.parse("2008/09-2009/10")
    assert small.years(small.variables["link_pupil.PersonKey"]) is None
    assert small.span(small.tables["roll"]) == (2003, 2009)
    assert small.span(small.tables["link_pupil"]) is None


def test_held_leaves_out_what_the_table_lacks(small):
    assert small.held(small.variables["roll.Gender"]) == [2003, 2004, 2005, 2006, 2007, 2008, 2009]
    assert small.held(small.variables["attendance.Sess_ill"]) == [2005, 2006, 2008, 2009]
    assert small.held(small.variables["link_pupil.PersonKey"]) == []


def test_gaps_have_reasons(small):
    (gap,) = small.gaps(small.variables["attendance.Sess_ill"])
    assert (gap.year, gap.term, gap.reason) == (2007, None, "The files of this year were lost in a flood.")
    (gap,) = small.gaps(small.variables["roll.Gender"])
    assert (gap.year, gap.term) == (2005, "autumn")
    assert small.gaps(small.variables["roll.FreeMeals"]) == []  # not collected in autumn
    assert small.gaps(small.variables["attendance.Sess_late"]) == []
    assert small.gaps(small.variables["link_pupil.PersonKey"]) == []


def test_a_year_that_the_form_leaves_out_is_a_gap(root, change):
    change(MEALS, "years: 2003/04-", "years: 2003/04-2004/05, 2007/08-")
    catalogue = checked_catalogue(root)
    gaps = catalogue.gaps(catalogue.variables["roll.FreeMeals"])
    assert [(gap.year, gap.reason) for gap in gaps] == [
        (2005, "The form does not list this year."),
        (2006, "The form does not list this year."),
    ]
    assert catalogue.held(catalogue.variables["roll.FreeMeals"]) == [2003, 2004, 2007, 2008, 2009]


def test_years_outside_the_table_are_kept_but_not_held(root, change):
    change(GENDER, "years: 2003/04-2009/10", "years: 1999/00-2004/05")
    catalogue = checked_catalogue(root)
    assert str(catalogue.years(catalogue.variables["roll.Gender"])) == "1999/00-2004/05"
    assert catalogue.held(catalogue.variables["roll.Gender"]) == [2003, 2004]


def test_an_open_gap_runs_to_the_end_of_the_table(root, change):
    change("tables/attendance/_table.yaml", "{year: 2007/08,", "{year: 2008/09-,")
    catalogue = checked_catalogue(root)
    assert [gap.year for gap in catalogue.table_gaps(catalogue.tables["attendance"])] == [2008, 2009]


def test_request_is_inherited(small):
    assert small.request(small.variables["roll.FreeMeals"]) == "by-request"
    assert small.request(small.variables["roll.Gender"]) == "default"
    assert small.request(small.variables["link_pupil.PersonKey"]) == "whole-table"


def test_evidence_begins_with_the_form(small):
    assert small.evidence(small.variables["roll.FreeMeals"]) == ["VRF", "CODE"]
    assert small.evidence(small.variables["roll.Gender"]) == ["VRF"]


def test_without_a_row_of_the_form_the_form_is_no_evidence(root, change):
    text = (root / "variables" / MEALS).read_text(encoding="utf-8")
    change(MEALS, text[text.index("form:") :], "")
    catalogue = checked_catalogue(root)
    assert catalogue.evidence(catalogue.variables["roll.FreeMeals"]) == ["CODE"]
    assert list(catalogue.by_table["roll"])[-1].id == "roll.FreeMeals"  # behind those that have a row


def test_an_open_end_in_a_table_without_years_is_its_first_year(root, change):
    change(
        "tables/link_pupil/keys/PersonKey.yaml",
        "years: unknown\nyears_note: The form prints no years for lookups.",
        "years: 2003/04-",
    )
    catalogue = checked_catalogue(root)
    variable = catalogue.variables["link_pupil.PersonKey"]
    assert str(catalogue.years(variable)) == "2003/04" and catalogue.held(variable) == []


def test_gaps_come_in_order(root, change):
    change(
        "tables/roll/_table.yaml",
        "reason: The autumn census began a year later., term: autumn}",
        "reason: Lost., term: spring}\n    - {year: 2004/05, reason: A strike.}",
    )
    change(GENDER, "years: 2003/04-2009/10", "years: 2003/04-2007/08, 2009/10")
    catalogue = checked_catalogue(root)
    gaps = catalogue.gaps(catalogue.variables["roll.Gender"])
    assert [(gap.year, gap.term) for gap in gaps] == [(2004, None), (2005, "spring"), (2008, None)]


def test_variables_of_a_broken_table_are_left_out(root, change):
    change("tables/roll/_table.yaml", "order: 10", "order: ten")
    catalogue, problems = read_catalogue(root)
    assert len(problems) == 1
    assert list(catalogue.tables) == ["attendance", "link_pupil"]
    assert not any(table_of(id) == "roll" for id in catalogue.variables)
    assert ("table", "roll") in catalogue.broken and ("variable", "roll.Gender") in catalogue.entries


def test_checked_catalogue_raises_with_all_problems(root, change):
    change(GENDER, "type: category", "type: categories")
    change(MEALS, "type: flag", "type: flags")
    with pytest.raises(CatalogueError, match="2 problems in the definitions") as error:
        checked_catalogue(root)
    assert [problem.where.path for problem in error.value.problems] == [f"variables/{MEALS}", f"variables/{GENDER}"]


def test_problems_of_reading_and_of_rules_come_together_in_order(root, change):
    change(GENDER, "type: category", "type: categories")
    change(MEALS, "concept: school_meals", "concept: school_diners")
    change("sources/riverside.yaml", "order: 1", "order: first")
    _, problems = read_catalogue(root)
    assert [problem.rule for problem in problems] == ["wrong-type", "concept-exists", "bad-value"]
    assert problems == sorted(problems)


def test_what_members_share_is_reported_once(root, change):
    change("tables/attendance/sessions/Sessions_by_reason.yaml", "years: 2005/06-2009/10", "years: unknown")
    _, problems = read_catalogue(root)
    assert [(problem.rule, problem.where.line) for problem in problems] == [("years-explained", 17)]


def test_the_digest_follows_the_files(root, change):
    first = build_catalogue(load(root)).digest
    assert build_catalogue(load(root)).digest == first
    change(GENDER, "sensitivity: C", "sensitivity: D")
    assert build_catalogue(load(root)).digest != first


def test_reading_twice_gives_the_same():
    assert checked_catalogue(SMALL) == checked_catalogue(SMALL)
