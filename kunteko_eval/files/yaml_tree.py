"""YAML reduced to plain content: no anchors, no tags, no dates, and the line of everything.

The text is taken apart by libyaml, through PyYAML, which is ten times faster than a reader in Python. What a plain
scalar means is decided here, by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema) less its
hexadecimal and octal numbers, infinities and not-a-number, so that "no", "on" and "12:30" are texts.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import Mark
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from kunteko_eval.files.validation import Location, shown

LONGEST_NUMBER = 40
"""Characters; no figure of an evaluation needs more."""

DEEPEST = 20
"""Lists and mappings within each other; no file of a programme has ten."""

_TOO_DEEP = (f"lists or mappings nested more than {DEEPEST} deep", "a few levels, as in the other files")
_CORE = {
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge")
}
_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_STRANGE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")
"""Characters that https://yaml.org/spec/1.2.2/#51-character-set leaves out, and those that readers take differently."""
_BREAKS = "\x85\u2028\u2029"
"""Line breaks of YAML 1.1, which libyaml still takes for such, but no longer of YAML 1.2, and of no editor."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML is built without libyaml where there is no wheel; its own parser is slower and says the same."""


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
    strange = _STRANGE.search(text)
    if strange is not None:
        line = text.count("\n", 0, strange.start()) + 1
        expected = "a space, or a line of its own" if strange[0] in _BREAKS else "valid YAML"
        plain.problems.append(Problem(line, f"the character U+{ord(strange[0]):04X}", expected))
        return plain
    try:
        _read(yaml.parse(text, Loader=_LOADER), plain)
    except yaml.MarkedYAMLError as error:
        plain.content = None
        mark = error.problem_mark or error.context_mark
        found = str(error.problem or error.context)
        advice = "A text with a colon in it needs quotation marks." if mark and _at(text, mark) == ":" else ""
        plain.problems.append(Problem(mark.line + 1 if mark else 1, found, "valid YAML", advice))
    except yaml.YAMLError as error:
        plain.content = None
        plain.problems.append(Problem(1, str(error)[:200], "valid YAML"))
    except RecursionError:
        plain.content = None
        if not plain.problems:
            plain.problems.append(Problem(1, *_TOO_DEEP))
    return plain


def _at(text: str, mark: Mark) -> str:
    """Return the character at a mark, or nothing at the end of the text."""
    line = text.split("\n")[mark.line :][:1]
    return "".join(line)[mark.column : mark.column + 1]


class _Dumper(yaml.SafeDumper):
    """Writes what the core schema of YAML 1.2 reads back unchanged."""

    def represent_str(self, data: str) -> Any:
        """Quote what PyYAML would not: a number of YAML 1.2 only, such as ``1e3``, and characters that are refused."""
        style = None if plain_number(data, float) is None and not _STRANGE.search(data) else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _Dumper.represent_str)


def dump_yaml(content: Mapping[str, Any]) -> str:
    """Return plain content as YAML text that `plain_yaml` reads back unchanged.

    >>> print(dump_yaml({"id": "a", "title": "1e3", "reason": "Äiti: no"}), end="")
    id: a
    title: "1e3"
    reason: 'Äiti: no'
    """
    return str(yaml.dump(dict(content), Dumper=_Dumper, allow_unicode=True, sort_keys=False))


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


def _read(events: Iterator[Event], plain: PlainYaml) -> None:
    """Read the one document of a stream."""
    documents = 0
    for event in events:
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                plain.content = None
                plain.problems.append(Problem(event.start_mark.line + 1, "a second document", "one document a file"))
                return
        elif isinstance(event, NodeEvent):
            if isinstance(event, MappingStartEvent):
                plain.content = _value(event, events, (), plain) or {}
            else:
                plain.problems.append(Problem(1, "no keys and values", "a YAML mapping"))
                _skip(event, events)
    if not documents:
        plain.problems.append(Problem(1, "no keys and values", "a YAML mapping"))


