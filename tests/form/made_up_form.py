"""A made-up request form with every oddity of the real one, small enough to read. No name, text or code in it is real.

`workbook()` gives it fresh for a test to spoil; `save` writes it; `content()` and `variables()` read it once for all tests.
`write_tables` lays down the definitions of its tables.
"""

import functools
import json
import re
import tempfile
import zipfile
from pathlib import Path

import openpyxl

from build_tools.form.derive import derive
from build_tools.form.workbook import read_form
from build_tools.records import Table

# ------------------------------------------------------------------------------------------------ layouts: our word, the printed heading

FULL = {
    "name": "NPD Alias", "field": "Field Reference", "old": "Old Alias", "extract": "Standard Extract", "category": "Category", "years": "Years Populated",
    "text": "Description", "type": "Data Type", "values": "Allowed Values", "term": "Collection term", "phase": "Educational Phase", "care": "Level of Care",
    "tier": "Old Tier of Variable", "ukds": "Available from UKDS?", "risk": "Identifiability", "sens": "Sensitivity",
    "item": "Data request data item required?", "years wanted": "Data request years required?",
}  # fmt: skip
TIGHT = {
    **{key: FULL[key] for key in FULL if key not in ("item", "years wanted")},
    "name": "NPDAlias", "field": "FieldReference", "old": "OldAlias", "values": "Values", "risk": "Identification Risk",
}  # fmt: skip
TRIAL = {key: heading for key, heading in FULL.items() if key != "term"} | {
    "name": "NPD Alias ",
    "former": "Former Name",
    "risk": "Identification Risk",
}
SHELTER = {key: heading for key, heading in FULL.items() if key not in ("old", "term", "ukds")}
OUTING = {
    **FULL,
    "name": "NPDAlias",
    "field": "FieldReference",
    "old": "OldAlias",
    "term": "Table",
    "table wanted": "Table requested?",
}
JOURNEY = {key: heading for key, heading in FULL.items() if key not in ("old", "term", "ukds")} | {
    "name": "NPDAlias",
    "field": "FieldReference",
    "values": "Values",
}
LESSONS = {
    "name": "Field", "type": "Type", "length": "Length", "null": "Nullable", "text": "Description", "years": "Years available", "values": "Codes",
    "item": "Data request data item required?",
}  # fmt: skip
DEGREES = {
    "group": "Field type", "name": "NPDAlias", "field": "FieldReference", "text": "Description", "years": "Years Populated", "notes": "Notes",
    "risk": "Identifiability", "sens": "Sensitivity", "item": "Data request data item required?", "years wanted": "Data request years required?",
}  # fmt: skip
APPLICANTS = {"name": "Field", "text": "Description", "years": "Years populated "}
PAY = {
    "table": "Table Name", "name": "Field Name", "type": "Data Type", "years": "Years Populated (tax years)", "text": "Description", "values": "Values",
    "source": "Source Dataset", "notes": "Notes",
}  # fmt: skip

BY_REQUEST = "'By request' Data items"
DEFAULT = "Default Data Items (a made-up applicant gets these lamps without asking)"
REMARK = '(Old Tier 4 = Identifiability 3 or 5, and Sensitivity E; "made up")'

YEARS = {
    "TR_LONG": "1995/1996 - 2005/2006",
    "TR_OPEN": "1996/97 -",
    "TR_CLOSE": "1998/99-",
    "TR_MIXED": "1997/98 - 2007/2008",
    "TR_TIGHT": "2006/07-2007/2008",
    "TR_ONLY": "2014/15 only",
    "TR_WIDE_ONLY": "2015/16  only",
    "TR_ONE": "2008/09",
    "TR_TWO_ENDS": "1997/98 - 2011/2012 2003/04",
    "TR_SAME_ENDS": "1997/1998 - 2011/2012 2011/2012",
    "TR_NO_STROKE": "2004/05 - 200708",
    "TR_THREE_DIGITS": "207/2008 - 2011/2012",
    "TR_FIVE_DIGITS": "2008/20019 - 2015/2016",
    "TR_TWO_DASHES": "2008/09 -  - 2009/2010",
    "TR_AMENDED": "2009/10 (A) - 2012/13",
    "TR_FINAL": "2009/10 (F) - 2012/13",
    "TR_SEMICOLON": "2001/02 - 2011/12; 2013/14 -",
    "TR_BROKEN": "2003/04 - 2004/05,\n2008/09 - 2012/13",
    "TR_SAME_YEAR": "2006/2006",
    "TR_SAME_FIRST": "2003/2003 - 2009/2010",
    "TR_BLANK": None,
}
"""Years cells in every spelling, each a variable of the table of pupils of the trial."""

