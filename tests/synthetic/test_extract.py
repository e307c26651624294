"""The extract has what the definitions say: every view, year and column, types, keys, dates and codes, and the same bytes for the same seed."""

import hashlib
import json

import duckdb
import pytest

from build_tools.catalogue import stem_of
from build_tools.physical import columns_of, views_of
from build_tools.roles import HOMES, role_of
from build_tools.sqltypes import codes_in_data, type_of
from build_tools.synthetic.checking import check_package
from build_tools.synthetic.quirks import QUIRKS

from .conftest import CATALOGUE, synth

TABLES = list(CATALOGUE.tables)


@pytest.fixture(scope="session")
def views(large):
    """{view name: (path, rows)} of the large extract."""
    manifest = json.loads((large / "synthetic.json").read_text(encoding="utf-8"))
    return {
        (table["id"], view["name"]): (large / view["file"], view["rows"])
        for table in manifest["tables"]
        for view in table["views"]
    }


@pytest.fixture(scope="session")
def query():
    """Runs SQL on files."""
    with duckdb.connect() as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def path_of(views, table, view=None):
    return next(f"'{path}'" for (id, name), (path, _) in views.items() if id == table and view in (None, name))


@pytest.mark.parametrize("id", TABLES)
def test_every_view_and_column_of_a_table_is_there_with_its_type(catalogue, large, views, query, id):
    table = catalogue.tables[id]
    combined = {view.name for view in table.views if view.combined}
    expected = {view.name for view in views_of(catalogue, table)} - combined
    assert {name for owner, name in views if owner == id} == expected
    columns = {}
    for variable in catalogue.by_table[id]:
        for column in columns_of(catalogue, variable):
            columns.setdefault(column.view, {}).setdefault(column.column.lower(), variable)
    for view in expected:
        described = {row[0].lower(): row[1] for row in query(f"DESCRIBE SELECT * FROM {path_of(views, id, view)}")}
        types = {name: type_of(catalogue, variable).duckdb for name, variable in columns[view].items()}
        assert described == types, view


def test_rows_are_those_of_the_manifest(views, query):
    for (_, name), (path, rows) in views.items():
        assert query(f"SELECT count(*) FROM '{path}'") == [(rows,)], name
    assert sum(rows for _, rows in views.values()) > 500_000


def test_tables_hold_people(views):
    empty = {id for id in TABLES if sum(rows for (owner, _), (_, rows) in views.items() if owner == id) == 0}
    assert empty == set()


def test_every_key_joins(catalogue, views, query):
    joined = 0
    for id in TABLES:
        for variable in catalogue.by_table[id]:
            role = role_of(catalogue, variable)
            home = HOMES.get(role)
            if home is None or home == id or role == "learner-key":
                continue
            theirs = next(stem_of(other.id) for other in catalogue.by_table[home] if role_of(catalogue, other) == role)
            for column in columns_of(catalogue, variable):
                if (id, column.view) not in views:
                    continue
                lost = query(
                    f'SELECT count(*) FROM {path_of(views, id, column.view)} WHERE "{column.column}" IS NOT NULL'
                    f' AND "{column.column}" NOT IN (SELECT "{theirs}" FROM {path_of(views, home)})'
                )
                assert lost == [(0,)], (variable.id, column.view)
                joined += 1
    assert joined > 250


def test_the_enterprise_of_pay_is_on_the_register_of_its_source_year(views, query):
    load = "CASE WHEN TaxYear <= 201617 THEN '2019' ELSE '2020' END"
    assert query(
        f"SELECT count(*) FROM {path_of(views, 'leo_earnings')} pay WHERE main_enterprise IS NOT NULL AND NOT EXISTS "
        f"(SELECT 1 FROM {path_of(views, 'leo_idbr')} firm WHERE firm.ENTKEY = pay.main_enterprise AND firm.SourceYear = {load})"
    ) == [(0,)]
    both = query(f"SELECT count(*), count(DISTINCT ENTKEY) FROM {path_of(views, 'leo_idbr')}")[0]
    assert both[0] > 1.5 * both[1], "most enterprises stand in both loads, so a join without the source year doubles rows"


