"""Sets of years: academic, tax and cycle years written `2011/12`, calendar years written `2019`.

Inside the tools a year is the calendar year in which it starts, so 2011/12 is 2011. Which kind of year a table
counts in is data of the table; a set of years does not carry it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

FIRST_YEAR, LAST_YEAR = 1960, 2050
_BARE_YEAR = re.compile(r"[0-9]{4}")
_BARE_YEARS = re.compile(r"([0-9]{4})-([0-9]{4})")
_SPLIT_YEAR = re.compile(r"([0-9]{4})/([0-9]{2})")


class YearError(ValueError):
    """The text names no set of years; the message says why and, behind its last colon, what to write instead."""


@cache
def year_label(start: int) -> str:
    """2011 gives `2011/12`."""
    return f"{start}/{(start + 1) % 100:02d}"


def write_year(start: int, form: str) -> str:
    """2011 as a column writes it, by the form: start `2011`, end `2012`, both `201112`, label `2011/12`."""
    return {
        "start": str(start),
        "end": str(start + 1),
        "both": f"{start}{(start + 1) % 100:02d}",
        "label": year_label(start),
    }[form]


def label_or_none(start: int | None) -> str | None:
    """The label of a year, None where there is no year."""
    return None if start is None else year_label(start)


def parse_year(text: str) -> int:
    """`2011/12` gives 2011. Raises YearError for anything else, above all for a bare year."""
    text = text.strip()
    if _BARE_YEAR.fullmatch(text):
        year = int(text)
        raise YearError(f"`{text}` does not say which year is meant: write {year_label(year - 1)} or {year_label(year)}")
    if not text:
        raise YearError("a year is missing: write it as 2011/12, and a range as 2005/06-2011/12")
    match = _SPLIT_YEAR.fullmatch(text)
    if not match:
        raise YearError(f"`{text}` is not a year: write it as 2011/12")
    start = int(match[1])
    if (start + 1) % 100 != int(match[2]):
        one, two = year_label(start), year_label(start + 1)
        raise YearError(
            f"`{text}` is not one year, for {start} is followed by {(start + 1) % 100:02d}: write {one}, or a range as {one}-{two}"
        )
    if not FIRST_YEAR <= start <= LAST_YEAR:
        raise YearError(f"`{text}` is outside {year_label(FIRST_YEAR)} to {year_label(LAST_YEAR)}: correct the year")
    return start


def _tidied(text: str) -> str:
    """The same years as we write them, for the usual other ways: `2002/03 to 2020/21`, `2002/2003 – 2020/2021`, `2011-12`."""
    text = re.sub(r"\s*(?:[-–—]|\bto\b)\s*", "-", text.strip())

    def year(found: re.Match[str]) -> str:
        start, end = int(found[1]), int(found[2])
        return year_label(start) if end in (start + 1, (start + 1) % 100) else found[0]

    return re.sub(r"\b([0-9]{4})-([0-9]{2})\b(?!/)", year, re.sub(r"\b([0-9]{4})/([0-9]{4})\b", year, text))


@dataclass(frozen=True)
class Years:
    """Ranges of years, first and last included. `last` None means that the range is open: to the end of its table."""

    ranges: tuple[tuple[int, int | None], ...]

    @staticmethod
    @lru_cache(maxsize=4096)  # thousands of variables share a few hundred sets of years
    def parse(text: str) -> Years:
        """`2005/06-2011/12, 2014/15-` gives two ranges, the second open. Raises YearError."""
        try:
            return Years._parse(text)
        except YearError as error:
            tidy, fault = _tidied(text), error
        if bare := _BARE_YEARS.fullmatch(tidy):
            first, last = sorted(map(int, bare.groups()))
            meant = [year_label(first)] if last == first + 1 else []
            meant += [f"{year_label(first - back)}-{year_label(last - back)}" for back in (1, 0)]
            raise YearError(f"`{text}` does not say which years are meant: write {' or '.join(meant)}")
        try:
            if tidy == text:
                raise fault
            Years._parse(tidy)
        except YearError as second:
            raise (second if "swap" in str(second) else fault) from None
        raise YearError(f"`{text}` is not written as years are here: write {tidy}")

    @staticmethod
    def _parse(text: str) -> Years:
        ranges: list[tuple[int, int | None]] = []
        for part in text.split(","):
            first, dash, last = part.strip().partition("-")
            start = parse_year(first)
            end = start if not dash else parse_year(last) if last.strip() else None
            if end is not None and end < start:
                raise YearError(f"`{part.strip()}` ends before it starts: swap the two years")
            if ranges and (ranges[-1][1] is None or ranges[-1][1] >= start):
                raise YearError(
                    f"`{part.strip()}` overlaps or comes before the range in front of it: write ranges in order"
                )
            ranges.append((start, end))
        return Years(tuple(ranges))

    @classmethod
    def of(cls, years: Iterable[int]) -> Years:
        """The ranges that hold just these years."""
        ranges: list[list[int]] = []
        for year in sorted(set(years)):
            if ranges and ranges[-1][1] == year - 1:
                ranges[-1][1] = year
            else:
                ranges.append([year, year])
        return cls(tuple((first, last) for first, last in ranges))

    def __str__(self) -> str:
        return ", ".join(
            year_label(first)
            if last == first
            else f"{year_label(first)}-{year_label(last) if last is not None else ''}"
            for first, last in self.ranges
        )

    @property
    def first(self) -> int:
        """The first year."""
        return self.ranges[0][0]

    @property
    def last(self) -> int | None:
        """The last year, None where the last range is open."""
        return self.ranges[-1][1]

    @property
    def is_open(self) -> bool:
        """Whether the last range runs to the end of the table."""
        return self.ranges[-1][1] is None

    def closed(self, end: int) -> Years:
        """The same years with an open range ended at `end`."""
        return Years(tuple((first, max(first, end) if last is None else last) for first, last in self.ranges))

    def overlap(self, start: int, end: int) -> bool:
        """Whether any of them lies between two years, both included."""
        return any(first <= end and (last is None or last >= start) for first, last in self.ranges)

    def __iter__(self) -> Iterator[int]:
        """Every year of a closed set, in order."""
        for first, last in self.ranges:
            if last is None:
                raise YearError("an open range has no last year: close it first")
            yield from range(first, last + 1)

    def __contains__(self, year: int) -> bool:
        return any(first <= year and (last is None or year <= last) for first, last in self.ranges)
