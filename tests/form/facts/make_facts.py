"""Writes rows.csv.gz and shingles.txt.gz from the real request form. Run by hand when a new version of the form comes out:

    .venv/bin/python tests/form/facts/make_facts.py path/to/form.xlsx

It shares no code with build_tools, on purpose: what it reads is a second opinion on what the importer read. The form itself is not
committed, and neither is its prose: rows.csv.gz holds names, years, codes and labels, and the shingles are hashes that no one can read back.
"""

import csv
import gzip
import hashlib
import io
import json
import re
import sys
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
FIRST_TAB = "SC_Pupil_01-02_to_20-21"
"""The tabs in front of this one define no variables."""

COLUMNS = ["tab", "row", "block", "alias", "field", "other_names", "years", "codes", "identifiability", "sensitivity"]

# the headings that matter here, each in all its spellings, letters only
WANTED = {
    "alias": {"npdalias", "field", "fieldname"},
    "field": {"fieldreference"},
    "old alias": {"oldalias"},
    "former name": {"formername"},
    "years": {"yearspopulated", "yearspopulatedtaxyears", "yearsavailable"},
    "values": {"allowedvalues", "values", "codes"},
    "identifiability": {"identifiability", "identificationrisk"},
    "sensitivity": {"sensitivity"},
}

# what stands in a name column and names no variable
TITLES = re.compile(
    r"""(?x) KS2 \s (?:Pupil|Exam) \s [Tt]able | KS3 \s (?:Candidate|Indicators|Result \s Table) | KS[45] \s (?:Pupil|Student|Exam) \s Table
    | n_Census_CIN_\w+ | (?:Chronological|Snapshot) \s Indicators
    | 'By \s request' .* | Default \s Data \s Items .* | \(Old \s Tier .* | Following \s variables \s repeated .*"""
)

LONG = 9  # a years cell with more words is prose: it is not copied


def plain(value):
    """The text of a cell without outer spaces, carriage returns and hard spaces."""
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return str(value).replace("_x000D_", "").replace("\r", "").replace("\xa0", " ").strip()


def letters(text):
    return re.sub("[^a-z]", "", text.lower())


def headings(cells):
    """{what: column} if the row is a row of headings."""
    found = {}
    for column, text in cells.items():
        for what, spellings in WANTED.items():
            if letters(text) in spellings:
                found.setdefault(what, column)
    return found if "alias" in found and any(letters(text) == "description" for text in cells.values()) else {}


# ------------------------------------------------------------------------------------------------ cells


