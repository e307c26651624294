"""From rows to variables: what is one variable, what is two, and what an entry says about it."""

import made_up_form as form
import pytest

from build_tools.form.derive import FORM_FIELDS, derive
from build_tools.form.workbook import FormContent, Row


def said(id):
    """The fields of a variable of the made-up form."""
    return form.variables()[id].values


def derived(*rows, table="lantern"):
    """{stem: fields} of rows given as cells: dicts with a name, and with `block` and `row` where they matter."""
    content = FormContent()
    for number, cells in enumerate(rows, 8):
        rest = {key: value for key, value in cells.items() if key not in ("block", "repeats")}
        content.rows.append(
            Row("Lantern_01-02_to_20-21", number, [table], cells.get("block", "default"), rest, cells.get("repeats"))
        )
    return {variable.stem: variable.values for variable in derive(content, form.tables())}


def test_only_fields_of_the_form_are_derived():
    assert {field for variable in form.variables().values() for field in variable.values} <= set(FORM_FIELDS)


def test_every_row_is_evidence_of_a_variable_in_each_of_its_tables():
    rows = {(table, row.tab, row.row) for row in form.content().rows for table in row.table_ids}
    found = {(variable.table, row.tab, row.row) for variable in form.variables().values() for row in variable.rows}
    assert found == rows


# ------------------------------------------------------------------------------------------------ one variable or two


def test_a_variable_in_two_rows_with_years_apart_is_one():
    spark = said("lantern.Spark")
    assert [row["row"] for row in spark["form"]] == [16, 17]
    assert spark["years"] == "2008/09-2009/10, 2011/12-2020/21"
    assert (spark["field"], spark["form"][1]["field"]) == ("Spark", "LampSpark")
    assert spark["old_names"] == [{"name": "LampSpark", "kind": "alternative name", "years": "2011/12-2020/21"}]


def test_a_variable_in_two_rows_with_one_field_is_one():
    found = derived(
        {"name": "Wick_[yy]", "field": "Wick", "years": "2008/09"},
        {"name": "Wick_[yy]", "field": "Wick", "years": "2008/09 - 2010/11"},
    )
    assert found["Wick"]["years"] == "2008/09-2010/11"
    assert found["Wick"]["contradictions"] == [
        "The form lists it in several rows with different years: 2008/09; 2008/09-2010/11."
    ]


def test_fields_that_differ_in_underscores_only_are_one():
    assert list(
        derived(
            {"name": "A", "field": "WICK_1", "years": "2008/09 -"},
            {"name": "A", "field": "WICK1", "years": "2008/09 -"},
        )
    ) == ["A"]


def test_one_name_with_two_fields_in_the_same_years_is_two_variables():
    first, second = said("lantern.Flame"), said("lantern.Flame_home")
    assert (first["name"], first["field"]) == ("Flame_[yy]", "Flame")
    assert (second["name"], second["field"]) == ("Flame_[yy]", "Flame_home")
    for values in (first, second):
        assert values["contradictions"] == [
            "The form prints the name `Flame_[yy]` for two variables, told apart by their fields `Flame` and `Flame_home`."
        ]


def test_one_field_with_several_names_is_several_variables():
    assert [said(f"degrees.{stem}")["field"] for stem in ("DE_OA", "DE_OA01", "DE_OA11")] == ["OA", "OA", "OA"]


def test_the_same_name_in_two_tables_is_two_variables():
    assert said("trial_pupil.TR_ACADYR")["years"] == "1995/96-2015/16"
    assert said("trial_mark.TR_ACADYR")["years"] == "2006/07-"
    assert "contradictions" not in said("trial_mark.TR_ACADYR")


def test_a_row_in_several_tables_is_a_variable_of_each():
    assert said("outing_table1.Reason_ou") == said("outing_table2.Reason_ou")


# ------------------------------------------------------------------------------------------------ stems and ids


def test_ids_are_unique_whatever_their_capitals():
    ids = [id.lower() for id in form.variables()]
    assert len(set(ids)) == len(ids)


def test_the_name_belongs_to_the_variable_whose_field_agrees():
    rows = [
        {"name": "KS2_Lamp", "field": "HOME_LAMP", "years": "2010/11"},
        {"name": "KS2_Lamp", "field": "Lamp", "years": "2010/11"},
    ]
    assert {stem: values["field"] for stem, values in derived(*rows).items()} == {
        "KS2_HOME_LAMP": "HOME_LAMP",
        "KS2_Lamp": "Lamp",
    }


def test_stems_that_differ_in_capitals_only_get_a_number():
    found = derived(
        {"name": "Lamp_a", "years": "2010/11"},
        {"name": "LAMP_A", "field": "Lamp_A", "years": "2010/11"},
        {"name": "Lamp [a]", "field": "x", "years": "2010/11"},
    )
    assert len({stem.lower() for stem in found}) == len(found)


