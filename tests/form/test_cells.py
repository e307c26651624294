"""Single cells, in every spelling that the real form has; the words are invented."""

import pytest

from build_tools.form.cells import clean, read_codes, read_name, read_years, stem_of
from build_tools.form.derive import code_record

# ------------------------------------------------------------------------------------------------ debris


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (" ", ""),
        ("\tLampNo", "LampNo"),
        ("Lamp ", "Lamp"),
        ("La\u00admp\u2009No\u200e", "Lamp No"),
        ("a\u2068b\u2028c\u0085d\u0007", "ab c d"),
        ("lit.\xa0\xa0", "lit."),
        ("A lamp_x000D_\nin two lines", "A lamp\nin two lines"),
        ("A lamp\r\nin two lines", "A lamp\nin two lines"),
        ("la\u200bmp", "lamp"),
        (14, "14"),
        (14.0, "14"),
        (1.5, "1.5"),
        (0, "0"),
    ],
)
def test_clean(cell, text):
    assert clean(cell) == text


# ------------------------------------------------------------------------------------------------ years

FIRST, LAST = 1995, 2020

YEARS = [
    # cell, what a bare year names, the years, a word of the doubt, a word of the remark
    ("2001/02 - 2020/21", None, "2001/02-2020/21", "", ""),
    ("2001/2002 - 2020/2021", None, "2001/02-2020/21", "", ""),
    ("2001/02 - 2020/2021", None, "2001/02-2020/21", "", ""),
    ("2015/16-2020/21", None, "2015/16-2020/21", "", ""),
    ("2006/07- 2007/08", None, "2006/07-2007/08", "", ""),
    ("2017/2018 -2018/2019", None, "2017/18-2018/19", "", ""),
    ("2010/11-  2014/15", None, "2010/11-2014/15", "", ""),
    ("1999/00 - 2020/21", None, "1999/00-2020/21", "", ""),
    ("2007/08 to 2020/21", None, "2007/08-2020/21", "", ""),
    ("2009/10 - 2009/10", None, "2009/10", "", ""),
    ("2005/2006", None, "2005/06", "", ""),
    ("2014/15 only", None, "2014/15", "", ""),
    ("2015/16  only", None, "2015/16", "", ""),
    ("2001/02 -", None, "2001/02-", "", ""),
    ("1997/98-", None, "1997/98-", "", ""),
    ("2008/2009 - ", None, "2008/09-", "", ""),
    ("2007/2008, 2012/2013, 2015/2016", None, "2007/08, 2012/13, 2015/16", "", ""),
    ("2008/2009 - 2009/2010, 2011/2012 - 2020/2021", None, "2008/09-2009/10, 2011/12-2020/21", "", ""),
    ("2001/02 - 2014/15, 2016/17 -", None, "2001/02-2014/15, 2016/17-", "", ""),
    ("2001/02 - 2014/15; 2016/17 -", None, "2001/02-2014/15, 2016/17-", "", ""),
    ("2004/05 - 2005/06;\n2007/08 - 2014/15", None, "2004/05-2005/06, 2007/08-2014/15", "", ""),
    ("2003/04 - 2004/05,\n2008/09 - 2012/13", None, "2003/04-2004/05, 2008/09-2012/13", "", ""),
    # misprints: read, and said so
    ("2008/20019 - 2020/2021", None, "2008/09-2020/21", "`2008/20019`, read as 2008/09", ""),
    ("207/2008 - 2011/2012", None, "2007/08-2011/12", "`207/2008`, read as 2007/08", ""),
    ("2004/05 - 200708", None, "2004/05-2007/08", "", ""),
    ("2008/09 -  - 2009/2010", None, "2008/09-2009/10", "", ""),
    ("2006/2006", None, "2005/06", "ends in 2006, 2005/06, which is not certain", ""),
    ("2003/2003 - 2009/2010", None, "2002/03-2009/10", "not certain", ""),
    ("1997/1998 - 2011/2012 2011/2012", None, "1997/98-2011/12", "", ""),
    ("1997/98 - 2011/2012 2001/02", None, "1997/98-2001/02", "two last years, 2011/12 and 2001/02", ""),
    ("1997/98 - 2011/2012 2014/15", None, "1997/98-2011/12", "the earlier one is taken", ""),
    ("2012/13 - 2010/11", None, "2012/13", "ends before it starts", ""),
    ("2009/10 (A) - 2012/13", None, "2009/10-2012/13", "amended", ""),
    ("2009/10 (F) - 2012/13", None, "2009/10-2012/13", "final", ""),
    # bare years: what they name is data of the table
    ("2014 onwards", "start", "2014/15-", "", ""),
    ("2014 onwards", "end", "2013/14-", "", ""),
    ("2002 to 2008", "start", "2002/03-2008/09", "", ""),
    ("2013 to 2015", "end", "2012/13-2014/15", "", ""),
    ("2014", "end", "2013/14", "", ""),
    (2014, "end", "2013/14", "", ""),
    (2014.0, "start", "2014/15", "", ""),
    (2014, None, None, "", "`2014`, which names no set of years"),
    ("up to 2007", "start", "1995/96-2007/08", "", ""),
    ("up to 2007", "end", "1995/96-2006/07", "", ""),
    # words
    ("All years", "start", "1995/96-2020/21", "", ""),
    ("All Years", "start", "1995/96-2020/21", "", ""),
    (
        "All years - broken for 2002 and 2003",
        "start",
        "1995/96-2020/21",
        "",
        "The form adds: broken for 2002 and 2003.",
    ),
    (
        "For tax years 2016/17 and earlier lamps are joined to those of January 2018, for 2017/18 onwards to those of 2020",
        None,
        "1995/96-2020/21",
        "",
        "explains the years in words",
    ),
    ("N/A", None, None, "", "no years"),
    ("Varies across each of the lamps", None, None, "", "names no set of years"),
    ("2001/02 or perhaps 2002/03", None, None, "", "names no set of years"),
    ("", None, None, "", ""),
    (None, "start", None, "", ""),
    (" ", "end", None, "", ""),
    ("up to 1990", "start", None, "", "which names no set of years"),
    ("2201/02", None, None, "", "which names no set of years"),
    ("2014/15 - 2201/02", None, None, "", "which names no set of years"),
    ("2014/15, 2012/13", None, None, "", "which names no set of years"),
    ("2012/13 - 2014/15, 2013/14 - 2015/16", None, None, "", "which names no set of years"),
]