VALUES = {
    "TR_LIST": "A = Amber\nB = Blue,\nC = Copper;",
    "TR_REVERSED_FLAG": "1=Yes\n0=Otherwise",
    "TR_BRACKETS": "T (True), F(False), N(Not Asked), NULL",
    "TR_BRACKET_LINES": "0 (Not Lit) ; 1,2,3 (Lit)",
    "TR_POINTER": "As for TR_LIST",
    "TR_POINTER_ABOVE": "Same as LIST above",
    "TR_LOST_POINTER": "As for MOONLIGHT",
    "TR_BARE": "*,A,B,Q",
    "TR_RANGE": "0 - 50\nA,IN,M\nSee sheet 'Codeset (Lamps)', subsection WICK for an explanation of allowable values",
    "TR_OTHER_TAB": "See Codesets_(Lamps) tab for allowed values",
    "TR_TWICE": "1 = No\n1 = Yes",
    "TR_WORDS": "Autumn\nSpring\nInvalid = Lit outside the year",
}
"""Allowed values in some spellings, each a variable of the second table of the trial; `test_cells` has the rest."""


class Kept:
    """A formula whose value the spreadsheet program kept in the file."""

    def __init__(self, formula, value):
        self.formula, self.value = formula, value


class Book:
    """A workbook under construction, with a list of its rows that define variables: (tab, row, name)."""

    def __init__(self):
        self.file = openpyxl.Workbook()
        self.file.remove(self.file.active)
        self.file.kept = {}
        self.rows = []

    def tab(self, title):
        self.sheet, self.number = self.file.create_sheet(title), 0

    def put(self, *cells):
        """A row of cells in front, for titles and remarks; without cells a blank row."""
        self.number += 1
        for column, value in enumerate(cells, 1):
            self.write(column, value)

    def headings(self, layout, without=()):
        self.layout = list(layout)
        self.put(*[None if key in without else layout[key] for key in self.layout])

    def heading_inside(self, name, /, **cells):
        """The heading of a table inside the tab; in some tabs it has cells beside it."""
        self.number += 1
        for key, value in {"name": name, **cells}.items():
            self.write(self.layout.index(key) + 1, value)

    def line(self, name, /, **cells):
        """A row that defines a variable."""
        self.heading_inside(name, **cells)
        self.rows.append((self.sheet.title.strip(), self.number, name.value if isinstance(name, Kept) else name))

    def write(self, column, value):
        cell = self.sheet.cell(self.number, column)
        if isinstance(value, Kept):
            self.file.kept.setdefault(self.sheet.title, {})[cell.coordinate] = value.value
            value = value.formula
        cell.value = value

    def merge(self, key, rows):
        """Merges the last `rows` cells of a column; only the first keeps what it says."""
        column = self.layout.index(key) + 1
        self.sheet.merge_cells(
            start_row=self.number - rows + 1, end_row=self.number, start_column=column, end_column=column
        )


def build():
    """The whole made-up form as a Book."""
    book = Book()
    for fill in (_front, _lantern, _trial, _shelter, _outing, _journey, _lessons, _degrees, _applicants, _pay, _lookup):
        fill(book)
    return book


def _front(book):
    book.tab("Front Cover")
    book.put("Made-up request form for tests. No table, name or text in it is real.")
    book.tab("List of Tables")
    book.put("Table", "Years", "Rows a person")
    book.put("Lantern census", "2001/02 to 2020/21", "One a term")


