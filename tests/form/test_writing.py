"""Records as YAML: what is written reads back the same, and a change to a file leaves every other line as it was."""

import pytest

from build_tools.form.importing import KEY_ORDER
from build_tools.form.writing import WIDTH, replace_keys, to_yaml
from build_tools.source import compose, plain_values, read_document


def read(text):
    """The values of a file. Signs that nobody can see are refused by the check, but the writer changes none of them."""
    document, problems = read_document("lamp.yaml", text.encode())
    assert {problem.rule for problem in problems} <= {"hidden-sign"}
    return document.values if document else plain_values(compose(text))


# ------------------------------------------------------------------------------------------------ there and back

NASTY = [
    "plain",
    "",
    " ",
    "01",
    "1",
    "-1",
    "0.50",
    "1e3",
    "0x1F",
    "12:30",
    "2019-01-01",
    "1_000",
    ".inf",
    "NO",
    "no",
    "Yes",
    "y",
    "on",
    "true",
    "True",
    "null",
    "NULL",
    "~",
    "=",
    "-",
    "- lamp",
    "?",
    "? lamp",
    ": lamp",
    "lamp:",
    "lamp: lit",
    "lamp #1",
    "#lamp",
    "*",
    "**",
    "*lamp",
    "&lamp",
    "!lamp",
    "%lamp",
    "@lamp",
    "`lamp`",
    "|",
    ">",
    ">= 0",
    "{lamp}",
    "[lamp]",
    "lamp [yy]",
    "Lamp_[term][yy]",
    "lamp, lit",
    "'lamp'",
    '"lamp"',
    "it's lit",
    'Section 24 " Leaving" Support',
    "C:\\lamps\\new",
    "tab\tinside",
    " space in front",
    "space behind ",
    "two  spaces",
    "hard\xa0space",
    "£5 a lamp",
    "½ lamp – “lit”…",
    "lämp 灯 🪔",
    "line\nbreak",
    "line\n\nbreak\n",
    "  indented\n  text",
    "text\n  indented below",
    "text with a space at an end \nof a line",
    "text\n# no remark\nmore",
    "text\n\n\n",
    "carriage\r\nreturn",
    "a\x85b",
    "a\u2028b",
    "a\u2029b",
    "\ufeffbyte order mark",
    "bell\x07",
    "delete\x7f",
    "nul\x00",
    "\x9f",
    "---",
    "...",
    "--- lamp",
    "<<",
    "a" * 300,
    "word " * 60 + "end",
    "word: " * 40 + "end",
    "# " * 60 + "end",
    "- " * 60 + "end",
    "two  spaces " * 20 + "end",
    "hard\xa0space " * 20 + "end",
    "tab\there " * 20 + "end",
    "line of text\n" * 20,
    "The form prints `2015/16  only`, " * 5 + "which is long and has two spaces in a row.",
]


def same(read, written):
    """Equal, but that a text of several lines ends with a line break in the file."""
    return read == written or ("\n" in written and read == written + "\n")


@pytest.mark.parametrize("value", NASTY, ids=lambda value: repr(value[:30]))
@pytest.mark.parametrize("place", ["key", "item", "label", "member", "terms"])
def test_texts_come_back_as_they_were(place, value):
    record = {
        "key": {"id": "lamp", "description": value, "name": "last"},
        "item": {"caution": ["first", value, "last"], "name": "last"},
        "label": {"codes": [{"code": "1", "label": value}, {"code": value, "label": None}], "name": "last"},
        "member": {"members": [{"id": "a", "title": value, "of": {"lamp": value}}, {"id": "b"}]},
        "terms": {"terms": ["a", value], "name": "last"},
    }[place]
    back = read(to_yaml(record))
    if place == "key":
        assert same(back.pop("description"), record.pop("description"))
    if place == "member":
        assert same(back["members"][0].pop("title"), record["members"][0].pop("title"))
    assert back == record