@pytest.mark.parametrize(
    ("cell", "bare", "years", "doubt", "remark"), YEARS, ids=[f"{row[0]!r}-{row[1]}" for row in YEARS]
)
def test_read_years(cell, bare, years, doubt, remark):
    read = read_years(cell, bare, FIRST, LAST)
    assert (str(read.years) if read.years else None) == years
    assert doubt in read.doubt
    assert bool(doubt) == bool(read.doubt)
    assert remark in read.remark
    assert bool(remark) == bool(read.remark)


def test_all_years_of_a_table_without_years_are_none():
    assert read_years("All years", None, None, None).years is None


# ------------------------------------------------------------------------------------------------ names

NAMES = [
    # cell, name, other names with their years, remark
    ("Glow_[term][yy]", "Glow_[term][yy]", (), ""),
    ("\tGlow ", "Glow", (), ""),
    ("", "", (), ""),
    (" ", "", (), ""),
    ("OTH 1", "OTH 1", (), ""),
    ("JO_Region update", "JO_Region update", (), ""),
    ("Non-litHours_[term][yy]", "Non-litHours_[term][yy]", (), ""),
    ("s.LampRef", "s.LampRef", (), ""),
    ("Lamp01 or Lamp11", "Lamp01", (("Lamp11", None),), ""),
    ("MATPS (previously CVAPMAT)", "MATPS", (("CVAPMAT", None),), ""),
    ("LampMatchingRef (LMR)", "LampMatchingRef", (("LMR", None),), ""),
    ("Lamp_[term][yy]\n\nLight_[term][yy] in 2001/02", "Lamp_[term][yy]", (("Light_[term][yy]", "2001/02"),), ""),
    ("Lamp_[term][yy]\n\nLight_[term][yy] 2001/02", "Lamp_[term][yy]", (("Light_[term][yy]", "2001/02"),), ""),
    (
        "Lamp_[term][yy]\n\nFreeOil for 2001/02\nOilEligibility for 2002/03 - 2004/05\n\nBased on days of oil from 2012/13",
        "Lamp_[term][yy]",
        (("FreeOil", "2001/02"), ("OilEligibility", "2002/03-2004/05")),
        "Based on days of oil from 2012/13",
    ),
    (
        "Lamp_[term][yy]\n\n\nAssent for 2002/03 to 2004/05\nConsent for 2005/06 to 2011/12",
        "Lamp_[term][yy]",
        (("Assent", "2002/03-2004/05"), ("Consent", "2005/06-2011/12")),
        "",
    ),
    ("Lamp_ex[yy]\nWick_ex[yy] in 2001/02", "Lamp_ex[yy]", (("Wick_ex[yy]", "2001/02"),), ""),
    (
        "Lamp_[term][yy]\nClass_[term][yy] 2002/03-2006/07",
        "Lamp_[term][yy]",
        (("Class_[term][yy]", "2002/03-2006/07"),),
        "",
    ),
    ("Lamp[yy]\n\nLight[yy] up to 2011/12.", "Lamp[yy]", (("Light[yy]", "to 2011/12"),), ""),
    (
        "Lamp_[term][yy] \n\nSoil_[term[yy]) 2001/02-2011/12",
        "Lamp_[term][yy]",
        (("Soil_[term][yy]", "2001/02-2011/12"),),
        "",
    ),
    ("Lamp[yy]\n\nBased on days of oil from 2012/13.", "Lamp[yy]", (), "Based on days of oil from 2012/13."),
    (
        "EVERLIT_3_[term][yy]\n\nBased on Spring Lamps only up to 2011/12.",
        "EVERLIT_3_[term][yy]",
        (),
        "Based on Spring Lamps only up to 2011/12.",
    ),
    ("Glow_[yy]\nShine for 2201/02", "Glow_[yy]", (("Shine", None),), "Shine for 2201/02"),
]


