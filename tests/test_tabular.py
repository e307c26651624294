import dataclasses

import pytest
from small_base import SMALL

from build_tools import tabular
from build_tools.catalogue import checked_catalogue
from build_tools.tabular import SCHEMAS, check_tables, flatten, package_descriptor


def table_of(catalogue, name):
    return next(table for table in flatten(catalogue) if table.name == name)


@pytest.fixture
def faulty(small, monkeypatch):
    """What the check finds when one cell of the flattened small base is another."""

    def check(name, row, field, value):
        tables = [dataclasses.replace(table, rows=[list(cells) for cells in table.rows]) for table in flatten(small)]
        table = next(table for table in tables if table.name == name)
        table.rows[row][table.fields.index(field)] = value
        monkeypatch.setattr(tabular, "flatten", lambda _: tables)
        return check_tables(small)

    return check


def test_small_base_is_clean(small):
    assert check_tables(small) == []


def test_rows_have_the_fields_of_their_schema(small):
    tables = flatten(small)
    assert [table.name for table in tables] == list(SCHEMAS)
    for table in tables:
        assert table.rows, f"the small base has no row of {table.name}"
        assert {len(row) for row in table.rows} == {len(table.fields)}


def test_schemas_describe_every_field_and_refer_to_earlier_tables():
    known = set()
    for name, (title, schema) in SCHEMAS.items():
        fields = [field["name"] for field in schema["fields"]]
        assert title and len(fields) == len(set(fields)) and all(field["description"] for field in schema["fields"])
        assert set(schema["primaryKey"]) <= set(fields)
        for foreign in schema.get("foreignKeys", []):
            assert foreign["reference"]["resource"] in known and set(foreign["fields"]) <= set(fields)
        known.add(name)


def test_a_row_of_each_kind(small):
    rows = {
        name: dict(zip(table_of(small, name).fields, table_of(small, name).rows[0], strict=True)) for name in SCHEMAS
    }
    assert rows["sources"] == {
        "id": "riverside",
        "title": "Riverside school statistics",
        "owner": "Riverside Council",
        "database": "NPD_i2",
    }
    assert rows["tables"]["first_year"] == "2003/04" and rows["tables"]["form_tab"] == "Roll_03-04_to_09-10"
    assert rows["views"]["full_name"] == 'NPD_i2."<project>".Roll_2004' and rows["views"]["year"] == "2003/04"
    assert (
        rows["variables"]["id"] == "roll.PupilRef"
        and rows["variables"]["request"] == "default"
        and rows["variables"]["status"] == "listed"
    )
    assert list(rows["codes"].values()) == ["absence_reason", 1, "01", "Illness", None, None, None]
    assert list(rows["physical_columns"].values())[:4] == ["roll.PupilRef", "roll", "Roll_2004", "PupilRef_04"]
    assert list(rows["form_rows"].values()) == [
        "roll.PupilRef",
        "Roll_03-04_to_09-10",
        5,
        "PupilRef_[term][yy]",
        "2003/04 - 2009/10",
        "Text",
    ]


def test_open_years_are_closed_and_unknown_years_are_empty(small):
    table = table_of(small, "variables")
    years = {
        row[0]: (row[table.fields.index("first_year")], row[table.fields.index("last_year")]) for row in table.rows
    }
    assert years["roll.FreeMeals"] == ("2003/04", "2009/10")
    assert years["link_pupil.PersonKey"] == (None, None)


