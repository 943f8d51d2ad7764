"""Which chapter stands where: the product's own and those of the project's ``notebooks/`` folder, by their numbers.

A file ``NN_name.ipynb`` of the project takes the place of the product's chapter of that number; another number adds a
chapter. ``chapters`` in ``params/report.yaml`` lists the numbers in reading order, and what is not listed is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.errors import Fault
from kunteko_eval.report.report_file import REPORT_FILE, ReadReportFile

NUMBERED = re.compile(r"(\d\d)_.+\.ipynb")
"""The name of a chapter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterFile:
    """One chapter and where it comes from.

    Attributes:
        is_own: Whether it is the project's.
        replaces: The product's chapter whose place it takes, if any.
    """

    number: int
    path: Path
    is_own: bool = False
    replaces: Path | None = None

    @property
    def name(self) -> str:
        """Return the name by which the report knows it: one that takes another's place keeps the other's."""
        return (self.replaces or self.path).stem

    def __str__(self) -> str:
        """Return its number, its file and where it comes from."""
        whence = "your own" if self.is_own else "the product's"
        whence += f", in the place of the product's {self.replaces.name}" if self.replaces else ""
        return f"{self.number:>2}  {self.path.name}: {whence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterOrder:
    """The chapters of a project's reports.

    Attributes:
        chapters: In reading order.
        dropped: Those of the product that are not listed.
    """

    chapters: tuple[ChapterFile, ...]
    dropped: tuple[ChapterFile, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Return whether it is the product's own, in its own order."""
        numbers = [one.number for one in self.chapters]
        return not self.dropped and numbers == sorted(numbers) and not any(one.is_own for one in self.chapters)

    def lines(self) -> list[str]:
        """Return what stands where, a line for each chapter, and what is dropped."""
        lines = [f"  {one}" for one in self.chapters]
        return lines + [f"  dropped, not listed in {REPORT_FILE}: {one}" for one in self.dropped]


def ordered(product: Sequence[Path], own: Sequence[Path], report: ReadReportFile, faults: list[Fault]) -> ChapterOrder:
    """Return the chapters in reading order.

    Args:
        product: The product's chapters.
        own: The notebooks of the project whose name begins with a digit.
        report: What report.yaml says.
        faults: Where a fault is added for each notebook that has no number, has another's, or is not listed, and for
            each listed number that no chapter has.
    """
    places = {number_of(path): ChapterFile(number=number_of(path), path=path) for path in product}
    ours: dict[int, Path] = {}
    for path in own:
        if not NUMBERED.fullmatch(path.name):
            faults.append(_misnamed(path))
            continue
        number = number_of(path)
        if number in ours:
            faults.append(_two_of_one(path, ours[number], places))
            continue
        ours[number] = path
        known = places.get(number)
        places[number] = ChapterFile(number=number, path=path, is_own=True, replaces=known.path if known else None)
    wanted = report.content.chapters
    if wanted is None or report.document is None:
        return ChapterOrder(chapters=tuple(places[number] for number in sorted(places)))
    faults += _unlisted(places, report)
    chapters = tuple(places[number] for number in dict.fromkeys(wanted) if number in places)
    dropped = tuple(places[number] for number in sorted(places) if number not in wanted)
    return ChapterOrder(chapters=chapters, dropped=dropped)


def number_of(path: Path) -> int:
    """Return a chapter's number."""
    return int(path.name[:2])


def _misnamed(path: Path) -> Fault:
    digits, rest = re.match(r"(\d*)[\W_]*(.*)", path.stem).groups()  # type: ignore[union-attr]
    fits = len(digits.lstrip("0")) <= 2
    near = f"{int(digits):02}_{rest or 'chapter'}.ipynb" if fits else f"15_{rest or 'chapter'}.ipynb"
    advice = f"Rename it, as {near}, or begin its name with a letter if it is no chapter."
    return Fault(file=str(path), place="", found=f"the name {path.name}", expected="NN_name.ipynb", advice=advice)


def _two_of_one(path: Path, first: Path, places: dict[int, ChapterFile]) -> Fault:
    free = next((number for number in range(15, 100) if number not in places), 99)
    found, expected = f"the number {path.name[:2]}, as {first.name} has", "one notebook of each number"
    advice = f"Give one of them another number, such as {free}, or take one away."
    return Fault(file=str(path), place="", found=found, expected=expected, advice=advice)


def _unlisted(places: dict[int, ChapterFile], report: ReadReportFile) -> Iterator[Fault]:
    """Yield a fault for each listed number without a chapter, and for each of the project's own that is not listed."""
    wanted, document = report.content.chapters or (), report.document
    if document is None:
        return
    for index, number in document.numbered(("chapters",), wanted):
        if number not in places:
            known = ", ".join(map(str, sorted(places)))
            advice = f"Put a notebook {number:02}_name.ipynb into the project's notebooks folder, or remove the number."
            yield document.fault(("chapters", index), f"{number}, which no chapter has", f"one of {known}", advice)
    for one in places.values():
        if one.is_own and one.number not in wanted and document.is_complete("chapters"):
            found = f"{one.path.name}, which chapters of {REPORT_FILE} does not list"
            advice = f"Add {one.number} to the list, or begin the file's name with a letter to keep it out."
            yield Fault(file=str(one.path), place="", found=found, expected=f"{one.number} in the list", advice=advice)
