"""What other programs read: the exports are written by the command and read back by readers that know nothing of the tools."""

import csv
import json
import re

import frictionless
import pytest
import yaml
from jsonschema import Draft202012Validator
from small_base import LINKS, RECIPES

from build_tools.logical import logical_table
from build_tools.years import parse_year

from .conftest import ROOT, SMALL, leo_kb, made_once
from .test_links import faults

YEAR = re.compile(r"(19|20)\d{2}/\d{2}")


def exported(what, folder, root=ROOT):
    result = leo_kb("export", what, "--root", root, "--out", folder, *(["--no-cache"] if root == SMALL else []))
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


# ---------------------------------------------------------------------------------------------- JSON


@pytest.fixture(scope="module")
def written(shared):
    return made_once(shared, "json", lambda folder: exported("json", folder))


@pytest.fixture(scope="module")
def objects(written):
    return read_json(written / "variables.json")


TYPES = {
    "id": str, "table": str, "name": str, "old_names": list, "title": str, "description": str, "type": str, "codes": list, "years": dict,
    "request": str, "identifiability": int | None, "sensitivity": str | None, "form": list, "physical": list,
}  # fmt: skip


def test_every_variable_is_exported_once_in_the_order_of_the_catalogue(objects, catalogue):
    assert [each["id"] for each in objects] == list(catalogue.variables)


def test_each_object_has_the_keys_that_were_promised(objects):
    def wrong():
        for each in objects:
            for key, type_ in TYPES.items():
                if key not in each or not isinstance(each[key], type_):
                    yield f"{each['id']}: {key}: {each.get(key, 'missing')!r}"
            if each["request"] not in ("default", "by-request", "whole-table"):
                yield f"{each['id']}: request {each['request']}"
            if not all(isinstance(name, str) and name for name in each["old_names"]):
                yield f"{each['id']}: old names {each['old_names']}"
            for key, keys in (
                ("codes", {"code", "label"}),
                ("form", {"tab", "row"}),
                ("physical", {"view", "column", "year", "term", "evidence"}),
            ):
                if not all(keys <= item.keys() for item in each[key]):
                    yield f"{each['id']}: {key} {each[key][:2]}"
            if not {"type", "from", "to", "gaps"} <= each["years"].keys() or not all(
                {"year", "reason"} <= gap.keys() for gap in each["years"]["gaps"]
            ):
                yield f"{each['id']}: years {each['years']}"

    assert not faults(wrong())


def test_each_object_says_what_the_catalogue_says(objects, catalogue):
    def wrong():
        for each in objects:
            variable = catalogue.variables[each["id"]]
            for key in (
                "name",
                "title",
                "description",
                "type",
                "identifiability",
                "sensitivity",
                "unit",
                "universe",
                "code_list",
                "family",
            ):
                if each[key] != getattr(variable, key):
                    yield f"{variable.id}: {key} {each[key]!r}"
            if [(code["code"], code["label"]) for code in each["codes"]] != [
                (code.code, code.label) for code in catalogue.codes(variable)
            ]:
                yield f"{variable.id}: codes {each['codes']}"
            if each["old_names"] != list(dict.fromkeys(old.name for old in variable.old_names)):
                yield f"{variable.id}: old names {each['old_names']}"
            if [(row["tab"], row["row"]) for row in each["form"]] != [
                (catalogue.table(variable).form.tab, row.row) for row in variable.form
            ]:
                yield f"{variable.id}: form {each['form']}"

    assert not faults(wrong())


def test_years_count_up_to_those_of_the_catalogue(objects, catalogue):
    """The years between `from` and `to` without the gaps are the years listed for the variable that its table has."""

    def wrong():
        for each in objects:
            variable, years = catalogue.variables[each["id"]], each["years"]
            listed = catalogue.years(variable)
            if listed is None:
                if years["from"] is not None or years["to"] is not None or years["gaps"] or not years["note"]:
                    yield f"{variable.id}: {years}"
                continue
            whole = {gap.year for gap in catalogue.table_gaps(catalogue.table(variable)) if gap.term is None}
            gaps = {parse_year(gap["year"]) for gap in years["gaps"] if gap["term"] is None}
            if set(range(parse_year(years["from"]), parse_year(years["to"]) + 1)) - gaps != set(listed) - whole:
                yield f"{variable.id}: {years} is not {listed}"

    assert not faults(wrong())


def test_physical_names_stand_in_views_of_the_table(objects, written):
    views = {
        table["id"]: {(view["view"], view["year"], view["term"]) for view in table["views"]}
        for table in read_json(written / "tables.json")
    }

    def wrong():
        for each in objects:
            for column in each["physical"]:
                if (column["view"], column["year"], column["term"]) not in views[each["table"]]:
                    yield f"{each['id']}: {column}"
                if (
                    column["evidence"] not in ("seen", "form", "assumed")
                    or "[" in column["column"]
                    or not (column["year"] is None or YEAR.fullmatch(column["year"]))
                ):
                    yield f"{each['id']}: {column}"

    assert sum(len(each["physical"]) for each in objects) > 10_000
    assert not faults(wrong())


