"""The synthetic sample in the site: the download, row counts on table pages, values on variable pages, and that only a changed table is drawn anew."""

import csv
import io
import json
import re
import shutil
import zipfile

import pytest
from running import leo_kb

from build_tools.catalogue import read_catalogue
from build_tools.logical import logical_tables
from build_tools.synthetic.sample import draw_sample, read_sample

from .conftest import lay_out_small


@pytest.fixture(scope="session")
def archive(site):
    with zipfile.ZipFile(site / "synthetic_sample.zip") as packed:
        yield packed


@pytest.fixture(scope="session")
def rows(archive):
    """{view name: its rows with the head} of the download."""
    files = {name for name in archive.namelist() if name.endswith(".csv")}
    return {name.rpartition("/")[2].removesuffix(".csv"): list(csv.reader(io.StringIO(archive.read(name).decode()))) for name in files}


def test_the_download_holds_every_view(catalogue, archive, rows):
    assert set(rows) == {part.view.name for table in logical_tables(catalogue).values() for part in table.parts}
    assert all(name.startswith("synthetic_sample/") for name in archive.namelist())
    assert archive.read("synthetic_sample/README.txt").decode().startswith("SYNTHETIC sample of LEO")


def test_table_pages_say_how_many_rows_the_download_has(catalogue, rows, site):
    for id, table in logical_tables(catalogue).items():
        count = sum(len(rows[part.view.name]) - 1 for part in table.parts)
        page = (site / "tables" / f"{id}.html").read_text(encoding="utf-8")
        said = re.search(r"([\d,]+) rows? in ([\d,]+) views?, of 300 people who do not exist", page)
        assert said and (said[1], said[2]) == (f"{count:,}", f"{len(table.parts):,}"), id
        assert 'href="../synthetic_sample.zip"' in page and count > 0


@pytest.mark.parametrize(
    ("id", "view", "column"),
    [
        ("school_census.SENprovision", "Summer_Census_2021", "SENprovision_SUM21"),
        ("leo_earnings.Earnings", "leo_earnings", "Earnings"),
        ("hesa.HE_XPSR01", "hesa_2020", "HE_XPSR01"),
    ],
)
def test_variable_pages_show_values_of_the_download(rows, site, id, view, column):
    page = (site / "variables" / f"{id}.html").read_text(encoding="utf-8")
    shown = re.findall(r"<code>([^<]*)</code>", page.partition("Synthetic values")[2].partition("</dd>")[0])
    head, *body = rows[view]
    held = {row[head.index(column)] for row in body}
    assert (5 <= len(shown) <= 10 and set(shown) <= held) or (view == "Autumn_Census_2021" and shown)
    assert '<a href="../synthetic.html">made up</a>' in page


def test_what_can_not_be_had_shows_only_blanks(site):
    page = (site / "variables" / "ypmad_chronological.YPMAD_Surname.html").read_text(encoding="utf-8")
    part = page.partition("Synthetic values")[2].partition("</dd>")[0]
    assert "<code>" not in part and "blank" in part


def test_most_variables_show_values(catalogue, site):
    without = [id for id in catalogue.variables if "Synthetic values" not in (site / "variables" / f"{id}.html").read_text(encoding="utf-8")]
    assert len(without) < 60


@pytest.fixture
def base(tmp_path):
    lay_out_small(tmp_path / "small")
    return tmp_path / "small"


def drawn(base):
    catalogue, problems = read_catalogue(base)
    assert problems == []
    said = []
    return draw_sample(catalogue, base / ".cache", said.append), said


def test_only_what_has_changed_is_drawn_again(base):
    first, said = drawn(base)
    assert said == ["drawing a synthetic sample of 3 tables …"]
    again, said = drawn(base)
    assert again == first and said == []
    file = base / "variables" / "tables" / "roll" / "pupil" / "FreeMeals.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Entitled to free", "Has a right to free"), encoding="utf-8")
    assert drawn(base) == (first, []), "a title changes no value"
    file.write_text(file.read_text(encoding="utf-8").replace('code: "0"', 'code: "7"'), encoding="utf-8")
    changed, said = drawn(base)
    assert said == ["drawing a synthetic sample of 1 table …"] and changed.key != first.key
    assert changed.tables["attendance"] == first.tables["attendance"]
    assert "7" in changed.tables["roll"].values["roll.FreeMeals"] and "7" not in first.tables["roll"].values["roll.FreeMeals"]
    assert read_sample(base / ".cache") == changed
    assert [path.name for path in (base / ".cache" / "sample").glob("all-*.zip")] == [changed.archive.name]


def test_the_same_definitions_give_the_same_download(base, tmp_path):
    first, _ = drawn(base)
    shutil.copytree(base, tmp_path / "again", ignore=shutil.ignore_patterns(".cache"))
    second, _ = drawn(tmp_path / "again")
    assert first.archive.read_bytes() == second.archive.read_bytes()


def test_a_build_without_a_sample_shows_none_and_later_the_one_that_was_drawn(base):
    page = base / "site" / "variables" / "roll.FreeMeals.html"
    assert leo_kb("build", "--root", base, cwd=base).returncode == 0
    assert "Synthetic values" not in page.read_text(encoding="utf-8") and not (base / "site" / "synthetic_sample.zip").exists()
    assert leo_kb("build", "--sample", "--root", base, cwd=base).returncode == 0
    assert "Synthetic values" in page.read_text(encoding="utf-8") and (base / "site" / "synthetic_sample.zip").is_file()
    shutil.rmtree(base / "site")
    assert leo_kb("build", "--root", base, cwd=base).returncode == 0
    assert "Synthetic values" in page.read_text(encoding="utf-8") and (base / "site" / "synthetic_sample.zip").is_file()


def test_a_damaged_cache_is_drawn_again(base):
    first, _ = drawn(base)
    (base / ".cache" / "sample" / "roll.json").write_text("{", encoding="utf-8")
    assert read_sample(base / ".cache") is None
    assert drawn(base) == (first, ["drawing a synthetic sample of 1 table …"])
    assert json.loads((base / ".cache" / "sample" / "roll.json").read_text(encoding="utf-8"))["key"] == first.tables["roll"].key
