"""Editing a top-level list of a YAML file as text, so that comments and layout stay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yaml.nodes import SequenceNode

from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.plain_text import flow_text, items_text
from kunteko_eval.exchange.yaml_nodes import line_after, lists_of, newline_of
from kunteko_eval.files.yaml_tree import plain_yaml


def with_items(path: Path, text: str, key: str, items: Sequence[dict[str, Any]], out: Sequence[int] = ()) -> str:
    """Return the text of a YAML file with entries added at the end of a list, and some taken out.

    Args:
        path: The file, for a fault.
        text: Its text, which was read without faults.
        key: The list's key at the top level; a list that is not there yet is begun at the end.
        items: Entries to add.
        out: Indexes of entries to take out.

    Raises:
        FaultyInput: When the result would not hold exactly what was there and what was added.
    """
    node = lists_of(text).get(key)
    before = plain_yaml(text)
    wanted = dict(before.content or {})
    made = None
    if node is None and key not in wanted:
        newline = newline_of(text)
        head = text if not text or text.endswith("\n") else text + newline
        made = head + f"{key}:\n{items_text(items, '  ')}".replace("\n", newline)
    elif node is not None and node.flow_style and not out:
        made = _in_flow(text, node, items)
    elif node is not None and not node.flow_style:
        made = _in_block(text, node, items, set(out))
    after = plain_yaml(made) if made is not None else None
    kept = [one for index, one in enumerate(wanted.get(key) or []) if index not in set(out)]
    wanted[key] = [*kept, *items]
    if made is None or after is None or after.problems or after.content != wanted:
        place = f"line {node.start_mark.line + 1}, key {key}" if node else f"key {key}"
        raise refusal(path, place, "a list that cannot be edited safely", "a list with a dash before each entry")
    return made


def _in_flow(text: str, node: SequenceNode, items: Sequence[dict[str, Any]]) -> str:
    """Add to a list in brackets; an empty one becomes a list with dashes."""
    start, end = node.start_mark.index, node.end_mark.index
    if not node.value:
        return text[:start].rstrip(" ") + "\n" + items_text(items, "  ").rstrip("\n") + text[end:]
    return text[: end - 1].rstrip().rstrip(",") + ", " + ", ".join(map(flow_text, items)) + text[end - 1 :]


def _in_block(text: str, node: SequenceNode, items: Sequence[dict[str, Any]], out: set[int]) -> str:
    newline = newline_of(text)
    starts = [text.rfind("\n", 0, item.start_mark.index) + 1 for item in node.value]
    end = line_after(text, node.value[-1])
    body, head, tail = text[:end], text[: starts[0]], text[end:]
    if body and not body.endswith("\n"):
        body += newline
    ends = [*starts[1:], len(body)]
    kept = [body[a:b] for index, (a, b) in enumerate(zip(starts, ends, strict=True)) if index not in out]
    added = items_text(items, " " * node.start_mark.column).replace("\n", newline)
    return head + "".join(kept) + added + tail
