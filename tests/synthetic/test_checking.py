"""frictionless on a small extract and the DuckDB check on any size, made from the same Table Schemas, find the same faults."""

import csv
import json
import shutil

import frictionless
import pytest

from build_tools.synthetic.checking import check_package

CENSUS = "synthetic_NPD_i2/Spring_Census_2012.csv"
PAY = "synthetic_LEO_i2/leo_earnings.csv"


def faults_of_frictionless(folder, names=None):
    """(file, column, kind of fault) that frictionless finds, in the words of the DuckDB check."""
    with frictionless.system.use_context(trusted=True):
        package = frictionless.Package(str(folder / "datapackage.json"))
        found = set()
        for resource in package.resources if names is None else [r for r in package.resources if r.path in names]:
            for task in resource.validate().tasks:
                for error in task.errors:
                    kind = {"type-error": "type", "constraint-error": "constraint", "foreign-key": "foreign-key"}.get(error.type, error.type)
                    column = getattr(error, "field_name", None) or (error.field_names[0] if hasattr(error, "field_names") else "")
                    found.add((resource.path, column, kind))
    return found


def faults_of_duckdb(folder, names=None):
    kinds = {"type": "type", "foreign-key": "foreign-key"}
    return {
        (fault.file, fault.column, kinds.get(fault.constraint, "constraint"))
        for fault in check_package(folder)
        if names is None or fault.file in names
    }


def test_frictionless_validates_the_small_extract(small_csv):
    assert faults_of_frictionless(small_csv) == set()


def test_duckdb_validates_it_too(small_csv):
    assert faults_of_duckdb(small_csv) == set()


PLANTED = {
    "a code that is not in the list": (CENSUS, "FSMeligible_SPR12", "7", "constraint"),
    "a word where a number belongs": (CENSUS, "YearOfBirth_SPR12", "early", "type"),
    "a decimal where a whole number belongs": (CENSUS, "YearOfBirth_SPR12", "1999.5", "type"),
    "a month that is none": (CENSUS, "MonthOfBirth_SPR12", "13", "constraint"),
    "a date that is none": (CENSUS, "EntryDate_SPR12", "2011-02-30", "type"),
    "a text code that is not in the list": (CENSUS, "SENprovision_SPR12", "Q", "constraint"),
    "a pupil who is in no lookup": (CENSUS, "PupilMatchingRefAnonymous_SPR12", "SYN000000000000000", "foreign-key"),
    "a tax key that is in no lookup": (PAY, "Edukey", "SYN00000000000", "foreign-key"),
    "a key that is too long": ("synthetic_LEO_i2/leo_benefit.csv", "EduKey", "SYN123456789012345", "constraint"),
}


@pytest.fixture
def part(small_csv, tmp_path):
    """A copy of the files that faults are planted in, and of the lookups."""
    names = {planted[0] for planted in PLANTED.values()}
    package = json.loads((small_csv / "datapackage.json").read_text(encoding="utf-8"))
    kept = [resource for resource in package["resources"] if resource["path"] in names or "learner_ae_id" in resource["path"]]
    reached = {resource["name"] for resource in kept}
    for resource in kept:
        keys = resource["schema"].get("foreignKeys", [])
        resource["schema"]["foreignKeys"] = [key for key in keys if key["reference"]["resource"] in reached]
        (tmp_path / resource["path"]).parent.mkdir(exist_ok=True)
        shutil.copy(small_csv / resource["path"], tmp_path / resource["path"])
    (tmp_path / "datapackage.json").write_text(json.dumps(package | {"resources": kept}), encoding="utf-8")
    return tmp_path


def test_a_copy_without_a_fault_has_none(part):
    assert faults_of_frictionless(part) == faults_of_duckdb(part) == set()


@pytest.mark.parametrize("name", PLANTED)
def test_both_find_a_planted_fault(part, name):
    path, column, value, kind = PLANTED[name]
    rows = list(csv.reader((part / path).open(encoding="utf-8", newline="")))
    rows[1][rows[0].index(column)] = value
    with (part / path).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    expected = {(path, column, kind)}
    assert faults_of_duckdb(part) >= expected
    assert faults_of_duckdb(part) == faults_of_frictionless(part)


def test_a_column_that_is_gone(part):
    rows = list(csv.reader((part / PAY).open(encoding="utf-8", newline="")))
    with (part / PAY).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([row[:-1] for row in rows])
    assert [fault.constraint for fault in check_package(part)] == ["columns"]
    assert faults_of_frictionless(part, {PAY})
