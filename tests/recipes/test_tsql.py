import re
from collections.abc import Iterator
from datetime import date

import pytest

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("sqlglot")

from build_tools.recipes.constructs import EXAMPLE_ROWS, EXAMPLE_SCHEMA, PROVED, REFUSED  # noqa: E402
from build_tools.recipes.subset import allowed  # noqa: E402
from build_tools.recipes.tsql import Script, duckdb_statements, read  # noqa: E402

SCHEMA = {
    **EXAMPLE_SCHEMA,
    "School_Census": {
        "PupilRef": "varchar(18) COLLATE Latin1_General_BIN2",
        "SENprovision": "varchar(1)",
        "FSMeligible": "int",
        "Code": "varchar(4)",
        "Code_2": "varchar(4)",
        "KeyRef": "varchar(4) COLLATE Latin1_General_BIN2",
        "Pay": "decimal(9, 2)",
        "Flag": "bit",
        "Small": "smallint",
    },
}
CENSUS = [
    ("A1", "K", 1, "ab", "x ", "ab", 1.25, 1, 32000),
    ("B2", "k", 0, "AB ", None, "AB", None, 0, 1),
    ("C3", None, None, "abc", "", "b", 2.5, None, None),
]


def slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


@pytest.fixture(scope="module")
def connection():
    found = duckdb.connect()
    found.execute("CREATE SCHEMA work")
    found.execute(
        "CREATE TABLE work.pupil (person text, academic_year text, term text, fsm int, points double, born date)"
    )
    found.executemany("INSERT INTO work.pupil VALUES (?, ?, ?, ?, ?, ?)", EXAMPLE_ROWS)
    found.execute(
        "CREATE TABLE work.School_Census (PupilRef text, SENprovision text, FSMeligible int, Code text, Code_2 text, "
        "KeyRef text, Pay decimal(9, 2), Flag utinyint, Small smallint)"
    )
    found.executemany("INSERT INTO work.School_Census VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", CENSUS)
    yield found
    found.close()


def rows(connection, sql: str, **parameters: object) -> list[tuple[object, ...]]:
    """What a query gives, its last statement without INTO."""
    script = read(sql, SCHEMA, is_bare=True)
    assert not script.refusals, script.refusals
    cursor = connection.cursor()  # with temporary tables of its own
    for statement in duckdb_statements(script, parameters):
        cursor.execute(statement)
    return cursor.fetchall()


def refused(sql: str) -> list[str]:
    """The refusals of a query, as a terminal shows them."""
    return [f"{one.line}:{one.column}: {one.message}" for one in read(sql, SCHEMA, is_bare=True).refusals]


@pytest.mark.parametrize("proved", [pytest.param(one, id=slug(one.title)) for one in PROVED])
def test_a_construct_gives_the_documented_result(connection, proved):
    connection.execute("DROP TABLE IF EXISTS work.result")
    ((result,),) = rows(connection, proved.sql)
    assert (result, type(result)) == (proved.result, type(proved.result))


def refused_examples() -> Iterator[object]:
    for one in REFUSED:
        for number, sql in enumerate(one.examples, 1):
            yield pytest.param(one, sql, id=f"{slug(one.title)}-{number}")


@pytest.mark.parametrize(("construct", "sql"), refused_examples())
def test_a_refused_construct_says_why_and_where(construct, sql):
    found = read(sql, SCHEMA, is_bare=True).refusals
    assert [(one.message, one.help) for one in found] == [(construct.reason, construct.remedy)]
    lines = sql.split("\n")
    assert 1 <= found[0].line <= len(lines)
    assert 1 <= found[0].column <= len(lines[found[0].line - 1]) + 1


def test_titles_are_unique_and_no_text_names_a_class():
    titles = [one.title for one in (*PROVED, *REFUSED)]
    assert len(set(titles)) == len(titles)
    for one in REFUSED:
        assert not re.search(r"sqlglot|\bexp\.|Expression", one.reason + one.remedy)
    assert all(one.address.startswith("https://learn.microsoft.com/en-us/sql/t-sql/") for one in PROVED)


def test_what_no_example_proves_is_refused():
    """A window frame that would run, and be right, but is not shown by an example."""
    assert "WindowSpec end end_side=FOLLOWING kind=ROWS start start_side=FOLLOWING" not in allowed()
    (found,) = refused(
        "SELECT SUM(fsm) OVER (ORDER BY born ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS x FROM work.pupil"
    )
    assert "is not in the subset of T-SQL" in found


