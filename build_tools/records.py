"""What a contributor may write: one pydantic model for each kind of definition. The descriptions are the authoring manual.

Records know nothing of files and positions; `loading` joins the two. Years are kept as written and parsed on demand.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from build_tools.years import Years

Text = Annotated[str, StringConstraints(strict=True, min_length=1, strip_whitespace=True)]
Line = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200, pattern=r"^[^\n]*$")]
WebAddress = Annotated[str, StringConstraints(strict=True, max_length=300, pattern=r"^https?://[^\s<>\"]+$")]
Title = Annotated[str, StringConstraints(strict=True, min_length=3, max_length=110, pattern=r"^[^\n]*[^\n.]$")]
TableId = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
EntryId = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]*\.[A-Za-z][A-Za-z0-9_]*$", max_length=110)
]
AnyId = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)?$", max_length=110)]
Age = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{1,2}$")]
IssueId = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9-]*$", max_length=80)]
Stem = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=80)]


def _years(text: str) -> str:
    Years.parse(text)
    return text


YearSet = Annotated[str, StringConstraints(strict=True), AfterValidator(_years)]

Term = Literal["autumn", "spring", "summer"]
VariableType = Literal["flag", "category", "number", "date", "text", "identifier", "unknown"]
Request = Literal["default", "by-request", "whole-table"]
MissingReason = Literal[
    "not-applicable", "not-collected", "unknown", "refused", "suppressed", "no-match", "invalid", "no-entry"
]
Evidence = Literal["seen", "form", "assumed"]
Sensitivity = Literal["A", "B", "C", "D", "E"]
Status = Literal["listed", "not-obtainable", "doubtful"]
Bare = Literal["start", "end"]
"""Which year a lone calendar year on the form names: the one in which its year starts, or ends."""
YearType = Literal["academic", "tax", "cycle", "none"]
YearForm = Literal["start", "end", "both", "label"]
"""How a column writes the year 2011/12: 2011, 2012, 201112 or 2011/12."""
Role = Literal[
    "pupil-key", "tax-key", "person-key", "record-key", "learner-key", "school", "school-register-number", "authority", "authority-9", "provider",
    "enterprise", "course", "output-area", "lower-area", "middle-area", "sex", "birth-date", "birth-year", "birth-month", "age-at-start",
    "age-at-end", "months-of-age", "year", "year-label", "term", "year-group", "main-record", "on-roll", "census-date", "entry-date", "leaving-date",
    "spell-start", "spell-end", "spell-start-uncertain", "spell-end-uncertain", "load", "sequence", "row-key", "first-row-key", "parent-key", "slot-count", "applicant", "applicant-person", "application",
]  # fmt: skip
"""What a column is for in the linkage skeleton; columns of the same role join, or agree, across tables."""
Distribution = Literal["uniform", "skewed", "lognormal", "rare"]
Rows = Literal[
    "people-years", "people", "spells", "record-keys", "pupil-keys", "tax-keys", "enterprises", "courses", "applications"
]
People = Literal["pupil", "learner", "student", "applicant", "matched"]
Theme = Literal[
    "person", "disadvantage", "place", "school", "attendance", "care", "results", "after16", "university", "work"
]


class Record(BaseModel):
    """Common to all records: nothing unknown is let in, and nothing is changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Code(Record):
    """One code of a code list and its official label."""

    code: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=130)] = Field(
        description="The code as it stands in the data, always in quotation marks."
    )
    label: Text | None = Field(
        description="The official label, word for word; null where the form prints the code alone."
    )
    from_: YearSet | None = Field(
        None,
        alias="from",
        description="First year in which the code is used, where the label or another source says so.",
    )
    to: YearSet | None = Field(None, description="Last year in which the code is used.")
    missing: MissingReason | None = Field(
        None, description="Why there is no value, for a code that stands for a missing one."
    )

    def plain(self) -> dict[str, Any]:
        """Code and label as plain values; years of use and the missing reason only where they are known."""
        others = self.model_dump(by_alias=True, exclude_none=True, exclude={"code", "label"})
        return {"code": self.code, "label": self.label} | others


