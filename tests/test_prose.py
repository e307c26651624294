"""Where an edit changes nothing but words, `leo-kb serve` asks only the rules about words: the others must not read any."""

from dataclasses import replace
from itertools import islice

import pytest
from running import ROOT

from build_tools.catalogue import build_catalogue, read_catalogue
from build_tools.loading import load
from build_tools.records import Code, CodeList, Variable
from build_tools.rules import PROSE_RULES, RULES, rule_name, run_rules
from build_tools.rules.prose import PROSE, only_prose_differs

VARIABLE, LIST = "tables/roll/pupil/Gender.yaml", "code_lists/sex.yaml"
WORDS = {
    "title": (VARIABLE, "title: ", "title: The "),
    "description": (VARIABLE, "description: ", "description: In short. "),
    "caution": (VARIABLE, "It can differ", "It does differ"),
    "universe": (VARIABLE, "\nyears: ", "\nuniverse: All of them.\nyears: "),
    "label": (LIST, "label: ", "label: The "),
    "title of a list": (LIST, "title: ", "title: The "),
    "comment": (VARIABLE, "title: ", "# in short\ntitle: "),
}
MORE = {
    "years": (VARIABLE, "years: 2003/04-2009/10", "years: 2003/04-2008/09"),
    "concept": (VARIABLE, "title: ", "concept: school_meals\ntitle: "),
    "code": (LIST, 'code: "', 'code: "9'),
    "table": ("tables/roll/_table.yaml", "title: ", "title: The "),
    "family": ("tables/attendance/sessions/Sessions_by_reason.yaml", "description: ", "description: In short. "),
    "concept itself": ("concepts/school_meals.yaml", "description: ", "description: In short. "),
}


@pytest.fixture(scope="module")
def read():
    """What the rules read of the words of variables, code lists and codes, rule by rule, on the real definitions."""
    catalogue = build_catalogue(load(ROOT, ROOT / ".cache"))
    seen: set[str] = set()

    def watched(kind, words):
        def get(self, name):
            if name in words:
                seen.add(f"{kind.__name__}.{name}")
            return object.__getattribute__(self, name)

        return get

    found = {}
    with pytest.MonkeyPatch.context() as patch:
        for kind, words in ((Variable, PROSE), (CodeList, PROSE), (Code, ("label",))):
            patch.setattr(kind, "__getattribute__", watched(kind, words))
        for rule in RULES:
            catalogue.kept.clear()  # what an earlier rule worked out hides what a later one reads
            for entry in catalogue.entries.values():
                entry.kept.clear()
            seen.clear()
            assert list(rule(catalogue)) == []
            found[rule_name(rule)] = sorted(seen)
    return found


def test_rules_that_are_left_out_read_no_words(read):
    about_words = [rule_name(rule) for rule in PROSE_RULES]
    assert not {name: words for name, words in read.items() if words and name not in about_words}
    assert all(read[name] for name in about_words), "the watch sees nothing"


def test_rules_that_are_left_out_find_nothing_in_spoiled_words():
    """The watch sees what is asked by name; this also sees what is read as a whole, by `vars` or `model_dump`."""
    spoiled = "FILL IN Zzq [[Zzq]]"

    def spoil(entry):
        if not isinstance(entry.record, (Variable, CodeList)):
            return entry
        words = {word: [spoiled] if word == "caution" else spoiled for word in PROSE}
        codes = entry.record.codes and [code.model_copy(update={"label": spoiled}) for code in entry.record.codes]
        return replace(entry, record=entry.record.model_copy(update={**words, "codes": codes}))

    loaded = load(ROOT, ROOT / ".cache")
    catalogue = build_catalogue(replace(loaded, entries=[spoil(entry) for entry in loaded.entries]))
    found = {rule_name(rule): list(islice(rule(catalogue), 3)) for rule in RULES}
    about_words = [rule_name(rule) for rule in PROSE_RULES]
    assert not {name: findings for name, findings in found.items() if findings and name not in about_words}
    assert all(found[name] for name in about_words), "the words were not spoiled"


def test_an_entry_with_another_record_remembers_nothing(small):
    entry = small.entries["variable", "roll.Gender"]
    assert entry.once(id) and replace(entry).kept == {}


@pytest.mark.parametrize("edit", WORDS)
def test_words_alone_are_told(edit, small, root, change):
    change(*WORDS[edit])
    now, problems = read_catalogue(root)
    assert problems == [] and only_prose_differs(small, now)


@pytest.mark.parametrize("edit", MORE)
def test_more_than_words_is_told(edit, small, root, change):
    change(*MORE[edit])
    assert not only_prose_differs(small, read_catalogue(root)[0])


def test_files_that_come_go_or_define_nothing_are_more_than_words(small, root):
    (root / "variables" / VARIABLE).unlink()
    gone = read_catalogue(root)[0]
    assert not only_prose_differs(small, gone) and not only_prose_differs(gone, small)
    assert not only_prose_differs(small, replace(small, files={**small.files, "code_snippets/a/recipe.sql": "0"}))


def test_a_link_that_leads_nowhere_is_found_in_new_words(small, root, change):
    change(VARIABLE, "description: ", "description: See [[roll.Nobody]]. ")
    now, _ = read_catalogue(root)
    assert only_prose_differs(small, now)
    assert [problem.rule for problem in run_rules(now, small)] == ["link-in-text"]


def test_nothing_is_overlooked_where_more_than_words_changed(small, root, change):
    change(VARIABLE, "code_list: sex", "code_list: sox")
    now, _ = read_catalogue(root)
    assert run_rules(now, small) == run_rules(now) != []
