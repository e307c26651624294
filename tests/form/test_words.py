"""Our words are our own: no text of the catalogue or the documentation repeats ten words in a row of the form.

The form's prose is not committed; facts/shingles.txt.gz holds a hash of every run of ten words in it. Official names, codes and labels are facts
and may be repeated; in texts they stand between backticks, which are left out.
"""

import functools
import gzip
import hashlib
import re

import pytest
from real_catalogue import ROOT, catalogue

LENGTH = 10


@functools.cache
def shingles_of_the_form():
    return frozenset(
        gzip.decompress((ROOT / "tests" / "form" / "facts" / "shingles.txt.gz").read_bytes()).decode().split("\n")
    )


def repeated(text):
    """The runs of ten words of a text that the form has."""
    words = re.findall(r"[a-z0-9']+", re.sub(r"```.*?```|`[^`]*`", " ", text, flags=re.S).lower())
    runs = (" ".join(words[start : start + LENGTH]) for start in range(len(words) - LENGTH + 1))
    return [run for run in runs if hashlib.sha256(run.encode()).hexdigest()[:12] in shingles_of_the_form()]


def texts_of(record):
    """The sentences that people wrote in a record, with their key."""
    for key in (
        "title", "short", "description", "universe", "unit", "status_note", "grain", "rows_per_person", "not_in", "request_note", "owner", "years_note",
    ):  # fmt: skip
        if text := getattr(record, key, None):
            yield key, text
    for key in ("caution", "form_notes", "contradictions"):
        yield from ((key, text) for text in getattr(record, key, ()))
    for issue in getattr(record, "known_issues", ()):
        yield from (("known issue", text) for text in (issue.title, issue.detail))
    for part in ("key", "years", "deprecated"):
        note = getattr(getattr(record, part, None), "note", None) or getattr(
            getattr(record, part, None), "reason", None
        )
        if note:
            yield part, note
    yield from (("gap", gap.reason) for gap in getattr(getattr(record, "years", None), "gaps", ()))
    yield from (("differs_from_form", reason) for reason in getattr(record, "differs_from_form", {}).values())


def test_the_hashes_are_there():
    assert len(shingles_of_the_form()) > 15_000
    assert all(re.fullmatch("[0-9a-f]{12}", shingle) for shingle in list(shingles_of_the_form())[:100])


def test_a_repetition_is_found():
    sentence = (
        "following variables repeated for each case of exclusion ordered by"  # from the form, for this test alone
    )
    assert repeated(f"The {sentence.capitalize()} the date.")
    assert not repeated(f"The `{sentence}` the date.")


@pytest.mark.parametrize("kind", ["tables", "variables", "families", "code_lists", "sources", "concepts", "iterations"])
def test_no_definition_repeats_the_form(kind):
    entries = getattr(catalogue(), kind)
    found = [
        f"{id}: {key}: {run}"
        for id, record in entries.items()
        for key, text in texts_of(record)
        for run in repeated(text)
    ]
    assert not found, "say it in other words:\n" + "\n".join(found[:40])


def test_no_page_repeats_the_form():
    pages = sorted((ROOT / "docs").rglob("*.md"))
    assert pages, "the documentation has moved: look for it elsewhere"
    found = [
        f"{path.relative_to(ROOT)}: {run}"
        for path in pages
        for paragraph in path.read_text(encoding="utf-8").split("\n\n")
        for run in repeated(paragraph)
    ]
    assert not found, "say it in other words:\n" + "\n".join(found[:40])
