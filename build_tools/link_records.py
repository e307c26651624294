"""What a contributor may write about linkage: the keys that tables share, and each linkage, inside the extract and beyond it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from build_tools.records import IssueId, Line, Record, Stem, TableId, Text, Title, WebAddress

RowsOfKey = Literal["one", "one a year", "many"]
LinkageArea = Literal["person", "school", "after16", "tax", "business", "places", "beyond"]
LinkageStatus = Literal["in the extract", "before supply", "not possible", "separate", "announced", "planned"]
Day = Annotated[str, StringConstraints(strict=True, pattern=r"^\d{4}-\d{2}-\d{2}$")]
YearLabel = Annotated[str, StringConstraints(strict=True, pattern=r"^\d{4}/\d{2}$")]


class SourceYear(Record):
    """A part of a key that follows from the year of the row: the load of a register that serves it."""

    column: Stem = Field(description="Column of the year in the long form of the table: `tax_year`.")
    up_to: YearLabel = Field(description="Last year that the earlier load serves.")
    then: int = Field(strict=True, description="The load up to that year.")
    later: int = Field(strict=True, description="The load for later years.")


class KeyHolder(Record):
    """A table that has a key, and in which columns."""

    table: TableId = Field(description="Id of the table.")
    columns: list[Stem | SourceYear] = Field(
        min_length=1, description="Its columns in the long form, one for each part of the key, in the order of `parts`."
    )
    rows: RowsOfKey = Field(description="Rows of the table with one value of the key: one, one a year, or many.")
    choose: Text | None = Field(None, description="How to come down to one row, where there are more.")
    missing: Text | None = Field(None, description="Which rows lack the key, and why.")

    @property
    def names(self) -> list[str]:
        """Its columns by name; of a load, the column of the year from which it follows."""
        return [part.column if isinstance(part, SourceYear) else part for part in self.columns]


class JoinKey(Record):
    """A key that several tables have, so that they can be joined on it."""

    id: TableId = Field(description="The file name; never changes.")
    title: Title
    short: Line = Field(description="One sentence for lists.")
    description: Text = Field(description="What one value stands for, who makes it, and what it is not.")
    order: int = Field(strict=True, description="Which key is taken first where two lead the same way; and its place in lists.")
    is_person: bool = Field(strict=True, description="Whether a value stands for a person, rather than a record, a course or a firm.")
    parts: list[Line] = Field(min_length=1, description="What each column of the key is called in words.")
    tables: list[KeyHolder] = Field(min_length=2, description="The tables that have it.")
    cautions: list[Text] = Field(default_factory=list, description="What to know before joining on it.")
    synonyms: list[Line] = Field(default_factory=list, description="What people call it.")
    evidence: list[Stem] = Field(min_length=1, description="References.")


class MatchRate(Record):
    """A published share of records that found their match."""

    group: Line = Field(description="Of whom, and what was matched to what.")
    years: Line = Field(description="Of which years or cohorts.")
    rate: Line = Field(description="The figure, as it was published.")
    evidence: list[Stem] = Field(min_length=1, description="References.")


class Linkage(Record):
    """A linkage of two sources: two tables of the extract, or LEO and something beyond it."""

    id: TableId = Field(description="The file name; never changes.")
    title: Title
    short: Line = Field(description="One sentence for lists.")
    description: Text = Field(description="What is joined with what, and what that is good for.")
    area: LinkageArea = Field(description="Under which heading it stands in lists.")
    status: LinkageStatus = Field(
        description="Whether a project can make it in the extract, whether it was made before supply, or what stands in the way."
    )
    status_note: Text | None = Field(None, description="What the status rests on, and since when.")
    from_: TableId | None = Field(None, alias="from", description="Id of the table that keeps all its rows.")
    to: TableId | None = Field(None, description="Id of the table that is joined to it.")
    between: list[Line] = Field(default_factory=list, max_length=2, description="Both sides in words, where they are not tables of the extract.")
    same_year: bool = Field(False, strict=True, description="Whether rows must be of the same year, too.")
    method: Text = Field(description="How matches were or are made: on which columns, by certain or by probable agreement.")
    by: Line = Field(description="Who makes or made it.")
    forward: Text = Field(description="How many rows of the second side one row of the first meets.")
    back: Text = Field(description="How many rows of the first side one row of the second meets.")
    coverage: Text = Field(description="Years and people.")
    excluded: Text = Field(description="Who falls out, and why.")
    match_rates: list[MatchRate] = Field(default_factory=list, description="Published match rates.")
    not_published: Text | None = Field(None, description="Where no rate is published: that it is so, and what to do instead.")
    access: Text | None = Field(None, description="How to get it, where it is not in the extract.")
    url: WebAddress | None = Field(None, description="Where its owner describes it.")
    holds: list[Text] = Field(default_factory=list, description="What it has that LEO has not.")
    lacks: list[Text] = Field(default_factory=list, description="What it does not have, although people expect it.")
    opens: list[Text] = Field(default_factory=list, description="Questions that it lets one answer.")
    cautions: list[Text] = Field(default_factory=list, description="What to know before using it.")
    caveats: list[IssueId] = Field(default_factory=list, description="Ids of the traps that wait.")
    recipes: list[TableId] = Field(default_factory=list, description="Recipes that make or need this linkage.")
    related: list[TableId] = Field(default_factory=list, description="Ids of other linkages.")
    synonyms: list[Line] = Field(default_factory=list, description="What people call it.")
    evidence: list[Stem] = Field(min_length=1, description="References.")
    checked: Day = Field(description="When the sources were read, as `2026-11-22`.")
