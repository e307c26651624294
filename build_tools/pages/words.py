"""Words that pages share: levels, types and years said in plain English, each in one place."""

from __future__ import annotations

from build_tools.catalogue import Catalogue
from build_tools.pages.blocks import Badge
from build_tools.records import Variable
from build_tools.years import Years, year_label

TYPE_WORDS = {
    "flag": "Yes or no",
    "category": "One of a list of codes",
    "number": "A number",
    "date": "A date",
    "text": "Text",
    "identifier": "An identifier",
    "unknown": "Kind of value not stated on the form",
}

REQUEST_WORDS = {
    "default": "Comes with its table; nothing more to ask for.",
    "by-request": "Only if you ask for it by name and justify it.",
    "whole-table": "Comes with the whole table; justify the table.",
}

REQUEST_BADGES = {
    "default": Badge("default", "good", REQUEST_WORDS["default"]),
    "by-request": Badge("by request", "care", REQUEST_WORDS["by-request"]),
    "whole-table": Badge("whole table", "good", REQUEST_WORDS["whole-table"]),
}

STATUS_BADGES = {
    "not-obtainable": Badge("not obtainable", "stop", "Listed on the form, but not supplied"),
    "doubtful": Badge("doubtful", "care", "Listed on the form, but it may not be supplied"),
}

EVIDENCE_BADGES = {
    "seen": Badge("seen", "good", "Stands in published code that runs on the extract"),
    "form": Badge("form", "plain", "Follows from the pattern that the request form prints"),
    "assumed": Badge("assumed", "care", "Follows from a rule of ours; check it in your project"),
}

IDENTIFIABILITY_WORDS = {
    1: "1 of 5: names the person",
    2: "2 of 5: close to naming the person",
    3: "3 of 5: a pseudonym for one person",
    4: "4 of 5: could help to single a person out",
    5: "5 of 5: the lowest risk of naming a person",
}

YEAR_TYPE_WORDS = {
    "academic": "school years (September to August)",
    "tax": "tax years (6 April to 5 April)",
    "cycle": "application cycles",
    "none": "no series of years",
}

TOPIC_WORDS = {
    "keys": "Keys and record administration",
    "pupil": "The person",
    "disadvantage": "Disadvantage",
    "special_needs": "Special educational needs",
    "place": "Where the person lives",
    "school": "School or provider",
    "enrolment": "Enrolment",
    "results": "Results",
    "measures": "Measures worked out from results",
    "flags": "Inclusion and processing markers",
    "absence": "Absence",
    "exclusion": "Exclusion",
    "care": "Social care",
    "study": "Courses and aims",
    "application": "Applications",
    "work": "Work",
    "pay": "Pay",
    "benefits": "Benefits",
    "firm": "Employer",
    "funding": "Funding",
    "new": "Not yet sorted",
}

MISSING_WORDS = {
    "not-applicable": "not applicable",
    "not-collected": "not collected",
    "unknown": "not known",
    "refused": "refused",
    "suppressed": "suppressed",
    "no-match": "no match",
    "invalid": "invalid value",
    "no-entry": "no entry",
}


def years_words(years: Years | None) -> str:
    """`2002/03 to 2010/11 and 2012/13`; `years not known` for None."""
    if years is None:
        return "years not known"
    parts = [
        year_label(first) if last is None or last == first else f"{year_label(first)} to {year_label(last)}"
        for first, last in years.ranges
    ]
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def years_short(catalogue: Catalogue, variable: Variable) -> str:
    """The years of a variable for a table cell."""
    years = catalogue.years(variable)
    return years_words(years) if years else "not known"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 variable`, `1,219 variables`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