@pytest.mark.parametrize(("cell", "name", "others", "remark"), NAMES, ids=[repr(row[0]) for row in NAMES])
def test_read_name(cell, name, others, remark):
    read = read_name(cell)
    assert (read.name, read.others, read.remark) == (name, others, remark)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Glow_[term][yy]", "Glow"),
        ("Glow_[yy]", "Glow"),
        ("PRU_Glow[yy]", "PRU_Glow"),
        ("PRU_Glow_SPR[yy]", "PRU_Glow"),
        ("Glow_ab[yy]", "Glow"),
        ("Glow_ex[yy]", "Glow"),
        ("Reason_[n]_ex[yy]", "Reason_n"),
        ("LampNo_ex[YY]_anon", "LampNo_anon"),
        ("s.LampRef", "LampRef"),
        ("TR_s.LampRef", "TR_LampRef"),
        ("Lamp11 _school_ab[yy]", "Lamp11_school"),
        ("Non-litHours_[term][yy]", "Non_litHours"),
        ("cla_LEGAL STATUS", "cla_LEGAL_STATUS"),
        ("HE_LAMP01__ANON", "HE_LAMP01__ANON"),
        ("TR_SAME", "TR_SAME"),
        ("5EM_[yy]", "v_5EM"),
        ("Lämpchen", "L_mpchen"),
        ("", ""),
    ],
)
def test_stem_of(name, stem):
    assert stem_of(name) == stem


# ------------------------------------------------------------------------------------------------ allowed values

YES_NO = (("0", "No"), ("1", "Yes"))


def _same(*values):
    return tuple((value, value) for value in values)


def _bare(*codes):
    return tuple((code, None) for code in codes)


