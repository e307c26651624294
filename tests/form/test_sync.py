"""`leo-kb sync`: says whether the form and the definitions agree, and every difference in words: which variable, what, before and after."""

import made_up_form as form
import pytest
from small_base import files_of

LANTERN, TRIAL = "Lantern_01-02_to_20-21", "Trial_95-96_to_15-16 "


def put(tab, name, column, value):
    """A change of one cell in the row of a variable."""
    return lambda book: setattr(book[tab][f"{column}{form.find(book, tab, name)}"], "value", value)


def move_to_other_block(book):
    """Ash moves from the default block to the end of the block by request, in the blank row below it."""
    sheet = book[LANTERN]
    row = form.find(book, LANTERN, "Ash_[term][yy]")
    goal = form.find(book, LANTERN, "Haze_[term][yy]") + 1
    for column in range(1, 17):
        sheet.cell(goal, column).value = sheet.cell(row, column).value
        sheet.cell(row, column).value = None


def swap_rows(book):
    """LampSource and OilEligible change places."""
    sheet = book[LANTERN]
    for column in range(1, 19):
        one, other = sheet.cell(9, column), sheet.cell(10, column)
        one.value, other.value = other.value, one.value


def add_row(book):
    book["Applicants_07-08_to_20-21"].append(["lamp_height", "How high it hangs."])


def delete_row(book):
    book["Lessons _02-03_to_20-21"].delete_rows(8)


def rename_both(book):
    put(LANTERN, "Glow_[term][yy]", "B", "Shine")(book)
    put(LANTERN, "Glow_[term][yy]", "A", "Shine_[term][yy]")(book)


GLOW, LIST = "lantern.Glow", "trial_mark.TR_LIST"

