"""Which languages can be run here: one that is missing is skipped loudly, or fails where it is required."""

import os
from functools import cache

import pytest

from build_tools.recipes import engines
from build_tools.recipes.definition import NAMES, RUN

REQUIRED = os.environ.get("REQUIRE_LANGUAGES", "").split()

lacking = cache(engines.lacking)


def need(*languages):
    """Skips a test whose language is not here, with the reason; fails it where REQUIRE_LANGUAGES names the language."""
    for language in languages:
        reason = lacking(language)
        if reason and language in REQUIRED:
            pytest.fail(f"REQUIRE_LANGUAGES asks for {NAMES[language]}: {reason}")
        if reason:
            pytest.skip(f"{NAMES[language]} is not run: {reason}")


def languages_here():
    return [language for language in RUN if not lacking(language)]