# whole scripts

FSM = """-- ever in six years
DECLARE @last_year char(7) = '2015/16';
DECLARE @least int = 0, @since date = '1990-01-01';

DROP TABLE IF EXISTS #known;
DROP TABLE IF EXISTS work.fsm_ever;

SELECT p.person, CAST(LEFT(p.academic_year, 4) AS int) + 1 AS Year_End, p.fsm
INTO #known
FROM work.pupil AS p
WHERE p.fsm IS NOT NULL AND p.academic_year <= @last_year AND p.born > @since;

WITH ranked AS (
    SELECT k.*, ROW_NUMBER() OVER (PARTITION BY k.person ORDER BY k.year_end DESC) AS place FROM #known AS k
)
SELECT r.person, MAX(CASE WHEN r.fsm = 1 THEN 1 ELSE 0 END) AS FSM_ever, COUNT(DISTINCT r.Year_End) AS years, SUM(r.fsm) AS total
INTO work.fsm_ever
FROM ranked AS r
LEFT JOIN work.school_census AS c ON c.PupilRef = r.person
WHERE r.place > @least
GROUP BY r.person
HAVING COUNT(*) > 0;
"""


def run(connection, script: Script, table: str, **parameters: object) -> list[tuple[object, ...]]:
    cursor = connection.cursor()
    for statement in duckdb_statements(script, parameters):
        cursor.execute(statement)
    return cursor.execute(f"SELECT * FROM work.{table} ORDER BY ALL").fetchall()


def test_a_script_with_steps_and_parameters(connection):
    script = read(FSM, SCHEMA)
    assert script.refusals == ()
    assert script.parameters == {
        "last_year": ("char(7)", "'2015/16'"),
        "least": ("int", "0"),
        "since": ("date", "'1990-01-01'"),
    }
    assert script.made == "fsm_ever"
    assert script.touched == {
        "pupil": {"person", "academic_year", "fsm", "born"},
        "school_census": {"PupilRef"},
    }
    assert run(connection, script, "fsm_ever") == [("A1", 1, 2, 1)]
    assert run(connection, script, "fsm_ever", last_year="2014/15") == [("A1", 1, 1, 1)]
    assert run(connection, script, "fsm_ever", LEAST=1) == [("A1", 1, 1, 1)]
    assert run(connection, script, "fsm_ever", since=date(2001, 1, 1)) == []
    assert run(connection, script, "fsm_ever", since=None) == []
    types = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'fsm_ever'"
    ).fetchall()
    assert types == [("person", "VARCHAR"), ("FSM_ever", "INTEGER"), ("years", "INTEGER"), ("total", "INTEGER")]


def test_parameters_must_fit():
    script = read(FSM, SCHEMA)
    for parameters in ({"nothing": 1}, {"last_year": "2015/2016"}, {"least": "1"}, {"least": 2**31}, {"since": "soon"}):
        with pytest.raises(ValueError):
            duckdb_statements(script, parameters)
    with pytest.raises(ValueError, match="is refused"):
        duckdb_statements(read("SELECT 1", {}))


def test_a_pattern_may_be_a_parameter_and_is_checked_each_time(connection):
    sql = "DECLARE @p varchar(9) = 'a%'; SELECT COUNT(*) FROM work.pupil WHERE term LIKE @p"
    assert rows(connection, sql) == [(2,)]
    assert rows(connection, sql, p="s%") == [(1,)]
    with pytest.raises(ValueError, match="class"):
        rows(connection, sql, p="[a-c]%")


