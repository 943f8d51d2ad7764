"""The report of an import: what was read, what was understood how, what was assumed, what was left and why."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Literal

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.writing import write_atomically

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
class Telling:
    """Collects what is to be told of one activity.

    Attributes:
        lent: For each language of reports, the texts that had to borrow another language's words.
    """

    activity: str
    told: list[ImportNote] = field(default_factory=list)
    lent: Counter[str] = field(default_factory=Counter)

    def add(self, how: How, line: int, place: str, found: str, what: str, detail: str = "") -> None:
        """Note one thing; a long text is cut."""
        found = found if len(found) <= 300 else found[:299] + "…"
        self.told.append(ImportNote(how=how, line=line, place=place, found=found, what=what, detail=detail))


def counted(count: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "activity"), counted(2, "activity"), counted(0, "period")
    ('1 activity', '2 activities', '0 periods')
    """
    several = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else several}"


def as_text(file: str, tellings: Iterable[Telling], *, everything: bool = False) -> str:
    """Return the report as text, the same things together with their lines."""
    lines = [f"Import of {file}"]
    for telling in tellings:
        lines += ["", f"Activity {telling.activity}"]
        for how in ORDER:
            chosen = sorted((one for one in telling.told if one.how == how), key=lambda one: one.what)
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
        faults.append(Fault(file=str(path), place="", found=found, expected="a name that ends in .json, .csv or .txt"))
    if not path.absolute().parent.is_dir():
        faults.append(Fault(file=str(path.parent), place="", found="no such folder", expected="a folder that exists"))
    if faults:
        raise FaultyInput(faults)


def write(path: Path, file: str, tellings: list[Telling]) -> None:
    """Write the whole report; the file is complete or not there."""
    write_atomically(path, as_file(path.suffix.lower(), file, tellings))


def as_file(suffix: str, file: str, tellings: list[Telling]) -> str:
    """Return the whole report as ``.json``, ``.csv``, or text for any other ending."""
    if suffix == ".json":
        content = [
            {
                "activity": one.activity,
                "counts": dict(sorted(Counter(told.how for told in one.told).items())),
                "told": [asdict(told) for told in one.told],
            }
            for one in tellings
        ]
        return json.dumps({"file": file, "activities": content}, ensure_ascii=False, indent=1) + "\n"
    if suffix == ".csv":
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(["activity", "how", "line", "place", "found", "what", "detail"])
        for one in tellings:
            for told in one.told:
                cells = [one.activity, told.how, told.line, told.place, told.found, told.what, told.detail]
                rows.writerow([_cell(cell) for cell in cells])
        return text.getvalue()
    return as_text(file, tellings, everything=True) + "\n"


def _cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return "'" + value if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t"} else value
