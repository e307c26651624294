import pytest

from build_tools.catalogue import checked_catalogue, read_catalogue
from build_tools.physical import all_columns, columns_of, full_name, views_of

GENDER = "tables/roll/pupil/Gender.yaml"
MEALS = "tables/roll/pupil/FreeMeals.yaml"
SCHOOL = "tables/roll/school/School_anon.yaml"
REASON = "tables/attendance/sessions/Reason_n.yaml"
ROLL = "tables/roll/_table.yaml"
LOOKUP = "tables/link_pupil/_table.yaml"
KEY = "tables/link_pupil/keys/PersonKey.yaml"


def columns(catalogue, id):
    """View and column with the evidence for the column: `Roll_2004 Gender_04 assumed`."""
    return [
        f"{column.view} {column.column} {column.evidence}" for column in columns_of(catalogue, catalogue.variables[id])
    ]


def test_views_of_a_table(small):
    assert [(view.name, view.year, view.term, view.evidence) for view in views_of(small, small.tables["roll"])] == [
        ("Roll_2004", 2003, None, "assumed"),
        ("Roll_2005", 2004, None, "assumed"),
        ("Spring_Roll_2006", 2005, "spring", "seen"),
        ("Autumn_Roll_2007", 2006, "autumn", "assumed"),
        ("Spring_Roll_2007", 2006, "spring", "seen"),
        ("Autumn_Roll_2008", 2007, "autumn", "assumed"),
        ("Spring_Roll_2008", 2007, "spring", "seen"),
        ("Autumn_Roll_2009", 2008, "autumn", "assumed"),
        ("Spring_Roll_2009", 2008, "spring", "seen"),
        ("Autumn_Roll_2010", 2009, "autumn", "assumed"),
        ("Spring_Roll_2010", 2009, "spring", "seen"),
    ]


def test_views_leave_out_the_gaps_of_their_table(small):
    assert [view.name for view in views_of(small, small.tables["attendance"])] == [
        "Attendance_2006",
        "Attendance_2007",
        "Attendance_2009",
        "Attendance_2010",
    ]


def test_a_gap_of_one_term_leaves_out_the_view_of_that_term(root, change):
    change(
        ROLL,
        "{year: 2005/06, reason: The autumn census began a year later., term: autumn}",
        "{year: 2008/09, reason: Cancelled., term: autumn}",
    )
    catalogue = checked_catalogue(root)
    names = [view.name for view in views_of(catalogue, catalogue.tables["roll"])]
    assert "Autumn_Roll_2009" not in names and "Spring_Roll_2009" in names


def test_full_name(small, root, change):
    assert full_name(small, small.tables["roll"], "Roll_2004") == 'NPD_i2."<project>".Roll_2004'
    change("sources/riverside.yaml", "database: NPD_i2\n", "")
    catalogue = checked_catalogue(root)
    assert full_name(catalogue, catalogue.tables["roll"], "Roll_2004") == '<database>."<project>".Roll_2004'


def test_term_and_year(small):
    """seen where published code has the name, form where it follows from the printed placeholders, assumed where from a rule of ours."""
    assert columns(small, "roll.Gender") == [
        "Roll_2004 Gender_04 assumed",
        "Roll_2005 Gender_05 assumed",
        "Spring_Roll_2006 Gender_SPR06 form",
        "Autumn_Roll_2007 Gender_AUT07 form",
        "Spring_Roll_2007 Gender_SPR07 form",
        "Autumn_Roll_2008 Gender_AUT08 form",
        "Spring_Roll_2008 Gender_SPR08 seen",
        "Autumn_Roll_2009 Gender_AUT09 form",
        "Spring_Roll_2009 Gender_SPR09 form",
        "Autumn_Roll_2010 Gender_AUT10 form",
        "Spring_Roll_2010 Gender_SPR10 form",
    ]


def test_years_and_terms_of_the_variable_choose_the_views(root, change):
    change(GENDER, "years: 2003/04-2009/10\nterms: [autumn, spring]", "years: 2004/05, 2006/07\nterms: [autumn]")
    assert columns(checked_catalogue(root), "roll.Gender") == [
        "Roll_2005 Gender_05 assumed",
        "Autumn_Roll_2007 Gender_AUT07 form",
    ]