def test_a_third_claim_to_a_stem_gets_a_number():
    same = {"years": "2010/11"}
    found = derived(
        {"name": "A", "field": "B", **same},
        {"name": "A", "field": "C", **same},
        {"name": "B", "field": "D", **same},
        {"name": "A", "field": "B.", "years": "2010/11"},
    )
    assert set(found) == {"A", "C", "B"}
    found = derived({"name": "B", **same}, {"name": "A", "field": "A", **same}, {"name": "A", "field": "B", **same})
    assert set(found) == {"B", "A", "A_2"}


def test_the_field_tells_a_repeated_column_from_the_row_that_leaves_out_its_number():
    assert said("outing_table3.LampNo_ou_anon")["field"] == "LampNo_ou[YY]_anon"
    assert said("outing_table3.LampNo_n_ou_anon")["field"] == "LampNo_[n]_ou[YY]_anon"
    assert said("outing_table3.LampNo_n_ou_anon")["repeats"] == 40
    assert said("outing_table3.Reason_n_ou")["repeats"] == 40
    assert "repeats" not in said("outing_table3.LampNo_ou_anon")


@pytest.mark.parametrize("name", ["5EM_[yy]", "%", "_wick_", "Lämpchen", "[yy]", "a lamp"])
def test_every_name_gives_a_stem_that_an_id_can_have(name):
    (stem,) = derived({"name": name, "years": "2010/11"})
    assert stem[0].isalpha()
    assert stem.replace("_", "").isalnum()
    assert stem.isascii()


# ------------------------------------------------------------------------------------------------ names


def test_names_and_fields_stay_as_printed():
    assert (said("trial_pupil.TR_PARENT")["name"], said("trial_pupil.TR_PARENT")["field"]) == ("TR_PARENT", "OTH 1")
    assert said("shelter_child.SH_LEGAL_STATUS")["name"] == "SH_LEGAL STATUS"
    assert said("lantern.LanternRef")["field"] == "s.LanternRef"
    assert said("journey_snapshot.JO_Region_update")["name"] == "JO_Region update"


def test_a_field_of_a_single_space_is_no_field():
    assert "field" not in said("lantern.Soot")


def test_a_variable_without_a_name_goes_by_its_field():
    assert derived({"field": "Wick", "years": "2010/11"})["Wick"]["name"] == "Wick"


def test_old_names():
    assert said("lantern.Glow")["old_names"] == [{"name": "glow_[yy]", "kind": "old alias"}]
    assert said("trial_pupil.TR_ACADYR")["old_names"] == [{"name": "TRIAL_YEAR", "kind": "former name"}]
    assert said("trial_pupil.TR_MATPS")["old_names"] == [{"name": "CVAPMAT", "kind": "former name"}]
    assert said("lantern.Ember01")["old_names"] == [{"name": "Ember11", "kind": "alternative name"}]
    assert said("applicants.LampMatchingRef")["old_names"] == [{"name": "LMR", "kind": "alternative name"}]
    assert said("lantern.Shade")["old_names"] == [{"name": "Shadow[yy]", "kind": "former name", "years": "to 2011/12"}]


def test_words_for_none_are_no_old_names():
    assert said("lantern.LampSource")["old_names"] == [
        {"name": "SourceOfLamp_[term][yy]", "kind": "former name", "years": "2001/02"}
    ]


def test_several_old_names_in_a_cell():
    found = derived({"name": "A", "old_alias": "a_1\na_2; a_3, a_4 or a_5", "years": "2010/11"})
    assert [name["name"] for name in found["A"]["old_names"]] == ["a_1", "a_2", "a_3", "a_4", "a_5"]


def test_a_remark_in_the_name_cell_is_kept():
    assert said("lantern.OilEligible")["form"][0]["remark"] == "Based on days of oil from 2012/13"


def test_an_old_name_of_years_that_the_years_cell_leaves_out_is_a_contradiction():
    assert said("lantern.OilEligible")["contradictions"] == [
        "The form gives the name `FreeOil` for 2001/02, which its years cell leaves out."
    ]


# ------------------------------------------------------------------------------------------------ years, terms, request


