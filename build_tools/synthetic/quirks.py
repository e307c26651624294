"""The documented oddities of the real extract that the synthetic one has too: each can be left out, and how often each occurs is counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

LAST_WITH_PAY = 2004
"""Last birth cohort that can be in pay and benefit data, which end with 2020/21."""


SECOND_ROW = "duplicate AND k = n"
"""The condition that a row is the second of a person who has one row too many in a year."""


class Quirk(NamedTuple):
    """One oddity. `condition`: an SQL condition on the rows of `tables` that have it; None where it is counted among the people."""

    id: str
    title: str
    meaning: str
    tables: tuple[str, ...]
    condition: str | None
    share: float = 0.0


QUIRKS: tuple[Quirk, ...] = (
    Quirk(
        "duplicate-census-rows",
        "Duplicate rows with a record status",
        "A pupil known to two schools has a second row; RecordStatus is 1 on the row to keep and 101 on the other, empty elsewhere.",
        ("school_census", "pru_census", "ap_census", "plams"),
        SECOND_ROW,
        0.02,
    ),
    Quirk(
        "off-roll-rows",
        "Rows of pupils who have left",
        "OnRoll is 0, a leaving date is given, and special needs, free school meals and areas are blank.",
        ("school_census",),
        "off_roll",
        0.04,
    ),
    Quirk(
        "second-ks4-rows",
        "Two rows of one pupil at Key Stage 4",
        "Some pupils have a second row in the year in which they are in Year 11.",
        ("ks4_pupil",),
        SECOND_ROW,
        0.02,
    ),
    Quirk(
        "several-keys",
        "People with several keys",
        "Some people have a second pupil reference, EDUKEY or education record, so that joins through the lookups repeat them.",
        (),
        "pmr2 IS NOT NULL OR edukey2 IS NOT NULL OR records > 1",
    ),
    Quirk(
        "no-tax-match",
        "People without a match to tax and benefit records",
        "They have no EDUKEY, so an inner join through the lookup drops them.",
        (),
        f"edukey IS NULL AND born <= {LAST_WITH_PAY}",
    ),
    Quirk(
        "blank-hesa-keys",
        "University rows without a pupil reference",
        "Students who were linked through further education have an empty HE_PUPILMATCHINGREFANONYMOUS.",
        ("hesa",),
        "pmr IS NULL",
    ),
    Quirk(
        "merged-employment-spells",
        "Merged employment spells",
        "Spells never touch or overlap, so a change of employer does not show. Left out, each spell is cut in two that touch.",
        ("leo_employment",),
        "merged",
        0.3,
    ),
    Quirk(
        "uncertain-dates",
        "Uncertain dates of employment",
        "A start that was not known is 6 April, an end 5 April, and a flag says so.",
        ("leo_employment",),
        "uncertain_start OR uncertain_end",
        0.08,
    ),
    Quirk(
        "open-ends",
        "Spells that had not ended",
        "The end is 9999-12-31, to be cut at the end of the data. Left out, they end with the data.",
        ("leo_employment", "leo_benefit"),
        "open_end",
        0.4,
    ),
    Quirk(
        "filler-dates",
        "Filler dates in further education",
        "1900-01-01 stands where a date of an aim was not known.",
        ("lilr_aims",),
        "filler",
        0.01,
    ),
    Quirk(
        "negative-pay-as-zero",
        "Negative yearly pay set to 0",
        "A 0 can hide a correction. Left out, the negative totals stand.",
        ("leo_earnings",),
        "negative",
        0.01,
    ),
    Quirk(
        "repeated-cin-referrals",
        "Referrals repeated each year",
        "A child in need still open in the next year comes with the same referral date again.",
        ("cin_details",),
        "repeated",
        0.4,
    ),
    Quirk(
        "aims-without-learners",
        "Further education aims without a learner",
        "Some aims have an external_id that no learner record has.",
        ("lilr_aims",),
        "orphan",
        0.01,
    ),
)  # fmt: skip


class Quirks:
    """Which quirks an extract has."""

    def __init__(self, ids: Iterable[str]):
        self.ids = frozenset(ids)

    def on(self, id: str) -> bool:
        """Whether the extract has this quirk."""
        return id in self.ids

    def share(self, id: str) -> float:
        """The share of rows that have it; 0 where it is left out."""
        return next(quirk.share for quirk in QUIRKS if quirk.id == id) if self.on(id) else 0.0

    def second_rows(self, table: str) -> float:
        """The share of people in a table that have a second row in a year."""
        return next(
            (self.share(quirk.id) for quirk in QUIRKS if table in quirk.tables and quirk.condition == SECOND_ROW), 0.0
        )


ALL = Quirks(quirk.id for quirk in QUIRKS)
