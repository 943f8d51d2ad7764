"""Finding the top-level lists of a YAML text, so that they can be edited without touching comments and layout."""

from __future__ import annotations

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode


def lists_of(text: str) -> dict[str, SequenceNode]:
    """Return the node of every top-level list by its key, with the marks of where it begins and ends."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, MappingNode) else ()
    return {key.value: value for key, value in pairs if isinstance(value, SequenceNode)}


def newline_of(text: str) -> str:
    """Return the line end that a text uses."""
    return "\r\n" if "\r\n" in text else "\n"


def line_after(text: str, node: Node) -> int:
    """Return where the line after a node's last value begins."""
    while not getattr(node, "flow_style", False) and isinstance(node.value, list) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    at = int(node.end_mark.index)
    if text[at - 1 : at] == "\n":
        return at
    line = text.find("\n", at)
    return len(text) if line < 0 else line + 1
