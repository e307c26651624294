"""The file of --views: real names of a project in the script, and every fault of a file in words, at its line and column."""

import textwrap

import pytest

from build_tools import project
from build_tools.logical import logical_table, logical_tables
from build_tools.problems import CatalogueError
from build_tools.project import read_project
from build_tools.stack import StackOrder, stack_sql


@pytest.fixture
def written(tmp_path):
    """Writes a file of names and gives its path."""

    def write(text):
        path = tmp_path / "names.yaml"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    return write


@pytest.fixture
def script(small, written):
    """The script of a table of the small knowledge base, by the names in a file."""

    def stack(text, id="roll", **order):
        table = read_project(written(text), logical_tables(small).values()).applied(logical_table(small, id))
        return stack_sql(small, StackOrder(table, **order))

    return stack


# ---------------------------------------------------------------------------------------------- names that are stated


def test_a_view_under_its_real_name(script):
    text = script("views: {attendance_2006: Absences_0506}", "attendance")
    assert "FROM [NPD_i2].[P0001].[Absences_0506]\n" in text, "which is not assumed any more"
    assert "FROM [NPD_i2].[P0001].[Attendance_2007]  -- assumed name of the view\n" in text
    assert "Attendance_2006" not in text
    assert "-- Marked `assumed`, because their names are not public: 3 of 4 views." in text


def test_a_column_under_its_real_name(script):
    text = script(
        """\
        columns:
          Roll_2004:
            gender_04: Sex
          Roll_2005:    # nothing to say of it yet
        """
    )
    assert "    [Sex] AS [Gender],\n" in text
    assert "    [Gender_05] AS [Gender],  -- assumed name\n" in text
    assert "[Gender_04]" not in text


def test_a_view_and_its_columns_keep_our_names_on_the_left(script):
    text = script("{views: {Roll_2004: R4}, columns: {Roll_2004: {MealsTaken_04: 'Free [school] meals'}}}")
    assert "    [Free [school]] meals] AS [FreeMeals],\n" in text and "[P0001].[R4]\n" in text


def test_a_database_under_its_real_name(script):
    text = script("databases: {npd_I2: LEO_of_ours}", "link_pupil")
    assert text.count("FROM [LEO_of_ours].[P0001].[pupil_lookup]\n") == 1 and "NPD_i2" not in text


def test_an_absent_view_is_left_out_and_named(script):
    text = script("absent: [autumn_roll_2008]")
    assert "-- Left out: Autumn_Roll_2008, which the file for --views calls absent.\n" in text
    assert text.count("Autumn_Roll_2008") == 1 and text.count("\nINSERT INTO ") == 10
    assert "One long table from 10 views." in text
    others = script("absent: [Autumn_Roll_2008]", years=frozenset({2008}))
    assert "Autumn_Roll_2008" not in others and "calls absent" not in others, "its year was not asked for"


def test_an_absent_column_is_null(script):
    text = script("absent: [Spring_Roll_2008.gender_spr08]")
    assert "    NULL AS [Gender],  -- absent, says the file for --views\n" in text
    assert "Gender_SPR08" not in text and "[Gender_SPR09]" in text


def test_a_file_that_states_nothing_changes_nothing(script, small):
    assert script("views:\ncolumns:\nabsent:\n") == stack_sql(small, StackOrder(logical_table(small, "roll")))


def test_the_example_of_the_manual(catalogue, written):
    """The example in the documentation of the module names views and columns that there are."""
    example = project.__doc__.partition("\n\n")[2]
    names = read_project(written(example), logical_tables(catalogue).values())
    assert names.applied(logical_table(catalogue, "ucas")).database == "ONS_UCAS"
    views = {part.view.name for part in names.applied(logical_table(catalogue, "ks4_pupil")).parts}
    assert "KS4_Pupil_2011_12" in views and "KS4Pupil_2012" not in views


# ---------------------------------------------------------------------------------------------- faults

