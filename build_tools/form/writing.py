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

from build_tools.source import _AMBIGUOUS, _CONSTANTS, _INTEGER, _NUMBER, Key, _Composer

WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z0-9(£][^\n\"'\\{}\[\],#&*!|>%@`\t]*(?:[\[\]][^\n\"'\\{},#&*!|>%@`\t]*)*")
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
        or ": " in text
        or " #" in text
        or text.endswith(":")
        or text != text.strip()
        or text in _CONSTANTS
        or _AMBIGUOUS.fullmatch(text)
        or _INTEGER.fullmatch(text)
        or _NUMBER.fullmatch(text)
        or (flow and re.search(r"[\[\]{},:]", text))
    )
    return json.dumps(text, ensure_ascii=False) if risky else text


def flow_mapping(value: dict[str, Any], quoted: frozenset[str] = frozenset()) -> str:
    """`{code: "01", label: Yes}` on one line; keys in `quoted` always get quotation marks."""
    parts = []
    for key, item in value.items():
        if isinstance(item, dict):
            text = flow_mapping(item, quoted)
        else:
            text = json.dumps(str(item), ensure_ascii=False) if key in quoted and item is not None else scalar(item, flow=True)
        parts.append(f"{key}: {text}")
    return "{" + ", ".join(parts) + "}"


_QUOTED = frozenset({"code", "label", "lowest", "highest"})


def key_lines(key: str, value: Any, indent: str = "") -> list[str]:
    """The lines of one key and its value, in the layout of the definition files."""
    if isinstance(value, dict):
        if not value:
            return [f"{indent}{key}: {{}}"]
        if key in _FLOW_KEYS:
            return [f"{indent}{key}: {flow_mapping(value, _QUOTED)}"]
        return [f"{indent}{key}:"] + [line for name, item in value.items() for line in key_lines(str(name), item, indent + "  ")]
    if isinstance(value, list):
        if not value:
            return [f"{indent}{key}: []"]
        if all(not isinstance(item, dict | list) for item in value) and key in ("terms", "evidence", "columns", "synonyms"):
            return [f"{indent}{key}: [{', '.join(scalar(item, flow=True) for item in value)}]"]
        lines = [f"{indent}{key}:"]
        for item in value:
            if isinstance(item, dict) and key not in ("members", "views", "known_issues"):
                lines.append(f"{indent}  - {flow_mapping(item, _QUOTED)}")
            elif isinstance(item, dict):
                inner = [line for name, part in item.items() for line in key_lines(str(name), part, indent + "    ")]
                lines.append(f"{indent}  - {inner[0].lstrip()}")
                lines.extend(inner[1:])
            elif isinstance(item, str) and len(item) > WIDTH - 10:
                lines.append(f"{indent}  - >-")
                lines.extend(_wrapped(item, indent + "    "))
            else:
                lines.append(f"{indent}  - {scalar(item)}")
        return lines
    if isinstance(value, str) and "\n" in value:
        return [f"{indent}{key}: |"] + [f"{indent}  {line}".rstrip() for line in value.rstrip("\n").split("\n")]
    if isinstance(value, str) and len(value) + len(indent) + len(key) > WIDTH:
        return [f"{indent}{key}: >-"] + _wrapped(value, indent + "  ")
    return [f"{indent}{key}: {scalar(value)}"]


def _wrapped(text: str, indent: str) -> list[str]:
    lines = textwrap.wrap(re.sub(r"\s+", " ", text), WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return lines


def to_yaml(record: dict[str, Any]) -> str:
    """The text of a new definition file."""
    return "\n".join(line for key, value in record.items() for line in key_lines(key, value)) + "\n"


def replace_keys(text: str, path: tuple[Key, ...], changes: dict[str, Any], order: tuple[str, ...] = ()) -> str:
    """`text` with the keys in `changes` replaced, added, or (value None) removed in the mapping at `path`; all other lines stay.

    A new key goes behind the last one that stands before it in `order`.
    """
    for key, value in changes.items():
        text = _replace_key(text, path, key, value, order)
    return text


def _replace_key(text: str, path: tuple[Key, ...], key: str, value: Any, order: tuple[str, ...]) -> str:
    node = _Composer(text).get_single_node()
    for step in path:
        node = node.value[step] if isinstance(node, yaml.SequenceNode) else next(item for name, item in node.value if name.value == step)
    lines = text.split("\n")
    pairs = node.value
    indent = " " * pairs[0][0].start_mark.column
    names = [name.value for name, _ in pairs]
    in_list = bool(path) and isinstance(path[-1], int)
    new = [] if value is None else key_lines(key, value, indent)
    if key in names:
        index = names.index(key)
        start = pairs[index][0].start_mark.line
        end = _end_line(pairs[index][1], lines, start)
        if in_list and index == 0 and new:
            new[0] = lines[start][: len(indent)] + new[0][len(indent) :]
        lines[start:end] = new
    elif new:
        before = [name for name in order[: order.index(key)] if name in names] if key in order else []
        index = names.index(before[-1]) if before else len(names) - 1
        at = _end_line(pairs[index][1], lines, pairs[index][0].start_mark.line)
        lines[at:at] = new
    return "\n".join(lines)


def _end_line(node: yaml.Node, lines: list[str], start: int) -> int:
    """The line behind the last line of a value, comments and blank lines that follow it left out."""
    end = node.end_mark.line + (1 if node.end_mark.column > 0 else 0)
    end = max(end, start + 1)
    while end - 1 > start and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end
