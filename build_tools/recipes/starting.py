"""The files of a new recipe, with the places to fill in."""

from __future__ import annotations

import re
from datetime import date

from build_tools.asking import one_of
from build_tools.catalogue import Catalogue
from build_tools.pages.words import RECIPE_THEMES
from build_tools.problems import UserError

_DEFINITION = """id: {id}
title: {title}
short: FILL IN one sentence for lists.
theme: {theme}
unit: person
purpose: >-
  FILL IN what it is for, and the question that it answers.
population: FILL IN who gets a row and who does not.
coverage: FILL IN for which years it can be computed.
year_basis: FILL IN which kind of year it counts in.
inputs:
  - table: school_census
    columns: [PupilMatchingRefAnonymous, FSMeligible]
    why: FILL IN what is taken from it.
rules:
  - {{id: any-yes, when: FILL IN what the data say., then: FILL IN what follows.}}
ties: FILL IN how equal candidates are told apart, ending in a fixed key.
missing: FILL IN what a missing value does.
output:
  row: FILL IN what one row is.
  key: [pmr]
  columns:
    - {{name: pmr, type: text, description: Pupil matching reference.}}
    - {{name: ever, type: flag, description: "1: FILL IN", missing: FILL IN when.}}
confidence: low
confidence_note: FILL IN what the definition rests on.
checked: FILL IN who checked it and how.
changes:
  - {{date: "{today}", what: First version.}}
evidence: [VRF]
"""
_SQL = """-- {title}: needs work.school_census, makes work.{id}.
DROP TABLE IF EXISTS work.{id};

SELECT c.PupilMatchingRefAnonymous AS pmr, MAX(c.FSMeligible) AS ever
INTO work.{id}
FROM work.school_census AS c
WHERE c.PupilMatchingRefAnonymous IS NOT NULL
GROUP BY c.PupilMatchingRefAnonymous;
"""
_PYTHON = """def {id}(school_census):
    \"\"\"{title}.\"\"\"
    rows = school_census.dropna(subset=["PupilMatchingRefAnonymous"]).rename(columns={{"PupilMatchingRefAnonymous": "pmr"}})
    return rows.groupby("pmr", as_index=False)["FSMeligible"].max().rename(columns={{"FSMeligible": "ever"}})
"""
_R = """library(dplyr)

# {title}.
{id} <- function(school_census) {{
  school_census %>%
    filter(!is.na(PupilMatchingRefAnonymous)) %>%
    group_by(pmr = PupilMatchingRefAnonymous) %>%
    summarise(ever = if (all(is.na(FSMeligible))) NA_real_ else max(FSMeligible, na.rm = TRUE), .groups = "drop")
}}
"""
_STATA = """* {title}.
version 16

use PupilMatchingRefAnonymous FSMeligible using "school_census.dta", clear
rename (PupilMatchingRefAnonymous FSMeligible) (pmr fsm)
drop if pmr == ""
bysort pmr: egen byte ever = max(fsm)
bysort pmr (ever): keep if _n == 1
keep pmr ever
order pmr ever
save "{id}.dta", replace
"""
_CASE = """title: FILL IN what is special about these people
idea: usual
story: >-
  FILL IN who they are and what happens.
rules: [any-yes]
given:
  school_census: |
    PupilMatchingRefAnonymous,FSMeligible
    SYN-AMIRA,1
    SYN-AMIRA,0
expected: |
    pmr,ever
    SYN-AMIRA,1
"""


def new_files(catalogue: Catalogue, id: str, theme: str, title: str) -> dict[str, str]:
    """Path and text of each file of a new recipe. Raises UserError for a theme that there is not, or an id that is taken or can be none."""
    one_of("--theme", theme, RECIPE_THEMES)
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,31}", id):
        raise UserError(f"`{id}` can not be the id of a recipe: write at most 32 small letters, digits and underscores, a letter first")
    if id in catalogue.recipes or id in catalogue.cases:
        raise UserError(f"there is a recipe `{id}` already: choose another id")
    words = {"id": id, "theme": theme, "title": (title or id.replace("_", " ").capitalize()).rstrip("."), "today": date.today().isoformat()}
    folder = f"code_snippets/{id}"
    return {
        f"variables/recipes/{theme}/{id}.yaml": _DEFINITION.format(**words),
        f"{folder}/recipe.sql": _SQL.format(**words),
        f"{folder}/recipe.py": _PYTHON.format(**words),
        f"{folder}/recipe.R": _R.format(**words),
        f"{folder}/recipe.do": _STATA.format(**words),
        f"{folder}/cases/usual.yaml": _CASE,
    }