def test_the_industry_linked_to_the_main_enterprise_is_that_of_the_register(views, query):
    load = "CASE WHEN TaxYear <= 201617 THEN '2019' ELSE '2020' END"
    assert query(
        f"SELECT count(*) FILTER (WHERE main_enterprise_linked_section IS DISTINCT FROM SECTIONNAME), count(*) > 1000 FROM {path_of(views, 'leo_earnings')} pay "
        f"JOIN {path_of(views, 'leo_idbr')} firm ON firm.ENTKEY = pay.main_enterprise AND firm.SourceYear = {load}"
    ) == [(0, True)]


def test_a_person_with_one_key_has_one_row_of_pay_a_year(views, query):
    assert query(f"SELECT count(*) - count(DISTINCT (Edukey, TaxYear)) FROM {path_of(views, 'leo_earnings')}") == [(0,)]


def test_lookups_hold_several_keys_of_some_people_and_no_tax_key_of_others(views, query):
    pupil, tax = path_of(views, "link_ae_id_pmr"), path_of(views, "link_ae_id_edukey")
    assert query(f"SELECT count(*) > count(DISTINCT AE_ID) FROM {pupil}") == [(True,)]
    assert query(f"SELECT count(*) > count(DISTINCT AE_ID) FROM {tax}") == [(True,)]
    assert query(f"SELECT count(*) > 100 FROM {pupil} WHERE AE_ID NOT IN (SELECT AE_ID FROM {tax})") == [(True,)]
    for lookup, key in ((pupil, "PUPILMATCHINGREFANONYMOUS"), (tax, "EDUKEY")):
        assert query(f"SELECT count(*) - count(DISTINCT {key}) FROM {lookup}") == [(0,)], "a key belongs to one person"


def test_age_follows_birth_and_the_year(views, query):
    view = path_of(views, "school_census", "Spring_Census_2012")
    start = "make_date(2011, 8, 31)"
    born = "make_date(YearOfBirth_SPR12, MonthOfBirth_SPR12, 1)"
    assert query(
        f"SELECT count(*) FILTER (WHERE AgeAtStartOfAcademicYear_SPR12 <> datediff('month', {born}, {start}) // 12), "
        f"count(*) FILTER (WHERE MonthPartOfAgeAtStartOfAcademicYear_SPR12 <> datediff('month', {born}, {start}) % 12), count(*) > 1000 FROM {view}"
    ) == [(0, 0, True)]


def test_a_person_is_in_year_11_in_one_year(views, query):
    rows = " UNION ALL ".join(
        f"SELECT KS4_PupilMatchingRefAnonymous AS pupil, KS4_ACADYR AS year FROM '{path}'"
        for (id, _), (path, _) in views.items()
        if id == "ks4_pupil"
    )
    assert query(f"SELECT count(*) FROM (SELECT pupil FROM ({rows}) GROUP BY pupil HAVING count(DISTINCT year) > 1)") == [(0,)]


@pytest.mark.parametrize("table", ["leo_employment", "leo_benefit"])
def test_spells_start_before_they_end_and_do_not_overlap(views, query, table):
    spells = path_of(views, table)
    assert query(f"SELECT count(*) FROM {spells} WHERE StartDate > EndDate") == [(0,)]
    follows = "lead(StartDate) OVER (PARTITION BY EduKey ORDER BY StartDate)"
    assert query(f"SELECT count(*) FROM (SELECT EndDate, {follows} AS next FROM {spells}) WHERE next <= EndDate") == [(0,)]
    assert query(f"SELECT count(*) > 0, max(EndDate)::VARCHAR FROM {spells} WHERE EndDate > DATE '2021-04-05'") == [(True, "9999-12-31")]


def test_uncertain_dates_are_the_documented_ones(views, query):
    spells = path_of(views, "leo_employment")
    assert query(
        f"SELECT count(*) > 10, count(*) FILTER (WHERE strftime(StartDate, '%m-%d') <> '04-06') FROM {spells} WHERE UncertainStartDate = 1"
    ) == [(True, 0)]
    assert query(
        f"SELECT count(*) > 10, count(*) FILTER (WHERE strftime(EndDate, '%m-%d') <> '04-05') FROM {spells} WHERE UncertainEndDate = 1"
    ) == [(True, 0)]


