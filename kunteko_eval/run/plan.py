"""What to run: every programme and period that the params folder names, checked before anything starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass as plain_dataclass
from pathlib import Path

from pydantic.dataclasses import dataclass

from kunteko_eval.documents import read_yaml
from kunteko_eval.errors import Fault, FaultyInput, UnknownName
from kunteko_eval.method.rubric import read_rubric
from kunteko_eval.model.base import STRICT, Identifier, Language
from kunteko_eval.model.reading import find_programmes, read_programme


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PeriodFile:
    """The content of ``params/<programme>/<period>.yaml``: the parameters of the notebooks."""

    programme: Identifier
    period: Identifier
    language: Language


@plain_dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Run:
    """One report: a programme, a period and a language."""

    programme: str
    period: str
    language: str

    @property
    def name(self) -> str:
        """Return the run's name for people."""
        return f"{self.programme} {self.period} {self.language}"


def plan(
    data: Path, params: Path, programmes: Sequence[str] = (), period: str | None = None, language: str | None = None
) -> list[Run]:
    """Return the reports to make, in order.

    Everything that they will read is read and checked first, so that a fault stops the batch before
    it starts.

    Args:
        data: The folder of programme folders.
        params: The folder of ``rubric.yaml`` and of one folder of period files for each programme.
        programmes: Only these programmes; all when empty.
        period: Only this period.
        language: This language instead of the one in each period file.

    Raises:
        FaultyInput: With every fault of every file that the runs read.
        UnknownName: When a programme, period or language does not exist.
    """
    known = find_programmes(data)
    for name in programmes:
        if name not in known:
            raise UnknownName("programme", name, known)
    faults: list[Fault] = []
    runs: list[Run] = []
    periods: set[str] = set()
    try:
        read_rubric(params / "rubric.yaml")
    except FaultyInput as error:
        faults += error.faults
    for name in programmes or known:
        try:
            programme = read_programme(data / name)
        except FaultyInput as error:
            faults += error.faults
            continue
        reported = [one.id for one in programme.sheet.periods if one.report]
        files = sorted((params / name).glob("*.yaml"))
        if not files:
            expected = f"one file for each of {', '.join(reported)}"
            faults.append(Fault(file=str(params / name), place="", found="no period file", expected=expected))
        for file in files:
            entry = _period_file(file, name, reported, faults)
            if entry:
                periods.add(entry.period)
                if period in {None, entry.period}:
                    runs.append(Run(programme=name, period=entry.period, language=language or entry.language))
    if faults:
        raise FaultyInput(faults)
    if period is not None and not runs:
        raise UnknownName("period", period, sorted(periods))
    return sorted(set(runs))


def _period_file(file: Path, programme: str, reported: list[str], faults: list[Fault]) -> PeriodFile | None:
    read = read_yaml(file, PeriodFile, faults)
    if read is None:
        return None
    entry, document = read
    wrong = [
        (key, found, expected)
        for key, found, expected, right in (
            ("programme", entry.programme, f"{programme!r}, the folder's name", entry.programme == programme),
            ("period", entry.period, f"{file.stem!r}, the file's name", entry.period == file.stem),
            ("period", entry.period, "a report period: " + ", ".join(reported), entry.period in reported),
        )
        if not right
    ]
    faults += [document.fault((key,), repr(found), expected) for key, found, expected in wrong]
    return None if wrong else entry
