"""Editing entries of ``sources.yaml`` as text, so that comments and layout stay."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from yaml.nodes import MappingNode, Node

from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.yaml_nodes import lists_of, newline_of
from kunteko_eval.files.yaml_tree import plain_yaml

Value = str | int


def with_values(path: Path, text: str, wanted: Mapping[str, Mapping[str, Mapping[str, Value]]]) -> str:
    """Return the text of ``sources.yaml`` with keys added to some of its entries.

    Args:
        path: The file, for a fault.
        text: Its text, which was read without faults.
        wanted: Values by list (``groups``, ``collections``), id and key; a key that has a value stays as it is.

    Raises:
        FaultyInput: When the result would not hold exactly what was there and what was added.
    """
    edits: list[tuple[int, int, str]] = []
    before = plain_yaml(text).content or {}
    expected = {**before}
    nodes = lists_of(text)
    for name, entries in wanted.items():
        items = nodes[name].value if name in nodes else []
        listed = list(before.get(name) or [])
        for index, (item, content) in enumerate(zip(items, listed, strict=True)):
            more = {
                key: value
                for key, value in entries.get(str(content["id"]).strip(), {}).items()
                if content.get(key) is None
            }
            if more:
                edits += _edits(text, item, more)
                listed[index] = {**content, **more}
        expected[name] = listed
    made = text
    for start, end, new in sorted(edits, reverse=True):
        made = made[:start] + new + made[end:]
    if made != text and plain_yaml(made).content != expected:
        found, expectation = "entries that cannot be edited safely", "each entry on lines of its own"
        advice = f"Write it by hand: {_listed(wanted)}."
        raise refusal(path, "", found, expectation, advice)
    return made


def _listed(wanted: Mapping[str, Mapping[str, Mapping[str, Value]]]) -> str:
    return "; ".join(
        f"{name} {one}: " + ", ".join(f"{key}: {value}" for key, value in values.items())
        for name, entries in wanted.items()
        for one, values in entries.items()
    )


def _edits(text: str, item: MappingNode, more: Mapping[str, Value]) -> list[tuple[int, int, str]]:
    """Return what is put where, for one entry; a key that says null gets the value in its place."""
    there: dict[str, Node] = {key.value: value for key, value in item.value}
    found, new = [], {}
    for key, value in more.items():
        written = str(value) if isinstance(value, int) else f'"{value}"' if value.isdigit() else value
        if key in there:
            start, end = there[key].start_mark.index, there[key].end_mark.index
            found.append((start, end, written if end > start else f" {written}"))
        else:
            new[key] = written
    if new and item.flow_style:
        end = item.end_mark.index - 1
        while text[end - 1] in " \t\r\n,":
            end -= 1
        found.append((end, end, "".join(f", {key}: {value}" for key, value in new.items())))
    elif new:
        # After the line of its first key, or before that: what follows its last may be a comment on the next entry.
        start, column = item.start_mark.index, item.start_mark.column
        newline = newline_of(text)
        head = item.value[0][0]
        line = text.find("\n", item.value[0][1].end_mark.index)
        simple = item.value[0][1].start_mark.line == head.start_mark.line and line >= 0
        if simple:
            rows = "".join(f"{' ' * column}{key}: {value}{newline}" for key, value in new.items())
            found.append((line + 1, line + 1, rows))
        else:
            rows = "".join(f"{key}: {value}{newline}{' ' * column}" for key, value in new.items())
            found.append((start, start, rows))
    return found
