"""The units of numbers in LEO: how pages say them, and whether such a number is whole."""

from __future__ import annotations

from typing import NamedTuple


class Unit(NamedTuple):
    """What pages call a number in this unit, and whether every such number is whole."""

    said: str
    whole: bool = True


def _counted(*units: str) -> dict[str, Unit]:
    return {unit: Unit(f"A number of {unit}") for unit in units}


def _measured(*units: str, whole: bool = False) -> dict[str, Unit]:
    return {unit: Unit(f"A number, in {unit}", whole) for unit in units}


UNITS = {
    **_counted(
        "A level equivalents", "A levels", "GCSE equivalents", "GCSEs", "aims", "codes", "enterprises", "entries", "exclusions", "grades", "marks",
        "months", "passes", "penalties", "plans", "qualifications", "results", "schools", "sections", "sessions", "siblings", "slots", "subjects", "weeks",
    ),
    **_measured("levels", "levels of progress", "points on the scaled score", "years", whole=True),
    **_measured("National Curriculum levels", "grade points", "miles", "points cubed", "points squared"),
    "days": Unit("A number of days", whole=False),
    "hours": Unit("A number of hours", whole=False),
    "percent": Unit("A percentage", whole=False),
    "place in order": Unit("A place in an order"),
    "points": Unit("A number of points", whole=False),
    "pounds": Unit("An amount in pounds"),
    "scale from 0 to 1": Unit("A number from 0 to 1", whole=False),
    "score from 0 to 1": Unit("A score from 0 to 1", whole=False),
    "share": Unit("A share", whole=False),
}  # fmt: skip
"""Each unit that a definition gives; a test sees to it that none is missing."""