class Span(Record):
    """The lowest and the highest value that the form allows, as it prints them."""

    lowest: Line = Field(description="Lowest value, in quotation marks.")
    highest: Line = Field(description="Highest value, in quotation marks.")


class OldName(Record):
    """A name by which the variable is or was known elsewhere."""

    name: Line = Field(description="The name as printed, with [term], [yy] or [n] where it has them.")
    kind: Literal["old alias", "former name", "alternative name"] = Field(description="Where the name comes from.")
    years: Line | None = Field(None, description="The years in which it was used, as ranges, or `to 2011/12`.")


class FormRow(Record):
    """One row of the official request form, with every column that is not a typed field of the variable, as printed."""

    row: int = Field(ge=1, strict=True, description="Row number in the tab of the table.")
    name: str | None = Field(None, description="The alias printed in this row, where it differs from the variable's.")
    field: str | None = Field(
        None, description="The field reference printed in this row, where it differs from the variable's."
    )
    block: Literal["by request", "default"] | None = Field(
        None, description="The block of the tab in which the row stands."
    )
    years: str | None = Field(None, description="The years cell.")
    type: str | None = Field(None, description="The data type cell.")
    values: str | None = Field(None, description="The allowed values cell, where it is short and not a list of codes.")
    remark: str | None = Field(None, description="What else stands in the alias cell, where it is short.")
    extract: str | None = Field(None, description="The standard extract cell.")
    category: str | None = Field(None, description="The category cell.")
    term: str | None = Field(None, description="The collection term cell.")
    phase: str | None = Field(None, description="The educational phase cell.")
    care: str | None = Field(None, description="The level of care cell.")
    tier: str | None = Field(None, description="The tier of variable cell (Key Stage 4 and YPMAD tabs).")
    old_tier: str | None = Field(None, description="The old tier of variable cell.")
    ukds: str | None = Field(None, description="The available from UKDS cell.")
    identifiability: str | None = Field(None, description="The identifiability or identification risk cell.")
    sensitivity: str | None = Field(None, description="The sensitivity cell.")
    source: str | None = Field(None, description="The source or source dataset cell, where it is short.")
    table: str | None = Field(None, description="The table or table name cell.")
    length: str | None = Field(None, description="The length cell (ILR tabs).")
    nullable: str | None = Field(None, description="The nullable cell (ILR tabs).")
    group: str | None = Field(None, description="The field type cell (HESA tab), where it is a heading.")
    text: str = Field(
        description="Fingerprint of the long cells (description, allowed values, notes), so that a comparison sees a change."
    )


class VariableFields(Record):
    """The fields that a variable, the shared part of a family, and a member of a family may carry."""

    title: Title | None = Field(None, description="What a person would call it, without a full stop.")
    description: Text | None = Field(
        None, description="One to three plain sentences of our own: what it holds, its unit, what a 1 means."
    )
    unit: Line | None = Field(None, description="Unit of a number: pounds, sessions, points, years.")
    universe: Text | None = Field(None, description="Who can have a value.")
    caution: list[Text] = Field(
        default_factory=list, description="What goes wrong if one does not know it, one sentence each."
    )
    name: Line | None = Field(
        None, description="The official name (NPD alias, or the field) as printed, with [term], [yy] and [n]."
    )
    field: Line | None = Field(None, description="The field reference as printed, where the form has one.")
    old_names: list[OldName] = Field(default_factory=list, description="Old aliases, former names and other names.")
    type: VariableType | None = Field(None, description="What kind of value it is.")
    codes: list[Code] | None = Field(
        None, min_length=1, description="The codes of a variable that shares its list with no other."
    )
    code_list: TableId | None = Field(None, description="Id of a shared code list.")
    range: Span | None = Field(None, description="Lowest and highest allowed value.")
    years: YearSet | Literal["unknown"] | None = Field(
        None,
        description="Years in which it is held: `2005/06-2011/12, 2014/15-`; an open end runs to the last year of the table.",
    )
    years_note: Text | None = Field(None, description="Why the years are unknown or uncertain.")
    terms: list[Term] = Field(default_factory=list, description="Census terms in which it is collected.")
    repeats: int | None = Field(
        None, ge=2, le=200, strict=True, description="How often a column with [n] is repeated at most."
    )
    request: Request | None = Field(
        None,
        description="default: comes with the table; by-request: tick and justify; whole-table: the table comes whole.",
    )
    identifiability: Annotated[int, Field(ge=1, le=5, strict=True)] | None = Field(
        None, description="DfE identification risk, 1 (names a person) to 5."
    )
    sensitivity: Sensitivity | None = Field(None, description="DfE sensitivity, A (highest) to E.")
    status: Status | None = Field(
        None, description="Whether it can be had: listed on the form, listed but not obtainable, or doubtful."
    )
    status_note: Text | None = Field(None, description="Why it is not obtainable or doubtful.")
    contradictions: list[Text] = Field(
        default_factory=list, description="Where the form contradicts itself about this variable."
    )
    differs_from_form: dict[str, Text] = Field(
        default_factory=dict, description="Fields that are deliberately not what the form prints, each with the reason."
    )
    concept: TableId | None = Field(None, description="Id of the concept that it measures.")
    synthetic: SyntheticValues | None = Field(
        None, description="How synthetic values are drawn, where type, codes and range do not say enough."
    )
    physical: list[PhysicalName] = Field(
        default_factory=list,
        description="Column names read in published code that differ from the rule, with the years they held.",
    )
    evidence: list[Stem] = Field(default_factory=list, description="References beyond those of the table.")
    form: list[FormRow] = Field(default_factory=list, description="The rows of the official form that define it.")


