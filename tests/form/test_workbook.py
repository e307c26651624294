"""The layout of the form: which rows define a variable, in which table and block, and what their cells say."""

import made_up_form as form
import openpyxl
import pytest

from build_tools.form.workbook import HEADINGS, read_form

LANTERN, TRIAL, SHELTER, OUTING = (
    "Lantern_01-02_to_20-21",
    "Trial_95-96_to_15-16",
    "Shelter_08-09_to_20-21",
    "Outing_05-06_to_20-21",
)


def row_of(tab, name, field=None):
    """The row of a variable of the made-up form."""
    rows = [
        row
        for row in form.content().rows
        if row.tab == tab and row.cells.get("name") == name and field in (None, row.cells.get("field"))
    ]
    assert len(rows) == 1, f"{name} stands {len(rows)} times in {tab}"
    return rows[0]


def read_rows(tmp_path, rows, *tables):
    """What is read from a workbook of one tab with these rows."""
    book = openpyxl.Workbook()
    book.active.title = form.tables()[tables[0]].form.tab
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "one-tab.xlsx")
    return read_form(tmp_path / "one-tab.xlsx", [form.tables()[table] for table in tables])


# ------------------------------------------------------------------------------------------------ rows


def test_the_made_up_form_has_no_problems():
    assert form.content().problems == []


def test_every_row_that_defines_a_variable_is_read_once():
    written = [(tab, row) for tab, row, _ in form.build().rows]
    assert [(row.tab, row.row) for row in form.content().rows] == written
    assert len(set(written)) == len(written)


def test_titles_remarks_and_headings_are_no_variables():
    names = {row.cells.get("name", "") for row in form.content().rows}
    for text in (
        "Trial of Lamps",
        "Trial Pupil table",
        "Trial Mark Table",
        "n_Made_Up_Child",
        "NPDAlias",
        "Snapshot Lamps",
        form.BY_REQUEST,
        form.DEFAULT,
        form.REMARK,
    ):
        assert text not in names


def test_cells_are_found_by_heading_in_every_spelling():
    first, second = row_of(LANTERN, "Glow_[term][yy]"), row_of(LANTERN, "Tally_[term][yy]")
    assert first.cells["values"] == "M = Moss\nF = Fern"  # Allowed Values
    assert second.cells["values"] == "1 upwards"  # Values
    assert row_of("Lessons _02-03_to_20-21", "Subject").cells["values"].endswith("1.0 - Lamps")  # Codes
    assert (first.cells["identifiability"], second.cells["identifiability"]) == (
        "5",
        "5",
    )  # Identifiability, Identification Risk
    assert first.cells["old_alias"] == "glow_[yy]"
    assert row_of(TRIAL, "TR_MATPS").cells["years"] == "2006/07 - 2011/12"


@pytest.mark.parametrize("heading", ["NPD Alias", "NPDAlias", "NPD Alias ", "Field", "Field Name", "FIELD NAME"])
def test_spellings_of_the_name_column(tmp_path, heading):
    content = read_rows(
        tmp_path, [[heading, "Description", "Years populated "], ["lamp_id", "The key.", "2007/08"]], "applicants"
    )
    assert content.problems == []
    assert [row.cells for row in content.rows] == [{"name": "lamp_id", "description": "The key.", "years": "2007/08"}]


def test_every_heading_is_known_by_its_letters_alone():
    assert all(heading.isalpha() and heading.islower() for heading in HEADINGS)


def test_tab_names_may_end_with_spaces():
    assert row_of(TRIAL, "TR_LIST").row > 1
    assert row_of("LOOKUP_OF_LAMPS", "lamp_id").table_ids == ["lookup_lamps"]


def test_names_lose_tabs_and_outer_spaces():
    names = [row.cells["name"] for row in form.content().rows if row.tab.startswith("Lessons")]
    assert names[:4] == ["lesson_id", "Year", "Level", "Subject"]


