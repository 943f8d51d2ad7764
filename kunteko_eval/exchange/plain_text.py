"""Plain content as YAML and CSV text that the strict readers take back unchanged."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_PLAIN = re.compile(r"[a-z][a-z0-9-]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
WIDEST = 110
"""Characters of a mapping that stands on one line."""


def yaml_text(content: Mapping[str, Any], comment: str) -> str:
    """Return a mapping as YAML with a comment above it.

    >>> print(yaml_text({"schema": 1, "items": [{"id": "a", "label": {"fi": "Äiti", "en": "x: y"}}]}, "Made."), end="")
    # Made.
    schema: 1
    items:
      - {id: a, label: {fi: "Äiti", en: "x: y"}}
    """
    lines = [f"# {line}" for line in comment.splitlines()]
    for key, value in content.items():
        lines += entry_lines(key, value, "")
    return "\n".join(lines) + "\n"


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, object]], delimiter: str = ",") -> str:
    """Return rows as CSV; what a row does not give is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if row.get(column) is None else row[column] for column in columns])
    return text.getvalue()


def items_text(items: Sequence[Mapping[str, Any]], indent: str) -> str:
    """Return mappings as the items of a YAML list, each line with its end.

    >>> print(items_text([{"from": "a", "to": "b"}], "  "), end="")
      - {from: a, to: b}
    """
    lines = []
    for item in items:
        block = _item(item, indent + "  ")
        lines += [f"{indent}- {block[0].lstrip()}", *block[1:]]
    return "".join(f"{line}\n" for line in lines)


def flow_text(value: Any) -> str:
    """Return plain content on one line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow_text(item) for item in value) + "]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


def entry_lines(key: str, value: Any, indent: str) -> list[str]:
    """Return a key and its value as lines of YAML, each behind the indent."""
    short = flow_text(value)
    if not isinstance(value, (dict, list)) or not value or (isinstance(value, dict) and _is_words(value)):
        return [f"{indent}{key}: {short}"]
    if isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value):
        return [f"{indent}{key}: {short}"]
    lines = [f"{indent}{key}:"]
    for item in value if isinstance(value, list) else ():
        block = _item(item, indent + "    ")
        lines += [f"{indent}  - {block[0].lstrip()}", *block[1:]]
    for name, inner in value.items() if isinstance(value, dict) else ():
        lines += entry_lines(name, inner, indent + "  ")
    return lines


def _item(item: Any, indent: str) -> list[str]:
    short = flow_text(item)
    if not isinstance(item, dict) or len(short) <= WIDEST:
        return [indent + short]
    return [line for name, inner in item.items() for line in entry_lines(name, inner, indent)]


def _is_words(value: Mapping[str, Any]) -> bool:
    return all(isinstance(item, str) for item in value.values())
