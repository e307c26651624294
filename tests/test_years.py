import re

import pytest

from build_tools.years import FIRST_YEAR, LAST_YEAR, YearError, Years, label_or_none, parse_year, year_label


@pytest.mark.parametrize(
    ("start", "label"), [(2011, "2011/12"), (1999, "1999/00"), (2008, "2008/09"), (2000, "2000/01")]
)
def test_label_and_back(start, label):
    assert year_label(start) == label
    assert parse_year(label) == start


def test_no_year_has_no_label():
    assert label_or_none(2008) == "2008/09" and label_or_none(None) is None


def test_every_year_that_may_be_written_comes_back():
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        assert parse_year(year_label(year)) == year


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2011", "`2011` does not say which year is meant: write 2010/11 or 2011/12"),
        ("2011/13", "2011/12, or a range as 2011/12-2012/13"),
        ("2011/2012", "`2011/2012` is not a year"),
        ("11/12", "`11/12` is not a year"),
        ("autumn", "`autumn` is not a year"),
        ("", "a year is missing"),
        ("1959/60", "outside 1960/61 to 2050/51"),
        ("2051/52", "outside 1960/61 to 2050/51"),
        ("٢٠١١/١٢", "is not a year"),
        ("²⁰¹¹", "is not a year"),
    ],
)
def test_refused_years(text, says):
    with pytest.raises(YearError) as error:
        parse_year(text)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2011/12-2009/10", "`2011/12-2009/10` ends before it starts"),
        ("2009/10, 2008/09", "`2008/09` overlaps or comes before"),
        ("2008/09-2010/11, 2010/11", "`2010/11` overlaps or comes before"),
        ("2008/09-, 2010/11", "`2010/11` overlaps or comes before"),
        ("2008/09,", "a year is missing"),
        ("-2010/11", "a year is missing"),
        ("2008-2010", "`2008-2010` does not say which years are meant: write 2007/08-2009/10 or 2008/09-2010/11"),
        ("2010 to 2008", "`2010 to 2008` does not say which years are meant: write 2007/08-2009/10 or 2008/09-2010/11"),
        ("2008-2009", "`2008-2009` does not say which years are meant: write 2008/09 or 2007/08-2008/09 or 2008/09-2009/10"),
        ("", "a year is missing"),
    ],
)
def test_refused_sets(text, says):
    with pytest.raises(YearError) as error:
        Years.parse(text)
    assert says in str(error.value)


@pytest.mark.parametrize(
    "text", ["2011", "2011/13", "x", "", "2012/13-2009/10", "1066/67", "2009/10, 2008/09", "from: 2003/04"]
)
def test_every_refusal_says_what_to_do(text):
    """loading splits a message at its last colon into what is wrong and what to do."""
    with pytest.raises(YearError) as error:
        Years.parse(text)
    wrong, _, cure = str(error.value).rpartition(": ")
    assert len(wrong) > 10 and cure.split()[0] in ("write", "swap", "correct")


@pytest.mark.parametrize(
    "text", ["2005/06", "2005/06-2011/12", "2005/06-2011/12, 2014/15-", "1999/00, 2001/02-2003/04"]
)
def test_sets_are_written_as_they_were(text):
    assert str(Years.parse(text)) == text


def test_spaces_do_not_matter():
    assert Years.parse(" 2005/06 - 2006/07 ,2009/10") == Years(((2005, 2006), (2009, 2009)))


def test_of_makes_ranges():
    assert Years.of([2009, 2003, 2004, 2005, 2004]) == Years(((2003, 2005), (2009, 2009)))
    assert str(Years.of([2003])) == "2003/04"
    assert Years.of([]) == Years(())


def test_iteration_and_membership():
    years = Years.parse("2003/04-2005/06, 2009/10")
    assert list(years) == [2003, 2004, 2005, 2009]
    assert (
        2003 in years
        and 2004 in years
        and 2005 in years
        and 2007 not in years
        and 2002 not in years
        and 2010 not in years
    )
    assert (years.first, years.last) == (2003, 2009)


def test_open_sets():
    years = Years.parse("2003/04, 2008/09-")
    assert years.is_open and years.last is None and 2040 in years and 2005 not in years
    assert list(years.closed(2009)) == [2003, 2008, 2009]
    assert not years.closed(2009).is_open
    with pytest.raises(YearError):
        list(years)


@pytest.mark.parametrize(
    ("text", "span", "meets"),
    [
        ("2005/06-2007/08", (2007, 2010), True),
        ("2005/06-2007/08", (2008, 2010), False),
        ("2005/06-2007/08", (2000, 2005), True),
        ("2005/06-2007/08", (2000, 2004), False),
        ("2005/06, 2009/10", (2006, 2008), False),
        ("2005/06-", (2010, 2012), True),
        ("2005/06-", (2000, 2004), False),
    ],
)
def test_years_that_meet_a_span(text, span, meets):
    years = Years.parse(text)
    assert years.overlap(*span) is meets
    assert meets is any(year in years for year in range(span[0], span[1] + 1))


def test_closing_before_the_start_keeps_one_year():
    assert list(Years.parse("2008/09-").closed(2001)) == [2008]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2002/03 to 2020/21", "write 2002/03-2020/21"),
        ("2002/2003 – 2020/2021", "write 2002/03-2020/21"),
        ("2011-12", "write 2011/12"),
        ("2012/13 to 2010/11", "swap the two years"),
        ("2002/1903", "`2002/1903` is not a year"),
        ("2011/2021", "`2011/2021` is not a year"),
        ("2011-12-01", "`2011` does not say which year is meant"),
    ],
)
def test_other_ways_to_write_years(text, said):
    with pytest.raises(YearError, match=re.escape(said)):
        Years.parse(text)
