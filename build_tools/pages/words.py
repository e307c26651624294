"""Words that pages share: levels, types and years said in plain English, each in one place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from build_tools.catalogue import Catalogue, YearGap
from build_tools.pages.blocks import Badge, HeatRow
from build_tools.records import Code, Table, Variable
from build_tools.sqltypes import BLANKS
from build_tools.units import UNITS
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

YEAR_TYPE_WORDS = {
    "academic": "academic years",
    "tax": "tax years (6 April to 5 April)",
    "cycle": "application cycles",
    "none": "no series of years",
}

RECIPE_THEMES = {
    "spine": "People, keys and time",
    "characteristics": "Characteristics",
    "attainment": "Results at school and college",
    "attendance": "Attendance, exclusion and care",
    "after16": "After 16 and university",
    "work": "Work, pay, benefits and employers",
    "applications": "University applications",
}
"""Themes of recipes, in the order of lists."""

LINKAGE_AREAS = {
    "person": "People: from education to tax and benefits",
    "school": "School tables with each other",
    "after16": "Further education, university and applications",
    "tax": "Pay, work, benefits and home",
    "business": "Employers",
    "places": "Places",
    "beyond": "Beyond the extract",
}
"""Headings of the list of linkages, in their order."""

LINKAGE_STATUS = {
    "in the extract": "A project that has both tables can make it.",
    "before supply": "The departments made it before the data reached researchers; it can be seen in the result, and not made again.",
    "not possible": "It can not be made in iteration 2 of LEO.",
    "separate": "Not in LEO: it is another product, with an application of its own, and it is not joined to the extract.",
    "announced": "No, or not by any public route: it was announced, and nothing public says that researchers have it.",
    "planned": "No. Those who run LEO have said that they want it; researchers do not have it, and nothing says when they will.",
}

LINKAGE_BADGES = {
    "in the extract": Badge("in the extract", "good", LINKAGE_STATUS["in the extract"]),
    "before supply": Badge("before supply", "plain", LINKAGE_STATUS["before supply"]),
    "not possible": Badge("not possible", "stop", LINKAGE_STATUS["not possible"]),
    "separate": Badge("separate product", "care", LINKAGE_STATUS["separate"]),
    "announced": Badge("announced", "stop", LINKAGE_STATUS["announced"]),
    "planned": Badge("planned", "stop", LINKAGE_STATUS["planned"]),
}

ROWS_OF_KEY = {"one": "one", "one a year": "one a year", "many": "many"}

CAVEAT_KINDS = {
    "linkage": "People and keys",
    "time": "Years and months",
    "spells": "Spells",
    "characteristics": "Characteristics",
    "attainment": "Results",
    "attendance": "Attendance and exclusion",
    "care": "Social care",
    "work": "Work, pay, benefits and employers",
    "applications": "Applications and university",
}
"""Headings of the page of traps, in their order."""

KIND_WORDS = {"text": "text", "integer": "whole number", "number": "number", "date": "date", "flag": "1 or 0"}
"""Kinds of columns that recipes make."""

UNIT_WORDS = {
    "person": "a person",
    "person-year": "a person, or one of their keys, in a year",
    "person-month": "a person, or one of their keys, in a month",
    "person-job": "a person in an enterprise",
    "firm-year": "an enterprise in a year",
    "spell": "a spell",
    "episode": "an episode",
    "aim": "a learning aim",
    "application": "an application",
    "year": "a year",
}
"""What one row of a result is about."""

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

THEME_WORDS = {
    "person": "The person",
    "disadvantage": "Disadvantage and special needs",
    "place": "Place",
    "school": "School",
    "attendance": "Absence and exclusion",
    "care": "Social care",
    "results": "Results at school",
    "after16": "After 16",
    "university": "University",
    "work": "Work, pay and benefits",
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


def year_kind(table: Table) -> str:
    """What the years of a table are: `academic years, 1 August to 31 July`."""
    runs, words = table.years.runs, YEAR_TYPE_WORDS[table.years.type]
    if table.years.type == "academic" and (runs or "").startswith("1 April"):
        words = "years of social care"
    return f"{words}, {runs}" if runs else words


_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_YES_NO = {"yes", "no", "true", "false"}
_STANDS_FOR = re.compile(r"([0-9]+) [a-z]+")


def type_words(variable: Variable, codes: list[Code]) -> str:
    """What kind of value a variable holds. The form calls any two codes dichotomous, of which only some are yes or no, and many a count and a score categorical."""
    known = [code for code in codes if not code.missing]
    yes_no = bool(known) and all((code.label or "").lower() in _YES_NO for code in known)
    if variable.type == "number" or (variable.unit and variable.type in ("flag", "category")):
        number = _number_words(variable.unit)
        if yes_no:
            return f"{number} by its description, yes or no by its codes: the form contradicts itself"
        if any((found := _STANDS_FOR.fullmatch(code.label or "")) and found[1] != code.code for code in known):
            return f"A code for {number[0].lower()}{number[1:]}"
        others = any(code.code.lower() not in BLANKS and not _NUMBER.fullmatch(code.code) for code in codes)
        return number + (", or a code from the list below" if others else "")
    if variable.type == "flag" and known and not yes_no:
        return "One of two codes" if len(known) == 2 else "One of a list of codes" if len(known) > 2 else "A marker"
    if variable.type == "category" and not codes:
        if any((row.type or "").startswith("Categorical") for row in variable.form):
            return "A code or a number; the form calls it categorical and lists no codes"
        return "One of a list that the form does not print"
    return TYPE_WORDS[variable.type]


def _number_words(unit: str | None) -> str:
    """A number with its unit: `A number of sessions`, `A number, in years`."""
    if unit is None:
        return TYPE_WORDS["number"]
    return UNITS[unit].said if unit in UNITS else f"A number, in {unit}"


def span_words(first: int, last: int) -> str:
    """`2002/03 to 2010/11`; a single year by itself."""
    return year_label(first) if first == last else f"{year_label(first)} to {year_label(last)}"


def view_year_words(year: int | None, term: str | None) -> str:
    """The year of a view for a table cell: `2011/12 spring`; `all` where one view holds all years."""
    return "all" if year is None else f"{year_label(year)} {term or ''}".rstrip()


def gap_words(gaps: Iterable[YearGap]) -> str:
    """The years left out, a sentence each, to follow another: ` Not in summer 2019/20: the census was cancelled.`"""
    return "".join(f" Not {f'in {gap.term} ' if gap.term else ''}{year_label(gap.year)}: {gap.reason}" for gap in gaps)


def years_words(years: Years | None) -> str:
    """`2002/03 to 2010/11 and 2012/13`; `years not known` for None."""
    if years is None:
        return "years not known"
    parts = [span_words(first, first if last is None else last) for first, last in years.ranges]
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def years_short(catalogue: Catalogue, variable: Variable) -> str:
    """The years of a variable for a table cell."""
    years = catalogue.years(variable)
    return years_words(years) if years else "not known"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 variable`, `1,219 variables`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def run_words(years: tuple[str, ...], row: HeatRow) -> str:
    """A row of a heat map in words, years alike together: `2002/03 to 2010/11 5 of 7, 2011/12 7 of 7`."""
    runs: list[tuple[str, str, int]] = []
    for year, count in zip(years, row.counts, strict=True):
        if runs and runs[-1][2] == count:
            runs[-1] = (runs[-1][0], year, count)
        else:
            runs.append((year, year, count))
    said = [
        f"{first if first == last else f'{first} to {last}'} {count} of {row.most}"
        for first, last, count in runs
        if count
    ]
    return ", ".join(said) or "in no year that is known"