RECORD = {
    "id": "lantern.Glow",
    "title": "How it glows: brightly",
    "description": "A long description. " * 10 + "The end.",
    "caution": ["Short.", "Long. " * 30 + "End."],
    "name": "Glow_[term][yy]",
    "old_names": [
        {"name": "glow_[yy]", "kind": "old alias"},
        {"name": "Shine", "kind": "former name", "years": "2001/02"},
    ],
    "codes": [{"code": "01", "label": "No"}, {"code": "null", "label": None, "missing": "unknown"}],
    "range": {"lowest": "0", "highest": "1.50"},
    "years": "2001/02-2009/10, 2012/13-",
    "terms": ["autumn", "spring"],
    "repeats": 40,
    "identifiability": 5,
    "differs_from_form": {"years": "Checked by hand."},
    "evidence": [],
    "form": [
        {"row": 8, "block": "by request", "years": "2001/2002 -", "text": "0123456789ab"},
        {"row": 9, "text": "1e3456789012"},
    ],
}


def test_a_whole_record_comes_back():
    assert read(to_yaml(RECORD)) == RECORD


def test_long_texts_are_folded():
    lines = to_yaml(RECORD).split("\n")
    assert max(len(line) for line in lines if not line.startswith("  - {")) <= WIDTH
    assert "description: >-" in lines


def test_codes_and_their_labels_are_always_quoted():
    assert '  - {code: "01", label: "No"}' in to_yaml(RECORD).split("\n")
    assert 'range: {lowest: "0", highest: "1.50"}' in to_yaml(RECORD).split("\n")


# ------------------------------------------------------------------------------------------------ changes to a file

FILE = """\
# by hand, 3 May
id: lantern.Glow
title:   How it glows      # not how it burns
description: >-
  Two lines, folded as
  somebody liked them.

caution:
    - indented by four: "yes"

# the years were checked against the tab
years: 2001/02-2019/20   # to be seen
codes:   # three of them
  # the old one
  - {code: "A", label: "Amber"}   # lit
  - {code: "B", label: Blue}

  # never seen in the data
  - code: "C"
    label: Copper
name: Glow_[term][yy]
form:
  - {row: 8, text: "0123456789ab"}
# the end
"""


def changed_lines(old, new):
    """Lines that only the old or only the new text has."""
    before, after = old.split("\n"), new.split("\n")
    return [line for line in before if line not in after], [line for line in after if line not in before]


def test_nothing_to_change_changes_nothing():
    assert replace_keys(FILE, (), {}, KEY_ORDER) == FILE
    assert replace_keys(FILE, (), {"range": None}, KEY_ORDER) == FILE


def test_a_value_is_replaced_and_the_remark_behind_it_stays():
    new = replace_keys(FILE, (), {"years": "2001/02-"}, KEY_ORDER)
    assert changed_lines(FILE, new) == (["years: 2001/02-2019/20   # to be seen"], ["years: 2001/02-   # to be seen"])


def test_a_folded_text_is_replaced_whole():
    new = replace_keys(FILE, (), {"description": "One line."}, KEY_ORDER)
    assert changed_lines(FILE, new) == (
        ["description: >-", "  Two lines, folded as", "  somebody liked them."],
        ["description: One line."],
    )


def test_codes_that_stay_keep_their_remarks():
    codes = [{"code": "A", "label": "Amber, bright"}, {"code": "C", "label": "Copper"}, {"code": "D", "label": "Dark"}]
    new = replace_keys(FILE, (), {"codes": codes}, KEY_ORDER)
    start, end = new.index("codes:"), new.index("name:")
    assert new[:start] == FILE[: FILE.index("codes:")]
    assert new[end:] == FILE[FILE.index("name:") :]
    assert new[start:end].split("\n")[:3] == [
        "codes:   # three of them",
        "  # the old one",
        '  - {code: "A", label: "Amber, bright"}   # lit',
    ]
    assert read(new)["codes"] == codes


def test_a_key_is_removed_with_its_lines():
    new = replace_keys(FILE, (), {"codes": None}, KEY_ORDER)
    assert new == FILE[: FILE.index("codes:")] + FILE[FILE.index("name:") :]


