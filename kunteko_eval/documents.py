"""Strict reading of YAML and CSV: every fault at once, each with its place."""

from __future__ import annotations

import csv
import difflib
import functools
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.tokens import AliasToken, AnchorToken

from kunteko_eval.errors import Fault

T = TypeVar("T")
LARGEST_FILE = 50_000_000
"""Bytes; a text file of evidence larger than this is a mistake."""


@functools.lru_cache(maxsize=64)
def _adapter(kind: type[T]) -> TypeAdapter[T]:
    return TypeAdapter(kind)


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """Return the text of a UTF-8 file, or note why it cannot be read.

    Args:
        path: The file.
        faults: Where a fault is added when the file is missing, too large or not UTF-8.
    """
    name = str(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            found = f"{path.stat().st_size:,} bytes"
            faults.append(Fault(file=name, place="", found=found, expected=f"at most {LARGEST_FILE:,} bytes"))
            return None
        raw = path.read_bytes()
    except FileNotFoundError:
        faults.append(
            Fault(file=name, place="", found="the file is missing", expected="a UTF-8 text file of this name")
        )
        return None
    except OSError as error:
        faults.append(
            Fault(file=name, place="", found=f"cannot be read ({error.strerror})", expected="a readable file")
        )
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        found = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        advice = "Save the file again as UTF-8 (in Excel: 'CSV UTF-8')."
        faults.append(Fault(file=name, place=f"line {line}", found=found, expected="UTF-8 text", advice=advice))
        return None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        faults.append(Fault(file=name, place=f"line {line}", found="a NUL character", expected="text only"))
        return None
    return text


def _line(node: object, location: tuple[int | str, ...]) -> int:
    """Return the 1-based line on which the item at `location` stands, or its nearest parent's."""
    line = 0
    for key in location:
        if isinstance(node, CommentedMap) and key in node:
            line = int(node.lc.key(key)[0])
            node = node[key]
        elif isinstance(node, CommentedSeq) and isinstance(key, int) and key < len(node):
            line = int(node.lc.item(key)[0])
            node = node[key]
        else:
            break
    return line + 1


def _keys(node: object, location: tuple[int | str, ...]) -> list[str]:
    for key in location[:-1]:
        try:
            node = node[key]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return []
    return [str(key) for key in node] if isinstance(node, dict) else []


def _explain(error: Any, allowed: list[str]) -> tuple[str, str, str]:
    """Turn one pydantic error into found, expected and advice."""
    last = str(error["loc"][-1]) if error["loc"] else ""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return f"{last!r} is missing", "it to be given", ""
    if kind in {"unexpected_keyword_argument", "extra_forbidden"}:
        near = difflib.get_close_matches(last, allowed, n=1)
        return f"unknown key {last!r}", "one of " + ", ".join(allowed), f"Did you mean {near[0]!r}?" if near else ""
    found = f"{json.dumps(error['input'], ensure_ascii=False, default=str)[:80]}"
    if kind in {"literal_error", "enum"}:
        near = difflib.get_close_matches(str(error["input"]), re.findall(r"'([^']+)'", context["expected"]), n=1)
        return found, str(context["expected"]), f"Did you mean {near[0]!r}?" if near else ""
    message = str(error["msg"])
    if message.startswith("Value error, "):
        expected, _, advice = message.removeprefix("Value error, ").partition(" | ")
        return found, expected, advice
    expected = re.sub(r"^(Input|String|Value) should (be|have|match) ?", "", message)
    return found, expected[:1].lower() + expected[1:], ""


def _names(kind: Any, location: tuple[int | str, ...]) -> list[str]:
    """Return the field names allowed beside the key at `location` of the dataclass `kind`."""
    from typing import get_args, get_type_hints

    for key in location[:-1]:
        candidates = [kind, *get_args(kind)]
        candidates += [inner for one in candidates for inner in get_args(one)]
        found = None
        for one in candidates:
            if isinstance(key, str) and hasattr(one, "__dataclass_fields__") and key in one.__dataclass_fields__:
                found = get_type_hints(one)[key]
        kind = found if found is not None else kind
    candidates = [kind, *get_args(kind)]
    candidates += [inner for one in candidates for inner in get_args(one)]
    for one in candidates:
        if hasattr(one, "__dataclass_fields__"):
            return _columns(one)
    return []


def _columns(kind: Any) -> list[str]:
    """Return the keys that a file may use for the fields of `kind`."""
    return [info.alias or name for name, info in kind.__pydantic_fields__.items()]


def _first_anchor(text: str) -> int:
    """Return the line of the first anchor or alias, or 0."""
    if "&" not in text and "*" not in text:
        return 0
    for token in YAML(typ="rt").scan(text):
        if isinstance(token, (AnchorToken, AliasToken)):
            return int(token.start_mark.line) + 1
    return 0


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """A YAML file that was read: its typed value and the line of every key."""

    path: Path
    node: object

    def line(self, *location: int | str) -> int:
        """Return the 1-based line of the key or item at `location`."""
        return _line(self.node, location)

    def fault(self, location: tuple[int | str, ...], found: str, expected: str, advice: str = "") -> Fault:
        """Return a fault at `location` of this file."""
        place = f"line {self.line(*location)}, key {'.'.join(str(part) for part in location)}"
        return Fault(file=str(self.path), place=place, found=found, expected=expected, advice=advice)


def read_yaml(path: Path, kind: type[T], faults: list[Fault]) -> tuple[T, YamlDocument] | None:
    """Read a YAML file into the frozen class `kind`.

    Unknown and duplicate keys, wrong types and missing keys are faults; so are anchors, because
    nothing in a programme folder needs them and they can make a small file enormous.

    Args:
        path: The file.
        kind: The pydantic dataclass to read into.
        faults: Where every fault of the file is added.

    Returns:
        The value and the document with its line numbers, or None when there were faults.
    """
    text = read_text(path, faults)
    if text is None:
        return None
    name = str(path)
    try:
        anchor = _first_anchor(text)
        if anchor:
            advice = "Write the value out where it is used."
            found, expected = "a YAML anchor or alias", "no anchors or aliases"
            faults.append(Fault(file=name, place=f"line {anchor}", found=found, expected=expected, advice=advice))
            return None
        node = YAML(typ="rt").load(text)
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        found = str(error.problem or "duplicate key").split(" with value")[0]
        faults.append(Fault(file=name, place=f"line {line}", found=found, expected="every key once"))
        return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        faults.append(Fault(file=name, place=f"line {line}", found=str(error.problem or error), expected="valid YAML"))
        return None
    except (YAMLError, ValueError, RecursionError) as error:
        faults.append(Fault(file=name, place="", found=str(error).splitlines()[0], expected="valid YAML"))
        return None
    if not isinstance(node, dict):
        faults.append(Fault(file=name, place="line 1", found="no keys and values", expected="a YAML mapping"))
        return None
    document = YamlDocument(path=path, node=node)
    try:
        return _adapter(kind).validate_json(json.dumps(node, default=str), strict=True), document
    except ValidationError as error:
        for one in error.errors():
            location = tuple(part for part in one["loc"] if part in _steps(node, one["loc"]))
            found, expected, advice = _explain(one, _names(kind, one["loc"]))
            faults.append(document.fault(location, found, expected, advice))
        return None


def _steps(node: object, location: tuple[int | str, ...]) -> list[int | str]:
    """Return the parts of a pydantic location that are keys of the document, not names of union members."""
    steps: list[int | str] = []
    for part in location:
        if (isinstance(node, dict) and part in node) or (
            isinstance(node, list) and isinstance(part, int) and part < len(node)
        ):
            node = node[part]
        elif part is not location[-1]:
            continue
        steps.append(part)
    return steps


def _number(text: str, decimal: str) -> str:
    """Return a number cell in the notation of Python; leave anything else as it stands."""
    if decimal == "," and re.fullmatch(r"-?\d+,\d+", text):
        return text.replace(",", ".")
    return text


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """One row of a CSV file: its 1-based line in the file and its typed value."""

    line: int
    value: T


def _cells(path: Path, text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str], str]]:
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    decimal = "," if delimiter == ";" else "."
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, [cell.strip() for cell in cells], decimal
            start = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(file=str(path), place=f"line {start}", found=str(error), expected="valid CSV"))


