"""What a contributor may write about recipes: the definition of a derived variable, the cases that show and test it, and the caveats it heeds.

The code of a recipe stands beside its cases in `code_snippets/<recipe>/`; `recipes` runs it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from build_tools.records import AnyId, IssueId, Line, Record, Stem, TableId, Text, Title

RecipeTheme = Literal["spine", "characteristics", "attainment", "attendance", "after16", "work", "applications"]
RecipeUnit = Literal[
    "person", "person-year", "person-month", "person-job", "firm-year", "spell", "episode", "aim", "application", "year"
]
ColumnKind = Literal["text", "integer", "number", "date", "flag"]
Idea = Literal[
    "usual", "gap", "missing", "tie", "duplicate", "boundary", "empty table", "open spell", "unmatched", "change by year", "other choice"
]  # fmt: skip
CaveatKind = Literal[
    "linkage", "time", "spells", "characteristics", "attainment", "attendance", "care", "work", "applications"
]
Name = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]*$", max_length=32)]
"""A column that a recipe makes: small letters, and short enough for Stata."""


class NewColumn(Record):
    """A column that a recipe makes, or that a table from outside LEO must have."""

    name: Name = Field(description="Name of the column.")
    type: ColumnKind = Field(description="text, integer, number, date, or flag (1 yes, 0 no).")
    description: Text = Field(description="What it holds, with its unit and what a 1 means.")
    codes: dict[str, Line] = Field(
        default_factory=dict, description="The values it can have, in quotation marks, and what each means."
    )
    lowest: float | None = Field(None, description="Lowest value it can have.")
    highest: float | None = Field(None, description="Highest value it can have.")
    missing: Text | None = Field(None, description="When it is missing; left out where it never is.")


class RecipeInput(Record):
    """A table that a recipe reads: one of LEO in its long form, the result of another recipe, or one from outside."""

    table: TableId | None = Field(None, description="Id of a LEO table, in its long form.")
    recipe: TableId | None = Field(None, description="Id of the recipe whose result is read.")
    outside: Name | None = Field(None, description="Name of a table that is not part of LEO, such as a price index.")
    columns: list[Stem] = Field(
        default_factory=list, description="The columns that the code touches, all of them and no others."
    )
    new_columns: list[NewColumn] = Field(default_factory=list, description="The columns of a table from outside.")
    example: Text | None = Field(
        None, description="Made-up rows of a table from outside, as CSV, for a run on synthetic data."
    )
    why: Text = Field(description="What the recipe takes from it.")

    @property
    def name(self) -> str:
        """The name under which the code reads it."""
        return self.table or self.recipe or self.outside or ""


class RecipeParameter(Record):
    """A choice that the user of a recipe makes."""

    name: Name = Field(description="Name in all languages; in SQL with @ before it.")
    type: Literal["text", "integer", "number", "date", "year"] = Field(
        description="text, integer, number, date, or year (a text written 2011/12, which is checked: a bare 2011 is refused)."
    )
    default: str | int | float = Field(description="The value where nothing else is said; text and dates in quotation marks, a year as 2011/12.")
    meaning: Text = Field(description="What it decides, and what speaks for another value.")
    choices: list[Line] = Field(default_factory=list, description="The values it can have, where they are few.")


class RecipeRule(Record):
    """One numbered rule of a definition. Each is shown and tested by a case."""

    id: IssueId = Field(description="Short name; cases name it, and links lead to it.")
    when: Text = Field(description="What the data say, or the step of the work.")
    then: Text = Field(description="What follows.")


class SpellColumns(Record):
    """Where the rows of a result are spells that must not overlap."""

    of: list[Name] = Field(min_length=1, description="Whose spells they are.")
    start: Name = Field(description="Column of the first day.")
    end: Name = Field(description="Column of the last day.")


class RecipeOutput(Record):
    """What a recipe makes."""

    row: Text = Field(description="What one row is, and who has one.")
    key: list[Name] = Field(min_length=1, description="Columns that together tell the rows apart.")
    columns: list[NewColumn] = Field(min_length=1, description="All columns, in their order.")
    spells: SpellColumns | None = Field(None, description="Where rows are spells that do not overlap.")


class Rival(Record):
    """Another definition of the same thing."""

    definition: Text = Field(description="The other definition, and who uses it.")
    difference: Text = Field(description="For whom the two disagree, and in which direction.")
    evidence: list[Stem] = Field(default_factory=list, description="References.")


class SuppliedColumn(Record):
    """A column of LEO that says something close to what the recipe makes."""

    variable: AnyId = Field(description="Id of the variable.")
    difference: Text = Field(description="How the recipe differs from it, and which one to use.")


class Figure(Record):
    """A published figure that the real data should come near to."""

    figure: Text = Field(description="The figure: of whom, of when, in which unit.")
    source: Text = Field(description="Where it was published.")


class Change(Record):
    """A step in the history of a recipe."""

    date: Annotated[str, StringConstraints(strict=True, pattern=r"^\d{4}-\d{2}-\d{2}$")] = Field(description="Day, in quotation marks.")
    what: Text = Field(description="What changed, and whether results change.")


class Recipe(Record):
    """A derived variable, or a step on the way to one: its definition. Code and cases stand in `code_snippets/<id>/`."""

    id: TableId = Field(description="The file name, and the name of its code folder and of the table it makes; never changes.")
    title: Title
    short: Line = Field(description="One sentence for lists.")
    theme: RecipeTheme = Field(description="The folder in which the file stands.")
    unit: RecipeUnit = Field(description="What one row of the result is about.")
    concept: TableId | None = Field(None, description="Id of the concept that it measures.")
    synonyms: list[Line] = Field(default_factory=list, description="Words that people type for it.")
    purpose: Text = Field(description="What it is for, and the question that it answers.")
    population: Text = Field(description="Who gets a row and who does not.")
    coverage: Text = Field(description="For which years it can be computed, and what limits them.")
    year_basis: Text = Field(description="Which kind of year it counts in, and how the label reads; or that it has none.")
    inputs: list[RecipeInput] = Field(min_length=1, description="The tables that it reads.")
    parameters: list[RecipeParameter] = Field(default_factory=list, description="What the user can choose.")
    rules: list[RecipeRule] = Field(min_length=1, description="The definition, in the order in which it is applied.")
    ties: Text = Field(description="How equal candidates are told apart, ending in a fixed key; or why there are none.")
    missing: Text = Field(description="What a missing value in the data does to the result, and what a missing result means.")
    output: RecipeOutput
    assumptions: list[Text] = Field(default_factory=list, description="What is taken to be so without proof.")
    limits: list[Text] = Field(default_factory=list, description="What it can not tell.")
    rivals: list[Rival] = Field(default_factory=list, description="Other definitions, and where they disagree.")
    supplied: list[SuppliedColumn] = Field(default_factory=list, description="Supplied columns close to it.")
    figures: list[Figure] = Field(default_factory=list, description="Published figures to compare with inside the secure environment.")
    caveats: list[IssueId] = Field(default_factory=list, description="Ids of the traps that it avoids, each shown by a case.")
    disclosure: Text | None = Field(None, description="What to mind before a result leaves the secure environment.")
    confidence: Literal["high", "medium", "low"] = Field(description="How sure the definition is.")
    confidence_note: Text = Field(description="What that rests on.")
    checked: Text = Field(description="Who checked it and how, and what nobody has checked yet.")
    changes: list[Change] = Field(min_length=1, description="Its history, the latest last.")
    evidence: list[Stem] = Field(min_length=1, description="References of the definition.")

    @property
    def builds_on(self) -> list[str]:
        """Ids of the recipes whose results it reads, in the order of its inputs."""
        return [given.recipe for given in self.inputs if given.recipe]


class NaiveWay(Record):
    """What somebody does who does not know the trap, and what comes out."""

    way: Text = Field(description="What the naive code does.")
    gives: Text = Field(description="The wrong rows that it gives for this case, as CSV with the header of the result.")


class Case(Record):
    """A few made-up people with a story: rows of the inputs, and the rows that must come out. The tests run it in every language."""

    title: Title = Field(description="What is special about these people.")
    idea: Idea = Field(description="The one idea that it shows.")
    story: Text = Field(description="Who they are and what happens, so that the expected rows can be followed by hand.")
    rules: list[IssueId] = Field(min_length=1, description="Ids of the rules that it shows.")
    caveats: list[IssueId] = Field(default_factory=list, description="Ids of the traps into which naive code falls here.")
    naive: NaiveWay | None = Field(None, description="How naive code fails here; needed where a trap is named.")
    parameters: dict[Name, str | int | float] = Field(
        default_factory=dict, description="Parameters that differ from their defaults."
    )
    unlisted: list[Line] = Field(
        default_factory=list, description="Codes in its rows that the form does not list, which the case is about."
    )
    given: dict[Name, Text] = Field(
        description="For each input its rows as CSV: a header, then a line a row; an empty cell is a missing value. A header alone is an empty table."
    )
    expected: Text = Field(description="The rows that come out, as CSV with all columns of the result.")


class Caveat(Record):
    """A trap that many fall into, whatever variable they use."""

    id: IssueId = Field(description="Its anchor on the page of caveats; never changes.")
    number: Annotated[int, Field(ge=1, le=999, strict=True)] = Field(description="Its place in the list; the parts of one trap share it.")
    title: Title = Field(description="The trap in a few words.")
    kind: CaveatKind = Field(description="Under which heading it stands.")
    meaning: Text = Field(description="What is so about the data.")
    consequence: Text = Field(description="What goes wrong for somebody who does not know.")
    remedy: Text = Field(description="What to do instead.")
    about: list[AnyId] = Field(default_factory=list, description="Ids of the entries that it bears on.")
    evidence: list[Stem] = Field(min_length=1, description="References.")


class Caveats(Record):
    """All traps."""

    caveats: list[Caveat]
