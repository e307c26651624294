import json
import marshal
import os
import shutil
import time

import pytest
from small_base import SMALL

from build_tools import cache
from build_tools.catalogue import read_catalogue
from build_tools.families import fill
from build_tools.loading import find_files, load
from build_tools.source import read_document

GENDER = "tables/roll/pupil/Gender.yaml"
FAMILY = "tables/attendance/sessions/Sessions_by_reason.yaml"


def entries_of(loaded):
    return {(entry.kind, entry.id): entry for entry in loaded.entries}


def records_of(loaded):
    return {key: entry.record for key, entry in entries_of(loaded).items()}


# ------------------------------------------------------------------------------------------------------------ files


def test_kinds_and_ids(root):
    loaded = load(root)
    assert loaded.problems == [] and loaded.broken == set()
    assert sorted(entries_of(loaded)) == [
        ("code_list", "absence_reason"),
        ("code_list", "sex"),
        ("concept", "school_meals"),
        ("family", "attendance.Sessions_by_reason"),
        ("iteration", "i1"),
        ("references", "references"),
        ("source", "riverside"),
        ("table", "attendance"),
        ("table", "link_pupil"),
        ("table", "roll"),
        ("variable", "attendance.PupilRef"),
        ("variable", "attendance.Reason_n"),
        ("variable", "attendance.Sess_holiday"),
        ("variable", "attendance.Sess_ill"),
        ("variable", "attendance.Sess_late"),
        ("variable", "link_pupil.PersonKey"),
        ("variable", "roll.FreeMeals"),
        ("variable", "roll.Gender"),
        ("variable", "roll.PupilRef"),
        ("variable", "roll.School_anon"),
    ]


def test_files_come_in_a_fixed_order_without_hidden_ones(root):
    (root / "variables" / ".hidden").mkdir()
    (root / "variables" / ".hidden" / "x.yaml").write_text("x", encoding="utf-8")
    (root / "variables" / "sources" / ".x.yaml").write_text("x", encoding="utf-8")
    found = find_files(root / "variables")
    assert found == sorted(found) and len(found) == 17
    assert found[0] == "code_lists/absence_reason.yaml"


def test_no_folder_of_definitions(tmp_path):
    (problem,) = load(tmp_path).problems
    assert problem.rule == "file-place" and str(problem.where) == "variables:1:1"


def test_a_link_to_nowhere_is_a_problem_of_its_place(root):
    (root / "variables" / "concepts" / "gone.yaml").symlink_to(root / "nowhere.yaml")
    (problem,) = load(root).problems
    assert (problem.rule, str(problem.where)) == ("file-place", "variables/concepts/gone.yaml:1:1")


@pytest.mark.parametrize("name", ["new\nline.yaml", "tab\t.yaml", b"\xff.yaml"], ids=["line break", "tab", "not UTF-8"])
def test_odd_file_names_are_problems_and_can_be_printed(name, root, leo_kb):
    (root / "variables" / "concepts" / os.fsdecode(name)).write_text("id: x\n", encoding="utf-8")
    (problem,) = load(root).problems
    assert problem.rule == "file-place"
    for form in ("terminal", "github", "json"):
        code, out, err = leo_kb("check", "--no-cache", "--root", root, "--format", form)
        assert code == 1 and err == "1 problem found\n"
        assert len(out.encode().splitlines()) == (3 if form == "terminal" else 1)


# ------------------------------------------------------------------------------------------------- positions of values


def test_positions_in_a_file(root):
    entry = entries_of(load(root))["variable", "roll.Gender"]
    assert str(entry.where()) == f"variables/{GENDER}:1:1"
    assert str(entry.where("name")) == f"variables/{GENDER}:6:7"
    assert str(entry.where("form", 0, "row", key=True)) == f"variables/{GENDER}:17:6"
    assert str(entry.where("unit")) == f"variables/{GENDER}:1:1"


def test_positions_in_a_family(root):
    """A value of the member is found at the member, a shared one in the shared part, a missing one at the member."""
    entry = entries_of(load(root))["variable", "attendance.Sess_late"]
    assert str(entry.where()) == f"variables/{FAMILY}:31:5"
    assert str(entry.where("name")) == f"variables/{FAMILY}:34:11"
    assert str(entry.where("years")) == f"variables/{FAMILY}:35:12"
    assert str(entry.where("type")) == f"variables/{FAMILY}:15:9"
    assert str(entry.where("range", "highest")) == f"variables/{FAMILY}:16:33"
    assert str(entry.where("universe")) == f"variables/{FAMILY}:31:5"


