"""The stacker: whole scripts for the small knowledge base, and for the real one every name, every rename and the syntax of every table.

The expected scripts are the files tests/stack/<case>.<dialect>.sql. After a change of words: run `leo-kb stack` on the small base with
tests/stack/more laid over it, read the script as a person who will run it, and put it there.
"""

import re
from dataclasses import replace

import duckdb
import pytest
import sqlglot
from running import ROOT
from small_base import HERE, lay_over
from sqlglot import exp

from build_tools.catalogue import checked_catalogue, stem_of, table_of
from build_tools.logical import logical_table
from build_tools.problems import UserError
from build_tools.roles import HOMES, role_of
from build_tools.stack import DIALECTS, StackOrder, named_columns, stack_sql
from build_tools.years import Years

TABLES = sorted(path.name for path in (ROOT / "variables" / "tables").iterdir())
STAMP = re.compile(r"leo-kb \S+ from catalogue [0-9a-f]{12}\.")
CASES = {
    "terms-and-old-names": "roll --years 2004/05-2006/07",
    "columns": "roll --columns mealstaken,School_anon --years 2004/05-2005/06 --project 1234 --into our_work",
    "repeats": "attendance --columns Reason_[n],Sess_late --years 2006/07-2008/09",
    "no-years": "link_pupil",
    "one-view": "clubs",
    "main-records": "clubs --columns Club --years 2006/07-2007/08 --main-records",
    "no-record-status": "roll --columns Gender --years 2004/05-2005/06 --main-records",
}


@pytest.fixture
def more(root):
    """The copy of the small knowledge base with what it lacks: a table of one view, and marks of duplicates in some years."""
    lay_over(HERE / "stack" / "more", root)
    return root


# ---------------------------------------------------------------------------------------------- whole scripts


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("case", CASES)
def test_script(case, dialect, more, leo_kb):
    code, out, err = leo_kb("stack", *CASES[case].split(), "--dialect", dialect, "--root", more, "--no-cache")
    assert (code, err) == (0, "")
    expected = (HERE / "stack" / f"{case}.{dialect}.sql").read_text(encoding="utf-8")
    assert STAMP.sub("leo-kb VERSION from catalogue DIGEST.", out) == expected


def test_every_expected_script_has_a_case():
    files = {path.name for path in (HERE / "stack").glob("*.sql")}
    assert files == {f"{case}.{dialect}.sql" for case in CASES for dialect in DIALECTS}


def test_an_assumed_database_is_marked(change, root):
    change("sources/riverside.yaml", "database: NPD_i2\n", "")
    catalogue = checked_catalogue(root)
    script = stack_sql(catalogue, StackOrder(logical_table(catalogue, "attendance")))
    assert "-- Marked `assumed`, because their names are not public: the database, 4 of 4 views. Check them" in script
    assert "FROM [RIVERSIDE_i2].[P0001].[Attendance_2006]  -- assumed name of the database and view\n" in script


def test_names_that_need_quoting(small):
    table = logical_table(small, "link_pupil")
    (part,) = table.parts
    column = part.columns["PersonKey"]._replace(column='a]b"c')
    odd = replace(table, find_parts=lambda: (part._replace(columns={"PersonKey": column}),))
    assert "    NULLIF([a]]b\"c], '') AS [PersonKey]\n" in stack_sql(small, StackOrder(odd))
    assert "    NULLIF(\"a]b\"\"c\", '') AS \"PersonKey\"\n" in stack_sql(small, StackOrder(odd), "duckdb")


@pytest.mark.parametrize(
    ("written", "years"),
    [("start", "2006, 2007, 1999"), ("end", "2007, 2008, 2000"), ("both", "200607, 200708, 199900"), ("label", "'2006/07', '2007/08', '1999/00'")],
)  # fmt: skip
def test_the_year_of_a_row_is_read_as_its_table_writes_it(written, years, more, change):
    """Run on DuckDB: the label of each year, and only the rows of the years asked for."""
    change("tables/clubs/_table.yaml", "written: end", f"written: {written}")
    catalogue = checked_catalogue(more)
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS NPD_i2; CREATE SCHEMA NPD_i2.P0001")
        connection.execute(
            f"CREATE TABLE NPD_i2.P0001.Clubs AS SELECT unnest([{years}, NULL]) AS ClubYear, 'chess' AS \"Club name\""
        )
        labels = []
        for wanted in (None, frozenset({1999, 2007})):
            order = StackOrder(logical_table(catalogue, "clubs"), columns=("Club",), years=wanted)
            connection.execute(stack_sql(catalogue, order, "duckdb"))
            labels.append([label for (label,) in connection.execute("SELECT academic_year FROM work.clubs").fetchall()])
    assert labels == [["2006/07", "2007/08", "1999/00", None], ["2007/08", "1999/00"]]


