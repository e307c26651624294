"""Records as YAML text, in the one layout that all definition files have, and changes to files that keep every other line.

A whole file is written only when an entry is new. Later changes replace the lines of single keys, so that comments, the order
of keys and the words of people stay as they are.
"""

from __future__ import annotations

import json
import re
import textwrap
from typing import Any

import yaml

from build_tools.source import Key, compose, plain_values, reads_otherwise

WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z0-9(£][^\n\"'\\{}\[\],#&*!|>%@`\t]*(?:[\[\]][^\n\"'\\{},#&*!|>%@`\t]*)*")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Signs that no one sees and that YAML refuses or takes for a line break."""

_LINES = re.compile(r"(?<=\n)|(?<=\r)(?!\n)|(?<=[\x85\u2028\u2029])")
"""Behind every line break that YAML counts."""

_FLOW_KEYS = {"codes", "old_names", "physical", "range", "form", "terms", "evidence", "of", "gaps"}


def scalar(value: Any, *, flow: bool = False) -> str:
    """One value on one line, quoted where YAML or a reader could take it for something else."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    risky = (
        not _PLAIN.fullmatch(text)
        or _UNSEEN.search(text)
        or ": " in text
        or " #" in text
        or text.endswith(":")
        or text != text.strip()
        or reads_otherwise(text)
        or (flow and re.search(r"[\[\]{},:]", text))
    )
    return _quoted(text) if risky else text


def _quoted(text: str) -> str:
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def flow_mapping(value: dict[str, Any], quoted: frozenset[str] = frozenset()) -> str:
    """`{code: "01", label: Yes}` on one line; keys in `quoted` always get quotation marks."""
    parts = []
    for key, item in value.items():
        if isinstance(item, dict):
            text = flow_mapping(item, quoted)
        elif key in quoted and item is not None:
            text = _quoted(str(item))
        else:
            text = scalar(item, flow=True)
        parts.append(f"{key}: {text}")
    return "{" + ", ".join(parts) + "}"


_QUOTED = frozenset({"code", "label", "lowest", "highest", "text"})


def key_lines(key: str, value: Any, indent: str = "") -> list[str]:
    """The lines of one key and its value, in the layout of the definition files."""
    if isinstance(value, dict):
        if not value:
            return [f"{indent}{key}: {{}}"]
        if key in _FLOW_KEYS:
            return [f"{indent}{key}: {flow_mapping(value, _QUOTED)}"]
        return [f"{indent}{key}:"] + [
            line for name, item in value.items() for line in key_lines(str(name), item, indent + "  ")
        ]
    if isinstance(value, list):
        if not value:
            return [f"{indent}{key}: []"]
        if all(not isinstance(item, dict | list) for item in value) and key in (
            "terms",
            "evidence",
            "columns",
            "synonyms",
        ):
            return [f"{indent}{key}: [{', '.join(scalar(item, flow=True) for item in value)}]"]
        lines = [f"{indent}{key}:"]
        for item in value:
            if isinstance(item, dict) and key not in ("members", "views", "known_issues"):
                lines.append(f"{indent}  - {flow_mapping(item, _QUOTED)}")
            elif isinstance(item, dict):
                inner = [line for name, part in item.items() for line in key_lines(str(name), part, indent + "    ")]
                lines.append(f"{indent}  - {inner[0].lstrip()}")
                lines.extend(inner[1:])
            elif isinstance(item, str) and len(item) > WIDTH - 10 and _folds(item):
                lines.append(f"{indent}  - >-")
                lines.extend(_wrapped(item, indent + "    "))
            else:
                lines.append(f"{indent}  - {scalar(item)}")
        return lines
    if isinstance(value, str) and "\n" in value and _stands(value):
        return [f"{indent}{key}: |"] + [f"{indent}  {line}".rstrip() for line in value.rstrip("\n").split("\n")]
    if isinstance(value, str) and len(value) + len(indent) + len(key) > WIDTH and _folds(value):
        return [f"{indent}{key}: >-", *_wrapped(value, indent + "  ")]
    return [f"{indent}{key}: {scalar(value)}"]


def _folds(text: str) -> bool:
    """Whether lines folded at spaces give the text again: it has no other white space and no two spaces in a row."""
    return not _UNSEEN.search(text) and text == re.sub(r"\s+", " ", text).strip()


def _stands(text: str) -> bool:
    """Whether a text of several lines may stand in a block as it is: it neither starts with white space nor has any at the end of a line."""
    body = text.removesuffix("\n")
    return body == body.strip() and not re.search(r"[^\S\n]\n", body) and not _UNSEEN.search(body.replace("\n", ""))


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def to_yaml(record: dict[str, Any]) -> str:
    """The text of a new definition file."""
    return "\n".join(line for key, value in record.items() for line in key_lines(key, value)) + "\n"


