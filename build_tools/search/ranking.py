"""The ranking: which entries a query means, best first, and why.

Written down here once and carried over line by line into `search.js`; a test compares the two. Stages follow each other, and what an
earlier stage found stays in front. `code = label` asks for a code with this label; a name behind a view and a database is read
without them, and one of a year or term that no view has without its year and term; these come after the second stage.

1. a variable whose current name is the query, then a key with this id or title, then a variable of which it is an old name, the field
   reference or a column
2. any other entry whose id or title is the query, then variables of which it is the name without the prefix of its collection
3. something that LEO does not hold for which the query is another word, or that has this name in another data set
4. a table that begins with the query; a key, then a concept for which the query is another word or question; a name that begins with the
   query; a guide, then a linkage for which it is another word
5. an old name, then a column that begins with the query; for a query with `_` and without a blank, a name that holds it
6. entries that hold all words of the query: words in titles and names count most, then synonyms, concepts and a label of a code that is
   the whole query, then the table, codes and their labels (of a list with hundreds of codes, those of one label together), and last the
   description; words that nothing holds are taken for codes where other words stand beside them, then for typing errors, and then codes
   that are the query, and names that are near to the whole query, come first
7. a code that is the query
8. a name that holds the query
9. where there is nothing yet: names that differ from it in a letter or two, then entries that hold some of the words
10. passages of the guides that hold all words

Names are compared by letters and digits alone, so that capitals, spaces and underscores never matter. Within a stage entries
stand in the order of the catalogue: tables in their order, variables as on the form.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from build_tools.search.index import HOW, KINDS, Data
from build_tools.search.text import (
    STOP_WORDS,
    bare,
    chunks_of,
    distance,
    letters,
    meaning,
    parts_of,
    squash,
    stem,
    typed_words,
    without_year,
    words_of,
)


class Hit(NamedTuple):
    """An entry that was found: its number, and in words why."""

    record: int
    why: str


NAME, ALIAS, TITLE, PART, SYNONYM, TABLE, LABEL, TEXT = 12, 11, 10, 9, 6, 5, 4, 2
"""What a word weighs by where it stands. A word that only begins so weighs one less."""
WHOLE_TITLE = 3
"""What is added where the query holds every word of the title."""
FULL = 1024
"""One more word of the query that is found outweighs every place in which words stand."""
MANY_CODES = 100
"""Words of the query count in the labels of a longer list only where one label holds them together."""
MOST_WORDS = 12
"""Words of a query beyond these are not read."""

_HOW = "n" + "".join(HOW.values()) + "i"
"""How a key belongs to an entry: its current name, one of HOW, or, the last, its id, which begins with that of its table."""
_MEANT = ("concept", "key", "linkage")
"""Kinds whose titles and synonyms are compared with the whole query."""
_BY_WORDS = ("concept", "recipe", "linkage", "table", "key", "source", "family", "variable", "code_list", "not_held", "page")
"""Order of entries that hold the same words equally well: what gives an overview first."""


class Searcher:
    """The two tables of `index.py`, with the indexes that a browser makes of them too."""

    def __init__(self, names: Data, words: Data | None = None):
        self.names = names
        self.count = len(names["stems"])
        self.kinds: list[str] = ["variable"] * self.count + [other[0] for other in names["others"]]
        self.table_of: list[int] = []
        for place, table in enumerate(names["tables"]):
            self.table_of += [place] * table[3]
        tables = names["tables"]
        self.ids: list[str] = [f"{tables[table][0]}.{stem}" for table, stem in zip(self.table_of, names["stems"], strict=True)]  # fmt: skip
        self.ids += [other[1] for other in names["others"]]
        self.shown: list[str] = [name or stem for name, stem in zip(names["names"], names["stems"], strict=True)]
        self.shown += [other[2] for other in names["others"]]
        self.titles: list[str] = names["titles"] + [other[2] for other in names["others"]]
        self.meant: dict[str, list[int]] = defaultdict(list)
        self.keys: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.unfilled: set[str] = set()
        """Names with the letters of their places for term and year, with which no word begins: `LA_[term][yy]` is not `later`."""
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.title_words = [len(set(words_of(title)) - STOP_WORDS) for title in self.titles]
        self._add_keys()
        self._add_words()
        self.sorted_keys = sorted(self.keys.keys() - self.unfilled)
        self.base = {key: letters(key) for key, holders in self.keys.items() if any(_HOW[how] not in "ci" for how, _ in holders)}  # fmt: skip
        self.groups = [set(_running(steps)) for _, steps in names["groups"]]
        self.phrases = {tuple(phrase.split()): place for place, (phrases, _) in reversed(list(enumerate(names["groups"]))) for phrase in phrases}  # fmt: skip
        self.longest = max((len(phrase) for phrase in self.phrases), default=1)
        self.codes: dict[str, list[int]] = defaultdict(list)
        self.long_lists: list[int] = []
        self.whole_labels: dict[str, list[int]] = defaultdict(list)
        self.users: dict[int, list[int]] = defaultdict(list)
        self.list_of: dict[int, int] = {}
        self.labels: dict[int, list[list[str]]] = {}
        self.code_groups: dict[int, list[list[str]]] = {}
        self.has_words = words is not None
        if words is not None:
            self._add_codes_and_texts(words)
        self.vocabulary = sorted(self.postings)
        self.word_letters = {word: letters(word) for word in self.vocabulary if len(word) >= 4}

    def _add_keys(self) -> None:
        names = self.names

        def add(key: str, how: str, record: int) -> None:
            if key:
                self.keys[key].append((_HOW.index(how), record))

        for record in range(self.count):
            name = self.shown[record]
            current = dict.fromkeys((squash(name), squash(bare(name)), squash(names["stems"][record])))
            if bare(name) != name:
                self.unfilled.add(squash(name))
            for key in current:
                add(key, "n", record)
            if (id_key := squash(self.ids[record])) not in current:
                add(id_key, "i", record)
            for item in names["keys"][record].split():
                for key in _unpacked(item):
                    add(key, item[0], record)
        for record, (kind, id, title, keys, _, _, _) in enumerate(names["others"], self.count):
            for key in dict.fromkeys((squash(id), "" if kind == "not_held" else squash(title))):
                add(key, "n", record)
            for item in keys.split():
                for key in _unpacked(item):
                    add(key, item[0], record)

    def _add_words(self) -> None:
        names = self.names
        self.members: dict[int, list[int]] = defaultdict(list)
        """The variables that a concept or a table speaks for."""
        first = {kind: self.kinds.index(kind) for kind in ("concept", "table", "code_list") if kind in self.kinds}
        self.first = first
        for record in range(self.count):
            self._post(parts_of(self.shown[record]), record, PART)
            self._post(words_of(self.titles[record]), record, TITLE)
            if names["concepts"][record] >= 0:
                self.members[first["concept"] + names["concepts"][record]].append(record)
            self.members[first["table"] + self.table_of[record]].append(record)
        for record, (kind, id, title, _, words, _, _) in enumerate(names["others"], self.count):
            by_name = kind == "not_held" and not words
            self._post(words_of(title), record, SYNONYM if by_name else TITLE)
            if by_name:
                self._post(parts_of(id), record, SYNONYM)
            for phrase in words.split("|") if words else ():
                self._post(words_of(phrase), record, SYNONYM)
            if kind in _MEANT or (kind in ("not_held", "page") and words):
                for phrase in dict.fromkeys(map(meaning, (title, *words.split("|")))):
                    self.meant[phrase].append(record)
        for place, table in enumerate(names["tables"]):
            self._post(parts_of(table[0]), first["table"] + place, PART)
            self._post(table[4].split(), first["table"] + place, TABLE)

    def _post(self, words: Iterable[str], record: int, weight: int) -> None:
        for word in dict.fromkeys(words):
            self.postings[word].append((record, weight))

    def _add_codes_and_texts(self, words: Data) -> None:
        start = self.first.get("code_list", 0)
        for record, place in enumerate(words["list_of"]):
            if place >= 0:
                self.users[start + place].append(record)
                self.list_of[record] = start + place
        self.long_lists = [start + place for place, codes, _ in words["lists"] if len(codes) > MANY_CODES]
        self.code_groups = {start + place: groups for place, _, groups in words["lists"]}
        with_codes = [(start + place, codes) for place, codes, _ in words["lists"]] + words["codes"]
        for record, codes in with_codes:
            self.labels[record] = codes
            phrases = [words_of(label) for _, label in codes]
            self._post((word for phrase in phrases for word in phrase), record, LABEL)
            for phrase in dict.fromkeys(" ".join(phrase) for phrase in phrases if len(phrase) > 1):
                self.whole_labels[phrase].append(record)
            for code in dict.fromkeys(squash(code) for code, _ in codes):
                self.codes[code].append(record)
        for record, text in enumerate(words["texts"]):
            self._post(text.split(), record, TEXT)

    def search(self, query: str, limit: int = 10) -> list[Hit]:
        """The entries that `query` means, best first, at most `limit`."""
        found: dict[int, str] = {}
        for record, why in self._stages(query):
            found.setdefault(record, self._not_held(record) if self.kinds[record] == "not_held" else why)
            if len(found) >= limit:
                break
        return [Hit(record, why) for record, why in found.items()]

    def _not_held(self, record: int) -> str:
        near = self.names["others"][record - self.count][6]
        return f"not in LEO; closest: {near}" if near else "not in LEO"

    def described(self, hit: Hit) -> dict[str, str]:
        """A hit as the command writes it: id, kind, title, why."""
        record = hit.record
        return {"id": self.ids[record], "kind": self.kinds[record], "title": self.titles[record], "why": hit.why}

    def _stages(self, query: str) -> Iterator[tuple[int, str]]:
        query = " ".join(chunks_of(query))
        key = squash(query)
        if not key:
            return
        meant = [(record, "a guide to it" if self.kinds[record] == "page" else f"another word for {self.shown[record]}") for record in self.meant.get(meaning(query), ())]  # fmt: skip
        stripped = squash(without_year(query))
        exact, elsewhere = self._named(key)
        yield from exact
        if not exact:  # a column with its view and database in front, or of a year or term that no view has
            exact, elsewhere = self._named(squash(query.rpartition(".")[2]))
            yield from exact
        if not exact:
            yield from ((record, f"without its year or term: {self.shown[record]}") for record, _ in self._named(stripped)[0])
        if "=" in query:
            yield from self._code_and_label(query)
        beginning = self._beginning(squash(bare(query)), "." in query)
        yield from (hit for hit in meant if self.kinds[hit[0]] == "not_held")
        yield from elsewhere
        yield from beginning[0]
        for kind in ("key", "concept"):
            yield from (hit for hit in meant if self.kinds[hit[0]] == kind)
        yield from beginning[1]
        yield from (hit for hit in meant if self.kinds[hit[0]] == "page")
        yield from meant
        yield from beginning[2]
        inside = (hit for part in dict.fromkeys((key, stripped)) for hit in self._inside(part))
        half = "_" in query and " " not in query  # of a name, and no words
        if half:
            yield from inside
        units = self._units(query)
        total, taken = self._score(units)
        corrected = "error" in taken
        needed = sum(len(words) for words, _ in units)
        for record in self.whole_labels.get(" ".join(words_of(query)), ()):
            for each in (record, *self.users.get(record, ())):
                total[each] = max(total[each], needed * (FULL + SYNONYM))
        self._together(total, [word for words, _ in units for _, word in words])
        full = [record for record, value in total.items() if value // FULL == needed]
        guides = {record for record in full if self.kinds[record] == "page" and total[record] % FULL <= needed * TEXT}
        full = [record for record in full if record not in guides]
        alike = [] if exact or (full and not corrected) else self._alike(key, stripped)
        codes = list(self._with_code(query))
        if taken:  # before words that are only alike
            yield from codes
            yield from alike
        yield from self._by_words(full, total, units)
        yield from codes
        if not half:
            yield from inside
        yield from alike
        if not (exact or full or alike or codes):
            yield from self._by_words([record for record in total if record not in guides], total, units)
        yield from self._by_words(list(guides), total, units)

    def _named(self, key: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
        """The entries that bear a name, and those that other data sets have under it."""
        found = [(record, self._why_name(how, record)) for how, record in sorted(self._holders(key), key=self._by_right)]
        here = [hit for hit in found if self.kinds[hit[0]] != "not_held"]
        return here, [hit for hit in found if self.kinds[hit[0]] == "not_held"]

    def _holders(self, key: str) -> list[tuple[int, int]]:
        return self.keys.get(key, [])

    def _by_right(self, holder: tuple[int, int]) -> tuple[int, int, int, int]:
        """Variables with this name, then the key that goes by it, variables that had or have it otherwise, other entries with this id or title, and variables of whose name it is a part."""
        how, record = holder
        variable = record < self.count
        first = 4 if _HOW[how] == "p" else 0 if variable and _HOW[how] == "n" else 1 if self.kinds[record] == "key" else 2 if variable else 3  # fmt: skip
        return first, *self._by_name(holder)

    def _by_name(self, holder: tuple[int, int]) -> tuple[int, int, int]:
        how, record = holder
        return how, KINDS.index(self.kinds[record]), record

    def _why_name(self, how: int, record: int) -> str:
        shown = self.shown[record]
        return {
            "n": "",
            "i": "",
            "r": f"old name of {shown}",
            "o": f"old name of {shown}",
            "a": f"another name of {shown}",
            "f": f"field reference of {shown}",
            "c": f"view of {shown}" if self.kinds[record] == "table" else f"column of {shown}",
            "p": f"part of the name {shown}",
        }[_HOW[how]]

    def _beginning(self, key: str, with_ids: bool) -> list[list[tuple[int, str]]]:
        """Entries with a name that begins so: tables; current names; old names, columns and names that LEO does not hold. An id counts where the query has a point."""
        if len(key) < 3:
            return [[], [], []]
        best: dict[int, int] = {}
        for place in range(bisect_left(self.sorted_keys, key), len(self.sorted_keys)):
            if not self.sorted_keys[place].startswith(key):
                break
            for how, record in self.keys[self.sorted_keys[place]]:
                if _HOW[how] == "i" and not with_ids:
                    continue
                kind = self.kinds[record]
                rank = 0 if kind in ("table", "source") else 4 if kind == "not_held" else 1 if _HOW[how] in "ni" else 3 if _HOW[how] == "c" else 2  # fmt: skip
                if rank < best.get(record, 5):
                    best[record] = rank
        words = ("", "", "an old name begins with it", "a column begins with it", "")
        ranked = sorted(((rank, record) for record, rank in best.items()), key=self._by_name)
        return [[(record, words[rank]) for rank, record in ranked if min(rank, 2) == step] for step in range(3)]

    def _units(self, query: str) -> list[tuple[list[tuple[str, str]], int]]:
        """What the query asks for: words (as typed and without plural), in phrases that belong to a group of synonyms, or alone (-1)."""
        typed: list[str] = []
        loud: set[str] = set()
        for chunk in chunks_of(query):
            joined = squash(chunk)
            one = "_" in chunk and joined in self.keys
            typed += [joined] if one else typed_words(chunk)
            if re.search("[A-Z]", chunk) and not re.search("[a-z]", chunk):
                loud.update(typed_words(chunk))
        typed = typed[:MOST_WORDS]
        stems = [stem(word) for word in typed]
        units: list[tuple[list[tuple[str, str]], int]] = []
        place = 0
        while place < len(typed):
            for length in range(min(self.longest, len(typed) - place), 0, -1):
                group = self.phrases.get(tuple(stems[place : place + length]))
                # `he` is a person, and higher education only in capitals or where it is all that was typed
                quiet = length == 1 and typed[place] in STOP_WORDS and typed[place] not in loud and len(typed) > 1
                if group is not None and not quiet:
                    units.append((list(zip(typed[place : place + length], stems[place : place + length], strict=True)), group))  # fmt: skip
                    place += length
                    break
            else:
                if typed[place] not in STOP_WORDS:
                    units.append(([(typed[place], stems[place])], -1))
                place += 1
        return units or [([pair], -1) for pair in zip(typed, stems, strict=True)]

    def _score(self, units: list[tuple[list[tuple[str, str]], int]]) -> tuple[dict[int, int], set[str]]:
        """For each entry that holds a word: the number of words that it holds times FULL, and what they weigh. With it, what words were taken for that nothing holds."""
        total: dict[int, int] = defaultdict(int)
        taken: set[str] = set()
        alone = sum(len(words) for words, _ in units) == 1
        for words, group in units:
            unit: dict[int, int] = defaultdict(int)
            for typed, word in words:
                weights, taken_for = self._weights(typed, word, group >= 0, alone)
                taken.update(filter(None, (taken_for,)))
                for record, weight in weights.items():
                    unit[record] += FULL + weight
            if group >= 0:
                whole = len(words) * (FULL + SYNONYM)
                for record in self.groups[group]:
                    if unit[record] < whole:
                        unit[record] = whole
            for record, value in unit.items():
                total[record] += value
        return total, taken

    def _together(self, total: dict[int, int], words: list[str]) -> None:
        """Lowers what is held by labels of a long list alone to what one of its labels holds: among hundreds of labels, words of a query stand by chance."""
        for owner in self.long_lists:
            by_label = [each for each in (owner, *self.users.get(owner, ())) if total.get(each, 0) >= 2 * FULL and total[each] % FULL <= total[each] // FULL * LABEL]
            if by_label:
                most = max(sum(_holds(held, word) for word in words) for held in (words_of(label) for _, label in self.labels[owner]))
                for each in by_label:
                    total[each] = min(total[each], most * (FULL + LABEL))

    def _weights(self, typed: str, word: str, known: bool, alone: bool) -> tuple[dict[int, int], str]:
        """What one word weighs in each entry, and whether it was taken for a `code` or an `error` in typing."""
        weights: dict[int, int] = {}

        def add(record: int, weight: int) -> None:
            if weight > weights.get(record, 0):
                weights[record] = weight

        def take(found: str, less: int) -> None:
            for record, weight in self.postings[found]:
                add(record, weight - less)
                if weight == LABEL:
                    for user in self.users.get(record, ()):
                        add(user, LABEL - 1 - less)
                elif weight >= TABLE and record in self.members:
                    shared = TABLE if self.kinds[record] == "table" else SYNONYM
                    for member in self.members[record]:
                        add(member, shared - less)

        for how, record in self.keys.get(typed, ()):
            add(record, NAME if _HOW[how] in "ni" else ALIAS)
        if word in self.postings:
            take(word, 0)
        if len(word) >= 3:
            for place in range(bisect_left(self.vocabulary, word), len(self.vocabulary)):
                other = self.vocabulary[place]
                if not other.startswith(word):
                    break
                if other != word:
                    take(other, 1)
        if not weights and not known and not alone:
            for record in self.codes.get(typed, ()):
                add(record, LABEL)
                for user in self.users.get(record, ()):
                    add(user, LABEL - 1)
            if weights:
                return weights, "code"
        if weights or known or len(word) < 4:
            return weights, ""
        near = self._near(word, self.word_letters)
        for other in near:
            take(other, 1)
        return weights, "error" if near else ""

    def _near(self, word: str, known: dict[str, int]) -> list[str]:
        """The words of `known` that differ least from `word`, by one letter in a short word, by two at most."""
        best: list[str] = []
        most = 1 if len(word) < 6 else 2
        bits = letters(word)
        for other, others in known.items():
            if abs(len(other) - len(word)) > most or (bits & ~others).bit_count() > most or (others & ~bits).bit_count() > most:  # fmt: skip
                continue
            far = distance(word, other, most)
            if far < most:
                best, most = [], far
            if far == most:
                best.append(other)
        return sorted(best)

    def _alike(self, *keys: str) -> list[tuple[int, str]]:
        for key in dict.fromkeys(keys):
            if len(key) < 4:
                continue
            near = self._near(key, self.base)
            holders = sorted((holder for other in near for holder in self._holders(other) if _HOW[holder[0]] not in "ci"), key=self._by_name)  # fmt: skip
            if holders:
                return [(record, f"close to what you typed: {self.shown[record]}") for _, record in holders]
        return []

    def _by_words(self, records: list[int], total: dict[int, int], units: list[tuple[list[tuple[str, str]], int]]) -> Iterator[tuple[int, str]]:  # fmt: skip
        needed = sum(len(words) for words, _ in units)

        def order(record: int) -> tuple[int, int, int, int]:
            value = total[record]
            if value // FULL == needed == self.title_words[record] and value % FULL >= needed * PART:
                value += WHOLE_TITLE
            return -value, _BY_WORDS.index(self.kinds[record]), self.title_words[record], record

        for record in sorted(records, key=order):
            yield record, self._why_words(record, total[record], units)

    def _why_words(self, record: int, value: int, units: list[tuple[list[tuple[str, str]], int]]) -> str:
        words = [word for unit, _ in units for _, word in unit]
        own = set(words_of(self.titles[record])) | set(parts_of(self.shown[record]))
        missing = [word for word in words if not _holds(own, word)]
        if not missing:
            return ""
        if code := self._code_with(record, missing):
            return code
        for unit, group in units:
            if group >= 0 and record in self.groups[group] and any(word in missing for _, word in unit):
                said = " ".join(word for _, word in unit)
                others = [phrase for phrase in self.names["groups"][group][0] if phrase != said]
                return "also searched: " + ", ".join(others[:3])
        return "" if value % FULL >= (value // FULL) * TABLE - 1 else "in its description or its table"

    def _code_with(self, record: int, words: list[str]) -> str:
        """The first code of an entry that is one of the words or whose label holds one, the one with most of them first."""
        best, found = 0, ""
        owner = record if record in self.labels else self.list_of.get(record, -1)
        for code, label in self.labels.get(owner, []):
            held = set(words_of(label))
            count = sum(_holds(held, word) for word in words) + (stem(squash(code)) in words)
            if count > best:
                best, found = count, self._code_words(owner, code, label)
        return found

    def _code_words(self, owner: int, code: str, label: str) -> str:
        """A code with its label and, in a classification, the groups that it is in."""
        group = next((said for begin, said in self.code_groups.get(owner, ()) if code.startswith(begin)), "")
        return f"code {code}" + (f" = {label}" if label else "") + (f" ({group})" if group else "")

    def _with_code(self, query: str) -> Iterator[tuple[int, str]]:
        code = squash(re.sub(r"(?i)^code ", "", query))
        yield from self._owners(self.codes.get(code, []), code, [])

    def _code_and_label(self, query: str) -> Iterator[tuple[int, str]]:
        code, _, label = query.partition("=")
        yield from self._owners(self.codes.get(squash(code), []), squash(code), words_of(label))

    def _owners(self, records: list[int], code: str, words: list[str]) -> Iterator[tuple[int, str]]:
        """Code lists and variables with this code, and the variables that use these lists. `words`: what its label holds, if that is asked."""
        lists: list[tuple[int, str]] = []
        others: list[tuple[int, str]] = []
        for record in records:
            for written, label in self.labels[record]:
                held = words_of(label)
                if squash(written) == code and all(_holds(held, word) for word in words):
                    why = self._code_words(record, written, label)
                    (lists if self.kinds[record] == "code_list" else others).append((record, why))
                    others += ((user, why) for user in self.users.get(record, ()))
                    break
        yield from lists
        yield from sorted(others)

    def _inside(self, key: str) -> Iterator[tuple[int, str]]:
        if len(key) < 4:
            return
        found = [holder for other in self.base if key in other for holder in self._holders(other) if _HOW[holder[0]] not in "ci"]  # fmt: skip
        for _, record in sorted(found, key=self._by_name):
            yield record, "part of its name"


def _holds(words: Iterable[str], start: str) -> bool:
    """Whether one of the words begins so."""
    return any(word.startswith(start) for word in words)


def _running(steps: list[int]) -> Iterator[int]:
    at = 0
    for step in steps:
        at += step
        yield at


def _unpacked(item: str) -> Iterator[str]:
    """The keys that an item of `names_data` stands for: `cfsm~spr~02-04~` gives `fsmspr02`, `fsmspr03`, `fsmspr04`."""
    parts = item[1:].split("~")
    if len(parts) == 1:
        yield parts[0]
        return
    start, term, years, end = parts
    for part in years.split(","):
        first, _, last = part.partition("-")
        for number in range(int(first), int(last or first) + 1):
            yield f"{start}{term}{number:0{len(first)}d}{end}"
