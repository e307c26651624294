"""What `leo-kb stack` refuses, in words: each option, names of columns, and files in which nothing may be written."""

import re

import pytest
from small_base import files_of

from build_tools.asking import names_in, one_of, project_name, tables_of, wanted_years, years_of_option
from build_tools.cli import main
from build_tools.problems import UserError

PYTHON = re.compile(r"Traceback|Error|\b(?:None|True|False|str|int|list|dict|tuple|set)\b|\[Errno")
TABLES = "The tables are: roll, attendance, link_pupil"


@pytest.fixture
def refused(root, leo_kb):
    """What `leo-kb stack` says in refusing these words. It prints no script and changes no file."""

    def refuse(*words, code=2):
        before = files_of(root)
        said = leo_kb("stack", *words, "--root", root, "--no-cache")
        assert said[:2] == (code, ""), said
        assert files_of(root) == before
        assert not PYTHON.search(said[2])
        return said[2].removesuffix("\n")

    return refuse


# ---------------------------------------------------------------------------------------------- options

REFUSALS = {
    "unknown table": ("rol", f"there is no table `rol`; did you mean `roll`? {TABLES}"),
    "table like none": ("x", f"there is no table `x`. {TABLES}"),
    "two tables": ("roll,attendance", f"there is no table `roll,attendance`; did you mean `attendance`? {TABLES}"),
    "bare year": ("roll --years 2005", "--years: `2005` does not say which year is meant: write 2004/05 or 2005/06"),
    "no year": ("roll --years=", "--years: a year is missing: write it as 2011/12, and a range as 2005/06-2011/12"),
    "years the wrong way round": ("roll --years 2006/07-2004/05", "--years: `2006/07-2004/05` ends before it starts: swap the two years"),
    "year behind the last": ("roll --years 2010/11", "--years 2010/11: 2010/11 lies outside the years of roll, which are 2003/04-2009/10"),
    "some years outside": (
        "attendance --years 2003/04-2006/07",
        "--years 2003/04-2006/07: 2003/04-2004/05 lies outside the years of attendance, which are 2005/06-2009/10",
    ),
    "open years outside": ("roll --years 2012/13-", "--years 2012/13-: 2012/13 lies outside the years of roll, which are 2003/04-2009/10"),
    "year without a view": (
        "attendance --years 2007/08",
        "attendance has no view of 2007/08: it has views of 2005/06-2006/07, 2008/09-2009/10",
    ),
    "years of a table without": (
        "link_pupil --years 2005/06",
        "link_pupil has no column that tells the year of a row, so --years can not cut it: leave out --years",
    ),
    "main records of a table without": ("roll --main-records", "roll has no record status that marks duplicates: leave out --main-records"),
    "schema with a blank": (["roll", "--project", "my project"], "--project my project: a schema is named by 1 to 30 letters, digits and underscores, as P0001"),
    "schema with a dot": ("roll --into work.tables", "--into work.tables: a schema is named by 1 to 30 letters, digits and underscores, as P0001"),
    "schema of a temporary table": ("roll --into #work", "--into #work: a schema is named by 1 to 30 letters, digits and underscores, as P0001"),
    "no schema": ("roll --into=", "--into : a schema is named by 1 to 30 letters, digits and underscores, as P0001"),
    "no column": ("roll --columns ,", "--columns names no column: give names with commas between them, or leave it out for all columns"),
    "unknown column": ("roll --columns Gendr", "roll has no column `Gendr`; did you mean `Gender`?"),
    "old name with a slip": ("roll --columns MealTaken", "roll has no column `MealTaken`; did you mean `FreeMeals`?"),
    "column of another table": ("roll --columns Sess_late", "roll has no column `Sess_late`; `leo-kb lookup Sess_late` says where a name belongs"),
    "several unknown columns": (
        "roll --columns Gendr,PupilRef,zzz",
        "roll has no column `Gendr`; did you mean `Gender`?\nroll has no column `zzz`; `leo-kb lookup zzz` says where a name belongs",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "message"), REFUSALS.values(), ids=REFUSALS)
def test_refusal(words, message, refused):
    assert refused(*(words.split() if isinstance(words, str) else words)) == message


def test_a_name_of_several_columns(refused, change):
    change("tables/roll/pupil/Gender.yaml", '"gend_[yy]"', "MealsTaken")
    assert refused("roll", "--columns", "mealstaken") == (
        "`mealstaken` is the name of several columns of roll: write roll.Gender or roll.FreeMeals"
    )


def test_an_unknown_dialect(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["stack", "roll", "--dialect", "postgres"])
    assert stopped.value.code == 2
    assert "--dialect: invalid choice: 'postgres' (choose from" in capsys.readouterr().err


def test_a_file_of_names_that_leaves_no_view(refused, tmp_path):
    (tmp_path / "names.yaml").write_text("absent: [pupil_lookup]\n", encoding="utf-8")
    assert refused("link_pupil", "--views", tmp_path / "names.yaml") == (
        "no view of link_pupil is left: take one of them out of `absent` in the file for --views"
    )


def test_a_file_of_names_that_is_not_there(refused, tmp_path):
    assert refused("roll", "--views", tmp_path / "no.yaml", code=1) == (
        f"{tmp_path / 'no.yaml'} can not be read or written: No such file or directory; check that the path is right and that you may use it"
    )


def test_a_folder_of_names(refused, tmp_path):
    assert refused("roll", "--views", tmp_path, code=1) == (
        f"{tmp_path} can not be read or written: Is a directory; check that the path is right and that you may use it"
    )