CODES = [
    # code = label, a line each
    ("equals", "0 = No\n1 = Yes", YES_NO),
    ("equals, spaces behind", "0 = No \n1 = Yes", YES_NO),
    ("equals, no spaces", "0=No\n1=Yes", YES_NO),
    ("equals, space on one side", "1= lit\n0 = not lit", (("1", "lit"), ("0", "not lit"))),
    (
        "equals in a column",
        "-1   = Not Known\n1    = Low\n1.5 = Low / high",
        (("-1", "Not Known"), ("1", "Low"), ("1.5", "Low / high")),
    ),
    ("comma behind", "0 = No, \n1 = Yes", YES_NO),
    ("semicolon behind", "WICK = Wick; \nOILS = Oils", (("WICK", "Wick"), ("OILS", "Oils"))),
    ("one code", "P = Lit", (("P", "Lit"),)),
    ("two in a line", "1 = Yes, 0 = No", (("1", "Yes"), ("0", "No"))),
    ("equals in the label", "N1 = age < 3\nN2=3<= age <4", (("N1", "age < 3"), ("N2", "3<= age <4"))),
    ("stroke in the code", "N/A = Not applicable\nLIT = Lit", (("N/A", "Not applicable"), ("LIT", "Lit"))),
    (
        "two numbers for a code",
        "1/ 101 = two lamps\n2/102 = two >2 lamps",
        (("1/ 101", "two lamps"), ("2/102", "two >2 lamps")),
    ),
    (
        "underscore in the code",
        "1_LIT = Lit\n_NV = Null value entered",
        (("1_LIT", "Lit"), ("_NV", "Null value entered")),
    ),
    ("stars", "** = A*A* lamp\n* = A* lamp\n*A = mixed", (("**", "A*A* lamp"), ("*", "A* lamp"), ("*A", "mixed"))),
    ("leading zeros", "01 = One\n0001 = Another", (("01", "One"), ("0001", "Another"))),
    (
        "words for codes",
        "LampsOnShelf = On the shelf\nLampsNoLongerOnShelf = Gone",
        (("LampsOnShelf", "On the shelf"), ("LampsNoLongerOnShelf", "Gone")),
    ),
    ("range for a code", "R = First\n1-14 = Years 1 to 14", (("R", "First"), ("1-14", "Years 1 to 14"))),
    (
        "remark inside the code",
        "3 = Third\n4+ (4 from 01/02 onwards) = Fourth",
        (("3", "Third"), ("4+ (4 from 01/02 onwards)", "Fourth")),
    ),
    (
        "several codes, one label",
        "B, N, 2 = 15 points\n3 = 21 points",
        (("B", "15 points"), ("N", "15 points"), ("2", "15 points"), ("3", "21 points")),
    ),
    ("null", "1 = Lit\nNull = lamp not lent", (("1", "Lit"), ("Null", "lamp not lent"))),
    ("null alone", "2 = No\n1 = Yes\nNULL", (("2", "No"), ("1", "Yes"), ("NULL", None))),
    ("blank in front", "Blank\nM = Moss", (("Blank", None), ("M", "Moss"))),
    (
        "numbers without labels between",
        "0\n2 = Tier 2\n3   \nA = Absent",
        (("0", None), ("2", "Tier 2"), ("3", None), ("A", "Absent")),
    ),
    (
        "a value in words between",
        "Autumn\nSpring\nInvalid = Out of the year",
        (("Autumn", "Autumn"), ("Spring", "Spring"), ("Invalid", "Out of the year")),
    ),
    (
        "label over two lines",
        "2A = High\nX = Not lit as the lamp\n was not lent",
        (("2A", "High"), ("X", "Not lit as the lamp was not lent")),
    ),
    ("side by side", "1 = One                     2 = Two\n3 = Three", (("1", "One"), ("2", "Two"), ("3", "Three"))),
    ("quotation marks around all", '"-1  = Not known\n9   = Other"', (("-1", "Not known"), ("9", "Other"))),
    ("a spreadsheet's apostrophe", "`-99 = Before\n1     = Period 1", (("-99", "Before"), ("1", "Period 1"))),
    (
        "quotation mark in the label",
        'Z = Section 24 " Leaving" Support\nA = Other',
        (("Z", 'Section 24 " Leaving" Support'), ("A", "Other")),
    ),
    ("wide gap in a label", "1 = Out   of reach\n0 = In reach", (("1", "Out of reach"), ("0", "In reach"))),
    ("equals, last line numbered", "98 = Unknown\n99 Not Applicable", (("98", "Unknown"), ("99", "Not Applicable"))),
    # other signs between code and label
    ("hyphen", "0 - false\n1 - true", (("0", "false"), ("1", "true"))),
    ("hyphen, one code", "1 - lit in this year", (("1", "lit in this year"),)),
    ("hyphen, one space", "N -Not declared\nA -Lent", (("N", "Not declared"), ("A", "Lent"))),
    ("hyphens, uneven", "1  - Lost\n3 -  Broken", (("1", "Lost"), ("3", "Broken"))),
    ("hyphen and dash", "110 – Staying\n111 - FTE - Same shelf", (("110", "Staying"), ("111", "FTE - Same shelf"))),
    ("dash, no spaces", "0–Lamp included\n1–lamp left out", (("0", "Lamp included"), ("1", "lamp left out"))),
    (
        "hyphen, no spaces, words only",
        "0-Lamp included\n1-lamp left out",
        (("0", "Lamp included"), ("1", "lamp left out")),
    ),
    ("equals and dash", "E12 = Lent\nE13 – Left", (("E12", "Lent"), ("E13", "Left"))),
    ("colon", "1: Autumn lamp\n0: Not an autumn lamp", (("1", "Autumn lamp"), ("0", "Not an autumn lamp"))),
    (
        "tab",
        "BLW\tBelow the lamp\t\nHNM\tNot lit (2016-2018)\t",
        (("BLW", "Below the lamp"), ("HNM", "Not lit (2016-2018)")),
    ),
    (
        "number and space",
        "0 No lamp\n1 Lamp lit \n2 Lamp lent",
        (("0", "No lamp"), ("1", "Lamp lit"), ("2", "Lamp lent")),
    ),
    (
        "number, space, number",
        "25 16-19 lamps\n35 Adult lamps\n45 More",
        (("25", "16-19 lamps"), ("35", "Adult lamps"), ("45", "More")),
    ),
    ("number and full stop", "1. Lit 5+\n2. Lit\n3. No lamps", (("1", "Lit 5+"), ("2", "Lit"), ("3", "No lamps"))),
    (
        "letters and space",
        "NS Nursery\nPS Primary\nXX Many (not PRU)",
        (("NS", "Nursery"), ("PS", "Primary"), ("XX", "Many (not PRU)")),
    ),
    (
        "label first",
        "Inside the house - IN\nOutside the house - OUT",
        (("IN", "Inside the house"), ("OUT", "Outside the house")),
    ),
    # code (label)
    ("brackets", "0 (Not Lit) ; 1 (Lit)", (("0", "Not Lit"), ("1", "Lit"))),
    ("brackets, line break", "0 (Not lit),\n1 (Lit)", (("0", "Not lit"), ("1", "Lit"))),
    ("brackets, comma", "0 (Not lit), 1(lit)", (("0", "Not lit"), ("1", "lit"))),
    (
        "brackets, several codes",
        "0 (Not Lit) ; 1,2,3 (Lit)",
        (("0", "Not Lit"), ("1", "Lit"), ("2", "Lit"), ("3", "Lit")),
    ),
    ("brackets, one too many", "0 (Not Lit) ; 1 (Lit))", (("0", "Not Lit"), ("1", "Lit"))),
    (
        "brackets and null",
        "T (True), F(False), N(Not Asked), NULL",
        (("T", "True"), ("F", "False"), ("N", "Not Asked"), ("NULL", None)),
    ),
    (
        "brackets and null in brackets",
        "0 (Dark) ; 1 (Lit) ;  null (not known)",
        (("0", "Dark"), ("1", "Lit"), ("null", "not known")),
    ),
    (
        "brackets on lines",
        "A (Amber)\nAA (Double amber)\nM ( Moss)",
        (("A", "Amber"), ("AA", "Double amber"), ("M", "Moss")),
    ),
    (
        "brackets between equals",
        "E (Level E, not before 2003)\n_X = Invalid",
        (("E", "Level E, not before 2003"), ("_X", "Invalid")),
    ),
    # codes alone
    ("bare, comma", "0,1,2", _bare("0", "1", "2")),
    ("bare, spaces", "0, 15, 21", _bare("0", "15", "21")),
    ("bare, or", "0 or 1", _bare("0", "1")),
    ("bare, comma and or", "0,1 or 2", _bare("0", "1", "2")),
    ("bare letters", "Y or N", _bare("Y", "N")),
    ("bare, null", "0,1, NULL", _bare("0", "1", "NULL")),
    ("bare, blank", "P1i, P1ii, NOTSEN or blank", _bare("P1i", "P1ii", "NOTSEN", "blank")),
    ("bare, stars", "**,*A,AA,*,A,Q", _bare("**", "*A", "AA", "*", "A", "Q")),
    ("bare over lines", "SPLD,MLD, \nHI,VI", _bare("SPLD", "MLD", "HI", "VI")),
    ("bare, two numbers for a code", "1/101, 2/102, 20/120", _bare("1/101", "2/102", "20/120")),
    ("bare, capitals kept", "a,b,I", _bare("a", "b", "I")),
    (
        "bare lists between labels",
        "Null = No entry\nA, B\nU = Ungraded",
        (("Null", "No entry"), ("A", None), ("B", None), ("U", "Ungraded")),
    ),
    ("format in front", 'AAAA;\nPossible values: "WICK,OIL, \nGLAS,RIM"', _bare("WICK", "OIL", "GLAS", "RIM")),
    ("years as codes", "2006, 2007, 2008", _bare("2006", "2007", "2008")),
    # values that are their own labels
    ("words", "Oak\nAny Other Wood\nPre 2002 Code", _same("Oak", "Any Other Wood", "Pre 2002 Code")),
    ("words, a number in front", "2002 Code\nOak\nPre 2002 Code", _same("2002 Code", "Oak", "Pre 2002 Code")),
    ("words with commas", "Lamps, Oil and Wicks\nUnknown", _same("Lamps, Oil and Wicks", "Unknown")),
    ("words, run together", "LampsOnShelf\nLampsNoLongerOnShelf", _same("LampsOnShelf", "LampsNoLongerOnShelf")),
    (
        "bands",
        "0 - 10% darkest\n11 - 20%\n91 - 100% brightest",
        _same("0 - 10% darkest", "11 - 20%", "91 - 100% brightest"),
    ),
]


