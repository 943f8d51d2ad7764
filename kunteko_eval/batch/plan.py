"""What to make: a report of every report period of every programme, checked before anything starts."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kunteko_eval.batch.periods import period_files, reports_of
from kunteko_eval.errors import Fault, FaultyInput, InputWarning, UnknownName
from kunteko_eval.files.documents import KeyedFile, read_yaml
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeFacts
from kunteko_eval.reading.link_checks import kind_faults
from kunteko_eval.reading.programme_reader import find_programmes, read_programme, read_sheet, read_with_places
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.reading.scenario import Scenario
from kunteko_eval.reading.scenario_reader import read_scenario
from kunteko_eval.report.audience import AUDIENCES, USUAL, Audience
from kunteko_eval.report.input_warnings import today as by_the_clock
from kunteko_eval.report.input_warnings import unexplained, warnings_of
from kunteko_eval.report.job import Job
from kunteko_eval.report.look import prose_faults, read_look, texts_of
from kunteko_eval.shared.reading import shared_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which reports are asked for; every report of a data folder unless something narrows it.

    Attributes:
        programmes: Only these programmes; all, and the portfolio, when empty.
        period: Only this period.
        language: This language instead of those of the period files and the programmes.
        scenario: A scenario file; only its programme is reported, into folders of the scenario's own.
        interactive: Whether every page carries plotly.js, not only those whose period files say so.
        audience: Whom every page is for, whatever the period files say.
    """

    programmes: Sequence[str] = ()
    period: str | None = None
    language: str | None = None
    scenario: Path | None = None
    interactive: bool = False
    audience: Audience | None = None


EVERYTHING = Selection()


def plan(data: Path, params: Path, selection: Selection = EVERYTHING) -> list[Job]:
    """Return the reports to make, in order, having read and checked everything that they will read.

    Args:
        data: The folder of programme folders and workbooks.
        params: The folder of ``rubric.yaml`` and of one folder of period files for each programme that has any.
        selection: The reports that are asked for.

    Raises:
        FaultyInput: With every fault of every file that the reports read.
        UnknownName: When a programme, period or language does not exist.
    """
    jobs = listed(data, params, selection)
    check(jobs, data, params)
    return jobs


def listed(data: Path, params: Path, selection: Selection = EVERYTHING) -> list[Job]:
    """Return the reports that are asked for, in order; of programmes only the periods and the period files are read.

    Args:
        data: The folder of programme folders and workbooks.
        params: The folder of ``rubric.yaml`` and of the period files.
        selection: The reports that are asked for.

    Raises:
        FaultyInput: With every fault of the periods, of the period files and of the scenario, or when the period that
            is asked for is not reported.
        UnknownName: When a programme or period does not exist.
    """
    jobs = _recorded(data, params, selection)
    if selection.scenario is not None:
        jobs = _tried(selection.scenario, jobs, data, params)
    if selection.audience is not None:
        if selection.scenario is not None and selection.audience == "public":
            raise UnknownName("audience of a trial", selection.audience, [one for one in AUDIENCES if one != "public"])
        jobs = [job if job.is_portfolio else replace(job, audience=selection.audience) for job in jobs]
    return [replace(job, interactive=True) for job in jobs] if selection.interactive else jobs


def _recorded(data: Path, params: Path, selection: Selection) -> list[Job]:
    """Return the reports that are asked for, each of what is recorded."""
    known, period, language = find_programmes(data), selection.period, selection.language
    names = selection.programmes or known
    for name in names:
        if name not in known:
            raise UnknownName("programme", name, known)
    faults: list[Fault] = []
    unasked: list[Fault] = []
    jobs: list[Job] = []
    periods: set[str] = set()
    declared: list[str] = []
    order = read_look(params, faults).order
    for name in names:
        files = period_files(params, name, faults)
        sheet = _sheet(data / name, faults)
        if sheet is None:
            continue
        declared += sheet[0].languages
        reports = reports_of(sheet[0], files, faults)
        texts_of(params, name, reports, order, faults)
        if not reports:
            faults.append(sheet[1].fault(("periods",), "no period has report: true", "at least one"))
        periods |= reports.keys()
        interactive = {(entry.period, entry.language) for entry, _ in files if entry.interactive}
        audiences: dict[tuple[str, str], Audience] = {
            (entry.period, entry.language): entry.audience for entry, _ in files
        }
        for one, languages in reports.items():
            jobs += [
                Job(
                    programme=name,
                    period=one,
                    language=code,
                    interactive=(one, code) in interactive,
                    audience=audiences.get((one, code), USUAL),
                    languages=languages,
                )
                for code in ([language] if language else languages)
                if period in {None, one}
            ]
        unasked += _unreported(*sheet, period)
    faults += prose_faults(order, {job.language for job in jobs})
    if faults:
        raise FaultyInput(list(dict.fromkeys([*faults, *_faults_of(names, data, params)])))
    if period is not None and not jobs:
        raise FaultyInput(unasked) if unasked else UnknownName("period", period, sorted(periods))
    whole = not selection.programmes and period is None
    spoken = tuple(one for one in LANGUAGES if one in declared)
    every = [language] if language else spoken
    jobs += [Job(programme="", period="", language=code, languages=spoken) for code in every if whole]
    return sorted(set(jobs), key=lambda job: (job.is_portfolio, job))