def test_pairs_of_dates_are_in_order(catalogue, views, query):
    pairs = 0
    for id in TABLES:
        roles = {}
        for variable in catalogue.by_table[id]:
            roles.setdefault(role_of(catalogue, variable), []).append(variable)
        if id in ("leo_employment", "leo_benefit") or "spell-end" not in roles or "spell-start" not in roles:
            continue
        start = roles["spell-start"][0]
        for end in roles["spell-end"]:
            for one, other in zip(columns_of(catalogue, start), columns_of(catalogue, end), strict=False):
                if one.view == other.view and (id, one.view) in views:
                    assert query(
                        f'SELECT count(*) FROM {path_of(views, id, one.view)} WHERE "{one.column}" > "{other.column}"'
                    ) == [(0,)], (start.id, end.id, one.view)
                    pairs += 1
    assert pairs > 10


def test_totals_equal_their_parts(catalogue, large, views, query):
    checked = 0
    for variable in catalogue.variables.values():
        if not variable.synthetic or not variable.synthetic.sum_of:
            continue
        parts = [columns_of(catalogue, catalogue.variables[id]) for id in variable.synthetic.sum_of]
        for total in columns_of(catalogue, variable):
            names = [column.column for columns in parts for column in columns if column.view == total.view]
            if not names:
                continue
            added = " + ".join(f'coalesce("{name}", 0)' for name in names)
            view = path_of(views, catalogue.table(variable).id, total.view)
            assert query(f'SELECT count(*) FROM {view} WHERE abs("{total.column}" - ({added})) > 0.011') == [(0,)], (variable.id, total.view)
            checked += 1
    assert checked > 20


def test_university_rows_are_of_linked_students_and_some_have_no_pupil_reference(views, query):
    view = path_of(views, "hesa", "hesa_2013")
    assert query(f"SELECT count(*) > 200, count(*) FILTER (WHERE HE_PUPILMATCHINGREFANONYMOUS IS NULL) > 5 FROM {view}") == [(True, True)]


def test_applicants_are_of_the_cohort_that_is_18(views, query):
    applicants, pupils = path_of(views, "ucas"), path_of(views, "school_census", "Spring_Census_2010")
    assert query(
        f"SELECT min(born), max(born) FROM (SELECT application_cycle - 1 - (YearOfBirth_SPR10 - CASE WHEN MonthOfBirth_SPR10 < 9 THEN 1 ELSE 0 END) AS born "
        f"FROM {applicants} JOIN {pupils} ON PupilMatchingRefAnonymous = PupilMatchingRefAnonymous_SPR10)"
    ) == [(18, 18)]


def test_aims_lead_to_learners_but_for_the_counted_ones(large, views, query):
    orphans = query(
        f"SELECT count(*) FROM {path_of(views, 'lilr_aims')} WHERE external_id NOT IN (SELECT external_id FROM {path_of(views, 'lilr_learners')})"
    )
    assert orphans == [(counted(large)["aims-without-learners"],)] and orphans[0][0] > 0


def counted(folder):
    """How often each quirk occurs, by the manifest."""
    manifest = json.loads((folder / "synthetic.json").read_text(encoding="utf-8"))
    return {quirk["id"]: quirk["rows"] for quirk in manifest["quirks"]}


def test_codes_are_those_of_the_year(catalogue, views, query):
    """Special needs: A and P stop, K and E start in 2014/15."""
    variable = catalogue.variables["school_census.SENprovision"]
    for year, view in ((2012, "Spring_Census_2013"), (2019, "Spring_Census_2020")):
        column = next(column.column for column in columns_of(catalogue, variable) if column.view == view)
        found = {row[0] for row in query(f'SELECT DISTINCT "{column}" FROM {path_of(views, "school_census", view)}')} - {None}
        assert found == {code.code for code in codes_in_data(catalogue, variable, year)}, view


def test_what_can_not_be_had_is_empty(catalogue, views, query):
    checked = 0
    for variable in catalogue.variables.values():
        if variable.status == "not-obtainable":
            for column in columns_of(catalogue, variable):
                if (catalogue.table(variable).id, column.view) in views:
                    view = path_of(views, catalogue.table(variable).id, column.view)
                    assert query(f'SELECT count("{column.column}") FROM {view}') == [(0,)], variable.id
                    checked += 1
    assert checked > 3