@pytest.mark.parametrize(("cell", "codes"), [row[1:] for row in CODES], ids=[row[0] for row in CODES])
def test_codes(cell, codes):
    read = read_codes(cell)
    assert read.codes == codes
    assert (read.range, read.same_as, read.rest, read.note) == (None, None, (), "")


RANGES = [
    ("0 to 11", ("0", "11"), ()),
    ("0-1", ("0", "1"), ()),
    ("0 -70", ("0", "70"), ()),
    ("01 - 17", ("01", "17"), ()),
    ("2.5-6.50", ("2.5", "6.50"), ()),
    ("0.00 - 1.00", ("0.00", "1.00"), ()),
    ("-3 to 6", ("-3", "6"), ()),
    ("2010000-9389999", ("2010000", "9389999"), ()),
    ("000001-999999", ("000001", "999999"), ()),
    ("200304 - 201819", ("200304", "201819"), ()),
    ("01-17 or 99", ("01", "17"), _bare("99")),
    ("N, 0 - 9", ("0", "9"), _bare("N")),
    ("N, 0 - 9,", ("0", "9"), _bare("N")),
    ("0-6, NULL", ("0", "6"), _bare("NULL")),
    ("0.000 to 8.000 and NULL", ("0.000", "8.000"), _bare("NULL")),
    ("N1, N2, R, 1-14", ("1", "14"), _bare("N1", "N2", "R")),
    ("2-6,A,W,X,-", ("2", "6"), _bare("A", "W", "X", "-")),
    ("1-14,?,X", ("1", "14"), _bare("?", "X")),
    ("0 - 50\nA,IN,M", ("0", "50"), _bare("A", "IN", "M")),
    ("0 - 50\nA,IN,M\nSee sheet 'Codeset (Lamps)', subsection WICK", ("0", "50"), _bare("A", "IN", "M")),
    ("A=Absent\nM=Missing\n0-40", ("0", "40"), (("A", "Absent"), ("M", "Missing"))),
    ("0 to 60  \nA = Absent", ("0", "60"), (("A", "Absent"),)),
    ("Null = No entry\n1-9\nU", ("1", "9"), (("Null", "No entry"), ("U", None))),
]


