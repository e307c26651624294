import pytest

from build_tools.roles import _ANY, HOMES, KEY_TYPES, PATTERNS, role_of


@pytest.mark.parametrize(
    ("id", "role"),
    [
        ("school_census.PupilMatchingRefAnonymous", "pupil-key"),
        ("hesa.HE_PUPILMATCHINGREFANONYMOUS", "pupil-key"),
        ("leo_cjrs.EDUKEY", "tax-key"),
        ("leo_earnings.main_enterprise", "enterprise"),
        ("leo_earnings.main_enterprise_linked_sic2007", None),
        ("lilr_aims.learning_aim_id", "course"),
        ("school_census.LAEstab_anon", "school"),
        ("school_census.HomeLA_anon", "authority"),
        ("school_census.LA_9Code_anon", "authority-9"),
        ("school_census.AgeAtStartOfAcademicYear", "age-at-start"),
        ("leo_employment.StartDate", "spell-start"),
        ("cin_cpp.CIN_ChildTableID", "parent-key"),
        ("school_census.FSMeligible", None),
    ],
)
def test_roles(catalogue, id, role):
    assert role_of(catalogue, catalogue.variables[id]) == role


def test_a_pattern_has_no_group_of_its_own():
    """The role is told by the number of the group."""
    assert _ANY.groups == len(PATTERNS)


def test_columns_that_join_have_one_type(catalogue):
    from build_tools.sqltypes import type_of

    for role in HOMES:
        bases = {type_of(catalogue, variable).base for variable in catalogue.variables.values() if role_of(catalogue, variable) == role}
        assert len({"text" if "char" in base else "number" for base in bases}) == 1, role


def test_the_home_of_a_role_has_a_column_of_it(catalogue):
    for role, table in HOMES.items():
        assert any(role_of(catalogue, variable) == role for variable in catalogue.by_table[table]), role


def test_every_identifier_of_a_person_has_a_role(catalogue):
    without = [variable.id for variable in catalogue.variables.values() if variable.type == "identifier" and role_of(catalogue, variable) is None]
    assert all("NonAnonymous" in id or not id.lower().endswith(("anonymous", "edukey", "ae_id", "recordid")) for id in without)
    assert set(KEY_TYPES) >= set(HOMES)