def test_former_name_in_its_years(small):
    """`to 2004/05`: the yearly views of before have the former name, with the ending of the new one."""
    assert columns(small, "roll.FreeMeals") == [
        "Roll_2004 MealsTaken_04 assumed",
        "Roll_2005 MealsTaken_05 assumed",
        "Spring_Roll_2006 FreeMeals_SPR06 form",
        "Spring_Roll_2007 FreeMeals_SPR07 form",
        "Spring_Roll_2008 FreeMeals_SPR08 form",
        "Spring_Roll_2009 FreeMeals_SPR09 form",
        "Spring_Roll_2010 FreeMeals_SPR10 form",
    ]


def test_former_name_of_a_range_of_years(root, change):
    change(
        MEALS,
        "{name: MealsTaken, kind: former name, years: to 2004/05}",
        '{name: "Meals_[term][yy]x", kind: former name, years: 2006/07-2007/08}',
    )
    found = [column.split()[1] for column in columns(checked_catalogue(root), "roll.FreeMeals")]
    assert found[:3] == ["FreeMeals_04", "FreeMeals_05", "FreeMeals_SPR06"]
    assert found[3:] == ["Meals_SPR07x", "Meals_SPR08x", "FreeMeals_SPR09", "FreeMeals_SPR10"]


def test_anon_stands_last_as_printed_and_elsewhere_where_it_was_seen(small):
    found = columns(small, "roll.School_anon")
    assert "Roll_2004 School_04_anon assumed" in found
    assert "Spring_Roll_2007 School_SPR07_anon form" in found
    assert "Spring_Roll_2008 School_anon_SPR08 seen" in found
    assert "Autumn_Roll_2008 School_AUT08_anon form" in found


def test_spelling_of_published_code(root, change):
    change(SCHOOL, "type: identifier", 'physical:\n  - {name: "School_anon_[term][yy]"}\ntype: identifier')
    found = columns(checked_catalogue(root), "roll.School_anon")
    assert "Spring_Roll_2007 School_anon_SPR07 seen" in found and "Roll_2004 School_anon_04 assumed" in found
    assert not any("_anon " in column for column in found)


def test_spelling_of_published_code_holds_in_other_years_by_our_rule(root, change):
    change(
        SCHOOL, "type: identifier", 'physical:\n  - {name: "School_anon_[term][yy]", years: 2006/07}\ntype: identifier'
    )
    found = columns(checked_catalogue(root), "roll.School_anon")
    assert "Spring_Roll_2010 School_anon_SPR10 assumed" in found and "Spring_Roll_2008 School_anon_SPR08 seen" in found


def test_repeated_columns(small):
    found = columns_of(small, small.variables["attendance.Reason_n"])
    assert [column.column for column in found] == [
        f"Reason_{number}_ab{year}" for year in ("07", "09", "10") for number in (1, 2, 3)
    ]
    assert [column.number for column in found[:4]] == [1, 2, 3, 1]
    assert {column.evidence for column in found} == {"form"}


@pytest.mark.parametrize(
    ("name", "column"), [("Reason_[N]_ab[YY]", "Reason_2_ab07"), ("Reason[n]_ab[yy]", "Reason2_ab07")]
)
def test_capitals_of_placeholders_do_not_matter(name, column, root, change):
    change(REASON, "name: Reason_[n]_ab[yy]", f"name: {name}")
    assert f"Attendance_2007 {column} form" in columns(checked_catalogue(root), "attendance.Reason_n")


def test_a_number_that_the_printed_name_leaves_out_stands_before_the_year(root, change):
    change(REASON, "name: Reason_[n]_ab[yy]", "name: Reason_ab[yy]")
    assert columns(checked_catalogue(root), "attendance.Reason_n")[:2] == [
        "Attendance_2007 Reason_1_ab07 assumed",
        "Attendance_2007 Reason_2_ab07 assumed",
    ]


