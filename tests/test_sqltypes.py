import re

import pytest

from build_tools.sqltypes import ColumnType, codes_in_data, fits, type_of


def test_a_type_that_the_form_prints_is_that_of_the_column(catalogue):
    """With its length, where the form has a column for it."""
    printed = 0
    for variable in catalogue.variables.values():
        row = variable.form[0] if variable.form else None
        text = (row.type or "").strip().lower() if row else ""
        kind = type_of(catalogue, variable)
        if text in ("int", "smallint", "bigint", "bit", "date", "float") or re.fullmatch(r"varchar\(\d+\)", text):
            assert kind == (text, "form"), variable.id
            printed += 1
        elif text in ("varchar", "nvarchar") and row.length:
            assert kind == (f"{text}({row.length.lower()})", "form"), variable.id
            printed += 1
        elif kind.evidence == "form":
            assert text in ("num", "date9."), variable.id
    assert printed > 120


@pytest.mark.parametrize(
    ("id", "tsql"),
    [
        ("school_census.FSMeligible", "int"),  # 1 and 0
        ("school_census.SENprovision", "varchar(1)"),
        ("school_census.EntryDate", "date"),
        ("school_census.PupilMatchingRefAnonymous", "varchar(18)"),
        ("school_census.NCyearActual", "varchar(2)"),  # 1-14 stands for 1, 2, …
        ("lilr_learners.Year", "varchar(4)"),
        ("lilr_aims.Year", "int"),
        ("leo_earnings.TaxYear", "int"),
        ("leo_cjrs.EDUKEY", "varchar(14)"),
        ("leo_earnings.main_enterprise_linked_sic2007", "int"),
        ("leo_idbr.SIC2007", "varchar(5)"),  # a leading zero is kept here, and lost in the line above
        ("link_ae_id_pmr.AE_ID", "bigint"),
        ("absence.SessionsPossible_Annual", "int"),
        ("ks4_pupil.KS4_ATT8", "float"),
    ],
)
def test_types(catalogue, id, tsql):
    assert type_of(catalogue, catalogue.variables[id]).tsql == tsql


@pytest.mark.parametrize(
    ("tsql", "duckdb", "text", "whole", "length"),
    [
        ("varchar(18)", "VARCHAR", True, False, 18),
        ("nvarchar(max)", "VARCHAR", True, False, None),
        ("bit", "UTINYINT", False, True, None),
        ("float", "DOUBLE", False, False, None),
        ("numeric(9, 2)", "DECIMAL(9,2)", False, False, None),
        ("date", "DATE", False, False, None),
    ],
)
def test_one_type_in_both_dialects(tsql, duckdb, text, whole, length):
    kind = ColumnType(tsql, "form")
    assert (kind.duckdb, kind.is_text, kind.is_whole, kind.length) == (duckdb, text, whole, length)


@pytest.mark.parametrize(
    ("value", "tsql", "can"),
    [("7", "int", True), ("7.0", "int", True), ("1.5", "int", False), ("E", "int", False), ("1.5", "float", True), ("AB", "varchar(1)", False)],
)
def test_what_a_type_can_hold(value, tsql, can):
    assert fits(value, ColumnType(tsql, "form")) is can


def codes(catalogue, id, year=None):
    return [code.code for code in codes_in_data(catalogue, catalogue.variables[id], year)]


def test_codes_as_the_data_hold_them(catalogue):
    assert codes(catalogue, "school_census.NCyearActual")[-4:] == ["12", "13", "14", "X"]
    assert codes(catalogue, "school_census.RecordStatus")[:4] == ["1", "101", "2", "102"]
    assert codes(catalogue, "lilr_learners.Disability")[:3] == ["-1", "1", "2"], "a whole number has no leading zero"
    assert codes(catalogue, "leo_self_assessment.EARNINGS_PTR") == [], "NULL is no value"
    assert "K" not in codes(catalogue, "school_census.SENprovision", 2012) and "K" in codes(catalogue, "school_census.SENprovision", 2016)
