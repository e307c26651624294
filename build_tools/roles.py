"""What a column is for: keys, places, dates of birth, years. Read from `synthetic: {as: …}`, else from its name by the rules below.

A role says two things that the request form often does not: that columns of several tables join or agree, and the type of a key.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from build_tools.catalogue import COLLECTION, Catalogue, stem_of
from build_tools.records import Role, Variable

PATTERNS: tuple[tuple[str, Role], ...] = (
    (r"pupilmatchingrefanonymous", "pupil-key"),
    (r"edukey", "tax-key"),
    (r"ae_id", "person-key"),
    (r"recordid", "record-key"),
    (r"external_id", "learner-key"),
    (r".*laestab.*_anon|dfe_no_anon", "school"),
    (r"urn_anon|urn_\w+_anon", "school-register-number"),
    (r".*la_?(?:9code|09)\w*_anon|pl_la_9code|la_9code", "authority-9"),
    (r"(?:.*_)?(?:home)?la(?:number|_lgr|ua)?(?:_code\w*|_\w+)?_anon|.*_lea_code\w*_anon|.*_la_code_anon|latestla_anon|la|la_n", "authority"),
    (r"ukprn_anon|upin_anon|instid_anon|xinstid01__anon", "provider"),
    (r"entkey|main_enterprise", "enterprise"),
    (r"learnaimref|learning_aim_id", "course"),
    (r"coa|coa_2011|oacode|oa(?:01|11)?(?:_home|_school)?", "output-area"),
    (r"l?lsoa(?:01|11)?(?:_home|_school)?", "lower-area"),
    (r"msoa(?:01|11)?", "middle-area"),
    (r"gender|sex|sexid", "sex"),
    (r"dob", "birth-date"),
    (r"yearofbirth", "birth-year"),
    (r"monthofbirth", "birth-month"),
    (r"age_?(?:at)?_?start(?:ofacademicyear|ofacadyear)?", "age-at-start"),
    (r"acage|age_aug|xagea01|applicant_age", "age-at-start"),
    (r"month_?part(?:ofageatstartofacademicyear)?", "months-of-age"),
    (r"acadyr|(?:reporting)?academicyear|taxyear|assessyr|processing_year|ac_year|application_cycle|year|examyear", "year"),
    (r"censusterm", "term"),
    (r"ncyear(?:actual)?|yeargrp", "year-group"),
    (r"recordstatus", "main-record"),
    (r"onroll(?:_\d)?", "on-roll"),
    (r"censusdate", "census-date"),
    (r"entrydate", "entry-date"),
    (r"leavingdate", "leaving-date"),
    (r"sourceyear", "load"),
    (r"sequence_index", "sequence"),
)  # fmt: skip
_COMPILED = tuple((re.compile(rf"(?i)(?:{pattern})\Z"), role) for pattern, role in PATTERNS)


class KeyType(NamedTuple):
    """The T-SQL type of a role and whether the request form prints it somewhere."""

    tsql: str
    printed: bool


KEY_TYPES: dict[Role, KeyType] = {
    "pupil-key": KeyType("varchar(18)", True),  # printed on the tab of the lookup from AE_ID to PMR
    "tax-key": KeyType("varchar(14)", True),
    "person-key": KeyType("bigint", True),
    "record-key": KeyType("int", True),
    "learner-key": KeyType("bigint", True),
    "school": KeyType("int", False),
    "school-register-number": KeyType("int", False),
    "authority": KeyType("int", False),
    "authority-9": KeyType("varchar(9)", False),
    "provider": KeyType("int", False),
    "enterprise": KeyType("varchar(12)", False),
    "course": KeyType("nvarchar(50)", True),
    "output-area": KeyType("varchar(9)", True),
    "lower-area": KeyType("varchar(9)", False),
    "middle-area": KeyType("varchar(9)", False),
    "birth-date": KeyType("date", False),
    "birth-year": KeyType("int", False),
    "birth-month": KeyType("int", False),
    "age-at-start": KeyType("int", False),
    "age-at-end": KeyType("int", False),
    "months-of-age": KeyType("int", False),
    "year": KeyType("int", False),
    "year-label": KeyType("varchar(9)", False),
    "term": KeyType("varchar(3)", False),
    "year-group": KeyType("varchar(2)", False),
    "main-record": KeyType("int", False),
    "census-date": KeyType("date", False),
    "entry-date": KeyType("date", False),
    "leaving-date": KeyType("date", False),
    "row-key": KeyType("bigint", False),
    "first-row-key": KeyType("bigint", False),
    "parent-key": KeyType("bigint", False),
    "slot-count": KeyType("int", False),
    "spell-start": KeyType("date", False),
    "spell-end": KeyType("date", False),
    "applicant-person": KeyType("varchar(20)", False),
    "applicant": KeyType("varchar(20)", False),
    "application": KeyType("varchar(20)", False),
}
"""Types of columns in these roles where the form prints none."""

HOMES: dict[Role, str] = {
    "pupil-key": "link_ae_id_pmr",
    "tax-key": "link_ae_id_edukey",
    "record-key": "link_education_records",
    "learner-key": "lilr_learners",
    "enterprise": "leo_idbr",
    "course": "lilr_lars",
}
"""Roles whose columns join tables, each with the table in which every value of it stands."""


def role_of(catalogue: Catalogue, variable: Variable) -> Role | None:
    """The role of a variable; None for the many that describe and do not join."""
    known: dict[str, Role | None] = catalogue.once("roles", dict)
    if variable.id not in known:
        known[variable.id] = _role_of(variable)
    return known[variable.id]


def _role_of(variable: Variable) -> Role | None:
    if variable.synthetic and variable.synthetic.as_:
        return variable.synthetic.as_
    stem = COLLECTION.sub("", stem_of(variable.id))
    return next((role for pattern, role in _COMPILED if pattern.match(stem)), None)