def test_numbers_become_text():
    assert row_of("Lessons _02-03_to_20-21", "Level").cells["length"] == "3"  # a float in the file
    assert row_of("Degrees 04-05 to 19-20", "DE_OA11").cells["years"] == "2014"
    assert row_of("Grants_20-21", "TaxYear").cells["values"] == "202021"


def test_a_row_may_have_a_field_and_no_name(tmp_path):
    heading = [
        "NPD Alias",
        "Field Reference",
        "Years Populated",
        "Description",
        "Data Type",
        "Identifiability",
        "Sensitivity",
        "Level of Care",
    ]
    content = read_rows(tmp_path, [heading, [None, "Glow", "2007/08", "How it glows."]], "lantern")
    assert content.problems == []
    assert [row.cells["field"] for row in content.rows] == ["Glow"]


def test_columns_may_move(tmp_path):
    book = form.workbook()
    sheet = book[LANTERN]
    cells = [(cell.row, cell.column, cell.value) for row in sheet.iter_rows() for cell in row]
    book.kept = {}
    for row, column, value in cells:
        if isinstance(value, str) and value.startswith("="):
            value = "Brass_[term][yy]"
        sheet.cell(row, column + 1).value = value
        if column == 1:
            sheet.cell(row, 1).value = None
    content = read_form(form.save(book, tmp_path / "moved.xlsx"), form.tables().values())
    assert content.problems == []
    assert [row.cells for row in content.rows] == [row.cells for row in form.content().rows]


# ------------------------------------------------------------------------------------------------ blocks and tables


def test_blocks():
    assert row_of(LANTERN, "Glow_[term][yy]").block == "by request"
    assert row_of(LANTERN, "Smoke_[term][yy]").block == "default"
    assert row_of(SHELTER, "SH_At31March").block == "by request"
    assert row_of("Applicants_07-08_to_20-21", "application_flag").block is None


def test_tables_inside_a_tab():
    years = [row for row in form.content().rows if row.tab == TRIAL and row.cells["name"] == "TR_ACADYR"]
    assert [row.table_ids for row in years] == [["trial_pupil"], ["trial_mark"]]
    assert row_of(TRIAL, "TR_LONG").table_ids == ["trial_pupil"]
    assert row_of(TRIAL, "TR_LIST").table_ids == ["trial_mark"]  # `Trial Mark Table` with a capital


def test_the_heading_of_a_table_may_have_cells_beside_it():
    assert row_of(SHELTER, "SH_Ref").table_ids == ["shelter_child"]


def test_a_table_column_puts_a_row_in_several_tables():
    assert row_of(OUTING, "Start_ou[yy]").table_ids == ["outing_table1"]  # the number 1
    assert row_of(OUTING, "Reason_ou[yy]").table_ids == ["outing_table1", "outing_table2"]
    assert row_of(OUTING, "OutingRef_ou[yy]").table_ids == ["outing_table1", "outing_table2", "outing_table3"]


def test_the_tab_counts_and_not_the_name_in_its_table_column():
    row = row_of("Grants_20-21", "lamp_id")
    assert (row.table_ids, row.cells["table"]) == (["grants"], "LAMP.Wages")


def test_repeats_end_with_a_blank_row():
    repeats = {row.cells["field"]: row.repeats for row in form.content().rows if row.tab == OUTING}
    assert repeats == {
        "Start": None,
        "Reason": None,
        "LampNo_ou[YY]_anon": None,
        "Reason_[n]": 40,
        "LampNo_[n]_ou[YY]_anon": 40,
        "s.OutingRef": None,
    }


def test_a_second_block_may_leave_out_a_heading_whose_column_is_filled():
    assert row_of("Journey_01-02_to_20-21", "JO_Mode").cells["type"] == "Categorical"


# ------------------------------------------------------------------------------------------------ rows that go on, merged cells, strays