@pytest.mark.parametrize("mark", ["1", "20", "", "x", None, "101", "120"])
def test_only_marked_duplicates_are_left_out(mark, more):
    catalogue = checked_catalogue(more)
    order = StackOrder(logical_table(catalogue, "clubs"), columns=("Club",), main_records=True)
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS NPD_i2; CREATE SCHEMA NPD_i2.P0001")
        connection.execute(
            'CREATE TABLE NPD_i2.P0001.Clubs (RecordStatus VARCHAR, ClubYear INT, "Club name" VARCHAR)'
        )
        connection.execute("INSERT INTO NPD_i2.P0001.Clubs VALUES (?, 2007, 'chess')", [mark])
        connection.execute(stack_sql(catalogue, order, "duckdb"))
        rows = connection.execute("SELECT count(*) FROM work.clubs").fetchone()[0]
    assert rows == (0 if mark in ("101", "120") else 1)


@pytest.mark.parametrize("key", ["", "  ", None, "SYN-A"])
def test_blank_text_in_a_key_becomes_null(key, small):
    """Run on DuckDB, where blanks alone are no blank text; in SQL Server they are, as in all its comparisons. Other columns stay as they are."""
    table = logical_table(small, "roll")
    (part, *_) = (part for part in table.parts if part.view.year == 2005)
    columns = {name: part.columns[name].column for name in ("PupilRef", "Gender")}
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH ':memory:' AS {table.database}; CREATE SCHEMA {table.database}.P0001")
        made = ", ".join(f'? AS "{column}"' for column in columns.values())
        connection.execute(f"CREATE TABLE {table.database}.P0001.{part.view.name} AS SELECT {made}", [key, ""])
        odd = replace(table, find_parts=lambda: (part,))
        connection.execute(stack_sql(small, StackOrder(odd, columns=("PupilRef", "Gender")), "duckdb"))
        found = connection.execute("SELECT PupilRef, Gender FROM work.roll").fetchall()
    assert found == [(key or None, "")]


# ---------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("roll.FreeMeals", ["FreeMeals"]),
        ("FREEMEALS", ["FreeMeals"]),
        ("FreeMeals_[term][yy]", ["FreeMeals"]),
        ("mealstaken", ["FreeMeals"]),
        ("freemeals_spr06", ["FreeMeals"]),
        ("MealsTaken_04", ["FreeMeals"]),
        ("academic_year", ["academic_year"]),
        ("attendance.Reason_n", ["Reason_1", "Reason_2", "Reason_3"]),
        ("reason_[n]_ab[yy]", ["Reason_1", "Reason_2", "Reason_3"]),
        ("Reason_3", ["Reason_3"]),
        ("reason_3_ab09", ["Reason_3"]),
    ],
)
def test_name_of_a_column(name, columns, small):
    table = logical_table(small, "attendance" if "reason" in name.lower() else "roll")
    assert named_columns(small, table, [name]) == tuple(columns)


def test_a_column_that_is_named_twice_is_there_once(small):
    assert named_columns(small, logical_table(small, "roll"), ["Gender", "gend_[yy]", "PupilRef"]) == (
        "Gender",
        "PupilRef",
    )


def form_names(table):
    """{name in small letters: the ids that it may mean}: for every name that the form prints, of now and of old, and for our own."""
    found = {}
    for column in table.columns:
        if variable := column.variable:
            names = [variable.name, variable.field, *(old.name for old in variable.old_names)]
            names += [name for row in variable.form for name in (row.name, row.field)]
            for name in {*filter(None, names), column.name, stem_of(variable.id)}:
                found.setdefault(name.lower(), set()).add(variable.id)
    return found


AMBIGUOUS = {
    "school_census": 2, "ap_census": 1, "ks2_pupil": 6, "ks2_exam": 1, "ks3_indicators": 1, "ks4_pupil": 2, "ks5_student": 2, "absence": 4,
    "exclusions_table1": 1, "exclusions_table2": 1, "plams": 4, "hesa": 3,
}  # fmt: skip
"""How many names mean several columns of a table. Another one is a find: look at the form, then count it here."""


