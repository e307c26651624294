"""The workbook of the request form as rows: which table, which block, which cells. Layout only; meaning is in `cells` and `derive`.

Columns are found by their headings and never by their place, so a moved column does no harm, and a heading that is renamed,
missing or new is a problem to report, not a column to guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from build_tools.form.cells import clean
from build_tools.problems import Position, Problem, nearest
from build_tools.records import Table

MANUAL = {
    "form-file": "The request form is read from an `.xlsx` workbook, as it is published. A file that is missing, cut short or of another kind says nothing about "
    "the variables. Give the path of the form; if a spreadsheet program can still open the file, save it from there as `.xlsx`.",
    "form-reader": "Workbooks are read by the package openpyxl, which only `leo-kb import` and `leo-kb sync` need, and which is therefore installed on request. "
    "Run `pip install -e .[form]` in the folder of the knowledge base.",
    "form-tab": "Each table names the tab of the form that defines it, and each tab with variables belongs to a table. If a tab is missing, all its variables would "
    "seem to have left the form; variables of a tab that nobody knows would be passed over. If the tab has a new name, write it in `form: tab` of its table; "
    "if it is a new one, add a table.",
    "form-heading": "Columns are found by the headings in the row above the variables, so that a column may move and nothing is guessed. Each block has one row of "
    "headings, of those that version 2.3 of the form has, each once, and no filled column is without one. Restore the heading. If a new version of the form "
    "renames one for good, add it to `HEADINGS` in build_tools/form/workbook.py.",
    "form-section": "A tab can define several tables: a heading inside the tab, or the number in its `Table` column, says to which one a row belongs. A row under a "
    "heading that no table has could be a variable of any of them. Correct the heading or the cell, or write the heading in `form: section` of its table.",
    "form-formula": "Some cells of the form are formulas, and a spreadsheet program keeps their values in the file. Where the value is missing, a formula that only joins "
    'texts, such as `=CONCATENATE(B9,"_[yy]")`, is worked out here, and no other. Open the form in a spreadsheet program, let it calculate, and save it.',
}

HEADINGS = {
    "npdalias": "name",
    "field": "name",
    "fieldname": "name",
    "fieldreference": "field",
    "oldalias": "old_alias",
    "formername": "former_name",
    "standardextract": "extract",
    "category": "category",
    "yearspopulated": "years",
    "yearspopulatedtaxyears": "years",
    "yearsavailable": "years",
    "description": "description",
    "datatype": "type",
    "type": "type",
    "allowedvalues": "values",
    "values": "values",
    "codes": "values",
    "collectionterm": "term",
    "educationalphase": "phase",
    "levelofcare": "care",
    "tierofvariable": "tier",
    "oldtierofvariable": "old_tier",
    "availablefromukds": "ukds",
    "identifiability": "identifiability",
    "identificationrisk": "identifiability",
    "sensitivity": "sensitivity",
    "source": "source",
    "sourcedataset": "source",
    "table": "table",
    "tablename": "table",
    "length": "length",
    "nullable": "nullable",
    "notes": "notes",
    "fieldtype": "group",
    "datarequestdataitemrequired": "request_item",
    "datarequestyearsrequired": "request_years",
    "tablerequested": "request_table",
}
"""Every heading of version 2.3, in all its spellings (letters only, lower case), and our name for the column."""

REQUIRED = (
    ({"name", "field", "group"}, {"description", "years", "notes", "identifiability", "sensitivity"}),
    ({"name", "field"}, {"description", "years", "type", "identifiability", "sensitivity", "care"}),
    ({"name", "nullable"}, {"description", "years", "type", "length", "values"}),
    ({"name", "table"}, {"description", "years", "type", "values", "source", "notes"}),
    ({"name"}, {"description", "years"}),
)
"""For each layout: the columns that tell it, and those it must have besides."""


@dataclass
class Row:
    """One row that names a variable. Cells are cleaned text by column name; `continued` are rows that go on with it."""

    tab: str
    row: int
    table_ids: list[str]
    block: str | None
    cells: dict[str, str]
    repeats: int | None = None
    continued: list[int] = field(default_factory=list)


@dataclass
class FormContent:
    """All rows of a form, the cells that belong to no row, and what is wrong with the workbook."""

    rows: list[Row] = field(default_factory=list)
    strays: list[tuple[str, int, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_form(path: Path, tables: Iterable[Table]) -> FormContent:
    """The rows of the form at `path`, given the tables and where the form defines them. Raises nothing for a damaged workbook: see `problems`."""
    try:
        from openpyxl.reader.excel import load_workbook
    except ImportError:
        return FormContent(
            problems=[
                Problem(
                    Position(str(path)),
                    "form-reader",
                    "the package that reads workbooks is not installed",
                    "run `pip install -e .[form]`",
                )
            ]
        )
    content = FormContent()
    if not path.exists():
        content.problems.append(
            Problem(
                Position(str(path)),
                "form-file",
                "there is no such file",
                "give the path of the request form, an .xlsx file",
            )
        )
        return content
    try:
        printed = load_workbook(path, data_only=False, keep_links=False)
        values = load_workbook(path, data_only=True, keep_links=False)
    except Exception:  # openpyxl raises whatever its zip and XML readers raise; to the reader it is one thing
        content.problems.append(
            Problem(
                Position(str(path)),
                "form-file",
                "this is not a readable .xlsx workbook",
                "open it in a spreadsheet program and save it as .xlsx",
            )
        )
        return content
    by_tab: dict[str, list[Table]] = {}
    for table in tables:
        by_tab.setdefault(table.form.tab.strip(), []).append(table)
    sheets = {sheet.title.strip(): sheet.title for sheet in printed.worksheets}
    for tab, of_tab in by_tab.items():
        if tab not in sheets:
            near = nearest(tab, sheets)
            content.problems.append(
                _problem(
                    path,
                    tab,
                    1,
                    "form-tab",
                    f"the tab `{tab}` is missing" + (f"; `{near}` looks like it" if near else ""),
                    "restore the tab, or change `form: tab` of its table in variables/tables/",
                )
            )
            continue
        _Tab(path, tab, printed[sheets[tab]], values[sheets[tab]], of_tab, content).read()
    for tab in sheets:
        if tab not in by_tab and _looks_like_definitions(printed[sheets[tab]]):
            content.problems.append(
                _problem(
                    path,
                    tab,
                    1,
                    "form-tab",
                    f"the tab `{tab}` defines variables of no known table",
                    "add a folder with _table.yaml for it in variables/tables/",
                )
            )
    return content


def _problem(path: Path, tab: str, row: int, rule: str, message: str, help: str) -> Problem:
    return Problem(Position(f"{path.name}[{tab}]", row), rule, message, help)


def _letters(text: object) -> str:
    return re.sub(r"[^a-z]", "", str(text).lower())


def _heading_row(cells: dict[int, str]) -> bool:
    names = {HEADINGS.get(_letters(text)) for text in cells.values() if len(text) < 60}
    return (
        len(names & set(HEADINGS.values())) >= 3
        and bool(names & {"name", "field"})
        and ("description" in names or {"name", "field"} <= names)
    ) or (len(cells) >= 5 and len(names - {None}) >= len(cells) * 0.6 and "description" in names)


def _looks_like_definitions(sheet: Any) -> bool:
    for row in sheet.iter_rows(max_row=25, max_col=12, values_only=True):
        cells = {index: clean(value) for index, value in enumerate(row) if clean(value)}
        if cells and _heading_row(cells):
            return True
    return False


_PIECE = r'\s*(?:"(?:[^"]|"")*"|\$?[A-Z]{1,3}\$?[1-9]\d*)\s*'


class _Tab:
    """Reads one tab from top to bottom, remembering the block, the section and the headings it is under."""

    def __init__(self, path: Path, tab: str, printed: Any, values: Any, tables: list[Table], content: FormContent):
        self.path, self.tab, self.content = path, tab, content
        self.printed, self.values = printed, values
        self.tables = tables
        self.sections = {(table.form.section or "").strip().lower(): table.form.section for table in tables}
        self.headings: dict[int, str] = {}
        self.first_headings: dict[int, str] = {}
        self.block: str | None = None
        self.section = ""
        self.repeats: int | None = None
        self.has_headings = False
        self.title = ""
        self.told = False
        self.unheaded: set[int] = set()

    def problem(self, row: int, rule: str, message: str, help: str) -> None:
        self.content.problems.append(_problem(self.path, self.tab, row, rule, message, help))

    def read(self) -> None:
        merged = {
            (row, column): (area.min_row, area.min_col)
            for area in self.printed.merged_cells.ranges
            if area.min_col == area.max_col
            for row in range(area.min_row + 1, area.max_row + 1)
            for column in [area.min_col]
        }
        last_column = min(self.printed.max_column, 60)
        for number in range(1, self.printed.max_row + 1):
            own = {}
            for column in range(1, last_column + 1):
                text = self.text(number, column)
                if text:
                    own[column] = text
            if not own:
                self.repeats = None
                continue
            self.title = self.title or own[min(own)]
            below = {
                column: self.text(*merged[number, column])
                for column in range(1, last_column + 1)
                if (number, column) in merged
            }
            self.read_row(number, own, {column: text for column, text in below.items() if text})
        if not self.has_headings:
            self.problem(
                1,
                "form-heading",
                "the tab has no row of headings with a name and a description column",
                "restore the headings of version 2.3, above all `NPD Alias` or `Field`, and `Description`",
            )

    def text(self, row: int, column: int) -> str:
        """The text of a cell; a formula by the value the spreadsheet kept, or worked out if it only joins texts."""
        raw = self.printed.cell(row, column).value
        if isinstance(raw, str) and raw.startswith("="):
            kept = self.values.cell(row, column).value
            return clean(kept) if kept not in (None, "") else clean(self.join(raw, row))
        return clean(raw)

    def join(self, formula: str, row: int) -> str:
        """What a formula of the forms `=CONCATENATE("KS4_",B9)` and `=B9&"_ab"` gives. A cell in it may hold text, but no formula."""
        inner = re.sub(r"(?i)^=\(*(?:concatenate\()?|\)*$", "", formula)
        pieces = []
        if re.fullmatch(rf"{_PIECE}(?:[,&]{_PIECE})*", inner):
            for match in re.finditer(_PIECE, inner):
                part = match[0].strip()
                pieces.append(
                    part[1:-1].replace('""', '"')
                    if part.startswith('"')
                    else clean(self.printed[part.replace("$", "")].value)
                )
        if not pieces or any(piece.startswith("=") for piece in pieces):
            self.problem(
                row,
                "form-formula",
                f"the formula `{formula}` has no kept value and does more than join texts",
                "open the form in a spreadsheet program, let it calculate, and save it",
            )
            return ""
        return "".join(pieces)

    def read_row(self, number: int, own: dict[int, str], below: dict[int, str]) -> None:
        if _heading_row(own):
            self.read_headings(number, own)
            return
        first = own[min(own)]
        if match := re.match(r"('?by request'?\s+data|default data items)", first, re.I):
            self.block, self.section = ("default" if match[1].lower().startswith("default") else "by request"), ""
            self.headings, self.told = {}, False  # each block has its own row of headings
            return
        if not self.headings:
            if len(own) > 3 and not self.told:
                self.told = True
                self.problem(
                    number,
                    "form-heading",
                    f"the row of `{first[:60]}` stands under no row of headings",
                    "restore the row of headings of its block",
                )
            return
        if match := re.match(r"following variables repeated.*?maximum of (\d+)", first, re.I):
            self.repeats = int(match[1])
            return
        if first.strip().lower() in self.sections and first.strip():
            self.section = first.strip().lower()
            return
        cells = {self.headings[column]: text for column, text in own.items() if column in self.headings}
        for column in sorted(own.keys() - self.headings.keys() - self.unheaded):
            self.unheaded.add(column)
            self.problem(
                number,
                "form-heading",
                f"`{own[column][:60]}` stands in column {self.printed.cell(number, column).column_letter} of the tab, which has no heading",
                "restore the heading of the column, or empty it",
            )
        name_column = next((column for column, name in self.headings.items() if name == "name"), 0)
        if "name" not in cells and "field" not in cells:
            self.read_nameless(number, cells, name_column in below)
            return
        if self.is_title(first, cells):
            if not self.is_known_title(first):
                self.problem(
                    number,
                    "form-section",
                    f"`{first[:60]}` looks like the heading of a table that is not known",
                    "add a _table.yaml with this text as `form: section`, or delete the row",
                )
            return
        for column, text in below.items():
            if column in self.headings:
                cells.setdefault(self.headings[column], text)
        self.add(number, cells)

    def is_title(self, first: str, cells: dict[str, str]) -> bool:
        """Whether a row is a heading inside the tab: one cell with several words, or, in a tab of several tables, a name and nothing that tells about a variable."""
        if len(cells) == 1 and (" " in first or any(self.sections)):
            return True
        return any(self.sections) and not cells.keys() & {
            "field",
            "years",
            "description",
            "type",
            "values",
            "identifiability",
        }

    def is_known_title(self, first: str) -> bool:
        """Whether a heading says nothing new: the remark below a block's title, or the title of the tab once more."""
        return first.lower().startswith(("(old tier", self.title[:25].lower()))

    def read_headings(self, number: int, own: dict[int, str]) -> None:
        if self.headings:
            self.problem(
                number,
                "form-heading",
                "a second row of headings, and no line above it says which block begins",
                "restore the line `'By request' Data items` or `Default Data Items`",
            )
        self.unheaded = set()
        found: dict[int, str] = {}
        for column, text in own.items():
            name = HEADINGS.get(_letters(text))
            if name is None:
                near = nearest(_letters(text), HEADINGS)
                hint = f"; is it `{near}`?" if near else ""
                self.problem(
                    number,
                    "form-heading",
                    f"the heading `{text}` is not known{hint}",
                    "restore the heading of version 2.3, or add the new one to build_tools/form/workbook.py",
                )
            elif name in found.values():
                self.problem(
                    number, "form-heading", f"two columns are headed as {name}", "rename or remove one of them"
                )
            else:
                found[column] = name
        for column, name in self.first_headings.items():
            if column not in own and name not in found.values() and not name.startswith("request"):
                found[column] = name  # the second block of a tab may leave a heading out; its column has not moved
        self.headings, self.has_headings = found, True
        self.first_headings = self.first_headings or found
        names = set(found.values())
        for tell, needed in REQUIRED:
            if tell <= names:
                for missing in sorted(needed - names):
                    self.problem(
                        number,
                        "form-heading",
                        f"no column is headed as {missing}",
                        "restore the heading of version 2.3; without it the column can not be read",
                    )
                return
        self.problem(
            number,
            "form-heading",
            "no column holds the names of the variables",
            "restore the heading `NPD Alias`, `Field` or `Field Name`",
        )

    def read_nameless(self, number: int, cells: dict[str, str], merged_name: bool) -> None:
        """A row without a name goes on with the row above (its name cell is merged, or it holds values), or is a stray."""
        rows = self.content.rows
        if rows and rows[-1].tab == self.tab and (merged_name or "values" in cells or "description" in cells):
            above = rows[-1].cells
            for name in ("values", "description"):
                if name in cells:
                    above[name] = f"{above[name]}\n{cells[name]}" if name in above else cells[name]
            rows[-1].continued.append(number)
        else:
            for text in cells.values():
                self.content.strays.append((self.tab, number, text))

    def add(self, number: int, cells: dict[str, str]) -> None:
        # the Table column of the exclusions tab puts a row in several tables
        which = {part.strip() for part in cells.get("table", "").split(",")}
        of_section = [table for table in self.tables if (table.form.section or "").strip().lower() == self.section]
        numbers = {table.form.only for table in of_section} - {None}
        found = [table.id for table in of_section if table.form.only is None or table.form.only in which]
        if not found or (numbers and which - numbers):
            what = f"table `{cells.get('table', 'none')}`" if numbers else f"section `{self.section or 'none'}`"
            self.problem(
                number,
                "form-section",
                f"`{cells.get('name', cells.get('field', ''))[:60]}` stands in {what}, which is no known table",
                "correct the cell or the heading above, or add the table",
            )
            return
        self.content.rows.append(Row(self.tab, number, found, self.block, cells, self.repeats))