ELSEWHERE = "take the name from the script without --views, or from the page of the table"
NOT_A_NAME = "and put a name that is a number in double quotation marks"
LINES = "write one of our names on each line below it, a colon, and the name in the project"
FAULTS = {
    "unknown-key": ("view:\n  Roll_2004: R4\n", "1:1: project-names: there is no key `view`", "write `views`"),
    "unknown-key-like-none": ("x: ours\n", "1:1: project-names: there is no key `x`", "use databases, views, columns, absent"),
    "unknown-view": ("views:\n  Rol_2004: R4\n", "2:3: project-names: `Rol_2004` is none of our views", "did you mean `Roll_2004`?"),
    "unknown-view-like-none": ("views:\n  x: R4\n", "2:3: project-names: `x` is none of our views", ELSEWHERE),
    "unknown-database": ("databases:\n  NPD: ours\n", "2:3: project-names: `NPD` is none of our databases", "did you mean `NPD_i2`?"),
    "unknown-view-of-columns": ("columns:\n  Roll_204:\n    a: b\n", "2:3: project-names: `Roll_204` is none of our views", "did you mean `Roll_2004`?"),
    "unknown-column": (
        "columns:\n  roll_2004:\n    Gender_4: Sex\n",
        "3:5: project-names: `Gender_4` is no column of `roll_2004`",
        "did you mean `Gender_04`?",
    ),
    "logical-column": (
        "columns:\n  Roll_2004:\n    FreeMeals: FSM\n",
        "3:5: project-names: `FreeMeals` is no column of `Roll_2004`",
        "did you mean `MealsTaken_04`?",
    ),
    "column-of-another-view": ("columns:\n  Roll_2004:\n    PersonKey: P\n", "3:5: project-names: `PersonKey` is no column of `Roll_2004`", ELSEWHERE),
    "unknown-absent-view": ("absent:\n  - Roll_2006\n", "2:5: project-names: `Roll_2006` is none of our views", "did you mean `Roll_2005`?"),
    "absent-column-of-unknown-view": ("absent: [R.Gender_04]\n", "1:10: project-names: `R` is none of our views", ELSEWHERE),
    "unknown-absent-column": (
        "absent: [Roll_2004.Gender_05]\n",
        "1:10: project-names: `Gender_05` is no column of `Roll_2004`",
        "did you mean `Gender_04`?",
    ),
    "list-of-views": ("views:\n  - Roll_2004\n", "1:1: project-names: `views` does not hold lines of the form `our name: name in the project`", LINES),
    "list-of-databases": ("databases: [ours]\n", "1:1: project-names: `databases` does not hold lines of the form `our name: name in the project`", LINES),
    "word-for-columns": ("columns: none\n", "1:1: project-names: `columns` does not hold lines of the form `our name: name in the project`", LINES),
    "list-of-columns": (
        "columns:\n  Roll_2004: [Gender_04]\n",
        "2:3: project-names: `Roll_2004` does not hold lines of the form `our name: name in the project`",
        LINES,
    ),
    "lines-for-absent": ("absent:\n  Roll_2004: yes it is\n", "1:1: project-names: `absent` does not hold a list of names", "write each name on a line below it, behind `- `"),
    "word-for-absent": ("absent: Roll_2004\n", "1:1: project-names: `absent` does not hold a list of names", "write each name on a line below it, behind `- `"),
    "number-for-absent": ("absent: [2004]\n", "1:10: project-names: this is no name", "write a view, or a view and its column as `View.Column`"),
    "nothing-for-absent": ("absent: [null]\n", "1:10: project-names: this is no name", "write a view, or a view and its column as `View.Column`"),
    "number": ("views:\n  Roll_2004: 2004\n", "2:14: project-names: what stands beside `Roll_2004` is no name", f"write `Roll_2004: NAME`, {NOT_A_NAME}"),
    "nothing": ("views:\n  Roll_2004:\n", "2:13: project-names: what stands beside `Roll_2004` is no name", f"write `Roll_2004: NAME`, {NOT_A_NAME}"),
    "empty": ('views:\n  Roll_2004: ""\n', "2:14: project-names: what stands beside `Roll_2004` is no name", f"write `Roll_2004: NAME`, {NOT_A_NAME}"),
    "true": (
        "columns:\n  Roll_2004:\n    Gender_04: true\n",
        "3:16: project-names: what stands beside `Gender_04` is no name",
        f"write `Gender_04: NAME`, {NOT_A_NAME}",
    ),
    "names-below-a-view": (
        "views:\n  Roll_2004: {Gender_04: Sex}\n",
        "2:14: project-names: what stands beside `Roll_2004` is no name",
        f"write `Roll_2004: NAME`, {NOT_A_NAME}",
    ),
    "twice-in-other-letters": (
        "views:\n  Roll_2004: A\n  ROLL_2004: B\n",
        "3:3: project-names: `ROLL_2004` stands here a second time",
        "delete one of the two; capital letters make no difference",
    ),
    "twice": ("views: {}\nviews: {}\n", "2:1: duplicate-key: `views` stands here a second time", "delete one of the two, or merge them"),
    "a-list": ("- Roll_2004\n", "1:1: top-level: the file holds a list, not keys and values", "begin it with one of databases, views, columns, absent, and a colon behind it"),
    "no-text": ("", "1:1: file-empty: the file is empty", "state a name below one of databases, views, columns, absent, or leave out --views"),
    "syntax": (
        "views:\n  Roll_2004: R: 4\n",
        "2:15: yaml-syntax: a colon stands where none is expected",
        "put a text with a colon in double quotation marks; line up a new key with the keys above",
    ),
    "bare-number-with-zero": ("views:\n  Roll_2004: 01\n", "2:14: quote-it: `01` without quotation marks can be read in more than one way", 'write "01"'),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message", "help"), FAULTS.values(), ids=FAULTS)
def test_fault(text, message, help, written, root, leo_kb):
    path = written(text)
    code, out, err = leo_kb("stack", "roll", "--views", path, "--root", root)
    first, second, more, *rest = out.splitlines()
    assert (first, second) == (f"{path}:{message}", f"    help: {help}")
    assert more.startswith("    more: https://") and rest == []
    assert (code, err) == (1, "1 problem found\n")


def test_all_faults_of_a_file_are_reported(written, small):
    path = written(
        """\
        absent: [Roll_2003, Roll_2004]
        view:
          Roll_2004: R4
        columns:
          Roll_2004:
            Gender_04: 4
            Sex: S
        """
    )
    with pytest.raises(CatalogueError) as refused:
        read_project(path, logical_tables(small).values())
    assert [(problem.where.line, problem.where.column, problem.message) for problem in refused.value.problems] == [
        (1, 10, "`Roll_2003` is none of our views"),
        (2, 1, "there is no key `view`"),
        (6, 16, "what stands beside `Gender_04` is no name"),
        (7, 5, "`Sex` is no column of `Roll_2004`"),
    ]


def test_a_file_for_machines(written, root, leo_kb):
    path = written("view: {}\n")
    out = leo_kb("stack", "roll", "--views", path, "--root", root, "--format", "github")[1]
    assert out.startswith(
        f"::error file={path},line=1,col=1,title=project-names::there is no key `view` Help: write `views` More: "
    )