def test_a_row_below_a_merged_name_goes_on_with_the_row_above():
    row = row_of(SHELTER, "SH_LEGAL STATUS")
    assert row.cells["values"] == "K1=Kept\nK2=Lent (up to 2014)\nL1 = Lost\nL2 = Left behind"
    assert row.continued == [row.row + 1]


def test_a_nameless_row_with_a_description_goes_on_with_the_row_above(tmp_path):
    content = read_rows(
        tmp_path,
        [["Field", "Description", "Years populated"], ["lamp_id", "The key", "2007/08"], [None, "of the lamp."]],
        "applicants",
    )
    assert content.rows[0].cells["description"] == "The key\nof the lamp."
    assert content.strays == []


def test_a_years_cell_merged_over_rows_holds_for_all_of_them():
    years = [row.cells["years"] for row in form.content().rows if row.tab.startswith("Applicants")]
    assert years == ["2007/08 to 2020/21"] * 3
    assert row_of("Wages_03-04_to_20-21", "firm_size").cells["years"].startswith("Tax years 2016/17")


def test_a_years_cell_alone_is_a_stray():
    assert form.content().strays == [(TRIAL, 11, "2014/15 -"), (SHELTER, 19, "2008/2009 only")]


# ------------------------------------------------------------------------------------------------ formulas


def test_a_formula_counts_by_the_value_that_was_kept():
    assert row_of(LANTERN, "Brass_[term][yy]").cells["field"] == "Brass"


def test_formulas_without_a_kept_value_are_worked_out():
    assert row_of("Journey_01-02_to_20-21", "JO_EverLit").cells["field"] == "EverLit"
    assert row_of("Journey_01-02_to_20-21", "JO_EverLent").cells["field"] == "EverLent"
    assert row_of("Degrees 04-05 to 19-20", "DE_GLASS").cells["field"] == "GLASS"


HEADING = ["Field", "Description", "Years populated"]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('=CONCATENATE("LA_",B2)', "LA_Wick"),
        ('=concatenate("LA_", B2)', "LA_Wick"),
        ('=(CONCATENATE("LA_",B2))', "LA_Wick"),
        ('="LA_"&B2', "LA_Wick"),
        ('=B2&"_[term][yy]"', "Wick_[term][yy]"),
        ('="LA_"&$B$2&"_(1)"', "LA_Wick_(1)"),
        ('="say ""Wick"", "&B2', 'say "Wick", Wick'),
        ("=B2", "Wick"),
    ],
)
def test_joining_formulas(tmp_path, formula, value):
    content = read_rows(tmp_path, [HEADING, [formula, "Wick", "2007/08"]], "applicants")
    assert content.problems == []
    assert content.rows[0].cells["name"] == value


@pytest.mark.parametrize(
    "formula",
    [
        "=UPPER(B2)",
        "=B2+1",
        "=B2-B2",
        "=Other!B2",
        '=IF(B2="x","y","z")',
        '=LEFT("LA_"&B2,3)',
        "=A2",
        "=B3&C3",
        "=#REF!",
        '=CONCATENATE("LA_",B2:B3)',
    ],
)
def test_other_formulas_are_a_problem(tmp_path, formula):
    content = read_rows(tmp_path, [HEADING, [formula, "Wick", "2007/08"], ["x", "=A3", '="y"&C3']], "applicants")
    found = [problem for problem in content.problems if problem.where.line == 2]
    assert [problem.rule for problem in found] == ["form-formula"]
    assert formula in found[0].message


def test_any_formula_counts_whose_value_was_kept(tmp_path):
    book = form.workbook()
    row = form.find(book, LANTERN, "Soot_[term][yy]")
    book[LANTERN][f"A{row}"].value = "=UPPER(B9)"
    book.kept[LANTERN][f"A{row}"] = "SOOT_[term][yy]"
    content = read_form(form.save(book, tmp_path / "kept.xlsx"), form.tables().values())
    assert content.problems == []
    assert "SOOT_[term][yy]" in {row.cells["name"] for row in content.rows}