@pytest.mark.parametrize(
    ("sql", "touched"),
    [
        ("SELECT COUNT(*) AS n FROM work.Pupil", {"pupil": set()}),
        ("SELECT p.FSM AS x FROM work.PUPIL AS p WHERE born IS NULL", {"pupil": {"fsm", "born"}}),
        ("WITH c AS (SELECT fsm, term FROM work.pupil) SELECT fsm FROM c", {"pupil": {"fsm", "term"}}),
        ("SELECT fsm, term INTO #s FROM work.pupil; SELECT s.fsm FROM #s AS s", {"pupil": {"fsm", "term"}}),
        (
            "SELECT p.fsm FROM work.pupil AS p WHERE EXISTS (SELECT 1 FROM work.school_census WHERE PupilRef = p.person AND term = 'x')",
            {"pupil": {"fsm", "person", "term"}, "school_census": {"PupilRef"}},
        ),
        (
            "SELECT (SELECT MAX(c.small) FROM work.school_census AS c) AS x FROM work.pupil AS p WHERE p.fsm IN (SELECT small FROM work.school_census)",
            {"pupil": {"fsm"}, "school_census": {"Small"}},
        ),
        (
            "SELECT v.x FROM work.school_census AS c CROSS APPLY (VALUES (c.code), (code_2)) AS v(x)",
            {"school_census": {"Code", "Code_2"}},
        ),
        (
            "SELECT a.fsm FROM work.pupil AS a JOIN work.pupil AS b ON b.term COLLATE Latin1_General_BIN2 = a.person",
            {"pupil": {"fsm", "term", "person"}},
        ),
        (
            "SELECT SUM(points) OVER (PARTITION BY term ORDER BY born) AS x FROM work.pupil",
            {"pupil": {"points", "term", "born"}},
        ),
    ],
)
def test_touched_columns(sql, touched):
    script = read(sql, SCHEMA, is_bare=True)
    assert script.refusals == ()
    assert script.touched == touched


@pytest.mark.parametrize(
    ("sql", "place", "words"),
    [
        ("SELECT p.fms\nFROM work.pupil AS p", "1:8", "p has no column `fms`"),
        ("SELECT 1 AS a\nFROM work.pupils", "2:6", "there is no table `work.pupils`"),
        ("SELECT 1 AS a FROM pupil", "1:20", "neither a table of `work` nor a query of WITH"),
        ("SELECT 1 AS a FROM dbo.pupil", "1:20", "there is no table `dbo.pupil`"),
        ("SELECT q.fsm FROM work.pupil AS p", "1:8", "nothing in FROM is called `q`"),
        ("SELECT fsm FROM work.pupil AS a CROSS JOIN work.pupil AS b", "1:8", "`fsm` is a column of a and b"),
        ("SELECT 1 AS a FROM #step", "1:21", "no statement before this makes #step"),
        (
            "SELECT a.x FROM (SELECT 1 AS x) AS a CROSS JOIN (SELECT a.x AS z) AS b",
            "1:57",
            "nothing in FROM is called `a`",
        ),
        ("SELECT fsm, term AS FSM INTO #s FROM work.pupil; SELECT 1", "1:8", "two columns are called `fsm`"),
        ("SELECT 1 AS a INTO work.pupil FROM work.pupil", "1:20", "work.pupil is a table that recipes read"),
        ("SELECT 1 AS a INTO dbo.x FROM work.pupil", "1:20", "neither in `work` nor a temporary table"),
        ("DROP TABLE IF EXISTS #other; SELECT 1 AS a", "1:23", "drops #other, which it does not make"),
        ("SELECT fsm\nFROM work.pupil fsm fsm", "2:21", "can not be read on at `fsm`"),
        ("SELECT 1 AS a,\n FROM work.pupil", "1:14", "a comma with nothing beside it"),
        ("SELECT COUNT(*) FROM work.pupil WHERE term IN ('AUT' 'SPR')", "1:54", "two constants stand side by side"),
        ("SELECT CAST('1' AS int", "1:20", "the brackets do not match"),
        ("SELECT v.x FROM (VALUES (1) (2)) AS v(x)", "1:29", "two pairs of brackets"),
        ("SELECT COUNT(DISTINCT) FROM work.pupil", "1:8", "takes one value"),
        ("SELECT fsm AS FROM work.pupil", "1:12", "AS stands without"),
        ("SELECT ", "1:1", "SELECT selects nothing"),
        ("SELECT IIF(1 = 1, 2)", "1:8", "IIF takes"),
        ("DECLARE @a = 5; SELECT @a", "1:14", "the default of @a is wrong"),
        ("SELECT 'it''s -- /* ' AS a,\n 'open AS b", "2:2", "is not closed"),
        ("SELECT 1 AS a /* open", "1:15", "is not closed"),
        ("DECLARE @a varchar(3) = 'abcd'; SELECT @a AS a", "1:20", "the default of @a is wrong"),
        ("DECLARE @a int = 1, @a int = 2; SELECT @a AS a", "1:30", "it is declared twice"),
        ("DECLARE @a date = EOMONTH(); SELECT @a AS a", "1:1", ""),
        ("SELECT COUNT(*) FROM (SELECT fsm FROM work.pupil)", "1:30", "have no name"),
        ("SELECT fsm INTO FROM work.pupil", "1:12", "INTO stands without a name"),
        ("SELECT @b AS a", "1:8", "@b is not declared"),
        ("SELECT COUNT(DISTINCT term, fsm) FROM work.pupil", "1:8", "takes one value"),
        ("SELECT CASE fsm WHEN NULL THEN 1 END FROM work.pupil", "1:13", "nothing is equal to NULL"),
        ("SELECT COUNT(*) FROM work.pupil WHERE fsm NOT IN (1, NULL)", "1:39", "nothing is equal to NULL"),
        ("SELECT GETDATE() AS a, 1 / 2 AS b", "1:8", "the date of the run"),
        ("SELECT COUNT(*) FROM work.pupil WHERE (fsm, term) IN (SELECT 1, 2)", "1:40", "several columns"),
        ("SELECT ROW_NUMBER() AS a FROM work.pupil", "1:8", "this can not stand here"),
        ("SELECT UPPER(term) OVER (PARTITION BY fsm) AS a FROM work.pupil", "1:8", "this can not stand here"),
        ("some words", "1:1", "this can not stand here"),
    ],
)
def test_what_is_wrong_is_told_in_words(sql, place, words):
    found = refused(sql)
    assert found
    assert found[0].startswith(f"{place}: ") and words in found[0], found
    assert not re.search(r"sqlglot|exp\.|<class|Expr\b", " ".join(found))