def _sheet(path: Path, faults: list[Fault]) -> tuple[ProgrammeFacts, KeyedFile] | None:
    """Return what a programme is, with its periods, or note why it cannot be read."""
    own: list[Fault] = []
    try:
        read = read_sheet(path, own)
    except FaultyInput as error:
        own += error.faults
    faults += own
    return None if own else read


def _unreported(sheet: ProgrammeFacts, document: KeyedFile, period: str | None) -> Iterator[Fault]:
    """Yield a fault when the period that is asked for is a period without a report."""
    for index, one in enumerate(sheet.periods):
        if one.id == period and not one.report:
            advice = f"Set report: true to have a report of {period}."
            yield document.fault(("periods", index, "report"), "false", "true for a period that is asked for", advice)


def check(
    jobs: Sequence[Job], data: Path, params: Path, *, strict: bool = False, today: datetime.date | None = None
) -> dict[str, tuple[InputWarning, ...]]:
    """Read everything that reports read, so that a fault stops the batch before anything starts.

    Args:
        jobs: The reports to make.
        data: The folder of programme folders and workbooks.
        params: The folder of ``rubric.yaml`` and of the period files.
        strict: Whether a warning that nobody explained is a fault.
        today: The day that dates are held against; the machine's clock tells it when None.

    Returns:
        The warnings of each programme, explained ones too.

    Raises:
        FaultyInput: With every fault of every file.
    """
    everything = any(job.is_portfolio for job in jobs)
    names = find_programmes(data) if everything else list(dict.fromkeys(job.programme for job in jobs))
    warnings: dict[str, tuple[InputWarning, ...]] = {}
    faults = _faults_of(names, data, params, warnings, today) if jobs else []
    faults += shared_faults(data) if everything else []
    if strict:
        faults += [one.as_fault() for some in warnings.values() for one in unexplained(some)]
    if faults:
        raise FaultyInput(faults)
    return warnings


def _faults_of(
    names: Sequence[str],
    data: Path,
    params: Path,
    warnings: dict[str, tuple[InputWarning, ...]] | None = None,
    today: datetime.date | None = None,
) -> list[Fault]:
    """Return every fault of the rubric and of programmes; gather the warnings."""
    faults: list[Fault] = []
    rubric: Rubric | None = None
    try:
        rubric = read_rubric(params / "rubric.yaml")
    except FaultyInput as error:
        faults += error.faults
    for name in names:
        try:
            day = today or by_the_clock(rubric)
            programme, places = read_with_places(data / name, day)
        except FaultyInput as error:
            faults += error.faults
            continue
        faults += kind_faults(*places.chain, rubric) if rubric and places.chain else []
        if warnings is not None:
            warnings[name] = warnings_of(programme, places, rubric, day)
    return faults


def _tried(scenario: Path, jobs: list[Job], data: Path, params: Path) -> list[Job]:
    """Return the jobs of a scenario's programme, each with the scenario.

    Raises:
        FaultyInput: With every fault of the scenario file.
        UnknownName: When its programme does not exist or is not among the jobs.
    """
    faults: list[Fault] = []
    read = read_yaml(scenario, Scenario, faults)
    if read is None:
        raise FaultyInput(faults)
    name = read[0].programme
    if name not in find_programmes(data):
        raise UnknownName("programme", name, find_programmes(data))
    known = read_scenario(scenario, read_programme(data / name), read_rubric(params / "rubric.yaml"))
    chosen = [
        # A trial is nothing for the public.
        replace(
            job,
            scenario=(str(scenario.resolve()), known.id),
            audience=USUAL if job.audience == "public" else job.audience,
        )
        for job in jobs
        if job.programme == name
    ]
    if not chosen:
        raise UnknownName("programme", name, sorted({job.programme for job in jobs if job.programme}))
    return chosen
