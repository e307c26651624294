"""The catalogue against facts that a second reader took from the real form (facts/make_facts.py), without the form.

The second reader shares no code with the importer. It holds the names, years, codes and levels of all 4,467 rows; codes only where the
cell is spelt in a way that leaves no doubt.
"""

import csv
import functools
import gzip
import json
import re
from pathlib import Path

import pytest
from real_catalogue import catalogue

from build_tools.years import Years

HERE = Path(__file__).parent
ROWS = 4_467
MISPRINTED = {"LLSOA_[term[yy])": "LLSOA_[term][yy]"}
"""Names that the form prints with a bracket in the wrong place, and what they mean."""


@functools.cache
def rows():
    """{(tab, row): facts}."""
    with gzip.open(HERE / "facts" / "rows.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return {(facts["tab"], int(facts["row"])): facts for facts in csv.DictReader(file)}


@functools.cache
def evidence():
    """{(tab, row): [(variable, what its entry says of the row)]}."""
    found = {}
    for variable in catalogue().variables.values():
        for row in variable.form:
            found.setdefault((catalogue().table(variable).form.tab.strip(), row.row), []).append((variable, row))
    return found


def pairs():
    """Every row beside each variable that it defines."""
    for place, facts in rows().items():
        for variable, row in evidence().get(place, []):
            yield facts, variable, row


def departs(variable, field):
    """Whether the entry says that it deliberately differs from the form here."""
    return field in variable.differs_from_form


def faults(found):
    """The first faults as lines, so that a failure can be read."""
    found = list(found)
    return "\n".join(str(fault) for fault in found[:20]) + (
        f"\n… and {len(found) - 20} more" if len(found) > 20 else ""
    )


def test_the_facts_are_complete():
    assert len(rows()) == ROWS
    assert len({tab for tab, _ in rows()}) == 33
    assert sum(bool(facts["codes"]) for facts in rows().values()) > 1_400


def test_every_row_of_the_form_is_evidence_of_a_variable():
    assert not faults(sorted(rows().keys() - evidence().keys()))


def test_no_entry_claims_a_row_that_defines_nothing():
    assert not faults(sorted(evidence().keys() - rows().keys()))


def test_names_and_fields_stand_as_printed():
    def wrong():
        for facts, variable, row in pairs():
            name = row.name if row.name is not None else variable.name
            field = row.field if row.field is not None else variable.field or ""
            if name != (facts["alias"] or facts["field"]):
                yield variable.id, facts["row"], "name", name, facts["alias"]
            if field != facts["field"]:
                yield variable.id, facts["row"], "field", field, facts["field"]

    assert not faults(wrong())


def test_all_other_names_in_the_cells_are_kept():
    def wrong():
        for facts, variable, row in pairs():
            known = {variable.name, variable.field, row.name, row.field, *(old.name for old in variable.old_names)}
            for name in json.loads(facts["other_names"]):
                if MISPRINTED.get(name, name) not in known:
                    yield variable.id, facts["row"], name

    assert not faults(wrong())


def test_codes_and_labels_stand_as_printed():
    def wrong():
        for facts, variable, _ in pairs():
            if not facts["codes"] or departs(variable, "codes"):
                continue
            wanted = [tuple(pair) for pair in json.loads(facts["codes"])]
            held = [(code.code, code.label) for code in catalogue().codes(variable)]
            if len(variable.form) == 1 and held != wanted:
                yield variable.id, facts["row"], "form", wanted, "catalogue", held
            labels = dict(held)
            for code, label in wanted:  # of a variable in several rows each row tells a part
                if code not in labels or (
                    label and not any(part.startswith(label) for part in (labels[code] or "").split(" | "))
                ):
                    yield variable.id, facts["row"], code, label, labels.get(code)

    assert not faults(wrong())


@pytest.mark.parametrize("level", ["identifiability", "sensitivity"])
def test_levels_stand_as_printed(level):
    def wrong():
        printed = {}
        for facts, variable, row in pairs():
            printed.setdefault(variable.id, set()).add(facts[level].upper())
            if (getattr(row, level) or "") != facts[level]:
                yield variable.id, facts["row"], "row", getattr(row, level), facts[level]
        for id, values in printed.items():
            held = getattr(catalogue().variables[id], level)
            strictest = min(values - {""}, default="")
            if str(held or "") != strictest and not departs(catalogue().variables[id], level):
                yield id, held, values

    assert not faults(wrong())


def test_the_block_decides_what_must_be_asked_for():
    def wrong():
        for facts, variable, row in pairs():
            table = catalogue().table(variable)
            if (row.block or "") != facts["block"]:
                yield variable.id, facts["row"], row.block, facts["block"]
            request = catalogue().request(variable)
            if table.request is None and request == "default" and facts["block"] != "default":
                yield variable.id, facts["row"], request, facts["block"]
            if (
                table.request is None
                and request == "by-request"
                and len(variable.form) == 1
                and facts["block"] != "by request"
            ):
                yield variable.id, facts["row"], request, facts["block"]

    assert not faults(wrong())


def test_years_cells_stand_as_printed():
    def wrong():
        for facts, variable, row in pairs():
            if (row.years or "") != (facts["years"] if facts["years"] != "(words)" else ""):
                yield variable.id, facts["row"], row.years, facts["years"]

    assert not faults(wrong())


SIMPLE = re.compile(r"(\d{4})/(\d\d|\d{4})(?: ?- ?(\d{4})/(\d\d|\d{4})| ?(-)| only)?")


def simple_years(cell):
    """(first, last or None) of a cell in one of the common spellings, where both halves of each year agree; else nothing."""
    match = SIMPLE.fullmatch(cell)
    if not match:
        return None
    years = [(int(start), end) for start, end in ((match[1], match[2]), (match[3], match[4])) if start]
    if any((start + 1) % 100 != int(end[-2:]) or (len(end) == 4 and int(end) != start + 1) for start, end in years):
        return None
    return years[0][0], None if match[5] else years[-1][0]


def test_years_mean_what_the_cell_says():
    seen = 0

    def wrong():
        nonlocal seen
        for facts, variable, _ in pairs():
            span = simple_years(facts["years"])
            if span is None or departs(variable, "years"):
                continue
            seen += 1
            held = Years.parse(variable.years)
            if len(variable.form) == 1 and held.ranges != (span,):
                yield variable.id, facts["row"], facts["years"], variable.years
            if (
                span[0] not in held
                or (span[1] is None and not held.is_open)
                or (span[1] is not None and span[1] not in held)
            ):
                yield variable.id, facts["row"], facts["years"], variable.years

    assert not faults(wrong())
    assert seen > 4_000
