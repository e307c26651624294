"""`leo-kb`: arguments, printing and exit codes. What the commands do stands in the modules they call.

Exit codes: 0 all is well, 1 there are problems or differences or the computer refused, 2 the command was not understood.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from build_tools import __version__
from build_tools.problems import FORMATS, CatalogueError, Problem, UserError, count_of, not_too_often
from build_tools.recipes.commands import add_recipe_commands

if TYPE_CHECKING:
    from build_tools.catalogue import Catalogue
    from build_tools.form.compare import Comparison
    from build_tools.form.workbook import FormContent

ROOT_MARK = "variables"


SHORT = {"check", "build", "lookup", "search", "show", "join", "export", "generate"}
"""Commands that read the catalogue, answer and end: what they make stays, so that nothing is gained by looking for garbage."""


def run() -> NoReturn:
    """The console script. It ends at once: to give back the memory of a catalogue piece by piece takes most of a second."""
    if SHORT.intersection(sys.argv[1:2]):
        gc.disable()
    code = main()
    for stream in filter(None, (sys.stdout, sys.stderr)):  # a program may be started without them
        with suppress(OSError):  # nobody reads any more
            stream.flush()
    os._exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code. Errors of users are printed, never raised."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    if not hasattr(options, "run"):
        parser.print_help()
        return 2
    try:
        code = int(options.run(options))
        if sys.stdout:
            sys.stdout.flush()
        return code
    except CatalogueError as error:
        report(error.problems, options)
        return 1
    except UserError as error:
        print(f"{error}", file=sys.stderr)
        return error.code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(refusal(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped; nothing was left half written", file=sys.stderr)
        return 130


def refusal(error: OSError) -> str:
    """What the operating system refused, in words, and what to do."""
    paths = " and ".join(str(path) for path in (error.filename, error.filename2) if path is not None)
    reason = error.strerror or str(error)
    if not paths:
        return f"reading or writing failed: {reason}; check that the disk is not full and may be used, and run the command again"
    return f"{paths} can not be read or written: {reason}; check that the path is right and that you may use it"


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    plain = argparse.ArgumentParser(add_help=False)
    plain.add_argument(
        "--root",
        type=Path,
        default=None,
        help="folder of the knowledge base (default: the folder here or above that holds `variables`)",
    )
    plain.add_argument("--no-cache", action="store_true", help="read every file afresh and keep nothing")
    common = argparse.ArgumentParser(add_help=False, parents=[plain])
    common.add_argument(
        "--format", choices=FORMATS, default="terminal", help="how problems are written (default: terminal)"
    )
    parser = argparse.ArgumentParser(
        prog="leo-kb", description="The LEO knowledge base: check, look up, export and publish its definitions."
    )
    parser.add_argument("--version", action="version", version=f"leo-kb {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], help: str, parent: argparse.ArgumentParser = common
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".", parents=[parent])
        sub.set_defaults(run=run)
        return sub

    def of_project(command: argparse.ArgumentParser) -> None:
        command.add_argument(
            "--project", default="P0001", help="name of the project schema in which the views stand (default: P0001)"
        )
        command.add_argument(
            "--views", type=Path, metavar="FILE", help="file with the real names of views and columns in the project"
        )

    check = command("check", run_check, "check the definitions and say what is wrong, where, and what to do")
    check.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="report problems in these files and folders only, and count those elsewhere",
    )
    lookup = command("lookup", run_lookup, "say what a current, old or physical name is")
    lookup.add_argument("name", metavar="NAME")
    lookup.add_argument("--json", action="store_true", help="write the answer as JSON")
    search = command("search", run_search, "find an entry by any name, word or code, the likeliest first")
    search.add_argument("query", nargs="+", metavar="QUERY")
    search.add_argument("--limit", type=count_number, default=10, help="most entries to show (default: 10)")
    show = command("show", run_show, "show one entry by its id")
    show.add_argument("id", metavar="ID")
    show.add_argument("--json", action="store_true", help="write the entry as JSON")
    importer = command("import", run_import, "bring the definitions up to the official request form")
    importer.add_argument("what", choices=["form"], metavar="form")
    importer.add_argument("file", type=Path, metavar="FORM.xlsx")
    importer.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
    sync = command("sync", run_sync, "compare the official request form with the definitions")
    sync.add_argument("file", type=Path, metavar="FORM.xlsx")
    export = command("export", run_export, "write the catalogue for other programs")
    export.add_argument(
        "what",
        choices=["json", "datapackage", "schemas"],
        help="json, a frictionless data package, or JSON Schemas for editors",
    )
    export.add_argument("--out", type=Path, required=True, metavar="DIR")
    generate = command("generate", run_generate, "write every page as Markdown, for other site generators")
    generate.add_argument("out", type=Path, metavar="DIR")
    build = command("build", run_build, "build the whole site")
    build.add_argument("--out", type=Path, default=None, metavar="DIR", help="folder of the site (default: site)")
    build.add_argument("--sample", action="store_true", help="draw the synthetic sample anew where definitions have changed, and offer it")
    command("publish", run_publish, "record the ids of this release, whose addresses are kept for ever")
    serve = command("serve", run_serve, "build the site, show it on this computer, and bring it up to date when a file changes")
    serve.add_argument("--port", type=port_number, default=8000, help="port on this computer (default: 8000)")
    stack = command("stack", run_stack, "write the SQL that unites the views of a table into one long table")
    stack.add_argument("table", metavar="TABLE", help="id of the table")
    stack.add_argument("--columns", metavar="A,B", help="only these columns, by any of their names (default: all that a view holds)")
    stack.add_argument("--years", metavar="YEARS", help="only these years, as 2005/06-2020/21 (default: all)")
    of_project(stack)
    stack.add_argument("--into", default="work", help="schema of the project's own tables, into which the table goes (default: work)")
    stack.add_argument("--main-records", action="store_true", help="leave out rows that the record status marks as duplicates")
    stack.add_argument("--dialect", choices=["tsql", "duckdb"], default="tsql", help="tsql for SQL Server (default), or duckdb")
    stack.add_argument("--out", type=Path, metavar="FILE", help="new file for the script (default: print it)")
    join = command("join", run_join, "say how two tables join: the way, the keys, what goes wrong, and the code")
    join.add_argument("start", metavar="FROM", nargs="?", help="id of the table that keeps all its rows")
    join.add_argument("end", metavar="TO", nargs="?", help="id of the table that is joined to it")
    join.add_argument("--record", action="store_true", help="run the joins of all linkages and record what they count, for the pages")
    join.add_argument("--lang", choices=["sql", "python", "r"], default="sql", help="language of the code (default: sql)")
    years = join.add_mutually_exclusive_group()
    years.add_argument("--same-year", action="store_true", default=None, help="only rows of the same year (default: where people have rows of the same year in both)")
    years.add_argument("--all-years", dest="same_year", action="store_false", default=None, help="rows of all years")
    join.add_argument("--json", action="store_true", help="write the answer as JSON")
    join.add_argument("--out", type=Path, metavar="FILE", help="new file for the code alone")
    synth = command("synth", run_synth, "make a synthetic extract, laid out like the real one, of people who do not exist", plain)
    synth.add_argument("--people", required=True, metavar="N", help="how many people to make up")
    which = synth.add_mutually_exclusive_group(required=True)
    which.add_argument("--all", action="store_true", help="every table")
    which.add_argument("--tables", metavar="A,B", help="these tables, by their ids")
    synth.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to make; it must be new or empty")
    synth.add_argument("--seed", default="1", metavar="S", help="a whole number; the same one gives the same rows (default: 1)")
    synth.add_argument("--years", metavar="YEARS", help="only these years, as 2011/12-2020/21 (default: all); spells and lookups, which have no year, stay whole")
    synth.add_argument("--born", metavar="YEARS", help="only people born from September to August of these years, as 1985/86-1990/91")
    synth.add_argument("--layout", default="physical", help="physical: a table for each view (default); logical: one long table each")
    synth.add_argument("--format", default="duckdb", help="duckdb (default), parquet, csv, dta (Stata), sav (SPSS) or sql (for SQL Server)")
    of_project(synth)
    synth.add_argument("--without", default="", metavar="A,B", help="leave out these oddities of the real data; `all` leaves out every one")
    synth.add_argument("--ucas-rows", default="", metavar="ROWS", help="what a row of the UCAS table is taken to be, for it is not public")
    recipe = command("recipe", run_recipe, "list, show, run, test, start and pack derived variables", argparse.ArgumentParser(add_help=False))
    add_recipe_commands(recipe, common)
    return parser


def port_number(text: str) -> int:
    """The port that `text` names."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"`{text}` is not a port: give a number from 1 to 65535")
    return int(text)