class SyntheticValues(Record):
    """A light hint for the synthetic extract. It describes no real distribution."""

    as_: Role | None = Field(None, alias="as", description="What the column is for: a key, a place, a date of birth.")
    distribution: Distribution | None = Field(
        None, description="Form of a drawn number: uniform, skewed to low values, lognormal like pay, or rare (mostly 0)."
    )
    lowest: float | None = Field(None, description="Lowest drawn number.")
    highest: float | None = Field(None, description="Highest drawn number.")
    blank: Annotated[float, Field(ge=0, le=1)] | None = Field(None, description="Share of rows without a value.")
    values: list[Line] = Field(
        default_factory=list, description="Values to draw from, where no code list is published; in quotation marks."
    )
    with_: EntryId | None = Field(
        None, alias="with", description="Id of the variable whose drawn place in `values` this one shares."
    )
    sum_of: list[EntryId] = Field(default_factory=list, description="Ids of the variables that this one adds up.")
    from_: EntryId | None = Field(
        None, alias="from", description="Id of the variable of the enterprise table that this one repeats."
    )


class PhysicalName(Record):
    """A column name as published code spells it."""

    name: Line = Field(description="Column name with [term] and [yy].")
    years: YearSet | None = Field(
        None, description="Years of the views in which it was read; all years where it is left out."
    )


VariableFields.model_rebuild()


class Variable(VariableFields):
    """One variable of one table, complete: what the page, the exports and the index are made from."""

    id: EntryId = Field(
        description="`<table>.<stem>`; the file name is the stem; never changes and is never used again."
    )
    title: Title
    description: Text
    name: Line
    type: VariableType
    years: YearSet | Literal["unknown"]
    deprecated: Deprecated | None = Field(
        None, description="Set when the entry is withdrawn; entries are never deleted."
    )
    family: str | None = Field(None, description="Id of the family; filled in by the reader, never written.")
    dimensions: dict[str, str] = Field(
        default_factory=dict, description="Dimension values within the family; filled in by the reader."
    )


class Deprecated(Record):
    """Why an entry is withdrawn and what to use now."""

    reason: Text = Field(description="Why.")
    replaced_by: str | None = Field(None, description="Id of the entry to use instead.")


Variable.model_rebuild()


class Dimension(Record):
    """What the members of a family differ in."""

    title: Title = Field(description="Name of the dimension: Subject, Absence reason.")
    values: dict[str, Line] = Field(description="Key of each value and the words for it.")


