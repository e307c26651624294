"""Which arguments the code of a recipe takes, and with which defaults: read from the text of Python, R and Stata, which is not run for that."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from build_tools.recipe_records import Recipe
from build_tools.recipes.parameters import ParameterValue

Arguments = dict[str, ParameterValue | None]
"""Each argument in its order, with its default; None where it has none."""
_R_ARGUMENT = re.compile(r'\s*([\w.]+)\s*(?:=\s*("[^"]*"|\'[^\']*\'|-?[0-9][0-9.eE+-]*L?)\s*)?([,)])')
_STATA_LOCAL = re.compile(r'(?m)^local (\w+) +(?:= *)?(?:"([^"\n]*)"|(-?[0-9][0-9.e+-]*)) *$')


def python_arguments(code: str, id: str) -> Arguments:
    """Of the function with the name of the recipe. Raises ValueError where there is none, or a default is no plain value."""
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef) and node.name == id:
            names = [argument.arg for argument in node.args.args]
            lacking = len(names) - len(node.args.defaults)
            return {name: _constant(node.args.defaults[place - lacking], name) if place >= lacking else None for place, name in enumerate(names)}
    raise ValueError(f"there is no function {id}")


def _constant(node: ast.expr, name: str) -> ParameterValue:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        value = None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"the default of {name} is no plain text or number")
    return value


def r_arguments(code: str, id: str) -> Arguments:
    """As `python_arguments`."""
    head = re.search(rf"(?m)^{id} <- function\(", code)
    if not head:
        raise ValueError(f"there is no function {id}")
    found: Arguments = {}
    place = head.end()
    while one := _R_ARGUMENT.match(code, place):
        found[one[1]] = _value(one[2]) if one[2] else None
        if one[3] == ")":
            return found
        place = one.end()
    raise ValueError(f"the arguments of {id} can not be read behind {', '.join(found) or 'the bracket'}: write names, and plain texts or numbers as defaults")


def _value(written: str) -> ParameterValue:
    if written[0] in "\"'":
        return written[1:-1]
    number = written.rstrip("L")
    return int(number) if re.fullmatch(r"-?[0-9]+", number) else float(number)


def stata_locals(code: str) -> Arguments:
    """The locals of a do-file that are plain texts or numbers; the first of each name counts."""
    found: Arguments = {}
    for name, text, number in _STATA_LOCAL.findall(code):
        found.setdefault(name, _value(number) if number else text)
    return found


def default_faults(recipe: Recipe, language: str, code: str) -> list[str]:
    """Where arguments and defaults of the code are not those of the definition: inputs in their order, then parameters; in Stata the locals."""
    defaults = {parameter.name: parameter.default for parameter in recipe.parameters}
    if language == "stata":
        return _differing(defaults, stata_locals(code), "local ")
    readers: dict[str, Callable[[str, str], Arguments]] = {"python": python_arguments, "r": r_arguments}
    try:
        found = readers[language](code, recipe.id)
    except (ValueError, SyntaxError) as error:
        return [str(error)]
    wanted = [*(given.name for given in recipe.inputs), *defaults]
    if list(found) != wanted:
        return [f"the arguments are {', '.join(found)}, and by the definition they are {', '.join(wanted)}: inputs in their order, then parameters"]
    given = [f"{name} is an input and has a default: take it away" for name in found if name not in defaults and found[name] is not None]
    return given + _differing(defaults, found, "")


def _differing(defaults: dict[str, ParameterValue], found: Arguments, word: str) -> list[str]:
    said = []
    for name, default in defaults.items():
        if found.get(name) is None:
            said.append(f"{word}{name} has no default, and by the definition it is {default}")
        elif found[name] != default:
            said.append(f"{word}{name} is {found[name]} in the code, and its default is {default}")
    return said