def test_a_recipe_must_make_a_table():
    assert [one.message for one in read("SELECT 1 AS a", SCHEMA).refusals] == ["the result of this query goes nowhere"]
    assert [one.message for one in read("DECLARE @a int = 1;", SCHEMA).refusals] == ["the recipe makes no table"]


# what would come out silently wrong without our steps: the right result or a refusal


@pytest.mark.parametrize(
    ("sql", "result"),
    [
        ("SELECT AVG(x) FROM (VALUES (1), (2)) AS v(x)", "refused"),
        ("SELECT 5 / 2", "refused"),
        ("SELECT -5 / 2", "refused"),
        ("SELECT CASE WHEN 'abc' = 'ABC' THEN 1 ELSE 0 END", 1),
        ("SELECT CASE WHEN 'a' = 'a ' THEN 1 ELSE 0 END", 1),
        ("SELECT LEN('ab  ')", 2),
        ("SELECT DATEDIFF(WEEK, CAST('2020-01-04' AS date), CAST('2020-01-05' AS date))", "refused"),
        ("SELECT CAST('abcdef' AS varchar(2))", "ab"),
        ("SELECT CAST(12.7 AS int)", 12),
        ("SELECT CAST(-12.7e0 AS int)", -12),
        ("SELECT TRY_CAST('12.5' AS int)", None),
        ("SELECT TRY_CAST('' AS int)", 0),
        ("SELECT CASE WHEN 'B12' LIKE '[A-C]%' THEN 1 ELSE 0 END", "refused"),
        ("SELECT DATEPART(WEEKDAY, CAST('2020-01-05' AS date))", "refused"),
        ("SELECT ISNULL(CAST(NULL AS varchar(2)), 'longer')", "refused"),
        ("SELECT ROUND(150.75, 0, 1)", "refused"),
        ("SELECT ROUND(-2.5e0, 0)", -3.0),
        ("SELECT DATEADD(DAY, 1, CAST('2019-12-31' AS date))", date(2020, 1, 1)),
        ("SELECT DATEADD(MONTH, -1, CAST('2020-03-31' AS date))", date(2020, 2, 29)),
        ("SELECT CHARINDEX('B', 'abc')", 2),
        ("SELECT REPLACE('aAb', 'a', '\\1')", "\\1\\1b"),
        ("SELECT SUBSTRING('abcdef', -1, 3)", "a"),
        ("SELECT CASE WHEN 'x' NOT IN ('X ') THEN 1 ELSE 0 END", 0),
        ("SELECT CASE 'x ' WHEN 'X' THEN 1 ELSE 0 END", 1),
        ("SELECT NULLIF('x', 'X ')", None),
        ("SELECT CASE WHEN 'B' BETWEEN 'a' AND 'b' THEN 1 ELSE 0 END", 1),
        ("SELECT SUM(x) FROM (VALUES (1), (2)) AS v(x)", 3),
        ("SELECT SIGN(-2.5e0)", -1.0),
        ("SELECT FLOOR(5)", 5),
        ("SELECT COALESCE(CAST(NULL AS varchar(5)), CAST(NULL AS varchar(2)), 'x')", "x"),
        ("SELECT 1 - -(-(-5))", 6),  # two signs in a row would begin a comment
        ("SELECT COUNT(*) FROM work.pupil WHERE fsm IS 1", "refused"),
        (
            "SELECT SUM(q.n) FROM (SELECT CAST(LEFT(academic_year, 4) AS int) AS y, COUNT(*) AS n FROM work.pupil "
            "GROUP BY CAST(LEFT(academic_year, 4) AS int)) AS q",
            3,
        ),
        ("SELECT MAX(small + 1000) FROM work.school_census", 33000),
        ("SELECT COUNT(*) FROM work.school_census WHERE senprovision = 'K'", 2),
        ("SELECT COUNT(*) FROM work.school_census WHERE senprovision IN ('k', 's')", 2),
        ("SELECT COUNT(*) FROM work.school_census WHERE code = 'Ab'", 2),
        ("SELECT COUNT(*) FROM work.school_census WHERE code LIKE 'Ab'", 2),
        ("SELECT COUNT(*) FROM work.school_census WHERE code LIKE 'Ab_'", 2),  # the blank of 'AB ' is a sign
        ("SELECT COUNT(*) FROM work.school_census WHERE code <> 'ab'", 1),
        ("SELECT COUNT(*) FROM work.school_census WHERE code_2 = ''", 1),
        ("SELECT COUNT(*) FROM work.school_census WHERE keyref = 'ab'", 1),  # by its collation
        ("SELECT COUNT(*) FROM work.school_census WHERE keyref LIKE 'a%'", 1),
        ("SELECT COUNT(*) FROM work.school_census WHERE pay > 1.5", 1),
        ("SELECT MAX(CAST(pay AS int)) FROM work.school_census", 2),
        ("SELECT SUM(CAST(flag AS int)) FROM work.school_census", 1),
        # texts of columns: 'ab', 'AB ' and 'abc'; of keys: 'ab', 'AB' and 'b'
        ("SELECT COUNT(*) FROM work.school_census AS a JOIN work.school_census AS b ON b.code = a.code", 5),
        ("SELECT COUNT(*) FROM work.school_census AS a JOIN work.school_census AS b ON b.keyref = a.keyref", 3),
        ("SELECT COUNT(DISTINCT code) * 10 + COUNT(DISTINCT keyref) FROM work.school_census", 23),
        ("SELECT COUNT(*) FROM (SELECT DISTINCT code, flag FROM work.school_census) AS q", 3),
        ("SELECT MIN(q.code) FROM (SELECT code FROM work.school_census GROUP BY code HAVING COUNT(*) = 2) AS q", "AB "),
        ("SELECT MIN(q.x) FROM (SELECT CONCAT(code, '|') AS x FROM work.school_census GROUP BY code HAVING code = 'ab') AS q", "AB |"),
        ("SELECT SUM(q.n) FROM (SELECT code, SUM(CASE WHEN code = 'Ab' THEN 1 ELSE 0 END) AS n FROM work.school_census GROUP BY code) AS q", 2),
        ("SELECT COUNT(*) FROM (SELECT code FROM work.school_census UNION SELECT 'Ab' UNION SELECT 'ABC  ') AS q", 2),
        ("SELECT COUNT(*) FROM (SELECT code FROM work.school_census UNION SELECT 'Ab' UNION ALL SELECT 'ABC  ') AS q", 3),
        ("SELECT COUNT(*) FROM (SELECT keyref FROM work.school_census UNION SELECT 'Ab') AS q", 4),
        ("SELECT MAX(q.n) FROM (SELECT COUNT(*) OVER (PARTITION BY code) AS n FROM work.school_census) AS q", 2),
        ("SELECT MAX(q.n) FROM (SELECT COUNT(*) OVER (PARTITION BY COALESCE(keyref, 'x')) AS n FROM work.school_census) AS q", 1),
        ("SELECT MAX(q.x) FROM (SELECT MIN(v.x) OVER (PARTITION BY v.g) AS x FROM (VALUES (1, 'B'), (1, 'a')) AS v(g, x)) AS q", "a"),
        ("SELECT COUNT(*) FROM work.school_census AS c JOIN work.pupil AS p ON p.person = c.pupilref AND LEFT(p.term, 1) = LEFT(c.code, 1)", 2),
        ("SELECT COUNT(*) FROM work.school_census AS a WHERE a.code IN (SELECT b.code FROM work.school_census AS b WHERE b.flag = 0)", 2),
        ("SELECT COUNT(*) FROM work.school_census AS a WHERE a.keyref NOT IN (SELECT b.keyref FROM work.school_census AS b WHERE b.flag = 0)", 2),
        ("SELECT COUNT(NULLIF(a.code, UPPER(a.code))) FROM work.school_census AS a", 0),
        ("SELECT MAX(v.x) FROM (VALUES ('school'), ('pru')) AS v(x)", "school"),
        ("SELECT COUNT(*) FROM work.school_census AS a JOIN work.school_census AS b ON EXISTS (SELECT a.code, a.keyref INTERSECT SELECT b.code, b.keyref)", 3),
        ("SELECT COUNT(*) FROM work.school_census AS a JOIN work.school_census AS b ON EXISTS (SELECT a.code INTERSECT SELECT b.code)", 5),
        ("SELECT COUNT(*) FROM work.school_census AS a WHERE EXISTS (SELECT a.code EXCEPT SELECT 'Ab')", 1),
        ("SELECT COUNT(*) FROM work.school_census WHERE flag = 1", 1),
    ],
)
def test_traps(connection, sql, result):
    if result == "refused":
        assert refused(sql)
    else:
        ((found,),) = rows(connection, sql)
        assert (found, type(found)) == (result, type(result))


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT points / fsm FROM work.pupil", "divided by zero"),
        ("SELECT 5 % fsm FROM work.pupil", "divided by zero"),
        ("SELECT CAST(term AS int) FROM work.pupil", "this text is no int: AUT"),
        ("SELECT CAST('12.5' AS int)", "this text is no int: 12.5"),
        ("SELECT LEFT(term, fsm - 5) FROM work.pupil", "less than nothing"),
        ("SELECT SUM(x) FROM (VALUES (2147483647), (1)) AS v(x)", "out of range"),
        ("SELECT DATEFROMPARTS(2001, 2, 29)", "out of range"),
    ],
)
def test_what_ends_with_an_error_in_sql_server_does_so_here(connection, sql, words):
    with pytest.raises(duckdb.Error, match=words):
        rows(connection, sql)


