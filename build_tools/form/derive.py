"""From rows of the form to what an entry must say: the fields that the form owns, one variable at a time.

Rows become one variable when they print the same name and field in one table, or the same name with another field in
other years (a renamed field). The same name with two fields in the same years is two variables.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from build_tools.catalogue import COLLECTION
from build_tools.form import cells as read
from build_tools.form.workbook import FormContent, Row
from build_tools.records import Table
from build_tools.years import Years, parse_year

FORM_FIELDS = (
    "name", "field", "old_names", "codes", "code_list", "range", "years", "years_note", "terms",
    "repeats", "request", "identifiability", "sensitivity", "contradictions", "form",
)  # fmt: skip
"""Fields of a variable that the form decides. All others are ours: an import never touches them."""

LONG = 9
"""A cell with more words than this is not copied: it goes into the fingerprint."""

_COPIED = (
    "years", "type", "extract", "category", "term", "phase", "care", "tier", "old_tier", "ukds",
    "identifiability", "sensitivity", "source", "table", "length", "nullable", "group",
)  # fmt: skip
"""Cells that a row of an entry repeats as printed, if they are short."""

_LONGEST = 60
"""Letters that the stem of a new id has at most: with the longest id of a table, and a number behind it, an id is still one."""

_FAR = 2100
"""Where an open range ends as long as it is compared with others: after every year of the form."""

_TERMS = {"aut": "autumn", "spr": "spring", "sum": "summer"}


@dataclass
class Derived:
    """One variable as the form has it. `values` holds the fields of FORM_FIELDS that apply."""

    table: str
    stem: str
    values: dict[str, Any]
    rows: list[Row]
    printed_type: str | None = None

    @property
    def id(self) -> str:
        """Table and stem, as an id has them."""
        return f"{self.table}.{self.stem}"


@dataclass
class _Reading:
    """One row, its cells read."""

    row: Row
    name: read.PrintedName
    field: read.PrintedName
    years: read.PrintedYears
    codes: read.PrintedCodes


def derive(content: FormContent, tables: dict[str, Table]) -> list[Derived]:
    """The variables of the form, in its order. Stems are unique in a table, ignoring case."""
    groups: dict[tuple[str, str], list[list[_Reading]]] = {}
    order: list[tuple[str, list[_Reading]]] = []
    for row in content.rows:
        for table_id in row.table_ids:
            reading = _read(row, tables[table_id])
            same_name = groups.setdefault((table_id, plain_name(reading.name.name or reading.field.name)), [])
            for group in same_name:
                if _one_variable(group, reading):
                    group.append(reading)
                    break
            else:
                group = [reading]
                same_name.append(group)
                order.append((table_id, group))
    stems = _stems(order)
    found = [_derive(group, tables[table_id], stem) for (table_id, group), stem in zip(order, stems, strict=True)]
    _note_shared_names(found)
    _resolve_pointers(found, tables)
    return found


def _note_shared_names(found: list[Derived]) -> None:
    """One printed name for two variables is a contradiction that both must mention."""
    by_name: dict[tuple[str, str], list[Derived]] = {}
    for derived in found:
        by_name.setdefault((derived.table, plain_name(derived.values["name"])), []).append(derived)
    for rivals in by_name.values():
        if len(rivals) > 1:
            fields = " and ".join(f"`{derived.values.get('field', 'no field')}`" for derived in rivals)
            for derived in rivals:
                note = f"The form prints the name `{derived.values['name']}` for two variables, told apart by their fields {fields}."
                derived.values.setdefault("contradictions", []).append(note)


def plain_name(name: str | None) -> str:
    """Letters, digits and underscores of a name, in small letters: what two spellings of a name have in common."""
    return re.sub(r"\W+", "", name or "").lower()


def _read(row: Row, table: Table) -> _Reading:
    cells = row.cells
    first = parse_year(table.years.from_) if table.years.from_ else None
    last = parse_year(table.years.to) if table.years.to else None
    return _Reading(
        row,
        read.read_name(cells.get("name")),
        read.read_name(cells.get("field")),
        read.read_years(cells.get("years"), table.years.bare, first, last),
        read.read_codes(cells.get("values")),
    )


def _one_variable(group: list[_Reading], reading: _Reading) -> bool:
    """Whether the reading is one more row of the group's variable."""
    for other in group:
        if plain_name(other.field.name).replace("_", "") == plain_name(reading.field.name).replace("_", ""):
            return True
        a, b = other.years.years, reading.years.years
        if a and b and not _overlap(a, b):
            return True
    return False