# ----------------------------------------------------------------------------------------------------------- families


def test_members_share_and_differ(root):
    records = records_of(load(root))
    ill, late = records["variable", "attendance.Sess_ill"], records["variable", "attendance.Sess_late"]
    assert ill.title == "Sessions missed because of illness"
    assert ill.description == "How many half days the pupil missed in the school year because of illness."
    assert late.description == "How many half days began without the pupil, counted from 2008/09."
    assert (ill.unit, ill.type, ill.range.highest, ill.years) == ("sessions", "number", "380", "2005/06-2009/10")
    assert late.years == "2008/09-2009/10"
    assert ill.family == late.family == "attendance.Sessions_by_reason"
    assert (ill.dimensions, late.dimensions) == ({"reason": "illness"}, {"reason": "late"})
    assert ill.form[0].row == 7


def test_a_value_of_a_member_may_be_an_empty_list(root, change):
    change(FAMILY, "  unit: sessions", '  unit: sessions\n  caution: ["Check {reason}."]')
    change(FAMILY, "    name: Sess_ill_ab[yy]", "    name: Sess_ill_ab[yy]\n    caution: []")
    records = records_of(load(root))
    assert records["variable", "attendance.Sess_ill"].caution == []
    assert records["variable", "attendance.Sess_late"].caution == ["Check lateness."]


def test_fill():
    words = {"subject": "maths", "level": "level 4"}
    assert fill("{subject} at {level}, {level}", words) == "Maths at level 4, level 4"
    assert fill("Of {other}", words) == "Of {other}"
    assert fill("unchanged", {}) == "unchanged"


def test_two_dimensions(root, change):
    change(
        FAMILY,
        "shared:",
        "  term:\n    title: Term\n    values: {autumn: the autumn term, spring: the spring term}\nshared:",
    )
    change(FAMILY, "because of {reason}.", "because of {reason} in {term}.")
    for reason, term in (("illness", "autumn"), ("holiday", "autumn"), ("late", "spring")):
        change(FAMILY, f"of: {{reason: {reason}}}", f"of: {{reason: {reason}, term: {term}}}")
    loaded = load(root)
    assert loaded.problems == []
    record = records_of(loaded)["variable", "attendance.Sess_holiday"]
    assert record.description.endswith("because of a family holiday in the autumn term.")
    assert record.dimensions == {"reason": "holiday", "term": "autumn"}


def test_a_broken_family_names_its_members_as_broken(root, change):
    change(FAMILY, "title: Sessions missed by reason", "title: Sessions missed by reason.")
    assert load(root).broken == {
        ("variable", f"attendance.{name}") for name in ("sessions_by_reason", "sess_ill", "sess_holiday", "sess_late")
    }


def test_a_slip_in_a_member_is_shown_there(root, change):
    change(FAMILY, "    name: Sess_holiday_ab[yy]", "    name: [Sess_holiday_ab]")
    assert [str(problem.where) for problem in load(root).problems] == [f"variables/{FAMILY}:28:11"]


def test_a_member_out_of_its_place_leaves_the_others(root, change):
    change(FAMILY, "of: {reason: holiday}", "of: {reason: holidays}")
    loaded = load(root)
    assert loaded.broken == {("variable", "attendance.sess_holiday")}
    assert {("variable", "attendance.Sess_ill"), ("variable", "attendance.Sess_late")} <= set(entries_of(loaded))


def test_all_slips_of_a_file_are_named_at_once(root, change):
    change(GENDER, "type: category", "type: categories")
    change(GENDER, "identifiability: 5", "identifiability: 55")
    change(GENDER, "sensitivity: C", "sensitivity: c")
    assert [problem.where.line for problem in load(root).problems] == [10, 14, 15]


# ------------------------------------------------------------------------------------------------- nothing ends the program

OUT = object()
DEFINITIONS = [f"variables/{name}" for name in find_files(SMALL / "variables")]


@pytest.mark.parametrize("path", DEFINITIONS)
def test_any_value_of_another_kind_gives_problems_in_words(path, root):
    """Every value of a file in turn is replaced by nothing, by a list, or taken out."""
    values = read_document(path, (root / path).read_bytes())[0].values
    for place in places(values):
        for other in (None, ["x"], OUT):
            (root / path).write_text(json.dumps(replaced(values, place, other)), encoding="utf-8")
            _, problems = read_catalogue(root)
            for problem in problems:
                assert problem.message and problem.help and problem.where.line >= 1
                assert "Input should" not in problem.message + problem.help