def replace_keys(
    text: str,
    path: tuple[Key, ...],
    changes: dict[str, Any],
    order: tuple[str, ...] = (),
    null: frozenset[str] = frozenset(),
) -> str:
    """`text` with the keys in `changes` replaced, added, or (value None) removed in the mapping at `path`; all other lines stay.

    A new key goes behind the last one that stands before it in `order`. A key in `null` is not removed but written without a value.
    """
    for key, value in changes.items():
        text = _replace_key(text, path, key, value, order, null)
    return text


def _replace_key(
    text: str, path: tuple[Key, ...], key: str, value: Any, order: tuple[str, ...], null: frozenset[str]
) -> str:
    lines = _LINES.split(text)
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    node = _node_at(text, path)
    if node.flow_style:  # `- {id: A, of: {b: c}}`: written out, so that its keys have lines of their own
        lines[node.start_mark.line : node.end_mark.line + 1] = _written_out(node, lines, newline)
        text = "".join(lines)
        lines, node = _LINES.split(text), _node_at(text, path)
    indent = " " * node.value[0][0].start_mark.column
    names = [name.value for name, _ in node.value]
    new = key_lines(key, value, indent) if value is not None else [f"{indent}{key}: null"] if key in null else []
    if key in names:
        name, old = node.value[names.index(key)]
        start = name.start_mark.line
        end = _end_line(old, lines, start)
        if new:
            new[0] = lines[start][: len(indent)] + new[0][len(indent) :]  # the dash of a list item
        lines[start:end] = [line + newline for line in _with_comments(new, old, lines, start)]
    elif new:
        before = [name for name in order[: order.index(key)] if name in names] if key in order else []
        name, old = node.value[names.index(before[-1]) if before else -1]
        at = _end_line(old, lines, name.start_mark.line)
        if len(_LINES.split(lines[at - 1])) == 1:  # the last line of a file, without a break
            lines[at - 1] += newline
        lines[at:at] = [line + newline for line in new]
    return "".join(lines)


def _node_at(text: str, path: tuple[Key, ...]) -> yaml.MappingNode:
    node = compose(text)
    for step in path:
        node = (
            node.value[step]
            if isinstance(node, yaml.SequenceNode)
            else next(item for name, item in node.value if name.value == step)
        )
    assert isinstance(node, yaml.MappingNode)
    return node


def _written_out(node: yaml.Node, lines: list[str], newline: str) -> list[str]:
    """The lines of a mapping in braces as one key a line."""
    column = node.start_mark.column
    new = [line for key, value in plain_values(node).items() for line in key_lines(key, value, " " * column)]
    new[0] = lines[node.start_mark.line][:column] + new[0].lstrip()
    new[-1] += lines[node.end_mark.line][node.end_mark.column :].rstrip("\r\n")
    return [line + newline for line in new]


_LEAD = re.compile(r'\s*- (?:\{\w+: (?:"(?:[^"\\]|\\.)*"|[^,}]*)|.*)')
"""What tells an item of a list from its neighbours: its first key, or all of it."""

_BEHIND_KEY = re.compile(r"^[\s-]*\w+:(?:\s*[|>][-+]?)?(\s+#.*)$")


def _with_comments(new: list[str], old: yaml.Node, lines: list[str], start: int) -> list[str]:
    """`new` with the comments of the lines it replaces: behind the key or the value, and above and behind the items of a list that stay."""
    if not new:
        return new
    on_one_line = old.start_mark.line == old.end_mark.line == start
    comment = (
        lines[start][old.end_mark.column :] if on_one_line else "".join(_BEHIND_KEY.findall(lines[start].rstrip()))
    )
    above: dict[str, list[str]] = {}
    behind: dict[str, str] = {}
    last = start
    for item in old.value if isinstance(old, yaml.SequenceNode) and not on_one_line else []:
        first = item.start_mark.line
        end = _last_leaf(item).end_mark
        if lead := _LEAD.match(lines[first][: end.column if end.line == first else None].rstrip()):
            above[lead[0]] = [line.rstrip() for line in lines[last + 1 : first]]
            behind[lead[0]] = lines[first][end.column :].rstrip() if end.line == first else ""
        last = end.line
    kept = [new[0] + comment.rstrip()]
    for line in new[1:]:
        lead = _LEAD.match(line)
        kept += [*above.get(lead[0], []), line + behind.get(lead[0], "")] if lead else [line]
    return kept


def _last_leaf(node: yaml.Node) -> yaml.Node:
    """The value with which a value ends; its end is known exactly, that of a list or mapping only together with the comments behind it."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        node = node.value[-1] if isinstance(node, yaml.SequenceNode) else node.value[-1][1]
    return node


def _end_line(node: yaml.Node, lines: list[str], start: int) -> int:
    """The line behind the last line of a value, blank lines that follow it left out."""
    mark = _last_leaf(node).end_mark
    end = max(mark.line + (1 if mark.column > 0 else 0), start + 1)
    while end - 1 > start and not lines[end - 1].strip():
        end -= 1
    return end