CHANGES = {
    # the change, and the sentences that must name it
    "name": (
        put(LANTERN, "Glow_[term][yy]", "A", "Shine_[term][yy]"),
        [f"{GLOW}: the name changed from `Glow_[term][yy]` to `Shine_[term][yy]`"],
    ),
    "field": (
        put(LANTERN, "Glow_[term][yy]", "B", "Shine"),
        [f"{GLOW}: the field reference changed from `Glow` to `Shine`"],
    ),
    "name and field": (
        rename_both,
        ["lantern.Shine: new on the form (tab Lantern_01-02_to_20-21, row 8)", f"{GLOW}: no longer on the form"],
    ),
    "old alias": (
        put(LANTERN, "Glow_[term][yy]", "C", "shine_[yy]"),
        [f"{GLOW}: the old name `glow_[yy]` is gone", f"{GLOW}: a new old name `shine_[yy]`"],
    ),
    "years of an old name": (
        put(LANTERN, "LampSource_[term][yy]", "A", "LampSource_[term][yy]\n\nSourceOfLamp_[term][yy] in 2002/03"),
        ["lantern.LampSource: the years of its old names changed"],
    ),
    "years": (
        put(LANTERN, "Glow_[term][yy]", "F", "2001/2002 - 2019/2020"),
        [
            f"{GLOW}: the years changed from `2001/02-2020/21` to `2001/02-2019/20`",
            f"{GLOW}: the years cell changed from `2001/2002 - 2020/2021` to `2001/2002 - 2019/2020`",
        ],
    ),
    "years, spelling only": (
        put(LANTERN, "Glow_[term][yy]", "F", "2001/02 - 2020/21"),
        [f"{GLOW}: the years cell changed from `2001/2002 - 2020/2021` to `2001/02 - 2020/21`"],
    ),
    "years gone": (
        put(LANTERN, "Glow_[term][yy]", "F", None),
        [
            f"{GLOW}: the years changed from `2001/02-2020/21` to `unknown`",
            f"{GLOW}: the note on its years changed from nothing to `The years cell of the form is blank.`",
        ],
    ),
    "type": (
        put(LANTERN, "Glow_[term][yy]", "H", "Text"),
        [f"{GLOW}: the data type changed from `Categorical` to `Text`"],
    ),
    "term": (
        put(LANTERN, "Glow_[term][yy]", "J", "Aut"),
        [
            f"{GLOW}: the terms changed from `autumn`, `spring`, `summer` to `autumn`",
            f"{GLOW}: the collection term changed from `Aut, Spr, Sum` to `Aut`",
        ],
    ),
    "code label": (
        put(TRIAL, "TR_LIST", "I", "A = Amber\nB = Black\nC = Copper"),
        [f"{LIST}: the label of code `B` changed from `Blue` to `Black`"],
    ),
    "code added": (
        put(TRIAL, "TR_LIST", "I", "A = Amber\nB = Blue\nC = Copper\nD = Dark"),
        [f"{LIST}: a new code `D` (Dark)"],
    ),
    "code removed": (put(TRIAL, "TR_LIST", "I", "A = Amber\nC = Copper"), [f"{LIST}: the code `B` (Blue) is gone"]),
    "codes in another order": (
        put(TRIAL, "TR_LIST", "I", "B = Blue\nA = Amber\nC = Copper"),
        [f"{LIST}: its codes stand in another order"],
    ),
    "why a value is missing": (
        put(TRIAL, "TR_BARE", "I", "*,A,B,Q,NULL"),
        ["trial_mark.TR_BARE: a new code `NULL` (no label)"],
    ),
    "codes gone": (
        put(TRIAL, "TR_LIST", "I", None),
        [f"{LIST}: the code `A` (Amber) is gone", f"{LIST}: the code `B` (Blue) is gone", "trial_mark.TR_POINTER"],
    ),
    "range": (
        put(LANTERN, "Ash_[term][yy]", "I", "0 to 12"),
        ["lantern.Ash: the range changed from `0 to 11` to `0 to 12`"],
    ),
    "range gone": (
        put(LANTERN, "Ash_[term][yy]", "I", None),
        ["lantern.Ash: the range changed from `0 to 11` to nothing"],
    ),
    "request level": (
        move_to_other_block,
        [
            "lantern.Ash: the request level changed from `default` to `by-request`",
            "lantern.Ash: the block changed from `default` to `by request`",
        ],
    ),
    "sensitivity": (
        put(LANTERN, "Glow_[term][yy]", "P", "B"),
        [f"{GLOW}: the sensitivity changed from `C` to `B`", f"{GLOW}: the sensitivity cell changed from `C` to `B`"],
    ),
    "identifiability": (
        put(LANTERN, "Glow_[term][yy]", "O", 2),
        [f"{GLOW}: the identifiability changed from `5` to `2`"],
    ),
    "sensitivity off the scale": (
        put(LANTERN, "Glow_[term][yy]", "P", "X"),
        [
            f"{GLOW}: the sensitivity changed from `C` to nothing",
            f"{GLOW}: its contradictions changed from nothing to `The form prints `X` as sensitivity, which is not on its scale.`",
        ],
    ),
    "level of care": (
        put(LANTERN, "Glow_[term][yy]", "L", "CIN"),
        [f"{GLOW}: the level of care changed from `None` to `CIN`"],
    ),
    "description": (
        put(LANTERN, "Glow_[term][yy]", "G", "How brightly the lamp glows."),
        [f"{GLOW}: the wording of its description, values or notes changed on the form"],
    ),
    "row order": (
        swap_rows,
        ["lantern.LampSource: row 9 of the form is now row 10", "lantern.OilEligible: row 10 of the form is now row 9"],
    ),
    "row added": (add_row, ["applicants.lamp_height: new on the form (tab Applicants_07-08_to_20-21, row 10)"]),
    "row deleted": (
        delete_row,
        [
            "lessons.Old_flag: no longer on the form",
            "lessons.Broken_flag: row 9 of the form is now row 8",
            "lessons.HomePlace: row 10 of the form is now row 9",
        ],
    ),
    "one of two rows deleted": (
        lambda book: book[LANTERN].delete_rows(17),
        [
            "lantern.Spark: it stands in 1 row of the form, not in 2",
            "lantern.Spark: the years changed from `2008/09-2009/10, 2011/12-2020/21` to `2008/09-2009/10`",
        ],
    ),
    "repeats": (
        put(
            "Outing_05-06_to_20-21",
            "Following variables repeated for each outing ordered by Start. Maximum of 40 iterations.",
            "A",
            "Following variables repeated. Maximum of 50 iterations.",
        ),
        ["outing_table3.Reason_n_ou: the repeats changed from `40` to `50`"],
    ),
    "table": (
        put("Outing_05-06_to_20-21", "Start_ou[yy]", "J", "2"),
        [
            "outing_table2.Start_ou: new on the form (tab Outing_05-06_to_20-21, row 6)",
            "outing_table1.Start_ou: no longer on the form",
        ],
    ),
}

