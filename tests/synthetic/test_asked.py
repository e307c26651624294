"""What `leo-kb synth` refuses, in words, and that a refusal or a stop leaves what was there; the switches of quirks, years, cohorts and layouts."""

import json
import resource
import signal
import subprocess
import sys
import time

import duckdb
import pytest
from running import ROOT, leo_kb

from build_tools.synthetic.quirks import QUIRKS

from .conftest import synth

SMALL = ("--root", ROOT / "tests" / "small")

REFUSED = {
    "unknown table": (("--tables", "rol"), 2, "there is no table `rol`; did you mean `roll`? The tables are: roll, attendance, link_pupil"),
    "no table": (("--tables", ","), 2, "no table is named: give their ids with commas between them, as --tables school_census,ks4_pupil, or --all"),
    "zero people": (("--all", "--people", "0"), 2, "--people 0: give a whole number from 1 to 50,000,000"),
    "people in words": (("--all", "--people", "many"), 2, "--people many: give a whole number from 1 to 50,000,000"),
    "bare year": (("--all", "--years", "2008"), 2, "--years: `2008` does not say which year is meant: write 2007/08 or 2008/09"),
    "year outside": (("--all", "--years", "2015/16"), 2, "--years 2015/16: 2015/16 lies outside the years of these tables, which are 2003/04-2009/10"),
    "unknown format": (("--all", "--format", "xls"), 2, "--format xls: there is no such choice. It is one of: duckdb, parquet, csv, dta, sav, sql"),
    "unknown layout": (("--all", "--layout", "logcal"), 2, "--layout logcal: there is no such choice; did you mean `logical`? It is one of: physical, logical"),
    "unknown quirk": (("--all", "--without", "open-end"), 2, "--without open-end: there is no such choice; did you mean `open-ends`? It is one of: "),
    "seed in words": (("--all", "--seed", "lucky"), 2, "--seed lucky: give a whole number from 0 to "),
    "schema": (("--all", "--project", "P 1"), 2, "--project P 1: a schema is named by 1 to 30 letters, digits and underscores, as P0001"),
}  # fmt: skip


def refused(folder, *arguments):
    given = [*map(str, arguments)]
    people = [] if "--people" in given else ["--people", "10"]
    return leo_kb("synth", *SMALL, *people, "--out", folder, *given)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(tmp_path, name):
    arguments, code, words = REFUSED[name]
    result = refused(tmp_path / "out", *arguments)
    assert (result.returncode, result.stdout) == (code, "")
    assert result.stderr.startswith(words) and "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_text("years of work", encoding="utf-8")
    result = refused(tmp_path / "out", "--all")
    assert result.returncode == 1 and "is not empty" in result.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "thesis.docx"]


def test_a_file_in_the_way(tmp_path):
    (tmp_path / "out").write_text("", encoding="utf-8")
    result = refused(tmp_path / "out", "--all")
    assert (result.returncode == 1 and "is a file" in result.stderr) or "is not a folder" in result.stderr