def _lantern(book):
    """A census: two blocks, names that changed over the years, codes, one variable in two rows, one name for two variables."""
    book.tab("Lantern_01-02_to_20-21")
    book.put("Lantern Census Pupil Level (made up)")
    book.put()
    book.put(BY_REQUEST)
    book.put()
    book.put("THERE IS NO SUMMER LANTERN FOR 19/20")
    book.put()
    book.headings(FULL)
    usual = {
        "extract": "Lamps",
        "type": "Categorical",
        "term": "Aut, Spr, Sum",
        "care": "None",
        "tier": 2,
        "ukds": "Yes",
        "risk": 5,
        "sens": "C",
    }
    book.line(
        "Glow_[term][yy]",
        field="Glow",
        old="glow_[yy]",
        years="2001/2002 - 2020/2021",
        text="How the lamp glows.",
        values="M = Moss\nF = Fern",
        **usual,
    )
    book.line(
        "LampSource_[term][yy]\n\nSourceOfLamp_[term][yy] in 2001/02", field="LampSource", old="N/A", years="2001/02 - 2020/2021", text="Who made the lamp.",
        values="C = Provided by the child (ie pupil)\nP = Provided by the parent", **usual,
    )  # fmt: skip
    book.line(
        "OilEligible_[term][yy]\n\nFreeOil for 2001/02\nOilEligibility for 2002/03 - 2004/05\n\nBased on days of oil from 2012/13", field="OilEligible",
        years="2002/2003 - 2020/2021", text="Whether there is oil.", values="1 = True\n0 = False", **{**usual, "type": "Dichotomous", "term": "Spr"},
    )  # fmt: skip
    book.line(
        "WickStage_[term][yy]\n\nWickClass_[term[yy]) 2002/03-2006/07",
        field="WickStage",
        years="2002/2003 - 2020/2021",
        text="How long the wick is.",
        **usual,
    )
    book.line(
        "Shade[yy]\n\nShadow[yy] up to 2011/12.",
        field="Shade",
        years="2005/2006",
        text="The shade of the lamp.",
        **usual,
    )
    book.line(
        Kept(f'=CONCATENATE(B{book.number + 1},"_[term][yy]")', "Brass_[term][yy]"),
        field="Brass",
        years="2012/2013 - 2020/2021",
        text="The brass of the lamp.",
        **usual,
    )
    book.line("Ember01 or Ember11", field="Ember01", years="2016/2017-2020/2021", text="The ember.", **usual)
    book.line("Soot_[term][yy]", field=" ", years="2019/20 -", text="The soot.", **usual)
    book.line(
        "Spark_[term][yy]",
        field="Spark",
        years="2008/2009 - 2009/2010",
        text="The spark, as it was.",
        values="A1 = Alder\nB1 = Birch",
        **usual,
    )
    book.line(
        "Spark_[term][yy]",
        field="LampSpark",
        years="2011/2012 - 2020/2021",
        text="The spark, as it is.",
        values="A1 = Alder\nB1 = Beech\nC1 = Cedar",
        **usual,
    )
    book.line(
        "Flame_[yy]",
        field="Flame",
        years="2005/2006 - 2020/2021",
        text="The flame at school.",
        **{**usual, "sens": "c"},
    )
    book.line("Flame_[yy]", field="Flame_home", years="2005/2006 - 2020/2021", text="The flame at home.", **usual)
    book.line(
        "Haze_[term][yy]",
        field="Haze",
        years="2010/2011 - 2020/2021",
        text="The haze.",
        **{**usual, "risk": 4, "sens": "D"},
    )
    book.put()
    book.put("Lantern Census Pupil Level (made up)")
    book.put()
    book.put(DEFAULT)
    book.put(REMARK)
    book.put()
    book.headings(TIGHT)
    usual = {**usual, "tier": 4, "sens": "E"}
    book.line(
        "LanternRef_[term][yy]",
        field="s.LanternRef",
        years="2001/2002 - 2020/2021",
        text="The key of the pupil.",
        **{**usual, "type": "Text", "risk": 3},
    )
    book.line(
        "Smoke_[term][yy]",
        field="Smoke",
        years="2007/2008, 2012/2013, 2015/2016",
        text="The smoke.",
        values="As for Glow",
        **usual,
    )
    book.line(
        "Ash_[term][yy]",
        field="Ash",
        years="2008/2009 - 2009/2010, 2011/2012 - 2020/2021",
        text="The ash.",
        values="0 to 11",
        **usual,
    )
    book.line(
        "Tally_[term][yy]",
        field="Tally",
        years="2020/21 -",
        text="The number of lamps.",
        values="1 upwards",
        **{**usual, "type": "Continuous"},
    )
    book.line("Haze_[term][yy]", field="Haze", years="2010/2011 - 2020/2021", text="The haze.", **usual)


