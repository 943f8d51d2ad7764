"""Fitting plain values into the frozen classes, and saying in plain words what does not fit."""

from __future__ import annotations

import difflib
import functools
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, is_dataclass, replace
from enum import Enum, auto
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from kunteko_eval.lookalikes import look_alike

T = TypeVar("T")
Location = tuple[int | str, ...]
"""The keys and list indexes that lead to a value."""

LONGEST_SHOWN = 80
"""Characters of a value that a message repeats."""

_DATE = "a date written YYYY-MM-DD"
_PLAIN_WORDS = {
    "bool_type": "true or false",
    "float_type": "a number",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
    "string_pattern_mismatch": "lower-case letters, digits and hyphens",
    "string_too_short": "a text that is not empty",
    "string_type": "a text",
    "tuple_type": "a list",
}


class MisfitReason(Enum):
    """Why a value does not fit, where what to do depends on the kind of file that it stands in."""

    NO_SUCH_DAY = auto()
    NO_TEXT = auto()
    DECIMAL_COMMA = auto()


class Unfit(ValueError):
    """A value that a class refuses, with what it expected and what to do."""

    def __init__(self, expected: str, advice: str = "", reason: MisfitReason | None = None) -> None:
        """Keep what a fault will tell."""
        self.expected, self.advice, self.reason = expected, advice, reason
        super().__init__(expected)


_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{at}" for port in ("com", "lpt") for at in range(1, 10))})


def no_device(value: str) -> str:
    """Return a name that becomes a folder's or a file's.

    Raises:
        Unfit: When Windows has a device of that name, and so no folder.
    """
    if value in _DEVICES:
        raise Unfit("a name that Windows keeps for no device", f"Write {value}-1, or another name.")
    return value


@dataclass(frozen=True, slots=True)
class Misfit:
    """One part of a value that does not fit its class.

    Attributes:
        reason: Why, where other words than `expected` and `advice` fit another kind of file.
        unknown: Whether the class has no such key at all.
        missing: Whether the key is required and not there.
    """

    location: Location
    found: str
    expected: str
    advice: str = ""
    reason: MisfitReason | None = None
    unknown: bool = False
    missing: bool = False


def fit(kind: type[T], content: object) -> tuple[T | None, list[Misfit]]:
    """Return `content` as the frozen class `kind`, or everything that does not fit.

    Args:
        kind: A pydantic dataclass.
        content: Mappings, lists, texts, numbers, booleans and nothing else.
    """
    adapter: TypeAdapter[T] = _adapter(cast("Any", kind))
    try:
        value = adapter.validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        found: dict[Location, Misfit] = {}
        for one in error.errors():
            location = _location(content, one["loc"], is_missing=one["type"] == "missing")
            misfit = _misfit(kind, location, one)
            if location in found and found[location].expected != misfit.expected:
                both = f"{found[location].expected} or {misfit.expected}"
                misfit = replace(misfit, expected=both)
            found[location] = misfit
        return None, list(found.values())
    altered = list(_altered(content, adapter.dump_python(value, mode="json", by_alias=True), ()))
    return (None if altered else value), altered


def _altered(content: object, read: object, location: Location) -> Iterator[Misfit]:
    """Yield what was read as something else than it says: ``"0"`` as a date, ``true`` as 1."""
    if isinstance(content, dict) and isinstance(read, dict):
        for key, item in content.items():
            if key in read:
                if not (isinstance(item, str) and item == read[key]):  # Most are; looking further into them takes long.
                    yield from _altered(item, read[key], (*location, key))
            else:  # It was read without the blanks around it, perhaps over another key.
                yield Misfit((*location, key), f"the key {shown(key)}", "a key without blanks around it")
    elif isinstance(content, list) and isinstance(read, list):
        for index, (item, other) in enumerate(zip(content, read, strict=True)):
            yield from _altered(item, other, (*location, index))
    elif isinstance(content, str) and content.strip() != read:
        yield Misfit(location, shown(content), _DATE)
    elif isinstance(content, bool) != isinstance(read, bool):
        yield Misfit(location, shown(content), shown(read))


def keys_of(kind: Any) -> tuple[str, ...]:
    """Return the keys that a file may give to the frozen class `kind`."""
    return _keys(kind)


@functools.cache
def _keys(kind: Any) -> tuple[str, ...]:
    return tuple(info.alias or name for name, info in kind.__pydantic_fields__.items())


def required_keys_of(kind: Any) -> list[str]:
    """Return the keys that a file must give to the frozen class `kind`."""
    return [info.alias or name for name, info in kind.__pydantic_fields__.items() if info.is_required()]


def number_types_of(kind: Any) -> dict[str, type[int] | type[float]]:
    """Return the keys of `kind` whose value is a number, with the type of number."""
    found: dict[str, type[int] | type[float]] = {}
    for name, hint in get_type_hints(kind).items():
        for one in (int, float):
            if one in {hint, *get_args(hint)}:
                found[name] = one
    return found