def test_members_of_a_family_have_columns_of_their_own(small):
    assert columns(small, "attendance.Sess_late") == [
        "Attendance_2009 Sess_late_ab09 form",
        "Attendance_2010 Sess_late_ab10 form",
    ]
    assert len(columns(small, "attendance.Sess_ill")) == 4


def test_a_view_of_all_years(small, root, change):
    """It holds the variable whatever its years; placeholders fall away by our rule. (The key of the table keeps the first name, of which the check would speak.)"""
    assert columns(small, "link_pupil.PersonKey") == ["pupil_lookup PersonKey seen"]
    change(KEY, "name: PersonKey", "name: PersonNo_[term][yy]")
    assert columns(read_catalogue(root)[0], "link_pupil.PersonKey") == ["pupil_lookup PersonNo assumed"]
    change(KEY, "name: PersonNo_[term][yy]", "name: PersonNo[yy]")
    assert columns(read_catalogue(root)[0], "link_pupil.PersonKey") == ["pupil_lookup PersonNo assumed"]
    change(KEY, "name: PersonNo[yy]", "name: PersonNo")
    assert columns(read_catalogue(root)[0], "link_pupil.PersonKey") == ["pupil_lookup PersonNo form"]


def test_seen_columns_in_any_letter_case(root, change):
    change(LOOKUP, "pupil_lookup: [PersonKey]", "pupil_lookup: [PERSONKEY]")
    assert columns(checked_catalogue(root), "link_pupil.PersonKey") == ["pupil_lookup PersonKey seen"]


def test_a_variable_of_unknown_years_is_in_no_view_of_single_years(root, change):
    change(GENDER, "years: 2003/04-2009/10", "years: unknown\nyears_note: The cell is blank.")
    assert columns(checked_catalogue(root), "roll.Gender") == []


@pytest.mark.parametrize("year", ["[yy]", "[YY]", "[Yy]"])
def test_suffix_of_yearly_views_replaces_term_and_year(root, change, year):
    change(ROLL, 'suffix: "_[yy]"', f'suffix: "_y{year}"')
    found = columns(checked_catalogue(root), "roll.Gender")
    assert found[:3] == [
        "Roll_2004 Gender_y04 assumed",
        "Roll_2005 Gender_y05 assumed",
        "Spring_Roll_2006 Gender_SPR06 form",
    ]


def test_a_yearly_view_without_suffix_has_no_term(root, change):
    change(ROLL, '    suffix: "_[yy]"\n', "")
    assert columns(checked_catalogue(root), "roll.Gender")[0] == "Roll_2004 Gender_04 assumed"


def test_a_table_without_years_has_no_view_of_single_years(root, change):
    change(LOOKUP, "name: pupil_lookup", 'name: "pupil_lookup_{yyyy}"')
    catalogue = checked_catalogue(root)
    assert views_of(catalogue, catalogue.tables["link_pupil"]) == []


def test_an_open_end_of_a_view_runs_to_the_last_year_of_the_table(root, change):
    change(ROLL, "to: 2009/10", "to: 2007/08")
    change(ROLL, "years: 2006/07-2009/10", "years: 2006/07-")
    catalogue = checked_catalogue(root)
    names = [view.name for view in views_of(catalogue, catalogue.tables["roll"])]
    assert names[-2:] == ["Autumn_Roll_2008", "Spring_Roll_2008"]


def test_all_columns_are_those_of_all_variables(small):
    found = list(all_columns(small))
    assert len(found) == sum(len(columns_of(small, variable)) for variable in small.variables.values())
    assert {variable.id for variable, _ in found} == set(small.variables)
    assert len({(column.view, column.column) for _, column in found}) == len(found)


def test_two_catalogues_do_not_mix(small, root, change):
    change(ROLL, 'name: "Roll_{yyyy}"', 'name: "Register_{yyyy}"')
    other = checked_catalogue(root)
    assert columns(other, "roll.Gender")[0].startswith("Register_2004")
    assert columns(small, "roll.Gender")[0].startswith("Roll_2004")