def _trial(book):
    """Two tables in a tab whose name ends with a space; years and allowed values in all spellings; a stray years cell."""
    book.tab("Trial_95-96_to_15-16 ")
    book.put("Trial of Lamps")
    book.put()
    book.put(BY_REQUEST)
    book.put()
    book.headings(TRIAL)
    book.heading_inside("Trial Pupil table")
    usual = {"extract": "Lamps", "type": "Continuous", "risk": 4, "sens": "D"}
    book.line(
        "TR_ACADYR",
        field="ACADYR",
        former="TRIAL_YEAR",
        years="1995/96 - 2015/16",
        text="The year of the trial.",
        **usual,
    )
    book.line(
        "TR_MATPS", field="MATPS (previously CVAPMAT)", years="2006/07 - 2011/12", text="Points for maths.", **usual
    )
    book.line("TR_PARENT ", field="OTH 1", years="2006/07", text="Another lamp.", **usual)
    book.put()
    book.sheet.cell(book.number + 1, book.layout.index("years") + 1).value = "2014/15 -"
    book.number += 1
    book.heading_inside("Trial Mark table")
    book.line("TR_ACADYR", field="ACADYR", years="2006/07 -", text="The year of the mark.", **usual)
    book.put()
    book.put("Trial of Lamps")
    book.put()
    book.put(DEFAULT)
    book.put(REMARK)
    book.put()
    book.headings({key: heading for key, heading in TRIAL.items() if key not in ("item", "years wanted")})
    book.heading_inside("Trial Pupil table")
    usual = {**usual, "risk": 5, "sens": "E"}
    for name, years in YEARS.items():
        book.line(name, field=name[3:], years=years, text=f"A made-up field of {name[3:].lower()} years.", **usual)
    book.put()
    book.heading_inside("Trial Mark Table")
    for name, values in VALUES.items():
        book.line(
            name,
            field=name[3:],
            years="2010/11 - 2015/16",
            text="A made-up mark.",
            values=values,
            **{**usual, "type": "Categorical"},
        )


def _shelter(book):
    """One block; tables with cells beside their headings; a row that goes on with the row above; a stray years cell."""
    book.tab("Shelter_08-09_to_20-21")
    book.put("Lamps In Shelter")
    book.put()
    book.put(BY_REQUEST)
    book.put()
    book.put("(Old TIER 1 only = made up)")
    book.put("SH_NUMBER will be removed before the lamps are lent")
    book.put()
    book.headings(SHELTER)
    usual = {"extract": "Shelter", "care": "SH", "type": "Categorical ", "tier": 1, "risk": 4, "sens": "B"}
    book.heading_inside("n_Made_Up_Overall")
    book.line(
        "SH_At31March",
        field="At31March",
        years="2008/09 - 2020/21",
        text="In shelter on 31 March.",
        values="1 = Yes, 0 = No",
        **usual,
    )
    book.put()
    book.heading_inside("n_Made_Up_Child", extract="Shelter", care="SH", tier=1, sens="B")
    book.line("SH_Ref", field="s.Ref", years="2008/2009 - ", text="The key.", **usual)
    book.line(
        "SH_Kind",
        field="SH_Kind",
        years="2008/2009 only",
        text="The kind of shelter, old codes.",
        values="A1 = Attic\nB1 = Barn",
        **usual,
    )
    book.line(
        "SH_Kind",
        field="Kind",
        years="2009/2010 -",
        text="The kind of shelter, new codes.",
        values="ATTC = Attic\nBARN = Barn",
        **usual,
    )
    book.line(
        "SH_LEGAL STATUS",
        field="LEGAL STATUS",
        years="2012/2013 -",
        text="The status.",
        values="K1=Kept\nK2=Lent (up to 2014)",
        **usual,
    )
    book.heading_inside(None, values="L1 = Lost\nL2 = Left behind")
    book.merge("name", 2)
    book.merge("field", 2)
    book.line("SH_Started", field="Started", years=None, risk=5, sens="B")
    book.sheet.cell(book.number + 1, book.layout.index("years") + 1).value = "2008/2009 only"