@pytest.mark.parametrize(("cell", "span", "codes"), RANGES, ids=[repr(row[0]) for row in RANGES])
def test_ranges(cell, span, codes):
    read = read_codes(cell)
    assert (read.range, read.codes) == (span, codes)
    assert read.rest, "the cell is kept as printed, for a range says less than it"


POINTERS = [
    ("As for GLOW", "GLOW", ()),
    ("As for glow", "glow", ()),
    ("Same as GLOW above", "GLOW", ()),
    ("Same as GLOW", "GLOW", ()),
    (
        "As for Glow, \nAdditional code of INV for an invalid one",
        "Glow",
        ("Additional code of INV for an invalid one",),
    ),
]


@pytest.mark.parametrize(("cell", "name", "rest"), POINTERS, ids=[repr(row[0]) for row in POINTERS])
def test_pointers_to_another_variable(cell, name, rest):
    read = read_codes(cell)
    assert (read.same_as, read.codes, read.rest) == (name, (), rest)


SILENT = ["", None, " ", "na", "NA", "n/a", "N/A"]


@pytest.mark.parametrize("cell", SILENT, ids=repr)
def test_cells_that_say_nothing(cell):
    read = read_codes(cell)
    assert (read.codes, read.range, read.same_as, read.rest) == ((), None, None, ())


