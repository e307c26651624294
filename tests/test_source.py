import re

import pytest

from build_tools.problems import Position
from build_tools.source import MAX_BYTES, MAX_DEPTH, find_position, read_document


def read(text):
    """The values in `text`, which must have no problem."""
    document, problems = read_document("x.yaml", text.encode() if isinstance(text, str) else text)
    assert problems == []
    return document.values


def problem_of(text):
    """The one problem of `text`."""
    document, problems = read_document("x.yaml", text.encode() if isinstance(text, str) else text)
    assert document is None
    (problem,) = problems
    return problem


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("word", "word"),
        ("two words", "two words"),
        ('"01"', "01"),
        ("'NO'", "NO"),
        ("5", 5),
        ("0", 0),
        ("-5", -5),
        ("2.5", 2.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("2011/12", "2011/12"),
        ("2005/06-2011/12", "2005/06-2011/12"),
        ("2.3.1", "2.3.1"),
        ("1,000", "1,000"),
        ("1st", "1st"),
        ("nothing", "nothing"),
        ("Norway", "Norway"),
        ("12e", "12e"),
        ("6797067994e8", "6797067994e8"),
        ("a: b".replace(": ", ":"), "a:b"),
        ("http://example.org", "http://example.org"),
        ("[a, b]", ["a", "b"]),
        ("{a: b}", {"a": "b"}),
    ],
)
def test_values(written, value):
    found = read(f"key: {written}")["key"]
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "=======", ">>>>>>> main"])
def test_a_mark_of_git_that_was_left_behind(mark):
    assert problem_of(f"id: a\n{mark}\ntitle: b\n").rule == "merge-marks"


@pytest.mark.parametrize(
    "text",
    [
        "a:\n " + "- " * 30 + "[" * 30 + "x" + "]" * 30,
        "a:\n " + "- " * 39 + "[" * 20 + "x" + "]" * 20,
        "".join(f"{' ' * depth}a:\n" for depth in range(19)) + " " * 19 + "- " * 22 + "x",
    ],
    ids=["signs and brackets", "signs and a few brackets", "keys and signs"],
)
def test_all_ways_to_nest_count_together(text):
    assert problem_of(text).rule == "yaml-depth"


NUMBERS = "01 007 010 +5 +0.5 5. .5 1_000 0x1F 0o17 0b11 1e3 1E-3 1.5e3 1.10 -0 12:30 1:02:03 2019-01-01 2019-1-1 12345678901234567890"
WORDS = "y Y n N yes Yes YES no No NO on On off OFF True TRUE False FALSE Null NULL .inf -.inf .nan .NaN"


@pytest.mark.parametrize("written", f"{NUMBERS} {WORDS}".split(" "))
def test_ambiguous_values_must_be_quoted(written):
    problem = problem_of(f"key: {written}")
    assert (problem.rule, problem.where) == ("quote-it", Position("x.yaml", 1, 6))
    assert problem.help == f'write "{written}"'
    assert read(f'key: "{written}"') == {"key": written}


def test_numbers_keep_all_their_digits_or_must_be_quoted():
    """Programs that read JSON keep fifteen digits and lose the rest."""
    assert read("key: " + "9" * 15) == {"key": 999999999999999}
    assert problem_of("key: " + "9" * 16).rule == "quote-it"


def test_the_cure_for_a_very_long_number_is_short():
    problem = problem_of("key: " + "9" * 6000)
    assert (
        problem.rule == "quote-it" and len(problem.message) < 150 and problem.help == "put it in double quotation marks"
    )


def test_all_ambiguous_values_of_a_file_are_named():
    _, problems = read_document("x.yaml", b"a: [01, NO]\nb: yes\n")
    assert [str(problem.where) for problem in problems] == ["x.yaml:1:5", "x.yaml:1:9", "x.yaml:2:4"]


def test_keys_are_always_text():
    assert read("1: a\nno: b\nnull: c\n<<: d\n") == {"1": "a", "no": "b", "null": "c", "<<": "d"}


def test_keys_may_be_quoted_and_still_clash():
    assert problem_of('a: 1\n"a": 2').rule == "duplicate-key"


def test_block_texts():
    assert read("a: >-\n  one\n  two\nb: |\n  one\n  two\n") == {"a": "one two", "b": "one\ntwo\n"}


def test_windows_line_ends_and_byte_order_mark():
    assert read(b"\xef\xbb\xbfa: x\r\nb:\r\n  - z\r\n") == {"a": "x", "b": ["z"]}


