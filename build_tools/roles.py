"""What a column is for: keys, places, dates of birth, years. Read from `synthetic: {as: …}`, else from its name by the rules below.

A role says two things that the request form often does not: that columns of several tables join or agree, and the type of a key.
"""

from __future__ import annotations

import re

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
_ANY = re.compile(rf"(?i)(?:{'|'.join(f'({pattern})' for pattern, _ in PATTERNS)})\Z")
"""All patterns in one, a group each: the first that fits is the role. So a pattern has no group of its own but `(?:…)`."""


KEY_TYPES: dict[Role, str] = {
    "pupil-key": "varchar(18)",  # printed on the tab of the lookup from AE_ID to PMR
    "tax-key": "varchar(14)",
    "person-key": "bigint",
    "record-key": "int",
    "learner-key": "bigint",
    "school": "int",
    "school-register-number": "int",
    "authority": "int",
    "authority-9": "varchar(9)",
    "provider": "int",
    "enterprise": "varchar(12)",
    "course": "nvarchar(50)",
    "output-area": "varchar(9)",
    "lower-area": "varchar(9)",
    "middle-area": "varchar(9)",
    "birth-date": "date",
    "birth-year": "int",
    "birth-month": "int",
    "age-at-start": "int",
    "age-at-end": "int",
    "months-of-age": "int",
    "year": "int",
    "year-label": "varchar(9)",
    "term": "varchar(3)",
    "year-group": "varchar(2)",
    "main-record": "int",
    "census-date": "date",
    "entry-date": "date",
    "leaving-date": "date",
    "row-key": "bigint",
    "first-row-key": "bigint",
    "parent-key": "bigint",
    "slot-count": "int",
    "spell-start": "date",
    "spell-end": "date",
    "applicant-person": "varchar(20)",
    "applicant": "varchar(20)",
    "application": "varchar(20)",
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
    found = _ANY.match(COLLECTION.sub("", stem_of(variable.id)))
    return PATTERNS[found.lastindex - 1][1] if found and found.lastindex else None
