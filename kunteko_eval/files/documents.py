"""Strict reading of texts and of YAML: every fault at once, each with its place."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from kunteko_eval.errors import Fault
from kunteko_eval.files.snapshot import read_bytes, size_of
from kunteko_eval.files.translations import Translations
from kunteko_eval.files.validation import Location, Misfit, fit, keys_of
from kunteko_eval.files.yaml_tree import plain_yaml

T = TypeVar("T")
LARGEST_FILE = 50_000_000
"""Bytes; a text file of evidence larger than this is a mistake."""

LOCKED = "Close it in other programs, or get the right to read it."
"""What to do about a file that is there and that nobody lets us read, as Excel on Windows does."""


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """Return the text of a UTF-8 file with line feeds, or note why it cannot be read.

    Args:
        path: The file.
        faults: Where a fault is added when the file is missing, too large or not UTF-8.
    """
    name = str(path)
    try:
        size = size_of(path)
        if size > LARGEST_FILE:
            found = f"{size:,} bytes"
            faults.append(Fault(file=name, place="", found=found, expected=f"at most {LARGEST_FILE:,} bytes"))
            return None
        raw = read_bytes(path)
    except FileNotFoundError:
        faults.append(
            Fault(file=name, place="", found="the file is missing", expected="a UTF-8 text file of this name")
        )
        return None
    except OSError as error:
        found, advice = f"cannot be read ({error.strerror})", LOCKED if isinstance(error, PermissionError) else ""
        faults.append(Fault(file=name, place="", found=found, expected="a readable file", advice=advice))
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
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedFile(ABC):
    """A file of keys and values that was read: YAML, or the sheets of a workbook that say the same.

    Attributes:
        content: Its mappings, lists, texts, numbers and booleans, as they stand in the file.
        left_out: The list items that have faults and are not in the value that was read.
    """

    path: Path
    content: dict[str, Any]
    left_out: frozenset[Location] = frozenset()

    @abstractmethod
    def place(self, location: Location) -> str:
        """Return in words where the key or item at `location` stands, or its nearest parent."""

    def fault(self, location: Location, found: str, expected: str, advice: str = "") -> Fault:
        """Return a fault at `location` of this file."""
        place = self.place(location)
        return Fault(file=str(self.path), place=place, found=found, expected=expected, advice=advice)

    def misfit_fault(self, one: Misfit) -> Fault:
        """Return the fault of a value that does not fit, in words for this kind of file."""
        return self.fault(one.location, one.found, one.expected, one.advice)

    def numbered(self, location: Location, items: Sequence[T]) -> Iterator[tuple[int, T]]:
        """Yield the items of a list that was read, each with the index that it has in the file; no spare ones."""
        written = _holder(self.content, (*location, 0))
        length = len(written) if isinstance(written, list) else 0
        kept = (index for index in range(length) if (*location, index) not in self.left_out)
        return zip(kept, items, strict=False)

    def is_complete(self, key: str) -> bool:
        """Return whether nothing of the list at the top-level `key` was left out."""
        return isinstance(self.content.get(key), list) and not any(one[0] == key for one in self.left_out)

    def entries(self, key: str) -> list[tuple[int, dict[str, Any]]] | None:
        """Return the mappings of a top-level list as they stand, faulty or not, each with its index.

        Returns:
            None when there is no list at `key`.
        """
        items = self.content.get(key)
        if not isinstance(items, list):
            return None
        return [(index, item) for index, item in enumerate(items) if isinstance(item, dict)]

    def texts(self, pattern: str) -> Iterator[tuple[Location, str]]:
        """Yield the texts that stand where a pattern such as ``links.*.from`` leads, faulty entries too."""
        places: list[tuple[Location, object]] = [((), self.content)]
        for step in pattern.split("."):
            places = [((*location, part), item) for location, value in places for part, item in _inside(value, step)]
        return ((location, value.strip()) for location, value in places if isinstance(value, str))


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlDocument(KeyedFile):
    """A YAML file that was read.

    Attributes:
        lines: The 1-based line of every key and item.
    """

    lines: Mapping[Location, int]

    def line(self, *location: int | str) -> int:
        """Return the 1-based line of the key or item at `location`, or its nearest parent's."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def place(self, location: Location) -> str:
        """Return the line and the key, or the index, of what stands at `location`."""
        key = ".".join(str(part) for part in location)
        return f"line {self.line(*location)}" + (f", key {key}" if key else "")


def _inside(value: object, step: str) -> list[tuple[int | str, object]]:
    """Return the items of a list for the step ``*``, otherwise what stands at the key."""
    if step == "*":
        return list(enumerate(value)) if isinstance(value, list) else []
    return [(step, value[step])] if isinstance(value, dict) and step in value else []


def read_yaml(
    path: Path, kind: type[T], faults: list[Fault], translations: Translations | None = None
) -> tuple[T, YamlDocument] | None:
    """Read a YAML file into the frozen class `kind`.

    Unknown and duplicate keys, wrong types and missing keys are faults; so are anchors and tags,
    because nothing in a programme folder needs them and they can make a small file enormous.

    Args:
        path: The file.
        kind: The pydantic dataclass to read into.
        faults: Where every fault of the file is added.
        translations: Which languages every text must have; None asks for one of them.

    Returns:
        The value and the document with its line numbers, or None when there were faults.
    """
    own: list[Fault] = []
    read = read_yaml_partly(path, kind, own, {}, translations)
    faults += own
    return None if own else read


