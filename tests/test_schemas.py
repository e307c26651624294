import re

import pytest

from build_tools.logical import logical_table
from build_tools.schemas import table_schema


@pytest.mark.parametrize("id", ["roll", "attendance", "link_pupil"])
def test_table_schema_is_a_table_schema(small, id):
    from frictionless import Schema

    descriptor = table_schema(small, id)
    assert Schema.metadata_validate(descriptor) is not None and list(Schema.metadata_validate(descriptor)) == []
    names = [field["name"] for field in descriptor["fields"]]
    assert names == [column.name for column in logical_table(small, id).columns]


def test_table_schema_in_long_form(small):
    roll = table_schema(small, "roll")
    fields = {field["name"]: field for field in roll["fields"]}
    assert list(fields) == ["academic_year", "census_term", "PupilRef", "Gender", "FreeMeals", "School_anon"]
    assert re.fullmatch(fields["academic_year"]["constraints"]["pattern"], "2009/10")
    assert fields["Gender"]["constraints"] == {"enum": ["F", "M"]} and fields["Gender"]["type"] == "string"
    assert "constraints" not in fields["School_anon"]
    attendance = {field["name"]: field for field in table_schema(small, "attendance")["fields"]}
    assert list(attendance)[:2] == ["academic_year", "PupilRef"] and attendance["Sess_ill"]["type"] == "number"
    assert [field["name"] for field in table_schema(small, "link_pupil")["fields"]] == ["PersonKey"]


def test_rows_are_checked_against_a_table_schema(small):
    from frictionless import Resource, Schema, system

    schema = table_schema(small, "roll")
    header = [field["name"] for field in schema["fields"]]

    def errors(*rows):
        with system.use_context(trusted=True):
            report = Resource(name="roll", data=[header, *rows], schema=Schema.from_descriptor(schema)).validate()
        return [error.field_name for task in report.tasks for error in task.errors]

    assert errors(["2008/09", "spring", "P1", "F", "1", "S9"], ["2003/04", "", "P2", "", "", ""]) == []
    assert errors(["2008", "winter", "P1", "X", "2", "S9"]) == ["academic_year", "census_term", "Gender", "FreeMeals"]
