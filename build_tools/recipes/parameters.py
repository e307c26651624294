"""The choices that the user of a recipe makes: which values fit a parameter, and what a message calls them."""

from __future__ import annotations

import re
from datetime import date

from build_tools.recipe_records import RecipeParameter
from build_tools.recipes.cells import WORDS, read_cell
from build_tools.years import YearError, parse_year

_OF_RANGES = re.compile(r",? (?:or|and) a range as .*")
"""What years.py says of sets of years, which a parameter is not."""
ParameterValue = str | int | float


class ParameterError(ValueError):
    """A value does not fit a parameter; the message says what the parameter asks for, and goes on behind its name."""


def read_parameter(parameter: RecipeParameter, text: str) -> ParameterValue:
    """The value that a text means, as the code of a recipe takes it: years as 2011/12, dates as 2012-03-31. Raises ParameterError."""
    if parameter.choices and text not in parameter.choices:
        raise ParameterError(f"is one of: {', '.join(parameter.choices)}")
    if parameter.type == "year":
        return _read_year(text)
    try:
        read = read_cell(text, parameter.type)
    except ValueError:
        read = None
    if read is None:
        raise ParameterError(f"asks for {WORDS[parameter.type]}")
    return read.isoformat() if isinstance(read, date) else read


def fits(parameter: RecipeParameter, value: ParameterValue) -> bool:
    """Whether `check_parameter` finds nothing."""
    try:
        check_parameter(parameter, value)
    except ParameterError:
        return False
    return True


def _read_year(text: str) -> str:
    try:
        parse_year(text)
    except YearError as error:
        said = _OF_RANGES.sub("", str(error))
        raise ParameterError(f"asks for a year as 2011/12: {said}") from None
    return text.strip()


def check_parameter(parameter: RecipeParameter, value: ParameterValue) -> None:
    """Raises ParameterError where a value that stands in a definition or in a case is not of the parameter's type, or not among its choices."""
    is_number = parameter.type in ("integer", "number")
    if isinstance(value, bool) or is_number == isinstance(value, str):
        asked = WORDS[parameter.type] if parameter.type != "year" else "a year as 2011/12"
        raise ParameterError(f"asks for {asked}, {'without' if is_number else 'in'} quotation marks")
    if parameter.type == "integer" and isinstance(value, float):
        raise ParameterError(f"asks for {WORDS['integer']}")
    read_parameter(parameter, str(value))
