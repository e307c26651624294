"""The constructs of T-SQL that recipes may use, each proved by an example with the result that Microsoft documents, and those that are refused.

What no example shows can not be used: the subset follows from this table. The examples are queries, and may read `work.pupil`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DOCS = "https://learn.microsoft.com/en-us/sql/t-sql/"

EXAMPLE_SCHEMA = {
    "pupil": {
        "person": "varchar(18) COLLATE Latin1_General_BIN2",
        "academic_year": "varchar(7) COLLATE Latin1_General_BIN2",
        "term": "varchar(3)",
        "fsm": "int",
        "points": "float",
        "born": "date",
    }
}
"""The table that the examples read: keys and years have the collation that the stacker gives them, and other text has that of the database."""
EXAMPLE_ROWS: tuple[tuple[str, str, str, int | None, float | None, date], ...] = (
    ("A1", "2014/15", "AUT", 1, 40.5, date(1999, 9, 1)),
    ("A1", "2015/16", "SPR", 0, 50.0, date(1999, 9, 1)),
    ("B2", "2015/16", "aut", None, None, date(2000, 2, 29)),
)
"""Its rows, in the order of its columns."""


_SHORT = (
    "statements/collations",
    "language-elements/string-comparison-assignment",
    "language-elements/unary-operators-negative",
)
"""Pages whose address does not end like that of the others."""


@dataclass(frozen=True)
class Proved:
    """A construct that may be used: a query with one value, and what that value is in SQL Server by the page of Microsoft."""

    group: str
    title: str
    sql: str
    result: object
    page: str
    note: str = ""

    @property
    def address(self) -> str:
        """Of the page that documents the result."""
        return DOCS + self.page + ("" if self.page in _SHORT else "-transact-sql")


@dataclass(frozen=True)
class Refused:
    """A construct that may not be used: examples, why, and what to write instead."""

    title: str
    examples: tuple[str, ...]
    reason: str
    remedy: str


def _group(title: str, *rows: tuple[str, str, object, str] | tuple[str, str, object, str, str]) -> tuple[Proved, ...]:
    return tuple(Proved(title, *row) for row in rows)


PROVED: tuple[Proved, ...] = (
    *_group(
        "Statements and tables",
        ("A query with a condition", "SELECT COUNT(*) FROM work.pupil AS p WHERE p.fsm = 1", 1, "queries/where"),
        ("A comment", "-- to the end of the line\nSELECT /* or between signs */ 1", 1, "language-elements/comment"),
        ("DECLARE", "DECLARE @least int = 1;\nDECLARE @term char(3) = 'AUT', @none float = NULL, @low int = -1;\nSELECT COUNT(*) FROM work.pupil WHERE fsm >= @least AND term = @term AND fsm > @low", 1, "language-elements/declare-local-variable", "The value is replaced where a test asks for another."),
        ("SELECT INTO a temporary table", "DROP TABLE IF EXISTS #step;\nSELECT person, fsm INTO #step FROM work.pupil WHERE fsm = 1;\nSELECT COUNT(*) FROM #step AS s", 1, "queries/select-into-clause"),
        ("SELECT INTO a table", "DROP TABLE IF EXISTS work.result;\nSELECT person, fsm INTO work.result FROM work.pupil;\nSELECT COUNT(*) FROM work.result", 3, "queries/select-into-clause"),
        ("WITH", "WITH fed AS (SELECT person FROM work.pupil WHERE fsm = 1), known AS (SELECT f.* FROM fed AS f)\nSELECT COUNT(*) FROM known", 1, "queries/with-common-table-expression"),
        ("All columns of a query", "WITH fed AS (SELECT person, fsm FROM work.pupil)\nSELECT COUNT(*) FROM (SELECT * FROM fed) AS f", 3, "queries/select-clause"),
        ("A query in FROM", "SELECT MAX(q.rows) FROM (SELECT p.person, COUNT(*) AS rows FROM work.pupil AS p GROUP BY p.person) AS q", 2, "queries/from"),
        ("DISTINCT", "SELECT COUNT(*) FROM (SELECT DISTINCT p.person FROM work.pupil AS p) AS q", 2, "queries/select"),
        ("DISTINCT of texts", "SELECT COUNT(*) FROM (SELECT DISTINCT term FROM work.pupil) AS q", 2, "queries/select", "AUT and aut are one, and which of them is shown is not said."),
        ("GROUP BY and HAVING", "SELECT COUNT(*) FROM (SELECT person FROM work.pupil GROUP BY person HAVING COUNT(*) > 1) AS q", 1, "queries/select-having"),
        ("GROUP BY several columns", "SELECT COUNT(*) FROM (SELECT person, academic_year FROM work.pupil GROUP BY person, academic_year) AS q", 3, "queries/select-group-by"),
        ("GROUP BY a text", "SELECT MAX(q.n) FROM (SELECT term, COUNT(*) AS n FROM work.pupil GROUP BY term) AS q", 2, "queries/select-group-by", "AUT and aut are one group, and which of them is shown is not said."),
        ("GROUP BY one spelling of a text", "SELECT MAX(q.term) FROM (SELECT UPPER(RTRIM(term)) AS term FROM work.pupil GROUP BY UPPER(RTRIM(term)) HAVING COUNT(*) = 2) AS q", "AUT", "queries/select-group-by"),
        ("Rows of VALUES", "SELECT SUM(v.x) FROM (VALUES (1, 'a'), (2, 'b')) AS v(x, y)", 3, "queries/table-value-constructor"),
        ("A value without a table", "SELECT N'text'", "text", "data-types/constants"),
    ),
    *_group(
        "Joins",
        ("JOIN", "SELECT COUNT(*) FROM work.pupil AS a JOIN work.pupil AS b ON b.person = a.person", 5, "queries/from"),
        ("JOIN over a text", "SELECT COUNT(*) FROM work.pupil AS a JOIN work.pupil AS b ON b.term = a.term", 5, "queries/from"),
        ("INNER JOIN", "SELECT COUNT(*) FROM work.pupil AS a INNER JOIN work.pupil AS b ON b.person = a.person", 5, "queries/from"),
        ("LEFT JOIN", "SELECT COUNT(*) FROM work.pupil AS a LEFT JOIN work.pupil AS b ON b.person = a.person AND b.fsm = 1", 3, "queries/from"),
        ("LEFT OUTER JOIN", "SELECT COUNT(b.fsm) FROM work.pupil AS a LEFT OUTER JOIN work.pupil AS b ON b.person = a.person AND b.fsm = 1", 2, "queries/from"),
        ("RIGHT JOIN", "SELECT COUNT(*) FROM work.pupil AS a RIGHT JOIN (VALUES ('A1'), ('C3')) AS v(person) ON v.person = a.person", 3, "queries/from"),
        ("FULL JOIN", "SELECT COUNT(*) FROM work.pupil AS a FULL JOIN (VALUES ('A1'), ('C3')) AS v(person) ON v.person = a.person", 4, "queries/from"),
        ("FULL OUTER JOIN", "SELECT COUNT(*) FROM work.pupil AS a FULL OUTER JOIN (VALUES ('A1'), ('C3')) AS v(person) ON v.person = a.person", 4, "queries/from"),
        ("JOIN of a query", "SELECT COUNT(*) FROM work.pupil AS a JOIN (SELECT person FROM work.pupil WHERE fsm = 1) AS b ON b.person = a.person", 2, "queries/from"),
        ("LEFT JOIN of a query", "SELECT COUNT(*) FROM work.pupil AS a LEFT JOIN (SELECT person FROM work.pupil WHERE fsm = 1) AS b ON b.person = a.person", 3, "queries/from"),
        ("CROSS JOIN", "SELECT COUNT(*) FROM work.pupil AS a CROSS JOIN work.pupil AS b", 9, "queries/from"),
        ("CROSS JOIN of a query", "SELECT COUNT(*) FROM work.pupil AS a CROSS JOIN (SELECT MAX(points) AS most FROM work.pupil) AS b", 3, "queries/from"),
        ("CROSS JOIN of rows", "SELECT COUNT(*) FROM work.pupil AS a CROSS JOIN (VALUES (1), (2)) AS v(x)", 6, "queries/table-value-constructor"),
        ("CROSS APPLY (VALUES …)", "SELECT SUM(v.y) FROM work.pupil AS p CROSS APPLY (VALUES (1, p.fsm), (2, p.fsm)) AS v(x, y) WHERE v.y IS NOT NULL", 2, "queries/from", "It makes rows of repeated columns."),
        ("OUTER APPLY (VALUES …)", "SELECT COUNT(*) FROM work.pupil AS p OUTER APPLY (VALUES ('a', p.fsm), ('b', NULL)) AS v(x, y)", 6, "queries/from"),
        ("UNION ALL", "SELECT COUNT(*) FROM (SELECT person FROM work.pupil UNION ALL SELECT person FROM work.pupil) AS q", 6, "language-elements/set-operators-union"),
        ("UNION", "SELECT COUNT(*) FROM (SELECT person FROM work.pupil UNION SELECT person FROM work.pupil) AS q", 2, "language-elements/set-operators-union"),
        ("UNION of texts", "SELECT COUNT(*) FROM (SELECT term FROM work.pupil UNION SELECT 'spr ' AS term) AS q", 2, "language-elements/set-operators-union"),
        ("EXCEPT", "SELECT COUNT(*) FROM (SELECT person FROM work.pupil EXCEPT SELECT person FROM work.pupil WHERE fsm = 1) AS q", 1, "language-elements/set-operators-except-and-intersect"),
        ("INTERSECT", "SELECT COUNT(*) FROM (SELECT person FROM work.pupil INTERSECT SELECT person FROM work.pupil WHERE fsm = 1) AS q", 1, "language-elements/set-operators-except-and-intersect"),
    ),
    *_group(
        "Conditions",
        ("AND, OR and NOT", "SELECT COUNT(*) FROM work.pupil WHERE (fsm = 1 OR points > 45e0) AND NOT (fsm < 0)", 2, "language-elements/not"),
        ("Brackets", "SELECT COUNT(*) FROM work.pupil WHERE fsm = 1 OR (fsm = 0 AND (points > 45e0))", 2, "language-elements/operator-precedence"),
        ("Comparisons of numbers", "SELECT CASE WHEN 1 < 2 AND 2 <= 2 AND 3 > 2 AND 3 >= 3 AND 1 <> 2 AND 1 != 2 AND 0.5 < 1 THEN 1 ELSE 0 END", 1, "language-elements/comparison-operators"),
        ("Capital letters do not matter", "SELECT COUNT(*) FROM work.pupil WHERE term = 'Aut'", 2, "statements/collations", "So it is under the usual collations of SQL Server, whose names have CI in them."),
        ("Blanks at the end do not matter", "SELECT CASE WHEN 'ab' = 'ab  ' THEN 1 ELSE 0 END", 1, "language-elements/string-comparison-assignment"),
        ("Texts of two columns", "SELECT COUNT(*) FROM work.pupil AS a CROSS JOIN work.pupil AS b WHERE a.term < b.term", 2, "statements/collations", "Both AUT and aut come before SPR."),
        ("COLLATE of exact values", "SELECT COUNT(*) FROM work.pupil WHERE term COLLATE Latin1_General_BIN2 = 'AUT'", 1, "statements/collations"),
        ("Keys and years are exact", "SELECT COUNT(*) FROM work.pupil WHERE person = 'a1'", 0, "statements/collations", "Long tables have them in the collation Latin1_General_BIN2, and what is made from them keeps it."),
        ("COLLATE of the usual kind", "SELECT COUNT(*) FROM work.pupil WHERE term COLLATE Latin1_General_CI_AS = 'AUT' OR term COLLATE DATABASE_DEFAULT = 'x'", 2, "statements/collations"),
        ("IN", "SELECT COUNT(*) FROM work.pupil WHERE term IN ('AUT', 'SUM') AND (fsm IN (0, 1) OR fsm IS NULL)", 2, "language-elements/in"),
        ("NOT IN", "SELECT COUNT(*) FROM work.pupil WHERE fsm NOT IN (5, 6)", 2, "language-elements/in", "A row with no value is in no list and not outside one either."),
        ("IN with constants and columns", "SELECT COUNT(*) FROM work.pupil WHERE term IN ('spr', CONCAT(LEFT(term, 1), 'ut '))", 3, "language-elements/in"),
        ("IN (query)", "SELECT COUNT(*) FROM work.pupil WHERE person IN (SELECT p.person FROM work.pupil AS p WHERE p.fsm = 1)", 2, "language-elements/in"),
        ("IN (query) of texts", "SELECT COUNT(*) FROM work.pupil WHERE term IN (SELECT p.term FROM work.pupil AS p WHERE p.fsm = 1)", 2, "language-elements/in"),
        ("EXISTS", "SELECT COUNT(*) FROM work.pupil AS a WHERE EXISTS (SELECT 1 FROM work.pupil AS b WHERE b.person = a.person AND b.fsm = 1)", 2, "language-elements/exists"),
        ("EXISTS of INTERSECT", "SELECT COUNT(*) FROM work.pupil AS a JOIN work.pupil AS b ON EXISTS (SELECT a.term, a.fsm INTERSECT SELECT b.term, b.fsm)", 3, "language-elements/set-operators-except-and-intersect", "It takes two missing values for the same."),
        ("NOT EXISTS", "SELECT COUNT(*) FROM work.pupil AS a WHERE NOT EXISTS (SELECT * FROM (SELECT person, fsm FROM work.pupil) AS b WHERE b.person = a.person AND b.fsm = 1)", 1, "language-elements/exists"),
        ("BETWEEN", "SELECT COUNT(*) FROM work.pupil WHERE points BETWEEN 40 AND 45 AND academic_year BETWEEN '2014/15' AND '2015/16'", 1, "language-elements/between"),
        ("NOT BETWEEN", "SELECT COUNT(*) FROM work.pupil WHERE points NOT BETWEEN 40 AND 45", 1, "language-elements/between"),
        ("IS NULL", "SELECT COUNT(*) FROM work.pupil WHERE fsm IS NULL", 1, "queries/is-null"),
        ("LIKE", "SELECT COUNT(*) FROM work.pupil WHERE academic_year LIKE '201_/1%' AND term LIKE 'a%'", 2, "language-elements/like"),
        ("LIKE and blanks at the end", "SELECT CASE WHEN 'ab  ' LIKE 'AB' AND 'a ' LIKE 'a_' THEN 1 ELSE 0 END", 1, "language-elements/like"),
        ("NOT LIKE", "SELECT COUNT(*) FROM work.pupil WHERE term NOT LIKE '%U%'", 1, "language-elements/like"),
        ("A date compared with a text", "SELECT COUNT(*) FROM work.pupil WHERE born >= '2000-01-01'", 1, "data-types/date"),
        ("A query as a value", "SELECT COUNT(*) FROM work.pupil AS a WHERE a.points = (SELECT MAX(b.points) FROM work.pupil AS b WHERE b.person = a.person)", 1, "queries/from"),
        ("CASE WHEN", "SELECT CASE WHEN 1 = 2 THEN 'a' WHEN 2 = 2 THEN 'b' ELSE 'c' END", "b", "language-elements/case"),
        ("CASE without ELSE", "SELECT CASE WHEN 1 = 2 THEN 'a' END", None, "language-elements/case"),
        ("CASE x WHEN", "SELECT SUM(CASE term WHEN 'AUT' THEN 1 ELSE 0 END) FROM work.pupil", 2, "language-elements/case"),
        ("IIF", "SELECT IIF(45 > 30, 'TRUE', 'FALSE')", "TRUE", "functions/logical-functions-iif"),
        ("COALESCE", "SELECT COALESCE(NULL, NULL, 'third_value', 'fourth_value')", "third_value", "language-elements/coalesce"),
        ("NULLIF", "SELECT NULLIF(4, 4)", None, "language-elements/nullif"),
        ("NULLIF of texts", "SELECT COUNT(NULLIF(term, 'AUT')) FROM work.pupil", 1, "language-elements/nullif"),
    ),
    *_group(
        "Numbers",
        ("Sum, difference and product", "SELECT (2 + 3 - 1) * 4", 16, "language-elements/operator-precedence"),
        ("Minus", "SELECT -(2 + 3)", -5, "language-elements/unary-operators-negative"),
        ("Division of a float", "SELECT CAST(5 AS float) / 2", 2.5, "language-elements/divide"),
        ("A float as a constant", "SELECT 5e0 / 2", 2.5, "data-types/constants"),
        ("A product of a float and a decimal", "SELECT CAST(3 AS float) * 0.5", 1.5, "data-types/data-type-precedence"),
        ("Remainder", "SELECT 38 % 5", 3, "language-elements/modulo"),
        ("Remainder of a negative number", "SELECT -7 % 3", -1, "language-elements/modulo", "It has the sign of the number that is divided."),
        ("ABS", "SELECT ABS(-1)", 1, "functions/abs"),
        ("FLOOR", "SELECT FLOOR(CAST(-123.45 AS float))", -124.0, "functions/floor"),
        ("CEILING", "SELECT CEILING(CAST(-123.45 AS float))", -123.0, "functions/ceiling"),
        ("SIGN", "SELECT SIGN(-125)", -1, "functions/sign"),
        ("POWER", "SELECT POWER(CAST(2 AS float), 3)", 8.0, "functions/power"),
        ("ROUND", "SELECT ROUND(CAST(2.5 AS float), 0)", 3.0, "functions/round", "A half goes away from zero."),
        ("ROUND to a place before the point", "SELECT ROUND(CAST(748.58 AS float), -2)", 700.0, "functions/round"),
    ),
    *_group(
        "Texts",
        ("LEFT", "SELECT LEFT('abcdefg', 2)", "ab", "functions/left"),
        ("LEFT of a column", "SELECT MAX(LEFT(academic_year, 4)) FROM work.pupil", "2015", "functions/left"),
        ("RIGHT", "SELECT RIGHT('abcdefg', 2)", "fg", "functions/right"),
        ("SUBSTRING", "SELECT SUBSTRING('abcdef', 2, 3)", "bcd", "functions/substring"),
        ("SUBSTRING before the first sign", "SELECT SUBSTRING('abcdef', 0, 3)", "ab", "functions/substring"),
        ("UPPER", "SELECT UPPER('abc')", "ABC", "functions/upper"),
        ("LOWER", "SELECT LOWER('ABC')", "abc", "functions/lower"),
        ("LTRIM", "SELECT LTRIM('  abc ')", "abc ", "functions/ltrim"),
        ("RTRIM", "SELECT RTRIM(' abc  ')", " abc", "functions/rtrim"),
        ("LEN", "SELECT LEN('ab  ')", 2, "functions/len", "It does not count blanks at the end."),
        ("CONCAT", "SELECT CONCAT('a', NULL, 'b', 1)", "ab1", "functions/concat", "No value is an empty text there."),
        ("REPLACE", "SELECT REPLACE('abcdefghicde', 'CDE', 'xxx')", "abxxxfghixxx", "functions/replace"),
        ("CHARINDEX", "SELECT CHARINDEX('C', 'abc')", 3, "functions/charindex"),
    ),
    *_group(
        "Dates",
        ("DATEFROMPARTS", "SELECT DATEFROMPARTS(2010, 12, 31)", date(2010, 12, 31), "functions/datefromparts"),
        ("DATEDIFF in days", "SELECT DATEDIFF(DAY, CAST('2005-12-31' AS date), CAST('2006-01-01' AS date))", 1, "functions/datediff"),
        ("DATEDIFF in months", "SELECT DATEDIFF(MONTH, CAST('2005-12-31' AS date), CAST('2006-01-01' AS date))", 1, "functions/datediff", "It counts how often a month begins, not whole months."),
        ("DATEDIFF in years", "SELECT DATEDIFF(YEAR, CAST('2005-12-31' AS date), CAST('2006-01-01' AS date))", 1, "functions/datediff", "It counts how often a year begins, not birthdays."),
        ("DATEADD of days", "SELECT DATEADD(DAY, 365, CAST('2007-06-05' AS date))", date(2008, 6, 4), "functions/dateadd"),
        ("DATEADD of months", "SELECT DATEADD(MONTH, 1, CAST('2006-08-31' AS date))", date(2006, 9, 30), "functions/dateadd", "The day is cut to the end of the month."),
        ("DATEADD of years", "SELECT DATEADD(YEAR, 1, CAST('2004-02-29' AS date))", date(2005, 2, 28), "functions/dateadd"),
        ("EOMONTH", "SELECT EOMONTH(CAST('2012-12-01' AS date))", date(2012, 12, 31), "functions/eomonth"),
        ("EOMONTH of a later month", "SELECT EOMONTH(CAST('2012-12-31' AS date), 2)", date(2013, 2, 28), "functions/eomonth"),
        ("YEAR", "SELECT YEAR(CAST('2007-04-30' AS date))", 2007, "functions/year"),
        ("MONTH", "SELECT MONTH(CAST('2007-04-30' AS date))", 4, "functions/month"),
        ("DAY", "SELECT DAY(CAST('2007-04-30' AS date))", 30, "functions/day"),
        ("DATEPART(QUARTER)", "SELECT DATEPART(QUARTER, CAST('2007-10-30' AS date))", 4, "functions/datepart"),
        ("DATEPART(YEAR), (MONTH) and (DAY)", "SELECT DATEPART(YEAR, born) * 10000 + DATEPART(MONTH, born) * 100 + DATEPART(DAY, born) FROM work.pupil WHERE person = 'B2'", 20000229, "functions/datepart"),
    ),
    *_group(
        "Changes of type",
        ("CAST of a float AS int", "SELECT CAST(CAST(10.6496 AS float) AS int)", 10, "functions/cast-and-convert", "It cuts, and does not round."),
        ("CAST of a text AS int", "SELECT CAST(' 12 ' AS int)", 12, "functions/cast-and-convert"),
        ("CAST AS bigint, smallint and bit", "SELECT CAST(2 AS bigint) + CAST('3' AS smallint) + COUNT(CAST(5 AS bit))", 6, "functions/cast-and-convert"),
        ("CAST of a text AS float", "SELECT CAST('12.5' AS float)", 12.5, "functions/cast-and-convert"),
        ("CAST of a text AS varchar", "SELECT CAST('abcdef' AS varchar(2))", "ab", "functions/cast-and-convert", "What does not fit is cut off."),
        ("CAST of a number AS varchar", "SELECT CAST(2015 AS varchar(11))", "2015", "functions/cast-and-convert"),
        ("CAST of a number that does not fit", "SELECT CAST(2015 AS varchar(2))", "*", "functions/cast-and-convert"),
        ("CAST AS char", "SELECT CONCAT(CAST('a' AS char(3)), '|')", "a  |", "data-types/char-and-varchar", "It is filled with blanks."),
        ("CAST AS date", "SELECT CAST('20070430' AS date)", date(2007, 4, 30), "data-types/date"),
        ("TRY_CAST of a text with a point AS int", "SELECT TRY_CAST('12.5' AS int)", None, "functions/try-cast"),
        ("TRY_CAST of an empty text AS int", "SELECT TRY_CAST('' AS int)", 0, "functions/try-cast"),
        ("TRY_CAST of a text with blanks AS int", "SELECT TRY_CAST(' 12 ' AS int)", 12, "functions/try-cast"),
        ("TRY_CAST AS float", "SELECT TRY_CAST('test' AS float)", None, "functions/try-cast"),
        ("TRY_CAST AS bigint", "SELECT TRY_CAST('3000000000' AS bigint)", 3000000000, "functions/try-cast"),
        ("TRY_CAST AS varchar", "SELECT TRY_CAST(12 AS varchar(11))", "12", "functions/try-cast"),
    ),
    *_group(
        "Aggregates",
        ("COUNT", "SELECT COUNT(fsm) FROM work.pupil", 2, "functions/count"),
        ("COUNT(DISTINCT)", "SELECT COUNT(DISTINCT person) FROM work.pupil", 2, "functions/count"),
        ("COUNT_BIG", "SELECT COUNT_BIG(fsm) FROM work.pupil", 2, "functions/count-big", "For more than two thousand million rows."),
        ("COUNT_BIG of all rows", "SELECT COUNT_BIG(*) FROM work.pupil", 3, "functions/count-big"),
        ("COUNT_BIG(DISTINCT)", "SELECT COUNT_BIG(DISTINCT person) FROM work.pupil", 2, "functions/count-big"),
        ("COUNT(DISTINCT) of texts", "SELECT COUNT(DISTINCT term) FROM work.pupil", 2, "functions/count"),
        ("SUM", "SELECT SUM(fsm) FROM work.pupil", 1, "functions/sum"),
        ("MIN and MAX", "SELECT MAX(points) - MIN(points) FROM work.pupil", 9.5, "functions/max"),
        ("MIN and MAX of texts", "SELECT CONCAT(MIN(v.x), MAX(v.x)) FROM (VALUES ('a'), ('B'), ('C'), ('b')) AS v(x)", "aC", "functions/min", "By the alphabet. Of the spellings of one word, which is not said."),
        ("AVG of a float", "SELECT AVG(CAST(fsm AS float)) FROM work.pupil", 0.5, "functions/avg"),
    ),
    *_group(
        "Windows",
        ("ROW_NUMBER", "SELECT SUM(q.fsm) FROM (SELECT fsm, ROW_NUMBER() OVER (PARTITION BY person ORDER BY academic_year DESC) AS place FROM work.pupil) AS q WHERE q.place = 2", 1, "functions/row-number"),
        ("PARTITION BY a text", "SELECT MAX(q.place) FROM (SELECT ROW_NUMBER() OVER (PARTITION BY term ORDER BY born) AS place FROM work.pupil) AS q", 2, "queries/select-over-clause"),
        ("ORDER BY a text", "SELECT MAX(q.x) FROM (SELECT v.x, ROW_NUMBER() OVER (ORDER BY v.x) AS place FROM (VALUES ('a'), ('B'), ('c')) AS v(x)) AS q WHERE q.place = 2", "B", "queries/select-order-by-clause"),
        ("NULL is the lowest value", "SELECT MAX(q.person) FROM (SELECT person, ROW_NUMBER() OVER (ORDER BY fsm) AS place FROM work.pupil) AS q WHERE q.place = 1", "B2", "queries/select-order-by-clause"),
        ("NULL is the last value downwards", "SELECT MAX(q.person) FROM (SELECT person, ROW_NUMBER() OVER (ORDER BY fsm DESC) AS place FROM work.pupil) AS q WHERE q.place = 3", "B2", "queries/select-order-by-clause"),
        ("ASC", "SELECT MAX(q.person) FROM (SELECT person, ROW_NUMBER() OVER (ORDER BY fsm ASC) AS place FROM work.pupil) AS q WHERE q.place = 1", "B2", "queries/select-order-by-clause"),
        ("RANK", "SELECT MAX(q.place) FROM (SELECT RANK() OVER (ORDER BY v.x) AS place FROM (VALUES (1), (1), (2)) AS v(x)) AS q", 3, "functions/rank"),
        ("DENSE_RANK", "SELECT MAX(q.place) FROM (SELECT DENSE_RANK() OVER (ORDER BY v.x) AS place FROM (VALUES (1), (1), (2)) AS v(x)) AS q", 2, "functions/dense-rank"),
        ("LAG", "SELECT MAX(q.before) FROM (SELECT LAG(v.x) OVER (ORDER BY v.x) AS before FROM (VALUES (1), (2)) AS v(x)) AS q", 1, "functions/lag"),
        ("LAG with a distance", "SELECT MAX(q.before) FROM (SELECT LAG(v.x, 2) OVER (ORDER BY v.x) AS before FROM (VALUES (1), (2), (3)) AS v(x)) AS q", 1, "functions/lag"),
        ("LAG with a default", "SELECT MIN(q.before) FROM (SELECT LAG(v.x, 1, 0) OVER (ORDER BY v.x) AS before FROM (VALUES (1), (2)) AS v(x)) AS q", 0, "functions/lag"),
        ("LEAD", "SELECT MAX(q.after) FROM (SELECT LEAD(v.x) OVER (ORDER BY v.x) AS after FROM (VALUES (1), (2)) AS v(x)) AS q", 2, "functions/lead"),
        ("LEAD with a distance", "SELECT MAX(q.after) FROM (SELECT LEAD(v.x, 2) OVER (ORDER BY v.x) AS after FROM (VALUES (1), (2), (3)) AS v(x)) AS q", 3, "functions/lead"),
        ("LEAD with a default", "SELECT MAX(q.after) FROM (SELECT LEAD(v.x, 1, 9) OVER (ORDER BY v.x) AS after FROM (VALUES (1), (2)) AS v(x)) AS q", 9, "functions/lead"),
        ("FIRST_VALUE", "SELECT MAX(q.first) FROM (SELECT FIRST_VALUE(v.x) OVER (ORDER BY v.x) AS first FROM (VALUES (1), (2)) AS v(x)) AS q", 1, "functions/first-value"),
        ("SUM OVER a group", "SELECT MAX(q.total) FROM (SELECT SUM(v.x) OVER (PARTITION BY v.g) AS total FROM (VALUES (1, 1), (1, 2), (2, 2)) AS v(g, x)) AS q", 3, "queries/select-over-clause"),
        ("SUM OVER rows so far", "SELECT MIN(q.total) FROM (SELECT SUM(v.x) OVER (ORDER BY v.x) AS total FROM (VALUES (1), (1), (2)) AS v(x)) AS q", 2, "queries/select-over-clause", "Without ROWS, rows of the same place count together."),
        ("COUNT, MIN, MAX and AVG OVER", "SELECT MAX(q.n + q.low + q.high + q.mean) FROM (SELECT COUNT(*) OVER (PARTITION BY v.g) AS n, MIN(v.x) OVER (PARTITION BY v.g) AS low, MAX(v.x) OVER (PARTITION BY v.g) AS high, AVG(CAST(v.x AS float)) OVER (PARTITION BY v.g) AS mean FROM (VALUES (1, 1), (1, 3)) AS v(g, x)) AS q", 8.0, "queries/select-over-clause"),
        ("ROWS from the first to this one", "SELECT MIN(q.total) FROM (SELECT SUM(v.x) OVER (ORDER BY v.x ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS total FROM (VALUES (1), (1), (2)) AS v(x)) AS q", 1, "queries/select-over-clause"),
        ("ROWS up to the one before", "SELECT MAX(q.total) FROM (SELECT SUM(v.x) OVER (ORDER BY v.x ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS total FROM (VALUES (1), (1), (2)) AS v(x)) AS q", 2, "queries/select-over-clause"),
        ("ROWS of the whole group", "SELECT MIN(q.total) FROM (SELECT SUM(v.x) OVER (ORDER BY v.x ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS total FROM (VALUES (1), (2)) AS v(x)) AS q", 3, "queries/select-over-clause"),
        ("ROWS from this one to the last", "SELECT MAX(q.total) FROM (SELECT SUM(v.x) OVER (ORDER BY v.x ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS total FROM (VALUES (1), (2)) AS v(x)) AS q", 3, "queries/select-over-clause"),
        ("ROWS before this one", "SELECT MAX(q.total) FROM (SELECT SUM(v.x) OVER (ORDER BY v.x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS total FROM (VALUES (1), (2), (4)) AS v(x)) AS q", 6, "queries/select-over-clause"),
        ("ROWS around this one", "SELECT MAX(q.total) FROM (SELECT SUM(v.x) OVER (ORDER BY v.x ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS total FROM (VALUES (1), (2), (4)) AS v(x)) AS q", 7, "queries/select-over-clause"),
    ),
)  # fmt: skip
"""In the order in which a manual tells of them."""

_LATER = "exists only since SQL Server {}, and recipes are for 2016"
_ORDER = "the rows of a table have no order"
_RUN = "gives another value at each run, and a recipe must give the same result whenever it is run"

REFUSED: tuple[Refused, ...] = (
    Refused("Whole numbers divided", ("SELECT 5 / 2",), "whole numbers are divided, and SQL Server then drops the remainder: 5 / 2 is 2", "write CAST(a AS float) / b, and FLOOR or CAST(… AS int) around it where the remainder is to be dropped"),
    Refused("AVG of whole numbers", ("SELECT AVG(fsm) FROM work.pupil",), "the mean of whole numbers is a whole number in SQL Server: of 1 and 2 it is 1", "write AVG(CAST(x AS float))"),
    Refused("Text joined with +", ("SELECT 'a' + 'b'",), "texts are joined with +, which gives NULL as soon as one is NULL", "write CONCAT(a, b), where NULL is an empty text"),
    Refused("ISNULL", ("SELECT ISNULL(term, 'long') FROM work.pupil",), "ISNULL cuts the other value to the length of the first", "write COALESCE"),
    Refused("Decimal arithmetic", ("SELECT fsm * 0.5 FROM work.pupil", "SELECT SUM(0.5)", "SELECT FLOOR(2.5)"), "decimal numbers are calculated with, and how many places SQL Server keeps of them depends on both types", "write CAST(x AS float), or a float as a constant: 5e-1"),
    Refused("Remainder of numbers that are not whole", ("SELECT points % 2 FROM work.pupil",), "% asks for whole numbers", "write CAST(x AS int) % 2"),
    Refused("Calculating with what is no number", ("SELECT term - 1 FROM work.pupil", "SELECT born + 1 FROM work.pupil", "SELECT SUM(CAST(fsm AS bit)) FROM work.pupil"), "this is calculated with, and it is a text, a date or a bit", "write CAST(x AS int) or CAST(x AS float), for dates DATEADD and DATEDIFF"),
    Refused("POWER of whole numbers", ("SELECT POWER(2, 3)",), "POWER of a whole number is cut to a whole number", "write POWER(CAST(x AS float), y)"),
    Refused("ROUND of whole numbers, or to a calculated place", ("SELECT ROUND(748, -2)", "SELECT ROUND(points, fsm) FROM work.pupil"), "ROUND is proved for a float and a constant number of places", "write ROUND(CAST(x AS float), 2)"),
    Refused("ROUND that cuts", ("SELECT ROUND(points, 0, 1) FROM work.pupil",), "the third argument of ROUND makes it cut instead of round", "write FLOOR, or CAST(x AS int)"),
    Refused("Text compared with a number", ("SELECT COUNT(*) FROM work.pupil WHERE term = 1", "SELECT COUNT(*) FROM work.pupil WHERE fsm IN ('1')", "SELECT COUNT(*) FROM work.pupil WHERE fsm IN (SELECT p.term FROM work.pupil AS p)"), "a text is compared with a number: SQL Server turns each text into a number and stops at the first that is none", "write the constant in quotes where the column is text and without where it is a number, or TRY_CAST(x AS int)"),
    Refused("A date compared with a number", ("SELECT COUNT(*) FROM work.pupil WHERE born = 2000",), "a date is compared with a number", "write YEAR(x), or a date as '2015-09-01'"),
    Refused("Text as a date", ("SELECT CAST(term AS date) FROM work.pupil", "SELECT COUNT(*) FROM work.pupil WHERE born = '01/09/2015'", "SELECT COUNT(*) FROM work.pupil WHERE born = term"), "a text is read as a date, and which of 01/09 is the day depends on the settings of the server", "write a constant as '2015-09-01', and make others with DATEFROMPARTS from their parts"),
    Refused("A comparison with NULL", ("SELECT COUNT(*) FROM work.pupil WHERE fsm = NULL",), "nothing is equal to NULL, and nothing is different from it", "write IS NULL or IS NOT NULL"),
    Refused("Values of several types in one column", ("SELECT CASE WHEN fsm = 1 THEN 'yes' ELSE 0 END FROM work.pupil", "SELECT COUNT(*) FROM (SELECT term FROM work.pupil UNION ALL SELECT fsm FROM work.pupil) AS q", "SELECT COALESCE(term, 0) FROM work.pupil"), "texts and numbers, or dates and others, stand in one column: SQL Server changes the type of one of them, or stops", "give all of them one type with CAST"),
    Refused("Texts of two collations", ("SELECT COUNT(*) FROM work.pupil WHERE person = term", "SELECT COALESCE(term, person) FROM work.pupil", "SELECT COUNT(*) FROM work.pupil WHERE term IN (SELECT p.person FROM work.pupil AS p)"), "a key or year meets a text with the collation of the database, which SQL Server ends with an error (468)", "write COLLATE Latin1_General_BIN2 behind the text that is no key"),
    Refused("EXCEPT and INTERSECT of texts that are not keys", ("SELECT COUNT(*) FROM (SELECT term FROM work.pupil EXCEPT SELECT term FROM work.pupil WHERE fsm = 1) AS q",), "of texts that are spelt AUT and aut, which one EXCEPT and INTERSECT show outside of EXISTS is not said", "write NOT EXISTS or EXISTS with a condition for each column"),
    Refused("A query inside a grouped one that reads what it is grouped by", ("SELECT a.term, (SELECT MAX(b.fsm) FROM work.pupil AS b WHERE b.term = a.term) AS most FROM work.pupil AS a GROUP BY a.term",), "a query stands inside one with GROUP BY and reads a text of it, which may have several spellings in a group", "group in a query of WITH, and JOIN the other one to it"),
    Refused("A pattern with classes", ("SELECT COUNT(*) FROM work.pupil WHERE term LIKE '[A-C]%'", "SELECT COUNT(*) FROM work.pupil WHERE term LIKE person", "SELECT COUNT(*) FROM work.pupil WHERE term LIKE 'A '"), "the pattern has a class such as [A-C], ends with a blank, or is no constant", "write a constant with % and _ only, or LEFT(x, 1) IN ('A', 'B', 'C')"),
    Refused("ESCAPE", ("SELECT COUNT(*) FROM work.pupil WHERE term LIKE '!%' ESCAPE '!'",), "ESCAPE is not proved", "write CHARINDEX('%', x) > 0"),
    Refused("A function of text with what is no text", ("SELECT LEFT(fsm, 1) FROM work.pupil", "SELECT LEN(points) FROM work.pupil", "SELECT COUNT(*) FROM work.pupil WHERE fsm LIKE '1%'"), "a function of texts is given a number or a date, which SQL Server writes as text in its own way", "write CAST(x AS varchar(11)) for a whole number, YEAR and MONTH for a date"),
    Refused("A place or length that is no whole number", ("SELECT LEFT(term, points) FROM work.pupil",), "a count is given as a text, or as a number with a point", "write CAST(x AS int)"),
    Refused("A function of dates with what is no date", ("SELECT YEAR(academic_year) FROM work.pupil", "SELECT DATEADD(DAY, 1, '2015-09-01')", "SELECT DATEDIFF(DAY, 0, born) FROM work.pupil"), "a function of dates is given a text or a number", "write CAST('2015-09-01' AS date), or DATEFROMPARTS(y, m, d)"),
    Refused("CONCAT of dates or numbers with a point", ("SELECT CONCAT(born, 'a') FROM work.pupil", "SELECT CONCAT(points, 'a') FROM work.pupil"), "SQL Server writes dates and numbers with a point as text in its own way", "write YEAR, MONTH and DAY of a date, and CAST(x AS int) of a number"),
    Refused("Searching for what is no literal", ("SELECT CHARINDEX(term, person) FROM work.pupil", "SELECT REPLACE(person, term, '') FROM work.pupil"), "what is searched for is no constant, or an empty one", "write the text that is searched for in quotes"),
    Refused("A change of type that is not exact", ("SELECT CAST(points AS varchar(9)) FROM work.pupil", "SELECT CAST(born AS varchar(10)) FROM work.pupil", "SELECT CAST(term AS varchar) FROM work.pupil"), "SQL Server writes this type as text in its own way, or a text has no length behind its type", "write varchar(20) with a length, CAST(x AS int) of a number, and YEAR, MONTH and DAY of a date"),
    Refused("CAST to other types", ("SELECT CAST(fsm AS decimal(5, 2)) FROM work.pupil", "SELECT CAST(fsm AS numeric(5, 2)) FROM work.pupil", "SELECT CAST(born AS datetime) FROM work.pupil", "SELECT CAST(fsm AS real) FROM work.pupil", "SELECT CAST(born AS datetime2) FROM work.pupil", "SELECT CAST(fsm AS money) FROM work.pupil"), "this type is outside the subset", "write int, bigint, float, date, varchar(20) or char(7)"),
    Refused("CONVERT", ("SELECT CONVERT(varchar(10), born, 103) FROM work.pupil", "SELECT CONVERT(int, term) FROM work.pupil", "SELECT TRY_CONVERT(int, term) FROM work.pupil", "SELECT CONVERT(date, term) FROM work.pupil"), "CONVERT depends on numbers of styles", "write CAST or TRY_CAST, and DATEFROMPARTS for dates"),
    Refused("FORMAT and STR", ("SELECT FORMAT(born, 'yyyy') FROM work.pupil", "SELECT STR(fsm) FROM work.pupil", "SELECT DATENAME(MONTH, born) FROM work.pupil"), "the result depends on the language of the server", "write YEAR, MONTH, DAY, and CASE for the names of months"),
    Refused("DATEDIFF in weeks", ("SELECT DATEDIFF(WEEK, born, born) FROM work.pupil", "SELECT DATEDIFF(QUARTER, born, born) FROM work.pupil", "SELECT DATEADD(WEEK, 1, born) FROM work.pupil", "SELECT DATEDIFF(HOUR, born, born) FROM work.pupil"), "only DAY, MONTH and YEAR are proved: weeks begin on a Sunday there, whatever the settings", "write days: FLOOR(CAST(DATEDIFF(DAY, a, b) AS float) / 7)"),
    Refused("DATEPART(WEEKDAY)", ("SELECT DATEPART(WEEKDAY, born) FROM work.pupil", "SELECT DATEPART(WEEK, born) FROM work.pupil", "SELECT DATEPART(ISO_WEEK, born) FROM work.pupil", "SELECT DATEPART(DAYOFYEAR, born) FROM work.pupil"), "days of the week and weeks are counted by the settings of the server", "write DATEDIFF(DAY, CAST('2000-01-03' AS date), x) % 7, which is 0 on a Monday after that day"),
    Refused("The date of the run", ("SELECT GETDATE()", "SELECT SYSDATETIME()", "SELECT CURRENT_TIMESTAMP", "SELECT GETUTCDATE()"), "the date of the run " + _RUN, "write a parameter: DECLARE @today date = '2024-03-31';"),
    Refused("Randomness", ("SELECT NEWID()", "SELECT RAND()"), "a random number " + _RUN, "choose by a column, in an order that has no ties"),
    Refused("CHECKSUM", ("SELECT CHECKSUM(term) FROM work.pupil", "SELECT HASHBYTES('SHA2_256', term) FROM work.pupil", "SELECT BINARY_CHECKSUM(term) FROM work.pupil"), "a checksum can not be tested outside SQL Server, and two texts may share one", "compare the columns themselves"),
    Refused("TOP and OFFSET", ("SELECT person FROM work.pupil ORDER BY person OFFSET 1 ROWS", "SELECT person FROM work.pupil ORDER BY person OFFSET 1 ROWS FETCH NEXT 1 ROWS ONLY", "SELECT TOP 1 person FROM work.pupil", "SELECT TOP (1) WITH TIES person FROM work.pupil ORDER BY person"), "which rows TOP and OFFSET take depends on an order that may have ties", "write ROW_NUMBER() OVER (PARTITION BY … ORDER BY …) AS place in a query of WITH, and WHERE place = 1"),
    Refused("ORDER BY of a query", ("SELECT person FROM work.pupil ORDER BY person",), _ORDER + ", so ORDER BY at its end does nothing", "take it out; in windows, OVER (ORDER BY …), it is allowed"),
    Refused("PIVOT", ("SELECT a FROM work.pupil PIVOT (MAX(fsm) FOR term IN ([AUT], [SPR])) AS q", "SELECT a FROM work.pupil UNPIVOT (v FOR c IN (fsm, points)) AS q"), "PIVOT names its columns by values, and is not proved", "write MAX(CASE WHEN term = 'AUT' THEN x END) with GROUP BY, or CROSS APPLY (VALUES …) the other way"),
    Refused("MERGE", ("MERGE work.pupil AS p USING work.pupil AS s ON p.person = s.person WHEN MATCHED THEN UPDATE SET fsm = 1;",), "a recipe makes a table, and changes none", "write a query with LEFT JOIN, and SELECT … INTO a new table"),
    Refused("UPDATE", ("UPDATE work.pupil SET fsm = 1",), "a recipe makes a table, and changes none", "write the new value as a column, with CASE, in SELECT … INTO"),
    Refused("INSERT", ("INSERT INTO work.pupil (fsm) SELECT 1", "INSERT INTO #step VALUES (1)"), "a recipe makes each table in one statement, so that its columns have the types of the query", "unite the queries with UNION ALL, and SELECT … INTO"),
    Refused("DELETE", ("DELETE FROM work.pupil WHERE fsm = 1", "TRUNCATE TABLE work.pupil"), "a recipe makes a table, and changes none", "leave the rows out with WHERE, in SELECT … INTO"),
    Refused("CREATE and ALTER", ("CREATE TABLE #step (a int)", "ALTER TABLE work.pupil ADD x int", "CREATE VIEW v AS SELECT 1 AS a", "CREATE INDEX i ON #step (a)"), "a recipe makes each table from a query", "write SELECT … INTO #step"),
    Refused("DROP TABLE without IF EXISTS", ("DROP TABLE #step",), "this stops where the table is not there", "write DROP TABLE IF EXISTS"),
    Refused("SET", ("SET @x = 1", "SELECT @x = fsm FROM work.pupil", "SET NOCOUNT ON", "SET DATEFIRST 1", "USE master"), "a parameter has one value in the whole recipe, and a recipe must not depend on settings", "write the value behind DECLARE, or a query of WITH where it is calculated"),
    Refused("A parameter without a default", ("DECLARE @x int; SELECT @x", "DECLARE @x date = EOMONTH('2015-09-01'); SELECT @x"), "this parameter has no default, or one that is calculated", "write a constant: DECLARE @x int = 1;"),
    Refused("Table variables", ("DECLARE @t TABLE (a int)",), "a recipe makes each table from a query", "write SELECT … INTO #step"),
    Refused("Cursors", ("DECLARE c CURSOR FOR SELECT fsm FROM work.pupil",), "a cursor goes row by row, and is slow on millions of them", "write a window: LAG, LEAD, SUM() OVER (…)"),
    Refused("Branches and loops", ("WHILE 1 = 1 SELECT 1", "IF 1 = 1 SELECT 1", "BEGIN TRANSACTION", "PRINT 'a'"), "a recipe is a row of queries, one after the other", "write the condition into the query, with WHERE or CASE"),
    Refused("Dynamic SQL", ("EXEC ('SELECT 1')", "EXEC sp_executesql N'SELECT 1'", "EXECUTE p"), "what a text of SQL does can not be checked", "write the query itself"),
    Refused("GO", ("SELECT 1\nGO\n",), "GO is no T-SQL, but a command of Management Studio, and it ends the life of all parameters", "take it out"),
    Refused("STRING_AGG", ("SELECT STRING_AGG(term, ',') FROM work.pupil",), "STRING_AGG " + _LATER.format(2017), "write MAX(CASE WHEN place = 1 THEN x END) for each place, with ROW_NUMBER"),
    Refused("TRIM", ("SELECT TRIM(term) FROM work.pupil",), "TRIM " + _LATER.format(2017), "write LTRIM(RTRIM(x))"),
    Refused("CONCAT_WS", ("SELECT CONCAT_WS('-', term, person) FROM work.pupil",), "CONCAT_WS " + _LATER.format(2017), "write CONCAT(a, '-', b)"),
    Refused("TRANSLATE", ("SELECT TRANSLATE(term, 'AB', 'ab') FROM work.pupil",), "TRANSLATE " + _LATER.format(2017), "write REPLACE in REPLACE"),
    Refused("GREATEST and LEAST", ("SELECT GREATEST(1, 2)", "SELECT LEAST(1, 2)"), "GREATEST and LEAST exist " + _LATER.format(2022).removeprefix("exists "), "write CASE WHEN a > b THEN a ELSE b END"),
    Refused("DATE_BUCKET and DATETRUNC", ("SELECT DATE_BUCKET(WEEK, 1, born) FROM work.pupil", "SELECT DATETRUNC(MONTH, born) FROM work.pupil"), "DATE_BUCKET and DATETRUNC exist " + _LATER.format(2022).removeprefix("exists "), "write DATEFROMPARTS(YEAR(x), MONTH(x), 1)"),
    Refused("GENERATE_SERIES", ("SELECT value FROM GENERATE_SERIES(1, 5)",), "GENERATE_SERIES " + _LATER.format(2022), "write (VALUES (1), (2), (3)) AS v(n)"),
    Refused("STRING_SPLIT", ("SELECT value FROM STRING_SPLIT('a,b', ',')",), "STRING_SPLIT gives rows in no order", "write LEFT, SUBSTRING and CHARINDEX"),
    Refused("IS DISTINCT FROM", ("SELECT COUNT(*) FROM work.pupil WHERE fsm IS DISTINCT FROM 1", "SELECT COUNT(*) FROM work.pupil WHERE fsm IS NOT DISTINCT FROM 1"), "IS DISTINCT FROM " + _LATER.format(2022), "write a <> b OR a IS NULL, as is meant"),
    Refused("WINDOW", ("SELECT SUM(fsm) OVER w FROM work.pupil WINDOW w AS (PARTITION BY person)",), "the WINDOW clause " + _LATER.format(2022), "write what stands in it behind OVER"),
    Refused("LAST_VALUE and RANGE", ("SELECT LAST_VALUE(fsm) OVER (ORDER BY born) FROM work.pupil", "SELECT SUM(fsm) OVER (ORDER BY born RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM work.pupil"), "LAST_VALUE ends at the present row unless ROWS says otherwise, and RANGE takes in all rows of the same place", "write FIRST_VALUE with the order turned round, and ROWS BETWEEN"),
    Refused("CHOOSE, STUFF and PATINDEX", ("SELECT CHOOSE(2, 'a', 'b')", "SELECT STUFF('abc', 1, 1, '')", "SELECT PATINDEX('%a%', term) FROM work.pupil", "SELECT REPLICATE('0', 2)"), "this function is not proved", "write CASE, LEFT, SUBSTRING, CHARINDEX and CONCAT"),
    Refused("ISNUMERIC", ("SELECT ISNUMERIC(term) FROM work.pupil", "SELECT ISDATE(term) FROM work.pupil"), "ISNUMERIC also says yes to signs such as $ and a single point", "write TRY_CAST(x AS int) IS NOT NULL"),
    Refused("Tables with a comma between", ("SELECT COUNT(*) FROM work.pupil AS a, work.pupil AS b",), "tables stand with a comma between, so that a forgotten condition joins all rows with all", "write JOIN … ON, or CROSS JOIN where that is meant"),
    Refused("APPLY of a query", ("SELECT COUNT(*) FROM work.pupil AS a CROSS APPLY (SELECT b.fsm FROM work.pupil AS b WHERE b.person = a.person) AS q",), "APPLY of a query runs it for each row", "write LEFT JOIN of a query with GROUP BY, or with ROW_NUMBER; APPLY (VALUES …) is allowed"),
    Refused("Hints", ("SELECT COUNT(*) FROM work.pupil WITH (NOLOCK)", "SELECT COUNT(*) FROM work.pupil OPTION (MAXDOP 1)"), "hints depend on the server, and NOLOCK may read rows twice", "take it out"),
    Refused("FOR XML and JSON", ("SELECT term FROM work.pupil FOR XML PATH('')", "SELECT term FROM work.pupil FOR JSON PATH"), "this makes a text whose order is not certain", "write MAX(CASE WHEN place = 1 THEN x END) for each place, with ROW_NUMBER"),
    Refused("Groupings of several kinds", ("SELECT term FROM work.pupil GROUP BY ROLLUP (term)", "SELECT term FROM work.pupil GROUP BY CUBE (term)", "SELECT term FROM work.pupil GROUP BY GROUPING SETS ((term), ())"), "a row of the result may then stand for one group or for all", "write a query for each kind of group, and UNION ALL"),
    Refused("Words of other dialects", ("SELECT LENGTH(term) FROM work.pupil", "SELECT CEIL(2e0)", "SELECT term || 'a' FROM work.pupil", "SELECT fsm::int FROM work.pupil", "SELECT SUBSTR(term, 1, 2) FROM work.pupil", "SELECT NVL(term, 'a') FROM work.pupil", "SELECT POW(2e0, 2)", "SELECT DATE '2015-09-01'", "SELECT TRUE"), "this is no T-SQL: SQL Server does not know it", "write LEN, CEILING, CONCAT, CAST, SUBSTRING, COALESCE, POWER, IIF"),
    Refused("Medians and other statistics", ("SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY fsm) OVER (PARTITION BY person) FROM work.pupil", "SELECT STDEV(points) FROM work.pupil", "SELECT VAR(points) FROM work.pupil", "SELECT NTILE(4) OVER (ORDER BY fsm) FROM work.pupil"), "this is not proved", "write a variable for each person here, and statistics in R, Stata or Python"),
    Refused("ANY and ALL", ("SELECT COUNT(*) FROM work.pupil WHERE fsm = ANY (SELECT p.fsm FROM work.pupil AS p)", "SELECT COUNT(*) FROM work.pupil WHERE fsm >= ALL (SELECT p.fsm FROM work.pupil AS p)"), "ANY and ALL are not proved", "write EXISTS, IN, or compare with a MAX"),
    Refused("Operators on bits", ("SELECT fsm & 1 FROM work.pupil", "SELECT fsm | 1 FROM work.pupil", "SELECT fsm ^ 1 FROM work.pupil", "SELECT ~fsm FROM work.pupil"), "operators on bits are not proved", "write the conditions with AND and OR"),
    Refused("All columns of a base table", ("SELECT COUNT(*) FROM (SELECT * FROM work.pupil) AS q", "SELECT COUNT(*) FROM (SELECT p.* FROM work.pupil AS p) AS q"), "* takes all columns of a base table, and which these are differs from project to project", "write the columns that the recipe needs"),
    Refused("A column without a name", ("SELECT COUNT(*) FROM (SELECT fsm + 1 FROM work.pupil) AS q",), "a calculated column has no name", "write AS and a name behind it"),
    Refused("GROUP BY a number", ("SELECT COUNT(*) FROM work.pupil GROUP BY 1",), "GROUP BY is given a constant, which in T-SQL is not the place of a column", "write the column, or what is calculated"),
    Refused("A condition where a value belongs", ("SELECT (fsm > 1) FROM work.pupil",), "T-SQL has no values true and false, so a condition can not stand here", "write CASE WHEN … THEN 1 ELSE 0 END"),
    Refused("A value where a condition belongs", ("SELECT COUNT(*) FROM work.pupil WHERE fsm",), "T-SQL has no values true and false, so a value can not be a condition", "write = 1 behind it"),
    Refused("SELECT without INTO", ("SELECT fsm FROM work.pupil; SELECT 1",), "the result of this query goes nowhere", "write INTO #step or INTO work.name before FROM"),
    Refused("A table made twice", ("SELECT fsm INTO #step FROM work.pupil; DROP TABLE IF EXISTS #step; SELECT fsm INTO #step FROM work.pupil; SELECT 1",), "two statements make a table of this name, which SQL Server refuses in one script even with DROP TABLE between", "give the second one another name"),
    Refused("Two tables made", ("SELECT fsm INTO work.a FROM work.pupil; SELECT fsm INTO work.b FROM work.pupil; SELECT 1",), "a recipe makes one table of work", "make the others temporary: INTO #step"),
    Refused("No table made", (), "the recipe makes no table", "write INTO work.name in its last statement, before FROM"),
)  # fmt: skip
"""In no order."""
