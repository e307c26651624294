"""The sample that comes with the site: a small extract of every table, its row counts, and ten values of every variable.

It takes longer to draw than the site to build, so `leo-kb build --sample` draws it and every other build shows the one that was drawn
last. What is drawn for a table depends on its definitions alone, so of each table it is kept under a fingerprint of those.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from build_tools.cache import write_whole
from build_tools.catalogue import Catalogue, table_of
from build_tools.cohorts import cohorts
from build_tools.physical import columns_of
from build_tools.records import Table, Variable
from build_tools.synthetic.about import DIFFERENCES

PEOPLE = 300
SHOWN = 10
"""Values of a variable that are shown."""
ARCHIVE = "synthetic_sample.zip"
"""Address of the download in the site, and the name of its folder without the ending."""
LAST = "last.json"
_KEPT = "synthetic sample"
_DRAWN_FROM = {
    "name", "field", "type", "codes", "code_list", "range", "unit", "years", "terms", "repeats", "status", "physical", "old_names", "synthetic"
}  # fmt: skip
"""Fields of a variable that its values, its type or its columns depend on; titles and descriptions are not among them."""
_TABLE_DRAWN_FROM = {"years", "views", "ages", "synthetic", "seen_columns", "source"}

Values = dict[str, list[str | None]]


class TableSample(NamedTuple):
    """What the sample has of one table: rows of each view, and some values of each variable, None for a blank."""

    key: str
    rows: dict[str, int]
    values: Values


class Sample(NamedTuple):
    """The sample: its tables by id, the archive to download, and a fingerprint of the whole."""

    tables: dict[str, TableSample]
    archive: Path
    key: str


def draw_sample(catalogue: Catalogue, cache: Path, say: Callable[[str], None]) -> Sample:
    """The sample of these definitions, kept below `cache` for this and later builds. Raises ModuleNotFoundError where DuckDB is not installed."""
    folder = cache / "sample"
    keys = {id: _key(catalogue, id) for id in catalogue.tables}
    found = {id: kept for id in catalogue.tables if (kept := _kept(folder, id, keys[id]))}
    if stale := [id for id in catalogue.tables if id not in found]:
        say(f"drawing a synthetic sample of {len(stale)} table{'' if len(stale) == 1 else 's'} …")
        found |= _make(catalogue, folder, stale, keys)
    whole = hashlib.sha256("".join(keys.values()).encode()).hexdigest()[:16]
    archive = folder / f"all-{whole}.zip"
    if not archive.is_file():
        _pack(folder, list(catalogue.tables), archive)
    sample = Sample({id: found[id] for id in catalogue.tables}, archive, whole)
    write_whole(folder / LAST, json.dumps({"key": whole, "tables": list(catalogue.tables)}).encode())
    return sample


def read_sample(cache: Path) -> Sample | None:
    """The sample that was drawn last, None where there is none that can be read."""
    folder = cache / "sample"
    try:
        last = json.loads((folder / LAST).read_bytes())
        tables = {id: _read(folder, id) for id in last["tables"]}
    except (OSError, ValueError, TypeError, KeyError):
        return None
    archive = folder / f"all-{last['key']}.zip"
    return Sample(tables, archive, last["key"]) if archive.is_file() else None


def show_sample(catalogue: Catalogue, sample: Sample | None) -> None:
    """Gives a catalogue the sample that its pages show; None: they show none."""
    catalogue.kept[_KEPT] = sample


def sample_in(catalogue: Catalogue) -> Sample | None:
    """The sample that the pages of a catalogue show."""
    found: Sample | None = catalogue.kept.get(_KEPT)
    return found


def values_of(sample: Sample, variable: Variable) -> list[str | None]:
    """Some values of a variable; none where no view of it has rows."""
    table = sample.tables.get(table_of(variable.id))
    return table.values.get(variable.id, []) if table else []


def _key(catalogue: Catalogue, id: str) -> str:
    """A fingerprint of all that the rows and values of a table are drawn from."""
    table = catalogue.tables[id]
    parts: list[object] = [_code(), PEOPLE, list(cohorts(catalogue)[:1]), list(cohorts(catalogue)[-1:])]
    parts.append(table.model_dump(include=_TABLE_DRAWN_FROM))
    parts.append(catalogue.sources[table.source].database)
    for variable in catalogue.by_table[id]:
        parts.append(
            (variable.id, variable.model_dump(include=_DRAWN_FROM), bool(variable.form) and variable.form[0].type)
        )
        if variable.code_list:
            parts.append([code.plain() for code in catalogue.codes(variable)])
        if variable.synthetic and variable.synthetic.from_ in catalogue.variables:
            parts.append(catalogue.variables[variable.synthetic.from_].model_dump(include=_DRAWN_FROM))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


@functools.cache
def _code() -> str:
    """A fingerprint of the code that draws."""
    here = Path(__file__).parent
    together = hashlib.sha256()
    for path in [
        *sorted(here.glob("*.py")),
        *(here.parent / name for name in ("roles.py", "sqltypes.py", "logical.py", "physical.py", "cohorts.py")),
    ]:
        together.update(path.read_bytes())
    with suppress(PackageNotFoundError):
        together.update(version("duckdb").encode())
    return together.hexdigest()


def _read(folder: Path, id: str) -> TableSample:
    return TableSample(**json.loads((folder / f"{id}.json").read_bytes()))


def _kept(folder: Path, id: str, key: str) -> TableSample | None:
    try:
        found = _read(folder, id)
    except (OSError, ValueError, TypeError):
        return None
    return found if found.key == key and (folder / f"{id}.zip").is_file() else None


def _make(catalogue: Catalogue, folder: Path, ids: list[str], keys: dict[str, str]) -> dict[str, TableSample]:
    from build_tools.synthetic.extract import Order, plan
    from build_tools.synthetic.formats import write_data

    extract = plan(catalogue, Order(PEOPLE, tuple(ids)))
    folder.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".making-", dir=folder))
    try:
        made = write_data(extract, scratch, "csv", lambda text: None)
        found = {}
        for id in ids:
            files = {
                one.path: (scratch / one.path).read_text(encoding="utf-8") for one in made if one.view.table.id == id
            }
            rows = {one.view.name: one.rows for one in made if one.view.table.id == id}
            texts = {one.view.name: files[one.path] for one in made if one.view.table.id == id}
            found[id] = TableSample(keys[id], rows, _some_values(catalogue, catalogue.tables[id], texts))
            with zipfile.ZipFile(scratch / "table.zip", "w", zipfile.ZIP_DEFLATED) as packed:
                for path, text in files.items():
                    packed.writestr(_named(path), text)
            (scratch / "table.zip").replace(folder / f"{id}.zip")
            write_whole(folder / f"{id}.json", json.dumps(found[id]._asdict(), ensure_ascii=False).encode())
        return found
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _some_values(catalogue: Catalogue, table: Table, texts: dict[str, str]) -> Values:
    """Of each variable, the values in rows spread over the last view that holds it and has rows."""
    spread: dict[str, dict[str, list[str]]] = {}
    for view, text in texts.items():
        head, *rows = csv.reader(io.StringIO(text))
        picked = [rows[place * len(rows) // SHOWN] for place in range(SHOWN)] if len(rows) >= SHOWN else rows
        spread[view] = (
            {name.lower(): [row[place] for row in picked] for place, name in enumerate(head)} if picked else {}
        )
    found: Values = {}
    for variable in catalogue.by_table[table.id]:
        for column in reversed(columns_of(catalogue, variable)):
            if column.number in (None, 1) and (values := spread.get(column.view, {}).get(column.column.lower())):
                found[variable.id] = [value or None for value in values]
                break
    return found


def _named(path: str) -> zipfile.ZipInfo:
    """A file of an archive, without the time of writing, so that the same content gives the same bytes."""
    info = zipfile.ZipInfo(f"{ARCHIVE.removesuffix('.zip')}/{path}")
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return info


def _pack(folder: Path, ids: list[str], archive: Path) -> None:
    """All tables in one archive; older archives go."""
    part = archive.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(_named("README.txt"), README)
        for id in ids:
            with zipfile.ZipFile(folder / f"{id}.zip") as of_table:
                for name in of_table.namelist():
                    packed.writestr(_named(name.partition("/")[2]), of_table.read(name))
    for old in folder.glob("all-*.zip"):
        with suppress(OSError):
            old.unlink()
    part.replace(archive)


README = f"""SYNTHETIC sample of LEO: {PEOPLE} people who do not exist

Every value is drawn at random from published names, codes and years. Nothing here comes from a record of anybody, and nothing here
says anything about England. Use it to learn the layout; `leo-kb synth --people 10000 --all --out DIR` makes as many people as you like,
also as DuckDB databases in which three-part names work as in the secure environment.

One CSV file a view, in a folder a database. An empty cell is a blank (NULL). Keys of people begin with SYN.

How it differs from the real extract:

{chr(10).join(f"- {title}. {meaning}" for title, meaning in DIFFERENCES)}
"""