@pytest.mark.parametrize(
    ("name", "row", "field", "value", "place"),
    [
        ("variables", 1, "id", "roll.PupilRef", "tables/roll/keys/PupilRef.yaml"),  # a key twice
        ("variables", 1, "table", "register", "tables/roll/pupil/Gender.yaml"),  # leads nowhere
        ("variables", 1, "code_list", "sexes", "tables/roll/pupil/Gender.yaml"),
        ("variables", 1, "type", "dropdown", "tables/roll/pupil/Gender.yaml"),
        ("variables", 1, "title", None, "tables/roll/pupil/Gender.yaml"),
        ("variables", 1, "title", "x" * 111, "tables/roll/pupil/Gender.yaml"),
        ("variables", 1, "identifiability", 6, "tables/roll/pupil/Gender.yaml"),
        ("variables", 1, "sensitivity", "F", "tables/roll/pupil/Gender.yaml"),
        ("variables", 1, "first_year", "2003", "tables/roll/pupil/Gender.yaml"),
        ("variables", 5, "family", "Sessions", "tables/attendance/sessions/Sessions_by_reason.yaml:21:5"),
        ("tables", 1, "source", "seaside", "tables/attendance/_table.yaml"),
        ("tables", 1, "year_type", "lunar", "tables/attendance/_table.yaml"),
        ("views", 1, "view", "Roll_2004", "tables/roll/_table.yaml"),
        ("views", 1, "evidence", "rumour", "tables/roll/_table.yaml"),
        ("views", 2, "term", "winter", "tables/roll/_table.yaml"),
        ("codes", 0, "missing", "lost", "code_lists/absence_reason.yaml"),
        ("codes", 0, "position", 0, "code_lists/absence_reason.yaml"),
        ("codes", 1, "code", "01", "code_lists/absence_reason.yaml"),
        ("physical_columns", 0, "view", "Roll_1904", "tables/roll/keys/PupilRef.yaml"),
        ("physical_columns", 0, "column", None, "tables/roll/keys/PupilRef.yaml"),
        ("form_rows", 1, "row", 0, "tables/roll/pupil/Gender.yaml"),
        ("form_rows", 1, "variable", "roll.Sex", None),  # no definition has this id
    ],
)
def test_planted_faults_are_found(faulty, name, row, field, value, place):
    problems = faulty(name, row, field, value)
    start = f"variables/{place}" if place else "variables:"
    assert any(
        f"in the table `{name}`" in problem.message and str(problem.where).startswith(start) for problem in problems
    ), problems
    assert {problem.rule for problem in problems} == {"tabular-truth"}


def test_a_clean_verdict_is_kept_and_a_changed_table_is_checked_again(small, faulty, tmp_path, monkeypatch):
    assert check_tables(small, tmp_path) == []
    (kept,) = tmp_path.iterdir()
    monkeypatch.setattr(tabular, "_run_frictionless", lambda *_: pytest.fail("nothing changed"))
    assert check_tables(small, tmp_path) == []
    monkeypatch.undo()
    kept.write_bytes(b"\xff\x00 damaged")
    assert check_tables(small, tmp_path) == []


def test_a_verdict_with_problems_is_not_kept(small, faulty, tmp_path):
    assert faulty("variables", 1, "type", "dropdown")
    assert check_tables(small, tmp_path) and check_tables(small, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_change_is_found_in_spite_of_a_kept_verdict(root, change, tmp_path):
    assert check_tables(checked_catalogue(root), tmp_path) == []
    schema = SCHEMAS["variables"][1]
    change("tables/roll/pupil/Gender.yaml", "title: Gender recorded", "title: Sex recorded")
    longer = {
        **schema,
        "fields": [
            {**field, "constraints": {"maxLength": 20}} if field["name"] == "title" else field
            for field in schema["fields"]
        ],
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SCHEMAS, "variables", ("Variables", longer))
        assert len(check_tables(checked_catalogue(root), tmp_path)) > 1
    assert check_tables(checked_catalogue(root), tmp_path) == []


def test_a_verdict_that_can_not_be_kept_does_no_harm(small, tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert check_tables(small, tmp_path / "file") == []


def test_package_descriptor(small):
    tables = flatten(small)
    descriptor = package_descriptor(tables, small)
    assert [resource["path"] for resource in descriptor["resources"]] == [f"{name}.csv" for name in SCHEMAS]
    assert descriptor["catalogue_version"] == small.digest[:12] and len(small.digest) > 12
    assert descriptor["iteration"] == "i1"
    assert checked_catalogue(SMALL).digest == small.digest
