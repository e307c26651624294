"""R, as a script that is made for a run: it reads the tables, calls the functions of the recipes and writes what they give."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build_tools.recipe_records import ColumnKind

_CLASSES: dict[ColumnKind, str] = {"text": "character", "integer": "numeric", "number": "numeric", "date": "Date", "flag": "numeric"}

HEAD = """options(scipen = 999, digits = 15, warn = 1, dplyr.summarise.inform = FALSE)
suppressPackageStartupMessages(library(dplyr))
read_table <- function(file, classes, whole = c()) {
  table <- read.csv(file, colClasses = classes, na.strings = "", blank.lines.skip = FALSE, check.names = FALSE, encoding = "UTF-8")
  for (name in whole) if (all(abs(table[[name]]) <= .Machine$integer.max, na.rm = TRUE)) table[[name]] <- as.integer(table[[name]])
  table
}
write_table <- function(table, file) {
  table <- as.data.frame(table)
  for (name in names(table)) if (is.logical(table[[name]])) table[[name]] <- as.integer(table[[name]])
  write.csv(table, file, row.names = FALSE, na = "", fileEncoding = "UTF-8")
}
"""


Table = tuple[Path, dict[str, ColumnKind]] | str
"""A CSV file and the kinds of its columns, or the name of an earlier job whose result is read."""


@dataclass(frozen=True)
class Job:
    """One call of a recipe, with a table for each input. `as_integer`: whole numbers come as R's integer, as a database gives them, and not as numeric."""

    name: str
    recipe: str
    code: Path
    tables: dict[str, Table]
    parameters: dict[str, Any]
    out: Path
    as_integer: bool = False


def script(jobs: list[Job]) -> str:
    """The script that does the jobs in their order. What fails is written beside the file of the result, and the rest goes on."""
    return HEAD + "results <- list()\n" + "".join(map(_one, jobs))


def _one(job: Job) -> str:
    arguments = [f"{name} = {_table(table, job.as_integer)}" for name, table in job.tables.items()]
    arguments += [f"{name} = {literal(value)}" for name, value in job.parameters.items()]
    call = f"{job.recipe}({', '.join(arguments)})"
    return f"""
tryCatch({{
  source({text(str(job.code))}, local = (environment <- new.env()), encoding = "UTF-8")
  results[[{text(job.name)}]] <- with(environment, {call})
  write_table(results[[{text(job.name)}]], {text(str(job.out))})
}}, error = function(e) writeLines(conditionMessage(e), {text(str(job.out) + ".error")}))
"""


def _table(table: Table, as_integer: bool) -> str:
    if isinstance(table, str):
        return f"results[[{text(table)}]]"
    file, kinds = table
    classes = ", ".join(f"`{name}` = {text(_CLASSES[kind])}" for name, kind in kinds.items())
    whole = ", ".join(text(name) for name, kind in kinds.items() if as_integer and kind in ("integer", "flag"))
    return f"read_table({text(str(file))}, c({classes}), c({whole}))"


def literal(value: Any) -> str:
    """A parameter as R writes it."""
    return text(value) if isinstance(value, str) else repr(value)


def text(value: str) -> str:
    """Text as R writes it."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
