from datetime import date, datetime

import pytest

from build_tools.recipes.cells import Rows, differences, normal, read_cell, read_rows

KINDS = {"who": "text", "n": "integer", "x": "number", "day": "date", "yes": "flag"}


def test_csv_becomes_typed_rows_and_back():
    text = "who,n,x,day,yes\nSYN-A,12,0.5,2012-03-31,1\n\"B, or not\",,,,\n"
    rows, faults = read_rows(text, KINDS)
    assert faults == []
    assert rows.rows == [("SYN-A", 12, 0.5, date(2012, 3, 31), 1), ("B, or not", None, None, None, None)]
    assert rows.csv() == text


def test_columns_come_in_the_order_of_the_kinds_and_may_be_left_out():
    rows, faults = read_rows("n,who\n3,A\n", KINDS, some=True)
    assert (rows.rows, faults) == ([("A", 3, None, None, None)], [])


@pytest.mark.parametrize(
    ("text", "row", "column", "words"),
    [
        ("who,n,x,day,yes\nA,1.5,,,\n", 1, "n", "is not a whole number"),
        ("who,n,x,day,yes\nA,1,,31/03/2012,\n", 1, "day", "is not a date"),
        ("who,n,x,day,yes\nA,1,,,2\n", 1, "yes", "is not 0 or 1"),
        ("who,n,x,day,yes\nA,1,,,1\nA,1\n", 2, "", "row 2 has 2 cells"),
        ("who,n,x,day,yes\nA,1,nan,,1\n", 1, "x", "is not a number"),
        ("who,n,x,days,yes\nA,1,,,1\n", 0, "days", "there is no column `days`"),
        ("who,n,x,yes\nA,1,,1\n", 0, "day", "the column `day` is missing"),
    ],
)
def test_faults_name_row_and_column(text, row, column, words):
    (fault,) = read_rows(text, KINDS)[1]
    assert (fault.row, fault.column) == (row, column) and words in fault.message and fault.help


@pytest.mark.parametrize(("cell", "kind", "value"), [("", "text", None), ("07", "integer", 7), ("-1", "integer", -1), ("1e3", "number", 1000.0)])
def test_cells(cell, kind, value):
    assert read_cell(cell, kind) == value


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [(float("nan"), "integer", None), (3.0, "integer", 3), (True, "flag", 1), (datetime(2012, 3, 31), "date", date(2012, 3, 31)), ("", "text", None), ("2012-03-31", "date", date(2012, 3, 31))],
)
def test_values_of_languages_become_alike(value, kind, expected):
    assert normal(value, kind) == expected


@pytest.mark.parametrize(("value", "kind"), [(1.5, "integer"), (2, "flag"), (7, "text")])
def test_values_of_another_kind_are_refused(value, kind):
    with pytest.raises(ValueError):
        normal(value, kind)


def rows(*values):
    return Rows({"who": "text", "n": "number"}, list(values))


def test_differences_say_who_and_what():
    assert differences(rows(("A", 1.0), ("B", None)), rows(("B", None), ("A", 1.0 + 1e-12)), ["who"]) == []
    assert differences(rows(("A", 1.0)), rows(("A", 2.0)), ["who"]) == ["who A: n is 2 instead of 1"]
    assert differences(rows(("A", 1.0)), rows(("A", None)), ["who"]) == ["who A: n is missing instead of 1"]
    assert differences(rows(("A", 1.0)), rows(), ["who"]) == ["who A: 0 rows instead of 1"]
    assert differences(rows(("A", 1.0)), rows(("A", 1.0), ("A", 1.0)), ["who"]) == ["who A: 2 rows instead of 1"]


def test_a_lone_missing_value_is_an_empty_line():
    table = Rows({"n": "integer"}, [(None,), (3,), (None,)])
    assert table.csv() == "n\n\n3\n\n"
    assert read_rows(table.csv(), table.kinds) == (table, [])
