"""Sealing what ratings are judged against: what changed since the last seal is appended, and never changed afterwards."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.faults import fault, refusal
from kunteko_eval.files.validation import fit
from kunteko_eval.method.registration import SealChange, changes, parts_of
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.registration import COLUMNS, HEAD, SealedPart, digest_of, digest_of_all, seal_of
from kunteko_eval.project.append_only import alone, append
from kunteko_eval.reading.programme_reader import read_with_places, registration_of, source_of
from kunteko_eval.reading.seal_checks import closing, row_faults
from kunteko_eval.report.input_warnings import today as by_the_clock

NOTHING = "Nothing was registered."
ZEROS = "sha256-" + "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What came of registering.

    Attributes:
        path: The record.
        rows: All of its rows.
        added: The rows that were appended, the closing one last; none when nothing has changed since the last seal.
    """

    path: Path
    rows: tuple[SealedPart, ...]
    added: tuple[SealedPart, ...]

    @property
    def head(self) -> str:
        """Return the seal of the last row, which binds all rows."""
        return self.rows[-1].seal


def register(folder: Path, rubric: Rubric, given: Mapping[str, str | None]) -> Registered:
    """Seal the expectations, evidence lists, due times and the rubric as they stand now.

    Args:
        folder: The programme folder, or the workbook with or without its ending; a workbook is never rewritten,
            ``<programme>.registration.csv`` beside it begins with the rows of its own sheet.
        rubric: The rubric in force.
        given: ``author``, and if wanted ``reason`` and ``date``; from the second registration on the reason must be.

    Raises:
        FaultyInput: When the programme has faults, a value is wrong, a day cannot be, or another registration is
            under way; nothing is written then.
    """
    path = registration_of(source_of(folder))
    with alone(path, "registration"):
        programme, _ = read_with_places(folder, by_the_clock(rubric))
        recorded = programme.registration
        new = _new(programme, rubric)
        if recorded and not new:
            return Registered(path=path, rows=recorded, added=())
        values = _values(path, rubric, given, first=not recorded)
        added = _sealed(path, programme, new, values)
        _check(path, recorded, added, by_the_clock(rubric))
        append(path, COLUMNS, added, recorded)
        return Registered(path=path, rows=(*recorded, *added), added=added)


def _new(programme: ProgrammeData, rubric: Rubric) -> list[SealChange]:
    """Return what no seal carries; everything before the first one."""
    if programme.registration:
        return [one for one in changes(programme, rubric) if one.by is None]
    return [SealChange(part=name, before="", after=text, by=None) for name, text in parts_of(programme, rubric).items()]


def _values(path: Path, rubric: Rubric, given: Mapping[str, str | None], *, first: bool) -> dict[str, object]:
    """Return what all rows of a registration share."""
    values: dict[str, object] = {name: value for name, value in given.items() if value}
    if not first and "reason" not in values:
        expected = "why what was sealed is changed, given with --reason"
        raise refusal(path, "new rows, column reason", "not given", expected, NOTHING)
    values.setdefault("date", by_the_clock(rubric).isoformat())
    return values | {"rubric": rubric.version}


def _sealed(
    path: Path, programme: ProgrammeData, new: list[SealChange], values: Mapping[str, object]
) -> tuple[SealedPart, ...]:
    """Return the rows of a registration, each bound to the one before."""
    rows = list(programme.registration)
    known = {one.part: one.content or "" for one in rows if one.part != HEAD}
    known |= {one.part: one.after for one in new}
    number = int(rows[-1].registration[1:]) + 1 if rows else 1
    shared = {**values, "registration": f"r{number}", "seal": ZEROS}
    listed = [(one.part, one.after, digest_of(programme.id, one.part, one.after)) for one in new]
    listed.append((HEAD, closing(programme.id, known), digest_of_all(programme.id, known)))
    for at, (part, content, digest) in enumerate(listed, 1):
        told = {"id": f"r{number}-{at}", "part": part, "content": content or None, "digest": digest}
        whole = {**shared, **told, "previous": rows[-1].seal if rows else None}
        row = _fitting(path, {name: value for name, value in whole.items() if value is not None})
        rows.append(_fitting(path, {**_plain(row), "seal": seal_of(row)}))
    return tuple(rows[len(programme.registration) :])


def _check(path: Path, recorded: tuple[SealedPart, ...], added: tuple[SealedPart, ...], today: datetime.date) -> None:
    """Refuse rows that would be faults as soon as they stood in the file."""
    programme = str(json.loads(added[-1].content or "{}")["programme"])
    broken = [(one.column, one.found, one.expected) for one in row_faults([*recorded, *added], programme)]
    if added[-1].date > today + datetime.timedelta(days=1):
        broken.append(("date", f"{added[-1].date}, which is after today, {today}", "a day that has come"))
    if broken:
        told = dict.fromkeys(broken)
        clock = f"It is {today} by this machine's clock: set it right, if it is wrong; or give the day with --date. "
        raise FaultyInput(
            [fault(path, f"new rows, column {one[0]}", *one[1:], clock * (one[0] == "date") + NOTHING) for one in told]
        )


def _plain(row: SealedPart) -> dict[str, object]:
    values = {name: getattr(row, name) for name in COLUMNS}
    return {name: str(value) for name, value in values.items() if value is not None}


def _fitting(path: Path, values: Mapping[str, object]) -> SealedPart:
    row, misfits = fit(SealedPart, dict(values))
    if row is None:
        faults = []
        for one in misfits:
            column = str(one.location[0])
            found, expected = ("not given", f"the option --{column}") if one.missing else (one.found, one.expected)
            faults.append(fault(path, f"new rows, column {column}", found, expected, NOTHING))
        raise FaultyInput(faults)
    return row
