"""Editing the links of ``chain.yaml`` as text, so that comments and layout stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode, Node

from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.list_text import with_items
from kunteko_eval.exchange.plain_text import entry_lines, flow_text
from kunteko_eval.exchange.yaml_nodes import line_after, lists_of, newline_of
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
    return with_items(path, text, "links", links, out)


def with_keys(path: Path, text: str, changes: Mapping[int, Mapping[str, Any]]) -> str:
    """Return the text of a chain with keys of some of its links set.

    Args:
        path: The file, for a fault.
        text: The text of a chain that was read without faults.
        changes: The keys and their values by the index of the link; an empty list takes the key out.

    Raises:
        FaultyInput: When a comment would be lost, or the result would not hold exactly what it should.
    """
    nodes = lists_of(text)["links"].value if changes else []
    wanted = _content(text)
    links = wanted["links"] = list(wanted.get("links") or [])
    made = text
    for index, keys in sorted(changes.items(), reverse=True):
        node = nodes[index]
        for start, end, new in sorted(_edits(path, text, node, keys), reverse=True):
            made = made[:start] + new + made[end:]
        links[index] = _set(links[index], keys)
    if changes and _content(made) != wanted:
        raise refusal(
            path, "key links", "links that cannot be edited safely", "each link with its keys on lines of their own"
        )
    return made


def _edits(path: Path, text: str, node: MappingNode, keys: Mapping[str, Any]) -> list[tuple[int, int, str]]:
    """Return what is put where, for one link."""
    there: dict[str, tuple[Node, Node]] = {key.value: (key, value) for key, value in node.value}
    if node.flow_style:
        start, end = node.start_mark.index, node.end_mark.index
        content = _content(f"links:\n- {text[start:end]}\n")["links"][0]
        _keep_comments(path, text, start, end, node)
        return [(start, end, flow_text(_set(content, keys)))]
    found = []
    newline, column = newline_of(text), node.start_mark.column
    for name, new in keys.items():
        lines = "" if new == [] else newline.join(entry_lines(name, new, " " * column)) + newline
        if name not in there:
            end = line_after(text, node)
            found.append((end, end, lines if text[end - 1 : end] == "\n" else newline + lines))
            continue
        key, value = there[name]
        start, end = text.rfind("\n", 0, key.start_mark.index) + 1, line_after(text, value)
        if text[start : key.start_mark.index].strip():  # The first key, behind the dash.
            start, lines = key.start_mark.index, lines.lstrip(" ")
        _keep_comments(path, text, value.start_mark.index, end, node)
        found.append((start, end, lines))
    return found


def _keep_comments(path: Path, text: str, start: int, end: int, node: MappingNode) -> None:
    """Refuse to write over a comment: a number sign after a space, in what would go."""
    if any(" #" in f" {line.lstrip()}" for line in text[start:end].splitlines()):
        place = f"line {node.start_mark.line + 1}, key links"
        expected, advice = "no comment within what is counted anew", "Move the comment above the link."
        raise refusal(path, place, "a number sign, perhaps a comment, that would be lost", expected, advice)


def _content(text: str) -> dict[str, Any]:
    return dict(plain_yaml(text).content or {})


def _set(entry: Mapping[str, Any], keys: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry with keys set; an empty list takes its key out."""
    gone = {key for key, value in keys.items() if value == []}
    return {key: value for key, value in {**entry, **keys}.items() if key not in gone}