def test_tables_and_lists_are_exported_whole(objects, written, catalogue):
    tables = read_json(written / "tables.json")
    assert [table["id"] for table in tables] == list(catalogue.tables)
    assert [id for table in tables for id in table["variables"]] == [each["id"] for each in objects]
    lists = read_json(written / "code_lists.json")
    assert [(each["id"], [(code["code"], code["label"]) for code in each["codes"]]) for each in lists] == [
        (id, [(code.code, code.label) for code in code_list.codes]) for id, code_list in catalogue.code_lists.items()
    ]
    assert {each["id"]: each["used_by"] for each in lists} == {
        id: [variable.id for variable in users] for id, users in catalogue.users_of_list.items()
    }


def test_the_export_says_what_it_is(written, catalogue):
    about = read_json(written / "catalogue.json")
    assert about.keys() >= {"schema_version", "catalogue_version", "iteration"}
    assert (about["variables"], about["tables"], about["code_lists"]) == (
        len(catalogue.variables),
        len(catalogue.tables),
        len(catalogue.code_lists),
    )


def test_show_gives_the_same_object(objects):
    result = leo_kb("show", "school_census.FSMeligible", "--json")
    assert result.returncode == 0
    assert json.loads(result.stdout) == next(each for each in objects if each["id"] == "school_census.FSMeligible")


def test_a_faulty_catalogue_is_not_exported(small):
    path = small / "variables/tables/roll/pupil/Gender.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("type: category", "type: categry"), encoding="utf-8")
    for what in ("json", "datapackage", "schemas"):
        result = leo_kb("export", what, "--root", small, "--out", small / "out")
        if what != "schemas" or result.returncode:
            assert result.returncode == 1 and "Gender.yaml:" in result.stdout
            assert not (small / "out").exists()


def test_exporting_twice_gives_the_same_bytes(tmp_path):
    for what in ("json", "datapackage", "schemas"):
        one, other = (exported(what, tmp_path / what / name, SMALL) for name in ("one", "other"))
        files = {path.relative_to(one) for path in one.rglob("*") if path.is_file()}
        assert files == {path.relative_to(other) for path in other.rglob("*") if path.is_file()} != set()
        assert all((one / name).read_bytes() == (other / name).read_bytes() for name in files)


# ---------------------------------------------------------------------------------------------- data package


@pytest.fixture(scope="module")
def package(shared):
    return made_once(shared, "package", lambda folder: exported("datapackage", folder))


def errors_of(folder):
    report = frictionless.validate(str(folder / "datapackage.json"))
    return [f"{task.name}: {error.type}: {error.message}" for task in report.tasks for error in task.errors] + [
        error.message for error in report.errors
    ]


def test_frictionless_finds_no_fault_in_the_package(package):
    assert not faults(errors_of(package))


def test_package_has_every_entry(package, catalogue):
    rows = {path.stem: list(csv.DictReader(path.open(encoding="utf-8", newline=""))) for path in package.glob("*.csv")}
    described = {resource["name"]: resource for resource in read_json(package / "datapackage.json")["resources"]}
    assert rows.keys() == described.keys()
    for name, resource in described.items():
        assert list(rows[name][0]) == [field["name"] for field in resource["schema"]["fields"]]
    assert [row["id"] for row in rows["variables"]] == list(catalogue.variables)
    assert [row["id"] for row in rows["tables"]] == list(catalogue.tables)
    codes = {}
    for row in rows["codes"]:
        codes.setdefault(row["owner"], []).append((row["code"], row["label"]))
    for variable in catalogue.variables.values():
        expected = [(code.code, code.label or "") for code in catalogue.codes(variable)]
        assert codes.get(variable.code_list or variable.id, []) == expected, variable.id
    assert len(rows["form_rows"]) == sum(len(variable.form) for variable in catalogue.variables.values())


def test_package_has_a_schema_of_every_table(package, catalogue):
    for id in catalogue.tables:
        schema = frictionless.Schema.from_descriptor(read_json(package / "schemas" / f"{id}.json"))
        names = schema.field_names
        assert len(names) == len(set(names)), id
        assert names == [column.name for column in logical_table(catalogue, id).columns], id


