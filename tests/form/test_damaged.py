"""A damaged form: nothing is guessed. Each fault is reported with its tab and row and a remedy, the exit code is 1, and nothing is written."""

import sys
import zipfile

import made_up_form as form
import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from small_base import files_of

from build_tools.cli import main
from build_tools.form.workbook import MANUAL

LANTERN, TRIAL, SHELTER, OUTING = (
    "Lantern_01-02_to_20-21",
    "Trial_95-96_to_15-16 ",
    "Shelter_08-09_to_20-21",
    "Outing_05-06_to_20-21",
)
APPLICANTS, LESSONS = "Applicants_07-08_to_20-21", "Lessons _02-03_to_20-21"
FIRST, SECOND = 7, 27
"""Rows of headings of the two blocks of the lantern tab."""


def cell(tab, place, value):
    """A change of one cell."""
    return lambda book: setattr(book[tab][place], "value", value)


def empty_row(tab, row):
    def change(book):
        for place in book[tab][row]:
            place.value = None

    return change


def rename_tab(tab, name):
    def change(book):
        book[tab].title = name
        book.kept = {}

    return change


def remove_tab(tab):
    def change(book):
        del book[tab]
        book.kept = {}

    return change


def new_tab(book):
    sheet = book.create_sheet("Candles_20-21")
    sheet.append(["Candles"])
    sheet.append(["NPD Alias", "Field Reference", "Years Populated", "Description"])
    sheet.append(["Candle_[yy]", "Candle", "2020/21", "A candle."])


def leave_nothing(book):
    for tab in book.sheetnames[1:]:
        del book[tab]
    empty_row(book.sheetnames[0], 1)(book)
    book.kept = {}


