"""All SQL that the tools write has been judged by Microsoft's parser: its recorded verdict must be there, and be `ok`.

The parser itself is not needed here. After a change of SQL: `make oracle`, then read what it printed and commit verdicts.txt.
"""

import pytest
from corpus import WRONG, digest_of, executed, statements, without_stamp
from microsoft import SWALLOWED, Fault, document_of, sorted_out
from record import VERDICTS, read_verdicts, written

AGAIN = f"run `make oracle`, which asks Microsoft's parser and writes {VERDICTS.name}"


@pytest.fixture(scope="module")
def under_test():
    return dict(statements())


def test_all_sql_is_judged_right(under_test):
    verdicts = read_verdicts()
    found = {name: verdicts.get(digest_of(sql), ("not judged", ""))[0] for name, sql in under_test.items()}
    assert {name: verdict for name, verdict in found.items() if verdict != "ok"} == {}, AGAIN


def test_no_verdict_is_left_over(under_test):
    known = {digest_of(sql) for sql in (*under_test.values(), *WRONG.values())}
    left = [name for digest, (_, name) in read_verdicts().items() if digest not in known]
    assert left == [], f"this SQL is written no more: {AGAIN}, or delete its lines"


@pytest.mark.parametrize("name", WRONG)
def test_the_parser_sees_mistakes(name):
    assert read_verdicts().get(digest_of(WRONG[name])) == ("error", f"wrong/{name}"), AGAIN


def test_the_file_is_as_it_is_written(under_test):
    texts = under_test | {f"wrong/{name}": sql for name, sql in WRONG.items()}
    verdicts = {name: verdict for verdict, name in read_verdicts().values()}
    faults = {name: [Fault(1, 1, "")] if verdicts.get(name) == "error" else [] for name in texts}
    assert VERDICTS.read_text(encoding="utf-8") == written(texts, faults), AGAIN


@pytest.mark.parametrize(
    "words",
    [
        "COLLATE ",
        "< 101",
        "AS int) IN (2009, 2010)",
        "AS int) IN (200809, 200910)",
        "CONCAT(LEFT(",
        "[s.Amount in-pounds]",
        "BULK INSERT [NPD_i2].[P0001].[Awards] FROM 'folder\\",
        "CREATE DATABASE",
        "CREATE TABLE [P0001].[Spring_Roll_2008]",
    ],
)
def test_every_kind_of_expression_is_under_test(words, under_test):
    assert any(words in sql for sql in under_test.values())


def test_version_and_catalogue_do_not_matter():
    first = "-- roll\n-- Made by leo-kb 0.1.0 from catalogue 00ba97069c75. A row is: One pupil.\nSELECT 1\n"
    assert without_stamp(first) == without_stamp(first.replace("0.1.0", "2.0").replace("00ba97069c75", "ffffffffffff"))
    assert without_stamp(first) != without_stamp(first.replace("One pupil", "Two pupils"))


def test_sql_in_strings():
    sql = "IF 1 = 1 EXEC (N'PRINT ''a''');\nEXEC (N'BULK INSERT t FROM ''' + @folder + N'\\t.txt'' WITH (TABLOCK)');"
    assert list(executed(sql)) == ["PRINT 'a'", "BULK INSERT t FROM 'folder\\t.txt' WITH (TABLOCK)"]


def test_faults_come_to_their_texts():
    document, own = document_of({"first": "SELECT 1", "second": "SELECT\n1 1\n", "third": "SELECT 'a"})
    lines = document.split("\n")
    assert [lines[place - 1] for place in own["second"]] == ["SELECT", "1 1", "GO"]
    probes = [number for number, line in enumerate(lines, 1) if line == "SELECT FROM probe"]
    said = [Fault(own["second"].stop - 2, 3, "wrong"), Fault(probes[0], 8, "planted"), Fault(probes[1], 8, "planted")]
    faults = sorted_out(own, said)
    assert faults == {"first": [], "second": [Fault(2, 3, "wrong")], "third": [Fault(2, 1, SWALLOWED)]}
