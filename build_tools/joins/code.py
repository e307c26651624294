"""The code of a join in T-SQL, Python and R, made from its path. All three keep every row of the first table and give the same columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from build_tools.catalogue import Catalogue
from build_tools.joins.paths import Path
from build_tools.link_records import SourceYear
from build_tools.logical import LogicalColumn, LogicalTable, logical_table

LETTERS = "abcdefgh"


class Taken(NamedTuple):
    """A column that the join needs: of which step of the path, under which name it stands there, and how it is called from then on.

    `load`: it is worked out from the year. `shown`: it is in the result; the key by which a lookup was found is not.
    """

    step: int
    column: str
    name: str
    load: SourceYear | None = None
    shown: bool = True


@dataclass(frozen=True)
class Join:
    """A path with what its code takes from each table. `name`: the table that the SQL makes, and the function in Python and R."""

    catalogue: Catalogue
    path: Path
    name: str = "joined"

    @cached_property
    def taken(self) -> tuple[Taken, ...]:
        """Year, term and key of the first table, the keys on the way, year, term and key of the last. A name that is there already gets its table before it."""
        found: list[Taken] = []
        used: set[str] = set()
        for step, table in enumerate(self.path.tables):
            wanted: list[str | SourceYear] = list(self._added(step, table))
            before = self.path.hops[step - 1] if step else None
            after = self.path.hops[step] if step < len(self.path.hops) else None
            for holder in (before and before.holders[1], after and after.holders[0]):
                wanted += [part for part in (holder.columns if holder else ()) if part not in wanted]
            for part in wanted:
                load = part if isinstance(part, SourceYear) else None
                column = "load_needed" if load else self._spelt(table, str(part))
                if load and load.column not in [one.column for one in found if one.step == step]:
                    found.append(_named(step, load.column, table, used))
                hidden = table in self.path.lookups and before is not None and part in before.holders[1].columns
                found.append(_named(step, column, table, used, load, not hidden))
        return tuple(found)

    def _added(self, step: int, table: str) -> tuple[str, ...]:
        """The year and term columns of the first and the last table."""
        return self._logical[table].added if step in (0, len(self.path.hops)) else ()

    @cached_property
    def _logical(self) -> dict[str, LogicalTable]:
        return {id: logical_table(self.catalogue, id) for id in self.path.tables}

    def _spelt(self, table: str, name: str) -> str:
        return self._logical[table].by_name[name.lower()].name

    def of_step(self, step: int) -> list[Taken]:
        """What is taken from one table."""
        return [one for one in self.taken if one.step == step]

    def columns_of(self, step: int) -> list[LogicalColumn]:
        """The columns that are read of one table."""
        known = self._logical[self.path.tables[step]].by_name
        return [known[one.column.lower()] for one in self.of_step(step) if not one.load]

    def pairs(self, step: int) -> list[tuple[Taken, Taken]]:
        """What must be equal in the step to the table number `step`: columns of the result on the left, of the new table on the right."""
        return self._pairs[step - 1]

    @cached_property
    def _pairs(self) -> list[list[tuple[Taken, Taken]]]:
        return [self._pairs_of(step) for step in range(1, len(self.path.tables))]

    def _pairs_of(self, step: int) -> list[tuple[Taken, Taken]]:
        hop = self.path.hops[step - 1]
        left, right = hop.holders
        found = [
            (self._part(step - 1, hop.left, one), self._part(step, hop.right, other))
            for one, other in zip(left.columns, right.columns, strict=True)
        ]
        if self.path.same_year and step == len(self.path.hops):
            found.append((self._year(0), self._year(step)))
        return found

    def _part(self, step: int, table: str, part: str | SourceYear) -> Taken:
        if isinstance(part, SourceYear):
            return next(one for one in self.of_step(step) if one.load)
        column = self._spelt(table, part)
        return next(one for one in self.of_step(step) if one.column == column)

    def _year(self, step: int) -> Taken:
        column = self._logical[self.path.tables[step]].year_column
        return next(one for one in self.of_step(step) if one.column == column)

    @cached_property
    def shown(self) -> list[Taken]:
        """The columns of the result."""
        return [one for one in self.taken if one.shown]

    def found_column(self, step: int) -> Taken:
        """The column of the result that is missing where a step found nothing."""
        return next(one for one in (self.pairs(step)[0][1], *self.of_step(step)) if one.shown)

    def sql(self) -> str:
        """The T-SQL, for tables that `leo-kb stack` made."""
        columns = [f"    {load_sql(one, LETTERS[one.step])}{'' if one.name == one.column and not one.load else f' AS {one.name}'}" for one in self.shown]
        lines = [
            f"-- Keeps every row of work.{self.path.start}. Add the columns that you need.",
            f"DROP TABLE IF EXISTS work.{self.name};",
            "",
            "SELECT",
            ",\n".join(columns),
            f"INTO work.{self.name}",
            f"FROM work.{self.path.start} AS a",
        ]
        for step, table in enumerate(self.path.tables[1:], 1):
            conditions = [f"{load_sql(right, LETTERS[right.step])} = {load_sql(left, LETTERS[left.step])}" for left, right in self.pairs(step)]
            lines.append(f"LEFT JOIN work.{table} AS {LETTERS[step]} ON {conditions[0]}")
            lines += [f"    AND {condition}" for condition in conditions[1:]]
        return "\n".join(lines) + ";\n"

    def code(self, language: str) -> str:
        """The code in `sql`, `python` or `r`."""
        return {"sql": self.sql, "python": self.python, "r": self.r}[language]()

    def check(self, language: str) -> str:
        """What to run before the result is used, in `sql`, `python` or `r`: rows before and after; and of the different keys of the first table, how many were found in each table on the way."""
        return {"sql": self._check_sql, "python": self._check_python, "r": self._check_r}[language]()

    @property
    def start_key(self) -> str:
        """The column of the result that tells apart what the first table is joined on. Rows of the result multiply, so these are counted and not the rows."""
        return self.pairs(1)[0][0].name

    def _check_sql(self) -> str:
        key = self.start_key
        year = self._logical[self.path.start].year_column
        lines = [
            f"SELECT (SELECT COUNT_BIG(*) FROM work.{self.path.start}) AS rows_before, (SELECT COUNT_BIG(*) FROM work.{self.name}) AS rows_after;",
            "",
            "SELECT",
            *([f"    j.{year},"] if year else []),
            "    COUNT_BIG(*) AS rows_after,",
            f"    COUNT_BIG(CASE WHEN j.{key} IS NULL THEN 1 END) AS rows_without_key,",
            f"    COUNT_BIG(DISTINCT j.{key}) AS keys",
        ]
        for step, table in enumerate(self.path.tables[1:], 1):
            lines[-1] += ","
            lines.append(f"    COUNT_BIG(DISTINCT CASE WHEN j.{self.found_column(step).name} IS NOT NULL THEN j.{key} END) AS keys_in_{table}")
        lines += [f"FROM work.{self.name} AS j", *([f"GROUP BY j.{year}"] if year else [])]
        return "\n".join(lines) + ";\n"

    def _check_python(self) -> str:
        lines = [f"rows = {self.name}({', '.join(self.path.tables)})", f'print("rows before and after", len({self.path.start}), len(rows))', f'print("keys", rows["{self.start_key}"].nunique())']
        lines += [
            f'print("keys in {table}", rows.loc[rows["{self.found_column(step).name}"].notna(), "{self.start_key}"].nunique())'
            for step, table in enumerate(self.path.tables[1:], 1)
        ]
        return "\n".join(lines) + "\n"

    def _check_r(self) -> str:
        lines = [f"rows <- {self.name}({', '.join(self.path.tables)})", f'cat("rows before and after", nrow({self.path.start}), nrow(rows), "\\n")', f'cat("keys", n_distinct(rows${self.start_key}, na.rm = TRUE), "\\n")']
        lines += [
            f'cat("keys in {table}", n_distinct(rows${self.start_key}[!is.na(rows${self.found_column(step).name})], na.rm = TRUE), "\\n")'
            for step, table in enumerate(self.path.tables[1:], 1)
        ]
        return "\n".join(lines) + "\n"

    def python(self) -> str:
        """The same in pandas."""
        tables = self.path.tables
        lines = [f"def {self.name}({', '.join(tables)}):", f'    """Every row of {tables[0]}, with the rows of {tables[-1]} that belong to it."""']
        for step, table in enumerate(tables):
            letter, taken = LETTERS[step], self.of_step(step)
            plain = [one for one in taken if not one.load]
            frame = f"{table}[[{', '.join(_quoted(one.column) for one in plain)}]]"
            renamed = {one.column: one.name for one in plain if one.column != one.name}
            if renamed:
                frame += f".rename(columns={{{', '.join(f'{_quoted(old)}: {_quoted(new)}' for old, new in renamed.items())}}})"
            if whole := [one.name for one in plain if self._is_whole(step, one.column)]:
                # a missing number would turn whole numbers into fractions, and large keys into others
                types = ", ".join(f'"{name}": "Int64"' for name in whole)
                frame += f".astype({{{types}}})"
            lines.append(f"    {letter} = {frame}")
            for one in taken:
                if one.load:
                    year = self._year_of(one)
                    lines.append(f'    {letter} = {letter}.assign({one.name}={letter}["{year}"].map(lambda year: {one.load.then} if year <= "{one.load.up_to}" else {one.load.later}, na_action="ignore"))')
            if not step:
                lines.append(f"    rows = {letter}")
                continue
            pairs = self.pairs(step)
            if step == 1:
                lines.append("    # pandas lets a missing key meet a missing key: such rows are dropped from the right side first")
            right = ", ".join(_quoted(other.name) for _, other in pairs)
            left = ", ".join(_quoted(one.name) for one, _ in pairs)
            lines.append(f'    {letter} = {letter}.dropna(subset=[{right}])')
            lines.append(f'    rows = rows.merge({letter}, how="left", left_on=[{left}], right_on=[{right}])')
        lines.append(f"    return rows[[{', '.join(_quoted(one.name) for one in self.shown)}]]")
        return "\n".join(lines) + "\n"

    def _year_of(self, load: Taken) -> str:
        """What the column is called from which a load follows."""
        return next(one.name for one in self.of_step(load.step) if load.load and one.column == load.load.column and not one.load)

    def _is_whole(self, step: int, column: str) -> bool:
        return next(one for one in self.columns_of(step) if one.name == column).type.is_whole

    def r(self) -> str:
        """The same in R with dplyr."""
        tables = self.path.tables
        lines = ["library(dplyr)", "", f"{self.name} <- function({', '.join(tables)}) {{"]
        for step, table in enumerate(tables):
            letter, taken = LETTERS[step], self.of_step(step)
            columns = ", ".join(one.name if one.name == one.column else f"{one.name} = {one.column}" for one in taken if not one.load)
            parts = [f"{table} %>% select({columns})"]
            for one in taken:
                if one.load:
                    year = self._year_of(one)
                    parts.append(f'mutate({one.name} = if_else({year} <= "{one.load.up_to}", {one.load.then}, {one.load.later}))')
            lines.append(f"  {letter} <- " + " %>% ".join(parts))
            if not step:
                lines.append(f"  rows <- {letter}")
                continue
            by = ", ".join(f'"{one.name}" = "{other.name}"' for one, other in self.pairs(step))
            if step == 1:
                lines.append('  # "never": otherwise a missing key meets a missing key')
            lines.append(f'  rows <- rows %>% left_join({letter}, by = c({by}), keep = TRUE, na_matches = "never")')
        lines.append(f"  rows %>% select({', '.join(one.name for one in self.shown)})")
        return "\n".join([*lines, "}"]) + "\n"


def load_sql(one: Taken, table: str) -> str:
    """A column in SQL, of the table under this name; a load as the expression that gives it."""
    if one.load:
        load, year = one.load, f"{table}.{one.load.column}"
        return f"CASE WHEN {year} <= '{load.up_to}' THEN {load.then} WHEN {year} > '{load.up_to}' THEN {load.later} END"
    return f"{table}.{one.column}"


def _named(step: int, column: str, table: str, used: set[str], load: SourceYear | None = None, shown: bool = True) -> Taken:
    name = column if shown and column.lower() not in used else f"{table}_{column}"
    used.add(name.lower())
    return Taken(step, column, name, load, shown)


def _quoted(name: str) -> str:
    return f'"{name}"'
