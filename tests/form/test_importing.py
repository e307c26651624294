"""`leo-kb import form`: what is new gets a file, what changed gets the fields of the form, and the words of people stay."""

import made_up_form as form
import pytest
from made_up_form import path_of
from small_base import files_of

from build_tools.catalogue import checked_catalogue
from build_tools.form.compare import compare
from build_tools.form.derive import FORM_FIELDS
from build_tools.form.importing import KEY_ORDER

LANTERN, TRIAL, OUTING = "Lantern_01-02_to_20-21", "Trial_95-96_to_15-16 ", "Outing_05-06_to_20-21"


def put(book, tab, name, column, value):
    """Changes one cell of the row of a variable."""
    book[tab][f"{column}{form.find(book, tab, name)}"].value = value


def new_years(book):
    put(book, LANTERN, "Glow_[term][yy]", "F", "2001/02 - 2019/20")


def imported(run, spoil, root, change):
    """What the import of a changed form says."""
    code, out, err = run("import", "form", spoil(change), root=root)
    assert code == 0, out + err
    return out


# ------------------------------------------------------------------------------------------------ into an empty catalogue


def test_every_row_of_the_form_is_evidence_of_a_variable(filled):
    catalogue = checked_catalogue(filled)
    found = {
        (table, row.row)
        for table, variables in catalogue.by_table.items()
        for variable in variables
        for row in variable.form
    }
    assert found == {(table, row.row) for row in form.content().rows for table in row.table_ids}


def test_the_catalogue_holds_what_the_form_says(filled):
    catalogue = checked_catalogue(filled)
    assert set(catalogue.variables) == set(form.variables())
    assert compare(list(form.variables().values()), catalogue).changes == []


def test_the_imported_definitions_pass_the_check(run, filled):
    code, out, err = run("check", root=filled)
    assert (code, err) == (0, "")
    assert "all is well: 96 variables in 16 tables" in out


def test_a_new_entry_says_that_its_words_are_missing(filled):
    text = path_of(filled, "lantern.Glow").read_text(encoding="utf-8")
    assert text.startswith(
        'id: lantern.Glow\ntitle: Glow (not yet described)\ndescription: "unknown: this variable was read from the request form'
    )
    assert 'codes:\n  - {code: "M", label: "Moss"}\n  - {code: "F", label: "Fern"}\n' in text


def test_keys_stand_in_one_order(filled):
    for variable in checked_catalogue(filled).variables.values():
        keys = [
            line.partition(":")[0]
            for line in path_of(filled, variable.id).read_text(encoding="utf-8").split("\n")
            if line[:1].isalpha()
        ]
        assert keys == sorted(keys, key=KEY_ORDER.index)


def test_the_request_level_of_a_table_is_not_repeated(filled):
    assert "request:" not in path_of(filled, "wages.lamp_id").read_text(encoding="utf-8")
    assert "request: default" in path_of(filled, "lantern.Smoke").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("id", "type"),
    [
        ("lantern.Glow", "category"),
        ("lantern.OilEligible", "flag"),
        ("lantern.Tally", "number"),
        ("journey_snapshot.JO_Region_update", "text"),
        ("wages.lamp_id", "identifier"),
        ("lessons.Old_flag", "flag"),
        ("lessons.Subject", "category"),
        ("lessons.Year", "number"),
    ],
)
def test_types(filled, id, type):
    assert checked_catalogue(filled).variables[id].type == type


def test_the_first_import_says_what_it_did(run, form_file, empty):
    code, out, _ = run("import", "form", form_file, root=empty)
    assert code == 0
    assert (
        "wrote variables/tables/lantern/new/Glow.yaml: new on the form, its title and description wait for you" in out
    )
    assert out.endswith("95 rows of the form, 96 variables, 96 of them new\n")


def test_the_second_import_writes_nothing(run, form_file, root):
    before = files_of(root)
    code, out, _ = run("import", "form", form_file, root=root)
    assert (code, out) == (0, "95 rows of the form, 96 variables, 0 of them new\n")
    assert files_of(root) == before


def test_a_dry_run_into_an_empty_catalogue_writes_nothing(run, form_file, empty):
    before = files_of(empty)
    code, out, _ = run("import", "form", form_file, "--dry-run", root=empty)
    assert code == 0
    assert "lantern.Glow: new on the form (tab Lantern_01-02_to_20-21, row 8)" in out
    assert "96 differences; nothing was written (--dry-run)" in out
    assert files_of(empty) == before


