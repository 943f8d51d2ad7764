"""YAML reduced to plain content: no anchors, no tags, no dates, and the line of everything."""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from kunteko_eval.validation import Location, shown

LONGEST_NUMBER = 40
"""Characters; no figure of an evaluation needs more."""

DEEPEST = 20
"""Lists and mappings within each other; no file of a programme has ten."""

_TOO_DEEP = (f"lists or mappings nested more than {DEEPEST} deep", "a few levels, as in the other files")
_CORE = {
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge")
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is not plain in a YAML text, and the 1-based line on which it stands."""

    line: int
    found: str
    expected: str
    advice: str = ""


@dataclass(slots=True)
class PlainYaml:
    """The plain content of a YAML text.

    Attributes:
        content: Mappings, lists, texts, numbers and booleans; None when the text is not a mapping.
        lines: The 1-based line of every key and item.
        problems: What was refused; of a duplicate key the first stays.
        refused: Where nothing stands in the content because of a problem.
    """

    content: dict[str, Any] | None = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: set[Location] = field(default_factory=set)


@functools.lru_cache(maxsize=16)
def plain_yaml(text: str) -> PlainYaml:
    """Return the plain content of a YAML text with every problem that it has.

    A text that was just read is not read again: the result is shared, and nobody may change it.
    """
    plain = PlainYaml()
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        if isinstance(root, MappingNode):
            plain.content = _value(root, (), plain) or {}
        else:
            plain.problems.append(Problem(1, "no keys and values", "a YAML mapping"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        found = str(error.problem or error.context)
        advice = "A text with a colon in it needs quotation marks." if "mapping values" in found else ""
        plain.problems.append(Problem(mark.line + 1 if mark else 1, found, "valid YAML", advice))
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        character = text[error.position : error.position + 1]
        plain.problems.append(Problem(line, f"the character {shown(character)}", "valid YAML"))
    except YAMLError as error:
        plain.problems.append(Problem(1, str(error)[:200], "valid YAML"))
    except RecursionError:
        plain.content = None
        plain.problems.append(Problem(1, *_TOO_DEEP))
    return plain


def plain_number(text: str, kind: type[int] | type[float]) -> int | float | None:
    """Return the number that a text plainly writes, or None.

    >>> plain_number("12.5", float), plain_number("0x10", int), plain_number(".nan", float)
    (12.5, None, None)
    """
    if len(text) > LONGEST_NUMBER:
        return None
    if re.fullmatch(r"[-+]?\d+", text, re.ASCII):
        return int(text)
    if kind is float and re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text, re.ASCII):
        return float(text) if math.isfinite(float(text)) else None
    return None


def _value(node: Node, location: Location, plain: PlainYaml) -> Any:
    plain.lines.setdefault(location, node.start_mark.line + 1)
    if node.anchor:
        found = f"a YAML anchor or alias {shown(node.anchor)}"
        _refuse(node, location, plain, found, "the value written out where it is used")
        return None
    if str(node.tag) not in _CORE:
        _refuse(node, location, plain, f"the YAML tag {shown(str(node.tag))}", "a value without a tag")
        return None
    if len(location) > DEEPEST:
        _refuse(node, location, plain, *_TOO_DEEP)
        return None
    if isinstance(node, MappingNode):
        return _mapping(node, location, plain)
    if isinstance(node, SequenceNode):
        return [_value(item, (*location, index), plain) for index, item in enumerate(node.value)]
    return _scalar(node, location, plain)


def _mapping(node: MappingNode, location: Location, plain: PlainYaml) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            _report(key_node, plain, "a list or a mapping as a key", "a word as a key")
            continue
        key = str(key_node.value)
        if key in content:
            first = plain.lines[*location, key]
            _report(key_node, plain, f"duplicate key {shown(key)}, which stands on line {first} too", "every key once")
            continue
        plain.lines[*location, key] = key_node.start_mark.line + 1
        content[key] = _value(value_node, (*location, key), plain)
    return content


def _scalar(node: Node, location: Location, plain: PlainYaml) -> str | int | float | bool | None:
    """Return a plain number, boolean, nothing, or the text as it stands.

    What other readers of YAML take for a date, a hexadecimal number or not-a-number stays a text, so
    that it is either wanted as a text or reported at its place.
    """
    text, kind = str(node.value), str(node.tag).rpartition(":")[2]
    if any("\ud800" <= character <= "\udfff" for character in text):
        _refuse(node, location, plain, "half of a surrogate pair", "characters of Unicode")
        return None
    if kind == "null":
        return None
    if kind == "bool":
        return {"true": True, "false": False}.get(text.lower(), text)
    if kind in {"int", "float"}:
        number = plain_number(text, int if kind == "int" else float)
        return text if number is None else number
    return text


def _refuse(node: Node, location: Location, plain: PlainYaml, found: str, expected: str) -> None:
    plain.refused.add(location)
    _report(node, plain, found, expected)


def _report(node: Node, plain: PlainYaml, found: str, expected: str) -> None:
    problem = Problem(node.start_mark.line + 1, found, expected)
    if problem not in plain.problems:
        plain.problems.append(problem)