def test_years_in_every_spelling_of_the_form():
    years = {name: said(f"trial_pupil.{name}")["years"] for name in form.YEARS}
    assert years == {
        "TR_LONG": "1995/96-2005/06",
        "TR_OPEN": "1996/97-",
        "TR_CLOSE": "1998/99-",
        "TR_MIXED": "1997/98-2007/08",
        "TR_TIGHT": "2006/07-2007/08",
        "TR_ONLY": "2014/15",
        "TR_WIDE_ONLY": "2015/16",
        "TR_ONE": "2008/09",
        "TR_TWO_ENDS": "1997/98-2003/04",
        "TR_SAME_ENDS": "1997/98-2011/12",
        "TR_NO_STROKE": "2004/05-2007/08",
        "TR_THREE_DIGITS": "2007/08-2011/12",
        "TR_FIVE_DIGITS": "2008/09-2015/16",
        "TR_TWO_DASHES": "2008/09-2009/10",
        "TR_AMENDED": "2009/10-2012/13",
        "TR_FINAL": "2009/10-2012/13",
        "TR_SEMICOLON": "2001/02-2011/12, 2013/14-",
        "TR_BROKEN": "2003/04-2004/05, 2008/09-2012/13",
        "TR_SAME_YEAR": "2005/06",
        "TR_SAME_FIRST": "2002/03-2009/10",
        "TR_BLANK": "unknown",
    }


def test_a_misprinted_year_is_a_contradiction():
    with_doubt = {name for name in form.YEARS if "contradictions" in said(f"trial_pupil.{name}")}
    assert with_doubt == {
        "TR_TWO_ENDS",
        "TR_THREE_DIGITS",
        "TR_FIVE_DIGITS",
        "TR_AMENDED",
        "TR_FINAL",
        "TR_SAME_YEAR",
        "TR_SAME_FIRST",
    }


def test_unknown_years_say_why():
    assert said("trial_pupil.TR_BLANK")["years_note"] == "The years cell of the form is blank."
    assert said("lookup_lamps.lamp_id")["years_note"] == "The table has no years."
    assert "names no set of years" in said("lookup_lamps.lantern_ref")["years_note"]
    assert all(
        "years_note" in variable.values
        for variable in form.variables().values()
        if variable.values["years"] == "unknown"
    )


def test_a_bare_year_is_read_as_its_table_says():
    assert said("lessons.Level")["years"] == "2004/05-"
    assert said("lessons.Old_flag")["years"] == "2002/03-2007/08"
    assert said("degrees.DE_OA11")["years"] == "2013/14"
    assert said("degrees.DE_LAMP__ANON")["years"] == "2012/13"


def test_years_in_words_become_those_of_the_table():
    assert said("wages.firm_size")["years"] == "2003/04-2020/21"
    assert "explains the years in words" in said("wages.firm_size")["years_note"]
    assert said("lessons.Broken_flag")["years_note"] == "The form adds: broken for 2002 and 2003."


def test_terms():
    assert said("lantern.Glow")["terms"] == ["autumn", "spring", "summer"]
    assert said("lantern.OilEligible")["terms"] == ["spring"]
    assert "terms" not in said("trial_pupil.TR_LONG")


def test_request_levels():
    assert said("lantern.Glow")["request"] == "by-request"
    assert said("lantern.Smoke")["request"] == "default"
    assert said("shelter_child.SH_Ref")["request"] == "by-request"  # even the key must be asked for
    assert said("wages.lamp_id")["request"] == "whole-table"


def test_a_variable_in_both_blocks_is_by_request_and_says_so():
    assert said("lantern.Haze")["request"] == "by-request"
    assert "The form lists it both by request and among the default items." in said("lantern.Haze")["contradictions"]


def test_the_stricter_of_two_levels_is_taken():
    assert (said("lantern.Haze")["identifiability"], said("lantern.Haze")["sensitivity"]) == (4, "D")
    assert (
        "The form gives D and E as sensitivity in different rows; the stricter is taken."
        in said("lantern.Haze")["contradictions"]
    )


def test_a_small_letter_on_the_scale_counts_as_a_capital():
    assert said("lantern.Flame")["sensitivity"] == "C"
    assert said("lantern.Flame")["form"][0]["sensitivity"] == "c"


@pytest.mark.parametrize(
    ("cell", "value"), [("identifiability", "7"), ("identifiability", "low"), ("sensitivity", "F")]
)
def test_a_level_off_the_scale_is_a_contradiction(cell, value):
    found = derived({"name": "A", "years": "2010/11", cell: value})["A"]
    assert cell not in found
    assert found["contradictions"] == [f"The form prints `{value}` as {cell}, which is not on its scale."]


# ------------------------------------------------------------------------------------------------ codes


def codes(id):
    return [(code["code"], code["label"]) for code in said(id).get("codes", [])]