def places(values, at=()):
    for key, value in values.items() if isinstance(values, dict) else enumerate(values):
        yield (*at, key)
        if isinstance(value, dict | list):
            yield from places(value, (*at, key))


def replaced(values, place, other):
    if not place:
        return other
    pairs = values.items() if isinstance(values, dict) else enumerate(values)
    pairs = [(key, replaced(value, place[1:], other) if key == place[0] else value) for key, value in pairs]
    pairs = [(key, value) for key, value in pairs if value is not OUT]
    return dict(pairs) if isinstance(values, dict) else [value for _, value in pairs]


# ------------------------------------------------------------------------------------------------------------- cache


def cached(root):
    """What is read with a cache: records and problems."""
    loaded = load(root, root / ".cache")
    return records_of(loaded), loaded.problems, loaded.broken, loaded.digest


def test_a_second_load_gives_the_same(root, monkeypatch):
    first = cached(root)
    assert [path.suffix for path in (root / ".cache").iterdir()] == [".cache"]
    monkeypatch.setattr(cache, "read_document", lambda *_: pytest.fail("the cache was not used"))
    assert cached(root) == first
    loaded = load(root, root / ".cache")
    assert str(entries_of(loaded)["variable", "roll.Gender"].where("name")) == f"variables/{GENDER}:6:7"


def test_with_and_without_cache_are_the_same(root):
    assert cached(root) == cached(root)
    loaded = load(root)
    assert (records_of(loaded), loaded.problems, loaded.broken, loaded.digest) == cached(root)


def test_changed_new_and_deleted_files_are_seen(root, change):
    digests = [cached(root)[3]]
    change(GENDER, "title: Gender recorded for the pupil", "title: Gender or sex of the pupil")
    records, problems, _, digest = cached(root)
    digests.append(digest)
    assert problems == [] and records["variable", "roll.Gender"].title == "Gender or sex of the pupil"

    shutil.copy(root / "variables/concepts/school_meals.yaml", root / "variables/concepts/dinners.yaml")
    change("concepts/dinners.yaml", "id: school_meals", "id: dinners")
    records, problems, _, digest = cached(root)
    digests.append(digest)
    assert problems == [] and ("concept", "dinners") in records

    (root / "variables/concepts/dinners.yaml").unlink()
    records, problems, _, digest = cached(root)
    assert problems == [] and ("concept", "dinners") not in records
    assert digest == digests[1] and len(set(digests)) == 3


def test_a_file_that_was_only_touched_is_not_read_anew(root, monkeypatch):
    first = cached(root)
    later = time.time() + 100
    os.utime(root / "variables" / GENDER, (later, later))
    monkeypatch.setattr(cache, "read_document", lambda *_: pytest.fail("the text is the same"))
    assert cached(root) == first


def test_a_change_of_the_same_length_is_seen(root, change):
    cached(root)
    change(GENDER, "sensitivity: C", "sensitivity: D")
    later = time.time() + 100
    os.utime(root / "variables" / GENDER, (later, later))
    assert cached(root)[0]["variable", "roll.Gender"].sensitivity == "D"


def test_problems_are_found_again_and_again(root, change):
    change(GENDER, "sensitivity: C", "sensitivity: C: or D")
    change(FAMILY, "type: number", "type: numbers")
    first = cached(root)
    assert [problem.rule for problem in first[1]] == ["bad-value", "yaml-syntax"]
    assert cached(root) == first
    change(GENDER, "sensitivity: C: or D", "sensitivity: C")
    change(FAMILY, "type: numbers", "type: number")
    assert cached(root)[1] == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"N",
        lambda data: data[:-10],
        lambda data: data + b"x",
        lambda data: data[: len(data) // 2] + b"\xff" + data[len(data) // 2 + 1 :],
        lambda data: b"this is no cache of ours",
    ],
    ids=["empty", "None", "cut", "longer", "one byte", "text"],
)
def test_a_damaged_cache_is_ignored(damage, root):
    first = cached(root)
    (file,) = (root / ".cache").iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert cached(root) == first
    assert marshal.loads(file.read_bytes()[4:]) == marshal.loads(whole[4:])  # the bytes differ where values are shared


def test_a_cache_that_can_not_be_written_does_no_harm(root):
    (root / ".cache").write_text("a file where the folder belongs", encoding="utf-8")
    assert cached(root)[1] == []


def test_the_cache_of_an_older_version_is_cleared_away(root):
    (root / ".cache").mkdir()
    (root / ".cache" / "documents-311-abc.cache").write_bytes(b"old")
    cached(root)
    assert "documents-311-abc.cache" not in [path.name for path in (root / ".cache").iterdir()]