def test_columns_count_letters_not_bytes():
    assert problem_of("a: {é: ä, ö: NO}").where == Position("x.yaml", 1, 14)
    assert problem_of("a: é\x07").where == Position("x.yaml", 1, 5)
    assert problem_of("a: é".encode() + b"\xe9").where == Position("x.yaml", 1, 5)


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("a: [b\nc: d\n", "yaml-syntax", "1:4"),
        ("a: {b: c\nd: e\n", "yaml-syntax", "1:4"),
        ("a: 'b\nc: d\n", "yaml-syntax", "1:4"),
        ("a: b\nfoo\nc: d\n", "yaml-syntax", "2:1"),
        ("a: b: c\n", "yaml-syntax", "1:5"),
        ("a: &\n", "yaml-syntax", "1:4"),
        ("a: * b\n", "yaml-syntax", "1:4"),
        ("a: |b\n", "yaml-syntax", "1:4"),
        ("a: [b,, c]\n", "yaml-syntax", "1:7"),
        ("a: }b\n", "yaml-syntax", "1:4"),
        ("a: [\n", "yaml-syntax", "2:1"),
        ("a: {b:[c]}\n", "yaml-syntax", "1:6"),
        ("%FOO\n---\na: b\n", "yaml-syntax", "1:1"),
        ("? [a]\n: b\n", "yaml-syntax", "1:3"),
        ('a: "x\nb: "y"\n', "yaml-syntax", "1:4"),
        ("a: *b\n", "yaml-anchors", "1:4"),
        ("a: &b c\n", "yaml-anchors", "1:4"),
        ("&b a: c\n", "yaml-anchors", "1:1"),
        ("a: [x,*b]\n", "yaml-anchors", "1:7"),
        ("a: !!str b\n", "yaml-tags", "1:4"),
        ("!a b: c\n", "yaml-tags", "1:1"),
        ("a:\n\tb: c\n", "yaml-tabs", "2:1"),
        ("a:\n  b: c\n \td: e\n", "yaml-tabs", "3:2"),
        ("a:\n  -\tb: c\n", "yaml-tabs", "2:4"),
        ("a: b\n---\nc: d\n", "one-document", "2:1"),
        ("- a\n", "top-level", "1:1"),
        ("a\n", "top-level", "1:1"),
        ("# a\n", "file-empty", "1:1"),
        ("---\n", "file-empty", "1:1"),
        (" \n", "file-empty", "1:1"),
        ("a: \x00b\n", "yaml-syntax", "1:4"),
    ],
)
def test_places_of_syntax_problems(text, rule, place):
    problem = problem_of(text)
    assert (problem.rule, str(problem.where)) == (rule, f"x.yaml:{place}")


@pytest.mark.parametrize("end", ["\r", "\u0085", "\u2028"])
def test_line_ends_that_only_yaml_knows_are_no_trouble(end):
    text = end.join(["id: sex", "title: x", "codes:", '  - {code: "1"', ""])
    assert problem_of(text).rule == "yaml-syntax"


def test_texts_with_signs_of_yaml_are_fine_inside():
    assert read("a: R&D * 2 !  # 1\nb: AT&T\nc: x - - y\nd: 5 > 4 | 3\n") == {
        "a": "R&D * 2 !",
        "b": "AT&T",
        "c": "x - - y",
        "d": "5 > 4 | 3",
    }


ENDLESS = ["x: " + "[" * 5000, "? " * 20000, "x:\n  " + "-   " * 20000, "x: " + '{"a":' * 3000, "- ? " * 10000]


@pytest.mark.parametrize("text", ENDLESS, ids=lambda text: repr(text[:6]))
def test_nesting_without_end_harms_nobody(text):
    """libyaml follows `? ? ?` until the process dies, if it is let."""
    assert problem_of(text).rule == "yaml-depth"


def test_nesting_up_to_the_limit_is_read():
    depth = MAX_DEPTH - 1
    assert read("x: " + "[" * depth + "]" * depth)
    assert problem_of("x: " + "[" * (depth + 1) + "]" * (depth + 1)).rule == "yaml-depth"
    assert (
        problem_of("x:\n" + "\n".join(" " * level + "a:" for level in range(1, MAX_DEPTH + 1)) + " b").rule
        == "yaml-depth"
    )


def test_billion_laughs_are_refused_before_they_unfold():
    lines = [b"a: &a [lol]"] + [
        b"%c: &%c [%s]" % (letter, letter, b",".join([b"*%c" % (letter - 1)] * 9)) for letter in range(98, 122)
    ]
    assert problem_of(b"\n".join(lines)).rule == "yaml-anchors"


def test_size_limit():
    line = b"a: " + b"x" * (MAX_BYTES - 4) + b"\n"
    assert len(read(line)["a"]) == MAX_BYTES - 4
    assert problem_of(line + b"#").rule == "file-size"


DEFINITION = """\
id: roll.Gender
codes:
  - {code: "0", label: Never}
  - code: "1"
    label: Yes, sometimes
years:
  gaps: []
"""


@pytest.mark.parametrize(
    ("keys", "key", "place"),
    [
        ((), False, "1:1"),
        (("id",), False, "1:5"),
        (("id",), True, "1:1"),
        (("codes",), False, "3:3"),
        (("codes", 0), False, "3:5"),
        (("codes", 0, "label"), False, "3:24"),
        (("codes", 0, "label"), True, "3:17"),
        (("codes", 1, "code"), False, "4:11"),
        (("codes", 1, "label"), True, "5:5"),
        (("codes", 1, "from"), False, "4:5"),
        (("codes", 7), False, "3:3"),
        (("years", "gaps", 0, "year"), False, "7:9"),
        (("title",), True, "1:1"),
        (("id", "deeper"), False, "1:5"),
    ],
)
def test_positions(keys, key, place):
    assert str(find_position("x.yaml", DEFINITION.encode(), keys, key=key)) == f"x.yaml:{place}"


@pytest.mark.parametrize("cut", range(0, len(DEFINITION), 3))
def test_a_file_cut_anywhere_is_read_or_explained(cut):
    document, problems = read_document("x.yaml", DEFINITION[:cut].encode())
    assert (document is None) == bool(problems)
    for problem in problems:
        assert not re.search(r"not YAML \(|<|object at", problem.message), "the words of libyaml reach nobody"


@pytest.mark.parametrize("sign", list("\"'[]{}:,#&*!|>%@`-?\\\t\x00\x07\u2028~=<^"), ids=lambda sign: f"{ord(sign):x}")
def test_a_stray_sign_anywhere_is_read_or_explained(sign):
    for at in range(0, len(DEFINITION), 5):
        document, problems = read_document("x.yaml", (DEFINITION[:at] + sign + DEFINITION[at:]).encode())
        assert (document is None) == bool(problems)
        for problem in problems:
            assert "not YAML (" not in problem.message, f"{sign!r} at {at}: {problem.message}"
            assert problem.help and problem.where.line <= DEFINITION.count("\n") + 2