def test_a_new_key_goes_to_its_place():
    new = replace_keys(FILE, (), {"terms": ["autumn"]}, KEY_ORDER)
    assert new == FILE.replace("# to be seen\n", "# to be seen\nterms: [autumn]\n")


def test_a_key_that_the_order_does_not_know_goes_to_the_end():
    assert replace_keys("id: a\nname: b\n", (), {"zeal": "x"}, KEY_ORDER) == "id: a\nname: b\nzeal: x\n"


def test_a_new_key_behind_a_list_or_a_text_of_several_lines():
    new = replace_keys(FILE, (), {"differs_from_form": {"years": "By hand."}}, KEY_ORDER)
    assert new == FILE.replace("# to be seen\n", "# to be seen\ndiffers_from_form:\n  years: By hand.\n")
    assert read(replace_keys(FILE, (), {"unit": "lamps"}, KEY_ORDER))["description"] == read(FILE)["description"]


def test_a_text_with_a_number_sign_at_the_start_of_its_last_line_stays_whole():
    text = "id: a\ndescription: |\n  A lamp.\n  # it glows\nname: b\n"
    new = replace_keys(text, (), {"unit": "lamps"}, KEY_ORDER)
    assert new == "id: a\ndescription: |\n  A lamp.\n  # it glows\nunit: lamps\nname: b\n"
    assert replace_keys(text, (), {"description": "Short."}, KEY_ORDER) == "id: a\ndescription: Short.\nname: b\n"


def test_several_keys_at_once():
    new = read(
        replace_keys(
            FILE,
            (),
            {"years": "unknown", "years_note": "The cell is blank.", "codes": None, "code_list": "colours"},
            KEY_ORDER,
        )
    )
    assert list(new) == ["id", "title", "description", "caution", "years", "years_note", "name", "code_list", "form"]
    assert (new["years"], new["years_note"], new["code_list"]) == ("unknown", "The cell is blank.", "colours")


@pytest.mark.parametrize("value", NASTY, ids=lambda value: repr(value[:30]))
def test_nasty_values_in_a_file(value):
    new = replace_keys(FILE, (), {"years_note": value, "old_names": [{"name": value, "kind": "old alias"}]}, KEY_ORDER)
    back = read(new)
    assert same(back.pop("years_note"), value)
    assert back.pop("old_names") == [{"name": value, "kind": "old alias"}]
    assert back == read(FILE)


def test_windows_line_breaks_stay():
    text = FILE.replace("\n", "\r\n")
    new = replace_keys(
        text, (), {"years": "2001/02-", "terms": ["autumn"], "codes": [{"code": "A", "label": "Amber"}]}, KEY_ORDER
    )
    assert new.count("\n") == new.count("\r\n")
    assert new.replace("\r\n", "\n") == replace_keys(
        FILE, (), {"years": "2001/02-", "terms": ["autumn"], "codes": [{"code": "A", "label": "Amber"}]}, KEY_ORDER
    )


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\r"], ids=repr)
def test_line_breaks_that_only_yaml_counts(sign):
    text = f'id: a\ntitle: "one{sign}two"\nname: b\nyears: 2001/02\n'
    new = replace_keys(text, (), {"years": "2002/03"}, KEY_ORDER)
    assert new == text.replace("2001/02", "2002/03")


def test_a_file_without_a_line_break_at_its_end():
    assert replace_keys("id: a\nname: b", (), {"years": "2001/02"}, KEY_ORDER) == "id: a\nname: b\nyears: 2001/02\n"
    assert read(replace_keys("id: a\nname: b", (), {"name": "c"}, KEY_ORDER)) == {"id": "a", "name": "c"}


def test_a_new_key_behind_a_key_without_a_value():
    assert (
        replace_keys("id: a\ntitle:\nname: b\n", (), {"description": "A lamp."}, KEY_ORDER)
        == "id: a\ntitle:\ndescription: A lamp.\nname: b\n"
    )


