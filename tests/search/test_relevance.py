"""What people type, and what they must find first. A search that failed somebody becomes a row of queries.csv."""

from collections import Counter

import pytest
from relevance import QUERIES, label

from build_tools.catalogue import stem_of
from build_tools.physical import columns_of
from build_tools.search import KINDS
from build_tools.search.text import bare, squash

ENOUGH = 0.97


def test_the_suite_asks_what_people_ask(searcher, catalogue):
    kinds = Counter(kind for kind, _, _ in QUERIES)
    assert len(QUERIES) >= 200 and len({query for _, query, _ in QUERIES}) == len(QUERIES)
    assert {"name", "column", "old", "half", "synonym", "words", "question", "code", "typo", "table", "nothere"} == set(
        kinds
    )
    assert min(kinds.values()) >= 10
    known = {label(searcher, record) for record in range(len(searcher.ids))}
    unknown = {id for _, _, expected in QUERIES for id in expected} - known
    assert not unknown, unknown


def test_first_hits_are_right(searcher):
    wrong = []
    for kind, query, expected in QUERIES:
        hits = searcher.search(query)
        first = label(searcher, hits[0].record) if hits else "nothing"
        if first not in expected:
            wrong.append(f"{kind}: `{query}` gives {first}, not {' or '.join(expected)}")
    right = 1 - len(wrong) / len(QUERIES)
    print(f"{right:.1%} of {len(QUERIES)} first hits are right", *wrong, sep="\n")
    assert right >= ENOUGH, "\n".join(wrong)


def names_of(catalogue, variable):
    """Every name that a variable bears, as it is written, with how it bears it: 0 current, 1 former or old, 2 field reference, 3 column."""
    yield 0, variable.id
    yield 0, variable.name
    yield 0, stem_of(variable.id)
    yield 0, bare(variable.name)
    for old in variable.old_names:
        yield 1, old.name
        yield 1, bare(old.name)
    if variable.field:
        yield 2, variable.field
        yield 2, bare(variable.field)
    for column in columns_of(catalogue, variable):
        yield 3, column.column


def test_every_name_finds_all_that_bear_it_first(searcher, catalogue):
    """Current names before old ones, those before field references, those before columns, and then the order of the catalogue; a key that goes by the name stands between current and old ones."""
    bearers = {}
    for place, variable in enumerate(catalogue.variables.values()):
        for how, name in names_of(catalogue, variable):
            if key := squash(name):
                held = bearers.setdefault(key, {})
                held[place] = min(how, held.get(place, 9))
    assert len(bearers) > 25_000
    wrong = []
    for key, held in bearers.items():
        others = [record for record in searcher.keys[key] if record[1] >= searcher.count]
        hits = [hit.record for hit in searcher.search(key, limit=len(held) + len(others))]
        found = [record for record in hits if record < searcher.count][: len(held)]
        if set(found) != set(held):
            wrong.append(f"{key}: {[searcher.ids[record] for record in found]}")
        ranks = [(held.get(record, 9), record) for record in found]
        if ranks != sorted(ranks):
            wrong.append(f"{key}: not in the written order: {ranks}")
        keys = [record for record in hits if searcher.kinds[record] == "key" and (0, record) in others]
        if hits[: len(held) + len(keys)] != sorted([*found, *keys], key=lambda record: 0.5 if record in keys else held.get(record, 9)):
            wrong.append(f"{key}: {[searcher.ids[record] for record in hits]}")
    assert not wrong, f"{len(wrong)} names\n" + "\n".join(wrong[:20])


@pytest.mark.parametrize(
    "query", ["FSMeligible", "fsm_eligible", "fsm eligible", "F S M E L I G I B L E", "FSMELIGIBLE_[TERM][YY]"]
)
def test_capitals_blanks_and_underscores_never_break_a_name(searcher, query):
    assert searcher.ids[searcher.search(query)[0].record] == "school_census.FSMeligible"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("fsm_06", "old name of FSMeligible_[term][yy]"),
        ("fsmeligible_spr06", "column of FSMeligible_[term][yy]"),
        ('NPD_i2."P0001".Spring_Census_2006.FSMeligible_SPR06', "column of FSMeligible_[term][yy]"),
    ],
)
def test_an_alias_says_whose_it_is(searcher, query, why):
    hit = searcher.search(query)[0]
    assert (searcher.ids[hit.record], hit.why) == ("school_census.FSMeligible", why)


def test_a_key_stands_before_those_who_had_its_name_and_after_those_who_have_it(searcher):
    kinds = [searcher.kinds[hit.record] for hit in searcher.search("PMR")]
    assert kinds[:2] == ["key", "variable"]
    hits = [searcher.ids[hit.record] for hit in searcher.search("AE_ID")]
    assert hits[0].endswith(".AE_ID") and "ae_id" in hits[:5]


def test_a_guide_follows_the_concept_with_the_same_word(searcher):
    hits = searcher.search("Gypsy Roma")
    assert [(searcher.ids[hit.record], hit.why) for hit in hits[:2]] == [
        ("ethnicity", "another word for Ethnicity"),
        ("start/representation.html", "a guide to it"),
    ]


def test_a_word_that_nothing_holds_may_be_a_code(searcher, catalogue):
    code_list = catalogue.code_lists["sic_2007"]
    label = next(code.label for code in code_list.codes if code.code == "47110")
    division = next(part for group in code_list.groups for part in group.inside if part.holds("47110"))
    found = {query: searcher.search(query) for query in ("47110", "SIC 47110")}
    for hits in found.values():
        assert {hit.why for hit in hits} == {f"code 47110 = {label} (G, 47: {division.title})"}
        assert {searcher.ids[hit.record] for hit in hits[1:]} == {variable.id for variable in catalogue.users_of_list["sic_2007"]}


def test_a_code_and_its_label_lead_to_every_variable_that_has_it(searcher, catalogue):
    code_list = catalogue.code_lists["sen_type_all_years"]
    code = next(code for code in code_list.codes if code.code == "ASD")
    for query in (f"{code.code} = {code.label}", code.label):
        found = [searcher.ids[hit.record] for hit in searcher.search(query, limit=10_000)]
        users = {variable.id for variable in catalogue.users_of_list[code_list.id]}
        assert users and users <= set(found) and code_list.id in found
    why = {searcher.ids[hit.record]: hit.why for hit in searcher.search(f"{code.code} = {code.label}", limit=10_000)}
    assert why[code_list.id] == f"code ASD = {code.label}"


def test_what_leo_does_not_hold_says_so(searcher):
    for query in ("hours", "occupation", "phonics", "postcode", "PHONICS_MARK"):
        hit = searcher.search(query)[0]
        assert searcher.kinds[hit.record] == "not_held" and hit.why.startswith("not in LEO; closest: "), query


def test_kinds_are_all_found(searcher):
    assert set(searcher.kinds) == set(KINDS)


@pytest.mark.parametrize("query", ["A*", "as", "did they", "who are they"])
def test_words_that_say_nothing_mean_no_concept(searcher, query):
    assert not [hit for hit in searcher.search(query) if searcher.ids[hit.record] == "university_entry" and "another word" in hit.why]


@pytest.mark.parametrize("query", ["", "   ", "?!", "_", "the", "zzzzqqqq", "=", "9 =", "a" * 500, "é", "😀"])
def test_odd_queries_break_nothing(searcher, query):
    assert isinstance(searcher.search(query), list)