def read_csv(
    path: Path,
    kind: type[T],
    faults: list[Fault],
    *,
    required: bool = True,
    check: Callable[[T], list[tuple[str, str, str]]] | None = None,
) -> list[Row[T]]:
    """Read a CSV file, one frozen `kind` a row, with commas or as Finnish Excel writes it.

    A file whose header holds more semicolons than commas is read with semicolons and decimal
    commas; an empty cell means that the value is not given.

    Args:
        path: The file.
        kind: The pydantic dataclass of one row.
        faults: Where every fault of the file is added.
        required: Whether a missing file is a fault.
        check: Further checks of one row: (column, found, expected) for each fault.

    Returns:
        The rows that are right, in the order of the file.
    """
    if not required and not path.exists():
        return []
    text = read_text(path, faults)
    if text is None:
        return []
    name, names = str(path), [field.name for field in fields(kind)]  # type: ignore[arg-type]
    rows: list[Row[T]] = []
    header: list[str] = []
    for line, cells, decimal in _cells(path, text, faults):
        if not header:
            header = cells
            if not _good_header(name, header, kind, faults):
                return []
            continue
        if len(cells) != len(header):
            found = f"{len(cells)} cells"
            advice = "A text with a separator in it needs quotation marks."
            faults.append(
                Fault(file=name, place=f"row {line}", found=found, expected=f"{len(header)} cells", advice=advice)
            )
            continue
        given = {key: _number(cell, decimal) for key, cell in zip(header, cells, strict=True) if cell != ""}
        try:
            value = _adapter(kind).validate_python(given)
        except ValidationError as error:
            for one in error.errors():
                found, expected, advice = _explain(one, names)
                place = f"row {line}, column {one['loc'][0]}"
                faults.append(Fault(file=name, place=place, found=found, expected=expected, advice=advice))
            continue
        for column, found, expected in check(value) if check else []:
            faults.append(Fault(file=name, place=f"row {line}, column {column}", found=found, expected=expected))
        rows.append(Row(line=line, value=value))
    if not header:
        faults.append(Fault(file=name, place="row 1", found="no header", expected="the columns " + ", ".join(names)))
    return rows


def _good_header(name: str, header: list[str], kind: Any, faults: list[Fault]) -> bool:
    known = kind.__dataclass_fields__
    problems: list[tuple[str, str, str]] = []
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            problems.append((f"column {column!r} stands {header.count(column)} times", "every column once", ""))
        if column not in known:
            near = difflib.get_close_matches(column, list(known), n=1)
            advice = f"Did you mean {near[0]!r}?" if near else ""
            problems.append((f"unknown column {column!r}", "one of " + ", ".join(known), advice))
    optional = _optional(kind)
    missing = [column for column in known if column not in header and column not in optional]
    problems += [(f"column {column!r} is missing", "it in the header", "") for column in missing]
    faults += [Fault(file=name, place="row 1", found=f, expected=e, advice=a) for f, e, a in problems]
    return not problems


def _optional(kind: Any) -> set[str]:
    from dataclasses import MISSING

    return {
        field.name for field in fields(kind) if field.default is not MISSING or field.default_factory is not MISSING
    }