@pytest.mark.parametrize("id", TABLES)
def test_every_name_of_the_form_means_its_own_column_or_is_refused(id, catalogue):
    table = logical_table(catalogue, id)
    ambiguous = {name: ids for name, ids in form_names(table).items() if len(ids) > 1}
    for name, ids in form_names(table).items():
        if name in ambiguous:
            with pytest.raises(UserError) as refused:
                named_columns(catalogue, table, [name])
            said, choices = str(refused.value).split(": write ")
            assert said == f"`{name}` is the name of several columns of {id}"
            assert set(choices.split(" or ")) == ids
        for choice in ids if name in ambiguous else [name]:
            columns = [table.by_name[column.lower()] for column in named_columns(catalogue, table, [choice])]
            assert {column.variable.id for column in columns} == ({choice} if name in ambiguous else ids), choice
    assert len(ambiguous) == AMBIGUOUS.get(id, 0), sorted(ambiguous)


# ---------------------------------------------------------------------------------------------- renames

VIEW = re.compile(r"\nFROM \[\w+\]\.\[P0001\]\.\[(\w+)\]")
LINE = re.compile(r"    (.+) AS \[(\w+)\],?(?:  -- (.*))?")
BARE = re.compile(r"(?:NULLIF\()?\[(\w+)\](?:, ''\))?")
"""A column as the script takes it, and in a key, where blank text becomes NULL."""
RENAMED = {
    "school_census": 13, "absence": 2, "exclusions_pre2006": 2, "exclusions_table1": 1, "exclusions_table2": 1, "exclusions_table3": 1,
}  # fmt: skip
"""How many variables of a table have a former name with its years, in a view for each year."""


def selected(catalogue, table, columns):
    """{view: {logical column: (what the script selects for it, the remark behind it)}}, read from the script."""
    script = stack_sql(catalogue, StackOrder(table, columns=columns))
    found = {}
    for insert in script.split("\nINSERT INTO ")[1:]:
        lines = [match.groups() for line in insert.splitlines() if (match := LINE.fullmatch(line))]
        found[VIEW.search(insert)[1]] = {logical: (BARE.sub(r"\1", taken), remark) for taken, logical, remark in lines}
    return found


def year_and_term(table, name):
    """When a view was filled: 2011 and `spring`, read from its name and the definition of its table."""
    for view in table.views:
        if match := re.fullmatch(view.name.replace("{yyyy}", r"(\d{4})"), name):
            return int(match[1]) - 1, view.term
    raise AssertionError(f"{table.id} has no view {name}")


def names_in_a_view(variable, year, term):
    """The names that the definition gives a column in a view, that of its years first: the former ones end as the current one does."""
    ending = re.search(r"_(?:ab|ex)?(?:\[term\])?\[yy\]", variable.name)[0]
    former = [old for old in variable.old_names if old.kind == "former name" and year in Years.parse(old.years)]
    names = [old.name if "[" in old.name else old.name + ending for old in former] + [variable.name]
    code = {"autumn": "AUT", "spring": "SPR", "summer": "SUM", None: ""}[term]
    return [name.replace("[term]", code).replace("[yy]", f"{(year + 1) % 100:02d}") for name in names]


@pytest.mark.parametrize("id", RENAMED)
def test_a_renamed_column_is_read_by_its_name_of_the_year(id, catalogue):
    """Where public code reads a column by another of its names than the form says, that name is taken."""
    table = logical_table(catalogue, id)
    renamed = [
        variable for variable in catalogue.by_table[id] if any(old.kind == "former name" for old in variable.old_names)
    ]
    assert len(renamed) == RENAMED[id]
    found = selected(catalogue, table, tuple(stem_of(variable.id) for variable in renamed))
    assert len(found) == len(table.parts)
    for view, columns in found.items():
        year, term = year_and_term(table.table, view)
        seen = [name.lower() for name in table.table.seen_columns.get(view, [])]
        for variable in renamed:
            taken, _ = columns[stem_of(variable.id)]
            names = names_in_a_view(variable, year, term)
            held = year in Years.parse(variable.years) and (
                term is None or not variable.terms or term in variable.terms
            )
            expected = next((name for name in names if name.lower() in seen), names[0]) if held else "NULL"
            assert taken == expected, f"{variable.id} in {view}"


def test_every_rename_is_under_test(catalogue):
    olds = ((table_of(variable.id), old) for variable in catalogue.variables.values() for old in variable.old_names)
    tables = {table for table, old in olds if old.kind == "former name" and old.years}
    assert tables == {*RENAMED, "pru_census"}, "pru_census holds all its years in one view"


