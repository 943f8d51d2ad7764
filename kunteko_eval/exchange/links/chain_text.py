"""Editing the links of ``chain.yaml`` as text, so that comments and layout stay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yaml.nodes import Node, SequenceNode

from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.plain_text import flow_text, items_text
from kunteko_eval.exchange.yaml_nodes import lists_of, newline_of
from kunteko_eval.files.yaml_tree import plain_yaml


def with_links(path: Path, text: str, links: Sequence[dict[str, Any]], out: Sequence[int] = ()) -> str:
    """Return the text of a chain with links added at the end of its list, and some taken out.

    Args:
        path: The file, for a fault.
        text: The text of a chain that was read without faults.
        links: Links to add.
        out: Indexes of links to take out.

    Raises:
        FaultyInput: When the result would not hold exactly what was there and what was added.
    """
    node = lists_of(text).get("links")
    made = None
    if node is not None and node.flow_style and not out:
        made = _in_flow(text, node, links)
    elif node is not None and not node.flow_style:
        made = _in_block(text, node, links, set(out))
    before, after = plain_yaml(text), plain_yaml(made) if made is not None else None
    wanted = dict(before.content or {})
    kept = [one for index, one in enumerate(wanted.get("links") or []) if index not in set(out)]
    wanted["links"] = [*kept, *links]
    if made is None or after is None or after.problems or after.content != wanted:
        place = f"line {node.start_mark.line + 1}, key links" if node else "key links"
        raise refusal(path, place, "a list that cannot be edited safely", "a list with a dash before each link")
    return made


def _in_flow(text: str, node: SequenceNode, links: Sequence[dict[str, Any]]) -> str:
    """Add to a list in brackets; an empty one becomes a list with dashes."""
    start, end = node.start_mark.index, node.end_mark.index
    if not node.value:
        return text[:start].rstrip(" ") + "\n" + items_text(links, "  ").rstrip("\n") + text[end:]
    return text[: end - 1].rstrip().rstrip(",") + ", " + ", ".join(map(flow_text, links)) + text[end - 1 :]


def _in_block(text: str, node: SequenceNode, links: Sequence[dict[str, Any]], out: set[int]) -> str:
    newline = newline_of(text)
    starts = [text.rfind("\n", 0, item.start_mark.index) + 1 for item in node.value]
    end = _line_after(text, node.value[-1])
    body, head, tail = text[:end], text[: starts[0]], text[end:]
    if body and not body.endswith("\n"):
        body += newline
    ends = [*starts[1:], len(body)]
    kept = [body[a:b] for index, (a, b) in enumerate(zip(starts, ends, strict=True)) if index not in out]
    added = items_text(links, " " * node.start_mark.column).replace("\n", newline)
    return head + "".join(kept) + added + tail


def _line_after(text: str, node: Node) -> int:
    """Return where the line after a node's last value begins."""
    while not getattr(node, "flow_style", False) and isinstance(node.value, list) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    at = int(node.end_mark.index)
    if text[at - 1 : at] == "\n":
        return at
    line = text.find("\n", at)
    return len(text) if line < 0 else line + 1