DAMAGE = {
    # the change; tab and row, rule, and words of the message of the first problem
    "missing tab": (remove_tab(LANTERN), LANTERN, 1, "form-tab", f"the tab `{LANTERN}` is missing"),
    "renamed tab": (rename_tab(LANTERN, "Lantern_01-02_to_21-22"), LANTERN, 1, "form-tab", "is missing; `Lantern_01-02_to_21-22` looks like it"),
    "no tab at all": (leave_nothing, LANTERN, 1, "form-tab", "is missing"),
    "new tab with variables": (new_tab, "Candles_20-21", 1, "form-tab", "the tab `Candles_20-21` defines variables of no known table"),
    "renamed heading": (
        cell(LANTERN, f"F{FIRST}", "Years Populted"), LANTERN, FIRST, "form-heading", "the heading `Years Populted` is not known; is it `yearspopulated`?",
    ),
    "renamed heading, second block": (cell(LANTERN, f"F{SECOND}", "Seasons"), LANTERN, SECOND, "form-heading", "the heading `Seasons` is not known"),
    "new heading": (cell(LANTERN, f"S{FIRST}", "Colour"), LANTERN, FIRST, "form-heading", "the heading `Colour` is not known"),
    "deleted heading": (cell(LANTERN, f"G{FIRST}", None), LANTERN, FIRST, "form-heading", "no column is headed as description"),
    "deleted heading of the names": (cell(LANTERN, f"A{FIRST}", None), LANTERN, FIRST, "form-heading", "no column holds the names"),
    "deleted heading of the allowed values": (
        cell(LANTERN, f"I{FIRST}", None), LANTERN, 8, "form-heading", "stands in column I of the tab, which has no heading",
    ),
    "deleted heading of the years": (cell(LESSONS, "F3", None), LESSONS.strip(), 3, "form-heading", "no column is headed as years"),
    "two columns with one heading": (cell(LANTERN, f"G{FIRST}", "Years Populated"), LANTERN, FIRST, "form-heading", "two columns are headed as years"),
    "two columns with one heading in two spellings": (cell(LANTERN, f"C{FIRST}", "NPDAlias"), LANTERN, FIRST, "form-heading", "two columns are headed as name"),
    "row of headings gone": (empty_row(LANTERN, FIRST), LANTERN, 8, "form-heading", "the row of `Glow_[term][yy]` stands under no row of headings"),
    "second row of headings gone": (
        empty_row(LANTERN, SECOND), LANTERN, 28, "form-heading", "the row of `LanternRef_[term][yy]` stands under no row of headings",
    ),
    "only row of headings gone": (empty_row(APPLICANTS, 6), APPLICANTS, 1, "form-heading", "the tab has no row of headings"),
    "line of the second block gone": (empty_row(LANTERN, 24), LANTERN, SECOND, "form-heading", "a second row of headings"),
    "line of the second block renamed": (
        cell(LANTERN, "A24", "Standard Items"), LANTERN, 24, "form-section", "`Standard Items` looks like the heading of a table that is not known",
    ),
    "text beside the table": (
        cell(LANTERN, "U9", "see the other lamp"), LANTERN, 9, "form-heading", "`see the other lamp` stands in column U of the tab, which has no heading",
    ),
    "unknown heading of a table": (
        cell(TRIAL, "A12", "Trial Oil table"), TRIAL.strip(), 12, "form-section", "`Trial Oil table` looks like the heading of a table that is not known",
    ),
    "unknown heading of a table, one word": (cell(TRIAL, "A12", "Oil"), TRIAL.strip(), 12, "form-section", "`Oil` looks like the heading"),
    "unknown heading of a table, cells beside it": (
        cell(SHELTER, "A12", "n_Made_Up_Oil"), SHELTER, 12, "form-section", "`n_Made_Up_Oil` looks like the heading",
    ),
    "heading of a table gone": (empty_row(SHELTER, 9), SHELTER, 10, "form-section", "`SH_At31March` stands in section `none`, which is no known table"),
    "unknown table number": (cell(OUTING, "J6", "4"), OUTING, 6, "form-section", "`Start_ou[yy]` stands in table `4`, which is no known table"),
    "unknown table number beside a known one": (cell(OUTING, "J7", "1,4"), OUTING, 7, "form-section", "`Reason_ou[yy]` stands in table `1,4`"),
    "no table number": (cell(OUTING, "J7", None), OUTING, 7, "form-section", "`Reason_ou[yy]` stands in table `none`"),
    "formula without a value": (cell(LANTERN, "A15", "=VLOOKUP(B15,X1:Y9,2)"), LANTERN, 15, "form-formula", "does more than join texts"),
    "formula that leads to itself": (cell(LANTERN, "A15", "=A15"), LANTERN, 15, "form-formula", "the formula `=A15` has no kept value"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_reported_and_nothing_is_written(run, spoil, filled, kind):
    change, tab, row, rule, words = DAMAGE[kind]
    before = files_of(filled)
    code, out, err = run("import", "form", spoil(change), root=filled)
    assert code == 1
    lines = out.split("\n")
    assert lines[0].startswith(f"changed-form.xlsx[{tab}]:{row}:1: {rule}: "), out
    assert words in lines[0]
    assert lines[1].startswith("    help: ")
    assert len(lines[1]) > 20
    assert "found\n" in err
    assert "the form can not be trusted, so nothing was compared or written" in err
    assert files_of(filled) == before


@pytest.mark.parametrize(
    "kind",
    [
        "row of headings gone",
        "second row of headings gone",
        "text beside the table",
        "unknown table number",
        "new tab with variables",
        "renamed tab",
    ],
)
def test_one_fault_gives_few_messages(run, spoil, filled, kind):
    out = run("sync", spoil(DAMAGE[kind][0]), root=filled)[1]
    assert out.count("    help: ") <= 2, out


def test_problems_are_all_told_at_once(run, spoil, filled):
    def change(book):
        for kind in ("renamed heading", "unknown heading of a table", "unknown table number"):
            DAMAGE[kind][0](book)

    out = run("sync", spoil(change), root=filled)[1]
    assert {
        line.partition("]")[0].partition("[")[2] for line in out.split("\n") if line.startswith("changed-form")
    } == {LANTERN, TRIAL.strip(), OUTING}


def test_problems_as_json(run, spoil, filled):
    code, out, _ = run("sync", spoil(DAMAGE["unknown table number"][0]), "--format", "json", root=filled)
    assert code == 1
    assert '"path": "changed-form.xlsx[Outing_05-06_to_20-21]", "line": 6, "column": 1, "rule": "form-section"' in out


# ------------------------------------------------------------------------------------------------ what does no harm


def move_columns(book):
    """Description changes places with Years in both blocks."""
    sheet = book[LANTERN]
    for row in range(FIRST, sheet.max_row + 1):
        one, other = sheet[f"F{row}"], sheet[f"G{row}"]
        one.value, other.value = other.value, one.value


def move_tabs(book):
    book.move_sheet(LANTERN, offset=5)


def add_front_pages(book):
    book.create_sheet("Guidance", 0).append(["How to fill in the form", "Field", "Years", "Ask for few lamps."])
    book.create_sheet("Lamps in pictures").append(["Field", "Lamp"])


def add_chart(book):
    chart = BarChart()
    chart.add_data(Reference(book[LANTERN], min_col=15, min_row=8, max_row=12))
    book.create_chartsheet("Chart of lamps").add_chart(chart)


def fill_in(book):
    """An applicant ticks some fields."""
    for row in (8, 9, 10):
        book[LANTERN][f"Q{row}"].value = "x"
        book[LANTERN][f"R{row}"].value = "2010/11"


@pytest.mark.parametrize(
    "change", [move_columns, move_tabs, add_front_pages, add_chart, fill_in], ids=lambda change: change.__name__
)
def test_harmless_changes(run, spoil, filled, change):
    assert run("sync", spoil(change), root=filled)[:2] == (
        0,
        "form and catalogue agree: 95 rows of the form, 96 variables\n",
    )


# ------------------------------------------------------------------------------------------------ no form at all


def write_empty(path):
    path.write_bytes(b"")


def write_text(path):
    path.write_text("NPD Alias,Field Reference\nGlow,Glow\n", encoding="utf-8")


def write_half(path):
    form.save(form.workbook(), path)
    path.write_bytes(path.read_bytes()[:4000])


def write_other_zip(path):
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("readme.txt", "no workbook")


def write_folder(path):
    path.mkdir()


def write_nothing(path):
    pass


def write_broken_sheet(path):
    form.save(form.workbook(), path)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["xl/worksheets/sheet3.xml"] = b"<worksheet><sheetData><row>"
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)


@pytest.mark.parametrize(
    "write",
    [write_empty, write_text, write_half, write_other_zip, write_folder, write_nothing, write_broken_sheet],
    ids=lambda write: write.__name__,
)
@pytest.mark.parametrize("command", ["sync", "import form"])
def test_files_that_are_no_form(run, tmp_path, filled, write, command):
    path = tmp_path / "form.xlsx"
    write(path)
    before = files_of(filled)
    code, out, err = run(*command.split(), path, root=filled)
    assert code == 1
    words = "there is no such file" if write is write_nothing else "this is not a readable .xlsx workbook"
    assert f"{path}:1:1: form-file: {words}" in out
    assert "    help: " in out
    assert "Traceback" not in out + err
    assert files_of(filled) == before


@pytest.mark.parametrize("name", ["form.xls", "form.csv", "form"])
def test_a_form_with_another_ending(run, tmp_path, filled, form_file, name):
    (tmp_path / name).write_bytes(form_file.read_bytes())
    code, out, _ = run("sync", tmp_path / name, root=filled)
    assert code == 1
    assert "save it as .xlsx" in out


def test_an_empty_workbook(run, tmp_path, filled):
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    code, out, _ = run("sync", tmp_path / "empty.xlsx", root=filled)
    assert code == 1
    assert out.count("form-tab: the tab `") == len({table.form.tab for table in form.tables().values()})


def test_a_computer_that_can_not_read_workbooks(run, monkeypatch, filled, form_file):
    monkeypatch.setitem(sys.modules, "openpyxl.reader.excel", None)
    code, out, _ = run("sync", form_file, root=filled)
    assert code == 1
    assert "form-reader: the package that reads workbooks is not installed\n    help: run `pip install" in out


def test_every_rule_of_the_form_is_broken_here():
    assert set(MANUAL) == {rule for _, _, _, rule, _ in DAMAGE.values()} | {"form-file", "form-reader"}


def test_no_form_given(capsys, filled):
    with pytest.raises(SystemExit) as stopped:
        main(["sync", "--root", str(filled)])
    assert stopped.value.code == 2
    assert "FORM.xlsx" in capsys.readouterr().err


def test_no_knowledge_base(capsys, form_file, tmp_path):
    assert main(["sync", str(form_file), "--root", str(tmp_path)]) == 2
    assert "there is no folder `variables`" in capsys.readouterr().err