def shown(value: object) -> str:
    """Return a value as a message repeats it: escaped, and cut when it is long."""
    if value is None:
        return "no value"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def other_digits(text: str) -> str:
    """Return a text with its Arabic-Indic, full-width and other digits as 0 to 9; empty when it has none of those.

    >>> other_digits("٢٠٢٠-٠١-٣١"), other_digits("６４.5"), other_digits("2020"), other_digits("x²")
    ('2020-01-31', '64.5', '', '')
    """
    digits = {ord(one): str(unicodedata.decimal(one)) for one in set(text) if one.isdecimal() and not one.isascii()}
    return text.translate({**digits, ord("٫"): ".", ord("．"): "."}) if digits else ""


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return the question whether the nearest known name was meant, or an empty text."""
    known = list(known)
    twin = next((one for one in known if look_alike(name, one)), None)
    if twin is not None:
        return f"Did you mean {twin!r}?"
    near = difflib.get_close_matches(name.strip().lower(), known, n=1) if len(name) < LONGEST_SHOWN else []
    return f"Did you mean {near[0]!r}?" if near else ""


@functools.cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _location(content: object, location: Location, *, is_missing: bool) -> Location:
    """Return the parts of a pydantic location that are keys or indexes, not names of union members.

    Args:
        content: What was read.
        location: As pydantic tells it.
        is_missing: Whether its last part is a key that is not there.
    """
    steps: list[int | str] = []
    for place, part in enumerate(location):
        if isinstance(content, dict) and part not in content and not (is_missing and place == len(location) - 1):
            continue
        if isinstance(content, dict):
            content = content.get(part)
        elif isinstance(content, list) and isinstance(part, int):
            content = content[part]
        else:
            break
        steps.append(part)
    return tuple(steps)


def _class_in(hint: Any) -> Any | None:
    """Return the frozen class that a type is, may be, or is a list of."""
    if is_dataclass(hint):
        return hint
    return next((found for inner in get_args(hint) if (found := _class_in(inner)) is not None), None)


def _class_at(kind: Any, location: Location) -> Any | None:
    """Return the frozen class of the mapping at `location`."""
    here: Any | None = kind
    own_keys = 0
    for step in location:
        if own_keys and isinstance(step, str):
            own_keys -= 1
        elif isinstance(step, str) and here is not None:
            fields = here.__pydantic_fields__.items()
            name = next((name for name, info in fields if (info.alias or name) == step), None)
            hint = get_type_hints(here)[name] if name else None
            here, own_keys = _class_in(hint), _own_keys(hint)
    return here


def _own_keys(hint: Any) -> int:
    """Return how many keys that the file itself chooses stand between a type and its frozen class."""
    inner = max((_own_keys(one) for one in get_args(hint)), default=0)
    return inner + (get_origin(hint) is dict)


def _misfit(kind: Any, location: Location, error: Any) -> Misfit:
    """Turn one pydantic error into plain words."""
    name, context, last = error["type"], error.get("ctx", {}), str(location[-1]) if location else ""
    if name == "missing":
        return Misfit(location, f"{last!r} is missing", "it to be given", missing=True)
    if name in {"unexpected_keyword_argument", "extra_forbidden"}:
        owner = _class_at(kind, location[:-1])
        allowed = keys_of(owner) if owner else ()
        found = f"unknown key {shown(last)}"
        return Misfit(location, found, "one of " + ", ".join(allowed), suggestion(last, allowed), unknown=True)
    found, message = shown(error["input"]), str(error["msg"])
    if name in {"literal_error", "enum"}:
        choices = re.findall(r"'([^']+)'", str(context["expected"]))
        return Misfit(location, found, str(context["expected"]), suggestion(str(error["input"]), choices))
    if name == "dataclass_type":
        owner = _class_at(kind, location)
        return Misfit(location, found, "the keys " + ", ".join(keys_of(owner)) if owner else "keys and values")
    if name == "value_error":
        cause = context["error"]
        known = isinstance(cause, Unfit)
        return Misfit(location, found, str(cause), cause.advice if known else "", cause.reason if known else None)
    foreign = other_digits(error["input"]) if isinstance(error["input"], str) else ""
    if foreign and (name in _PLAIN_WORDS or name.startswith("date_")):
        expected = _DATE if name.startswith("date_") else _PLAIN_WORDS[name]
        return Misfit(location, found, f"{expected}, in the digits 0 to 9", f"Write {foreign}.")
    if name.startswith("date_"):
        advice = "Give a day that the calendar has, in quotation marks."
        return Misfit(location, found, _DATE, advice, MisfitReason.NO_SUCH_DAY)
    if name == "string_type" and isinstance(error["input"], (bool, int, float)):
        return Misfit(location, found, "a text", "Put it in quotation marks.", MisfitReason.NO_TEXT)
    if name in _PLAIN_WORDS:
        return Misfit(location, found, _PLAIN_WORDS[name])
    expected = re.sub(r"^(Input|String|Value|Tuple) should (be|have|match) ?", "", message)
    if name.startswith(("greater_than", "less_than")):
        expected = f"a number {expected}"
    return Misfit(location, found, expected[:1].lower() + expected[1:])