ALONE = {
    "name",
    "field",
    "old alias",
    "years",
    "years, spelling only",
    "type",
    "sensitivity",
    "identifiability",
    "description",
    "row order",
    "row added",
    "request level",
    "level of care",
}
"""Changes whose only sentences are about the variable itself; others have sentences about neighbours or rows that moved."""


def test_no_difference(run, form_file, filled):
    assert run("sync", form_file, root=filled) == (
        0,
        "form and catalogue agree: 95 rows of the form, 96 variables\n",
        "reading made-up-form.xlsx …\n",
    )


@pytest.mark.parametrize("kind", CHANGES)
def test_differences(run, spoil, filled, kind):
    change, sentences = CHANGES[kind]
    before = files_of(filled)
    code, out, _ = run("sync", spoil(change), root=filled)
    assert code == 1
    lines = out.split("\n")
    for sentence in sentences:
        assert any(line.startswith(sentence) for line in lines), f"nothing says `{sentence}` in:\n{out}"
    about = {sentence.split(":")[0] for sentence in sentences}
    if kind in ALONE:
        assert {line.split(":")[0] for line in lines[:-2]} <= about
    assert lines[-2].startswith("form and catalogue differ: ")
    assert "`leo-kb import form " in lines[-2]
    assert files_of(filled) == before, "sync writes nothing"


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        ("name", "0 added, 0 removed"),
        ("row added", "1 added, 0 removed, 0 changed"),
        ("row deleted", "0 added, 1 removed, 2 changed"),
    ],
)
def test_counts(run, spoil, filled, kind, counts):
    assert f"form and catalogue differ: {counts}" in run("sync", spoil(CHANGES[kind][0]), root=filled)[1]


def test_differences_come_in_the_order_of_the_form(run, spoil, filled):
    def change(book):
        put(TRIAL, "TR_LIST", "I", "E = Ember\nD = Dark\nA = Amber, lit\nC = Copper, lit")(book)
        put(LANTERN, "Glow_[term][yy]", "P", "B")(book)

    lines = [
        line
        for line in run("sync", spoil(change), root=filled)[1].split("\n")
        if line.startswith(("lantern.Glow", "trial_mark.TR_LIST: a", "trial_mark.TR_LIST: the"))
    ]
    assert [line.partition(": ")[2][:35] for line in lines] == [
        "the sensitivity changed from `C` to",
        "the sensitivity cell changed from `",
        "the code `B` (Blue) is gone",
        "a new code `E` (Ember)",
        "a new code `D` (Dark)",
        "the label of code `A` changed from ",
        "the label of code `C` changed from ",
        "the wording of its description, val",
    ]


def test_a_change_in_the_form_beside_a_change_in_the_catalogue(run, spoil, root):
    path = root / "variables" / "tables" / "lantern" / "new" / "Glow.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"Fern"', '"Fir"').replace("sensitivity: C\n", "sensitivity: A\n"),
        encoding="utf-8",
    )
    code, out, _ = run("sync", spoil(put(LANTERN, "Glow_[term][yy]", "O", 4)), root=root)
    assert code == 1
    assert "lantern.Glow: the label of code `F` changed from `Fir` to `Fern`" in out
    assert "lantern.Glow: the sensitivity changed from `A` to `C`" in out
    assert "lantern.Glow: the identifiability changed from `5` to `4`" in out


def test_departures_are_listed_and_are_no_difference(run, form_file, root):
    path = root / "variables" / "tables" / "lantern" / "new" / "Glow.yaml"
    text = path.read_text(encoding="utf-8").replace("years: 2001/02-2020/21", "years: 2001/02-2018/19")
    path.write_text(text.replace("form:\n", "differs_from_form:\n  years: It was dark.\nform:\n"), encoding="utf-8")
    code, out, _ = run("sync", form_file, root=root)
    assert (code, out) == (
        0,
        "lantern.Glow: years is kept as it is here: It was dark.\nform and catalogue agree: 95 rows of the form, 96 variables\n",
    )


def test_after_an_import_there_is_no_difference(run, spoil, root):
    def change(book):
        for kind in ("years", "sensitivity", "name", "code label", "request level", "row order", "row added"):
            CHANGES[kind][0](book)

    changed = spoil(change)
    assert run("sync", changed, root=root)[0] == 1
    assert run("import", "form", changed, root=root)[0] == 0
    assert run("sync", changed, root=root)[:2] == (0, "form and catalogue agree: 96 rows of the form, 97 variables\n")
