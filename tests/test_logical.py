import pytest

from build_tools.catalogue import stem_of
from build_tools.logical import column_name, logical_table, logical_tables
from build_tools.physical import columns_of


def test_every_variable_has_its_columns(catalogue):
    for id, table in logical_tables(catalogue).items():
        names = [column.name.lower() for column in table.columns]
        assert len(names) == len(set(names)), f"{id}: SQL does not tell capitals apart"
        expected = sum(variable.repeats or 1 for variable in catalogue.by_table[id])
        assert len([column for column in table.columns if column.variable]) == expected, id


def test_every_real_column_is_in_one_part(catalogue):
    for id, table in logical_tables(catalogue).items():
        combined = {view.name for view in table.table.views if view.combined}
        expected = {
            (column.view, column_name(variable, column.number), column.column)
            for variable in catalogue.by_table[id]
            for column in columns_of(catalogue, variable)
            if column.view not in combined
        }
        found = {(part.view.name, name, column.column) for part in table.parts for name, column in part.columns.items()}
        assert found == expected, id


def test_key_columns_are_columns(catalogue):
    for id, table in logical_tables(catalogue).items():
        assert all(name.lower() in table.by_name for name in table.key), id
        assert bool(table.key) is bool(table.table.key.columns), id


@pytest.mark.parametrize(
    ("id", "column"),
    [("school_census", "academic_year"), ("leo_earnings", "tax_year"), ("ucas", "cycle_year"), ("leo_employment", None), ("link_ae_id_pmr", None)],
)
def test_the_year_column_says_which_kind_of_year(catalogue, id, column):
    assert logical_table(catalogue, id).year_column == column


def test_views_that_hold_several_tables_are_no_part(catalogue):
    assert [part.view.name for part in logical_table(catalogue, "cin_child").parts] == ["n_Census_CIN_Child"]


@pytest.mark.parametrize(("stem", "name"), [("Reason_n", "Reason_3"), ("LAEstab_n_anon", "LAEstab_3_anon"), ("URN_n_anon", "URN_3_anon")])
def test_names_of_repeats(catalogue, stem, name):
    variable = next(variable for variable in catalogue.variables.values() if stem_of(variable.id) == stem)
    assert column_name(variable, 3) == name and variable.repeats == 40


def test_parts_stand_in_the_order_of_years(catalogue):
    for table in logical_tables(catalogue).values():
        years = [part.view.year or 0 for part in table.parts]
        assert years == sorted(years), table.id