def test_letters_outside_ascii_in_front_on_the_line():
    text = 'id: a\ncodes: [{code: "ä🪔", label: "灯"}]  # 灯\nname: b\n'
    assert replace_keys(text, (), {"name": "c"}, KEY_ORDER) == text.replace("name: b", "name: c")
    assert (
        replace_keys('title: "🪔"   # 灯\nname: b\n', (), {"title": "灯"}, KEY_ORDER).split("\n")[0].endswith("   # 灯")
    )


# ------------------------------------------------------------------------------------------------ members of families

FAMILY = """\
family: lantern.Glow_by_wick
dimensions:
  wick:
    title: Wick
    values: {long: Long, short: Short}
shared:
  title: "{wick} wick"
  years: 2001/02-2019/20  # of both
  codes:
    - {code: "0", label: "No"}
members:
  # the first
  - id: GlowLong
    of: {wick: long}
    name: GlowLong   # as printed
    form:
      - {row: 8, text: "0123456789ab"}

  - id: GlowShort
    of: {wick: short}
    name: GlowShort
    form:
      - {row: 9, text: "123456789abc"}   # the last
"""


def test_a_key_of_a_member_is_replaced():
    new = replace_keys(FAMILY, ("members", 0), {"form": [{"row": 18, "text": "0123456789ab"}]}, KEY_ORDER)
    assert new == FAMILY.replace("{row: 8, text", "{row: 18, text")


def test_a_member_gets_a_key_of_its_own():
    new = replace_keys(FAMILY, ("members", 1), {"years": "2001/02-"}, KEY_ORDER)
    assert new == FAMILY.replace("    name: GlowShort\n", "    name: GlowShort\n    years: 2001/02-\n")
    assert read(new)["shared"]["years"] == "2001/02-2019/20"


def test_the_first_key_of_a_member_keeps_its_dash():
    assert replace_keys(FAMILY, ("members", 1), {"id": "GlowTiny"}, KEY_ORDER) == FAMILY.replace(
        "- id: GlowShort", "- id: GlowTiny"
    )


def test_the_last_member_of_the_file():
    new = replace_keys(
        FAMILY,
        ("members", 1),
        {"form": [{"row": 9, "text": "123456789abc"}, {"row": 10, "text": "23456789abcd"}]},
        KEY_ORDER,
    )
    assert new == FAMILY + '      - {row: 10, text: "23456789abcd"}\n'


def test_a_key_that_the_family_gives_is_taken_back_with_null():
    new = replace_keys(FAMILY, ("members", 0), {"codes": None, "range": None}, KEY_ORDER, frozenset({"codes"}))
    assert new == FAMILY.replace(
        "    name: GlowLong   # as printed\n", "    name: GlowLong   # as printed\n    codes: null\n"
    )


def test_two_members_one_after_the_other():
    new = FAMILY
    for index in (0, 1):
        new = replace_keys(
            new, ("members", index), {"codes": [{"code": "1", "label": "Yes"}], "years": "2002/03"}, KEY_ORDER
        )
    back = read(new)
    assert [member["codes"] for member in back["members"]] == [[{"code": "1", "label": "Yes"}]] * 2
    assert [member["years"] for member in back["members"]] == ["2002/03"] * 2
    assert back["shared"] == read(FAMILY)["shared"]
    assert changed_lines(FAMILY, new)[0] == []


def test_a_member_in_braces_is_written_out():
    text = 'members:\n  - {id: A, of: {wick: long}, name: "A_[yy]"}   # in braces\n  - {id: B, of: {wick: short}, name: B}\n'
    new = replace_keys(text, ("members", 0), {"years": "2001/02"}, KEY_ORDER)
    assert read(new)["members"] == [
        {"id": "A", "of": {"wick": "long"}, "name": "A_[yy]", "years": "2001/02"},
        {"id": "B", "of": {"wick": "short"}, "name": "B"},
    ]
    assert "# in braces" in new
    assert new.endswith("  - {id: B, of: {wick: short}, name: B}\n")