def _overlap(a: Years, b: Years) -> bool:
    return bool(set(a.closed(_FAR)) & set(b.closed(_FAR)))


def _stems(order: list[tuple[str, list[_Reading]]]) -> list[str]:
    """A stem for each group. Where two would be the same, the name belongs to the group whose field agrees with it."""
    stems = [_natural_stem(group[0]) for _, group in order]
    claims: dict[tuple[str, str], list[int]] = {}
    for index, (table_id, _) in enumerate(order):
        claims.setdefault((table_id, stems[index].lower()), []).append(index)
    for (table_id, _), rivals in list(claims.items()):
        owner = max(rivals, key=lambda index: (_field_agrees(order[index][1][0]), -index))
        for index in rivals:
            if index == owner:
                continue
            first = order[index][1][0]
            prefix = COLLECTION.match(stems[index])
            stem = ((prefix[0] if prefix else "") + read.stem_of(first.field.name or stems[index]))[:_LONGEST].rstrip(
                "_"
            )
            number = 2
            while (table_id, stem.lower()) in claims:
                stem, number = f"{stems[index]}_{number}", number + 1
            claims[table_id, stem.lower()] = [index]
            stems[index] = stem
    return stems


def _field_agrees(reading: _Reading) -> bool:
    field_stem = read.stem_of(reading.field.name).lower()
    return bool(field_stem) and COLLECTION.sub("", read.stem_of(reading.name.name)).lower() == field_stem


def _natural_stem(first: _Reading) -> str:
    stem = read.stem_of(first.name.name or first.field.name) or "unnamed"
    if "[n]" in first.field.name and not re.search(r"\[n\]", first.name.name):
        stem = read.stem_of(first.field.name)  # LAEstab_ex[YY]_anon: the alias leaves out the [n] that the field has
    return stem[:_LONGEST].rstrip("_")


def _derive(group: list[_Reading], table: Table, stem: str) -> Derived:
    first = group[0]
    notes = [note for reading in group for note in (reading.years.doubt, reading.codes.note) if note]
    values: dict[str, Any] = {"name": first.name.name or first.field.name}
    if first.field.name:
        values["field"] = first.field.name
    values["old_names"] = _old_names(group)
    values.update(_years(group, notes))
    _note_names_outside_years(values, notes)
    if terms := _terms(group):
        values["terms"] = terms
    if first.row.repeats:
        values["repeats"] = first.row.repeats
    values["request"] = _request(group, table, notes)
    for name in ("identifiability", "sensitivity"):
        value = _agreed(group, name, notes)
        if name == "identifiability" and value and re.fullmatch("[1-5]", value):
            values[name] = int(value)
        elif name == "sensitivity" and value and re.fullmatch("[A-Ea-e]", value):
            values[name] = value.upper()
        elif value:
            notes.append(f"The form prints `{value}` as {name}, which is not on its scale.")
    _codes(group, values, notes)
    values["contradictions"] = list(dict.fromkeys(notes))
    values["form"] = [_form_row(reading, values) for reading in group]
    kept = {name: value for name, value in values.items() if value not in (None, [], "")}
    return Derived(table.id, stem, kept, [reading.row for reading in group], first.row.cells.get("type"))


def _note_names_outside_years(values: dict[str, Any], notes: list[str]) -> None:
    if values["years"] == "unknown":
        return
    years = Years.parse(values["years"])
    for old in values["old_names"]:
        said = old.get("years", "")
        if said and not said.startswith("to ") and not any(year in years for year in Years.parse(said).closed(_FAR)):
            notes.append(f"The form gives the name `{old['name']}` for {said}, which its years cell leaves out.")


