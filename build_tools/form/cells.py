"""What single cells of the form say: names, years, code lists, ranges. Text in, facts and doubts out; no workbook here.

The form was typed by many hands over twenty years. Each reader below takes the spellings that occur, and hands back a
note wherever it had to choose, so that the entry can say where the form is unclear.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from build_tools.records import Bare
from build_tools.source import hidden_sign
from build_tools.years import YearError, Years, year_label


def clean(text: object) -> str:
    """The text of a cell without the debris of spreadsheets: tabs, hard spaces, `_x000D_`, stray outer quotes, signs that nobody can see."""
    if text is None:
        return ""
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    said = str(text).replace("_x000D_", "").replace("\r", "")
    while sign := hidden_sign(said):
        said = said.replace(sign, " " if sign.isspace() else "")
    return said.strip()


# ---------------------------------------------------------------------------------------------- years


@dataclass(frozen=True)
class PrintedYears:
    """What a years cell means. `years` None: not a set of years; `doubt`: where the cell is misprinted; `remark`: what else it says."""

    years: Years | None
    doubt: str = ""
    remark: str = ""


_YEAR = re.compile(
    r"(\d{3,4})/(\d{2,5})|(?<![\d/])((?:19|20)\d{2})(\d{2})(?![\d/])|(?<![\d/])((?:19|20)\d{2})(?![\d/])"
)


def read_years(cell: object, bare: Bare | None, first: int | None, last: int | None) -> PrintedYears:
    """The years in a cell. `bare` tells whether a year alone names the start or the end of its year; first and last are those
    of the tab, for `All years`, `up to 2007` and a blank end.
    """
    text = clean(cell)
    if not text:
        return PrintedYears(None)
    whole = Years(((first, last),)) if first is not None and last is not None else None
    if re.match(r"(?i)all years", text):
        rest = re.sub(r"(?i)^all years[\s-]*", "", text)
        return PrintedYears(whole, remark=f"The form adds: {rest}." if rest else "")
    if len(text.split()) > 12:
        return PrintedYears(
            whole,
            remark="The form explains the years in words; see the table for which source year goes with which tax year.",
        )
    notes: list[str] = []
    text = re.sub(r"\((?:A|F)\)", _revision(notes), text)
    starts = [_start_of(match, bare, notes) for match in _YEAR.finditer(text)]
    if not starts or None in starts:
        return PrintedYears(
            None,
            remark="The table has no years."
            if text.upper() == "N/A"
            else f"The form prints `{text}`, which names no set of years.",
        )
    shape = re.sub(r"\s+", " ", _YEAR.sub("Y", text)).strip()
    shape = (
        re.sub(r"\s*([;,])\s*", ",", shape).replace("Y to Y", "Y-Y").replace("Y onwards", "Y-").replace("Y only", "Y")
    )
    shape = re.sub(r"\s*-\s*(?:-\s*)?", "-", shape)
    ys = [start for start in starts if start is not None]
    if shape == "up to Y" and first is not None and first <= ys[0]:
        ys, shape = [first, *ys], "Y-Y"
    if shape == "Y-Y Y":
        if ys[1] != ys[2]:
            notes.append(
                f"The form prints two last years, {year_label(ys[1])} and {year_label(ys[2])}; the earlier one is taken."
            )
        ys, shape = [ys[0], min(ys[1], ys[2])], "Y-Y"
    ranges: list[tuple[int, int | None]] = []
    for part in shape.split(","):
        if part == "Y":
            start = ys.pop(0)
            ranges.append((start, start))
        elif part == "Y-Y":
            ranges.append((ys.pop(0), ys.pop(0)))
        elif part == "Y-":
            ranges.append((ys.pop(0), None))
        else:
            return PrintedYears(None, remark=f"The form prints `{text}`, which names no set of years.")
    for index, (start, end) in enumerate(ranges):
        if end is not None and end < start:
            notes.append(f"The form prints `{text}`, a range that ends before it starts; only the first year is taken.")
            ranges[index] = (start, start)
    found = Years(tuple(ranges))
    try:
        Years.parse(str(found))
    except YearError:  # ranges that overlap or go backwards, or a year that no record can be of
        return PrintedYears(None, remark=f"The form prints `{text}`, which names no set of years.")
    return PrintedYears(found, " ".join(notes))


def _revision(notes: list[str]) -> Callable[[re.Match[str]], str]:
    def note(match: re.Match[str]) -> str:
        kind = {"(A)": "amended", "(F)": "final"}[match[0]]
        notes.append(
            f"Beside the first year the form prints {match[0]}, which by its other lists stands for the {kind} release."
        )
        return ""

    return note


def _start_of(match: re.Match[str], bare: Bare | None, notes: list[str]) -> int | None:
    """The starting year of one printed year, with a note where it is misprinted."""
    printed = match[0]
    if match[5]:
        year = int(match[5])
        if bare is None:
            return None
        return year if bare == "start" else year - 1
    begin, end = (match[1], match[2]) if match[1] else (match[3], match[4])
    if len(begin) == 3:  # 207/2008
        begin = f"{begin[0]}0{begin[1:]}"
        notes.append(f"The form prints `{printed}`, read as {year_label(int(begin))}.")
        return int(begin)
    start, next_two = int(begin), (int(begin) + 1) % 100
    if len(end) in (2, 4) and int(end[-2:]) == next_two:
        return start
    if int(end[-2:]) == start % 100 and len(end) == 4:  # 2006/2006: which of the two is meant?
        notes.append(
            f"The form prints `{printed}`; it is read as the year that ends in {end}, {year_label(start - 1)}, which is not certain."
        )
        return start - 1
    notes.append(f"The form prints `{printed}`, read as {year_label(start)}.")
    return start


# ---------------------------------------------------------------------------------------------- names


@dataclass(frozen=True)
class PrintedName:
    """A name cell: the name now, the names it had (name, years or None), and what else stands in the cell."""

    name: str
    others: tuple[tuple[str, str | None], ...] = ()
    remark: str = ""


_NAME_WITH_YEARS = re.compile(
    r"^([A-Za-z][\w\[\]().]*?)\)?\s+(?:in|for|up to)?\s*((?:\d{4}/\d{2,4})(?:\s*(?:-|to)\s*\d{4}/\d{2,4})?)\.?$"
)


def read_name(cell: object) -> PrintedName:
    """The names in an alias or field cell; `FSMeligible_[term][yy]` then `FreeSchoolMeals for 2001/02` on lines below."""
    lines = [line.strip() for line in clean(cell).split("\n") if line.strip()]
    if not lines:
        return PrintedName("")
    others: list[tuple[str, str | None]] = []
    remarks: list[str] = []
    first = lines[0]
    if (match := re.fullmatch(r"(\S+)\s+or\s+(\S+)", first)) or (
        match := re.fullmatch(r"(\S+)\s+\((?:previously\s+)?(\S+)\)", first)
    ):
        first = match[1]
        others.append((match[2], None))
    for line in lines[1:]:
        line = line.replace("[term[yy])", "[term][yy]")
        match = _NAME_WITH_YEARS.match(line)
        if match:
            years = read_years(match[2], None, None, None).years
            before = "to " if re.search(r"\bup to\b", line) else ""
            others.append((match[1], f"{before}{years}" if years else None))
            remarks += [] if years else [line]
        else:
            remarks.append(line)
    return PrintedName(first, tuple(others), " ".join(remarks))


def stem_of(name: str) -> str:
    """The part of a printed name that stays the same from year to year: `FSMeligible_[term][yy]` gives `FSMeligible`."""
    stem = re.sub(r"(?i)_(?:ab|ex)?(?:\[term\])?\[yy\]", "", name)
    stem = re.sub(r"(?i)_SPR\[yy\]|\[yy\]|\[term\]", "", stem)
    stem = re.sub(r"(?i)_?\[n\]", "_n", stem)
    stem = re.sub(r"\bs\.|(?<=_)s\.", "", stem)
    stem = re.sub(r"\s+_|_\s+", "_", stem)
    stem = re.sub(r"(?a)\W+", "_", stem).strip("_")
    return stem if not stem or stem[0].isalpha() else f"v_{stem}"


# ---------------------------------------------------------------------------------------------- codes


@dataclass(frozen=True)
class PrintedCodes:
    """An allowed-values cell: codes with their labels (None where none is printed), or a range, or a pointer to another variable."""

    codes: tuple[tuple[str, str | None], ...] = ()
    range: tuple[str, str] | None = None
    same_as: str | None = None
    rest: tuple[str, ...] = ()
    note: str = ""


_CODE = r"(?:[A-Za-z0-9*_#.+-]{1,9}(?:/\s?[A-Za-z0-9]{1,4})?|-?\d+(?:\.\d+)?|\*A?)"
_FORWARD = re.compile(rf"^({_CODE}(?:,\s*{_CODE})*)\s*(?:=|–|\t|:|-(?=\s)|(?<=\d)-(?=[A-Za-z]))\s*(?!\d+%)(\S.*)$")
_BRACKET = re.compile(r"^([A-Za-z0-9*]{1,4}(?:,[A-Za-z0-9]{1,4})*)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)\)?$")
_TIGHT = re.compile(r"^([A-Z0-9]{1,4})\s+-(\S.*)$")
_EQUALS = re.compile(r"^([^=]{1,32}?)\s*=\s*(\S.*)$")
_NUMBERED = re.compile(r"^(-?\d+(?:\.\d+)?)\.?\s+([A-Za-z].*|\d+-\d+ .*)$")
_LETTERED = re.compile(r"^([A-Z]{2,3})\s+([A-Z].*)$")
_REVERSED = re.compile(r"^(.*\S)\s+-\s+([A-Z]{2,3})$")
_SAME = re.compile(r"^(?:as for|same as)\s+(\S+?),?(?:\s+above)?$", re.I)
_TOKEN = re.compile(r"^[A-Za-z0-9*?]{1,6}$|^\d{1,2}/\d{3}$|^-$")
_RANGE = re.compile(r"^(?:range\s+)?(-?\d[\d.]*)\s*(?:-|to)\s*(-?\d[\d.]*)$", re.I)
_HEADING = re.compile(r"Main/Duplicate|SCHOOL PHASE$|\d{4}/\d{2}:")
_RULE = re.compile(r"if |else\b|e\.g", re.I)
_TYPESET = re.compile(r"\s{3,}|[\[:=]|\.$|\d\s*-\s*\d(?!\d*%)")
"""What a value never has and a sentence, a rule or a table typed with spaces has."""
_SIDE_BY_SIDE = re.compile(r"\s{3,}(?=\S{1,4}\s*=\s)")
_WIDE = re.compile(r"\s{3,}(?=\d)")


def read_codes(cell: object) -> PrintedCodes:
    """The codes in an allowed-values cell. Labels stay exactly as printed, apart from outer spaces and a closing comma or semicolon."""
    text = clean(cell)
    if not text or text.lower() in ("na", "n/a"):
        return PrintedCodes()
    if match := _SAME.match(text.split("\n")[0].strip()):
        return PrintedCodes(same_as=match[1], rest=tuple(line.strip() for line in text.split("\n")[1:] if line.strip()))
    printed = [part for line in text.split("\n") for part in _SIDE_BY_SIDE.split(line)]
    lines = [re.sub(r'^["`\']\s*(?=[-\d])', "", line.strip()).removesuffix('"').strip() for line in printed]
    lines = [re.sub(r'^Possible values:\s*"?', "", line) for line in lines if not re.fullmatch(r"A+;", line)]
    lines = [line for line in lines if line and not (line.startswith("See ") and len(lines) > 1)]
    head = tuple(line for line in lines if _HEADING.match(line))
    lines = [line for line in lines if not _HEADING.match(line)]
    if len(lines) == 1:
        lines = _one_line(lines[0])
    if len(lines) == 1:
        found = _tokens(lines[0]) or _single(lines[0]) or PrintedCodes(rest=(lines[0],))
    else:
        found = (
            _forward(lines)
            or _by(_NUMBERED, lines, 1, 2)
            or _by(_LETTERED, lines, 1, 2)
            or _by(_REVERSED, lines, 2, 1)
            or _plain_values(lines)
        )
    return replace(found, rest=head + found.rest)


def _single(line: str) -> PrintedCodes | None:
    """`P = Pass`: one code on the only line."""
    match = _FORWARD.match(line)
    if match and not re.match(r"e\.?g|-?\d[\d.]*\s*-\s*-?\d", line):
        return PrintedCodes(((match[1], _label(match[2])),))
    return None


def _tokens(line: str) -> PrintedCodes | None:
    """`A,IN,M`, `N, 0 - 9`, `0 to 12`: codes without labels, and at most one range."""
    codes: list[tuple[str, str | None]] = []
    spans: list[tuple[str, str]] = []
    for token in re.split(r"\s*,\s*|\s+or\s+|\s+and\s+(?=NULL)", line.strip().rstrip(",")):
        if match := _RANGE.match(token):
            spans.append((match[1], match[2]))
        elif _TOKEN.match(token):
            codes.append((token, None))
        else:
            return None
    if len(spans) > 1 or (len(codes) < 2 and not spans):
        return None
    return _unique(codes, (line,) if spans else (), spans[0] if spans else None)


def _plain_values(lines: list[str]) -> PrintedCodes:
    """A column of values that are their own labels, or lists of bare codes over several lines."""
    joined = _tokens(", ".join(line.rstrip(", ") for line in lines))
    if joined:
        return joined
    if any(len(line.split()) > 11 or _TYPESET.search(line) or _RULE.match(line) for line in lines):
        return PrintedCodes(rest=tuple(lines))
    listed = [_tokens(line) for line in lines]
    words = not any(listed) and any(len(line) > 3 for line in lines)
    codes = [
        pair
        for line, found in zip(lines, listed, strict=True)
        for pair in (found.codes if found else ((line.rstrip(","), line if words else None),))
    ]
    return _unique(codes)


def _one_line(line: str) -> list[str]:
    """A list typed on one line, cut where its author put the commas, semicolons or wide gaps."""
    for parts in (re.split(r"\s*;\s*", line), re.split(r",\s*(?=[A-Za-z0-9]+\s*[(=])", line), _WIDE.split(line)):
        parts = [part.strip() for part in parts if part.strip()]
        if len(parts) > 1 and all(
            _BRACKET.match(part) or _FORWARD.match(part) or part.upper() in ("NULL",) for part in parts
        ):
            return parts
    tail = re.match(r"^(.*\)),\s*(NULL)$", line)
    if tail:
        return [part.strip() for part in re.split(r",\s*(?=[A-Za-z0-9]+\s*\()", tail[1])] + ["NULL"]
    return [line]


def _label(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().rstrip(",;").strip()


def _forward(lines: list[str]) -> PrintedCodes | None:
    """`M = Male`, `0 - false`, `0 (Not Included)`; a line without a code goes on with the label above it."""
    codes: list[tuple[str, str | None]] = []
    rest: list[str] = []
    span: tuple[str, str] | None = None
    if lines[0].startswith("Point Score") or any(_RULE.match(line) for line in lines):
        return None
    for line in (line.rstrip(",; ") for line in lines):
        if found := _tokens(line):
            codes.extend(found.codes)
            span = found.range or span
            rest.extend(found.rest)
            continue
        match = _FORWARD.match(line) or _BRACKET.match(line) or _TIGHT.match(line) or _EQUALS.match(line)
        if match and not line.startswith("See "):
            codes.extend((code.strip(), _label(match[2])) for code in match[1].split(","))
        elif line.upper() in ("NULL", "BLANK"):
            codes.append((line, None))
        elif _TOKEN.match(line):
            codes.append((line, line if len(line) > 3 else None))
        elif codes and codes[-1][1] and line[0].islower():
            codes[-1] = (codes[-1][0], f"{codes[-1][1]} {_label(line)}")
        elif codes and (match := _NUMBERED.match(line)):
            codes.append((match[1], _label(match[2])))
        else:
            rest.append(line)
    labelled = sum(label is not None for _, label in codes)
    if not labelled or len(rest) > max(2, len(codes)):
        return None
    return _unique(codes, tuple(rest), span)


def _by(pattern: re.Pattern[str], lines: list[str], code: int, label: int) -> PrintedCodes | None:
    codes: list[tuple[str, str | None]] = []
    rest = []
    for line in lines:
        if match := pattern.match(line):
            codes.append((match[code], _label(match[label])))
        else:
            rest.append(line)
    return _unique(codes, tuple(rest)) if len(codes) >= 2 and len(codes) > 2 * len(rest) else None


def _unique(
    codes: list[tuple[str, str | None]], rest: tuple[str, ...] = (), span: tuple[str, str] | None = None
) -> PrintedCodes:
    """Each code once. A code printed twice keeps both labels, and a note says so."""
    seen: dict[str, str | None] = {}
    notes = []
    for code, label in codes:
        if code in seen and seen[code] != label:
            notes.append(f"The form prints the code {code} more than once, with different labels.")
            label = " | ".join(filter(None, (seen[code], label)))
        seen[code] = label
    return PrintedCodes(tuple(seen.items()), span, rest=rest, note=" ".join(notes))