def _outing(book):
    """A Table column that puts a row in several tables; rows that repeat for each outing; [n] and [YY]."""
    book.tab("Outing_05-06_to_20-21")
    book.put("Outings 2005/06 onwards", "There are three tables of outings; table 1, 2 or 3 is said in a column.")
    book.put(None, " - Table 1 has one record an outing; ")
    book.put(BY_REQUEST, " - Table 2 has one record a lamp.")
    book.put()
    book.headings(OUTING)
    usual = {"type": "Continuous", "risk": 5, "sens": "C"}
    book.line(
        "Start_ou[yy]", field="Start", years="2005/2006 - 2020/2021", term=1, text="Start of the outing.", **usual
    )
    book.line(
        "Reason_ou[yy]",
        field="Reason",
        years="2005/2006 - 2014/2015",
        term="1,2",
        text="Why it went out.",
        values="PP = Picnic\nPA = Parade",
        **{**usual, "type": "PP = Picnic"},
    )
    book.line(
        "LampNo_ou[YY]_anon",
        field="LampNo_ou[YY]_anon",
        years="2005/2006 - 2020/2021",
        term="2,3",
        text="The number of the lamp.",
        **usual,
    )
    book.put()
    book.put("Following variables repeated for each outing ordered by Start. Maximum of 40 iterations.")
    book.line(
        "Reason_[n]_ou[yy]", field="Reason_[n]", years="2005/2006 - 2020/2021", term=3, text="Why it went out.", **usual
    )
    book.line(
        "LampNo_ou[YY]_anon",
        field="LampNo_[n]_ou[YY]_anon",
        years="2005/2006 - 2020/2021",
        term=3,
        text="The number of the lamp.",
        **usual,
    )
    book.put()
    book.put("Outings 2005/06 onwards")
    book.put()
    book.put(DEFAULT)
    book.put(REMARK)
    book.headings(
        {key: heading for key, heading in OUTING.items() if key not in ("item", "years wanted", "table wanted")}
    )
    book.line(
        "OutingRef_ou[yy]", field="s.OutingRef", years="2005/2006 - 2020/2021", term="1,2,3", text="The key.", **usual
    )


def _journey(book):
    """The second block leaves out a heading whose column is filled; names made by formulas."""
    book.tab("Journey_01-02_to_20-21")
    book.put("Young Lamp's Journey (formerly Lamps on the Road)")
    book.put()
    book.put()
    book.put(BY_REQUEST)
    book.put()
    book.headings(JOURNEY)
    book.heading_inside("Chronological Lamps")
    usual = {"type": "Dichotomous", "values": "0 = No \n1 = Yes", "risk": 5, "sens": "E"}
    book.line("JO_Ref", field="Ref", years="2001/02 - 2020/21", text="The key.", risk=3, sens="E")
    book.line(
        f'=(CONCATENATE("JO_",B{book.number + 1}))',
        field="EverLit",
        years="2001/02 - 2020/21",
        text="Ever lit.",
        **usual,
    )
    book.line(f'="JO_"&B{book.number + 1}', field="EverLent", years="2017/18", text="Ever lent.", **usual)
    book.put()
    book.put("Young Lamp's Journey (formerly Lamps on the Road)")
    book.put()
    book.put(DEFAULT)
    book.put(REMARK)
    book.put()
    book.headings(
        {key: heading for key, heading in JOURNEY.items() if key not in ("item", "years wanted")}, without=("type",)
    )
    book.heading_inside("Chronological Lamps")
    book.line(
        "JO_Mode",
        field="Mode",
        years="2001/02 - 2020/21",
        text="How it travelled.",
        **{**usual, "type": "Categorical", "values": "1 = By road\n2 = By rail"},
    )
    book.put()
    book.heading_inside("Snapshot Lamps")
    book.line(
        "JO_Region update",
        field="Region",
        years="2020/21",
        text="Where it is.",
        **{**usual, "type": "Text", "values": None},
    )