def test_a_table_too_wide_for_sql_server(tmp_path):
    asked = ("--tables", "ks4_pupil", "--layout", "logical", "--format", "sql", "--people", "10", "--out", tmp_path / "out")
    result = leo_kb("synth", *asked)
    assert result.returncode == 2 and result.stderr == (
        "ks4_pupil would have 1,220 columns, and a table of SQL Server has at most 1,024: leave out --layout logical\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "out").mkdir()
    assert refused(tmp_path / "out", "--all").returncode == 0 and (tmp_path / "out" / "README.md").is_file()


def test_no_extract_goes_among_the_definitions():
    result = refused(ROOT / "tests" / "small" / "variables" / "new", "--all")
    assert result.returncode == 2 and "belongs to the knowledge base" in result.stderr


def test_a_full_disk_leaves_nothing_behind(tmp_path):
    """The limit on the size of a file stands for a full disk: the system refuses to write on."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    command = [sys.executable, "-m", "build_tools", "synth", "--root", ROOT, "--people", "20000", "--tables", "leo_earnings"]
    result = subprocess.run(
        [*map(str, command), "--format", "csv", "--out", str(tmp_path / "out")], cwd=ROOT, capture_output=True, text=True, preexec_fn=limit
    )
    assert result.returncode == 1 and "Traceback" not in result.stderr, result.stderr
    assert "the extract could not be written" in result.stderr and "--out" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_leaves_nothing_behind(tmp_path, sign):
    command = [sys.executable, "-m", "build_tools", "synth", "--root", str(ROOT), "--people", "300000", "--tables", "school_census"]
    process = subprocess.Popen(
        [*command, "--format", "parquet", "--out", str(tmp_path / "out")], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while not any(path.suffix == ".parquet" for path in tmp_path.rglob("*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert any(tmp_path.iterdir()), "it had not begun to write"
    process.send_signal(sign)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130 and errors.endswith("stopped; nothing was left half written\n"), errors
    assert list(tmp_path.iterdir()) == []


def rows_of(folder, sql):
    """Runs SQL in which `{table}` stands for the Parquet file of a logical table."""
    files = {path.stem: f"'{path}'" for path in folder.rglob("*.parquet")}
    with duckdb.connect() as connection:
        return connection.execute(sql.format(**files)).fetchall()


SIGNS = {
    "duplicate-census-rows": "SELECT count(*) FROM {school_census} WHERE RecordStatus >= 101",
    "off-roll-rows": "SELECT count(*) FROM {school_census} WHERE OnRoll = 0 AND LeavingDate IS NOT NULL AND SENprovision IS NULL AND FSMeligible IS NULL",
    "second-ks4-rows": "SELECT count(*) FROM (SELECT 1 FROM {ks4_pupil} GROUP BY KS4_PupilMatchingRefAnonymous, KS4_ACADYR HAVING count(*) > 1)",
    "several-keys": "SELECT count(*) - count(DISTINCT AE_ID) FROM {link_ae_id_pmr}",
    "no-tax-match": "SELECT count(*) FROM (SELECT AE_ID FROM {link_ae_id_pmr} EXCEPT SELECT AE_ID FROM {link_ae_id_edukey})",
    "blank-hesa-keys": "SELECT count(*) FROM {hesa} WHERE HE_PUPILMATCHINGREFANONYMOUS IS NULL",
    "uncertain-dates": "SELECT count(*) FROM {leo_employment} WHERE UncertainStartDate = 1 OR UncertainEndDate = 1",
    "open-ends": "SELECT count(*) FROM {leo_employment} WHERE EndDate = DATE '9999-12-31'",
    "filler-dates": "SELECT count(*) FROM {lilr_aims} WHERE start_date = DATE '1900-01-01'",
    "aims-without-learners": "SELECT count(*) FROM {lilr_aims} WHERE external_id NOT IN (SELECT external_id FROM {lilr_learners})",
    "repeated-cin-referrals": "SELECT count(*) FROM {cin_details} WHERE CIN_CINReferralDate < make_date(CIN_ACADYR - 1, 4, 1)",
}  # fmt: skip
"""What shows that an extract has a quirk: 0 where it is left out. Where it is not in one table, the tables are those of the sign."""
TABLES = "school_census,ks4_pupil,cin_details,lilr_learners,lilr_aims,hesa,link_ae_id_edukey,link_ae_id_pmr,leo_employment,leo_earnings"


@pytest.fixture(scope="module")
def with_quirks(tmp_path_factory):
    return extract(tmp_path_factory.mktemp("with") / "out")


@pytest.fixture(scope="module")
def without_quirks(tmp_path_factory):
    return extract(tmp_path_factory.mktemp("without") / "out", "--without", "all")


def extract(folder, *more):
    synth(folder, "--people", 4000, "--tables", TABLES, "--layout", "logical", "--format", "parquet", *more)
    return folder


@pytest.mark.parametrize("quirk", SIGNS)
def test_a_quirk_can_be_left_out(with_quirks, without_quirks, quirk):
    there, gone = rows_of(with_quirks, SIGNS[quirk])[0][0], rows_of(without_quirks, SIGNS[quirk])[0][0]
    ages_out = gone if quirk == "no-tax-match" else 0  # those too young for tax data have no key either
    assert there > gone == ages_out


@pytest.mark.parametrize("quirk", ["duplicate-census-rows", "off-roll-rows", "uncertain-dates", "aims-without-learners", "repeated-cin-referrals"])
def test_the_count_is_that_of_the_rows(with_quirks, quirk):
    manifest = json.loads((with_quirks / "synthetic.json").read_text(encoding="utf-8"))
    counted = next(found["rows"] for found in manifest["quirks"] if found["id"] == quirk)
    shown = rows_of(with_quirks, SIGNS[quirk].replace("SENprovision IS NULL AND FSMeligible IS NULL", "true").replace(" AND LeavingDate IS NOT NULL", ""))
    if quirk == "off-roll-rows":  # OnRoll is listed from 2008/09 on
        assert 0 < shown[0][0] < counted
    else:
        assert shown == [(counted,)]


def test_negative_pay(with_quirks, without_quirks):
    sql = "SELECT count(*) FILTER (WHERE Earnings < 0), count(*) FILTER (WHERE Earnings = 0) > 50 FROM {leo_earnings}"
    assert rows_of(with_quirks, sql) == [(0, True)]
    assert rows_of(without_quirks, sql)[0][0] > 50


def test_spells_that_are_not_merged_touch(with_quirks, without_quirks):
    sql = (
        "SELECT count(*) FROM (SELECT EndDate, lead(StartDate) OVER (PARTITION BY EduKey ORDER BY StartDate) AS next FROM {leo_employment}) "
        "WHERE next = EndDate + 1"
    )
    assert rows_of(with_quirks, sql) == [(0,)]
    assert rows_of(without_quirks, sql)[0][0] > 1000


def test_the_manifest_says_what_was_left_out(without_quirks):
    manifest = json.loads((without_quirks / "synthetic.json").read_text(encoding="utf-8"))
    assert [found["left_out"] for found in manifest["quirks"]] == [True] * len(QUIRKS)


def test_years_and_cohorts_can_be_chosen(tmp_path):
    tables = ("--tables", "school_census,leo_earnings", "--years", "2010/11-2012/13", "--born", "1990/91-1994/95")
    synth(tmp_path / "out", "--people", 2000, *tables, "--layout", "logical", "--format", "parquet")
    years = "SELECT list_sort(list(DISTINCT {}))::VARCHAR FROM {}"
    assert rows_of(tmp_path / "out", years.replace("{}", "academic_year", 1).replace("{}", "{school_census}")) == [("[2010/11, 2011/12, 2012/13]",)]
    born = "YearOfBirth - CASE WHEN MonthOfBirth < 9 THEN 1 ELSE 0 END"
    assert rows_of(tmp_path / "out", f"SELECT min({born}), max({born}) FROM {{school_census}}") == [(1991, 1994)]  # those of 1990 are over 19
    assert rows_of(tmp_path / "out", "SELECT min(TaxYear), max(TaxYear) FROM {leo_earnings}") == [(201011, 201213)]


@pytest.mark.parametrize(("rows", "most"), [("applicant", 1), ("application", 5), ("application-and-qualification", 15)])
def test_what_a_row_of_ucas_is_can_be_changed(tmp_path, rows, most):
    synth(tmp_path / "out", "--people", 2000, "--tables", "ucas", "--format", "parquet", "--ucas-rows", rows)
    counts = "SELECT max(n) FROM (SELECT count(*) AS n FROM {ucas} GROUP BY unique_id_cycle)"
    assert rows_of(tmp_path / "out", counts) == [(most,)]
    assert json.loads((tmp_path / "out" / "synthetic.json").read_text(encoding="utf-8"))["ucas_rows"] == rows


def test_three_part_names_work_as_written(physical, monkeypatch):
    monkeypatch.chdir(physical)
    with duckdb.connect() as connection:
        connection.execute((physical / "open.sql").read_text(encoding="utf-8"))
        rows = connection.execute(
            'SELECT fsmeligible_spr12, COUNT(*) FROM NPD_i2."P0001".spring_census_2012 GROUP BY fsmeligible_spr12'
        ).fetchall()
    assert {row[0] for row in rows} == {0, 1, None}


def test_an_extract_under_the_names_of_a_project(tmp_path):
    names = tmp_path / "names.yaml"
    names.write_text("views:\n  Spring_Roll_2008: Roll_of_spring\ncolumns:\n  Spring_Roll_2008:\n    Gender_SPR08: Sex\nabsent: [Spring_Roll_2009]\n", encoding="utf-8")
    result = refused(tmp_path / "out", "--tables", "roll", "--people", "60", "--format", "csv", "--views", names)
    assert result.returncode == 0, result.stderr
    files = {path.name for path in (tmp_path / "out").rglob("*.csv")}
    assert "Roll_of_spring.csv" in files and not files & {"Spring_Roll_2008.csv", "Spring_Roll_2009.csv"}
    head = next((tmp_path / "out").rglob("Roll_of_spring.csv")).read_text(encoding="utf-8").splitlines()[0]
    assert "Sex" in head.split(",") and "Gender_SPR08" not in head


def test_two_seeds_share_no_keys(tmp_path):
    keys = []
    for seed in (1, 2):
        synth(tmp_path / str(seed), "--people", 500, "--tables", "link_ae_id_pmr", "--format", "csv", "--seed", seed)
        text = next((tmp_path / str(seed)).rglob("*.csv")).read_text(encoding="utf-8")
        keys.append({line.partition(",")[2] for line in text.splitlines()[1:]})
    assert len(keys[0]) > 400 and not keys[0] & keys[1]