def read_yaml_partly(
    path: Path,
    kind: type[T],
    faults: list[Fault],
    spare: Mapping[str, object],
    translations: Translations | None = None,
) -> tuple[T, YamlDocument] | None:
    """Read what is right in a YAML file, so that it can still be checked against other files.

    Unknown keys and faulty items of lists are left out, and a faulty top-level key is given its spare
    value. Nobody may use the value for anything but checks when faults were added.

    Args:
        path: The file.
        kind: The pydantic dataclass to read into.
        faults: Where every fault of the file is added.
        spare: A value for every required top-level key.
        translations: Which languages every text must have; None asks for one of them.

    Returns:
        The value and the document, or None when the file holds no mapping of YAML.
    """
    text = read_text(path, faults)
    if text is None:
        return None
    plain = plain_yaml(text)
    for problem in plain.problems:
        place, found, expected, advice = f"line {problem.line}", problem.found, problem.expected, problem.advice
        faults.append(Fault(file=str(path), place=place, found=found, expected=expected, advice=advice))
    if plain.content is None:
        return None
    document = YamlDocument(path=path, content=plain.content, lines=plain.lines)
    return fit_partly(kind, document, Allowances(plain.refused, spare, translations), faults)


DocumentT = TypeVar("DocumentT", bound=KeyedFile)


@dataclass(frozen=True, slots=True)
class Allowances:
    """With what a faulty document is still read.

    Attributes:
        refused: Where a fault was told already.
        spare: A value for every required top-level key.
        translations: Which languages every text must have; None asks for one of them.
    """

    refused: Collection[Location]
    spare: Mapping[str, object]
    translations: Translations | None = None


def fit_partly(
    kind: type[T], document: DocumentT, allowed: Allowances, faults: list[Fault]
) -> tuple[T, DocumentT] | None:
    """Return what is right in a document as `kind`, so that it can still be checked against others.

    A text that lacks a language is told and is read all the same, with the words of another.

    Args:
        kind: The pydantic dataclass to read into.
        document: The document as it stands.
        allowed: With what it is read where it is faulty.
        faults: Where every further fault is added.

    Returns:
        The value, and the document that knows what was left out of it; None when nothing fits.
    """
    content, refused = document.content, allowed.refused
    if (translations := allowed.translations) is not None:
        if "languages" in keys_of(kind):
            translations.declare(content.get("languages"))
        content, lacking = translations.completed(kind, content)
        faults += [document.misfit_fault(one) for one in lacking if one.location not in refused]
    value, misfits = fit(kind, content)
    # A list that lost all of its items has no fault of its own beside theirs.
    lists = {one.location[:-2] for one in misfits if len(one.location) > 1 and isinstance(one.location[-2], int)}
    lost = {at for at in lists if any(one.location == at for one in misfits)}
    reported = [one for one in misfits if one.location not in refused and one.location not in lost]
    faults += [document.misfit_fault(one) for one in reported]
    left_out = frozenset[Location]()
    if value is None:
        content, left_out = _mended(content, misfits, allowed.spare)
        value, misfits = fit(kind, content)
    if value is None:
        # A list that must not be empty may have lost its last item.
        content, _ = _mended(content, misfits, allowed.spare)
        value, _ = fit(kind, content)
    if value is None:
        return None
    return value, replace(document, left_out=left_out)


def _mended(
    content: dict[str, Any], misfits: Sequence[Misfit], spare: Mapping[str, object]
) -> tuple[dict[str, Any], frozenset[Location]]:
    """Return the content without what does not fit, and which items of lists were left out."""
    content = copy.deepcopy(content)
    left_out: set[Location] = set()
    replaced: set[int | str] = set()
    # Unknown keys first, while everything that they stand in is still there.
    for one in sorted(misfits, key=lambda misfit: not misfit.unknown):
        item = max((index + 1 for index, part in enumerate(one.location) if isinstance(part, int)), default=0)
        if one.unknown:
            _holder(content, one.location).pop(one.location[-1])
        elif item:
            left_out.add(one.location[:item])
        elif one.location and one.location[0] in spare:
            content[str(one.location[0])] = spare[str(one.location[0])]
            replaced.add(one.location[0])
        elif one.location:
            content.pop(str(one.location[0]), None)
            replaced.add(one.location[0])
    # The last items first, and items within items before those, so that no index moves; none of a spare value, which
    # serves every file that is read.
    for location in sorted((one for one in left_out if one[0] not in replaced), reverse=True):
        del _holder(content, location)[location[-1]]
    return content, frozenset(left_out)


def _holder(content: Any, location: Location) -> Any:
    """Return the mapping or list that holds the value at `location`."""
    for step in location[:-1]:
        content = content.get(step) if isinstance(content, dict) else content[step]
    return content