def _lessons(book):
    """Fields with tabs and spaces, lengths as numbers, `_x000D_`, a bare year that names the start, rows without years."""
    book.tab("Lessons _02-03_to_20-21")
    book.put("Longitudinal Lessons table")
    book.put()
    book.headings(LESSONS)
    book.line("\tlesson_id", type="bigint", length=8, null="No", text="The key.", years="All Years", values="na")
    book.line("Year ", type="int", null="Yes", text="The year.", years="All years", values="na")
    book.line(
        "Level",
        type="varchar(3)",
        length=3.0,
        text="The level._x000D_",
        years="2004 onwards",
        values='"-1  = Not Known_x000D_\n1   = Low\n2   = High"',
    )
    book.line(
        "\tSubject",
        type="varchar",
        text="The subject.",
        years="2002 to 2008",
        values="`-9.0 - Not assigned\n1.0 - Lamps",
    )
    book.line("Old_flag", type="bit", text="A flag.", years="up to 2007", values="1= lit\n0 = not lit")
    book.line(
        "Broken_flag",
        type="bit",
        text="A flag.",
        years="All years - broken for 2002 and 2003",
        values="1= lit\n0 = not lit",
    )
    book.line("HomePlace", text="Where the lamp lives")


def _degrees(book):
    """A column of field types in front; bare years, as numbers, that name the end; one field with several aliases; two underscores."""
    book.tab("Degrees 04-05 to 19-20")
    book.put("Degrees of Lamps")
    book.put()
    book.put("Please see the made-up website for full definitions: ", "https://example.org/lamps")
    book.put()
    book.headings(DEGREES)
    usual = {"risk": 5, "sens": "E"}
    book.line("DE_OA", group="Place", field="OA", years="2004/2005 - 2006/2007", text="The place.", **usual)
    book.line("DE_OA01", group="Place", field="OA", years="2007/2008 - 2013/2014", text="The place.", **usual)
    book.line("DE_OA11", group="Place", field="OA", years=2014, text="The place.", **usual)
    book.line(
        "DE_LAMP__ANON",
        group="Lamp",
        field="LAMP",
        years="2013",
        text="The lamp.",
        notes="For fair chances only.",
        **usual,
    )
    book.line(
        f'=CONCATENATE("DE_",C{book.number + 1})',
        group="Lamp",
        field="GLASS",
        years="2019/2020 -",
        text="The glass.",
        **usual,
    )


def _applicants(book):
    """The years stand once, in a cell merged over all rows; hard spaces; a name with its abbreviation."""
    book.tab("Applicants_07-08_to_20-21")
    book.put()
    book.put("Applicants for Lamps data table")
    book.put("Overview ")
    book.put("The made-up data tell who applied for a lamp.")
    book.put("Table Fields")
    book.headings(APPLICANTS)
    book.line("LampMatchingRef (LMR)", text="The key.\xa0", years="2007/08 to 2020/21")
    book.line("application_flag", text="Set to 1 for each application.\xa0")
    book.line("lamp_order")
    book.merge("years", 3)


