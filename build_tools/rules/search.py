"""Rules on what helps people to find: concepts, synonyms, and what LEO does not hold."""

from __future__ import annotations

from collections.abc import Iterator

from build_tools.catalogue import Catalogue
from build_tools.records import Step
from build_tools.rules.findings import Finding, did_you_mean
from build_tools.rules.links import may_be_broken
from build_tools.search.text import meaning, squash, words_of
from build_tools.source import Key


def phrase_has_words(catalogue: Catalogue) -> Iterator[Finding]:
    """A synonym, a phrase of the thesaurus or a word for what LEO does not hold has a letter or digit without accent: nothing else is searched for.

    Passes: `A*`. Fails: `£`.
    """
    help = "write the word that people type"
    for place, group in enumerate(catalogue.thesaurus.groups):
        for index, phrase in enumerate(group):
            if not words_of(phrase):
                yield "thesaurus", "thesaurus", ("groups", place, index), f"`{phrase}` has no letter or digit", help
    for kind, id, keys, word, _ in _synonyms(catalogue):
        if not words_of(word):
            yield kind, id, keys, f"`{word}` has no letter or digit", help


def phrase_once(catalogue: Catalogue) -> Iterator[Finding]:
    """A phrase stands in one group of variables/thesaurus.yaml: capitals, hyphens and plural endings do not count.

    Passes: `[SEN, special needs]` in one group. Fails: `[SEN, special needs]` and `[special need, disability]`.
    """
    seen: dict[str, tuple[int, str]] = {}
    for place, group in enumerate(catalogue.thesaurus.groups):
        for index, phrase in enumerate(group):
            if not (words := " ".join(words_of(phrase))):
                continue
            group_of_other, other = seen.setdefault(words, (place, phrase))
            if group_of_other != place:
                help = "keep it in the group where it means the same as all the others"
                where = catalogue.entry("thesaurus", "thesaurus").where("groups", group_of_other)
                message = f"`{phrase}` stands in another group, in line {where.line}, as `{other}`"
                yield "thesaurus", "thesaurus", ("groups", place, index), message, help


def synonym_once(catalogue: Catalogue) -> Iterator[Finding]:
    """A synonym leads to one concept, or to one thing that LEO does not hold; words such as `did they` and plural endings do not count.

    Passes: `went to college` in one concept. Fails: `did they go to college` in another one as well.
    """
    seen: dict[str, tuple[str, str]] = {}
    for kind, id, keys, word, goal in _synonyms(catalogue):
        if not meaning(word):
            continue
        other, same = seen.setdefault(meaning(word), (goal, word))
        if other != goal:
            message = f"`{word}` leads to {goal}, and `{same}`, which means the same, to {other}"
            yield kind, id, keys, message, "delete one of the two"


def _synonyms(catalogue: Catalogue) -> Iterator[tuple[str, str, tuple[Key, ...], str, str]]:
    """Each synonym with its place and, in words, what it leads to."""
    for concept in catalogue.concepts.values():
        for index, word in enumerate(concept.synonyms):
            yield "concept", concept.id, ("synonyms", index), word, f"the concept `{concept.id}`"
    for place, topic in enumerate(catalogue.not_held.topics):
        for index, word in enumerate(topic.words):
            keys: tuple[Key, ...] = ("topics", place, "words", index)
            yield "not_held", "not_held", keys, word, f"`{topic.id}`, which LEO does not hold"


def nearest_exists(catalogue: Catalogue) -> Iterator[Finding]:
    """What comes closest to something that LEO does not hold is an entry with a page.

    Passes: `nearest: [leo_employment]`. Fails: `nearest: [employment_spells]`.
    """
    held = catalogue.not_held
    near = {"topics": [topic.nearest for topic in held.topics], "npd": [other.nearest for other in held.npd]}
    for field, entries in near.items():
        for place, ids in enumerate(entries):
            for index, id in enumerate(ids):
                if catalogue.kind_of(id) is None and not may_be_broken(catalogue, id):
                    help = did_you_mean(id, [*catalogue.variables, *catalogue.tables], "write the id of a variable or table")
                    yield "not_held", "not_held", (field, place, "nearest", index), f"there is no entry `{id}`", help


def not_held_truly(catalogue: Catalogue) -> Iterator[Finding]:
    """What LEO does not hold has an id of its own, and a name of another data set that is no name of a variable.

    Passes: `PHONICS_MARK`. Fails: `FSMeligible_[term][yy]`, which is in the school census.
    """
    first: dict[str, int] = {}
    for place, topic in enumerate(catalogue.not_held.topics):
        if first.setdefault(topic.id, place) != place:
            message = f"there is a topic `{topic.id}` already"
            yield "not_held", "not_held", ("topics", place, "id"), message, "choose another id, or delete one of the two"
    held: dict[str, str] = {}
    for variable in catalogue.variables.values():
        for name in (variable.name, variable.field or "", *(old.name for old in variable.old_names)):
            held.setdefault(squash(name), variable.id)
    for place, collection in enumerate(catalogue.not_held.npd):
        for index, other in enumerate(collection.names):
            if id := held.get(squash(other.name)):
                keys: tuple[Key, ...] = ("npd", place, "names", index, "name")
                yield "not_held", "not_held", keys, f"LEO holds `{other.name}`, as `{id}`", "delete it here"


def series_years(catalogue: Catalogue) -> Iterator[Finding]:
    """A step of a series names a variable and years in which that variable is held.

    Passes: `{variable: ks4_pupil.KS4_ATT8, years: 2014/15-}`. Fails: the same with `years: 2001/02-`, before the variable began.
    """
    for concept in catalogue.concepts.values():
        for place, series in enumerate(concept.series):
            for index, step in enumerate(series.columns):
                keys: tuple[Key, ...] = ("series", place, "columns", index)
                if step.variable in catalogue.variables:
                    if outside := _outside(catalogue, step):
                        yield "concept", concept.id, (*keys, "years"), outside, "write years that the variable has"
                elif not may_be_broken(catalogue, step.variable):
                    help = did_you_mean(step.variable, catalogue.variables, "write the full id, `<table>.<stem>`")
                    yield "concept", concept.id, (*keys, "variable"), f"there is no variable `{step.variable}`", help


def _outside(catalogue: Catalogue, step: Step) -> str:
    """What is wrong with the years of a step, nothing where they are years of its variable."""
    variable = catalogue.variables[step.variable]
    held = catalogue.years(variable)
    if held is None:
        return f"the years of `{variable.id}` are not known"
    wrong = [year for year in catalogue.closed(step.years, catalogue.table(variable)) if year not in held]
    return f"`{variable.id}` is held {held}, not in all of these years" if wrong else ""
