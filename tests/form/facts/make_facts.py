"""Writes rows.csv and shingles.txt.gz from the real request form. Run by hand when a new version of the form comes out:

    .venv/bin/python tests/form/facts/make_facts.py path/to/form.xlsx

It shares no code with build_tools, on purpose: what it reads is a second opinion on what the importer read. The form itself is not
committed, and neither is its prose: rows.csv holds names, years, codes and labels, and the shingles are hashes that no one can read back.
"""

import csv
import gzip
import hashlib
import json
import re
import sys
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
FIRST_TAB = "SC_Pupil_01-02_to_20-21"
"""The tabs in front of this one define no variables."""

COLUMNS = ["tab", "row", "alias", "field", "other_names", "years", "codes", "identifiability", "sensitivity"]

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
    r"(?x) KS2 \s Pupil \s table | KS2 \s Exam \s [Tt]able | KS3 \s (?:Candidate|Indicators|Result \s Table) | KS[45] \s (?:Pupil|Student|Exam) \s Table | n_Census_CIN_\w+"
    r" | (?:Chronological|Snapshot) \s Indicators | 'By \s request' .* | Default \s Data \s Items .* | \(Old \s Tier .* | Following \s variables \s repeated .*"
)

LONG = 9  # a years cell with more words is prose: it is not copied, and its shingles are not kept either


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
    return [part.strip() for part in re.split(r"[\n;]|, | or ", cell) if part.strip() and part.strip().lower() not in ("n/a", "na", "none", "-", "new", "tbc")]


EQUALS = re.compile(r"(\S{1,20})\s*=\s*(\S.*)")
BRACKET = re.compile(r"(\S{1,4}?)\s*\((.+)\)")
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
            unsure = any(" = " in label or re.search(r"\S\s{3,}\S", match[2]) or re.search(r"\d,\d|\), ", match[0]) for (_, label), match in zip(pairs, found, strict=True))
            return [] if unsure or len({code for code, _ in pairs}) < len(pairs) else pairs
    return []


# ------------------------------------------------------------------------------------------------ tabs


def rows_of(sheet, kept):
    """Every row of a tab that names a variable."""
    title = next((plain(cell.value) for row in sheet.iter_rows(max_row=3, max_col=2) for cell in row if plain(cell.value)), "")
    merged = {}
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row + 1, area.max_row + 1):
            if area.min_col == area.max_col:
                merged[row, area.min_col] = (area.min_row, area.min_col)
    columns = {}
    for number in range(1, sheet.max_row + 1):
        cells = {}
        for column in range(1, 41):
            value = sheet.cell(number, column).value
            if isinstance(value, str) and value.startswith("="):
                value = kept.cell(number, column).value
            if plain(value):
                cells[column] = plain(value)
        if found := headings(cells):
            columns = found
            continue
        if not columns:
            continue

        def said(what, cells=cells, number=number, columns=columns):
            column = columns.get(what)
            return cells.get(column) or plain(sheet.cell(*merged[number, column]).value if (number, column) in merged else None)

        alias, field = cells.get(columns["alias"], ""), cells.get(columns.get("field"), "")
        if not (alias or field) or TITLES.fullmatch(alias) or alias == title:
            continue
        alias, in_alias = names_in(alias)
        field, in_field = names_in(field)
        years = said("years")
        yield {
            "tab": sheet.title.strip(),
            "row": number,
            "alias": alias,
            "field": field,
            "other_names": json.dumps([*in_alias, *in_field, *old_names_in(said("old alias")), *old_names_in(said("former name"))], ensure_ascii=False),
            "years": re.sub(r"\s+", " ", years) if len(years.split()) <= LONG else "(words)",
            "codes": json.dumps(pairs, ensure_ascii=False) if (pairs := codes_in(said("values"))) else "",
            "identifiability": said("identifiability"),
            "sensitivity": said("sensitivity"),
        }


def prose_of(sheet):
    """The text cells of a tab that are no names, years or allowed values."""
    skip = set()
    for row in sheet.iter_rows(max_col=40):
        cells = {cell.column: plain(cell.value) for cell in row if plain(cell.value)}
        if found := headings(cells):
            skip = {column for what, column in found.items() if what not in ("identifiability", "sensitivity")}
            continue
        yield from (text for column, text in cells.items() if column not in skip and not text.startswith("="))


def shingles(text):
    """A hash of every run of ten words."""
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {hashlib.sha256(" ".join(words[start : start + 10]).encode()).hexdigest()[:8] for start in range(len(words) - 9)}


def main(path):
    printed, kept = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    rows, hashes, defines = [], set(), False
    for name in printed.sheetnames:
        defines = defines or name.strip() == FIRST_TAB
        if defines:
            rows.extend(rows_of(printed[name], kept[name]))
        for text in prose_of(printed[name]):
            hashes |= shingles(text)
    with (HERE / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    with (HERE / "shingles.txt.gz").open("wb") as file, gzip.GzipFile("", "wb", 9, file, 0) as packed:
        packed.write("\n".join(sorted(hashes)).encode())
    print(f"{len(rows):,} rows, {sum(bool(row['codes']) for row in rows):,} of them with codes; {len(hashes):,} shingles")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
