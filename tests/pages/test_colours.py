"""Code with colours: what has which, and that nothing but colour is added."""

import re
from html import unescape

import pytest
from running import ROOT

from build_tools.pages.colours import highlighted

LANGUAGES = {".sql": "tsql", ".py": "python", ".R": "r", ".do": "stata"}
SHORT = {
    "tsql": (
        "SELECT 'it''s -- no', [Key], v.bit -- a < b\nFROM t WHERE n >= 12 /* 'x\n' */",
        "<k>SELECT</k> <s>'it''s -- no'</s>, [Key], v.bit <c1>-- a &lt; b</c1>\n<k>FROM</k> t <k>WHERE</k> n &gt;= <mi>12</mi> <c1>/* 'x\n' */</c1>",
    ),
    "python": (
        'def f(x1):\n    """A\n    text."""\n    return x1["#"] % 2.5  # it\'s',
        '<k>def</k> f(x1):\n    <s>"""A\n    text."""</s>\n    <k>return</k> x1[<s>"#"</s>] % <mi>2.5</mi>  <c1># it\'s</c1>',
    ),
    "r": ("if (a %in% 'x') NA # done", "<k>if</k> (a %in% <s>'x'</s>) <k>NA</k> <c1># done</c1>"),
    "stata": (
        "* by hand\nkeep if `end' == 3 /// why\n    & x * 2\nlocal a \"use\"",
        "<c1>* by hand</c1>\n<k>keep</k> <k>if</k> `end' == <mi>3</mi> <c1>/// why</c1>\n    &amp; x * <mi>2</mi>\n<k>local</k> a <s>\"use\"</s>",
    ),
    "sh": ("leo-kb stack x --years 2005/06 # some", "leo-kb stack x --years 2005/06 <c1># some</c1>"),
    "yaml": ("a: don't # \nb: \"no\"", "a: don't <c1># </c1>\nb: <s>\"no\"</s>"),
    "text": ("if 'a' < 1 # b", "if 'a' &lt; 1 # b"),
}


def coloured(language, code):
    """The code as it is shown, with `<k>` for the class `k`."""
    html = re.fullmatch(
        rf'<div class="language-{language} highlight"><pre><span></span><code>(.*)\n</code></pre></div>', highlighted(language, code), re.S
    )[1]
    return re.sub(r'<span class="(\w+)">(.*?)</span>', r"<\1>\2</\1>", html, flags=re.S)


@pytest.mark.parametrize("language", SHORT)
def test_colours(language):
    code, expected = SHORT[language]
    assert coloured(language, code) == expected


def test_code_stays_as_it_is():
    files = [path for path in (ROOT / "code_snippets").rglob("*") if path.suffix in LANGUAGES]
    assert len(files) > 200
    for path in files:
        code = path.read_text(encoding="utf-8")
        html = highlighted(LANGUAGES[path.suffix], code)
        assert unescape(re.sub("<[^>]*>", "", html)) == code, path
        assert html.count('class="k"') >= 2, path
