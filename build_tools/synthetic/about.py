"""What is said of the synthetic extract wherever it appears: that it is synthetic, and how it differs from the real one."""

LABEL = "SYNTHETIC, not real people: drawn from published definitions only, no estimate of anything"
"""Stands in every file that can hold a label, and in every document beside the files."""

CHECKS = (
    ("Labelling", "Folders, database files, comments on tables, labels inside files and the keys of people (SYN…) say that it is synthetic."),
    ("Disclosure", "No record of anybody was used. Values come from published names, codes, ranges and years, so nothing about a real person can be in it."),
    ("Structure", "Names, types, years, codes, keys and oddities follow the public record; what is assumed is marked."),
    ("Differences", "What it does not share with the real extract is listed here."),
)  # fmt: skip
"""The four checks for low-fidelity synthetic data of Raab, McCall and Cavin, and how the extract meets each."""

DIFFERENCES = (
    ("No relation between columns", "Every value is drawn on its own. A correlation, difference or regression found here is chance; only keys, years, dates of birth and sex agree."),
    ("Shares mean nothing", "Codes are drawn as if each were as likely as the next. How many pupils get free meals here says nothing about England."),
    ("Sizes mean nothing", "How many people are in each table was set so that a small extract shows every case."),
    ("Columns that were requested and those that were not are all there", "A real project has the columns it was granted; a view or column that you did not ask for is absent."),
    ("Names that are assumed", "Where no view or column name is public, a written rule of ours made it; `synthetic.json` says which."),
    ("Types that are assumed", "Most tabs of the form print no SQL type; the type then follows from the printed values."),
    ("Codes that are not published", "Where the form lists no codes, values are SYN1 to SYN5. Area codes lie outside the ranges that are in use."),
    ("Collations", "Key columns of the real databases differ in theirs, so joins there need COLLATE. DuckDB does not know the collations of SQL Server: leave COLLATE out here."),
    ("A key leads to one person", "A person can have several keys here. That a key meets several persons, or is missing from its lookup, happens in the real lookups only."),
    ("Terms and tables do not agree", "A pupil who has left in one term can be on roll in the next, and pay can stand beside no employment spell."),
    ("Rows of the UCAS table", "What one row is, is not public; the layout is an assumption, named in `synthetic.json`, and can be changed with --ucas-rows."),
)  # fmt: skip
"""How the extract differs from the real one, for its README and its page."""