def _skip(event: NodeEvent, events: Iterator[Event]) -> None:
    """Pass over what stands within a list or a mapping that was begun.

    Raises:
        RecursionError: When it is bottomless; libyaml takes ever longer for each further level.
    """
    depth = 1 if isinstance(event, CollectionStartEvent) else 0
    while depth:
        if depth > 10 * DEEPEST:
            raise RecursionError
        inner = next(events)
        depth += isinstance(inner, CollectionStartEvent) - isinstance(inner, CollectionEndEvent)


def _unlike(event: NodeEvent, location: Location) -> tuple[str, str] | None:
    """Return what was found and expected of a node that is not plain."""
    if event.anchor:
        return f"a YAML anchor or alias {shown(event.anchor)}", "the value written out where it is used"
    tag = None if isinstance(event, AliasEvent) else event.tag
    if tag not in {None, "!", *_CORE}:
        return f"the YAML tag {shown(str(tag))}", "a value without a tag"
    return _TOO_DEEP if len(location) > DEEPEST else None


def _value(event: NodeEvent, events: Iterator[Event], location: Location, plain: PlainYaml) -> Any:
    plain.lines.setdefault(location, event.start_mark.line + 1)
    unlike = _unlike(event, location)
    if unlike is not None:
        _refuse(event, location, plain, *unlike)
        _skip(event, events)
        return None
    if isinstance(event, MappingStartEvent):
        return _mapping(events, location, plain)
    if isinstance(event, SequenceStartEvent):
        return [_value(item, events, (*location, index), plain) for index, item in enumerate(_inside(events))]
    return _scalar(event, location, plain)


def _inside(events: Iterator[Event]) -> Iterator[Any]:
    """Yield each node of a list or mapping until its end; who takes it reads what is within it."""
    for event in events:
        if isinstance(event, CollectionEndEvent):
            return
        yield event


def _mapping(events: Iterator[Event], location: Location, plain: PlainYaml) -> dict[str, Any]:
    content: dict[str, Any] = {}
    inside = _inside(events)
    for key_event in inside:
        key = _key(key_event, events, location, content, plain)
        value_event = next(inside)
        if key is None:
            _skip(value_event, events)
            continue
        plain.lines[*location, key] = key_event.start_mark.line + 1
        content[key] = _value(value_event, events, (*location, key), plain)
    return content


def _key(
    event: NodeEvent, events: Iterator[Event], location: Location, content: dict[str, Any], plain: PlainYaml
) -> str | None:
    """Return a key that is not there yet, or None."""
    if isinstance(event, CollectionStartEvent):
        _report(event, plain, "a list or a mapping as a key", "a word as a key")
        _skip(event, events)
        return None
    unlike = _unlike(event, ())
    if unlike is not None:
        _report(event, plain, *unlike)
        return None
    key = str(event.value)
    if key in content:
        first = plain.lines[*location, key]
        _report(event, plain, f"duplicate key {shown(key)}, which stands on line {first} too", "every key once")
        return None
    return key


def _scalar(event: ScalarEvent, location: Location, plain: PlainYaml) -> str | int | float | bool | None:
    """Return a plain number, boolean, nothing, or the text as it stands.

    What other readers of YAML take for a date, a hexadecimal number or not-a-number stays a text, so
    that it is either wanted as a text or reported at its place.
    """
    text, kind = str(event.value), str(event.tag or "").rpartition(":")[2]
    if any("\ud800" <= character <= "\udfff" for character in text):
        _refuse(event, location, plain, "half of a surrogate pair", "characters of Unicode")
        return None
    is_plain = event.tag is None and event.implicit[0]
    if kind == "null" or (is_plain and text in _NULL):
        return None
    if kind == "bool" or is_plain:
        known = _BOOL.get(text)
        if known is not None:
            return known
    if kind in {"int", "float"} or is_plain:
        number = plain_number(text, int)
        if number is None and kind != "int":
            number = plain_number(text, float)
        return text if number is None else number
    return text


def _refuse(event: NodeEvent, location: Location, plain: PlainYaml, found: str, expected: str) -> None:
    plain.refused.add(location)
    _report(event, plain, found, expected)


def _report(event: NodeEvent, plain: PlainYaml, found: str, expected: str) -> None:
    problem = Problem(event.start_mark.line + 1, found, expected)
    if problem not in plain.problems:
        plain.problems.append(problem)