class Member(VariableFields):
    """One variable of a family: its stem, its place in the dimensions, and whatever it does not share."""

    id: Stem = Field(description="Stem of the member's id.")
    of: dict[str, str] = Field(description="Its value in each dimension.")
    deprecated: Deprecated | None = Field(
        None, description="Set when the member is withdrawn; members are never deleted."
    )


class Family(Record):
    """Siblings that differ only in a dimension: they share years, codes and texts; each still has its own page."""

    family: EntryId = Field(description="Id of the family, `<table>.<stem>`; the file name is the stem.")
    title: Title = Field(description="What the members have in common.")
    description: Text = Field(description="What the family is.")
    dimensions: dict[str, Dimension] = Field(min_length=1, description="The dimensions, each with its values.")
    shared: VariableFields = Field(
        description="Fields that all members share; `{subject}` in a text is replaced by the words of the member's value."
    )
    members: list[Member] = Field(min_length=2, description="The members.")


class KeyNote(Record):
    """What identifies a row."""

    columns: list[Line] = Field(default_factory=list, description="Printed names of the key columns.")
    unique: bool | Literal["unknown"] = Field(description="Whether the key is unique in the data as supplied.")
    note: Text | None = Field(None, description="What to know about it.")


class PersonKey(Record):
    """The column that leads to the person."""

    column: Line | None = Field(description="Printed name of the column.")
    leads_to: TableId | None = Field(description="Id of the lookup table that takes it on.")


class Gap(Record):
    """A year that is missing, and why."""

    year: YearSet = Field(description="The year or years.")
    reason: Text = Field(description="Why there are no data.")
    term: Term | None = Field(None, description="The census term, if only one is missing.")


class TableYears(Record):
    """The years a table holds."""

    type: YearType = Field(description="What kind of year it counts in; none: the table has no years.")
    from_: YearSet | None = Field(None, alias="from", description="First year.")
    to: YearSet | None = Field(None, description="Last year.")
    gaps: list[Gap] = Field(default_factory=list, description="Years between them that are missing.")
    bare: Bare | None = Field(
        None, description="What a year printed alone on its tab names: the start or the end of the year."
    )
    runs: Line | None = Field(
        None, description="From when to when a year of this table runs, where that is documented."
    )
    column: Stem | None = Field(
        None, description="Stem of the variable that tells the year of a row, where one view holds all years."
    )
    written: YearForm | None = Field(
        None, description="How year columns write 2011/12: start 2011, end 2012, both 201112, label 2011/12."
    )
    note: Text | None = Field(None, description="Which label the views and year columns carry.")


class Ages(Record):
    """How old the people in a table usually are, on the 31 August that ends a school year or lies in a tax year."""

    from_: Annotated[int, Field(ge=0, le=100, strict=True)] = Field(
        alias="from", description="Youngest usual age, in completed years."
    )
    to: Annotated[int, Field(ge=0, le=100, strict=True)] | None = Field(
        None, description="Oldest usual age; left out where there is no upper end."
    )
    note: Line | None = Field(None, description="Who is younger or older.")


class View(Record):
    """One view, or one for each year, in the secure environment."""

    name: Line = Field(
        description="Name, with {yyyy} for the calendar year in which the year ends where there is one view a year."
    )
    years: YearSet | None = Field(None, description="The years it covers; all years of the table where it is left out.")
    term: Term | None = Field(None, description="The census term it holds.")
    suffix: Line | None = Field(
        None, description="Written in place of [term][yy] in the column names of this view, e.g. `[yy]` for PLASC."
    )
    evidence: Evidence = Field(description="seen: in published code; assumed: by our rule.")
    combined: bool = Field(
        False,
        strict=True,
        description="It holds several tables together in a way that is not public, so it is neither stacked nor made.",
    )