def names_in(cell):
    """The name, and the other names printed in the same cell; remarks such as `Based on Spring Census only` are no names."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    if not lines:
        return "", []
    first, others = lines[0], []
    for pattern in (r"(\S+) or (\S+)", r"(\S+) \((?:previously )?(\S+)\)"):
        if match := re.fullmatch(pattern, first):
            first = match[1]
            others.append(match[2])
    for line in lines[1:]:
        if match := re.match(r"(\S+) (?:in |for |up to )?\d{4}/\d\d", line):
            others.append(match[1])
    return first, others


def old_names_in(cell):
    """The names in an old alias or former name cell; `N/A` and `New` are none."""
    return [
        part.strip()
        for part in re.split(r"[\n;]|, | or ", cell)
        if part.strip() and part.strip().lower() not in ("n/a", "na", "none", "-", "new", "tbc")
    ]


EQUALS = re.compile(r"(\S{1,20})\s*=\s*(\S.*)")
BRACKET = re.compile(r"(\S{1,4}?)\s*\((.+?)\)")
DASH = re.compile(r"([A-Z]{1,4}|-?\d{1,3})\s+[-–]\s+([^\W\d].*)")
BARE = re.compile(r"[A-Za-z0-9*]{1,6}")


def codes_in(cell):
    """[[code, label], …] where every line is `code = label` or `code - label`, or every part `code (label)`, or all are bare codes.

    For any other cell nothing, for then a reader must judge.
    """
    lines = [line.strip().strip('"`').strip() for line in cell.split("\n") if line.strip()]
    if len(lines) == 1 and "=" not in cell:
        lines = [part.strip() for part in re.split(r"[,;](?![^()]*\))", lines[0]) if part.strip()]
        if len(lines) > 1 and all(BARE.fullmatch(part) for part in lines):
            return [[part, None] for part in lines] if len(set(lines)) == len(lines) else []
    for pattern in (EQUALS, BRACKET, DASH):
        found = [pattern.fullmatch(line.rstrip(",; ")) for line in lines]
        if lines and all(found):
            pairs = [[match[1], re.sub(r"\s+", " ", match[2]).strip(" ,;")] for match in found]
            return (
                []
                if len({code for code, _ in pairs}) < len(pairs) or any(unsure(*match.groups()) for match in found)
                else pairs
            )
    return []


def unsure(code, label):
    """Whether a line may be something else than one code and its label: a condition, two codes side by side, a bracket that nobody opened."""
    return (
        code[0] in "<>"
        or " = " in label
        or bool(re.search(r"\S\s{3,}\S", label))
        or label.count("(") != label.count(")")
    )


# ------------------------------------------------------------------------------------------------ tabs


def rows_of(sheet, kept):
    """Every row of a tab that names a variable."""
    title = next(
        (plain(cell.value) for row in sheet.iter_rows(max_row=3, max_col=2) for cell in row if plain(cell.value)), ""
    )
    merged = {}
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row + 1, area.max_row + 1):
            if area.min_col == area.max_col:
                merged[row, area.min_col] = (area.min_row, area.min_col)
    columns, block = {}, ""
    rows = []
    for number in range(1, sheet.max_row + 1):
        cells = {}
        for column in range(1, 41):
            value = sheet.cell(number, column).value
            if isinstance(value, str) and value.startswith("="):
                value = kept.cell(number, column).value
            if plain(value):
                cells[column] = plain(value)
        first = cells[min(cells)] if cells else ""
        if "By request' Data items" in first or first.startswith("Default Data Items"):
            block = "default" if first.startswith("Default") else "by request"
        if found := headings(cells):
            columns = found
            continue
        if not columns:
            continue

        def said(what, cells=cells, number=number, columns=columns):
            column = columns.get(what)
            return cells.get(column) or plain(
                sheet.cell(*merged[number, column]).value if (number, column) in merged else None
            )

        alias, field = cells.get(columns["alias"], ""), cells.get(columns.get("field"), "")
        if (number, columns["alias"]) in merged and columns.get("values") in cells:  # it goes on with the row above
            rows[-1]["values"] += "\n" + cells[columns["values"]]
            continue
        if not (alias or field) or TITLES.fullmatch(alias) or alias == title:
            continue
        alias, in_alias = names_in(alias)
        field, in_field = names_in(field)
        years = said("years")
        rows.append(
            {
                "tab": sheet.title.strip(),
                "row": number,
                "block": block,
                "alias": alias,
                "field": field,
                "other_names": json.dumps(
                    [*in_alias, *in_field, *old_names_in(said("old alias")), *old_names_in(said("former name"))],
                    ensure_ascii=False,
                ),
                "years": re.sub(r"\s+", " ", years) if len(years.split()) <= LONG else "(words)",
                "values": said("values"),
                "identifiability": said("identifiability"),
                "sensitivity": said("sensitivity"),
            }
        )
    for row in rows:
        pairs = codes_in(row.pop("values"))
        yield row | {"codes": json.dumps(pairs, ensure_ascii=False) if pairs else ""}


CODE_LIKE = re.compile(r"=|^\S{1,9}\s*[-–:(]|^-?\d|^['\"`]")


def prose_of(sheet):
    """The text of a tab that is no name, years cell, code or label: all other cells, titles in name columns, and sentences among allowed values."""
    columns = {}
    for row in sheet.iter_rows(max_col=40):
        cells = {cell.column: plain(cell.value) for cell in row if plain(cell.value)}
        if found := headings(cells):
            columns = {column: what for what, column in found.items() if what not in ("identifiability", "sensitivity")}
            continue
        for column, text in cells.items():
            if columns.get(column) == "alias":
                yield text if TITLES.fullmatch(text) else ""
            elif columns.get(column) == "values":
                yield from (line for line in text.split("\n") if not CODE_LIKE.search(line.strip()))
            elif columns.get(column) == "years":
                yield text if len(text.split()) > LONG else ""
            elif column not in columns and not text.startswith("="):
                yield text


def shingles(text):
    """A hash of every run of ten words: 12 hex digits, for with 8 one of our 127,000 runs met a stranger."""
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {
        hashlib.sha256(" ".join(words[start : start + 10]).encode()).hexdigest()[:12] for start in range(len(words) - 9)
    }


def main(path):
    printed, kept = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    rows, hashes, defines = [], set(), False
    for name in printed.sheetnames:
        defines = defines or name.strip() == FIRST_TAB
        if defines:
            rows.extend(rows_of(printed[name], kept[name]))
        for text in prose_of(printed[name]):
            hashes |= shingles(text)
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (HERE / "rows.csv.gz").write_bytes(gzip.compress(table.getvalue().encode(), 9, mtime=0))
    (HERE / "shingles.txt.gz").write_bytes(gzip.compress("\n".join(sorted(hashes)).encode(), 9, mtime=0))
    print(
        f"{len(rows):,} rows, {sum(bool(row['codes']) for row in rows):,} of them with codes; {len(hashes):,} shingles"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