PLANTED = {
    "an id twice": ("variables.csv", r"^roll\.Gender,", "roll.FreeMeals,", "primary-key"),
    "an id of another form": ("variables.csv", r"^roll\.Gender,", "roll Gender,", "constraint-error"),
    "a table that is not there": ("variables.csv", r"^(roll\.Gender),roll,", r"\1,rolls,", "foreign-key"),
    "a list that is not there": ("variables.csv", r"(roll\.Gender,.*),sex,", r"\1,sexes,", "foreign-key"),
    "an unknown type": ("variables.csv", r"(roll\.Gender,.*),category,", r"\1,categry,", "constraint-error"),
    "an impossible risk": ("variables.csv", r"(roll\.Gender,.*),5,C,", r"\1,6,C,", "constraint-error"),
    "no title": ("variables.csv", r"(roll\.Gender,roll,[^,]*,[^,]*),[^,]*,", r"\1,,", "constraint-error"),
    "a cell too many": ("views.csv", r"^(roll,Roll_2004,.*)$", r"\1,more", "extra-cell"),
    "a year of another form": ("tables.csv", "2003/04", "2003", "constraint-error"),
    "a view that is not there": (
        "physical_columns.csv",
        r"^(roll\.Gender,roll),Roll_2004,",
        r"\1,Roll_1904,",
        "foreign-key",
    ),
    "a code twice": ("codes.csv", r"^sex,2,M,", "sex,2,F,", "primary-key"),
    "no number": ("form_rows.csv", r"^(roll\.Gender,[^,]*),6,", r"\1,six,", "type-error"),
    "a heading of another name": ("sources.csv", "^id,", "ID,", "incorrect-label"),
}


def test_planted_faults_are_found(tmp_path):
    folder = exported("datapackage", tmp_path / "package", SMALL)
    assert not errors_of(folder)
    for name, (file, old, new, found) in PLANTED.items():
        text = (folder / file).read_text(encoding="utf-8")
        changed, count = re.subn(old, new, text, count=1, flags=re.M)
        assert count == 1 and changed != text, f"{name}: {file} has no {old}\n{text}"
        (folder / file).write_text(changed, encoding="utf-8")
        errors = errors_of(folder)
        assert any(error.startswith(f"{file.removesuffix('.csv')}: {found}: ") for error in errors), f"{name}: {errors}"
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "codes.csv").unlink()
    assert errors_of(folder)


# ---------------------------------------------------------------------------------------------- JSON Schemas


@pytest.fixture(scope="module")
def validators(shared):
    folder = made_once(shared, "schemas", lambda folder: exported("schemas", folder, SMALL))
    found = {}
    for path in folder.iterdir():
        schema = read_json(path)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        Draft202012Validator.check_schema(schema)
        found[path.name.removesuffix(".schema.json")] = Draft202012Validator(schema)
    return found


def kind_of(path, value):
    """The kind of a definition file, from the layout that the contributor guide gives."""
    if path.parent.name == "cases":
        return "case"
    folder = path.relative_to(
        path.parents[next(place for place, parent in enumerate(path.parents) if parent.name == "variables")]
    ).parts[0]
    if folder == "tables":
        return "table" if path.name == "_table.yaml" else "family" if "family" in value else "variable"
    return {
        "code_lists": "code_list",
        "sources": "source",
        "concepts": "concept",
        "recipes": "recipe",
        "keys": "key",
        "linkages": "linkage",
        "caveats.yaml": "caveats",
        "iterations": "iteration",
        "references.yaml": "references",
        "thesaurus.yaml": "thesaurus",
        "not_held.yaml": "not_held",
        "renamed.yaml": "renamed",
    }[folder]


def definitions(root):
    for path in [*sorted((root / "variables").rglob("*.yaml")), *sorted((root / "code_snippets").rglob("*.yaml"))]:
        value = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        yield path, kind_of(path, value), value


def test_schemas_accept_every_definition(validators):
    counts = {}

    def wrong():
        for path, kind, value in (*definitions(ROOT), *definitions(SMALL), *definitions(RECIPES), *definitions(LINKS)):
            counts[kind] = counts.get(kind, 0) + 1
            for error in validators[kind].iter_errors(value):
                yield f"{path}: {error.json_path}: {error.message[:200]}"

    assert not faults(wrong())
    assert counts.keys() == validators.keys(), "a kind without a definition, or without a schema"
    assert counts["variable"] > 1000


def test_schemas_reject_what_the_check_rejects(validators):
    for path, kind, value in (*definitions(SMALL), *definitions(RECIPES), *definitions(LINKS)):
        validator = validators[kind]
        assert validator.is_valid(value)
        assert not validator.is_valid({**value, "tittle": "Typo"}), f"{path}: an unknown key"
        assert not validator.is_valid([value]), f"{path}: a list"
        for key in validator.schema.get("required", []):
            assert not validator.is_valid({other: held for other, held in value.items() if other != key}), (
                f"{path}: without {key}"
            )
    gender = next(value for path, _, value in definitions(SMALL) if path.name == "Gender.yaml")
    for key, wrong in {
        "type": "categry", "identifiability": 9, "sensitivity": "F", "title": 5, "codes": [{"code": 1, "label": "one"}], "request": "never", "id": "roll Gender",
        "terms": ["winter"], "form": [{"row": 0, "text": "x"}], "family": "roll.family", "dimensions": {},
    }.items():  # fmt: skip
        assert not validators["variable"].is_valid({**gender, key: wrong}), key
    nested = {**gender, "form": [{**gender["form"][0], "colour": "red"}]}
    assert not validators["variable"].is_valid(nested), "an unknown key in a row of the form"
    family = next(value for _, kind, value in definitions(SMALL) if kind == "family")
    assert not validators["family"].is_valid(
        {**family, "members": [{**family["members"][0], "colour": "red"}, *family["members"][1:]]}
    )
