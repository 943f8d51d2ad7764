"""The report of an import: what was read, what was understood how, what was assumed, what was left and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from itertools import groupby
from pathlib import Path
from typing import Literal

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.plain_text import csv_text
from kunteko_eval.files.writing import harmless

How = Literal["read", "understood", "assumed", "left"]
ORDER: tuple[How, ...] = ("read", "understood", "assumed", "left")
_HEADINGS = {
    "read": "Read",
    "understood": "Understood",
    "assumed": "Assumed, because the file does not tell",
    "left": "Left out",
}

SHOWN = 8
"""Places that the text names for each thing; the file of the report has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportNote:
    """One thing that the import did with a part of the file.

    Attributes:
        how: Whether the part was read as it stands, understood, assumed, or left out.
        line: The 1-based line of the file.
        place: Where in the activity: ``result 2, indicator 1, 2016, actual``.
        found: What stands there, cut when it is long.
        what: What was made of it, in words that are the same for the same thing.
        detail: What is particular to this place.
    """

    how: How
    line: int
    place: str
    found: str
    what: str
    detail: str = ""


@dataclass(slots=True)
class ActivityNotes:
    """Collects what the import did with one activity.

    Each method notes one thing, as `ImportNote` has it; a long text is cut.

    Attributes:
        borrowed: For each language of reports, the texts that had to borrow another language's words.
    """

    activity: str
    entries: list[ImportNote] = field(default_factory=list)
    borrowed: Counter[str] = field(default_factory=Counter)

    def read(self, line: int, place: str, found: str, what: str, detail: str = "") -> None:
        """Note what was read as it stands."""
        self._add("read", (line, place, found), what, detail)

    def understood(self, line: int, place: str, found: str, what: str, detail: str = "") -> None:
        """Note what had to be understood."""
        self._add("understood", (line, place, found), what, detail)

    def assumed(self, line: int, place: str, found: str, what: str, detail: str = "") -> None:
        """Note what the file does not tell."""
        self._add("assumed", (line, place, found), what, detail)

    def left(self, line: int, place: str, found: str, what: str, detail: str = "") -> None:
        """Note what was left out."""
        self._add("left", (line, place, found), what, detail)

    def _add(self, how: How, at: tuple[int, str, str], what: str, detail: str) -> None:
        line, place, found = at
        found = found if len(found) <= 300 else found[:299] + "…"
        self.entries.append(ImportNote(how=how, line=line, place=place, found=found, what=what, detail=detail))


def as_text(file: str, all_notes: Iterable[ActivityNotes], *, everything: bool = False) -> str:
    """Return the report as text, the same things together with their lines."""
    lines = [f"Import of {file}"]
    for notes in all_notes:
        lines += ["", f"Activity {notes.activity}"]
        for how in ORDER:
            chosen = sorted((one for one in notes.entries if one.how == how), key=lambda one: one.what)
            if chosen:
                lines.append(f"  {_HEADINGS[how]}:")
            for what, same in groupby(chosen, key=lambda one: one.what):
                lines += _lines(what, list(same), everything=everything)
    return "\n".join(lines)


def _lines(what: str, same: list[ImportNote], *, everything: bool) -> list[str]:
    if len(same) == 1 and not same[0].place and not same[0].found:
        return [f"    {what}" + (f": {same[0].detail}" if same[0].detail else "")]
    listed = same if everything else same[:SHOWN]
    lines = [f"    {what} ({len(same)})"]
    for one in listed:
        parts = [f"line {one.line}", one.place, json.dumps(one.found, ensure_ascii=False) if one.found else ""]
        lines.append("      " + ", ".join(part for part in parts if part) + (f": {one.detail}" if one.detail else ""))
    if len(listed) < len(same):
        lines.append(f"      and {len(same) - len(listed)} more; --report FILE lists them all")
    return lines


def check_name(path: Path) -> None:
    """Refuse a name of a report whose format nobody can tell.

    Raises:
        FaultyInput: When the name does not end in .json, .csv, .txt or .md, or its folder is not there.
    """
    faults = []
    if path.suffix.lower() not in {".json", ".csv", ".txt", ".md"}:
        found = f"the ending {path.suffix!r}" if path.suffix else "no ending"
        faults.append(fault(path, "", found, "a name that ends in .json, .csv or .txt"))
    if not path.absolute().parent.is_dir():
        faults.append(fault(path.parent, "", "no such folder", "a folder that exists"))
    if faults:
        raise FaultyInput(faults)


def as_file(suffix: str, file: str, all_notes: list[ActivityNotes]) -> str:
    """Return the whole report as ``.json``, ``.csv``, or text for any other ending."""
    if suffix == ".json":
        content = [
            {
                "activity": one.activity,
                "counts": dict(sorted(Counter(told.how for told in one.entries).items())),
                "told": [asdict(told) for told in one.entries],
            }
            for one in all_notes
        ]
        return json.dumps({"file": file, "activities": content}, ensure_ascii=False, indent=1) + "\n"
    if suffix == ".csv":
        columns = ("activity", *(one.name for one in fields(ImportNote)))
        rows = [{"activity": one.activity, **asdict(note)} for one in all_notes for note in one.entries]
        return csv_text(columns, [{key: harmless(str(cell)) for key, cell in row.items()} for row in rows])
    return as_text(file, all_notes, everything=True) + "\n"
