"""The rules by which the search reads names and words."""

import pytest

from build_tools.search.index import encode
from build_tools.search.ranking import _unpacked
from build_tools.search.text import bare, distance, letters, meaning, parts_of, squash, stem, without_year, words_of


@pytest.mark.parametrize(
    ("text", "expected"), [("KS4_Level2 EM", "ks4level2em"), ("FSM_[yy]", "fsmyy"), ("", ""), ("É_a", "a")]
)
def test_squash(text, expected):
    assert squash(text) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("gcses", "gcse"), ("studies", "study"), ("classes", "class"), ("class", "class"), ("status", "status"), ("ks", "ks"), ("basis", "basis")],
)  # fmt: skip
def test_stem(word, expected):
    assert stem(word) == expected


def test_words_and_meaning():
    assert words_of("Pupils' GCSE grades, 9–1") == ["pupil", "gcse", "grade", "9", "1"]
    assert meaning("Did they go to university?") == meaning("went to university") == "university"
    assert meaning("GCSE grades") == meaning("what grades did they get at GCSE")


def test_parts_of_a_name():
    assert parts_of("AgeAtStart_[term][yy]") == ["age", "at", "start"]
    assert parts_of("KS4_LEVEL2_EM") == ["ks", "4", "level", "2", "em"]


def test_places_for_years_are_taken_off_at_the_end_only():
    assert bare("FSMeligible_[term][yy]") == "FSMeligible"
    assert bare("rac[yy]e") == "rac[yy]e"
    assert without_year("provision_SPR18") == "provision" and without_year("Ethnicity_ab06") == "Ethnicity"
    assert without_year("KS4_ATT8") == "KS4_ATT8" and without_year("LSOA11") == "LSOA11"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("gender", "gender", 0), ("gender", "gendre", 1), ("gender", "gendr", 1), ("gender", "ender", 1), ("gender", "gonder", 1), ("abcd", "badc", 2), ("abc", "xyz", 3)],
)  # fmt: skip
def test_distance(first, second, expected):
    assert distance(first, second, 2) == min(expected, 3)
    assert distance(second, first, 2) == min(expected, 3)


def test_letters_never_hide_a_typing_error():
    for first, second in (("gender", "gendre"), ("ks4att8", "ks4at8"), ("level2", "level3")):
        one, other = letters(first), letters(second)
        assert (one & ~other).bit_count() <= 2 and (other & ~one).bit_count() <= 2
    assert 0 < letters("az09") < 1 << 31


def test_packed_names_are_all_unpacked():
    assert list(_unpacked("cfsm~spr~02-04,07~")) == ["fsmspr02", "fsmspr03", "fsmspr04", "fsmspr07"]
    assert list(_unpacked("ccensus~~2006-2007~spring")) == ["census2006spring", "census2007spring"]
    assert list(_unpacked("ofsm")) == ["fsm"]


def test_the_strongest_way_to_bear_a_name_counts():
    assert encode([("f", "fsm"), ("o", "fsm"), ("c", ""), ("c", "x")]) == "ofsm cx"
