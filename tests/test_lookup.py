import pytest

from build_tools.catalogue import checked_catalogue
from build_tools.lookup import by_entry, describe, find, near


def ids(hits):
    return [hit.id for hit in hits]


def kinds(hits):
    return [(hit.id, hit.kind) for hit in hits]


@pytest.mark.parametrize(
    ("name", "id", "kind"),
    [
        ("roll.Gender", "roll.Gender", "id"),
        ("ROLL.GENDER", "roll.Gender", "id"),
        ("Gender_[term][yy]", "roll.Gender", "name"),
        ("gender_[TERM][YY]", "roll.Gender", "name"),
        ("gender", "roll.Gender", "field"),
        (" Gender ", "roll.Gender", "field"),
        ('"Gender"', "roll.Gender", "field"),
        ("Reason_[n]", "attendance.Reason_n", "field"),
        ("gend_[yy]", "roll.Gender", "old alias"),
        ("GEND_06", "roll.Gender", "old alias"),
        ("gend", "roll.Gender", "old alias"),
        ("mealstaken", "roll.FreeMeals", "former name"),
        ("mealstaken_04", "roll.FreeMeals", "column"),
        ("gender_spr08", "roll.Gender", "column"),
        ("GENDER_AUT10", "roll.Gender", "column"),
        ("school_anon_SPR08", "roll.School_anon", "column"),
        ("reason_3_ab09", "attendance.Reason_n", "column"),
        ("sess_late_ab10", "attendance.Sess_late", "column"),
        ("personkey", "link_pupil.PersonKey", "name"),
        ("roll", "roll", "table"),
        ("spring_roll_2008", "roll", "view"),
        ('NPD_i2."<project>".Spring_Roll_2008', "roll", "view"),
        ("[NPD_i2].[1234].Spring_Roll_2008", "roll", "view"),
        ("sess_ill", "attendance.Sess_ill", "stem"),
        ("pupil_lookup", "link_pupil", "view"),
        ("SEX", "sex", "code list"),
        ("Riverside", "riverside", "source"),
    ],
)
def test_what_a_name_means(small, name, id, kind):
    hits = find(small, name)
    assert (hits[0].id, hits[0].kind) == (id, kind)


def test_a_name_of_two_tables_gives_both(small):
    assert {hit.id for hit in find(small, "PupilRef")} == {"roll.PupilRef", "attendance.PupilRef"}
    assert kinds(find(small, "PupilRef_ab09")) == [("attendance.PupilRef", "column")]


def test_the_strongest_meaning_comes_first(small, root, change):
    change(
        "tables/roll/pupil/FreeMeals.yaml",
        "{name: MealsTaken, kind: former name, years: to 2004/05}",
        "{name: Gender, kind: old alias}",
    )
    assert kinds(find(checked_catalogue(root), "gender")) == [
        ("roll.Gender", "field"),
        ("roll.Gender", "stem"),
        ("roll.FreeMeals", "old alias"),
    ]


def test_notes_say_when_and_where_and_how_sure(small):
    (hit,) = find(small, "Gender_AUT10")
    assert hit.note == 'column for autumn 2009/10 in NPD_i2."<project>".Autumn_Roll_2010 (column form, view assumed)'
    (hit,) = find(small, "gend_06")
    assert hit.note == "old alias of Gender_[term][yy], for 2005/06"
    (hit,) = find(small, "MealsTaken")
    assert hit.note == "former name of FreeMeals_[term][yy], to 2004/05"
    (hit,) = find(small, "Attendance_2010")
    assert hit.note == "view of attendance, 2009/10 (assumed)"


@pytest.mark.parametrize(
    "name",
    ["", "gendr", "gender_spr03", "gender_sum08", "Attendance_2008", "reason_4_ab09", "sess_late_ab06", "%", "\n"],
)
def test_names_of_nothing(small, name):
    assert find(small, name) == []


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Gendr", "roll.Gender"),
        ("FreeMeal", "roll.FreeMeals"),
        ("free_meals", "roll.FreeMeals"),
        ("schol_anon", "roll.School_anon"),
        ("atendance", "attendance"),
        ("Sess_holidays", "attendance.Sess_holiday"),
    ],
)
def test_near_misses(small, name, id):
    assert find(small, name) == []
    assert ids(near(small, name))[0] == id


def test_near_misses_are_few_and_one_for_an_entry(small):
    found = ids(near(small, "Sess_xxx", 3))
    assert len(found) <= 3 and len(found) == len(set(found))
    assert ids(near(small, "PupilReff")) == ["attendance.PupilRef", "roll.PupilRef"]


def test_columns_are_not_offered_as_near(small):
    """There are too many of them, and all look alike."""
    assert "column" not in {
        hit.kind for name in ("Gender_SPR11", "PupilRef_SPR1", "reason_9_ab09") for hit in near(small, name)
    }


@pytest.mark.parametrize("name", ["", "zzzzzzzzzzzz", "q" * 500])
def test_nothing_is_near(small, name):
    assert near(small, name) == []


def test_hits_of_one_entry_stay_together(small):
    """Each entry is described once, in the order of its strongest meaning."""
    hits = [hit for name in ("gend_06", "PupilRef", "gender", "roll") for hit in find(small, name)]
    together = by_entry(hits)
    assert [hit for same in together for hit in same] != hits and sorted(map(repr, hits)) == sorted(
        repr(hit) for same in together for hit in same
    )
    assert ids(same[0] for same in together) == ["roll.Gender", "attendance.PupilRef", "roll.PupilRef", "roll"]


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("PersonKey", "PersonKey: ", "    columns  1, "),
        ("gend", "Gender_[term][yy]: ", "    old alias of Gender_[term][yy]"),
        ("Gender_AUT10", "Gender_[term][yy]: ", "    column for autumn 2009/10 in "),
        ("roll", "Pupils on roll", "    years    2003/04 to 2009/10"),
        ("spring_roll_2008", "Pupils on roll", "    view of roll, 2007/08"),
        ("sex", "", "    id       sex (code list)"),
        ("riverside", "", "    id       riverside (source)"),
    ],
)
def test_a_meaning_in_words(small, name, first, last):
    lines = describe(small, by_entry(find(small, name))[0]).splitlines()
    assert lines[0].startswith(first) and lines[0].strip() and lines[1].startswith("    id       ")
    assert lines[-1].startswith(last)


def test_every_name_of_the_small_base_is_found(small):
    for variable in small.variables.values():
        for name in (variable.id, variable.name, variable.field, *(old.name for old in variable.old_names)):
            assert name is None or variable.id in ids(find(small, name.upper())), name