def test_a_dry_run_of_a_change_writes_nothing(run, spoil, root):
    before = files_of(root)
    code, out, _ = run("import", "form", spoil(new_years), "--dry-run", root=root)
    assert code == 0
    assert "lantern.Glow: the years changed from `2001/02-2020/21` to `2001/02-2019/20`" in out
    assert files_of(root) == before


# ------------------------------------------------------------------------------------------------ words of people

BY_HAND = """\
# looked after by the lamp group
id: lantern.Glow
title: How the lamp glows
description: |
  What it is like to look into the lamp.

  See [[lantern.Smoke]].
unit: glows   # not candles
caution:
  - Do not look too long.
name: Glow_[term][yy]
field: Glow
old_names:
  - {name: "glow_[yy]", kind: old alias}
type: category
codes:
  # the mossy ones
  - {code: "M", label: "Moss"}   # green
  - {code: "F", label: "Fern", from: 2004/05}
years: 2001/02-2020/21   # checked with the lamp office

terms: [autumn, spring, summer]
request: by-request
identifiability: 5
sensitivity: C
"""


def by_hand(root, text=BY_HAND):
    """Gives the entry of Glow a person's words, in a topic folder of its own."""
    old = path_of(root, "lantern.Glow")
    rows = old.read_text(encoding="utf-8")
    path = old.parent.parent / "brightness" / "Glow.yaml"
    path.parent.mkdir()
    path.write_text(text + rows[rows.index("form:") :] + "# end\n", encoding="utf-8", newline="")
    old.unlink()
    return path


def test_words_and_remarks_survive_a_change_of_years_and_codes(run, spoil, root):
    path = by_hand(root)
    before = path.read_text(encoding="utf-8")

    def change(book):
        new_years(book)
        put(book, LANTERN, "Glow_[term][yy]", "I", "M = Moss\nF = Fern, green\nH = Heath")

    out = imported(run, spoil, root, change)
    assert "changed variables/tables/lantern/brightness/Glow.yaml: codes, years, form" in out
    after = path.read_text(encoding="utf-8")
    wanted = before.replace("years: 2001/02-2020/21 ", "years: 2001/02-2019/20 ").replace(
        '  - {code: "F", label: "Fern", from: 2004/05}\n',
        '  - {code: "F", label: "Fern, green", from: 2004/05}\n  - {code: "H", label: "Heath"}\n',
    )
    assert after[: after.index("form:")] == wanted[: wanted.index("form:")]
    assert after.endswith("# end\n")
    assert run("sync", spoil(change), root=root)[0] == 0


def test_line_breaks_of_windows_stay(run, spoil, root):
    path = by_hand(root)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    imported(run, spoil, root, new_years)
    after = path.read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n")
    assert (
        after[: after.index(b"form:")]
        == before.replace(b"2001/02-2020/21 ", b"2001/02-2019/20 ")[: before.index(b"form:")]
    )


