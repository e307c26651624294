"""What the search knows: the catalogue as two small tables of texts, one for names and titles, one for codes and descriptions.

Both are plain JSON, written for the browser and read by `ranking.py` and `search.js` alike. Nothing is ranked here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from build_tools.catalogue import COLLECTION, Catalogue, stem_of
from build_tools.cohorts import COHORTS, cohort_anchor, cohort_title, cohorts
from build_tools.physical import columns_of, spelled_by_year, views_of
from build_tools.records import CodeGroup, Variable
from build_tools.search.text import STOP_WORDS, bare, parts_of, squash, words_of
from build_tools.years import Years, year_label

KINDS = ("variable", "concept", "recipe", "linkage", "table", "key", "code_list", "family", "source", "not_held", "page")
"""What can be found, in the order in which entries with the same right to the first place stand."""
TYPES = ("flag", "category", "number", "date", "text", "identifier", "unknown")
REQUESTS = ("default", "by-request", "whole-table")
STATUSES = ("listed", "not-obtainable", "doubtful")
NOT_HELD = "not_held/index.html"
"""The page of what LEO does not hold."""

PLACES = (
    ("explore.html", "Explore: filter all variables", ""),
    (COHORTS, "Birth cohorts: who is seen at which age", ""),
    ("synthetic.html", "Practise on synthetic data: a sample, and dummy data of any size to write code on", "synthetic data|dummy data|fake data|test data|practice data"),
    (NOT_HELD, "Not in LEO: what is not held, and what comes closest", ""),
    ("concepts/index.html", "Concepts: what is measured, across all tables", ""),
    ("recipes/index.html", "Recipes: derived variables with tested code", ""),
    ("joins/index.html", "Joins: find how two tables join", ""),
    ("linkages/index.html", "Linkages: inside the extract and beyond it", ""),
    ("caveats.html", "Traps: what most often gives wrong results", ""),
    ("tables/index.html", "Sources and tables", ""),
    ("variables/index.html", "All variables, by table", ""),
    ("code_lists/index.html", "Code lists", ""),
    ("families/index.html", "Families of variables", ""),
)
"""Pages that list others, with what they are found by: the title, and other words for it."""

HOW = {"former name": "r", "old alias": "o", "alternative name": "a", "field": "f", "column": "c", "short": "p"}  # fmt: skip
"""How a key that is not the current name belongs to its entry, a letter each, the stronger first."""

Data = dict[str, Any]


class Other(NamedTuple):
    """Something that is found and is no variable: `keys` as in `encode`, `words` the phrases that mean it, with `|` between them, `near` what comes closest to what is not held."""

    kind: str
    id: str
    title: str
    keys: str
    words: str = ""
    address: str = ""
    text: str = ""
    near: str = ""


def names_data(catalogue: Catalogue, docs: Path | None = None) -> Data:
    """Everything that names an entry: the first thing a browser loads. One list for each field, in the order of the records."""
    others = _others(catalogue, docs)
    variables = list(catalogue.variables.values())
    concepts, sources = list(catalogue.concepts), list(catalogue.sources)
    return {
        "version": catalogue.digest[:12],
        "sources": [[id, source.title] for id, source in catalogue.sources.items()],
        "tables": [
            [
                id,
                table.title,
                sources.index(table.source),
                len(catalogue.by_table[id]),
                " ".join(
                    dict.fromkeys(words_of(f"{id.replace('_', ' ')} {table.title} {catalogue.sources[table.source].title}"))
                ),
            ]
            for id, table in catalogue.tables.items()
        ],
        "stems": [stem_of(variable.id) for variable in variables],
        "names": ["" if variable.name == stem_of(variable.id) else variable.name for variable in variables],
        "titles": [variable.title for variable in variables],
        "keys": [_keys_of(catalogue, variable) for variable in variables],
        "concepts": [concepts.index(variable.concept) if variable.concept in catalogue.concepts else -1 for variable in variables],
        "years": [_years_of(catalogue, variable) for variable in variables],
        "requests": "".join(str(REQUESTS.index(catalogue.request(variable))) for variable in variables),
        "types": "".join(str(TYPES.index(variable.type)) for variable in variables),
        "sensitivities": "".join(variable.sensitivity or "-" for variable in variables),
        "statuses": "".join(str(STATUSES.index(variable.status or "listed")) for variable in variables),
        "withdrawn": [place for place, variable in enumerate(variables) if variable.deprecated],
        "others": [[other.kind, other.id, other.title, other.keys, other.words, other.address, other.near] for other in others],
        "groups": _groups(catalogue, variables, others),
    }  # fmt: skip


def words_data(catalogue: Catalogue, docs: Path | None = None) -> Data:
    """Codes with their labels, and the words of descriptions that are not in the title: loaded after the names."""
    variables = list(catalogue.variables.values())
    lists = list(catalogue.code_lists)
    return {
        "version": catalogue.digest[:12],
        "lists": [[lists.index(id), [[code.code, code.label or ""] for code in record.codes], list(_code_groups(record.groups))] for id, record in catalogue.code_lists.items()],
        "list_of": [lists.index(variable.code_list) if variable.code_list in catalogue.code_lists else -1 for variable in variables],
        "codes": [[place, [[code.code, code.label or ""] for code in variable.codes]] for place, variable in enumerate(variables) if variable.codes],
        "texts": [
            *(_new_words(variable.description, variable.title) for variable in variables),
            *(_new_words(other.text, other.title) for other in _others(catalogue, docs)),
        ],
    }  # fmt: skip


def _code_groups(groups: list[CodeGroup], outside: str = "") -> Iterator[list[str]]:
    """How codes of each innermost group begin, and what the group is called: `47`, `G, 47: Retail trade`."""
    for group in groups:
        yield from ([begin, f"{outside}{group.code}: {group.title}"] for begin in group.begins)
        yield from _code_groups(group.inside, f"{outside}{group.code}, ")


def _new_words(text: str, title: str) -> str:
    known = set(_title_words(title))
    return " ".join(word for word in dict.fromkeys(words_of(text)) if word not in known and word not in STOP_WORDS)


@lru_cache(maxsize=1 << 13)
def _title_words(title: str) -> tuple[str, ...]:
    """The words of a title, which are asked for twice."""
    return tuple(words_of(title))


def encode(keys: Iterable[tuple[str, str]]) -> str:
    """Keys with how they belong to the entry, as one text: `ofsm ffsmeligible`. The strongest way of each key only."""
    order = list(HOW.values())
    best: dict[str, str] = {}
    for how, key in keys:
        if key and (key not in best or order.index(how) < order.index(best[key])):
            best[key] = how
    return " ".join(how + key for key, how in best.items())


def _keys_of(catalogue: Catalogue, variable: Variable) -> str:
    """Old names, the field reference and the columns of a variable; its id and its current name are keys without being said."""
    name = variable.name
    known = {squash(name), squash(bare(name)), squash(stem_of(variable.id))}
    keys: list[tuple[str, str]] = []
    for old in variable.old_names:
        how = HOW[old.kind]
        keys += (how, squash(old.name)), (how, squash(bare(old.name)))
        keys += ((how, squash(spelled)) for spelled in spelled_by_year(catalogue, variable, old.name).values())
    if variable.field:
        keys += (HOW["field"], squash(variable.field)), (HOW["field"], squash(bare(variable.field)))
    if short := COLLECTION.match(name):
        keys.append((HOW["short"], squash(bare(name[short.end() :]))))
    columns = {squash(column.column) for column in columns_of(catalogue, variable)}
    keys += ((HOW["former name"], squash(old)) for old in _renamed(catalogue).get(("variable", variable.id), ()))
    plain = encode((how, key) for how, key in keys if key not in known)
    named = {key[1:] for key in plain.split()} | known
    return " ".join(filter(None, (plain, _packed(columns - named, _COLUMN))))


def _renamed(catalogue: Catalogue) -> dict[tuple[str, str], list[str]]:
    """The ids that each entry had before."""

    def build() -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for renamed in catalogue.renamed.renamed:
            found[renamed.kind, renamed.new].append(renamed.old)
        return found

    return catalogue.once("ids of before", build)


_COLUMN = re.compile(r"(?P<start>.*?)(?P<term>(?:ab|ex)?(?:aut|spr|sum)?)(?P<year>\d\d)(?P<end>(?:anon)?)")
_VIEW = re.compile(r"(?P<start>\D*(?:\d\D+)*)(?P<term>)(?P<year>(?:19|20)\d\d)(?P<end>\D*)")


def _packed(names: Iterable[str], shape: re.Pattern[str]) -> str:
    """Names of columns or views that differ in their year as one: `cfsmeligible~spr~02-05,07~` stands for five."""
    alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    packed = []
    for name in sorted(names):
        if match := shape.fullmatch(name):
            alike[match["start"], match["term"], match["end"]].append(match["year"])
        else:
            packed.append("c" + name)
    for (start, term, end), years in sorted(alike.items()):
        if len(years) == 1:
            packed.append(f"c{start}{term}{years[0]}{end}")
        else:
            packed.append(f"c{start}~{term}~{_ranges(years)}~{end}")
    return " ".join(packed)


def _ranges(years: list[str]) -> str:
    """`02,03,04,07` as `02-04,07`, each with the digits that it is written with."""
    digits = len(years[0])
    runs = Years.of(map(int, years)).ranges
    return ",".join(f"{first:0{digits}d}" if first == last else f"{first:0{digits}d}-{last:0{digits}d}" for first, last in runs)


def _years_of(catalogue: Catalogue, variable: Variable) -> str:
    """The starting years as ranges: `2005-2011,2014-2020`; empty where they are not known."""
    years = catalogue.years(variable)
    return ",".join(f"{first}-{last}" for first, last in years.ranges) if years else ""


def _others(catalogue: Catalogue, docs: Path | None) -> list[Other]:
    """Everything but the variables, kind by kind, with the ids that it had before."""

    def build() -> list[Other]:
        before = _renamed(catalogue)
        found = [
            other._replace(keys=encode([*((item[0], item[1:]) for item in other.keys.split()), *((HOW["former name"], squash(old)) for old in olds)]))
            if (olds := before.get((other.kind, other.id)))
            else other
            for other in _make_others(catalogue, docs)
        ]
        return sorted(found, key=lambda other: KINDS.index(other.kind))

    return catalogue.once(f"what is found beside variables, with the pages in {docs}", build)


def _make_others(catalogue: Catalogue, docs: Path | None) -> Iterator[Other]:
    for concept in catalogue.concepts.values():
        yield Other("concept", concept.id, concept.title, "", "|".join(concept.synonyms), text=concept.description)
    for recipe in catalogue.recipes.values():
        yield Other("recipe", recipe.id, recipe.title, "", "|".join(recipe.synonyms), text=f"{recipe.short} {recipe.purpose}")
    for linkage in catalogue.linkages.values():
        yield Other("linkage", linkage.id, linkage.title, "", "|".join(linkage.synonyms), text=f"{linkage.short} {linkage.description}")
    for key in catalogue.keys.values():
        yield Other("key", key.id, key.title, "", "|".join(key.synonyms), text=f"{key.short} {key.description}")
    for table in catalogue.tables.values():
        views = {squash(view.name) for view in views_of(catalogue, table)}
        yield Other("table", table.id, table.title, _packed(views, _VIEW), text=table.description)
    for code_list in catalogue.code_lists.values():
        yield Other("code_list", code_list.id, code_list.title, "", text=code_list.description or "")
    for family in catalogue.families.values():
        yield Other("family", family.family, family.title, "", text=family.description)
    for source in catalogue.sources.values():
        yield Other("source", source.id, source.title, "", text=source.description)
    for topic in catalogue.not_held.topics:
        yield Other("not_held", topic.id, topic.title, "", "|".join(topic.words), f"{NOT_HELD}#{topic.id}", topic.why, _near(catalogue, topic.nearest))
    for collection in catalogue.not_held.npd:
        for name in collection.names:
            keys = encode([(HOW["alternative name"], squash(bare(name.name)))])
            yield Other("not_held", name.name, name.title, keys, "", f"{NOT_HELD}#{npd_anchor(collection.collection)}", collection.collection, _near(catalogue, collection.nearest))
    for caveat in catalogue.caveats.values():
        address = f"caveats.html#{caveat.id}"
        yield Other("page", address, f"Trap: {caveat.title[0].lower()}{caveat.title[1:]}", "", "", address, f"{caveat.meaning} {caveat.consequence}")
    for address, title, words in PLACES:
        yield Other("page", address, title, "", words, address)
    for born in cohorts(catalogue):
        address = f"{COHORTS}#{cohort_anchor(born)}"
        yield Other("page", address, f"Birth cohort {year_label(born)}: b{cohort_title(born)[1:]}", "", "", address)
    if docs:
        yield from _pages(docs)


def _near(catalogue: Catalogue, ids: list[str]) -> str:
    """What comes closest, in a few words: tables by their titles, variables by their names."""
    return ", ".join(stem_of(id) if id in catalogue.variables else getattr(catalogue.record(id), "title", id) for id in ids if catalogue.kind_of(id))


def npd_anchor(collection: str) -> str:
    """`npd-phonics-screening-check`: where the page of what is not held lists a collection."""
    return "npd-" + re.sub(r"[^a-z0-9]+", "-", collection.lower()).strip("-")


_HEADING = re.compile(r"^(#{1,3})\s+(.*?)(?:\s+\{:?\s*#([\w-]+)[^}]*\})?\s*$", re.M)


def _pages(docs: Path) -> Iterator[Other]:
    """The hand-written pages, an entry a section; what `synonyms` in the lines above a page says leads to its top."""
    import yaml
    from markdown.extensions.toc import slugify

    for path in sorted(docs.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        synonyms: list[str] = []
        if front := re.match(r"---\n(.*?\n)---\n", text, re.S):
            text = text[front.end() :]
            synonyms = [str(word) for word in (yaml.safe_load(front[1]) or {}).get("synonyms") or ()]
        text = re.sub(r"<!--.*?-->|<[^>]+>|\[\[ref:\w+\]\]", " ", re.sub(r"^```.*?^```", " ", text, flags=re.S | re.M), flags=re.S)
        address = path.relative_to(docs).as_posix().removesuffix(".md") + ".html"
        headings = list(_HEADING.finditer(text))
        for place, heading in enumerate(headings):
            title = re.sub(r"[`*]|\[|\]\([^)]*\)|\]", "", heading[2])
            end = headings[place + 1].start() if place + 1 < len(headings) else len(text)
            anchor = "" if len(heading[1]) == 1 else "#" + (heading[3] or slugify(title, "-"))
            page = re.sub(r"[`*]", "", headings[0][2])
            shown = title if place == 0 else f"{page}: {title}"
            words = re.sub(r"`[^`\n]*`", " ", text[heading.end() : end])  # names in prose are examples, wrong ones at times
            yield Other("page", address + anchor, shown, "", "|".join(synonyms) if place == 0 else "", address + anchor, words)


def _groups(catalogue: Catalogue, variables: list[Variable], others: list[Other]) -> list[list[Any]]:
    """Each group of words that mean the same: its phrases, and the records whose title or name holds one of them, as distances from one to the next."""
    phrases: dict[tuple[str, ...], int] = {}
    for place, group in enumerate(catalogue.thesaurus.groups):
        for phrase in group:
            if words := words_of(phrase):
                phrases.setdefault(tuple(words), place)
    by_first: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
    for split, place in phrases.items():
        by_first[split[0]].append((split, place))
    members: dict[int, list[int]] = defaultdict(list)

    def add(record: int, texts: Iterable[Sequence[str]]) -> None:
        found = {
            place
            for words in texts
            for start, word in enumerate(words)
            for known, place in by_first.get(word, ())
            if tuple(words[start : start + len(known)]) == known
        }
        for place in found:
            members[place].append(record)

    for record, variable in enumerate(variables):
        add(record, (_title_words(variable.title), parts_of(variable.name)))
    for record, other in enumerate(others, len(variables)):
        if other.kind != "page":
            add(record, (words_of(other.title), *(words_of(word) for word in other.words.split("|"))))
    return [
        [list(dict.fromkeys(" ".join(words_of(phrase)) for phrase in group)), _steps(members[place])]
        for place, group in enumerate(catalogue.thesaurus.groups)
    ]


def _steps(numbers: list[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


__all__ = ["KINDS", "NOT_HELD", "names_data", "words_data"]
