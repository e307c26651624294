"""A block of each kind, full of signs that HTML or Markdown could take for their own, with the words that a reader must see."""

from typing import get_args

from build_tools.pages.blocks import (
    Badge,
    Block,
    CaseTables,
    Code,
    CodeBlock,
    CodeTabs,
    Fact,
    Facts,
    Graph,
    Grid,
    HeatMap,
    HeatRow,
    Lead,
    Link,
    Listing,
    Node,
    Notice,
    Place,
    Prose,
    Section,
    StripRow,
    Tools,
    Verbatim,
    YearStrip,
)

SIGNS = """<b> & "two" 'one' | a_b_c *d* &lt; \\n ~~e~~ [f](g) [h][i] ]: </td> <!-- # 1. ` <script>"""
"""As a name or title: nothing in it is special, not even a backtick."""
PROSE = """# <b> & "two" 'one' | a_b_c *d* &amp; \\n ~~e~~ [f](g) `x<y|z` ]: </p> [[roll.Gender]] [[ref:VRF]] [[nowhere]] > end"""
"""As text of the catalogue: code and links, and nothing else."""
READ = """# <b> & "two" 'one' | a_b_c *d* &amp; \\n ~~e~~ [f](g) x<y|z ]: </p> Gender <of> [all] VRF nowhere > end"""
"""How a reader sees PROSE."""

KNOWN = {
    "roll.Gender": Link("Gender <of> [all]", "variables/roll.Gender.html"),
    "ref:VRF": Link("VRF", "references.html#VRF", small=True),
}

LINE = (
    Link(SIGNS, "tables/roll.html"),
    " ",
    Code(SIGNS),
    " ",
    Badge(SIGNS, "care", SIGNS),
    " ",
    Link("a_b", "variables/roll.Gender.html", code=True),
    " – ",
    PROSE,
)
LINE_READ = f"{SIGNS} {SIGNS} {SIGNS} a_b – {READ}"

BLOCKS = {
    "lead": (Lead(SIGNS, SIGNS, PROSE, (Link(SIGNS, "tables/roll.html"), " › "), is_code=True), [SIGNS, READ]),
    "lead of a page without a code": (Lead(SIGNS, "", PROSE), [SIGNS, READ]),
    "facts": (
        Facts((Fact(SIGNS, (LINE, (PROSE,)), SIGNS), Fact("Second", (("Only.",),)))),
        [SIGNS, LINE_READ, READ, "Second", "Only."],
    ),
    "answers": (Facts((Fact("What?", ((PROSE,),)),), wide=True), ["What?", READ]),
    "section": (Section(SIGNS, "anchor-1"), [SIGNS]),
    "section below": (Section(SIGNS, "anchor-2", 3), [SIGNS]),
    "prose": (Prose((PROSE, "- no list", "1) no list either")), [READ, "- no list", "1) no list either"]),
    "notice of one line": (Notice(SIGNS, (PROSE,), "care"), [SIGNS, READ]),
    "notice of two lines": (Notice(SIGNS, (PROSE, "Second."), "stop"), [SIGNS, READ, "Second."]),
    "listing": (Listing((LINE, ("Second.",))), [LINE_READ, "Second."]),
    "compact listing": (Listing(((Code("a"),), (Code("b"),)), compact=True), ["a", "b"]),
    "grid": (
        Grid((SIGNS, "Label"), ((LINE, (PROSE,)), ((Code("01"),), (SIGNS.replace("`", ""),))), caption=SIGNS),
        [SIGNS, LINE_READ, READ, "01", SIGNS.replace("`", "")],
    ),
    "folded grid": (Grid(("Code",), (((Code(SIGNS),),),), fold=SIGNS, row_ids=("row-1",)), [SIGNS]),
    "year strip": (
        YearStrip(
            ("2003/04", "2004/05", "2005/06"),
            (StripRow(SIGNS, (("held", ""), ("gap", SIGNS), ("none", ""))), StripRow("Spring", (("held", ""),) * 3)),
            SIGNS,
        ),
        [SIGNS],
    ),
    "heat map": (
        HeatMap(
            ("2003/04", "2004/05", "2005/06"),
            (HeatRow(Link(SIGNS, "tables/roll.html"), (1, 1, 4), 4), HeatRow(Link("None", "tables/roll.html"), (0, 0, 0), 2)),
            "variables",
        ),
        [f"{SIGNS}: 2003/04 to 2004/05 1 of 4, 2005/06 4 of 4", "None: in no year that is known"],
    ),
    "tools": (
        Tools(SIGNS, "https://example.org/issues/new?title=a%20b&body=c"),
        [f"Cite this page: {SIGNS}", "Report a problem on this page"],
    ),
    "place": (Place("kb-here", "here", (LINE, ("Second.",))), [LINE_READ, "Second."]),
    "code block": (
        CodeBlock("tsql", f"SELECT *\nFROM a_b -- {SIGNS}\n\nWHERE 1 < 2;", PROSE),
        [f"FROM a_b -- {SIGNS}", "WHERE 1 < 2;", READ],
    ),
    "code tabs": (
        CodeTabs("code", (CodeBlock("tsql", f"SELECT 1 -- {SIGNS}", PROSE, "T-SQL"), CodeBlock("python", "a < b", "", "Python"))),
        ["T-SQL", f"SELECT 1 -- {SIGNS}", READ, "Python", "a < b"],
    ),
    "case": (
        CaseTables("case-a", SIGNS, LINE, PROSE, (Grid(("who",), (((Verbatim("SYN-A"),),),), "Before: roll"),), Grid(("ever",), (((Verbatim("1"),),),), "After: ever"), PROSE, Grid(("ever",), (((Verbatim("0"),),),), "Wrong")),
        [SIGNS, LINE_READ, READ, "Before: roll", "SYN-A", "After: ever", "Wrong"],
    ),
    "graph": (
        Graph(SIGNS, (Node(Link(SIGNS, "tables/roll.html"), -1, "table"), Node(Link("This", "recipes/this.html"), 0, "this")), ((0, 1),), (LINE, ("Second.",))),
        [LINE_READ, "Second."],
    ),
}

assert {type(block) for block, _ in BLOCKS.values()} == set(get_args(Block)), "a kind of block has no example"