def test_no_column_is_empty_for_want_of_a_rule(catalogue, views, query):
    """Every other variable has values in some view with many rows."""
    held = {}
    for variable in catalogue.variables.values():
        for column in columns_of(catalogue, variable):
            places = held.setdefault((catalogue.table(variable).id, column.view), {})
            places.setdefault(column.column.lower(), []).append(variable.id)
    possible, filled = set(), set()
    for place, (path, rows) in views.items():
        if rows < 30:
            continue
        names = [row[0] for row in query(f"DESCRIBE SELECT * FROM '{path}'")]
        counts = query(f"""SELECT {", ".join(f'count("{name}")' for name in names)} FROM '{path}'""")[0]
        for name, count in zip(names, counts, strict=True):
            possible.update(held[place][name.lower()])
            filled.update(held[place][name.lower()] if count else [])
    unobtainable = {variable.id for variable in catalogue.variables.values() if variable.status == "not-obtainable"}
    printed_as_number = "absence.UnauthorisedAbsenceFlag_Summer6th"  # and described as text, so no value fits
    of_few_rows = "ap_census.AP_RecordStatus"  # and only of those that stand twice
    assert possible - filled - unobtainable <= {printed_as_number, of_few_rows} and len(filled) > 4000


def test_the_large_extract_fits_its_schemas(large):
    assert check_package(large) == []


def digests(folder, names=None):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (names is None or path.suffix in names)
    }


def test_the_same_seed_gives_the_same_bytes_whatever_else_is_made(large, tmp_path):
    some = "school_census,ks4_exam,lilr_aims,leo_employment,leo_earnings,leo_idbr,ucas,exclusions_table3"
    synth(tmp_path / "some", "--people", 10000, "--tables", some, "--years", "2011/12-2013/14", "--format", "parquet")
    again, whole = digests(tmp_path / "some", {".parquet"}), digests(large, {".parquet"})
    of_all_years = ("lilr_aims", "leo_earnings", "ucas")  # one view holds all years, so a part of them is another file
    same = {name for name in again if whole[name] == again[name]}
    assert len(same) > 15 and {name for name in again if name not in same} == {
        name for name in again if name.rpartition("/")[2].partition(".")[0] in (*of_all_years, "aims")
    }


def test_csv_is_the_same_in_a_second_run_and_another_with_another_seed(small_csv, tmp_path):
    tables = ("--people", 200, "--tables", "cin_details,leo_earnings,ks2_exam,hesa", "--format", "csv")
    synth(tmp_path / "again", *tables)
    again, whole = digests(tmp_path / "again", {".csv"}), digests(small_csv, {".csv"})
    assert again == {name: whole[name] for name in again} and len(again) > 30
    synth(tmp_path / "other", *tables, "--seed", 2)
    other = digests(tmp_path / "other", {".csv"})
    assert other.keys() == again.keys() and other != again


def test_quirks_are_counted(large):
    counts = counted(large)
    assert counts.keys() == {quirk.id for quirk in QUIRKS}
    assert {quirk: count for quirk, count in counts.items() if not count} == {}


def test_everything_says_that_it_is_synthetic(large, small_csv, physical, query):
    for folder in (large, small_csv, physical):
        assert (folder / "README.md").read_text(encoding="utf-8").startswith("# SYNTHETIC")
        assert json.loads((folder / "synthetic.json").read_text(encoding="utf-8"))["synthetic"].startswith("SYNTHETIC")
        files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
        assert all("synthetic" in name or name in ("README.md", "open.sql", "datapackage.json") for name in files)
    path = next(large.rglob("Spring_Census_2012.parquet"))
    facts = {key.decode(): value.decode() for _, key, value in query(f"SELECT * FROM parquet_kv_metadata('{path}')")}
    assert facts["synthetic"].startswith("SYNTHETIC, not real people")
    with duckdb.connect(str(physical / "synthetic_NPD_i2.duckdb"), read_only=True) as connection:
        comments = {row[0] for row in connection.execute("SELECT comment FROM duckdb_tables()").fetchall()}
    assert len(comments) == 1 and comments.pop().startswith("SYNTHETIC")