NOT_ON_THE_FORM = {"school_census": 202, "plams": 35, "hesa": 12}
"""How many columns public code reads from views for which the form does not list them. They are NULL, with a remark."""
OTHERWISE = {("Autumn_Census_2013", "llsoa_aut13")}
"""Former names that public code reads a year longer than the form says, which build_tools/physical.py does not follow."""


@pytest.mark.parametrize("id", TABLES)
def test_columns_that_public_code_reads_are_selected_by_their_names(id, catalogue):
    table = logical_table(catalogue, id)
    combined = {view.name for view in table.table.views if view.combined}
    views = {view: names for view, names in table.table.seen_columns.items() if view not in combined}
    found = selected(catalogue, table, None) if views else {}
    not_on_the_form = 0
    for view, names in views.items():
        owners = {name.lower(): logical for logical, (name, _) in found[view].items()}
        remarks = {(remark or "").rpartition(" reads ")[2].lower() for _, remark in found[view].values()}
        for name in names:
            if name.lower() in owners:
                assert bare(name) in names_of(table.by_name[owners[name.lower()].lower()].variable), f"{name} in {view}"
            elif (view, name) not in OTHERWISE:
                assert name.lower() in remarks, f"{name} in {view}"
                not_on_the_form += 1
    assert not_on_the_form == NOT_ON_THE_FORM.get(id, 0)


def bare(name):
    """A name without what tells the term and year: `laestab_anon_spr08` and `LAEstab_[term][yy]_anon` both give `laestab_anon`."""
    return re.sub(r"_(?:ab|ex)?(?:(?:aut|spr|sum)?\d\d|(?:spr)?(?:\[term\])?\[yy\])(?=_|$)", "", name.lower())


def names_of(variable):
    """The names of a variable as `bare` gives them."""
    others = [*variable.old_names, *variable.physical]
    return {bare(variable.name), *(bare(other.name) for other in others)}


# ---------------------------------------------------------------------------------------------- syntax


def scripts(catalogue, table):
    """The T-SQL of a whole table; of one with too many columns, in pieces of a thousand."""
    columns = [column.name for column in table.columns]
    for start in range(0, len(columns), 1000):
        yield stack_sql(catalogue, StackOrder(table, columns=tuple(columns[start : start + 1000])))


@pytest.mark.parametrize("id", TABLES)
def test_t_sql_of_a_table(id, catalogue):
    """Batches are parsed one by one, for GO is no T-SQL. What Microsoft's parser says is recorded in tests/oracle."""
    table = logical_table(catalogue, id)
    for script in scripts(catalogue, table):
        assert "#" not in script and "tempdb" not in script.lower()
        before, made = script.split("\nGO\n")
        assert before.endswith(f"DROP TABLE IF EXISTS [work].[{id}];")
        statements = sqlglot.parse(made, read="tsql")
        assert not any(statement.find(exp.Command) for statement in statements), "sqlglot took something for text"
        (create,) = (statement for statement in statements if isinstance(statement, exp.Create))
        inserts = [statement for statement in statements if isinstance(statement, exp.Insert)]
        columns = [column.name for column in create.find_all(exp.ColumnDef)]
        assert len(inserts) == len(table.parts)
        for insert in inserts:
            assert insert.this.this.sql("tsql") == create.this.this.sql("tsql") == f"[work].[{id}]"
            assert [target.name for target in insert.this.expressions] == columns
            assert [value.alias for value in insert.expression.expressions] == columns
        for column in create.find_all(exp.ColumnDef):
            logical = table.by_name[column.name.lower()]
            is_text = column.kind.this in exp.DataType.TEXT_TYPES
            is_key = logical.name in table.key or bool(
                logical.variable and role_of(catalogue, logical.variable) in HOMES
            )
            collation = column.find(exp.CollateColumnConstraint)
            assert collation or not (is_text and is_key), f"{column.name} can not be joined across databases"
            assert not collation or (is_text and collation.this.name == "Latin1_General_BIN2"), column.name


def test_more_columns_than_a_table_can_have(catalogue):
    table = logical_table(catalogue, "ks4_pupil")
    with pytest.raises(UserError) as refused:
        stack_sql(catalogue, StackOrder(table))
    assert str(refused.value) == (
        "ks4_pupil would have 1,220 columns, and a table of SQL Server has at most 1,024: "
        "name those that you need with --columns, or take fewer years with --years"
    )
    assert stack_sql(catalogue, StackOrder(table, years=frozenset({2011})))
    assert stack_sql(catalogue, StackOrder(table), "duckdb")