@pytest.mark.parametrize("command", ["stack roll", "synth --people 10 --all --out new --format csv"])
def test_a_faulty_catalogue(command, root, change, leo_kb, tmp_path, monkeypatch):
    """Problems are printed for a terminal, also by a command whose `--format` is that of its files."""
    monkeypatch.chdir(tmp_path)
    change("tables/roll/pupil/Gender.yaml", "type: category", "type: categry")
    code, out, err = leo_kb(*command.split(), "--root", root, "--no-cache")
    assert (code, err) == (1, "1 problem found\n")
    assert out.startswith("variables/tables/roll/pupil/Gender.yaml:") and not (tmp_path / "new").exists()


# ---------------------------------------------------------------------------------------------- the file of the script


def test_a_new_file(root, tmp_path, leo_kb):
    words = ("stack", "link_pupil", "--root", root, "--no-cache")
    script = leo_kb(*words)[1]
    out = tmp_path / "deep" / "stack.sql"
    lines = script.count("\n")
    assert leo_kb(*words, "--into", "ours", "--out", out) == (
        0,
        f"wrote {lines} lines to {out}, which make the table ours.link_pupil\n",
        "",
    )
    assert out.read_text(encoding="utf-8") == script.replace("work", "ours")
    assert [path.name for path in out.parent.iterdir()] == ["stack.sql"]


def test_a_file_that_is_there(refused, tmp_path):
    out = tmp_path / "mine.sql"
    out.write_text("mine", encoding="utf-8")
    assert (
        refused("roll", "--out", out)
        == f"{out} is there already and is not written over: name another file, or delete it first"
    )
    assert out.read_text(encoding="utf-8") == "mine"


def test_a_link_that_leads_nowhere(refused, tmp_path):
    out = tmp_path / "link.sql"
    out.symlink_to(tmp_path / "nowhere")
    assert (
        refused("roll", "--out", out)
        == f"{out} is there already and is not written over: name another file, or delete it first"
    )


def test_a_folder(refused, tmp_path):
    assert (
        refused("roll", "--out", tmp_path)
        == f"{tmp_path} is a folder: name a file, for example {tmp_path / 'roll.sql'}"
    )


@pytest.mark.parametrize("path", ["variables/roll.sql", "variables/tables/roll/new/roll.sql", "docs/roll.sql"])
def test_a_file_among_those_of_the_knowledge_base(path, refused, root):
    assert refused("roll", "--out", root / path) == (
        f"{root / path} belongs to the knowledge base, and files that people wrote could be overwritten: "
        f"name another folder, for example {root / 'exports'}"
    )


def test_a_file_below_a_file(refused, tmp_path):
    (tmp_path / "notes").write_text("mine", encoding="utf-8")
    assert refused("roll", "--out", tmp_path / "notes" / "roll.sql", code=1) == (
        f"{tmp_path / 'notes'} is not a folder, and one is needed there: move it, or name another folder"
    )


def test_nothing_is_written_where_something_else_is_refused(refused, tmp_path):
    refused("roll", "--columns", "x", "--out", tmp_path / "new" / "roll.sql")
    assert not (tmp_path / "new").exists()


# ---------------------------------------------------------------------------------------------- what commands share


def refusal(function, *arguments):
    with pytest.raises(UserError) as refused:
        function(*arguments)
    assert refused.value.code == 2
    return str(refused.value)


def test_names_in_a_list():
    assert names_in(" a, b ,,a") == ["a", "b", "a"]
    assert names_in(" ,") == []


def test_one_of():
    assert one_of("--layout", "logical", ["physical", "logical"]) == "logical"
    assert refusal(one_of, "--layout", "logicl", ["physical", "logical"]) == (
        "--layout logicl: there is no such choice; did you mean `logical`? It is one of: physical, logical"
    )
    assert (
        refusal(one_of, "--layout", "x", ["physical", "logical"])
        == "--layout x: there is no such choice. It is one of: physical, logical"
    )


def test_tables(small):
    assert tables_of(small, "attendance, ROLL,roll") == ("roll", "attendance"), "in the order of tables, each once"
    assert refusal(tables_of, small, "roll,rol") == f"there is no table `rol`; did you mean `roll`? {TABLES}"
    assert refusal(tables_of, small, " ,") == (
        "no table is named: give their ids with commas between them, as --tables school_census,ks4_pupil, or --all"
    )


def test_years_of_several_tables(small):
    assert wanted_years(small, ["roll", "attendance"], None) is None
    assert wanted_years(small, ["roll", "attendance"], "2008/09-") == {2008, 2009}
    assert wanted_years(small, ["link_pupil"], "2008/09") == {2008}, "it holds no years, so any will do"
    assert refusal(wanted_years, small, ["roll", "attendance"], "2002/03") == (
        "--years 2002/03: 2002/03 lies outside the years of these tables, which are 2003/04-2009/10"
    )


def test_years_of_an_option():
    assert years_of_option("--born", "1990/91, 1993/94-", 1994) == [1990, 1993, 1994]
    assert refusal(years_of_option, "--born", "1990", 1994) == (
        "--born: `1990` does not say which year is meant: write 1989/90 or 1990/91"
    )


@pytest.mark.parametrize("name", ["P0001", "1234", "work", "my_work", "x" * 30])
def test_names_of_schemas(name):
    assert project_name("--project", name) == name


@pytest.mark.parametrize("name", ["", "x" * 31, "a-b", "a]b", "tempdb..work", "é", "work\n"])
def test_what_names_no_schema(name):
    assert refusal(project_name, "--project", name).endswith("letters, digits and underscores, as P0001")