def test_texts_as_numbers(connection):
    texts = ["7", "abc", "1e3", "1_0", "+7", "99999999999", "  ", "0x1F", "-2", "007"]
    values = ", ".join(f"('{one}')" for one in texts)
    found = rows(connection, f"SELECT TRY_CAST(v.x AS int) FROM (VALUES {values}, (NULL)) AS v(x)")
    assert [value for (value,) in found] == [7, None, None, None, 7, None, 0, None, -2, 7, None]
    found = rows(
        connection,
        "SELECT TRY_CAST(v.x AS float) FROM (VALUES ('1.5'), ('1e3'), ('nan'), ('.5'), (''), ('1_0')) AS v(x)",
    )
    assert [value for (value,) in found] == [1.5, 1000.0, None, 0.5, 0.0, None]


def test_apply_of_forty_columns(connection):
    pairs = ", ".join(f"({number}, c.code, c.small)" for number in range(40))
    sql = (
        f"SELECT COUNT(*), COUNT(v.b), SUM(v.n) FROM work.school_census AS c OUTER APPLY (VALUES {pairs}) AS v(n, a, b)"
    )
    assert rows(connection, sql) == [(120, 80, 2340)]


def test_a_long_sum_takes_no_time(connection):
    sql = f"SELECT {' + '.join(['fsm'] * 200)} AS x FROM work.pupil WHERE fsm = 1"
    assert rows(connection, sql) == [(200,)]


def test_comparisons_are_no_slower_than_they_must_be():
    """No function around a column where capital letters and blanks can not matter."""
    script = read(
        "SELECT COUNT(*) FROM work.pupil WHERE academic_year = '2015/16' AND academic_year >= '2010/11'",
        SCHEMA,
        is_bare=True,
    )
    (sql,) = duckdb_statements(script)
    assert "lower(" not in sql and "rtrim(" not in sql