def test_a_deliberate_departure_from_the_form_stays(run, spoil, root):
    path = by_hand(root, BY_HAND + "differs_from_form:\n  years: The lamp office says that 2020/21 was dark.\n")
    path.write_text(path.read_text(encoding="utf-8").replace("2001/02-2020/21 ", "2001/02-2018/19 "), encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    out = imported(run, spoil, root, lambda book: put(book, LANTERN, "Glow_[term][yy]", "P", "D"))
    assert "lantern.Glow: years is kept as it is here: The lamp office says that 2020/21 was dark." in out
    after = path.read_text(encoding="utf-8")
    assert after[: after.index("form:")] == before.replace("sensitivity: C", "sensitivity: D")[: before.index("form:")]


def test_fields_that_are_ours_are_never_compared(run, form_file, root):
    path = by_hand(root, BY_HAND.replace("type: category", "type: text\nstatus: doubtful\nstatus_note: Nobody saw it."))
    before = path.read_bytes()
    assert run("import", "form", form_file, root=root)[1] == "95 rows of the form, 96 variables, 0 of them new\n"
    assert path.read_bytes() == before
    assert not {"title", "description", "type", "status", "caution", "unit", "evidence", "physical"} & set(FORM_FIELDS)


def test_a_request_level_that_is_again_that_of_the_table_is_not_repeated(run, form_file, root):
    path = path_of(root, "wages.lamp_id")
    before = path.read_bytes()
    path.write_bytes(before.replace(b"form:", b"request: default\nform:"))
    run("import", "form", form_file, root=root)
    assert path.read_bytes() == before


def test_what_the_form_no_longer_says_is_taken_out(run, spoil, root):
    path = by_hand(root)

    def change(book):
        put(book, LANTERN, "Glow_[term][yy]", "I", None)
        put(book, LANTERN, "Glow_[term][yy]", "C", None)
        put(book, LANTERN, "Glow_[term][yy]", "F", None)

    imported(run, spoil, root, change)
    variable = checked_catalogue(root).variables["lantern.Glow"]
    assert (variable.codes, variable.old_names) == (None, [])
    assert (variable.years, variable.years_note) == ("unknown", "The years cell of the form is blank.")
    assert "# looked after by the lamp group" in path.read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------ shared code lists

COLOURS = 'id: colours\ntitle: Colours of lamps\ncodes:\n  - {code: "M", label: "Moss"}\n  - {code: "F", label: "Fern"}\nevidence: [VRF]\n'


def share(root):
    """Puts the codes of Glow and Smoke in a shared list."""
    (root / "variables" / "code_lists").mkdir()
    (root / "variables" / "code_lists" / "colours.yaml").write_text(COLOURS, encoding="utf-8")
    for id in ("lantern.Glow", "lantern.Smoke"):
        path = path_of(root, id)
        own = 'codes:\n  - {code: "M", label: "Moss"}\n  - {code: "F", label: "Fern"}\n'
        path.write_text(path.read_text(encoding="utf-8").replace(own, "code_list: colours\n"), encoding="utf-8")


def test_a_shared_list_agrees_with_the_form(run, form_file, root):
    share(root)
    assert run("sync", form_file, root=root)[0] == 0


def test_codes_that_leave_their_shared_list_and_come_back(run, spoil, form_file, root):
    share(root)
    before = files_of(root)

    def change(book):  # Smoke follows, for its cell says `As for Glow`
        put(book, LANTERN, "Glow_[term][yy]", "I", "M = Moss\nF = Fir")
        put(book, LANTERN, "Smoke_[term][yy]", "I", "M = Moss\nF = Fern")

    imported(run, spoil, root, change)
    assert '\ncodes:\n  - {code: "M", label: "Moss"}\n  - {code: "F", label: "Fir"}\n' in path_of(
        root, "lantern.Glow"
    ).read_text(encoding="utf-8")
    assert "code_list" not in path_of(root, "lantern.Glow").read_text(encoding="utf-8")
    assert checked_catalogue(root).variables["lantern.Smoke"].code_list == "colours"
    run("import", "form", form_file, root=root)
    assert files_of(root) == before


def test_a_shared_list_changes_with_all_its_users(run, spoil, form_file, root):
    share(root)
    path = root / "variables" / "code_lists" / "colours.yaml"
    path.write_text(COLOURS.replace('label: "Fern"', 'label: "Fern", from: 2004/05'), encoding="utf-8")
    before = files_of(root)

    def change(book):  # Smoke follows, for its cell says `As for Glow`
        put(book, LANTERN, "Glow_[term][yy]", "I", "M = Moss\nF = Fir")

    out = imported(run, spoil, root, change)
    assert "changed variables/code_lists/colours.yaml: codes\n" in out
    assert '  - {code: "F", label: "Fir", from: 2004/05}\nevidence' in path.read_text(encoding="utf-8")
    assert checked_catalogue(root).variables["lantern.Glow"].code_list == "colours"
    assert run("sync", spoil(change), root=root)[0] == 0
    run("import", "form", form_file, root=root)
    assert files_of(root) == before


def test_codes_move_from_one_shared_list_to_another(run, spoil, root):
    share(root)
    path = root / "variables" / "code_lists" / "trees.yaml"
    path.write_text(
        COLOURS.replace("colours", "trees").replace("Moss", "Alder").replace("Fern", "Birch"), encoding="utf-8"
    )
    other = path_of(root, "trial_mark.TR_LIST")  # so that someone uses the list
    text = other.read_text(encoding="utf-8")
    start, end = text.index("codes:"), text.index("years:")
    other.write_text(text[:start] + "code_list: trees\n" + text[end:], encoding="utf-8")

    def change(book):
        put(book, LANTERN, "Glow_[term][yy]", "I", "M = Alder\nF = Birch")
        put(book, LANTERN, "Smoke_[term][yy]", "I", "M = Moss\nF = Fern")
        put(book, TRIAL, "TR_LIST", "I", "M = Alder\nF = Birch")

    imported(run, spoil, root, change)
    catalogue = checked_catalogue(root)
    assert (catalogue.variables["lantern.Glow"].code_list, catalogue.variables["lantern.Glow"].codes) == ("trees", None)
    assert run("sync", spoil(change), root=root)[0] == 0


def test_a_new_variable_uses_the_shared_list_that_has_its_codes(run, spoil, root):
    share(root)

    def change(book):
        book[LANTERN].append(
            ["Rim_[term][yy]", "Rim", None, None, None, "2010/11", "The rim.", None, "M = Moss\nF = Fern"]
        )

    out = imported(run, spoil, root, change)
    assert "wrote variables/tables/lantern/new/Rim.yaml" in out
    assert "code_list: colours" in path_of(root, "lantern.Rim").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------ families

JOURNEY = "Journey_01-02_to_20-21"


def journey(book, row, column, value):
    book[JOURNEY][f"{column}{row}"].value = value


def test_a_family_agrees_with_the_form(run, form_file, root, family):
    before = files_of(root)
    assert run("import", "form", form_file, root=root)[1] == "95 rows of the form, 96 variables, 0 of them new\n"
    assert files_of(root) == before


def test_a_member_is_updated_in_place(run, spoil, root, family):
    before = family.read_text(encoding="utf-8")
    out = imported(run, spoil, root, lambda book: journey(book, 9, "E", "2001/02 - 2018/19"))
    assert "changed variables/tables/journey/ever/JO_Ever.yaml: years, form" in out
    after = family.read_text(encoding="utf-8")
    was, now = ([line for line in text.split("\n") if "{row:" not in line] for text in (before, after))
    assert now == [line.replace("2001/02-2020/21   # all", "2001/02-2018/19   # all") for line in was]
    assert run("sync", spoil(lambda book: journey(book, 9, "E", "2001/02 - 2018/19")), root=root)[0] == 0


def test_a_member_departs_from_what_the_family_shares(run, spoil, root, family):
    def change(book):
        journey(book, 10, "H", "0 = Never\n1 = Once")
        journey(book, 10, "M", "D")

    imported(run, spoil, root, change)
    catalogue = checked_catalogue(root)
    assert [code.label for code in catalogue.codes(catalogue.variables["journey.JO_EverLent"])] == ["Never", "Once"]
    assert [code.label for code in catalogue.codes(catalogue.variables["journey.JO_EverLit"])] == ["No", "Yes"]
    assert [catalogue.variables[f"journey.JO_Ever{what}"].sensitivity for what in ("Lit", "Lent")] == ["E", "D"]
    assert run("sync", spoil(change), root=root)[0] == 0


def test_a_member_loses_what_the_family_shares(run, spoil, root, family):
    def change(book):
        journey(book, 9, "H", None)
        journey(book, 9, "L", None)

    imported(run, spoil, root, change)
    catalogue = checked_catalogue(root)
    assert catalogue.variables["journey.JO_EverLit"].identifiability is None
    assert catalogue.codes(catalogue.variables["journey.JO_EverLit"]) == []
    assert len(catalogue.codes(catalogue.variables["journey.JO_EverLent"])) == 2
    assert run("sync", spoil(change), root=root)[0] == 0


def test_a_member_leaves_the_shared_list_of_its_family(run, spoil, root, family):
    (root / "variables" / "code_lists").mkdir()
    (root / "variables" / "code_lists" / "yes_no.yaml").write_text(
        'id: yes_no\ntitle: Yes or no\ncodes:\n  - {code: "0", label: "No"}\n  - {code: "1", label: "Yes"}\nevidence: [VRF]\n',
        encoding="utf-8",
    )
    text = family.read_text(encoding="utf-8")
    own = '  codes:\n    - {code: "0", label: "No"}\n    - {code: "1", label: "Yes"}\n'
    assert own in text
    family.write_text(text.replace(own, "  code_list: yes_no\n"), encoding="utf-8")

    def change(book):
        journey(book, 9, "H", "0 = Never\n1 = Once")

    imported(run, spoil, root, change)
    catalogue = checked_catalogue(root)
    assert [code.label for code in catalogue.codes(catalogue.variables["journey.JO_EverLit"])] == ["Never", "Once"]
    assert catalogue.variables["journey.JO_EverLent"].code_list == "yes_no"
    assert run("sync", spoil(change), root=root)[0] == 0


def test_a_list_that_a_member_loses_becomes_an_empty_one(run, spoil, root, family):
    text = family.read_text(encoding="utf-8")
    family.write_text(
        text.replace(
            "  request: by-request\n", "  request: by-request\n  contradictions: [The form is of two minds.]\n"
        ),
        encoding="utf-8",
    )
    imported(run, spoil, root, lambda book: None)
    catalogue = checked_catalogue(root)
    assert [catalogue.variables[f"journey.JO_Ever{what}"].contradictions for what in ("Lit", "Lent")] == [[], []]


# ------------------------------------------------------------------------------------------------ gone, new, renamed


GONE = 'deprecated:\n  reason: "The request form no longer lists it: it is not in `changed-form.xlsx`."\n'
"""What an import writes at an entry that the form no longer has."""


def empty_row(tab, name):
    """A change that empties the row of a variable; no other row moves."""

    def change(book):
        for cell in book[tab][form.find(book, tab, name)]:
            cell.value = None

    return change


def delete_row(tab, name):
    """A change that takes the row of a variable out; the rows below it move up."""

    def change(book):
        book[tab].delete_rows(form.find(book, tab, name))
        book.kept = {}

    return change


def test_a_variable_that_is_gone_keeps_its_entry_and_says_so(run, spoil, root):
    path = path_of(root, "trial_pupil.TR_OPEN")
    before = files_of(root)
    changed = empty_row(TRIAL, "TR_OPEN")
    out = imported(run, spoil, root, changed)
    assert "changed variables/tables/trial_pupil/new/TR_OPEN.yaml: deprecated\n" in out
    assert "trial_pupil.TR_OPEN: no longer on the form; its entry stays and says so under `deprecated:`\n" in out
    wanted = {**before, path.relative_to(root).as_posix(): path.read_bytes()}
    assert files_of(root) == wanted, "nothing else changed"
    text = path.read_text(encoding="utf-8")
    assert text.replace(GONE, "").encode() == before[path.relative_to(root).as_posix()]
    assert GONE in text
    assert run("check", root=root)[0] == 0
    assert run("sync", spoil(changed), root=root)[0] == 0


def test_rows_that_move_up_do_not_lock_the_catalogue(run, spoil, form_file, root):
    before = files_of(root)
    changed = delete_row(LANTERN, "WickStage_[term][yy]")
    imported(run, spoil, root, changed)
    assert run("check", root=root)[0] == 0
    assert run("sync", spoil(changed), root=root)[0] == 0
    code, out, _ = run("import", "form", form_file, root=root)
    assert code == 0
    assert "lantern.WickStage: on the form again, so its `deprecated:` of an earlier import goes" in out
    assert files_of(root) == before


def test_a_second_form_without_it_changes_nothing(run, spoil, root):
    spoiled = spoil(empty_row(TRIAL, "TR_OPEN"))
    assert run("import", "form", spoiled, root=root)[0] == 0
    before = files_of(root)
    later = spoiled.rename(spoiled.with_name("later.xlsx"))
    assert run("import", "form", later, root=root)[0] == 0
    assert files_of(root) == before


@pytest.mark.parametrize(
    "name", ["form [[x]] `2` \u202e.xlsx", "a" * 200 + ".xlsx", "#1: it's {2}.xlsx", "Formular für 2026.xlsx"]
)
def test_any_file_name_makes_a_reason_that_is_known_again(run, spoil, form_file, root, name):
    before = files_of(root)
    spoiled = spoil(empty_row(TRIAL, "TR_OPEN"))
    spoiled = spoiled.rename(spoiled.with_name(name))
    assert run("import", "form", spoiled, root=root)[0] == 0
    assert run("check", root=root)[0] == 0
    assert run("import", "form", form_file, root=root)[0] == 0
    assert files_of(root) == before


def test_sync_says_that_a_withdrawn_variable_is_on_the_form_again(run, spoil, form_file, root):
    imported(run, spoil, root, empty_row(TRIAL, "TR_OPEN"))
    code, out, _ = run("sync", form_file, root=root)
    assert code == 1
    assert out.startswith("trial_pupil.TR_OPEN: on the form again, so its `deprecated:` of an earlier import goes\n")
    assert "0 added, 0 removed, 1 changed" in out


@pytest.mark.parametrize(
    "words",
    [
        "deprecated:\n  reason: Nobody may have it.\n",
        GONE + "  replaced_by: trial_pupil.TR_CLOSE\n",
        GONE.replace(".xlsx`.", ".xlsx`. We asked, and it is gone for good."),
    ],
    ids=["other words", "a replacement", "more words"],
)
def test_what_a_person_wrote_of_a_withdrawal_stays(run, form_file, root, words):
    path = path_of(root, "trial_pupil.TR_OPEN")
    path.write_text(path.read_text(encoding="utf-8").replace("form:", words + "form:"), encoding="utf-8")
    before = files_of(root)
    for command in (["sync"], ["import", "form"]):
        code, out, _ = run(*command, form_file, root=root)
        assert code == 0
        assert "trial_pupil.TR_OPEN: on the form, but stays withdrawn as a person wrote here: " in out
    assert files_of(root) == before


def test_a_member_that_is_gone_and_comes_back(run, spoil, form_file, root, family):
    before = files_of(root)

    def changed(book):
        for cell in book[JOURNEY][9]:
            cell.value = None
            book.kept.get(JOURNEY, {}).pop(cell.coordinate, None)

    imported(run, spoil, root, changed)
    text = family.read_text(encoding="utf-8")
    assert '    deprecated:\n      reason: "The request form no longer lists it' in text
    variables = checked_catalogue(root).variables
    assert variables["journey.JO_EverLit"].deprecated and not variables["journey.JO_EverLent"].deprecated
    assert run("sync", spoil(changed), root=root)[0] == 0
    assert run("import", "form", form_file, root=root)[0] == 0
    assert files_of(root) == before


def test_of_two_entries_the_one_in_use_is_that_of_the_form(run, form_file, root):
    """A person gave Glow a new entry and withdrew the old one, rows and all."""
    path = path_of(root, "lantern.Glow")
    text = path.read_text(encoding="utf-8")
    old = text.replace("lantern.Glow", "lantern.Flare").replace("\nname: ", "\nname: old_")
    old = old.replace("{row: 8,", '{row: 8, name: "Glow_[term][yy]",')
    path.with_name("Flare.yaml").write_text(
        old.replace("form:", "deprecated:\n  reason: See Glow.\nform:"), encoding="utf-8"
    )
    assert run("check", root=root)[1].startswith("all is well")
    code, out, _ = run("sync", form_file, root=root)
    assert (code, "Flare" in out) == (0, False), out


def test_a_withdrawn_variable_is_not_missed(run, spoil, root):
    path = path_of(root, "trial_pupil.TR_OPEN")
    path.write_text(
        path.read_text(encoding="utf-8").replace("form:", "deprecated:\n  reason: Gone.\nform:"), encoding="utf-8"
    )

    before = files_of(root)
    changed = spoil(empty_row(TRIAL, "TR_OPEN"))
    assert run("sync", changed, root=root)[0] == 0
    assert run("import", "form", changed, root=root)[0] == 0
    assert files_of(root) == before


def test_a_renamed_variable_keeps_its_id_and_its_words(run, spoil, root):
    path = by_hand(root)

    def change(book):
        put(book, LANTERN, "Glow_[term][yy]", "A", "Shine_[term][yy]")

    imported(run, spoil, root, change)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# looked after by the lamp group\nid: lantern.Glow\ntitle: How the lamp glows\n")
    assert '\nname: "Shine_[term][yy]"\n' in text or "\nname: Shine_[term][yy]\n" in text
    assert run("sync", spoil(change), root=root)[0] == 0


def test_a_new_variable_never_takes_the_id_of_another(run, spoil, root):
    path = root / "variables" / "tables" / "lantern" / "old" / "Rim.yaml"
    path.parent.mkdir()
    path.write_text(
        "id: lantern.Rim\ntitle: Old rim\ndescription: An old rim.\nname: OldRim\ntype: text\nyears: 2001/02\nevidence: [VRF]\ndeprecated:\n  reason: Gone.\n",
        encoding="utf-8",
    )
    before = path.read_bytes()

    def change(book):
        book[LANTERN].append(["RIM_[term][yy]", "Rim", None, None, None, "2010/11", "The rim."])

    out = imported(run, spoil, root, change)
    assert "wrote variables/tables/lantern/new/RIM_2.yaml" in out
    assert path.read_bytes() == before
    assert run("check", root=root)[0] == 0
    assert run("sync", spoil(change), root=root)[0] == 0


def test_a_broken_definition_stops_the_import(run, form_file, root):
    path = path_of(root, "lantern.Glow")
    path.write_text(path.read_text(encoding="utf-8").replace("id: ", "ident: "), encoding="utf-8")
    before = files_of(root)
    code, out, _ = run("import", "form", form_file, root=root)
    assert code == 1
    assert "variables/tables/lantern/new/Glow.yaml:1:1" in out
    assert files_of(root) == before