def _pay(book):
    """Tables that come whole. The second prints the first one's name in its table column. Years in words."""
    for title, name, year in (
        ("Wages_03-04_to_20-21", "Lamp Wages Table", "2003/04 - 2020/21"),
        ("Grants_20-21", "Lamp Grants Table", "2020/21"),
    ):
        book.tab(title)
        for _ in range(4):
            book.put()
        book.put(None, name)
        book.put(None, "Overview")
        book.put(None, "One record for each lamp and tax year")
        book.put()
        book.put(None, "Table Fields")
        layout = {"margin": None, **PAY}
        book.headings(layout)
        book.line("lamp_id", table="LAMP.Wages", type="varchar(18)", years=year, text="The key.", source="Lamp office")
        book.line(
            "TaxYear",
            table="LAMP.Wages",
            type="int",
            years=year,
            text="The tax year.",
            values="200304 - 201819" if "Wages" in title else 202021,
            source="Lamp office",
        )
        if "Wages" in title:
            words = "Tax years 2016/17 and earlier are joined to the lamps of 2019, and 2017/18 onwards to the lamps of 2020"
            book.line(
                "firm_id",
                table="LAMP.Wages",
                type="varchar",
                years=words,
                text="The firm.",
                values="£",
                source="Lamp office",
            )
            book.line("firm_size", table="LAMP.Wages", type="int", text="The size of the firm.", source="Lamp office")
            book.merge("years", 2)


def _lookup(book):
    book.tab("LOOKUP_OF_LAMPS ")
    for _ in range(3):
        book.put()
    book.put(None, "Lamp Lookup Table")
    book.headings({"margin": None, **PAY})
    book.line("lamp_id", table="LINK.LAMPS", type="varchar", years="N/A", text="The key.", source="Lamp office")
    book.line(
        "lantern_ref",
        table="LINK.LAMPS",
        type="varchar",
        years="Varies across each of the source datasets",
        text="The other key.",
        source="Lamp office",
    )


# ------------------------------------------------------------------------------------------------ files


def workbook():
    """The made-up form as an openpyxl workbook, fresh for a test to change."""
    return build().file


def save(book, path):
    """Writes a workbook, with the values that the spreadsheet program is meant to have kept for some formulas."""
    book.save(path)
    if not getattr(book, "kept", None):
        return path
    numbers = {title: number for number, title in enumerate(book.sheetnames, 1)}
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for title, cells in book.kept.items():
        name = f"xl/worksheets/sheet{numbers[title]}.xml"
        for cell, value in cells.items():
            pattern = rf'<c r="{cell}"[^>]*>(<f>.*?</f>)(?:<v ?/>|<v></v>)'.encode()
            parts[name], times = re.subn(pattern, rf'<c r="{cell}" t="str">\1<v>{value}</v>'.encode(), parts[name])
            assert times == 1, f"no formula in {title} {cell}"
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return path


def find(book, tab, name, column="A"):
    """The row of the variable in a tab: the number of the row whose cell in `column` says `name`."""
    sheet = book[tab]
    return next(cell.row for cell in sheet[column] if str(cell.value or "").strip().split("\n")[0] == name)


@functools.cache
def content():
    """The made-up form, read once; not to be changed."""
    with tempfile.TemporaryDirectory() as folder:
        return read_form(save(workbook(), Path(folder) / "made-up.xlsx"), tables().values())


@functools.cache
def variables():
    """{id: what the form says}, derived once; not to be changed."""
    return {variable.id: variable for variable in derive(content(), tables())}


# ------------------------------------------------------------------------------------------------ definitions of the tables