class SyntheticRows(Record):
    """Which rows the synthetic extract makes for a table. Shares are set for use in teaching and describe nobody."""

    rows: Rows = Field(description="What a row is made from.")
    people: People | None = Field(None, description="Whose rows they are.")
    group: TableId | None = Field(
        None, description="Tables of one group draw the same people in a year; the kind of people where it is left out."
    )
    ever: Annotated[float, Field(gt=0, le=1)] = Field(1.0, description="Share of these people who are in it at all.")
    share: Annotated[float, Field(gt=0, le=1)] = Field(1.0, description="Share of them with a row in a year.")
    share_by_age: dict[Age, Annotated[float, Field(ge=0, le=1)]] = Field(
        default_factory=dict,
        description="The same by age at the end of the year, each share from that age on: `{\"3\": 0.5, \"5\": 0.95}`.",
    )
    oldest: int | None = Field(None, description="Oldest age made, where the table has no upper end.")
    least: Annotated[int, Field(ge=0, le=100, strict=True)] = Field(1, description="Fewest rows of a person in a year.")
    most: Annotated[int, Field(ge=1, le=100, strict=True)] = Field(1, description="Most rows of a person in a year.")


class Issue(Record):
    """Something known to be wrong or surprising."""

    id: IssueId | None = Field(
        None, description="Anchor of the issue on the page of its table; where it is left out, made from the title."
    )
    title: Title = Field(description="In a few words.")
    detail: Text = Field(description="What it means and what to do.")
    evidence: list[Stem] = Field(min_length=1, description="References.")

    @property
    def anchor(self) -> str:
        """`issue-duplicates`: where links to it lead."""
        return "issue-" + (self.id or re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-"))


class FormPlace(Record):
    """Where the official form defines a table."""

    tab: str = Field(description="Name of the tab, exactly.")
    section: str | None = Field(
        None, description="Sub-heading under which its rows stand, in the spelling of the first block."
    )
    only: str | None = Field(None, description="Value of the tab's `Table` column that puts a row in this table.")


class Table(Record):
    """One logical LEO table."""

    id: TableId = Field(description="Name of the folder; never changes.")
    title: Title
    short: Line = Field(description="One sentence for lists.")
    description: Text
    source: TableId = Field(description="Id of the source that owns it.")
    order: int = Field(strict=True, description="Place in lists.")
    owner: Line
    grain: Text = Field(description="What one row is.")
    rows_per_person: Text
    key: KeyNote
    person_key: PersonKey | None = None
    unlinked: Text | None = Field(
        None, description="Why no chain of keys leads from it to the person lookups, where none does."
    )
    universe: Text | None = None
    not_in: Text | None = Field(None, description="Who or what is missing.")
    ages: Ages | None = Field(None, description="Usual ages of the people in it, for the cohort grid.")
    years: TableYears
    request: Request | None = Field(None, description="Request level of all its variables that do not say otherwise.")
    request_note: Text | None = None
    views: list[View] = Field(min_length=1)
    synthetic: SyntheticRows | None = Field(None, description="Which rows the synthetic extract makes.")
    seen_columns: dict[str, list[Line]] = Field(
        default_factory=dict, description="Column names read in published code, by view."
    )
    known_issues: list[Issue] = Field(default_factory=list)
    starter_query: Text | None = None
    form: FormPlace
    form_notes: list[Text] = Field(
        default_factory=list, description="What the tab prints outside the rows of variables and must not be lost."
    )
    confidence: Literal["high", "medium", "low"]
    evidence: list[Stem] = Field(min_length=1)


class CodeGroup(Record):
    """Codes of a list that belong together, as a classification orders them: a section, or a division inside it."""

    code: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=20)] = Field(
        description="The group's own code in the classification, in quotation marks; also its anchor on the page."
    )
    title: Line = Field(description="The official title of the group.")
    begins: list[Annotated[str, StringConstraints(strict=True, min_length=1, max_length=80)]] = Field(
        default_factory=list,
        description="Beginnings of the codes in it, in quotation marks; left out where groups inside it say that.",
    )
    inside: list[CodeGroup] = Field(default_factory=list, description="The groups inside it, in order.")

    def holds(self, code: str) -> bool:
        """Whether a code begins as the group says, which only an innermost group does."""
        return code.startswith(tuple(self.begins))


class CodeList(Record):
    """Codes that several variables share."""

    id: TableId = Field(description="The file name; never changes.")
    title: Title
    description: Text | None = None
    codes: list[Code] = Field(min_length=1)
    groups: list[CodeGroup] = Field(
        default_factory=list,
        description="How a classification groups the codes, for browsing a long list; every code is in one innermost group.",
    )
    evidence: list[Stem] = Field(min_length=1)