WORDS = [
    "to 2dp",
    "99",
    "9999.99",
    "£",
    "A",
    "AAAA",
    "YYYYMMDD",
    "1 upwards",
    "1 … n",
    ">= 0",
    "0-99, NULL to 1dp",
    "0-999 (TBC)",
    "500",
    "Spring",
    "Numeric",
    "eg AAA",
    "eg: 0, A, NR",
    "e.g. -2.00000000",
    "e.g. -2.00000000 9999.99",
    "0 - 11.  0 = August",
    "1-12.  1 = January",
    "NULL, PTYear-7 to PTYear-3",
    "20-38, 43-48, 98, 99, NULL",
    "9981, 9982, 9901-9903, 9976, 9904-9907",
    "600,  670 (inc 650 prior to 2010/11)",
    "0.0 - 16.0 and -1 - -18",
    "2011,2012,2013 etc",
    "See Codesets_(Lamps) tab for allowed values",
    "Please see Lamp Codes tab",
    "Descriptions in the data",
    "A sequential reference number to group lamps into lots for the year. It is not preserved across years.",
    "SC_[yyyy]_AU e.g. SC_0708_AU\nSC_[yyyy]_SU ",
    "Lamp Number\n1st and 8th characters can be 0-9 or A-Z (upper case)\nCharacters 2-7 must be numeric",
    "If Glow12 >= 2  then flag= 2\nif Glow12 <= 1 (and non-null) then flag = 1\nElse= Null",
    "If the lamp is lit\nElse the wick",
    "Point Score – All Lamps\n4+ = 27\n3  = 21\nAbsent (A) – Disregard",
    "Level   Wick   Oil\n       8     NA    51\nUnable to light (T) Disregard",
    "Writing 9994 9904: A,D,L\nOil 9995 9905: A,D,HNM",
    "null, no lamps, below G, G, between F and G",
]