def count_number(text: str) -> int:
    """The number of entries that `text` names."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 10_000):
        raise argparse.ArgumentTypeError(f"`{text}` is not a number of entries: give one from 1 to 10000")
    return int(text)


def root_of(options: argparse.Namespace) -> Path:
    """The folder of the knowledge base."""
    if options.root is not None:
        if not (options.root / ROOT_MARK).is_dir():
            raise UserError(
                f"there is no folder `{ROOT_MARK}` in {options.root}; give the folder of the knowledge base with --root"
            )
        return Path(options.root).resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / ROOT_MARK / "tables").is_dir():
            return folder
    raise UserError(
        f"no folder `{ROOT_MARK}/tables` here or above; change to the folder of the knowledge base, or give it with --root"
    )


def cache_of(options: argparse.Namespace, root: Path) -> Path | None:
    """Where parsed files are kept between runs."""
    return None if options.no_cache else root / ".cache"


def report(problems: Sequence[Problem], options: argparse.Namespace) -> None:
    """Problems on standard output, a count on standard error. Only people are spared what is alike: programs show each at its place."""
    format = options.format if options.format in FORMATS else "terminal"  # `--format` of synth is that of its files
    written = FORMATS[format]
    problems = not_too_often(problems) if format == "terminal" else problems
    for problem in problems:
        print(written(problem))
    print(f"{count_of(list(problems))} found", file=sys.stderr)


def run_check(options: argparse.Namespace) -> int:
    """`leo-kb check`."""
    from build_tools.catalogue import read_catalogue
    from build_tools.tabular import check_tables

    root = root_of(options)
    for path in options.paths:
        if not Path(path).exists():
            raise UserError(f"there is no file or folder {path}: give a path as it is from {Path.cwd()}")
    catalogue, problems = read_catalogue(root, cache_of(options, root))
    skipped = bool(problems)
    if not skipped:
        problems = check_tables(catalogue, cache_of(options, root))
    if options.paths:
        return _report_below(options, root, problems, skipped)
    if problems:
        report(problems, options)
        return 1
    counts = f"{len(catalogue.variables):,} variables in {len(catalogue.tables)} tables, {len(catalogue.code_lists)} shared code lists"
    if catalogue.recipes:
        counts += f", {len(catalogue.recipes)} recipes with {sum(map(len, catalogue.cases.values())):,} cases"
    if options.format != "json":
        print(f"all is well: {counts}")
    return 0


def _report_below(options: argparse.Namespace, root: Path, problems: Sequence[Problem], skipped: bool) -> int:
    """Reports the problems below the paths that were given, and says how many there are elsewhere. `skipped`: the tables were not checked."""
    below = _paths_below(options.paths, root, {problem.where.path for problem in problems} | set(_checked_files(root)))
    found = [problem for problem in problems if problem.where.path in below]
    elsewhere = [problem for problem in problems if problem.where.path not in below]
    if found:
        report(found, options)
    elif options.format != "json":
        paths = ", ".join([*options.paths[:3], *(["…"] if len(options.paths) > 3 else [])])
        files = f"{len(below):,} file{'' if len(below) == 1 else 's'}"
        well = "no problem" if elsewhere else "all is well"
        print(
            f"{well} below {paths}: {files}"
            if below
            else f"nothing below {paths} is checked: no definition or page is there"
        )
    if elsewhere:
        unchecked = ", so the tables were not checked" if skipped else ""
        print(
            f"{count_of(elsewhere)} elsewhere{unchecked}: `leo-kb check` shows {'it' if len(elsewhere) == 1 else 'them'}",
            file=sys.stderr,
        )
    return 1 if found else 0


def _checked_files(root: Path) -> list[str]:
    """The files that a check reads."""
    from build_tools.docs import find_pages
    from build_tools.loading import defining_files

    pages = [path.relative_to(root).as_posix() for path in find_pages(root)]
    return defining_files(root) + pages


def _paths_below(paths: Sequence[str], root: Path, files: Iterable[str]) -> set[str]:
    """Those of `files`, which count from `root`, that are one of `paths` or lie below one."""
    wanted = {Path(path).resolve() for path in paths}
    found = set()
    for name in files:
        file = (root / name).resolve()
        if file in wanted or not wanted.isdisjoint(file.parents):
            found.add(name)
    return found


def run_lookup(options: argparse.Namespace) -> int:
    """`leo-kb lookup NAME`."""
    from build_tools import lookup
    from build_tools.catalogue import checked_catalogue

    root = root_of(options)
    catalogue = checked_catalogue(root, cache_of(options, root))
    hits = lookup.find(catalogue, options.name)
    if options.json:
        found = hits or lookup.near(catalogue, options.name)
        print(
            json.dumps(
                {"query": options.name, "found": bool(hits), "hits": [asdict(hit) for hit in found]},
                ensure_ascii=False,
                indent=1,
            )
        )
        return 0 if hits else 1
    if not hits:
        print(f"no name `{options.name}` in the catalogue")
        for hit in lookup.near(catalogue, options.name):
            print(f"    near: {hit.name}  ({hit.id}{'; ' + hit.note if hit.note else ''})")
        return 1
    print("\n\n".join(lookup.describe(catalogue, same) for same in lookup.by_entry(hits)))
    return 0


def run_search(options: argparse.Namespace) -> int:
    """`leo-kb search QUERY`."""
    from build_tools.catalogue import checked_catalogue
    from build_tools.search import Searcher, names_data, words_data

    root = root_of(options)
    catalogue = checked_catalogue(root, cache_of(options, root))
    searcher = Searcher(names_data(catalogue, root / "docs"), words_data(catalogue, root / "docs"))
    query = " ".join(options.query)
    found = [searcher.described(hit) for hit in searcher.search(query, options.limit)]
    if options.format == "json":
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0 if found else 1
    for entry in found:
        kind = "" if entry["kind"] == "variable" else f" ({entry['kind'].replace('_', ' ')})"
        print(f"{entry['id']}{kind}: {entry['title']}" + (f"  [{entry['why']}]" if entry["why"] else ""))
    if not found:
        print(f"nothing is found for `{query}`: try fewer words, or `leo-kb lookup NAME` for a name")
    return 0 if found else 1


def run_publish(options: argparse.Namespace) -> int:
    """`leo-kb publish`."""
    from build_tools.catalogue import checked_catalogue
    from build_tools.published import FILE, HEAD, new_lines

    root = root_of(options)
    lines = new_lines(root, checked_catalogue(root, cache_of(options, root)))
    path = root / FILE
    before = path.read_text(encoding="utf-8") if path.is_file() else HEAD
    before += "" if before.endswith("\n") else "\n"
    path.write_text(before + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{FILE}: {len(lines):,} ids added")
    return 0


def run_show(options: argparse.Namespace) -> int:
    """`leo-kb show ID`."""
    from build_tools.catalogue import checked_catalogue
    from build_tools.exports import entry_json
    from build_tools.pages.markdown import write_body
    from build_tools.pages.views import resolve_id, view_of
    from build_tools.synthetic.sample import read_sample, show_sample

    root = root_of(options)
    catalogue = checked_catalogue(root, cache_of(options, root))
    id = _known_id(catalogue, options.id)
    if options.json:
        print(json.dumps(entry_json(catalogue, id), ensure_ascii=False, indent=1))
    else:
        show_sample(catalogue, read_sample(root / ".cache"))
        print(write_body(view_of(catalogue, id), lambda name: resolve_id(catalogue, name)), end="")
    return 0


def _known_id(catalogue: Catalogue, wanted: str) -> str:
    """The id that `wanted` is, capitals apart, or that of the only entry with this name. Raises UserError with near misses for any other."""
    from build_tools import lookup
    from build_tools.catalogue import KINDS_WITH_PAGES

    if catalogue.kind_of(wanted):
        return wanted
    same = [id for kind, id in catalogue.entries if kind in KINDS_WITH_PAGES and id.lower() == wanted.lower()]
    meant = same or list(dict.fromkeys(hit.id for hit in lookup.find(catalogue, wanted)))
    if len(meant) == 1:
        return meant[0]
    near = ", ".join(meant or dict.fromkeys(hit.id for hit in lookup.near(catalogue, wanted)))
    raise UserError(f"there is no entry `{wanted}`" + (f"; did you mean one of: {near}?" if near else ""), 1)


def _read_form(options: argparse.Namespace) -> tuple[Path, Catalogue, FormContent, Comparison | None]:
    """The catalogue, the form, and how they differ: None where the form can not be trusted, which is then reported."""
    from build_tools.catalogue import checked_catalogue
    from build_tools.form.compare import compare
    from build_tools.form.derive import derive
    from build_tools.form.workbook import read_form

    root = root_of(options)
    catalogue = checked_catalogue(root, cache_of(options, root))
    print(f"reading {options.file.name} …", file=sys.stderr)
    content = read_form(options.file, catalogue.tables.values())
    if content.problems:
        report(content.problems, options)
        print("the form can not be trusted, so nothing was compared or written", file=sys.stderr)
        return root, catalogue, content, None
    return root, catalogue, content, compare(derive(content, catalogue.tables), catalogue)


def run_import(options: argparse.Namespace) -> int:
    """`leo-kb import form FORM.xlsx`."""
    from build_tools.form.importing import changed_files
    from build_tools.form.placing import at_rows, problems_with, put_in_place

    root, catalogue, content, comparison = _read_form(options)
    if comparison is None:
        return 1
    form = options.file.name
    files, sentences = changed_files(root, comparison, catalogue, form)
    problems = problems_with(root, files, cache_of(options, root)) if files else []
    if problems:
        report(sorted(at_rows(problems, root, files, comparison, catalogue, form)), options)
        print("the form can not be taken over as it is, so nothing was written", file=sys.stderr)
        return 1
    if options.dry_run:
        for change in comparison.changes:
            print(change.sentence)
        print(f"{len(comparison.changes)} differences; nothing was written (--dry-run)")
        return 0
    stopped = put_in_place(root, files)
    for sentence in sentences:
        print(sentence)
    for change in comparison.changes:
        if change.kind == "removed":
            print(f"{change.sentence}; its entry stays and says so under `deprecated:`")
        elif change.field == "deprecated":
            print(change.sentence)
    for sentence in comparison.kept:
        print(sentence)
    print(
        f"{len(content.rows):,} rows of the form, {len(comparison.matches) + len(comparison.added):,} variables, {len(comparison.added)} of them new"
    )
    if stopped:
        raise UserError(f"stopped too late: all {len(files)} files were being put in place and are written", 130)
    return 0


def run_sync(options: argparse.Namespace) -> int:
    """`leo-kb sync FORM.xlsx`."""
    _, _, content, comparison = _read_form(options)
    if comparison is None:
        return 1
    for change in comparison.changes:
        print(change.sentence)
    for sentence in comparison.kept:
        print(sentence)
    counts = {
        kind: sum(change.kind == kind for change in comparison.changes) for kind in ("added", "removed", "changed")
    }
    if comparison.changes:
        print(
            f"form and catalogue differ: {counts['added']} added, {counts['removed']} removed, {counts['changed']} changed; `leo-kb import form {options.file}` brings the catalogue up to the form"
        )
        return 1
    print(f"form and catalogue agree: {len(content.rows):,} rows of the form, {len(comparison.matches):,} variables")
    return 0


def run_export(options: argparse.Namespace) -> int:
    """`leo-kb export json|datapackage|schemas --out DIR`."""
    from build_tools.catalogue import checked_catalogue
    from build_tools.exports import EXPORTS
    from build_tools.output import checked_target, write_files

    root = root_of(options)
    out = checked_target(root, options.out)
    catalogue = checked_catalogue(root, cache_of(options, root))
    files = EXPORTS[options.what](catalogue)
    write_files(files, out)
    size = sum(len(text.encode()) for text in files.values())
    print(
        f"wrote {len(files)} files ({size / 1e6:.1f} MB) to {options.out}: {', '.join(list(files)[:4])}{' …' if len(files) > 4 else ''}"
    )
    return 0


def run_stack(options: argparse.Namespace) -> int:
    """`leo-kb stack TABLE`."""
    from build_tools.asking import names_in, project_name, tables_of, wanted_years
    from build_tools.catalogue import checked_catalogue
    from build_tools.logical import logical_tables
    from build_tools.output import checked_new_file, write_files
    from build_tools.project import read_project
    from build_tools.stack import StackOrder, named_columns, stack_sql

    root, out = root_of(options), options.out
    if out is not None:
        checked_new_file(root, out, f"{options.table}.sql")
    names = None if options.columns is None else names_in(options.columns)
    if names == []:
        raise UserError("--columns names no column: give names with commas between them, or leave it out for all columns")
    catalogue = checked_catalogue(root, cache_of(options, root))
    (id,) = tables_of(catalogue, options.table, one=True)
    tables = logical_tables(catalogue)
    project = read_project(options.views, tables.values())
    table = project.applied(tables[id])
    order = StackOrder(
        table,
        columns=None if names is None else named_columns(catalogue, table, names),
        years=wanted_years(catalogue, [id], options.years),
        project=project_name("--project", options.project),
        into=project_name("--into", options.into),
        main_records=options.main_records,
    )
    script = stack_sql(catalogue, order, options.dialect)
    if out is None:
        print(script, end="")
        return 0
    write_files({out.name: script}, out.parent)
    print(f"wrote {script.count(chr(10)):,} lines to {out}, which make the table {order.into}.{id}")
    return 0


def run_join(options: argparse.Namespace) -> int:
    """`leo-kb join FROM TO`."""
    from build_tools.asking import tables_of
    from build_tools.catalogue import checked_catalogue
    from build_tools.joins.code import Join
    from build_tools.joins.paths import NoPath, join_path, years_agree
    from build_tools.output import checked_new_file, write_files
    from build_tools.pages.markdown import write_body
    from build_tools.pages.views import resolve_id
    from build_tools.pages.views.join import join_json, pair_view

    root = root_of(options)
    catalogue = checked_catalogue(root, cache_of(options, root))
    if options.record:
        return _record_joins(root, catalogue)
    if not (options.start and options.end):
        raise UserError("name two tables, as in `leo-kb join school_census leo_earnings`; the site has the way between any two")
    start, end = (tables_of(catalogue, name, one=True)[0] for name in (options.start, options.end))
    if start == end:
        raise UserError(f"{start} can not be joined with itself here: choose rows by year first, and join the two choices")
    if options.same_year and not years_agree(catalogue, start, end):
        raise UserError("--same-year: the two tables have no years of the same kind; leave it out, and choose the years that belong together")
    way = join_path(catalogue, start, end, options.same_year)
    if isinstance(way, NoPath):
        raise UserError(f"there is no way from {start} to {end}. {re.sub(r'[][`]+', '', way.reason)}", 1)
    join = Join(catalogue, way)
    if options.out is not None:
        checked_new_file(root, options.out, "join.sql")
        code = join.code(options.lang)
        write_files({options.out.name: code}, options.out.parent)
        print(f"wrote {code.count(chr(10)):,} lines to {options.out}")
    elif options.json:
        print(json.dumps(join_json(catalogue, join), ensure_ascii=False, indent=1))
    else:
        print(write_body(pair_view(catalogue, join, options.lang), lambda id: resolve_id(catalogue, id)), end="")
    return 0


def _record_joins(root: Path, catalogue: Catalogue) -> int:
    from build_tools.cache import write_whole
    from build_tools.joins.tested import FILE, record

    text = record(catalogue, lambda said: print(said, file=sys.stderr))
    (root / FILE).parent.mkdir(parents=True, exist_ok=True)
    write_whole(root / FILE, text.encode())
    print(f"wrote {FILE}")
    return 0


def run_synth(options: argparse.Namespace) -> int:
    """`leo-kb synth`."""
    from build_tools.catalogue import checked_catalogue
    from build_tools.logical import logical_tables
    from build_tools.output import checked_target
    from build_tools.project import read_project
    from build_tools.synthetic.asking import order_of
    from build_tools.synthetic.extract import plan

    root = root_of(options)
    checked_target(root, options.out)
    catalogue = checked_catalogue(root, cache_of(options, root))
    order = order_of(catalogue, options)
    names = read_project(options.views, logical_tables(catalogue).values())
    try:
        from build_tools.synthetic.making import make
    except ModuleNotFoundError as error:
        raise UserError(f"{error.name} is not installed: run `pip install 'leo-knowledge-base[synthetic]'`", 1) from None
    started = time.monotonic()
    made = make(plan(catalogue, order, names), options.out, options.format, lambda text: print(text, file=sys.stderr))
    rows = sum(one.rows for one in made)
    print(
        f"wrote a SYNTHETIC extract to {options.out}: {order.people:,} people, {len(made):,} views, {rows:,} rows in {time.monotonic() - started:.1f} seconds; README.md says what it is"
    )
    return 0


def run_recipe(options: argparse.Namespace) -> int:
    """`leo-kb recipe …`."""
    from build_tools.recipes.commands import Opened

    root = root_of(options)
    return int(options.run_recipe(options, Opened(root, cache_of(options, root))))


def run_generate(options: argparse.Namespace) -> int:
    """`leo-kb generate DIR`."""
    from build_tools.catalogue import checked_catalogue
    from build_tools.docs import find_pages
    from build_tools.output import checked_target, write_files
    from build_tools.pages.markdown import write_markdown
    from build_tools.pages.prose import fill_for_others
    from build_tools.pages.views import all_views, resolve_id
    from build_tools.synthetic.sample import ARCHIVE, read_sample, show_sample

    root = root_of(options)
    out = checked_target(root, options.out)
    catalogue = checked_catalogue(root, cache_of(options, root))
    sample = read_sample(root / ".cache")
    show_sample(catalogue, sample)
    files = {
        view.address.removesuffix(".html") + ".md": write_markdown(view, lambda name: resolve_id(catalogue, name))
        for view in all_views(catalogue)
    }
    for path in find_pages(root):
        name = path.relative_to(root / "docs").as_posix()
        files[name] = fill_for_others(path.read_text(encoding="utf-8"), catalogue, name.count("/"))
    write_files(files, out)
    if sample:
        shutil.copyfile(sample.archive, out / ARCHIVE)
    print(f"wrote {len(files):,} Markdown pages to {options.out}")
    return 0


def run_build(options: argparse.Namespace) -> int:
    """`leo-kb build`."""
    from build_tools.build import BuildError, build_site
    from build_tools.output import checked_target

    root = root_of(options)
    out = options.out or root / "site"
    checked_target(root, out)
    started = time.monotonic()
    try:
        built = build_site(
            root, out, cache_of(options, root), say=lambda text: print(text, file=sys.stderr), sample=options.sample
        )
    except ModuleNotFoundError as error:
        raise UserError(f"--sample needs {error.name}, which is not installed: run `pip install 'leo-knowledge-base[synthetic]'`") from None
    except BuildError as error:
        stands = "; the site that stands was not touched" if out.exists() else ""
        raise UserError(f"the site could not be built{stands}:\n{error}", 1) from None
    print(f"wrote {built.pages:,} pages to {out} in {time.monotonic() - started:.1f} seconds")
    return 0


def run_serve(options: argparse.Namespace) -> int:
    """`leo-kb serve`."""
    from build_tools.build import BuildError
    from build_tools.live import Live
    from build_tools.output import checked_target
    from build_tools.serve import serve

    def say(text: str) -> None:
        print(text, flush=True)

    def update() -> None:
        try:
            live.update()
        except CatalogueError as error:
            report(error.problems, options)
        except BuildError as error:
            print(f"the site could not be built: {error}", file=sys.stderr)
        except OSError as error:
            print(f"{refusal(error)}; the next change tries again", file=sys.stderr)
        sys.stdout.flush()

    root = root_of(options)
    site = checked_target(root, root / "site")
    live = Live(root, site, cache_of(options, root), say)
    try:
        serve(root, site, options.port, update, say, live.freshen)
    finally:
        live.finish()
    return 0