def _old_names(group: list[_Reading]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def add(name: str, kind: str, years: str | None = None) -> None:
        item = {"name": name, "kind": kind} | ({"years": years} if years else {})
        known = {reading.name.name for reading in group} | {reading.field.name for reading in group}
        if (
            name
            and name.lower() not in ("n/a", "na", "none", "-", "new", "tbc")
            and name not in known
            and item not in found
        ):
            found.append(item)

    for reading in group:
        cells = reading.row.cells
        for part in re.split(r"[\n;]|,\s|\s+or\s+", cells.get("old_alias", "")):
            add(part.strip(), "old alias")
        for part in re.split(r"[\n;]|,\s|\s+or\s+", cells.get("former_name", "")):
            add(part.strip(), "former name")
        for printed in (reading.name, reading.field):
            for name, years in printed.others:
                add(name, "former name" if years or printed is reading.field else "alternative name", years)
    for reading in group[1:]:
        if reading.field.name and reading.field.name != group[0].field.name:
            found.append(
                {"name": reading.field.name, "kind": "alternative name"}
                | ({"years": str(reading.years.years)} if reading.years.years else {})
            )
    return [item for index, item in enumerate(found) if item not in found[:index]]


def _years(group: list[_Reading], notes: list[str]) -> dict[str, str]:
    known = [reading.years.years for reading in group if reading.years.years]
    remark = next((reading.years.remark for reading in group if reading.years.remark), "")
    if not known:
        printed = next((reading.row.cells.get("years") for reading in group if reading.row.cells.get("years")), "")
        if printed and len(printed.split()) < LONG:
            return {"years": "unknown", "years_note": remark or f"The form prints `{printed}` and no years."}
        return {"years": "unknown", "years_note": "The years cell of the form is blank."}
    if len(known) == 1 or len({str(years) for years in known}) == 1:
        return {"years": str(known[0]), "years_note": remark}
    if any(_overlap(a, b) for index, a in enumerate(known) for b in known[:index]):
        notes.append(
            "The form lists it in several rows with different years: " + "; ".join(str(years) for years in known) + "."
        )
    covered = Years.of(year for years in known for year in years.closed(_FAR))
    if any(years.is_open for years in known):
        covered = Years(tuple((first, None if last == _FAR else last) for first, last in covered.ranges))
    return {"years": str(covered)}


def _terms(group: list[_Reading]) -> list[str]:
    printed = " ".join(reading.row.cells.get("term", "") for reading in group).lower()
    return [term for short, term in _TERMS.items() if short in printed]


def _request(group: list[_Reading], table: Table, notes: list[str]) -> str:
    if table.request:
        return table.request
    blocks = {reading.row.block for reading in group}
    if blocks == {"default"}:
        return "default"
    if len(blocks) > 1:
        notes.append("The form lists it both by request and among the default items.")
    return "by-request"


def _agreed(group: list[_Reading], name: str, notes: list[str]) -> str | None:
    printed = list(dict.fromkeys(filter(None, (reading.row.cells.get(name) for reading in group))))
    if len(printed) > 1:
        notes.append(f"The form gives {' and '.join(printed)} as {name} in different rows; the stricter is taken.")
    return min(printed) if printed else None


def _codes(group: list[_Reading], values: dict[str, Any], notes: list[str]) -> None:
    """Codes of all rows together; where two rows print different lists, later codes are added and a note says so."""
    codes: dict[str, str | None] = {}
    lists = [dict(reading.codes.codes) for reading in group if reading.codes.codes]
    for reading in group:
        for code, label in reading.codes.codes:
            known = codes.get(code)
            if label and known and not any(part.startswith(label) for part in known.split(" | ")):
                label = f"{known} | {label}"  # as for a code that stands twice in one cell
            elif known:
                label = known
            codes[code] = label
        if reading.codes.range and "range" not in values:
            values["range"] = {"lowest": reading.codes.range[0], "highest": reading.codes.range[1]}
        if reading.codes.same_as and not codes:
            values["same_as"] = reading.codes.same_as
    if any(other != lists[0] for other in lists[1:]):
        notes.append("The form prints different codes in its rows for this variable; all of them are listed.")
    if codes:
        values["codes"] = [code_record(code, label) for code, label in codes.items()]


_MISSING = (
    (r"refused", "refused"),
    (r"missing|not known|unknown|not recorded|no information|not stated|not specified", "unknown"),
    (r"not applicable|n/a|not app/known", "not-applicable"),
    (r"not obtained|not collected", "not-collected"),
    (r"invalid", "invalid"),
    (r"no entry|null value entered", "no-entry"),
)


def code_record(code: str, label: str | None) -> dict[str, Any]:
    """A code with what its own words say: the years of its use, and why a value is missing."""
    record: dict[str, Any] = {"code": code, "label": label}
    said = (label or "").lower()
    if match := re.search(r"\(?(?:up to|until)\s+(\d{2}(?:\d{2})?/\d{2})", said):
        record["to"] = _label_year(match[1])
    if match := re.search(r"\(?(?:since|from)\s+(\d{2}(?:\d{2})?/\d{2})", said):
        record["from"] = _label_year(match[1])
    if code.lower() in ("null", "blank") and not label:
        record["missing"] = "unknown"
    elif len(said.split()) <= 5 and not re.search("believed|type|nights|consent", said):
        for pattern, reason in _MISSING:
            if re.search(pattern, said):
                record["missing"] = reason
                break
    return record


def _label_year(text: str) -> str:
    return text if len(text) == 7 else f"20{text}"


def _form_row(reading: _Reading, values: dict[str, Any]) -> dict[str, Any]:
    cells = reading.row.cells
    row: dict[str, Any] = {"row": reading.row.row}
    if (reading.name.name or reading.field.name) != values["name"]:
        row["name"] = reading.name.name
    if reading.field.name != values.get("field", ""):
        row["field"] = reading.field.name
    row["block"] = reading.row.block
    for name in _COPIED:
        text = re.sub(r"\s+", " ", cells.get(name, ""))
        if text and len(text.split()) <= LONG:
            row[name] = text
    rest = " / ".join(reading.codes.rest)
    if reading.codes.same_as:
        rest = " / ".join(filter(None, (cells["values"].split("\n")[0], rest)))
    if rest and len(rest.split()) <= LONG:
        row["values"] = rest
    if reading.name.remark and len(reading.name.remark.split()) <= LONG:
        row["remark"] = reading.name.remark
    long = "\x1f".join(
        cells.get(name, "") for name in ("name", "years", "description", "values", "notes", "source", "term", "group")
    )
    long += "".join(
        f"\x1f{cells[name]}"
        for name in _COPIED
        if len(cells.get(name, "").split()) > LONG and name not in ("years", "source", "term", "group")
    )
    row["text"] = hashlib.sha256(long.encode()).hexdigest()[:12]
    return {name: value for name, value in row.items() if value is not None}


def _resolve_pointers(found: list[Derived], tables: dict[str, Table]) -> None:
    """`As for GA_BIOLOGY`: the codes of the variable it points to, in the same tab."""
    by_name: dict[tuple[str, str], Derived] = {}
    for derived in found:
        tab = tables[derived.table].form.tab
        prefixless = re.sub(r"^(?:KS\d|YPMAD|NCCIS|PRU|AP|pl)_", "", derived.stem)
        for name in (derived.stem, prefixless, derived.values.get("field", "")):
            by_name.setdefault((tab, name.lower()), derived)
    for _ in range(2):  # a pointer may point to a pointer
        for derived in found:
            pointer = derived.values.get("same_as")
            target = by_name.get((tables[derived.table].form.tab, pointer.lower())) if pointer else None
            if target and target is not derived and not target.values.get("same_as"):
                for name in ("codes", "range"):
                    if name in target.values:
                        derived.values[name] = target.values[name]
                del derived.values["same_as"]
    for derived in found:
        pointer = derived.values.pop("same_as", None)
        if pointer:
            derived.values.setdefault("contradictions", []).append(
                f"The form says that its values are those of `{pointer}`, which it does not define."
            )