def test_codes_in_some_spellings_of_the_form():
    found = {name: codes(f"trial_mark.{name}") for name in form.VALUES}
    amber = [("A", "Amber"), ("B", "Blue"), ("C", "Copper")]
    assert found == {
        "TR_LIST": amber,
        "TR_REVERSED_FLAG": [("1", "Yes"), ("0", "Otherwise")],
        "TR_BRACKETS": [("T", "True"), ("F", "False"), ("N", "Not Asked"), ("NULL", None)],
        "TR_BRACKET_LINES": [("0", "Not Lit"), ("1", "Lit"), ("2", "Lit"), ("3", "Lit")],
        "TR_POINTER": amber,
        "TR_POINTER_ABOVE": amber,
        "TR_LOST_POINTER": [],
        "TR_BARE": [("*", None), ("A", None), ("B", None), ("Q", None)],
        "TR_RANGE": [("A", None), ("IN", None), ("M", None)],
        "TR_OTHER_TAB": [],
        "TR_TWICE": [("1", "No | Yes")],
        "TR_WORDS": [("Autumn", "Autumn"), ("Spring", "Spring"), ("Invalid", "Lit outside the year")],
    }
    assert said("trial_mark.TR_RANGE")["range"] == {"lowest": "0", "highest": "50"}


def test_a_pointer_reaches_within_its_tab():
    assert codes("lantern.Smoke") == codes("lantern.Glow")
    assert said("lantern.Smoke")["form"][0]["values"] == "As for Glow"


def test_a_pointer_to_a_pointer():
    found = derived(
        {"name": "KS5_A", "values": "0 = No\n1 = Yes", "years": "2010/11"},
        {"name": "KS5_C", "values": "As for B", "years": "2010/11"},
        {"name": "KS5_B", "values": "As for A", "years": "2010/11"},
    )
    assert found["KS5_C"]["codes"] == found["KS5_A"]["codes"]


@pytest.mark.parametrize("pointer", ["MOONLIGHT", "B"])
def test_a_pointer_that_leads_nowhere_is_a_contradiction(pointer):
    found = derived(
        {"name": "A", "values": f"As for {pointer}", "years": "2010/11"},
        {"name": "B", "values": "As for A", "years": "2010/11"},
    )
    assert (
        f"The form says that its values are those of `{pointer}`, which it does not define."
        in found["A"]["contradictions"]
    )
    assert "same_as" not in found["A"]


def test_codes_of_two_rows_are_put_together():
    assert codes("lantern.Spark") == [("A1", "Alder"), ("B1", "Birch | Beech"), ("C1", "Cedar")]
    assert said("lantern.Spark")["contradictions"] == [
        "The form prints different codes in its rows for this variable; all of them are listed."
    ]
    assert codes("shelter_child.SH_Kind") == [("A1", "Attic"), ("B1", "Barn"), ("ATTC", "Attic"), ("BARN", "Barn")]


def test_a_shorter_label_of_a_later_row_adds_nothing():
    row = {"name": "A", "field": "A"}
    found = derived(
        {**row, "values": "U = Unlit – no oil\nL", "years": "2010/11"},
        {**row, "values": "U = Unlit\nL = Lit", "years": "2011/12"},
    )
    assert [(code["code"], code["label"]) for code in found["A"]["codes"]] == [("U", "Unlit – no oil"), ("L", "Lit")]


def test_a_label_of_a_third_row_is_not_repeated():
    row = {"name": "A", "field": "A", "years": "2010/11"}
    found = derived(*({**row, "values": f"1 = {label}\n0 = Dark"} for label in ("Lit", "Lent", "Lit")))
    assert found["A"]["codes"][0]["label"] == "Lit | Lent"


def test_a_cell_continued_in_the_next_row_is_read_whole():
    assert [code for code, _ in codes("shelter_child.SH_LEGAL_STATUS")] == ["K1", "K2", "L1", "L2"]


# ------------------------------------------------------------------------------------------------ the rows of an entry


def test_short_cells_are_kept_as_printed():
    assert said("lantern.Glow")["form"] == [
        {
            "row": 8, "block": "by request", "years": "2001/2002 - 2020/2021", "type": "Categorical", "extract": "Lamps", "term": "Aut, Spr, Sum",
            "care": "None", "old_tier": "2", "ukds": "Yes", "identifiability": "5", "sensitivity": "C", "text": said("lantern.Glow")["form"][0]["text"],
        }
    ]  # fmt: skip
    assert said("outing_table1.Reason_ou")["form"][0]["type"] == "PP = Picnic"
    assert said("trial_mark.TR_RANGE")["form"][0]["values"] == "0 - 50, A,IN,M"


def test_long_cells_are_not_copied():
    words = "Tax years 2016/17 and earlier"
    assert words in form.variables()["wages.firm_id"].rows[0].cells["years"]
    assert not any(words in str(value) for value in said("wages.firm_id").values())


@pytest.mark.parametrize("cell", ["name", "description", "values", "notes", "years", "type", "category", "care"])
def test_the_fingerprint_tells_every_long_cell(cell):
    long = " ".join(["lamp"] * 12)
    row = {"name": "A", "field": "A", "years": "2010/11"}
    one, other = (
        derived({**row, cell: f"{row.get(cell, '')}\n{long} {end}"})["A"]["form"][0] for end in ("lit", "dark")
    )
    assert one["text"] != other["text"]
    assert long not in str(one)