@pytest.mark.parametrize("cell", WORDS, ids=repr)
def test_cells_that_list_no_codes(cell):
    read = read_codes(cell)
    assert (read.codes, read.range, read.same_as) == ((), None, None)
    assert read.rest, "what the cell says is not lost"


def test_headings_between_codes_are_no_codes():
    read = read_codes("Offer of lamps to start\n110 – Offer Made\nNo Offer Made\n140 - Application made\n150 - None")
    assert read.codes == (("110", "Offer Made"), ("140", "Application made"), ("150", "None"))
    assert read.rest == ("Offer of lamps to start", "No Offer Made")


def test_headings_of_years_are_no_codes():
    read = read_codes("2005/06: \nA = Absent\n2B = Lit\n\n2006/07: Numeric (length 2)")
    assert read.codes == (("A", "Absent"), ("2B", "Lit"))
    assert read.rest == ("2005/06:", "2006/07: Numeric (length 2)")


def test_headings_of_the_list_are_no_codes():
    assert read_codes("SCHOOL PHASE\nNS Nursery\nPS Primary\nXX Many").rest == ("SCHOOL PHASE",)
    assert read_codes("Main/Duplicate Rules\n1/101 = 2 lamps\n2/102 = 3 lamps").rest == ("Main/Duplicate Rules",)


def test_a_range_above_a_numbered_list_is_kept():
    read = read_codes("0 - 2\n\n0 None\n1 Entry lamp\n2 Full lamp")
    assert read.codes == (("0", "None"), ("1", "Entry lamp"), ("2", "Full lamp"))
    assert read.rest == ("0 - 2",)


def test_prose_below_a_list_is_no_label():
    read = read_codes(
        "1 Lamp is lit\n2 Lamp is dark\n9 No information\nLook at the latest lamp (i.e. the last) and take its value."
    )
    assert [code for code, _ in read.codes] == ["1", "2", "9"]
    assert len(read.rest) == 1


def test_a_code_printed_twice_keeps_both_labels():
    read = read_codes("1 = No\n1 = Yes")
    assert read.codes == (("1", "No | Yes"),)
    assert read.note == "The form prints the code 1 more than once, with different labels."


def test_a_code_printed_twice_with_one_label_stands_once():
    assert read_codes("Q = Pending\nA = Amber\nQ\tPending").codes == (("Q", "Pending"), ("A", "Amber"))


# ------------------------------------------------------------------------------------------------ what the words of a code say


@pytest.mark.parametrize(
    ("code", "label", "said"),
    [
        ("1", "Lit", {}),
        ("S", "Statement (up to 2017/18)", {"to": "2017/18"}),
        ("A", "Action (up to 14/15)", {"to": "2014/15"}),
        ("K", "Support (since 2014/15)", {"from": "2014/15"}),
        ("K", "Support (from 14/15)", {"from": "2014/15"}),
        ("Q1", "Lent (up to 2014)", {}),
        ("R", "Refused", {"missing": "refused"}),
        ("MISS", "Missing value", {"missing": "unknown"}),
        ("N/A", "Not applicable", {"missing": "not-applicable"}),
        ("NOT", "Information not obtained", {"missing": "not-collected"}),
        ("INV", "Invalid code", {"missing": "invalid"}),
        ("Null", "No entry", {"missing": "no-entry"}),
        ("NULL", None, {"missing": "unknown"}),
        ("blank", None, {"missing": "unknown"}),
        ("A", None, {}),
        ("ENB", "Not known but believed to be lit", {}),
        ("B", "Boarder, nights per week not specified", {}),
        ("BNK", "Bus (type not known)", {}),
        ("No", "Parent or guardian has refused permission", {}),
    ],
)
def test_code_record(code, label, said):
    assert code_record(code, label) == {"code": code, "label": label, **said}