_ACADEMIC = {"type": "academic", "from": "2001/02", "to": "2020/21"}
_TABLES = {
    "lantern": ({"tab": "Lantern_01-02_to_20-21"}, _ACADEMIC, None),
    "trial_pupil": (
        {"tab": "Trial_95-96_to_15-16", "section": "Trial Pupil table"},
        {**_ACADEMIC, "from": "1995/96", "to": "2015/16"},
        None,
    ),
    "trial_mark": (
        {"tab": "Trial_95-96_to_15-16", "section": "Trial Mark table"},
        {**_ACADEMIC, "from": "1995/96", "to": "2015/16"},
        None,
    ),
    "shelter_overall": (
        {"tab": "Shelter_08-09_to_20-21", "section": "n_Made_Up_Overall"},
        {**_ACADEMIC, "from": "2008/09"},
        "by-request",
    ),
    "shelter_child": (
        {"tab": "Shelter_08-09_to_20-21", "section": "n_Made_Up_Child"},
        {**_ACADEMIC, "from": "2008/09"},
        "by-request",
    ),
    "outing_table1": ({"tab": "Outing_05-06_to_20-21", "only": "1"}, {**_ACADEMIC, "from": "2005/06"}, None),
    "outing_table2": ({"tab": "Outing_05-06_to_20-21", "only": "2"}, {**_ACADEMIC, "from": "2005/06"}, None),
    "outing_table3": ({"tab": "Outing_05-06_to_20-21", "only": "3"}, {**_ACADEMIC, "from": "2005/06"}, None),
    "journey": ({"tab": "Journey_01-02_to_20-21", "section": "Chronological Lamps"}, _ACADEMIC, None),
    "journey_snapshot": (
        {"tab": "Journey_01-02_to_20-21", "section": "Snapshot Lamps"},
        {**_ACADEMIC, "from": "2020/21"},
        None,
    ),
    "lessons": ({"tab": "Lessons _02-03_to_20-21"}, {**_ACADEMIC, "from": "2002/03", "bare": "start"}, "by-request"),
    "degrees": (
        {"tab": "Degrees 04-05 to 19-20"},
        {**_ACADEMIC, "from": "2004/05", "to": "2019/20", "bare": "end"},
        "by-request",
    ),
    "applicants": (
        {"tab": "Applicants_07-08_to_20-21"},
        {"type": "cycle", "from": "2007/08", "to": "2020/21"},
        "whole-table",
    ),
    "wages": ({"tab": "Wages_03-04_to_20-21"}, {"type": "tax", "from": "2003/04", "to": "2020/21"}, "whole-table"),
    "grants": ({"tab": "Grants_20-21"}, {"type": "tax", "from": "2020/21", "to": "2020/21"}, "whole-table"),
    "lookup_lamps": ({"tab": "LOOKUP_OF_LAMPS"}, {"type": "none"}, "whole-table"),
}


@functools.cache
def _records():
    found = {}
    for order, (id, (place, years, request)) in enumerate(_TABLES.items(), 1):
        found[id] = {
            "id": id, "title": f"Made-up table {id}", "short": "Lamps.", "description": "A made-up table for tests.", "source": "lamps", "order": order,
            "owner": "Nobody", "grain": "One lamp.", "rows_per_person": "One.", "key": {"unique": "unknown"}, "years": years,
            **({"request": request} if request else {}),
            "views": [{"name": id, "evidence": "assumed"}], "form": place, "synthetic": {"rows": "people-years", "people": "pupil"}, "confidence": "low", "evidence": ["VRF"],
        }  # fmt: skip
    return found


@functools.cache
def tables():
    """The tables of the made-up form, by id."""
    return {id: Table.model_validate(record) for id, record in _records().items()}


def write_tables(root):
    """A knowledge base that has the made-up tables and no variables."""
    base = root / "variables"
    files = {
        "references.yaml": {"references": {"VRF": {"title": "Made-up request form"}}},
        "sources/lamps.yaml": {
            "id": "lamps",
            "title": "Lamps",
            "short": "Lamps.",
            "description": "Made up.",
            "owner": "Nobody",
            "order": 1,
        },
        **{f"tables/{id}/_table.yaml": record for id, record in _records().items()},
    }
    for name, record in files.items():
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(record, indent=1), encoding="utf-8")  # JSON is YAML
    return root


def path_of(root, id):
    """The file of a variable, in whatever topic folder it is."""
    table, _, stem = id.partition(".")
    (path,) = (root / "variables" / "tables" / table).glob(f"*/{stem}.yaml")
    return path
