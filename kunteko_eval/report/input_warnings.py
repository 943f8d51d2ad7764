"""Warnings as the command line tells them: with file and place, explained or not, and as faults where none is wanted."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from kunteko_eval.errors import InputWarning
from kunteko_eval.files.documents import KeyedFile
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.folder import Folder
from kunteko_eval.report import warning_words
from kunteko_eval.report.language import NBSP, Language
from kunteko_eval.report.seal_warnings import seal_warnings
from kunteko_eval.screening.register import outlived, reasons, suspicions
from kunteko_eval.screening.suspicion import Where
from kunteko_eval.screening.units import id_from_words

MOST_PLACES = 4
"""Places of one warning that are told; the subject names all."""

MOST_TOLD = 12
"""Warnings of one kind that are told one by one."""


def today(rubric: Rubric | None = None) -> datetime.date:
    """Return the day by the machine's clock; one that stands before the rubric was published is wrong."""
    day = datetime.datetime.now(tz=datetime.UTC).date()
    return max(day, rubric.sheet.date) if rubric else day


def warnings_of(
    programme: ProgrammeData, folder: Folder, rubric: Rubric | None = None, day: datetime.date | None = None
) -> tuple[InputWarning, ...]:
    """Return every warning of a programme with its place, those explained too, and reasons that explain nothing.

    Args:
        programme: What was read.
        folder: Where everything of it stands.
        rubric: With it, figures are held against their targets.
        day: With it, dates are held against the day.
    """
    say, explained, places = Language("en"), reasons(programme), _Places(folder)
    found = suspicions(programme, rubric, day)
    told = []
    for one in found:
        reason = explained.get(one.key)
        file, place = places.of(one.where)
        told.append(
            InputWarning(
                file=file,
                place=place,
                code=one.code,
                subject=one.subject,
                found=warning_words.found(say, one, programme).replace(NBSP, " "),
                why=warning_words.WHY[one.code],
                advice=f"{warning_words.ADVICE[one.code]} {warning_words.EXPLAIN}",
                explained=reason.reason.en if reason else "",
            )
        )
    for entry in outlived(programme, found, rubric, day):
        file, place = places.accepted(programme.sheet.accepted.index(entry))
        told.append(
            InputWarning(
                file=file,
                place=place,
                code="outlived",
                subject=entry.key[1],
                found=f"A reason is recorded for the warning {entry.code} of {' '.join(entry.subject)}.",
                why="That warning does not occur: what it was about has changed, or the ids are others.",
                advice="Remove the reason, or correct its code and subject.",
            )
        )
    told += seal_warnings(programme, rubric, folder.registration.file) if rubric else []
    return tuple(told)


def unexplained(warnings: Iterable[InputWarning]) -> list[InputWarning]:
    """Return the warnings that no recorded reason explains."""
    return [one for one in warnings if not one.explained]


def lines(warnings: Sequence[InputWarning]) -> list[str]:
    """Return what is told of warnings: each that is not explained, the rest of a large kind and the others by count."""
    open_ones, count = unexplained(warnings), Counter[str]()
    said = []
    for one in open_ones:
        count[one.code] += 1
        if count[one.code] <= MOST_TOLD:
            said.append(f"  warning: {one}")
    said += [
        f"  and {number - MOST_TOLD} more warnings of the kind {code}"
        for code, number in count.items()
        if number > MOST_TOLD
    ]
    explained = len(warnings) - len(open_ones)
    if explained:
        said.append(f"  {explained} {'warning is' if explained == 1 else 'warnings are'} explained (see the report)")
    return said


class _Places:
    """Finds the file and the place of what a suspicion is about."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._rows: dict[str, dict[str, int]] = {}

    def of(self, where: Sequence[Where]) -> tuple[str, str]:
        """Return the file of the first place, and the places; those in other files with the file's name."""
        found = [self._one(one) for one in where[:MOST_PLACES]]
        first = found[0][0]
        told = [place if file == first else f"{Path(file).name} {place}" for file, place in found]
        more = [f"and {len(where) - MOST_PLACES} more"] if len(where) > MOST_PLACES else []
        return first, "; ".join([*told, *more])

    def accepted(self, index: int) -> tuple[str, str]:
        """Return where a recorded reason stands."""
        assert self._folder.sheet is not None  # noqa: S101 - the programme was read from it
        return self._in(self._folder.sheet[1], "accepted", index, "subject")

    def _one(self, where: Where) -> tuple[str, str]:
        part, name, field = where
        folder = self._folder
        if part in {"observations", "findings"}:
            table = folder.observations if part == "observations" else folder.findings
            if part not in self._rows:
                self._rows[part] = {row.value.id: row.line for row in table.rows}
            column = "statement_en" if field == "statement" else field
            fault = table.fault(self._rows[part][name], column, "", "")
            return fault.file, fault.place
        assert folder.sheet is not None  # noqa: S101 - the programme was read from it
        assert folder.chain is not None  # noqa: S101
        assert folder.sources is not None  # noqa: S101
        if part == "funders":
            names = [id_from_words(one.name.en) for one in folder.sheet[0].funders]
            return self._in(folder.sheet[1], part, names.index(name), field)
        value, file = folder.chain if part == "conventions" else folder.sources
        ids = [one.id for one in getattr(value, part)]
        return self._in(file, part, ids.index(name), field)

    @staticmethod
    def _in(file: KeyedFile, *location: int | str) -> tuple[str, str]:
        fault = file.fault(location, "", "")
        return fault.file, fault.place