class Source(Record):
    """An organisation's data collection, or a group of them."""

    id: TableId
    title: Title
    short: Line
    description: Text
    owner: Line
    database: Line | None = Field(None, description="Database in the secure environment.")
    url: WebAddress | None = None
    order: int = Field(strict=True, description="Place in lists.")


class Step(Record):
    """Which variable holds a measure in some of its years."""

    variable: EntryId = Field(description="Id of the variable.")
    years: YearSet = Field(description="The years in which it is the one to use.")
    note: Line | None = Field(None, description="What to know about this step.")


class Series(Record):
    """A measure that changed its column: which variable serves which years."""

    title: Title = Field(description="What the columns measure together.")
    about: Text = Field(description="What changed, and whether the steps can be compared.")
    columns: list[Step] = Field(min_length=2, description="The variables, in the order of their years.")
    evidence: list[Stem] = Field(min_length=1, description="References.")


class Concept(Record):
    """The same construct across tables and stages."""

    id: TableId = Field(description="The file name; never changes.")
    title: Title
    theme: Theme = Field(description="Under which heading it stands in lists.")
    description: Text = Field(description="What it is, where LEO sees it, and what changed.")
    synonyms: list[Line] = Field(default_factory=list, description="Words and phrases that people type for it.")
    caution: list[Text] = Field(default_factory=list, description="Traps that hold across its tables.")
    series: list[Series] = Field(default_factory=list, description="Measures that changed their column.")
    evidence: list[Stem] = Field(min_length=1, description="References.")


class Thesaurus(Record):
    """Words that mean the same to a person who searches."""

    groups: list[Annotated[list[Line], Field(min_length=2)]] = Field(
        description="Each group: an abbreviation and what it stands for, old and new terms, everyday words."
    )


class Topic(Record):
    """Something that people look for and that LEO does not hold."""

    id: IssueId = Field(description="Its anchor on the page of what is not held; never changes.")
    title: Title = Field(description="What it is.")
    words: list[Line] = Field(min_length=1, description="What people type for it.")
    why: Text = Field(description="That LEO does not hold it, and why.")
    nearest: list[str] = Field(default_factory=list, description="Ids of the entries that come closest.")
    evidence: list[Stem] = Field(min_length=1, description="References.")


class OtherName(Record):
    """A variable that another data set has."""

    name: Line = Field(description="Its name there.")
    title: Line = Field(description="What it is.")


class OtherCollection(Record):
    """Variables of the National Pupil Database that are not on the request form of LEO."""

    collection: Line = Field(description="The collection that they belong to.")
    why: Text = Field(description="That LEO does not hold them.")
    nearest: list[str] = Field(default_factory=list, description="Ids of the entries that come closest.")
    names: list[OtherName] = Field(min_length=1, description="The variables.")


class NotHeld(Record):
    """What people look for and LEO does not hold."""

    topics: list[Topic] = Field(description="By subject.")
    npd: list[OtherCollection] = Field(default_factory=list, description="By name.")


class Renamed(Record):
    """An id that was published and is now another."""

    kind: Literal["variable", "table", "code_list", "source", "family", "concept", "recipe", "linkage", "key"] = Field(
        description="What kind of entry it is."
    )
    old: AnyId = Field(description="The id as it was published.")
    new: AnyId = Field(description="The id of the entry that took its place.")
    reason: Text = Field(description="What happened.")


class RenamedIds(Record):
    """All ids that were published and are now others."""

    renamed: list[Renamed]


class Iteration(Record):
    """A release of the standard extract."""

    id: TableId
    title: Title
    description: Text
    form: Line = Field(description="Version of the request form that defines it.")
    form_date: Line = Field(description="Date of that version.")
    evidence: list[Stem] = Field(min_length=1)


class Reference(Record):
    """A document that entries cite."""

    title: Title
    url: WebAddress | None = Field(None, description="Where it is, if it is public on the web.")
    note: Text | None = None


class References(Record):
    """All documents that entries cite, by id."""

    references: dict[Stem, Reference]
